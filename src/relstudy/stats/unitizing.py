"""Agreement where coders also choose what they cut out: u-alpha of a continuum, and cu-alpha of what both coded.

A text is a continuum of characters; each of its readers cuts passages out of it and gives each a value, the rest is a
gap. On all texts laid end to end, l(c) is the length to which readers give the value c, the gap being a value too, and
the disagreement seen in a stretch that k of its m readers give c is that of their pairs over m - 1. What chance would
give is (T^2 - sum l(c)^2) / (T - S / T) with T = sum l(c): a passage is one piece, so that S sums the squares of the
lengths of passages, and the lengths of gaps. For cu-alpha gaps are dropped, and a passage is as long as its other
readers, on average, coded any of it.

References
----------
Krippendorff 2019, Content Analysis, 4th ed., chapter 12.6; its figures 12.10 and 12.11 are in the tests.
"""

from dataclasses import dataclass

import numpy as np

GAP = 0
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Passages cut out of texts, one entry each, (n,): positions of the text, the reader and the value; characters from 0, end excluded."""

    text: np.ndarray
    reader: np.ndarray
    value: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def of(self, chosen: np.ndarray) -> "Passages":
        """Return some of the passages, a mask (n,)."""
        return Passages(
            text=self.text[chosen],
            reader=self.reader[chosen],
            value=self.value[chosen],
            start=self.start[chosen],
            end=self.end[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """Texts cut wherever a passage begins or ends: `text` and `length` of each stretch, (stretches,).

    `passage` and `stretch`, (m,): which passage covers which stretch, as positions.
    """

    text: np.ndarray
    length: np.ndarray
    passage: np.ndarray
    stretch: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Unitizing:
    """`u` and `cu`: u-alpha with the gap as a value, cu-alpha of what was coded; nan without variation."""

    u: float
    cu: float


def cut_stretches(passages: Passages, lengths: np.ndarray) -> Stretches:
    """Return texts of some lengths, (texts,), cut at the ends of their passages."""
    begin = np.concatenate(([0], np.cumsum(lengths)))
    first, last = begin[passages.text] + passages.start, begin[passages.text] + passages.end
    edges = np.unique(np.concatenate((begin, first, last)))
    length = np.diff(edges)
    low, high = np.searchsorted(edges, first), np.searchsorted(edges, last)
    passage = np.repeat(np.arange(len(low)), high - low)
    within = np.arange(len(passage)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    return Stretches(
        text=np.searchsorted(begin, edges[:-1], side="right") - 1,
        length=length,
        passage=passage,
        stretch=low[passage] + within,
    )


def merge_passages(passages: Passages) -> Passages:
    """Return passages of which a reader gave the same value to the same characters twice as one; those that only touch stay two."""
    order = np.lexsort((passages.end, passages.start, passages.text, passages.value, passages.reader))
    sorted_ = passages.of(order)
    if not len(order):
        return sorted_
    told = np.column_stack((sorted_.reader, sorted_.value, sorted_.text))
    begins = np.concatenate(([True], (np.diff(told, axis=0) != 0).any(axis=1)))
    # Each group of one reader, value and text stands behind the last on one axis, where the furthest end so far only grows.
    step = int(sorted_.end.max()) + 1
    shift = np.cumsum(begins) * step
    furthest = np.maximum.accumulate(sorted_.end + shift)
    alone = np.concatenate(([True], (sorted_.start + shift)[1:] >= furthest[:-1]))
    first = np.flatnonzero(alone)
    last = np.concatenate((first[1:], [len(order)])) - 1
    merged = sorted_.of(first)
    return Passages(
        text=merged.text,
        reader=merged.reader,
        value=merged.value,
        start=merged.start,
        end=(furthest - shift)[last],
    )


def unitize(passages: Passages, *, read: np.ndarray, lengths: np.ndarray) -> Unitizing:
    """Return how far readers agree on where passages lie and what they are.

    Parameters
    ----------
    passages
        Whose values count from 1; 0 is the gap.
    read
        Who read which text, (texts, readers) bool; texts of fewer than two readers tell nothing.
    lengths
        Characters of each text, (texts,).

    Notes
    -----
    Where a reader gave two values to one character, neither coefficient is defined: both are nan.
    """
    passages = merge_passages(passages)
    texts = read.sum(axis=1) >= _PAIR
    passages = passages.of(
        texts[passages.text] & read[passages.text, passages.reader] & (passages.end > passages.start)
    )
    cut = cut_stretches(passages, np.where(texts, lengths, 0))
    readers = read.sum(axis=1)[cut.text].astype(float)
    reader, value = passages.reader[cut.passage], passages.value[cut.passage]
    if len(np.unique(np.column_stack((cut.stretch, reader)), axis=0)) < len(reader):
        return Unitizing(u=np.nan, cu=np.nan)
    coded = np.bincount(cut.stretch, minlength=len(cut.length)).astype(float)
    given, times = np.unique(np.column_stack((cut.stretch, value)), axis=0, return_counts=True)
    stretch, value = given.T if len(given) else np.empty((2, 0), dtype=np.intp)
    alike = np.bincount(stretch, weights=times.astype(float) ** 2, minlength=len(cut.length))
    others, length = np.maximum(readers - 1.0, 1.0), cut.length.astype(float)
    gaps = readers - coded
    kinds = int(passages.value.max(initial=0)) + 1
    given_to = np.bincount(value, weights=length[stretch] * times, minlength=kinds)
    given_to[GAP] = (length * gaps).sum()
    size = (passages.end - passages.start).astype(float)
    u = _alpha((length * (readers**2 - alike - gaps**2) / others).sum(), given_to, (size**2).sum() + given_to[GAP])
    beside = (coded - 1.0) / others
    both = np.bincount(value, weights=length[stretch] * times * beside[stretch], minlength=kinds)
    covered = np.bincount(cut.passage, weights=(length * beside)[cut.stretch], minlength=len(size))
    cu = _alpha((length * (coded**2 - alike) / others).sum(), both, (covered**2).sum())
    return Unitizing(u=u, cu=cu)


def _alpha(seen: float, given: np.ndarray, pieces: float) -> float:
    """Return 1 - Do / De of the disagreement seen, the lengths given to each value and the squares of pieces; nan without variation."""
    total = given.sum()
    unlike = total**2 - (given**2).sum()
    if unlike <= 0 or total * total <= pieces:
        return float("nan")
    return float(1.0 - seen * (total - pieces / total) / unlike)
