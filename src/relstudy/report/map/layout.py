"""The geometry of a map of expectations: where everything stands, before any SVG is written.

Marks lie at the exact place of their values and never move. Where two marks would hide each other's numbers, both shrink to points and their
numbers stand beside them, at the end of a leader.
"""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from relstudy.cells import CellKey
from relstudy.report.book import CellRow
from relstudy.report.map.axis import Axis, fit_axis
from relstudy.report.map.boxes import Box
from relstudy.report.map.columns import MapPoint, MapView
from relstudy.report.map.placement import Placement, place_labels
from relstudy.report.map.places import Align, Block, Mark, Request, Scene
from relstudy.report.map.widths import Weight, break_lines, split_long_words, text_width
from relstudy.report.numbers import format_value, write_decimal
from relstudy.report.palette import ACCENT, INK, INK_2, INK_3, Paint, number_shift, outline, reach, tier_paint
from relstudy.report.wording import figure_words
from relstudy.words import Lang

SIZE = 12.0  # of all text in a map
LEADING = 15.0
_ASCENT = 11.5  # from the top of a line to its foot
_CHIP = 9.5  # radius of a number that stands beside its point
_POINT = 4.5
_MOST_IN_COLUMN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The room of a map: its size, margins round the plot, radius of marks, most ticks, widest label."""

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

    @property
    def plot(self) -> Box:
        """Return the plot."""
        return Box(self.left, self.top, self.width - self.right, self.height - self.bottom)


#: Beside the table; across the page, for many expectations or long labels; one of the small ones.
COLUMN = Frame(
    width=544, height=640, left=36, top=30, right=2, bottom=46, radius=11, ticks=(6, 7), head=58, foot=44, label=190
)
PAGE = Frame(
    width=960, height=900, left=36, top=30, right=2, bottom=46, radius=11, ticks=(9, 9), head=62, foot=44, label=260
)
SMALL = Frame(
    width=376, height=300, left=26, top=4, right=2, bottom=24, radius=9.5, ticks=(5, 5), head=20, foot=32, label=110
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A piece of text at its place."""

    text: str
    x: float
    y: float
    anchor: Align = "start"
    colour: str = INK_3
    weight: Weight = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDrawing:
    """One expectation as drawn. `outline` is its mark, at (x, y) exactly; `number` stands in it, or in `chip` beside it."""

    point: MapPoint
    x: float
    y: float
    outline: str
    paint: Paint
    number: Line
    chip: str
    lines: tuple[Line, ...]
    leader: tuple[float, float, float, float] | None
    whiskers: str
    tie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLabel:
    """A line of decision: its ends, and where its word and its number stand (None on a small map)."""

    x1: float
    y1: float
    x2: float
    y2: float
    key: CellKey
    value: float
    word: Line | None = None
    number: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDrawing:
    """A whole map. `unlabelled` are the points whose label found no room: they are named under the map."""

    view: MapView
    frame: Frame
    tint: Box | None
    grid_x: tuple[Line, ...]
    grid_y: tuple[Line, ...]
    titles: tuple[Line, ...]
    lines: tuple[LineLabel, ...]
    marks: tuple[MarkDrawing, ...]
    unlabelled: tuple[MapPoint, ...]
    cost: float


def lay_out_map(view: MapView, lang: Lang) -> MapDrawing:
    """Return the drawing of a map; the one for the whole takes the page's width where the column has no room for its labels."""
    if view.kind != "whole":
        return _lay_out(view, SMALL, lang)
    few = len(view.points) <= _MOST_IN_COLUMN
    column = _lay_out(view, replace(COLUMN, height=_column_height(len(view.points))), lang) if few else None
    if column is not None and not column.unlabelled:
        return column
    page = _lay_out(view, PAGE, lang)
    if column is not None and len(column.unlabelled) <= len(page.unlabelled):
        return column
    return page


def _column_height(points: int) -> float:
    """Return a height that grows with the number of expectations, as the table beside the map does."""
    return float(min(max(520 + 12 * points, 580), 760))


