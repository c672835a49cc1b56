"""Diverging bars as HTML: every number is bound, the bar says nothing that its row does not, the accent is one verdict's."""

import re
from dataclasses import replace

import pytest
import report_example as example
from report_reading import PageReader

from relstudy.report.html import render
from relstudy.report.palette import ACCENT
from relstudy.report.satisfaction import Diverging, Piece, satisfaction_figure
from relstudy.report.verdicts import by_action, read_verdicts


@pytest.fixture(scope="module")
def drawn() -> str:
    context = example.full_example().context()
    figure = satisfaction_figure(context, by_action(read_verdicts(context)))
    assert figure is not None
    return render(figure)


def test_every_row_is_bound_to_its_expectation_and_every_number_to_its_cell(drawn: str) -> None:
    reader = PageReader(f'<section data-page="R2">{drawn}</section>')
    assert reader.strays == []
    keys = {b.key for b in reader.numbers}
    for expectation in re.findall(r'<tr data-cell="(expectations/[a-z]+)/action/_/all"', drawn):
        assert {f"{expectation}/{side}/_/all" for side in ("negative", "neutral", "positive", "satisfaction")} <= keys


def test_a_bar_is_hidden_from_those_who_hear_the_page(drawn: str) -> None:
    assert drawn.count('<svg class="diverging"') == drawn.count("<tr data-cell=")
    assert all('aria-hidden="true"' in svg for svg in re.findall("<svg[^>]*>", drawn))


def test_the_accent_is_drawn_for_what_to_improve_alone() -> None:
    bar = Diverging(0.4, (Piece(start=0.1, end=0.4, depth=1.0),), (), ((0.05, 0.15),), improve=True)
    assert ACCENT in render(bar)
    assert ACCENT not in render(replace(bar, improve=False))
