"""One wave carried out: the steps of the method, the cells, the outputs, the move into view."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from relstudy.definitions.acceptance import accept
from relstudy.definitions.reading import read_study, readable_study
from relstudy.delivery import files, identity, journal
from relstudy.delivery.jobs import OnStep, RunStatus, StepReport, WaveJob, WaveOutcome, spoken_by
from relstudy.delivery.past import read_past
from relstudy.delivery.respondents import write_respondents
from relstudy.delivery.stated import keep_stated
from relstudy.delivery.store import FileStore
from relstudy.delivery.wave_papers import lay_papers
from relstudy.disk import refuse_no_room, refuse_unreadable, refuse_unwritable
from relstudy.errors import Fault
from relstudy.outputs.making import make_outputs
from relstudy.outputs.order import OUTPUTS
from relstudy.study.method import Runner, StepOutcome, WaveResult
from relstudy.survey.past import Past
from relstudy.survey.plan import Study


def carry_out(job: WaveJob, *, run: Runner, on_step: OnStep | None) -> WaveOutcome:
    """Return the outcome of one wave, its files written where nothing stood against it."""
    folder = Path(job.folder)
    reading = read_study(folder, waves=(job.wave,))
    study = readable_study(reading, go_on=job.go_on)
    if study is None:
        return WaveOutcome(wave=job.wave, status="refused", faults=reading.faults)
    study = dataclasses.replace(study, sources=reading.inputs)
    wave = next(w for w in study.waves if w.id == job.wave)
    with refuse_unreadable(folder):
        inputs = identity.hash_inputs(folder, wave.id, Path(job.out))
    past = read_past(folder, Path(job.out), wave.id)
    store = FileStore(journal.state_folder(folder) / "store", trusted=not job.force)
    told = _telling(run, job.wave, on_step)
    laid = lay_papers(
        study, wave, past=past, noted=reading.faults, langs=job.langs, store=store, run=told, go_on=job.go_on
    )
    if laid.papers is None:
        return _outcome(job, laid.steps, "refused", laid.faults)
    rendering = f"{identity.hash_sources()};{identity.hash_templates()}"
    with refuse_no_room():
        made = make_outputs(OUTPUTS, laid.papers, run=told, store=store, sources=rendering)
    faults = (*laid.faults, *accept(made.faults, study.accepted))
    if made.steps.failed and not job.go_on:
        return _outcome(job, made.steps, "refused", faults)
    final = Path(job.out) / job.wave
    with refuse_unwritable(final, folder=folder), files.replace_folder(final) as part:
        for name, content in made.files.items():
            (part / name).write_bytes(content)
        write_respondents(journal.state_folder(folder) / job.wave, laid.steps)
    incomplete = bool(made.steps.failed) or laid.wrong_words
    outcome = _outcome(job, made.steps, "incomplete" if incomplete else "done", faults)
    with refuse_unwritable(journal.state_folder(folder), folder=folder):
        if isinstance(past, Past):
            keep_stated(folder, Path(job.out), past.terms.wave)
        if not incomplete:
            _remember(job, study, made.steps, outcome, inputs, store)
    return outcome


def _telling(run: Runner, wave: str, on_step: OnStep | None) -> Runner:
    def told(name: str, act: Callable[[], StepOutcome]) -> StepOutcome:
        if on_step is not None:
            on_step(wave, name, "running")
        outcome = run(name, act)
        if on_step is not None:
            on_step(wave, name, outcome.state)
        return outcome

    return told


def _outcome(job: WaveJob, result: WaveResult, status: RunStatus, faults: tuple[Fault, ...]) -> WaveOutcome:
    final = Path(job.out) / job.wave
    written = status != "refused"
    return WaveOutcome(
        wave=job.wave,
        status=status,
        out=str(final) if written else None,
        files=tuple(sorted(p.name for p in final.iterdir())) if written else (),
        steps=tuple(
            StepReport(name=o.name, state=o.state, reason=o.reason, seconds=o.seconds) for o in result.outcomes.values()
        ),
        faults=tuple(dict.fromkeys(faults)),
    )


def _remember(
    job: WaveJob, study: Study, result: WaveResult, outcome: WaveOutcome, inputs: str, store: FileStore
) -> None:
    record: journal.RunRecord = {
        "inputs": inputs,
        "langs": list(job.langs),
        "own_langs": job.langs == spoken_by(study),
        "files": files.list_files(Path(job.out) / job.wave),
        "steps": [
            {
                "name": s.name,
                "state": "ran" if s.state == "reused" else s.state,
                "reason": s.reason,
                "seconds": s.seconds,
            }
            for s in outcome.steps
        ],
        "results": [o.fingerprint for o in result.outcomes.values() if o.fingerprint],
        "faults": [f.as_dict() for f in outcome.faults],
    }
    known = journal.write_journal(Path(job.folder), study.identity.id, job.wave, job.out, record)
    store.prune(journal.results_in_use(known))
