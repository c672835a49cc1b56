"""R4: which questions are a choice among new channels, and the ranking they give."""

import re
from dataclasses import replace

import pytest
from page_context import context_of, share
from report_reading import PageReader

from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.html.environment import make_environment
from relstudy.report.pages import new_channels
from relstudy.report.plain.inline import read_flat
from relstudy.report.wanted_offers import choices_of, wanted_table
from relstudy.survey.items import Code, Item
from relstudy.survey.registers import Offer

OFFERS = (
    Offer(id="video", kind="channel", family="emerging", status="in_use"),
    Offer(id="record", kind="service", status="project"),
    Offer(id="relay", kind="channel", family="traditional", status="project"),
    Offer(id="branch", kind="channel", family="traditional", status="in_use"),
)
CODES = (
    *(Code(code=o, offer=o) for o in ("video", "record", "relay")),
    Code(code="none"),
    Code(code="98", missing="dont_know"),
)
FIRST = Item(id="first", type="single", columns=("q1",), codes=CODES)
SECOND = Item(id="second", type="single", columns=("q2",), codes=CODES)
LABELS = {
    "item/first": "Lequel aimeriez-vous en premier ?", "item/second": "Lequel aimeriez-vous en deuxième ?",
    **{f"code/{i}/{o}": o.title() for i in ("first", "second") for o in ("video", "record", "relay")},
    **{f"offer/{o.id}": o.id.title() for o in OFFERS},
}  # fmt: skip
SHARES = {"video": 0.2, "record": 0.5, "relay": 0.2, "none": 0.07, "98": 0.03}


def context(*items: Item, **columns: float) -> Context:
    cells = [share(i.id, row, value) for i in items for row, value in SHARES.items()]
    for name, lift in columns.items():
        cells += [share("first", row, value * lift, column=name.replace("_", "=")) for row, value in SHARES.items()]
    return context_of(items, cells, LABELS, offers=OFFERS)


def test_the_items_of_a_choice_are_one_choice_ranked_by_the_first() -> None:
    (choice,) = choices_of(context(FIRST, SECOND))
    assert [i.id for i in choice.items] == ["first", "second"]
    assert choice.rows == (("record", "record"), ("video", "video"), ("relay", "relay"))


@pytest.mark.parametrize(
    "other",
    [
        replace(FIRST, type="multiple"),
        replace(FIRST, codes=(*CODES, Code(code="branch", offer="branch"))),
        replace(FIRST, codes=(*CODES, Code(code="other"))),
        replace(FIRST, codes=(Code(code="video", offer="video"), Code(code="none"))),
        replace(FIRST, codes=tuple(replace(c, offer=None) for c in CODES)),
    ],
    ids=["several answers", "a channel in use", "two answers that are no offer", "one offer alone", "no offer"],
)
def test_other_questions_are_no_choice_among_new_channels(other: Item) -> None:
    assert choices_of(context(other)) == ()


def test_ranks_are_those_of_the_first_choice_and_ties_share_one() -> None:
    table = wanted_table(context(FIRST, SECOND), choices_of(context(FIRST, SECOND))[0])
    names = [re.sub(r"<[^>]+>", "", render(r.head)) for r in table.groups[0].rows]
    assert names == ["1Record", "2–3Video (ex æquo)", "2–3Relay (ex æquo)", "none", "98", "Base brute\u00a0(n)"]
    assert [re.sub(r"<[^>]+>", "", render(c.title)) for c in table.columns] == ["Premier", "Deuxième"]
    assert [s.width for s in table.spans] == [2]


@pytest.mark.parametrize(
    ("shares", "places"),
    [
        ((0.5, 0.3, 0.1), ["1", "2", "3"]),
        ((0.5, 0.46, 0.1), ["1–2", "1–2", "3"]),
        ((0.5, 0.45, 0.4), ["1–2", "1–3", "2–3"]),
    ],
)
def test_a_place_is_a_range_where_intervals_overlap(shares: tuple[float, ...], places: list[str]) -> None:
    cells = [share("first", offer, value) for offer, value in zip(("video", "record", "relay"), shares, strict=True)]
    made = context_of((FIRST,), cells, LABELS, offers=OFFERS)
    (choice,) = choices_of(made)
    heads = [read_flat(r.head) for r in wanted_table(made, choice).groups[0].rows[:3]]
    assert [head.split()[0] for head in heads] == places


def test_a_page_with_a_choice_is_measured_and_every_number_is_bound() -> None:
    page = new_channels.build_page(context(FIRST, SECOND, target_client=0.9, target_prospect=1.1))
    assert page.state == "measured"
    assert "Record" in render(page.title)
    html = make_environment().get_template("plain.html.j2").render(view=page.view)
    reader = PageReader(f'<section data-page="R4">{html}</section>')
    assert reader.strays == []
    assert {b.key for b in reader.numbers} >= {
        "survey/first/share/record/target=client",
        "survey/second/share/relay/all",
    }
    assert "survey/second/share/relay/target=client" not in {b.key for b in reader.numbers}


def test_without_a_choice_the_page_says_that_there_is_no_ranking() -> None:
    made = context()
    assert new_channels.build_page(made).state == "not-measured"
    assert "choisir entre de nouveaux canaux" in render(new_channels.build_page(made).reason)
