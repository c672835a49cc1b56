"""Frozen profiles on simulated waves: what happened to them is what was planted, and their ids never flip."""

from dataclasses import replace

import numpy as np
import pytest
from answers import codes, responses_of, sample_of

from relstudy.cells import assemble
from relstudy.definitions.frozen_file import frozen_of, frozen_text, read_told
from relstudy.steps.freezing import freeze_profiles
from relstudy.steps.profiles import cells_of, find_profiles
from relstudy.steps.weights import describe_weights
from relstudy.survey.frozen import Frozen
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Identity, ProfilesPlan, Respondents

N = 500
SCALE = tuple(Code(code=str(c), value=float(c)) for c in range(1, 6))
QUESTIONS = ("app", "site", "chat", "desk", "phone", "letter", "visit", "name")
ITEMS = (
    *(Item(id=q, type="scale", columns=(q.upper(),), codes=SCALE) for q in QUESTIONS),
    Item(id="owns", type="single", columns=("OWNS",), codes=codes("yes", "no")),
)
PLAN = ProfilesPlan(items=(*QUESTIONS, "owns"))
CONNECTED = (4.6, 4.5, 4.4, 1.4, 1.6, 1.3, 1.4, 2.0)
HUMAN = (1.3, 1.5, 1.3, 4.6, 4.5, 4.2, 4.4, 4.4)
HYBRID = (4.4, 1.6, 4.2, 4.4, 1.6, 4.3, 1.6, 4.5)
#: Unlike any of the three: far from all of them.
OTHERS = (1.4, 4.6, 1.5, 1.6, 4.6, 1.5, 4.5, 1.4)
SIZES = (0.45, 0.32, 0.23)


def wave_of(groups, sizes, *, n=N, seed):
    """Return answers of groups of given means and sizes, the group of each respondent, weights."""
    chance = np.random.default_rng(seed)
    truth = chance.choice(len(groups), size=n, p=np.array(sizes) / sum(sizes))
    drawn = np.array(groups)[truth] + chance.normal(0, 0.7, (n, len(QUESTIONS)))
    answers = {q: np.clip(np.rint(drawn[:, j]), 1, 5).astype(int).astype(str).tolist() for j, q in enumerate(QUESTIONS)}
    answers["owns"] = np.where(chance.random(n) < np.where(drawn[:, 0] > 3, 0.9, 0.1), "yes", "no").tolist()
    return answers, truth, chance.uniform(0.5, 2.0, n)


def profiles_of(answers, weight, frozen=None, *, plan=PLAN, items=ITEMS):
    return find_profiles(
        study_profiles=plan, study_identity=Identity(id="s", seed=7), study_respondents=Respondents(), wave_items=items,
        intake_responses=responses_of(items, answers), intake_sample=sample_of(weight),
        weights=describe_weights(np.asarray(weight)), wave_frozen_profiles=frozen,
    )  # fmt: skip


def freeze(answers, weight, *, plan=PLAN, items=ITEMS):
    found = profiles_of(answers, weight, plan=plan, items=items)
    return freeze_profiles(
        found, wave="2025", plan=plan, items=items, responses=responses_of(items, answers),
        names={"en": {f"p{i + 1}": (f"name {i + 1}", True) for i in range(found.k)}},
    )  # fmt: skip


@pytest.fixture(scope="module")
def frozen():
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID), SIZES, seed=1)
    return freeze(answers, weight)


def verdicts(result):
    carried = result.carried
    return {**{one.id: one.verdict for one in carried.profiles}, **{one.id: "new" for one in carried.new}}


def test_the_frozen_wave_itself_gets_the_profiles_it_had():
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID), SIZES, seed=1)
    alone, again = profiles_of(answers, weight), profiles_of(answers, weight, freeze(answers, weight))
    assert again.member.tolist() == alone.member.tolist()
    assert again.shares == pytest.approx(alone.shares)
    assert verdicts(again) == {"p1": "same", "p2": "same", "p3": "same"}
    for one in again.carried.profiles:
        assert (one.jaccard, one.distance) == pytest.approx((1.0, 0.0), abs=1e-9)


def test_ids_stay_though_the_order_of_shares_turns(frozen):
    answers, truth, weight = wave_of((CONNECTED, HUMAN, HYBRID), (0.2, 0.3, 0.5), seed=2)
    result = profiles_of(answers, weight, frozen)
    assert [np.bincount(truth[result.member == p], minlength=3).argmax() for p in range(3)] == [0, 1, 2]
    assert result.shares[2] > result.shares[1] > result.shares[0]
    assert verdicts(result) == {"p1": "same", "p2": "same", "p3": "same"}


