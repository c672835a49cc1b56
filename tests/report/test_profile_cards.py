"""Cards of profiles: what is apart by the tests, what is by construction, what is withheld, a quote of a target, what it implies."""

import dataclasses
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from page_context import context_of, share

from relstudy.cells import TEST_COLUMNS, Cell
from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.pages import profiles
from relstudy.report.plain.inline import read_flat
from relstudy.report.portrait import portrait_of
from relstudy.report.profile_cards import Card, build_cards
from relstudy.report.profile_figures import channels_of, people_of, practices_of
from relstudy.report.speakers import speakers
from relstudy.report.texts import PageTexts, Sentence, Texts
from relstudy.report.values import cells_in
from relstudy.steps.interviews import Interviews, count_interviews
from relstudy.study.method import StepOutcome
from relstudy.survey.items import Code, Item, ItemId
from relstudy.survey.plan import ProfilesPlan, Source, TablesPlan
from relstudy.survey.registers import CodebookEntry, Expectation, Offer

CODES = {
    "cible": ("client", "prospect"), "age": ("young", "old"), "likes": ("1", "2"), "practice": ("mono", "omni"),
    "region": ("a", "b", "c", "d", "e", "f", "g"),
}  # fmt: skip
CHANNELS = Item(
    id="channels", type="multiple", columns=("a", "b"),
    codes=(Code(code="app", offer="app"), Code(code="desk", offer="desk"), Code(code="none")),
)  # fmt: skip
ITEMS = (
    *(Item(id=name, type="single", columns=(name,), codes=tuple(Code(code=c) for c in codes)) for name, codes in CODES.items()),
    CHANNELS,
)  # fmt: skip
LABELS = {"code/age/young": "Moins de 35 ans", "code/channels/app": "Application", "expectation/e": "Joindre quelqu’un", "code/practice/omni": "Omnicanal"}  # fmt: skip
PRAISE = "Une prospecte qui en parle très bien."
QUOTE = "On ne me répond jamais le jour même."


def _shares(column: str, base: int, *, tilt: float) -> list[Cell]:
    cells = [share("region", c, 1 / 7, column=column, base=base) for c in CODES["region"]]
    cells += [share("channels", c, 0.5 + tilt, column=column, base=base) for c in ("app", "desk", "none")]
    for name in ("cible", "age", "likes", "practice"):
        first, second = CODES[name]
        cells += [
            share(name, first, 0.5 + tilt, column=column, base=base),
            share(name, second, 0.5 - tilt, column=column, base=base),
        ]
    return cells


def _profile(name: str, n: int) -> list[Cell]:
    common: dict[str, Any] = {"section": "profiles", "item": name, "base": 600, "base_kind": "respondents"}
    ranks = [
        Cell(
            section="expectations", item="e", measure=measure, column=f"profile={name}", value=value, low=low, high=high, unit=unit,
            base=n, base_kind="respondents",
        )
        for measure, value, low, high, unit in (("rank", 1.0, 1.0, 3.0, "rank"), ("importance", 9.0, 8.8, 9.2, "mean"))
    ]  # fmt: skip
    return [
        Cell(**common, measure="share", column="all", value=n / 600, unit="share"),
        Cell(**common, measure="n", column="all", value=float(n), unit="count"),
        *_shares(f"profile={name}", n, tilt=0.2),
        *ranks,
    ]


def _different(keys: Iterable[str], reason: str | None = None) -> pd.DataFrame:
    rows = [{"key_a": f"{k}/all", "key_b": f"{k}/profile=p1", "verdict": "different", "reason": reason} for k in keys]
    return pd.DataFrame(rows).reindex(columns=list(TEST_COLUMNS))


