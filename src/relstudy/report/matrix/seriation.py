"""The order of interviews in the matrix: those that say alike stand together, whatever the order of the file.

One axis for all interviews, so that the ends mean the same in every target; each target is then sorted along it.

References
----------
Liiv (2010), "Seriation and matrix reordering methods", Statistical Analysis and Data Mining 3(2). The axis is the first one of the table
centred by row and by column: how much a person speaks is taken out, what they speak of is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Positions nearer than this are equal: then the interview's own pattern and its id decide.
_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Seriation:
    """Cases in order. `first` and `last` are the columns of the table that pull most towards each end, None without structure."""

    order: tuple[int, ...]
    first: int | None
    last: int | None


def seriate_cases(said: np.ndarray, asked: np.ndarray, ids: Sequence[str]) -> Seriation:
    """Return the cases in the order of the first axis of what they say.

    Parameters
    ----------
    said
        Shape (cases, expectations): 1 unprompted, 0.5 prompted, 0 not said, -0.5 the contrary.
    asked
        Same shape; what was not asked counts as the mean of those asked.
    ids
        Ids of the cases, unique. They settle ties and nothing else: the order of rows plays no part.

    Notes
    -----
    The axis is turned so that the heavier end (largest absolute weight of an expectation) is the last.
    """
    count, width = said.shape
    rows = sorted(range(count), key=lambda i: ids[i])
    table, known = said[rows].astype(float), asked[rows]
    place, weights = _axis(table, known) if count > 1 and width > 1 else (np.zeros(count), np.zeros(width))
    ranked = sorted(range(count), key=lambda i: (place[i], *(-table[i]).tolist(), ids[rows[i]]))
    order = tuple(rows[i] for i in ranked)
    if not weights.any():
        return Seriation(order=order, first=None, last=None)
    return Seriation(order=order, first=int(np.argmin(weights)), last=int(np.argmax(weights)))


def _axis(table: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the place of each case and the weight of each expectation on the first axis; zeros without structure."""
    counted = known.sum(axis=0)
    means = np.divide((table * known).sum(axis=0), counted, out=np.zeros(table.shape[1]), where=counted > 0)
    centred = np.where(known, table - means, 0.0)
    centred = centred - centred.mean(axis=1, keepdims=True)
    centred = centred - centred.mean(axis=0, keepdims=True)
    left, size, right = np.linalg.svd(centred, full_matrices=False)
    if size[0] < 1e-9:
        return np.zeros(len(table)), np.zeros(table.shape[1])
    place, weights = np.round(left[:, 0] * size[0], _DIGITS), np.round(right[0], _DIGITS)
    heaviest = int(np.argmax(np.abs(weights)))
    if weights[heaviest] < 0:
        place, weights = -place, -weights
    return place + 0.0, weights + 0.0