def _lay_out(view: MapView, frame: Frame, lang: Lang) -> MapDrawing:
    plot = frame.plot
    x_line = None if view.satisfaction_line is None else view.satisfaction_line.value
    y_line = None if view.importance_line is None else view.importance_line.value
    edge = frame.radius * 1.6
    x_axis = fit_axis(
        view.spread_x, x_line, start=plot.left, end=plot.right, margins=(edge, edge), least_side=_least_side(frame)
    )
    y_axis = fit_axis(
        view.spread_y, y_line, start=plot.bottom, end=plot.top, margins=(frame.foot, frame.head), least_side=0.16
    )
    x_at = None if x_line is None else x_axis.at(x_line)
    y_at = None if y_line is None else y_axis.at(y_line)
    titles = _titles(frame, lang) if frame is not SMALL else _small_titles(frame, lang)
    lines = _line_labels(view, frame, x_at, y_at, lang)
    hidden = _hidden(view, x_axis, y_axis, frame.radius)
    requests, marks = _requests(view, x_axis, y_axis, frame, hidden, lang)
    scene = Scene(
        bounds=Box(plot.left + 4, plot.top + 4, plot.right - 4, plot.bottom - 4), vertical=x_at, horizontal=y_at,
        titles=tuple(_box(t) for t in (*titles, *(part for n in lines for part in (n.word, n.number) if part))), marks=marks,
    )  # fmt: skip
    placed = place_labels(requests, scene)
    drawn = tuple(_mark(view, p, x_axis, y_axis, frame, hidden, placed.get(p.verdict.id), lang) for p in view.points)
    wanted = {r.mark.id for r in requests}
    return MapDrawing(
        view=view,
        frame=frame,
        tint=None if x_at is None or y_at is None else Box(plot.left, plot.top, x_at, y_at),
        grid_x=_grid(x_axis, frame, lang, across=True, unit=view.units[0]),
        grid_y=_grid(y_axis, frame, lang, across=False, unit=view.units[1]),
        titles=titles,
        lines=lines,
        marks=drawn,
        unlabelled=tuple(p for p in view.points if p.verdict.id in wanted - set(placed)),
        cost=sum(p.cost for p in placed.values()),
    )


def _least_side(frame: Frame) -> float:
    return 0.14 if frame is SMALL else 150 / (frame.width - frame.left)


def _hidden(view: MapView, x_axis: Axis, y_axis: Axis, radius: float) -> frozenset[str]:
    """Return the expectations whose marks would cover each other's numbers."""
    places = [(p.verdict.id, x_axis.at(p.x), y_axis.at(p.y), len(str(p.number))) for p in view.points]
    found: set[str] = set()
    for i, (a, ax, ay, a_digits) in enumerate(places):
        for b, bx, by, b_digits in places[i + 1 :]:
            half = 3.6 * max(a_digits, b_digits) + 1.0
            if math.hypot(max(abs(ax - bx) - half, 0.0), max(abs(ay - by) - 5.0, 0.0)) < radius + 0.5:
                found |= {a, b}
    return frozenset(found)


def _requests(
    view: MapView, x_axis: Axis, y_axis: Axis, frame: Frame, hidden: frozenset[str], lang: Lang
) -> tuple[list[Request], tuple[Mark, ...]]:
    requests, marks = [], []
    for point in view.points:
        x, y = x_axis.at(point.x), y_axis.at(point.y)
        small = point.verdict.id in hidden
        radius = _POINT if small else reach(view.mark.shape, frame.radius)
        arms = _arms(point, x_axis, y_axis, x, y, radius)
        mark = Mark(id=point.verdict.id, x=x, y=y, radius=radius, arms=arms)
        marks.append(mark)
        if frame is not SMALL or small or point.shared:
            blocks = _blocks(point, frame, lang, small=small)
            requests.append(Request(mark=mark, blocks=blocks, chip=_CHIP if small else 0.0))
    return requests, tuple(marks)


def _arms(point: MapPoint, x_axis: Axis, y_axis: Axis, x: float, y: float, radius: float) -> Box:
    def end(value: float | None, axis: Axis, otherwise: float) -> float:
        return otherwise if value is None else axis.at(value)

    return Box(
        min(end(point.satisfaction.low, x_axis, x), x - radius),
        min(end(point.importance.high, y_axis, y), y - radius),
        max(end(point.satisfaction.high, x_axis, x), x + radius),
        max(end(point.importance.low, y_axis, y), y + radius),
    )


