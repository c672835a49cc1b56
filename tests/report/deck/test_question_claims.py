"""Titles of slides of single questions: what came out, where a rule can say it."""

import pytest
from page_context import context_of, mean, share

from relstudy.cells import Cell
from relstudy.report.deck.question_claims import question_claim
from relstudy.report.deck.said import said
from relstudy.report.values import cells_in
from relstudy.survey.items import Code, Item, ItemId


def codes(*names: str) -> tuple[Code, ...]:
    return tuple(Code(code=name) for name in names)  # type: ignore[arg-type]


ASKED = Item(id=ItemId("q1"), type="single", columns=("Q1",), codes=codes("a", "b", "nsp"))
SEVERAL = Item(id=ItemId("q2"), type="multiple", columns=("Q2",), codes=codes("a", "c"))
GRID = Item(id=ItemId("q4"), type="grid", codes=codes("1", "2"), rows={"x": "Q4x", "y": "Q4y"})
ROWS = tuple(
    Item(id=ItemId(f"q4.{row}"), type="single", columns=(f"Q4{row}",), codes=codes("1", "2"), grid=ItemId("q4"))
    for row in "xy"
)
LABELS = {"item/q1": "Oui ?", "item/q2": "Lesquels ?", "item/q4": "Et ceci ?"}
ITEMS = (ASKED, SEVERAL, GRID, *ROWS)


def claim(item: Item, cells: list[Cell], *more: Item) -> str:
    return said(question_claim(context_of((*ITEMS, *more), cells, LABELS), item)).replace("\u00a0", " ")


def test_the_answer_given_most_is_the_claim_and_its_share_is_that_of_a_cell() -> None:
    cells = [share("q1", "a", 0.3), share("q1", "b", 0.62), share("q1", "nsp", 0.08)]
    assert claim(ASKED, cells) == "« b », réponse la plus donnée : 62 %"
    told = question_claim(context_of(ITEMS, cells, LABELS), ASKED)
    assert [cell.row for cell in cells_in(told)] == ["b"]
    cells = [share("q2", "a", 0.3), share("q2", "c", 0.7), share("q2", "net.x", 0.9)]
    assert claim(SEVERAL, cells) == "« c », réponse la plus citée : 70 %"


@pytest.mark.parametrize(
    "cells",
    [
        [share("q1", "a", 0.302), share("q1", "b", 0.298)],
        [share("q1", "a", 0.9), share("q1", "b", 0.1, base=12)],
        [share("q1", "a", 1.0)],
        [],
    ],
    ids=["printed alike", "one withheld", "one alone", "none"],
)
def test_no_answer_leads_where_none_is_seen_to(cells: list[Cell]) -> None:
    assert claim(ASKED, cells) == ""


def test_rows_are_told_by_their_means_and_without_numbers_by_their_answers() -> None:
    assert claim(GRID, [mean("q4.x", 3.4), mean("q4.y", 2.1)]) == "« x » a la moyenne la plus haute : 3,4"
    assert claim(GRID, [mean("q4.x", 3.41), mean("q4.y", 3.39)]) == ""
    assert claim(GRID, [mean("q4.x", 3.4), mean("q4.y", 0.0, base=12)]) == "", "who is withheld might be higher"
    shares = [
        share(f"q4.{row}", code, value)
        for row, a in (("x", 0.3), ("y", 0.2))
        for code, value in (("1", a), ("2", 1 - a))
    ]
    assert claim(GRID, shares) == "« 2 », réponse la plus donnée pour « y » : 80 %"


def test_numbers_and_rankings_have_their_own_claims() -> None:
    number = Item(id=ItemId("age"), type="numeric", columns=("AGE",))
    assert claim(number, [mean("age", 42.04)], number) == "En moyenne : 42,0"
    rank = Item(id=ItemId("rg"), type="rank", columns=("R1",), codes=codes("a", "b"))
    firsts = [
        Cell(
            section="survey", item="rg", measure="first", row=row, column="all", value=value, unit="share", base=500,
            base_kind="respondents", base_weighted=500.0, base_effective=450.0,
        )
        for row, value in (("a", 0.55), ("b", 0.45))
    ]  # fmt: skip
    assert claim(rank, firsts, rank) == "« a », mis en premier par le plus grand nombre : 55 %"
