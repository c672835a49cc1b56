"""The files of a wave: written in a temporary folder beside their place, moved into view as a whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relstudy.delivery.identity import hash_file
from relstudy.delivery.journal import FileRecord


@contextmanager
def replace_folder(final: Path) -> Iterator[Path]:
    """Give an empty folder to fill; on leaving without error it takes the place of `final` as a whole."""
    final.parent.mkdir(parents=True, exist_ok=True)
    _mend(final)
    part = final.parent / f".{final.name}.part-{os.getpid()}"
    part.mkdir()
    try:
        yield part
        old = final.parent / f".{final.name}.old"
        if final.exists():
            final.rename(old)
        part.rename(final)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _mend(final: Path) -> None:
    """Put right what a killed run left: half-written folders go, the last whole one comes back."""
    old = final.parent / f".{final.name}.old"
    if old.is_dir():
        if final.exists():
            shutil.rmtree(old)
        else:
            old.rename(final)
    for part in final.parent.glob(f".{final.name}.part-*"):
        shutil.rmtree(part, ignore_errors=True)


def list_files(folder: Path) -> list[FileRecord]:
    """Return path, hash and size of every file of a folder, sorted by path."""
    return [
        {"path": p.relative_to(folder).as_posix(), "sha256": hash_file(p), "bytes": p.stat().st_size}
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    ]