def _weight(point: MapPoint) -> Weight:
    return 600 if point.verdict.tier == "primary" else 400


def _blocks(point: MapPoint, frame: Frame, lang: Lang, *, small: bool) -> tuple[Block, ...]:
    """Return the ways to set a label, in one line up to five; more than two only where two would be too wide.

    A small map has numbers alone, save where two expectations share one.
    """
    chip = 2 * _CHIP + 5 if small else 0.0
    if frame is SMALL and not point.shared:
        return (Block(lines=(), width=2 * _CHIP, height=2 * _CHIP),)
    weight = _weight(point)
    text = split_long_words(point.label, size=SIZE, weight=weight, width=frame.label)
    if point.tied and frame is not SMALL:
        text = f"{text} {_tie_word(lang)}"
    blocks: dict[tuple[str, ...], Block] = {}
    for count in (1, 2, 3, 4, 5):
        lines = break_lines(text, size=SIZE, weight=weight, lines=count)
        width = max(text_width(line, SIZE, weight) for line in lines) + 2
        too_wide = max(width - frame.label, 0.0)
        if too_wide and count < 5:
            continue
        cost = (0.0, 0.5, 3.0, 5.0, 7.0)[count - 1]
        blocks.setdefault(
            lines,
            Block(lines=lines, width=width + chip, height=max(len(lines) * LEADING, chip and 2 * _CHIP), cost=cost),
        )
        if count >= 2 and width < frame.label * 0.55:
            break
    return tuple(blocks.values())


def _tie_word(lang: Lang) -> str:
    return figure_words(lang).text("map.tie")


def _mark(
    view: MapView,
    point: MapPoint,
    x_axis: Axis,
    y_axis: Axis,
    frame: Frame,
    hidden: frozenset[str],
    placed: Placement | None,
    lang: Lang,
) -> MarkDrawing:
    x, y = x_axis.at(point.x), y_axis.at(point.y)
    small = point.verdict.id in hidden
    paint = tier_paint(point.verdict.tier, point.verdict.action, view.mark.colour)
    radius = _POINT if small else frame.radius
    nx, ny, chip = x, y + number_shift(view.mark.shape, radius), ""
    if small and placed is not None:
        nx = placed.box.right - _CHIP if placed.align == "end" else placed.box.left + _CHIP
        ny = (placed.box.top + placed.box.bottom) / 2
        chip = outline("circle", nx, ny, _CHIP)
    lines = () if placed is None else _label_lines(point, placed, small=small)
    return MarkDrawing(
        point=point,
        x=round(x, 2),
        y=round(y, 2),
        outline=outline(view.mark.shape, x, y, radius),
        paint=paint,
        number=Line(
            text=str(point.number), x=round(nx, 2), y=round(ny + 4.2, 2), anchor="middle", colour=paint.ink, weight=600
        ),
        chip=chip,
        lines=lines,
        leader=None if placed is None or placed.leader is None else _rounded(placed.leader),
        whiskers=_whiskers(point, x_axis, y_axis, x, y),
        tie=_tie_word(lang) if point.tied and frame is not SMALL else "",
    )


