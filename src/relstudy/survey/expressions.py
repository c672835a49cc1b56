"""Expressions of a study: who is asked an item, who is kept, on whom a share is taken.

Item ids, quoted codes, `==`, `!=`, `in [...]`, `and`, `or`, `not`, parentheses; for numeric and scale items also `<`,
`<=`, `>`, `>=` with numbers. The text is read once into a frozen tree; what it means for respondents is the intake's
matter.
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from relstudy.survey.grammar import Grammar, Reader, read_condition
from relstudy.survey.items import CodeId, ItemId

Operator = Literal["==", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Chose:
    """The item's answer is one of the codes; a multiple item: one of them is ticked."""

    item: ItemId
    codes: tuple[CodeId, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """The item's number compared with another; false where it has none."""

    item: ItemId
    operator: Operator
    number: float


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every operand holds."""

    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one operand holds."""

    operands: tuple["Expression", ...]


Expression = Chose | Compare | Not | AllOf | AnyOf

_ITEM = re.compile(r"(?!(?:and|or|not|in)\Z)[a-z0-9_]+(?:\.[a-z0-9_]+)?\Z")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
#: What was probably meant by a sign that has no place in an expression.
_MEANT = {"=": "==", "&": "and", "|": "or", "!": "!=, not", **dict.fromkeys("'\"’‘“”«»", "'…'")}


def parse_expression(text: str) -> Expression:
    """Return the tree of an expression.

    Raises
    ------
    ConditionError
        The text is not an expression, is too long or nested too deep.
    """
    return read_condition(text, _EXPRESSION)


def references(expression: Expression) -> tuple[tuple[ItemId, tuple[CodeId, ...]], ...]:
    """Return (item id, codes named) for every mention of an item, in the order met; no code where a number is compared."""
    if isinstance(expression, Chose):
        return ((expression.item, expression.codes),)
    if isinstance(expression, Compare):
        return ((expression.item, ()),)
    if isinstance(expression, Not):
        return references(expression.operand)
    return tuple(mention for operand in expression.operands for mention in references(operand))


def _odd(rest: str) -> tuple[str, str]:
    allowed = "==, !=, in, <, <=, >, >=, and, or, not, (, )"
    return rest[:10].split(maxsplit=1)[0], _MEANT.get(rest[0], allowed)


def _statement(reader: Reader[Expression]) -> Expression:
    if not _ITEM.match(reader.next.text):
        raise reader.refusal("@item, not, (")
    item = ItemId(reader.take("word", allowed="@item, not, (").text)
    if reader.skip("not"):
        reader.expect("in")
        return Not(_among(item, reader))
    if reader.skip("in"):
        return _among(item, reader)
    sign = reader.expect(*_COMPARISONS, allowed="==, !=, in, <, <=, >, >=")
    compared = _compared(item, sign, reader)
    return Not(compared) if sign == "!=" else compared


def _among(item: ItemId, reader: Reader[Expression]) -> Chose:
    reader.expect("[")
    codes = [_code(reader)]
    while reader.skip(",") and not reader.is_next("]"):
        codes.append(_code(reader))
    reader.expect("]")
    return Chose(item, tuple(codes))


def _code(reader: Reader[Expression]) -> CodeId:
    return CodeId(reader.take("text", allowed="'…'").text)


def _compared(item: ItemId, sign: str, reader: Reader[Expression]) -> Chose | Compare:
    equality = sign in ("==", "!=")
    if equality and reader.next.kind == "text":
        return Chose(item, (_code(reader),))
    allowed = "'…', @a-number" if equality else "@a-number"
    if not _NUMBER.match(reader.next.text):
        raise reader.refusal(allowed)
    number = float(reader.take("word", allowed=allowed).text)
    return Compare(item, "==" if equality else cast("Operator", sign), number)


_EXPRESSION: Grammar[Expression] = Grammar(
    tokens=re.compile(
        r"""(?P<text>'[^']*'|"[^"]*")|(?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,)|(?P<word>[+-]?[A-Za-z0-9_.]+)"""
    ),
    odd=_odd,
    statement=_statement,
    any_of=AnyOf,
    all_of=AllOf,
    denied=Not,
    longest=10_000,
)
