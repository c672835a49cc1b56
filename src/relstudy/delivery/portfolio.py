"""Many studies, each in a process of its own: one that is broken, or killed, stops no other."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from relstudy.words import Lang

#: Folders of a study, or beside one, that hold no further study.
_NO_STUDIES = ("out", "deliveries", "node_modules", "__pycache__")
#: What a run answers with; any other end of a process is a failure.
_ANSWERS = ("done", "unchanged", "draft", "refused")
#: Of the exit codes of a run, that of drift awaiting approval.
_DRIFT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRun:
    """What became of one study. `faults` are those of its run as `--json` gives them; `code` is the exit code of its process."""

    study: str
    folder: str
    status: str
    seconds: float
    code: int = 0
    faults: tuple[dict[str, Any], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the contract's form."""
        return {
            "study": self.study,
            "folder": self.folder,
            "status": self.status,
            "seconds": round(self.seconds, 3),
            "faults": list(self.faults),
        }


def find_studies(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return every folder with a study.toml below some folders, these included, in the order of their paths; none inside another."""
    found = {study.absolute() for folder in folders for study in _below(folder)}
    return tuple(sorted(found))


def _below(folder: Path) -> Iterator[Path]:
    for place, names, files in os.walk(folder):
        if "study.toml" in files:
            names.clear()
            yield Path(place)
        names[:] = sorted(n for n in names if not n.startswith((".", "_")) and n not in _NO_STUDIES)


def run_studies(
    studies: Iterable[Path], *, workers: int, lang: Lang, on_study: Callable[[StudyRun], None]
) -> tuple[StudyRun, ...]:
    """Run the last wave of each study and return what became of them, in the order given.

    At most `workers` processes run at once. `on_study` is told of each study as it ends. An interruption ends them all.
    """
    crew = _Crew(lang=lang)
    with ThreadPoolExecutor(max_workers=max(workers, 1)) as threads:

        def carry_out(study: Path) -> StudyRun:
            ended = crew.run(study)
            on_study(ended)
            return ended

        waiting = [threads.submit(carry_out, study) for study in studies]
        try:
            return tuple(one.result() for one in waiting)
        except KeyboardInterrupt:
            threads.shutdown(wait=False, cancel_futures=True)
            crew.end()
            raise


def study_id(study: Path) -> str:
    """Return the id a study declares, else the name of its folder: a study.toml that cannot be read is told by its run."""
    try:
        declared = tomllib.loads((study / "study.toml").read_text(encoding="utf-8-sig"))["study"]["id"]
    except (OSError, ValueError, KeyError, TypeError):
        return study.name
    return declared if isinstance(declared, str) else study.name


def run_apart(study: Path, *, lang: Lang) -> StudyRun:
    """Run the last wave of one study in a process of its own and return what became of it."""
    begun = monotonic()
    # Our own program and our own arguments, no shell.
    ended = subprocess.run(_line(study, lang), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
    return _ended(study, ended.stdout, ended.returncode, seconds=monotonic() - begun)


def failed_run(study: Path) -> StudyRun:
    """Return what became of a study whose run ended without an answer."""
    return StudyRun(study=study_id(study), folder=str(study), status="failed", seconds=0.0, code=1)


def exit_code(runs: Iterable[StudyRun]) -> int:
    """Return the exit code of a portfolio: 0 where nothing stands against any study, 3 where only drift does, else 1."""
    codes = {run.code for run in runs if run.status not in ("done", "unchanged")}
    if not codes:
        return 0
    return _DRIFT if codes == {_DRIFT} else 1


@dataclass(slots=True, kw_only=True)
class _Crew:
    """The processes at work."""

    lang: Lang
    at_work: set[subprocess.Popen[bytes]] = field(default_factory=set)

    def run(self, study: Path) -> StudyRun:
        begun = monotonic()
        # Our own program and our own arguments, no shell.
        process = subprocess.Popen(_line(study, self.lang), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        self.at_work.add(process)
        said, _ = process.communicate()
        self.at_work.discard(process)
        return _ended(study, said, process.returncode, seconds=monotonic() - begun)

    def end(self) -> None:
        for process in tuple(self.at_work):
            process.kill()


def _line(study: Path, lang: Lang) -> list[str]:
    return [sys.executable, "-P", "-m", "relstudy", "run", str(study), "--plain", "--json", "--lang", lang]


def _ended(study: Path, said: bytes, code: int, *, seconds: float) -> StudyRun:
    status, faults = _answer(said)
    return StudyRun(study=study_id(study), folder=str(study), status=status, seconds=seconds, code=code, faults=faults)


def _answer(said: bytes) -> tuple[str, tuple[dict[str, Any], ...]]:
    """Return status and faults of what a run wrote; a process that ended without its answer failed."""
    try:
        answer = json.loads(said)
    except ValueError:
        return "failed", ()
    status = answer.get("status")
    # A run that came upon a defect of the program answers in the shape of a refusal, with an error beside it.
    broke_off = status not in _ANSWERS or "error" in answer
    return ("failed" if broke_off else status), tuple(answer.get("faults", ()))
