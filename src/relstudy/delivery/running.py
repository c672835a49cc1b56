"""A run: which waves, whether they changed, and one wave from its folder to files in view.

`run_study` decides and is light: an unchanged wave costs the hashing of its files. `run_wave_job` does the work of one
wave; the command line calls it plainly, a Prefect flow calls it with its own `Runner`.
"""

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from relstudy.collecting import collected_seldom, let_go
from relstudy.definitions.peeking import wave_names
from relstudy.delivery import identity, journal
from relstudy.delivery.jobs import OnStep, RunReport, StepReport, WaveJob, WaveOutcome, absolute, spoken_by, summarise
from relstudy.delivery.outdated import note_outdated_past
from relstudy.disk import refuse_unwritable, require_folder
from relstudy.errors import Fault, StudyError
from relstudy.words import LANGS, Lang

if TYPE_CHECKING:
    from relstudy.study.method import Runner


def run_study(
    folder: Path,
    *,
    wave: str | None = None,
    all_waves: bool = False,
    without: tuple[str, ...] = (),
    out: Path | None = None,
    langs: tuple[Lang, ...] | None = None,
    go_on: bool = False,
    force: bool = False,
    wave_runner: Callable[[WaveJob], WaveOutcome],
) -> RunReport:
    """Run the waves asked for (the last one by default) and say what became of each.

    A later wave in view that compares itself with one that has changed is renewed after it, and told of as well.

    Parameters
    ----------
    folder
        The study folder.
    wave, all_waves
        One wave by name, or all; a run of several waves goes on after one is refused.
    without
        Waves left out where several are asked for.
    out
        Folder that replaces `folder/out`.
    langs
        Languages of the reports; None = those of the study.
    go_on
        Past failed steps: their papers are written all the same.
    wave_runner
        Carries out one job: calls `run_wave_job` once, plainly or inside a flow.
    """
    names = wave_names(folder) if folder.is_dir() else ()
    several = tuple(name for name in names if name not in without)
    asked = several if all_waves else (wave,) if wave is not None else names[-1:]
    if out is not None:
        try:
            require_folder(Path(absolute(out)), folder=folder)
        except StudyError as error:
            return RunReport(status="refused", faults=error.faults)
    report = _run_asked(folder, names, asked, out=out, langs=langs, go_on=go_on, force=force, wave_runner=wave_runner)
    _note_ends(folder, tuple(name for name in asked if name in names), report)
    report = _note_outdated(folder, out or folder / "out", report)
    if any(outcome.status != "refused" for outcome in report.waves):
        try:
            _renew_index(folder, out or folder / "out")
        except StudyError as error:
            return replace(report, status="refused", faults=(*report.faults, *error.faults))
    return report


def _note_ends(folder: Path, asked: tuple[str, ...], report: RunReport) -> None:
    """Keep how the run of each wave ended, for the index: a run that was refused leaves no other sign."""
    ends = {outcome.wave: outcome for outcome in report.waves}
    for wave in asked:
        outcome = ends.get(wave)
        faults = report.faults if outcome is None else outcome.faults
        if any(f.code == "busy" for f in faults):
            continue
        refused = outcome is None or outcome.status == "refused"
        if refused or (outcome is not None and outcome.status != "unchanged") or journal.last_attempt(folder, wave):
            # A study nobody may write into can be refused as well.
            with contextlib.suppress(OSError):
                journal.note_attempt(folder, wave, "refused" if refused else "ended")


def _note_outdated(folder: Path, out: Path, report: RunReport) -> RunReport:
    """Return a report that says which earlier waves, told of beside those that were run, are not as their files are now."""
    told = [outcome for outcome in report.waves if outcome.status != "refused"]
    current = {outcome.wave for outcome in told}
    notes = [note for one in told for note in note_outdated_past(folder, out, one.wave, current=current)]
    return replace(report, faults=(*report.faults, *dict.fromkeys(notes))) if notes else report


def _renew_index(folder: Path, out: Path) -> None:
    from relstudy.delivery.index_source import is_index_current

    if not is_index_current(folder, out):
        from relstudy.delivery.index import renew_index

        with refuse_unwritable(out, folder=folder):
            renew_index(folder, out)


