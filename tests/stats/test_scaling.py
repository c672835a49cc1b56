"""Standard scores, the same to the last bit whatever the order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.stats.scaling import standardise


def test_by_hand():
    # Mean 3, deviation sqrt(2) with n as divisor.
    scores, means, deviations = standardise(np.array([[1.0], [2], [3], [4], [5]]))
    assert (means[0], deviations[0]) == pytest.approx((3.0, 2**0.5))
    assert scores[:, 0] == pytest.approx(np.array([-2, -1, 0, 1, 2]) / 2**0.5)


def test_a_constant_column_scores_zero():
    scores, _, deviations = standardise(np.full((4, 1), 0.1))
    assert deviations[0] == 0.0
    assert np.array_equal(scores, np.zeros((4, 1)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 200), st.booleans())
def test_order_moves_no_bit(seed, n, whole):
    chance = np.random.default_rng(seed)
    column = chance.integers(0, 11, (n, 1)).astype(float) if whole else chance.lognormal(3, 2, (n, 1))
    order = chance.permutation(n)
    assert np.array_equal(standardise(column)[0][order], standardise(column[order])[0])


def test_large_numbers_keep_their_spread():
    column = 1e9 + np.array([[0.0], [1.0], [2.0]])
    assert standardise(column)[2][0] == pytest.approx((2 / 3) ** 0.5, rel=1e-12)


def test_nobody():
    assert standardise(np.empty((0, 2)))[0].shape == (0, 2)
