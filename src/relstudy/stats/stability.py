"""How well groups come back when the respondents are drawn again: Jaccard similarity over bootstrap resamples.

Each resample is fitted afresh, with as many starts as the partition itself: a resample fitted from the partition's own
centres would flatter it, one with a single start would blame it for a poor local optimum. The similarity of a group is
the largest Jaccard coefficient between it and a group of the resample, over the distinct respondents drawn.

References
----------
Hennig 2007, Comput. Stat. Data Anal. 52, 258-271: above 0.75 a valid, stable group, below 0.6 not to be trusted.
"""

import numpy as np

from relstudy.stats.kmeans import fit_clusters


def jaccard_by_group(
    rows: np.ndarray,
    pattern: np.ndarray,
    labels: np.ndarray,
    *,
    k: int,
    starts: int,
    resamples: int,
    chance: np.random.Generator,
) -> np.ndarray:
    """Return the mean Jaccard similarity of each group over the resamples, shape (k,).

    Parameters
    ----------
    rows : distinct rows, shape (m, p).
    pattern : row of each respondent, shape (n,), ascending.
    labels : group of each distinct row, shape (m,).
    """
    n, m = len(pattern), len(rows)
    weights = np.empty((resamples, m))
    present = np.empty((resamples, m))
    for b in range(resamples):
        drawn = np.bincount(chance.integers(0, n, n), minlength=n)
        weights[b] = np.bincount(pattern, weights=drawn, minlength=m)
        present[b] = np.bincount(pattern, weights=drawn > 0, minlength=m)
    found = fit_clusters(rows, weights, k=k, starts=starts, chance=chance).labels
    similarity = np.zeros(k)
    for b in range(resamples):
        pair = labels.astype(np.intp) * k + found[b]
        both = np.bincount(pair, weights=present[b], minlength=k * k).reshape(k, k)
        either = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
        similarity += (both / np.maximum(either, 1.0)).max(axis=1)
    return similarity / resamples


def adjusted_rand(first: np.ndarray, second: np.ndarray) -> float:
    """Return the adjusted Rand index of two labelings of the same respondents, each (n,) from 0; 1 where both have one group.

    References
    ----------
    Hubert and Arabie 1985, J. Classif. 2, 193-218.
    """
    table = np.zeros((int(first.max(initial=0)) + 1, int(second.max(initial=0)) + 1))
    np.add.at(table, (first, second), 1.0)

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1.0) / 2.0).sum())

    rows, columns, together = pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs(table)
    expected = rows * columns / max(pairs(table.sum(keepdims=True)), 1.0)
    most = (rows + columns) / 2.0
    return 1.0 if most == expected else (together - expected) / (most - expected)
