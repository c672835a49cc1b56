"""Conditions of a claim: comparisons of cells with numbers, words or other cells, said in the analyst's texts.

`expectations/recognised/importance/_/all > 7 and expectations/recognised/tier/_/all == 'primary'`. Keys, numbers,
quoted words, `+`, `-`, comparisons, `and`, `or`, `not`, parentheses. A condition on a cell that is withheld or missing
does not hold: what may not be printed proves nothing.
"""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from relstudy.cells import CellKey
from relstudy.report.book import Book, CellRow
from relstudy.survey.grammar import DEEPEST, Grammar, Reader, Token, read_condition

KEY = r"[a-z]+(?:/[a-z0-9_.=*-]+){4}"
#: They compare whatever two values they are given, as long as both are texts or both are numbers.
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip

Value = float | str | None
_Holds = Callable[[Book], bool]
_Figure = Callable[[Book], Value]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read: the keys it names, in order, and whether it holds in a book of cells."""

    keys: tuple[CellKey, ...]
    holds: _Holds


def parse_condition(text: str) -> Condition:
    """Return the condition a text states.

    Raises
    ------
    ConditionError
        The text is not a condition.
    """
    return read_condition(text, _CLAIM)


def _statement(reader: Reader[Condition]) -> Condition:
    start = reader.at
    left = _total(reader)
    compare = _COMPARISONS[reader.expect(*_COMPARISONS)]
    right = _total(reader)
    keys = tuple(CellKey(token.text) for token in reader.tokens[start : reader.at] if token.kind == "key")
    return Condition(keys, lambda book: _compare(left(book), compare, right(book)))


def _total(reader: Reader[Condition], depth: int = 0) -> _Figure:
    value = _term(reader, depth)
    while sign := reader.skip("+", "-"):
        value = _added(value, _term(reader, depth), 1.0 if sign == "+" else -1.0)
    return value


def _term(reader: Reader[Condition], depth: int) -> _Figure:
    if depth > DEEPEST:
        raise reader.refusal("@shallower")
    if reader.skip("-"):
        return _added(lambda _book: 0.0, _term(reader, depth + 1), -1.0)
    if reader.skip("("):
        inner = _total(reader, depth + 1)
        reader.expect(")")
        return inner
    return _figure(reader.take("number", "text", "key", allowed="@claim"))


def _figure(token: Token) -> _Figure:
    if token.kind == "key":
        return lambda book: value_of(book.by_key.get(CellKey(token.text)))
    value = float(token.text) if token.kind == "number" else token.text
    return lambda _book: value


def _groups(reader: Reader[Condition]) -> bool:
    """Tell whether a parenthesis holds a condition: one that holds a sum is followed by a sign, or holds none that compares."""
    depth, compares = 0, False
    for token in reader.tokens[reader.at :]:
        depth += (token.text == "(") - (token.text == ")")
        compares = compares or token.text in _COMPARISONS
        if depth == 0:
            break
    return compares


def _joined(parts: tuple[Condition, ...], every: Callable[[Iterable[bool]], bool]) -> Condition:
    keys = dict.fromkeys(key for part in parts for key in part.keys)
    return Condition(tuple(keys), lambda book: every(part.holds(book) for part in parts))


def value_of(cell: CellRow | None) -> Value:
    """Return what a condition compares: the number or the category of a cell; None where nothing may be printed."""
    if cell is None or not cell.shown:
        return None
    return cell.value if cell.kind == "number" else cell.text


def _added(left: Callable[[Book], Value], right: Callable[[Book], Value], sign: float) -> Callable[[Book], Value]:
    def value(book: Book) -> Value:
        a, b = left(book), right(book)
        return a + sign * b if isinstance(a, float) and isinstance(b, float) else None

    return value


def _compare(left: Value, compare: Callable[[Any, Any], bool], right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return compare in (operator.eq, operator.ne) and compare(left, right)
    return isinstance(left, float) and isinstance(right, float) and compare(left, right)


_CLAIM: Grammar[Condition] = Grammar(
    tokens=re.compile(
        rf"(?P<key>{KEY})|(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
        r"|(?P<sign>>=|<=|==|!=|>|<|\(|\)|\+|-)|(?P<word>(?:and|or|not)\b)"
    ),
    odd=lambda rest: (rest[:40], "@claim"),
    statement=_statement,
    any_of=lambda parts: _joined(parts, any),
    all_of=lambda parts: _joined(parts, all),
    denied=lambda part: Condition(part.keys, lambda book: not part.holds(book)),
    groups=_groups,
    longest=10_000,
)
