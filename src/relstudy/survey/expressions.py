"""Expressions of a study: who is asked an item, who is kept, on whom a share is taken.

Item ids, quoted codes, `==`, `!=`, `in [...]`, `and`, `or`, `not`, parentheses; for numeric and scale items also `<`,
`<=`, `>`, `>=` with numbers. The text is read once into a frozen tree; what it means for respondents is the intake's matter.
"""

import re
from dataclasses import dataclass
from typing import Literal

#: Deeper nesting is refused: no analyst writes it, and reading it must not end in a crash.
DEEPEST = 50
LONGEST = 10_000

Operator = Literal["==", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Chose:
    """The item's answer is one of the codes; a multiple item: one of them is ticked."""

    item: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """The item's number compared with another; false where it has none."""

    item: str
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


class ExpressionError(ValueError):
    """An expression that cannot be read: `position` (characters from 0), what was found there and what may stand there."""

    def __init__(self, position: int, found: str, allowed: str) -> None:
        self.position = position
        self.found = found
        self.allowed = allowed
        super().__init__(f"{found!r} at {position}, where {allowed} may stand")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["word", "code", "sign", "end"]
    text: str
    position: int


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<code>'[^']*'|"[^"]*")
      | (?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,)
      | (?P<word>[+-]?[A-Za-z0-9_.]+)
    )""",
    re.VERBOSE,
)
_ITEM = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)?\Z")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_KEYWORDS = frozenset({"and", "or", "not", "in"})
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def parse_expression(text: str) -> Expression:
    """Return the tree of an expression.

    Raises
    ------
    ExpressionError
        The text is not an expression, is nested deeper than `DEEPEST` or longer than `LONGEST` characters.
    """
    if len(text) > LONGEST:
        raise ExpressionError(LONGEST, text[LONGEST : LONGEST + 10], "@end")
    parser = _Parser(_tokens(text))
    tree = parser.either(0)
    parser.expect_end()
    return tree


def references(expression: Expression) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (item id, codes named) for every mention of an item, in the order met; no code where a number is compared."""
    if isinstance(expression, Chose):
        return ((expression.item, expression.codes),)
    if isinstance(expression, Compare):
        return ((expression.item, ()),)
    if isinstance(expression, Not):
        return references(expression.operand)
    return tuple(mention for operand in expression.operands for mention in references(operand))


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(start, text[start : start + 10].split(maxsplit=1)[0], _allowed_for(text[start]))
        kind = str(match.lastgroup)
        token = match[kind]
        tokens.append(
            _Token(kind, token[1:-1].strip() if kind == "code" else token, match.start(kind))  # type: ignore[arg-type]
        )
        at = match.end()
    tokens.append(_Token("end", "", end))
    return tokens


def _allowed_for(character: str) -> str:
    """Return what was probably meant by a sign that has no place in an expression."""
    if character in "'\"’‘“”«»":
        return "'…'"
    meant = {"=": "==", "&": "and", "|": "or", "!": "!=, not"}
    return meant.get(character, "==, !=, in, <, <=, >, >=, and, or, not, (, )")


class _Parser:
    """Recursive descent; `depth` counts open parentheses and `not`."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def is_word(self, word: str) -> bool:
        return self.next.kind == "word" and self.next.text == word

    def is_sign(self, sign: str) -> bool:
        return self.next.kind == "sign" and self.next.text == sign

    def take(self) -> _Token:
        token = self.next
        self.at += 1
        return token

    def refuse(self, allowed: str) -> ExpressionError:
        found = self.next
        return ExpressionError(found.position, found.text if found.kind != "end" else "@end", allowed)

    def expect_end(self) -> None:
        if self.next.kind != "end":
            raise self.refuse("and, or")

    def expect_sign(self, sign: str) -> None:
        if not self.is_sign(sign):
            raise self.refuse(sign)
        self.take()

    def either(self, depth: int) -> Expression:
        operands = [self.both(depth)]
        while self.is_word("or"):
            self.take()
            operands.append(self.both(depth))
        return operands[0] if len(operands) == 1 else AnyOf(tuple(operands))

    def both(self, depth: int) -> Expression:
        operands = [self.single(depth)]
        while self.is_word("and"):
            self.take()
            operands.append(self.single(depth))
        return operands[0] if len(operands) == 1 else AllOf(tuple(operands))

    def single(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise self.refuse("@shallower")
        if self.is_word("not"):
            self.take()
            return Not(self.single(depth + 1))
        if self.is_sign("("):
            self.take()
            inner = self.either(depth + 1)
            self.expect_sign(")")
            return inner
        return self.statement()

    def statement(self) -> Expression:
        word = self.next
        if word.kind != "word" or word.text in _KEYWORDS or not _ITEM.match(word.text):
            raise self.refuse("@item, not, (")
        item = self.take().text
        if self.is_word("not"):
            self.take()
            if not self.is_word("in"):
                raise self.refuse("in")
            return Not(self.among(item))
        if self.is_word("in"):
            return self.among(item)
        sign = self.next
        if sign.kind != "sign" or sign.text not in _COMPARISONS:
            raise self.refuse("==, !=, in, <, <=, >, >=")
        return self.comparison(item, self.take().text)

    def among(self, item: str) -> Chose:
        self.take()
        self.expect_sign("[")
        codes = [self.code()]
        while self.is_sign(","):
            self.take()
            if self.is_sign("]"):
                break
            codes.append(self.code())
        self.expect_sign("]")
        return Chose(item, tuple(codes))

    def code(self) -> str:
        if self.next.kind != "code":
            raise self.refuse("'…'")
        return self.take().text

    def comparison(self, item: str, sign: str) -> Expression:
        equality = sign in ("==", "!=")
        if equality and self.next.kind == "code":
            chosen = Chose(item, (self.take().text,))
            return Not(chosen) if sign == "!=" else chosen
        if self.next.kind != "word" or not _NUMBER.match(self.next.text):
            raise self.refuse("'…', @a-number" if equality else "@a-number")
        number = float(self.take().text)
        if sign == "!=":
            return Not(Compare(item, "==", number))
        return Compare(item, sign, number)  # type: ignore[arg-type]
