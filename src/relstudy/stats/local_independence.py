"""What the data would look like if nothing but a few groups held them together: draws under local independence.

With g groups given, latent classes are fitted from them (items independent within a class, any distribution of
answers). Each respondent is then given a class drawn from its posterior, and the answers to each item are permuted
among the respondents of a class. Margins are kept exactly, the dependence between items that the g classes explain is
kept, all other dependence is gone. With one group this is the independent permutation of every item. Permuting within
the groups themselves would not do: a border cuts the distributions of both sides and leaves dependence where there was
none.

References
----------
Lazarsfeld and Henry 1968, Latent Structure Analysis (local independence). McLachlan 1987, J. R. Stat. Soc. C 36, 318-324 (testing a number of classes against
draws from the smaller number). Dempster, Laird and Rubin 1977, J. R. Stat. Soc. B 39, 1-38 (EM).
"""

import numpy as np

#: An item with more distinct answers than this is seen in fifths of the respondents by the latent classes.
MOST_LEVELS = 8
_MAX_STEPS = 200
_REST = 1e-6


def class_posteriors(rows: np.ndarray, blocks: np.ndarray, labels: np.ndarray, k: int) -> np.ndarray:
    """Return the posterior probability of each of k latent classes, shape (n, k), fitted by EM from a partition.

    `rows` (n, p), `blocks` (p,) the item of each column, `labels` (n,) the partition the classes start from. One
    respondent with the answers of all is added to each class, so that no answer has probability 0.
    """
    answers = np.concatenate([_indicators(levels) for levels in item_levels(rows, blocks)], axis=1)
    n = len(rows)
    everybody = answers.mean(axis=0)
    posterior: np.ndarray = 0.9 * (labels[:, None] == np.arange(k)) + 0.1 / k
    before = -np.inf
    for _ in range(_MAX_STEPS):
        mass = posterior.sum(axis=0)
        given = np.log((posterior.T @ answers + everybody) / (mass[:, None] + 1.0))
        joint = answers @ given.T + np.log(mass / n)
        top = joint.max(axis=1, keepdims=True)
        posterior = np.exp(joint - top)
        total = posterior.sum(axis=1, keepdims=True)
        posterior /= total
        likelihood = float((top + np.log(total)).sum())
        if likelihood - before < _REST * n:
            break
        before = likelihood
    return posterior


def draw_locally_independent(
    rows: np.ndarray, blocks: np.ndarray, posterior: np.ndarray | None, chance: np.random.Generator
) -> np.ndarray:
    """Return rows of the same margins whose items are independent within classes drawn from the posterior (None: one class).

    `rows` (n, columns); `blocks` (columns,) tells the item of each column, from 0: the columns of one item move together.
    `posterior` (n, classes) are chances that sum to 1.
    """
    n = len(rows)
    if posterior is None:
        members = [np.arange(n)]
    else:
        drawn = (posterior.cumsum(axis=1) < chance.random(n)[:, None]).sum(axis=1)
        members = [np.flatnonzero(drawn == c) for c in range(posterior.shape[1] + 1)]
    permuted = np.empty_like(rows)
    source = np.empty(n, dtype=np.intp)
    for block in range(int(blocks.max()) + 1):
        for member in members:
            source[member] = chance.permutation(member)
        here = np.flatnonzero(blocks == block)
        permuted[:, here] = rows[np.ix_(source, here)]
    return permuted


def item_levels(rows: np.ndarray, blocks: np.ndarray) -> list[np.ndarray]:
    """Return the answers as levels 0, 1 ..., arrays of shape (n,): one per item, or one per column where the columns of an item are ticked freely."""
    levels: list[np.ndarray] = []
    for block in range(int(blocks.max()) + 1):
        columns = rows[:, blocks == block]
        if columns.shape[1] == 1:
            levels.append(_column_levels(columns[:, 0]))
            continue
        answer = np.zeros(len(rows), dtype=np.int64)
        for column in columns.T:
            level = np.unique(column, return_inverse=True)[1]
            answer = np.unique(answer * (int(level.max()) + 1) + level, return_inverse=True)[1]
        # One answer of several: as many patterns as columns, one more where a code is constant, one more where missing
        # is the mean.
        if int(answer.max()) < columns.shape[1] + 2:
            levels.append(answer)
        else:
            levels.extend(np.unique(column, return_inverse=True)[1] for column in columns.T)
    return levels


def _column_levels(column: np.ndarray) -> np.ndarray:
    found, level = np.unique(column, return_inverse=True)
    if len(found) > MOST_LEVELS:
        cuts = np.unique(np.quantile(column, [0.2, 0.4, 0.6, 0.8]))
        level = np.unique(np.searchsorted(cuts, column, side="right"), return_inverse=True)[1]
    return np.asarray(level)


def _indicators(level: np.ndarray) -> np.ndarray:
    return np.asarray(level[:, None] == np.arange(int(level.max()) + 1), dtype=float)
