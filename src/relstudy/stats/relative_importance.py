"""Relative importance: how much of what a regression explains belongs to each of its regressors, which are correlated.

Two measures that share out R^2. Lindeman, Merenda and Gold's (LMG) is the Shapley value: the gain in R^2 by a
regressor, averaged over all orders in which regressors may enter. Johnson's relative weights go by the orthogonal
variables nearest to the regressors. Both are computed from correlations alone, for many matrices (columns, resamples)
at once; no regressor gets less than 0.

References
----------
Lindeman, Merenda and Gold 1980, Introduction to Bivariate and Multivariate Analysis, 119-127; Grömping 2006, J. Stat. Softw. 17(1);
Johnson 2000, Multivar. Behav. Res. 35, 1-19.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import factorial

import numpy as np
from threadpoolctl import threadpool_limits

#: Regressors beyond which the 2^p subsets are not gone through.
MOST_ITEMS = 15
#: Share of a variance below which nothing is left of a regressor once others are known.
_NOTHING = 1e-10
#: Subsets times matrices held at once.
_BLOCK = 1 << 19


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeImportance:
    """R^2 shared out, for b regressions of p regressors. nan where what is explained does not vary.

    `lmg` and `relative_weight` (b, p) each sum to `fit` (b,), the R^2.
    """

    lmg: np.ndarray
    relative_weight: np.ndarray
    fit: np.ndarray


def share_fit(correlation: np.ndarray) -> RelativeImportance:
    """Return the importance of p regressors for what stands last in each correlation matrix, (b, p + 1, p + 1).

    A regressor that does not vary, or is told whole by those before it, adds nothing to R^2. Regressors equal to each
    other share alike.

    Raises
    ------
    ValueError
        More than `MOST_ITEMS` regressors.
    """
    items = correlation.shape[-1] - 1
    if items > MOST_ITEMS:
        raise ValueError(f"{items} regressors, at most {MOST_ITEMS}")
    there = np.isfinite(correlation[:, -1, -1])
    sound = correlation[there]
    with threadpool_limits(limits=1):
        gained = _lmg(sound)
        weights = _relative_weights(sound)
    lmg, relative_weight, fit = (np.full(shape, np.nan) for shape in ((len(there), items),) * 2 + ((len(there),),))
    lmg[there], relative_weight[there], fit[there] = gained, weights, gained.sum(axis=1)
    return RelativeImportance(lmg=lmg, relative_weight=relative_weight, fit=fit)


def _lmg(correlation: np.ndarray) -> np.ndarray:
    items = correlation.shape[-1] - 1
    gains = _gains_by_subset(items)
    block = max(1, _BLOCK >> items)
    found = [(gains @ _explained(correlation[first : first + block])).T for first in range(0, len(correlation), block)]
    return np.concatenate(found) if found else np.empty((0, items))


def _gains_by_subset(items: int) -> np.ndarray:
    """Return the weight of each subset's R^2 in the Shapley value of each regressor, (p, 2^p); bit j of a subset is regressor j."""
    subsets = np.arange(1 << items)
    inside = (subsets[None, :] >> np.arange(items)[:, None]) & 1
    size = inside.sum(axis=0)
    orders = np.array([factorial(s) * factorial(items - s - 1) / factorial(items) for s in range(items)])
    with_it = orders[np.maximum(size - 1, 0)]
    without_it = orders[np.minimum(size, items - 1)]
    return np.asarray(np.where(inside == 1, with_it, -without_it))


def _explained(correlation: np.ndarray) -> np.ndarray:
    """Return R^2 of every subset of the regressors, (2^p, b).

    Regressor by regressor, what is left of the others' covariances is kept twice: as it is, and with the regressor
    swept out.
    """
    left = np.ascontiguousarray(correlation.transpose(1, 2, 0))[:, :, None, :]
    for _ in range(correlation.shape[-1] - 1):
        pivot, beside, rest = left[0, 0], left[0, 1:], left[1:, 1:]
        told = np.divide(beside, pivot, out=np.zeros_like(beside), where=pivot > _NOTHING)
        left = np.concatenate([rest, rest - beside[:, None] * told[None]], axis=2)
    return np.asarray(1.0 - left[0, 0])


def _relative_weights(correlation: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(correlation[:, :-1, :-1])
    values = np.clip(values, 0.0, None)
    root = np.sqrt(values)
    back = np.divide(1.0, root, out=np.zeros_like(root), where=values > _NOTHING)
    loading = (vectors * root[:, None, :]) @ vectors.transpose(0, 2, 1)
    towards = ((vectors * back[:, None, :]) @ vectors.transpose(0, 2, 1)) @ correlation[:, :-1, -1:]
    return np.asarray((loading**2 @ towards**2)[..., 0])


def product_columns(values: np.ndarray, *, weight: np.ndarray) -> Iterator[np.ndarray]:
    """Yield what correlations are made of, by respondent: 1, the m values, their m (m + 1) / 2 products, each (n,).

    `values` (n, m) are nan where there is none; a respondent without one of them has zeros throughout. Values are
    centred first, by `weight` (n,), so that nothing is lost to rounding.
    """
    whole = np.isfinite(values).all(axis=1)
    yield whole.astype(float)
    mass = weight * whole
    total = float(mass.sum())
    centred = [np.where(whole, column, 0.0) for column in values.T]
    centred = [np.where(whole, c - (mass @ c / total if total > 0 else 0.0), 0.0) for c in centred]
    yield from centred
    for first, second in combinations_with_replacement(centred, 2):
        yield first * second


def correlations_of(totals: np.ndarray) -> np.ndarray:
    """Return correlation matrices (..., m, m) from weighted totals of `product_columns`, (..., columns).

    What does not vary has correlation 0 with the rest; where it stands last, or nobody is there, its own is nan.
    """
    columns = totals.shape[-1]
    m = next(m for m in range(1, columns) if _columns(m) == columns)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = totals[..., 1 : m + 1] / totals[..., :1]
        products = totals[..., m + 1 :] / totals[..., :1]
    first, second = _pairs(m)
    covariance = np.empty((*totals.shape[:-1], m, m))
    covariance[..., first, second] = products - means[..., first] * means[..., second]
    covariance[..., second, first] = covariance[..., first, second]
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    second_moment = products[..., first == second]
    varies = variance > _NOTHING * second_moment
    deviation = np.sqrt(np.where(varies, variance, np.inf))
    found = np.clip(covariance / (deviation[..., :, None] * deviation[..., None, :]), -1.0, 1.0)
    diagonal = np.arange(m)
    found[..., diagonal, diagonal] = 1.0
    found = np.nan_to_num(found, nan=0.0)
    found[..., -1, -1] = np.where(varies[..., -1], 1.0, np.nan)
    return np.asarray(found)


def _columns(m: int) -> int:
    return 1 + m + m * (m + 1) // 2


def _pairs(m: int) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array(list(combinations_with_replacement(range(m), 2)), dtype=np.intp)
    return pairs[:, 0], pairs[:, 1]
