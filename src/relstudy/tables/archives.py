"""A workbook as an archive: what it unpacks to is measured before anything is read, not believed."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from relstudy.errors import FaultLog

#: An archive that unpacks to more is refused.
UNPACKED_LIMIT = 512 * 2**20
#: So is a sheet that spans more cells: a reader gives room to every cell up to the last, filled or not.
CELLS_LIMIT = 100_000_000
#: Deflate cannot pack more tightly than this.
_TIGHTEST = 1032
_CHUNK = 2**20
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OverflowError, IndexError, NotImplementedError, RuntimeError)

_SHEET = re.compile(rb"<(?:[\w.-]{1,60}:)?sheet\s[^<>]{0,2000}?[\s:]id\s*=\s*[\"']([^\"'<>]+)[\"']")
_RELATION = re.compile(rb"<(?:[\w.-]{1,60}:)?Relationship\s[^<>]*>")
_ID = re.compile(rb"\sId\s*=\s*[\"']([^\"']+)[\"']")
_TYPE = re.compile(rb"\sType\s*=\s*[\"']([^\"']+)[\"']")
_TARGET = re.compile(rb"\sTarget\s*=\s*[\"']([^\"']+)[\"']")
#: How the kind of a relation ends that leads to the formats of the cells.
STYLES = b"/relationships/styles"
#: So does that of the texts its cells share.
SHARED_TEXTS = b"/relationships/sharedStrings"


def archive_is_sound(content: bytes, log: FaultLog, file: str, *, kind: str = "XLSX") -> bool:
    """Tell whether a file is an archive that unpacks to `UNPACKED_LIMIT` at most (else unreadable-file, archive-too-large)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            declared = sum(entry.file_size for entry in entries)
            size = max(declared, _unpacked(content, entries) if len(content) * _TIGHTEST > UNPACKED_LIMIT else 0)
    except _BROKEN:
        log.add("unreadable-file", file, found=kind)
        return False
    if size > UNPACKED_LIMIT:
        log.add("archive-too-large", file, found=f"{size // 2**20} MiB", allowed=f"{UNPACKED_LIMIT // 2**20} MiB")
        return False
    return True


def _unpacked(content: bytes, entries: Sequence[zipfile.ZipInfo]) -> int:
    """Return what the entries really unpack to, in bytes, counted until the limit is passed: a declared size may lie."""
    total = 0
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            total += entry.compress_size
            continue
        # A local header: 30 bytes that end with the lengths of the name and of the extra field that follow.
        begin = entry.header_offset + 30
        lengths = content[begin - 4 : begin]
        begin += int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        packed = content[begin : begin + entry.compress_size]
        while packed and not unpacker.eof:
            total += len(unpacker.decompress(packed, _CHUNK))
            packed = unpacker.unconsumed_tail
            if total > UNPACKED_LIMIT:
                return total
    return total


def sheet_text(content: bytes, position: int) -> bytes:
    """Return the XML of the sheet at a place in the workbook's own order; nothing where it is not where it should be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(sheet_part(archive, position))
    except (*_BROKEN, KeyError, StopIteration):
        return b""


def sheet_part(archive: zipfile.ZipFile, position: int) -> str:
    """Return where in the archive the sheet lies that has a place in the workbook's own order.

    Raises
    ------
    KeyError, IndexError, StopIteration
        It is not where it should be.
    """
    wanted = _SHEET.findall(archive.read("xl/workbook.xml"))[position]
    return next(path for name, _, path in _relations(archive) if name == wanted)


def related_part(content: bytes, kind: bytes, *, default: str) -> bytes:
    """Return the part the workbook is related to in this way, else the one at the default place; nothing where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(part_name(archive, kind, default=default))
    except (*_BROKEN, KeyError):
        return b""


def part_name(archive: zipfile.ZipFile, kind: bytes, *, default: str) -> str:
    """Return where in the archive the part lies that the workbook is related to in this way, else the default place."""
    path = next((path for _, type_, path in _relations(archive) if type_.endswith(kind)), default)
    return path if path in archive.namelist() else default


def _relations(archive: zipfile.ZipFile) -> Iterator[tuple[bytes, bytes, str]]:
    """Yield the name, the kind and the path of every part the workbook is related to."""
    for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        name, kind, target = _ID.search(relation), _TYPE.search(relation), _TARGET.search(relation)
        if name and target:
            path = posixpath.join("/xl", target[1].decode())
            yield name[1], kind[1] if kind else b"", posixpath.normpath(path).lstrip("/")