def _rounded(leader: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    a, b, c, d = leader
    return round(a, 1), round(b, 1), round(c, 1), round(d, 1)


def _label_lines(point: MapPoint, placed: Placement, *, small: bool) -> tuple[Line, ...]:
    box, align = placed.box, placed.align
    indent = 2 * _CHIP + 5 if small else 0.0
    x = {
        "start": box.left + indent + 1,
        "middle": (box.left + box.right) / 2,
        "end": box.right - indent - 1,
    }[align]
    colour = INK if point.verdict.tier == "primary" else INK_2
    top = box.top + (box.bottom - box.top - len(placed.block.lines) * LEADING) / 2
    return tuple(
        Line(
            text=text, x=round(x, 1), y=round(top + i * LEADING + _ASCENT, 1), anchor=align, colour=colour,
            weight=_weight(point),
        )
        for i, text in enumerate(placed.block.lines)
    )  # fmt: skip


def _whiskers(point: MapPoint, x_axis: Axis, y_axis: Axis, x: float, y: float) -> str:
    path = ""
    if point.satisfaction.low is not None and point.satisfaction.high is not None:
        path += f"M{x_axis.at(point.satisfaction.low):.1f} {y:.1f}H{x_axis.at(point.satisfaction.high):.1f}"
    if point.importance.low is not None and point.importance.high is not None:
        path += f"M{x:.1f} {y_axis.at(point.importance.low):.1f}V{y_axis.at(point.importance.high):.1f}"
    return path


def _grid(axis: Axis, frame: Frame, lang: Lang, *, across: bool, unit: str) -> tuple[Line, ...]:
    plot = frame.plot
    marks = []
    for tick in axis.ticks(frame.ticks[0] if across else frame.ticks[1]):
        at = round(axis.at(float(tick)), 1)
        text = _tick(tick, unit, lang)
        if across:
            marks.append(Line(text=text, x=at, y=plot.bottom + 17, anchor="middle"))
        else:
            marks.append(Line(text=text, x=plot.left - 7, y=at + 4.2, anchor="end"))
    return tuple(marks)


def _tick(tick: Decimal, unit: str, lang: Lang) -> str:
    """Return a tick with the digits of its step; shares in per cent."""
    if unit != "share":
        return write_decimal(tick, lang)
    return format_value(float(tick), unit, lang, decimals=max(0, -int(tick.as_tuple().exponent) - 2))


def _titles(frame: Frame, lang: Lang) -> tuple[Line, ...]:
    plot, say = frame.plot, figure_words(lang).text
    left, right, top, bottom = plot.left + 9, plot.right - 9, plot.top + 18, plot.bottom - 10
    return (
        Line(text=say("map.quadrants.improve"), x=left, y=top, colour=ACCENT, weight=600),
        Line(text=say("map.quadrants.keep"), x=right, y=top, anchor="end", weight=600),
        Line(text=say("map.quadrants.watch"), x=left, y=bottom, weight=600),
        Line(text=say("map.quadrants.do_not_overinvest"), x=right, y=bottom, anchor="end", weight=600),
    )


def _small_titles(frame: Frame, lang: Lang) -> tuple[Line, ...]:
    plot, say = frame.plot, figure_words(lang).text
    return (
        Line(text=say("map.axis.importance_small"), x=plot.left + 6, y=plot.bottom - 8),
        Line(text=say("map.axis.satisfaction_small"), x=plot.right - 6, y=plot.bottom - 8, anchor="end"),
    )


def _line_labels(
    view: MapView, frame: Frame, x_at: float | None, y_at: float | None, lang: Lang
) -> tuple[LineLabel, ...]:
    plot, word = frame.plot, figure_words(lang).text("map.line")
    found = []
    for cell, at, upright in ((view.importance_line, y_at, False), (view.satisfaction_line, x_at, True)):
        if cell is None or at is None or cell.value is None:
            continue
        number = write_line(cell, lang)
        width, gap = text_width(word, SIZE), text_width(" ", SIZE) + 1
        if upright:
            x, y = at - (width + gap + text_width(number, SIZE)) / 2, plot.top - 8
            ends = (at, plot.top, at, plot.bottom)
        else:
            x, y = plot.left + 6, at + 14.5
            ends = (plot.left, at, plot.right, at)
        x1, y1, x2, y2 = (round(v, 2) for v in ends)
        if frame is SMALL:
            found.append(LineLabel(x1=x1, y1=y1, x2=x2, y2=y2, key=cell.key, value=cell.value))
            continue
        found.append(
            LineLabel(
                x1=x1, y1=y1, x2=x2, y2=y2, key=cell.key, value=cell.value,
                word=Line(text=word, x=round(x, 1), y=round(y, 1), colour=INK_2),
                number=Line(text=number, x=round(x + width + gap, 1), y=round(y, 1), colour=INK_2),
            )
        )  # fmt: skip
    return tuple(found)


def write_line(cell: CellRow, lang: Lang) -> str:
    """Return the value of a line as printed everywhere."""
    return format_value(cell.value or 0.0, cell.unit, lang)


def _box(line: Line) -> Box:
    width = text_width(line.text, SIZE, line.weight)
    left = line.x - {"start": 0.0, "middle": width / 2, "end": width}[line.anchor]
    return Box(left, line.y - _ASCENT, left + width, line.y + 3.5)
