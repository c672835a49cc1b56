"""First contacts as a figure: the channel used most, ties, what is withheld, the gap and what it is settled by."""

import dataclasses
from typing import Any

import pytest
import report_example as example

from relstudy.report.book import Book, CellRow
from relstudy.report.contacts import ContactFigure, contact_figure
from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.plain.inline import read_flat
from relstudy.report.profile_names import ProfileName
from relstudy.survey.items import Code, Item, ItemId
from relstudy.survey.registers import CodebookEntry, Offer

OFFERS = (
    Offer(id="app", kind="channel", relation="automated"),
    Offer(id="desk", kind="channel", relation="human"),
    Offer(id="phone", kind="channel", relation="human"),
)
BUYING = Item(
    id=ItemId("buying"), type="multiple", columns=("B",), phase="purchase",
    codes=tuple(Code(code=offer.id, offer=offer.id) for offer in OFFERS),
)  # fmt: skip
WISH = Item(
    id=ItemId("wish"), type="single", columns=("W",), phase="purchase",
    codes=(Code(code="1", relation="human"), Code(code="2", relation="automated")),
)  # fmt: skip


def cell(section: str, item: str, measure: str, row: str, column: str, value: float | None, **more: object) -> CellRow:
    fields = {"base": 200, "base_kind": "respondents", "unit": "share", "status": "published", **more}
    return CellRow(
        key=f"{section}/{item}/{measure}/{row}/{column}", section=section, item=item, measure=measure, row=row,
        column=column, value=value, **fields,
    )  # fmt: skip


def shares(column: str, *values: float, **more: object) -> list[CellRow]:
    pairs = zip(OFFERS, values, strict=True)
    return [cell("survey", "buying", "share", offer.id, column, value, **more) for offer, value in pairs]


def context_of(*cells: CellRow) -> Context:
    base = example.full_example().context()
    grouped: dict[str, dict[str, tuple[CellRow, ...]]] = {}
    for one in cells:
        items = grouped.setdefault(one.section, {})
        items[one.item] = (*items.get(one.item, ()), one)
    book = Book(by_key={one.key: one for one in cells}, by_section=grouped)
    return dataclasses.replace(
        base, book=book, wave=dataclasses.replace(base.wave, items=(BUYING, WISH)),
        study=dataclasses.replace(base.study, offers=OFFERS),
    )  # fmt: skip


def figure_of(*cells: CellRow, full: bool = False) -> ContactFigure:
    found = contact_figure(context_of(*cells), full=full)
    assert found is not None
    return found


def lines(figure: ContactFigure) -> list[str]:
    return [read_flat(line).replace("\u00a0", " ") for line in figure.rows[0].cells[0].lines]


def test_the_first_channel_has_the_largest_share_and_what_prints_the_same_is_a_tie() -> None:
    assert lines(figure_of(*shares("all", 0.2, 0.31, 0.3))) == ["Agence 31 %"]
    assert lines(figure_of(*shares("all", 0.2, 0.306, 0.31))) == ["Agence, Téléphone (ex æquo) 31 %"]


def test_a_small_base_is_marked_and_a_withheld_one_names_no_channel() -> None:
    assert lines(figure_of(*shares("all", 0.2, 0.31, 0.3, status="cautious", base=60))) == ["Agence 31 %*"]
    wished = cell("offers", "_", "wish_human", "purchase", "all", 0.5)
    cells = [dataclasses.replace(c, value=None) for c in shares("all", 0.2, 0.31, 0.3, status="withheld", base=20)]
    assert lines(figure_of(*cells, wished)) == ["n. p.", "personne 50 %"]


@pytest.mark.parametrize(
    ("low", "high", "said"), [(0.05, 0.25, "écart +15 points"), (-0.05, 0.35, "écart +15 points (non tranché)")]
)
def test_a_gap_is_points_and_says_where_its_interval_holds_zero(low: float, high: float, said: str) -> None:
    gap = cell("offers", "_", "contact_gap", "purchase", "all", 0.15, low=low, high=high)
    assert lines(figure_of(*shares("all", 0.2, 0.31, 0.3), gap))[-1] == said


def test_rows_are_targets_where_there_are_no_profiles_and_all_of_them_in_full() -> None:
    cells = [*shares("all", 0.1, 0.3, 0.2), *shares("target=client", 0.1, 0.3, 0.2)]
    assert [row.column for row in figure_of(*cells).rows] == ["all", "target=client"]
    assert [row.column for row in figure_of(*cells, full=True).rows] == ["all", "target=client"]


def test_every_number_of_the_drawing_is_a_cell() -> None:
    gap = cell("offers", "_", "contact_gap", "purchase", "all", -0.15, low=-0.25, high=-0.05)
    wished = cell("offers", "_", "wish_human", "purchase", "all", 0.5)
    html = str(render(figure_of(*shares("all", 0.2, 0.31, 0.3), gap, wished)))
    for one, printed in ((gap, "\u221215"), (wished, "50"), (shares("all", 0.2, 0.31, 0.3)[1], "31")):
        assert f'data-key="{one.key}">{printed}' in html


def test_the_first_channels_are_said_in_short_for_everybody_then_where_a_column_has_another() -> None:
    def short(*cells: CellRow) -> str:
        note = figure_of(*cells, full=True).notes[0]
        return read_flat(note.text).replace("\u00a0", " ")

    everybody, same = shares("all", 0.2, 0.31, 0.3), shares("target=client", 0.1, 0.4, 0.2)
    other = shares("target=client", 0.5, 0.31, 0.3)
    assert short(*everybody, *same).endswith("Agence à l’achat. Aucune colonne n’en a d’autre.")
    assert "Là où il diffère (écarts non testés) : " in short(*everybody, *other)
    assert short(*everybody, *other).endswith("à l’achat.")
    few = [dataclasses.replace(one, status="cautious", base=41) for one in other]
    assert short(*everybody, *few).endswith("à l’achat*.")
    assert not short(*everybody).startswith("Premier canal de l’ensemble")


