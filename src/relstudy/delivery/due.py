"""A run that is due: all waves whose data has arrived, then the last of them held against the one before it.

A wave prepared ahead of its answers is no fault of a study that reruns by itself; one that ran before and lost a file is.
Light on purpose: a study in which nothing changed costs the hashing of its files.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from relstudy.definitions.peeking import wave_names
from relstudy.delivery import journal
from relstudy.delivery.jobs import RunReport, WaveJob, WaveOutcome
from relstudy.delivery.running import run_study
from relstudy.errors import Fault

if TYPE_CHECKING:
    from relstudy.delivery.comparing import Comparison

#: `not_arrived`: nothing to do but wait for the data of a wave. `busy`: another run holds a wave.
DueState = Literal["done", "unchanged", "not_arrived", "busy", "incomplete", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A wave whose data has not arrived: the files that are missing or hold nothing yet, from the study's folder."""

    wave: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRun:
    """What became of a run that was due. `comparison`: the last two waves, where something was made."""

    state: DueState
    report: RunReport
    awaited: tuple[Awaited, ...] = ()
    comparison: "Comparison | None" = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the faults of the run but those that only say a wave's data has not arrived."""
        files = {file for wave in self.awaited for file in wave.files}
        return tuple(f for f in self.report.faults if not (f.code == "empty-wave" and f.file in files))


def run_due(folder: Path, *, wave_runner: Callable[[WaveJob], WaveOutcome]) -> DueRun:
    """Run all waves of a study whose data has arrived and compare the last two of them."""
    names = wave_names(folder)
    prepared = awaited_waves(folder, names)
    if names and len(prepared) == len(names):
        if _refused_as_a_whole(folder, names[-1]):
            # Data would not help: what stands against the study is told, and what it waits for beside it.
            return DueRun(state="refused", report=run_study(folder, all_waves=True, wave_runner=wave_runner))
        return DueRun(state="not_arrived", report=RunReport(status="refused"), awaited=prepared)
    report = run_study(folder, all_waves=True, without=tuple(w.wave for w in prepared), wave_runner=wave_runner)
    empty = _empty_waves(folder, report.waves)
    there = report.waves[: len(report.waves) - len(empty)]
    awaited = (*empty, *prepared)
    # What reaches no wave was stopped by the study as a whole, whatever is waited for.
    state: DueState = _state(there, any_awaited=bool(awaited)) if report.waves else "refused"
    comparison = _compare(folder, there) if state == "done" else None
    return DueRun(state=state, report=report, awaited=awaited, comparison=comparison)


def awaited_waves(folder: Path, names: Iterable[str]) -> tuple[Awaited, ...]:
    """Return the last waves that were prepared and lack a file of data: they never ran.

    What stands against the study as a whole is told by the waves that have their data.
    """
    from relstudy.definitions.reading import read_study

    known = journal.read_journal(folder)["waves"]
    awaited: list[Awaited] = []
    for name in reversed(tuple(names)):
        if name in known:
            break
        errors = [f for f in read_study(folder, waves=(name,)).faults if f.severity == "error"]
        own = [f for f in errors if f.file.startswith(f"waves/{name}/")]
        lacking = tuple(f.file for f in own if f.code == "missing-file" and not f.file.endswith(".toml"))
        if not lacking:
            break
        awaited.append(Awaited(wave=name, files=lacking))
    return tuple(reversed(awaited))


def _refused_as_a_whole(folder: Path, wave: str) -> bool:
    """Tell whether something stands against a study that is none of the files of a wave."""
    from relstudy.definitions.reading import read_study

    faults = read_study(folder, waves=(wave,)).faults
    return any(f.severity == "error" and not f.file.startswith(f"waves/{wave}/") for f in faults)


def _empty_waves(folder: Path, outcomes: tuple[WaveOutcome, ...]) -> tuple[Awaited, ...]:
    """Return the last waves whose file of answers holds none yet, and which never ran."""
    known = journal.read_journal(folder)["waves"]
    empty: list[Awaited] = []
    for outcome in reversed(outcomes):
        errors = [f for f in outcome.faults if f.severity == "error"]
        if outcome.wave in known or not errors or not all(f.code == "empty-wave" and f.found is None for f in errors):
            break
        empty.append(Awaited(wave=outcome.wave, files=tuple(f.file for f in errors)))
    return tuple(reversed(empty))


def _state(outcomes: tuple[WaveOutcome, ...], *, any_awaited: bool) -> DueState:
    statuses = {outcome.status for outcome in outcomes}
    if "refused" in statuses or not (outcomes or any_awaited):
        errors = {f.code for o in outcomes if o.status == "refused" for f in o.faults if f.severity == "error"}
        return "busy" if errors == {"busy"} else "refused"
    if "incomplete" in statuses:
        return "incomplete"
    if "done" in statuses:
        return "done"
    return "not_arrived" if any_awaited else "unchanged"


def _compare(folder: Path, outcomes: tuple[WaveOutcome, ...]) -> "Comparison | None":
    """Return the comparison of the last two waves, None for a single one."""
    from relstudy.delivery.comparing import compare_published

    names = [outcome.wave for outcome in outcomes]
    return compare_published(folder, names[-2], names[-1]) if len(names) > 1 else None
