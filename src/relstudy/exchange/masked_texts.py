"""Texts in which names gave way to pseudonyms after a round had shown them: whether one is the other, and where a passage of it stands today.

White space is of no account: a workbook does not keep it as it was.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """A text as it is today, and what a round showed of it, sign by sign: in what both have, and where a mask stands today.

    `today` and `shown` are the places of signs that are no white space. `pieces` are runs of such signs as (first
    shown, first today, signs of the mask that stands there today, 0 where both are the same), in their order; they
    cover both.
    """

    today: Sequence[int]
    shown: Sequence[int]
    pieces: Sequence[tuple[int, int, int]]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a passage that was shown stands today; of a name that a mask took the place of, all of the mask."""
        first, last = bisect_left(self.shown, start), bisect_left(self.shown, end) - 1
        return self.today[self._sign(first, at_end=False)], self.today[self._sign(last, at_end=True)] + 1

    def _sign(self, number: int, *, at_end: bool) -> int:
        shown, today, masked = self.pieces[bisect_right(self.pieces, number, key=lambda piece: piece[0]) - 1]
        if not masked:
            return today + number - shown
        return today + (masked - 1 if at_end else 0)


def follow_masks(today: str, shown: str, masks: Collection[str]) -> MaskedText | None:
    """Return how a text follows from what was shown of it, some passages of which gave way to one of `masks`; None where it does not."""
    here, there = _signs(today), _signs(shown)
    plain, other = ("".join(text[place] for place in places) for text, places in ((today, here), (shown, there)))
    known = sorted({"".join(mask.split()) for mask in masks} - {""}, key=len, reverse=True)
    found = [one.span() for one in re.finditer("|".join(map(re.escape, known)), plain)] if known else []
    ends = [0, *(end for _, end in found)]
    parts = [plain[end:start] for end, start in zip(ends, [*(start for start, _ in found), len(plain)], strict=True)]
    starts = _places_of(parts, other)
    if starts is None or not other:
        return None
    pieces: list[tuple[int, int, int]] = []
    for number, (start, end) in enumerate([*found, (len(plain), len(plain))]):
        signs, at = len(parts[number]), starts[number]
        pieces += [(at, start - signs, 0)] if signs else []
        pieces += [(at + signs, start, end - start)] if number < len(found) else []
    return MaskedText(today=here, shown=there, pieces=pieces)


def _places_of(parts: Sequence[str], text: str) -> list[int] | None:
    """Return where the parts of a text stand in another that has something between them, the first of all ways; None where it is none.

    The first way is a way wherever there is one, so that none has to be tried again.
    """
    if not text.startswith(parts[0]):
        return None
    starts, at = [0], len(parts[0])
    for part in parts[1:-1]:
        start = text.find(part, at + 1)
        if start < 0 or at >= len(text):
            return None
        starts.append(start)
        at = start + len(part)
    if len(parts) == 1:
        return starts if len(text) == at else None
    last = len(text) - len(parts[-1])
    return [*starts, last] if last > at and text.endswith(parts[-1]) else None


def _signs(text: str) -> list[int]:
    return [place for place, sign in enumerate(text) if not sign.isspace()]
