"""Agreement between coders: what is had beyond chance where several people judge the same units.

A judgement is a value from a closed list; here most often one of two, a code given or not. What is counted per unit is
how many of its readers chose each value: `counts`, shape (units, values), or (codes, units, values) for many codes at
once. Units with fewer than two readers tell nothing of agreement and count nowhere. Without variation (all judgements
alike) nothing can be had beyond chance: every coefficient is nan, never 1.

References
----------
Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; Cohen 1960, Educ. Psychol. Meas. 20, 37-46; Fleiss 1971,
Psychol. Bull. 76, 378-382; Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., chapters 2 and 3.
"""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from relstudy.stats.resampling import Units, draw_counts, spread_of_draws

_LEAST_CASES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """Coefficients of each code, (codes,): pairs of readers that agree, Fleiss' kappa and Gwet's AC1; nan without variation."""

    observed: np.ndarray
    fleiss: np.ndarray
    ac1: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreements:
    """What alpha is made of, by case and code: sums over the units of a case, so that cases can be drawn again.

    `seen` (cases, codes) is twice the disagreeing pairs of each unit over its readers less one; `values` (cases, codes, values)
    the judgements of units with two readers or more.
    """

    seen: np.ndarray
    values: np.ndarray


def agree_in_pairs(counts: np.ndarray, size: np.ndarray) -> PairAgreement:
    """Return how far pairs of readers agree on each code of counts (codes, units, values), units counted by their size (units,).

    Notes
    -----
    Each unit weighs as many pairs as it has readers, as often as its size says. With po the agreeing pairs of all pairs and p the shares of the values, units so weighted,
    kappa = (po - pe) / (1 - pe) with pe = sum p^2 (Fleiss; two readers: Scott's pi), AC1 with
    pe = sum p (1 - p) / (values - 1).
    """
    readers = counts.sum(axis=2)
    pairs = size * readers * (readers - 1) / 2.0
    every = pairs.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (size[:, None] * counts * (counts - 1) / 2.0).sum(axis=(1, 2)) / every
        weight = np.where(readers > 1, pairs / np.where(readers > 0, readers, 1), 0.0)
        share = (counts * weight[:, :, None]).sum(axis=1) / every[:, None]
        alike = (share**2).sum(axis=1)
        unlike = (share * (1.0 - share)).sum(axis=1) / (counts.shape[2] - 1)
        varies = share.max(axis=1) < 1.0
        return PairAgreement(
            observed=np.where(varies, observed, np.nan),
            fleiss=np.where(varies, (observed - alike) / (1.0 - alike), np.nan),
            ac1=np.where(varies, (observed - unlike) / (1.0 - unlike), np.nan),
        )


def cohen_kappa(crossed: np.ndarray) -> np.ndarray:
    """Return Cohen's kappa of two readers from their judgements crossed, (codes, values, values); (codes,), nan without variation."""
    n = crossed.sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.trace(crossed, axis1=1, axis2=2) / n
        expected = (crossed.sum(axis=1) * crossed.sum(axis=2)).sum(axis=1) / n**2
        kappa: np.ndarray = np.where(expected < 1.0, (observed - expected) / (1.0 - expected), np.nan)
    return kappa


def count_disagreements(counts: np.ndarray, size: np.ndarray, case: np.ndarray, *, cases: int) -> Disagreements:
    """Return the sums alpha is made of by case, from counts (codes, units, values), the size and the case of each unit, (units,)."""
    codes, _, kinds = counts.shape
    readers = counts.sum(axis=2)
    read = readers > 1
    seen = np.zeros((cases, codes))
    values = np.zeros((cases, codes, kinds))
    unlike = np.where(read, (readers**2 - (counts**2).sum(axis=2)) / np.where(read, readers - 1, 1), 0.0)
    np.add.at(seen, case, (size * unlike).T)
    np.add.at(values, case, (size[:, None] * counts * read[:, :, None]).transpose(1, 0, 2))
    return Disagreements(seen=seen, values=values)


def alpha_of(disagreements: Disagreements, pools: np.ndarray, draws: np.ndarray | None = None) -> np.ndarray:
    """Return Krippendorff's nominal alpha of each pool of codes, (pools,) or (draws, pools); nan without variation.

    Parameters
    ----------
    disagreements
        Sums by case and code.
    pools
        Which codes belong to each pool, (pools, codes) bool: one code, those of a facet, all.
    draws
        How often each case is counted, (draws, cases) float; without, each once.

    Notes
    -----
    alpha = 1 - Do / De, both summed over the codes of a pool: seen disagreements, and those expected of judgements put
    together by chance, (n^2 - sum n_v^2) / (n - 1) with n_v judgements of value v of n. Where each unit has one code of several, the pool
    of these codes has the nominal alpha of the codes as values.
    """
    cases, codes, kinds = disagreements.values.shape
    drawn = np.ones((1, cases)) if draws is None else draws
    seen = drawn @ disagreements.seen
    values = (drawn @ disagreements.values.reshape(cases, codes * kinds)).reshape(len(drawn), codes, kinds)
    n = values.sum(axis=2)
    expected = (n**2 - (values**2).sum(axis=2)) / np.maximum(n - 1.0, 1.0)
    belongs = pools.astype(float).T
    among, by_chance = seen @ belongs, expected @ belongs
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha: np.ndarray = np.where(by_chance > 0, 1.0 - among / by_chance, np.nan)
    return alpha[0] if draws is None else alpha


def alpha_interval(
    disagreements: Disagreements, pools: np.ndarray, *, resamples: int, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the 2.5 and 97.5 % points of alpha over cases drawn again, each (pools,); nan where fewer than two cases were read twice.

    Cases are drawn, not units: the units of one case resemble each other. Draws without variation have no alpha and are left out.
    """
    read = disagreements.values.sum(axis=(1, 2)) > 0
    cases = int(read.sum())
    if cases < _LEAST_CASES:
        nothing = np.full(len(pools), np.nan)
        return nothing, nothing
    kept = Disagreements(seen=disagreements.seen[read], values=disagreements.values[read])
    # One thread: the same bytes on every run.
    with threadpool_limits(limits=1):
        blocks = draw_counts(Units.alike(cases), chance=chance, replicates=resamples)
        alphas = np.concatenate([alpha_of(kept, pools, drawn) for drawn in blocks])
    return spread_of_draws(alphas)
