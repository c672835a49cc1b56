"""Shares and means with their linearised standard errors, as R's `svydesign` gives them, and their intervals.

Every figure is a ratio of two weighted sums, R = sum w a / sum w b. Its influence on one respondent is u = w (a - R b)
/ sum w b, and its variance the sum over strata of (1 - f) n / (n - 1) sum (U - mean U)^2, U the sums of u by sampling
unit. A column is a domain of the whole sample: who is outside has influence 0 and still counts in n. Weights are never
rescaled. After raking the influence is the residual of its regression on the margins (`stats.calibration`); a figure
the margins impose has no error.

References
----------
Woodruff 1971, JASA 66, 411-414; Lumley 2004, J. Stat. Softw. 9(8). Tested against R survey 4.1-1 (tests/reference).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np

from relstudy.stats.calibration import Calibration
from relstudy.stats.design import Design, MarginTerms, Replication
from relstudy.stats.folds import Fold, Partition

#: Share of a variance below which what is left after the margins is rounding.
_IMPOSED = 1e-11
#: Half width of a 95 % interval in standard errors, with the digits of the contract.
Z95 = 1.959964

Interval = Literal["taylor", "bootstrap", "leave_one_out", "wilson", "none"]
#: How intervals by replicate weights are named.
INTERVALS: dict[str, Interval] = {"bootstrap": "bootstrap", "jackknife": "leave_one_out"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One figure. `value`, `se`, `low`, `high` are nan where there is none; `imposed` tells that raking imposes it."""

    value: float
    se: float
    low: float
    high: float
    base: int
    base_weighted: float
    base_effective: float
    interval: Interval
    imposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """Figures by row and column, arrays of shape (r, g); `interval` names how their intervals were had, as cells do.

    `imposed` tells the figures that raking imposes: their standard error is 0 and they have no interval.
    """

    value: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    base: np.ndarray
    base_weighted: np.ndarray
    base_effective: np.ndarray
    interval: np.ndarray
    imposed: np.ndarray

    @classmethod
    def joined(cls, pieces: "Sequence[Estimates]", *, axis: int) -> "Estimates":
        """Return figures one below the other (axis 0) or side by side (axis 1)."""
        return cls(**{f.name: np.concatenate([getattr(one, f.name) for one in pieces], axis=axis) for f in fields(cls)})

    def take(
        self, *, rows: slice | Sequence[int] = slice(None), columns: slice | Sequence[int] = slice(None)
    ) -> "Estimates":
        """Return the figures of some rows and columns."""
        return Estimates(**{f.name: getattr(self, f.name)[rows][:, columns] for f in fields(self)})

    def at(self, row: int, column: int) -> Estimate:
        """Return one figure."""
        return Estimate(
            value=float(self.value[row, column]),
            se=float(self.se[row, column]),
            low=float(self.low[row, column]),
            high=float(self.high[row, column]),
            base=int(self.base[row, column]),
            base_weighted=float(self.base_weighted[row, column]),
            base_effective=float(self.base_effective[row, column]),
            interval=str(self.interval[row, column]),  # type: ignore[arg-type]
            imposed=bool(self.imposed[row, column]),
        )


