"""A table as it stands in a file: columns of text, numbers or dates, with the line of each row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from relstudy.errors import FaultLog
from relstudy.tables.columns import Column
from relstudy.tables.dates import IN_CELLS, read_day
from relstudy.tables.dictionary import Dictionary
from relstudy.tables.numbers import LARGEST, read_numbers


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Table:
    """Rows of one file or sheet; wholly blank rows are left out.

    Attributes
    ----------
    file, sheet
        Path relative to the study folder, and the sheet of a workbook.
    columns
        Names in the order of the file. A column without a name that holds something is named by its place: "#3".
    lines
        The line each row starts on as an editor or Excel shows it, shape (n,). A Parquet or SPSS file has no lines: its
        rows count from 2, as if the names of its columns stood on line 1.
    header_line
        The line of the names.
    decimal_comma
        The comma is decimal in this file: files with semicolons or tabs, text cells of workbooks, Parquet and SPSS
        files.
    dictionary
        What the file itself says of its columns; None where it says nothing.
    hidden
        Lines of the rows that Excel hides.
    skipped
        Rows below the header that hold something and that `skip_rows` leaves out.
    aside
        Columns that a wholly blank one parts from those before them.
    """

    file: str
    sheet: str | None
    columns: tuple[str, ...]
    lines: np.ndarray
    header_line: int
    decimal_comma: bool
    load: Callable[[str], Column] = field(repr=False)
    dictionary: Dictionary | None = field(default=None, repr=False)
    hidden: frozenset[int] = field(default=frozenset(), repr=False)
    skipped: int = 0
    aside: frozenset[str] = field(default=frozenset(), repr=False)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)

    def column(self, name: str) -> Column:
        """Return one column folded to its distinct values. Raises KeyError where the table has no such column."""
        if name not in self.columns:
            raise KeyError(name)
        return self.load(name)

    def text(self, column: str) -> np.ndarray:
        """Return the stripped text of a column, shape (n,), object, "" where blank.

        A typed number 1.0 is "1", a truth value "1" or "0", a date ISO.
        """
        return self.column(column).text()

    def shown(self, column: str) -> np.ndarray:
        """Return the text of a column as `text` does, a number that the workbook shows as per cent as "2.5 %", shape (n,).

        `numbers` gives what such a cell holds, 0.025, whatever its format: a weight of 0.5 shown as 50 % is 0.5.
        """
        return self.column(column).shown()

    def numbers(
        self, column: str, log: FaultLog, *, code: str = "not-a-number", item: str | None = None, percent: bool = False
    ) -> np.ndarray:
        """Return a column as numbers, shape (n,), float64, nan where blank.

        Cells that are no number go into `log` under `code`, those that can be read in two ways (`1,234` in a file with
        commas, point and comma in one number, two decimal signs in one column) under ambiguous-number; each is
        said once, at its first line, with the number of further cells. A decimal comma is recorded as a note
        (read-as), unless what was read otherwise is already noted for this file.
        """
        return self.number_values(self.column(column), column, log, code=code, item=item, percent=percent)

    def number_values(
        self,
        folded: Column,
        column: str,
        log: FaultLog,
        *,
        code: str = "not-a-number",
        item: str | None = None,
        percent: bool = False,
    ) -> np.ndarray:
        """Return the numbers of a column already loaded, as `numbers` does."""
        typed = ~np.isnan(folded.numbers)
        unread = np.where(typed, "", folded.texts) if typed.any() else folded.texts
        reading = read_numbers(unread, decimal_comma=self.decimal_comma, percent=percent)
        values = np.where(typed, folded.numbers, reading.values)
        say = _Sayer(self, folded, column, item, log)
        refused = reading.refused | (np.abs(values) > LARGEST)
        if refused.any():
            say(code, refused, allowed="@a-number")
        if reading.ambiguous.any():
            say("ambiguous-number", reading.ambiguous)
        if reading.with_comma.any() and reading.with_point.any():
            say.two_conventions(reading.with_comma, reading.with_point)
        elif reading.with_comma.any() and not any(f.code == "read-as" and f.file == self.file for f in log.faults):
            say("read-as", reading.with_comma)
        return values[folded.index] if len(values) else np.empty(0)

    def dates(self, column: str, log: FaultLog) -> list[date | None]:
        """Return a column as dates, None where blank; what is no date is said as bad-date.

        Allowed are ISO (2026-03-31), dd/mm/yyyy and the typed dates of a workbook.
        """
        folded = self.column(column)
        read = [read_day(text, IN_CELLS) for text in folded.texts.tolist()]
        wrong = np.array([r is None and text != "" for r, text in zip(read, folded.texts.tolist(), strict=True)], bool)
        if wrong.any():
            _Sayer(self, folded, column, None, log)("bad-date", wrong, allowed="@a-date")
        return [read[i] for i in folded.index.tolist()]

    def take(self, rows: np.ndarray) -> "Table":
        """Return the table of some rows, given as a mask or as positions."""
        return Table(
            file=self.file,
            sheet=self.sheet,
            columns=self.columns,
            lines=self.lines[rows],
            header_line=self.header_line,
            decimal_comma=self.decimal_comma,
            load=lambda name: self.load(name).take(rows),
            dictionary=self.dictionary,
            hidden=self.hidden,
            skipped=self.skipped,
            aside=self.aside,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Sayer:
    """Says a fault of a column once: at the first line of the values it concerns, with the number of further cells."""

    table: Table
    folded: Column
    column: str
    item: str | None
    log: FaultLog

    def __call__(self, code: str, values: np.ndarray, *, allowed: str | None = None) -> None:
        cells, row, found = self._first(values)
        if cells:
            self._add(code, row, found, allowed=allowed, more=cells - 1)

    def two_conventions(self, comma: np.ndarray, point: np.ndarray) -> None:
        """Say that a column has decimal commas and decimal points: both are named, at the line of the second."""
        commas, comma_row, with_comma = self._first(comma)
        points, point_row, with_point = self._first(point)
        if commas and points:
            found = f"{with_comma} / {with_point}" if comma_row < point_row else f"{with_point} / {with_comma}"
            self._add("ambiguous-number", max(comma_row, point_row), found, more=min(commas, points) - 1)

    def _first(self, values: np.ndarray) -> tuple[int, int, str]:
        cells = int(self.folded.counts()[values].sum())
        first = self.folded.first_rows()[values]
        at = int(first.argmin())
        return cells, int(first[at]), str(self.folded.texts[values][at])

    def _add(self, code: str, row: int, found: str, *, allowed: str | None = None, more: int = 0) -> None:
        self.log.add(
            code,
            self.table.file,
            sheet=self.table.sheet,
            line=int(self.table.lines[row]),
            column=self.column,
            item=self.item,
            found=found,
            allowed=allowed,
            more=more,
        )
