"""k-means on weighted rows, many fits at once: the starts of all resamples advance together.

Lloyd's algorithm from greedy k-means++ centres; after six passes the two best starts of each fit are carried to rest.
The fits of one call share their rows and differ in the weights of the rows (a bootstrap resample is a count per row)
and in their starts, so that one matrix product serves them all and no model object is made per fit. Rows that are equal
may be folded into one with a count: the answer is the same. Plain numpy, since the search makes thousands of small
fits; the partition that is published is scikit-learn's, carried on over all respondents from the best centres found
(`settle`).

References
----------
Lloyd 1982, IEEE Trans. Inf. Theory 28, 129-137. Arthur and Vassilvitskii 2007, SODA, 1027-1035 (k-means++, greedy variant of its section 7).
"""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

#: A fit ends when the centres' summed squared move, in units of the rows' variance, is at most this (as scikit-learn).
TOLERANCE = 1e-4
MAX_ITERATIONS = 300
#: After these passes only the best starts of each weighting are carried on.
RACE_PASSES = 6
RACE_WINNERS = 2
#: Numbers in the largest working array: chunks of this size stay near the processor.
_CHUNK = 600_000
#: The search is carried out in numbers of 32 bits, twice as fast; what is kept is carried on in 64 (`refine`,
#: `settle`).
_SEARCHED = np.float32


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """Best fit of each weighting. Shapes: centres (b, k, p), labels (b, m) int16, within (b,).

    `within` is the weighted sum of squared distances to the centre of the row's cluster. `labels` cover all rows, also
    those of weight 0.
    """

    centres: np.ndarray
    labels: np.ndarray
    within: np.ndarray


