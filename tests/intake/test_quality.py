"""Checks of the fieldwork on answers written by hand."""

from dataclasses import replace

import numpy as np
from answers import codes, responses_of, sample_of
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.intake.frames import Responses
from relstudy.intake.quality import find_duplicates, judge_interviews
from relstudy.survey.items import Item
from relstudy.survey.plan import QualityPlan

POINTS = tuple("12345")
SCALES = tuple(Item(id=f"q{i}", type="scale", columns=(f"Q{i}",), codes=codes(*POINTS, "dk")) for i in range(30))
AGE = Item(id="age", type="numeric", columns=("A",))
RANK = Item(id="rank", type="rank", columns=("x", "y", "z"), codes=codes("x", "y", "z"))
ROWS = ("a", "b", "c", "d", "e")
GRID = Item(id="g", type="grid", rows=ROWS, codes=codes(*POINTS, "dk"))
GRID_ROWS = tuple(Item(id=f"g.{r}", type="scale", columns=(r,), grid="g", codes=codes(*POINTS, "dk")) for r in ROWS)


def drawn(n: int, seed: int = 1) -> dict[str, list[object]]:
    chance = np.random.default_rng(seed)
    return {item.id: chance.choice(POINTS, n).tolist() for item in SCALES}


def test_a_copy_is_a_duplicate_and_its_original_is_none() -> None:
    answers = drawn(50)
    for given_ in answers.values():
        given_[20], given_[30] = given_[10], given_[10]
    copied = find_duplicates(responses_of(SCALES, answers), SCALES)
    assert copied is not None
    assert np.flatnonzero(copied).tolist() == [20, 30]


def test_one_answer_more_one_blank_or_one_number_makes_a_difference() -> None:
    answers: dict[str, list[object]] = {**drawn(40), "age": [30.0 + i % 2 for i in range(40)]}
    for given_ in answers.values():
        given_[1], given_[2], given_[3] = given_[0], given_[0], given_[0]
    answers["q7"][1] = "."
    answers["q8"][2] = "dk"
    answers["age"][3] = 99.0
    items = (*SCALES, AGE)
    copied = find_duplicates(responses_of(items, answers), items)
    assert copied is not None
    assert not copied.any()


def test_the_same_answers_in_another_order_are_no_copy() -> None:
    answers = drawn(40)
    for given_ in answers.values():
        given_[1], given_[2] = given_[0], given_[0]
    places = np.array([np.roll([1, 2, 3], i % 3) for i in range(40)], dtype=np.int16)
    places[2] = places[0]
    read = responses_of(SCALES, answers)
    read = replace(
        read,
        missing={**read.missing, "rank": np.zeros(40, dtype=np.int8)},
        ticked={"rank": places > 0},
        ranks={"rank": places},
    )
    copied = find_duplicates(read, (*SCALES, RANK))
    assert copied is not None
    assert np.flatnonzero(copied).tolist() == [2]


def test_respondents_left_out_take_their_places_along() -> None:
    places = np.array([[1, 2, 3], [2, 1, 3], [3, 2, 1]], dtype=np.int16)
    read = Responses(
        respondent_id=np.arange(3).astype(str), line=np.arange(3), missing={"rank": np.zeros(3, dtype=np.int8)},
        ticked={"rank": places > 0}, ranks={"rank": places},
    )  # fmt: skip
    assert read.take(np.array([True, False, True])).ranks["rank"].tolist() == [[1, 2, 3], [3, 2, 1]]


def test_few_answers_coincide_by_chance_and_tell_nothing() -> None:
    answers = {name: given_ for name, given_ in drawn(50).items() if name in ("q1", "q2")}
    assert find_duplicates(responses_of(SCALES[1:3], answers), SCALES[1:3]) is None
    quality, kept = judge_interviews(responses_of(SCALES[1:3], answers), sample_of([1.0] * 50), SCALES[1:3], QualityPlan(leave_out=("duplicates",)))  # fmt: skip
    assert quality.findings[0].found is None
    assert kept.all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999))
def test_the_number_of_duplicates_does_not_depend_on_the_order(seed: int) -> None:
    chance = np.random.default_rng(seed)
    answers = drawn(60, seed)
    copies = chance.integers(0, 60, (9, 2))
    for given_ in answers.values():
        for to, of in copies:
            given_[to] = given_[of]
    order = chance.permutation(60)
    moved = {name: [given_[i] for i in order] for name, given_ in answers.items()}
    found = [find_duplicates(responses_of(SCALES, one), SCALES) for one in (answers, moved)]
    distinct = len({tuple(given_[i] for given_ in answers.values()) for i in range(60)})
    assert [int(one.sum()) for one in found if one is not None] == [60 - distinct] * 2


def grid(*people: str) -> Responses:
    return responses_of((GRID, *GRID_ROWS), {f"g.{r}": [p[j].replace("9", ".") for p in people] for j, r in enumerate(ROWS)})  # fmt: skip


def test_straight_lines_need_four_answered_rows_all_equal() -> None:
    found = grid("33333", "33334", "33339", "33399", "12345")
    quality, kept = judge_interviews(found, sample_of([1.0] * 5), (GRID, *GRID_ROWS), QualityPlan(leave_out=("straight_liners",)))  # fmt: skip
    lines = [f for f in quality.findings if f.check == "straight_liners"]
    assert [(f.part, f.found, f.judged) for f in lines] == [("_", 2, 4), ("g", 2, 4)]
    assert kept.tolist() == [False, True, False, True, True]
    assert (quality.left_out, quality.dropped) == ((("straight_liners", 2),), 2)


def test_a_straight_line_in_one_of_two_grids_is_none_of_the_whole() -> None:
    rows = tuple(Item(id=f"h.{r}", type="scale", columns=(f"H{r}",), grid="h", codes=codes(*POINTS)) for r in ROWS)
    items = (GRID, *GRID_ROWS, Item(id="h", type="grid", rows=ROWS, codes=codes(*POINTS)), *rows)
    answers: dict[str, object] = {f"g.{r}": ["3", "3"] for r in ROWS}
    answers |= {f"h.{r}": ["2", str(1 + j)] for j, r in enumerate(ROWS)}
    quality, _ = judge_interviews(responses_of(items, answers), sample_of([1.0, 1.0]), items, QualityPlan())
    found = {f.part: f.found for f in quality.findings if f.check == "straight_liners"}
    assert found == {"_": 1, "g": 2, "h": 1}
