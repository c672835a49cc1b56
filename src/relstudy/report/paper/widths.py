"""How wide the columns of a table on paper are: no word cut, and as few lines in all as the room allows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

#: Points by which room is taken from one column and given to another; a table is settled after so many gifts.
_STEPS, _MOST = (24.0, 8.0), 24
#: What a line of any column counts beside the lines of the fullest one, which alone make a row taller.
_ASIDE = 0.02
#: The same of the first column: a name that takes many lines is hard to find.
_NAMES = 0.15
#: Lines that a gift saves at least.
_GAIN = 0.05

#: A line that may be parted: the widths in points of its words, a blank after each.
Line = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one column, row by row: the lines of each, with the widths of their words."""

    rows: Sequence[Sequence[Line]]
    #: Lines already reckoned, by width.
    _known: dict[float, list[int]] = field(default_factory=dict, repr=False, compare=False)

    def lines(self, width: float) -> list[int]:
        """Return how many lines each row takes in a column as wide as that, its words set one after the other."""
        if width not in self._known:
            self._known[width] = [sum(_wrap(line, width) for line in row) for row in self.rows]
        return self._known[width]


def share_room(columns: Sequence[Texts], points: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return the widths of columns, the same in all, at which their rows take fewer lines than at `points`.

    Room goes from one column to another, one gift at a time, as long as lines are saved by it; no column has less than
    `least`, which leaves its words whole.
    """
    now = list(points)
    taken = _weigh(columns, now)
    for _ in range(_MOST):
        best = None
        for giver, taker, step in _gifts(now, least):
            tried = list(now)
            tried[giver] -= step
            tried[taker] += step
            weight = _weigh(columns, tried)
            if weight < taken - _GAIN:
                taken, best = weight, tried
        if best is None:
            break
        now = best
    return now


def _gifts(now: Sequence[float], least: Sequence[float]) -> list[tuple[int, int, float]]:
    """Return who could give how much to whom."""
    givers = [(place, step) for place in range(len(now)) for step in _STEPS if now[place] - step >= least[place]]
    return [(giver, taker, step) for giver, step in givers for taker in range(len(now)) if taker != giver]


def _wrap(words: Line, width: float) -> int:
    lines, left = 1, width
    for word in words:
        if word > left and left < width:
            lines, left = lines + 1, width
        left -= word
    return lines


def _weigh(columns: Sequence[Texts], widths: Sequence[float]) -> float:
    """Return what rows take: each as many lines as its fullest cell, and a little for those of the others."""
    lines = [column.lines(width) for column, width in zip(columns, widths, strict=True)]
    fullest: list[int] = [max(row) for row in zip(*lines, strict=True)]
    return float(sum(fullest)) + _ASIDE * sum(map(sum, lines)) + _NAMES * sum(lines[0])
