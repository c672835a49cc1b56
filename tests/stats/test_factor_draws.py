"""Draws of continuous factors: margins to the last answer, correlations nearly, groups gone."""

import numpy as np
import pytest
from planted_answers import graded, planted

from relstudy.stats.factor_draws import draw_from_factors, fit_factors
from relstudy.stats.scaling import standardise


def drawn_from(answers, many=20):
    rows = standardise(answers.columns)[0]
    model = fit_factors(rows, answers.items)
    chance = np.random.default_rng(1)
    return rows, model, [draw_from_factors(model, chance) for _ in range(many)]


@pytest.mark.parametrize("kinds", [("yes_no",), ("scale5",), ("number",), ("codes4", "scale11"), ("ticks3",)])
def test_margins_are_kept_and_the_answers_of_an_item_stay_together(kinds):
    answers = graded(300, 6, kinds, 0.7, 1.0, "normal", np.random.default_rng(2))
    rows, model, draws = drawn_from(answers, many=2)
    for drawn in draws:
        for item in range(int(answers.items.max()) + 1):
            here = answers.items == item
            found, wanted = (np.unique(t[:, here], axis=0, return_counts=True) for t in (drawn, rows))
            assert np.array_equal(found[0], wanted[0])
            assert np.array_equal(found[1], wanted[1])
    assert (model.loadings**2).sum(axis=1) + model.own**2 == pytest.approx(np.ones(len(model.own)))


@pytest.mark.parametrize("kinds", [("yes_no",), ("scale5",), ("number",)])
def test_correlations_are_kept_however_coarse_and_skewed(kinds):
    rows, model, draws = drawn_from(graded(2000, 8, kinds, 0.7, 1.0, "normal", np.random.default_rng(3)))
    off = ~np.eye(8, dtype=bool)
    mean = np.mean([np.corrcoef(d.T) for d in draws], axis=0)
    assert model.loadings.shape[1] == 1
    assert np.abs(mean - np.corrcoef(rows.T))[off].max() < 0.05


def test_the_loadings_behind_coarse_answers_are_found():
    rows = (np.random.default_rng(4).normal(size=(4000, 1)) * 0.8 + 0.6 * np.random.default_rng(5).normal(size=(4000, 10)) > 0.3) * 1.0  # fmt: skip
    model = fit_factors(standardise(rows)[0], np.arange(10))
    assert np.abs(model.loadings[:, 0]) == pytest.approx(np.full(10, 0.8), abs=0.05)


def test_groups_in_two_directions_make_two_factors():
    assert drawn_from(planted(1500, 3, 20, ("scale5",), 0.8, "equal", np.random.default_rng(6)), many=0)[1].loadings.shape[1] == 2  # fmt: skip


def test_independent_items_have_one_weak_factor():
    rows = np.random.default_rng(7).normal(size=(2000, 10))
    model = fit_factors(rows, np.arange(10))
    assert model.loadings.shape == (10, 1)
    assert (model.loadings**2).mean() < 0.15
