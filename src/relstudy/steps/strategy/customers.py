"""What customers are worth, and how those who use a channel judge the relation beside those who do not.

The value of a customer is multiplied respondent by respondent before it is averaged: the mean of products is not the
product of means. Users of a channel differ from the others in much else: the difference describes, it proves no effect.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from relstudy.cells import Cell
from relstudy.errors import MethodError, fault
from relstudy.folding import fold
from relstudy.intake.frames import Responses
from relstudy.stats.comparisons import Comparisons, compare_states, compare_values
from relstudy.stats.design import Design
from relstudy.stats.estimates import Z95, Estimates, ratio_estimates, value_estimates
from relstudy.stats.folds import Partition, States, fold_states
from relstudy.stats.pairs import Block, Pairs, fold_shared
from relstudy.steps.columns import Columns, is_not_asked
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Effect, ValuePlan

#: Columns of those who do not use an offer and those who do.
_OTHERS, _USERS = 0, 1
#: Distinct numbers up to which an item is counted by number, and not respondent by respondent.
_FEW = 64


def value_of_numbers(plan: ValuePlan) -> Cell:
    """Return the value of a customer made of numbers alone: nobody was asked."""
    product = float(np.prod([float(factor) for factor in plan.factors.values()]))
    return Cell(section="strategy", measure="clv", column="all", value=product, unit="eur", source="study.toml#value")


def value_of_customers(
    plan: ValuePlan, items: dict[ItemId, Item], responses: Responses, columns: Columns, design: Design
) -> Iterator[Cell]:
    """Yield the mean value of a customer in each column, of those whose numbers are all known.

    Raises
    ------
    MethodError
        bad-value: a margin that is no share of 1.

    Notes
    -----
    value = basket x frequency x years x margin (customer lifetime value without discounting).
    """
    product = np.ones(responses.n)
    for name, factor in plan.factors.items():
        values = (
            np.full(responses.n, float(factor)) if not isinstance(factor, str) else _numbers(items[factor], responses)
        )
        outside = np.flatnonzero((values < 0) | (values > 1)) if name == "margin" else np.empty(0, dtype=np.intp)
        if len(outside):
            found = f"{factor} = {values[outside[0]]:.12g}"
            more = len(outside) - 1
            raise MethodError(
                [fault("bad-value", "study.toml", item="value.margin", found=found, allowed="0 … 1", more=more)]
            )
        product = product * values
    known = np.isfinite(product)
    figures = value_estimates(
        np.where(known, product, 0.0), known.astype(float), columns.partitions, design, kind="mean"
    )
    question = plan.items[0]
    for name, place in zip(columns.names, columns.places, strict=True):
        yield _figure(figures, place, {"measure": "clv", "column": name, "unit": "eur", "question": question})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """Means of one item by column of users and others, and the differences of the two."""

    item: Item
    figures: Estimates
    gaps: Comparisons


def compare_users(
    effects: Sequence[Effect], use: Item, items: dict[ItemId, Item], responses: Responses, design: Design
) -> Iterator[Cell]:
    """Yield, for each offer of the question on use and each item of an effect that has a mean, users, others and their difference.

    Others are those who were asked and named other channels or none. The base of a difference is the smaller of the two,
    so that it is withheld where one of them is.
    """
    asked = responses.asked(use)
    measured = [
        item
        for name in dict.fromkeys(name for effect in effects for name in effect.items)
        if (item := items.get(name)) is not None and item.has_mean and not is_not_asked(item, responses)
    ]
    offered = [(i, code) for i, code in enumerate(use.codes) if code.offer is not None and code.missing is None]
    partitions = tuple(
        Partition(
            label=np.where(asked, np.where(responses.chose(use, i), _USERS, _OTHERS), -1).astype(np.int16), size=2
        )
        for i, _ in offered
    )
    compared = list(_compare(measured, partitions, responses, design))
    for place, (_, code) in enumerate(offered):
        for one in compared:
            yield from _use_cells(one, place, {"item": code.offer, "column": f"{use.id}={fold(code.code)}"})


def _compare(
    items: Sequence[Item], partitions: tuple[Partition, ...], responses: Responses, design: Design
) -> Iterator[_Compared]:
    """Yield the comparisons of each item; those with few distinct numbers are counted together, once for all columns."""
    places = [np.array([1 + 2 * i + _OTHERS, 1 + 2 * i + _USERS]) for i in range(len(partitions))]
    pairs = Pairs.of([Block(places=at, partitions=(p,)) for at, p in zip(places, partitions, strict=True)])
    told = [(item, _numbers(item, responses)) for item in items]
    counted = [(item, states, points) for item, values in told for states, points in [_states_of(values)]]
    few = [states for _, states, points in counted if len(points) <= _FEW]
    folds = fold_states(few, partitions, design)
    folded = iter(zip(few, folds, fold_shared(few, folds, pairs, design), strict=True))
    for (item, _, points), (_, values) in zip(counted, told, strict=True):
        if len(points) <= _FEW:
            numerator, denominator = np.append(0.0, points)[None], np.append(0.0, np.ones(len(points)))[None]
            states, found, shared = next(folded)
            figures = ratio_estimates(found, numerator, denominator, design, kind="mean")
            gaps = compare_states(figures, numerator, denominator, states, found, shared, pairs, design, kind="mean")
        else:
            known = np.isfinite(values)
            top, bottom = np.where(known, values, 0.0), known.astype(float)
            figures = value_estimates(top, bottom, partitions, design, kind="mean")
            gaps = compare_values(figures, top, bottom, pairs, design)
        yield _Compared(item=item, figures=figures, gaps=gaps)


def _states_of(values: np.ndarray) -> tuple[States, np.ndarray]:
    """Return the distinct numbers of respondents as states, 0 for none, and these numbers."""
    known = np.isfinite(values)
    points, place = np.unique(values[known], return_inverse=True)
    state = np.zeros(len(values), dtype=np.intp)
    state[known] = 1 + place
    return States(state=state, size=1 + len(points)), points


def _use_cells(one: _Compared, place: int, where: dict[str, Any]) -> Iterator[Cell]:
    """Yield the cells of one item for the channel at a place among those named."""
    what: dict[str, Any] = {**where, "row": one.item.id, "unit": "mean", "question": one.item.id}
    users = _figure(one.figures, 1 + 2 * place + _USERS, {**what, "measure": "users"})
    others = _figure(one.figures, 1 + 2 * place + _OTHERS, {**what, "measure": "non_users"})
    yield users
    yield others
    smaller = min(users.base or 0, others.base or 0)
    # Of a block of two columns the third pair is the two of them, the others each with everybody.
    pair = 3 * place + 2
    difference, low, high = (float(ends[0, pair]) for ends in (one.gaps.difference, one.gaps.low, one.gaps.high))
    # Two means of the population are apart by what the margins say, without any doubt of a sample.
    imposed = bool(one.figures.imposed[0, [1 + 2 * place + _OTHERS, 1 + 2 * place + _USERS]].all())
    yield Cell(
        section="strategy",
        **what,
        measure="use_gap",
        value=difference,
        low=None if imposed else low,
        high=None if imposed else high,
        se=0.0 if imposed else (high - difference) / Z95,
        interval="none" if imposed or not smaller else "taylor",
        base=smaller,
        base_kind="respondents",
        marks="imposed" if imposed else "",
        missing=not smaller,
    )


def _numbers(item: Item, responses: Responses) -> np.ndarray:
    """Return the number each respondent gave to an item, (n,), nan where none."""
    if not responses.has_numbers(item.id):
        return np.full(responses.n, np.nan)
    return np.where(responses.answered(item), responses.numbers(item.id), np.nan)


def _figure(figures: Estimates, place: int, what: dict[str, Any]) -> Cell:
    """Return a figure of one column as a cell; missing where nobody has a number."""
    one = figures.at(0, place)
    absent = {} if one.base > 0 else {"missing": True, "interval": "none"}
    return Cell.of_figure(one, section="strategy", **what, **absent)
