"""Errata tell what a reader sees changed: a figure printed the same is not among them, whatever its value does."""

import csv
import io
from typing import Any

import pytest

from relstudy.cells import Cell, assemble, cells_frame
from relstudy.outputs.errata import write_errata
from relstudy.outputs.output import DeliveryTerms


def errata(before: list[Cell], after: list[Cell]) -> list[list[str]]:
    tables = [
        assemble([cells_frame(cells, step="survey")], study="essai", wave="2026-03", min_base=30, caution_base=100)
        for cells in (before, after)
    ]
    terms = DeliveryTerms(reviewer=None, cells_before=tables[0], reason="responses.csv")
    (content,) = write_errata(cells=tables[1], langs=("fr",), delivery=terms).values()
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]


def cell(value: float, **said: Any) -> Cell:
    return Cell(**{"section": "survey", "item": "q", "value": value, "base": 300, "base_kind": "respondents", **said})


@pytest.mark.parametrize(
    "said",
    [
        {"measure": "nps", "unit": "points"},
        {"section": "waves", "measure": "nps_difference", "unit": "points"},
        {"section": "strategy", "item": "_", "measure": "clv", "unit": "eur"},
    ],
)
def test_what_every_page_prints_whole_changed_where_its_whole_did(said: dict[str, str]) -> None:
    assert errata([cell(12.27, **said)], [cell(12.31, **said)]) == []
    ((key, before, after, reason),) = errata([cell(12.27, **said)], [cell(12.61, **said)])
    assert key.startswith(said.get("section", "survey"))
    assert (before[:2], after[:2], reason) == ("12", "13", "responses.csv")


def test_a_difference_is_told_in_points_and_a_kpi_with_its_digits_as_on_the_pages() -> None:
    said = {"section": "hypotheses", "item": "h1", "measure": "difference", "unit": "points"}
    assert errata([cell(-13.27, **said)], [cell(-13.31, **said)]) == []
    assert [row[1:3] for row in errata([cell(-13.27, **said)], [cell(4.04, **said)])] == [
        ["−13,3\u00a0points", "4,0\u00a0points"]
    ]
    kpi = {
        "section": "audit",
        "item": "app",
        "measure": "conversion",
        "unit": "share",
        "base_kind": "none",
        "base": None,
    }
    assert [row[1:3] for row in errata([cell(0.025, **kpi)], [cell(0.026, **kpi)])] == [["2,5\u00a0%", "2,6\u00a0%"]]
    gap = {**kpi, "row": "gap"}
    assert [row[1:3] for row in errata([cell(-0.005, **gap)], [cell(0.005, **gap)])] == [
        ["−0,5\u00a0point", "0,5\u00a0point"]
    ]


def test_a_share_is_told_at_the_precision_it_is_printed_in() -> None:
    said = {"measure": "share", "row": "1", "unit": "share"}
    assert errata([cell(0.611, **said)], [cell(0.614, **said)]) == []
    assert [row[1:3] for row in errata([cell(0.614, **said)], [cell(0.616, **said)])] == [["61\u00a0%", "62\u00a0%"]]


def test_what_came_and_what_is_gone_are_told_with_a_blank() -> None:
    first, second = cell(0.5, measure="share", row="1", unit="share"), cell(0.5, measure="share", row="2", unit="share")
    assert [row[1:3] for row in errata([first], [second])] == [["", "50\u00a0%"], ["50\u00a0%", ""]]


def test_a_base_that_is_printed_otherwise_is_told_where_its_figure_is_printed_the_same() -> None:
    said = {"measure": "share", "row": "1", "unit": "share"}
    assert [row[1:3] for row in errata([cell(0.5, **said, base=1769)], [cell(0.5, **said, base=1768)])] == [
        ["n\u00a0=\u00a01\u202f769", "n\u00a0=\u00a01\u202f768"]
    ]
    heard = {"section": "interviews", "measure": "cases", "unit": "cases", "base_kind": "cases"}
    assert [row[1:3] for row in errata([cell(8, **heard, base=22)], [cell(8, **heard, base=23)])] == [
        ["8 sur 22", "8 sur 23"]
    ], "a count of cases has its base in its own form"
    assert errata([cell(0.5, **said, base=20)], [cell(0.5, **said, base=21)]) == [], "both are withheld"
    assert [row[1:3] for row in errata([cell(0.5, **said)], [cell(0.52, **said, base=299)])] == [
        ["50\u00a0%", "52\u00a0%"]
    ]


def test_a_reason_is_that_of_the_step_where_it_is_known() -> None:
    before, after = (
        cells_frame([cell(value, measure="share", row="1", unit="share")], step="survey") for value in (0.5, 0.6)
    )
    tables = [assemble([one], study="essai", wave="2026-03", min_base=30, caution_base=100) for one in (before, after)]
    for reasons, told in (({"survey": "responses.csv"}, "responses.csv"), ({"audit": "audit.csv"}, "a.csv, b.csv")):
        terms = DeliveryTerms(cells_before=tables[0], reason="a.csv, b.csv", reasons=reasons)
        (content,) = write_errata(cells=tables[1], langs=("fr",), delivery=terms).values()
        assert [row[3] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:] == [told]


def test_weighted_and_effective_bases_and_letters_are_told_where_their_figure_is_printed_the_same() -> None:
    said = {"measure": "share", "row": "1", "unit": "share", "base_weighted": 815.0, "base_effective": 545.8}
    told = [row[1:3] for row in errata([cell(0.5, **said)], [cell(0.5, **{**said, "base_weighted": 821.6})])]
    assert told == [["base redressée\u00a0=\u00a0815", "base redressée\u00a0=\u00a0822"]]
    both = {**said, "base_weighted": 821.6, "base_effective": 540.1}
    assert [row[1:3] for row in errata([cell(0.5, **said)], [cell(0.5, **both)])] == [
        [
            "base redressée\u00a0=\u00a0815\u202f; base efficace\u00a0=\u00a0546",
            "base redressée\u00a0=\u00a0822\u202f; base efficace\u00a0=\u00a0540",
        ]
    ]
    assert errata([cell(0.5, **said)], [cell(0.5, **{**said, "base_weighted": 815.3})]) == [], "815 is printed in both"
    tested = [row[1:3] for row in errata([cell(0.5, **said, marks="A b")], [cell(0.5, **said, marks="A up")])]
    assert tested == [["tests\u00a0: A b", "tests\u00a0: A ↑"]]
    assert [row[1:3] for row in errata([cell(0.5, **said, marks="A")], [cell(0.5, **said)])] == [
        ["tests\u00a0: A", "tests\u00a0: rien"]
    ]
    assert errata([cell(0.5, **said, marks="tie")], [cell(0.5, **said)]) == [], "no letter, no arrow"


def test_in_a_sample_without_weights_a_base_is_told_once() -> None:
    said = {"measure": "share", "row": "1", "unit": "share"}
    before, after = (cell(0.5, **said, base=n, base_weighted=float(n), base_effective=float(n)) for n in (640, 639))
    assert [row[1:3] for row in errata([before], [after])] == [["n\u00a0=\u00a0640", "n\u00a0=\u00a0639"]]
    weighted = cell(0.5, **said, base=639, base_weighted=641.0, base_effective=639.0)
    assert [row[1:3] for row in errata([before], [weighted])] == [
        [
            "n\u00a0=\u00a0640\u202f; base redressée\u00a0=\u00a0640",
            "n\u00a0=\u00a0639\u202f; base redressée\u00a0=\u00a0641",
        ]
    ]
