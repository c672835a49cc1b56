"""Pairs of columns: their order, and what the columns of each share, counted by patterns and one by one."""

import numpy as np
import pytest

from relstudy.stats.design import Design
from relstudy.stats.folds import Partition, States, fold_states
from relstudy.stats.pairs import Block, Pairs, fold_shared


def ticks(inside: np.ndarray) -> tuple[Partition, ...]:
    """Return a partition for each column of (n, k) bool."""
    return tuple(Partition(label=np.where(column, 0, -1).astype(np.int16), size=1) for column in inside.T)


def test_pairs_are_each_column_with_everybody_then_each_two_block_by_block() -> None:
    two = Block(places=np.array([1, 2]), partitions=(Partition(label=np.array([0, 1]), size=2),))
    three = Block(places=np.array([3, 4, 5]), partitions=ticks(np.ones((2, 3), dtype=bool)))
    pairs = Pairs.of((two, three))
    assert list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == [
        (0, 1), (0, 2), (1, 2), (0, 3), (0, 4), (0, 5), (3, 4), (3, 5), (4, 5),
    ]  # fmt: skip
    assert pairs.ends == (3, 9)
    assert pairs.nested.tolist() == [True, True, False, True, True, True, False, False, False]
    assert (two.overlaps, three.overlaps) == (False, True)
    assert len(Pairs.of(())) == 0


@pytest.mark.parametrize("columns", [2, 4, 5, 8, 11])
@pytest.mark.parametrize("by", ["stratum", "cluster"])
def test_shared_squares_are_those_of_respondents_in_both_columns(columns: int, by: str) -> None:
    chance = np.random.default_rng(columns)
    n = 300
    inside, state, weight = chance.random((n, columns)) < 0.4, chance.integers(0, 3, n), chance.uniform(0.5, 2, n)
    group = chance.integers(0, 2 if by == "stratum" else 20, n)
    design = Design.of(weight, **({"strata": group} if by == "stratum" else {"clusters": group}))
    blocks = (Block(places=np.arange(1, columns + 1), partitions=ticks(inside)),)
    pairs = Pairs.of(blocks)
    item = States(state=state, size=3)
    (fold,) = fold_states([item], blocks[0].partitions, design)
    (shared,) = fold_shared([item], [fold], pairs, design)
    members = np.column_stack([np.ones(n, dtype=bool), inside])
    strata = design.stratum_of
    for i, (a, b) in enumerate(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)):
        both = members[:, a] & members[:, b]
        for stratum in range(shared.shape[0]):
            here = both & (strata == stratum)
            expected = np.bincount(state[here], weights=weight[here] ** 2, minlength=3)
            np.testing.assert_allclose(shared[stratum, :, i], expected, rtol=1e-12, atol=1e-12)


def test_many_overlapping_columns_take_little_room() -> None:
    inside = np.random.default_rng(1).random((50, 64)) < 0.4
    pairs = Pairs.of((Block(places=np.arange(1, 65), partitions=ticks(inside)),))
    assert sorted(np.concatenate([one.at for one in pairs.shared]).tolist()) == list(range(64, len(pairs)))
    assert sum(one.both.nbytes for one in pairs.shared) < 5_000_000


def test_columns_that_exclude_each_other_share_nobody() -> None:
    label = Partition(label=np.array([0, 1, 2, 0, -1], dtype=np.int16), size=3)
    design = Design.of(np.ones(5))
    pairs = Pairs.of((Block(places=np.arange(1, 4), partitions=(label,)),))
    item = States(state=np.zeros(5, dtype=np.intp), size=1)
    (fold,) = fold_states([item], (label,), design)
    (shared,) = fold_shared([item], [fold], pairs, design)
    assert shared[0, 0].tolist() == [2.0, 1.0, 1.0, 0.0, 0.0, 0.0]