def test_what_many_columns_have_of_their_own_is_left_to_the_figure() -> None:
    def short(columns: int) -> str:
        others = [one for i in range(columns) for one in shares(f"target=t{i}", 0.5, 0.31, 0.3)]
        return read_flat(figure_of(*shares("all", 0.2, 0.31, 0.3), *others, full=True).notes[0].text)

    assert "Là où il diffère" in short(3)
    assert short(4).endswith(
        "Plusieurs colonnes en ont un autre (écarts non testés)\u00a0: la figure le dit ligne par ligne."
    )


def test_nothing_that_tells_contacts_is_no_figure() -> None:
    assert contact_figure(context_of(), full=False) is None


def test_interviews_alone_are_counts_of_cases() -> None:
    def said(channel: str, value: float) -> CellRow:
        return cell("interviews", channel, "cases_at", "st_buy", "all", value, unit="cases", base=9, base_kind="cases")

    book = (CodebookEntry(id="st_buy", facet="stage"),)
    context = context_of(said("ch_desk", 4.0), said("ch_app", 2.0))
    context = dataclasses.replace(context, study=dataclasses.replace(context.study, codebook=book))
    figure = contact_figure(context, full=False)
    assert figure is not None
    assert lines(figure) == ["ch_desk 4 sur 9"]
    assert "%" not in str(render(figure))


@pytest.mark.parametrize(
    ("desk", "switch", "first"),
    [
        ({}, {}, "ch_switch 4 sur 9"),
        ({"offer": "desk"}, {}, "ch_desk 2 sur 9"),
        ({}, {"continued": False}, "ch_desk 2 sur 9"),
        ({}, {"together": True}, "ch_desk 2 sur 9"),
        ({}, {"outcome": "abandoned"}, "ch_desk 2 sur 9"),
        ({"offer": "desk"}, {"offer": "phone"}, "ch_switch 4 sur 9"),
    ],
)
def test_a_code_among_channels_that_names_none_is_no_first_channel(
    desk: dict[str, Any], switch: dict[str, Any], first: str
) -> None:
    def said(channel: str, value: float) -> CellRow:
        return cell("interviews", channel, "cases_at", "st_buy", "all", value, unit="cases", base=9, base_kind="cases")

    book = (
        CodebookEntry(id="st_buy", facet="stage"),
        CodebookEntry(id="ch_desk", facet="channel", **desk),
        CodebookEntry(id="ch_switch", facet="channel", **switch),
    )
    context = context_of(said("ch_switch", 4.0), said("ch_desk", 2.0))
    figure = contact_figure(
        dataclasses.replace(context, study=dataclasses.replace(context.study, codebook=book)), full=False
    )
    assert figure is not None
    assert lines(figure) == [first]


def test_long_names_of_profiles_have_a_wider_column(monkeypatch: pytest.MonkeyPatch):
    cells = [*shares("all", 0.5, 0.4, 0.3), *shares("profile=p1", 0.5, 0.4, 0.3)]
    assert "ct-names" not in str(render(figure_of(*cells)))
    name = ProfileName(text="Plutôt Application et plutôt « Je préfère que l’on… »", by_rule=True)
    monkeypatch.setattr("relstudy.report.context.name_profiles", lambda labelling: {"p1": name})
    assert "ct-names" in str(render(figure_of(*cells)))


def test_a_gap_alone_names_the_channels_that_count_as_a_person() -> None:
    def titles(*cells: CellRow) -> list[str]:
        return [read_flat(note.title) for note in figure_of(*cells, full=True).notes]

    gap = cell("offers", "_", "contact_gap", "purchase", "all", 0.15, low=0.05, high=0.25)
    assert "Avec une personne." not in titles(*shares("all", 0.2, 0.31, 0.3))
    assert "Avec une personne." in titles(*shares("all", 0.2, 0.31, 0.3), gap)


def test_a_number_of_a_phase_is_a_cell_it_shows() -> None:
    gap = cell("offers", "_", "contact_gap", "purchase", "all", 0.15, low=0.05, high=0.25)
    wished = cell("offers", "_", "wish_human", "purchase", "all", 0.5)
    (shown,) = figure_of(*shares("all", 0.2, 0.31, 0.3), gap, wished).rows[0].cells
    assert {one.key for one in shown.cells} == {shares("all", 0.2, 0.31, 0.3)[1].key, gap.key, wished.key}


def test_phases_the_register_makes_the_same_share_one_column_and_say_their_bases() -> None:
    used = dataclasses.replace(BUYING, id=ItemId("used"), phase=None)
    offers = tuple(
        dataclasses.replace(offer, phases=("evaluation", "purchase", *(("delivery",) if offer.id == "desk" else ())))
        for offer in OFFERS
    )
    cells = [dataclasses.replace(one, item="used", key=one.key.replace("buying", "used")) for one in shares("all", 0.2, 0.31, 0.3)]  # fmt: skip
    base = context_of(*cells)
    context = dataclasses.replace(
        base, wave=dataclasses.replace(base.wave, items=(used,)), study=dataclasses.replace(base.study, offers=offers)
    )
    found = contact_figure(context, full=True)
    assert found is not None
    assert [read_flat(phase) for phase in found.phases] == ["Évaluation, achat", "Livraison"]
    assert [len(row.cells) for row in found.rows] == [2]
    bases = next(read_flat(note.text) for note in found.notes if read_flat(note.title).startswith("Base"))
    assert all(phase in bases for phase in ("Évaluation 200", "Achat 200", "Livraison 200"))
