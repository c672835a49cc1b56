"""The map of a deck: values on axes from tick to tick, lines of decision across them, each corner named where it lies."""

import pytest
from expectation_demo import bank_context, bank_figure

from relstudy.report.deck.pictures import _TICKS, _rounded, map_chart
from relstudy.report.deck.said import said
from relstudy.report.deck.slide import BUILT_IN_ROOM, PointChart


@pytest.fixture(scope="module")
def chart() -> PointChart:
    figure = bank_figure()
    return map_chart(bank_context(), figure, figure.whole, BUILT_IN_ROOM)


def test_axes_go_from_tick_to_tick_and_hold_every_point(chart: PointChart) -> None:
    for axis in (chart.x, chart.y):
        steps = (axis.high - axis.low) / axis.step
        assert steps == pytest.approx(round(steps))
        assert axis.low / axis.step == pytest.approx(round(axis.low / axis.step))
    for series in chart.series:
        for point in series.points:
            assert chart.x.low <= point.x <= chart.x.high
            assert chart.y.low <= point.y <= chart.y.high


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(4.31, 6.02, (4.2, 6.2, 0.2)), (0.0, 0.9, (0.0, 0.9, 0.1)), (-3.2, 41.0, (-5.0, 45.0, 5.0)), (0.41, 0.48, (0.4, 0.5, 0.1))],
)  # fmt: skip
def test_the_step_of_an_axis_is_the_smallest_round_one_of_few_ticks(
    low: float, high: float, expected: tuple[float, float, float]
) -> None:
    axis = _rounded(low, high, "", "mean")
    assert (axis.low, axis.high, axis.step) == pytest.approx(expected)


@pytest.mark.parametrize(("unit", "step"), [("mean", 0.1), ("share", 0.01), ("index", 0.01), ("count", 1.0)])
def test_no_two_ticks_of_an_axis_print_alike(unit: str, step: float) -> None:
    axis = _rounded(3.11, 3.16, "", unit)
    assert axis.step == step
    assert axis.low <= 3.11
    assert axis.high >= 3.16


def test_beyond_the_largest_step_ticks_are_as_many_as_there_may_be() -> None:
    assert _rounded(0.0, 9000.0, "", "mean").step == pytest.approx(9000.0 / _TICKS)


def test_each_point_is_its_two_cells_and_stands_in_the_series_of_its_tier(chart: PointChart) -> None:
    words = {(key.tier, key.action == "improve"): said(key.word) for key in bank_figure().legend}
    series_of = {point.cell_x.item: one for one in chart.series for point in one.points if point.cell_x is not None}
    for mark in bank_figure().whole.layout.marks:
        verdict = mark.point.verdict
        one = series_of[verdict.id]
        assert one.name == words[verdict.tier, verdict.tier == "primary" and verdict.action == "improve"]
        (point,) = (p for p in one.points if p.cell_x is not None and p.cell_x.item == verdict.id)
        assert (point.x, point.y) == (mark.point.satisfaction.value, mark.point.importance.value)


def test_lines_of_decision_cross_the_whole_plot_at_their_cells(chart: PointChart) -> None:
    column = bank_figure().whole.column
    upright, level = (one.points for one in chart.series if one.line)
    assert column.satisfaction_line is not None
    assert column.importance_line is not None
    assert {p.x for p in upright} == {column.satisfaction_line.value}
    assert {p.y for p in upright} == {chart.y.low, chart.y.high}
    assert {p.y for p in level} == {column.importance_line.value}
    assert {p.x for p in level} == {chart.x.low, chart.x.high}


def test_each_corner_bears_its_name_and_says_it_towards_the_middle(chart: PointChart) -> None:
    words = bank_context().figure_words
    (corners,) = (one.points for one in chart.series if one.named and all(p.cell_x is None for p in one.points))
    places = {point.name: point for point in corners}
    middle_x, middle_y = (chart.x.low + chart.x.high) / 2, (chart.y.low + chart.y.high) / 2
    for name, is_left, is_up in (("improve", True, True), ("keep", False, True), ("watch", True, False), ("do_not_overinvest", False, False)):  # fmt: skip
        point = places[words.text(f"map.quadrants.{name}")]
        assert (point.x < middle_x, point.y > middle_y) == (is_left, is_up)
        assert chart.y.low < point.y < chart.y.high
        assert point.side == ("r" if is_left else "l")
