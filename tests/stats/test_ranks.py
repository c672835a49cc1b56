"""Ranks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from relstudy.stats.ranks import find_ties, rank_descending


def test_the_highest_is_first_and_equals_share_a_rank() -> None:
    ranks = rank_descending(np.array([7.0, 9.0, 7.0, np.nan, 1.0]))
    np.testing.assert_array_equal(ranks, [2, 1, 2, np.nan, 4])
    assert find_ties(ranks).tolist() == [True, False, True, False, False]


def test_differences_below_12_digits_are_ties() -> None:
    assert rank_descending(np.array([0.3, 0.1 + 0.2])).tolist() == [1, 1]
    assert rank_descending(np.array([1e6, 1e6 + 1e-4])).tolist() == [2, 1]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=8))
def test_a_rank_is_one_more_than_the_number_of_higher_values(values: list[int]) -> None:
    expected = [1 + sum(other > value for other in values) for value in values]
    assert rank_descending(np.array(values, dtype=float)).tolist() == expected
