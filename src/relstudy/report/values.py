"""What a page says, before anybody writes it: numbers of cells, counts, labels, words with their parts; no format, no tag.

A page chooses which cell and which words. How a number is rounded, marked and bound to its cell, and how a text is escaped,
is the matter of whoever renders it: `report/html` or `report/plain`. A value that says nothing is false.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from relstudy.report.book import CellRow
from relstudy.words import Lang

#: Numbers of a cell beside its value.
FieldName = Literal["base", "base_weighted", "base_effective", "low", "high", "se"]


class Inline(Protocol):
    """What stands in a line of a page: a value, or a piece of a page that is still written as HTML."""

    def __html__(self) -> str:
        """Return the HTML that says it."""
        ...


class Value:
    """One thing said in a line."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the HTML of the value: templates and the pages that still fill HTML themselves ask for it here."""
        from relstudy.report.html import render

        return render(self)

    def __add__(self, other: object) -> "Joined":
        """Return both, one after the other."""
        return Joined((self, other))


@dataclass(frozen=True, slots=True)
class Number(Value):
    """The value of a cell; a cell that is withheld or missing, or None where there is none, says so instead.

    `decimals`, `natural`, `signed` and `unit` as in `numbers.format_value`. Cases and players are counts of those asked
    ("8 sur 22"); `of_base` says the number alone, where the base stands elsewhere.
    """

    cell: CellRow | None
    lang: Lang
    decimals: int | None = None
    natural: bool = False
    signed: bool = False
    of_base: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Runs(Value):
    """The stability of a verdict: a share of resamples, or the withdrawals of a case that leave it as it is."""

    cell: CellRow | None
    lang: Lang


@dataclass(frozen=True, slots=True)
class Field(Value):
    """Another number of a cell: its base, an end of its interval."""

    cell: CellRow | None
    field: FieldName
    lang: Lang
    decimals: int | None = None
    natural: bool = False


@dataclass(frozen=True, slots=True)
class Count(Value):
    """A count made while the page is built: a number that is no cell."""

    count: int
    lang: Lang


@dataclass(frozen=True, slots=True)
class Label(Value):
    """A text of the study: its digits are no results, its direction is its own; so is its language where it is named."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Said(Value):
    """A text of the words' files, with what fills its `{name}` places."""

    text: str
    parts: tuple[tuple[str, object], ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Line(Value):
    """Values among signs that belong to no language ("{0} ({1})")."""

    text: str
    parts: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Joined(Value):
    """Values one after the other, with the same between all of them."""

    parts: tuple[object, ...] = ()
    between: object = ""

    def __bool__(self) -> bool:
        """Tell whether one of the parts says anything."""
        return any(self.parts)


@dataclass(frozen=True, slots=True)
class Unbound(Value):
    """Digits that are no cell's: a number of the method, a date, a text with digits in it."""

    role: Literal["number", "date", "text"]
    content: object


#: How something stands beside the rest: for those who do not see the page, pale, on a line of its own, in place of nothing, as a rank.
Tone = Literal["hidden", "muted", "note", "line", "none", "place"]


@dataclass(frozen=True, slots=True)
class Toned(Value):
    """Something said in another tone than the rest of the line."""

    tone: Tone
    content: object


#: Nothing to say.
EMPTY = Joined()


def line(text: str, *parts: object) -> Line:
    """Return values set in the `{0}` places of signs."""
    return Line(text, parts)


def joined(between: object, parts: Iterable[object]) -> Joined:
    """Return values with the same between all of them."""
    return Joined(tuple(parts), between)
