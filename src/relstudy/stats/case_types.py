"""Types of cases: which interviews tell much the same, whether more so than chance would make them, and what each withdrawal of a case leaves.

Cases are far apart by the themes they do not share (Jaccard) and grouped by Ward's rule on the square root of that
distance, which lies in a Euclidean space. Any table of cases falls into groups, so a partition counts only where it
parts cases more clearly than every one of `DRAWS` tables in which themes fall on cases by chance, while on average each
case tells as many themes and each theme is told by as many cases.

References
----------
Ward 1963, JASA 58, 236-244. Gower and Legendre 1986, Journal of Classification 3, 5-48 (the square root is Euclidean).
Rousseeuw 1987, Journal of Computational and Applied Mathematics 20, 53-65 (silhouette). Saracco, Di Clemente, Gabrielli
and Squartini 2015, Scientific Reports 5, 10595 (tables by chance with both margins). Hennig 2007, Computational
Statistics and Data Analysis 52, 258-271 (Jaccard similarity of 0.75).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from relstudy.stats.content_order import order_by_content

#: Tables by chance that a partition must part more clearly than.
DRAWS = 99
#: Fewest cases of a type, and most types looked for.
LEAST, MOST = 3, 6
#: A theme of fewer cases than this, or that fewer cases lack, tells no types apart.
_TELLING = 2
#: A type is found again where its cases and those of the nearest group share so much (Jaccard).
_AGAIN = 0.75
#: Rounds in which chances are fitted to the margins.
_ROUNDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTypes:
    """A partition of cases, or none.

    `member` (cases,): the type of each case, from 0 by falling size, -1 for cases that tell no theme that could part
    them, and for all where there is no clear partition. `kept` (types,): of `runs` withdrawals of one case, how many
    find the type again.
    """

    member: np.ndarray
    kept: np.ndarray
    runs: int

    @property
    def sizes(self) -> np.ndarray:
        """Return the number of cases of each type, (types,)."""
        return np.bincount(self.member[self.member >= 0], minlength=len(self.kept))


def tell_apart(heard: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which cases and which themes a partition is looked for in, (cases,) and (themes,) bool, from (cases, themes)."""
    voices = heard.sum(axis=0)
    themes = (voices >= _TELLING) & (voices <= len(heard) - _TELLING)
    return np.asarray(heard[:, themes].any(axis=1)), np.asarray(themes)


def find_types(heard: np.ndarray, *, random: np.random.Generator, draws: int = DRAWS) -> CaseTypes:
    """Return the types of cases; the order and the names of cases and themes have no part in them.

    Parameters
    ----------
    heard
        Whether each case tells each theme, (cases, themes) bool.

    Notes
    -----
    The number of types is that of the largest mean silhouette, among those that leave no type with fewer than `LEAST`
    cases. It counts where no table by chance, searched in the same way, reaches that silhouette.
    """
    cases, themes = tell_apart(heard)
    none = CaseTypes(member=np.full(len(heard), -1), kept=np.empty(0, dtype=np.intp), runs=0)
    if cases.sum() < 2 * LEAST:
        return none
    told = heard[np.ix_(cases, themes)]
    _, rows, marks = order_by_content(told.astype(float), np.arange(told.shape[1]))
    sorted_cases = told[rows]
    # Several hundred products of small tables: threads would only wait for each other.
    with threadpool_limits(limits=1):
        clear, found = _best(sorted_cases)
        if found is None or clear <= max(
            (_best(table)[0] for table in _by_chance(sorted_cases, random, draws)), default=-1.0
        ):
            return none
        order = _by_size(found, marks[rows])
        kept = _kept(sorted_cases, order)
    member = none.member.copy()
    member[np.flatnonzero(cases)[rows]] = order
    return CaseTypes(member=member, kept=kept, runs=len(order))


