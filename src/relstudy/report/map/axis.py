"""Axes of a map: the range that holds values, whiskers and line with room to spare, its ticks, and where a value lies."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

#: Values that hardly differ are not blown up to fill the plot: the span is at least this share of their size.
_LEAST_SPAN = 0.12
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A linear axis: `low` lies at pixel `start`, `high` at pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, most: int) -> tuple[Decimal, ...]:
        """Return round values within the axis, at most `most` of them, each with the decimals of the step."""
        step = _round_step((self.high - self.low) / most)
        first = math.ceil(self.low / float(step))
        last = math.floor(self.high / float(step))
        return tuple(step * i for i in range(first, last + 1))


def fit_axis(
    values: Iterable[float],
    line: float | None,
    *,
    start: float,
    end: float,
    margins: tuple[float, float],
    least_side: float,
) -> Axis:
    """Return the axis from pixel `start` to pixel `end` that holds all values and the line.

    Parameters
    ----------
    margins
        Pixels kept free at the start and at the end.
    least_side
        Share of the axis left on each side of the line, so that every quadrant can hold its name.
    """
    held = [v for v in (*values, line) if v is not None and math.isfinite(v)] or [0.0]
    low, high = _spread(held)
    length = abs(end - start)
    unit = (high - low) / (length - sum(margins))
    low, high = low - margins[0] * unit, high + margins[1] * unit
    if line is not None:
        if line - low < least_side * (high - low):
            low = (line - least_side * high) / (1 - least_side)
        if high - line < least_side * (high - low):
            high = (line - least_side * low) / (1 - least_side)
    return Axis(low=low, high=high, start=start, end=end)


def _spread(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    least = _LEAST_SPAN * max(abs(low), abs(high)) or 1.0
    if high - low < least:
        middle = (low + high) / 2
        low, high = middle - least / 2, middle + least / 2
    return low, high


def _round_step(least: float) -> Decimal:
    """Return the smallest of 1, 2 and 5 times a power of ten that is at least `least`."""
    power = math.floor(math.log10(least))
    for size in (*_STEPS, 10):
        step = Decimal(size).scaleb(power)
        if float(step) >= least * (1 - 1e-9):
            return step
    raise AssertionError("ten times a power of ten is the next power")
