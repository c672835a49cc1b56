"""Charts of a wave as values: the map of expectations, satisfaction in two directions, practices and sizes, what moved."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Literal

from relstudy.report.book import CellRow, has_number
from relstudy.report.context import Context
from relstudy.report.deck.long_charts import cut_name, shorten_names
from relstudy.report.deck.names import place_names
from relstudy.report.deck.said import clean, said
from relstudy.report.deck.slide import (
    BUILT_IN_ROOM,
    BarChart,
    BarSeries,
    DotChart,
    DotSeries,
    LineSeries,
    Point,
    PointChart,
    PointSeries,
    Range,
    Room,
    SlopeChart,
)
from relstudy.report.drawing import Course
from relstudy.report.heat import heat_columns
from relstudy.report.map.columns import MapColumn, MapPoint
from relstudy.report.map.figure import MapFigure, Panel
from relstudy.report.map.frame import PAGE, fit_plane
from relstudy.report.map.layout import MarkPlace
from relstudy.report.palette import (
    ACCENT,
    BESIDE,
    INK,
    INK_3,
    TIER_STRENGTHS,
    mix,
    profile_mark,
    shades,
    tier_paint,
)
from relstudy.report.practice_tables import SCALE
from relstudy.report.satisfaction import SatisfactionFigure
from relstudy.report.table import Table
from relstudy.report.values import Heat, Inline, joined
from relstudy.report.verdicts import TIERS, Verdict
from relstudy.steps.changes import BREAK
from relstudy.survey.practices import PRACTICE

_UNSATISFIED, _NEUTRAL, _SATISFIED = "#8C96A1", "#DDE3E9", "#22364C"
#: Steps of axes, the most of them, and the smallest one whose ticks print apart, by unit.
_STEPS, _TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0), 9
_LEAST_STEP = {"share": 0.01, "mean": 0.1, "score": 0.01, "index": 0.01}
_SIDES = ("negative", "positive", "neutral")
_NO_SIDES: tuple[CellRow | None, ...] = (None, None, None)
#: Slopes on one chart.
_LINES = 6


def map_chart(context: Context, figure: MapFigure, panel: Panel, room: Room) -> PointChart:
    """Return a map: a series a tier, what to improve first apart, the lines of decision, the names of the quadrants."""
    column, whole = panel.column, panel.column.kind == "whole"
    plane = fit_plane(column, PAGE)
    across, up = (
        _rounded(axis.low, axis.high, said(title), unit)
        for axis, title, unit in zip((plane.x, plane.y), (figure.across, figure.upwards), column.units, strict=True)
    )
    points = place_names(
        [_point(mark, whole=whole) for mark in panel.layout.marks],
        across,
        up,
        lines=(_at(column.satisfaction_line), _at(column.importance_line)),
        room=room,
    )
    places = {mark.point.verdict.id: point for mark, point in zip(panel.layout.marks, points, strict=True)}
    series = _tiers(figure, panel, places)
    drawn = (*_decision_lines(context, figure, column, across, up), *_quadrants(context, figure, column, across, up))
    longest = max(map(len, (one.points for one in series)))
    longer = [one for one in drawn if len(one.points) > longest]
    return PointChart(series=(*longer, *series, *(one for one in drawn if one not in longer)), x=across, y=up)


def _tiers(figure: MapFigure, panel: Panel, places: Mapping[str, Point]) -> list[PointSeries]:
    """Return the points of each tier, those to improve first apart; the series with most points comes first."""
    words = {(key.tier, key.action): said(key.word) for key in figure.legend}
    mark_of = panel.column.mark
    groups: dict[tuple[str, bool], list[Point]] = {}
    for mark in panel.layout.marks:
        verdict = mark.point.verdict
        improve = verdict.tier == "primary" and verdict.action == "improve"
        groups.setdefault((verdict.tier, improve), []).append(places[verdict.id])
    series = []
    for tier, improve in sorted(groups, key=lambda g: (TIERS.index(g[0]), g[1])):
        paint = tier_paint(tier, "improve" if improve else "keep", mark_of.colour)
        name = next(word for (t, action), word in words.items() if t == tier and (action == "improve") == improve)
        series.append(
            PointSeries(
                name=name,
                points=tuple(groups[tier, improve]),
                shape=mark_of.shape,
                fill=mix(paint.stroke, TIER_STRENGTHS[tier]),
                stroke=paint.stroke,
                dashed=bool(paint.dash),
                named=True,
                ink=ACCENT if improve else INK,
            )
        )
    return sorted(series, key=lambda one: -len(one.points))


def _decision_lines(
    context: Context, figure: MapFigure, column: MapColumn, across: Range, up: Range
) -> Iterator[PointSeries]:
    """Yield the lines that part the map, each from end to end of the other axis."""
    lines = ((column.satisfaction_line, figure.across, True), (column.importance_line, figure.upwards, False))
    for line, title, upright in lines:
        at = _at(line)
        if at is not None:
            ends = (up.low, up.high) if upright else (across.low, across.high)
            points = tuple(Point(name="", x=at if upright else end, y=end if upright else at) for end in ends)
            name = f"{context.figure_words.text('map.line')} {said(title).lower()}"
            yield PointSeries(name=name, points=points, line=True)


def _quadrants(
    context: Context, figure: MapFigure, column: MapColumn, across: Range, up: Range
) -> Iterator[PointSeries]:
    """Yield the names of the quadrants in their corners, where both lines part the map."""
    if column.satisfaction_line is None or column.importance_line is None:
        return
    inset = (up.high - up.low) * 0.03
    corners: tuple[tuple[str, float, float, Literal["l", "r"]], ...] = (
        ("improve", across.low, up.high - inset, "r"),
        ("keep", across.high, up.high - inset, "l"),
        ("watch", across.low, up.low + inset, "r"),
        ("do_not_overinvest", across.high, up.low + inset, "l"),
    )
    points = tuple(
        Point(name=context.figure_words.text(f"map.quadrants.{quadrant}"), x=x, y=y, side=side)
        for quadrant, x, y, side in corners
    )
    yield PointSeries(name=said(figure.heading), points=points, named=True, ink=INK_3)


def _at(line: CellRow | None) -> float | None:
    return None if line is None else line.value


def _rounded(low: float, high: float, title: str, unit: str) -> Range:
    """Return an axis from tick to tick, no two of which print alike."""
    least = _LEAST_STEP.get(unit, 1.0)
    steps = (step for step in _STEPS if step >= least and (high - low) / step <= _TICKS)
    step = next(steps, (high - low) / _TICKS)
    ends = round(math.floor(low / step) * step, 6), round(math.ceil(high / step) * step, 6)
    if ends[0] == ends[1]:
        ends = round(ends[0] - step, 6), round(ends[1] + step, 6)
    return Range(low=ends[0], high=ends[1], step=step, title=title, unit=unit)


def _point(mark: MarkPlace, *, whole: bool) -> Point:
    point: MapPoint = mark.point
    tie = f" {mark.tie}" if mark.tie and whole else ""
    mark_of_base = "*" if point.cautious else ""
    return Point(
        name=f"{point.number} {cut_name(clean(point.label), BUILT_IN_ROOM[0], bold=True)}{tie}{mark_of_base}",
        number=f"{point.number}{mark_of_base}",
        x=point.x,
        y=point.y,
        cell_x=point.satisfaction,
        cell_y=point.importance,
    )


def satisfaction_chart(context: Context, figure: SatisfactionFigure) -> BarChart | None:
    """Return satisfaction in two directions: the dissatisfied up to a common line, the satisfied after it, the middle apart at the end.

    Where there are several groups of expectations, each has its name on a row of its own above them.
    """
    names: list[str] = []
    found: list[tuple[CellRow | None, ...]] = []
    heads: list[int] = []
    for group in figure.groups:
        known = [(row, cells) for row in group.rows if (cells := _sides(context, row.verdict)) is not None]
        if known:
            heads.append(len(names))
            names += [said(group.title).upper(), *(said(row.name) for row, _ in known)]
            found += [_NO_SIDES, *(cells for _, cells in known)]
    if not found:
        return None
    if len(heads) == 1:
        names, found, heads = names[1:], found[1:], []
    sides = {side: tuple(cells[i] for cells in found) for i, side in enumerate(_SIDES)}
    longest = max(c.value or 0.0 for c in sides["negative"] if c is not None)
    rooms = tuple(0.0 if c is None else round(longest - (c.value or 0.0), 9) for c in sides["negative"])
    say = context.words.text
    series = [
        BarSeries(name="\u00a0", colour="", lengths=rooms),
        BarSeries(name=said(figure.sides[0]), colour=_UNSATISFIED, cells=sides["negative"], light=True),
        BarSeries(name=said(figure.sides[1]), colour=_SATISFIED, cells=sides["positive"]),
    ]
    if any(has_number(c) for c in sides["neutral"]):
        series.append(BarSeries(name=say("R2.neutral"), colour=_NEUTRAL, cells=sides["neutral"], light=True))
    return BarChart(categories=tuple(names), series=tuple(series), stacked=True, heads=tuple(heads))


def _sides(context: Context, verdict: Verdict) -> tuple[CellRow | None, ...] | None:
    """Return the dissatisfied, the satisfied and the middle of an expectation; None where one of the two sides has no number."""
    cells = tuple(context.book.get("expectations", verdict.id, side, "_", verdict.column) for side in _SIDES)
    return cells if has_number(cells[0]) and has_number(cells[1]) else None


def practice_chart(context: Context) -> BarChart | None:
    """Return the practices of everybody, of each profile, else of each target, as bars of their shares; None without any."""
    cells = {(c.column, c.row): c for c in context.book.of("survey", PRACTICE, measure="share")}
    if not cells:
        return None
    columns = [c for c in heat_columns(context, PRACTICE) if any(has_number(cells.get((c, row))) for row in SCALE)]
    known = list(dict.fromkeys(row for _, row in cells))
    rows = [
        row
        for row in (*SCALE, *(r for r in known if r not in SCALE and not r.startswith("net.")))
        if any(
            has_number(cell) and (row in SCALE or cell.value)
            for c in columns
            if (cell := cells.get((c, row))) is not None
        )
    ]
    if not columns or not rows:
        return None
    tones: dict[str, str] = dict(zip(SCALE, shades(len(SCALE)), strict=True))
    tones |= dict(zip((row for row in rows if row not in SCALE), cycle(BESIDE), strict=False))
    return BarChart(
        categories=tuple(clean(context.column_text(column)) for column in columns),
        series=tuple(
            BarSeries(
                name=clean(context.code_text(PRACTICE, row)),
                colour=tones[row],
                cells=tuple(cells.get((column, row)) for column in columns),
                light=row not in SCALE[2:],
            )
            for row in rows
        ),
        stacked=True,
    )


def profile_chart(context: Context) -> BarChart | None:
    """Return the sizes of the profiles; None without a partition."""
    ids = context.profile_ids
    shares = tuple(context.book.get("profiles", one, "share", "_", "all") for one in ids)
    if not any(map(has_number, shares)):
        return None
    colours = tuple(profile_mark(place).colour for place in range(len(ids)))
    return BarChart(
        categories=tuple(clean(context.profile_text(one)) for one in ids),
        series=(BarSeries(name=context.words.text("deck.share"), colour=INK, colours=colours, cells=shares),),
    )


def channel_chart(context: Context, table: Table) -> DotChart | None:
    """Return channels by profile with everybody's share behind, from the table of one question; None without profiles."""
    rows = [
        (said(row.head), {cell.column: cell for cell in map(_cell_of, row.cells) if cell is not None})
        for group in table.groups
        for row in group.rows
    ]
    kept = [(name, cells) for name, cells in rows if has_number(cells.get("all"))]
    return _dot_chart(context, [name for name, _ in kept], [cells for _, cells in kept], title="", unit="share")


