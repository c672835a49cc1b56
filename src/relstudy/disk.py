"""What the system refuses while a study is read or written, as faults: a full disk, a forbidden place, a file nobody may open."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from relstudy.errors import Fault, FieldworkError, StudyError, fault

#: What the system most often refuses for, as terms of the faults.
_WORDS = {
    errno.ENOSPC: "@disk-full",
    errno.EDQUOT: "@disk-full",
    errno.EFBIG: "@disk-full",
    errno.EROFS: "@read-only",
    errno.EACCES: "@forbidden",
    errno.EPERM: "@forbidden",
    errno.ENOTDIR: "@not-a-folder",
    errno.EEXIST: "@not-a-folder",
    errno.ENOENT: "@no-such-folder",
}


def is_open_mark(path: Path) -> bool:
    """Tell whether a file is the mark that office programs set beside a file that is open in them."""
    return path.name.startswith("~$")


@contextmanager
def refuse_unwritable(place: Path, *, folder: Path) -> Iterator[None]:
    """Hold what writes into a place, so that what the system refuses there is told as a fault of the study.

    Raises
    ------
    StudyError
        not-writable: the disk is full, or nobody lets us write there. The fault names the place, as seen from the study
        folder where it lies there, and why.
    """
    try:
        yield
    except OSError as error:
        raise StudyError([not_writable(_seen_from(folder, place), error)]) from error


def require_folder(place: Path, *, folder: Path) -> None:
    """See, before anything is computed for it, that a folder can be made or written into at a place; nothing is made.

    Raises
    ------
    StudyError
        not-writable: a file lies there or above, or nobody lets us write there.
    """
    with refuse_unwritable(place, folder=folder):
        lying = next(path for path in (place, *place.parents) if os.path.lexists(path))
        if not lying.is_dir():
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(lying))
        if not os.access(lying, os.W_OK | os.X_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(lying))


@contextmanager
def refuse_unwritten(otherwise: str) -> Iterator[None]:
    """Hold what writes into several places; the fault names the one the system tells of, `otherwise` where it tells of none.

    Raises
    ------
    StudyError
        not-writable.
    """
    try:
        yield
    except OSError as error:
        raise StudyError([not_writable(str(error.filename or otherwise), error)]) from error


@contextmanager
def refuse_unreadable(folder: Path) -> Iterator[None]:
    """Hold what reads the files of a study, so that one that went away or was shut in the meantime is told as a fault.

    Raises
    ------
    FieldworkError
        missing-file, or unreadable-file and why.
    """
    try:
        yield
    except OSError as error:
        path = _seen_from(folder, Path(os.fsdecode(error.filename or folder)))
        if isinstance(error, FileNotFoundError):
            raise FieldworkError([fault("missing-file", path)]) from error
        raise FieldworkError([fault("unreadable-file", path, found=_words_of(error))]) from error


@contextmanager
def refuse_no_room() -> Iterator[None]:
    """Hold what makes files in the system's temporary folder, so that one that is full or shut is told as a fault.

    Raises
    ------
    StudyError
        not-writable, naming the place.
    """
    try:
        yield
    except OSError as error:
        place = error.filename or os.environ.get("TMPDIR") or tempfile.tempdir or "TMPDIR"
        fault_ = not_writable(os.fsdecode(place), error)
        raise StudyError([replace(fault_, found="@no-temporary") if error.errno == errno.ENOENT else fault_]) from error


def not_writable(place: str, error: OSError) -> Fault:
    """Return the fault of a place where the system let nothing be written, and why."""
    return fault("not-writable", place, found=_words_of(error))


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: the old one stays where the new one could not be written whole.

    What is written for it has one name, so that a killed writer leaves one file, which the next takes over: for places
    that are held by one writer at a time.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _seen_from(folder: Path, place: Path) -> str:
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place)


def _words_of(error: OSError) -> str:
    return _WORDS.get(error.errno or 0) or os.strerror(error.errno or errno.EIO)
