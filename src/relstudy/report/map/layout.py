"""Where everything stands on a map of expectations, in the units of its frame, before anybody draws it.

Marks lie at the exact place of their values and never move. Where two marks would hide each other's numbers, both
shrink to points and their numbers stand beside them, at the end of a leader.
"""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from relstudy.report.book import CellRow
from relstudy.report.map.axis import Axis
from relstudy.report.map.boxes import Box
from relstudy.report.map.columns import MapColumn, MapPoint
from relstudy.report.map.frame import COLUMN, NARROW, PAGE, SIZE, SMALL, Frame, Lettering, Plane, fit_plane
from relstudy.report.map.labels import CHIP, POINT, chip_reach, label_lines, request_labels
from relstudy.report.map.placement import Placement, place_labels
from relstudy.report.map.places import Scene
from relstudy.report.map.widths import text_width
from relstudy.report.numbers import format_value, write_decimal
from relstudy.report.palette import ACCENT, INK_2, number_shift, tier_paint
from relstudy.report.wording import figure_words
from relstudy.words import Lang

_MOST_IN_COLUMN = 20
_TICK_GAP = 7  # between a tick upwards and the plot

#: A straight line: x and y of its ends.
Segment = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPlace:
    """One expectation as placed: its mark at (x, y), with `radius`; its number in it, or in a `chip` beside it (its centre).

    `across` and `upwards` are the ends of its intervals, None without one; `lines` is its label, `tie` what the label
    ends with where its rank is shared.
    """

    point: MapPoint
    x: float
    y: float
    radius: float
    number: Lettering
    chip: tuple[float, float] | None
    lines: tuple[Lettering, ...]
    leader: Segment | None
    across: tuple[float, float] | None
    upwards: tuple[float, float] | None
    tie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A line of decision: its cell, its ends, and where its word and its number stand (None on a small map)."""

    cell: CellRow
    ends: Segment
    word: Lettering | None = None
    number: Lettering | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayout:
    """A whole map. `x` and `y` are its axes, `grid_x` and `grid_y` their ticks in words; `tint` is the room of what to improve first.

    `unlabelled` are the points whose label found no room: they are named under the map.
    """

    column: MapColumn
    frame: Frame
    x: Axis
    y: Axis
    tint: Box | None
    grid_x: tuple[Lettering, ...]
    grid_y: tuple[Lettering, ...]
    titles: tuple[Lettering, ...]
    lines: tuple[DecisionLine, ...]
    marks: tuple[MarkPlace, ...]
    unlabelled: tuple[MapPoint, ...]


def lay_out_map(column: MapColumn, lang: Lang) -> MapLayout:
    """Return the layout of a map; the one for the whole takes the page's width where the column has no room for its labels."""
    if column.kind != "whole":
        return _lay_out(column, SMALL, lang)
    few = len(column.points) <= _MOST_IN_COLUMN
    beside = _lay_out(column, replace(COLUMN, height=_height(len(column.points))), lang) if few else None
    if beside is not None and not beside.unlabelled:
        return beside
    across = _lay_out(column, PAGE, lang)
    if beside is not None and len(beside.unlabelled) <= len(across.unlabelled):
        return beside
    return across


def lay_out_narrow(column: MapColumn, lang: Lang) -> MapLayout:
    """Return the layout of a map for a narrow screen."""
    return _lay_out(column, NARROW, lang)


def _height(points: int) -> float:
    """Return a height that grows with the number of expectations, as the table beside the map does."""
    return float(min(max(520 + 12 * points, 580), 760))


def _lay_out(column: MapColumn, frame: Frame, lang: Lang) -> MapLayout:
    frame = _with_room_for_ticks(frame, column, lang)
    plane, plot = fit_plane(column, frame), frame.plot
    across, upwards = plane.lines
    titles = _small_titles(plot, lang) if plane.small else _titles(plot, lang)
    lines = _decision_lines(plane, lang)
    tie = figure_words(lang).text("map.tie")
    requests, marks = request_labels(plane, tie)
    scene = Scene(
        bounds=Box(plot.left + 4, plot.top + 4, plot.right - 4, plot.bottom - 4),
        vertical=across,
        horizontal=upwards,
        titles=tuple(t.box for t in (*titles, *(part for n in lines for part in (n.word, n.number) if part))),
        marks=marks,
    )
    placed = place_labels(requests, scene)
    unplaced = {r.mark.id for r in requests} - set(placed)
    return MapLayout(
        column=column,
        frame=frame,
        x=plane.x,
        y=plane.y,
        tint=None if across is None or upwards is None else Box(plot.left, plot.top, across, upwards),
        grid_x=tuple(
            Lettering(text=text, x=_within(at, text, frame.width), y=plot.bottom + 17, anchor="middle")
            for at, text in _ticks(plane.x, frame.ticks[0], column.units[0], lang)
        ),
        grid_y=tuple(
            Lettering(text=text, x=plot.left - _TICK_GAP, y=at + 4.2, anchor="end")
            for at, text in _ticks(plane.y, frame.ticks[1], column.units[1], lang)
        ),
        titles=titles,
        lines=lines,
        marks=tuple(_place(point, plane, placed.get(point.verdict.id), tie) for point in column.points),
        unlabelled=tuple(p for p in column.points if p.verdict.id in unplaced),
    )


