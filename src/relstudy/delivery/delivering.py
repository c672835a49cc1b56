"""`deliver`: the papers of a wave become a numbered delivery that nothing writes into again, or are refused with every reason.

What is delivered is rendered by the road of a run, without the mark of a working paper. It appears whole or not at all.
"""

import csv
import dataclasses
import io
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from relstudy.definitions.peeking import wave_names
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_review import read_review
from relstudy.definitions.reading import no_such_wave, read_study
from relstudy.delivery import identity, journal
from relstudy.delivery.index import renew_index
from relstudy.delivery.jobs import OnStep, WaveJob, WaveOutcome, spoken_by
from relstudy.delivery.outdated import note_outdated_past
from relstudy.delivery.past import published_cells, read_past
from relstudy.delivery.running import run_study, run_wave_job
from relstudy.delivery.store import FileStore, KeptResults
from relstudy.delivery.versions import delivery_folder, last_version, version_after
from relstudy.delivery.wave_papers import lay_papers
from relstudy.disk import refuse_no_room, refuse_unwritable
from relstudy.errors import Fault, FaultLog, StudyError, fault
from relstudy.outputs.errata import ERRATA
from relstudy.outputs.making import make_outputs
from relstudy.outputs.manifest import inputs_of
from relstudy.outputs.order import OUTPUTS
from relstudy.outputs.output import DeliveryTerms, Papers
from relstudy.study.method import WaveResult
from relstudy.study.order import METHOD, files_behind
from relstudy.survey.disclosure import unsaid_facts
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang, load_words

MANIFEST = "manifest.json"
#: Gates that a delivery names as such; every other fault is one of the study or its data.
_GATES = ("false-claim", "empty-disclosure", "open-review", "drift")
_FILE_MODE, _FOLDER_MODE = 0o444, 0o555


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of delivering a wave. `version` is the one that stands, None where it was refused; `is_new` tells that it was made now.

    `reviewer` is the one its manifest names; `errata` its cells printed otherwise than in the version before; `notes` say
    which claims go out unproved, and which earlier waves it is held against are not as their files are now.
    """

    status: Literal["delivered", "refused"]
    path: Path | None = None
    version: str | None = None
    reasons: tuple[Fault, ...] = ()
    errata: int = 0
    is_new: bool = False
    reviewer: str | None = None
    notes: tuple[Fault, ...] = ()

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the contract's JSON."""
        return {
            "status": self.status,
            "path": str(self.path) if self.path is not None else None,
            "version": self.version,
            "reasons": [{"code": gate_of(f), "detail": detail_of(f, lang)} for f in self.reasons],
            "errata": self.errata,
        }


def gate_of(reason: Fault) -> str:
    """Return the gate a reason stands at, in the contract's words."""
    return reason.code if reason.code in _GATES else "faults"


def detail_of(reason: Fault, lang: Lang) -> str:
    """Return a reason in words: where it stands and what is wrong."""
    from relstudy.fault_words import explain

    said = explain(reason, lang)
    return str(load_words(lang, "faults")["words"]["placed"]).format(place=said.place, message=said.message)


def deliver_wave(folder: Path, wave: str, *, who: str | None = None, on_step: OnStep | None = None) -> Delivery:
    """Run a wave where its papers are not current, then make the next version of its delivery, unless something stands against it.

    Parameters
    ----------
    who
        The reviewer that the manifest names; nobody where None.
    on_step
        Told of each step of the run.
    """
    folder = folder.absolute()
    names = wave_names(folder)
    if wave not in names:
        return _refused(no_such_wave(wave, names))

    def carry_out(job: WaveJob) -> WaveOutcome:
        return run_wave_job(job, on_step=on_step)

    report = run_study(folder, wave=wave, wave_runner=carry_out)
    outcome = next((one for one in report.waves if one.wave == wave), None)
    if outcome is None or outcome.status == "refused":
        faults = report.faults if outcome is None else (*report.faults, *outcome.faults)
        return _refused(*_errors(faults), *_unfit(folder, wave, known=None))
    try:
        with journal.hold_wave(folder, wave):
            delivery = _deliver(folder, wave, who)
    except StudyError as error:
        return _refused(*error.faults)
    if delivery.is_new:
        renew_index(folder, folder / "out")
    # What nothing proves goes out if its authors want it; not without their being told once more.
    unproved = tuple(f for f in (*report.faults, *outcome.faults) if f.code == "unproved-claim")
    outdated = note_outdated_past(folder, folder / "out", wave, current=())
    return dataclasses.replace(delivery, notes=tuple(dict.fromkeys((*unproved, *outdated))))


def _refused(*reasons: Fault) -> Delivery:
    return Delivery(status="refused", reasons=tuple(dict.fromkeys(reasons)))


