"""Sides of names on a chart of points: each where it covers the fewest other names, marks and lines.

A chart of an office program knows four sides of a point and no leader; its plot is reckoned as the room a chart has on
a slide, without what axes and legend take of it. Where that is too narrow for all names, those in the way of most
others give way to their numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeAlias

from relstudy.report.deck.letters import letters_width
from relstudy.report.deck.slide import Point, Range, Room

#: Points of a slide: what axes and legend take, text of names, a mark.
_BESIDE, _ABOVE = 82.0, 97.0
_SIZE, _HEIGHT, _MARK = 10.0, 13.0, 7.0
Side: TypeAlias = Literal["r", "l", "t", "b"]
_SIDES: tuple[Side, ...] = ("r", "l", "t", "b")
#: Times every name is placed anew among the others.
_ROUNDS = 12
#: By how much two boxes may reach into each other before one is read as part of the other, in points.
_TOUCH = 3.0


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: "_Box") -> float:
        """Return the area two boxes share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0.0) * max(down, 0.0)

    def covers(self, other: "_Box") -> bool:
        """Tell whether two boxes reach into each other by more than a touch."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > _TOUCH
            and min(self.bottom, other.bottom) - max(self.top, other.top) > _TOUCH
        )


def place_names(
    points: Sequence[Point], across: Range, up: Range, *, lines: tuple[float | None, float | None], room: Room
) -> tuple[Point, ...]:
    """Return the points with the sides of their names; `lines` lie across and upwards, `room` is the chart's.

    A point that has a `number` is `numbered`, so shown by it alone, where its name would cover other names or marks
    wherever it stood: of those in each other's way the one that is in most, of those the longest.
    """
    width, height = max(room[0] - _BESIDE, 1.0), max(room[1] - _ABOVE, 1.0)
    at = [(_along(p.x, across) * width, (1 - _along(p.y, up)) * height) for p in points]
    marks = [_Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in at]
    plot = _Box(0, 0, width, height)
    walls = _walls(across, up, lines, plot)
    placed = list(points)
    boxes = [_boxes_of(*place, _wide(p.shown)) for p, place in zip(points, at, strict=True)]
    chosen: dict[int, Side] = {}

    def cost(i: int, side: Side) -> float:
        box = boxes[i][side]
        names = sum(box.shared(boxes[j][other]) for j, other in chosen.items() if j != i)
        covered = sum(box.shared(mark) for j, mark in enumerate(marks) if j != i) * 2 + sum(map(box.shared, walls)) * 3
        outside = (box.right - box.left) * _HEIGHT - box.shared(plot)
        return names * 3 + covered + outside * 4

    while True:
        for _ in range(_ROUNDS):
            before = dict(chosen)
            for i in range(len(points)):
                chosen[i] = min(_SIDES, key=partial(cost, i))
            if chosen == before:
                break
        taken = [boxes[i][chosen[i]] for i in range(len(points))]
        ways = {
            i: sum(box.covers(other) for j, other in enumerate((*taken, *marks)) if j not in (i, i + len(taken)))
            for i, box in enumerate(taken)
            if placed[i].number and not placed[i].numbered
        }
        worst = max(ways, key=lambda i: (ways[i], len(points[i].name), -i), default=None)
        if worst is None or not ways[worst]:
            break
        placed[worst] = replace(placed[worst], numbered=True)
        boxes[worst] = _boxes_of(*at[worst], _wide(placed[worst].shown))
    return tuple(replace(point, side=chosen[i]) for i, point in enumerate(placed))


def _wide(name: str) -> float:
    return letters_width(name, _SIZE, bold=True) + 4


def _boxes_of(x: float, y: float, width: float) -> dict[Side, _Box]:
    """Return the room of a name on each side of its mark."""
    return {
        "r": _Box(x + _MARK, y - _HEIGHT / 2, x + _MARK + width, y + _HEIGHT / 2),
        "l": _Box(x - _MARK - width, y - _HEIGHT / 2, x - _MARK, y + _HEIGHT / 2),
        "t": _Box(x - width / 2, y - _MARK - _HEIGHT, x + width / 2, y - _MARK),
        "b": _Box(x - width / 2, y + _MARK, x + width / 2, y + _MARK + _HEIGHT),
    }


def _along(value: float, axis: Range) -> float:
    return (value - axis.low) / (axis.high - axis.low)


def _walls(across: Range, up: Range, lines: tuple[float | None, float | None], plot: _Box) -> list[_Box]:
    x, y = lines
    walls = []
    if x is not None:
        at = _along(x, across) * plot.right
        walls.append(_Box(at - 1, 0, at + 1, plot.bottom))
    if y is not None:
        at = (1 - _along(y, up)) * plot.bottom
        walls.append(_Box(0, at - 1, plot.right, at + 1))
    return walls
