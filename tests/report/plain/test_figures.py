"""Figures as text: what has no place on a map and why, the quotes of a matrix, and no trace of a drawing."""

import pytest
from expectation_demo import bank_context, heard_figure

from relstudy.report.rendering import render_report, render_text


def test_a_map_reads_as_its_table_and_what_stands_under_each_map() -> None:
    text = render_text("R3", bank_context(), width=100)
    hybrids, others = text.split("\n\nHybrides (")[1].split("\n\nAttachés au contact humain (")
    assert hybrids.splitlines()[0].endswith(")")
    assert "Base faible (30 à 99 répondants)" in hybrids
    assert "Satisfaction non publiée (moins de 30 répondants)" in others
    assert not any(trace in text for trace in ("<", "viewBox", "M0 "))


def test_a_matrix_reads_as_its_table_and_its_quotes_with_who_says_them() -> None:
    context, figure = heard_figure()
    text = " ".join(render_text("R3", context, width=100).split())
    assert "[Cas contraire] « Je n’ai pas envie que tout le monde" in text
    assert text.count(", entretien n°") == sum(len(row.quotes) for row in figure.rows)


@pytest.mark.parametrize("mark", ["<figure class=mx", 'id="R3-ranked"'])
def test_the_page_of_the_interviews_holds_the_matrix_and_its_table(mark: str) -> None:
    assert mark in render_report(heard_figure()[0])
