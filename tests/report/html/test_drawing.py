"""Small drawings: what lies where, what is not drawn, and that words alone are read."""

import re
from dataclasses import replace

import pytest

from relstudy.report.book import CellRow
from relstudy.report.drawing import Bar, Course, Dots, Gradation, Parts, Scale
from relstudy.report.html import render
from relstudy.report.palette import INK, profile_mark, shades, tints
from relstudy.report.plain.inline import read_inline


def cell(value: float | None) -> CellRow:
    status = "withheld" if value is None else "published"
    return CellRow(key="k", section="survey", item="a", measure="share", value=value, unit="share", status=status)


def tick_at(drawn: str) -> float:
    return float(re.search(r"--t:([\d.]+)", drawn)[1])


def test_a_tick_lies_at_its_share_of_the_track_and_at_an_end_beyond() -> None:
    low, middle, high, beyond = (
        tick_at(render(Dots(point=None, tick=cell(v), low=0.0, high=2.0))) for v in (0.0, 1.0, 2.0, 9.0)
    )
    assert (low, middle, high) == (0.0, 0.5, 1.0)
    assert beyond == high


def test_a_cell_without_a_value_is_not_drawn() -> None:
    ticked, pointed = render(Dots(point=cell(None), tick=cell(0.5))), render(Dots(point=cell(0.2), tick=None))
    assert "<svg" not in ticked
    assert "--t:0.5" in ticked
    assert "<svg" in pointed
    assert "--t" not in pointed
    assert render(Bar(None)) == render(Bar(cell(None))) == ""


def test_a_point_without_a_profile_is_the_whole() -> None:
    assert INK in render(Dots(point=cell(0.5), tick=None))


@pytest.mark.parametrize(("value", "width"), [(0.5, "0.5"), (0.0, "0"), (7.0, "1"), (-1.0, "0")])
def test_a_bar_is_as_long_as_its_share_and_no_longer_than_its_track(value: float, width: str) -> None:
    assert render(Bar(cell(value))) == f'<i class="bar" style="--w:{width}"></i>'


def test_parts_follow_one_another_and_stay_in_the_bar() -> None:
    drawn = render(Parts((cell(0.25), cell(0.5), cell(0.9)), profile=2))
    assert re.findall(r"M([\d.]+) 0H([\d.]+)V8", drawn)[1:] == [("0", "75"), ("75", "225"), ("225", "300")]
    assert re.findall(r'fill="(#[0-9A-F]{6})" stroke', drawn) == list(tints(2, 3))


def test_profiles_span_their_axis_with_a_line_midway_between_neighbours() -> None:
    drawn = render(Gradation((0.0, 4.0, 1.0)))
    assert re.findall(r'd="M([\d.]+) 0V16"', drawn) == ["78", "294"]
    assert [drawn.index(profile_mark(i).colour) for i in range(3)] == sorted(
        drawn.index(profile_mark(i).colour) for i in range(3)
    )
    assert render(Gradation((1.0, 1.0))).count("<path") == 4


def test_a_drawing_is_hidden_from_those_who_listen_and_from_plain_text() -> None:
    for value in (Parts((cell(0.5),), 0), Gradation((0.0, 1.0))):
        assert 'aria-hidden="true"' in render(value)
        assert read_inline(value) == ""
    for value in (Dots(point=cell(0.5), tick=cell(0.5)), Bar(cell(0.5))):
        # A box without a word, in it at most a hidden drawing.
        assert re.sub("<.*?>", "", render(value)) == read_inline(value) == ""
        assert render(value).count("<svg") == render(value).count('aria-hidden="true"')


def test_the_line_of_a_figure_has_a_gap_where_waves_cannot_be_held_against_each_other() -> None:
    broken = replace(cell(0.5), marks="break")
    assert Course((cell(0.1), broken, cell(0.6), cell(0.8)), 0.0, 1.0).stretches == (
        ((0, 0.1), (1, 0.5)), ((2, 0.6), (3, 0.8)),
    )  # fmt: skip
    assert Course((cell(0.1), None, cell(None), cell(0.8)), 0.0, 1.0).stretches == (((0, 0.1),), ((3, 0.8),))


def test_a_line_over_waves_rises_with_its_figure_and_says_nothing_in_words() -> None:
    drawn = render(Course((cell(0.0), cell(1.0)), 0.0, 1.0))
    first, last = re.findall(r"M([\d.]+) ([\d.]+)h0", drawn)
    assert float(first[0]) < float(last[0])
    assert float(first[1]) > float(last[1])
    assert render(Course((cell(0.4), cell(0.4)), 0.4, 0.4)).count("h0") == 2
    assert read_inline(Course((cell(0.0), cell(1.0)), 0.0, 1.0)) == ""


def test_points_of_many_waves_leave_the_gaps_between_them() -> None:
    few, many = (render(Course(tuple(cell(0.5) for _ in range(n)), 0.0, 1.0)) for n in (3, 13))
    assert "stroke-width" not in few
    places = [float(x) for x in re.findall(r"M([\d.]+) [\d.]+h0", many)]
    width = float(re.search(r"stroke-width:([\d.]+)", many)[1])
    assert width < (places[1] - places[0]) / 2


def test_a_bar_of_answers_follows_their_order_and_those_outside_it_stand_last_and_hollow() -> None:
    drawn = render(Scale(ordered=(cell(0.25), None, cell(0.5)), outside=(cell(0.9),)))
    filled = re.findall(r'M([\d.]+) 0H([\d.]+)V14H[\d.]+Z" fill="(#[0-9A-Fa-f]+)"', drawn)
    assert filled == [("0", "75", shades(3)[0]), ("75", "225", shades(3)[2]), ("225", "300", "#fff")]
    assert re.findall(r'M([\d.]+) 1H([\d.]+)V13H[\d.]+Z" fill="none"', drawn) == [("226", "300")]
    assert "fill" not in render(Scale(ordered=(None, cell(0.0)), outside=()))


def test_bars_of_parts_fill_the_width_they_are_given() -> None:
    for value in (Parts((cell(0.5),), 0), Scale(ordered=(cell(0.5),), outside=())):
        assert 'preserveAspectRatio="none"' in render(value)
    assert "preserveAspectRatio" not in render(Gradation((0.0, 1.0)))
