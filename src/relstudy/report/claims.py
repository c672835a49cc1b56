"""Conditions of a claim: comparisons of cells with numbers, words or other cells, said in the analyst's texts.

`expectations/recognised/importance/_/all > 7 and expectations/recognised/tier/_/all == 'primary'`. Keys, numbers, quoted words, `+`,
`-`, comparisons, `and`, `or`, `not`, parentheses. A condition on a cell that is withheld or missing does not hold: what
may not be printed proves nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from relstudy.report.book import Book, CellRow

KEY = r"[a-z]+(?:/[a-z0-9_.=*-]+){4}"
_TOKEN = re.compile(
    rf"\s*(?:(?P<key>{KEY})|(?P<number>\d+(?:\.\d+)?)|(?P<word>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign>>=|<=|==|!=|>|<|\(|\)|\+|-)|(?P<name>and\b|or\b|not\b))"
)
_MOST_TOKENS = 200

Value = float | str | None


class ClaimError(ValueError):
    """A condition that cannot be read; `found` is what stands where something else is expected."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(found)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read: the keys it names, in order, and whether it holds in a book of cells."""

    keys: tuple[str, ...]
    holds: Callable[[Book], bool]


def parse_condition(text: str) -> Condition:
    """Return the condition a text states.

    Raises
    ------
    ClaimError
        The text is not a condition.
    """
    reader = _Reader(_tokens(text))
    holds = reader.either()
    reader.end()
    return Condition(keys=tuple(dict.fromkeys(reader.keys)), holds=holds)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None or len(tokens) >= _MOST_TOKENS:
            raise ClaimError(text[place:].strip()[:40])
        kind = found.lastgroup or ""
        tokens.append((kind, found[kind]))
        place = found.end()
    return tokens


class _Reader:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0
        self.keys: list[str] = []

    def _next(self, *texts: str) -> str | None:
        if self.place < len(self.tokens) and self.tokens[self.place][1] in texts:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def end(self) -> None:
        if self.place < len(self.tokens):
            raise ClaimError(self.tokens[self.place][1])

    def either(self) -> Callable[[Book], bool]:
        parts = [self.both()]
        while self._next("or"):
            parts.append(self.both())
        return lambda book: any(part(book) for part in parts)

    def both(self) -> Callable[[Book], bool]:
        parts = [self.denied()]
        while self._next("and"):
            parts.append(self.denied())
        return lambda book: all(part(book) for part in parts)

    def denied(self) -> Callable[[Book], bool]:
        if self._next("not"):
            inner = self.denied()
            return lambda book: not inner(book)
        start, keys = self.place, len(self.keys)
        if self._next("("):
            try:
                inner = self.either()
                if self._next(")") and not self._compares():
                    return inner
            except ClaimError:
                pass
            # The parenthesis opened a sum, not a condition.
            self.place = start
            del self.keys[keys:]
        return self.comparison()

    def _compares(self) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place][1] in {
            ">",
            "<",
            ">=",
            "<=",
            "==",
            "!=",
            "+",
            "-",
        }

    def comparison(self) -> Callable[[Book], bool]:
        left = self.total()
        sign = self._next(">=", "<=", "==", "!=", ">", "<")
        if sign is None:
            raise ClaimError(self._standing())
        right = self.total()
        return lambda book: _compare(left(book), sign, right(book))

    def total(self) -> Callable[[Book], Value]:
        value = self.term()
        while (sign := self._next("+", "-")) is not None:
            value = _added(value, self.term(), 1.0 if sign == "+" else -1.0)
        return value

    def term(self) -> Callable[[Book], Value]:
        if self._next("-"):
            return _added(lambda _book: 0.0, self.term(), -1.0)
        if self._next("("):
            inner = self.total()
            if not self._next(")"):
                raise ClaimError(self._standing())
            return inner
        if self.place >= len(self.tokens):
            raise ClaimError("")
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return lambda _book: float(text)
        if kind == "word":
            return lambda _book: text[1:-1]
        if kind == "key":
            self.keys.append(text)
            return lambda book: value_of(book.by_key.get(text))
        raise ClaimError(text)

    def _standing(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""


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


def _compare(left: Value, sign: str, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return (left == right) if sign == "==" else sign == "!=" and left != right
    if not isinstance(left, float) or not isinstance(right, float):
        return False
    return {
        ">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right,
        "==": left == right, "!=": left != right,
    }[sign]  # fmt: skip
