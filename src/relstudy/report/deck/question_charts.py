"""Charts of single questions: what everybody answered as bars, the rows of a grid as bars of their answers."""

from collections.abc import Sequence
from itertools import cycle

from relstudy.folding import fold
from relstudy.report.book import CellRow, has_number
from relstudy.report.context import Context
from relstudy.report.deck.said import clean
from relstudy.report.deck.slide import BarChart, BarSeries
from relstudy.report.item_tables import is_long
from relstudy.report.palette import BESIDE, shades
from relstudy.survey.items import Item, row_id

#: Answers of a chart at least; more than these, and a list without an order stands by how often each was given; colours of a chart of rows.
_FEWEST, _LISTED, _SHADES = 2, 12, 7
#: The colour of bars that are all of one kind.
_BAR = shades(3)[1]


def question_chart(context: Context, item: Item) -> BarChart | None:
    """Return the answers of everybody to one question; None of numbers, rankings, texts, long scales and what has no share to show."""
    if item.kind.is_heading:
        return _rows_chart(context, item)
    if item.kind.answer not in ("choice", "choices", "point") or is_long(context, item):
        return None
    shares = [cell for cell in published_shares(context, item.id) if has_number(cell)]
    if len(shares) < _FEWEST:
        return None
    names = {cell.row: clean(context.code_text(item.id, cell.row)) for cell in shares}
    listed = (
        len(shares) > _LISTED and not item.has_mean and sum(n[:1].isdigit() for n in names.values()) < len(shares) / 2
    )
    if item.kind.has_several or listed:
        # Who gave no answer stands at the end, however many they are.
        silent = _silent(item)
        shares.sort(key=lambda cell: (cell.row in silent, -(cell.value or 0.0)))
    return BarChart(
        categories=tuple(names[cell.row] for cell in shares),
        series=(BarSeries(name=clean(context.column_text("all")), colour=_BAR, cells=tuple(shares)),),
    )


def _rows_chart(context: Context, grid: Item) -> BarChart | None:
    """Return a bar for each row of a grid, of the shares of its answers; None where they are no list or too many for colours."""
    rows = [(row, row_id(grid.id, row)) for row in grid.rows]
    found = {own: {cell.row: cell for cell in published_shares(context, own)} for _, own in rows}
    kept = [(row, own) for row, own in rows if any(map(has_number, found[own].values()))]
    answers = list(dict.fromkeys(answer for _, own in kept for answer in found[own]))
    silent: frozenset[str] = frozenset().union(*(_silent(context.items[own]) for _, own in kept))
    points, beside = ([a for a in answers if (a in silent) is apart] for apart in (False, True))
    several = any(context.items[own].kind.has_several for _, own in kept)
    if not kept or several or not 1 < len(points) <= _SHADES:
        return None
    colours: dict[str, str] = dict(zip(points, shades(len(points)), strict=True))
    colours |= dict(zip(beside, cycle(BESIDE), strict=False))
    light = {*points[: len(points) // 2], *silent}
    return BarChart(
        categories=tuple(clean(context.text("row", grid.id, row)) for row, _ in kept),
        series=tuple(
            BarSeries(
                name=clean(context.code_text(kept[0][1], answer)),
                colour=colours[answer],
                cells=tuple(found[own].get(answer) for _, own in kept),
                light=answer in light,
            )
            for answer in (*points, *beside)
        ),
        stacked=True,
    )


def published_shares(context: Context, item: str) -> Sequence[CellRow]:
    """Return everybody's shares of the answers to an item, withheld ones too, without those of several answers together."""
    cells = context.book.of("survey", item, measure="share")
    return [cell for cell in cells if cell.column == "all" and not cell.row.startswith("net.")]


def _silent(item: Item) -> frozenset[str]:
    """Return the answers of an item that say that nothing was answered, as they stand in keys."""
    return frozenset(fold(code.code) for code in item.codes if code.missing is not None)