def _run_asked(
    folder: Path,
    names: tuple[str, ...],
    asked: tuple[str, ...],
    *,
    out: Path | None,
    langs: tuple[Lang, ...] | None,
    go_on: bool,
    force: bool,
    wave_runner: Callable[[WaveJob], WaveOutcome],
) -> RunReport:
    kept = {} if force else _unchanged(folder, asked, out=out, langs=langs)
    if kept.keys() == set(asked) and asked:
        return summarise(tuple(kept[name] for name in asked), ())
    # Loaded only where something is to be made: it brings the readers of tables.
    from relstudy.definitions.reading import read_study, readable_study

    reading = read_study(folder, waves=asked or None)
    study = readable_study(reading, go_on=go_on)
    if study is None:
        return RunReport(status="refused", faults=_of_the_rest_too(folder, asked, reading.faults))
    noted = (*reading.faults, *journal.unfinished_changes(folder))
    wrong = journal.refuse_other_study(folder, study.identity.id)
    if wrong:
        return RunReport(status="refused", faults=(*noted, *wrong))
    target = absolute(out or folder / "out")
    outcomes: list[WaveOutcome] = []
    for name in names:
        spoken, forced = langs or spoken_by(study), force
        if name not in asked:
            told = _renewable(folder, name, target) if any(w.status != "unchanged" for w in outcomes) else None
            if told is None:
                continue
            spoken, forced = told, False
        elif not force and (same := _unchanged(folder, (name,), out=out, langs=langs).get(name)) is not None:
            outcomes.append(same)
            continue
        job = WaveJob(
            folder=absolute(folder),
            study=study.identity.id,
            wave=name,
            out=target,
            langs=spoken,
            go_on=go_on,
            force=forced,
        )
        if outcomes:
            let_go()
        try:
            outcomes.append(wave_runner(job))
        except StudyError as error:
            outcomes.append(WaveOutcome(wave=name, status="refused", faults=error.faults))
    return summarise(tuple(outcomes), noted)


def _renewable(folder: Path, wave: str, target: str) -> tuple[Lang, ...] | None:
    """Return the languages of a wave in view that may say something else of the wave before now, None where it stands as it is.

    Papers with failed steps are left alone: nobody but their analyst asks for those.
    """
    view = Path(target) / wave
    record = journal.recall_run(journal.read_journal(folder), wave, target)
    if record is not None and _still_true(folder, wave, record, target, tuple(record["langs"])) is not None:
        return None
    try:
        manifest = json.loads((view / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if any(step["state"] == "failed" for step in manifest["steps"]):
        return None
    return tuple(lang for lang in LANGS if (view / f"report.{lang}.html").is_file()) or None


def _of_the_rest_too(folder: Path, waves: tuple[str, ...], faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return the faults of the definitions that stopped a run, and those a check finds in the data with what is sound of them."""
    from relstudy.delivery.checking import check_study

    found = (fault for wave in waves for fault in check_study(folder, wave=wave).faults)
    return tuple(dict.fromkeys((*faults, *found)))


def _unchanged(
    folder: Path, waves: tuple[str, ...], *, out: Path | None, langs: tuple[Lang, ...] | None
) -> dict[str, WaveOutcome]:
    """Return the last outcomes of the waves of which nothing they depend on or wrote has changed."""
    known = journal.read_journal(folder)
    target = absolute(out or folder / "out")
    found = {name: _still_true(folder, name, journal.recall_run(known, name, target), target, langs) for name in waves}
    return {name: outcome for name, outcome in found.items() if outcome is not None}


def _still_true(
    folder: Path, wave: str, record: journal.RunRecord | None, target: str, langs: tuple[Lang, ...] | None
) -> WaveOutcome | None:
    if record is None or (langs is not None and list(langs) != record["langs"]):
        return None
    if langs is None and not record["own_langs"]:
        return None
    written = Path(target) / wave
    try:
        same = all(_stands(written, entry) for entry in record["files"])
        same = same and identity.hash_inputs(folder, wave, Path(target)) == record["inputs"]
    except OSError:  # a file that cannot be read is told of by the run
        return None
    if not same:
        return None
    steps = tuple(
        StepReport(name=s["name"], state="reused" if s["state"] == "ran" else s["state"], reason=s["reason"])
        for s in record["steps"]
    )
    return WaveOutcome(
        wave=wave,
        status="unchanged",
        out=str(written),
        files=tuple(e["path"] for e in record["files"]),
        steps=steps,
        faults=tuple(Fault(**f) for f in record["faults"]),
    )


def _stands(written: Path, entry: journal.FileRecord) -> bool:
    """Tell whether a file of a wave is there as a run wrote it."""
    path = written / entry["path"]
    return path.is_file() and path.stat().st_size == entry["bytes"] and identity.hash_file(path) == entry["sha256"]


def run_wave_job(job: WaveJob, *, run: "Runner | None" = None, on_step: OnStep | None = None) -> WaveOutcome:
    """Carry out one wave: read, compute, render, write, move into view. `run` carries out its steps (None = plainly).

    Nothing in `out` is touched unless all of it could be made. One run at a time holds a wave.

    Raises
    ------
    Busy
        Another run holds the wave.
    StudyError
        not-writable, also for a disk that fills up; a file of the study that can no longer be read.
    """
    folder = Path(job.folder)
    with journal.hold_wave(folder, job.wave), collected_seldom():
        from relstudy.delivery.wave import carry_out
        from relstudy.study.method import run_plainly

        with refuse_unwritable(journal.state_folder(folder) / job.wave, folder=folder):
            journal.note_attempt(folder, job.wave, "running")
        return carry_out(job, run=run or run_plainly, on_step=on_step)
