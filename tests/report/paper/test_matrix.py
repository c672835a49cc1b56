"""Who said what on paper: a square for each interview, as wide as its cell, and a bar of the same room where there are many."""

import re
from dataclasses import replace
from typing import Any

import pytest
from expectation_demo import heard_figure

from relstudy.report.map.widths import text_width
from relstudy.report.matrix.figure import MatrixFigure
from relstudy.report.paper.matrix import matrix_of


def drawings(figure: MatrixFigure) -> list[list[dict[str, Any]]]:
    """Return the drawings of each row, one for each block of interviews."""
    _, told = matrix_of(figure)
    return [
        [run for run in row["cells"][1] if isinstance(run, dict) and run["k"] == "drawing"]
        for row in told["rows"]
        if row["group"] is None
    ]


@pytest.mark.parametrize("cases", [22, 60])
def test_a_drawing_is_as_wide_as_its_interviews_and_what_is_drawn_stays_in_it(cases: int) -> None:
    _, figure = heard_figure(cases)
    rows = drawings(figure)
    assert len(rows) == len(figure.rows)
    one = rows[0][0]["w"] / figure.rows[0].strips[0].cases
    for drawn, line in zip(rows, figure.rows, strict=True):
        for art, strip in zip(drawn, line.strips, strict=True):
            assert art["w"] == pytest.approx(one * strip.cases, abs=0.02)
            assert art["h"] == pytest.approx(one, abs=0.01)
            (width,) = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ', art["svg"]))
            assert width == 10.0 * strip.cases
            ends = [float(x) for x in re.findall(r"[MHL]([\d.]+)", art["svg"])]
            assert all(0.0 <= x <= width for x in ends)


def test_each_interview_has_its_square_where_it_stands_and_none_where_it_was_not_asked() -> None:
    _, figure = heard_figure()
    for drawn, line in zip(drawings(figure), figure.rows, strict=True):
        for art, strip in zip(drawn, line.strips, strict=True):
            places = [float(x) for x in re.findall(r'd="M([\d.]+) \.8H', art["svg"])]
            expected = [i * 10.0 + 0.8 for i, mark in enumerate(strip.marks) if mark.fill != "none"]
            assert places == pytest.approx(expected)
            assert art["svg"].count('stroke-width="1"') == sum(mark.contrary for mark in strip.marks)


def test_a_bar_is_as_long_as_those_who_say_it_unprompted_then_prompted() -> None:
    _, figure = heard_figure(60)
    for drawn, line in zip(drawings(figure), figure.rows, strict=True):
        for art, strip in zip(drawn, line.strips, strict=True):
            full, half = re.findall(r'd="M0 1H([\d.]+)V8H0Z".*d="M[\d.]+ 1h([\d.]+)v7', art["svg"])[0]
            assert (float(full), float(half)) == (10.0 * strip.full, 10.0 * strip.half)


def test_the_key_draws_the_cells_as_they_stand_in_a_row() -> None:
    _, figure = heard_figure()
    key, _ = matrix_of(figure)
    signs = [run["svg"] for run in key["c"] if isinstance(run, dict) and run["k"] == "drawing"]
    assert len(signs) == sum(one.fill != "none" or one.contrary for one in figure.legend) > 2
    rows = "".join(art["svg"] for row in drawings(figure) for art in row)
    half = re.search(r'<path d="M[\d.]+ \.8L[^>]*>', "".join(signs))
    assert half is not None
    assert "L8.8 8.8H0.8Z" in half.group()
    assert re.search(r"M[\d.]+ \.8L[\d.]+ 8\.8H[\d.]+Z", rows)
    _, many = heard_figure(60)
    key, _ = matrix_of(many)
    assert [run["svg"].count("V8H0Z") for run in key["c"] if isinstance(run, dict) and run["k"] == "drawing"] == [1, 1]


def test_a_long_name_of_a_target_has_more_room_before_its_cells_and_a_short_one_no_more_than_it_had() -> None:
    _, figure = heard_figure()

    def room(name: str) -> float:
        rows = [replace(row, strips=tuple(replace(s, name=name) for s in row.strips)) for row in figure.rows]
        groups = tuple(
            replace(group, rows=tuple(rows[figure.rows.index(row)] for row in group.rows)) for group in figure.groups
        )
        _, told = matrix_of(replace(figure, groups=groups))
        runs = [run for row in told["rows"] if row["group"] is None for run in row["cells"][1]]
        (width,) = {run["w"] for run in runs if isinstance(run, dict) and run["k"] == "column"}
        return float(width)

    assert room("Pros") == 40.0
    longest = "Anciens clients partis chez un concurrent"
    assert text_width(longest, 7.2) / 2 < room(longest) < 80.0
