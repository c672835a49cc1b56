"""A table on a slide: its grid is whole, what a column says stands in it, and a tint is deeper where a share is larger."""

from dataclasses import replace

import pytest

from relstudy.report.book import CellRow
from relstudy.report.deck.tables import SetTable, _share_out, fit_table
from relstudy.report.palette import ACCENT, INK, mix
from relstudy.report.table import Column, Group, Row, Span, Table, table_of
from relstudy.report.values import Heat, Number, Toned

WIDTH, HEIGHT = 872.0, 342.0


def heat(share: float, *, most: bool = False) -> Heat:
    cell = CellRow(key="k", section="survey", item="q", measure="share", value=share, unit="share")
    return Heat(share, Number(cell, "fr"), most)


TABLE = Table(
    id="t", caption="", stub="Canal",
    columns=(Column(title="Ensemble"), Column(title="", kind="mark"), Column(title="Clients"), Column(title="Vide")),
    spans=(Span(title="", width=1), Span(title="Cible", width=2), Span(title="Rien", width=1)),
    groups=(
        Group(title=Toned("improve", "À améliorer"), rows=(Row(head="Agence", cells=(heat(0.2), "▲", heat(0.9, most=True), "")),)),
        Group(title="Le reste", rows=(Row(head="Site", cells=("5 %", "▲", "7 %", ""), depth=1),)),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def made() -> SetTable:
    return fit_table(TABLE, WIDTH, HEIGHT)


def test_every_row_fills_the_grid_and_a_column_of_marks_or_of_nothing_is_left_out(made: SetTable) -> None:
    assert [sum(cell.span for cell in row) for row in made.rows] == [3] * 6
    assert len(made.widths) == 3
    assert sum(made.widths) == pytest.approx(WIDTH)
    assert sum(made.heights) <= HEIGHT
    texts = [[" ".join(cell.lines) for cell in row] for row in made.rows]
    assert texts[0] == ["", "", "Cible"]
    assert texts[1] == ["Canal", "Ensemble", "Clients"]
    assert [texts[2], texts[4]] == [["À améliorer"], ["Le reste"]]
    assert texts[5][1:] == ["5 %", "7 %"]
    assert texts[5][0].lstrip("\u00a0") == "Site" != texts[5][0]


def test_the_accent_is_the_title_of_what_to_improve_alone(made: SetTable) -> None:
    assert [made.rows[i][0].colour for i in (2, 4)] == [ACCENT, INK]


def test_a_tint_is_deeper_where_a_share_is_larger_and_the_highest_is_bold(made: SetTable) -> None:
    _, low, high = made.rows[3]
    darkness = [sum(255 - int(cell.fill[i : i + 2], 16) for i in (1, 3, 5)) for cell in (low, high)]
    assert 0 < darkness[0] < darkness[1]
    assert [low.bold, high.bold] == [False, True]
    whole = replace(TABLE, groups=(Group(rows=(Row(head="Tous", cells=(heat(1.0), "", heat(7.0), "")),)),))
    deepest = {cell.fill for cell in fit_table(whole, WIDTH, HEIGHT).rows[-1][1:]}
    assert deepest == {mix("#B0C2D6", 1.0)}


def test_a_row_is_set_in_by_its_depth_four_steps_at_most() -> None:
    rows = tuple(Row(head=f"n{depth}", cells=("1",), depth=depth) for depth in range(7))
    table = replace(TABLE, columns=(Column(title="Voix"),), spans=(), groups=(Group(rows=rows),))
    heads = [row[0].lines[0] for row in fit_table(table, WIDTH, HEIGHT).rows if row[0].lines[0].strip().startswith("n")]
    assert [(len(head) - len(head.lstrip())) // 3 for head in heads] == [0, 1, 2, 3, 4, 4, 4]


def test_what_is_wide_gives_way_first_and_no_column_is_wider_than_it_asks() -> None:
    assert _share_out((100.0, 50.0), (40.0, 40.0), 200.0) == (125.0, 75.0)
    assert _share_out((300.0, 50.0), (60.0, 40.0), 200.0) == pytest.approx((150.0, 50.0))
    assert _share_out((300.0, 400.0, 20.0), (60.0, 260.0, 20.0), 400.0) == pytest.approx((120.0, 260.0, 20.0))


def test_heads_that_are_sentences_have_room_where_the_other_columns_say_less() -> None:
    name = (
        "The mean of “Being recognised from one channel to the next: how satisfied are you? (0 to 10)” is lower among those "
        "who answer “I had to repeat everything” to “When you changed channels for this request, what happened?”, by at least 0.8"
    )
    titles = ("Voiced", "Say the contrary", "Survey", "Verdict", "What we conclude")
    said = (
        "22 of 24",
        "2",
        "Difference: −2.4 (from −2.9 to −1.8)",
        "confirmed",
        "The survey confirms it: the difference exists.",
    )
    columns = tuple(Column(title=title) for title in titles)
    made = fit_table(
        table_of(columns, [Row(head=name, cells=said)] * 3, name="h", caption="", stub="Hypothesis"), 872, 330
    )
    assert sum(made.heights) <= 330
    assert made.widths[0] > 0.3 * 872
    assert sum(made.widths) <= 872 + 0.01
    short = fit_table(
        table_of(columns, [Row(head="Phone", cells=said)], name="h", caption="", stub="Channel"), 872, 330
    )
    assert short.widths[0] < 0.3 * 872
