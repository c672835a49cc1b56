"""Codes that changed places: does a distribution fit an earlier one far better once two codes are swapped, or all turned round.

What is measured is the part of the answers that would have to move: half the sum of |q - p|, as the codes stand and
under each rearrangement. One is told only if three things hold: at least `LEAST` of the answers would have to move as
they stand, the rearrangement leaves at most `LEFT` of that, and Pearson's statistic of the two samples falls by at least
`GAIN`. Honest changes of opinion seldom do all three; how seldom is in tests/stats/turned_codes_trials.md.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

#: The part of the answers that must have moved, the part of it that may be left, and by how much Pearson's statistic must fall.
LEAST, LEFT, GAIN = 0.2, 0.25, 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A rearrangement that fits: `places` (k,) is the earlier code each later one stands for; `plain`, `turned` the parts moved."""

    places: tuple[int, ...]
    plain: float
    turned: float


def find_turned(before: np.ndarray, after: np.ndarray, *, bases: tuple[float, float]) -> Turned | None:
    """Return the swap of two codes, or the turning round of all, that makes two distributions alike; None where none does.

    `before`, `after` (k,) are shares that sum to 1, `bases` the effective bases of the two.
    """
    plain, misfit = _moved(before, after), _pearson(before, after, bases)
    if len(before) < 2 or plain < LEAST:
        return None
    tried = [(_moved(before, after[list(order)]), order) for order in _rearranged(len(before))]
    turned, order = min(tried)
    gained = misfit - _pearson(before, after[list(order)], bases)
    if turned > LEFT * plain or gained < GAIN:
        return None
    return Turned(places=order, plain=plain, turned=turned)


def _rearranged(k: int) -> list[tuple[int, ...]]:
    """Return every swap of two of k codes, and all of them turned round. Each undoes itself."""
    found = [tuple(reversed(range(k)))]
    for a, b in combinations(range(k), 2):
        order = list(range(k))
        order[a], order[b] = b, a
        found.append(tuple(order))
    return list(dict.fromkeys(found))


def _moved(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.abs(after - before).sum()) / 2.0


def _pearson(before: np.ndarray, after: np.ndarray, bases: tuple[float, float]) -> float:
    """Return Pearson's statistic of two samples (k - 1 degrees of freedom) from their shares and bases."""
    first, second = bases
    pooled = (before * first + after * second) / (first + second)
    scatter = np.divide((after - before) ** 2, pooled, out=np.zeros(len(pooled)), where=pooled > 0)
    return float(scatter.sum() * first * second / (first + second))
