"""Relevance of XLSForm (a small part of XPath) as an expression of a study, where it can be one.

`${x} = 'a'`, `selected(${x}, 'a')`, `!=`, comparisons with numbers, `and`, `or`, `not()`, `${x} != ''`, `count-selected(${x}) > 0`.
What depends on arithmetic, on texts, on dates or on questions the study has not is not translated, and why is said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{\s*[^}]+?\s*\})|(?P<text>'[^']*'|\"[^\"]*\"|‘[^’]*’)|(?P<number>-?[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<sign>!=|<=|>=|=|<|>|\(|\)|,)|(?P<word>[A-Za-z_][A-Za-z0-9_:.-]*)|(?P<odd>\S))"
)
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
    parser = _Parser(relevant, known)
    part = parser.either()
    parser.end()
    if part is False:
        raise Untranslatable(relevant)
    return None if part is True else str(part)


@dataclass(slots=True)
class _Operand:
    """One side of a comparison: a question, a count of its answers, a length of its text, a text or a number."""

    kind: Literal["question", "count", "text", "number"]
    text: str
    known: Known | None = None


class _Parser:
    def __init__(self, text: str, known: Mapping[str, Known]) -> None:
        self.known = known
        self.tokens: list[tuple[str, str]] = []
        for match in _TOKEN.finditer(text.strip()):
            kind = str(match.lastgroup)
            if kind == "odd":
                raise Untranslatable(match[kind])
            self.tokens.append((kind, match[kind]))
        if not self.tokens:
            raise Untranslatable(text)
        self.at = 0

    @property
    def next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.next
        self.at += 1
        return token

    def sign(self, wanted: str) -> None:
        found = self.take()
        if found != ("sign", wanted):
            raise Untranslatable(found[1] or wanted)

    def end(self) -> None:
        if self.next[0] != "end":
            raise Untranslatable(self.next[1])

    def either(self) -> _Part:
        parts = [self.both()]
        while self.next == ("word", "or"):
            self.take()
            parts.append(self.both())
        return _joined(parts, "or", absorbing=True)

    def both(self) -> _Part:
        parts = [self.single()]
        while self.next == ("word", "and"):
            self.take()
            parts.append(self.single())
        return _joined(parts, "and", absorbing=False)

    def single(self) -> _Part:
        if self.next == ("sign", "("):
            self.take()
            part = self.either()
            self.sign(")")
            return part
        if self.next[0] == "word" and self.next[1] in ("not", "selected", "true", "false"):
            return self.function(self.take()[1])
        left = self.operand()
        kind, operator = self.take()
        if kind != "sign" or operator not in _FLIPPED:
            raise Untranslatable(operator or left.text)
        return _compared(left, operator, self.operand())

    def function(self, name: str) -> _Part:
        self.sign("(")
        if name in ("true", "false"):
            self.sign(")")
            return name == "true"
        if name == "not":
            part = self.either()
            self.sign(")")
            return not part if isinstance(part, bool) else f"not ({part})"
        left = self.operand()
        self.sign(",")
        right = self.operand()
        self.sign(")")
        if left.known is None or left.kind != "question" or left.known.kind == "number":
            raise Untranslatable(left.text)
        return f"{left.known.item} == {_code(left.known, right)}"

    def operand(self) -> _Operand:
        kind, text = self.take()
        if kind == "text":
            return _Operand("text", text[1:-1].strip())
        if kind == "number":
            return _Operand("number", text)
        if kind == "name":
            return _Operand("question", text, self.question(text))
        if kind == "word" and text in ("count-selected", "string-length", "int", "number", "string", "coalesce"):
            self.sign("(")
            inner = self.operand()
            self.sign(")")
            counts = text in ("count-selected", "string-length")
            if inner.known is None or (text == "count-selected" and inner.known.kind != "several"):
                raise Untranslatable(text)
            return _Operand("count" if counts else "question", text, inner.known)
        raise Untranslatable(text or "…")

    def question(self, reference: str) -> Known:
        name = reference[2:-1].strip()
        if name not in self.known:
            raise Untranslatable(reference)
        return self.known[name]


def _joined(parts: list[_Part], word: str, *, absorbing: bool) -> _Part:
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
