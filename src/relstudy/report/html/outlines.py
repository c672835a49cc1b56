"""Outlines of shapes as the data of an SVG path, to a hundredth."""

import math

from relstudy.report.palette import CROSS, POLYGONS, Shape, number_shift


def fit_outline(shape: Shape, size: float) -> str:
    """Return the outline of a shape in the middle of a square of this size, with room for its stroke."""
    radius = 0.34 * size
    return outline(shape, size / 2, size / 2 + number_shift(shape, radius), radius)


def outline(shape: Shape, x: float, y: float, radius: float) -> str:
    """Return the outline of a shape as the data of an SVG path, to a hundredth."""
    if shape == "circle":
        r = _short(radius)
        return f"M{_short(x - radius)} {_short(y)}a{r} {r} 0 1 0 {_short(2 * radius)} 0a{r} {r} 0 1 0 -{_short(2 * radius)} 0Z"
    if shape == "cross":
        corners = _cross_corners(radius)
    else:
        first, count, size = POLYGONS[shape]
        angles = (math.radians(first + i * 360 / count) for i in range(count))
        corners = [(math.cos(a) * radius * size, math.sin(a) * radius * size) for a in angles]
    return "M" + "L".join(f"{_short(x + dx)} {_short(y + dy)}" for dx, dy in corners) + "Z"


def _cross_corners(radius: float) -> list[tuple[float, float]]:
    long, broad = CROSS[0] * radius, CROSS[1] * radius
    quarter = [(-broad, -long), (broad, -long), (broad, -broad)]
    corners = []
    for _ in range(4):
        corners += quarter
        quarter = [(-dy, dx) for dx, dy in quarter]
    return list(dict.fromkeys(corners))


def _short(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
