"""The practice of each respondent: channels counted once over all items, continuity observed, and who has none."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.intake.answers import BLANK, Answers, layer_of
from relstudy.intake.practices import derive_practice, follow_channels
from relstudy.survey.items import MISSING_CODES, Code, Item, Observation, PracticeRule
from relstudy.survey.practices import PRACTICES

USED = Item(
    id="used", type="multiple",
    codes=(
        Code(code="app", offer="app"), Code(code="desk", offer="desk"), Code(code="fax"),
        Code(code="no", exclusive=True), Code(code="dk", missing="dont_know"),
    ),
)  # fmt: skip
LAST = Item(
    id="last", type="single",
    codes=(Code(code="a", offer="app"), Code(code="b", offer="chat"), Code(code="z"), Code(code="ref", missing="refused")),
)  # fmt: skip
CHANGE = Item(
    id="change", type="single", codes=(Code(code="1"), Code(code="2"), Code(code="3"), Code(code="9", missing="dont_know"))
)  # fmt: skip
RULE = PracticeRule(
    channels=("used", "last"),
    continuity=Observation(item="change", yes=("1",), no=("2",)),
    simultaneous=Observation(item="change", yes=("3",)),
)
CODES = (*(Code(code=p) for p in PRACTICES), Code(code="dont_know", missing="dont_know"), Code(code="refused", missing="refused"))  # fmt: skip
PRACTICE = Item(id="practice", type="single", codes=CODES, derived=RULE)
ITEMS = {item.id: item for item in (USED, LAST, CHANGE, PRACTICE)}
#: How answers are written: a blank, one who was not meant, and words for what a set holds.
OUT = {"": BLANK, "-": MISSING_CODES["filtered"], "/": MISSING_CODES["not_asked"], ".": MISSING_CODES["absent"]}


def ticks(item: Item, rows: list[str]) -> Answers:
    """Return the answers to a set from words between blanks; "0" is an answer without a tick."""
    ticked = np.array([[code.code in row.split() for code in item.codes] for row in rows]).reshape(len(rows), -1)
    layer = np.array([OUT.get(row, 0) for row in rows], dtype=np.int8)
    alone = ticked[:, -1] & (ticked.sum(axis=1) == 1)
    layer[alone] = MISSING_CODES["dont_know"]
    return Answers(layer=layer, ticked=ticked)


def choices(item: Item, rows: list[str]) -> Answers:
    place = {code.code: i for i, code in enumerate(item.codes)}
    codes = np.array([place.get(row, -1) for row in rows], dtype=np.int16)
    layer = layer_of(item.codes)[codes]
    for i, row in enumerate(rows):
        layer[i] = OUT.get(row, layer[i])
    return Answers(layer=layer, codes=codes)


def practices(rows: list[tuple[str, str, str]], rule: PracticeRule = RULE) -> list[str]:
    """Return the code of each respondent, or the kind of missing where there is none."""
    used, last, change = ([row[i] for row in rows] for i in range(3))
    answers = {"used": ticks(USED, used), "last": choices(LAST, last), "change": choices(CHANGE, change)}
    found = derive_practice(replace(PRACTICE, derived=rule), rule, ITEMS, answers)
    for one in answers.values():
        one.layer[one.layer == BLANK] = MISSING_CODES["absent"]
    follow_channels(found.layer, rule, answers)
    kinds = {number: kind for kind, number in MISSING_CODES.items()}
    return [CODES[c].code if c >= 0 else kinds[k] for c, k in zip(found.codes, found.layer, strict=True)]


@pytest.mark.parametrize(
    ("used", "last", "change", "practice"),
    [
        ("app", "z", "1", "mono"), ("app", "a", "1", "mono"), ("fax", "z", "", "mono"), ("no", "a", "1", "mono"),
        ("app desk", "z", "1", "cross"), ("app", "b", "1", "cross"), ("app", "b", "2", "multi"), ("app fax", "z", "3", "omni"),
        ("app", "z", "3", "mono"), ("app desk", "a", "9", "unsettled"), ("app desk", "a", "", "unsettled"),
        ("app desk", "a", "-", "unsettled"), ("0", "z", "1", "none"), ("no", "z", "3", "none"), ("dk", "z", "1", "none"),
        ("dk", "ref", "1", "dont_know"), ("dk", "", "1", "dont_know"), ("", "ref", "1", "refused"), ("app", "ref", "1", "mono"),
        ("", "", "1", "absent"), ("-", "-", "1", "filtered"), ("/", "/", "1", "not_asked"), ("-", ".", "1", "absent"),
        ("/", "-", "1", "filtered"), ("-", "b", "1", "mono"), ("dk app desk", "", "2", "multi"),
    ],
)  # fmt: skip
def test_what_answers_make(used: str, last: str, change: str, practice: str) -> None:
    assert practices([(used, last, change)]) == [practice]


def test_without_observations_several_channels_are_not_settled() -> None:
    bare = PracticeRule(channels=("used",))
    assert practices([("app desk", "b", "1"), ("app", "b", "1")], bare) == ["unsettled", "mono"]


def test_an_answer_that_denies_goes_before_one_that_affirms() -> None:
    """One change without continuity is enough, where a set tells of several changes."""
    told = Item(id="change", type="multiple", codes=(Code(code="1"), Code(code="2")))
    rule = PracticeRule(channels=("used",), continuity=Observation(item="change", yes=("1",), no=("2",)))
    answers = {"used": ticks(USED, ["app desk"] * 3), "change": ticks(told, ["1 2", "1", "2"])}
    found = derive_practice(replace(PRACTICE, derived=rule), rule, {**ITEMS, "change": told}, answers)
    assert [CODES[c].code for c in found.codes] == ["multi", "cross", "multi"]


RESPONDENT = st.tuples(
    st.one_of(
        st.sampled_from(["", "-", "/", "0", "dk", "no"]),
        st.lists(st.sampled_from(["app", "desk", "fax"]), min_size=1, unique=True).map(" ".join),
    ),
    st.sampled_from(["a", "b", "z", "ref", "", "-", "/"]),
    st.sampled_from(["1", "2", "3", "9", "", "-"]),
)


def naive(used: str, last: str, change: str) -> str:
    if used in ("", "-", "/", "dk") and last in ("ref", "", "-", "/"):
        if used == "dk":
            return "dont_know"
        if last == "ref":
            return "refused"
        return next(kind for sign, kind in (("", "absent"), ("-", "filtered"), ("/", "not_asked")) if sign in (used, last))  # fmt: skip
    channels = set(used.split()) & {"app", "desk", "fax"} | {"a": {"app"}, "b": {"chat"}}.get(last, set())
    if len(channels) < 2:
        return ["none", "mono"][len(channels)]
    return {"1": "cross", "2": "multi", "3": "omni"}.get(change, "unsettled")


@given(st.lists(RESPONDENT, min_size=1, max_size=30))
def test_all_at_once_is_one_by_one(rows: list[tuple[str, str, str]]) -> None:
    assert practices(rows) == [naive(*row) for row in rows]


@given(st.lists(RESPONDENT, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_neither_order_nor_neighbours_change_a_practice(rows: list[tuple[str, str, str]], chance) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)
    assert practices([rows[i] for i in order]) == [practices(rows)[i] for i in order]
    assert practices(rows, replace(RULE, channels=("last", "used"))) == practices(rows)
