"""`check`: everything of a study is read, every fault is said; nothing is computed that no fault depends on, nothing is written.

Works on a wave still in the field: quotas planned and achieved, and the precision to expect at the size reached.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relstudy.definitions.acceptance import accept
from relstudy.definitions.peeking import wave_names
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_review import check_review
from relstudy.definitions.reading import read_study
from relstudy.definitions.sound import sound_part, stands_as_declared
from relstudy.delivery.fieldwork import QuotaState, interim_states, quota_states
from relstudy.delivery.identity import hash_sources
from relstudy.delivery.jobs import exit_code
from relstudy.delivery.journal import refuse_other_study, state_folder
from relstudy.delivery.orphans import name_orphans
from relstudy.delivery.panel import doubt_panel
from relstudy.delivery.past import published_cells, read_past
from relstudy.delivery.precision import Precision, answers_of, precision_of, small_bases
from relstudy.delivery.redaction.standing import note_open
from relstudy.delivery.shared_cases import note_shared
from relstudy.delivery.standing_proposals import doubt_proposals
from relstudy.delivery.store import FileStore, KeptResults
from relstudy.delivery.turned_codes import doubt_turned
from relstudy.errors import Fault, FaultLog, StudyError
from relstudy.steps.absence import NotInStudy
from relstudy.steps.intake import Intake
from relstudy.study.method import Step, WaveResult, resolve, run_wave
from relstudy.study.order import DOUBTS, METHOD
from relstudy.survey.past import Past
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Every fault of a study and the state of its fieldwork."""

    faults: tuple[Fault, ...]
    precision: tuple[Precision, ...] = ()
    quotas: tuple[QuotaState, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether nothing stands against a run."""
        return not any(f.severity == "error" for f in self.faults)

    @property
    def exit_code(self) -> int:
        """Return the exit code of the contract."""
        return exit_code(self.faults)

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the contract's JSON."""
        from relstudy.fault_words import as_json

        return {
            "ok": self.ok,
            "faults": [as_json(f, lang) for f in self.faults],
            "precision": [
                {
                    "wave": p.wave,
                    "column": p.column,
                    "base": p.base,
                    "base_effective": p.base_effective,
                    "half_width": p.half_width,
                    "smallest_difference": p.smallest_difference,
                    "against": p.against,
                    "sampling": p.sampling,
                }
                for p in self.precision
            ],
            "quotas": [
                {
                    "wave": q.wave,
                    "item": q.item,
                    "code": q.code,
                    "label": q.label.get(lang) or next(iter(q.label.values()), q.code),
                    "planned": q.planned,
                    "achieved": q.achieved,
                    "missing": max(q.planned - q.achieved, 0),
                }
                for q in self.quotas
            ],
        }


def check_study(folder: Path, *, wave: str | None = None) -> CheckReport:
    """Read a study and return every fault; without `wave`, all its waves, in their order."""
    names = (wave,) if wave is not None else wave_names(folder) if folder.is_dir() else ()
    reading = read_study(folder, waves=names or None)
    faults = list(reading.faults)
    precision: list[Precision] = []
    quotas: list[QuotaState] = []
    study = reading.study
    if study is None and reading.partial is not None:
        study = sound_part(reading.partial, reading.faults)
    store = KeptResults(FileStore(state_folder(folder) / "store"))
    if study is not None:
        faults += refuse_other_study(folder, study.identity.id)
        for one in study.waves:
            result = run_wave(
                study,
                one,
                method=_readable(study, one, reading.faults),
                absent_needs=True,
                store=store,
                sources=hash_sources(),
            )
            said = result.faults if reading.study is not None else _of_data(result.faults)
            faults += accept(said, study.accepted)
            faults += accept(doubt_panel(study, result, store=store), study.accepted)
            faults += accept((*doubt_turned(result, _past_of(study, one)), *note_shared(result)), study.accepted)
            faults += accept(doubt_proposals(study.folder, one, result), study.accepted)
            shown = tuple(precision_of(study, result))
            # What an error has unweighted, or let in, would print the precision of another sample.
            if reading.partial is None or stands_as_declared(reading.partial, study, one, reading.faults):
                precision += shown
            quotas += _quotas(study, result)
            faults += accept(name_orphans(study, one), study.accepted)
            faults += accept(note_open(study, one, result.given(Intake)), study.accepted)
            faults += small_bases(study, one, shown)
            faults += _doubt_words(study, one, store=store, sound=not any(f.severity == "error" for f in faults))
    faults += _faults_of_review(folder)
    return CheckReport(faults=tuple(dict.fromkeys(faults)), precision=tuple(precision), quotas=tuple(quotas))


def _faults_of_review(folder: Path) -> tuple[Fault, ...]:
    """Return what is wrong in the review; that a line is open stands against a delivery alone."""
    names = wave_names(folder) if folder.is_dir() else ()
    try:
        cells = [published_cells(folder / "out", name) for name in names]
    except StudyError as error:
        return error.faults
    known = None
    if cells and all(one is not None for one in cells):
        known = frozenset(key for one in cells if one is not None for key in one["key"])
    return check_review(StudyFolder(root=folder, log=FaultLog()), known=known)


def _past_of(study: Study, wave: Wave) -> Past | NotInStudy:
    return read_past(study.folder, study.folder / "out", wave.id)


def _doubt_words(study: Study, wave: Wave, *, store: KeptResults, sound: bool) -> tuple[Fault, ...]:
    """Return what there is to say of the analysts' words: as a run says it where a wave is sound, else of the writing alone."""
    if not wave.texts:
        return ()
    # Laying pages costs a third of a second to import: studies without a word of an analyst need none.
    from relstudy.delivery.wave_papers import lay_papers
    from relstudy.delivery.words_of_analysts import read_wave_texts

    if sound:
        laid = lay_papers(study, wave, past=_past_of(study, wave), noted=(), langs=(), store=store)
        if not laid.steps.failed:
            return laid.faults
    return accept(read_wave_texts(study.folder, study, wave, None)[1], study.accepted)


def _of_data(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return faults without the columns nobody declares: some were declared, in the part of the questionnaire that is not sound."""
    return tuple(f for f in faults if f.code != "extra-column" or f.severity == "error")


def _readable(study: Study, wave: Wave, faults: tuple[Fault, ...]) -> tuple[Step[Any], ...]:
    """Return the steps that can be judged: their files are there, so is every register they refer to, so is what they are made of.

    A file or register that could not be read at all is one fault; that nothing is found in it is not another.
    """
    broken = {f.file.partition(".")[0] for f in faults if f.severity == "error"}
    judged: list[Step[Any]] = []
    left_out: set[str] = set()
    for step in (*METHOD, *DOUBTS):
        spared = step.spares(study, wave)
        registers = (n for n, register in step.registers.items() if register in broken and n not in spared)
        unread = any(file not in wave.files and f"wave.{file}" not in spared for file in step.reads) or any(
            not resolve(need, {"study": study, "wave": wave}) for need in registers
        )
        if unread or any(need.partition(".")[0] in left_out for need in step.needs):
            left_out.add(step.name)
        elif not step.is_long:
            judged.append(step)
    return tuple(judged)


def _quotas(study: Study, result: WaveResult) -> Iterator[QuotaState]:
    """Yield the state of the quotas, also where the wave's file has faults elsewhere."""
    answers = answers_of(result)
    if answers is not None:
        yield from quota_states(study, result.wave, answers[0])
    else:
        yield from interim_states(study, result.wave)
