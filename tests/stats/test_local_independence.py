"""Draws under local independence: margins kept, explained dependence kept, other dependence gone."""

import numpy as np
import pytest

from relstudy.stats.local_independence import class_posteriors, draw_locally_independent, item_levels


def two_classes(n=4000, high=0.9):
    chance = np.random.default_rng(1)
    truth = chance.integers(0, 2, n)
    rows = (chance.random((n, 6)) < np.where(truth, high, 1 - high)[:, None]).astype(float)
    return rows, truth, chance


def test_margins_are_kept_to_the_respondent():
    rows, truth, chance = two_classes()
    posterior = class_posteriors(rows, np.arange(6), truth, 2)
    drawn = draw_locally_independent(rows, np.arange(6), posterior, chance)
    assert np.array_equal(np.sort(drawn, axis=0), np.sort(rows, axis=0))


def test_one_class_leaves_no_dependence():
    rows, _, chance = two_classes()
    drawn = draw_locally_independent(rows, np.arange(6), None, chance)
    assert np.corrcoef(rows.T)[0, 1] == pytest.approx(0.64, abs=0.05)  # (2 x 0.9 - 1)^2
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 4 / 4000**0.5


def test_two_classes_leave_the_dependence_they_explain():
    rows, _, chance = two_classes()
    cut = (rows.sum(axis=1) > 3).astype(int)
    posterior = class_posteriors(rows, np.arange(6), cut, 2)
    drawn = draw_locally_independent(rows, np.arange(6), posterior, chance)
    off = ~np.eye(6, dtype=bool)
    assert np.corrcoef(drawn.T)[off].mean() == pytest.approx(np.corrcoef(rows.T)[off].mean(), abs=0.02)


def test_the_cut_itself_would_not_do():
    # Permuting within the groups of a cut keeps too much: what the cut put aside stays aside.
    rows, _, chance = two_classes(high=0.75)
    cut = (rows.sum(axis=1) > 3).astype(int)
    off = ~np.eye(6, dtype=bool)
    hard = draw_locally_independent(rows, np.arange(6), np.eye(2)[cut], chance)
    soft = draw_locally_independent(rows, np.arange(6), class_posteriors(rows, np.arange(6), cut, 2), chance)
    there = np.corrcoef(rows.T)[off].mean()
    assert abs(np.corrcoef(soft.T)[off].mean() - there) < 0.01
    assert np.corrcoef(hard.T)[off].mean() - there > 0.025


def test_columns_of_one_item_move_together():
    chance = np.random.default_rng(2)
    chosen = chance.integers(0, 3, 500)
    rows = np.column_stack([np.eye(3)[chosen], chance.normal(size=500)])
    drawn = draw_locally_independent(rows, np.array([0, 0, 0, 1]), None, chance)
    assert np.array_equal(drawn[:, :3].sum(axis=1), np.ones(500))


def test_posteriors_of_clear_classes_are_the_truth():
    rows, truth, _ = two_classes(high=0.98)
    posterior = class_posteriors(rows, np.arange(6), truth, 2)
    assert posterior.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    assert (posterior.argmax(axis=1) == truth).mean() > 0.995
    # Bayes by hand: six answers all high, odds (0.98 / 0.02)^6.
    assert posterior[rows.sum(axis=1) == 6][0, 1] == pytest.approx(1.0, abs=1e-6)


def test_levels():
    chance = np.random.default_rng(3)
    number = chance.normal(size=400)
    codes = np.eye(4)[chance.integers(0, 4, 400)]
    ticks = (chance.random((400, 5)) < 0.5).astype(float)
    rows = np.column_stack([number, codes, ticks, chance.integers(0, 2, 400)])
    levels = item_levels(rows, np.array([0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3]))
    assert [len(np.unique(level)) for level in levels] == [5, 4, 2, 2, 2, 2, 2, 2]
    assert np.bincount(levels[0]).tolist() == [80] * 5
