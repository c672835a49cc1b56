"""Expectations ranked from a survey: how important each is, stated or derived, and how satisfied people are with it.

Two verdicts, never mixed. The tier sets importance against a line, or what the study's rule makes of importance and
satisfaction; the action sets both against theirs. Lines are fixed numbers, the same for every profile and target. Ranks
and the steadiness of verdicts come from resamples of respondents, the same resamples for all expectations of a run.

References
----------
Opportunity: Ulwick 2002, Harv. Bus. Rev. 80(1), 91-97; quadrants: Martilla and James 1977, J. Mark. 41(1), 77-79.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from relstudy.errors import Fault
from relstudy.intake.frames import Responses, Sample
from relstudy.stats.chance import generator
from relstudy.stats.design import Design
from relstudy.stats.folds import Partition
from relstudy.stats.ranks import find_ties, rank_descending
from relstudy.stats.resampling import resample_totals, spread_of_draws
from relstudy.steps.absence import NotInStudy
from relstudy.steps.columns import Columns, find_columns, is_not_asked
from relstudy.steps.expectations.derived import Derived, derive_importance
from relstudy.steps.expectations.figures import Figures, line_of, means_of, resampled, smaller_bases
from relstudy.steps.expectations.scales import doubt_one_line, doubt_scale, on_one_scale
from relstudy.steps.expectations.sides import Sides, count_sides
from relstudy.steps.layouts import numbers_of
from relstudy.steps.profiles import Profiles
from relstudy.steps.weights import Weights, design_of
from relstudy.survey.frozen import FrozenLines
from relstudy.survey.items import Item
from relstudy.survey.plan import Disclosure, ExpectationsPlan, Identity, Respondents
from relstudy.survey.registers import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Everything computed about the expectations, by column. Stabilities are shares of resamples; ranks are nan where none.

    `both` are the means of importance and satisfaction of those who gave both, who have a gap; `sides` the shares of
    those dissatisfied, neutral and satisfied. `opportunity` and its line exist where tiers are taken from them,
    `derived` where importance is. `frozen` are the lines that are those of an earlier wave.
    """

    columns: tuple[str, ...]
    tier_rule: Literal["importance", "opportunity", "quadrant"]
    importance: Figures
    satisfaction: Figures
    gap: Figures
    both: tuple[Figures, Figures]
    sides: Sides
    rank: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    tie: np.ndarray
    importance_line: float
    satisfaction_line: float
    tier_stability: np.ndarray
    action_stability: np.ndarray
    opportunity: Figures | None = None
    opportunity_line: float = np.nan
    derived: Derived | None = None
    frozen: frozenset[str] = frozenset()


def rank_surveyed(
    *,
    expectations: tuple[Expectation, ...],
    plan: ExpectationsPlan,
    identity: Identity,
    disclosure: Disclosure,
    respondents: Respondents,
    items: tuple[Item, ...],
    responses: Responses,
    sample: Sample,
    weights: Weights,
    profiles: Profiles | NotInStudy,
    frozen: FrozenLines | None = None,
) -> Ranking:
    """Return the expectations ranked by importance, for everybody and each target and profile.

    An expectation whose item is not declared, has no numbers or was not asked in the wave is missing, never filled from
    another source; derived importance needs the item of satisfaction and the overall one. Importance on a base below
    `min_base` is withheld with its rank, tier and stability, counts in no line and in no rank of others; an action is
    withheld with either of its means. The gap exists where both items have the same ends of scale.

    Notes
    -----
    rank = 1 + number of higher importances in the column; low, high = 2.5 and 97.5 % quantiles of its value over 1,000
    resamples. tier: unsettled where low <= line <= high of the importance, else by its side. tier_stability = share of resamples on the same side
    of the line as the estimate, a mean on the line counting as above it. opportunity = importance + max(importance - satisfaction, 0), where both
    are on one scale; quadrant: primary is what is to improve, unsettled with it, all else secondary.
    """
    columns = find_columns(
        wave_items=items, intake_responses=responses, study_respondents=respondents, profiles=profiles
    )
    design = design_of(sample, weights)
    numbers = _Numbers.of(expectations, items, responses, plan)
    lines = frozen.values if frozen is not None else {}
    return _rank(numbers, columns, design, plan=plan, lines=lines, seed=identity.seed, min_base=disclosure.min_base)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbers:
    """Importance and satisfaction of each respondent, (n, expectations), nan where none; `comparable`: same ends of scale.

    `judged_by` are the items of satisfaction. `overall` (n,) is what importance is derived from; then there is no importance to read, and nothing is comparable.
    """

    importance: np.ndarray
    satisfaction: np.ndarray
    has_importance: np.ndarray
    has_satisfaction: np.ndarray
    comparable: np.ndarray
    judged_by: tuple[Item | None, ...]
    overall: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        expectations: tuple[Expectation, ...],
        items: tuple[Item, ...],
        responses: Responses,
        plan: ExpectationsPlan,
    ) -> "_Numbers":
        pairs = _measured(expectations, items, responses, plan)
        nobody = np.full(responses.n, np.nan)

        def numbers(item: Item | None) -> np.ndarray:
            return nobody if item is None else numbers_of(item, responses)

        return cls(
            importance=np.column_stack([numbers(importance) for importance, _ in pairs]),
            satisfaction=np.column_stack([numbers(satisfaction) for _, satisfaction in pairs]),
            has_importance=np.array([importance is not None for importance, _ in pairs]),
            has_satisfaction=np.array([satisfaction is not None for _, satisfaction in pairs]),
            comparable=np.array(
                [
                    a is not None
                    and b is not None
                    and on_one_scale(a, numbers_of(a, responses), b, numbers_of(b, responses))
                    for a, b in pairs
                ]
            ),
            judged_by=tuple(satisfaction for _, satisfaction in pairs),
            overall=numbers(_asked(plan.overall, items, responses)) if plan.importance == "derived" else None,
        )


