"""Small drawings beside numbers: a point against a tick, a bar, a bar in parts, profiles along one axis.

They hold the cells they show and say nothing that the text beside them does not; a cell without a value is not drawn.
"""

from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots(Value):
    """A point and a tick on one track from `low` to `high`: a profile, by its place among the profiles, and the whole; or a value and its target."""

    point: CellRow | None
    tick: CellRow | None
    profile: int | None = None
    low: float = 0.0
    high: float = 1.0

    def place_of(self, cell: CellRow | None) -> float | None:
        """Return where the value of a cell lies on the track, from 0 to 1; at an end where it lies beyond."""
        if cell is None or cell.value is None:
            return None
        return (min(max(cell.value, self.low), self.high) - self.low) / ((self.high - self.low) or 1.0)


@dataclass(frozen=True, slots=True)
class Course(Value):
    """The way of a figure over the waves, the last one now: a slope for two, a small line for more, `low` and `high` its ends.

    The line has a gap where a wave has no figure, and after one that is not comparable with the next (mark `break`).
    """

    cells: tuple[CellRow | None, ...]
    low: float
    high: float

    @property
    def stretches(self) -> tuple[tuple[tuple[int, float], ...], ...]:
        """Return the pieces of the line without a gap: places of waves, from 0, and values."""
        pieces: list[list[tuple[int, float]]] = [[]]
        for place, cell in enumerate(self.cells):
            if cell is None or cell.value is None:
                pieces.append([])
                continue
            pieces[-1].append((place, cell.value))
            if cell.has_mark("break"):
                pieces.append([])
        return tuple(tuple(piece) for piece in pieces if piece)


@dataclass(frozen=True, slots=True)
class Bar(Value):
    """A bar as long as the value of a cell, of `whole`."""

    cell: CellRow | None
    whole: float = 1.0


@dataclass(frozen=True, slots=True)
class Parts(Value):
    """One bar cut in parts, one for each share, in tints of the colour of a profile; the rest of the bar stays empty."""

    cells: tuple[CellRow, ...]
    profile: int


@dataclass(frozen=True, slots=True)
class Swatch(Value):
    """The tint of one part of such a bar, by its place among `count` parts, for the words beside it."""

    profile: int
    place: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Value):
    """One bar of the shares of answers in an order, in shades from pale to dark; answers outside the order stand last, hollow."""

    ordered: tuple[CellRow | None, ...]
    outside: tuple[CellRow | None, ...]


@dataclass(frozen=True, slots=True)
class Shade(Value):
    """The shade of one part of such a bar, by its place among `count` shades, None outside the order, for the words beside it."""

    place: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Gradation(Value):
    """The profiles, in their order, at their places on one axis that spans them (nan = none), and a line midway between neighbours."""

    places: tuple[float, ...]
