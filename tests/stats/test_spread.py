"""Units spread over groups: every beginning of the order is proportional, nested, and left to chance within a group."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from relstudy.stats.spread import spread_order


@given(st.lists(st.integers(0, 5), min_size=1, max_size=60), st.integers(0, 99))
def test_every_beginning_is_proportional(groups: list[int], seed: int) -> None:
    group = np.unique(groups, return_inverse=True)[1]
    order = spread_order(group, np.random.default_rng(seed))
    assert sorted(order.tolist()) == list(range(len(group)))
    sizes = np.bincount(group)
    for first in range(1, len(group) + 1):
        drawn = np.bincount(group[order[:first]], minlength=len(sizes))
        # Places of a group are evenly spaced, so that the part drawn of one differs from that of another by one unit at most.
        part = drawn / sizes
        assert (np.abs(part - part[:, None]) <= 1 / sizes + (1 / sizes)[:, None] + 1e-9).all()


def test_chance_chooses_within_a_group() -> None:
    group = np.repeat([0, 1], 10)
    firsts = {int(spread_order(group, np.random.default_rng(seed))[0]) for seed in range(200)}
    assert firsts == set(range(20))
