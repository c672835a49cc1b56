"""Tables of shares read as a heat map: cells tinted by their share, the highest of each column in bold, columns by profile and target."""

from collections.abc import Iterable, Sequence

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.table import Row
from relstudy.report.values import Field, Heat, Inline, Number

#: Columns that are shown side by side, in their order.
COLUMNS = ("all", "profile=", "target=")


def heat_columns(context: Context, item: str) -> tuple[str, ...]:
    """Return the columns of an item's shares in which somebody was asked: the whole, profiles, targets."""
    cells = list(context.book.of("survey", item, measure="share"))
    asked = {c.column for c in cells if not c.unasked}
    found = dict.fromkeys(c.column for c in cells if c.column in asked)
    return tuple(c for kind in COLUMNS for c in found if c.startswith(kind))


def heat_rows(context: Context, rows: Sequence[tuple[Inline, Sequence[CellRow | None]]]) -> tuple[Row, ...]:
    """Return rows of tinted cells, the highest of each column in bold."""
    columns = zip(*(cells for _, cells in rows), strict=True)
    highest = [max((value_of(c) for c in column), default=-1.0) for column in columns]
    return tuple(
        Row(head=head, cells=tuple(_tint(context, c, top) for c, top in zip(cells, highest, strict=True)))
        for head, cells in rows
    )


def _tint(context: Context, cell: CellRow | None, top: float) -> Heat:
    share = cell.value if cell is not None else None
    return Heat(share, Number(cell, context.lang), most=value_of(cell) == top > 0)


def base_row(context: Context, cells: Iterable[CellRow | None]) -> Row:
    """Return the row under a table of shares that says how many were asked; `cells` are one of each column."""
    bases = tuple(Field(cell, "base", context.lang) for cell in cells)
    return Row(head=context.words.say("survey.base"), cells=bases, role="base first-base")
