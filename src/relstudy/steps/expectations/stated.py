"""Expectations ranked from a survey: how important people say each is, and how satisfied they are.

Two verdicts, never mixed. The tier sets the mean importance against a line, the action sets both means against theirs. Lines are fixed numbers, the
same for every profile and target. Ranks and the steadiness of verdicts come from resamples of respondents, the same
resamples for all expectations of a run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

from relstudy.cells import Cell, round_significant
from relstudy.errors import Fault
from relstudy.intake.frames import Responses, Sample
from relstudy.stats.chance import generator
from relstudy.stats.design import Design
from relstudy.stats.estimates import Estimates, value_estimates
from relstudy.stats.folds import Partition
from relstudy.stats.ranks import find_ties, rank_descending, spread_of_ranks
from relstudy.stats.resampling import resample_totals
from relstudy.steps.absence import NotInStudy
from relstudy.steps.columns import Columns, find_columns, is_not_asked
from relstudy.steps.expectations.scales import doubt_scale, on_one_scale
from relstudy.steps.layouts import numbers_of
from relstudy.steps.profiles import Profiles
from relstudy.steps.weights import Weights, design_of
from relstudy.survey.items import Item
from relstudy.survey.plan import Disclosure, ExpectationsPlan, Identity, Respondents
from relstudy.survey.registers import Expectation

ACTIONS = {(True, False): "improve", (True, True): "keep", (False, False): "watch", (False, True): "do_not_overinvest"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Means of one measure, arrays of shape (expectations, columns), rounded as cells are.

    `there` (expectations,) says which expectations have an item asked in the wave; `published` which means are not withheld.
    """

    value: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    base: np.ndarray
    base_weighted: np.ndarray
    base_effective: np.ndarray
    interval: np.ndarray
    imposed: np.ndarray
    there: np.ndarray
    published: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Everything computed about the expectations, by column. Stabilities are shares of resamples; ranks are nan where none."""

    columns: tuple[str, ...]
    importance: Figures
    satisfaction: Figures
    gap: Figures
    rank: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    tie: np.ndarray
    importance_line: float
    satisfaction_line: float
    tier_stability: np.ndarray
    action_stability: np.ndarray


def rank_stated(
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
) -> list[Cell]:
    """Return the cells of the expectations ranked by stated importance, for everybody and each target and profile.

    An expectation whose item is not declared, has no numbers or was not asked in the wave is missing, never filled from another source.
    Importance on a base below `min_base` is withheld with its rank, tier and stability, counts in no line and in no rank of
    others; an action is withheld with either of its means. The gap exists where both items have the same ends of scale.

    Notes
    -----
    rank = 1 + number of higher importances in the column; low, high = 2.5 and 97.5 % quantiles of its value over 1,000
    resamples. tier: unsettled where low <= line <= high of the importance, else by its side. tier_stability = share of resamples on the same side
    of the line as the estimate, a mean on the line counting as above it.
    """
    columns = find_columns(
        wave_items=items, intake_responses=responses, study_respondents=respondents, profiles=profiles
    )
    design = design_of(sample, weights)
    numbers = _Numbers.of(expectations, items, responses)
    ranking = _rank(numbers, columns, design, plan=plan, seed=identity.seed, min_base=disclosure.min_base)
    return [*_line_cells(ranking), *_expectation_cells(expectations, ranking)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbers:
    """Importance and satisfaction of each respondent, (n, expectations), nan where none; `comparable`: same ends of scale."""

    importance: np.ndarray
    satisfaction: np.ndarray
    has_importance: np.ndarray
    has_satisfaction: np.ndarray
    comparable: np.ndarray

    @classmethod
    def of(cls, expectations: tuple[Expectation, ...], items: tuple[Item, ...], responses: Responses) -> "_Numbers":
        pairs = _measured(expectations, items, responses)
        nobody = np.full(responses.n, np.nan)

        def table(found: list[Item | None]) -> np.ndarray:
            return np.column_stack([nobody if item is None else numbers_of(item, responses) for item in found])

        return cls(
            importance=table([importance for importance, _ in pairs]),
            satisfaction=table([satisfaction for _, satisfaction in pairs]),
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
        )


def doubt_scales(
    expectations: tuple[Expectation, ...], items: tuple[Item, ...], responses: Responses
) -> tuple[Fault, ...]:
    """Return a warning for each expectation whose gap is missing because a scale was declared without its ends."""
    pairs = _measured(expectations, items, responses)
    found = (
        doubt_scale(a, numbers_of(a, responses), b, numbers_of(b, responses))
        for a, b in pairs
        if a is not None and b is not None
    )
    return tuple(one for one in found if one is not None)


def _measured(
    expectations: tuple[Expectation, ...], items: tuple[Item, ...], responses: Responses
) -> list[tuple[Item | None, Item | None]]:
    """Return the items of importance and satisfaction of each expectation, None where one has no numbers in the wave."""
    by_id = {item.id: item for item in items}

    def measured(item_id: str | None) -> Item | None:
        item = by_id.get(item_id) if item_id is not None else None
        usable = item is not None and item.has_mean and not item.kind.is_heading
        return item if usable and item is not None and not is_not_asked(item, responses) else None

    return [(measured(e.importance_item), measured(e.satisfaction_item)) for e in expectations]


def _rank(
    numbers: _Numbers, columns: Columns, design: Design, *, plan: ExpectationsPlan, seed: int, min_base: int
) -> Ranking:
    partitions, places = columns.partitions, list(columns.places)
    importance = _figures(numbers.importance, numbers.has_importance, partitions, design, places, min_base)
    satisfaction = _figures(numbers.satisfaction, numbers.has_satisfaction, partitions, design, places, min_base)
    gap = _figures(numbers.importance - numbers.satisfaction, numbers.comparable, partitions, design, places, min_base)
    importance_line = _line(plan.line, importance)
    satisfaction_line = _line(plan.satisfaction_line, satisfaction)
    drawn = _resample_means(numbers, partitions, design, seed=seed)[:, places]
    drawn_importance, drawn_satisfaction = np.split(drawn.transpose(0, 2, 1), 2, axis=1)
    counted = np.where(importance.published, importance.value, np.nan)
    rank = rank_descending(counted.T).T
    moved = np.where(importance.published, drawn_importance, np.nan).transpose(0, 2, 1)
    rank_low, rank_high = (bound.T for bound in spread_of_ranks(rank_descending(moved)))
    same_tier = _same_side(drawn_importance, importance.value, importance_line)
    same_action = same_tier & _same_side(drawn_satisfaction, satisfaction.value, satisfaction_line)
    return Ranking(
        columns=columns.names, importance=importance, satisfaction=satisfaction, gap=gap,
        rank=rank, rank_low=rank_low, rank_high=rank_high, tie=find_ties(rank.T).T,
        importance_line=importance_line, satisfaction_line=satisfaction_line,
        tier_stability=same_tier.mean(axis=0), action_stability=same_action.mean(axis=0),
    )  # fmt: skip


def _figures(
    values: np.ndarray,
    there: np.ndarray,
    partitions: tuple[Partition, ...],
    design: Design,
    places: list[int],
    min_base: int,
) -> Figures:
    """Return the means of the columns of `values`, for every column of the tables."""
    found: list[Estimates] = []
    for j in range(values.shape[1]):
        inside = np.isfinite(values[:, j])
        numerator = np.where(inside, values[:, j], 0.0)
        found.append(value_estimates(numerator, inside.astype(float), partitions, design, kind="mean"))
    joined: dict[str, Any] = {
        f.name: np.concatenate([getattr(e, f.name) for e in found])[:, places] for f in fields(Estimates)
    }
    for name in ("value", "se", "low", "high"):
        joined[name] = round_significant(joined[name].ravel()).reshape(joined[name].shape)
    published = there[:, None] & (joined["base"] >= max(min_base, 1))
    return Figures(**joined, there=there, published=published)


def _line(declared: float | Literal["mean"], figures: Figures) -> float:
    """Return the line: the declared number, or the unweighted mean of the published means of everybody; nan without any."""
    if declared != "mean":
        return float(declared)
    published = figures.published[:, 0]
    return float(round_significant(figures.value[published, 0].mean(keepdims=True))[0]) if published.any() else np.nan


def _resample_means(numbers: _Numbers, partitions: tuple[Partition, ...], design: Design, *, seed: int) -> np.ndarray:
    """Return the means of every resample, (resamples, columns, importances then satisfactions), nan where nobody was drawn."""
    values = np.concatenate([numbers.importance, numbers.satisfaction], axis=1)
    inside = np.isfinite(values)
    totals = resample_totals(
        np.concatenate([np.where(inside, values, 0.0), inside], axis=1), partitions, design,
        chance=generator(seed, "expectations"),
    )  # fmt: skip
    above, below = np.split(totals, 2, axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 0, above / below, np.nan)


def _same_side(drawn: np.ndarray, value: np.ndarray, line: float) -> np.ndarray:
    """Return in which resamples a mean is on the side of the line on which the estimate is."""
    same: np.ndarray = ((drawn >= line) == (value >= line)) & np.isfinite(drawn)
    return same


def _line_cells(ranking: Ranking) -> Iterator[Cell]:
    for row, line in (("importance", ranking.importance_line), ("satisfaction", ranking.satisfaction_line)):
        yield Cell(
            section="expectations",
            measure="line",
            row=row,
            value=_number(line),
            unit="mean",
            missing=bool(np.isnan(line)),
        )


def _expectation_cells(expectations: tuple[Expectation, ...], ranking: Ranking) -> Iterator[Cell]:
    """Yield the cells of each expectation, measure by measure, columns in their order."""
    for i, expectation in enumerate(expectations):
        for builder in (
            _importance,
            _satisfaction,
            _gap,
            _rank_cell,
            _tier,
            _tier_stability,
            _action,
            _action_stability,
        ):
            for g, column in enumerate(ranking.columns):
                yield builder(
                    ranking, i, g, {"section": "expectations", "item": expectation.id, "column": column}, expectation
                )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _mean_cell(measure: str, figures: Figures, i: int, g: int, named: dict[str, Any], question: str | None) -> Cell:
    value = _number(figures.value[i, g])
    return Cell(
        **named, measure=measure, value=value, unit="mean", se=_number(figures.se[i, g]), low=_number(figures.low[i, g]),
        high=_number(figures.high[i, g]), interval=figures.interval[i, g], **_base(figures, i, g), question=question,
        missing=not figures.there[i], withheld=not figures.published[i, g],
    )  # fmt: skip


def _base(figures: Figures, i: int, g: int) -> dict[str, Any]:
    """Return the base of a figure; an expectation that is not there has none."""
    if not figures.there[i]:
        return {"base_kind": "respondents"}
    return {
        "base": int(figures.base[i, g]), "base_kind": "respondents", "base_weighted": float(figures.base_weighted[i, g]),
        "base_effective": float(figures.base_effective[i, g]),
    }  # fmt: skip


def _importance(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _mean_cell("importance", ranking.importance, i, g, named, expectation.importance_item)


def _satisfaction(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _mean_cell("satisfaction", ranking.satisfaction, i, g, named, expectation.satisfaction_item)


def _gap(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _mean_cell("gap", ranking.gap, i, g, named, expectation.importance_item)


def _rank_cell(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    figures = ranking.importance
    return Cell(
        **named, measure="rank", value=_number(ranking.rank[i, g]), unit="rank", low=_number(ranking.rank_low[i, g]),
        high=_number(ranking.rank_high[i, g]), interval="bootstrap", **_base(figures, i, g),
        marks="tie" if ranking.tie[i, g] else "", question=expectation.importance_item,
        missing=not figures.there[i], withheld=not figures.published[i, g],
    )  # fmt: skip


def _side(figures: Figures, i: int, g: int, line: float) -> bool | None:
    """Return whether a mean is above its line, None where low <= line <= high or there is no interval."""
    if figures.low[i, g] > line:
        return True
    return False if figures.high[i, g] < line else None


def _without_line(figures: Figures, i: int, g: int, line: float) -> bool:
    """Tell whether a verdict is missing: nothing measures it, or its mean is published and there is no line to hold it against."""
    return not figures.there[i] or bool(np.isnan(line) and figures.published[i, g])


def _tier(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    figures = ranking.importance
    tier = {True: "primary", False: "secondary", None: "unsettled"}[_side(figures, i, g, ranking.importance_line)]
    return Cell(
        **named, measure="tier", kind="category", text=tier, **_base(figures, i, g), question=expectation.importance_item,
        missing=_without_line(figures, i, g, ranking.importance_line), withheld=not figures.published[i, g],
    )  # fmt: skip


def _tier_stability(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    figures = ranking.importance
    return Cell(
        **named, measure="tier_stability", value=float(ranking.tier_stability[i, g]), unit="share", **_base(figures, i, g),
        question=expectation.importance_item, missing=_without_line(figures, i, g, ranking.importance_line),
        withheld=not figures.published[i, g],
    )  # fmt: skip


def _action_place(ranking: Ranking, i: int, g: int, expectation: Expectation) -> dict[str, Any]:
    """Return base, question and state of what needs both means: the smaller of the two bases, withheld with either."""
    importance, satisfaction = ranking.importance, ranking.satisfaction
    there = importance.there[i] and satisfaction.there[i]
    smaller = importance if importance.base[i, g] <= satisfaction.base[i, g] else satisfaction
    published = bool(importance.published[i, g] and satisfaction.published[i, g])
    no_line = bool(np.isnan(ranking.importance_line) or np.isnan(ranking.satisfaction_line))
    return {
        **(_base(smaller, i, g) if there else {"base_kind": "respondents"}),
        "question": expectation.importance_item,
        "missing": bool(not there or (no_line and published)),
        "withheld": not published,
    }


def _action(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    high = _side(ranking.importance, i, g, ranking.importance_line)
    satisfied = _side(ranking.satisfaction, i, g, ranking.satisfaction_line)
    action = "unsettled" if high is None or satisfied is None else ACTIONS[high, satisfied]
    place = _action_place(ranking, i, g, expectation)
    return Cell(**named, measure="action", kind="category", text=action, **place)


def _action_stability(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    place = _action_place(ranking, i, g, expectation)
    return Cell(**named, measure="action_stability", value=float(ranking.action_stability[i, g]), unit="share", **place)
