"""Excel sheets: values as calamine reads them, with Excel's own row numbers.

A workbook is an archive: before anything is read, what it unpacks to is measured, not believed.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import python_calamine

from relstudy.errors import FaultLog
from relstudy.tables.columns import Column, object_array
from relstudy.tables.numbers import number_text
from relstudy.tables.rows import Layout, Row, table_of_rows
from relstudy.tables.table import Table

#: An archive that unpacks to more is refused.
UNPACKED_LIMIT = 512 * 2**20
#: Deflate cannot pack more tightly than this.
_TIGHTEST = 1032
_CHUNK = 2**20
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*? t="e"[^>]*>(?:<f.*?</f>|<f[^>]*/>)?<v>([^<]*)</v>')


def read_workbook(content: bytes, log: FaultLog, *, layout: Layout) -> Table | None:
    """Return the table of one sheet (the first unless named), or None where it cannot be read.

    Faults: archive-too-large, unreadable-file, merged-cells, bad-value (no such sheet; an Excel error such as #N/A).
    """
    if not _archive_is_sound(content, log, layout.file):
        return None
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(book.sheet_names)
        if not names:
            _unreadable(log, layout)
            return None
        if layout.sheet is not None and layout.sheet not in names:
            log.add("bad-value", layout.file, sheet=layout.sheet, found=layout.sheet, allowed=", ".join(names))
            return None
        name = layout.sheet if layout.sheet is not None else names[0]
        sheet = book.get_sheet_by_name(name)
        cells = sheet.to_python(skip_empty_area=False)
        merged = list(sheet.merged_cell_ranges or ())
    except (python_calamine.CalamineError, ValueError, TypeError, OSError, OverflowError):
        _unreadable(log, layout)
        return None
    except BaseException as error:
        # A panic of the reader's Rust code arrives as a BaseException of its own.
        if type(error).__name__ != "PanicException":
            raise
        _unreadable(log, layout)
        return None
    named = Layout(
        file=layout.file, sheet=name, header_row=layout.header_row, skip_rows=layout.skip_rows, decimal_comma=True,
        as_written=layout.as_written,
    )  # fmt: skip
    rows: list[Row] = list(enumerate(cells, start=1))
    if _merged_in_table(merged, log, named) or _error_cells(content, names.index(name), log, named):
        return None
    return table_of_rows(rows, fold_cells, log, layout=named)


def fold_cells(cells: Sequence[Any]) -> Column:
    """Return the column of typed cells: numbers keep their value, truth values are 1 and 0, dates ISO text."""
    place: dict[tuple[type, Any], int] = {}
    index = np.array([place.setdefault((type(cell), cell), len(place)) for cell in cells], dtype=np.int32)
    texts, numbers = [], np.full(len(place), np.nan)
    for i, (kind, cell) in enumerate(place):
        texts.append(cell_text(cell))
        if kind in (bool, int, float):
            numbers[i] = float(cell)
    return Column(texts=object_array(texts), numbers=numbers, index=index)


def cell_text(cell: Any) -> str:
    """Return the text of a typed cell."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, (bool, int)):
        return str(int(cell))
    if isinstance(cell, float):
        return number_text(cell) if np.isfinite(cell) else ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()


def _unreadable(log: FaultLog, layout: Layout) -> None:
    log.add("unreadable-file", layout.file, sheet=layout.sheet, found="XLSX")


def _archive_is_sound(content: bytes, log: FaultLog, file: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            declared = sum(entry.file_size for entry in entries)
            size = max(declared, _unpacked(content, entries) if len(content) * _TIGHTEST > UNPACKED_LIMIT else 0)
    except (zipfile.BadZipFile, zlib.error, ValueError, OverflowError, IndexError, NotImplementedError):
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
        begin = entry.header_offset + 30
        name_length = int.from_bytes(content[begin - 4 : begin - 2], "little")
        begin += name_length + int.from_bytes(content[begin - 2 : begin], "little")
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        packed = content[begin : begin + entry.compress_size]
        while packed and not unpacker.eof:
            total += len(unpacker.decompress(packed, _CHUNK))
            packed = unpacker.unconsumed_tail
            if total > UNPACKED_LIMIT:
                return total
    return total


def _merged_in_table(merged: Sequence[Any], log: FaultLog, layout: Layout) -> bool:
    """Tell whether cells are merged in the table itself; a merged title above the header does no harm."""
    skipped = set(layout.skip_rows)
    lines = sorted(
        first + 1
        for (first, _), (last, _) in merged
        if last + 1 >= layout.header_row and not set(range(first + 1, min(last, first + 1000) + 2)) <= skipped
    )
    if lines:
        log.add("merged-cells", layout.file, sheet=layout.sheet, line=lines[0], more=len(lines) - 1)
    return bool(lines)


def _error_cells(content: bytes, position: int, log: FaultLog, layout: Layout) -> bool:
    """Tell whether the sheet holds Excel errors, which the reader would give as blanks."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            sheet = archive.read(f"xl/worksheets/sheet{position + 1}.xml")
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError):
            return False
    if b't="e"' not in sheet:
        return False
    skipped = set(layout.skip_rows)
    errors = [
        (int(line), column.decode(), found.decode("utf-8", "replace"))
        for column, line, found in _ERROR_CELL.findall(sheet)
        if int(line) >= layout.header_row and int(line) not in skipped
    ]
    if errors:
        line, column, found = errors[0]
        log.add(
            "bad-value", layout.file, sheet=layout.sheet, line=line, column=column, found=found, more=len(errors) - 1
        )
    return bool(errors)
