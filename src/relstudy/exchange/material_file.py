"""A file of coded interviews, whatever program it is of: what it is, its content tells; its name only that it is no transcript."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from relstudy.disk import is_open_mark
from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import CodedMaterial
from relstudy.exchange.coded_tables import looks_coded, read_coded_table
from relstudy.exchange.project_signs import SQLITE
from relstudy.exchange.refi_archive import decode_text
from relstudy.exchange.transcripts import read_transcript

#: A larger file is no file of interviews; what an archive unpacks to has the same limit.
LARGEST = 512 * 2**20
#: What is read, as a fault names it.
READ = "QDPX, QDC, SQLITE3, CSV, XLSX, TXT, DOCX, SRT, VTT"
#: No text has these, a NUL read as the sign for what is lost among them.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\ufffd]")
_LOOKED_AT = 2**16
#: A text with such a name is what is left of another file, or what came in its place: nobody's words.
_NEVER_TEXT = (".qdpx", ".qdc", ".sqlite3", ".xlsx", ".docx")

_Reader = Callable[[bytes, FaultLog], CodedMaterial | None]


def open_material(path: Path, log: FaultLog) -> bytes | None:
    """Return the bytes of a file of interviews; None where there is none or it is too large, the fault in the log."""
    file = path.name
    if is_open_mark(path):
        log.add("unreadable-file", str(path), found="@open-mark")
        return None
    try:
        if path.stat().st_size > LARGEST:
            log.add(
                "archive-too-large",
                file,
                found=f"{path.stat().st_size // 2**20} MiB",
                allowed=f"{LARGEST // 2**20} MiB",
            )
            return None
        return path.read_bytes()
    except FileNotFoundError:
        log.add("missing-file", str(path))
        return None
    except OSError:
        log.add("unreadable-file", str(path))
        return None


def read_material(
    content: bytes, log: FaultLog, *, file: str, asking: Sequence[str] | None = None
) -> CodedMaterial | None:
    """Return the coded material of a file; None where it cannot be read, every fault in the log.

    Faults name the file as it was given. `asking` are the speakers of a transcript who ask, None where nobody says.
    """
    reader = _reader_of(content, file, asking)
    if reader is None:
        log.add("unreadable-file", file, found="@no-material", allowed=READ)
        return None
    return reader(content, log)


def read_transcripts(folder: Path, log: FaultLog, *, asking: Sequence[str] | None = None) -> CodedMaterial | None:
    """Return the transcripts of a folder as one material, in the order of their names; None where one cannot be read.

    Every fault goes into the log under its file. Hidden files and marks of open ones are none of the folder's; any other
    file that is no transcript stands against the whole.
    """
    read: list[CodedMaterial] = []
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and not is_open_mark(path))
    if not paths:
        log.add("unreadable-file", str(folder), found="@no-material", allowed=READ)
    for path in paths:
        if path.is_dir():
            log.add("unreadable-file", path.name, found="@folder-of-transcripts")
            continue
        content = open_material(path, log)
        material = None if content is None else read_material(content, log, file=path.name, asking=asking)
        if material is None:
            continue
        if material.codings or material.codes:
            log.add("unreadable-file", path.name, found="@folder-of-transcripts")
        taken = {case.id for one in read for case in one.cases}
        for case in material.cases:
            if case.id in taken:
                log.add("duplicate-id", path.name, column="case_id", found=case.id)
        read.append(material)
    if log.errors or not read:
        return None
    return CodedMaterial(
        cases=tuple(case for one in read for case in one.cases),
        verbatims=tuple(verbatim for one in read for verbatim in one.verbatims),
        losses=tuple(loss for one in read for loss in one.losses),
    )


def _reader_of(content: bytes, file: str, asking: Sequence[str] | None) -> _Reader | None:
    if content.startswith(b"PK"):
        return _reader_of_archive(content, file, asking)
    if content.startswith(SQLITE):
        from relstudy.exchange.taguette import read_database

        return lambda content, log: read_database(content, log, file=file)
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    if head.startswith(b"<"):
        from relstudy.exchange.refi_qda import read_codebook_file

        return lambda content, log: read_codebook_file(content, log, file=file)
    if looks_coded(content, file=file):
        return lambda content, log: read_coded_table(content, log, file=file)
    if _is_text(content) and not file.casefold().endswith(_NEVER_TEXT):
        return lambda content, log: read_transcript(content, log, file=file, asking=asking)
    return None


def _is_text(content: bytes) -> bool:
    """Tell whether bytes are a text: signs alone, no control characters but those of lines."""
    stored = decode_text(content)
    return stored is not None and bool(stored.text.strip()) and _CONTROL.search(stored.text[:_LOOKED_AT]) is None


def _reader_of_archive(content: bytes, file: str, asking: Sequence[str] | None) -> _Reader:
    """Return the reader of an archive: a workbook, a Word document, else a project."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        names = set()
    if "xl/workbook.xml" in names:
        return lambda content, log: read_coded_table(content, log, file=file)
    if "word/document.xml" in names:
        return lambda content, log: read_transcript(content, log, file=file, asking=asking)
    from relstudy.exchange.refi_qda import read_project

    return lambda content, log: read_project(content, log, file=file)
