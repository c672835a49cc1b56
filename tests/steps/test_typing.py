"""The step that finds profiles again with few questions: which, how well, and the people it places."""

from types import SimpleNamespace

import numpy as np
import pytest
from answers import codes, responses_of

from relstudy.cells import assemble
from relstudy.steps.typing import Typing, cells_of, learn_typing, type_answers
from relstudy.study.codec import digest, load, save
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Identity, ProfilesPlan

SCALE = tuple(Code(code=str(c), value=float(c)) for c in range(1, 6))
ITEMS = (
    Item(id="app", type="scale", columns=("APP",), codes=(*SCALE, *codes("dk"))),
    Item(id="desk", type="single", columns=("DESK",), codes=codes("never", "some", "often")),
    Item(id="tools", type="multiple", columns=("T1", "T2"), codes=codes("web", "fax")),
    Item(id="age", type="numeric", columns=("AGE",)),
    Item(id="noise", type="scale", columns=("N",), codes=SCALE),
    Item(id="same", type="single", columns=("S",), codes=codes("a", "b")),
)
PLAN = ProfilesPlan(items=tuple(item.id for item in ITEMS))
N = 500


def made(n: int = N, seed: int = 3):
    """Return answers of three profiles: app tells the first, desk the second from the third; tools a little, age and noise nothing."""
    chance = np.random.default_rng(seed)
    member = chance.choice(3, n, p=[0.5, 0.3, 0.2]).astype(np.int16)
    level = np.array([4.6, 1.6, 1.5])[member] + chance.normal(0, 0.6, n)
    answers = {
        "app": [str(int(v)) for v in np.clip(np.rint(level), 1, 5)],
        "desk": [
            str(chance.choice(["never", "some", "often"], p=p))
            for p in np.array([[0.4, 0.3, 0.3], [0.9, 0.05, 0.05], [0.05, 0.05, 0.9]])[member]
        ],
        "tools": [{"web"} if chance.random() < p else set() for p in np.array([0.7, 0.5, 0.5])[member]],
        "age": chance.integers(18, 90, n).astype(float).tolist(),
        "noise": [str(v) for v in chance.integers(1, 6, n)],
        "same": ["a"] * n,
    }
    return answers, member


def learned(answers, member, *, k=3, items=ITEMS, plan=PLAN):
    return learn_typing(
        study_profiles=plan, study_identity=Identity(id="s", seed=7), wave_items=items,
        intake_responses=responses_of(items, answers), profiles_member=member, profiles_k=k,
    )  # fmt: skip


@pytest.fixture(scope="module")
def clear():
    answers, member = made()
    return learned(answers, member), answers, member


def test_the_questions_that_tell_are_found(clear):
    result, _, member = clear
    assert set(result.questions) == {"app", "desk"}
    assert {term.item for term in result.rule.terms} == {"app", "desk"}
    assert [term.code for term in result.rule.terms if term.item == "desk"] == ["never", "some", "often"]
    assert result.base == N
    assert result.sizes.tolist() == np.bincount(member).tolist()
    assert len(result.tried) == 5  # "same" varies for nobody


def test_figures_are_those_of_fresh_respondents(clear):
    result, _, _ = clear
    answers, member = made(n=6_000, seed=11)
    placed = type_answers(result.rule, ITEMS, responses_of(ITEMS, answers), missing="drop")
    assert result.accuracy == pytest.approx((placed.member == member).mean(), abs=0.04)
    again = [(placed.member[member == p] == p).mean() for p in range(3)]
    assert result.by_profile == pytest.approx(np.array(again), abs=0.09)
    assert result.accuracy == pytest.approx(result.by_profile @ result.sizes / result.base)
    assert placed.chances.sum(axis=1) == pytest.approx(1.0)
    assert (placed.chances.argmax(axis=1) == placed.member).all()


def test_a_score_is_its_constant_and_its_coefficients_times_answers(clear):
    result, _, _ = clear
    one = responses_of(
        ITEMS, {"app": ["4"], "desk": ["often"], "tools": [set()], "age": [40.0], "noise": ["1"], "same": ["a"]}
    )
    placed = type_answers(result.rule, ITEMS, one, missing="drop")
    sums = result.rule.constants.copy()
    for j, term in enumerate(result.rule.terms):
        sums += result.rule.coefficients[:, j] * {("app", ""): 4.0, ("desk", "often"): 1.0}.get(
            (term.item, term.code), 0.0
        )
    assert placed.chances[0] == pytest.approx(np.exp(sums) / np.exp(sums).sum())
    assert result.rule.coefficients.sum(axis=0) == pytest.approx(0.0, abs=1e-9)


