"""What the matrix shows, against who said what: cells, rules, quotes, numbers of interviews."""

from collections import Counter

import pytest
from expectation_demo import CONTRARY, heard_figure

from relstudy.report.matrix.quotes import MOST_OF_A_CASE
from relstudy.report.matrix.rows import interview_numbers
from relstudy.steps.interviews import Interviews


def test_the_printed_rule_recomputed_from_the_printed_numbers():
    matrix = heard_figure()[1].matrix
    for row in matrix.rows:
        voiced, freely = row.verdict.importance, row.unprompted
        often, unasked = 2 * voiced.value > voiced.base, 3 * freely.value >= voiced.base
        kept = row.verdict.stability.value == 1
        expected = "unsettled" if not kept or often != unasked else "primary" if often else "secondary"
        assert row.verdict.tier == expected, row.verdict.id
    assert {row.verdict.tier for row in matrix.rows} == {"primary", "unsettled", "secondary"}


def test_each_cell_is_what_its_interview_said():
    context, figure = heard_figure()
    matrix = figure.matrix
    said = context.result.given(Interviews)
    code = {c: i for i, c in enumerate(said.codes)}
    for row in matrix.rows:
        for block, marks in zip(matrix.blocks, row.marks, strict=True):
            for case, mark in zip(block.cases, marks, strict=True):
                at = case, code[row.verdict.id]
                fill = (
                    "full"
                    if said.unprompted[at]
                    else "half"
                    if said.voiced[at]
                    else "empty"
                    if said.asked[at]
                    else "none"
                )
                assert (mark.fill, mark.contrary) == (fill, bool(said.contrary[at]))
                assert said.case_id[case].endswith(mark.number)
    every = [m for row in matrix.rows for marks in row.marks for m in marks]
    assert {m.fill for m in every} == {"full", "half", "empty", "none"}
    assert any(m.contrary for m in every)


def test_which_rows_have_quotes():
    matrix = heard_figure()[1].matrix
    for row in matrix.rows:
        kinds = [h.quote.contrary for h in row.quotes]
        assert kinds.count(False) <= (row.verdict.tier in ("primary", "unsettled"))
        assert kinds.count(True) <= 1
    texts = [h.quote.text for row in matrix.rows for h in row.quotes]
    assert max(Counter(h.quote.case_id for row in matrix.rows for h in row.quotes).values()) == MOST_OF_A_CASE
    assert len(texts) == len(set(texts))
    assert set(CONTRARY.values()) & set(texts)


def test_interviews_are_called_by_the_number_in_their_id():
    assert interview_numbers(["E07", "E12", "E3"]) == {"E07": "07", "E12": "12", "E3": "3"}
    assert interview_numbers(["v2-01", "v2-02"]) == {"v2-01": "01", "v2-02": "02"}


@pytest.mark.parametrize(
    "ids",
    [["Dupont", "Martin", "Abel"], ["a1", "b1", "c2"], ["a1", "b01", "c2"], ["x20260101", "x20260102", "x20260103"]],
)
def test_else_by_their_place_so_that_no_id_is_printed(ids):
    numbers = interview_numbers(ids)
    assert [numbers[i] for i in sorted(ids)] == ["1", "2", "3"]