@cache
def _interviews() -> Interviews:
    """Return two interviews that speak of one expectation, read from their files."""
    files = {
        "cases": 'case_id,target,attributes\nMarie,prospect,"femme, 30-39 ans"\nPaul,client,"homme, 60-69 ans"\n',
        "verbatims": f"verbatim_id,case_id,text\nv.1,Marie,{PRAISE}\nv.2,Paul,{QUOTE}\n",
        "codings": f"verbatim_id,code_id,start,end,valence\nv.1,c,0,{len(PRAISE)},-1\nv.2,c,0,{len(QUOTE)},-1\n",
    }
    with TemporaryDirectory() as folder:
        sources = {name: Path(folder) / f"{name}.csv" for name in files}
        for name, text in files.items():
            sources[name].write_text(text, encoding="utf-8")
        read = {name: Source(path=f"{name}.csv", sha256="", absolute=path) for name, path in sources.items()}
        return count_interviews(
            wave_cases=read["cases"], wave_verbatims=read["verbatims"], wave_codings=read["codings"], wave_asked=None,
            study_codebook=(CodebookEntry(id="c"),),
        )  # fmt: skip


def made(
    *sizes: int,
    different: Iterable[str] = (),
    reason: str | None = None,
    texts: Texts | None = None,
    also: Iterable[Cell] = (),
) -> Context:
    """Return a context of profiles p1, p2 ... of these sizes, p1 apart from everybody by these stems of keys."""
    cells = [Cell(section="profiles", measure="k", value=float(len(sizes)), unit="count", base=600, base_kind="respondents")]  # fmt: skip
    cells += _shares("all", 600, tilt=0.0)
    cells += [cell for i, n in enumerate(sizes, start=1) for cell in _profile(f"p{i}", n)]
    cells += also
    cells += [
        Cell(section="interviews", item="c", measure="quote", row=f"v.{n}.1", kind="quote", text=text)
        for n, text in ((1, PRAISE), (2, QUOTE))
    ]
    context = context_of(
        ITEMS, cells, LABELS, texts=texts, profiles=ProfilesPlan(items=(ItemId("likes"),)), codebook=(CodebookEntry(id="c"),),
        tables=TablesPlan(banner=(ItemId("age"), ItemId("likes"), ItemId("region"))),
        expectations=(Expectation(id="e", code="c"),), offers=(Offer(id="app", kind="channel"), Offer(id="desk", kind="channel")),
    )  # fmt: skip
    outcome = StepOutcome(name="interviews", state="ran", result=_interviews())
    result = dataclasses.replace(context.result, outcomes={"interviews": outcome})
    return dataclasses.replace(context, result=result, tests=_different(different, reason))


def card(context: Context, place: int = 0) -> Card:
    return build_cards(context, [f"p{i + 1}" for i in range(place + 1)])[place]


def test_people_are_told_by_what_made_no_profile() -> None:
    context = made(300, 300)
    assert [found.item.id for found in people_of(context, "p1")] == ["cible", "age", "region"]
    assert practices_of(context, "p1") is not None


def test_channels_a_profile_is_made_of_are_no_channels_of_its_card() -> None:
    context = made(300, 300)
    plan = ProfilesPlan(items=(ItemId("channels"),))
    own = dataclasses.replace(context, study=dataclasses.replace(context.study, profiles=plan))
    assert channels_of(own, "p1") is None


def test_channels_are_the_answers_linked_to_offers() -> None:
    found = channels_of(made(300, 300), "p1")
    assert found is not None
    assert [a.cell.row for a in found.answers] == ["app", "desk"]


def test_an_arrow_stands_where_the_tests_find_the_profile_apart_and_nowhere_else() -> None:
    found = card(made(300, 300, different=["survey/channels/share/app"])).channels
    assert found is not None
    arrows = ["arrow" in render(entry.number) for entry in found.entries]
    assert arrows == [True, False]
    assert "au-dessus de l’ensemble" in render(found.entries[0].number)
    by_construction = made(300, 300, different=["survey/channels/share/app"], reason="by_construction")
    again = card(by_construction).channels
    assert again is not None
    assert not any("arrow" in render(entry.number) for entry in again.entries)


