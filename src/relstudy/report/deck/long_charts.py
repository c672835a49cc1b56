"""Charts of more rows than a slide has room for, as several of about as many rows each, on one axis.

Office programs leave out every other name of a crowded axis, and draw names of marks over each other.
"""

import math
from dataclasses import replace

from relstudy.report.deck.slide import BarChart, Chart, DotChart

#: Points a row needs, and those around the rows: legend, and the axis of dots.
_ROW = 18.0
_AROUND = {BarChart: 40.0, DotChart: 70.0}


def rows_of(chart: Chart) -> int:
    """Return how many rows a chart has; 0 where it has none."""
    if isinstance(chart, BarChart):
        return len(chart.categories)
    return len(chart.rows) if isinstance(chart, DotChart) else 0


def divide_chart(chart: Chart, height: float, *, most: int) -> tuple[Chart, ...]:
    """Return the parts of a chart that fit a slide each, `most` at most and all on the axis of the whole.

    A chart without rows (a map, slopes) is one part.
    """
    if not isinstance(chart, BarChart | DotChart):
        return (chart,)
    rows, room = rows_of(chart), max(int((height - _AROUND[type(chart)]) // _ROW), 1)
    if rows <= room:
        return (chart,)
    step = math.ceil(rows / math.ceil(rows / room))
    return tuple(_part(chart, slice(first, first + step)) for first in range(0, rows, step))[:most]


def _part(chart: BarChart | DotChart, rows: slice) -> Chart:
    if isinstance(chart, DotChart):
        dots = tuple(replace(one, cells=one.cells[rows]) for one in chart.series)
        return replace(chart, rows=chart.rows[rows], series=dots)
    bars = tuple(
        replace(one, cells=one.cells[rows], lengths=one.lengths[rows], colours=one.colours[rows])
        for one in chart.series
    )
    return replace(chart, categories=chart.categories[rows], series=bars, reach=chart.longest)