def doubt_scales(
    expectations: tuple[Expectation, ...], items: tuple[Item, ...], responses: Responses, plan: ExpectationsPlan
) -> tuple[Fault, ...]:
    """Return a warning for each expectation whose gap is missing because a scale was declared without its ends, and one where scales differ along a line."""
    pairs = _measured(expectations, items, responses, plan)
    lines = (
        doubt_one_line(
            measure, [(e.id, item) for e, pair in zip(expectations, pairs, strict=True) if (item := pair[side])]
        )
        for side, measure in enumerate(("importance", "satisfaction"))
    )
    found = (
        doubt_scale(a, numbers_of(a, responses), b, numbers_of(b, responses))
        for a, b in pairs
        if a is not None and b is not None
    )
    return tuple(one for one in (*found, *lines) if one is not None)


def _measured(
    expectations: tuple[Expectation, ...], items: tuple[Item, ...], responses: Responses, plan: ExpectationsPlan
) -> list[tuple[Item | None, Item | None]]:
    """Return the items of importance and satisfaction of each expectation, None where one has no numbers in the wave."""
    stated = plan.importance == "stated"
    return [
        (
            _asked(e.importance_item if stated else None, items, responses),
            _asked(e.satisfaction_item, items, responses),
        )
        for e in expectations
    ]


def _asked(item_id: str | None, items: tuple[Item, ...], responses: Responses) -> Item | None:
    """Return the item that measures something, None where it has no numbers in the wave."""
    item = next((i for i in items if i.id == item_id), None) if item_id is not None else None
    usable = item is not None and item.has_mean and not item.kind.is_heading
    return item if usable and item is not None and not is_not_asked(item, responses) else None


def _rank(
    numbers: _Numbers,
    columns: Columns,
    design: Design,
    *,
    plan: ExpectationsPlan,
    lines: Mapping[str, float],
    seed: int,
    min_base: int,
) -> Ranking:
    partitions, places = columns.partitions, list(columns.places)

    def measure(values: np.ndarray, there: np.ndarray, kind: Literal["mean", "share"] = "mean") -> Figures:
        return means_of(values, there, partitions, design, places, min_base, kind=kind)

    satisfaction = measure(numbers.satisfaction, numbers.has_satisfaction)
    difference = numbers.importance - numbers.satisfaction
    gap = measure(difference, numbers.comparable)
    both = tuple(
        measure(np.where(np.isfinite(difference), one, np.nan), numbers.comparable)
        for one in (numbers.importance, numbers.satisfaction)
    )
    sides = count_sides(numbers.satisfaction, numbers.judged_by, partial(measure, kind="share"))
    # Derived importance has resamples of its own, and nothing stated to resample.
    asked = [numbers.satisfaction] if numbers.overall is not None else [numbers.importance, numbers.satisfaction]
    drawn = _resample_means(np.concatenate(asked, axis=1), partitions, design, seed=seed)[:, places]
    *stated, drawn_satisfaction = np.split(drawn.transpose(0, 2, 1), len(asked), axis=1)
    derived = _derive(numbers, columns, design, seed=seed, min_base=min_base)
    if derived is None:
        importance, drawn_importance = measure(numbers.importance, numbers.has_importance), stated[0]
    else:
        importance, drawn_importance = derived.importance, derived.drawn
    above = _Placed(
        figures=importance, drawn=drawn_importance, line=line_of(lines.get("importance", plan.line), importance)
    )
    right = _Placed(
        figures=satisfaction,
        drawn=drawn_satisfaction,
        line=line_of(lines.get("satisfaction", plan.satisfaction_line), satisfaction),
    )
    ranks = _rank_importance(importance, drawn_importance, derived)
    opportunity, same_tier = _keep_tiers(
        above, right, plan=plan, line=lines.get("opportunity", plan.line), comparable=numbers.comparable
    )
    return Ranking(
        columns=columns.names,
        tier_rule=plan.tier_rule,
        importance=importance,
        satisfaction=satisfaction,
        gap=gap,
        both=(both[0], both[1]),
        sides=sides,
        rank=ranks.rank,
        rank_low=ranks.low,
        rank_high=ranks.high,
        tie=ranks.tie,
        importance_line=above.line,
        satisfaction_line=right.line,
        tier_stability=same_tier.mean(axis=0),
        action_stability=(above.same_side & right.same_side).mean(axis=0),
        opportunity=None if opportunity is None else opportunity.figures,
        opportunity_line=np.nan if opportunity is None else opportunity.line,
        derived=derived,
        frozen=frozenset(lines),
    )


