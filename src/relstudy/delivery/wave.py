"""One wave carried out: the steps of the method, the cells, the report, the manifest, the move into view."""

import dataclasses
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from relstudy.cells import TEST_COLUMNS
from relstudy.definitions.acceptance import accept
from relstudy.definitions.reading import read_study, readable_study
from relstudy.delivery import files, identity, journal
from relstudy.delivery.jobs import OnStep, StepReport, WaveJob, WaveOutcome, spoken_by
from relstudy.delivery.manifest import make_manifest
from relstudy.delivery.precision import precision_of, small_bases
from relstudy.delivery.store import FileStore
from relstudy.delivery.verification import verify_wave
from relstudy.delivery.wave_cells import wave_cells
from relstudy.delivery.words_of_analysts import read_wave_texts
from relstudy.errors import Fault
from relstudy.report import render_report
from relstudy.report.texts import Texts
from relstudy.study.codec import digest
from relstudy.study.method import NotInStudy, Runner, StepOutcome, WaveResult, run_wave
from relstudy.study.order import METHOD
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """The rendered report of one wave, HTML by language."""

    html: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What the working papers of one wave are made of. `faults` are all warnings and notes, in the order met."""

    job: WaveJob
    study: Study
    wave: Wave
    result: WaveResult
    cells: pd.DataFrame
    tests: pd.DataFrame
    texts: dict[Lang, Texts]
    faults: tuple[Fault, ...]


def carry_out(job: WaveJob, *, run: Runner, on_step: OnStep | None) -> WaveOutcome:
    """Return the outcome of one wave, its files written where nothing stood against it."""
    folder = Path(job.folder)
    reading = read_study(folder, waves=(job.wave,))
    study = readable_study(reading, draft=job.draft)
    if study is None:
        return WaveOutcome(wave=job.wave, status="refused", faults=reading.faults)
    study = dataclasses.replace(study, sources=reading.inputs)
    wave = next(w for w in study.waves if w.id == job.wave)
    inputs = identity.hash_inputs(folder, wave.id)
    store = FileStore(journal.state_folder(folder) / "store", trusted=not job.force)
    told = _telling(run, job.wave, on_step)
    result = run_wave(study, wave, method=METHOD, run=told, store=store, sources=identity.hash_sources())
    notes = small_bases(study, wave, tuple(precision_of(study, result)))
    faults = (*reading.faults, *accept(result.faults, study.accepted), *notes)
    if result.failed and not job.draft:
        return _outcome(job, result, "refused", faults)
    cells = wave_cells(study, result)
    texts, remarks = read_wave_texts(folder, study, wave, cells)
    faults = (*faults, *accept(remarks, study.accepted))
    incomplete = bool(result.failed) or any(f.severity == "error" for f in remarks)
    if incomplete and not job.draft:
        return _outcome(job, result, "refused", faults)
    tests = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TEST_COLUMNS.items()})
    papers = Papers(
        job=job, study=study, wave=wave, result=result, cells=cells, tests=tests, texts=texts, faults=faults
    )  # fmt: skip
    report = told("report", _rendering(papers, store))
    papers = dataclasses.replace(
        papers, result=dataclasses.replace(result, outcomes={**result.outcomes, "report": report})
    )
    _write(papers)
    outcome = _outcome(job, papers.result, "draft" if incomplete else "done", faults)
    if not incomplete:
        _remember(papers, outcome, inputs, store)
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


def _rendering(papers: Papers, store: FileStore) -> Callable[[], StepOutcome]:
    """Return the act of the report step: made again when a cell, a label, a word, a remark or a template changed."""
    prints = [f"{name}:{o.fingerprint}:{o.state == 'failed'}" for name, o in papers.result.outcomes.items()]
    content = (digest(part) for part in (papers.study, papers.wave, papers.texts, papers.faults))
    parts = (identity.hash_sources(), identity.hash_templates(), *prints, *content, *papers.job.langs)
    fingerprint = hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()

    def act() -> StepOutcome:
        began = time.perf_counter()
        stored = store.get(fingerprint, Reports)
        reports = stored or Reports(html={lang: _render(papers, lang) for lang in papers.job.langs})
        if stored is None:
            store.put(fingerprint, reports)
        return StepOutcome(
            name="report",
            state="ran" if stored is None else "reused",
            result=reports,
            fingerprint=fingerprint,
            seconds=time.perf_counter() - began,
        )

    return act


def _render(papers: Papers, lang: Lang) -> str:
    return render_report(
        papers.study,
        papers.wave,
        papers.result,
        papers.cells,
        papers.tests,
        lang=lang,
        draft=True,
        texts=papers.texts.get(lang),
        remarks=papers.faults,
    )


def _write(papers: Papers) -> None:
    job, result = papers.job, papers.result
    reports = result.outcomes["report"].result.html
    with files.replace_folder(Path(job.out) / job.wave) as part:
        files.write_cells(papers.cells, part)
        papers.tests.to_parquet(part / "tests.parquet", index=False)
        for lang, html in reports.items():
            (part / f"report.{lang}.html").write_text(html, encoding="utf-8")
        checks = verify_wave(papers.cells, reports)
        manifest = make_manifest(papers.study, papers.wave, result, checks, files.list_files(part))
        files.write_json(manifest, part / "manifest.json")
        _write_respondents(journal.state_folder(Path(job.folder)) / job.wave, result)


def _write_respondents(folder: Path, result: WaveResult) -> None:
    """Write who is in which profile, with weights, beside the study and never among its deliverables."""
    path = folder / "respondents.parquet"
    answers, weights = result.outcomes["intake"].result, result.outcomes["weights"].result
    if answers is None or weights is None or isinstance(answers, NotInStudy):
        path.unlink(missing_ok=True)
        return
    frame = pd.DataFrame({"respondent_id": answers.responses.respondent_id.astype(str), "weight": weights.weight})
    profiles = result.outcomes["profiles"].result
    if profiles is not None and not isinstance(profiles, NotInStudy) and profiles.k > 0:
        member = profiles.member
        frame["profile"] = pd.Series([f"p{m + 1}" if m >= 0 else None for m in member.tolist()], dtype="string")
        for number in range(profiles.k):
            frame[f"profile_p{number + 1}"] = pd.Series((member == number).astype(float)).where(member >= 0)
    else:
        frame["profile"] = pd.Series([None] * len(frame), dtype="string")
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / ".respondents.part"
    frame.to_parquet(part, index=False)
    part.replace(path)


def _outcome(job: WaveJob, result: WaveResult, status: Any, faults: tuple[Fault, ...]) -> WaveOutcome:
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


def _remember(papers: Papers, outcome: WaveOutcome, inputs: str, store: FileStore) -> None:
    job, study = papers.job, papers.study
    record = {
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
        "results": [o.fingerprint for o in papers.result.outcomes.values() if o.fingerprint],
        "faults": [f.as_dict() for f in outcome.faults],
    }
    known = journal.write_journal(Path(job.folder), study.identity.id, job.wave, job.out, record)
    store.prune(journal.results_in_use(known))
