"""What the data would look like if a few continuous factors and no groups held them together.

Every item keeps its own answers and redistributes them: the respondent with the highest draw of a normal variable gets
the highest answer. These variables, one per item, follow a factor model whose correlations make the items correlate as
they do: margins are kept exactly, however skewed or coarse, and so is the dependence that factors explain; any
clustering beyond it is gone. One factor is always there; further ones as far as their eigenvalue is above what
independent variables give.

The correlation two normal variables need is found from that of the answers: with f and g the answers as functions of
the normal variables, and f_m, g_m their coefficients in normalised Hermite polynomials, corr(f(X), g(Y)) = sum over m
of f_m g_m r^m where corr(X, Y) = r (Mehler's formula). It is solved for r by bisection. An item of several exclusive
codes is ordered by where its codes stand on the first axis of all answers.

References
----------
Liu, Hayes, Nobel and Marron 2008, J. Am. Stat. Assoc. 103, 1281-1293 (SigClust: one normal distribution of the same covariance as the homogeneous reference).
Hennig and Lin 2015, Stat. Comput. 25, 821-833 (a reference that keeps the margins and the dependence of the data at hand). Cario and Nelson 1997, Modeling and
generating random vectors with arbitrary marginal distributions and correlation matrix, Northwestern University (normal to anything). Marchenko and Pastur 1967,
Math. USSR Sb. 1, 457-483 (the largest eigenvalue of independent variables).
"""

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

_GRID = 1_000
_DEGREES = 30
_BISECTIONS = 20
#: No two items are held to follow each other exactly, nor an item its factors.
_CLOSEST = 0.99
_MOST_COMMON = 0.97
_FACTORING_STEPS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    """Factors and what they move. `rows` (n, p); `blocks` (p,) the item of each column; `upward` (q, n) the respondents by rising answer to each item.

    `loadings` (q, r) and `own` (q,), the deviation of what is an item's own: the sum of squares of both is 1 for each
    item.
    """

    rows: np.ndarray
    blocks: np.ndarray
    upward: np.ndarray
    loadings: np.ndarray
    own: np.ndarray


def fit_factors(rows: np.ndarray, blocks: np.ndarray) -> FactorModel:
    """Return the factor model of standardised rows (n, p) that vary, items numbered from 0 in `blocks` (p,)."""
    answers = _answers_in_order(rows, blocks)
    loadings = _loadings(_normal_correlations(answers), len(rows))
    return FactorModel(
        rows=rows,
        blocks=blocks,
        upward=np.argsort(answers, axis=0, kind="stable").T,
        loadings=loadings,
        own=np.sqrt(1.0 - (loadings * loadings).sum(axis=1)),
    )


def draw_from_factors(model: FactorModel, chance: np.random.Generator) -> np.ndarray:
    """Return rows of the same margins, shape (n, p), that follow the factors alone; the columns of one item move together."""
    n, (items, many) = len(model.rows), model.loadings.shape
    place = model.loadings @ chance.standard_normal((many, n)) + model.own[:, None] * chance.standard_normal((items, n))
    drawn = np.empty_like(model.rows)
    source = np.empty(n, dtype=np.intp)
    for item in range(items):
        source[np.argsort(place[item])] = model.upward[item]
        here = np.flatnonzero(model.blocks == item)
        drawn[:, here] = model.rows[np.ix_(source, here)]
    return drawn


def _answers_in_order(rows: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """Return one number per respondent and item, shape (n, q): the column, or for several columns the mean place of its answer on the first axis."""
    axis: np.ndarray | None = None
    answers = np.empty((len(rows), int(blocks.max()) + 1))
    for item in range(answers.shape[1]):
        columns = rows[:, blocks == item]
        if columns.shape[1] == 1:
            answers[:, item] = columns[:, 0]
            continue
        axis = _first_axis(rows) if axis is None else axis
        code = np.unique(columns, axis=0, return_inverse=True)[1].ravel()
        answers[:, item] = (np.bincount(code, weights=axis) / np.bincount(code))[code]
    return answers


def _first_axis(rows: np.ndarray) -> np.ndarray:
    """Return the place of each row on the axis of most scatter, shape (n,), the column that weighs most upwards."""
    axis = np.linalg.eigh(rows.T @ rows)[1][:, -1]
    return np.asarray(rows @ (axis * np.sign(axis[np.round(np.abs(axis), 9).argmax()])))


@cache
def _hermite() -> np.ndarray:
    """Return normalised Hermite polynomials of degree 1, 2 ... at evenly spaced quantiles of the normal distribution, shape (degrees, grid)."""
    at = np.array([NormalDist().inv_cdf((i + 0.5) / _GRID) for i in range(_GRID)])
    before, now = np.ones(_GRID), at
    polynomials = [now]
    for degree in range(1, _DEGREES):
        before, now = now, (at * now - np.sqrt(degree) * before) / np.sqrt(degree + 1.0)
        polynomials.append(now)
    return np.stack(polynomials)


def _normal_correlations(answers: np.ndarray) -> np.ndarray:
    """Return the correlations of the normal variables behind the answers, shape (q, q)."""
    n, items = answers.shape
    quantiles = np.sort(answers, axis=0)[((np.arange(_GRID) + 0.5) / _GRID * n).astype(np.intp)]
    spread = quantiles.std(axis=0)
    coefficients = _hermite() @ ((quantiles - quantiles.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)) / _GRID
    centred = answers - answers.mean(axis=0)
    deviations = np.sqrt((centred * centred).mean(axis=0))
    scaled = centred / np.where(deviations > 0.0, deviations, 1.0)
    first, second = np.triu_indices(items, 1)
    wanted = (scaled.T @ scaled / n)[first, second]
    terms = coefficients[:, first] * coefficients[:, second]
    low, high = np.full(len(first), -_CLOSEST), np.full(len(first), _CLOSEST)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        reached = np.zeros(len(first))
        for term in terms[::-1]:
            reached = (reached + term) * middle
        low, high = np.where(reached < wanted, middle, low), np.where(reached < wanted, high, middle)
    correlations = np.eye(items)
    correlations[first, second] = correlations[second, first] = (low + high) / 2.0
    return correlations


def _loadings(correlations: np.ndarray, n: int) -> np.ndarray:
    """Return loadings, shape (q, r), by principal factors: the communalities are what the factors themselves explain."""
    items = len(correlations)
    above = np.linalg.eigvalsh(correlations) > (1.0 + np.sqrt(items / n)) ** 2
    many = max(1, int(above.sum()))
    common = np.full(items, 0.5)
    reduced = correlations.copy()
    for _ in range(_FACTORING_STEPS):
        np.fill_diagonal(reduced, common)
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, -many:] * np.sqrt(np.maximum(values[-many:], 0.0))
        explained = (loadings * loadings).sum(axis=1)
        common = np.minimum(explained, _MOST_COMMON)
    return np.asarray(loadings * np.sqrt(common / np.where(explained > 0.0, explained, 1.0))[:, None])
