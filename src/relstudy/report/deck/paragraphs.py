"""Text of a slide: the size in which it fits, and its parts where it would be too small to be read at any."""

from collections.abc import Iterator, Sequence

from relstudy.report.deck.letters import lines_in
from relstudy.report.deck.said import said
from relstudy.report.deck.slide import Paragraph

#: Sizes tried, from the largest; a text that has to be divided is set in the last but those too small for a talk.
_SIZES = (20.0, 18.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0)
_DIVIDED = 13.0
_LEADING, _ROOM = 1.2, 0.97
#: What stands above a heading and above any other paragraph, in lines.
_ABOVE = {"heading": 0.9}
_BETWEEN = 0.4
#: Paragraphs that are set in bold letters.
_BOLD = ("heading", "lead")
#: How much larger than the others a paragraph that leads is set.
_LEAD = 2.0


def text_size(paragraphs: Sequence[Paragraph], width: float, height: float) -> float:
    """Return the largest size in which a text fits a place, the smallest where it fits in none."""
    return next((size for size in _SIZES if _high(paragraphs, width, size) <= height), _SIZES[-1])


def size_of(paragraph: Paragraph, size: float) -> float:
    """Return the size of one paragraph of a text of that size."""
    return size + _LEAD if paragraph.kind == "lead" else size


def space_above(paragraph: Paragraph, size: float) -> float:
    """Return what stays clear above a paragraph that is not the first."""
    return size * _ABOVE.get(paragraph.kind, _BETWEEN)


def divide_text(
    paragraphs: Sequence[Paragraph], width: float, height: float, *, most: int
) -> tuple[tuple[Paragraph, ...], ...]:
    """Return the parts of a text that fit a slide each, `most` at most: a heading begins one and never ends it.

    A text that fits in a size that can be read in a room is one part.
    """
    if _high(paragraphs, width, _DIVIDED) <= height:
        return (tuple(paragraphs),)
    parts: list[list[Paragraph]] = []
    for block in _blocks(paragraphs):
        if parts and _high([*parts[-1], *block], width, _DIVIDED) <= height:
            parts[-1] += block
        else:
            parts.append(list(block))
    return tuple(map(tuple, parts[:most]))


def _blocks(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield what stays together: a heading and all that stands under it."""
    block: list[Paragraph] = []
    for one in paragraphs:
        if one.kind == "heading" and block:
            yield block
            block = []
        block.append(one)
    if block:
        yield block


def _high(paragraphs: Sequence[Paragraph], width: float, size: float) -> float:
    return sum(
        lines_in(said(one.text), width * _ROOM, size_of(one, size), bold=one.kind in _BOLD)
        * size_of(one, size)
        * _LEADING
        + space_above(one, size)
        for one in paragraphs
    )
