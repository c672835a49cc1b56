"""The sheet behind a chart: a row a point, and the key of the cell it shows; what a person sees who edits the chart's data."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

from relstudy.tables.formulas import INERT_WORKBOOK

#: A sheet has no clock.
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)

Entry = str | float | None


@dataclass(frozen=True, slots=True)
class KeyedSheet:
    """Heads and rows of the one sheet of a chart. Rows and columns are counted from 1, as in the references of the chart."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]

    def span(self, head: str, first: int, count: int) -> str:
        """Return the reference to `count` rows of a column from row `first` of the points on, from 0."""
        letter = chr(ord("A") + self.heads.index(head))
        return f"Sheet1!${letter}${first + 2}:${letter}${first + 1 + count}"

    def place(self, head: str, row: int) -> str:
        """Return the reference to one place."""
        return f"Sheet1!${chr(ord('A') + self.heads.index(head))}${row + 2}"

    def content(self) -> bytes:
        """Return the workbook: texts are texts, nothing is a formula."""
        import xlsxwriter

        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, INERT_WORKBOOK) as book:
            book.set_properties({"created": MADE})
            sheet = book.add_worksheet("Sheet1")
            sheet.set_column(0, 1, 32)
            for column, head in enumerate(self.heads):
                sheet.write_string(0, column, head)
            for row, entries in enumerate(self.rows, start=1):
                for column, entry in enumerate(entries):
                    if isinstance(entry, str):
                        sheet.write_string(row, column, entry)
                    elif entry is not None:
                        sheet.write_number(row, column, entry)
        return buffer.getvalue()