def ratio_estimates(
    fold: Fold,
    numerator: np.ndarray,
    denominator: np.ndarray,
    design: Design,
    *,
    kind: Literal["share", "mean"],
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Estimates:
    """Return the ratios sum w a / sum w b for every row and column of a fold.

    Parameters
    ----------
    fold
        Sums by state (s) and column (g).
    numerator, denominator
        a and b of a respondent in each state, shape (r, s); a is 0 where b is. b is a count (1 for a share or mean of
        respondents, the number of rows answered for the pooled answers of a grid).
    kind
        A share has a Wilson interval where its standard error is 0, and bounds 0 and 1; a mean has a point.
    bounds
        Ends beyond which an interval is cut.

    Notes
    -----
    `base` is sum b, unweighted; `base_effective` (sum w b)^2 / sum (w b)^2. Where nobody is in the base all figures are nan.
    """
    base = denominator @ fold.count
    weighted = denominator @ fold.weight
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (numerator @ fold.weight) / weighted
        effective = weighted**2 / ((denominator**2) @ fold.square)
    influence = numerator[:, :, None] - np.nan_to_num(value)[:, None, :] * denominator[:, :, None]
    variance, imposed = _variance_of_states(influence, fold, design)
    scale = np.abs(numerator).max(axis=1, initial=0.0)[:, None]
    return _finish(
        value, variance, base, weighted, effective, imposed, scale=scale, kind=kind, bounds=bounds, n=design.n
    )


def _variance_of_states(influence: np.ndarray, fold: Fold, design: Design) -> tuple[np.ndarray, np.ndarray]:
    """Return the variances of totals of influences by state, (r, s, g), and which are imposed, both (r, g)."""
    by_column = influence.transpose(2, 0, 1)
    if design.clustered:
        variance = (by_column @ fold.cross.transpose(2, 0, 1) * by_column).sum(axis=2).T
        bulk = np.matmul(np.abs(by_column), np.sqrt(fold.bulk).T[:, :, None])[..., 0].T ** 2
        if design.margins is None:
            # What is left of units alike is rounding.
            variance[variance <= 1e-13 * bulk] = 0.0
            return variance, np.zeros(variance.shape, dtype=bool)
        effects = (by_column @ fold.start_margins.transpose(2, 0, 1)) @ design.margins.regression
        beside = by_column @ fold.cross_margins.transpose(2, 0, 1)
        squares = effects @ design.margins.cross
        variance = variance - 2.0 * (beside * effects).sum(axis=2).T + (squares * effects).sum(axis=2).T
        return _impose(variance, bulk)
    sums = (by_column @ fold.by_stratum.transpose(2, 1, 0)).transpose(2, 1, 0)
    squares = (by_column**2 @ fold.squares_by_stratum.transpose(2, 1, 0)).transpose(2, 1, 0)
    if design.margins is None:
        return _variance_of_sums(sums, squares, design), np.zeros(sums.shape[1:], dtype=bool)
    effects = (by_column @ fold.start_margins.transpose(2, 0, 1)) @ design.margins.regression
    crossed = by_column @ fold.squares_margins.transpose(0, 3, 1, 2)
    return _variance_of_residuals(
        sums, squares, crossed.transpose(0, 2, 1, 3), effects.transpose(1, 0, 2), design.margins, design
    )


def _variance_of_residuals(
    sums: np.ndarray,
    squares: np.ndarray,
    crossed: np.ndarray,
    effects: np.ndarray,
    margins: MarginTerms,
    design: Design,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the variances of totals whose influences u are replaced by their residuals z = u - x'b, and which are imposed.

    `sums` and `squares` (h, r, g) are sums of w u and (w u)^2 by stratum, `crossed` (h, r, g, q) of w^2 u x, `effects`
    (r, g, q) the b.
    """
    left = sums - np.tensordot(margins.sums, effects, axes=(1, 2))
    explained = np.stack([((effects @ one) * effects).sum(axis=2) for one in margins.squares])
    spread = squares - 2.0 * (crossed * effects).sum(axis=3) + explained
    found = spread - left**2 / _along(design.units, spread)
    variance = (_along(design.factor, found) * found).sum(axis=0)
    return _impose(variance, squares.sum(axis=0))


def _impose(variance: np.ndarray, bulk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return variances without the rounding left of a figure that the margins tell whole, and where that is."""
    imposed = (variance <= _IMPOSED * bulk) & (bulk > 0)
    return np.where(imposed | (bulk == 0), 0.0, variance), imposed


def value_estimates(
    numerator: np.ndarray,
    denominator: np.ndarray,
    partitions: tuple[Partition, ...],
    design: Design,
    *,
    kind: Literal["share", "mean"],
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Estimates:
    """Return one row of ratios sum w a / sum w b, for everybody and every column, from values that are not states.

    `numerator` and `denominator` have shape (n,); a is 0 where b is. For a mean of respondents b is 1 where there is a
    value. `kind` and `bounds` are those of `ratio_estimates`.
    """
    whole = Partition(label=np.zeros(design.n, dtype=np.int16), size=1)
    pieces = [_value_sums(numerator, denominator, partition, design) for partition in (whole, *partitions)]
    value, base, weighted, effective, variance, imposed = (
        np.concatenate(piece)[None] for piece in zip(*pieces, strict=True)
    )
    scale = np.array([[np.abs(numerator).max(initial=0.0)]])
    return _finish(
        value, variance, base, weighted, effective, imposed, scale=scale, kind=kind, bounds=bounds, n=design.n
    )


def _value_sums(a: np.ndarray, b: np.ndarray, partition: Partition, design: Design) -> tuple[np.ndarray, ...]:
    """Return value, base, weighted and effective base, variance times the squared weighted base, whether imposed, each (g,)."""
    label = partition.label.astype(np.intp) + 1
    columns = partition.size + 1
    wb = design.weight * b
    weighted, squared, base, total = (
        np.bincount(label, weights=w, minlength=columns) for w in (wb, wb * wb, b, design.weight * a)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        value, effective = total / weighted, weighted**2 / squared
    influence = design.weight * (a - np.nan_to_num(value)[label] * b)
    place = label + design.part * columns if len(design.part) else label

    def by_part(values: np.ndarray) -> np.ndarray:
        sums = np.bincount(place, weights=values, minlength=design.parts * columns)
        return sums.reshape(design.parts, columns)[:, 1:]

    units = by_part(influence)
    bulk = np.bincount(label, weights=influence**2, minlength=columns)[1:]
    imposed = np.zeros(partition.size, dtype=bool)
    if design.calibration is not None and design.margins is not None:
        variance, imposed = _residual_values(
            influence, units, label, columns, bulk, design.calibration, design.margins, design
        )
    elif design.clustered:
        variance = _variance_of_units(units, design)
    else:
        variance = _variance_of_sums(units, by_part(influence**2), design)
    return value[1:], base[1:], weighted[1:], effective[1:], variance, imposed


def _residual_values(
    influence: np.ndarray,
    units: np.ndarray,
    label: np.ndarray,
    columns: int,
    bulk: np.ndarray,
    calibration: Calibration,
    margins: MarginTerms,
    design: Design,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the variances of totals of weighted influences (n,) by column after calibration, and which are imposed, (g,)."""
    back = np.divide(calibration.start, design.weight, out=np.zeros(design.n), where=design.weight > 0)
    effects = calibration.totals(influence * back, label, columns)[1:] @ margins.regression
    if design.clustered:
        return _impose(_variance_of_units(units - margins.by_unit @ effects.T, design), bulk)
    strata = len(design.units)
    by_stratum = design.stratum_of * columns + label

    def in_strata(values: np.ndarray) -> np.ndarray:
        return np.bincount(by_stratum, weights=values, minlength=strata * columns).reshape(strata, 1, columns)[..., 1:]

    crossed = calibration.totals(influence * design.weight, by_stratum, strata * columns)
    variance, imposed = _variance_of_residuals(
        in_strata(influence),
        in_strata(influence**2),
        crossed.reshape(strata, 1, columns, -1)[:, :, 1:],
        effects[None],
        margins,
        design,
    )
    return variance[0], imposed[0]


def _variance_of_units(sums: np.ndarray, design: Design) -> np.ndarray:
    """Return the variance of a total from its sums by sampling unit, first axis."""
    strata = len(design.units)
    if strata == 1:
        return np.asarray(design.factor[0] * ((sums - sums.mean(axis=0)) ** 2).sum(axis=0))
    # Units are numbered stratum by stratum.
    starts = np.cumsum(design.units) - design.units
    means = np.add.reduceat(sums, starts, axis=0) / _along(design.units, sums)
    centred = sums - np.repeat(means, design.units, axis=0)
    squares = np.add.reduceat(centred**2, starts, axis=0)
    return np.asarray((_along(design.factor, squares) * squares).sum(axis=0))


def _variance_of_sums(sums: np.ndarray, squares: np.ndarray, design: Design) -> np.ndarray:
    """Return the variance of a total from its sums and squares by stratum, first axis, respondents being the units."""
    spread = squares - sums**2 / _along(design.units, sums)
    # What is left of equal influences in a stratum is rounding.
    spread[spread <= 1e-12 * squares] = 0.0
    return np.asarray((_along(design.factor, spread) * spread).sum(axis=0))


def _along(by_stratum: np.ndarray, like: np.ndarray) -> np.ndarray:
    return by_stratum.reshape((-1,) + (1,) * (like.ndim - 1))


def _finish(
    value: np.ndarray,
    variance: np.ndarray,
    base: np.ndarray,
    weighted: np.ndarray,
    effective: np.ndarray,
    imposed: np.ndarray,
    *,
    scale: np.ndarray,
    kind: Literal["share", "mean"],
    bounds: tuple[float, float],
    n: int,
) -> Estimates:
    """Return the figures with their intervals; a standard error that is only rounding is 0."""
    empty = np.isnan(value)
    if kind == "share":
        value = np.clip(value, 0.0, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(variance) / weighted
    se = np.where(se <= 1e-13 * np.maximum(scale, 1e-300), 0.0, se)
    # A single respondent says nothing of the spread of a mean; of a share, Wilson's interval still does.
    alone = (base <= 1) if kind == "mean" else np.full(base.shape, n <= 1)
    se = np.where(empty | alone, np.nan, se)
    low, high, interval = _intervals(value, se, effective, imposed, kind=kind, bounds=bounds, name="taylor")
    return Estimates(
        value=value,
        se=se,
        low=low,
        high=high,
        base=np.rint(base).astype(np.int64),
        base_weighted=weighted,
        base_effective=np.nan_to_num(effective),
        interval=interval,
        imposed=imposed,
    )


def _intervals(
    value: np.ndarray,
    se: np.ndarray,
    effective: np.ndarray,
    imposed: np.ndarray,
    *,
    kind: Literal["share", "mean"],
    bounds: tuple[float, float],
    name: Interval,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the ends of the intervals and their names; of a share without error it is Wilson's, of an imposed one none."""
    low, high = (np.clip(value + sign * Z95 * se, *bounds) for sign in (-1, 1))
    interval = np.where(np.isnan(se), "none", name)
    if kind == "share":
        flat = se == 0
        wilson_low, wilson_high = wilson_interval(value, effective)
        low, high = np.where(flat, wilson_low, low), np.where(flat, wilson_high, high)
        interval = np.where(flat, "wilson", interval)
    low, high = (np.where(imposed, np.nan, end) for end in (low, high))
    return low, high, np.where(imposed, "none", interval)


def with_errors(
    estimates: Estimates,
    se: np.ndarray,
    *,
    kind: Literal["share", "mean"],
    bounds: tuple[float, float] = (-np.inf, np.inf),
    replication: Replication,
) -> Estimates:
    """Return figures with standard errors (r, g) by replicate weights in place of linearised ones, and intervals by them.

    What has no error, or none that can be told, by linearisation has none by replicates either: there they are rounding.
    """
    se = np.where((estimates.se == 0) | np.isnan(estimates.se), estimates.se, se)
    low, high, interval = _intervals(
        estimates.value,
        se,
        estimates.base_effective,
        estimates.imposed,
        kind=kind,
        bounds=bounds,
        name=INTERVALS[replication.kind],
    )
    return replace(estimates, se=se, low=low, high=high, interval=interval)


def wilson_interval(share: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of Wilson's 95 % interval of shares (0-1) on effective bases `n`, in their shape and within 0-1.

    Both are nan where the base is 0.

    References
    ----------
    Wilson 1927, JASA 22, 209-212.
    """
    share, n = np.asarray(share, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        z2 = Z95**2
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = Z95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        low, high = np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
    # At the ends the interval reaches 0 or 1 exactly; the formula leaves rounding.
    return np.where(share == 0, 0.0 * low, low), np.where(share == 1, 1.0 + 0.0 * high, high)
