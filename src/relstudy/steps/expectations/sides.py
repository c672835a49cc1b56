"""On which side of the middle of its scale a satisfaction lies: shares of dissatisfied, neutral and satisfied respondents.

The middle is halfway between the ends of the scale as declared. Where no answer lies there (four or ten points, say)
nobody can be neutral; where the ends are not declared nobody knows a middle.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from relstudy.steps.expectations.figures import Figures
from relstudy.survey.items import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Shares of those who gave a note: below the middle of the scale, on it, above it."""

    negative: Figures
    neutral: Figures
    positive: Figures


def middles_of(items: Sequence[Item | None]) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle of the scale of each item, nan where it is not known, and whether an answer lies there."""
    ends = [None if item is None else item.ends for item in items]
    middles = np.array([np.nan if pair is None else sum(pair) / 2 for pair in ends], dtype=float)
    held = [item is not None and m in item.points for item, m in zip(items, middles.tolist(), strict=True)]
    return middles, np.array(held, dtype=bool)


def count_sides(
    notes: np.ndarray, items: Sequence[Item | None], measure: Callable[[np.ndarray, np.ndarray], Figures]
) -> Sides:
    """Return the shares of each side for every column of the tables.

    Parameters
    ----------
    notes
        Shape (n, expectations), nan where none was given.
    measure
        Gives the shares of 0 and 1, (n, expectations), and takes which expectations there are, (expectations,).
    """
    middles, neutral = middles_of(items)
    known = np.isfinite(middles)
    given = np.isfinite(notes) & known

    def share(inside: np.ndarray, there: np.ndarray) -> Figures:
        return measure(np.where(given, inside.astype(float), np.nan), there)

    return Sides(
        negative=share(notes < middles, known),
        neutral=share(notes == middles, known & neutral),
        positive=share(notes > middles, known),
    )
