"""The cells that values speak of, and how each of their numbers is printed: what a deck read again is held against."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from relstudy.report.book import CellRow
from relstudy.report.deck.slide import Slide
from relstudy.report.numbers import cell_word, written_count, written_field, written_number, written_runs
from relstudy.report.values import Count, Field, Label, Number, Runs, Said, Unbound, Worded, cells_in, parts_of

#: A number alone, as a page would print that of a cell.
_BARE = re.compile(r"[\s+\u2212<>≈±-]*\d[\d\s.,/\u2013-]*[%€]?\s*")


@dataclass(frozen=True, slots=True)
class Printed:
    """One number as it stands on a slide: the cell it is of, which number of the cell (`of_base` = its share of the base), its print."""

    cell: CellRow
    field: str
    text: str


def printed_in(value: object) -> Iterator[Printed]:
    """Yield the numbers of cells among values, in the order they are said."""
    if isinstance(value, Number):
        if value.cell is not None and cell_word(value.cell, value.lang) is None:
            yield Printed(value.cell, "value", written_number(value))
    elif isinstance(value, Runs):
        if value.cell is not None and cell_word(value.cell, value.lang) is None:
            counted = value.cell.base_kind != "respondents" and bool(value.cell.base)
            yield Printed(value.cell, "of_base" if counted else "value", written_runs(value))
    elif isinstance(value, Field):
        if value.cell is not None and value.number is not None:
            yield Printed(value.cell, value.field, written_field(value))
    else:
        for part in parts_of(value):
            yield from printed_in(part)


def worded_in(value: object, *, said: bool = False) -> Iterator[str]:
    """Yield the texts among values whose digits are no results, or stand in words for that of a cell.

    They are labels, wording, dates, counts of the page, words of the program with what fills them. Digits that stand in
    neither these nor a number of a cell have nothing that answers for them: so it is with a bare number among words.
    `said`: the value is part of such a text.
    """
    if isinstance(value, str | int):
        if said or not _BARE.fullmatch(str(value)):
            yield str(value)
    elif isinstance(value, Count):
        yield written_count(value)
    elif isinstance(value, Number | Runs):
        yield cell_word(value.cell, value.lang) or ""
    elif isinstance(value, Said):
        yield from (words for words, *_ in Formatter().parse(value.text) if words)
        yield from worded_in(tuple(part for _, part in value.parts), said=True)
    else:
        known = said or isinstance(value, Label | Unbound | Worded)
        for part in parts_of(value):
            yield from worded_in(part, said=known)


def cells_of(slide: Slide) -> tuple[CellRow, ...]:
    """Return the cells a slide shows, each once."""
    return tuple({cell.key: cell for cell in cells_in((slide.title, slide.body)) if cell.shown}.values())
