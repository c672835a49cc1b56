"""The review of a wave written for a person: one line per passage, in the format its verbatims have."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from relstudy.intake.redactions import COLUMNS, VERBATIM, Redaction
from relstudy.tables.formulas import INERT_WORKBOOK, inert

#: So many signs of a verbatim are shown on either side of a passage.
_AROUND = 40
_WIDTHS = {
    "verbatim_id": 14,
    "item": 14,
    "respondent_id": 14,
    "start": 7,
    "end": 7,
    "found": 28,
    "kind": 10,
    "pseudonym": 24,
    "decision": 10,
    "reason": 32,
    "context": 70,
}


def review_as_bytes(
    lines: Iterable[Redaction], *, said: Mapping[str, str], ending: str, by: tuple[str, ...] = VERBATIM
) -> bytes:
    """Return the review as a CSV file (UTF-8 with BOM, comma) or a workbook; no text of it runs as a formula.

    `by` are the columns that name a text.
    """
    columns = (*by, *COLUMNS)
    rows = [(*line.verbatim.split("/", len(by) - 1), *_cells(line, said[line.verbatim])) for line in lines]
    return _workbook(columns, rows) if ending == "xlsx" else _csv(columns, rows)


def _cells(line: Redaction, text: str) -> tuple[Any, ...]:
    before, after = text[max(0, line.start - _AROUND) : line.start], text[line.end : line.end + _AROUND]
    context = " ".join(f"{before}«{line.found}»{after}".split())
    return (
        line.start,
        line.end,
        line.found,
        line.kind,
        line.pseudonym,
        line.decision,
        line.reason,
        context,
    )


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> bytes:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return lines.getvalue().encode("utf-8-sig")


def _workbook(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, INERT_WORKBOOK) as book:
        sheet = book.add_worksheet("redactions")
        sheet.freeze_panes(1, 0)
        bold, plain = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for place, name in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS[name])
            sheet.write_string(0, place, name, bold)
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, place, cell, plain)
                else:
                    sheet.write_number(line, place, cell)
        decision = columns.index("decision")
        sheet.data_validation(
            1,
            decision,
            max(1, len(rows)),
            decision,
            {"validate": "list", "source": ["yes", "no"], "error_type": "warning"},
        )
    return content.getvalue()
