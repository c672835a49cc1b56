"""Ranks, the highest first: 1 + how many are higher."""

import numpy as np

#: Relative difference below which two values are equal: the 12 significant digits of a cell.
EQUAL = 5e-12


def rank_descending(values: np.ndarray) -> np.ndarray:
    """Return 1 + the number of higher values along the last axis, in the shape of `values`.

    Equal values share a rank; nan has none, which is nan, and counts in none.
    """
    margin = EQUAL * np.abs(values)
    # higher[..., i, j]: value j is higher than value i.
    higher = values[..., None, :] - values[..., :, None] > np.maximum(margin[..., None, :], margin[..., :, None])
    return np.where(np.isnan(values), np.nan, 1.0 + higher.sum(axis=-1))


def find_ties(ranks: np.ndarray) -> np.ndarray:
    """Return where a rank stands more than once along the last axis, in the shape of `ranks`; nan is no tie."""
    equal: np.ndarray = (ranks[..., None, :] == ranks[..., :, None]).sum(axis=-1) > 1
    return equal
