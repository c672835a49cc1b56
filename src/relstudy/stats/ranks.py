"""Ranks, the highest first: 1 + how many are higher, and how far they move over resamples."""

import numpy as np

#: Relative difference below which two values are equal: the 12 significant digits of a cell.
EQUAL = 5e-12


def rank_descending(values: np.ndarray) -> np.ndarray:
    """Return 1 + the number of higher values along the last axis; equal values share a rank, nan has none and counts in none."""
    margin = EQUAL * np.abs(values)
    # higher[..., i, j]: value j is higher than value i.
    higher = values[..., None, :] - values[..., :, None] > np.maximum(margin[..., None, :], margin[..., :, None])
    return np.where(np.isnan(values), np.nan, 1.0 + higher.sum(axis=-1))


def find_ties(ranks: np.ndarray) -> np.ndarray:
    """Return where a rank stands more than once along the last axis."""
    equal: np.ndarray = (ranks[..., None, :] == ranks[..., :, None]).sum(axis=-1) > 1
    return equal


def spread_of_ranks(replicates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the 2.5 and 97.5 % quantiles over the first axis, each a rank that occurred (inverted distribution function).

    nan replicates (nobody of a column was drawn) are left out; nan where all are.
    """
    ordered = np.sort(replicates, axis=0)
    count = np.isfinite(ordered).sum(axis=0)

    def quantile(q: float) -> np.ndarray:
        place = np.maximum(np.ceil(q * count - 1e-9).astype(int) - 1, 0)
        return np.where(count > 0, np.take_along_axis(ordered, place[None], axis=0)[0], np.nan)

    return quantile(0.025), quantile(0.975)