def _by_size(found: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """Return groups numbered by falling size; equal ones by what their cases tell."""
    groups = np.unique(found)
    sums = [marks[found == group].sum(dtype=np.uint64) for group in groups]
    ranked = sorted(range(len(groups)), key=lambda i: (-int((found == groups[i]).sum()), int(sums[i])))
    place = {int(groups[i]): number for number, i in enumerate(ranked)}
    return np.array([place[int(group)] for group in found], dtype=np.intp)


def _apart(told: np.ndarray) -> np.ndarray:
    """Return Jaccard's distances of cases, (cases, cases)."""
    return 1.0 - _shared(told, told)


def _shared(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return Jaccard's similarity of sets, (some, others), each a row of bool over the same members; two empty ones are alike."""
    one, other = some.astype(float), others.astype(float)
    both = one @ other.T
    either = one.sum(axis=1)[:, None] + other.sum(axis=1) - both
    shared: np.ndarray = np.divide(both, either, out=np.ones_like(both), where=either > 0)
    return shared


def _cuts(apart: np.ndarray, most: int) -> np.ndarray:
    """Return the groups of 2, 3 ... `most` types, (numbers, cases), by Ward's rule."""
    from scipy.cluster.hierarchy import ward
    from scipy.spatial.distance import squareform

    merged = ward(squareform(np.sqrt(apart), checks=False))[:, :2].astype(np.intp)
    group, cuts = np.arange(len(apart)), list[np.ndarray]()
    for number, (one, other) in enumerate(merged.tolist()):
        left = len(apart) - number
        if 1 < left <= most:
            cuts.append(np.unique(group, return_inverse=True)[1])
        group[(group == one) | (group == other)] = len(apart) + number
    several: np.ndarray = np.array(cuts[::-1])
    return several


def _best(told: np.ndarray) -> tuple[float, np.ndarray | None]:
    """Return the largest mean silhouette and the groups that have it; -1 and None where every number leaves a small type."""
    told = told[told.any(axis=1)]
    if len(told) < 2 * LEAST:
        return -1.0, None
    apart = _apart(told)
    best: tuple[float, np.ndarray | None] = -1.0, None
    for groups in _cuts(apart, min(MOST, len(told) // LEAST)):
        if np.bincount(groups).min() >= LEAST:
            clear = _silhouette(apart, groups)
            if clear > best[0]:
                best = clear, groups
    return best


def _silhouette(apart: np.ndarray, groups: np.ndarray) -> float:
    """Return the mean over cases of (distance to the nearest other group - distance to the own) / the larger of the two."""
    inside = np.equal.outer(np.arange(groups.max() + 1), groups).astype(float)
    size = inside.sum(axis=1)
    sums = apart @ inside.T
    rows = np.arange(len(groups))
    own = sums[rows, groups] / (size[groups] - 1)
    means = sums / size
    means[rows, groups] = np.inf
    other = means.min(axis=1)
    larger = np.maximum(own, other)
    return float(np.divide(other - own, larger, out=np.zeros_like(larger), where=larger > 0).mean())


def _by_chance(told: np.ndarray, random: np.random.Generator, draws: int) -> Iterator[np.ndarray]:
    """Yield tables in which themes fall on cases by chance, with the margins of the table on average."""
    chances = _chances(told)
    for _ in range(draws):
        yield random.random(told.shape) < chances


def _chances(told: np.ndarray) -> np.ndarray:
    """Return the chance of each case to tell each theme, x y / (1 + x y), whose sums are the margins of the table."""
    by_case, by_theme = told.sum(axis=1).astype(float), told.sum(axis=0).astype(float)
    whole = by_case.sum()
    x, y = by_case / np.sqrt(whole), by_theme / np.sqrt(whole)
    for _ in range(_ROUNDS):
        x = by_case / (y / (1 + np.outer(x, y))).sum(axis=1)
        y = by_theme / (x[:, None] / (1 + np.outer(x, y))).sum(axis=0)
    odds = np.outer(x, y)
    chances: np.ndarray = odds / (1 + odds)
    return chances


def _kept(told: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return how many withdrawals of one case find each type again, (types,)."""
    types = int(member.max()) + 1
    apart = _apart(told)
    kept = np.zeros(types, dtype=np.intp)
    for case in range(len(told)):
        rest = np.delete(np.arange(len(told)), case)
        groups = _cuts(apart[np.ix_(rest, rest)], types)[-1]
        mine, found = (np.equal.outer(np.arange(types), one) for one in (member[rest], groups))
        kept += _shared(mine, found).max(axis=1) >= _AGAIN
    return kept
