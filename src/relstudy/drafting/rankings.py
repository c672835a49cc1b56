"""Answers put in an order: a column for each place, a column for each answer that holds its place, or all of them in one cell."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from relstudy.drafting.shapes import Shape
from relstudy.folding import fold
from relstudy.survey.items import Code, CodeId
from relstudy.survey.schema import DelimitedCodes, place_of

#: Fewer answers, or fewer rows with several of them, do not tell mentions from lines of a grid.
_LEAST_MENTIONED = 3
#: More answers than this are no list.
MOST_MENTIONED = 80
_LEAST_ROWS = 10
#: Rows that would hold an answer twice if answers were given at random, below which their absence tells nothing.
_LEAST_TWICE = 2
#: Of three answers alone, lines of a grid differ more often by chance.
_LEAST_TWICE_OF_FEW = 8
#: Pairs of answers met again in the same order, for the order to be that of a list: by chance once in a thousand.
_LEAST_AGAIN = 10
#: Words of the one end and of the other.
_POLES = (
    (frozenset(("plus", "most", "more")), frozenset(("moins", "least", "less"))),
    (frozenset(("meilleur", "meilleure", "best")), frozenset(("pire", "mauvais", "mauvaise", "worst"))),
)
#: Share of the cells that must hold every answer, or every place once.
_NEARLY_ALL = 0.95
#: Answers placed at least, and columns at most, where headings do not tell that columns are one question.
_LEAST_PLACED, MOST_RANKED = 3, 20


def are_poles(says: Sequence[str]) -> bool:
    """Tell whether two headings ask for the one end and the other: the most and the least important, the best and the worst."""
    if len(says) != 2:
        return False
    first, second = (frozenset(fold(text).split("-")) for text in says)
    return any(
        (first & high and second & low and not first & low) or (first & low and second & high and not second & low)
        for high, low in _POLES
    )


def are_mentions(shapes: Sequence[Shape], texts: Sequence[str]) -> bool:
    """Tell whether columns hold a first, second ... answer to one question: filled from the left, never the same answer twice."""
    if len(texts) < _LEAST_MENTIONED or len(shapes) < 2:
        return False
    place = {text: number for number, text in enumerate(texts)}

    def answers(shape: Shape) -> np.ndarray:
        found: np.ndarray = np.array([*(place[t] for t in shape.texts), -1])[shape.index]
        return found

    # Of a long run nearly all are told by two of its columns.
    first, second = map(answers, shapes[:2])
    if ((first == second) & (first >= 0)).any():
        return False
    given = np.array([first, second, *map(answers, shapes[2:])])
    filled = given >= 0
    if (filled[1:] & ~filled[:-1]).any():
        return False
    ordered = np.sort(given, axis=0)
    twice = ((ordered[1:] == ordered[:-1]) & (ordered[1:] >= 0)).any(axis=0)
    several = filled.sum(axis=0) > 1
    counts = np.array([np.bincount(row[row >= 0], minlength=len(texts)) for row in given], dtype=float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    # Rows that would hold an answer twice if every column were answered for itself: none where columns have other
    # answers.
    both = filled.astype(float) @ filled.T.astype(float)
    by_chance = float(np.triu((shares @ shares.T) * both, k=1).sum())
    least = _LEAST_TWICE_OF_FEW if len(texts) == _LEAST_MENTIONED else _LEAST_TWICE
    return int(several.sum()) >= _LEAST_ROWS and by_chance >= least and not twice.any()


def in_one_order(shapes: Sequence[Shape], texts: Sequence[str]) -> bool:
    """Tell whether mentions stand in one order for everybody, that of a list and of no respondent: no two answers ever change places.

    Of answers given in the respondent's own order each pair that is met again would turn around once in two times.
    """
    place = {text: number for number, text in enumerate(texts)}
    given = np.array([np.array([*(place[t] for t in shape.texts), -1])[shape.index] for shape in shapes])
    before = np.zeros((len(texts), len(texts)), dtype=np.int64)
    for first in range(len(given) - 1):
        for other in range(first + 1, len(given)):
            both = (given[first] >= 0) & (given[other] >= 0)
            np.add.at(before, (given[first, both], given[other, both]), 1)
    met_again = np.maximum(before, before.T) - 1
    if (np.minimum(before, before.T) > 0).any() or np.triu(np.maximum(met_again, 0)).sum() < _LEAST_AGAIN:
        return False
    # An order without a circle: what nothing stands before is taken away until nothing is left.
    left = np.ones(len(texts), dtype=bool)
    while left.any():
        first_ones = left & ~(before[left] > 0).any(axis=0)
        if not first_ones.any():
            return False
        left &= ~first_ones
    return True


def rank_options(shapes: Sequence[Shape]) -> bool:
    """Tell whether columns hold the places of their answers.

    Whole numbers from 1 to their number at most, or these as they are said ("1st"), none twice in a row.
    """
    if len(shapes) < 3 or not all(shape.filled for shape in shapes):
        return False
    places = [[place_of(text, len(shapes)) for text in shape.texts] for shape in shapes]
    if any(place is None for texts in places for place in texts):
        return False
    given = np.array([np.array([*texts, 0])[shape.index] for texts, shape in zip(places, shapes, strict=True)])
    if given.max() < 3 and not _are_first_two(given):
        return False
    if all(len({place for place in texts if place}) <= 1 for texts in places):
        # One place in each column and never another: the number of the answer itself.
        return False
    ordered = np.sort(given, axis=0)
    twice = ((ordered[1:] == ordered[:-1]) & (ordered[1:] > 0)).any(axis=0)
    several = (given > 0).sum(axis=0) > 1
    return int(several.sum()) >= _LEAST_ROWS and int((twice & several).sum()) <= (1 - _NEARLY_ALL) * int(several.sum())


def ranked_neighbours(shapes: Sequence[Shape]) -> int:
    """Return how many of the first columns hold together each place once, 1, 2, 3 ..., in nearly every row that has one; 0 where none do."""
    if not shapes:
        return 0
    taken = np.zeros(shapes[0].rows, dtype=np.int64)
    twice = np.zeros(shapes[0].rows, dtype=bool)
    widest = 0
    for n, shape in enumerate(shapes[:MOST_RANKED], start=1):
        places = [place_of(text, MOST_RANKED) for text in shape.texts]
        if not places or any(place is None for place in places):
            break
        bits = np.array([*(1 << (place or 0) for place in places), 0], dtype=np.int64)[shape.index]
        twice |= (taken & bits) > 0
        taken |= bits
        placed = taken > 0
        if twice[placed].mean() > 1 - _NEARLY_ALL:
            break
        # The places from 1 on without a gap, those of most rows.
        usual = int(np.bincount(np.bitwise_count(taken[placed]).astype(np.int64)).argmax())
        whole = taken == (1 << (usual + 1)) - 2
        if n >= usual >= _LEAST_PLACED and whole[placed].mean() >= _NEARLY_ALL and rank_options(shapes[:n]):
            widest = n
    return widest


def are_first_two(shapes: Sequence[Shape]) -> bool:
    """Tell whether 1 and 2 in columns are the first and the second place, and no yes and no: nearly every row has each of them once."""
    if len(shapes) < 3 or any(not set(shape.texts) <= {"1", "2"} for shape in shapes):
        return False
    return _are_first_two(
        np.array([np.array([*map(int, shape.texts), 0])[shape.index] for shape in shapes], dtype=np.int64)
    )


def _are_first_two(given: np.ndarray) -> bool:
    rows = (given > 0).any(axis=0)
    once = ((given == 1).sum(axis=0) == 1) & ((given == 2).sum(axis=0) == 1)
    return int(rows.sum()) >= _LEAST_ROWS and bool(once[rows].mean() >= _NEARLY_ALL)


def first_places(shapes: Sequence[Shape], answers: Sequence[str]) -> str:
    """Return how often each answer has the first place, the most frequent first, as a comment says it."""
    counts = {
        answer: int(
            sum(n for text, n in zip(shape.texts, shape.counts, strict=True) if place_of(text, len(shapes)) == 1)
        )
        for answer, shape in zip(answers, shapes, strict=True)
    }
    return ", ".join(f"{answer} {n}" for answer, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def ranked_in_cells(shape: Shape, separator: str, answers: Sequence[str]) -> bool:
    """Tell whether the cells of a column are rankings: nearly every one holds every answer, in more than one order."""
    read = DelimitedCodes(separator, [Code(code=CodeId(answer)) for answer in answers]).parts
    cells = [tuple(read(text)) for text in shape.texts]
    every = np.array([len(cell) == len(answers) == len(set(cell)) for cell in cells], dtype=bool)
    return len(answers) > 1 and len(set(cells)) > 1 and bool(shape.counts[every].sum() >= _NEARLY_ALL * shape.filled)


def first_in_cells(shape: Shape, separator: str, answers: Sequence[str]) -> str:
    """Return how often each answer comes first in the cells of a column, the most frequent first, as a comment says it."""
    read = DelimitedCodes(separator, [Code(code=CodeId(answer)) for answer in answers]).parts
    counts: Counter[str] = Counter(dict.fromkeys(answers, 0))
    for text, rows in zip(shape.texts, shape.counts.tolist(), strict=True):
        counts.update(dict.fromkeys(read(text)[:1], rows))
    return ", ".join(f"{answer} {n}" for answer, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
