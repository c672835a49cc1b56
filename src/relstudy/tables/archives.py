"""A workbook as an archive: what it unpacks to is measured before anything is read, not believed."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from relstudy.errors import FaultLog

#: An archive that unpacks to more is refused.
UNPACKED_LIMIT = 512 * 2**20
#: So is a sheet that spans more cells: a reader gives room to every cell up to the last, filled or not.
CELLS_LIMIT = 100_000_000
#: Deflate cannot pack more tightly than this.
_TIGHTEST = 1032
_CHUNK = 2**20
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OverflowError, IndexError, NotImplementedError, RuntimeError)

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\bid=\"([^\"]+)\"")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ID = re.compile(rb"\bId=\"([^\"]+)\"")
_TARGET = re.compile(rb"\bTarget=\"([^\"]+)\"")
_ROW = re.compile(rb"<row\s[^>]*?\br=\"([0-9]{1,7})\"")
_CELL_COLUMN = re.compile(rb"<c\s[^>]*?\br=\"([A-Z]{1,3})[0-9]")
_FAR_COLUMN = re.compile(rb"r=\"[A-Z]{3}[0-9]")
_ERROR_CELL = re.compile(rb"<c\s([^>]*\bt=\"e\"[^>]*)>\s*(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?\s*<v>([^<]*)</v>")
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})([0-9]{1,7})\"")


def archive_is_sound(content: bytes, log: FaultLog, file: str) -> bool:
    """Tell whether a file is an archive that unpacks to `UNPACKED_LIMIT` at most (else unreadable-file, archive-too-large)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            declared = sum(entry.file_size for entry in entries)
            size = max(declared, _unpacked(content, entries) if len(content) * _TIGHTEST > UNPACKED_LIMIT else 0)
    except _BROKEN:
        log.add("unreadable-file", file, found="XLSX")
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
            wanted = _SHEET.findall(archive.read("xl/workbook.xml"))[position]
            for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
                name, target = _ID.search(relation), _TARGET.search(relation)
                if name and target and name[1] == wanted:
                    path = target[1].decode()
                    return archive.read(path.lstrip("/") if path.startswith("/") else f"xl/{path}")
    except (*_BROKEN, KeyError):
        return b""
    return b""


def sheet_span(sheet: bytes) -> tuple[int, int]:
    """Return how many rows and columns a sheet spans; (0, 0) where their product cannot exceed `CELLS_LIMIT`."""
    height = max(map(int, _ROW.findall(sheet)), default=0)
    # The exact width costs a look at every cell: it is had only where columns from AAA on, or many rows, may matter.
    if height * 16_384 <= CELLS_LIMIT or (height * 702 <= CELLS_LIMIT and not _FAR_COLUMN.search(sheet)):
        return 0, 0
    return height, max((_column_number(name) for name in set(_CELL_COLUMN.findall(sheet))), default=0)


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def error_cells(sheet: bytes) -> list[tuple[int, str, str]]:
    """Return (line, column, text) of every cell that holds an Excel error such as #N/A."""
    if b't="e"' not in sheet:
        return []
    found = []
    for attributes, text in _ERROR_CELL.findall(sheet):
        reference = _REFERENCE.search(attributes)
        if reference:
            found.append((int(reference[2]), reference[1].decode(), text.decode("utf-8", "replace")))
    return found
