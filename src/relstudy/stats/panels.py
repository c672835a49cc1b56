"""Two samples that hold some of the same persons: how a figure of the one goes with the same figure of the other.

The covariance of two figures is the sum, over the sampling units both samples hold, of the products of what each unit
brings to the one and to the other: its influences (`stats.estimates`), residuals after calibration, less the mean of
their stratum, each by the root of its sample's factor (1 - f) n / (n - 1). With the same persons, weights and strata in
both it is the covariance of one sample; with R's `svydesign(ids = ~person)` of the two samples one below the other the
products are the same, and one factor of all persons stands in the place of the two. A correlation is given and not the
covariance: times the two errors as they were published, whatever way these were had, it can take away no more than there
is.

References
----------
Berger and Priam 2016, J. R. Stat. Soc. A 179, 361-381 (change between waves that share units); Lumley 2010, Complex Surveys, Wiley.
"""

from dataclasses import dataclass

import numpy as np

from relstudy.stats.design import Design
from relstudy.stats.pairs import sum_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What two samples have in common, as places in the one and in the other.

    `units` (2, k) are the sampling units that are the same, `moved` (2, m) the respondents who are the same person and
    stand in units that are not.
    """

    units: np.ndarray
    moved: np.ndarray


def link_units(persons: np.ndarray, first: Design, second: Design) -> Links:
    """Return which sampling units of two samples are the same; `persons` (2, m) are the places of those in both.

    Respondents are their own units. Where clusters are, the names of clusters are looked at in neither sample: two are
    the same where each holds more of the other's respondents than any other does.
    """
    none = np.empty((2, 0), dtype=np.intp)
    if not first.clustered and not second.clustered:
        return Links(units=persons, moved=none)
    units = np.stack([_unit_of(persons[0], first), _unit_of(persons[1], second)])
    met, shared = np.unique(units, axis=1, return_counts=True)
    best = _is_largest(met[0], shared) & _is_largest(met[1], shared)
    linked = met[:, best]
    partner = np.full(first.parts if first.clustered else first.n, -1, dtype=np.intp)
    partner[linked[0]] = linked[1]
    return Links(units=linked, moved=persons[:, partner[units[0]] != units[1]])


def _unit_of(persons: np.ndarray, design: Design) -> np.ndarray:
    return design.part[persons] if design.clustered else persons


def _is_largest(group: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return which entry of each group is the largest, the first where several are, (n,) bool."""
    order = np.lexsort((np.arange(len(group)), -size, group))
    found = np.zeros(len(group), dtype=bool)
    found[order[np.diff(group[order], prepend=-1) != 0]] = True
    return found


def correlate(first: np.ndarray, second: np.ndarray, links: Links, designs: tuple[Design, Design]) -> np.ndarray:
    """Return the correlations (f,) of f figures in two samples, 0 where one of the two does not vary.

    `first` (n, f), `second` (m, f) are the weighted influences of the respondents of each sample on its figures, up to
    a factor.
    """
    persons, units, spread = zip(*map(_parts_of, (first, second), designs), strict=True)
    a, b = links.units
    together = (units[0][a] * units[1][b]).sum(axis=0)
    one, other = links.moved
    together += (persons[0][one] * persons[1][other]).sum(axis=0)
    both = np.sqrt(spread[0] * spread[1])
    found = np.divide(together, both, out=np.zeros(len(both)), where=both > 0)
    return np.asarray(np.clip(np.nan_to_num(found), -1.0, 1.0))


def _parts_of(influence: np.ndarray, design: Design) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what respondents (n, f) and sampling units (u, f) bring to figures, and the variances (f,) of these."""
    left = _residual(influence, design)
    root = np.sqrt(design.factor)
    if design.clustered:
        units, stratum = sum_by(design.part, design.parts, left), design.stratum
    else:
        units, stratum = left, design.stratum_of
    means = sum_by(stratum, len(design.units), units) / design.units[:, None]
    brought = (units - means[stratum]) * root[stratum, None]
    return left * root[design.stratum_of, None], brought, np.asarray((brought**2).sum(axis=0))


def _residual(influence: np.ndarray, design: Design) -> np.ndarray:
    """Return influences less what the margins of a calibration tell of them, (n, f)."""
    calibration, margins = design.calibration, design.margins
    if calibration is None or margins is None:
        return influence
    back = np.divide(calibration.start, design.weight, out=np.zeros(design.n), where=design.weight > 0)
    by_cell = sum_by(calibration.cell, calibration.cells, influence * back[:, None])
    effects = margins.regression @ (calibration.indicator.T @ by_cell)
    explained: np.ndarray = design.weight[:, None] * (calibration.indicator @ effects)[calibration.cell]
    return np.asarray(influence - explained)
