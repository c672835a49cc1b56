"""Marks of tables and figures: shapes and colours of profiles, paint by tier.

A tier is told by the fill (full, hollow, dashed), a profile by its shape and colour, and what to improve first by the
accent, which nothing else uses. Colours are plain values: a drawing copied out of the page must look the same.
"""

import math
from dataclasses import dataclass
from typing import Literal

Shape = Literal["circle", "diamond", "square", "hexagon", "triangle", "pentagon", "wedge", "cross"]

INK, INK_2, INK_3 = "#17202B", "#3F4B57", "#5A6673"
RULE, GRID, WASH = "#C9D1D9", "#E4E8EC", "#F6F7F9"
ACCENT, TINT = "#C4420F", "#FDF3EE"
#: Of significant arrows alone.
UP, DOWN = "#176B3A", "#A32012"
SANS = "'Relstudy Sans', Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

#: Corners on a unit circle: (first angle in degrees, number of corners, radius against a disc of the same size).
POLYGONS: dict[Shape, tuple[float, int, float]] = {
    "diamond": (-90, 4, 1.24),
    "square": (-135, 4, 1.24),
    "hexagon": (0, 6, 1.12),
    "triangle": (-90, 3, 1.5),
    "pentagon": (-90, 5, 1.16),
    "wedge": (90, 3, 1.5),
}
#: Half the length and half the breadth of the arms of a cross, against the radius of a disc.
CROSS = (1.16, 0.66)


@dataclass(frozen=True, slots=True)
class ProfileMark:
    """Shape and colour of one profile."""

    shape: Shape
    colour: str


#: In the order of profiles. The first three are at least 14 apart (CIEDE2000, three simulated colour-blindnesses), all
#: eight at least 10: there the shapes carry the difference. All have a contrast of at least 5:1 on white.
PROFILE_MARKS = (
    ProfileMark("circle", "#0B2F66"),
    ProfileMark("diamond", "#147A73"),
    ProfileMark("square", "#9B3FA6"),
    ProfileMark("hexagon", "#5A782D"),
    ProfileMark("triangle", "#B42D69"),
    ProfileMark("pentagon", "#4B4BFF"),
    ProfileMark("wedge", "#780F00"),
    ProfileMark("cross", "#1E00B4"),
)
WHOLE_MARK = ProfileMark("circle", INK)


def profile_mark(position: int) -> ProfileMark:
    """Return the mark of the profile at a position, from 0; past the eighth the marks begin again."""
    return PROFILE_MARKS[position % len(PROFILE_MARKS)]


def tints(position: int, count: int) -> tuple[str, ...]:
    """Return `count` tints of the colour of the profile at a position, from full to pale."""
    colour = profile_mark(position).colour
    return tuple(mix(colour, 1 - 0.75 * i / max(count - 1, 1)) for i in range(count))


#: How strong the fills of a tier are where programs leave outlines out, so that a hollow mark is not lost.
TIER_STRENGTHS = {"primary": 1.0, "unsettled": 0.45, "secondary": 0.15, "missing": 0.15}


def mix(colour: str, strength: float) -> str:
    """Return a colour on white: whole at 1, white at 0."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + (c - 255) * strength):02X}" for c in channels)


#: The palest piece of a diverging bar, next to its middle; the deepest has its colour whole.
_NEXT = 0.3
#: Steps from the middle of a scale to its end, or between its ends, at most.
_SIDE = 10
#: How far from the middle an answer of a scale can lie, in parts of the side.
DEPTHS = tuple(sorted({i / n for n in range(1, _SIDE + 1) for i in range(1, n + 1)}))


def deepen(colour: str, depth: float) -> str:
    """Return the tint of an answer by how far from the middle of its scale it lies: the colour itself at the end."""
    return mix(colour, _NEXT + (1 - _NEXT) * depth)


#: What stands beside a scale: paler than any of its points, and told apart.
BESIDE = ("#E9EDF1", "#F3E9DC", "#E3EDE6")
#: The palest and the darkest shade of what has an order.
_PALE, _DARK = "#CBD6E2", "#22364C"


def shades(count: int) -> tuple[str, ...]:
    """Return `count` shades of ink, from pale to dark: of answers that have an order."""
    pale, dark = ([int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (_PALE, _DARK))
    steps = [i / max(count - 1, 1) for i in range(count)]
    return tuple("#" + "".join(f"{round(a + (b - a) * s):02X}" for a, b in zip(pale, dark, strict=True)) for s in steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """How a mark is filled and outlined, and the colour of the number in it."""

    fill: str
    stroke: str
    dash: str
    ink: str


def tier_paint(tier: str, action: str, colour: str) -> Paint:
    """Return full for primary, hollow for secondary, dashed for unsettled; the accent for a primary one to improve first."""
    if action == "improve":
        colour = ACCENT
    if tier == "primary":
        return Paint(fill=colour, stroke=colour, dash="", ink="#FFFFFF")
    return Paint(fill="#FFFFFF", stroke=colour, dash="2.6 2.2" if tier == "unsettled" else "", ink=colour)


def reach(shape: Shape, radius: float) -> float:
    """Return how far a shape reaches from its centre."""
    if shape == "circle":
        return radius
    return radius * (CROSS[0] if shape == "cross" else POLYGONS[shape][2])


def overlap(shape: Shape, dx: float, dy: float, radius: float) -> bool:
    """Tell whether two marks of one shape, so far from each other, cover one another; the outlines of the rest are taken as round."""
    across = 2 * reach(shape, radius)
    if shape == "diamond":
        return abs(dx) + abs(dy) < across
    if shape == "square":
        return max(abs(dx), abs(dy)) < across / math.sqrt(2)
    return math.hypot(dx, dy) < across


def number_shift(shape: Shape, radius: float) -> float:
    """Return how far below the centre a number sits best: a triangle is widest at its foot."""
    return {"triangle": 0.3, "wedge": -0.3, "pentagon": 0.05}.get(shape, 0.0) * radius