def _cell_of(value: Inline) -> CellRow | None:
    return value.number.cell if isinstance(value, Heat) else None


def importance_chart(context: Context, figure: MapFigure) -> DotChart | None:
    """Return the importance of each expectation by profile, those of everybody from the highest down; None without profiles."""
    marks = sorted(figure.whole.layout.marks, key=lambda mark: -mark.point.y)
    cells = [
        {cell.column: cell for cell in context.book.of("expectations", mark.point.verdict.id, measure="importance")}
        for mark in marks
    ]
    names = [f"{mark.point.number} {clean(mark.point.label)}" for mark in marks]
    return _dot_chart(context, names, cells, title=said(figure.upwards), unit=figure.whole.column.units[1])


def _dot_chart(
    context: Context, names: Sequence[str], cells: Sequence[Mapping[str, CellRow]], *, title: str, unit: str
) -> DotChart | None:
    """Return what profiles and everybody have on each row; None without two profiles that have anything."""
    profiles = {f"profile={one}": i for i, one in enumerate(context.profile_ids)}
    kept = [column for column in profiles if any(has_number(row.get(column)) for row in cells)]
    if len(kept) < 2:
        return None
    series = [
        DotSeries(
            name=clean(context.column_text(column)),
            colour=INK if column == "all" else profile_mark(profiles[column]).colour,
            shape="" if column == "all" else profile_mark(profiles[column]).shape,
            cells=tuple(row.get(column) for row in cells),
            whole=column == "all",
        )
        for column in ("all", *kept)
    ]
    values = [cell.value or 0.0 for one in series for cell in one.cells if cell is not None and cell.shown]
    low = 0.0 if unit == "share" else min(values)
    return DotChart(
        rows=shorten_names(names, BUILT_IN_ROOM[0], bold=True),
        series=tuple(series),
        axis=_rounded(low, max(values), title, unit),
    )