def _with_room_for_ticks(frame: Frame, column: MapColumn, lang: Lang) -> Frame:
    """Return the frame with a left margin that holds the ticks upwards: shares in per cent are wider than notes."""
    ticks = _ticks(fit_plane(column, frame).y, frame.ticks[1], column.units[1], lang)
    room = math.ceil(max((text_width(text, SIZE) for _, text in ticks), default=0.0) + _TICK_GAP)
    return replace(frame, left=room) if room > frame.left else frame


def _within(middle: float, text: str, width: float) -> float:
    """Return the middle of a tick so that none of it is cut at an edge of the figure."""
    half = text_width(text, SIZE) / 2
    return min(max(middle, half), width - half)


def _place(point: MapPoint, plane: Plane, placed: Placement | None, tie: str) -> MarkPlace:
    x, y = plane.at(point)
    crowded, mark = point.verdict.id in plane.crowded, plane.column.mark
    radius, chip = POINT if crowded else plane.frame.radius, None
    at, room = (x, y + number_shift(mark.shape, radius)), 0.0
    if crowded and placed is not None:
        box, room = placed.box, chip_reach(plane.column)
        chip = box.right - room if placed.align == "end" else box.left + room, (box.top + box.bottom) / 2
        at = chip[0], chip[1] + number_shift(mark.shape, CHIP)
    ink = tier_paint(point.verdict.tier, point.verdict.action, mark.colour).ink
    return MarkPlace(
        point=point,
        x=x,
        y=y,
        radius=radius,
        number=Lettering(
            text=str(point.number),
            x=round(at[0], 2),
            y=round(at[1] + 4.2, 2),
            anchor="middle",
            colour=ink,
            weight=600,
        ),
        chip=chip,
        lines=() if placed is None else label_lines(point, placed, chip=room),
        leader=None if placed is None else placed.leader,
        across=_ends(point.satisfaction, plane.x),
        upwards=_ends(point.importance, plane.y),
        tie=tie if point.tied and not plane.small else "",
    )


def _ends(cell: CellRow, axis: Axis) -> tuple[float, float] | None:
    return None if cell.low is None or cell.high is None else (axis.at(cell.low), axis.at(cell.high))


def _ticks(axis: Axis, most: int, unit: str, lang: Lang) -> tuple[tuple[float, str], ...]:
    return tuple((round(axis.at(float(tick)), 1), _tick(tick, unit, lang)) for tick in axis.ticks(most))


def _tick(tick: Decimal, unit: str, lang: Lang) -> str:
    """Return a tick with the digits of its step; shares in per cent."""
    if unit != "share":
        return write_decimal(tick, lang)
    return format_value(float(tick), unit, lang, decimals=max(0, -int(tick.as_tuple().exponent) - 2))


def _titles(plot: Box, lang: Lang) -> tuple[Lettering, ...]:
    say = figure_words(lang).text
    left, right, top, bottom = plot.left + 9, plot.right - 9, plot.top + 18, plot.bottom - 10
    return (
        Lettering(text=say("map.quadrants.improve"), x=left, y=top, colour=ACCENT, weight=600),
        Lettering(text=say("map.quadrants.keep"), x=right, y=top, anchor="end", weight=600),
        Lettering(text=say("map.quadrants.watch"), x=left, y=bottom, weight=600),
        Lettering(text=say("map.quadrants.do_not_overinvest"), x=right, y=bottom, anchor="end", weight=600),
    )


def _small_titles(plot: Box, lang: Lang) -> tuple[Lettering, ...]:
    say = figure_words(lang).text
    return (
        Lettering(text=say("map.axis.importance_small"), x=plot.left + 6, y=plot.bottom - 8),
        Lettering(text=say("map.axis.satisfaction_small"), x=plot.right - 6, y=plot.bottom - 8, anchor="end"),
    )


def _decision_lines(plane: Plane, lang: Lang) -> tuple[DecisionLine, ...]:
    column, plot, (across, upwards) = plane.column, plane.frame.plot, plane.lines
    found = []
    if column.importance_line is not None and upwards is not None:
        found.append(
            _decision_line(
                column.importance_line, (plot.left, upwards, plot.right, upwards), small=plane.small, lang=lang
            )
        )
    if column.satisfaction_line is not None and across is not None:
        found.append(
            _decision_line(
                column.satisfaction_line, (across, plot.top, across, plot.bottom), small=plane.small, lang=lang
            )
        )
    return tuple(found)


def _decision_line(cell: CellRow, ends: Segment, *, small: bool, lang: Lang) -> DecisionLine:
    """Return a line; its word and its number stand above it where it is upright, else under its beginning."""
    if small:
        return DecisionLine(cell=cell, ends=ends)
    left, top, right, _ = ends
    word, number = figure_words(lang).text("map.line"), format_value(cell.value or 0.0, cell.unit, lang)
    width, gap = text_width(word, SIZE), text_width(" ", SIZE) + 1
    x, y = left + 6, top + 14.5
    if left == right:
        x, y = left - (width + gap + text_width(number, SIZE)) / 2, top - 8
    return DecisionLine(
        cell=cell,
        ends=ends,
        word=Lettering(text=word, x=round(x, 1), y=round(y, 1), colour=INK_2),
        number=Lettering(text=number, x=round(x + width + gap, 1), y=round(y, 1), colour=INK_2),
    )
