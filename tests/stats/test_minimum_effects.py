"""Differences against minimum effects: the side, the smaller tail, Holm as R's p.adjust has it, errors at the nominal rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.stats.minimum_effects import ONE_SIDED, adjust_stepwise, judge_effects


def test_a_difference_is_beyond_its_minimum_in_the_declared_direction() -> None:
    tests = judge_effects(
        np.array([3.0, -3.0, -3.0, 0.5]), np.full(4, 1.0), least=np.full(4, 1.0), sign=np.array([1.0, -1.0, 1.0, 1.0])
    )
    assert tests.statistic.tolist() == [2.0, 2.0, -4.0, -0.5]
    assert tests.beyond.tolist() == [True, True, False, False]
    # pnorm(-2), pnorm(-4), pnorm(-0.5)
    assert tests.p == pytest.approx([0.0227501319, 0.0227501319, 3.16712418e-05, 0.3085375387], rel=1e-8)


def test_without_an_error_there_is_no_statistic() -> None:
    tests = judge_effects(np.array([1.0]), np.array([0.0]), least=np.array([0.5]), sign=np.array([1.0]))
    assert np.isnan(tests.p[0])
    assert not tests.beyond[0]


def test_holm_is_that_of_r() -> None:
    # p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.2), "holm")
    found = adjust_stepwise(np.array([0.01, 0.04, 0.03, 0.005, 0.2]))
    assert found == pytest.approx([0.04, 0.09, 0.09, 0.025, 0.2])


def test_what_is_not_tested_counts_for_no_test() -> None:
    found = adjust_stepwise(np.array([0.01, np.nan, 0.04]))
    assert found[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(found[1])


@given(st.lists(st.floats(0, 1), max_size=8))
def test_adjusted_values_keep_their_order_and_are_not_below_their_own(p: list[float]) -> None:
    values = np.array(p)
    adjusted = adjust_stepwise(values)
    assert (adjusted >= values).all()
    assert (np.diff(adjusted[np.argsort(values, kind="stable")]) >= 0).all()
    assert (adjusted <= 1).all()


def test_seven_hypotheses_at_their_minimum_are_rarely_settled() -> None:
    """With every difference just at its minimum, any verdict but "not settled" is wrong: 2 x 0.025 of the studies at most."""
    chance = np.random.default_rng(1)
    studies = 4_000
    differences = 1.0 + chance.standard_normal((studies, 7))
    wrong = 0
    for row in differences:
        tests = judge_effects(row, np.ones(7), least=np.ones(7), sign=np.ones(7))
        wrong += bool((adjust_stepwise(tests.p) <= ONE_SIDED).any())
    assert wrong / studies == pytest.approx(2 * ONE_SIDED, abs=0.011)