def test_a_question_with_many_answers_has_no_bar_and_tells_those_apart() -> None:
    region = card(made(300, 300)).people[2]
    assert (bool(region.bar), region.parts) == (False, ())
    assert read_flat(region.note) == "pas d’écart significatif à l’ensemble"
    age = card(made(300, 300)).people[1]
    assert (bool(age.bar), len(age.parts)) == (True, 2)


def test_the_portrait_says_what_is_significantly_more_and_the_first_expectation() -> None:
    keys = ["survey/channels/share/app", "survey/age/share/young", "survey/practice/share/omni"]
    assert read_flat(portrait_of(made(300, 300, different=keys), "p1")) == (
        "Dans ce profil, on trouve plus souvent «\u00a0Moins de 35 ans\u00a0» (70\u00a0% contre 50\u00a0% dans l’ensemble), "
        "on passe plus souvent par «\u00a0Application\u00a0» (70\u00a0% contre 50\u00a0%) "
        "et on attend d’abord «\u00a0Joindre quelqu’un\u00a0»."
    )


def test_without_anything_apart_the_portrait_is_the_first_expectation_alone() -> None:
    assert (
        read_flat(portrait_of(made(300, 300), "p1"))
        == "Dans ce profil, on attend d’abord «\u00a0Joindre quelqu’un\u00a0»."
    )


def ranked(own: dict[str, tuple[int, int, int]], whole: dict[str, tuple[int, int, int]]) -> str:
    """Return the portrait of a profile whose expectations, all primary, have these ranks with their intervals, beside everybody's."""
    cells = [*_profile("p1", 300)[:2]]
    for column, ranks in (("profile=p1", own), ("all", whole)):
        for name, (rank, low, high) in ranks.items():
            common: dict[str, Any] = {
                "section": "expectations", "item": name, "column": column, "base": 300, "base_kind": "respondents",
            }  # fmt: skip
            cells.append(
                Cell(**common, measure="rank", value=float(rank), low=float(low), high=float(high), unit="rank")
            )
            cells.append(Cell(**common, measure="tier", kind="category", text="primary"))
    expected = tuple(Expectation(id=name) for name in whole)
    labels = {f"expectation/{name}": name.upper() for name in whole}
    made_of = context_of(ITEMS, cells, labels, expectations=expected)
    return read_flat(portrait_of(made_of, "p1")).replace("\u00a0", " ")


WHOLE = {"a": (1, 1, 1), "b": (2, 2, 3), "c": (3, 2, 3), "d": (4, 4, 4)}


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"a": (1, 1, 1), "d": (2, 2, 2), "b": (3, 3, 4), "c": (4, 3, 4)}, "« A » (comme l’ensemble) et on classe « D » plus haut (rang 2 contre 4 dans l’ensemble)"),
        ({"d": (1, 1, 1), "a": (2, 2, 2), "b": (3, 3, 4), "c": (4, 3, 4)}, "« D » (rang 4 dans l’ensemble)"),
        (WHOLE, "« A » (comme l’ensemble) et aucune attente prioritaire n’y est classée nettement plus haut que dans l’ensemble"),
        ({"b": (1, 1, 2), "a": (2, 1, 2), "c": (3, 3, 3), "d": (4, 4, 4)}, "« B » et aucune attente prioritaire n’y est classée nettement plus haut que dans l’ensemble"),
        ({"a": (1, 1, 1), "d": (2, 2, 2)}, "« A » (comme l’ensemble)"),
    ],
    ids=["another one is higher", "the first is", "none is", "intervals touch", "ranks of other orders"],
)  # fmt: skip
def test_a_portrait_says_what_the_profile_ranks_above_everybody_where_the_ranks_are_apart(
    own: dict[str, tuple[int, int, int]], told: str
) -> None:
    assert ranked(own, WHOLE) == f"Dans ce profil, on attend d’abord {told}."


def test_a_first_expectation_comes_with_the_interval_of_its_rank() -> None:
    (wish,) = card(made(300, 300)).wishes
    assert read_flat(wish.rank) == "1–3"


