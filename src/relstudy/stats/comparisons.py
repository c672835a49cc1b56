"""Are two columns different: the difference, its error, the test, and what many tests together allow to say.

Two shares are compared by the pooled test on effective bases, z = (p_b - p_a) / sqrt(p (1 - p) (1/e_a + 1/e_b - 2 c)),
e the effective bases (Kish), p the share of both columns together and c = sum of w^2 over the respondents both hold,
divided by the two weighted bases. Strata, clusters, a finite population and raking enter as a design effect: the
linearised variance of the difference over the one that effective bases give; with weights alone these are taken as they
are. Other figures are compared by their linearised errors, less twice the covariance. All follow the normal
distribution.

References
----------
Kish 1965, Survey Sampling, Wiley; Rao and Scott 1984, Ann. Stat. 12, 46-60 (design effects of tests of proportions); Benjamini and
Hochberg 1995, J. R. Stat. Soc. B 57, 289-300.
"""

import math
from dataclasses import dataclass, fields
from typing import Literal, Protocol

import numpy as np

from relstudy.stats.design import Design
from relstudy.stats.estimates import Z95, Estimates
from relstudy.stats.folds import Fold, States
from relstudy.stats.pairs import Pairs, covary_states, covary_values

Correction = Literal["fdr", "bonferroni", "none"]

#: Part of a variance, or of a figure, below which what is left is rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparisons:
    """Figures of the second column less those of the first, by row and pair, arrays (r, m).

    `low`, `high` are the ends of the 95 % interval. `statistic` and `p` are nan where nothing varies and still the
    figures differ, or where there is no figure.
    """

    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray
    statistic: np.ndarray
    p: np.ndarray


def compare_states(
    estimates: Estimates,
    numerator: np.ndarray,
    denominator: np.ndarray,
    item: States,
    fold: Fold,
    shared: np.ndarray,
    pairs: Pairs,
    design: Design,
    *,
    kind: Literal["share", "mean"],
    covariance: np.ndarray | None = None,
) -> Comparisons:
    """Return the comparisons of figures of a fold; `estimates` are theirs (`stats.estimates.ratio_estimates`).

    `shared` are the squares of the weights that the columns of a pair share (`stats.pairs.fold_shared`), `covariance`
    (r, m) those of the figures by replicate weights, None where they are linearised.
    """
    if covariance is None:
        influence = numerator[:, :, None] - np.nan_to_num(estimates.value)[:, None, :] * denominator[:, :, None]
        covariance = covary_states(influence, item, fold, shared, pairs, design)
        with np.errstate(invalid="ignore", divide="ignore"):
            covariance = covariance / _products(estimates.base_weighted, pairs)
    variance = _variance_of_difference(estimates.se**2, covariance, pairs)
    if kind == "mean":
        return _judge(estimates, variance, _with_constants(estimates, variance, pairs), pairs)
    with np.errstate(invalid="ignore", divide="ignore"):
        overlap = (denominator**2 @ shared.sum(axis=0)) / _products(estimates.base_weighted, pairs)
        spread = _variance_of_difference(1.0 / estimates.base_effective, overlap, pairs)
        tested = _pooled_scatter(estimates, pairs) * spread
        if not _weights_alone(design):
            tested = tested * _design_effect(variance, estimates, overlap, pairs)
    return _judge(estimates, variance, tested, pairs)


def compare_values(
    estimates: Estimates,
    numerator: np.ndarray,
    denominator: np.ndarray,
    pairs: Pairs,
    design: Design,
    *,
    covariance: np.ndarray | None = None,
) -> Comparisons:
    """Return the comparisons of one figure made of values that are not states, each (n,); `covariance` as in `compare_states`."""
    if covariance is None:
        covariance = covary_values(numerator, denominator, estimates.value[0], pairs, design)
        with np.errstate(invalid="ignore", divide="ignore"):
            covariance = covariance / _products(estimates.base_weighted, pairs)
    variance = _variance_of_difference(estimates.se**2, covariance, pairs)
    return _judge(estimates, variance, _with_constants(estimates, variance, pairs), pairs)


