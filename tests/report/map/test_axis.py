"""Axes of a map: they hold their values and leave room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.report.map.axis import fit_axis


@given(
    st.lists(st.floats(-50, 200), min_size=1, max_size=12),
    st.none() | st.floats(-20, 120),
)
def test_an_axis_holds_its_values_and_leaves_room_at_both_sides_of_its_line(values, line):
    axis = fit_axis(values, line, start=30, end=530, margins=(18, 18), least_side=0.25)
    assert axis.low < axis.high
    assert all(30 <= axis.at(v) <= 530 for v in values)
    ticks = [float(t) for t in axis.ticks(6)]
    assert all(axis.low - 1e-9 <= t <= axis.high + 1e-9 for t in ticks)
    assert 1 <= len(ticks) <= 7
    if line is not None:
        assert 30 + 0.24 * 500 <= axis.at(line) <= 530 - 0.24 * 500


def test_values_that_are_all_equal_do_not_fill_the_axis_with_noise():
    axis = fit_axis([7.0, 7.0], 7.0, start=0, end=500, margins=(0, 0), least_side=0.2)
    assert axis.high - axis.low == pytest.approx(0.84)
    assert axis.at(7.0) == pytest.approx(250)
    nothing = fit_axis([0.0], None, start=0, end=500, margins=(0, 0), least_side=0.2)
    assert nothing.high > nothing.low
