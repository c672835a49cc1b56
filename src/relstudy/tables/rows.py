"""From rows of cells to a table: the header, names that repeat or lack, blank rows.

The rules are the same for a CSV text and for a sheet of a workbook.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np

from relstudy.errors import FaultLog
from relstudy.tables.columns import Column, object_array
from relstudy.tables.table import Table
from relstudy.unnamed import number_column

#: One row: its line in the file, and its cells.
Row = tuple[int, Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the table lies in its file: the line of its header, lines to leave out, and how its text is read.

    `as_written` names the columns whose text keeps the white space at its ends. `numbered` = a name that stands twice
    is numbered and noted, since programs write such files; elsewhere it is a fault. `unread` names columns of a
    workbook nobody asks for: a formula there may wait to be computed.
    """

    file: str
    sheet: str | None = None
    header_row: int = 1
    skip_rows: tuple[int, ...] = ()
    decimal_comma: bool = False
    as_written: tuple[str, ...] = ()
    numbered: bool = False
    unread: tuple[str, ...] = ()


def table_of_rows(
    rows: Sequence[Row], fold: Callable[[Sequence[Any]], Column], log: FaultLog, *, layout: Layout
) -> Table | None:
    """Return the table of rows (line, cells), or None where its header cannot serve.

    The header is the first row that is not blank from line `header_row` on. Rows on a line of `skip_rows` and wholly
    blank rows are left out, cells beyond the header are blank, a column without name and content is left out; further
    header lines below the header, which `skip_rows` names, are content: an answer nobody gave has its column. `fold`
    turns the cells of one column into a `Column`.
    """
    used = used_rows(rows, layout)
    if not used:
        return empty_table(layout)
    skipped = set(layout.skip_rows)
    header_line, header = used.pop(0)
    below = [(line, cells) for line, cells in rows if line in skipped and line > header_line]
    further = [cells for line, cells in below if line <= header_line + len(skipped)]
    columns, apart = _named_columns(header, used, further)
    log.headings |= {(layout.file, name): heading for name, heading in _headings(header, further)}
    if layout.numbered:
        columns = _numbered(columns, log, layout=layout, line=header_line)
    if not names_differ([name for name, _ in columns], log, layout=layout, line=header_line):
        return None
    folded = {
        name: keep_written(cells, fold(cells)) if name in layout.as_written else fold(cells) for name, cells in columns
    }
    return Table(
        file=layout.file,
        sheet=layout.sheet,
        columns=tuple(folded),
        header_line=header_line,
        lines=np.array([line for line, _ in used], dtype=np.int64),
        decimal_comma=layout.decimal_comma,
        load=folded.__getitem__,
        skipped=sum(not all(map(is_blank, cells)) for _, cells in below),
        aside=frozenset(name for name, _ in columns[apart:]),
    )


def used_rows(rows: Sequence[Row], layout: Layout) -> list[Row]:
    """Return the header and the rows below it that hold something and are not left out."""
    skipped = set(layout.skip_rows)
    return [
        (line, cells)
        for line, cells in rows
        if line >= layout.header_row and line not in skipped and not all(map(is_blank, cells))
    ]


def empty_table(layout: Layout) -> Table:
    """Return the table of a file that holds nothing: no column, no row."""
    nothing: dict[str, Column] = {}
    return Table(
        file=layout.file,
        sheet=layout.sheet,
        columns=(),
        lines=np.empty(0, dtype=np.int64),
        header_line=layout.header_row,
        decimal_comma=layout.decimal_comma,
        load=nothing.__getitem__,
    )


def keep_written(cells: Sequence[Any], folded: Column) -> Column:
    """Return a column whose texts are as the file has them, not stripped; a cell of white space stays a blank."""
    texts = [
        cell if isinstance(cell, str) and not is_blank(cell) else text
        for cell, text in zip(cells, folded.text().tolist(), strict=True)
    ]
    n = len(texts)
    return Column(texts=object_array(texts), numbers=np.full(n, np.nan), index=np.arange(n, dtype=np.int32))


def is_blank(cell: object) -> bool:
    """Tell whether a cell holds nothing: nothing at all, or white space."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def header_name(cell: object) -> str:
    """Return the name a header cell gives: stripped text, a number 1.0 as "1"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def names_differ(names: Sequence[str], log: FaultLog, *, layout: Layout, line: int) -> bool:
    """Tell whether every column has its own name; a repeated one is a fault."""
    repeated = [(name, times) for name, times in Counter(names).items() if times > 1]
    for name, times in repeated:
        log.add("duplicate-id", layout.file, sheet=layout.sheet, line=line, column=name, found=name, more=times - 2)
    return not repeated


def _named_columns(
    header: Sequence[Any], rows: Sequence[Row], further: Sequence[Sequence[Any]]
) -> tuple[list[tuple[str, Sequence[Any]]], int]:
    """Return the columns with their names, and how many stand before the first that is wholly blank."""
    cells_by_column = list(zip_longest(*(cells for _, cells in rows), fillvalue="")) if rows else []
    columns: list[tuple[str, Sequence[Any]]] = []
    apart: int | None = None
    for place, cell in enumerate(header):
        name = header_name(cell)
        cells = cells_by_column[place] if place < len(cells_by_column) else ("",) * len(rows)
        if name:
            columns.append((name, cells))
        elif not all(map(is_blank, cells)) or any(not is_blank(line[place]) for line in further if place < len(line)):
            columns.append((number_column(place), cells))
        elif columns and apart is None:
            apart = len(columns)
    return columns, len(columns) if apart is None else apart


def _headings(header: Sequence[Any], further: Sequence[Sequence[Any]]) -> Iterator[tuple[str, str]]:
    """Yield the columns without a name with what stands below their heading, else in the last heading before them."""
    last = ""
    for place, cell in enumerate(header):
        if header_name(cell):
            last = header_name(cell)
            continue
        below = (header_name(line[place]) for line in further if place < len(line))
        heading = next(filter(None, below), last)
        if heading:
            yield number_column(place), heading


def _numbered(
    columns: Sequence[tuple[str, Sequence[Any]]], log: FaultLog, *, layout: Layout, line: int
) -> list[tuple[str, Sequence[Any]]]:
    """Return the columns with a number behind a name that stood before: "Response", "Response (2)"."""
    taken = {name for name, _ in columns}
    seen: Counter[str] = Counter()
    named: list[tuple[str, Sequence[Any]]] = []
    for name, cells in columns:
        seen[name] += 1
        number, made = seen[name], name
        while number > 1 and made in taken:
            made = f"{name} ({number})"
            number += 1
        taken.add(made)
        named.append((made, cells))
    for name, times in seen.items():
        if times > 1:
            numbered = ", ".join(made for made, _ in named if made.startswith(f"{name} (") or made == name)
            log.add("repeated-name", layout.file, sheet=layout.sheet, line=line, column=name, found=numbered)
    return named
