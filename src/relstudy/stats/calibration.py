"""What raking leaves behind for standard errors: the margins that no longer vary.

After calibration a weighted total varies only as far as the margins do not tell it: its influence on each respondent is
replaced by the residual of a regression, weighted by the start weights, on the indicators of the margins' categories
(the generalised regression estimator). The regression needs the respondents only through sums by crossed cell of the
margins.

References
----------
Deville and Särndal 1992, JASA 87, 376-382; Deville, Särndal and Sautory 1993, JASA 88, 1013-1020. Equal to R's `svymean` after
`calibrate` (tests/reference/raking.R).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: A number of crossed cells beyond which respondents are sorted into the cells that occur.
_CROSSED = 1 << 22
#: Ratios that differ by less, relatively, differ by rounding alone.
_EVEN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Margins a sample was calibrated to.

    `cell` (n,) is the crossed cell of each respondent, `indicator` (cells, q) tells the categories of a cell by 0 and
    1, the margins side by side, `sizes` of them each. `start` (n,) are the weights before, `bounds` the lowest and
    highest ratio to them.
    """

    cell: np.ndarray
    indicator: np.ndarray
    start: np.ndarray
    sizes: tuple[int, ...]
    bounds: tuple[float, float] | None = None

    @classmethod
    def of(
        cls, labels: Sequence[np.ndarray], start: np.ndarray, *, bounds: tuple[float, float] | None = None
    ) -> "Calibration":
        """Return the calibration to margins whose categories are `labels`, each (n,), whole numbers from 0."""
        sizes = tuple(int(label.max(initial=0)) + 1 for label in labels)
        cell, categories = cross(labels, sizes)
        return cls(
            cell=cell,
            indicator=indicators(categories, sizes),
            start=np.asarray(start, dtype=float),
            sizes=sizes,
            bounds=bounds,
        )

    @property
    def cells(self) -> int:
        """Return the number of crossed cells that occur."""
        return len(self.indicator)

    def ratios(self, weight: np.ndarray) -> np.ndarray:
        """Return how far each crossed cell's weights moved, (cells,): `weight` (n,) to the start weights brought to its total."""
        held = np.bincount(self.cell, weights=weight, minlength=self.cells)
        start = np.bincount(self.cell, weights=self.start, minlength=self.cells)
        return np.asarray(held / start * (start.sum() / held.sum()))

    def is_even(self, weight: np.ndarray) -> bool:
        """Tell whether all weights (n,) of a crossed cell moved by one ratio, as they do unless some are capped."""
        held = np.bincount(self.cell, weights=weight, minlength=self.cells)
        start = np.bincount(self.cell, weights=self.start, minlength=self.cells)
        return bool(np.allclose(weight * start[self.cell], self.start * held[self.cell], rtol=_EVEN, atol=0.0))

    def regression(self) -> np.ndarray:
        """Return the generalised inverse of the start-weighted products of the indicators, (q, q)."""
        mass = np.bincount(self.cell, weights=self.start, minlength=self.cells)
        return np.linalg.pinv(self.indicator.T @ (mass[:, None] * self.indicator), rcond=1e-12, hermitian=True)

    def totals(self, values: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
        """Return sums of `values` (n,) by group and category, (groups, q)."""
        place = group * self.cells + self.cell
        by_cell = np.bincount(place, weights=values, minlength=groups * self.cells).reshape(groups, self.cells)
        return np.asarray(by_cell @ self.indicator)


def cross(labels: Sequence[np.ndarray], sizes: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the crossed cell of each respondent (n,), of those that occur, and the category of each cell by margin (cells, margins)."""
    key = np.zeros(len(labels[0]), dtype=np.int64)
    for label, size in zip(labels, sizes, strict=True):
        key *= size
        key += label
    crossed = np.prod(np.array(sizes, dtype=float))
    if crossed <= _CROSSED:
        occurs = np.flatnonzero(np.bincount(key, minlength=int(crossed)))
        place = np.zeros(int(crossed), dtype=np.intp)
        place[occurs] = np.arange(len(occurs))
        cell = place[key]
    else:
        occurs, cell = np.unique(key, return_inverse=True)
    return cell, np.stack(np.unravel_index(occurs, tuple(sizes)), axis=1)


def indicators(categories: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """Return 0/1 columns of the categories of all margins side by side, shape (cells, sum of sizes)."""
    found = np.zeros((len(categories), sum(sizes)))
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
    for j in range(categories.shape[1]):
        found[np.arange(len(categories)), first[j] + categories[:, j]] = 1.0
    return found
