"""Offsets that another program counted otherwise: in UTF-16 units, with a line end of two characters as one, or from 1.

The quotes beside the offsets prove it: what makes every one of them stand in its text is how they were counted. Without
quotes only a doubt is possible: passages that begin and end inside words, and would not if they were counted otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Quotes that must agree on one shift of which nothing else is known.
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One passage as a line of the codings has it: its text, its offsets, the quote beside them ("" for none)."""

    text: str
    start: int
    end: int
    quote: str = ""

    def cut(self) -> str | None:
        """Return the passage, None where the offsets are outside the text."""
        return self.text[self.start : self.end] if 0 <= self.start < self.end <= len(self.text) else None

    @property
    def fits(self) -> bool:
        """Tell whether the passage is the quote, spaces at its ends and the kind of line ends apart."""
        cut = self.cut()
        return cut is not None and plain(cut) == plain(self.quote)

    @property
    def in_words(self) -> bool:
        """Tell whether the passage begins or ends inside a word."""
        return any(0 < at < len(self.text) and self.text[at - 1 : at + 1].isalnum() for at in (self.start, self.end))


Move = Callable[[Span], Span]


def plain(text: str) -> str:
    """Return a text with line ends of one kind, without spaces at its ends."""
    return text.replace("\r\n", "\n").strip()


def find_counting(spans: Sequence[Span]) -> tuple[str, Move] | None:
    """Return how offsets were counted where their quotes prove that it was not in code points, as a term and a move; else None."""
    quoted = [span for span in spans if span.quote]
    if all(span.fits for span in quoted):
        return None
    for term, move in _COUNTINGS.items():
        if all(move(span).fits for span in quoted):
            return term, move
    odd = next(span for span in quoted if not span.fits)
    for shift in _shifts(odd):

        def shifted(span: Span, shift: int = shift) -> Span:
            return _moved(span, span.start + shift, span.end + shift)

        if len(quoted) >= _FEWEST and all(shifted(span).fits for span in quoted):
            return f"@offsets-shifted {shift:+d}", shifted
    return None


def doubt_counting(spans: Sequence[Span]) -> tuple[str, list[int]] | None:
    """Return how offsets without any quote were likely counted, and the places of the spans that begin or end inside words for it."""
    if any(span.quote for span in spans):
        return None
    for term in _DOUBTED:
        moved = [_COUNTINGS[term](span) for span in spans]
        touched = [i for i, (span, other) in enumerate(zip(spans, moved, strict=True)) if span != other]
        odd = [i for i in touched if spans[i].in_words]
        if (
            odd
            and 2 * len(odd) >= len(touched)
            and not any(moved[i].in_words or moved[i].cut() is None for i in touched)
        ):
            return term, odd
    return None


def _moved(span: Span, start: int, end: int) -> Span:
    return Span(text=span.text, start=start, end=end, quote=span.quote)


def _in_units(span: Span, *, utf16: bool, one_line_end: bool) -> Span:
    """Return a span whose offsets were counted in other units than code points; -1 for one inside a unit."""
    place = _units(span.text, utf16=utf16, one_line_end=one_line_end)
    if place is None:
        return span
    start, end = (place[at] if 0 <= at < len(place) else -1 for at in (span.start, span.end))
    return _moved(span, start, end)


@lru_cache(maxsize=256)
def _units(text: str, *, utf16: bool, one_line_end: bool) -> list[int] | None:
    """Return the code point each unit of a text begins with, and the length of the text; None where units are code points."""
    if not (utf16 and max(text, default="") > "\uffff") and not (one_line_end and "\r\n" in text):
        return None
    place: list[int] = []
    for at, character in enumerate(text):
        if one_line_end and character == "\n" and text[at - 1 : at] == "\r":
            continue
        place += [at, -1] if utf16 and character > "\uffff" else [at]
    return [*place, len(text)]


def _shifts(span: Span) -> list[int]:
    """Return by how much offsets would have to be moved for the quote to stand there."""
    found, at = [], span.text.find(span.quote)
    while at >= 0 and span.quote:
        found.append(at - span.start)
        at = span.text.find(span.quote, at + 1)
    return found


_COUNTINGS: Mapping[str, Move] = {
    "@offsets-utf16": lambda span: _in_units(span, utf16=True, one_line_end=False),
    "@offsets-line-ends": lambda span: _in_units(span, utf16=False, one_line_end=True),
    "@offsets-utf16, @offsets-line-ends": lambda span: _in_units(span, utf16=True, one_line_end=True),
    "@offsets-from-one": lambda span: _moved(span, span.start - 1, span.end),
}
_DOUBTED = ("@offsets-utf16", "@offsets-line-ends", "@offsets-utf16, @offsets-line-ends")
