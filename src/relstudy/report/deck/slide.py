"""What a slide says, before it is written: its claim, one body, the notes of who presents it. Values, as those of pages are."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from relstudy.report.book import CellRow
from relstudy.report.page import Note
from relstudy.report.table import Table
from relstudy.report.values import EMPTY, Inline

#: A layout of the template, by its name there.
LayoutName = Literal["Cover", "Chart", "Table", "Text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarSeries:
    """One series of bars: a cell for each category, None where there is none to show; `lengths` stand for cells where bars are mere room.

    `colours` are those of its bars, one each, where they are not all of its own.
    """

    name: str
    colour: str
    cells: tuple[CellRow | None, ...] = ()
    lengths: tuple[float, ...] = ()
    colours: tuple[str, ...] = ()
    light: bool = False


def _length(cell: CellRow | None) -> float:
    return cell.value if cell is not None and cell.shown and cell.value is not None else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Horizontal bars, side by side or `stacked`; categories from the top down. `reach` is the length its axis holds, 0 = that of its longest.

    `heads` are the places of the categories that name those under them, up to the next one, and have no bar.
    """

    categories: tuple[str, ...]
    series: tuple[BarSeries, ...]
    stacked: bool = False
    reach: float = 0.0
    heads: tuple[int, ...] = ()

    @property
    def longest(self) -> float:
        """Return the length of the longest bar, or of the longest row of stacked ones; 1 where none is drawn."""
        rows = [
            [one.lengths[i] if one.lengths else _length(one.cells[i]) for one in self.series]
            for i in range(len(self.categories))
        ]
        return max((sum(row) if self.stacked else max(row) for row in rows if row), default=0.0) or 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point: its name, its place, and the cells it comes from; a place on a row of names has no cell of its own.

    One that is `numbered` is shown by its `number` alone, since its name would cover another.
    """

    name: str
    x: float
    y: float
    cell_x: CellRow | None = None
    cell_y: CellRow | None = None
    side: Literal["l", "r", "t", "b", "ctr"] = "r"
    number: str = ""
    numbered: bool = False

    @property
    def shown(self) -> str:
        """Return what stands beside it."""
        return self.number if self.numbered else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSeries:
    """Points of one look: shape, fill and outline; a `line` joins them, `named` ones bear their names."""

    name: str
    points: tuple[Point, ...]
    shape: str = "circle"
    fill: str = ""
    stroke: str = ""
    dashed: bool = False
    line: bool = False
    named: bool = False
    ink: str = ""
    size: int = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """An axis: its ends and the step of its ticks, its title, the unit of its numbers; `hidden` = it has no numbers."""

    low: float
    high: float
    step: float
    title: str = ""
    unit: str = "mean"
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PointChart:
    """Points on two axes; the longest series comes first, since some programs take their categories from it."""

    series: tuple[PointSeries, ...]
    x: Range
    y: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class DotSeries:
    """One mark on each row: a cell for each row, None where there is none to show; `whole` = the mark of everybody."""

    name: str
    colour: str
    shape: str
    cells: tuple[CellRow | None, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DotChart:
    """Marks of several groups on one row each, rows from the top down."""

    rows: tuple[str, ...]
    series: tuple[DotSeries, ...]
    axis: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeries:
    """One figure over the waves: the cell of each wave, None where it has none."""

    name: str
    colour: str
    cells: tuple[CellRow | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeChart:
    """Figures of one unit over the waves."""

    waves: tuple[str, ...]
    series: tuple[LineSeries, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of text: a heading, a point, or plain."""

    text: Inline
    kind: Literal["heading", "point", "plain", "lead"] = "plain"


#: Width and height for a chart or a table, in points; those of the built-in template.
Room: TypeAlias = tuple[float, float]
BUILT_IN_ROOM: Room = (872.0, 342.0)
Chart: TypeAlias = BarChart | DotChart | PointChart | SlopeChart
Body: TypeAlias = Chart | Table | tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide. `name` is stable from build to build; `foot` stands under the body, `notes` are the presenter's."""

    name: str
    layout: LayoutName
    title: Inline
    subtitle: Inline = EMPTY
    body: Body = ()
    foot: Inline = EMPTY
    notes: tuple[Note, ...] = ()
