"""Excel sheets: values as calamine reads them, with Excel's own row numbers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import python_calamine
from python_calamine import SheetVisibleEnum

from relstudy.errors import FaultLog
from relstudy.folding import strip_cell
from relstudy.tables.archives import CELLS_LIMIT, archive_is_sound, sheet_text
from relstudy.tables.columns import Column, object_array
from relstudy.tables.number_formats import percent_styles
from relstudy.tables.numbers import number_text
from relstudy.tables.rows import Layout, table_of_rows
from relstudy.tables.sheet_cells import (
    error_cells,
    filled_cells,
    hidden_lines,
    sheet_span,
    styled_cells,
    uncomputed_formulas,
)
from relstudy.tables.table import Table
from relstudy.unnamed import column_letters

#: What Excel writes where there is no value; other errors are formulas that went wrong.
_NOT_AVAILABLE = "#N/A"
#: A sheet with more than so many times the cells of the first is the one with the table.
_FAR_MORE = 2
_SEVERAL = 2


def read_workbook(content: bytes, log: FaultLog, *, layout: Layout) -> Table | None:
    """Return the table of one sheet (the first that Excel shows unless named), or None where it cannot be read.

    What was read is noted (read-as), with the sheets and rows that Excel hides; these rows are rows all the same.
    Faults: archive-too-large, unreadable-file, merged-cells, bad-value (no such sheet; an Excel error such as #N/A, which
    among answers is a blank and noted; a formula that was never computed).
    """
    if not archive_is_sound(content, log, layout.file):
        return None
    try:
        return _read_sheet(content, log, layout)
    except (python_calamine.CalamineError, ValueError, TypeError, OSError, OverflowError):
        _unreadable(log, layout)
        return None
    except BaseException as error:
        # A panic of the reader's Rust code arrives as a BaseException of its own.
        if type(error).__name__ != "PanicException":
            raise
        _unreadable(log, layout)
        return None


def _read_sheet(content: bytes, log: FaultLog, layout: Layout) -> Table | None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = list(book.sheet_names)
    shown, hidden = _shown_and_hidden(book)
    name = same_sheet(layout.sheet, names) if layout.sheet is not None else shown[0] if shown else None
    if name is None:
        log.add("bad-value", layout.file, sheet=layout.sheet, found=layout.sheet, allowed=", ".join(names))
        return None
    named = replace(layout, sheet=name, decimal_comma=True)
    text = sheet_text(content, names.index(name))
    height, width = sheet_span(text)
    if height * width > CELLS_LIMIT:
        log.add(
            "archive-too-large",
            layout.file,
            sheet=name,
            line=height,
            found=f"{height} × {width}",
            allowed=f"{CELLS_LIMIT}",
        )
        return None
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    merged = _merged_in_table(list(sheet.merged_cell_ranges or ()), log, named)
    unread = _letters_of(rows, named)
    wrong = error_cells(text)
    # Among the answers a program wrote, "not available" says that there is none; elsewhere a value is missing.
    absent = [cell for cell in wrong if layout.numbered and cell[2] == _NOT_AVAILABLE]
    others = [cell for cell in wrong if not layout.numbered or cell[2] != _NOT_AVAILABLE]
    errors = _cells_in_table(others, log, named, allowed="@no-excel-error", unread=unread)
    uncomputed = _cells_in_table(uncomputed_formulas(text), log, named, allowed="@computed-formula", unread=unread)
    if merged or errors or uncomputed:
        return None
    _mark_percents(rows, styled_cells(text, percent_styles(content)))
    table = table_of_rows(list(enumerate(rows, start=1)), fold_cells, log, layout=named)
    if table is None:
        return None
    table = replace(table, hidden=hidden_lines(text) & frozenset(table.lines.tolist()))
    answers = frozenset(table.lines.tolist())
    blank = sum(line in answers and column not in unread for line, column, _ in absent)
    readings = [
        "XLSX",
        *([f"@hidden-sheets {', '.join(hidden)}"] if hidden else []),
        *([f"@hidden-rows {len(table.hidden)}"] if table.hidden else []),
        *([f"@not-available {blank}"] if blank else []),
    ]
    log.add("read-as", layout.file, sheet=name, found=", ".join(readings))
    return table


def _shown_and_hidden(book: python_calamine.CalamineWorkbook) -> tuple[list[str], list[str]]:
    """Return the sheets that Excel shows, all where it shows none, and those it hides."""
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    return [name for name in book.sheet_names if name not in hidden] or list(book.sheet_names), hidden


@dataclass(frozen=True, slots=True)
class PercentCell:
    """A number that Excel shows as per cent: 0.025 is shown as 2.5 %."""

    value: float

    def __str__(self) -> str:
        """Return the number as any other cell's."""
        return number_text(self.value)


