"""What a page says, before anybody writes it: numbers of cells, counts, labels, words with their parts; no format, no tag.

A page chooses which cell and which words. How a number is rounded, marked and bound to its cell, and how a text is
escaped, is the matter of whoever renders it: `report/html` or `report/plain`. A value that says nothing is false.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Literal, TypeAlias

from relstudy.cells import CellKey
from relstudy.report.book import CellRow, FieldName
from relstudy.words import Lang


class Value:
    """One thing said in a line."""

    __slots__ = ()

    def __add__(self, other: "Content") -> "Joined":
        """Return both, one after the other."""
        return Joined((self, other))

    def __radd__(self, other: str) -> "Joined":
        """Return both, a text first."""
        return Joined((other, self))


#: What stands in a line of a page: a value, or a text that has no language and no direction of its own.
Inline: TypeAlias = Value | str
#: What a value is made of: the same, and plain numbers as they stand in a sentence.
Content: TypeAlias = Inline | float


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
class Worded(Value):
    """Words that stand for the value of a cell ("15 retraits sur 22"): its number is among them."""

    cell: CellRow
    words: Value


@dataclass(frozen=True, slots=True)
class Field(Value):
    """Another number of a cell: its base, an end of its interval. `bare` = beside a number that says the unit."""

    cell: CellRow | None
    field: FieldName
    lang: Lang
    decimals: int | None = None
    natural: bool = False
    signed: bool = False
    bare: bool = False

    @property
    def number(self) -> float | None:
        """Return the number itself; None where there is no cell, or the cell has not that number."""
        return None if self.cell is None else self.cell.number(self.field)


@dataclass(frozen=True, slots=True)
class Count(Value):
    """A count made while the page is built: a number that is no cell."""

    count: int
    lang: Lang


@dataclass(frozen=True, slots=True)
class Label(Value):
    """A text of the study: its digits are no results, its direction is its own; so is its language where it is named.

    A sentence of an analyst is one too: its text is words and the numbers it refers to.
    """

    text: Inline
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Said(Value):
    """A text of the words' files, with what fills its `{name}` places."""

    text: str
    parts: tuple[tuple[str, Content], ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Line(Value):
    """Values among signs that belong to no language ("{0} ({1})")."""

    text: str
    parts: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Joined(Value):
    """Values one after the other, with the same between all of them."""

    parts: tuple[Content, ...] = ()
    between: Content = ""

    def __bool__(self) -> bool:
        """Tell whether one of the parts says anything."""
        return any(self.parts)


@dataclass(frozen=True, slots=True)
class Unbound(Value):
    """Digits that are no cell's: a number of the method, a date, a text with digits in it."""

    role: Literal["number", "date", "text"]
    content: Content


#: How something stands beside the rest: for those who do not see the page, pale, on a line of its own, in place of
#: nothing, as a rank, as a fingerprint, in bold, as what comes first of all; `whole` is as the rest, held together
#: beside a mark.
Tone = Literal[
    "hidden", "muted", "note", "line", "none", "missing", "imposed", "place", "print", "strong", "improve", "whole",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Toned(Value):
    """Something said in another tone than the rest of the line; `title` says more to those who ask."""

    tone: Tone
    content: Content
    title: Content = ""


@dataclass(frozen=True, slots=True)
class Turn(Value):
    """The end of a line: what follows stands below."""


#: The fill of a mark by tier: full is primary, hollow secondary, dashed unsettled.
Fill = Literal["full", "hollow", "dashed"]


@dataclass(frozen=True, slots=True)
class Glyph(Value):
    """The mark of a profile, by its place among the profiles. It says nothing by itself: words stand beside it."""

    profile: int
    fill: Fill = "full"


@dataclass(frozen=True, slots=True)
class Presence(Value):
    """A full dot for what is present, a hollow circle for what is absent; words stand beside it."""

    full: bool


@dataclass(frozen=True, slots=True)
class Arrow(Value):
    """A number that is significantly above or below the one it is compared with, in words for those who do not see it."""

    up: bool
    words: Value


@dataclass(frozen=True, slots=True)
class Disc(Value):
    """The rank of an expectation on a disc, filled by its tier; the accent marks what to improve first."""

    rank: Number
    tier: str
    improve: bool


@dataclass(frozen=True, slots=True)
class Captioned(Value):
    """A mark that stands alone, bound to its cell: its words are for those who do not see it."""

    mark: Value
    words: Value
    key: CellKey


@dataclass(frozen=True, slots=True)
class Beside(Value):
    """Marks and what they mark, side by side: glyphs before a word, a rank before a name, a bar before a number."""

    how: Literal["glyphs", "ranked", "barred"]
    parts: tuple[Content, ...]
    lined: bool = False


@dataclass(frozen=True, slots=True)
class Heat(Value):
    """A number on a tint of its share (0-1, None = not shown); `most` = the highest of its column."""

    share: float | None
    number: Number
    most: bool


@dataclass(frozen=True, slots=True)
class VerdictWord(Value):
    """The word of a verdict, bound to the cell it comes from; `named` = the verdict as cells name it, where a reader may ask for it."""

    word: Said
    key: CellKey
    named: str = ""
    tone: Literal["", "improve", "strong", "muted"] = ""


@dataclass(frozen=True, slots=True)
class Caution(Value):
    """The mark of a small base, after what rests on a cell; nothing after any other."""

    cell: CellRow | None
    lang: Lang

    def __bool__(self) -> bool:
        """Tell whether the base is small."""
        return self.cell is not None and self.cell.status == "cautious"


@dataclass(frozen=True, slots=True)
class Trend(Value):
    """An arrow where the marks of a cell say that it rose or fell significantly since the wave before; nothing otherwise."""

    cell: CellRow | None
    lang: Lang

    @property
    def way(self) -> Literal["up", "down"] | None:
        """Return which way the figure went."""
        if self.cell is None or not self.cell.shown:
            return None
        return "up" if self.cell.has_mark("up") else "down" if self.cell.has_mark("down") else None

    def __bool__(self) -> bool:
        """Tell whether it moved."""
        return self.way is not None


#: Nothing to say.
EMPTY = Joined()


def line(text: str, *parts: Content) -> Line:
    """Return values set in the `{0}` places of signs."""
    return Line(text, parts)


def joined(between: Content, parts: Iterable[Content]) -> Joined:
    """Return values with the same between all of them."""
    return Joined(tuple(parts), between)


def parts_of(value: object) -> Iterator[object]:
    """Yield what a value, a table or a view is made of."""
    if isinstance(value, tuple):
        yield from value
    elif not isinstance(value, CellRow):
        kind: type = type(value)
        for name in _field_names(kind):
            yield getattr(value, name)


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass; none of any other type."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


def cells_in(value: object) -> Iterator[CellRow]:
    """Yield the cells of which values say or draw something, in the order they stand in."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        kind: type = type(one)
        # Pages hold a hundred thousand values: what holds nothing, most of them, is passed over at once.
        if kind is CellRow:
            yield one  # type: ignore[misc]  # of this class, so of this type
        elif kind is tuple:
            waiting.extend(one[::-1])  # type: ignore[index]
        elif names := _field_names(kind):
            waiting.extend([getattr(one, name) for name in reversed(names)])
