"""Conditions as people and programs write them: one reader, and what is particular to a language as data.

Three small languages are read so: expressions of a study (`survey.expressions`), conditions of a claim
(`report.claims`), relevance of a form (`exchange.relevance`). `or` binds less than `and`, `and` less than `not`; what a
language states between them, and what is made of it, lies in its `Grammar`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

#: Deeper nesting is refused: no analyst writes it, and reading it must not end in a crash.
DEEPEST = 50
#: Found where a text ends too early.
END = "@end"


class ConditionError(ValueError):
    """A condition that cannot be read: `position` (characters from 0), what was found there and what may stand there."""

    def __init__(self, position: int, found: str, allowed: str) -> None:
        self.position = position
        self.found = found
        self.allowed = allowed
        super().__init__(f"{found!r} at {position}, where {allowed} may stand")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a condition; a `text` stands without its quotation marks."""

    kind: str
    text: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar(Generic[T]):
    """A language of conditions.

    `tokens` has one named group per kind of token: `text` for what is quoted, `word`, `sign`, and kinds of its own.
    `statement` reads what is neither `not` nor a group; `groups` tells whether a parenthesis opens a condition or
    belongs to a statement; `denied` is None where `not` is no word of the language. `odd` says of a rest that starts
    with no token what was found and what may stand there.
    """

    tokens: re.Pattern[str]
    odd: Callable[[str], tuple[str, str]]
    statement: Callable[["Reader[T]"], T]
    any_of: Callable[[tuple[T, ...]], T]
    all_of: Callable[[tuple[T, ...]], T]
    denied: Callable[[T], T] | None = None
    groups: Callable[["Reader[T]"], bool] = lambda _reader: True
    ends: str = "and, or"
    longest: int


def read_condition(text: str, grammar: Grammar[T]) -> T:
    """Return what the grammar makes of a whole text.

    Raises
    ------
    ConditionError
        The text is no condition of this language, is longer than its `longest` characters or nested deeper than
        `DEEPEST`.
    """
    reader = Reader(text, grammar)
    read = reader.either()
    if reader.next.kind != "end":
        raise reader.refusal(grammar.ends)
    return read


class Reader(Generic[T]):
    """The tokens of one text under a grammar, read from left to right; `depth` counts open parentheses and `not`."""

    def __init__(self, text: str, grammar: Grammar[T]) -> None:
        if len(text) > grammar.longest:
            raise ConditionError(grammar.longest, text[grammar.longest :][:10], END)
        self.grammar = grammar
        self.tokens = _tokens(text, grammar)
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        """Return the token to be read next; the last one, of kind `end`, is never passed."""
        return self.tokens[self.at]

    def take(self, *kinds: str, allowed: str) -> Token:
        """Return the next token, which must be of one of these kinds, and go on."""
        token = self.next
        if token.kind not in kinds:
            raise self.refusal(allowed)
        self.at += 1
        return token

    def is_next(self, *texts: str) -> bool:
        """Tell whether one of these words or signs comes next."""
        return self.next.kind in ("word", "sign") and self.next.text in texts

    def skip(self, *texts: str) -> str:
        """Return the next token's text and go on if it is one of these words or signs; else return nothing and stay."""
        return self.take("word", "sign", allowed="").text if self.is_next(*texts) else ""

    def expect(self, *texts: str, allowed: str | None = None) -> str:
        """Return the next token's text, which must be one of these words or signs, and go on."""
        if not self.is_next(*texts):
            raise self.refusal(", ".join(texts) if allowed is None else allowed)
        return self.skip(*texts)

    def refusal(self, allowed: str) -> ConditionError:
        """Return the error that the next token is not what may stand here."""
        return ConditionError(self.next.position, END if self.next.kind == "end" else self.next.text, allowed)

    def either(self) -> T:
        """Return a condition: alternatives of one or more."""
        return self._joined("or", self.both, self.grammar.any_of)

    def both(self) -> T:
        """Return what binds closer than `or`."""
        return self._joined("and", self.single, self.grammar.all_of)

    def single(self) -> T:
        """Return a denial, a group or a statement."""
        if self.depth > DEEPEST:
            raise self.refusal("@shallower")
        self.depth += 1
        denied = self.grammar.denied
        if denied is not None and self.skip("not"):
            read = denied(self.single())
        elif self.is_next("(") and self.grammar.groups(self):
            read = self.group()
        else:
            read = self.grammar.statement(self)
        self.depth -= 1
        return read

    def group(self) -> T:
        """Return a condition in parentheses."""
        self.expect("(")
        read = self.either()
        self.expect(")")
        return read

    def _joined(self, word: str, part: Callable[[], T], join: Callable[[tuple[T, ...]], T]) -> T:
        parts = [part()]
        while self.skip(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else join(tuple(parts))


def _tokens(text: str, grammar: Grammar[T]) -> list[Token]:
    tokens: list[Token] = []
    end = len(text.rstrip())
    at = len(text) - len(text.lstrip())
    while at < end:
        match = grammar.tokens.match(text, at)
        if match is None or match.lastgroup is None:
            raise ConditionError(at, *grammar.odd(text[at:end]))
        found = match[match.lastgroup]
        tokens.append(Token(match.lastgroup, found[1:-1].strip() if match.lastgroup == "text" else found, at))
        at = match.end()
        at += len(text[at:]) - len(text[at:].lstrip())
    return [*tokens, Token("end", "", end)]
