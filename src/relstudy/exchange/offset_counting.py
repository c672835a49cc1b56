"""How another program counted the offsets of its selections, judged document by document.

The REFI-QDA standard says Unicode code points from 0. In practice programs count UTF-16 units or UTF-8 bytes, a line
end of two characters as one, a line end of one as two (the text was stored with the other kind), and some count the
byte order mark. Every way of counting is tried and scored on the selections: a selection fits where its name is the
passage or its beginning, and where both its edges stand between words. Two ways of counting that cut the same passages
are one; where they differ, a score under `LEAST` decides nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

Unit = Literal["code-points", "utf-16", "utf-8"]
LineEnds = Literal["", "crlf-as-one", "lf-as-two"]

#: Under this score it is not known how offsets were counted.
LEAST = 0.6
#: A name is taken for a quote from so many characters on.
_QUOTE = 4
#: What a passage is worth that is the name but for its blanks, that begins with it, an edge with a blank within.
_LOOKS, _BEGINS, _BLANK = 0.95, 0.9, 0.75
#: Blanks, and the sign for one that an attribute cannot hold.
_BLANKS = re.compile(r"[\s\ufffd]+")
#: How programs shorten a quote, and number it in front: "1:12 La ligne est".
_CUT, _NUMBERED = re.compile(r"\s*(?:…|\.\.\.)\Z"), re.compile(r"\A[\d:.]+\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One way of counting."""

    unit: Unit = "code-points"
    line_ends: LineEnds = ""
    counts_bom: bool = False

    @property
    def name(self) -> str:
        """Return the way of counting in a word."""
        return "+".join(
            (self.unit, *([self.line_ends] if self.line_ends else []), *(["bom"] if self.counts_bom else []))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """One selection of a document: its offsets as the file has them and the name beside them, "" for none."""

    start: int
    end: int
    name: str = ""


#: A passage in code points, None where the offsets lie outside the text or inside a character.
Passage = tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How the selections of one document were counted.

    `decides`: other ways of counting would cut other passages. `rival` is such a way that fits as well, None where
    there is none.
    """

    dialect: Dialect
    score: float
    decides: bool
    passages: tuple[Passage, ...]
    rival: Dialect | None = None

    @property
    def is_settled(self) -> bool:
        """Tell whether the passages are known."""
        return not self.decides or self.score >= LEAST


#: In the order in which equal scores are taken: as the standard says, then as programs are known to count.
DIALECTS = tuple(
    Dialect(unit=unit, line_ends=line_ends, counts_bom=bom)
    for bom in (False, True)
    for line_ends in ("", "crlf-as-one", "lf-as-two")
    for unit in ("code-points", "utf-16", "utf-8")
)


class Document:
    """A text and the ways of counting that differ on it. `had_bom`: the stored text began with a byte order mark, which `text` has not."""

    def __init__(self, text: str, *, had_bom: bool = False) -> None:
        self.text = text
        self.had_bom = had_bom

    @cached_property
    def _points(self) -> np.ndarray:
        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype="<u4")

    @cached_property
    def _differing(self) -> frozenset[str]:
        """Return what of a way of counting makes a difference on this text."""
        found: dict[str, bool] = {
            "utf-16": bool((self._points > 0xFFFF).any()),
            "utf-8": not self.text.isascii(),
            "crlf-as-one": "\r\n" in self.text,
            "lf-as-two": "\n" in self.text.replace("\r\n", ""),
        }
        return frozenset(name for name, differs in found.items() if differs)

    def plainest(self, dialect: Dialect) -> Dialect:
        """Return the plainest way of counting that gives what a dialect gives on this text."""
        return Dialect(
            unit=dialect.unit if dialect.unit in self._differing else "code-points",
            line_ends=dialect.line_ends if dialect.line_ends in self._differing else "",
            counts_bom=dialect.counts_bom and self.had_bom,
        )

    @cached_property
    def dialects(self) -> tuple[Dialect, ...]:
        """Return the ways of counting that could differ on this text."""
        return tuple(one for one in DIALECTS if self.plainest(one) == one)

    def places(self, dialect: Dialect) -> np.ndarray:
        """Return where each code point begins in the units of a dialect, and where the text ends, (n + 1,)."""
        points = self._points
        widths = np.ones(len(points), dtype=np.int64)
        if dialect.unit == "utf-16":
            widths += points > 0xFFFF
        elif dialect.unit == "utf-8":
            widths += (points > 0x7F).astype(np.int64) + (points > 0x7FF) + (points > 0xFFFF)
        if dialect.line_ends:
            returns, feeds = points == 0x0D, points == 0x0A
            after_return = np.concatenate(([False], returns[:-1]))
            if dialect.line_ends == "crlf-as-one":
                widths[feeds & after_return] = 0
            else:
                widths[feeds & ~after_return] += 1
        first = (3 if dialect.unit == "utf-8" else 1) if dialect.counts_bom else 0
        return first + np.concatenate(([0], np.cumsum(widths)))

    def passages(self, dialect: Dialect, starts: np.ndarray, ends: np.ndarray) -> tuple[Passage, ...]:
        """Return the passages between offsets counted in a dialect."""
        places = self.places(dialect)
        first, last = self._at(places, starts), self._at(places, ends)
        return tuple((a, b) if 0 <= a < b else None for a, b in zip(first.tolist(), last.tolist(), strict=True))

    @staticmethod
    def _at(places: np.ndarray, offsets: np.ndarray) -> np.ndarray:
        """Return the code point each offset stands before, -1 where it stands inside one or outside the text."""
        # From the right: behind a line end whose second character counts for nothing, the text goes on.
        found = np.searchsorted(places, offsets, side="right") - 1
        return np.where((found >= 0) & (places[np.maximum(found, 0)] == offsets), found, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """What each way of counting cuts out of a document, how well that fits, and how many passages are the very names."""

    passages: Mapping[Dialect, tuple[Passage, ...]]
    scores: Mapping[Dialect, float]
    named: Mapping[Dialect, int]

    def rank(self, dialect: Dialect) -> tuple[float, int]:
        """Return what a way of counting is chosen by, the least first."""
        return -self.scores[dialect], -self.named[dialect]


def _cut(document: Document, selections: Sequence[Selection], *, first: Dialect | None = None) -> _Cut:
    """Return what each way of counting cuts; `first` is tried first: where every passage is the name beside it, no other is judged."""
    starts = np.array([one.start for one in selections], dtype=np.int64)
    ends = np.array([one.end for one in selections], dtype=np.int64)
    passages = {one: document.passages(one, starts, ends) for one in document.dialects}
    likely = document.plainest(first) if first is not None else document.dialects[0]
    scores: dict[tuple[Passage, ...], float] = {}
    named: dict[tuple[Passage, ...], int] = {}
    for cut in dict.fromkeys((passages[likely], *passages.values())):
        named[cut] = _named(document.text, selections, cut)
        scores[cut] = 1.0 if named[cut] == len(selections) else _score(document.text, selections, cut)
        if named[cut] == len(selections):
            break
    return _Cut(
        passages=passages,
        scores={dialect: scores.get(cut, 0.0) for dialect, cut in passages.items()},
        named={dialect: named.get(cut, 0) for dialect, cut in passages.items()},
    )


def _chosen(document: Document, cut: _Cut, *, favoured: Dialect | None, equals: Sequence[Dialect] = ()) -> Counting:
    """Return the way of counting with the best score; of equal ones the favoured, then the first.

    The favoured settles what fits alike, but for `equals`, ways that fit all selections of the file as well as it does.
    """
    here = document.plainest(favoured) if favoured is not None else None
    order = {one: place for place, one in enumerate(document.dialects)}
    best = min(order, key=lambda one: (cut.rank(one), one != here, order[one]))
    open_ = [document.plainest(one) for one in equals] if here is not None and best == here else order
    rivals = (one for one in open_ if cut.passages[one] != cut.passages[best] and cut.rank(one) == cut.rank(best))
    return Counting(
        dialect=favoured if favoured is not None and cut.passages[best] == cut.passages[here or best] else best,
        score=cut.scores[best],
        decides=len(set(cut.passages.values())) > 1,
        passages=cut.passages[best],
        rival=next(rivals, None),
    )


def _score(text: str, selections: Sequence[Selection], passages: Sequence[Passage]) -> float:
    fits = [_fit(text, one, passage) for one, passage in zip(selections, passages, strict=True)]
    return round(sum(fits) / len(fits), 3) if fits else 1.0


def _named(text: str, selections: Sequence[Selection], passages: Sequence[Passage]) -> int:
    return sum(
        passage is not None and one.name == text[slice(*passage)]
        for one, passage in zip(selections, passages, strict=True)
    )


def _fit(text: str, selection: Selection, passage: Passage) -> float:
    """Return how well a passage fits its selection, 0-1: wholly where it is the name beside it, less where it begins with it or where words alone speak for it."""
    if passage is None:
        return 0.0
    start, end = passage
    if selection.name == text[start:end]:
        return 1.0
    edges = (_edge(text, start, within=start) + _edge(text, end, within=end - 1)) / 2
    quote = _plain(_CUT.sub("", selection.name))
    if len(quote) < _QUOTE:
        return edges
    cut = _plain(text[start:end])
    shortened = _CUT.search(selection.name) is not None
    for name in (quote, _NUMBERED.sub("", quote)):
        # What a program says it shortened is more than it shows: then the end has to stand between words too.
        if name == cut and not shortened:
            return _LOOKS
        if len(name) >= _QUOTE and cut.startswith(name):
            return _BEGINS * (2.0 + _edge(text, end, within=end - 1)) / 3
    # A name that stands elsewhere in the text is a quote that this passage is not; any other name tells nothing.
    return 0.0 if selection.name.strip() in text else edges


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _edge(text: str, at: int, *, within: int) -> float:
    """Return how well a passage may begin or end at a place: not inside a word, and rather not with a blank within."""
    if 0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at]):
        return 0.0
    return _BLANK if text[within].isspace() else 1.0


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.combining(character) > 0


def count_documents(
    texts: Mapping[str, tuple[str, bool]],
    selections: Mapping[str, Sequence[Selection]],
    *,
    is_standard: bool = False,
) -> dict[str, Counting]:
    """Return how the selections of each document of a file were counted; documents without selections are left out.

    `texts` are each document's text and whether a byte order mark stood before it. One program wrote them all: where a
    document's selections fit two ways of counting alike, the way that fits all selections of the file best is taken. Ways that fit
    them all alike leave a doubt, unless the file `is_standard`: its program is known to count as the standard says.
    """
    documents = {key: Document(text, had_bom=marked) for key, (text, marked) in texts.items() if selections.get(key)}
    cuts: dict[str, _Cut] = {}
    likely: Dialect | None = None
    for key, document in documents.items():
        cuts[key] = _cut(document, selections[key], first=likely)
        best = min(document.dialects, key=cuts[key].rank)
        likely = best if likely is None or document.plainest(likely) != best else likely
    deciding = [key for key, cut in cuts.items() if len(set(cut.passages.values())) > 1]
    if not deciding:
        return {key: _chosen(documents[key], cut, favoured=None) for key, cut in cuts.items()}
    pooled = {
        dialect: (
            -round(sum(cuts[k].scores[documents[k].plainest(dialect)] * len(selections[k]) for k in deciding), 6),
            -sum(cuts[k].named[documents[k].plainest(dialect)] for k in deciding),
        )
        for dialect in dict.fromkeys(one for key in deciding for one in documents[key].dialects)
    }
    favoured = min(pooled, key=lambda one: (pooled[one], DIALECTS.index(one)))
    equals = [one for one in pooled if one != favoured and pooled[one] == pooled[favoured] and not is_standard]
    return {key: _chosen(documents[key], cut, favoured=favoured, equals=equals) for key, cut in cuts.items()}


def told_countings(counted: Mapping[str, Counting]) -> tuple[str | None, float | None]:
    """Return how a whole file was counted: the ways of counting met where it matters, the most frequent first, and the lowest score there."""
    told = [one for one in counted.values() if one.decides] or list(counted.values())
    if not told:
        return None, None
    names = Counter(one.dialect.name for one in told)
    return ", ".join(name for name, _ in names.most_common()), min(one.score for one in told)
