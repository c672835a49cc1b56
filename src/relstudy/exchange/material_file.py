"""A file of coded interviews, whatever program it is of: what it is, its content tells, never its name."""

from collections.abc import Callable
from pathlib import Path

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import CodedMaterial

#: A larger file is no file of interviews; what an archive unpacks to has the same limit.
LARGEST = 512 * 2**20
_SQLITE = b"SQLite format 3\0"
#: What is read, as a fault names it.
READ = "QDPX, QDC"

_Reader = Callable[[bytes, FaultLog], CodedMaterial | None]


def read_material(path: Path, log: FaultLog) -> CodedMaterial | None:
    """Return the coded material of a file; None where it cannot be read, every fault in the log.

    Faults name the file as it was given.
    """
    file = path.name
    try:
        if path.stat().st_size > LARGEST:
            log.add(
                "archive-too-large",
                file,
                found=f"{path.stat().st_size // 2**20} MiB",
                allowed=f"{LARGEST // 2**20} MiB",
            )
            return None
        content = path.read_bytes()
    except FileNotFoundError:
        log.add("missing-file", str(path))
        return None
    except OSError:
        log.add("unreadable-file", str(path))
        return None
    reader = _reader_of(content, file)
    if reader is None:
        log.add("unreadable-file", file, found="@no-material", allowed=READ)
        return None
    return reader(content, log)


def _reader_of(content: bytes, file: str) -> _Reader | None:
    if content.startswith(b"PK"):
        from relstudy.exchange.refi_qda import read_project

        return lambda content, log: read_project(content, log, file=file)
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    if head.startswith(b"<"):
        from relstudy.exchange.refi_qda import read_codebook_file

        return lambda content, log: read_codebook_file(content, log, file=file)
    return None
