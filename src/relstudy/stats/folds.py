"""Folding: respondents counted once into small tables of states and columns, from which every figure is read.

A state is what one respondent gave to one item (a code, no answer, a pattern of ticks). After the counting pass the
cost of shares, means and their standard errors no longer grows with the number of respondents. Several items and
several partitions of the respondents are counted in one pass over a joint index, and its margins give each item by each
column.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from relstudy.stats.calibration import Calibration
from relstudy.stats.design import Design

#: Largest cells of a joint table, and fewer where respondents are: so many of them for a cell (timed in tests/bench). A pass
#: over the respondents costs little more in a large table, and a large one takes more items at once. Columns are crossed up
#: to a table of the least size whatever the respondents.
_JOINT, _FILLED, _LEAST_JOINT = 65_536, 4, 8_192
#: Joint columns counted together, more where many respondents are for each, and the states above which an item is counted
#: apart from the small ones.
_PARTITIONS, _MANY = 64, 700
_SMALL = 64
#: Sums every table has: of 1, w and w^2. Beside them may stand those of the start weights.
_SUMS = 3
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

    `count`, `weight`, `square` (sums of 1, w, w^2) have shape (s, g). What the variance needs beside them, where
    respondents are the sampling units: `by_stratum`, `squares_by_stratum` (strata, s, g), sums of w and w^2. Where
    clusters are: `cross` (s, s, g), the variances and covariances of the weighted totals of states, and `bulk` (s, g),
    the same sums of squares before centring; the two of the other kind are empty.

    After calibration, q categories of the margins: `start_margins` (s, q, g), sums of start weights; `squares_margins`
    (strata, s, q, g), sums of w^2, or where clusters are `cross_margins` (s, q, g), covariances of the totals of states
    and of categories. Empty without one.
    """

    count: np.ndarray
    weight: np.ndarray
    square: np.ndarray
    by_stratum: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0)))
    squares_by_stratum: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0)))
    cross: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0)))
    bulk: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    start_margins: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0)))
    squares_margins: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0, 0)))
    cross_margins: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0)))


