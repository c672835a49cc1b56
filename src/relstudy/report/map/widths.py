"""Widths of text in figures drawn on the server, and how a label is broken into lines.

A figure is set without a browser, so the place a label takes is reckoned from the advance widths of Inter. Kerning is
left out; a fallback font is usually narrower. Characters that Inter has not are taken as wide as they may be.
"""

import tomllib
import unicodedata
from functools import cache, lru_cache
from typing import Literal

from relstudy import resources

Weight = Literal[400, 600]

#: In em: a character without a width of its own, and a wide one (East Asian).
_UNKNOWN = 0.66
_WIDE = 1.02

#: Characters that steer the direction of text, or print nothing: a label must not turn its surroundings.
_STEERING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@cache
def _advances(weight: Weight) -> dict[str, float]:
    tables = tomllib.loads((resources.templates() / "report" / "inter_widths.toml").read_text(encoding="utf-8"))
    return {
        chr(int(first, 16) + i): width / 1000
        for first, widths in tables[f"weight_{weight}"].items()
        for i, width in enumerate(widths)
    }


def text_width(text: str, size: float, weight: Weight = 400) -> float:
    """Return the width of a line of text set in Inter, in the unit of `size`."""
    return size * _width_of(text, weight)


@lru_cache(maxsize=20_000)
def _width_of(text: str, weight: Weight) -> float:
    """Return the width of a line in units of its size: a table or a map that is set again asks for the same words."""
    advances = _advances(weight)
    return sum(advances[c] if c in advances else _strange_width(c) for c in text)


def _strange_width(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(character) in ("W", "F") else _UNKNOWN


def plain_line(text: str) -> str:
    """Return a text as one line for a figure: no control or steering characters, single spaces."""
    kept = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text if c not in _STEERING)
    return " ".join(part for part in kept.split(" ") if part)


def break_lines(text: str, *, size: float, weight: Weight, lines: int) -> tuple[str, ...]:
    """Return the text in at most `lines` lines of widths as even as they can be, broken at spaces.

    No-break spaces do not break. A text with fewer words than lines gives fewer lines. The narrowest widest line wins;
    among equals, the first lines are the fuller ones.
    """
    words = text.split(" ")
    widths = [text_width(word, size, weight) for word in words]
    space = text_width(" ", size, weight)
    count = min(lines, len(words))

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            return sum(widths[start:]) + space * (len(words) - start - 1), (len(words),)
        found: tuple[float, tuple[int, ...]] | None = None
        run = -space
        for end in range(start + 1, len(words) - left + 2):
            run += space + widths[end - 1]
            rest, ends = best(end, left - 1)
            widest = max(run, rest)
            if found is None or widest <= found[0]:
                found = widest, (end, *ends)
        assert found is not None
        return found

    ends = best(0, count)[1]
    return tuple(" ".join(words[a:b]) for a, b in zip((0, *ends[:-1]), ends, strict=True))


def split_long_words(text: str, *, size: float, weight: Weight, width: float) -> str:
    """Return the text with words wider than `width` cut by spaces, so that every label can be broken into lines."""
    return " ".join(_pieces(word, size=size, weight=weight, width=width) for word in text.split(" "))


def _pieces(word: str, *, size: float, weight: Weight, width: float) -> str:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, weight) > width:
            pieces.append("")
        pieces[-1] += character
    return " ".join(pieces)
