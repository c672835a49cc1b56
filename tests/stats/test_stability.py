"""Jaccard similarities over resamples and the adjusted Rand index."""

import numpy as np
import pytest

from relstudy.stats.stability import adjusted_rand, jaccard_by_group


def similarities(rows, labels, k, resamples=30):
    return jaccard_by_group(
        rows, np.arange(len(rows)), labels, k=k, starts=10, resamples=resamples, chance=np.random.default_rng(1)
    )


def test_separated_groups_always_come_back():
    chance = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 40)
    rows = np.array([[0.0, 0], [9, 0], [0, 9]])[labels] + chance.normal(size=(120, 2))
    assert similarities(rows, labels, 3) == pytest.approx([1.0, 1.0, 1.0])


def test_a_ball_cut_in_four_does_not_come_back():
    rows = np.random.default_rng(0).normal(size=(400, 6))
    labels = (rows[:, 0] > 0).astype(int) * 2 + (rows[:, 1] > 0)
    assert similarities(rows, labels, 4).max() < 0.6


def test_one_resample_by_hand():
    # Two far points drawn any number of times: each is its own group, so every similarity is 1, whatever the labels' names.
    rows = np.array([[0.0], [10.0]])
    got = jaccard_by_group(
        rows, np.repeat([0, 1], 30), np.array([1, 0]), k=2, starts=2, resamples=1, chance=np.random.default_rng(3)
    )
    assert got == pytest.approx([1.0, 1.0])


def test_a_group_the_resamples_merge_has_the_jaccard_of_the_union():
    # k = 2 on three equal clumps, two of them near: the partition "a | b, c" asks for what resamples find, "a, b | c" never is.
    labels_found = np.repeat([0, 1, 1], 50)
    rows = np.repeat([[0.0], [10.0], [11.0]], 50, axis=0)
    assert similarities(rows, labels_found, 2) == pytest.approx([1.0, 1.0])
    wrong = np.repeat([0, 0, 1], 50)
    # Drawn, {a, b} meets {a} at about 1/2 and {b, c} at about 1/3; {c} meets {b, c} at about 1/2.
    assert similarities(rows, wrong, 2) == pytest.approx([0.5, 0.5], abs=0.05)


def test_adjusted_rand_as_printed():
    # scikit-learn 1.9, documentation of adjusted_rand_score: ([0, 0, 1, 1], [0, 0, 1, 2]) 0.57; ([0, 0, 1, 2], [0, 0, 1, 1]) 0.57; perfect 1; ([0,0,0,0], [0,1,2,3]) 0
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])) == pytest.approx(4 / 7)
    assert adjusted_rand(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1])) == pytest.approx(4 / 7)
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])) == 1.0
    assert adjusted_rand(np.array([0, 0, 0, 0]), np.array([0, 1, 2, 3])) == 0.0


def test_adjusted_rand_against_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    chance = np.random.default_rng(5)
    a, b = chance.integers(0, 4, 300), chance.integers(0, 3, 300)
    assert adjusted_rand(a, b) == pytest.approx(metrics.adjusted_rand_score(a, b))
