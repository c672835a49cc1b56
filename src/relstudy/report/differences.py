"""Targets and profiles that are significantly above or below everybody, figure by figure, as the tests of the wave say.

A difference that columns owe to how they were made (profiles on the questions they are made of) proves nothing and is
no entry here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relstudy.report.book import Book, CellRow

if TYPE_CHECKING:
    import pandas as pd

#: Columns a reader of the report is told of; the others stand in the workbook.
TOLD = ("target=", "profile=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """The cells of the columns that are significantly above a figure of everybody, and of those below it."""

    above: tuple[CellRow, ...] = ()
    below: tuple[CellRow, ...] = ()


def read_differences(tests: "pd.DataFrame", book: Book) -> Mapping[str, Apart]:
    """Return what is apart from each figure of everybody, by its key; a figure nothing differs from has no entry."""
    if not len(tests):
        return {}
    told = tests[(tests["verdict"] == "different") & tests["reason"].isna()]
    found: dict[str, Apart] = {}
    for first, second in zip(told["key_a"].tolist(), told["key_b"].tolist(), strict=True):
        pair = sorted((book.by_key.get(first), book.by_key.get(second)), key=_is_column)
        whole, column = pair
        if whole is None or column is None or whole.column != "all" or not column.column.startswith(TOLD):
            continue
        before = found.get(whole.key, Apart())
        if (column.value or 0.0) > (whole.value or 0.0):
            found[whole.key] = Apart(above=(*before.above, column), below=before.below)
        else:
            found[whole.key] = Apart(above=before.above, below=(*before.below, column))
    return found


def way_apart(found: Mapping[str, Apart], cell: CellRow | None, book: Book) -> int:
    """Return 1 where a figure is significantly above everybody's, -1 where it is below, 0 where it is neither or is theirs."""
    if cell is None:
        return 0
    whole = book.get(cell.section, cell.item, cell.measure, cell.row, "all")
    apart = None if whole is None else found.get(whole.key)
    if apart is None:
        return 0
    keys = [{one.key for one in side} for side in (apart.above, apart.below)]
    return 1 if cell.key in keys[0] else -1 if cell.key in keys[1] else 0


def _is_column(cell: CellRow | None) -> bool:
    return cell is not None and cell.column != "all"
