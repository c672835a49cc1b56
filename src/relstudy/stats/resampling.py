"""Resamples of respondents: what would have been found with other people of the same kind.

Without a declared design a resample is n draws with replacement from n respondents. With strata or clusters, n_h - 1 of
the n_h sampling units of each stratum are drawn with replacement and weigh n_h / (n_h - 1) as much, which gives the
linearised variance also where strata hold two units; with a finite population the draws move the weights by sqrt(1 - f)
of that only. Above `ONE_BY_ONE` units, units are first put at random into `GROUPS` groups of equal size, and the groups
are drawn: the variance is the same on average.

Replicate counts are made in blocks, and linear statistics are matrix products of counts and totals: no table of
replicates by respondents exists.

References
----------
Efron 1979, Ann. Stat. 7, 1-26; Rao, Wu and Yue 1992, Surv. Methodol. 18, 209-217; random groups: Wolter 2007,
Introduction to Variance Estimation, chapter 2.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from relstudy.stats.calibration import Calibration
from relstudy.stats.design import Design
from relstudy.stats.folds import Partition
from relstudy.stats.raking import NEAR, rake_again

REPLICATES = 1_000
ONE_BY_ONE = 50_000
GROUPS = 5_000
#: Groups of a stratum below which it is not folded further.
_LEAST_GROUPS = 30
#: Counts of one block.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """What is drawn. `of` (n,) is the unit of each respondent; units are numbered stratum by stratum.

    `size`, `drawn` (strata,) are the units and the draws of a stratum; a unit drawn c times weighs `fixed` + `factor`
    c, both (units,).
    """

    of: np.ndarray
    size: np.ndarray
    drawn: np.ndarray
    fixed: np.ndarray
    factor: np.ndarray

    @classmethod
    def alike(cls, n: int) -> "Units":
        """Return n units, drawn n times from all of them."""
        every = np.array([n])
        return cls(of=np.arange(n), size=every, drawn=every, fixed=np.zeros(n), factor=np.ones(n))


def find_units(design: Design, *, chance: np.random.Generator) -> Units:
    """Return the units of a design that resamples draw."""
    stratum = (
        design.stratum if design.clustered else (design.part if len(design.part) else np.zeros(design.n, dtype=np.intp))
    )
    group, size = group_units(stratum, len(design.units), chance, one_by_one=ONE_BY_ONE, groups=GROUPS)
    simple = not design.clustered and len(size) == 1 and design.fraction[0] == 0
    drawn = size if simple else size - 1
    damp = np.ones(len(size)) if simple else np.sqrt(np.clip(1.0 - design.fraction, 0.0, None))
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(drawn > 0, damp * size / drawn, 0.0)
    fixed = np.where(drawn > 0, 1.0 - damp, 1.0)
    return Units(
        of=group[design.part] if design.clustered else group,
        size=size,
        drawn=drawn,
        fixed=np.repeat(fixed, size),
        factor=np.repeat(factor, size),
    )


def group_units(
    stratum: np.ndarray, strata: int, chance: np.random.Generator, *, one_by_one: int, groups: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the group of each unit, numbered stratum by stratum, and the number of groups of each stratum.

    `stratum` (units,) is that of each unit, from 0; what is returned is (units,) and (strata,). Up to `one_by_one` units each is a group of its own; beyond, about so many random `groups` of equal size are made.
    """
    size = np.bincount(stratum, minlength=strata)
    if len(stratum) <= one_by_one:
        order, within_strata = np.argsort(stratum, kind="stable"), size
    else:
        shuffled = chance.permutation(len(stratum))
        order = shuffled[np.argsort(stratum[shuffled], kind="stable")]
        within_strata = np.minimum(size, np.maximum(-(-size * groups // len(stratum)), _LEAST_GROUPS))
    first = np.cumsum(size) - size
    within = np.arange(len(stratum)) - np.repeat(first, size)
    start = np.cumsum(within_strata) - within_strata
    numbered = np.repeat(start, size) + within * np.repeat(within_strata, size) // np.repeat(size, size)
    group = np.empty(len(stratum), dtype=np.intp)
    group[order] = numbered
    return group, within_strata


def draw_counts(units: Units, *, chance: np.random.Generator, replicates: int = REPLICATES) -> Iterator[np.ndarray]:
    """Yield blocks of how often each unit is drawn, float64 of shape (replicates of the block, units)."""
    total, draws = int(units.size.sum()), int(units.drawn.sum())
    start = np.repeat(np.cumsum(units.size) - units.size, units.drawn)
    size = np.repeat(units.size, units.drawn)
    block = max(1, _BLOCK // max(total, 1))
    for done in range(0, replicates, block):
        counts = np.empty((min(block, replicates - done), total))
        # One resample after the other: its draws and its counts stay in the processor's cache.
        for row in counts:
            place = (chance.random(draws) * size).astype(np.intp)
            place += start
            row[:] = np.bincount(place, minlength=total)
        yield counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """Weighted totals for everybody and every column: `whole` (g, v) as they are, `drawn` (replicates, g, v) in every resample."""

    whole: np.ndarray
    drawn: np.ndarray


def resample_totals(
    values: np.ndarray | Iterable[np.ndarray],
    partitions: tuple[Partition, ...],
    design: Design,
    *,
    chance: np.random.Generator,
    replicates: int = REPLICATES,
) -> Resampled:
    """Return the weighted totals of values, and those of every resample, for everybody and every column.

    `values` has shape (n, v), or gives its columns (n,) one after the other. The draws depend on the design and on
    `chance`, not on the values or the columns. Where weights were raked, every resample is raked again, up to
    `ONE_BY_ONE` respondents; beyond, it keeps the raked weights, and its spread is too wide rather than too narrow.
    """
    units = find_units(design, chance=chance)
    by_unit = UnitTotals.of(values, partitions, design, units)
    found = np.empty((replicates, *by_unit.shape))
    done = 0
    for counts in draw_counts(units, chance=chance, replicates=replicates):
        found[done : done + len(counts)] = by_unit.at(counts)
        done += len(counts)
    return Resampled(whole=by_unit.whole, drawn=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotals:
    """Weighted totals of some values by sampling unit and joint cell of some partitions: those of any resample follow by a product.

    A pair is a unit and a joint cell it reaches, cell by cell, so that a cell is one slice: `sums` (pairs, v + 1) are
    its totals times what a draw of its unit weighs, the last column those of the weight itself, `unit` (pairs,) its
    unit, and `ends` (cells + 1,) where the pairs of a cell end. `fixed` (cells, v + 1) are the totals that no draw
    moves, and `member` (cells, g) tells the columns a cell is in, everybody first. `crossed` (cells,) is the cell of
    the margins that each joint cell lies in, where every resample is raked again by `calibration`. `whole` (g, v) are
    the totals of the values themselves.
    """

    sums: np.ndarray
    unit: np.ndarray
    ends: np.ndarray
    fixed: np.ndarray
    member: np.ndarray
    crossed: np.ndarray
    calibration: Calibration | None
    weight: np.ndarray
    whole: np.ndarray

    @classmethod
    def of(
        cls, values: np.ndarray | Iterable[np.ndarray], partitions: tuple[Partition, ...], design: Design, units: Units
    ) -> "UnitTotals":
        """Return the totals of values (n, v), or of their columns (n,) one after the other, up to `ONE_BY_ONE` respondents raked again."""
        calibration = design.calibration if design.n <= ONE_BY_ONE else None
        crossed = () if calibration is None else (Partition(label=calibration.cell, size=calibration.cells),)
        cell, member, first = _joint_cells((*partitions, *crossed), design.n)
        pairs, row = np.unique(cell * len(units.fixed) + units.of, return_inverse=True)
        sums = _sum_rows(chain(_columns_of(values), [np.ones(design.n)]), row, len(pairs), design)
        cell_of, unit = np.divmod(pairs, len(units.fixed))
        ends = np.searchsorted(cell_of, np.arange(len(member) + 1))
        member = member[:, : 1 + sum(p.size for p in partitions)]
        whole = member.T @ np.array([sums[a:b, :-1].sum(axis=0) for a, b in pairwise(ends)])
        fixed = np.array([units.fixed[unit[a:b]] @ sums[a:b] for a, b in pairwise(ends)])
        sums *= units.factor[unit][:, None]
        return cls(
            sums=sums,
            unit=unit,
            ends=ends,
            fixed=fixed,
            member=member,
            whole=whole,
            crossed=np.empty(0, dtype=np.intp) if calibration is None else calibration.cell[first],
            calibration=calibration,
            weight=design.weight,
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Return the number of columns and of values."""
        return self.member.shape[1], self.sums.shape[1] - 1

    def at(self, counts: np.ndarray, *, near: float = NEAR) -> np.ndarray:
        """Return the totals of resamples, (replicates, g, v), from how often each unit is drawn, (replicates, units).

        `near` is how near they are raked to the margins.
        """
        in_order = np.array_equal(self.unit, np.arange(counts.shape[1]))
        found = np.empty((len(counts), *self.shape))
        step = max(1, _BLOCK // (len(self.member) * self.sums.shape[1]))
        # One thread: the same bytes on every run.
        with threadpool_limits(limits=1):
            for begin in range(0, len(counts), step):
                block = counts[begin : begin + step]
                rows = block if in_order else block[:, self.unit]
                by_cell = np.stack([rows[:, a:b] @ self.sums[a:b] for a, b in pairwise(self.ends)], axis=1) + self.fixed
                if self.calibration is not None:
                    by_cell *= self._ratios(by_cell[..., -1], self.calibration, near)[..., None]
                found[begin : begin + len(block)] = np.einsum(
                    "rcv,cg->rgv", by_cell[..., :-1], self.member, optimize=True
                )
        return found

    def _ratios(self, mass: np.ndarray, calibration: Calibration, near: float) -> np.ndarray:
        """Return what raking again makes of the weights in each joint cell, (replicates, cells), from their totals there."""
        by_crossed = np.zeros((calibration.cells, len(mass)))
        np.add.at(by_crossed, self.crossed, mass.T)
        return rake_again(by_crossed.T, calibration, self.weight, near=near)[:, self.crossed]


def spread_of_draws(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the 2.5 and 97.5 % quantiles over the first axis, each a value that occurred (inverted distribution function).

    nan draws (nobody of a column was drawn) are left out; nan where all are.
    """
    ordered = np.sort(drawn, axis=0)
    count = np.isfinite(ordered).sum(axis=0)

    def quantile(q: float) -> np.ndarray:
        place = np.maximum(np.ceil(q * count - 1e-9).astype(int) - 1, 0)
        return np.where(count > 0, np.take_along_axis(ordered, place[None], axis=0)[0], np.nan)

    return quantile(0.025), quantile(0.975)


def _joint_cells(partitions: tuple[Partition, ...], n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the joint cell of each respondent, (n,), which columns each cell is in, (cells, g), everybody first, and one of its respondents."""
    key = np.zeros(n, dtype=np.int64)
    for partition in partitions:
        key = key * (partition.size + 1) + partition.label + 1
        # Kept dense, so that many partitions cannot overflow.
        key = np.unique(key, return_inverse=True)[1]
    cells, first, cell = np.unique(key, return_index=True, return_inverse=True)
    columns = [np.ones((len(cells), 1))]
    columns += [(p.label[first][:, None] == np.arange(p.size)).astype(float) for p in partitions]
    return cell, np.concatenate(columns, axis=1), first


def _columns_of(values: np.ndarray | Iterable[np.ndarray]) -> Iterable[np.ndarray]:
    return values.T if isinstance(values, np.ndarray) else values


def _sum_rows(columns: Iterable[np.ndarray], row: np.ndarray, rows: int, design: Design) -> np.ndarray:
    """Return the weighted sums of columns (n,) by row, (rows, v)."""
    return np.column_stack([np.bincount(row, weights=c * design.weight, minlength=rows) for c in columns])
