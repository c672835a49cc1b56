"""Boxes, points and segments of a drawing, many at once: which meet, which cross, how far apart they lie.

Boxes are rows (left, top, right, bottom), segments rows (x1, y1, x2, y2), points rows (x, y); y grows downwards. A
segment of nan is none: it meets nothing.
"""

from dataclasses import dataclass

import numpy as np

#: So near, boxes around what meets certainly meet, however numbers are rounded.
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the units of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box", gap: float = 0.0) -> bool:
        """Tell whether two boxes come nearer than `gap`."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, other: "Box") -> bool:
        """Tell whether another box lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    @property
    def row(self) -> tuple[float, float, float, float]:
        """Return the box as a row of an array of boxes."""
        return self.left, self.top, self.right, self.bottom


def rows(boxes: "list[Box] | tuple[Box, ...]") -> np.ndarray:
    """Return boxes as an array, shape (n, 4)."""
    return np.array([b.row for b in boxes], dtype=float).reshape(-1, 4)


def distances(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return how far points lie from boxes, shape (boxes, points), 0 inside."""
    left, top, right, bottom = boxes.T[:, :, None]
    x, y = points.T
    away: np.ndarray = np.hypot(
        np.maximum(np.maximum(left - x, x - right), 0.0), np.maximum(np.maximum(top - y, y - bottom), 0.0)
    )
    return away


def boxes_meet(boxes: np.ndarray, others: np.ndarray, gap: float) -> np.ndarray:
    """Return which boxes come nearer than `gap`, shape (boxes, others)."""
    left, top, right, bottom = boxes.T[:, :, None]
    met: np.ndarray = (
        (left < others[:, 2] + gap)
        & (others[:, 0] < right + gap)
        & (top < others[:, 3] + gap)
        & (others[:, 1] < bottom + gap)
    )
    return met


def segments_meet_boxes(segments: np.ndarray, boxes: np.ndarray, gap: float) -> np.ndarray:
    """Return which segments enter boxes grown by `gap`, shape (segments, boxes) (Liang and Barsky 1984)."""
    # Few lie near each other, and those alone are looked at closely.
    met = boxes_meet(_around(segments), boxes, gap + _NEAR)
    one, other = np.nonzero(met)
    met[one, other] = _enter(segments[one], boxes[other], gap)
    return met


def segments_meet_their_boxes(segments: np.ndarray, boxes: np.ndarray, gap: float) -> np.ndarray:
    """Return which segments enter each its own box grown by `gap`, shape (n,)."""
    return _enter(segments, boxes, gap)


def _enter(segments: np.ndarray, boxes: np.ndarray, gap: float) -> np.ndarray:
    enter, leave = np.zeros(1), np.ones(1)
    for axis in (0, 1):
        origin = segments[..., axis]
        delta = segments[..., axis + 2] - origin
        delta = np.where(np.abs(delta) < 1e-12, 1e-12, delta)
        first = (boxes[:, axis] - gap - origin) / delta
        last = (boxes[:, axis + 2] + gap - origin) / delta
        enter = np.maximum(enter, np.minimum(first, last))
        leave = np.minimum(leave, np.maximum(first, last))
    met: np.ndarray = enter <= leave
    return met


def segments_cross(segments: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return which segments cross, shape (segments, others)."""
    crossed = boxes_meet(_around(segments), _around(others), _NEAR)
    one, other = np.nonzero(crossed)
    crossed[one, other] = _apart(segments[one], others[other]) & _apart(others[other], segments[one])
    return crossed


def _around(segments: np.ndarray) -> np.ndarray:
    """Return the boxes segments lie in, shape (n, 4)."""
    first, last = segments[:, :2], segments[:, 2:]
    return np.hstack((np.minimum(first, last), np.maximum(first, last)))


def _apart(segments: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return which of the others have their ends on two sides of their segment, shape (n,)."""
    ax, ay, bx, by = segments.T
    first = (bx - ax) * (others[:, 1] - ay) - (by - ay) * (others[:, 0] - ax)
    last = (bx - ax) * (others[:, 3] - ay) - (by - ay) * (others[:, 2] - ax)
    apart: np.ndarray = first * last < 0
    return apart


def segment_distances(segments: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return how far points lie from segments, shape (segments, points)."""
    ax, ay, bx, by = segments.T[:, :, None]
    dx, dy = bx - ax, by - ay
    length = np.maximum(dx * dx + dy * dy, 1e-12)
    x, y = points.T
    along = np.clip(((x - ax) * dx + (y - ay) * dy) / length, 0.0, 1.0)
    away: np.ndarray = np.hypot(ax + along * dx - x, ay + along * dy - y)
    return away
