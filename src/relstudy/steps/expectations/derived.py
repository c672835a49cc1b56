"""Derived importance: what satisfaction with each expectation explains of an overall judgement, not what people say of it.

R^2 of the overall item on all satisfactions is shared out twice: by the mean gain over all orders (LMG, the Shapley
value), which is the importance, and by Johnson's relative weights, which stand beside it. Where the two rank an
expectation differently the rank is a tie: the answers do not tell. Those enter who answered the overall item and every
satisfaction.
"""

from dataclasses import dataclass

import numpy as np

from relstudy.stats.chance import generator
from relstudy.stats.design import Design
from relstudy.stats.estimates import value_estimates
from relstudy.stats.folds import Partition
from relstudy.stats.ranks import rank_descending
from relstudy.stats.relative_importance import correlations_of, product_columns, share_fit
from relstudy.stats.resampling import resample_totals
from relstudy.steps.expectations.figures import Figures, resampled


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Importance by both measures, shares of what is explained, and how much that is.

    `drawn` (resamples, expectations, columns) are the importances of the resamples, `weight_rank` (expectations,
    columns) ranks by relative weight. `fit` has one row, R^2.
    """

    importance: Figures
    relative_weight: Figures
    weight_rank: np.ndarray
    fit: Figures
    drawn: np.ndarray


def derive_importance(
    satisfaction: np.ndarray,
    overall: np.ndarray,
    *,
    has_satisfaction: np.ndarray,
    partitions: tuple[Partition, ...],
    design: Design,
    places: list[int],
    min_base: int,
    seed: int,
) -> Derived:
    """Return the derived importance of every expectation in every column of the tables.

    Parameters
    ----------
    satisfaction, overall
        Numbers of each respondent, (n, expectations) and (n,), nan where none; the overall item nan throughout where it
        was not asked.
    has_satisfaction
        Which expectations have a satisfaction asked in the wave, (expectations,); the others have no importance.

    Notes
    -----
    importance = LMG / R^2, so that a column sums to 1. Resamples are those of `stats.resampling`: by the design, weighted. A column with no more
    respondents than the regression has terms is withheld; one in which the overall item does not vary has no figure.
    """
    used = np.flatnonzero(has_satisfaction)
    asked = bool(np.isfinite(overall).any())
    values = np.column_stack([satisfaction[:, used], overall])
    entered = np.isfinite(values).all(axis=1).astype(float)
    bases = value_estimates(entered, entered, partitions, design, kind="mean")
    based_on = {
        name: np.repeat(getattr(bases, name)[:, places], len(has_satisfaction), axis=0)
        for name in ("base", "base_weighted", "base_effective")
    }
    enough = based_on["base"][:1] >= max(min_base, 1, len(used) + 2)
    totals = resample_totals(
        product_columns(values, weight=design.weight), partitions, design, chance=generator(seed, "expectations")
    )
    drawn = totals.drawn[:, places]
    found = share_fit(correlations_of(totals.whole[places]))
    moved = share_fit(correlations_of(drawn.reshape(-1, drawn.shape[-1])))
    there = has_satisfaction & asked

    def shares(part: np.ndarray, fit: np.ndarray) -> np.ndarray:
        """Return shares of what is explained, (..., expectations, columns), from the parts of each regression."""
        of_fit = np.divide(part, fit[:, None], out=np.full(part.shape, np.nan), where=fit[:, None] > 0)
        spread = np.full((len(of_fit), len(has_satisfaction)), np.nan)
        spread[:, used] = of_fit
        return spread.reshape(-1, len(places), len(has_satisfaction)).transpose(0, 2, 1)

    published = there[:, None] & enough
    drawn_importance = shares(moved.lmg, moved.fit)
    importance, relative_weight = (
        resampled(shares(part, found.fit)[0], draws, based_on, there=there, published=published, unit="share")
        for part, draws in (
            (found.lmg, drawn_importance),
            (found.relative_weight, shares(moved.relative_weight, moved.fit)),
        )
    )
    fit = resampled(
        found.fit[None],
        moved.fit.reshape(-1, 1, len(places)),
        {name: base[:1] for name, base in based_on.items()},
        there=np.array([asked and len(used) > 0]),
        published=enough,
        unit="share",
    )
    counted = np.where(published, relative_weight.value, np.nan)
    return Derived(
        importance=importance,
        relative_weight=relative_weight,
        weight_rank=rank_descending(counted.T).T,
        fit=fit,
        drawn=drawn_importance,
    )
