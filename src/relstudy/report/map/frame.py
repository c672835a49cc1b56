"""The room of a map, and where its values lie in it."""

from dataclasses import dataclass
from itertools import combinations

from relstudy.report.map.axis import Axis, fit_axis
from relstudy.report.map.boxes import Box
from relstudy.report.map.columns import MapColumn, MapPoint
from relstudy.report.map.places import Align
from relstudy.report.map.widths import Weight, text_width
from relstudy.report.palette import INK_3, overlap

SIZE = 12.0  # of all text in a map
LEADING = 15.0
ASCENT = 11.5  # from the top of a line to its foot
_HALF_STROKE = 0.75  # of the outline of a mark
_LEAST_ABOVE = 0.16  # share of the plot on each side of the line of importance


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The room of a map: its size, margins round the plot, radius of marks, most ticks, widest label; `numbered` = marks bear numbers and no labels."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    radius: float
    ticks: tuple[int, int]
    head: float
    foot: float
    label: float
    least_side: float
    numbered: bool = False

    @property
    def plot(self) -> Box:
        """Return the plot."""
        return Box(self.left, self.top, self.width - self.right, self.height - self.bottom)


#: Beside the table; across the page, for many expectations or long labels; one of the small ones.
COLUMN = Frame(
    width=544, height=640, left=36, top=30, right=2, bottom=46, radius=11, ticks=(6, 7), head=58, foot=44, label=190,
    least_side=150 / 508,
)  # fmt: skip
PAGE = Frame(
    width=960, height=900, left=36, top=30, right=2, bottom=46, radius=11, ticks=(9, 9), head=62, foot=44, label=260,
    least_side=150 / 924,
)  # fmt: skip
SMALL = Frame(
    width=376, height=300, left=26, top=4, right=2, bottom=24, radius=9.5, ticks=(5, 5), head=20, foot=32, label=110,
    least_side=0.14, numbered=True,
)  # fmt: skip
#: The whole where a screen has no room for its labels: the table says what the numbers name.
NARROW = Frame(
    width=320, height=400, left=28, top=6, right=2, bottom=24, radius=9.5, ticks=(4, 6), head=20, foot=32, label=110,
    least_side=0.2, numbered=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """A piece of text at its place."""

    text: str
    x: float
    y: float
    anchor: Align = "start"
    colour: str = INK_3
    weight: Weight = 400

    @property
    def box(self) -> Box:
        """Return the room it takes."""
        width = text_width(self.text, SIZE, self.weight)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Box(left, self.y - ASCENT, left + width, self.y + 3.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """A map before its labels: its column, its frame, its axes. `crowded` are the expectations whose marks would cover each other's numbers."""

    column: MapColumn
    frame: Frame
    x: Axis
    y: Axis
    crowded: frozenset[str]

    @property
    def small(self) -> bool:
        """Tell whether its marks bear numbers alone."""
        return self.frame.numbered

    @property
    def lines(self) -> tuple[float | None, float | None]:
        """Return where the lines of decision lie: that of satisfaction across, that of importance upwards."""
        across, upwards = _lines(self.column)
        return None if across is None else self.x.at(across), None if upwards is None else self.y.at(upwards)

    def at(self, point: MapPoint) -> tuple[float, float]:
        """Return where an expectation lies."""
        return self.x.at(point.x), self.y.at(point.y)


def fit_plane(column: MapColumn, frame: Frame) -> Plane:
    """Return the axes of a map that hold its values and lines, and which of its marks lie too near each other."""
    plot, edge = frame.plot, frame.radius * 1.6
    across, upwards = _lines(column)
    x = fit_axis(
        column.spread_x, across, start=plot.left, end=plot.right, margins=(edge, edge), least_side=frame.least_side
    )
    y = fit_axis(
        column.spread_y,
        upwards,
        start=plot.bottom,
        end=plot.top,
        margins=(frame.foot, frame.head),
        least_side=_LEAST_ABOVE,
    )
    return Plane(column=column, frame=frame, x=x, y=y, crowded=_crowded(column, x, y, frame.radius))


def _lines(column: MapColumn) -> tuple[float | None, float | None]:
    across, upwards = column.satisfaction_line, column.importance_line
    return None if across is None else across.value, None if upwards is None else upwards.value


def _crowded(column: MapColumn, x_axis: Axis, y_axis: Axis, radius: float) -> frozenset[str]:
    """Return the expectations whose marks would overlap another's."""
    places = [(p.verdict.id, x_axis.at(p.x), y_axis.at(p.y)) for p in column.points]
    return frozenset(
        name
        for (a, ax, ay), (b, bx, by) in combinations(places, 2)
        if overlap(column.mark.shape, ax - bx, ay - by, radius + _HALF_STROKE)
        for name in (a, b)
    )
