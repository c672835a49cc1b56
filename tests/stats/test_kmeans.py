"""k-means against figures printed elsewhere, against scikit-learn, and in its own terms."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from relstudy.stats.kmeans import assign, fit_clusters, refine


@pytest.fixture(scope="module")
def iris():
    datasets = pytest.importorskip("sklearn.datasets")
    return datasets.load_iris().data


def test_iris_as_r_prints_it(iris):
    # In R 4.2: k <- kmeans(iris[,1:4], 3, nstart = 25); k$tot.withinss 78.85144; sort(k$size) 38 50 62
    ones = np.ones(150)
    fit = fit_clusters(iris, ones, k=3, starts=10, chance=np.random.default_rng(1))
    _, labels, within = refine(iris, ones, fit.centres[0])
    assert within == pytest.approx(78.85144, abs=5e-6)
    assert sorted(np.bincount(labels)) == [38, 50, 62]


@pytest.mark.parametrize(("k", "tot_withinss"), [(2, 152.348), (4, 57.22847)])
def test_iris_with_other_numbers(iris, k, tot_withinss):
    # In R 4.2: kmeans(iris[,1:4], k, nstart = 100)$tot.withinss
    ones = np.ones(150)
    fit = fit_clusters(iris, ones, k=k, starts=30, chance=np.random.default_rng(1))
    assert refine(iris, ones, fit.centres[0])[2] == pytest.approx(tot_withinss, rel=2e-6)


def test_as_good_as_scikit_learn_with_weights():
    cluster = pytest.importorskip("sklearn.cluster")
    chance = np.random.default_rng(2)
    rows = chance.normal(size=(4, 6))[chance.integers(0, 4, 500)] * 1.5 + chance.normal(size=(500, 6))
    weights = np.stack([np.bincount(chance.integers(0, 500, 500), minlength=500) for _ in range(4)]).astype(float)
    with threadpool_limits(1):
        mine = fit_clusters(rows, weights, k=4, starts=10, chance=np.random.default_rng(3)).within
        theirs = [cluster.KMeans(4, n_init=10, random_state=0).fit(rows, sample_weight=w).inertia_ for w in weights]
    assert mine == pytest.approx(theirs, rel=5e-3)


def test_folded_rows_give_the_fit_of_all_rows():
    chance = np.random.default_rng(4)
    patterns = chance.normal(size=(12, 3))
    counts = chance.integers(1, 9, 12)
    whole = np.repeat(patterns, counts, axis=0)
    folded = fit_clusters(patterns, counts.astype(float), k=3, starts=30, chance=np.random.default_rng(5))
    spread = fit_clusters(whole, np.ones(len(whole)), k=3, starts=30, chance=np.random.default_rng(5))
    assert folded.within[0] == pytest.approx(spread.within[0])


def test_a_row_of_weight_zero_moves_no_centre_but_has_a_label():
    rows = np.array([[0.0], [0.2], [5.0], [5.2], [1000.0]])
    fit = fit_clusters(rows, np.array([1.0, 1, 1, 1, 0]), k=2, starts=5, chance=np.random.default_rng(0))
    assert sorted(fit.centres[0][:, 0]) == pytest.approx([0.1, 5.1])
    assert fit.labels[0][4] == fit.labels[0][2]


def test_within_is_the_sum_of_squares_to_the_centres():
    chance = np.random.default_rng(6)
    rows = chance.normal(size=(90, 4))
    fit = fit_clusters(rows, np.ones(90), k=5, starts=3, chance=chance)
    expected = ((rows - fit.centres[0][fit.labels[0]]) ** 2).sum()
    assert fit.within[0] == pytest.approx(expected)
    assert np.array_equal(assign(rows, fit.centres)[0], fit.labels[0])


def test_refine_never_raises_the_scatter():
    chance = np.random.default_rng(7)
    rows, ones = chance.normal(size=(200, 3)), np.ones(200)
    centres = rows[:4].copy()
    scatter = [refine(rows, ones, centres, iterations=i)[2] for i in range(6)]
    assert all(a >= b for a, b in itertools.pairwise(scatter))
    assert scatter[0] > scatter[-1]


def test_same_chance_same_fit():
    rows = np.random.default_rng(8).normal(size=(300, 5))
    first, second = (fit_clusters(rows, np.ones(300), k=4, starts=4, chance=np.random.default_rng(1)) for _ in range(2))
    assert np.array_equal(first.centres, second.centres)


def test_the_first_fit_of_a_process_equals_the_second_to_the_last_digit() -> None:
    script = """
import numpy as np
from threadpoolctl import threadpool_limits
from relstudy.stats.kmeans import settle
rows = np.random.default_rng(3).normal(size=(4000, 7))
centres = []
for _ in range(2):
    with threadpool_limits(limits=1):
        centres.append(settle(rows, rows[:5], iterations=3)[0].tobytes())
print(centres[0] == centres[1])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
