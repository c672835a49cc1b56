"""Sides of satisfaction: below, on and above the middle of the scale as declared, among those who gave a note."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.stats.design import Design
from relstudy.steps.expectations.figures import Figures, means_of
from relstudy.steps.expectations.sides import Sides, count_sides, middles_of
from relstudy.survey.items import Code, Item


def scale(*points: float) -> Item:
    codes = tuple(Code(code=f"{p:g}", value=p) for p in points)
    return Item(id="q", type="single", columns=("q",), codes=codes)


def sides_of(notes: list[float], item: Item) -> Sides:
    design = Design.of(np.ones(len(notes)))

    def measure(values: np.ndarray, there: np.ndarray) -> Figures:
        return means_of(values, there, (), design, [0], 1, kind="share")

    return count_sides(np.array(notes, dtype=float)[:, None], (item,), measure)


def test_the_middle_is_halfway_between_the_ends_and_may_hold_no_answer() -> None:
    items = (scale(1, 2, 3, 4, 5), scale(1, 2, 3, 4), Item(id="n", type="nps", columns=("n",)), None)
    middles, held = middles_of(items)
    assert middles[:3].tolist() == [3.0, 2.5, 5.0]
    assert np.isnan(middles[3])
    assert held.tolist() == [True, False, True, False]


def test_shares_are_of_those_who_gave_a_note() -> None:
    sides = sides_of([1, 2, 3, 5, np.nan], scale(1, 2, 3, 4, 5))
    assert sides.negative.value[0, 0] == 0.5
    assert sides.neutral.value[0, 0] == 0.25
    assert sides.positive.value[0, 0] == 0.25
    assert sides.positive.base[0, 0] == 4
    assert sides.positive.unit == "share"


def test_where_no_answer_is_in_the_middle_nobody_is_neutral_and_without_ends_nobody_has_a_side() -> None:
    even = sides_of([1, 4], scale(1, 2, 3, 4))
    assert even.neutral.is_missing(0, 0)
    assert not even.positive.is_missing(0, 0)
    bare = sides_of([1, 4], Item(id="q", type="numeric", columns=("q",)))
    assert bare.positive.is_missing(0, 0)
    assert bare.negative.is_missing(0, 0)


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0]), min_size=1, max_size=30))
def test_the_three_sides_are_everybody_who_gave_a_note(notes: list[float]) -> None:
    sides = sides_of(notes, scale(0, 1, 2, 3, 4))
    whole = sum(side.value[0, 0] for side in (sides.negative, sides.neutral, sides.positive))
    assert whole == pytest.approx(1.0)
