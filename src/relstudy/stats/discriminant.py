"""Linear discriminant rules that find known groups again from few questions, and how often they do.

A rule gives each group a constant and a coefficient per column; who is to be placed belongs to the group of the largest
sum. Columns come in blocks, the columns of one question, which enter together. Questions enter one by one: the next is
the one that leaves the least confusion between two groups, by the sum over pairs of (share a + share b) Phi(-D / 2),
where D is Mahalanobis' distance of their means. How often respondents are found again is told by those a rule has not
seen: the questions are ordered and the rule is fitted anew in each fold. Only how many questions suffice is read from
the same folds; the fewest that come near the best are taken, never the best, so that nothing is gained by luck.

References
----------
Fisher 1936, Ann. Eugenics 7(2), 179-188; Rao 1948, J. R. Stat. Soc. B 10(2), 159-203 (several groups); Friedman 1989,
J. Am. Stat. Assoc. 84, 165-175 (the ridge); Lachenbruch 1975, Discriminant Analysis, ch. 2 (the errors of pairs);
Cohen 1960, Educ. Psychol. Meas. 20, 37-46; Breiman et al. 1984, Classification and Regression Trees, 3.4.3 (one
standard error).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from relstudy.stats.agreement import cohen_kappa
from relstudy.stats.comparisons import two_sided

#: Part of a column's variance added to its variance within groups: an answer that all of a group give keeps a finite
#: coefficient.
RIDGE = 0.01
#: Folds of the cross-validation, fewer where a group has fewer members.
FOLDS = 10
#: Respondents looked at; of more, so many drawn once.
MOST_READ = 20_000
#: Questions beyond which no further one is looked for.
MOST_QUESTIONS = 30
#: Of the respondents the best set finds again, how many the set kept may lose.
LOST = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearRule:
    """A rule over p columns for k groups: `constants` (k,), `coefficients` (k, p)."""

    constants: np.ndarray
    coefficients: np.ndarray

    def score(self, columns: np.ndarray) -> np.ndarray:
        """Return the sums of respondents, (n, k); their exponentials, normed, are the probabilities of the groups."""
        sums: np.ndarray = columns @ self.coefficients.T + self.constants
        return sums

    def place(self, columns: np.ndarray) -> np.ndarray:
        """Return the group of each respondent, (n,): of the largest sum, the first of equal ones."""
        largest: np.ndarray = np.argmax(self.score(columns), axis=1)
        return largest


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortSet:
    """The fewest questions that find groups again nearly as well as the best set does.

    `order` the blocks in the order in which they enter, on everybody; the first `size` are the set, `columns` theirs,
    ascending, and `rule` is over these. `accuracy` (m,) is the part of the respondents found again by cross-validation,
    by number of questions from 1; `found` (n,) the group the others' rule of that size gives each respondent, -1 where
    the respondent was not looked at.
    """

    order: tuple[int, ...]
    size: int
    columns: np.ndarray
    rule: LinearRule
    accuracy: np.ndarray
    found: np.ndarray
    folds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moments:
    """Members, sums and cross-products of columns: (k,), (k, p), (p, p)."""

    members: np.ndarray
    sums: np.ndarray
    products: np.ndarray

    @classmethod
    def of(cls, columns: np.ndarray, group: np.ndarray, k: int) -> "_Moments":
        of_group = (group == np.arange(k)[:, None]).astype(float)
        return cls(members=of_group.sum(axis=1), sums=of_group @ columns, products=columns.T @ columns)

    def without(self, other: "_Moments") -> "_Moments":
        return _Moments(
            members=self.members - other.members,
            sums=self.sums - other.sums,
            products=self.products - other.products,
        )

    @property
    def shares(self) -> np.ndarray:
        shares: np.ndarray = self.members / self.members.sum()
        return shares

    @property
    def means(self) -> np.ndarray:
        means: np.ndarray = self.sums / np.maximum(self.members, 1.0)[:, None]
        return means

    @property
    def within(self) -> np.ndarray:
        """Return the covariance within groups, with the ridge: (p, p)."""
        scatter = self.products - self.sums.T @ self.means
        within: np.ndarray = scatter / self.members.sum() + RIDGE * np.eye(len(scatter))
        return within


def find_short_set(
    columns: np.ndarray, blocks: Sequence[int], group: np.ndarray, *, k: int, chance: np.random.Generator
) -> ShortSet:
    """Return the fewest questions that find groups again.

    Parameters
    ----------
    columns : shape (n, p), standardised, without missing values.
    blocks : (p,), the question each column belongs to, from 0; of equal questions the first is preferred.
    group : shape (n,), from 0 to k - 1.
    chance : draws who is in which fold; the result depends on the content of the rows and not on their order.
    """
    with threadpool_limits(limits=1):
        by_content = np.lexsort((*columns.T[::-1], group))
        if len(group) > MOST_READ:
            by_content = by_content[np.sort(chance.choice(len(group), MOST_READ, replace=False))]
        rows, member = np.ascontiguousarray(columns[by_content]), group[by_content]
        fold = _draw_folds(member, k, chance)
        folds = int(fold.max()) + 1
        members_of = [np.flatnonzero(np.asarray(blocks) == block) for block in range(max(blocks) + 1)]
        whole = _Moments.of(rows, member, k)
        longest = min(len(members_of), MOST_QUESTIONS)
        found = np.empty((len(rows), longest), dtype=np.int16)
        for one in range(folds):
            held = fold == one
            others = whole.without(_Moments.of(rows[held], member[held], k))
            for size, seen in enumerate(_prefixes(_order_blocks(others, members_of, longest), members_of)):
                found[held, size] = _rule(others, seen).place(rows[held][:, seen])
        accuracy = (found == member[:, None]).mean(axis=0)
        size = _fewest(accuracy, len(rows))
        order = _order_blocks(whole, members_of, longest)
        kept = _prefixes(order, members_of)[size - 1]
        placed = np.full(len(group), -1, dtype=np.int16)
        placed[by_content] = found[:, size - 1]
        return ShortSet(
            order=order,
            size=size,
            columns=kept,
            rule=_rule(whole, kept),
            accuracy=accuracy,
            found=placed,
            folds=folds,
        )


def agreement(one: np.ndarray, other: np.ndarray, *, k: int) -> float:
    """Return Cohen's kappa of two placements of the same respondents in k groups, each (n,) from 0; nan where chance alone would agree."""
    crossed = np.bincount(one.astype(np.intp) * k + other, minlength=k * k).reshape(1, k, k)
    return float(cohen_kappa(crossed.astype(float))[0])