def test_a_planted_shift_is_people_moving(frozen):
    answers, truth, weight = wave_of((CONNECTED, HUMAN, HYBRID), (0.2, 0.3, 0.5), seed=2)
    result = profiles_of(answers, weight, frozen)
    planted = np.bincount(truth, weights=weight) / weight.sum()
    for i, one in enumerate(result.carried.profiles):
        assert one.now == pytest.approx(planted[i], abs=0.03)
        assert one.now - one.was == pytest.approx(planted[i] - frozen.profiles[i].share, abs=0.03)
        assert abs(one.fresh - one.now) < 0.02


def test_a_profile_that_answers_otherwise_has_drifted(frozen):
    moved = tuple(h + 0.3 * (o - h) for h, o in zip(HYBRID, OTHERS, strict=True))
    answers, _, weight = wave_of((CONNECTED, HUMAN, moved), SIZES, seed=3)
    found = verdicts(profiles_of(answers, weight, frozen))
    assert found["p3"] == "drifted"
    assert found["p1"] == found["p2"] == "same"


def test_a_profile_that_splits_is_split(frozen):
    one, other = list(CONNECTED), list(CONNECTED)
    one[1], one[2], other[4], other[6] = 2.2, 2.2, 4.2, 4.2
    answers, _, weight = wave_of((one, other, HUMAN, HYBRID), (0.25, 0.25, 0.3, 0.2), n=800, seed=4)
    found = verdicts(profiles_of(answers, weight, frozen))
    assert found["p1"] == "split"
    assert found["p2"] == found["p3"] == "same"
    assert "new" not in found.values()


def test_a_profile_that_vanishes_is_gone(frozen):
    answers, _, weight = wave_of((CONNECTED, HUMAN), (0.6, 0.4), seed=5)
    assert verdicts(profiles_of(answers, weight, frozen)) == {"p1": "same", "p2": "same", "p3": "gone"}


def test_two_profiles_that_become_one_are_merged(frozen):
    between = tuple((c + h) / 2 for c, h in zip(CONNECTED, HYBRID, strict=True))
    answers, _, weight = wave_of((between, HUMAN), (0.65, 0.35), seed=6)
    found = verdicts(profiles_of(answers, weight, frozen))
    assert (found["p1"], found["p3"], found["p2"]) == ("merged", "merged", "same")


def test_a_group_nobody_was_of_before_is_new(frozen):
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID, OTHERS), (0.35, 0.25, 0.2, 0.2), n=800, seed=7)
    result = profiles_of(answers, weight, frozen)
    assert verdicts(result)["p4"] == "new"
    assert result.k == 3
    assert set(np.unique(result.member)) == {0, 1, 2}
    (new,) = result.carried.new
    assert new.share == pytest.approx(0.2, abs=0.04)


def test_answers_without_a_partition_leave_no_profile(frozen):
    middle = tuple(np.mean((CONNECTED, HUMAN, HYBRID), axis=0))
    answers, _, weight = wave_of((middle,), (1.0,), seed=8)
    answers["owns"] = np.random.default_rng(8).choice(["yes", "no"], N).tolist()
    result = profiles_of(answers, weight, frozen)
    assert result.carried.fresh == 0
    assert set(verdicts(result).values()) == {"gone"}


def test_the_only_profile_left_is_still_the_same():
    answers, _, weight = wave_of((CONNECTED, HUMAN), (0.6, 0.4), seed=11)
    two = freeze(answers, weight)
    later, _, weight = wave_of((CONNECTED,), (1.0,), seed=12)
    result = profiles_of(later, weight, two)
    assert result.carried.fresh == 0
    assert verdicts(result) == {"p1": "same", "p2": "gone"}
    left, gone = result.carried.profiles
    assert (left.jaccard, gone.now) == pytest.approx((1.0, 0.0))
    assert np.isnan(gone.jaccard)


def test_too_few_to_look_afresh_still_have_their_profile(frozen):
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID), SIZES, n=20, seed=9)
    result = profiles_of(answers, weight, frozen)
    assert (result.k, result.carried.fresh) == (3, 0)
    assert set(verdicts(result).values()) == {""}
    assert (result.member >= 0).all()


def test_without_one_of_the_questions_nobody_has_a_place(frozen):
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID), SIZES, seed=10)
    items = tuple(replace(item, asked=False) if item.id == "chat" else item for item in ITEMS)
    for missing in ("drop", "mean"):
        plan = replace(PLAN, missing=missing)
        result = profiles_of(answers, weight, replace(frozen, missing=missing), plan=plan, items=items)
        assert (result.k, result.reason, result.carried) == (0, "item_not_asked", None)


