"""Folding: respondents counted once into small tables of states and columns, from which every figure is read.

A state is what one respondent gave to one item (a code, no answer, a pattern of ticks). After the counting pass the
cost of shares, means and their standard errors no longer grows with the number of respondents. Several items and several
partitions of the respondents are counted in one pass over a joint index, and its margins give each item by each column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from relstudy.stats.design import Design

#: Largest cells of a joint table, fewer where there are few respondents to count into it (timed in tests/bench).
_JOINT = 8_192
#: Joint columns counted together, and the states above which an item is counted apart from the small ones.
_PARTITIONS = 64
_SMALL = 64
#: Cells of a table by sampling unit held at once.
_BY_UNIT = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Columns that exclude each other: `label` (n,) is -1 or the column, from 0, of each respondent."""

    label: np.ndarray
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """State of each respondent on one item: `state` (n,), whole numbers from 0 to `size` - 1."""

    state: np.ndarray
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Sums over respondents by state (s) and column (g); column 0 is everybody, then those of the partitions in order.

    `count`, `weight`, `square` (sums of 1, w, w^2) have shape (s, g). What the variance needs beside them, where respondents are the
    sampling units: `by_stratum`, `squares_by_stratum` (strata, s, g), sums of w and w^2. Where clusters are: `cross` (s, s, g), the
    variances and covariances of the weighted totals of states, and `bulk` (s, g), the same sums of squares before centring;
    the two of the other kind are empty.
    """

    count: np.ndarray
    weight: np.ndarray
    square: np.ndarray
    by_stratum: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0)))
    squares_by_stratum: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0)))
    cross: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0)))
    bulk: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))


def fold_states(items: Sequence[States], partitions: Sequence[Partition], design: Design) -> list[Fold]:
    """Return one fold per item, in the order of `items`."""
    strata = len(design.units)
    tables: list[list[np.ndarray]] = [[] for _ in items]
    small = [i for i, item in enumerate(items) if item.size <= _SMALL]
    large = [i for i, item in enumerate(items) if item.size > _SMALL]
    room = min(_JOINT, max(216, design.n // 16)) // strata
    for group in (small, large):
        widest = max((items[i].size for i in group), default=1)
        for chunk in _chunks(partitions, limit=min(_PARTITIONS, 4 * _JOINT // (strata * widest))):
            for pack in _packs(items, group, room=room // _joint_size(chunk)):
                for i, table in zip(pack, _count_jointly([items[i] for i in pack], chunk, design), strict=True):
                    tables[i].append(table)
    by_stratum = [_join(found) for found in tables]
    if design.clustered:
        between = _count_by_unit(items, partitions, design, [table[1] for table in by_stratum])
        return [
            Fold(
                count=table[0].sum(axis=0),
                weight=table[1].sum(axis=0),
                square=table[2].sum(axis=0),
                cross=cross,
                bulk=bulk,
            )
            for table, (cross, bulk) in zip(by_stratum, between, strict=True)
        ]
    folds = []
    for table in by_stratum:
        count, weight, square = table.sum(axis=1) if strata > 1 else table[:, 0]
        folds.append(Fold(count=count, weight=weight, square=square, by_stratum=table[1], squares_by_stratum=table[2]))
    return folds


def _joint_size(chunk: Sequence[Partition]) -> int:
    size = 1
    for partition in chunk:
        size *= partition.size + 1
    return size


def _chunks(partitions: Sequence[Partition], *, limit: int) -> list[list[Partition]]:
    """Group partitions so that the joint columns of a group of several stay below a limit; there is always one group."""
    chunks: list[list[Partition]] = [[]]
    for partition in partitions:
        if chunks[-1] and _joint_size([*chunks[-1], partition]) > limit:
            chunks.append([])
        chunks[-1].append(partition)
    return chunks


def _packs(items: Sequence[States], group: Sequence[int], *, room: int) -> list[list[int]]:
    """Group the items of these places so that a group of several has at most `room` joint states."""
    packs: list[list[int]] = []
    left = 0
    for i in group:
        if not packs or items[i].size > left:
            packs.append([])
            left = max(1, room)
        packs[-1].append(i)
        left //= items[i].size
    return packs


def _count_jointly(items: Sequence[States], chunk: Sequence[Partition], design: Design) -> list[np.ndarray]:
    """Return sums of 1, w and w^2 by stratum, state and column of the chunk, (3, strata, s, g), for each item."""
    shape = (len(design.units), *(p.size + 1 for p in chunk), *(item.size for item in items))
    if len(design.units) == 1:
        key = np.zeros(design.n, dtype=np.int32)
    else:
        key = (design.stratum[design.part] if design.clustered else design.part).astype(np.int32)
    for partition in chunk:
        key *= partition.size + 1
        key += partition.label
        key += 1
    for item in items:
        key *= item.size
        key += item.state
    places = key.astype(np.intp)
    cells = int(np.prod(shape))
    sums = np.empty((3, cells))
    sums[0] = np.bincount(places, minlength=cells)
    sums[1] = np.bincount(places, weights=design.weight, minlength=cells)
    sums[2] = np.bincount(places, weights=design.square, minlength=cells)
    table = sums.reshape(3, *shape)
    before = 2 + len(chunk)
    return [
        _columns_of(table.sum(axis=tuple(before + j for j in range(len(items)) if j != i)), len(chunk))
        for i in range(len(items))
    ]


def _columns_of(table: np.ndarray, partitions: int) -> np.ndarray:
    """Return (3, strata, s, 1 + columns) from a table (3, strata, *labels with none first, s)."""
    if not partitions:
        return table[..., None]
    axes = tuple(range(2, 2 + partitions))
    columns = [table.sum(axis=axes)[..., None]]
    for axis in axes:
        margin = table.sum(axis=tuple(a for a in axes if a != axis))
        columns.append(margin[:, :, 1:, :].transpose(0, 1, 3, 2))
    return np.concatenate(columns, axis=3)


def _join(tables: Sequence[np.ndarray]) -> np.ndarray:
    """Return the columns of all chunks side by side; each chunk repeats the column of everybody."""
    if len(tables) == 1:
        return tables[0]
    return np.concatenate([tables[0], *(t[..., 1:] for t in tables[1:])], axis=3)


def _count_by_unit(
    items: Sequence[States], partitions: Sequence[Partition], design: Design, by_stratum: Sequence[np.ndarray]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return cross (s, s, g) and bulk (s, g) of each item from the totals of its states by sampling unit and by stratum (h, s, g).

    cross = sum over units of f T T' - sum over strata of f / n S S', T the totals of a unit, S those of its stratum, f the design's factor.
    """
    order = np.argsort(design.part, kind="stable")
    ends = np.searchsorted(design.part[order], np.arange(design.parts + 1))
    whole = Partition(label=np.zeros(design.n, dtype=np.int16), size=1)
    found = []
    for item, totals in zip(items, by_stratum, strict=True):
        pieces = [_squares_of_units(item, partition, design, order, ends) for partition in (whole, *partitions)]
        cross, bulk = (np.concatenate(p, axis=-1) for p in zip(*pieces, strict=True))
        cross -= _products(totals.transpose(0, 2, 1), design.factor / design.units).transpose(1, 2, 0)
        found.append((cross, bulk))
    return found


