"""Raking: weights moved to known margins by the smallest change there is, and what the move does to standard errors later.

Respondents are folded into the cells of the crossed margins first; every pass then costs the number of cells, whatever
the number of respondents. Without bounds the weights are start x exp(sum of one effect per category), found by
iterative proportional fitting (Deming and Stephan 1940). With bounds they are Deville and Särndal's (1992) logit ones:
every ratio lies within the bounds and every margin is still hit. With a cap, weights are trimmed to it and raked again
until both hold, each from what it was before it was trimmed, so that the end is the same whatever the road: start x exp(sum),
or the cap where that is less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from relstudy.stats.calibration import Calibration, cross, indicators

#: Largest relative misfit of a category at rest.
TOLERANCE = 1e-11
MAX_PASSES = 2_000
_HALVINGS = 40
#: A ratio that only margins come to which contradict each other under a cap.
_DIVERGED = 1e12
#: The same of resamples.
NEAR = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """One margin: `label` (n,) is the category of each respondent, from 0; `target` (categories,) the weighted total of each."""

    label: np.ndarray
    target: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Raking:
    """Raked weights, shape (n,), in the order of the respondents.

    `converged` tells whether every margin is hit; `misfit` is the largest relative distance left of a category, `worst`
    its margin and category.
    """

    weight: np.ndarray
    converged: bool
    misfit: float
    worst: tuple[int, int]


def rake_weights(
    margins: Sequence[Margin],
    *,
    start: np.ndarray,
    bounds: tuple[float, float] | None = None,
    cap: float | None = None,
) -> Raking:
    """Return the weights nearest to `start` whose totals by category are the targets.

    Parameters
    ----------
    margins
        One or more; their targets sum to the same total. A category with a positive target has respondents.
    start
        Weights before, shape (n,), none negative.
    bounds
        Lowest and highest ratio of a weight to its start weight, once start weights sum to the targets' total; they
        enclose 1.
    cap
        Largest weight there may be, without bounds. What no weight below it can hit is a misfit.

    Notes
    -----
    At rest w = d exp(x'l) (or the logit form within bounds), x the indicators of the categories: the raking of R's
    `survey::rake` and `calibrate(calfun = "raking" | "logit")`; with a cap the lesser of the two, as `calibrate(bounds =
    c(0, cap), bounds.const = TRUE)`.

    References
    ----------
    Deming and Stephan 1940, Ann. Math. Stat. 11, 427-444; Deville and Särndal 1992, JASA 87, 376-382.
    """
    cell, categories = cross([m.label for m in margins], [len(m.target) for m in margins])
    total = float(margins[0].target.sum())
    start_total = float(start.sum())
    scale = total / start_total if start_total > 0 else 1.0
    if cap is not None:
        return _rake_under(cap, start * scale, cell, categories, margins)
    mass = np.bincount(cell, weights=start, minlength=len(categories)) * scale
    if bounds is None:
        ratio = _fit_proportionally(mass, categories, margins)
    else:
        ratio = _fit_within(mass, categories, margins, bounds)
    misfit, worst = _misfit(mass * ratio, categories, margins)
    return Raking(
        weight=start * scale * ratio[cell],
        converged=misfit <= TOLERANCE * 10,
        misfit=misfit,
        worst=worst,
    )


def _fit_proportionally(mass: np.ndarray, categories: np.ndarray, margins: Sequence[Margin]) -> np.ndarray:
    fitted = mass.copy()
    done, moved = 0, np.inf
    while done < MAX_PASSES and moved > TOLERANCE and np.isfinite(fitted).all():
        done, moved = done + 1, 0.0
        for j, margin in enumerate(margins):
            of = categories[:, j]
            held = np.bincount(of, weights=fitted, minlength=len(margin.target))
            step = np.divide(margin.target, held, out=np.ones(len(held)), where=held > 0)
            fitted *= step[of]
            moved = max(moved, float(np.abs(step[held > 0] - 1.0).max(initial=0.0)))
    ratio: np.ndarray = np.divide(fitted, mass, out=np.ones(len(mass)), where=mass > 0)
    return ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class _Capped:
    """Totals of capped weights by crossed cell, whatever its ratio, without a pass over the respondents.

    Respondents of a cell stand in the order of their start weights: `levels` are the start weights that occur, `kinds`
    cell times their number plus level, and `last` (cells,) where the sums of a cell end. `heads` and `mass` are numbers
    of respondents and sums of start weights up to each kind, from 0 in each cell.
    """

    cap: float
    levels: np.ndarray
    kinds: np.ndarray
    last: np.ndarray
    heads: np.ndarray
    mass: np.ndarray

    @classmethod
    def of(cls, start: np.ndarray, cell: np.ndarray, cells: int, cap: float) -> "_Capped":
        levels, level = np.unique(start, return_inverse=True)
        kinds, count = np.unique(cell * len(levels) + level, return_counts=True)
        ends = np.searchsorted(kinds, np.arange(cells + 1) * len(levels))
        last = ends[1:] + np.arange(cells)
        heads, mass = np.zeros(len(kinds) + cells), np.zeros(len(kinds) + cells)
        started = count * levels[kinds % len(levels)]
        # Cell by cell, so that small cells lose nothing to rounding.
        for c, (first, end) in enumerate(pairwise(ends.tolist())):
            np.cumsum(count[first:end], out=heads[first + c + 1 : end + c + 1])
            np.cumsum(started[first:end], out=mass[first + c + 1 : end + c + 1])
        return cls(cap=cap, levels=levels, kinds=kinds, last=last, heads=heads, mass=mass)

    def at(self, ratio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the totals of weights, and of those below the cap, at a ratio of each cell, both (cells,)."""
        cells = np.arange(len(ratio))
        with np.errstate(divide="ignore"):
            level = np.searchsorted(self.levels, self.cap / ratio)
        place = np.searchsorted(self.kinds, cells * len(self.levels) + level) + cells
        free = ratio * self.mass[place]
        return free + self.cap * (self.heads[self.last] - self.heads[place]), free


def _rake_under(
    cap: float, start: np.ndarray, cell: np.ndarray, categories: np.ndarray, margins: Sequence[Margin]
) -> Raking:
    """Return weights of which none exceeds `cap`."""
    ratio = np.ones(len(categories))
    short, worst = _beyond_reach(cap, margins)
    if short <= TOLERANCE:
        ratio = _fit_capped(_Capped.of(start, cell, len(categories), cap), categories, margins)
    weight = np.minimum(start * ratio[cell], cap)
    if short <= TOLERANCE:
        short, worst = _misfit(np.bincount(cell, weights=weight, minlength=len(categories)), categories, margins)
    return Raking(weight=weight, converged=short <= TOLERANCE * 10, misfit=short, worst=worst)


def _beyond_reach(cap: float, margins: Sequence[Margin]) -> tuple[float, tuple[int, int]]:
    """Return the largest part of a target that a category misses even if all its weights are the cap, and where it is."""
    missed = [1.0 - cap * np.bincount(m.label, minlength=len(m.target)) / m.target for m in margins]
    j = int(np.argmax([part.max() for part in missed]))
    return float(missed[j].max()), (j, int(missed[j].argmax()))


def _fit_capped(capped: _Capped, categories: np.ndarray, margins: Sequence[Margin]) -> np.ndarray:
    """Return the ratio of each crossed cell before weights are cut at the cap, with which they hit the margins."""
    ratio = np.ones(len(categories))
    done, moved = 0, np.inf
    while done < MAX_PASSES and moved > TOLERANCE and ratio.max() < _DIVERGED:
        done, moved = done + 1, 0.0
        for j, margin in enumerate(margins):
            of = categories[:, j]
            step = _lift(capped, ratio, of, margin.target)
            ratio *= step[of]
            moved = max(moved, float(np.abs(step - 1.0).max()))
    return ratio


def _lift(capped: _Capped, ratio: np.ndarray, of: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return the factor of each category with which its capped weights sum to its target."""

    def total(by_cell: np.ndarray) -> np.ndarray:
        return np.bincount(of, weights=by_cell, minlength=len(target))

    lift: np.ndarray = target / total(ratio * capped.mass[capped.last])
    # Too little where some are above the cap: the total bends down at each weight that reaches it, so Newton's steps
    # rise to the factor and end there.
    for _ in range(MAX_PASSES):
        held, free = map(total, capped.at(ratio * lift[of]))
        rising = (target - held > TOLERANCE / 10 * target) & (free > 0)
        if not rising.any():
            break
        lift = lift * (1.0 + np.divide(target - held, free, out=np.zeros(len(lift)), where=rising))
    return lift


def _fit_within(
    mass: np.ndarray, categories: np.ndarray, margins: Sequence[Margin], bounds: tuple[float, float]
) -> np.ndarray:
    """Solve for the effects by Newton's method; a step that brings no margin nearer is halved."""
    low, high = bounds
    indicator = indicators(categories, [len(m.target) for m in margins])
    target = np.concatenate([m.target for m in margins])
    curve = (high - low) / ((1.0 - low) * (high - 1.0))

    def ratio_at(effects: np.ndarray) -> np.ndarray:
        lift = np.exp(np.clip(curve * (indicator @ effects), -700, 700))
        ratio: np.ndarray = (low * (high - 1.0) + high * (1.0 - low) * lift) / ((high - 1.0) + (1.0 - low) * lift)
        return ratio

    effects = np.zeros(len(target))
    ratio: np.ndarray = ratio_at(effects)
    gap = target - indicator.T @ (mass * ratio)
    done, nearer = 0, True
    while done < MAX_PASSES and nearer and np.abs(gap).max() > 1e-14 * target.sum():
        slope = (ratio - low) * (high - ratio) * curve / (high - low) * mass
        step = np.linalg.lstsq(indicator.T @ (slope[:, None] * indicator), gap, rcond=1e-12)[0]
        nearer = False
        for halving in range(_HALVINGS):
            tried = ratio_at(effects + step / 2**halving)
            left = target - indicator.T @ (mass * tried)
            if np.abs(left).max() < np.abs(gap).max():
                effects, ratio, gap, nearer = effects + step / 2**halving, tried, left, True
                break
        done += 1
    return ratio


def rake_again(mass: np.ndarray, calibration: Calibration, weight: np.ndarray, *, near: float = NEAR) -> np.ndarray:
    """Return the ratios by crossed cell that bring resampled weights back to the margins the weights hold.

    Parameters
    ----------
    mass
        Resampled totals of the raked weights by crossed cell, (replicates, cells), the shape of what is returned.
    weight
        The raked weights (n,): their totals by category are the targets, and `bounds` hold of their ratio to the start
        weights.
    near
        Largest relative step of the last pass, without bounds.

    Notes
    -----
    A category of which nobody was drawn stays empty; bounds that a resample cannot keep to leave it as near as they allow.
    Weights that were capped move as the others do: a cap is no part of their variance, as in R's `calibrate`.
    """
    held = np.bincount(calibration.cell, weights=weight, minlength=calibration.cells)
    target = calibration.indicator.T @ held
    if calibration.bounds is None:
        return _fit_together(mass, calibration, target, near)
    moved = calibration.ratios(weight)
    ends = np.cumsum(calibration.sizes)[:-1]
    margins = [Margin(label=np.empty(0), target=part) for part in np.split(target, ends)]
    categories = np.stack([part.argmax(axis=1) for part in np.split(calibration.indicator, ends, axis=1)], axis=1)
    # The one loop over replicates: each solves a system as large as there are categories.
    fits = [_fit_within(one / moved, categories, margins, calibration.bounds) for one in mass]
    return np.asarray(np.stack(fits) / moved)


def _fit_together(mass: np.ndarray, calibration: Calibration, target: np.ndarray, near: float) -> np.ndarray:
    """Fit all replicates proportionally at once."""
    fitted = mass.copy()
    blocks = np.split(np.arange(len(target)), np.cumsum(calibration.sizes)[:-1])
    moved, done = np.inf, 0
    while moved > near and done < MAX_PASSES:
        done, moved = done + 1, 0.0
        for block in blocks:
            indicator = calibration.indicator[:, block]
            held = fitted @ indicator
            step = np.divide(target[block], held, out=np.ones(held.shape), where=held > 0)
            fitted *= step @ indicator.T
            moved = max(moved, float(np.abs(step - 1.0).max()))
    return np.asarray(np.divide(fitted, mass, out=np.ones(mass.shape), where=mass > 0))


def _misfit(fitted: np.ndarray, categories: np.ndarray, margins: Sequence[Margin]) -> tuple[float, tuple[int, int]]:
    """Return the largest relative distance between a category's total and its target, and where it is."""
    worst, place = 0.0, (0, 0)
    for j, margin in enumerate(margins):
        held = np.bincount(categories[:, j], weights=fitted, minlength=len(margin.target))
        with np.errstate(invalid="ignore", divide="ignore"):
            distance = np.abs(held - margin.target) / np.where(margin.target > 0, margin.target, 1.0)
        distance = np.where(np.isfinite(distance), distance, np.inf)
        if float(distance.max(initial=0.0)) > worst:
            worst, place = float(distance.max()), (j, int(distance.argmax()))
    return worst, place
