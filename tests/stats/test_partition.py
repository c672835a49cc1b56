"""The rule for the number of groups: planted groups are found, independent items give none, and no order of anything matters."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted_answers import Answers, connected_human_hybrid, independent, one_factor, planted

from relstudy.stats import partition
from relstudy.stats.chance import generator
from relstudy.stats.partition import LEAST_JACCARD, REFITS, find_groups
from relstudy.stats.scaling import standardise
from relstudy.stats.stability import adjusted_rand


def search(answers: Answers, *, k=(2, 8), seed=7, weights=None, min_share=0.05):
    scores, _, deviations = standardise(answers.columns)
    varies = deviations > 0
    return find_groups(
        scores[:, varies], answers.items[varies], np.ones(len(scores)) if weights is None else weights,
        k=k, min_share=min_share, chance=generator(seed, "profiles"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "items", "kinds", "sizes"),
    [
        (2, 8, ("yes_no",), "tenth"),
        (3, 10, ("yes_no",), "rising"),
        (3, 6, ("scale5",), "equal"),
        (4, 12, ("yes_no", "scale5"), "rising"),
        (5, 12, ("number",), "tenth"),
    ],
)
def test_planted_groups_are_found(groups, items, kinds, sizes):
    answers = planted(800, groups, items, kinds, 0.8, sizes, np.random.default_rng(groups * 100 + items))
    found = search(answers)
    assert found.k == groups
    assert adjusted_rand(found.labels, answers.truth) > 0.8
    assert found.stability.min() >= LEAST_JACCARD
    assert not found.continuum


@pytest.mark.parametrize("middle", [True, False])
@pytest.mark.parametrize("kinds", [("yes_no",), ("scale5",)])
def test_hybrids_are_a_third_group(middle, kinds):
    answers = connected_human_hybrid(800, 16, kinds, 0.8, "rising", np.random.default_rng(5), middle=middle)
    found = search(answers)
    assert found.k == 3
    assert adjusted_rand(found.labels, answers.truth) > 0.8


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("items", "kinds"),
    [(2, ("yes_no",)), (3, ("uneven_codes",)), (8, ("rare",)), (6, ("waiting",)), (10, ("scale5",)), (5, ("ticks3",))],
)
def test_independent_items_give_none(items, kinds, seed):
    found = search(independent(600, items, kinds, np.random.default_rng(seed)))
    assert found.k == 0
    assert found.reason in {"not_above_chance", "too_small", "unstable"}
    assert (found.labels == -1).all()


def test_stability_alone_would_have_split_two_independent_yes_no_items():
    # design.md, decision 6: k = 4 of two yes/no items is their table, perfectly stable.
    found = search(independent(800, 2, ("yes_no",), np.random.default_rng(1)), k=(2, 3))
    assert {t.verdict for t in found.trials} <= {"not_above_chance", "unstable", "too_small"}


def test_a_clear_group_of_yes_no_items_is_not_split_on_one_of_them(monkeypatch):
    answers = planted(800, 2, 6, ("yes_no",), 0.8, "equal", np.random.default_rng(3))
    assert search(answers).k == 2
    # Without the comparison with chance the rule "largest stable number" goes on splitting.
    monkeypatch.setattr(partition, "_is_beyond", lambda gain, by_chance: True)
    monkeypatch.setattr(partition, "BEYOND_MEDIAN", 0.0)
    monkeypatch.setattr(partition, "_REFITS_AT_A_TIME", REFITS)
    assert search(answers).k > 2


def shuffled(answers: Answers, seed: int):
    """Return the same answers with rows, columns of items and items in another order, values recoded, and the order of rows."""
    chance = np.random.default_rng(seed)
    rows = chance.permutation(len(answers.truth))
    blocks = []
    for item in chance.permutation(len(answers.blocks)):
        block = answers.blocks[item][rows]
        blocks.append(10.0 + 5.0 * block[:, chance.permutation(block.shape[1])])
    return Answers(blocks=tuple(blocks), truth=answers.truth[rows]), rows


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_no_order_moves_a_member(seed):
    chance = np.random.default_rng(seed)
    answers = planted(200, 3, 6, ("yes_no", "scale5", "codes4"), 0.8, "rising", chance)
    again, rows = shuffled(answers, seed)
    first, second = search(answers, k=(2, 4)), search(again, k=(2, 4))
    assert first.k == second.k
    assert np.array_equal(first.labels[rows], second.labels)
    assert first.stability == pytest.approx(second.stability, abs=1e-9)
    assert [t.verdict for t in first.trials] == [t.verdict for t in second.trials]


def test_another_seed_finds_the_same_clear_groups():
    answers = planted(600, 3, 10, ("scale5",), 0.7, "rising", np.random.default_rng(1))
    first, second = search(answers, seed=1), search(answers, seed=2)
    assert adjusted_rand(first.labels, second.labels) > 0.98


def test_numbering_by_falling_weighted_share():
    answers = planted(600, 3, 10, ("scale5",), 0.8, "rising", np.random.default_rng(2))
    plain = search(answers)
    assert np.all(np.diff(np.bincount(plain.labels)) <= 0)
    smallest = plain.labels == 2
    weights = np.where(smallest, 10.0, 1.0)
    heavy = search(answers, weights=weights)
    assert (heavy.labels[smallest] == 0).all()
    assert np.array_equal(heavy.labels[plain.labels == 0], np.ones((plain.labels == 0).sum()))
    assert heavy.centres[0] == pytest.approx(plain.centres[2])
    assert heavy.stability[0] == pytest.approx(plain.stability[2])


def test_centres_are_the_means_of_the_members_in_the_columns_given():
    answers = planted(300, 3, 8, ("scale5", "yes_no"), 0.8, "equal", np.random.default_rng(4))
    found = search(answers)
    scores = standardise(answers.columns)[0]
    for group in range(found.k):
        assert found.centres[group] == pytest.approx(scores[found.labels == group].mean(axis=0), abs=1e-9)
    within = ((scores - found.centres[found.labels]) ** 2).sum()
    assert found.explained == pytest.approx(1 - within / (scores**2).sum())


def test_a_group_below_the_smallest_share_is_none():
    answers = planted(800, 2, 10, ("scale5",), 0.8, "tenth", np.random.default_rng(5))
    assert search(answers, k=(2, 2)).k == 2
    found = search(answers, k=(2, 2), min_share=0.2)
    assert (found.k, found.reason) == (0, "too_small")
    assert [(trial.verdict, trial.refits) for trial in found.trials] == [("too_small", 0)]
    # Weights count for size: the small group made heavy is large enough.
    assert search(answers, k=(2, 2), min_share=0.2, weights=np.where(answers.truth == 0, 10.0, 1.0)).k == 2


def test_a_fixed_number_still_follows_the_rule():
    answers = planted(600, 2, 10, ("scale5",), 0.8, "equal", np.random.default_rng(6))
    assert search(answers, k=(2, 2)).k == 2
    found = search(answers, k=(4, 4))
    assert (found.k, found.reason) == (0, "fewer_suffice")
    assert search(independent(600, 8, ("scale5",), np.random.default_rng(6)), k=(3, 3)).k == 0


def test_no_more_groups_than_distinct_rows_allow():
    answers = independent(300, 1, ("yes_no",), np.random.default_rng(7))
    assert search(answers).reason == "too_few_answers"
    assert search(independent(300, 2, ("yes_no",), np.random.default_rng(7)), k=(4, 6)).reason == "too_few_answers"


def test_too_few_respondents():
    answers = planted(29, 2, 10, ("scale5",), 0.8, "equal", np.random.default_rng(8))
    assert search(answers).reason == "too_few_respondents"


def test_one_factor_is_cut_and_said_to_be_a_continuum():
    found = search(one_factor(1000, 10, "number", 0.7, np.random.default_rng(9)))
    assert found.k >= 2
    assert found.continuum


def test_large_samples_are_read_in_part_and_carried_over_all(monkeypatch):
    answers = planted(3000, 3, 8, ("scale5",), 0.8, "rising", np.random.default_rng(10))
    whole = search(answers)
    monkeypatch.setattr(partition, "MOST_READ", 600)
    monkeypatch.setattr(partition, "MOST_COMPARED", 300)
    part = search(answers)
    assert (whole.read, part.read) == (3000, 600)
    assert part.k == 3
    assert adjusted_rand(part.labels, whole.labels) > 0.97
    again, rows = shuffled(answers, 1)
    assert np.array_equal(search(again).labels, part.labels[rows])


def test_a_trial_that_chance_equals_stops_early():
    found = search(independent(600, 8, ("scale5",), np.random.default_rng(11)))
    assert all(t.refits < REFITS for t in found.trials)
    assert all(np.isnan(t.stability) for t in found.trials if t.verdict == "not_above_chance")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 60), st.integers(1, 4), st.integers(2, 3), st.booleans())
def test_coarse_and_repeated_answers_are_no_accident(seed, n, items, levels, repeated):
    chance = np.random.default_rng(seed)
    blocks = [chance.integers(0, levels, (n, 1)).astype(float) for _ in range(items)]
    blocks += [1 - b for b in blocks] if repeated else []
    found = search(Answers(blocks=tuple(blocks), truth=np.zeros(n, dtype=int)), k=(2, 4))
    distinct = len(np.unique(np.concatenate(blocks, axis=1), axis=0))
    assert found.k < max(distinct, 1)
    assert len(np.unique(found.labels)) == max(found.k, 1)
    assert found.stability.shape == (found.k,)


def test_two_kinds_of_answers_and_nothing_between():
    # Every item says the same: two distinct rows, no number of groups below two.
    answer = np.repeat([0.0, 1.0], 50)[:, None]
    twins = Answers(blocks=(answer, answer, 1 - answer), truth=np.repeat([0, 1], 50))
    assert search(twins).reason == "too_few_answers"
    # One respondent between them: two groups, perfectly stable, and nothing left for a third.
    blocks = (np.r_[answer, [[0.5]]], np.r_[answer, [[0.5]]])
    found = search(Answers(blocks=blocks, truth=np.zeros(101, dtype=int)))
    assert found.k == 2


@pytest.mark.slow
def test_the_printed_simulation_holds():
    """A part of tests/stats/partition_trials.md, run again (about two minutes)."""
    import runpy

    bench = runpy.run_path(str(Path(__file__).parents[1] / "bench" / "partition_trials.py"))
    results = [bench["carry_out"](number) for number in range(5000, 5180)]
    none = [r for r in results if r["family"] == "independent"]
    assert sum(r["k"] > 0 for r in none) <= 0.01 * len(none)
    clear = [r for r in results if r["groups"] and r["clear"] >= bench["CLEAR"] and r["family"] != "response style"]
    assert sum(r["k"] == r["groups"] for r in clear) >= 0.9 * len(clear)
