"""Why an item is not comparable from one wave to the next, found from what was asked in the two."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from relstudy.survey.breaks import Reason, find_breaks, net_breaks, worded_before
from relstudy.survey.items import Code, CodeId, Derivation, Item, ItemId, Net, PracticeRule
from relstudy.survey.labels import Labels
from relstudy.survey.past import Past, Terms, Weighed
from relstudy.survey.plan import EVERY_ITEM, Break, TargetMargin, WaveFacts, Weighting

Q, OTHER = ItemId("q"), ItemId("other")


def breaks_of(before: Past, now: Terms, declared: Iterable[Break]) -> dict[ItemId, Reason]:
    return find_breaks(before, now, declared=declared).every


def code(name: str, value: float | None = None, **more: object) -> Code:
    return Code(code=CodeId(name), value=value, **more)  # type: ignore[arg-type]


SINGLE = Item(id=Q, type="single", columns=("Q1",), codes=(code("1"), code("2")))
SCALE = Item(id=Q, type="scale", columns=("Q1",), codes=(code("1", 1), code("2", 2), code("3", 3)))
RANKED = Item(id=Q, type="rank", columns=("R1", "R2"), by_place=True, codes=(code("1"), code("2"), code("3")))
TEXTS = {
    "item/q": {"fr": "Êtes-vous client ?", "en": "Are you a client?"},
    "code/q/1": {"fr": "Oui"},
    "code/q/2": {"fr": "Non"},
}


def terms(wave: str, *items: Item, texts: dict[str, dict[str, str]] | None = None, **more: object) -> Terms:
    facts = WaveFacts(field_start=date(2026, 3, 1), field_end=date(2026, 3, 2))
    stated = {
        "items": items,
        "labels": Labels(texts=TEXTS if texts is None else texts),
        "weighting": Weighting(),
        **more,
    }
    return Terms(wave=wave, facts=facts, **stated)  # type: ignore[arg-type]


def past(before: Terms, *between: Terms) -> Past:
    return Past(cells=None, terms=before, between=between)  # type: ignore[arg-type]


def reason(before: Item, after: Item, *declared: Break, **more: object) -> str | None:
    return breaks_of(past(terms("2025", before)), terms("2026", after, **more), declared=declared).get(Q)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (SINGLE, SINGLE, None),
        (SINGLE, replace(SINGLE, columns=("Renamed",)), None),
        (SINGLE, replace(SINGLE, codes=SINGLE.codes[::-1]), None),
        (SINGLE, replace(SINGLE, codes=(*SINGLE.codes, code("3"))), "codes"),
        (SINGLE, replace(SINGLE, codes=(*SINGLE.codes, code("9", missing="dont_know"))), "codes"),
        (SINGLE, replace(SINGLE, codes=(*SINGLE.codes, code("-", missing="absent"))), None),
        (SINGLE, replace(SINGLE, type="multiple"), "codes"),
        (replace(SINGLE, type="multiple"), replace(SINGLE, type="rank"), "codes"),
        (RANKED, replace(RANKED, columns=("R1", "R2", "R3")), "codes"),
        (RANKED, replace(RANKED, columns=("First", "Second")), None),
        (SINGLE, SCALE, "scale"),
        (SCALE, replace(SCALE, codes=(*SCALE.codes, code("4", 4))), "scale"),
        (SCALE, replace(SCALE, codes=(code("1", 3), code("2", 2), code("3", 1))), "scale"),
        (SINGLE, replace(SINGLE, filter="other == '1'"), "base"),
        (replace(SINGLE, filter="other=='1'"), replace(SINGLE, filter='other  == "1"'), None),
        (SINGLE, replace(SINGLE, base="valid"), "base"),
        (SINGLE, replace(SINGLE, blank="not_asked"), "base"),
        (SINGLE, replace(SINGLE, asked=False), "not_asked"),
    ],
)
def test_a_break_is_found_from_the_two_questionnaires(before: Item, after: Item, expected: str | None) -> None:
    assert reason(before, after) == expected
    assert reason(after, before) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"item/q": {"fr": "Êtes-vous encore client ?"}}, "wording"),
        ({"item/q": {"fr": "Êtes-vous  client\u00a0?", "en": "Are you a client?"}}, None),
        ({"item/q": {"en": "Are you one of our clients?"}}, "wording"),
        ({"item/q": {"de": "Sind Sie Kunde?"}}, None),
        ({"code/q/2": {"fr": "Non, jamais"}}, "wording"),
    ],
)
def test_wordings_are_held_against_each_other_in_the_languages_both_waves_have(
    texts: dict[str, dict[str, str]], expected: str | None
) -> None:
    assert reason(SINGLE, SINGLE, texts={**TEXTS, **texts}) == expected


def test_a_row_of_a_grid_has_the_wording_of_its_grid() -> None:
    grid = Item(id=ItemId("g"), type="grid", rows=("a",), columns=("A",), codes=SCALE.codes)
    row = replace(grid, id=ItemId("g.a"), type="scale", rows=(), grid=ItemId("g"))
    labels = {"item/g": {"fr": "Satisfait ?"}, "row/g/a": {"fr": "Prix"}, "item/g.a": {"fr": "Prix"}}
    before = terms("2025", grid, row, texts=labels)
    reworded = terms("2026", grid, row, texts={**labels, "item/g": {"fr": "Content ?"}})
    assert breaks_of(past(before), reworded, declared=()) == {"g": "wording", "g.a": "wording"}
    one_row = {**labels, "row/g/a": {"fr": "Tarif"}, "item/g.a": {"fr": "Tarif"}}
    assert breaks_of(past(before), terms("2026", grid, row, texts=one_row), declared=()) == {
        "g": "wording", "g.a": "wording",
    }  # fmt: skip


def test_merged_codes_stay_comparable_where_only_the_codes_behind_them_changed() -> None:
    merged = Item(
        id=OTHER, type="single", codes=(code("yes"),),
        derived=Derivation(source=Q, merge=((CodeId("yes"), (CodeId("1"),)),)),
    )  # fmt: skip
    more = replace(SINGLE, codes=(*SINGLE.codes, code("3")))
    assert breaks_of(past(terms("2025", SINGLE, merged)), terms("2026", more, merged), declared=()) == {"q": "codes"}
    reworded = terms("2026", SINGLE, merged, texts={**TEXTS, "item/q": {"fr": "Autre"}})
    assert breaks_of(past(terms("2025", SINGLE, merged)), reworded, declared=()) == {
        "q": "wording", "other": "wording",
    }  # fmt: skip


@pytest.mark.parametrize("fact", ["mode", "population"])
def test_another_mode_or_population_breaks_every_item_and_one_not_stated_none(fact: str) -> None:
    said = {f"wave/2025/{fact}": {"fr": "En ligne"}}
    other = {f"wave/2026/{fact}": {"fr": "Par téléphone"}}
    before = terms("2025", SINGLE, texts={**TEXTS, **said})
    assert breaks_of(past(before), terms("2026", SINGLE, texts={**TEXTS, **other}), declared=()) == {"q": fact}
    assert breaks_of(past(before), terms("2026", SINGLE), declared=()) == {}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (Weighting(), Weighting(method="column", column="w"), False),
        (Weighting(method="column", column="w"), Weighting(method="column", column="w2"), True),
        (Weighting(method="rake", targets=()), Weighting(method="rake"), True),
    ],
)
def test_weighting_breaks_where_its_method_or_its_margins_differ(
    before: Weighting, after: Weighting, same: bool
) -> None:
    found = breaks_of(
        past(terms("2025", SINGLE, weighting=before)), terms("2026", SINGLE, weighting=after), declared=()
    )
    assert found == ({} if same else {"q": "weighting"})


def test_margins_are_the_same_whatever_their_targets_and_their_order() -> None:
    def raked(*names: str, target: float = 0.5) -> Weighting:
        margins = (TargetMargin(items=(ItemId(n),), codes=(), targets=(target,), counted=False) for n in names)
        return Weighting(method="rake", targets=tuple(margins))

    def found(after: Weighting) -> dict[ItemId, str]:
        before = terms("2025", SINGLE, weighting=raked("sex", "age"))
        return dict(breaks_of(past(before), terms("2026", SINGLE, weighting=after), declared=()))

    assert found(raked("age", "sex", target=0.4)) == {}
    assert found(raked("age")) == {"q": "weighting"}


def test_what_is_declared_holds_from_its_wave_on() -> None:
    told = Break(item=Q, wave="2026")
    assert reason(SINGLE, SINGLE, told) == "declared"
    assert reason(SINGLE, SINGLE, Break(item=EVERY_ITEM, wave="2026")) == "declared"
    assert reason(SINGLE, SINGLE, Break(item=Q, wave="2025")) is None
    assert reason(SINGLE, SINGLE, Break(item=Q, wave="2027")) is None


def test_an_item_declared_the_same_is_comparable_in_spite_of_what_differs() -> None:
    more = replace(SINGLE, codes=(*SINGLE.codes, code("3")))
    assert reason(SINGLE, more, same_as_before=(Q,)) is None
    assert reason(SINGLE, more, Break(item=EVERY_ITEM, wave="2026"), same_as_before=(Q,)) is None
    assert reason(SINGLE, replace(SINGLE, asked=False), same_as_before=(Q,)) == "not_asked"


def test_two_waves_far_apart_are_comparable_where_every_step_between_was() -> None:
    more = replace(SINGLE, codes=(*SINGLE.codes, code("3")))
    first, last = terms("2024", SINGLE), terms("2026", more)
    kept = terms("2025", more, same_as_before=(Q,))
    assert breaks_of(past(first, kept), last, declared=()) == {}
    assert breaks_of(past(first, terms("2025", more)), last, declared=()) == {"q": "codes"}
    assert breaks_of(past(last, kept), first, declared=()) == {}
    declared = (Break(item=Q, wave="2025"),)
    assert breaks_of(past(first, kept), last, declared=declared) == {"q": "declared"}


def test_what_was_declared_the_same_is_not_why_two_waves_far_apart_differ() -> None:
    more = replace(SINGLE, codes=(*SINGLE.codes, code("3")))

    def by(wave: str, item: Item, mode: str, **options: object) -> Terms:
        return terms(wave, item, texts={**TEXTS, f"wave/{wave}/mode": {"en": mode}}, **options)

    first, kept = by("2024", SINGLE, "online"), by("2025", more, "online", same_as_before=(Q,))
    assert breaks_of(past(first, kept), by("2026", more, "telephone"), declared=()) == {"q": "mode"}
    assert breaks_of(past(first, kept), by("2026", more, "online"), declared=()) == {}
    assert breaks_of(past(first, by("2025", more, "online")), by("2026", more, "telephone"), declared=()) == {
        "q": "codes"
    }


def test_a_net_of_other_codes_is_another_net() -> None:
    def with_net(*codes: str) -> Item:
        return replace(SINGLE, nets=(Net(id="top", codes=tuple(map(CodeId, codes))),))

    assert net_breaks(with_net("1"), with_net("1")) == frozenset()
    assert net_breaks(with_net("1"), with_net("1", "2")) == {"top"}
    assert net_breaks(SINGLE, with_net("1")) == {"top"}


def test_a_practice_is_comparable_where_the_same_channels_were_asked_and_offered() -> None:
    phone = Item(id=OTHER, type="multiple", columns=("A", "B"), codes=(code("a"), code("b")))
    shop = replace(phone, id=ItemId("shop"))
    practice = Item(id=Q, type="single", codes=(code("mono"),), derived=PracticeRule(channels=(OTHER, ItemId("shop"))))

    def found(*asked: Item) -> str | None:
        return breaks_of(past(terms("2025", phone, shop, practice)), terms("2026", *asked, practice), declared=()).get(
            Q
        )

    assert found(phone, shop) is None
    assert found(phone, replace(shop, asked=False)) == "not_asked"
    assert found(phone, replace(shop, codes=(*shop.codes, code("c")))) == "codes"


def test_the_wording_before_is_told_where_a_reader_sees_another_one() -> None:
    q = Item(id=ItemId("q"), type="open", columns=("Q",))
    old = terms("2025", q, texts={"item/q": {"fr": "Quel canal ?", "en": "Which channel?"}})
    same = terms("2026", q, texts={"item/q": {"fr": "Quel\u202fcanal ?"}})
    new = terms("2026", q, texts={"item/q": {"fr": "Quels canaux ?"}})
    assert worded_before(ItemId("q"), old, new) == {"fr": "Quel canal ?", "en": "Which channel?"}
    assert worded_before(ItemId("q"), old, same) == {}
    assert worded_before(ItemId("other"), old, new) == {}


FILTERED = replace(SINGLE, id=OTHER, columns=("Q2",), filter="q == '1'")


@pytest.mark.parametrize(
    ("after", "texts", "expected"),
    [
        (SINGLE, {}, None),
        (SINGLE, {"item/q": {"fr": "Avez-vous été client ?"}}, "base"),
        (SINGLE, {"code/q/1": {"fr": "Oui, en ce moment"}}, "base"),
        (SINGLE, {"code/q/2": {"fr": "Non, jamais"}}, None),
        (replace(SINGLE, codes=(*SINGLE.codes, code("3"))), {}, None),
        (replace(SINGLE, filter="third == '1'"), {}, "base"),
        (replace(SINGLE, asked=False), {}, "base"),
        (replace(SINGLE, type="multiple"), {}, "base"),
    ],
    ids=[
        "alike",
        "question",
        "answer it names",
        "another answer",
        "an answer more",
        "its own base",
        "not asked",
        "set",
    ],
)
@pytest.mark.parametrize("rests", [FILTERED, replace(FILTERED, filter=None, base="q != '1'")], ids=["filter", "base"])
def test_a_base_written_alike_is_another_one_where_what_it_rests_on_was_asked_otherwise(
    rests: Item, after: Item, texts: dict[str, dict[str, str]], expected: str | None
) -> None:
    found = breaks_of(
        past(terms("2025", SINGLE, rests)), terms("2026", after, rests, texts={**TEXTS, **texts}), declared=()
    )
    assert found.get(OTHER) == expected
    kept = terms("2026", after, rests, texts={**TEXTS, **texts}, same_as_before=(Q,))
    assert OTHER not in breaks_of(past(terms("2025", SINGLE, rests)), kept, declared=())


def test_a_base_by_a_number_is_another_one_where_the_scale_is() -> None:
    turned = replace(SCALE, codes=(code("1", 3), code("2", 2), code("3", 1)))
    rests = replace(FILTERED, filter="q >= 2")
    assert breaks_of(past(terms("2025", SCALE, rests)), terms("2026", turned, rests), declared=()) == {
        "q": "scale", "other": "base",
    }  # fmt: skip


def test_a_base_that_rests_on_a_base_is_followed_to_its_question() -> None:
    middle = replace(SINGLE, id=ItemId("middle"), filter="q == '1'")
    rests = replace(SINGLE, id=OTHER, filter="middle == '1'")
    reworded = terms("2026", SINGLE, middle, rests, texts={**TEXTS, "item/q": {"fr": "Autre"}})
    assert breaks_of(past(terms("2025", SINGLE, middle, rests)), reworded, declared=()) == {
        "q": "wording", "middle": "base", "other": "base",
    }  # fmt: skip


def test_a_wave_that_did_not_ask_an_item_is_none_of_its_steps() -> None:
    asked, more = SINGLE, replace(SINGLE, codes=(*SINGLE.codes, code("3")))
    first, silent = terms("2024", asked), terms("2025", replace(SINGLE, asked=False))
    assert breaks_of(past(first, silent), terms("2026", asked), declared=()) == {}
    assert breaks_of(past(first, silent), terms("2026", more), declared=()) == {"q": "codes"}
    assert breaks_of(past(first, silent), terms("2026", more, same_as_before=(Q,)), declared=()) == {}
    assert breaks_of(past(first, silent), terms("2026", replace(more, asked=False)), declared=()) == {"q": "not_asked"}


def test_what_is_said_of_an_item_holds_for_what_is_derived_from_it() -> None:
    bands = Item(id=OTHER, type="single", codes=(code("a"),), derived=Derivation(source=Q, bands=(1.0, 2.0)))
    before, reworded = terms("2025", SINGLE, bands), {**TEXTS, "item/q": {"fr": "Autre"}}
    kept = terms("2026", SINGLE, bands, texts=reworded, same_as_before=(Q,))
    assert breaks_of(past(before), kept, declared=()) == {}
    told = (Break(item=Q, wave="2026"),)
    assert breaks_of(past(before), terms("2026", SINGLE, bands), declared=told) == {
        "q": "declared", "other": "declared",
    }  # fmt: skip
    kept = terms("2026", SINGLE, bands, same_as_before=(OTHER,))
    assert breaks_of(past(before), kept, declared=told) == {"q": "declared"}


def test_numbers_that_stood_beside_other_units_are_on_another_scale() -> None:
    number = Item(id=Q, type="numeric", columns=("N1",))
    banded = Item(
        id=OTHER, type="single", derived=Derivation(source=Q, bands=(5.0, 10.0)), codes=(code("a"), code("b"))
    )
    filtered = Item(id=ItemId("late"), type="single", columns=("L",), codes=(code("1"),), filter="q > 10")

    def by(wave: str, unit: str | None, **more: object) -> Terms:
        return terms(wave, number, banded, filtered, units={} if unit is None else {"q": unit}, **more)

    def found(*waves: Terms) -> dict[ItemId, Reason]:
        before, *between, now = waves
        return breaks_of(past(before, *between), now, declared=())

    minutes, hours, unsaid = by("2024", "min"), by("2026", "h"), by("2025", None)
    apart = {Q: "scale", OTHER: "scale", ItemId("late"): "base"}
    assert found(minutes, hours) == apart
    assert found(minutes, unsaid) == found(unsaid, hours) == found(minutes, by("2026", "min")) == {}
    # A wave between that does not say its unit makes no hours of minutes; one in hours does not part minutes from minutes.
    assert found(minutes, unsaid, hours)[Q] == "scale"
    assert found(minutes, by("2025", "h"), by("2026", "min")) == {}
    same = by("2026", "h", same_as_before=(Q,))
    assert found(minutes, same) == found(minutes, unsaid, same) == {}


def test_breaks_of_items_leave_out_what_sets_waves_apart_as_a_whole() -> None:
    other = replace(SINGLE, id=OTHER, codes=(*SINGLE.codes, code("3")))
    before = terms("2025", SINGLE, replace(other, codes=SINGLE.codes), weighting=Weighting(method="column", column="w"))
    after, told = terms("2026", SINGLE, other), (Break(item=EVERY_ITEM, wave="2026"),)
    assert breaks_of(past(before), after, declared=()) == {"q": "weighting", "other": "codes"}
    assert find_breaks(past(before), after, declared=told).of_items == {"other": "codes"}


def test_how_a_wave_was_weighted_is_what_was_published_and_not_what_is_declared_now() -> None:
    raked = Weighting(method="rake", targets=(TargetMargin(items=(Q, OTHER), codes=(), targets=(1.0,), counted=False),))
    now = terms("2026", SINGLE, weighting=raked)

    def found(weighed: Weighed | None) -> dict[ItemId, str]:
        before = replace(terms("2025", SINGLE, weighting=raked), weighed=weighed)
        return dict(breaks_of(past(before), now, declared=()))

    assert found(None) == {}
    assert found(Weighed(method="rake", margins=frozenset({frozenset({"other", "q"})}))) == {}
    assert found(Weighed(method="rake", margins=frozenset({frozenset({"q"})}))) == {"q": "weighting"}
    assert found(Weighed(method="column")) == {"q": "weighting"}
