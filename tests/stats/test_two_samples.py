"""Two samples drawn apart: by hand, against the comparison of columns, and what must hold whatever the figures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.stats.comparisons import TwoSamples, compare_samples, compare_states
from relstudy.stats.design import Design
from relstudy.stats.estimates import ratio_estimates
from relstudy.stats.folds import Partition, States, fold_states
from relstudy.stats.pairs import Block, Pairs, fold_shared


def samples(*figures: tuple[float, float, float, float, float, float]) -> TwoSamples:
    """Figures as value, se, effective base of the earlier sample, then of the later one."""
    table = np.array(figures)
    return TwoSamples(value=table[:, [0, 3]], se=table[:, [1, 4]], base_effective=table[:, [2, 5]])


def test_a_share_is_tested_by_the_pooled_test_on_effective_bases() -> None:
    found = compare_samples(
        samples((0.40, 0.0245, 400, 0.50, 0.0224, 500)), is_share=np.array([True]), by_design=np.array([False])
    )
    pooled = (0.4 * 400 + 0.5 * 500) / 900
    z = 0.1 / math.sqrt(pooled * (1 - pooled) * (1 / 400 + 1 / 500))
    assert found.statistic[0] == pytest.approx(z)
    assert found.p[0] == pytest.approx(math.erfc(z / math.sqrt(2)))
    half = 1.959964 * math.hypot(0.0245, 0.0224)
    assert (found.low[0], found.high[0]) == pytest.approx((0.1 - half, 0.1 + half))


def test_a_mean_is_tested_by_its_errors() -> None:
    found = compare_samples(
        samples((7.0, 0.3, 100, 6.0, 0.4, 90)), is_share=np.array([False]), by_design=np.array([False])
    )
    assert (found.difference[0], found.statistic[0]) == pytest.approx((-1.0, -2.0))


def test_a_design_widens_the_test_of_a_share_by_its_effect() -> None:
    plain = math.sqrt(0.4 * 0.6 / 400), math.sqrt(0.5 * 0.5 / 500)
    twice = samples((0.4, plain[0] * math.sqrt(2), 400, 0.5, plain[1] * math.sqrt(2), 500))
    yes, no = np.array([True]), np.array([False])
    with_design = compare_samples(twice, is_share=yes, by_design=yes)
    without = compare_samples(twice, is_share=yes, by_design=no)
    assert with_design.statistic[0] == pytest.approx(without.statistic[0] / math.sqrt(2))


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_shares_that_are_both_nothing_or_both_all_have_p_1(value: float) -> None:
    found = compare_samples(
        samples((value, 0, 50, value, 0, 60)), is_share=np.array([True]), by_design=np.array([True])
    )
    assert (found.p[0], found.difference[0]) == (1.0, 0.0)


def test_figures_without_errors_have_a_difference_and_no_statistic() -> None:
    found = compare_samples(
        samples((7.0, np.nan, 100, 6.0, np.nan, 90)), is_share=np.array([False]), by_design=np.array([False])
    )
    assert found.difference[0] == -1.0
    assert np.isnan([found.statistic[0], found.p[0], found.low[0], found.high[0]]).all()


def test_two_samples_are_two_columns_of_one_that_share_nobody() -> None:
    chance = np.random.default_rng(3)
    weight, answer, wave = chance.uniform(0.4, 2.5, 700), chance.integers(0, 2, 700), chance.integers(0, 2, 700)
    states, share = States(state=answer.astype(np.int16), size=2), (np.array([[0.0, 1.0]]), np.ones((1, 2)))

    def estimate(inside: np.ndarray, partitions: tuple[Partition, ...]):
        design = Design.of(weight[inside])
        of_item = States(state=states.state[inside], size=2)
        (fold,) = fold_states([of_item], partitions, design)
        return design, of_item, fold, ratio_estimates(fold, *share, design, kind="share")

    whole = np.ones(700, dtype=bool)
    columns = (Partition(label=wave.astype(np.int16), size=2),)
    design, item, fold, both = estimate(whole, columns)
    pairs = Pairs.of([Block(places=np.array([1, 2]), partitions=columns)])
    (shared,) = fold_shared([item], [fold], pairs, design)
    expected = compare_states(both, *share, item, fold, shared, pairs, design, kind="share")
    apart = [estimate(wave == w, ())[3] for w in (0, 1)]
    found = compare_samples(
        TwoSamples(
            **{
                name: np.column_stack([getattr(one, name)[:, 0] for one in apart])
                for name in ("value", "se", "base_effective")
            }
        ),
        is_share=np.array([True]),
        by_design=np.array([False]),
    )
    assert found.statistic[0] == pytest.approx(expected.statistic[0, 2])
    assert found.p[0] == pytest.approx(expected.p[0, 2])


FIGURE = st.tuples(st.floats(0.0, 1.0).map(lambda share: round(share, 12)), st.floats(0.0, 0.2), st.floats(2.0, 1e5))


@given(st.lists(st.tuples(FIGURE, FIGURE, st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_samples_swapped_flip_the_sign_and_nothing_else(figures: list) -> None:
    there = samples(*((*a, *b) for a, b, _, _ in figures))
    back = samples(*((*b, *a) for a, b, _, _ in figures))
    is_share, by_design = (np.array([f[i] for f in figures]) for i in (2, 3))
    one, other = (compare_samples(s, is_share=is_share, by_design=by_design) for s in (there, back))
    np.testing.assert_allclose(one.difference, -other.difference, atol=1e-12)
    np.testing.assert_allclose(one.statistic, -other.statistic, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(one.p, other.p, rtol=1e-9)
    np.testing.assert_allclose(one.low, -other.high, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_equal_waves_differ_as_often_as_the_level_says(share: float) -> None:
    """Of 4,000 pairs of weighted samples from one population, 5 % differ at 5 %, within four standard errors."""
    chance, n, trials = np.random.default_rng(20), 400, 4000
    answers = chance.random((2, trials, n)) < share
    weights = chance.uniform(0.4, 2.5, (2, trials, n))
    total = weights.sum(axis=2)
    value = (weights * answers).sum(axis=2) / total
    influence = weights * (answers - value[..., None]) / total[..., None]
    se = np.sqrt((influence**2).sum(axis=2) * n / (n - 1))
    found = compare_samples(
        TwoSamples(value=value.T, se=se.T, base_effective=(total**2 / (weights**2).sum(axis=2)).T),
        is_share=np.ones(trials, dtype=bool),
        by_design=np.zeros(trials, dtype=bool),
    )
    assert 0.036 < (found.p <= 0.05).mean() < 0.064