def _derive(numbers: _Numbers, columns: Columns, design: Design, *, seed: int, min_base: int) -> Derived | None:
    """Return importance as the overall judgement tells it; None where it is stated."""
    if numbers.overall is None:
        return None
    return derive_importance(
        numbers.satisfaction,
        numbers.overall,
        has_satisfaction=numbers.has_satisfaction,
        partitions=columns.partitions,
        design=design,
        places=list(columns.places),
        min_base=min_base,
        seed=seed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranks:
    """Ranks by importance, how far resamples take them, and which are ties, (expectations, columns) each."""

    rank: np.ndarray
    low: np.ndarray
    high: np.ndarray
    tie: np.ndarray


def _rank_importance(importance: Figures, drawn: np.ndarray, derived: Derived | None) -> _Ranks:
    """Return the ranks of what is published; where two ways of deriving importance rank otherwise, there is a tie."""
    counted = np.where(importance.published, importance.value, np.nan)
    rank = rank_descending(counted.T).T
    moved = np.where(importance.published, drawn, np.nan).transpose(0, 2, 1)
    low, high = (bound.T for bound in spread_of_draws(rank_descending(moved)))
    tie = find_ties(rank.T).T
    if derived is not None:
        tie = tie | (np.isfinite(rank) & (rank != derived.weight_rank))
    return _Ranks(rank=rank, low=low, high=high, tie=tie)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Figures of one measure, what they are in every resample (resamples, expectations, columns), and the line they are set against."""

    figures: Figures
    drawn: np.ndarray
    line: float

    @property
    def same_side(self) -> np.ndarray:
        """Return in which resamples a figure is on the side of the line on which the estimate is."""
        same: np.ndarray = ((self.drawn >= self.line) == (self.figures.value >= self.line)) & np.isfinite(self.drawn)
        return same


def _keep_tiers(
    importance: _Placed,
    satisfaction: _Placed,
    *,
    plan: ExpectationsPlan,
    line: float | Literal["mean"],
    comparable: np.ndarray,
) -> tuple[_Placed | None, np.ndarray]:
    """Return the opportunities where tiers are taken from them, and in which resamples an expectation keeps its tier.

    `line` is that of the opportunities, `comparable` tells which expectations have one.
    """
    if plan.tier_rule == "opportunity":
        drawn = _opportunity(importance.drawn, satisfaction.drawn)
        figures = resampled(
            _opportunity(importance.figures.value, satisfaction.figures.value),
            drawn,
            smaller_bases(importance.figures, satisfaction.figures),
            there=comparable,
            published=importance.figures.published & satisfaction.figures.published,
            unit="mean",
        )
        opportunity = _Placed(figures=figures, drawn=drawn, line=line_of(line, figures))
        return opportunity, opportunity.same_side
    if plan.tier_rule == "quadrant":

        def is_wanting(one: np.ndarray, other: np.ndarray) -> np.ndarray:
            wanting: np.ndarray = (one >= importance.line) & (other < satisfaction.line)
            return wanting

        known = np.isfinite(importance.drawn) & np.isfinite(satisfaction.drawn)
        here = is_wanting(importance.figures.value, satisfaction.figures.value)
        return None, (is_wanting(importance.drawn, satisfaction.drawn) == here) & known
    return None, importance.same_side


def _opportunity(importance: np.ndarray, satisfaction: np.ndarray) -> np.ndarray:
    return np.asarray(importance + np.maximum(importance - satisfaction, 0.0))


def _resample_means(values: np.ndarray, partitions: tuple[Partition, ...], design: Design, *, seed: int) -> np.ndarray:
    """Return the means of values (n, v), nan where none, in every resample, (resamples, columns, v); nan where nobody was drawn."""
    inside = np.isfinite(values)
    totals = resample_totals(
        np.concatenate([np.where(inside, values, 0.0), inside], axis=1),
        partitions,
        design,
        chance=generator(seed, "expectations"),
    ).drawn
    above, below = np.split(totals, 2, axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 0, above / below, np.nan)
