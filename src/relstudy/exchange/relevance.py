"""Relevance of XLSForm (a small part of XPath) as an expression of a study, where it can be one.

`${x} = 'a'`, `selected(${x}, 'a')`, `!=`, comparisons with numbers, `and`, `or`, `not()`, `${x} != ''`,
`count-selected(${x}) > 0`. What depends on arithmetic, on texts, on dates or on questions the study has not is not
translated, and why is said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from relstudy.survey.grammar import END, ConditionError, Grammar, Reader, read_condition

_FUNCTIONS = ("count-selected", "string-length", "int", "number", "string", "coalesce")
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A question an expression may name: its item, and the codes of its answers (none for a number)."""

    item: str
    kind: Literal["one", "several", "number"]
    codes: tuple[str, ...] = ()


class Untranslatable(ValueError):
    """A relevance no expression of a study says; the text is the part it fails on."""


#: A part of the answer: an expression, or a truth known beforehand.
_Part = str | bool


def translate_relevance(relevant: str, known: Mapping[str, Known]) -> str | None:
    """Return the expression a relevance is, None where everybody is asked.

    Raises
    ------
    Untranslatable
        It names something no expression can, or is always false.
    """
    if not relevant.strip():
        raise Untranslatable(relevant)
    try:
        part = read_condition(relevant, _relevance(known))
    except ConditionError as error:
        raise Untranslatable(error.allowed if error.found == END else error.found) from error
    if part is False:
        raise Untranslatable(relevant)
    return None if part is True else str(part)


@dataclass(slots=True)
class _Operand:
    """One side of a comparison: a question, a count of its answers, a length of its text, a text or a number."""

    kind: Literal["question", "count", "text", "number"]
    text: str
    known: Known | None = None


def _relevance(known: Mapping[str, Known]) -> Grammar[_Part]:
    return Grammar(
        tokens=re.compile(
            r"(?P<name>\$\{\s*[^}]+?\s*\})|(?P<text>'[^']*'|\"[^\"]*\"|‘[^’]*’)|(?P<number>-?[0-9]+(?:\.[0-9]+)?)"
            r"|(?P<sign>!=|<=|>=|=|<|>|\(|\)|,)|(?P<word>[A-Za-z_][A-Za-z0-9_:.-]*)"
        ),
        odd=lambda rest: (rest[0], ""),
        statement=lambda reader: _statement(reader, known),
        any_of=lambda parts: _joined(parts, "or", absorbing=True),
        all_of=lambda parts: _joined(parts, "and", absorbing=False),
        longest=100_000,
    )


def _statement(reader: Reader[_Part], known: Mapping[str, Known]) -> _Part:
    if reader.is_next("true", "false", "not", "selected"):
        return _call(reader, known)
    left = _operand(reader, known)
    operator = reader.expect(*_FLIPPED, allowed=left.text)
    return _compared(left, operator, _operand(reader, known))


def _call(reader: Reader[_Part], known: Mapping[str, Known]) -> _Part:
    name = reader.skip(reader.next.text)
    if name == "not":
        part = reader.group()
        return not part if isinstance(part, bool) else f"not ({part})"
    reader.expect("(")
    if name in ("true", "false"):
        reader.expect(")")
        return name == "true"
    left = _operand(reader, known)
    reader.expect(",")
    right = _operand(reader, known)
    reader.expect(")")
    if left.known is None or left.kind != "question" or left.known.kind == "number":
        raise Untranslatable(left.text)
    return f"{left.known.item} == {_code(left.known, right)}"


def _operand(reader: Reader[_Part], known: Mapping[str, Known]) -> _Operand:
    token = reader.take("text", "number", "name", "word", allowed="…")
    if token.kind == "text":
        return _Operand("text", token.text)
    if token.kind == "number":
        return _Operand("number", token.text)
    if token.kind == "name":
        name = token.text[2:-1].strip()
        if name not in known:
            raise Untranslatable(token.text)
        return _Operand("question", token.text, known[name])
    if token.text not in _FUNCTIONS:
        raise Untranslatable(token.text)
    reader.expect("(")
    inner = _operand(reader, known)
    reader.expect(")")
    counts = token.text in ("count-selected", "string-length")
    if inner.known is None or (token.text == "count-selected" and inner.known.kind != "several"):
        raise Untranslatable(token.text)
    return _Operand("count" if counts else "question", token.text, inner.known)


def _joined(parts: tuple[_Part, ...], word: str, *, absorbing: bool) -> _Part:
    if any(part is absorbing for part in parts):
        return absorbing
    said = [part for part in parts if isinstance(part, str)]
    if not said:
        return not absorbing
    if len(said) == 1:
        return said[0]
    other = " or " if word == "and" else " and "
    return f" {word} ".join(f"({part})" if other in part else part for part in said)


def _code(known: Known, operand: _Operand) -> str:
    if operand.kind not in ("text", "number") or operand.text not in known.codes:
        raise Untranslatable(operand.text)
    return f"'{operand.text}'" if "'" not in operand.text else f'"{operand.text}"'


def _among(known: Known, codes: list[str]) -> str:
    return f"{known.item} in [{', '.join(_code(known, _Operand('text', code)) for code in codes)}]"


def _compared(left: _Operand, operator: str, right: _Operand) -> str:
    if left.known is None and right.known is not None:
        left, operator, right = right, _FLIPPED[operator], left
    known = left.known
    if known is None or right.known is not None:
        raise Untranslatable(left.text)
    if left.kind == "count" or (right.kind == "text" and not right.text):
        return _answered(left, operator, right)
    if known.kind == "number":
        number = right.text
        if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", number):
            raise Untranslatable(number)
        return f"{known.item} {'==' if operator == '=' else operator} {number}"
    if operator in ("=", "!="):
        # Of several answers "= 'a'" means that a is the only one: no expression says so.
        if known.kind == "several":
            raise Untranslatable(left.text)
        return f"{known.item} {'==' if operator == '=' else '!='} {_code(known, right)}"
    return _codes_compared(known, operator, right)


def _answered(left: _Operand, operator: str, right: _Operand) -> str:
    """Return "something was answered", or its contrary."""
    known = left.known
    if known is None or known.kind == "number":
        raise Untranslatable(left.text)
    given = {("!=", ""), ("!=", "0"), (">", "0"), (">=", "1")}
    none = {("=", ""), ("=", "0"), ("<", "1"), ("<=", "0")}
    said = _among(known, list(known.codes))
    if (operator, right.text) in given:
        return said
    if (operator, right.text) in none:
        return f"not ({said})"
    raise Untranslatable(f"{left.text} {operator} {right.text}")


def _codes_compared(known: Known, operator: str, right: _Operand) -> str:
    """Return the codes whose number is on the right side of a limit."""
    try:
        limit = float(right.text)
        numbers = {code: float(code) for code in known.codes}
    except ValueError as error:
        raise Untranslatable(right.text) from error
    holds = {"<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__}[operator]
    codes = [code for code, number in numbers.items() if holds(number, limit)]
    if not codes or known.kind == "several":
        raise Untranslatable(right.text)
    return _among(known, codes)
