"""The store of step results: by fingerprint, below `.relstudy/store/`, written by rename, the same for plain runs and flows."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from relstudy.disk import refuse_unwritable
from relstudy.study import codec

R = TypeVar("R")
#: What is being written begins so, then comes the process that writes it.
_PART = ".part-"


@dataclass(frozen=True, slots=True)
class FileStore:
    """Results below one folder. With `trusted` false nothing stored is used (`--force`), but results are still kept."""

    root: Path
    trusted: bool = True

    def get(self, fingerprint: str, gives: type[R]) -> R | None:
        """Return the stored result, or None where there is none."""
        folder = self.root / fingerprint
        if not self.trusted or not folder.is_dir():
            return None
        return codec.load(gives, folder)

    def put(self, fingerprint: str, result: object) -> None:
        """Keep a result: whole, or not at all.

        Raises
        ------
        StudyError
            not-writable.
        """
        with refuse_unwritable(self.root, folder=self.root.parents[1]):
            self.root.mkdir(parents=True, exist_ok=True)
            part = Path(tempfile.mkdtemp(prefix=f"{_PART}{os.getpid()}-", dir=self.root))
            try:
                codec.save(result, part)
                final = self.root / fingerprint
                if final.is_dir():
                    shutil.rmtree(final)
                part.rename(final)
            finally:
                shutil.rmtree(part, ignore_errors=True)

    def prune(self, keep: Iterable[str]) -> None:
        """Drop the results no wave's last run used, and what a run that was killed had begun to write."""
        kept = set(keep)
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            if folder.is_dir() and folder.name not in kept and not _is_being_written(folder.name):
                shutil.rmtree(folder, ignore_errors=True)


def _is_being_written(name: str) -> bool:
    """Tell whether a folder is what a process that still runs is writing."""
    if not name.startswith(_PART):
        return False
    pid = name.removeprefix(_PART).partition("-")[0]
    try:
        os.kill(int(pid), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


@dataclass(frozen=True, slots=True)
class KeptResults:
    """The results another run kept, and those made while one looks: whoever only looks writes nothing, and makes nothing twice."""

    store: FileStore
    made: dict[str, Any] = field(default_factory=dict)  # as a store of files: of the type asked for

    def get(self, fingerprint: str, gives: type[R]) -> R | None:
        """Return the result made or stored, or None where there is none."""
        made: R | None = self.made.get(fingerprint)
        return made if made is not None else self.store.get(fingerprint, gives)

    def put(self, fingerprint: str, result: object) -> None:
        """Keep a result for as long as one looks."""
        self.made[fingerprint] = result