def fit_clusters(
    rows: np.ndarray,
    weights: np.ndarray,
    *,
    k: int,
    starts: int,
    chance: np.random.Generator,
    tolerance: float = TOLERANCE,
) -> Fits:
    """Return the best of `starts` k-means fits for each weighting of the rows.

    Parameters
    ----------
    rows : shape (m, p), standardised, no missing.
    weights : shape (b, m), not negative; one row per weighting.
    k : number of clusters, at most the number of distinct rows of positive weight.
    """
    weights = np.atleast_2d(np.asarray(weights, dtype=float))
    many, m = weights.shape
    rows = rows.astype(_SEARCHED)
    trials = 2 + int(np.log(k))
    draws = chance.random((many * starts, k, trials))
    squares = np.einsum("ij,ij->i", rows, rows)
    limit = tolerance * float(rows.var(axis=0, dtype=float).mean())
    owner = np.repeat(np.arange(many), starts)
    centres = np.empty((many * starts, k, rows.shape[1]), dtype=_SEARCHED)
    within = np.empty(many * starts)
    step = max(1, _CHUNK // (m * max(k, trials)))
    for at in range(0, len(owner), step):
        chunk = slice(at, at + step)
        begun = _seed_centres(rows, squares, weights[owner[chunk]], draws[chunk])
        centres[chunk], within[chunk] = _descend(rows, squares, weights[owner[chunk]], begun, limit, RACE_PASSES)
    winners = np.argsort(within.reshape(many, starts), axis=1, kind="stable")[:, :RACE_WINNERS]
    carried = (winners + np.arange(many)[:, None] * starts).ravel()
    for at in range(0, len(carried), step):
        runs = carried[at : at + step]
        centres[runs], within[runs] = _descend(
            rows, squares, weights[owner[runs]], centres[runs], limit, MAX_ITERATIONS
        )
    best = within.reshape(many, starts).argmin(axis=1) + np.arange(many) * starts
    return Fits(centres=centres[best].astype(float), labels=assign(rows, centres[best]), within=within[best])


def assign(rows: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the nearest centre of each row, int16, shape (b, m), for centres of shape (b, k, p)."""
    many, k, _ = centres.shape
    labels = np.empty((many, len(rows)), dtype=np.int16)
    step = max(1, _CHUNK // (len(rows) * k))
    for at in range(0, many, step):
        labels[at : at + step] = _nearest(rows, centres[at : at + step])[0]
    return labels


def refine(
    rows: np.ndarray, counts: np.ndarray, centres: np.ndarray, *, iterations: int = MAX_ITERATIONS
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return (centres, labels, within) of one fit carried on from its centres until no row moves, or for a number of passes.

    `rows` (m, p) stand for `counts` (m,) respondents each; `centres` (k, p). The centres returned are those the labels
    were given from.
    """
    labels, within = _assign_one(rows, counts, centres)
    for _ in range(iterations):
        moved = _means(rows, counts, labels, centres)
        again, within = _assign_one(rows, counts, moved)
        still = np.array_equal(again, labels)
        centres, labels = moved, again
        if still:
            break
    return centres, labels, within


def settle(rows: np.ndarray, centres: np.ndarray, *, iterations: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return (centres, labels, within) of scikit-learn's k-means over all rows, started from known centres, for at most some passes.

    Whoever has the centres can make the same partition with scikit-learn. It is imported here: a study without a
    partition never pays for it.
    """
    from sklearn.cluster import KMeans

    # A limit set before the import does not reach the threads scikit-learn brings; their number moves the last digits.
    with threadpool_limits(limits=1):
        fit = KMeans(n_clusters=len(centres), init=centres, n_init=1, max_iter=iterations, tol=0.0).fit(rows)
    return fit.cluster_centers_, fit.labels_.astype(np.int16), float(fit.inertia_)


def _assign_one(rows: np.ndarray, counts: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, float]:
    labels = np.empty(len(rows), dtype=np.int16)
    within = 0.0
    step = max(1, _CHUNK // len(centres))
    for at in range(0, len(rows), step):
        part = rows[at : at + step]
        nearest, half = _nearest(part, centres[None])
        labels[at : at + step] = nearest[0]
        within += float(counts[at : at + step] @ (np.einsum("ij,ij->i", part, part) + 2.0 * half[0]))
    return labels, within


def _means(rows: np.ndarray, counts: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    k = len(centres)
    mass = np.bincount(labels, weights=counts, minlength=k)
    sums = np.stack([np.bincount(labels, weights=column * counts, minlength=k) for column in rows.T], axis=1)
    return np.where(mass[:, None] > 0, sums / np.where(mass > 0, mass, 1.0)[:, None], centres)


def _seed_centres(rows: np.ndarray, squares: np.ndarray, weights: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return greedy k-means++ centres, shape (runs, k, p): each next centre the best of some drawn by squared distance."""
    runs, k, trials = draws.shape
    light = weights.astype(_SEARCHED)
    room = np.empty((runs * trials, len(rows)), dtype=_SEARCHED)
    mass = np.empty((runs, len(rows)))
    chosen = np.empty((runs, k), dtype=np.intp)
    chosen[:, 0] = _draw(weights, draws[:, 0, :1])[:, 0]
    distance = _squared_to(rows, squares, chosen[:, 0])
    for j in range(1, k):
        candidates = _draw(np.multiply(weights, distance, out=mass), draws[:, j])
        reached = _squared_to(rows, squares, candidates.ravel(), room).reshape(runs, trials, -1)
        np.minimum(reached, distance[:, None, :], out=reached)
        best = np.einsum("rtm,rm->rt", reached, light).argmin(axis=1)
        chosen[:, j] = candidates[np.arange(runs), best]
        distance = reached[np.arange(runs), best]
    return rows[chosen]


def _draw(mass: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Return indices drawn by mass, shape of `uniform` (runs, t); rows of `mass` without mass give their last index."""
    cumulated = np.cumsum(mass, axis=1)
    cumulated /= np.maximum(cumulated[:, -1:], np.finfo(float).tiny)
    runs, m = mass.shape
    offset = np.arange(runs)[:, None]
    cumulated += offset
    found = np.searchsorted(cumulated.ravel(), (uniform + offset).ravel(), side="right")
    place: np.ndarray = np.minimum(found.reshape(uniform.shape) - offset * m, m - 1)
    return place


def _squared_to(
    rows: np.ndarray, squares: np.ndarray, chosen: np.ndarray, room: np.ndarray | None = None
) -> np.ndarray:
    distance: np.ndarray = np.matmul(rows[chosen], rows.T, out=room)
    distance *= -2.0
    distance += squares
    distance += squares[chosen][:, None]
    np.maximum(distance, 0.0, out=distance)
    return distance


def _nearest(rows: np.ndarray, centres: np.ndarray, room: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return labels (runs, m) and half squared distances less half squared norms of the rows.

    `room` (runs or more, k, m) is written over: fresh pages for each product would cost more than the product.
    """
    runs, k, p = centres.shape
    score = np.empty((runs, k, len(rows)), dtype=rows.dtype) if room is None else room[:runs]
    np.matmul(centres.reshape(runs * k, p), rows.T, out=score.reshape(runs * k, -1))
    half = np.einsum("rkp,rkp->rk", centres, centres)[:, :, None] * score.dtype.type(0.5)
    np.subtract(half, score, out=score)
    best = score[:, 0].copy()
    labels = np.zeros(best.shape, dtype=np.int16)
    nearer, here = np.empty(best.shape, dtype=bool), np.empty_like(labels)
    for j in range(1, k):
        np.less(score[:, j], best, out=nearer)
        np.multiply(nearer, np.int16(j), out=here)
        np.maximum(labels, here, out=labels)
        np.minimum(best, score[:, j], out=best)
    return labels, best


def _descend(
    rows: np.ndarray, squares: np.ndarray, weights: np.ndarray, centres: np.ndarray, limit: float, passes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Carry all runs to rest or for some passes; a run at rest leaves the working set. An emptied cluster keeps its last centre."""
    runs, k, p = centres.shape
    within = np.empty(runs)
    active = np.arange(runs)
    light = weights.astype(_SEARCHED)
    room = np.empty((runs, k, rows.shape[0]), dtype=_SEARCHED)
    for _ in range(passes):
        here = light if len(active) == runs else light[active]
        labels, _ = _nearest(rows, centres[active], room)
        member = room[: len(active)]
        for j in range(k):
            np.multiply(labels == j, here, out=member[:, j])
        mass = member.sum(axis=2)[:, :, None]
        sums = (member.reshape(-1, rows.shape[0]) @ rows).reshape(len(active), k, p)
        moved = np.where(mass > 0, sums / np.where(mass > 0, mass, 1.0), centres[active])
        shift = ((moved - centres[active]) ** 2).sum(axis=(1, 2))
        centres[active] = moved
        active = active[shift > limit]
        if not len(active):
            break
    _, best = _nearest(rows, centres, room)
    np.einsum("rm,rm->r", weights, squares + 2.0 * best, out=within)
    return centres, within