def _errors(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    return tuple(f for f in faults if f.severity == "error")


def _unfit(folder: Path, name: str, *, known: frozenset[str] | None) -> Iterator[Fault]:
    """Yield what only a delivery asks for: facts that wave.toml does not say, open lines of the review, faults in it."""
    reading = read_study(folder, waves=(name,))
    study = reading.study or reading.partial
    wave = next((one for one in study.waves if one.id == name), None) if study is not None else None
    if study is not None and wave is not None:
        for fact in unsaid_facts(study, wave):
            term = f"@fact-{fact.replace('_', '-')}"
            yield fault("empty-disclosure", f"waves/{name}/wave.toml", column=fact, allowed=term)
    log = FaultLog()
    waiting = read_review(StudyFolder(root=folder, log=log), known=known)
    yield from log.errors
    yield from waiting


def _deliver(folder: Path, name: str, who: str | None) -> Delivery:
    out = folder / "out"
    reading = read_study(folder, waves=(name,))
    if reading.study is None:
        return _refused(*_errors(reading.faults))
    study = dataclasses.replace(reading.study, sources=reading.inputs)
    wave = next(one for one in study.waves if one.id == name)
    store = KeptResults(FileStore(journal.state_folder(folder) / "store"))
    past = read_past(folder, out, name)
    laid = lay_papers(study, wave, past=past, noted=reading.faults, langs=spoken_by(study), store=store)
    if laid.papers is None:
        return _refused(*_errors(laid.faults))
    cells = laid.papers.findings.cells
    # What a working paper may carry as a warning refuses a delivery.
    false = tuple(dataclasses.replace(f, severity="error") for f in laid.faults if f.code == "false-claim")
    against = (*false, *_unfit(folder, name, known=frozenset(cells["key"])))
    shown = published_cells(out, name)
    if shown is None or not cells.drop(columns="marks").equals(shown.drop(columns="marks")):
        against = (*against, fault("run-outdated", f"out/{name}"))
    if against:
        return _refused(*against)
    before = last_version(folder, name)
    stands = delivery_folder(folder, name, before) if before else None
    terms = _terms(stands, study, wave, laid.steps, who)
    papers = _final(laid.papers, terms)
    rendering = f"{identity.hash_sources()};{identity.hash_templates()}"
    with refuse_no_room():
        made = make_outputs(OUTPUTS, papers, store=store, run=lambda _, act: act(), sources=rendering)
    if made.steps.failed:
        return _refused(*_errors(made.faults))
    broken = [check.name for check in made.checks if not check.passed]
    if broken:
        raise ValueError(f"what would be delivered does not pass {', '.join(broken)}")
    if stands is not None and _is_same(stands, made.files, who):
        return _standing(stands)
    final = delivery_folder(folder, name, version_after(before))
    with refuse_unwritable(final.parent, folder=folder):
        _write(final, made.files)
    return dataclasses.replace(_standing(final), is_new=True)


def _final(papers: Papers, terms: DeliveryTerms) -> Papers:
    """Return papers of a delivery: not those of a draft any more."""
    findings = dataclasses.replace(papers.findings, state="delivered")
    return dataclasses.replace(papers, findings=findings, delivery=terms)


def _terms(stands: Path | None, study: Study, wave: Wave, steps: WaveResult, who: str | None) -> DeliveryTerms:
    if stands is None:
        return DeliveryTerms(reviewer=who)
    told = _read_manifest(stands)
    then = {entry["path"]: entry["sha256"] for entry in told.get("inputs", ())}
    now = {source.path: source.sha256 for source in inputs_of(study, wave)}
    changed = sorted(path for path in then.keys() | now.keys() if then.get(path) != now.get(path))
    return DeliveryTerms(
        reviewer=who,
        cells_before=pd.read_parquet(stands / identity.CELLS),
        reason=", ".join(changed) or _other_reason(told, study.folder, wave.id, steps),
        reasons={step.name: ", ".join(files_behind(step.name, changed)) for step in METHOD if changed},
    )


def _other_reason(told: dict[str, Any], folder: Path, wave: str, steps: WaveResult) -> str:
    """Return what changed where no file of the wave did: the program, or else what the wave before says."""
    then = {step["name"]: step["fingerprint"] for step in told.get("steps", ())}
    now = {step.name: steps.outcomes[step.name].fingerprint or None for step in METHOD if step.name in steps.outcomes}
    before = identity.wave_before(folder, wave)
    if before is None or any(then.get(name) != fingerprint for name, fingerprint in now.items()):
        return "relstudy"
    return f"out/{before}/{identity.CELLS}"


def _is_same(stands: Path, files: dict[str, bytes], who: str | None) -> bool:
    """Tell whether a version holds what would be delivered, byte for byte: errata apart, and the reviewer where nobody names one."""
    if {path.name for path in stands.iterdir()} != files.keys():
        return False
    if any((stands / name).read_bytes() != files[name] for name in files if name not in (ERRATA, MANIFEST)):
        return False
    told = (_read_manifest(stands), json.loads(files[MANIFEST]))
    apart = ("files",) if who is not None else ("files", "reviewer")
    then, now = ({key: value for key, value in one.items() if key not in apart} for one in told)
    return bool(then == now)


def _standing(version: Path) -> Delivery:
    text = (version / ERRATA).read_text(encoding="utf-8-sig")
    return Delivery(
        status="delivered",
        path=version,
        version=version.name,
        errata=sum(1 for _ in csv.DictReader(io.StringIO(text))),
        reviewer=_read_manifest(version).get("reviewer"),
    )


def _read_manifest(version: Path) -> dict[str, Any]:
    """Return the manifest of a version.

    Raises
    ------
    StudyError
        unreadable-file: somebody changed or removed it.
    """
    try:
        told = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        place = "/".join(version.parts[-3:])
        raise StudyError([fault("unreadable-file", f"{place}/{MANIFEST}")]) from error
    return dict(told)


def _write(final: Path, files: dict[str, bytes]) -> None:
    """Write a version: its folder appears as a whole, and can be read only."""
    final.parent.mkdir(parents=True, exist_ok=True)
    for left in final.parent.glob(".v*.part-*"):
        _remove(left)
    part = final.parent / f".{final.name}.part-{os.getpid()}"
    part.mkdir()
    try:
        for name, content in files.items():
            (part / name).write_bytes(content)
            (part / name).chmod(_FILE_MODE)
        part.chmod(_FOLDER_MODE)
        part.rename(final)
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    if part.is_dir():
        part.chmod(0o755)
        shutil.rmtree(part, ignore_errors=True)