def test_the_size_comes_with_the_effective_base_of_a_figure_on_everybody_in_it() -> None:
    assert read_flat(card(made(300, 300)).n) == "n = 300 (base efficace 270)"


@pytest.mark.parametrize(
    ("size", "told"), [(21, "withheld"), (29, "withheld"), (30, "small"), (99, "small"), (100, "")]
)
def test_a_small_profile_is_marked_and_a_smaller_one_has_no_figures(size: int, told: str) -> None:
    small = card(made(400, size), 1)
    assert bool(small.withheld) is (told == "withheld")
    assert ("base faible" in read_flat(small.n)) is (told == "small")
    if told == "withheld":
        assert (small.people, small.channels, small.practices) == ((), None, None)
        assert "30" in read_flat(small.withheld)


def test_a_quote_is_of_the_largest_target_about_the_first_expectation_and_on_one_card_only() -> None:
    first, second = build_cards(made(300, 300), ["p1", "p2"])
    assert first.heard is not None
    assert first.heard.text == QUOTE
    assert read_flat(first.heard.who) == "client, homme, 60\u201169 ans, cas n°\u00a02"
    assert second.heard is None


def test_a_quote_on_a_card_is_among_the_cells_the_sources_of_its_page_are_read_from() -> None:
    page = profiles.build_page(made(300, 300))
    assert [cell.text for cell in cells_in(page.view) if cell.measure == "quote"] == [QUOTE]


def test_nobody_is_called_by_an_id_that_may_be_a_name() -> None:
    said = {case: read_flat(who) for case, who in speakers(made(300, 300)).items()}
    assert said == {
        "Marie": "prospect, femme, 30\u201139 ans, cas n°\u00a01",
        "Paul": "client, homme, 60\u201169 ans, cas n°\u00a02",
    }


def test_what_a_card_implies_is_the_analysts_word() -> None:
    told = PageTexts(implies={"p2": (Sentence(text="Rappeler dans l’heure."),)})
    first, second = build_cards(made(300, 300, texts=Texts(pages={"profiles": told})), ["p1", "p2"])
    assert (first.implies, [read_flat(line.text) for line in second.implies]) == ((), ["Rappeler dans l’heure."])


@pytest.mark.parametrize("count", [2, 6])
def test_every_profile_has_a_card_and_the_page_the_parts_any_of_them_has(count: int) -> None:
    page = profiles.build_page(made(*[90] * count))
    assert isinstance(page.view, profiles.ProfilesView)
    assert [c.place for c in page.view.cards] == list(range(count))
    assert page.view.parts == ("portrait", "people", "practices", "channels", "wishes", "heard", "made")


def _contact(measure: str, phase: str, column: str, value: float) -> Cell:
    place = {"section": "offers", "measure": measure, "row": phase, "column": column, "unit": "share"}
    return Cell(**place, value=value, base=300, base_kind="respondents")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measures", "title", "shares"),
    [
        (("wish_human", "contact_human"), "Souhaite une personne, par phase", ["20\u00a0%", "60\u00a0%"]),
        (("contact_human",), "A eu affaire à une personne, par phase", ["20\u00a0%", "60\u00a0%"]),
    ],
)
def test_a_person_or_a_machine_is_told_phase_by_phase_the_wish_before_the_contact(
    measures: tuple[str, ...], title: str, shares: list[str]
) -> None:
    told = [
        _contact(measure, phase, column, value / (i + 1))
        for i, measure in enumerate(measures)
        for phase, value in (("after_sales", 0.6), ("awareness", 0.2))
        for column in ("all", "profile=p1")
    ]
    found = card(made(300, 300, also=told)).contacts
    assert found is not None
    assert read_flat(found.title) == title
    assert [read_flat(entry.label) for entry in found.entries] == ["sensibilisation", "après-vente"]
    assert [read_flat(entry.number) for entry in found.entries] == shares


def test_nothing_is_told_of_phases_nobody_asked_of() -> None:
    assert card(made(300, 300)).contacts is None