def _mark_percents(rows: Sequence[list[Any]], places: Sequence[tuple[int, int]]) -> None:
    """Put a `PercentCell` in the place of each number among the cells that are formatted as per cent."""
    for line, column in places:
        cells = rows[line - 1] if 1 <= line <= len(rows) else []
        if 1 <= column <= len(cells) and type(cells[column - 1]) in (int, float) and np.isfinite(cells[column - 1]):
            cells[column - 1] = PercentCell(float(cells[column - 1]))


def fold_cells(cells: Sequence[Any]) -> Column:
    """Return the column of typed cells: numbers keep their value, truth values are 1 and 0, dates ISO text."""
    # To a dictionary True is 1: so it is to us.
    place: dict[Any, int] = {}
    index = np.array([place.setdefault(cell, len(place)) for cell in cells], dtype=np.int32)
    texts = object_array([cell_text(cell) for cell in place])
    values = [cell.value if isinstance(cell, PercentCell) else cell for cell in place]
    numbers = np.array([float(v) if isinstance(v, (bool, int, float)) else np.nan for v in values], dtype=float)
    percent = np.array([isinstance(cell, PercentCell) for cell in place], dtype=bool)
    return Column(texts=texts, numbers=numbers, index=index, percent=percent if percent.any() else None)


def cell_text(cell: Any) -> str:
    """Return the text of a typed cell."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return strip_cell(cell)
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


def _merged_in_table(merged: Sequence[Any], log: FaultLog, layout: Layout) -> bool:
    """Tell whether cells are merged in the table itself.

    A merged title above the header does no harm, nor does a question merged over its answers in the header: its cells
    are one name and blanks.
    """
    skipped = set(layout.skip_rows)
    lines = sorted(
        first + 1
        for (first, _), (last, _) in merged
        if last + 1 >= layout.header_row
        and first + 1 > layout.header_row
        and not set(range(first + 1, min(last, first + 1000) + 2)) <= skipped
    )
    if lines:
        log.add("merged-cells", layout.file, sheet=layout.sheet, line=lines[0], more=len(lines) - 1)
    return bool(lines)


def _letters_of(rows: Sequence[Sequence[Any]], layout: Layout) -> frozenset[str]:
    """Return the letters of the columns nobody asks for."""
    head = rows[layout.header_row - 1] if len(rows) >= layout.header_row else ()
    return frozenset(column_letters(place) for place, cell in enumerate(head, start=1) if cell in layout.unread)


def _cells_in_table(
    cells: Sequence[tuple[int, str, str]],
    log: FaultLog,
    layout: Layout,
    *,
    allowed: str,
    unread: frozenset[str] = frozenset(),
) -> bool:
    """Tell whether cells (line, column, found) that the reader would give as blanks stand in the table itself."""
    skipped = set(layout.skip_rows)
    inside = [
        cell for cell in cells if cell[0] >= layout.header_row and cell[0] not in skipped and cell[1] not in unread
    ]
    if inside:
        line, column, found = inside[0]
        log.add(
            "bad-value",
            layout.file,
            sheet=layout.sheet,
            line=line,
            column=column,
            found=found,
            allowed=allowed,
            more=len(inside) - 1,
        )
    return bool(inside)


def same_sheet(wanted: str, names: Sequence[str]) -> str | None:
    """Return the sheet of a name, None where there is none. To Excel, capitals make no other sheet."""
    return wanted if wanted in names else next((name for name in names if name.casefold() == wanted.casefold()), None)


def fullest_sheet(content: bytes, file: str) -> str | None:
    """Return the sheet shown that holds far more than the first one, a page of title then; None where the first may hold the table."""
    if not archive_is_sound(content, FaultLog(), file):
        return None
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (python_calamine.CalamineError, ValueError, TypeError, OSError):
        return None
    shown, _ = _shown_and_hidden(book)
    if len(shown) < _SEVERAL:
        return None
    places = {name: place for place, name in enumerate(book.sheet_names)}
    filled = {name: filled_cells(sheet_text(content, places[name])) for name in shown}
    fullest = max(shown, key=filled.__getitem__)
    return fullest if filled[fullest] > _FAR_MORE * filled[shown[0]] else None


def sheet_names(content: bytes, log: FaultLog, file: str) -> tuple[str, ...]:
    """Return the names of a workbook's sheets in order; none where it cannot be read (faults in the log)."""
    if not archive_is_sound(content, log, file):
        return ()
    try:
        return tuple(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names)
    except (python_calamine.CalamineError, ValueError, TypeError, OSError):
        log.add("unreadable-file", file, found="XLSX")
        return ()
