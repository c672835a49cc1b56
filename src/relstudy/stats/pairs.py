"""Pairs of columns, and how the figures of the two vary together.

A figure of column g has the influence u_g on each respondent (`stats.estimates`), 0 outside the column. The covariance
of two figures is that of the totals of their influences under the design: respondents both columns hold count with u_a
u_b, and columns that hold nobody in common still vary together where strata, clusters or margins bind them. After
calibration the influences are residuals.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relstudy.stats.design import Design, MarginTerms
from relstudy.stats.folds import Fold, Partition, States, fold_states

#: Columns that may overlap are counted by patterns of ticks, of the columns of two such groups at a time.
_GROUP = 4
#: Numbers held at once: of influences by respondent or of states by sampling unit.
_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Columns compared with each other and with everybody.

    `places` (k,) are theirs on the column axis of a fold. `partitions` hold them: one of k columns that exclude each
    other, or k of one column each, which may overlap.
    """

    places: np.ndarray
    partitions: tuple[Partition, ...]

    @property
    def overlaps(self) -> bool:
        """Tell whether two columns of the block may hold the same respondent."""
        return len(self.partitions) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBy:
    """Respondents by patterns of some overlapping columns: `both` (patterns, few) is 1 where a pattern lies in both columns of the pairs `at` (few,)."""

    patterns: Partition
    at: np.ndarray
    both: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of columns, m of them, block by block: each column with everybody, then each two columns.

    `first`, `second` (m,) are places on the column axis of a fold; `nested` (m,) tells the pairs with everybody.
    `blocks` are the blocks, and `ends` where the pairs of each end. `shared` count the respondents that overlapping
    columns share.
    """

    blocks: tuple[Block, ...]
    ends: tuple[int, ...]
    first: np.ndarray
    second: np.ndarray
    nested: np.ndarray
    shared: tuple["SharedBy", ...]

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> "Pairs":
        """Return the pairs of some blocks."""
        first: list[np.ndarray] = []
        second: list[np.ndarray] = []
        for block in blocks:
            one, other = np.triu_indices(len(block.places), k=1)
            first += [np.zeros(len(block.places), dtype=np.intp), block.places[one]]
            second += [block.places, block.places[other]]
        ends = np.cumsum([len(b.places) * (len(b.places) + 1) // 2 for b in blocks])
        a, b = (np.concatenate([np.empty(0, dtype=np.intp), *places]) for places in (first, second))
        shared: list[SharedBy] = []
        for block, end in zip(blocks, ends.tolist(), strict=True):
            if block.overlaps:
                shared += _shared_in(block, end)
        return cls(
            blocks=tuple(blocks),
            ends=tuple(ends.tolist()),
            first=a,
            second=b,
            nested=a == 0,
            shared=tuple(shared),
        )

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.first)


def _shared_in(block: Block, end: int) -> Iterator[SharedBy]:
    """Yield partitions of the respondents by the columns of a block they are in; each two columns are told of by the first that holds both."""
    k = len(block.places)
    groups = [range(start, min(start + _GROUP, k)) for start in range(0, k, _GROUP)]
    couples = [(a, b) for i, a in enumerate(groups) for b in groups[i + 1 :]] or [(groups[0], range(0))]
    place = {pair: i for i, pair in enumerate(zip(*(t.tolist() for t in np.triu_indices(k, k=1)), strict=True))}
    before = end - len(place)
    for one, other in couples:
        columns = [*one, *other]
        label = np.zeros(len(block.partitions[0].label), dtype=np.int16)
        for bit, column in enumerate(columns):
            label |= (block.partitions[column].label == 0).astype(np.int16) << bit
        # Who is in none of them is shared by none.
        pattern = np.arange(1, 1 << len(columns))
        inside = {
            before + place.pop((a, b)): (pattern >> bit) & (pattern >> further) & 1
            for bit, a in enumerate(columns)
            for further, b in enumerate(columns)
            if (a, b) in place
        }
        yield SharedBy(
            patterns=Partition(label=label - np.int16(1), size=len(pattern)),
            at=np.array(list(inside), dtype=np.intp),
            both=np.stack(list(inside.values()), axis=1).astype(float),
        )


def fold_shared(items: Sequence[States], folds: Sequence[Fold], pairs: Pairs, design: Design) -> list[np.ndarray]:
    """Return, for each item, sums of w^2 over the respondents in both columns of each pair, by stratum, state and pair (h, s, m).

    Where clusters are, the strata are summed up: what respondents share is then part of what their sampling units do.
    """
    found = []
    for fold in folds:
        squares = fold.square[None] if design.clustered else fold.squares_by_stratum
        shared = np.zeros((*squares.shape[:2], len(pairs)))
        shared[..., pairs.nested] = squares[..., pairs.second[pairs.nested]]
        found.append(shared)
    # One partition at a time: all patterns of many columns would fill the memory.
    for one in pairs.shared:
        for shared, by_pattern in zip(found, fold_states(items, (one.patterns,), _by_respondent(design)), strict=True):
            squares = by_pattern.squares_by_stratum[..., 1:]
            shared[..., one.at] += (squares.sum(axis=0)[None] if design.clustered else squares) @ one.both
    return found


def _by_respondent(design: Design) -> Design:
    """Return the design with respondents for sampling units and without margins: enough to count squares of weights by stratum."""
    h = len(design.units)
    return replace(
        design,
        part=design.stratum_of if h > 1 else np.empty(0, dtype=np.intp),
        stratum=np.arange(h),
        clustered=False,
        calibration=None,
        margins=None,
    )


def covary_states(
    influence: np.ndarray, item: States, fold: Fold, shared: np.ndarray, pairs: Pairs, design: Design
) -> np.ndarray:
    """Return the covariance of the totals of influences of the two columns of each pair, (r, m).

    `influence` (r, s, g) is the influence per unit of weight of a respondent in a state on the figure of a column.
    """
    by_column = influence.transpose(2, 0, 1)
    effects = None
    if design.margins is not None:
        effects = (by_column @ fold.start_margins.transpose(2, 0, 1)) @ design.margins.regression
    if design.clustered:
        return _covary_units(influence, item, effects, pairs, design)
    a, b = pairs.first, pairs.second
    sums = (by_column @ fold.by_stratum.transpose(2, 1, 0)).transpose(2, 1, 0)
    touching = np.flatnonzero(shared.any(axis=(0, 1)))
    products = np.zeros((len(design.units), len(influence), len(pairs)))
    step = max(1, _AT_ONCE // (len(design.units) * influence[..., 0].size))
    for at in np.split(touching, range(step, len(touching), step)):
        both = influence[:, :, a[at]] * influence[:, :, b[at]]
        products[..., at] = (both[None] * shared[:, None, :, at]).sum(axis=2)
    if effects is not None and design.margins is not None:
        crossed = (by_column @ fold.squares_margins.transpose(0, 3, 1, 2)).transpose(0, 2, 1, 3)
        sums, products = _take_out_margins(sums, products, crossed, effects.transpose(1, 0, 2), pairs, design.margins)
    found = products - sums[..., a] * sums[..., b] / design.units[:, None, None]
    return np.asarray(np.tensordot(design.factor, found, axes=1))


def _take_out_margins(
    sums: np.ndarray, products: np.ndarray, crossed: np.ndarray, effects: np.ndarray, pairs: Pairs, margins: MarginTerms
) -> tuple[np.ndarray, np.ndarray]:
    """Return sums (h, r, g) and products (h, r, m) of the residuals of influences from those of the influences themselves.

    `crossed` (h, r, g, q) are sums of w^2 u x, `effects` (r, g, q) those of the q categories x.
    """
    a, b = pairs.first, pairs.second
    of_a, of_b = effects[:, a], effects[:, b]
    explained = np.stack([((of_a @ one) * of_b).sum(axis=2) for one in margins.squares])
    beside = (crossed[:, :, a] * of_b).sum(axis=3) + (crossed[:, :, b] * of_a).sum(axis=3)
    return sums - np.tensordot(margins.sums, effects, axes=(1, 2)), products - beside + explained


def _covary_units(
    influence: np.ndarray, item: States, effects: np.ndarray | None, pairs: Pairs, design: Design
) -> np.ndarray:
    """Return covariances from the totals of influences by sampling unit, some units at a time. `effects` (g, r, q)."""
    order = np.argsort(design.part, kind="stable")
    ends = np.searchsorted(design.part[order], np.arange(design.parts + 1))
    found = []
    for block in pairs.blocks:
        places = np.concatenate([[0], block.places])
        of_block = influence[:, :, places]
        width = len(places) * max(item.size, len(influence))
        products = _Products.of(len(influence), len(places), design)
        step = max(1, _AT_ONCE // width)
        for first in range(0, design.parts, step):
            last = min(first + step, design.parts)
            rows = order[ends[first] : ends[last]]
            totals = _totals_by_unit(item, block, rows, first, last, design)
            units = np.einsum("ugs,rsg->rug", totals, of_block)
            if effects is not None and design.margins is not None:
                units -= (effects[places] @ design.margins.by_unit[first:last].T).transpose(1, 2, 0)
            products.add(units, design.stratum[first:last])
        found.append(_of_pairs(products.centred()))
    return np.concatenate(found, axis=1) if found else np.empty((len(influence), 0))


def _totals_by_unit(item: States, block: Block, rows: np.ndarray, first: int, last: int, design: Design) -> np.ndarray:
    """Return weighted totals of the states by sampling unit for everybody and each column of a block, (units, 1 + k, s)."""
    unit = design.part[rows] - first
    state, weight = item.state[rows].astype(np.intp), design.weight[rows]
    whole = np.bincount(unit * item.size + state, weights=weight, minlength=(last - first) * item.size)
    found = [whole.reshape(last - first, 1, item.size)]
    for partition in block.partitions:
        place = (unit * (partition.size + 1) + partition.label[rows] + 1) * item.size + state
        cells = (partition.size + 1) * item.size
        totals = np.bincount(place, weights=weight, minlength=(last - first) * cells)
        found.append(totals.reshape(last - first, partition.size + 1, item.size)[:, 1:])
    return np.concatenate(found, axis=1)


@dataclass(slots=True)
class _Products:
    """Products of totals of influences by sampling unit, gathered some units at a time: `raw` (r, c, c), `sums` (h, r, c)."""

    raw: np.ndarray
    sums: np.ndarray
    design: Design

    @classmethod
    def of(cls, rows: int, columns: int, design: Design) -> "_Products":
        return cls(np.zeros((rows, columns, columns)), np.zeros((len(design.units), rows, columns)), design)

    def add(self, units: np.ndarray, stratum: np.ndarray) -> None:
        """Count units with influences (r, units, c), each of a stratum."""
        self.raw += (units * self.design.factor[stratum][:, None]).transpose(0, 2, 1) @ units
        rows, _, columns = units.shape
        flat = units.transpose(1, 0, 2).reshape(-1, rows * columns)
        self.sums += sum_by(stratum, len(self.sums), flat).reshape(-1, rows, columns)

    def centred(self) -> np.ndarray:
        """Return the covariances (r, c, c)."""
        by_row = self.sums.transpose(1, 2, 0)
        shrink = self.design.factor / self.design.units
        return np.asarray(self.raw - (by_row * shrink) @ by_row.transpose(0, 2, 1))


def _of_pairs(products: np.ndarray) -> np.ndarray:
    """Return the entries of (r, 1 + k, 1 + k) in the order of the pairs of a block, (r, pairs)."""
    k = products.shape[1] - 1
    one, other = np.triu_indices(k, k=1)
    return np.concatenate([products[:, 0, 1:], products[:, 1 + one, 1 + other]], axis=1)


def covary_values(
    numerator: np.ndarray, denominator: np.ndarray, value: np.ndarray, pairs: Pairs, design: Design
) -> np.ndarray:
    """Return the covariances of `covary_states` for one figure that is no figure of states, (1, m).

    `numerator` and `denominator` have shape (n,), `value` (g,) are the figures by column.
    """
    found = []
    for block in pairs.blocks:
        at = np.nan_to_num(value[np.concatenate([[0], block.places])])
        products = _Products.of(1, len(at), design)
        effects = _effects_of_values(numerator, denominator, at, block, design)
        if design.clustered:
            units = np.zeros((design.parts, len(at)))
            for rows in _slices(design.n, len(at)):
                influences = _influences(numerator, denominator, at, block, rows, design)
                units += sum_by(design.part[rows], design.parts, influences)
            if design.margins is not None:
                units -= design.margins.by_unit @ effects
            products.add(units[None], design.stratum)
        else:
            stratum = design.stratum_of
            for rows in _slices(design.n, len(at)):
                units = _influences(numerator, denominator, at, block, rows, design)
                if design.calibration is not None:
                    explained = (design.calibration.indicator @ effects)[design.calibration.cell[rows]]
                    units -= design.weight[rows, None] * explained
                products.add(units[None], stratum[rows])
        found.append(_of_pairs(products.centred()))
    return np.concatenate(found, axis=1) if found else np.empty((1, 0))


def sum_by(group: np.ndarray, groups: int, values: np.ndarray) -> np.ndarray:
    """Return sums of values (n, c) by group, (groups, c)."""
    if groups == 1:
        return np.asarray(values.sum(axis=0)[None])
    return np.stack([np.bincount(group, weights=column, minlength=groups) for column in values.T], axis=1)


def _slices(n: int, columns: int) -> Iterator[slice]:
    step = max(1, _AT_ONCE // columns)
    return (slice(start, start + step) for start in range(0, n, step))


def _influences(
    numerator: np.ndarray, denominator: np.ndarray, at: np.ndarray, block: Block, rows: slice, design: Design
) -> np.ndarray:
    """Return weighted influences on the figures `at` of everybody and the columns of a block, (rows, 1 + k)."""
    columns = [np.ones(len(design.weight[rows]), dtype=bool)]
    for partition in block.partitions:
        columns += [partition.label[rows] == column for column in range(partition.size)]
    inside = np.stack(columns, axis=1)
    weight = design.weight[rows, None]
    return np.asarray(inside * weight * (numerator[rows, None] - at * denominator[rows, None]))


def _effects_of_values(
    numerator: np.ndarray, denominator: np.ndarray, at: np.ndarray, block: Block, design: Design
) -> np.ndarray:
    """Return the effects of the categories of the margins on influences, (q, 1 + k); empty without margins."""
    calibration, margins = design.calibration, design.margins
    if calibration is None or margins is None:
        return np.empty((0, len(at)))
    back = np.divide(calibration.start, design.weight, out=np.zeros(design.n), where=design.weight > 0)
    by_cell = np.zeros((calibration.cells, len(at)))
    for rows in _slices(design.n, len(at)):
        started = _influences(numerator, denominator, at, block, rows, design) * back[rows, None]
        by_cell += sum_by(calibration.cell[rows], calibration.cells, started)
    return np.asarray(margins.regression @ (calibration.indicator.T @ by_cell))
