"""Replicate weights: standard errors from the same figures computed again on many sets of weights, a second road beside linearisation.

The jackknife leaves out one sampling unit at a time, and the others of its stratum stand in for it (JK1 without strata,
JKn with them); beyond `ONE_AT_A_TIME` units it leaves out one of `JACKKNIFE_GROUPS` random groups. The bootstrap draws
units as `stats.resampling` does. Where weights were raked, every set is raked again. The variance of a figure is the
sum over sets of their mass times the squared distance from the mean of all sets.

Sets are made in blocks, and figures are products of a block with totals by unit: no table of sets by respondents
exists.

References
----------
Rust and Rao 1996, Stat. Methods Med. Res. 5, 283-310; Wolter 2007, Introduction to Variance Estimation, chapters 2 and 4. Equal to R's
`as.svrepdesign`, `svrepdesign` and `calibrate` of them (tests/reference/replicates.R).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from relstudy.stats.chance import generator
from relstudy.stats.design import Design, Replication
from relstudy.stats.estimates import Estimate, Estimates, value_estimates, with_errors
from relstudy.stats.folds import Partition
from relstudy.stats.pairs import Pairs
from relstudy.stats.raking import NEAR
from relstudy.stats.resampling import Units, UnitTotals, draw_counts, find_units, group_units

ONE_AT_A_TIME = 2_000
JACKKNIFE_GROUPS = 1_000
#: Figures of a unit left out differ little from those of everybody: raking again must tell them apart.
_NEARER = 1e-11
#: Numbers held at once: values by respondent, or figures by set.
_AT_ONCE = 40_000_000
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A figure sum w a / sum w b of columns of respondents: `numerator` a and `denominator` b, both (n,), a 0 where b is."""

    numerator: np.ndarray
    denominator: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateErrors:
    """Standard errors (r, g) of r ratios in g columns, everybody first, and covariances (r, m) of the columns of m pairs.

    nan where no two sets give a figure.
    """

    se: np.ndarray
    covariance: np.ndarray


