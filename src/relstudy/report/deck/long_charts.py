"""Charts of more rows than a slide has room for, as several of about as many rows each, on one axis.

Office programs leave out every other name of a crowded axis, and draw names of marks over each other.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from relstudy.report.deck.letters import letters_width, lines_in
from relstudy.report.deck.slide import BUILT_IN_ROOM, BarChart, Chart, DotChart
from relstudy.report.map.widths import text_width

_T = TypeVar("_T")

#: Points a row needs, those of each further line of its name, and those around the rows: a line of a legend, and the axis of dots.
_ROW, _LINE = 18.0, 13.0
_AROUND = {BarChart: 40.0, DotChart: 70.0}
#: Names of rows: their size, and how much of a slide's width they may take.
_NAME, _NAMES = 11.0, 0.31
#: Text of a legend, room of its keys, how much of the width its lines take, and the points of each.
_LEGEND, _LEGEND_KEY, _LEGEND_WIDE, _LEGEND_LINE = 11.0, 16.0, 0.9, 17.0


#: What tells apart names that are alike.
_NUMBERED = re.compile(r"\s\(\d+\)$")
#: Lines of a legend that leave the plot its room, and how much of a column a cut name fills: fonts differ.
_LEGEND_MOST, _LEGEND_SET = 3, 0.94


def rows_of(chart: Chart) -> int:
    """Return how many rows a chart has; 0 where it has none."""
    if isinstance(chart, BarChart):
        return len(chart.categories)
    return len(chart.rows) if isinstance(chart, DotChart) else 0


def legend_lines(names: Sequence[str], width: float) -> int:
    """Return how many lines the names of a legend take: office programs set them in columns as wide as the longest."""
    widths = [text_width(name, _LEGEND) + _LEGEND_KEY for name in names]
    room = _LEGEND_WIDE * width
    return 1 if sum(widths) <= room else math.ceil(len(names) / max(1, room // max(widths)))


def shorten_names(names: Sequence[str], width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return names that fit beside their rows in one line, the long ones cut, behind a word where one ends; whole where two would then be alike."""
    short = tuple(cut_name(name, width, bold=bold) for name in names)
    return short if len(set(short)) == len(set(names)) else tuple(names)


def shorten_legend(names: Sequence[str], width: float) -> tuple[str, ...]:
    """Return the names of a legend that takes a few lines at most, the long ones cut where they can still be told apart."""
    if legend_lines(names, width) <= _LEGEND_MOST:
        return tuple(names)
    for columns in (3, 2):
        room = (_LEGEND_WIDE * width / columns - _LEGEND_KEY) * _LEGEND_SET
        short = tuple(_cut_but_number(name, room) for name in names)
        if len(set(short)) == len(set(names)):
            return short
    return tuple(names)


def _cut_but_number(name: str, room: float) -> str:
    """Return a name in so many points; the number that tells it from others of the same name stays at its end."""
    number = _NUMBERED.search(name)
    kept, end = (name[: number.start()], number[0]) if number else (name, "")
    return cut_name(kept, (room - letters_width(end, _NAME)) / _NAMES) + end


def cut_name(name: str, width: float, *, bold: bool = False) -> str:
    """Return a name in no more than its part of a slide's width, cut behind a word where one ends."""

    def fits(text: str) -> bool:
        return letters_width(text, _NAME, bold=bold) <= _NAMES * width

    if fits(name):
        return name
    kept = next((name[:end] for end in range(len(name) - 1, 0, -1) if fits(name[:end] + "…")), "")
    words = kept.rpartition(" ")[0]
    # A word so long that hardly anything stands before it is cut itself.
    return (words if len(words) > len(kept) // 2 else kept).rstrip(" ,;:/") + "…"


def _lines_of(chart: BarChart | DotChart, width: float) -> int:
    """Return how many lines the longest name of a row takes; those beside dots are cut before."""
    names = chart.categories if isinstance(chart, BarChart) else ()
    return max((lines_in(name, _NAMES * width, _NAME) for name in names), default=1)


def divide_chart(chart: Chart, height: float, *, most: int, width: float = BUILT_IN_ROOM[0]) -> tuple[Chart, ...]:
    """Return the parts of a chart that fit a slide each, `most` at most and all on the axis of the whole.

    A chart without rows (a map, slopes) is one part. Names of bars that need a second line there is no room for are cut.
    """
    if not isinstance(chart, BarChart | DotChart):
        return (chart,)
    named = shorten_legend([one.name for one in chart.series], width)
    if isinstance(chart, BarChart):
        chart = replace(chart, series=tuple(replace(s, name=n) for s, n in zip(chart.series, named, strict=True)))
    else:
        chart = replace(chart, series=tuple(replace(s, name=n) for s, n in zip(chart.series, named, strict=True)))
    around = _AROUND[type(chart)] + _LEGEND_LINE * (legend_lines([one.name for one in chart.series], width) - 1)
    free, rows = height - around, rows_of(chart)
    if isinstance(chart, BarChart) and rows * (_ROW + _LINE * (_lines_of(chart, width) - 1)) > free:
        chart = replace(chart, categories=shorten_names(chart.categories, width))
    room = max(int(free // _ROW), 1)
    if rows <= room:
        return (chart,)
    heads = chart.heads if isinstance(chart, BarChart) else ()
    return tuple(_part(chart, part) for part in _divided(rows, heads, room))[:most]


def _divided(rows: int, heads: Sequence[int], room: int) -> list[list[int]]:
    """Return the rows of each part, about as many in each: a part that begins inside a group begins with its head, none ends with one."""
    parts: list[list[int]] = []
    slides = math.ceil(rows / room)
    step = min(math.ceil((rows + (slides - 1 if heads else 0)) / slides), room)
    for row in range(rows):
        if not parts or len(parts[-1]) == step:
            ended = [parts[-1].pop()] if parts and parts[-1][-1] in heads else []
            head = max((h for h in heads if h < row), default=row)
            parts.append(ended or ([head] if row not in heads and head < row else []))
        parts[-1].append(row)
    return parts


def _part(chart: BarChart | DotChart, rows: Sequence[int]) -> Chart:
    if isinstance(chart, DotChart):
        dots = tuple(replace(one, cells=_taken(one.cells, rows)) for one in chart.series)
        return replace(chart, rows=_taken(chart.rows, rows), series=dots)
    bars = tuple(
        replace(
            one,
            cells=_taken(one.cells, rows),
            lengths=_taken(one.lengths, rows),
            colours=_taken(one.colours, rows),
        )
        for one in chart.series
    )
    heads = tuple(place for place, row in enumerate(rows) if row in chart.heads)
    return replace(chart, categories=_taken(chart.categories, rows), series=bars, reach=chart.longest, heads=heads)


def _taken(values: Sequence[_T], rows: Sequence[int]) -> tuple[_T, ...]:
    """Return what stands in some rows; nothing of a series that has nothing in any."""
    return tuple(values[row] for row in rows) if values else ()