def fold_states(items: Sequence[States], partitions: Sequence[Partition], design: Design) -> list[Fold]:
    """Return one fold per item, in the order of `items`."""
    layers = len(design.units) * (design.calibration.cells if design.calibration is not None else 1)
    layer = _layers_of(design)
    uneven = design.calibration is not None and not design.calibration.is_even(design.weight)
    starts = (design.calibration.start,) if design.calibration is not None and uneven else ()
    tables: list[list[np.ndarray]] = [[] for _ in items]
    small = [i for i, item in enumerate(items) if item.size <= _SMALL]
    large = [i for i, item in enumerate(items) if item.size > _SMALL]
    room = min(_JOINT, max(216, design.n // _FILLED)) // layers
    most = 4 * min(_JOINT, max(_LEAST_JOINT, design.n // _FILLED))
    together = max(_PARTITIONS, min(design.n // _MANY, _JOINT // 32))
    for group in (small, large):
        widest = max((items[i].size for i in group), default=1)
        for chunk in _chunks(partitions, limit=min(together, most // (layers * widest))):
            column, spread = _joint_column(chunk, layer, layers=layers), {}
            for pack in _packs(items, group, room=room // _joint_size(chunk)):
                packed = [items[i] for i in pack]
                states = math.prod(item.size for item in packed)
                if states not in spread:
                    spread = {states: np.multiply(column, states, dtype=np.intp)}
                counted = _count_jointly(packed, chunk, design, first=spread[states], layers=layers, starts=starts)
                for i, table in zip(pack, counted, strict=True):
                    tables[i].append(table)
    folded = (_join(found) for found in tables)
    if design.calibration is not None:
        return _fold_calibrated(list(folded), items, partitions, design, design.calibration)
    return _folds_of(list(folded), items, partitions, design)


def _folds_of(
    tables: Sequence[np.ndarray], items: Sequence[States], partitions: Sequence[Partition], design: Design
) -> list[Fold]:
    """Return the folds of items from sums of 1, w and w^2 by stratum, state and column, each (3, strata, s, g)."""
    if design.clustered:
        between = _count_by_unit(items, partitions, design, [table[1] for table in tables])
        return [
            Fold(
                count=table[0].sum(axis=0),
                weight=table[1].sum(axis=0),
                square=table[2].sum(axis=0),
                cross=cross,
                bulk=bulk,
                cross_margins=beside,
            )
            for table, (cross, bulk, beside) in zip(tables, between, strict=True)
        ]
    folds = []
    for table in tables:
        count, weight, square = table.sum(axis=1) if len(design.units) > 1 else table[:, 0]
        folds.append(Fold(count=count, weight=weight, square=square, by_stratum=table[1], squares_by_stratum=table[2]))
    return folds


def _layers_of(design: Design) -> np.ndarray:
    """Return the layer of each respondent that tables are counted by: its stratum, after calibration its stratum and crossed cell."""
    if design.calibration is None:
        return design.stratum_of
    layer: np.ndarray = design.stratum_of * design.calibration.cells + design.calibration.cell
    return layer


def _fold_calibrated(
    tables: Sequence[np.ndarray],
    items: Sequence[States],
    partitions: Sequence[Partition],
    design: Design,
    calibration: Calibration,
) -> list[Fold]:
    """Return folds with their sums by category of the margins, from tables (3 or 4, strata x cells, s, g)."""
    strata, cells = len(design.units), calibration.cells
    by_cell = [table.reshape(len(table), strata, cells, *table.shape[2:]) for table in tables]
    plain = _folds_of([table[:_SUMS].sum(axis=2) for table in by_cell], items, partitions, design)
    weights = np.bincount(calibration.cell, weights=design.weight, minlength=cells)
    starts = np.bincount(calibration.cell, weights=calibration.start, minlength=cells)
    back = np.divide(starts, weights, out=np.zeros(cells), where=weights > 0)
    project = calibration.indicator.T
    folds = []
    for table, fold in zip(by_cell, plain, strict=True):
        # Where all weights of a cell moved by one ratio, sums of start weights are those of the weights moved back.
        moved, sums = (project, table[_SUMS]) if len(table) > _SUMS else (project * back, table[1])
        start = np.tensordot(moved, sums.sum(axis=0), axes=1).transpose(1, 0, 2)
        squares = np.moveaxis(np.tensordot(project, table[2], axes=(1, 1)), 0, 2)
        folds.append(replace(fold, start_margins=start, squares_margins=squares))
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


def _joint_column(chunk: Sequence[Partition], layer: np.ndarray, *, layers: int) -> np.ndarray:
    """Return the place of each respondent in its layer and the joint columns of a chunk, (n,)."""
    few = layers * _joint_size(chunk) < np.iinfo(np.int32).max
    place: np.ndarray = layer.astype(np.int32 if few else np.int64)
    for partition in chunk:
        place *= partition.size + 1
        place += partition.label
        place += 1
    return place


def _joint_states(items: Sequence[States]) -> np.ndarray:
    """Return the place of each respondent in the states of some items crossed, (n,)."""
    if len(items) == 1:
        return items[0].state
    crossed = math.prod(item.size for item in items)
    joint: np.ndarray = items[0].state.astype(np.uint16 if crossed <= np.iinfo(np.uint16).max else np.intp)
    for item in items[1:]:
        joint *= item.size
        np.add(joint, item.state, out=joint, casting="unsafe")
    return joint


def _count_jointly(
    items: Sequence[States],
    chunk: Sequence[Partition],
    design: Design,
    *,
    first: np.ndarray,
    layers: int,
    starts: Sequence[np.ndarray],
) -> list[np.ndarray]:
    """Return sums of 1, w, w^2 and of the weights in `starts` by layer, state and column of the chunk, (3 or 4, layers, s, g), for each item.

    `first` (n,) is the place at which the crossed states of each respondent's layer and joint column begin.
    """
    places = np.add(first, _joint_states(items), dtype=np.intp)
    sizes = [item.size for item in items]
    shape = (layers, *(p.size + 1 for p in chunk), math.prod(sizes))
    cells = math.prod(shape)
    summed = (design.weight, design.square, *starts)
    sums = np.empty((1 + len(summed), cells))
    sums[0] = np.bincount(places, minlength=cells)
    for place, weights in enumerate(summed, start=1):
        sums[place] = np.bincount(places, weights=weights, minlength=cells)
    table = _columns_of(sums.reshape(len(sums), *shape), len(chunk))
    table = table.reshape(*table.shape[:3], *sizes)
    return [
        np.ascontiguousarray(table.sum(axis=tuple(3 + j for j in range(len(items)) if j != i)).swapaxes(2, 3))
        for i in range(len(items))
    ]


def _columns_of(table: np.ndarray, partitions: int) -> np.ndarray:
    """Return (sums, layers, 1 + columns, s) from a table (sums, layers, *labels with none first, s)."""
    if not partitions:
        return table[:, :, None]
    axes = range(2, 2 + partitions)
    margins = [table.sum(axis=tuple(a for a in axes if a != axis)) for axis in axes]
    everybody = margins[0].sum(axis=2, keepdims=True)
    return np.concatenate([everybody, *(margin[:, :, 1:] for margin in margins)], axis=2)


def _join(tables: Sequence[np.ndarray]) -> np.ndarray:
    """Return the columns of all chunks side by side; each chunk repeats the column of everybody."""
    if len(tables) == 1:
        return tables[0]
    return np.concatenate([tables[0], *(t[..., 1:] for t in tables[1:])], axis=3)


def _count_by_unit(
    items: Sequence[States], partitions: Sequence[Partition], design: Design, by_stratum: Sequence[np.ndarray]
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return cross (s, s, g), bulk (s, g) and cross with the margins (s, q, g) of each item.

    They come from the totals of its states by sampling unit and by stratum (h, s, g): cross = sum over units of f T T'
    - sum over strata of f / n S S', T the totals of a unit, S those of its stratum, f the design's factor.
    """
    order = np.argsort(design.part, kind="stable")
    ends = np.searchsorted(design.part[order], np.arange(design.parts + 1))
    whole = Partition(label=np.zeros(design.n, dtype=np.int16), size=1)
    by_unit = design.margins.by_unit if design.margins is not None else np.empty((design.parts, 0))
    of_strata = design.margins.sums if design.margins is not None else np.empty((len(design.units), 0))
    shrink = design.factor / design.units
    found = []
    for item, totals in zip(items, by_stratum, strict=True):
        pieces = [
            _squares_of_units(item, partition, design, order, ends, by_unit) for partition in (whole, *partitions)
        ]
        cross, bulk, beside = (np.concatenate(p, axis=-1) for p in zip(*pieces, strict=True))
        cross -= _products(totals.transpose(0, 2, 1), shrink).transpose(1, 2, 0)
        beside -= np.tensordot(totals * shrink[:, None, None], of_strata, axes=(0, 0)).transpose(0, 2, 1)
        found.append((cross, bulk, beside))
    return found


def _squares_of_units(
    item: States, partition: Partition, design: Design, order: np.ndarray, ends: np.ndarray, by_unit: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return sum of f T T' (s, s, g), its diagonal (s, g) and sum of f T M' (s, q, g) by the columns of one partition.

    T are the totals of the states in a unit, M (`by_unit`) those of the margins; a block of units at a time.
    """
    cells = (partition.size + 1) * item.size
    place = (partition.label.astype(np.intp) + 1) * item.size + item.state
    products = np.zeros((partition.size, item.size, item.size))
    beside = np.zeros((partition.size, item.size, by_unit.shape[1]))
    block = max(1, _BY_UNIT // cells)
    for first in range(0, design.parts, block):
        last = min(first + block, design.parts)
        rows = slice(None) if last - first == design.parts else order[ends[first] : ends[last]]
        totals = np.bincount(
            (design.part[rows] - first) * cells + place[rows],
            weights=design.weight[rows],
            minlength=(last - first) * cells,
        ).reshape(last - first, partition.size + 1, item.size)[:, 1:]
        factor = design.factor[design.stratum[first:last]]
        products += _products(totals, factor)
        beside += np.tensordot(totals, by_unit[first:last] * factor[:, None], axes=(0, 0))
    return (
        products.transpose(1, 2, 0),
        np.diagonal(products, axis1=1, axis2=2).T,
        beside.transpose(1, 2, 0),
    )


def _products(totals: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Return sum of factor T T' over the first axis of totals (p, g, s), shape (g, s, s)."""
    by_column = np.ascontiguousarray(totals.transpose(1, 0, 2))
    products: np.ndarray = (by_column * factor[:, None]).transpose(0, 2, 1) @ by_column
    return products


def states_allowed(design: Design) -> int:
    """Return how many states the patterns of ticks of an item may have: products of states by unit grow with their square."""
    return 24 if design.clustered else 2_048
