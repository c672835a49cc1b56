"""Points shared out among several answers: columns of numbers that add up to the same total for nearly everybody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from relstudy.drafting.proposal import ProposedItem, Remark, share_text
from relstudy.drafting.shapes import Shape

#: Columns at least and at most, a total at least, and the rows that add up to it: so many, of those with a number.
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 30
_LEAST_TOTAL = 10
_LEAST_ROWS, _NEARLY_ALL = 20, 0.95
#: By how much sums may be out, of their size, while columns are added one by one: more than rounding ever is.
_OUT = 1e-4


def total_of(shapes: Sequence[Shape]) -> int | None:
    """Return the total that the numbers of columns add up to in nearly every row, a blank as 0; None where they do not.

    Places of a ranking add up to one total too: here numbers come twice in a row, or some are blank.
    """
    if len(shapes) < _LEAST_COLUMNS or not all(shape.is_numeric and shape.numbers.min() >= 0 for shape in shapes):
        return None
    values = np.array([shape.values for shape in shapes])
    filled = np.array([shape.index >= 0 for shape in shapes]).any(axis=0)
    sums = values[:, filled].sum(axis=0)
    if len(sums) < _LEAST_ROWS:
        return None
    total = float(np.median(sums))
    most = max(float(shape.numbers.max()) for shape in shapes)
    # Two answers out of three ticked add up too: points are more than ticks.
    if total < _LEAST_TOTAL or total != int(total) or most <= total / 2:
        return None
    if np.isclose(sums, total).mean() < _NEARLY_ALL:
        return None
    # Asked last: rows are put in order only where they add up.
    ordered = np.sort(values[:, filled], axis=0)
    shared = ((ordered[1:] == ordered[:-1]).any(axis=0) | (ordered[0] == 0)).mean() > 1 - _NEARLY_ALL
    return int(total) if shared else None


def with_allocations(items: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> tuple[ProposedItem, ...]:
    """Return items, neighbours that share out one total as quantities; that their blanks may be zeros is said."""
    made: list[ProposedItem] = []
    at = 0

    # Runs that begin one column later hold the same columns but one.
    @lru_cache(maxsize=_MOST_COLUMNS)
    def values_of(column: str) -> np.ndarray:
        return shapes[column].values

    while at < len(items):
        run = _run_of_numbers(items[at : at + _MOST_COLUMNS], shapes)
        likely = _first_total(_likely_sizes([shapes[column] for column in run], map(values_of, run)))
        size = next((n for n in reversed(likely) if total_of([shapes[column] for column in run[:n]]) is not None), 0)
        if size:
            made += _as_quantities(items[at : at + size], [shapes[column] for column in run[:size]])
        else:
            # Columns that add up without being points are passed over whole: with what stands behind them they would
            # add up again.
            size = max(likely, default=1)
            made += items[at : at + size]
        at += size
    return tuple(made)


def _first_total(sizes: Iterable[tuple[int, float]]) -> list[int]:
    """Return how many columns add up to the first total met.

    Places of a ranking add up too: with points that stand behind them they would be one sum that nobody was asked for.
    """
    found = list(sizes)
    return [n for n, total in found if np.isclose(total, found[0][1])]


def _likely_sizes(shapes: Sequence[Shape], values: Iterable[np.ndarray]) -> Iterator[tuple[int, float]]:
    """Yield how many of the first columns add up to one total in nearly every row, and to which, as far as running sums tell: `total_of` judges.

    One column is added at a time: stacked anew for each number of them, each column of a wide file would be read some
    four hundred times.
    """
    if not shapes:
        return
    sums, filled = np.zeros(shapes[0].rows), np.zeros(shapes[0].rows, dtype=bool)
    for n, (shape, added) in enumerate(zip(shapes, values, strict=True), start=1):
        if shape.numbers.min() < 0:
            return
        sums += added
        filled |= shape.index >= 0
        if n >= _LEAST_COLUMNS and filled.any():
            told = sums[filled]
            middle = np.partition(told, len(told) // 2)[len(told) // 2]
            if (np.abs(told - middle) <= _OUT * middle).mean() >= _NEARLY_ALL:
                yield n, float(middle)


def _run_of_numbers(items: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> list[str]:
    run: list[str] = []
    for item in items:
        if len(item.all_columns) != 1 or item.kind.is_ticked or not shapes[item.all_columns[0]].is_numeric:
            break
        run.append(item.all_columns[0])
    return run


def _as_quantities(items: Sequence[ProposedItem], shapes: Sequence[Shape]) -> list[ProposedItem]:
    blank = np.mean([shape.index < 0 for shape in shapes])
    plain = [replace(item, type="numeric", codes=(), filter=None, blank=None, remarks=()) for item in items]
    if blank:
        told = {"columns": str(len(items)), "total": str(total_of(shapes)), "share": share_text(float(blank))}
        columns = tuple(shape.name for shape in shapes)
        return [replace(item, shared_out=columns, remarks=(Remark("shared-out", told),)) for item in plain]
    return plain