def _draw_folds(group: np.ndarray, k: int, chance: np.random.Generator) -> np.ndarray:
    """Return the fold of each respondent, (n,): each group is dealt out evenly."""
    folds = int(np.clip(np.bincount(group, minlength=k).min(), 2, FOLDS))
    dealt = np.concatenate([chance.permutation(np.flatnonzero(group == one)) for one in range(k)])
    fold = np.empty(len(group), dtype=np.intp)
    fold[dealt] = np.arange(len(group)) % folds
    return fold


def _fewest(accuracy: np.ndarray, n: int) -> int:
    """Return the smallest number of questions within `LOST` of the best, or within its standard error where that is more."""
    best = float(accuracy.max())
    margin = max(LOST * best, np.sqrt(best * (1.0 - best) / n))
    return int(np.flatnonzero(accuracy >= best - margin)[0]) + 1


def _prefixes(order: Sequence[int], members_of: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return the columns of the first question, of the first two, and so on, each ascending."""
    return [np.sort(np.concatenate([members_of[b] for b in order[: i + 1]])) for i in range(len(order))]


def _rule(moments: _Moments, columns: np.ndarray) -> LinearRule:
    means = moments.means[:, columns]
    coefficients = np.linalg.solve(moments.within[np.ix_(columns, columns)], means.T).T
    with np.errstate(divide="ignore"):  # A group without members is nobody's.
        constants = np.log(moments.shares) - 0.5 * np.einsum("ij,ij->i", coefficients, means)
    return LinearRule(constants=constants, coefficients=coefficients)


def _order_blocks(moments: _Moments, members_of: Sequence[np.ndarray], most: int) -> tuple[int, ...]:
    """Return blocks in the order in which they enter, each the one that leaves the least confusion."""
    within, means = moments.within, moments.means
    one, other = np.triu_indices(len(means), 1)
    shares = moments.shares[one] + moments.shares[other]
    distance = np.zeros(len(one))
    left, order = list(range(len(members_of))), list[int]()
    while left and len(order) < most:
        reached = {block: distance + _gain(within, means, members_of[block], one, other) for block in left}
        confusion = [round(float(shares @ two_sided(np.sqrt(reached[block]) / 2.0)) / 2.0, 12) for block in left]
        first = left.pop(int(np.argmin(confusion)))
        order.append(first)
        distance = reached[first]
        # What is left of the other columns, and of the means in them, once these are known.
        known = members_of[first]
        part = np.linalg.solve(within[np.ix_(known, known)], within[known])
        within, means = within - within[:, known] @ part, means - means[:, known] @ part
    return tuple(order)


def _gain(within: np.ndarray, means: np.ndarray, block: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return what a block adds to the squared distances of pairs of groups."""
    if len(block) == 1:
        j = int(block[0])
        apart = means[one, j] - means[other, j]
        gain: np.ndarray = apart * apart / within[j, j]
        return gain
    apart = means[np.ix_(one, block)] - means[np.ix_(other, block)]
    added: np.ndarray = np.einsum("ij,ij->i", apart, np.linalg.solve(within[np.ix_(block, block)], apart.T).T)
    return added
