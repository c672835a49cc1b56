"""`freeze`: what a wave published becomes what later waves are read by, written whole into `frozen/`, once."""

import dataclasses
import json
import math
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from relstudy.definitions.frozen_file import FILE, FOLDER, PATH, frozen_text, hypothesis_hash
from relstudy.definitions.peeking import wave_names
from relstudy.definitions.read_registers import label_key
from relstudy.definitions.reading import no_such_wave, read_study
from relstudy.delivery import journal
from relstudy.delivery.past import published_cells, read_past
from relstudy.delivery.store import FileStore, KeptResults
from relstudy.delivery.wave_papers import lay_papers
from relstudy.disk import not_writable
from relstudy.errors import Fault, StudyError, fault
from relstudy.report import open_context
from relstudy.report.findings import Findings
from relstudy.steps.freezing import freeze_lines, freeze_profiles
from relstudy.steps.intake import Intake
from relstudy.steps.profiles import Profiles
from relstudy.survey.frozen import Frozen
from relstudy.survey.plan import Study, Wave
from relstudy.words import LANGS

#: Numbers that differ by less are the same: another machine may write the last digits otherwise.
_CLOSE = 1e-9
#: What a model may differ in, as faults say it.
_TERMS = {
    "profiles": "@frozen-profiles", "lines": "@frozen-lines", "names": "@frozen-names",
    "hypotheses": "@frozen-hypotheses",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezing:
    """What became of freezing a wave: `status` tells; `frozen` is what lies in the folder now, None where it was refused."""

    status: Literal["frozen", "unchanged", "refused"]
    frozen: Frozen | None = None
    faults: tuple[Fault, ...] = ()


def freeze_wave(folder: Path, wave: str) -> Freezing:
    """Freeze a wave as its last run published it, unless another model is frozen; nothing else is written.

    Raises
    ------
    Busy
        A run holds the wave.
    """
    names = wave_names(folder)
    if wave not in names:
        return _refused(no_such_wave(wave, names))
    with journal.hold_wave(folder, wave):
        return _freeze(folder, wave)


def _refused(*faults: Fault) -> Freezing:
    return Freezing(status="refused", faults=faults)


def _freeze(folder: Path, name: str) -> Freezing:
    reading = read_study(folder, waves=(name,))
    study = reading.study
    if study is None:
        return _refused(*reading.faults)
    wrong = journal.refuse_other_study(folder, study.identity.id)
    if wrong:
        return _refused(*wrong)
    if study.frozen is not None and study.frozen.wave != name:
        return _refused(fault("already-frozen", PATH, found=study.frozen.wave, allowed="@frozen-wave"))
    wave = next(one for one in study.waves if one.id == name)
    found = _published(study, wave, reading.faults)
    if isinstance(found, tuple):
        return _refused(*found)
    hypotheses = next((s.sha256 for s in reading.inputs if s.path.startswith("hypotheses.")), None)
    frozen = _frozen(study, wave, found, hypotheses=hypotheses)
    if frozen.profiles is None and frozen.lines is None and not frozen.declared:
        return _refused(fault("nothing-to-freeze", f"out/{name}"))
    if study.frozen is None:
        try:
            _write(folder, frozen)
        except OSError as error:
            return _refused(not_writable(FOLDER, error))
        return Freezing(status="frozen", frozen=frozen)
    difference = _difference(_plain(study.frozen), _plain(_as_told_by(study.frozen, frozen)))
    if difference is None:
        return Freezing(status="unchanged", frozen=study.frozen)
    return _refused(fault("already-frozen", PATH, found=study.frozen.wave, allowed=difference))


def _published(study: Study, wave: Wave, noted: tuple[Fault, ...]) -> Findings | tuple[Fault, ...]:
    """Return what a wave found, where its last run was good and still says the same; else what stands against it."""
    out = study.folder / "out"
    cells = published_cells(out, wave.id)
    if cells is None or not _is_whole(out / wave.id / "manifest.json"):
        return (fault("not-run", f"out/{wave.id}"),)
    store = KeptResults(FileStore(journal.state_folder(study.folder) / "store"))
    past = read_past(study.folder, out, wave.id)
    try:
        laid = lay_papers(study, wave, past=past, noted=noted, langs=LANGS, store=store)
    except StudyError as error:
        return error.faults
    if laid.papers is None:
        return laid.faults
    findings = laid.papers.findings
    if not findings.cells.drop(columns="marks").equals(cells.drop(columns="marks")):
        return (fault("run-outdated", f"out/{wave.id}"),)
    return findings


def _is_whole(manifest: Path) -> bool:
    """Tell whether no step failed in the run that left a manifest."""
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        return all(step["state"] != "failed" for step in told["steps"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _frozen(study: Study, wave: Wave, findings: Findings, *, hypotheses: str | None) -> Frozen:
    profiles, intake = findings.steps.given(Profiles), findings.steps.given(Intake)
    spoken = {lang: open_context(findings, lang).profile_names for lang in LANGS if lang in study.languages}
    names: dict[str, dict[str, tuple[str, bool]]] = {
        lang: {profile: (name.text, name.by_rule) for profile, name in found.items()} for lang, found in spoken.items()
    }
    model = None
    if profiles is not None and intake is not None and study.profiles is not None:
        model = freeze_profiles(
            profiles,
            wave=wave.id,
            plan=study.profiles,
            items=wave.items,
            responses=intake.responses,
            names=names,
        )
    return Frozen(
        study=study.identity.id,
        wave=wave.id,
        profiles=model,
        lines=freeze_lines(
            findings.cells, wave=wave.id, plan=study.expecting, expectations=study.expectations, items=wave.items
        ),
        hypotheses=hypotheses,
        declared={
            one.id: hypothesis_hash(one, study.labels.texts.get(label_key("hypothesis", one.id), {}))
            for one in study.hypotheses
        },
    )


def _write(folder: Path, frozen: Frozen) -> None:
    """Write what is frozen: the folder appears as a whole, or not at all."""
    for left in folder.glob(f".{FOLDER}.part-*"):
        shutil.rmtree(left, ignore_errors=True)
    part = folder / f".{FOLDER}.part-{os.getpid()}"
    try:
        part.mkdir()
        (part / FILE).write_text(frozen_text(frozen), encoding="utf-8")
        part.rename(folder / FOLDER)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _as_told_by(kept: Frozen, frozen: Frozen) -> Frozen:
    """Return what would be frozen now without what an earlier version did not write down."""
    if frozen.lines is None or kept.lines is None or kept.lines.scored:
        return frozen
    return dataclasses.replace(frozen, lines=dataclasses.replace(frozen.lines, scored={}))


def _plain(frozen: Frozen) -> dict[str, Any]:
    told = dataclasses.asdict(frozen)
    profiles = told["profiles"]
    if profiles is not None:
        del profiles["model"]
        told["names"] = [(one.pop("names"), one.pop("by_rule")) for one in profiles["profiles"]]
    return told


def _difference(one: dict[str, Any], other: dict[str, Any]) -> str | None:
    """Return in what two frozen models differ first, as a term of faults; None where they are the same."""
    return next((term for name, term in _TERMS.items() if not _is_same(one.get(name), other.get(name))), None)


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_same(value, other[key]) for key, value in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return bool(one == other)
