"""The interview matrix as HTML: rows of small squares in SVG, as wide as the page leaves them, stems from a cell to its quote."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.html.environment import make_environment
from relstudy.report.html.inline import render
from relstudy.report.html.outlines import outline
from relstudy.report.matrix.figure import MatrixFigure, QuoteLine
from relstudy.report.matrix.rows import Matrix, MatrixRow
from relstudy.report.palette import WHOLE_MARK, Paint, tier_paint
from relstudy.report.verdicts import Verdict
from relstudy.report.wording import figure_words

#: One cell in the units of a strip.
_UNIT = 20
#: A square of satisfaction and the divider between both sides, in units of their own.
_SQUARE, _DIVIDER = 10, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """Room in rem: label, numbers at the right, count and gap of one block, all of the row, the widest cell, all bars together."""

    label: float
    right: float
    block: float
    row: float
    cell: float
    bars: float


_SCREEN = _Room(label=13.0, right=25.25, block=4.5, row=73.75, cell=1.1875, bars=22.0)
_PRINT = _Room(label=10.0, right=19.25, block=4.25, row=53.5, cell=0.9, bars=13.0)
#: Width in rem of a digit of an interview's number.
_DIGIT = 0.47


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Satisfied to the left and dissatisfied to the right of one divider, one square each."""

    width: int
    divider: int
    satisfied: tuple[int, ...]
    dissatisfied: tuple[int, ...]


@render.register
def _(value: MatrixFigure) -> Markup:
    matrix = value.matrix
    screen, paper = (cell_width(matrix, room) for room in (_SCREEN, _PRINT))
    longest = max((len(number) for block in matrix.blocks for number in block.numbers), default=1)
    text = (
        make_environment()
        .get_template("interview_matrix.html.j2")
        .render(
            figure=value,
            words=figure_words(value.lang, value.forms),
            unit=_UNIT,
            cell_screen=screen,
            cell_print=paper,
            upright=longest * _DIGIT > screen,
            widest=max((len(b.cases) for b in matrix.blocks), default=1) or 1,
            disc=outline("circle", 13, 13, 11.5),
            paint_of=_paint,
            units_of=_units_of(matrix),
            stem=lambda quote: stem(matrix, quote),
        )
    )
    return Markup(text)  # noqa: S704  escaped by the template


def cell_width(matrix: Matrix, room: _Room = _SCREEN) -> float:
    """Return the width of a cell in rem: as wide as it may be, less where many interviews share the row."""
    if not matrix.one_by_one:
        return round(room.bars / max(matrix.cases, 1), 4)
    free = room.row - room.label - room.right - room.block * len(matrix.blocks)
    return round(max(min(room.cell, free / max(matrix.cases, 1)), 0.3), 4)


def stem(matrix: Matrix, quote: QuoteLine) -> float | None:
    """Return how many cells lie left of the stem of a quote, None without cells."""
    if quote.block is None or quote.place is None:
        return None
    return sum(len(block.cases) for block in matrix.blocks[: quote.block]) + quote.place + 0.5


def _units_of(matrix: Matrix) -> Callable[[MatrixRow], Units | None]:
    left, right = (
        max(map(_count, cells)) for cells in zip(*((r.positive, r.negative) for r in matrix.rows), strict=True)
    )

    def units(row: MatrixRow) -> Units | None:
        """Return the squares of a row; the divider stands at the same place in all rows. None where nobody judges or too many do."""
        if not row.judged or not matrix.one_by_one:
            return None
        return Units(
            width=(left + right) * _SQUARE + _DIVIDER,
            divider=left * _SQUARE + _DIVIDER // 2,
            satisfied=tuple((left - 1 - k) * _SQUARE for k in range(_count(row.positive))),
            dissatisfied=tuple((left + k) * _SQUARE + _DIVIDER for k in range(_count(row.negative))),
        )

    return units


def _count(cell: CellRow | None) -> int:
    return int(cell.value) if cell is not None and cell.shown and cell.value is not None else 0


def _paint(verdict: Verdict) -> Paint:
    return tier_paint(verdict.tier, verdict.action, WHOLE_MARK.colour)