def replicate_errors(
    ratios: Sequence[Ratio], partitions: tuple[Partition, ...], design: Design, pairs: Pairs | None = None
) -> ReplicateErrors:
    """Return the standard errors of ratios by the replicate weights of a design that has them.

    A set of weights in which nobody of a base is left gives no figure, and is left out of its variance.
    """
    assert design.replication is not None
    made = _Sets.of(design, design.replication)
    columns = 1 + sum(p.size for p in partitions)
    most = max(1, _AT_ONCE // max(2 * design.n * (1 + len(partitions)), made.size * columns))
    found = [
        _errors_of(ratios[first : first + most], partitions, design, made, pairs)
        for first in range(0, len(ratios), most)
    ]
    compared = 0 if pairs is None else len(pairs)
    return ReplicateErrors(
        se=np.concatenate([np.empty((0, columns)), *(one.se for one in found)]),
        covariance=np.concatenate([np.empty((0, compared)), *(one.covariance for one in found)]),
    )


def _errors_of(
    ratios: Sequence[Ratio], partitions: tuple[Partition, ...], design: Design, made: "_Sets", pairs: Pairs | None
) -> ReplicateErrors:
    # Bases are shared by many figures: each is counted once.
    bases = {id(ratio.denominator): ratio.denominator for ratio in ratios}
    place = {base: len(ratios) + i for i, base in enumerate(bases)}
    below = [place[id(ratio.denominator)] for ratio in ratios]
    values = [*(ratio.numerator for ratio in ratios), *bases.values()]
    split: list[tuple[Partition, ...]] = [(partition,) for partition in partitions] or [()]
    tables = [UnitTotals.of(values, part, design, made.units) for part in split]
    figures = np.empty((made.size, 1 + sum(p.size for p in partitions), len(ratios)))
    done = 0
    for counts in made.blocks():
        columns = [table.at(counts, near=made.near) for table in tables]
        totals = np.concatenate([columns[0][:, :1], *(one[:, 1:] for one in columns)], axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            figures[done : done + len(counts)] = totals[..., : len(ratios)] / totals[..., below]
        done += len(counts)
    return _spread(figures.transpose(2, 0, 1), made.mass, pairs)


def _spread(figures: np.ndarray, mass: np.ndarray, pairs: Pairs | None) -> ReplicateErrors:
    """Return the errors of figures (r, sets, g)."""
    counted = np.isfinite(figures) & (mass > 0)[:, None]
    sets = counted.sum(axis=1)
    known = np.where(counted, figures, 0.0)
    middle = known.sum(axis=1) / np.maximum(sets, 1)
    apart = np.where(counted, known - middle[:, None], 0.0) * np.sqrt(mass)[:, None]
    variance = np.where(sets > 1, (apart**2).sum(axis=1), np.nan)
    covariance = np.empty((len(figures), 0))
    if pairs is not None:
        covariance = np.stack([(one.T @ one)[pairs.first, pairs.second] for one in apart])
    return ReplicateErrors(se=np.sqrt(variance), covariance=covariance)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sets:
    """Sets of replicate weights: `mass` (sets,) is what the squared distance of each counts in a variance."""

    units: Units
    mass: np.ndarray
    near: float
    replication: Replication

    @classmethod
    def of(cls, design: Design, replication: Replication) -> "_Sets":
        if replication.kind == "bootstrap":
            units = find_units(design, chance=_chance(replication, "units"))
            mass = np.full(replication.resamples, 1.0 / (replication.resamples - 1))
            return cls(units=units, mass=mass, near=NEAR, replication=replication)
        stratum = design.stratum if design.clustered else design.stratum_of
        group, size = group_units(
            stratum, len(design.units), _chance(replication, "units"), one_by_one=ONE_AT_A_TIME, groups=JACKKNIFE_GROUPS
        )
        units = Units(
            of=group[design.part] if design.clustered else group,
            size=size,
            drawn=size,
            fixed=np.zeros(size.sum()),
            factor=np.ones(size.sum()),
        )
        mass = np.repeat((size - 1) / size * (1.0 - design.fraction), size)
        return cls(units=units, mass=mass, near=_NEARER, replication=replication)

    @property
    def size(self) -> int:
        return len(self.mass)

    def blocks(self) -> Iterator[np.ndarray]:
        """Yield what each unit counts for in each set, a block of sets at a time, (sets, units)."""
        if self.replication.kind == "bootstrap":
            yield from draw_counts(self.units, chance=_chance(self.replication, "draws"), replicates=self.size)
            return
        stratum = np.repeat(np.arange(len(self.units.size)), self.units.size)
        size = self.units.size[stratum].astype(float)
        instead = np.divide(size, size - 1.0, out=np.ones(len(size)), where=size > 1)
        step = max(1, _BLOCK // self.size)
        for first in range(0, self.size, step):
            left_out = np.arange(first, min(first + step, self.size))
            counts = np.where(stratum == stratum[left_out, None], instead[left_out, None], 1.0)
            counts[np.arange(len(left_out)), left_out] = np.where(size[left_out] > 1, 0.0, 1.0)
            yield counts


def _chance(replication: Replication, of: str) -> np.random.Generator:
    return generator(replication.seed, "replicates", of)


def estimate_shares(shares: Sequence[tuple[np.ndarray, np.ndarray]], design: Design) -> list[Estimate]:
    """Return the weighted shares of masks within domains, pairs of (n,) bool, with the errors of the design, linearised or by replicates."""
    ratios = [Ratio(numerator=(m & d).astype(float), denominator=d.astype(float)) for m, d in shares]
    if not ratios:
        return []
    bounds = (0.0, 1.0)
    found = Estimates.joined(
        [value_estimates(r.numerator, r.denominator, (), design, kind="share", bounds=bounds) for r in ratios], axis=0
    )
    if design.replication is not None:
        errors = replicate_errors(ratios, (), design)
        found = with_errors(found, errors.se, kind="share", bounds=bounds, replication=design.replication)
    return [found.at(row, 0) for row in range(len(ratios))]