def test_an_answer_that_is_missing_is_filled_with_the_frozen_mean():
    plan = replace(PLAN, missing="mean")
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID), SIZES, seed=1)
    model = freeze(answers, weight, plan=plan)
    later, _, weights = wave_of((CONNECTED, HUMAN, HYBRID), SIZES, seed=2)
    later["app"][0] = "."
    result = profiles_of(later, weights, model, plan=plan)
    centres = np.array([profile.centre for profile in model.profiles])
    place = [
        (float(later[c.item][0] == c.code if c.code else later[c.item][0]) - c.mean) / c.deviation
        if c.item != "app"
        else 0.0
        for c in model.columns
    ]
    assert result.entered == N
    assert result.member[0] == ((centres - place) ** 2).sum(axis=1).argmin()


def test_nothing_depends_on_the_order_of_rows(frozen):
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID, OTHERS), (0.35, 0.25, 0.2, 0.2), seed=11)
    order = np.random.default_rng(0).permutation(N)
    turned = {q: [given[i] for i in order] for q, given in answers.items()}
    one, other = profiles_of(answers, weight, frozen), profiles_of(turned, weight[order], frozen)
    assert other.member.tolist() == one.member[order].tolist()
    assert verdicts(other) == verdicts(one)
    for name in ("jaccard", "distance", "was", "now", "fresh"):
        turned, plain = ([getattr(one, name) for one in r.carried.profiles] for r in (other, one))
        assert turned == pytest.approx(plain, nan_ok=True, abs=1e-12)
    assert other.stability == pytest.approx(one.stability, abs=1e-12)


def table(result):
    from pathlib import Path
    from types import SimpleNamespace

    from relstudy.survey.plan import Source

    wave = SimpleNamespace(responses=Source(path="waves/w/responses.csv", sha256="", absolute=Path("/x")), items=ITEMS)
    frame = cells_of(result, SimpleNamespace(profiles=PLAN), wave)
    return assemble([frame], study="s", wave="w", min_base=30, caution_base=100).set_index("key")


def test_centres_are_those_of_the_wave_at_hand(frozen):
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID), SIZES, seed=3)
    result = profiles_of(answers, weight, frozen)
    cells = table(result)
    for question in QUESTIONS:
        given = np.array(answers[question], dtype=float)
        score = (given - given.mean()) / given.std()
        for profile in range(3):
            published = cells.loc[f"profiles/p{profile + 1}/centre/{question}/_", "value"]
            assert published == pytest.approx(score[result.member == profile].mean(), abs=1e-9)


def test_cells_say_what_became_of_each_and_how_its_share_changed(frozen):
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID, OTHERS), (0.35, 0.25, 0.2, 0.2), n=800, seed=7)
    cells = table(profiles_of(answers, weight, frozen))
    assert cells.loc["profiles/_/frozen/_/_", "text"] == "2025"
    assert cells.loc["profiles/_/model/_/_", "text"] == frozen.model
    assert cells.loc["profiles/p1/continuity/_/_", "text"] == "same"
    assert cells.loc["profiles/p4/continuity/_/_", "text"] == "new"
    assert "profiles/p4/share/_/all" not in cells.index
    assert not cells["column"].str.contains("p4").any()
    was, now = cells.loc["profiles/p1/frozen_share/_/_", "value"], cells.loc["profiles/p1/share/_/all", "value"]
    fresh = cells.loc["profiles/p1/fresh_share/_/_", "value"]
    assert cells.loc["profiles/p1/moved_people/_/_", "value"] == pytest.approx(now - was)
    assert cells.loc["profiles/p1/moved_profile/_/_", "value"] == pytest.approx(fresh - now)


def test_a_wave_without_a_frozen_model_says_nothing_of_it():
    answers, _, weight = wave_of((CONNECTED, HUMAN, HYBRID), SIZES, seed=1)
    cells = table(profiles_of(answers, weight))
    assert not cells["measure"].isin(["frozen", "model", "continuity", "fresh_share"]).any()


def test_a_model_read_again_is_the_model_that_was_written(frozen):
    whole = Frozen(study="s", wave="2025", profiles=frozen, hypotheses="abc")
    assert frozen_of(read_told(frozen_text(whole).encode())) == whole


def never_flips(frozen, seeds):
    chance = np.random.default_rng(99)
    for seed in seeds:
        sizes = chance.dirichlet(np.array(SIZES) * 40)
        answers, truth, weight = wave_of((CONNECTED, HUMAN, HYBRID), sizes, n=300, seed=seed)
        result = profiles_of(answers, weight, frozen)
        assert [np.bincount(truth[result.member == p], minlength=3).argmax() for p in range(3)] == [0, 1, 2], seed
        assert set(verdicts(result)) == {"p1", "p2", "p3"}, seed
        assert not {"split", "merged", "gone", "new"} & set(verdicts(result).values()), (seed, verdicts(result), sizes)


def test_names_never_flip_in_some_waves(frozen):
    never_flips(frozen, range(100, 104))


@pytest.mark.slow
def test_names_never_flip_in_a_hundred_waves(frozen):
    never_flips(frozen, range(200, 300))
