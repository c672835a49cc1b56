"""Figures of expectations by column: what is published of them, and the line a verdict is taken against."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from relstudy.cells import Unit, round_significant
from relstudy.stats.design import Design
from relstudy.stats.estimates import Estimates, value_estimates, with_errors
from relstudy.stats.folds import Partition
from relstudy.stats.replication import Ratio, replicate_errors
from relstudy.stats.resampling import spread_of_draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of one measure, arrays of shape (expectations, columns), rounded as cells are.

    `there` (expectations,) says which expectations have what measures them in the wave; `published` which figures are
    not withheld, `imposed` which raking imposes.
    """

    value: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    base: np.ndarray
    base_weighted: np.ndarray
    base_effective: np.ndarray
    interval: np.ndarray
    there: np.ndarray
    published: np.ndarray
    imposed: np.ndarray
    unit: Unit = "mean"

    def is_missing(self, i: int, g: int) -> bool:
        """Tell whether there is no figure: nothing measures it, or what does gives none though enough people answered."""
        return not self.there[i] or bool(self.published[i, g] and np.isnan(self.value[i, g]))


def means_of(
    values: np.ndarray,
    there: np.ndarray,
    partitions: tuple[Partition, ...],
    design: Design,
    places: list[int],
    min_base: int,
    *,
    kind: Literal["mean", "share"] = "mean",
) -> Figures:
    """Return the means of the columns of `values`, (n, expectations) with nan where none, for every column of the tables.

    `kind` share: the values are 0 and 1.
    """
    ratios = []
    for j in range(values.shape[1]):
        inside = np.isfinite(values[:, j])
        ratios.append(Ratio(numerator=np.where(inside, values[:, j], 0.0), denominator=inside.astype(float)))
    found = [value_estimates(r.numerator, r.denominator, partitions, design, kind=kind) for r in ratios]
    means = Estimates.joined(found, axis=0)
    if design.replication is not None:
        errors = replicate_errors(ratios, partitions, design)
        means = with_errors(means, errors.se, kind=kind, replication=design.replication)
    means = means.take(columns=places)
    return Figures(
        value=_rounded(means.value),
        se=_rounded(means.se),
        low=_rounded(means.low),
        high=_rounded(means.high),
        base=means.base,
        base_weighted=means.base_weighted,
        base_effective=means.base_effective,
        interval=means.interval,
        there=there,
        published=there[:, None] & (means.base >= max(min_base, 1)),
        imposed=means.imposed,
        unit=kind,
    )


def resampled(
    value: np.ndarray,
    drawn: np.ndarray,
    based_on: dict[str, np.ndarray],
    *,
    there: np.ndarray,
    published: np.ndarray,
    unit: Unit,
) -> Figures:
    """Return figures whose doubt comes from resamples.

    `value` (expectations, columns), `drawn` (resamples, expectations, columns); `based_on` has their three bases.
    """
    low, high = spread_of_draws(drawn)
    count = np.isfinite(drawn).sum(axis=0)
    middle = np.divide(np.nansum(drawn, axis=0), count, out=np.zeros(value.shape), where=count > 0)
    squares = np.nansum((drawn - middle) ** 2, axis=0)
    se = np.sqrt(np.divide(squares, count - 1.0, out=np.full(value.shape, np.nan), where=count > 1))
    return Figures(
        value=_rounded(value),
        se=_rounded(se),
        low=_rounded(low),
        high=_rounded(high),
        interval=np.full(value.shape, "bootstrap"),
        there=there,
        published=published,
        imposed=np.zeros(value.shape, dtype=bool),
        unit=unit,
        **based_on,
    )


def smaller_bases(one: Figures, other: Figures) -> dict[str, np.ndarray]:
    """Return the bases of what needs two figures: those of the one on the smaller base."""
    first = one.base <= other.base
    return {
        name: np.where(first, getattr(one, name), getattr(other, name))
        for name in ("base", "base_weighted", "base_effective")
    }


def line_of(declared: float | Literal["mean"], figures: Figures) -> float:
    """Return the line: the declared number, or the unweighted mean of the published figures of everybody; nan without any."""
    if declared != "mean":
        return float(declared)
    counted = figures.value[figures.published[:, 0] & np.isfinite(figures.value[:, 0]), 0]
    return float(round_significant(counted.mean(keepdims=True))[0]) if len(counted) else np.nan


def _rounded(values: np.ndarray) -> np.ndarray:
    return round_significant(values.ravel()).reshape(values.shape)
