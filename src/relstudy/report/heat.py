"""Tables of shares read as a heat map: cells tinted by their share, the highest of each column in bold, columns by profile and target."""

from collections.abc import Sequence

from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.marks import profile_ids, shape
from relstudy.report.table import Row
from relstudy.report.values import EMPTY, Inline, Number

#: Columns of a heat map, in their order.
COLUMNS = ("all", "profile=", "target=")


def heat_columns(context: Context, item: str) -> tuple[str, ...]:
    """Return the columns of an item's shares in which somebody was asked: the whole, profiles, targets."""
    cells = list(context.book.of("survey", item, measure="share"))
    asked = {c.column for c in cells if not c.unasked}
    found = dict.fromkeys(c.column for c in cells if c.column in asked)
    return tuple(c for kind in COLUMNS for c in found if c.startswith(kind))


def unasked_columns(context: Context, item: str) -> tuple[str, ...]:
    """Return the profiles and targets to which an item was not put."""
    cells = list(context.book.of("survey", item, measure="share"))
    asked = {c.column for c in cells if not c.unasked}
    return tuple(dict.fromkeys(c.column for c in cells if c.column not in asked and c.column.startswith(COLUMNS[1:])))


def heat_rows(context: Context, rows: Sequence[tuple[Inline, Sequence[CellRow | None]]]) -> tuple[Row, ...]:
    """Return rows of tinted cells, the highest of each column in bold."""
    columns = zip(*(cells for _, cells in rows), strict=True)
    highest = [max((value_of(c) for c in column), default=-1.0) for column in columns]
    return tuple(
        Row(
            head=head,
            cells=tuple(heat(context, c, most=value_of(c) == top > 0) for c, top in zip(cells, highest, strict=True)),
        )
        for head, cells in rows
    )


def heat(context: Context, cell: CellRow | None, *, most: bool) -> Inline:
    """Return a number on a tint of its share; `most` = the highest of its column."""
    shade = _shade(cell.value if cell is not None else None)
    style = "heat strong" if most else "heat"
    return Markup('<span class="{0}" style="background:{1}">{2}</span>').format(
        style, shade, Number(cell, context.lang)
    )


def value_of(cell: CellRow | None) -> float:
    """Return the value of a cell for sorting; what is not shown comes last."""
    return cell.value if cell is not None and cell.value is not None else -1.0


def column_title(context: Context, column: str) -> Inline:
    """Return the title of a column with the shape of its profile."""
    kind, _, name = column.partition("=")
    ids = profile_ids(context)
    mark = shape(ids.index(name)) if kind == "profile" and name in ids else EMPTY
    return Markup('<span class="glyphs">{0}{1}</span>').format(mark, context.column_label(column))


def _shade(value: float | None) -> str:
    """Return a tint from white to pale ink by share; text on it keeps its contrast."""
    if value is None:
        return "#fff"
    part = min(max(value, 0.0), 1.0)
    low, high = (255, 255, 255), (176, 194, 214)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(low, high, strict=True))
