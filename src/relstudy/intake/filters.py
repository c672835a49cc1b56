"""Expressions over respondents: who is meant, and what a blank means to the items that are filtered."""

from collections.abc import Mapping

import numpy as np

from relstudy.intake.answers import code_values, has_values
from relstudy.intake.frames import Responses
from relstudy.survey.expressions import AllOf, AnyOf, Chose, Compare, Expression, Not
from relstudy.survey.items import Item, ItemId
from relstudy.tables.numbers import read_number

_COMPARE = {
    "==": np.equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def evaluate(expression: Expression, responses: Responses, items: Mapping[ItemId, Item]) -> np.ndarray:
    """Return for whom an expression holds, shape (n,), boolean.

    Codes declared missing are seen as codes; a blank equals nothing, so `==` is false and `!=` true there; on a
    multiple item `==` means ticked; a comparison with a number is false where there is none. Only `codes`, `values` and
    `ticked` of the responses are looked at, never the missing layer: no order of filters matters.

    Raises
    ------
    KeyError
        The expression names an item that does not exist, which reading the study tells first.
    """
    if isinstance(expression, Chose):
        return _chose(expression, responses, items[expression.item])
    if isinstance(expression, Compare):
        return _compared(items[expression.item], expression.operator, expression.number, responses)
    if isinstance(expression, Not):
        return ~evaluate(expression.operand, responses, items)
    if isinstance(expression, AllOf):
        return _together(np.logical_and, expression.operands, responses, items)
    if isinstance(expression, AnyOf):
        return _together(np.logical_or, expression.operands, responses, items)
    raise TypeError(type(expression).__name__)


def _together(
    join: np.ufunc, operands: tuple[Expression, ...], responses: Responses, items: Mapping[ItemId, Item]
) -> np.ndarray:
    held = evaluate(operands[0], responses, items)
    for operand in operands[1:]:
        held = join(held, evaluate(operand, responses, items))
    return held


def _chose(expression: Chose, responses: Responses, item: Item) -> np.ndarray:
    held = np.zeros(responses.n, dtype=bool)
    position = {code.code: i for i, code in enumerate(item.codes)}
    for code in expression.codes:
        if code in position and (item.id in responses.ticked or item.id in responses.codes):
            held |= responses.chose(item, position[code])
        elif code not in position and item.id not in responses.ticked:
            held |= _compared(item, "==", read_number(code), responses)
    return held


def _compared(item: Item, operator: str, number: float, responses: Responses) -> np.ndarray:
    compare = _COMPARE[operator]
    if item.id in responses.values:
        compared: np.ndarray = compare(responses.values[item.id], number)
        return compared
    if item.id not in responses.codes or not has_values(item):
        return np.zeros(responses.n, dtype=bool)
    by_code = compare(np.append(code_values(item), np.nan), number)
    spread: np.ndarray = by_code[responses.codes[item.id]]
    return spread
