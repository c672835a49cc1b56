"""What customers are worth, and how those who use a channel judge the relation beside those who do not.

The value of a customer is multiplied respondent by respondent before it is averaged: the mean of products is not the
product of means. Users of a channel differ from the others in much else: the difference describes, it proves no effect.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from relstudy.cells import Cell
from relstudy.errors import MethodError, fault
from relstudy.folding import fold
from relstudy.intake.frames import Responses
from relstudy.stats.comparisons import compare_values
from relstudy.stats.design import Design
from relstudy.stats.estimates import Z95, Estimates, value_estimates
from relstudy.stats.folds import Partition
from relstudy.stats.pairs import Block, Pairs
from relstudy.steps.columns import Columns, is_not_asked
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Effect, ValuePlan

#: Columns of those who do not use an offer and those who do.
_OTHERS, _USERS = 0, 1


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
            found = f"{factor}: {values[outside[0]]:.12g}"
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
    for position, code in enumerate(use.codes):
        if code.offer is None or code.missing is not None:
            continue
        label = np.where(asked, np.where(responses.chose(use, position), _USERS, _OTHERS), -1).astype(np.int16)
        partition = Partition(label=label, size=2)
        pairs = Pairs.of([Block(places=np.array([1 + _OTHERS, 1 + _USERS]), partitions=(partition,))])
        for item in measured:
            values = _numbers(item, responses)
            known = np.isfinite(values)
            numerator, denominator = np.where(known, values, 0.0), known.astype(float)
            figures = value_estimates(numerator, denominator, (partition,), design, kind="mean")
            compared = compare_values(figures, numerator, denominator, pairs, design)
            place: dict[str, Any] = {
                "item": code.offer,
                "row": item.id,
                "column": f"{use.id}={fold(code.code)}",
                "unit": "mean",
                "question": item.id,
            }
            users = _figure(figures, 1 + _USERS, {**place, "measure": "users"})
            others = _figure(figures, 1 + _OTHERS, {**place, "measure": "non_users"})
            yield users
            yield others
            smaller = min(users.base or 0, others.base or 0)
            # Of a block of two columns the third pair is the two of them, the others each with everybody.
            yield Cell(
                section="strategy", **place, measure="use_gap", value=float(compared.difference[0, 2]),
                low=float(compared.low[0, 2]), high=float(compared.high[0, 2]),
                se=float(compared.high[0, 2] - compared.difference[0, 2]) / Z95, interval="taylor", base=smaller,
                base_kind="respondents", missing=not smaller,
            )  # fmt: skip


def _numbers(item: Item, responses: Responses) -> np.ndarray:
    """Return the number each respondent gave to an item, (n,), nan where none."""
    if item.id not in responses.values:
        return np.full(responses.n, np.nan)
    return np.where(responses.answered(item), responses.values[item.id], np.nan)


def _figure(figures: Estimates, place: int, what: dict[str, Any]) -> Cell:
    """Return a figure of one column as a cell; missing where nobody has a number."""
    one = figures.at(0, place)
    known = one.base > 0
    return Cell(
        section="strategy", **what, value=one.value, se=one.se, low=one.low, high=one.high,
        interval=one.interval if known else "none", base=one.base, base_kind="respondents",
        base_weighted=one.base_weighted, base_effective=one.base_effective, missing=not known,
    )  # fmt: skip
