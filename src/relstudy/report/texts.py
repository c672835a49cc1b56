"""The analysts' words as values: titles, comments, claims and recommendations by page, with references to cells.

A reference `{key}` or `{key|format}` prints a cell. A claim may carry `holds`, a condition on cells: where it is false
the page says that the figures do not bear it out. `[show]` hides an item (with a reason), orders items and shortens
labels; the numbers stay what they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from relstudy.cells import CellKey
from relstudy.report.book import Book
from relstudy.report.claims import Condition

#: How a reference may print its cell.
FORMATS = ("pct", "mean", "count", "score", "points", "eur", "days", "rank", "cases", "base", "text")
_REFERENCE = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One text of the analyst. `line` is where it stands; `holds` its condition, as written, with what it means."""

    text: str
    line: int | None = None
    holds: str | None = None
    proof: str | None = None
    condition: Condition | None = field(default=None, compare=False)

    def references(self) -> Iterator[tuple[CellKey, str | None]]:
        """Yield the keys the text names, each with its format."""
        for found in _REFERENCE.finditer(self.text):
            yield CellKey(found[1].strip()), found[2].strip() if found[2] is not None else None

    def is_true(self, book: Book) -> bool:
        """Tell whether the figures bear the text out; a text without condition claims nothing."""
        return self.condition is None or self.condition.holds(book)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTexts:
    """What the analyst wrote for one page. `implies` says, by profile, what its card implies."""

    title: Sentence | None = None
    comments: tuple[Sentence, ...] = ()
    claims: tuple[Sentence, ...] = ()
    recommendations: tuple[Sentence, ...] = ()
    implies: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return all sentences of the page."""
        told = (sentence for group in self.implies.values() for sentence in group)
        return (*((self.title,) if self.title else ()), *self.comments, *self.claims, *self.recommendations, *told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How one item is shown: hidden for a reason, placed, under a shorter label."""

    hidden: str | None = None
    order: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The analysts' words of one wave in one language."""

    file: str = ""
    pages: dict[str, PageTexts] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)

    def page(self, name: str) -> PageTexts:
        """Return what was written for a page."""
        return self.pages.get(name, PageTexts())


def split_references(text: str) -> Iterator[tuple[str, CellKey | None, str | None]]:
    """Yield the parts of a text: words, then the key and the format of the reference that follows them (or None)."""
    place = 0
    for found in _REFERENCE.finditer(text):
        yield text[place : found.start()], CellKey(found[1].strip()), found[2].strip() if found[2] is not None else None
        place = found.end()
    yield text[place:], None, None
