"""Sample design: weights, strata, clusters and finite populations, folded once for every figure of a wave.

The variance is the one of R's `svydesign(ids, strata, weights, fpc)`: primary sampling units drawn with replacement
within strata, or with the finite population correction of the first stage. A domain is a domain of the whole sample.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from relstudy.errors import Fault, MethodError, fault
from relstudy.stats.calibration import Calibration

EMPTY: np.ndarray = np.empty(0)
#: Strata of one unit that are told by name.
MOST_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """Replicate weights that standard errors are taken from: units left out one at a time, or `resamples` drawn from a seed."""

    kind: Literal["jackknife", "bootstrap"]
    resamples: int = 1_000
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginTerms:
    """What the variance needs of the q categories a sample was calibrated to.

    `regression` (q, q) gives the effects of the categories on an influence. Where respondents are the sampling units:
    `sums` (strata, q) of w and `squares` (strata, q, q) of w^2. Where clusters are: `by_unit` (parts, q), totals of w,
    and `cross` (q, q), their covariances.
    """

    regression: np.ndarray
    sums: np.ndarray
    squares: np.ndarray
    by_unit: np.ndarray
    cross: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Weights and design of n respondents.

    `weight`, `square` (its square) have shape (n,). `part` (n,) is the place of each respondent's part: its primary
    sampling unit where clusters are declared (`clustered`), else its stratum; empty where there is one part. `stratum`
    (parts,) is the stratum of each part, in ascending order. `units` (strata,) counts the sampling units and `factor`
    (strata,) is (1 - f) n / (n - 1), f the share of the population drawn, 0 without fpc. `calibration` tells the
    margins the weights were moved to, None where there are none, and `margins` what the variance needs of them.
    `replication` tells the replicate weights that take the place of linearised errors, None where none do.
    """

    weight: np.ndarray
    square: np.ndarray
    part: np.ndarray
    stratum: np.ndarray
    units: np.ndarray
    factor: np.ndarray
    fraction: np.ndarray
    clustered: bool
    calibration: Calibration | None = None
    margins: MarginTerms | None = None
    replication: Replication | None = None

    @property
    def n(self) -> int:
        """Return the number of respondents."""
        return len(self.weight)

    @property
    def parts(self) -> int:
        """Return the number of parts: sampling units where clustered, else strata."""
        return len(self.stratum)

    @property
    def stratum_of(self) -> np.ndarray:
        """Return the stratum of each respondent, (n,), whole numbers from 0."""
        if len(self.units) == 1:
            return np.zeros(self.n, dtype=np.intp)
        return self.stratum[self.part] if self.clustered else self.part

    @classmethod
    def of(
        cls,
        weight: np.ndarray,
        *,
        strata: np.ndarray = EMPTY,
        clusters: np.ndarray = EMPTY,
        fpc: np.ndarray = EMPTY,
        names: np.ndarray = EMPTY,
        calibration: Calibration | None = None,
        replication: Replication | None = None,
        file: str = "study.toml",
    ) -> "Design":
        """Return the design of a sample; empty arrays are not declared.

        Clusters are nested in strata: equal labels in two strata are two clusters. `fpc` is the size of the population
        of sampling units of the respondent's stratum, or, where no value is above 1, the share of it that was drawn.
        `names` are the strata's names by label, `file` the file of the answers, for faults.

        Raises
        ------
        MethodError
            lonely-stratum: a stratum with one sampling unit and no census of it has no variance, as in R;
            bad-value: fpc mixes sizes and shares, varies within a stratum, or is smaller than the sample.
        """
        weight = np.ascontiguousarray(weight, dtype=float)
        n = len(weight)
        strata_labels, stratum_of = np.unique(strata, return_inverse=True) if len(strata) else (np.zeros(1), EMPTY)
        h = len(strata_labels)
        if len(clusters):
            cluster_of = np.unique(clusters, return_inverse=True)[1]
            pair = cluster_of if not len(stratum_of) else stratum_of * (int(cluster_of.max(initial=0)) + 1) + cluster_of
            first, part = np.unique(pair, return_index=True, return_inverse=True)[1:]
            stratum = stratum_of[first] if len(stratum_of) else np.zeros(len(first), dtype=np.intp)
            units = np.bincount(stratum, minlength=h)
        else:
            part, stratum = stratum_of, np.arange(h)
            units = np.bincount(stratum_of, minlength=h) if len(stratum_of) else np.array([n])
        named = names[strata_labels] if len(names) else strata_labels
        fraction = _fractions(
            fpc, stratum_of, units, names=named.astype(str).tolist() if len(strata) else [], file=file
        )
        factor = np.full(h, np.nan)
        np.divide(units, units - 1.0, out=factor, where=units > 1)
        factor *= 1.0 - fraction
        factor[fraction > 1.0 - 1e-7] = 0.0
        lonely = np.isnan(factor)
        if lonely.any() and (len(strata) or len(clusters)):
            shown = [str(names[label] if len(names) else label) for label in strata_labels[lonely].tolist()]
            raise MethodError(_lonely(shown if len(strata) else ["1"], "strata" if len(strata) else "clusters", file))
        plain = cls(
            weight=weight,
            square=weight * weight,
            part=np.asarray(part, dtype=np.intp),
            stratum=stratum,
            units=units,
            factor=factor,
            fraction=fraction,
            clustered=bool(len(clusters)),
            replication=replication,
        )
        if calibration is None:
            return plain
        return replace(plain, calibration=calibration, margins=_margin_terms(plain, calibration))