def test_missing_answers_follow_the_rule_of_the_model(clear):
    result, _, _ = clear
    given = {
        "app": ["4", "dk", "."],
        "desk": ["often", "often", "."],
        "tools": [set()] * 3,
        "age": [1.0] * 3,
        "noise": ["1"] * 3,
        "same": ["a"] * 3,
    }
    people = responses_of(ITEMS, given)
    dropped = type_answers(result.rule, ITEMS, people, missing="drop")
    assert (dropped.member >= 0).tolist() == dropped.complete.tolist() == [True, False, False]
    assert np.isnan(dropped.chances[1:]).all()
    filled = type_answers(result.rule, ITEMS, people, missing="mean")
    assert (filled.member >= 0).tolist() == [True, True, False]
    mean = next(term.mean for term in result.rule.terms if term.item == "app")
    j = next(j for j, term in enumerate(result.rule.terms) if term.item == "app")
    apart = result.rule.coefficients[:, j] * (4.0 - mean)
    assert np.log(filled.chances[0]) - np.log(filled.chances[1]) == pytest.approx(
        apart + (np.log(filled.chances[0]) - np.log(filled.chances[1]) - apart).mean()
    )


def test_who_has_no_profile_teaches_nothing(clear):
    _, answers, member = clear
    left_out = member.copy()
    left_out[:50] = -1
    fewer = learned(answers, left_out)
    assert fewer.base == N - 50
    kept = {name: values[50:] for name, values in answers.items()}
    assert digest(fewer) == digest(learned(kept, member[50:]))


def test_rows_in_another_order_give_the_same(clear):
    result, answers, member = clear
    order = np.random.default_rng(1).permutation(N)
    moved = learned({name: [values[i] for i in order] for name, values in answers.items()}, member[order])
    assert digest(moved) == digest(result)


def test_without_a_partition_there_is_nothing():
    answers, _ = made(n=60)
    result = learned(answers, np.full(60, -1, dtype=np.int16), k=0)
    assert result.rule is None
    assert not len(cells_of(result, None, SimpleNamespace(responses=None)))


def test_a_frozen_profile_that_is_gone_is_none_of_the_tool_s(clear):
    _, answers, member = clear
    result = learned(answers, np.where(member == 1, 3, member).astype(np.int16), k=4)
    assert result.profiles == (0, 2, 3)
    assert result.rule.coefficients.shape[0] == 3
    assert np.isfinite(result.rule.constants).all()
    assert set(cells_of(result, None, SimpleNamespace(responses=None))["item"]) == {"_", "p1", "p3", "p4"}
    assert learned(answers, np.zeros(N, dtype=np.int16), k=3).rule is None


def test_a_question_nobody_was_asked_is_none(clear):
    _, answers, member = clear
    result = learned({**answers, "app": ["/"] * N}, member)
    assert "app" not in result.questions


def test_cells_tell_how_often_profiles_are_found_again(clear):
    result, _, _ = clear
    table = assemble(
        [cells_of(result, None, SimpleNamespace(responses=None))], study="s", wave="w", min_base=30, caution_base=100
    )
    cells = table.set_index("key")
    assert cells.loc["profiles/_/typing_accuracy/_/_", ["value", "unit", "base"]].tolist() == [
        pytest.approx(result.accuracy),
        "share",
        N,
    ]
    assert cells.loc["profiles/_/typing_kappa/_/_", "value"] == pytest.approx(result.kappa)
    assert cells.loc["profiles/_/typing_questions/_/_", "value"] == 2
    assert cells.loc["profiles/p3/typing_accuracy/_/_", ["value", "base"]].tolist() == [
        pytest.approx(result.by_profile[2]),
        result.sizes[2],
    ]
    assert set(cells["step"]) == {"typing"}


def test_a_result_is_read_back_as_it_was(clear, tmp_path):
    for place, result in enumerate((clear[0], Typing())):
        folder = tmp_path / str(place)
        folder.mkdir()
        save(result, folder)
        assert digest(load(Typing, folder)) == digest(result)
