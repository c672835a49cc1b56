"""Contrast, difference by every sight, and the nearest colour that passes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.stats.colours import contrast_on_white, least_difference, nearest_colour

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_contrast_of_black_white_and_the_palest_grey_for_text():
    assert contrast_on_white(["#000000", "#FFFFFF", "#767676", "#777777"]) == pytest.approx(
        [21, 1, 4.54, 4.48], abs=0.01
    )


def test_red_and_green_of_one_lightness_are_close_to_a_colour_blind_reader_alone():
    assert least_difference(["#A05A00"], ["#5A7A00"])[0, 0] < 10
    assert least_difference(["#000000"], ["#FFFFFF"])[0, 0] == pytest.approx(100, abs=0.1)


@given(st.lists(COLOURS, min_size=2, max_size=4))
def test_a_difference_is_symmetric_and_none_to_itself(colours: list[str]):
    apart = least_difference(colours, colours)
    assert np.allclose(apart, apart.T, atol=1e-6)
    assert np.allclose(np.diag(apart), 0, atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(COLOURS, st.sampled_from([3.0, 4.5]), st.lists(COLOURS, max_size=2))
def test_the_nearest_colour_passes_what_was_asked_of_it(colour: str, contrast: float, others: list[str]):
    found = nearest_colour(colour, contrast=contrast, others=others, apart=[14.0] * len(others))
    assert found is not None
    assert contrast_on_white([found])[0] >= contrast
    assert (least_difference([found], others) >= 14).all()


def test_a_colour_that_passes_is_the_nearest_and_none_is_found_where_none_can_be():
    assert nearest_colour("#0b2f66", contrast=4.5) == "#0B2F66"
    assert nearest_colour("#808080", contrast=4.5, others=["#808080"], apart=[200.0]) is None
