"""Columns profiles are made of: who enters, what an item becomes."""

import numpy as np
import pytest
from answers import codes, responses_of

from relstudy.errors import MethodError
from relstudy.steps.profile_columns import build_columns, find_items, score_item
from relstudy.survey.items import Item

SCALE = Item(id="q1", type="scale", columns=("Q1",), codes=codes("1", "2", "3", "dk", v1=1.0, v2=2.0, v3=3.0))
SINGLE = Item(id="how", type="single", columns=("HOW",), codes=codes("Site web", "Agence", "dk"))
TICKS = Item(id="ch", type="multiple", columns=("c1", "c2"), codes=codes("app", "desk"))
NUMBER = Item(id="age", type="numeric", columns=("AGE",))
OPEN = Item(id="why", type="open", columns=("WHY",))
ITEMS = (SCALE, SINGLE, TICKS, NUMBER, OPEN)
ANSWERS = {
    "q1": ["1", "2", "3", "dk", "2", "2"],
    "how": ["Site web", "Agence", "Agence", "Agence", "-", "Site web"],
    "ch": [{"app"}, set(), {"app", "desk"}, {"app"}, {"desk"}, {"app"}],
    "age": [20.0, 30.0, 40.0, 50.0, 60.0, 70.0],
    "why": ["a", "b", "c", "d", "e", "f"],
}


def built(*items, missing="drop", answers=None):
    return build_columns(items, responses_of(ITEMS, answers or ANSWERS), missing=missing)


def test_an_item_with_values_is_one_column_any_other_one_per_answer():
    got = built(SCALE, SINGLE, TICKS)
    assert [name.row for name in got.names] == ["q1", "how.site-web", "how.agence", "ch.app", "ch.desk"]
    # By chance the answers of a single item move together, each box of a multiple one for itself.
    assert got.blocks.tolist() == [0, 1, 1, 2, 3]


def test_dropped_are_those_lacking_any_item_and_dont_know_is_lacking():
    got = built(SCALE, SINGLE)
    assert got.entered.tolist() == [True, True, True, False, False, True]
    # Of 1, 2, 3, 2: mean 2, deviation sqrt(1/2).
    assert got.scores[:, 0] == pytest.approx(np.array([-1, 0, 1, 0]) * 2**0.5)


def test_missing_as_the_mean():
    got = built(SCALE, SINGLE, missing="mean")
    assert got.entered.all()
    assert got.scores[3, 0] == pytest.approx(0.0)
    # "how" of the fifth: 2 of 5 said Site web.
    raw = np.array([1, 0, 0, 0, 0.4, 1])
    assert got.scores[:, 1] == pytest.approx((raw - 0.4) / raw.std())


def test_who_answered_nothing_does_not_enter_even_so():
    answers = {**ANSWERS, "q1": ["1", "2", "3", "dk", ".", "2"]}
    got = built(SCALE, SINGLE, missing="mean", answers=answers)
    assert got.entered.tolist() == [True, True, True, True, False, True]


def test_constant_columns_are_left_out_and_named():
    answers = {**ANSWERS, "ch": [{"app"}] * 6}
    got = built(TICKS, NUMBER, answers=answers)
    assert got.dropped == ("ch.app", "ch.desk")
    assert [name.row for name in got.names] == ["age"]
    assert len(got.blocks) == 1


def test_an_item_not_asked_in_the_wave():
    answers = {name: given for name, given in ANSWERS.items() if name != "age"}
    got = built(SCALE, NUMBER, answers=answers)
    assert got.not_asked == ("age",)
    assert not got.entered.any()
    assert built(SCALE, NUMBER, answers=answers, missing="mean").entered.sum() == 5


def test_a_grid_is_its_rows():
    grid = Item(id="sat", type="grid", rows=("a", "b"), columns=("S1", "S2"), codes=codes("1", "2", v1=1.0, v2=2.0))
    rows = tuple(Item(id=f"sat.{r}", type="scale", grid="sat", codes=grid.codes) for r in ("a", "b"))
    assert [i.id for i in find_items(("sat", "q1"), (*ITEMS, grid, *rows), key="profiles.items")] == [
        "sat.a",
        "sat.b",
        "q1",
    ]


def test_faults():
    with pytest.raises(MethodError) as unknown:
        find_items(("q1", "q9"), ITEMS, key="profiles.items")
    assert [(f.code, f.item, f.found) for f in unknown.value.faults] == [("unknown-item", "profiles.items", "q9")]
    with pytest.raises(MethodError) as unfit:
        built(SCALE, OPEN)
    assert unfit.value.faults[0].code == "bad-value"
    with pytest.raises(MethodError):
        score_item(TICKS, responses_of(ITEMS, ANSWERS), np.ones(6, dtype=bool))


def test_scores_of_a_pole_item_over_those_entering():
    entered = np.array([True, True, True, True, False, False])
    got = score_item(SCALE, responses_of(ITEMS, ANSWERS), entered)
    assert got[:3] == pytest.approx(np.array([-1, 0, 1]) / (2 / 3) ** 0.5)
    assert np.isnan(got[3])
