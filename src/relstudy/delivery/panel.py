"""The answers of two waves of a panel: read where a study says that equal ids are the same person, and nowhere else."""

from relstudy.definitions.reading import read_study
from relstudy.delivery.identity import CELLS, hash_sources, wave_before
from relstudy.errors import Fault, StudyError
from relstudy.steps.absence import NotInStudy
from relstudy.steps.intake import Intake
from relstudy.steps.open_answers import OpenAnswers
from relstudy.steps.panel import Answers, BothWaves, doubt_persons
from relstudy.steps.profiles import Profiles
from relstudy.steps.weights import Weights
from relstudy.study.method import Store, WaveResult, run_wave
from relstudy.study.order import METHOD
from relstudy.survey.past import Past
from relstudy.survey.plan import Study

#: Why the answers of a wave before are not read: a key of `[reasons]` in the words of the report.
NO_PANEL = NotInStudy("no_panel")


def answers_of_both(
    study: Study, result: WaveResult, past: Past | NotInStudy, *, store: Store | None
) -> BothWaves | NotInStudy:
    """Return the answers of a wave that was carried out and of the one before it.

    Raises
    ------
    StudyError
        The definitions or the answers of the wave before have faults.
    """
    if not study.respondents.panel or isinstance(past, NotInStudy):
        return NO_PANEL
    later = _answers(result)
    return (
        NO_PANEL if later is None else BothWaves(earlier=read_answers(study, past.terms.wave, store=store), later=later)
    )


def read_answers(study: Study, wave: str, *, store: Store | None) -> Answers:
    """Return what the figures of a wave of the study's folder are made of; what runs kept of it is used again.

    Raises
    ------
    StudyError
        The definitions or the answers of the wave have faults.
    """
    result = _carried_out(study, wave, (Intake, Weights, Profiles, OpenAnswers), store=store)
    found = _answers(result)
    if result.failed or found is None:
        raise StudyError(f for f in result.faults if f.severity == "error")
    return found


def doubt_panel(study: Study, result: WaveResult, *, store: Store | None) -> tuple[Fault, ...]:
    """Return a note where a wave of a panel knows hardly anybody of the wave before again.

    Where the answers of the wave before have faults and the wave before is in view, they are said: a run reads them.
    """
    wave, now = result.wave, result.given(Intake)
    before = wave_before(study.folder, wave.id)
    if not study.respondents.panel or before is None or now is None or wave.responses is None:
        return ()
    read = (study.folder / "out" / before / CELLS).is_file()
    try:
        earlier = _carried_out(study, before, (Intake, Weights), store=store)
    except StudyError as error:
        return error.faults if read else ()
    then = earlier.given(Intake)
    if read and earlier.failed:
        return tuple(f for f in earlier.faults if f.severity == "error")
    if then is None:
        return ()
    return doubt_persons(
        then.responses.respondent_id,
        now.responses.respondent_id,
        before=before,
        file=wave.responses.path,
        column=study.respondents.id,
    )


def _carried_out(study: Study, wave: str, gives: tuple[type[object], ...], *, store: Store | None) -> WaveResult:
    """Return the outcomes of some steps of a wave of the study's folder, read anew."""
    reading = read_study(study.folder, waves=(wave,))
    if reading.study is None:
        raise StudyError(f for f in reading.faults if f.severity == "error")
    method = tuple(step for step in METHOD if step.gives in gives)
    return run_wave(reading.study, reading.study.waves[0], method=method, store=store, sources=hash_sources())


def _answers(result: WaveResult) -> Answers | None:
    intake, weights, coded = result.given(Intake), result.given(Weights), result.given(OpenAnswers)
    if intake is None or weights is None:
        return None
    wave = result.wave
    return Answers(
        wave=wave.id,
        file=wave.responses.path if wave.responses is not None else "",
        items=wave.items,
        responses=intake.responses,
        sample=intake.sample,
        weights=weights,
        profiles=result.given(Profiles) or NO_PANEL,
        coded=coded.coded if coded is not None else {},
    )