def slope_charts(context: Context, moved: Table) -> Iterator[tuple[str, Inline, SlopeChart]]:
    """Yield what moved significantly over the waves, a chart a unit, the surest first; a line begins after its last break."""
    waves = (*sorted(column.removeprefix("wave=") for column in context.book.columns("waves")), context.wave.id)
    lines = [
        (row, course)
        for group in moved.groups
        for row in group.rows
        for course in row.cells
        if isinstance(course, Course)
    ]
    for unit in ("mean", "share"):
        chosen = [
            (row, course) for row, course in lines if course.cells[-1] is not None and course.cells[-1].unit == unit
        ][:_LINES]
        if not chosen:
            continue
        series = tuple(
            LineSeries(name=_named(row.head, row.note), colour=profile_mark(i).colour, cells=_unbroken(course))
            for i, (row, course) in enumerate(chosen)
        )
        yield unit, context.words.say(f"deck.moved.{unit}"), SlopeChart(waves=tuple(map(clean, waves)), series=series)


def _unbroken(course: Course) -> tuple[CellRow | None, ...]:
    start = max((i + 1 for i, cell in enumerate(course.cells) if cell is not None and cell.has_mark(BREAK)), default=0)
    return tuple(cell if i >= start else None for i, cell in enumerate(course.cells))


def _named(head: Inline, note: Inline) -> str:
    return said(joined(", ", (part for part in (head, note) if part)))