def _squares_of_units(
    item: States, partition: Partition, design: Design, order: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return sum of f T T' (s, s, g) and its diagonal (s, g) by the columns of one partition, a block of units at a time."""
    cells = (partition.size + 1) * item.size
    place = (partition.label.astype(np.intp) + 1) * item.size + item.state
    products = np.zeros((partition.size, item.size, item.size))
    block = max(1, _BY_UNIT // cells)
    for first in range(0, design.parts, block):
        last = min(first + block, design.parts)
        rows = slice(None) if last - first == design.parts else order[ends[first] : ends[last]]
        totals = np.bincount(
            (design.part[rows] - first) * cells + place[rows],
            weights=design.weight[rows],
            minlength=(last - first) * cells,
        ).reshape(last - first, partition.size + 1, item.size)
        products += _products(totals[:, 1:], design.factor[design.stratum[first:last]])
    return products.transpose(1, 2, 0), np.diagonal(products, axis1=1, axis2=2).T


def _products(totals: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Return sum of factor T T' over the first axis of totals (p, g, s), shape (g, s, s)."""
    by_column = np.ascontiguousarray(totals.transpose(1, 0, 2))
    products: np.ndarray = (by_column * factor[:, None]).transpose(0, 2, 1) @ by_column
    return products


def states_allowed(design: Design) -> int:
    """Return how many states the patterns of ticks of an item may have: products of states by unit grow with their square."""
    return 24 if design.clustered else 2_048
