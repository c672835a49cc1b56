"""Is there a partition, and into how many groups: k-means, and a rule that says "none" when nothing holds the items together.

Numbers of groups are tried upwards from 2. A number is accepted over the last accepted one (at first: a single group)
when, in this order,

1. every group has at least `min_share` of the weights;
2. splitting further gains more than chance: the part of the scatter within the accepted groups that k groups take away
   is larger than on each of 20 data sets drawn under local independence given the accepted groups
   (`local_independence`), above their median by more than 2.5 times what the largest of them is, and more than 1.1
   times their median;
3. every group is stable: mean Jaccard similarity at least 0.75 over 50 bootstrap resamples (`stability`).

The last accepted number is the answer, if it lies in the range the analyst allows. "The largest stable number" would
split a clear group of yes/no items on one of its items, again and again in every resample; the second condition asks
what the split explains beyond the groups already there. On made-up data drawn after the limits were set, 377 of 377
sets of independent items gave none, and 424 of 441 sets of clear groups (2 to 5, down to 10 %, 150 to 5,000
respondents) the planted number; one continuous factor is cut, and 98 % of such cuts are told from groups (`continuum`).
Table, weaknesses, rerun: `tests/stats/partition_trials.md`, `tests/bench/partition_trials.py`.

Nothing depends on the order of rows, columns or items (`content_order`). Beyond 20,000 respondents fits, beyond 4,000
resamples and the comparisons with chance and with a gradation look at a subsample drawn once; the groups found are then
carried over all respondents.

References
----------
Hennig 2007, Comput. Stat. Data Anal. 52, 258-271. Tibshirani, Walther and Hastie 2001, J. R. Stat. Soc. B 63, 411-423 (a gain set against reference data).
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from threadpoolctl import threadpool_limits

from relstudy.stats.content_order import order_by_content
from relstudy.stats.continuum import is_continuum
from relstudy.stats.kmeans import MAX_ITERATIONS, fit_clusters, refine, settle
from relstudy.stats.local_independence import class_posteriors, draw_locally_independent
from relstudy.stats.stability import jaccard_by_group

Verdict = Literal["accepted", "too_small", "not_above_chance", "unstable"]
Reason = Literal[
    "", "too_few_respondents", "too_few_answers", "not_above_chance", "too_small", "unstable", "fewer_suffice"
]

RESAMPLES = 50
REFITS = 20
LEAST_JACCARD = 0.75
#: Over the median of the refits: how many times as far as the largest of them, and how many times the median itself.
BEYOND_LARGEST = 2.5
BEYOND_MEDIAN = 1.1
FEWEST_RESPONDENTS = 30
MOST_READ = 20_000
MOST_COMPARED = 4_000
_REFITS_AT_A_TIME = 5
_LAST_PASSES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One number of groups tried. Figures a trial did not come to are nan.

    `against` is the number accepted before; `explained` the part of the total scatter between groups; `gain` the part
    of the scatter within `against` groups that k groups take away, `gain_median` and `gain_largest` the same over
    `refits` data sets drawn by chance.
    """

    k: int
    against: int
    explained: float
    smallest_share: float
    gain: float
    gain_median: float
    gain_largest: float
    refits: int
    stability: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The groups found. `labels` (n,) int16: 0 is the group of the largest weighted share; -1 throughout where there is none.

    `centres` (k, p) in the columns given; `stability` (k,). `starts` and `read` say how many starts each fit had and
    how many respondents the rule looked at.
    """

    labels: np.ndarray
    k: int
    reason: Reason
    centres: np.ndarray
    stability: np.ndarray
    explained: float
    continuum: bool
    trials: tuple[Trial, ...]
    starts: int
    read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    centres: np.ndarray
    labels: np.ndarray
    within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Respondents folded to distinct rows: `rows` (m, p), `pattern` (n,) ascending, `counts` and `weights` (m,)."""

    rows: np.ndarray
    pattern: np.ndarray
    counts: np.ndarray
    weights: np.ndarray


@dataclass(slots=True, kw_only=True)
class _Search:
    """One search: the rows the rule looks at, and the fits and draws already made.

    `looked_at`: the distinct row of each respondent who is drawn again and compared with draws; `compared` their rows.
    """

    table: _Table
    looked_at: np.ndarray
    compared: np.ndarray
    blocks: np.ndarray
    starts: int
    chance: np.random.Generator
    draws: list[np.ndarray] = field(default_factory=list)
    bases: list[float] = field(default_factory=list)
    posterior: np.ndarray | None = None
    base: _Fit | None = None


