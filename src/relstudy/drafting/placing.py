"""Putting a draft in its place: a new folder, or an empty one; never over anything, and whole or not at all."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from relstudy.disk import not_writable
from relstudy.errors import DefinitionError, fault
from relstudy.folding import fold


def study_id(folder: Path) -> str:
    """Return the id a study takes from the name of its folder."""
    made = re.sub(r"[^a-z0-9_.-]+", "_", fold(folder.resolve().name)).strip("_.-")
    return made or "etude"


def refuse_taken(folder: Path) -> None:
    """Refuse a place where something lies already.

    Raises
    ------
    DefinitionError
        `already-exists`: a file, or a folder that is not empty.
    """
    taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if taken or (folder.is_symlink() and not folder.exists()):
        raise DefinitionError([fault("already-exists", str(folder), found=folder.name)])


def place(folder: Path, texts: Mapping[str, str], copies: Mapping[str, Path]) -> tuple[str, ...]:
    """Write the files of a draft below a folder and return their paths in order; what a failure leaves half done is taken away.

    Parameters
    ----------
    folder
        A place that is free (`refuse_taken`).
    texts
        Text by path relative to the folder.
    copies
        File to copy, byte for byte, by path relative to the folder.

    Raises
    ------
    DefinitionError
        `not-writable`: the place cannot be written.
    """
    beside = folder.parent / f".{folder.name}.draft"
    try:
        _fill(beside, texts, copies)
        if folder.is_dir():
            folder.rmdir()
        beside.rename(folder)
    except OSError as error:
        raise DefinitionError([not_writable(str(folder), error)]) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tuple(sorted((*texts, *copies)))


def _fill(folder: Path, texts: Mapping[str, str], copies: Mapping[str, Path]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path, content in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8", newline="\n")
    for path, source in copies.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
