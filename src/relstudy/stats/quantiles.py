"""Quantiles of numbers by column, with Woodruff's intervals: the interval of the share of numbers not above the quantile, read back as numbers.

A quantile is the smallest number that a share p of the weight does not exceed. The share of it, its standard error and
so its interval are those of `stats.estimates`, columns being domains of the whole sample. The standard error is the
width of the interval over twice 1.959964, as all intervals here are 1.959964 errors to each side. R's default takes
Student's t with the design's degrees of freedom in both places: with 60 clusters its errors are 2 % smaller where the
ends are the same numbers, and where they are not, by a step of the numbers.

References
----------
Woodruff 1952, JASA 47, 635-646. Tested against R survey, svyquantile(qrule = "math", interval.type = "mean", df = Inf).
"""

from dataclasses import replace

import numpy as np

from relstudy.stats.design import Design
from relstudy.stats.estimates import Z95, Estimates, value_estimates
from relstudy.stats.folds import Partition

#: Shares closer than this are equal but for rounding.
_ROUNDED = 1e-12


def quantile_estimates(
    values: np.ndarray, partitions: tuple[Partition, ...], design: Design, *, p: tuple[float, ...]
) -> Estimates:
    """Return a row for each share p, of everybody and every column; `values` (n,) are nan where there is none.

    Where the interval of the share leaves 0-1, as on a few respondents, there is neither standard error nor interval.
    """
    whole = Partition(label=np.zeros(design.n, dtype=np.int16), size=1)
    order = np.flatnonzero(np.isfinite(values))
    order = order[np.argsort(values[order], kind="stable")]
    pieces = [_within(values, order, partition, design, p=p) for partition in (whole, *partitions)]
    return Estimates.joined(pieces, axis=1)


def _within(
    values: np.ndarray, order: np.ndarray, partition: Partition, design: Design, *, p: tuple[float, ...]
) -> Estimates:
    """Return the quantiles of the columns of one partition, (shares, size); `order` are the rows with numbers, by number."""
    label = partition.label.astype(np.intp)
    held = label[order] >= 0
    rows = order[held]
    rows = rows[np.argsort(partition.label[rows], kind="stable")]
    ranked = _Ranked.of(values[rows], label[rows], design.weight[rows], partition.size)
    there = np.zeros(design.n)
    there[rows] = 1.0
    return Estimates.joined([_one(values, there, label, ranked, partition, design, p=share) for share in p], axis=0)


def _one(
    values: np.ndarray,
    there: np.ndarray,
    label: np.ndarray,
    ranked: "_Ranked",
    partition: Partition,
    design: Design,
    *,
    p: float,
) -> Estimates:
    quantile = ranked.at(np.full(partition.size, p))
    with np.errstate(invalid="ignore"):
        below = there * (values <= quantile[label])
    share = value_estimates(below, there, (partition,), design, kind="mean").take(columns=slice(1, None))
    with np.errstate(invalid="ignore"):
        ends = [share.value[0] + sign * Z95 * share.se[0] for sign in (-1, 1)]
        inside = (ends[0] >= -_ROUNDED) & (ends[1] <= 1 + _ROUNDED)
    # One end alone is no interval.
    low, high = (np.where(inside, ranked.at(np.clip(end, 0.0, 1.0)), np.nan)[None] for end in ends)
    return replace(
        share,
        value=quantile[None],
        se=(high - low) / (2 * Z95),
        low=low,
        high=high,
        interval=np.where(np.isnan(low), "none", "taylor"),
        imposed=np.zeros((1, partition.size), dtype=bool),
    )


class _Ranked:
    """Numbers in their order within each column, and the share of the column's weight up to each."""

    def __init__(self, values: np.ndarray, share: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> None:
        self.values, self.share, self.starts, self.ends = values, share, starts, ends

    @classmethod
    def of(cls, values: np.ndarray, label: np.ndarray, weight: np.ndarray, size: int) -> "_Ranked":
        ends = np.cumsum(np.bincount(label, minlength=size))
        starts = np.concatenate([[0], ends[:-1]])
        share = np.empty(len(values))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            if end > start:
                total = np.cumsum(weight[start:end])
                share[start:end] = total / total[-1]
        return cls(values, share, starts, ends)

    def at(self, shares: np.ndarray) -> np.ndarray:
        """Return the smallest number of each column that its share of the weight does not exceed; nan of a column without any."""
        found = np.full(len(shares), np.nan)
        for i, (start, end, p) in enumerate(
            zip(self.starts.tolist(), self.ends.tolist(), shares.tolist(), strict=True)
        ):
            if end > start and np.isfinite(p):
                place = int(np.searchsorted(self.share[start:end], p - _ROUNDED))
                found[i] = self.values[start + min(place, end - start - 1)]
        return found
