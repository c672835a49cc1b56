"""The journal of runs, `.relstudy/run.json`: what each wave's last good run into each folder read and wrote; the lock of a wave.

The journal is never delivered: it is the one place where clock times are kept.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict

from relstudy.disk import refuse_unwritable, replace_file
from relstudy.errors import Fault, StudyError, fault
from relstudy.words import Lang

if TYPE_CHECKING:
    from relstudy.study.method import State

JOURNAL = "run.json"
ATTEMPT = "attempt.json"


class FileRecord(TypedDict):
    """One file in view: its name in the folder of the wave, its hash and size."""

    path: str
    sha256: str
    bytes: int


class StepRecord(TypedDict):
    """What became of a step; one that was reused ran before."""

    name: str
    state: "State"
    reason: str | None
    seconds: float


class RunRecord(TypedDict):
    """The last good run of a wave into a folder: what it read, wrote, told, and the stored results it rests on. `own_langs`: nobody named languages."""

    inputs: str
    langs: list[Lang]
    own_langs: bool
    files: list[FileRecord]
    steps: list[StepRecord]
    results: list[str]
    faults: list[dict[str, Any]]  # as `Fault.as_dict` writes them
    at: NotRequired[str]


class Journal(TypedDict):
    """Runs by wave and by the folder they wrote into."""

    study: str | None
    waves: dict[str, dict[str, RunRecord]]


class Busy(StudyError):
    """Another run holds this wave."""


def state_folder(study_folder: Path) -> Path:
    """Return the folder of the program's own state beside a study."""
    return study_folder / ".relstudy"


def read_journal(study_folder: Path) -> Journal:
    """Return the journal, or an empty one; a damaged journal counts as none (everything is then run again)."""
    path = state_folder(study_folder) / JOURNAL
    try:
        journal = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Journal(study=None, waves={})
    if isinstance(journal, dict):
        waves = journal.get("waves")
        if isinstance(waves, dict) and all(isinstance(runs, dict) for runs in waves.values()):
            return Journal(study=journal.get("study"), waves=waves)
    return Journal(study=None, waves={})


def refuse_other_study(study_folder: Path, study: str) -> tuple[Fault, ...]:
    """Return a fault where the state beside a study is that of another one (a folder copied and renamed)."""
    known = read_journal(study_folder).get("study")
    if known is None or known == study:
        return ()
    return (fault("wrong-study", f".relstudy/{JOURNAL}", found=str(known), allowed=study),)


def recall_run(journal: Journal, wave: str, target: str) -> RunRecord | None:
    """Return what the last good run of a wave into a folder read and wrote, or None."""
    record = journal["waves"].get(wave, {}).get(target)
    return record if isinstance(record, dict) else None


def results_in_use(journal: Journal) -> frozenset[str]:
    """Return the fingerprints of the stored results that some wave's last good run rests on."""
    return frozenset(
        fingerprint
        for runs in journal["waves"].values()
        for record in runs.values()
        if isinstance(record, dict)
        for fingerprint in record.get("results", ())
    )


def write_journal(study_folder: Path, study: str, wave: str, target: str, record: RunRecord) -> Journal:
    """Enter one wave's run into a folder (`target`) and return the whole journal.

    Runs into other folders stay known as long as those folders hold the wave: a run elsewhere makes no work forgotten.
    """
    folder = state_folder(study_folder)
    folder.mkdir(exist_ok=True)
    with _journal_lock(folder / "run.lock"):
        journal = read_journal(study_folder)
        journal["study"] = study
        kept = {t: run for t, run in journal["waves"].get(wave, {}).items() if (Path(t) / wave).is_dir()}
        kept[target] = {**record, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        journal["waves"][wave] = kept
        _replace_journal(folder, journal)
    return journal


def drop_runs(study_folder: Path, waves: Iterable[str]) -> None:
    """Strike the runs of some waves: nothing they tell of is trusted, or kept, any more."""
    folder = state_folder(study_folder)
    if not (folder / JOURNAL).is_file():
        return
    with _journal_lock(folder / "run.lock"):
        journal = read_journal(study_folder)
        for wave in waves:
            journal["waves"].pop(wave, None)
        _replace_journal(folder, journal)


def unfinished_changes(study_folder: Path) -> tuple[Fault, ...]:
    """Return a warning where a call that takes a person out of a study, or replaces what was said, did not come to its end."""
    plans = {
        "forgetting-unfinished": forgetting_plan(study_folder),
        "redaction-unfinished": redaction_plan(study_folder),
    }
    return tuple(
        fault(code, path.relative_to(study_folder).as_posix()) for code, path in plans.items() if path.is_file()
    )


def forgetting_plan(study_folder: Path) -> Path:
    """Return where it stands what is left to do of taking a person out of a study."""
    return state_folder(study_folder) / "forgetting" / "plan.json"


def redaction_plan(study_folder: Path) -> Path:
    """Return where it stands what is left to do of putting pseudonyms in the place of what was said."""
    return state_folder(study_folder) / "redacting" / "plan.json"


def _replace_journal(folder: Path, journal: Journal) -> None:
    replace_file(folder / JOURNAL, json.dumps(journal, ensure_ascii=False, indent=1).encode())


@contextmanager
def hold_wave(study_folder: Path, wave: str) -> Iterator[None]:
    """Hold one wave of a study for the time of a run.

    Raises
    ------
    Busy
        Another run holds it; the fault names its process.
    StudyError
        not-writable: no lock can be laid beside the study.
    """
    folder = state_folder(study_folder) / wave
    with ExitStack() as held:
        with refuse_unwritable(folder, folder=study_folder):
            folder.mkdir(parents=True, exist_ok=True)
            # Unbuffered: what a full disk did not take is not tried again when the file is closed.
            stream = held.enter_context((folder / "lock").open("a+b", buffering=0))
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            raise Busy([fault("busy", f"waves/{wave}", found=stream.read().decode().strip() or "?")]) from None
        with refuse_unwritable(folder, folder=study_folder):
            stream.truncate(0)
            stream.write(str(os.getpid()).encode())
        yield


@contextmanager
def hold_index(study_folder: Path) -> Iterator[None]:
    """Hold the page beside the waves: who writes it last has seen them all."""
    folder = state_folder(study_folder)
    folder.mkdir(exist_ok=True)
    with _journal_lock(folder / "index.lock"):
        yield


def note_attempt(study_folder: Path, wave: str, status: str) -> None:
    """Keep how the last run of a wave ended: "running" until it has."""
    folder = state_folder(study_folder) / wave
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{ATTEMPT}.{os.getpid()}"
    part.write_text(json.dumps({"status": status}), encoding="utf-8")
    part.replace(folder / ATTEMPT)


def last_attempt(study_folder: Path, wave: str) -> Literal["refused", "failed"] | None:
    """Return how the last run of a wave ended where it made no papers: refused, or broken off and not at work any more."""
    try:
        told = json.loads((state_folder(study_folder) / wave / ATTEMPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    status = told.get("status") if isinstance(told, dict) else None
    if status == "refused":
        return "refused"
    return "failed" if status == "running" and not _is_held(study_folder, wave) else None


def _is_held(study_folder: Path, wave: str) -> bool:
    try:
        with (state_folder(study_folder) / wave / "lock").open(encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def _journal_lock(path: Path) -> Iterator[None]:
    with path.open("a", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
