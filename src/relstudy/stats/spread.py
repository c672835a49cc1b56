"""Units drawn by chance and spread over groups."""

import numpy as np


def spread_order(group: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return units in a random order of which every beginning is spread over the groups in proportion to their size.

    A systematic draw with a random start in each group: the r-th unit of a group of n, in random order, stands at
    (r + u) / n, u uniform for the group. The first N of the order are contained in the first N + 1.

    Parameters
    ----------
    group
        Group of each unit, positions from 0, shape (n,). No unit is missing.
    rng
        The generator of chance.
    """
    n = len(group)
    shuffled = rng.permutation(n)
    by_group = shuffled[np.argsort(group[shuffled], kind="stable")]
    sizes = np.bincount(group)
    first = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    rank = np.empty(n)
    rank[by_group] = np.arange(n) - first[group[by_group]]
    place = (rank + rng.random(len(sizes))[group]) / sizes[group]
    return np.lexsort((rng.random(n), place))
