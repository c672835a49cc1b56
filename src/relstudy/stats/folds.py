"""Folding: respondents counted once into small tables of states and columns, from which every figure is read.

A state is what one respondent gave to one item (a code, no answer, a pattern of ticks). After the counting pass the
cost of shares, means and their standard errors no longer grows with the number of respondents. Several items and several
partitions of the respondents are counted in one pass over a joint index, and its margins give each item by each column.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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

    `count`, `weight`, `square` (sums of 1, w, w^2) have shape (s, g). `by_part` (parts, s, g) are sums of w by part of the design;
    `squares_by_part` likewise of w^2, empty where the parts are sampling units.
    """

    count: np.ndarray
    weight: np.ndarray
    square: np.ndarray
    by_part: np.ndarray
    squares_by_part: np.ndarray


def fold_states(items: Sequence[States], partitions: Sequence[Partition], design: Design) -> list[Fold]:
    """Return one fold per item, in the order of `items`."""
    if design.clustered:
        return [_fold_by_unit(item, partitions, design) for item in items]
    tables: list[list[np.ndarray]] = [[] for _ in items]
    small = [i for i, item in enumerate(items) if item.size <= _SMALL]
    large = [i for i, item in enumerate(items) if item.size > _SMALL]
    room = min(_JOINT, max(216, design.n // 16)) // design.parts
    for group in (small, large):
        widest = max((items[i].size for i in group), default=1)
        for chunk in _chunks(partitions, limit=min(_PARTITIONS, 4 * _JOINT // (design.parts * widest))):
            for pack in _packs(items, group, room=room // _joint_size(chunk)):
                for i, table in zip(pack, _count_jointly([items[i] for i in pack], chunk, design), strict=True):
                    tables[i].append(table)
    folds = []
    for found in tables:
        by_part = _join(found)
        count, weight, square = by_part.sum(axis=1) if design.parts > 1 else by_part[:, 0]
        folds.append(Fold(count=count, weight=weight, square=square, by_part=by_part[1], squares_by_part=by_part[2]))
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
    """Return sums of 1, w and w^2 by stratum, state and column of the chunk, (3, parts, s, g), for each item."""
    shape = (design.parts, *(p.size + 1 for p in chunk), *(item.size for item in items))
    key = design.part.astype(np.int32) if len(design.part) else np.zeros(design.n, dtype=np.int32)
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
    """Return (3, parts, s, 1 + columns) from a table (3, parts, *labels with none first, s)."""
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


def _fold_by_unit(item: States, partitions: Sequence[Partition], design: Design) -> Fold:
    """Return the fold of one item with its sums by sampling unit."""
    whole = Partition(label=np.zeros(design.n, dtype=np.int16), size=1)
    pieces: list[list[np.ndarray]] = [[], [], [], []]
    for partition in (whole, *partitions):
        columns = partition.size + 1
        shape = (columns, item.size)
        place = (partition.label.astype(np.intp) + 1) * item.size + item.state
        cells = columns * item.size
        for piece, sums in zip(
            pieces,
            (
                np.bincount(place, minlength=cells).astype(float),
                np.bincount(place, weights=design.weight, minlength=cells),
                np.bincount(place, weights=design.square, minlength=cells),
            ),
            strict=False,
        ):
            piece.append(sums.reshape(shape)[1:].T)
        by_unit = np.bincount(design.part * cells + place, weights=design.weight, minlength=design.parts * cells)
        pieces[3].append(by_unit.reshape(design.parts, *shape)[:, 1:].transpose(0, 2, 1))
    count, weight, square = (np.concatenate(piece, axis=1) for piece in pieces[:3])
    return Fold(
        count=count,
        weight=weight,
        square=square,
        by_part=np.concatenate(pieces[3], axis=2),
        squares_by_part=np.empty(0),
    )


def states_allowed(design: Design) -> int:
    """Return how many states an item may have before its table by sampling unit grows beyond reason."""
    return max(12, min(2_048, _BY_UNIT // max(design.parts, 1)))