def _lonely(names: list[str], key: str, file: str) -> Iterator[Fault]:
    """Return a fault for each stratum of one unit; the last one told counts the others."""
    for place, name in enumerate(names[:MOST_TOLD]):
        more = len(names) - MOST_TOLD if place == MOST_TOLD - 1 else 0
        yield fault("lonely-stratum", file, item=f"design.{key}", found=name, more=more)


def _margin_terms(design: Design, calibration: Calibration) -> MarginTerms:
    strata, cells, indicator = len(design.units), calibration.cells, calibration.indicator
    sums = calibration.totals(design.weight, design.stratum_of, strata)
    if design.clustered:
        by_unit = calibration.totals(design.weight, design.part, design.parts)
        cross = (by_unit * design.factor[design.stratum, None]).T @ by_unit
        cross -= (sums * (design.factor / design.units)[:, None]).T @ sums
        squares = np.empty((0, 0, 0))
    else:
        by_unit, cross = np.empty((0, 0)), np.empty((0, 0))
        place = design.stratum_of * cells + calibration.cell
        by_cell = np.bincount(place, weights=design.square, minlength=strata * cells).reshape(strata, cells)
        squares = np.stack([indicator.T @ (one[:, None] * indicator) for one in by_cell])
    return MarginTerms(regression=calibration.regression(), sums=sums, squares=squares, by_unit=by_unit, cross=cross)


def _fractions(
    fpc: np.ndarray, stratum_of: np.ndarray, units: np.ndarray, *, names: list[str], file: str
) -> np.ndarray:
    """Return the share of each stratum's sampling units that was drawn, shape (strata,); `names` are the strata's, none without strata."""
    if not len(fpc):
        return np.zeros(len(units))
    if not np.isfinite(fpc).all() or bool((fpc <= 0).any()):
        _refuse_fpc(file, "@not-above-zero")
    sizes = bool((fpc > 1).any())
    if sizes and bool((fpc < 1).any()):
        _refuse_fpc(file, "@sizes-and-shares", allowed="@sizes-or-shares")
    group = stratum_of if len(stratum_of) else np.zeros(len(fpc), dtype=np.intp)
    low, high = np.full(len(units), np.inf), np.full(len(units), -np.inf)
    np.minimum.at(low, group, fpc)
    np.maximum.at(high, group, fpc)
    if bool((low != high).any()):
        _refuse_fpc(file, "@varies-in-stratum")
    fraction: np.ndarray = units / low if sizes else low
    beyond = np.flatnonzero(fraction > 1 + 1e-12).tolist()
    if beyond:
        # Shares above one are sizes, so that here each is a size.
        told = [f"{names[h]} @={low[h]:g} < {units[h]}" if names else f"@={low[h]:g} < {units[h]}" for h in beyond]
        _refuse_fpc(file, f"@population-below-sample ({', '.join(told)})", allowed=f">= {units[beyond[0]]}")
    return fraction


def _refuse_fpc(file: str, found: str, *, allowed: str = "@one-fpc-per-stratum") -> None:
    raise MethodError([fault("bad-value", file, item="design.fpc", found=found, allowed=allowed)])


def kish_effective(weight: np.ndarray) -> float:
    """Return the effective number of respondents of their weights (n,), (sum w)^2 / sum w^2; 0 where there is nobody.

    References
    ----------
    Kish 1965, Survey Sampling, Wiley.
    """
    square = float(weight @ weight)
    return float(weight.sum()) ** 2 / square if square > 0 else 0.0
