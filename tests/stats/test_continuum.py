"""Slices of one dimension are told from groups that something separates."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from planted_answers import connected_human_hybrid, graded, planted

from relstudy.stats.continuum import SHALLOWEST, count_along, is_continuum, places_on_axis
from relstudy.stats.kmeans import fit_clusters
from relstudy.stats.scaling import standardise


def judge(rows, k, blocks=None):
    chance = np.random.default_rng(1)
    centres = fit_clusters(rows, np.ones(len(rows)), k=k, starts=10, chance=chance).centres[0]
    blocks = np.arange(rows.shape[1]) if blocks is None else blocks
    return is_continuum(rows, blocks, centres, chance=chance)


def scores_of(answers):
    scores, _, deviations = standardise(answers.columns)
    return scores[:, deviations > 0], np.unique(answers.items[deviations > 0], return_inverse=True)[1]


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("kinds", [("number",), ("yes_no",), ("scale5", "codes4"), ("ticks3",)])
def test_a_cut_factor_is_a_continuum(kinds, k):
    scores, blocks = scores_of(graded(600, 12, kinds, 0.75, 0.5, "normal", np.random.default_rng(3)))
    assert judge(scores, k, blocks)


@pytest.mark.parametrize("shape", ["uniform", "skewed", "heavy"])
def test_the_factor_need_not_be_normal(shape):
    scores, blocks = scores_of(graded(800, 15, ("scale5",), 0.7, 0.5, shape, np.random.default_rng(4)))
    assert judge(scores, 3, blocks)


def test_coarse_items_of_a_strong_factor_have_an_empty_middle_and_are_still_a_continuum():
    # Yes/no items that all follow one normal factor: few answer half yes and half no, as if there were two groups.
    scores, blocks = scores_of(graded(800, 20, ("yes_no",), 0.9, 0.1, "normal", np.random.default_rng(5)))
    fit = fit_clusters(scores, np.ones(800), k=2, starts=10, chance=np.random.default_rng(1))
    at_centres, midway = count_along(scores, fit.centres[0])
    assert 2 * midway[0] < SHALLOWEST * at_centres[0]
    assert judge(scores, 2, blocks)


@pytest.mark.parametrize(("kinds", "groups"), [(("yes_no",), 2), (("scale5",), 3), (("codes4", "scale11"), 3)])
def test_planted_groups_are_no_continuum(kinds, groups):
    scores, blocks = scores_of(planted(600, groups, 12, kinds, 0.7, "rising", np.random.default_rng(6)))
    assert not judge(scores, groups, blocks)


def test_groups_on_one_line_are_no_continuum():
    answers = connected_human_hybrid(800, 15, ("scale5",), 0.8, "rising", np.random.default_rng(7), middle=True)
    assert not judge(*scores_of(answers)[:1], 3)


def test_counts_by_hand():
    # Evenly spread from 0 to 1 on a line, cut in the middle: centres at 1/4 and 3/4, a width of 0.3 x 1/2 each.
    at_centres, midway = count_along(np.linspace(0, 1, 4001)[:, None], np.array([[0.75], [0.25]]))
    assert midway == pytest.approx([600], abs=2)
    assert at_centres == pytest.approx([1200], abs=2)
    # Three on a line: two pairs of neighbours, and a row between the first two counts for them alone.
    rows = np.array([[0.0], [0.5], [1.0], [3.0]])
    at_centres, midway = count_along(rows, np.array([[3.0], [0.0], [1.0]]))
    assert (at_centres.tolist(), midway.tolist()) == ([2, 2], [1, 0])


def test_places_are_told_in_deviations_from_the_mean_and_the_first_stands_low():
    centres = np.array([[3.0, 3.0], [-1.0, -1.0], [1.0, 1.0]])
    places, carried = places_on_axis(centres, np.array([1.0, 1.0, 1.0]))
    assert carried == pytest.approx(1.0)
    assert places == pytest.approx(np.sqrt(1.5) * np.array([-1.0, 1.0, 0.0]))
    weighted = places_on_axis(np.array([[1.0], [0.0]]), np.array([0.2, 0.8]))[0]
    assert weighted == pytest.approx([-2.0, 0.5])


def test_a_group_nobody_is_of_has_no_place():
    centres = np.array([[3.0, 3.0], [0.0, 0.0], [-1.0, -1.0]])
    places, carried = places_on_axis(centres, np.array([0.5, 0.0, 0.5]))
    assert places[[0, 2]] == pytest.approx([-1.0, 1.0])
    assert np.isnan(places[1])
    assert carried == pytest.approx(1.0)
    alone, carried = places_on_axis(centres, np.array([1.0, 0.0, 0.0]))
    assert np.isnan(alone).all()
    assert np.isnan(carried)


def test_centres_off_a_line_are_carried_in_part():
    assert places_on_axis(np.eye(3), np.ones(3))[1] == pytest.approx(0.5)


@pytest.mark.slow
def test_the_printed_simulation_of_the_caution_holds():
    """A part of tests/stats/partition_trials.md, on other data sets (about a minute)."""
    bench = runpy.run_path(str(Path(__file__).parents[1] / "bench" / "continuum_trials.py"))

    def said_to_be_a_gradation(families):
        results = [bench["carry_out"](family, number) for family in families for number in range(7000, 7012)]
        cut = [r for r in results if r["k"] and r.get("clear", 1.0) >= bench["CLEAR"]]
        assert len(cut) > 20
        return sum(r["continuum"] for r in cut) / len(cut)

    assert said_to_be_a_gradation([f for f in bench["FACTORS"] if f.startswith("one factor")]) >= 0.9
    assert said_to_be_a_gradation([f for f in bench["GROUPS"] if not f.endswith("within")]) <= 0.1
