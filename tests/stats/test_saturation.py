"""Saturation: the published example, runs that slide by one interview, and what other orders would have shown."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relstudy.stats.saturation import AnyOrder, draw_orders, reach_saturation

TABLES = arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 7)))


def drawn(heard: np.ndarray, orders: int = 200) -> AnyOrder:
    return draw_orders(heard, random=np.random.default_rng(3), orders=orders)


def news_of(heard: np.ndarray) -> np.ndarray:
    """Return the new themes of each interview in the order of the rows, one by one."""
    known: set[int] = set()
    news = []
    for row in heard:
        voiced = set(np.flatnonzero(row).tolist())
        news.append(len(voiced - known))
        known |= voiced
    return np.array(news)


@pytest.mark.parametrize(
    ("new_themes", "reached"),
    [
        ([15, 10, 7, 5, 4, 3, 1, 0], 6),  # Guest, Namey and Chen 2020: 6+2
        ([10, 5, 5, 0, 0, 1, 9], 4),  # one theme of twenty is the most allowed
        ([10, 5, 5, 0, 1, 1, 0, 0], 5),
        ([10, 5, 5, 0, 0], None),  # a run not yet whole
        ([0, 0, 0, 0, 0, 0], None),
        ([], None),
    ],
)
def test_saturation_is_the_first_run_with_hardly_anything_new(new_themes: list[int], reached: int | None) -> None:
    assert reach_saturation(np.array(new_themes, dtype=int)) == reached


def test_the_expected_curve_is_the_mean_over_all_orders() -> None:
    heard = np.array([[1, 1, 0, 0], [1, 0, 0, 1], [0, 0, 0, 1], [1, 0, 1, 0], [0, 0, 0, 0]], dtype=bool)
    every = np.array([news_of(heard[list(order)]) for order in permutations(range(5))])
    np.testing.assert_allclose(drawn(heard).expected, every.mean(axis=0))


def test_the_band_holds_what_all_orders_show() -> None:
    heard = np.array([[1, 1, 1], [1, 0, 0], [1, 0, 0], [1, 0, 0]], dtype=bool)
    # The first brings 3 or 1; whoever brings the two others, later, brings 2; nobody else anything.
    got = drawn(heard, orders=1000)
    assert got.low.tolist() == [1, 0, 0, 0]
    assert got.high.tolist() == [3, 2, 2, 2]


def test_interviews_that_all_say_the_same_are_saturated_in_every_order() -> None:
    got = drawn(np.ones((7, 5), dtype=bool))
    assert got.low.tolist() == got.high.tolist() == got.expected.tolist() == [5, 0, 0, 0, 0, 0, 0]
    assert (got.reaching, got.reached_by(0.025), got.reached_by(0.975)) == (200, 4, 4)


def test_interviews_that_have_nothing_in_common_are_never_saturated() -> None:
    got = drawn(np.eye(8, dtype=bool))
    assert got.expected.tolist() == [1] * 8
    assert (got.reaching, got.reached_by(0.025)) == (0, None)


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3), (3, 2)])
def test_without_interviews_or_themes_nothing_is_new(shape: tuple[int, int]) -> None:
    got = drawn(np.zeros(shape, dtype=bool))
    assert got.expected.tolist() == got.low.tolist() == got.high.tolist() == [0.0] * shape[0]
    assert got.reaching == 0


def test_one_interview_brings_all_its_themes() -> None:
    got = drawn(np.array([[True, True, False]]))
    assert got.low.tolist() == got.high.tolist() == got.expected.tolist() == [2]


def test_half_of_the_orders_tell_half() -> None:
    got = AnyOrder(expected=np.zeros(0), low=np.zeros(0), high=np.zeros(0), reached=np.array([4, 4, 5, -1]))
    assert [got.reached_by(part) for part in (0.025, 0.5, 0.75, 0.76)] == [4, 4, 5, None]
    assert got.reaching == 3


@given(TABLES, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_names_of_interviews_and_themes_have_a_part(heard: np.ndarray, turn: object) -> None:
    rows, columns = (np.random.default_rng(turn.randint(0, 99)).permutation(n) for n in heard.shape)  # type: ignore[attr-defined]
    one, other = drawn(heard, 50), drawn(heard[rows][:, columns], 50)
    for name in ("low", "high", "reached"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_allclose(one.expected, other.expected)


@given(TABLES)
def test_every_theme_voiced_is_new_once(heard: np.ndarray) -> None:
    got = drawn(heard, 50)
    assert got.expected.sum() == pytest.approx(heard.any(axis=0).sum())
    assert (got.low <= got.high).all()