def find_groups(
    scores: np.ndarray,
    blocks: np.ndarray,
    weights: np.ndarray,
    *,
    k: tuple[int, int],
    min_share: float,
    chance: np.random.Generator,
) -> Grouping:
    """Return the groups of respondents, or none.

    Parameters
    ----------
    scores : shape (n, p), standardised columns that vary, no missing.
    blocks : shape (p,), the item each column belongs to; the columns of an item are permuted together.
    weights : shape (n,), for the sizes of groups alone; the fit is unweighted.
    k : smallest and largest number of groups allowed.
    min_share : least weighted share of a group.
    """
    n = len(scores)
    if n < FEWEST_RESPONDENTS:
        return _none(scores, "too_few_respondents", (), starts=0, read=n)
    with threadpool_limits(limits=1):
        column_order, row_order, marks = order_by_content(scores, blocks)
        rows = np.ascontiguousarray(scores[np.ix_(row_order, column_order)])
        marks, weights = marks[row_order], np.asarray(weights, dtype=float)[row_order]
        renamed = _renumber(blocks[column_order])
        read = _subsample(n, MOST_READ, chance)
        table = _fold(rows[read], marks[read], weights[read])
        distinct = len(table.rows)
        starts = int(np.clip(6_000 // max(distinct, 1), 10, 30))
        if distinct <= k[0]:
            return _none(scores, "too_few_answers", (), starts=starts, read=len(read))
        looked_at = table.pattern[_subsample(len(read), MOST_COMPARED, chance)]
        search = _Search(
            table=table,
            looked_at=looked_at,
            compared=table.rows[looked_at],
            blocks=renamed,
            starts=starts,
            chance=chance,
        )
        trials, best, stability = _try_upwards(search, most=min(k[1], distinct - 1), min_share=min_share)
        if best is None or len(best.centres) < k[0]:
            return _none(scores, _reason(trials, k, best), trials, starts=starts, read=len(read))
        continuum = is_continuum(search.compared, renamed, best.centres, chance=chance)
        centres, labels, within = settle(
            rows, best.centres, iterations=MAX_ITERATIONS if len(read) == n else _LAST_PASSES
        )
    return _number(
        Grouping(
            labels=labels[np.argsort(row_order)],
            k=len(centres),
            reason="",
            centres=centres[:, np.argsort(column_order)],
            stability=stability,
            explained=1.0 - within / float((rows * rows).sum()),
            continuum=continuum,
            trials=trials,
            starts=starts,
            read=len(read),
        ),
        weights=weights[np.argsort(row_order)],
        column_order=column_order,
    )


def _try_upwards(search: _Search, *, most: int, min_share: float) -> tuple[tuple[Trial, ...], _Fit | None, np.ndarray]:
    """Return the trials of 2 to `most` groups, the last fit accepted and the stability of its groups."""
    table = search.table
    total = float(table.counts @ np.einsum("ij,ij->i", table.rows, table.rows))
    accepted: _Fit | None = None
    stability = np.empty(0)
    trials: list[Trial] = []
    for k in range(2, most + 1):
        fit = _fit(table.rows, table.counts, k, search)
        sizes = np.bincount(fit.labels, weights=table.weights, minlength=k)
        share = float(sizes.min() / sizes.sum())
        gain, median, largest, refits = np.nan, np.nan, np.nan, 0
        found, least = np.empty(0), np.nan
        verdict: Verdict = "too_small"
        if share >= min_share:
            gain, by_chance = _gains(search, k)
            median, largest, refits = float(np.median(by_chance)), float(by_chance.max()), len(by_chance)
            verdict = "unstable" if _is_beyond(gain, by_chance) and refits == REFITS else "not_above_chance"
        if verdict == "unstable":
            distinct, pattern = np.unique(search.looked_at, return_inverse=True)
            found = jaccard_by_group(
                table.rows[distinct],
                pattern,
                fit.labels[distinct],
                k=k,
                starts=search.starts,
                resamples=RESAMPLES,
                chance=search.chance,
            )
            least = float(found.min())
            verdict = "accepted" if least >= LEAST_JACCARD else "unstable"
        trials.append(
            Trial(
                k=k,
                against=1 if accepted is None else len(accepted.centres),
                explained=1.0 - fit.within / total,
                smallest_share=share,
                gain=gain,
                gain_median=median,
                gain_largest=largest,
                refits=refits,
                stability=least,
                verdict=verdict,
            )
        )
        if verdict == "accepted":
            accepted, stability = fit, found
            _start_from(search, fit)
    return tuple(trials), accepted, stability


def _is_beyond(gain: float, by_chance: np.ndarray) -> bool:
    median, largest = float(np.median(by_chance)), float(by_chance.max())
    return gain > largest and gain - median > BEYOND_LARGEST * (largest - median) and gain > BEYOND_MEDIAN * median


def _gains(search: _Search, k: int) -> tuple[float, np.ndarray]:
    """Return the gain of k groups over the accepted ones, observed and over data sets drawn by chance; fewer than all once it is not beyond them."""
    rows = search.compared
    ones = np.ones(len(rows))
    base = search.base.within if search.base is not None else float((rows * rows).sum())
    gain = _share_taken(_fit(rows, ones, k, search).within, base)
    by_chance: list[float] = []
    for at in range(0, REFITS, _REFITS_AT_A_TIME):
        _draw_up_to(search, at + _REFITS_AT_A_TIME)
        by_chance += [
            _share_taken(_fit(search.draws[i], ones, k, search).within, search.bases[i])
            for i in range(at, at + _REFITS_AT_A_TIME)
        ]
        if gain <= max(by_chance) or gain <= BEYOND_MEDIAN * float(np.median(by_chance)):
            break
    return gain, np.array(by_chance)


def _share_taken(within: float, base: float) -> float:
    """Return the part of the scatter `base` that is gone; all of it where there was none."""
    return 1.0 - max(within, 0.0) / base if base > 0.0 else 1.0


def _draw_up_to(search: _Search, many: int) -> None:
    """Draw data sets by chance until there are `many`, each with the scatter left within the accepted number of groups."""
    ones = np.ones(len(search.compared))
    while len(search.draws) < many:
        drawn = draw_locally_independent(search.compared, search.blocks, search.posterior, search.chance)
        search.draws.append(drawn)
        if search.base is None:
            search.bases.append(float((drawn * drawn).sum()))
        else:
            # The accepted centres are a start no random one may miss: a poor base would make chance look gainful.
            carried = refine(drawn, ones, search.base.centres)[2]
            search.bases.append(min(carried, _fit(drawn, ones, len(search.base.centres), search).within))


def _start_from(search: _Search, accepted: _Fit) -> None:
    """Make the accepted groups those that the next numbers are compared with."""
    rows = search.compared
    k = len(accepted.centres)
    centres, labels, within = refine(rows, np.ones(len(rows)), accepted.centres)
    search.base = _Fit(centres=centres, labels=labels, within=within)
    search.posterior = class_posteriors(rows, search.blocks, labels, k)
    search.draws, search.bases = [], []


def _fit(rows: np.ndarray, counts: np.ndarray, k: int, search: _Search) -> _Fit:
    fits = fit_clusters(rows, counts, k=k, starts=search.starts, chance=search.chance)
    centres, labels, within = refine(rows, counts, fits.centres[0])
    return _Fit(centres=centres, labels=labels, within=within)


def _subsample(n: int, most: int, chance: np.random.Generator) -> np.ndarray:
    return np.sort(chance.choice(n, size=most, replace=False, shuffle=False)) if n > most else np.arange(n)


def _fold(rows: np.ndarray, marks: np.ndarray, weights: np.ndarray) -> _Table:
    """Return the distinct rows of rows sorted by mark."""
    first = np.concatenate([[True], marks[1:] != marks[:-1]])
    pattern = np.cumsum(first) - 1
    return _Table(
        rows=np.ascontiguousarray(rows[first]),
        pattern=pattern,
        counts=np.bincount(pattern).astype(float),
        weights=np.bincount(pattern, weights=weights),
    )


def _renumber(blocks: np.ndarray) -> np.ndarray:
    """Return blocks numbered in the order their first columns stand."""
    first = np.unique(blocks, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first[1], kind="stable"), kind="stable")[first[2]]


def _number(found: Grouping, *, weights: np.ndarray, column_order: np.ndarray) -> Grouping:
    """Number the groups by falling weighted share, equal ones by the content of their centres."""
    share = np.bincount(found.labels, weights=weights, minlength=found.k) / weights.sum()
    content = np.round(found.centres[:, column_order], 9)
    order = np.lexsort((*content.T[::-1], -np.round(share, 12)))
    place = np.argsort(order).astype(np.int16)
    return Grouping(
        labels=place[found.labels],
        k=found.k,
        reason=found.reason,
        centres=found.centres[order],
        stability=found.stability[order],
        explained=found.explained,
        continuum=found.continuum,
        trials=found.trials,
        starts=found.starts,
        read=found.read,
    )


def _reason(trials: tuple[Trial, ...], k: tuple[int, int], best: _Fit | None) -> Reason:
    """Return why there is no partition: the gate that the trial which came furthest failed at."""
    if best is not None:
        return "fewer_suffice"
    verdicts = {t.verdict for t in trials if k[0] <= t.k <= k[1]}
    reached: tuple[Reason, ...] = ("unstable", "not_above_chance", "too_small")
    return next((v for v in reached if v in verdicts), "too_few_answers")


def _none(scores: np.ndarray, reason: Reason, trials: tuple[Trial, ...], *, starts: int, read: int) -> Grouping:
    return Grouping(
        labels=np.full(len(scores), -1, dtype=np.int16),
        k=0,
        reason=reason,
        centres=np.empty((0, scores.shape[1])),
        stability=np.empty(0),
        explained=0.0,
        continuum=False,
        trials=trials,
        starts=starts,
        read=read,
    )
