"""A coding round filled in as a coder does it: in the cells that are open, whatever program saves it."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

#: Row of the names of columns, first row of lines.
NAMES, FIRST = 1, 3


def fill_round(path: Path, filled: Iterable[Mapping[str, Any]], *, sheet: str = "codage") -> Path:
    """Fill in lines of a round in place: each goes into the first free line of its `verbatim_id`, or of a sheet without one."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    places = {str(cell.value): cell.column for cell in page[NAMES]}
    for line in filled:
        told = {name: value for name, value in line.items() if name != "verbatim_id"}
        row = next(
            row
            for row in range(FIRST, page.max_row + 1)
            if page.cell(row, places["verbatim_id"]).value in (line["verbatim_id"], None)
            and all(page.cell(row, places[name]).value is None for name in ("code", *told))
        )
        for name, value in line.items():
            cell = page.cell(row, places[name])
            if name != "verbatim_id" or cell.value is None:
                assert not cell.protection.locked, (name, row)
                cell.value = value
                # What a person types into a cell of text is a text.
                if isinstance(value, str):
                    cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path