class PublishedFigures(Protocol):
    """Figures by row and column, arrays (r, g), as published: what a comparison of samples is made of."""

    @property
    def value(self) -> np.ndarray:
        """Return the figures."""
        ...

    @property
    def se(self) -> np.ndarray:
        """Return their standard errors."""
        ...

    @property
    def base_effective(self) -> np.ndarray:
        """Return their effective bases."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSamples:
    """Published figures of two samples drawn apart, arrays (m, 2): the earlier, the later."""

    value: np.ndarray
    se: np.ndarray
    base_effective: np.ndarray


def compare_samples(
    samples: TwoSamples, *, is_share: np.ndarray, by_design: np.ndarray, correlation: np.ndarray | None = None
) -> Comparisons:
    """Return the later figures less the earlier ones, arrays (m,): two samples that share nobody have no covariance.

    Parameters
    ----------
    is_share
        Which figures (m,) are shares of respondents: the pooled test; the others are compared by their errors.
    by_design
        Which of these shares (m,) come from strata, clusters, a finite population or raking in one of the samples: the
        pooled test then takes the design effect of the difference.
    correlation
        That of each figure (m,) in the two samples (`stats.panels`), None where they share nobody. What it takes from
        the variance of the difference it takes from the pooled test in the same proportion.
    """
    apart = _variance_of_difference(samples.se**2, np.zeros((len(samples.value), 1)), _TWO)
    variance = apart
    if correlation is not None:
        variance = _variance_of_difference(samples.se**2, correlation[:, None] * _products(samples.se, _TWO), _TWO)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = _variance_of_difference(1.0 / samples.base_effective, np.zeros_like(apart), _TWO)
        pooled = _pooled_scatter(samples, _TWO) * spread
        effect = _design_effect(apart, samples, np.zeros_like(apart), _TWO)
    left = np.divide(variance, apart, out=np.ones(apart.shape), where=apart > 0)
    tested = np.where(
        is_share[:, None],
        np.where(by_design[:, None], pooled * effect, pooled) * left,
        _with_constants(samples, variance, _TWO),
    )
    found = _judge(samples, variance, tested, _TWO)
    return Comparisons(**{f.name: getattr(found, f.name).ravel() for f in fields(Comparisons)})


#: The one pair of columns of two samples.
_TWO = Pairs(blocks=(), ends=(), first=np.array([0]), second=np.array([1]), nested=np.array([False]), shared=())


def _products(by_column: np.ndarray, pairs: Pairs) -> np.ndarray:
    return np.asarray(by_column[:, pairs.first] * by_column[:, pairs.second])


def _variance_of_difference(variance: np.ndarray, covariance: np.ndarray, pairs: Pairs) -> np.ndarray:
    """Return variances of differences (r, m) from those of figures (r, g); what is only rounding is 0."""
    both = variance[:, pairs.first] + variance[:, pairs.second]
    found = both - 2.0 * covariance
    return np.asarray(np.where(found <= _ROUNDING * both, 0.0, found))


def _pooled_scatter(estimates: PublishedFigures, pairs: Pairs) -> np.ndarray:
    """Return p (1 - p) of the two columns of each pair together, by their effective bases."""
    value, base = estimates.value, estimates.base_effective
    a, b = pairs.first, pairs.second
    pooled = (value[:, a] * base[:, a] + value[:, b] * base[:, b]) / (base[:, a] + base[:, b])
    return np.asarray(pooled * (1.0 - pooled))


def _with_constants(estimates: PublishedFigures, variance: np.ndarray, pairs: Pairs) -> np.ndarray:
    """Return variances where two columns of one value each, that differ, have the one the pooled test gives to shares of 0 and 1.

    Together they are one sample of two values d apart, of which the effective bases e_a and e_b have the one and the
    other: its variance d^2 e_a e_b / (e_a + e_b)^2, times 1/e_a + 1/e_b, is d^2 / (e_a + e_b).
    """
    a, b = pairs.first, pairs.second
    flat = (estimates.se[:, a] == 0) & (estimates.se[:, b] == 0)
    apart = (estimates.value[:, b] - estimates.value[:, a]) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = apart / (estimates.base_effective[:, a] + estimates.base_effective[:, b])
    return np.asarray(np.where(flat, pooled, variance))


def _weights_alone(design: Design) -> bool:
    plain = len(design.units) == 1 and not design.clustered and design.margins is None
    return plain and not design.fraction.any() and design.replication is None


def _design_effect(variance: np.ndarray, estimates: PublishedFigures, overlap: np.ndarray, pairs: Pairs) -> np.ndarray:
    """Return the variance of each difference of shares over the one their effective bases give; 1 where that is none."""
    scatter = estimates.value * (1.0 - estimates.value)
    covariance = overlap * np.sqrt(np.maximum(_products(scatter, pairs), 0.0))
    by_bases = _variance_of_difference(scatter / estimates.base_effective, covariance, pairs)
    return np.asarray(np.divide(variance, by_bases, out=np.ones(variance.shape), where=by_bases > 0))


def _judge(estimates: PublishedFigures, variance: np.ndarray, tested: np.ndarray, pairs: Pairs) -> Comparisons:
    """Return differences with intervals by `variance` and statistics by `tested`; figures that are equal have p = 1."""
    before, after = estimates.value[:, pairs.first], estimates.value[:, pairs.second]
    difference = after - before
    equal = np.abs(difference) <= _ROUNDING * np.maximum(np.abs(before), np.abs(after))
    half = Z95 * np.sqrt(variance)
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = difference / np.sqrt(tested)
    statistic = np.where(equal, 0.0, np.where(tested > 0, statistic, np.nan))
    return Comparisons(
        difference=difference,
        low=difference - half,
        high=difference + half,
        statistic=statistic,
        p=two_sided(statistic),
    )


def two_sided(statistic: np.ndarray) -> np.ndarray:
    """Return the probability (0-1) of a standard normal value at least as far from 0, in the shape of `statistic`; nan where there is none."""
    scaled = np.abs(statistic).ravel() / math.sqrt(2.0)
    return np.array([math.erfc(z) for z in scaled.tolist()], dtype=float).reshape(statistic.shape)


def adjust(p: np.ndarray, family: np.ndarray, *, correction: Correction) -> np.ndarray:
    """Return p values adjusted within their families, shape (n,); nan stays nan and counts for no test.

    `family` (n,) are whole numbers. bonferroni: p times the tests of the family; fdr: the smallest rate of false
    discoveries at which the difference would be one, m p / rank or less (Benjamini and Hochberg 1995).
    """
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.lexsort((p[tested], family[tested]))]
    starts = np.flatnonzero(np.diff(family[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    tests = np.repeat(sizes, sizes)
    if correction == "none":
        adjusted[order] = p[order]
    elif correction == "bonferroni":
        adjusted[order] = np.minimum(p[order] * tests, 1.0)
    else:
        rank = np.arange(1, len(order) + 1) - np.repeat(starts, sizes)
        rate = np.minimum(p[order] * tests / rank, 1.0)
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
            inside = rate[start : start + size]
            np.minimum.accumulate(inside[::-1], out=inside[::-1])
        adjusted[order] = rate
    return adjusted


def letter_of(place: int) -> str:
    """Return the letters of a column of a block by its place, from 0: A to Z, then AA, AB ..."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
