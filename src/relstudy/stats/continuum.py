"""Whether groups are slices of one dimension: centres on a line, and no thinning of respondents between neighbours.

Cutting one continuous factor gives groups that come back in every resample, though nothing separates them. Such a partition is told from groups with a
gap by two signs together: one axis carries nearly all the scatter of the centres, and along the lines that join neighbours
there are about as many respondents midway as at the centres. A handful of yes/no items is too coarse for either sign: its cuts are not told.
"""

from itertools import pairwise

import numpy as np

#: Least part of the scatter between centres on their first axis.
ONE_AXIS = 0.85
#: Least density midway between neighbours, relative to the density at their centres, on average over the pairs.
NO_GAP = 0.8
_HALF_WIDTH = 0.15


def is_continuum(rows: np.ndarray, counts: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> bool:
    """Tell whether the groups look like slices of one dimension.

    `rows` (m, p) stand for `counts` (m,) respondents each; `labels` (m,), `centres` (k, p).
    """
    if axis_share(counts, labels, centres) < ONE_AXIS:
        return False
    return float(midway_densities(rows, counts, labels, centres).mean()) >= NO_GAP


def axis_share(counts: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> float:
    """Return the part of the scatter between centres, weighted by size, that lies on its first axis; 1 for two groups."""
    mass = np.bincount(labels, weights=counts, minlength=len(centres))
    spread = (centres - mass @ centres / mass.sum()) * np.sqrt(mass)[:, None]
    squares = np.linalg.svd(spread, compute_uv=False) ** 2
    return float(squares[0] / squares.sum()) if squares.sum() > 0 else 1.0


def midway_densities(rows: np.ndarray, counts: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return, for each pair of neighbours on the first axis, the density midway over the mean density at the two centres, shape (k - 1,)."""
    mass = np.bincount(labels, weights=counts, minlength=len(centres))
    spread = (centres - mass @ centres / mass.sum()) * np.sqrt(mass)[:, None]
    axis = np.linalg.svd(spread)[2][0]
    along = np.argsort(centres @ axis, kind="stable")
    ratios = []
    for a, b in pairwise(along):
        pair = (labels == a) | (labels == b)
        line = centres[b] - centres[a]
        place = (rows[pair] - centres[a]) @ line / float(line @ line)
        many = counts[pair]
        at = [float(many[np.abs(place - t) < _HALF_WIDTH].sum()) for t in (0.0, 0.5, 1.0)]
        ratios.append(2.0 * at[1] / max(at[0] + at[2], 1.0))
    return np.array(ratios)
