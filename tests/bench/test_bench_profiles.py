"""Time of the search for profiles: k 2 to 8, 10 starts or more, 50 resamples, 20 refits by chance. Run with --benchmark-only.

Goal of the house: about 5 s at 10,000 respondents x 30 items, 15 s at 1,000,000 (read in part, carried over all). scikit-learn stands beside it with
the fits and resamples alone: the comparisons with chance and with a gradation are left out.
"""

import numpy as np
import pytest
from planted_answers import independent, planted
from threadpoolctl import threadpool_limits

from relstudy.stats.chance import generator
from relstudy.stats.kmeans import fit_clusters
from relstudy.stats.partition import find_groups
from relstudy.stats.scaling import standardise


def search(answers):
    scores = standardise(answers.columns)[0]
    return find_groups(
        scores, answers.items, np.ones(len(scores)), k=(2, 8), min_share=0.05, chance=generator(7, "profiles")
    )


@pytest.mark.parametrize("n", [1_000, 10_000, 100_000, 1_000_000])
def test_four_groups_on_thirty_scales(benchmark, n):
    answers = planted(n, 4, 30, ("scale5",), 0.6, "rising", np.random.default_rng(3))
    found = benchmark.pedantic(search, args=(answers,), rounds=1)
    assert found.k == 4
    assert benchmark.stats.stats.min < 30


def test_ten_thousand_with_scikit_learn(benchmark):
    from sklearn.cluster import KMeans

    rows = standardise(planted(10_000, 4, 30, ("scale5",), 0.6, "rising", np.random.default_rng(3)).columns)[0]
    chance = np.random.default_rng(4)

    def fits_and_resamples():
        for k in range(2, 9):
            KMeans(k, n_init=10, random_state=0).fit(rows)
        for k in (2, 3, 4):
            for _ in range(50):
                KMeans(k, n_init=10, random_state=0).fit(rows[chance.integers(0, len(rows), len(rows))])

    with threadpool_limits(1):
        benchmark.pedantic(fits_and_resamples, rounds=1)


@pytest.mark.parametrize("n", [1_000, 10_000])
def test_thirty_independent_scales(benchmark, n):
    answers = independent(n, 30, ("scale5",), np.random.default_rng(3))
    assert benchmark.pedantic(search, args=(answers,), rounds=1).k == 0


@pytest.mark.parametrize("tool", ["relstudy", "scikit-learn"])
def test_fifty_resamples_of_a_thousand(benchmark, tool):
    answers = planted(1_000, 4, 15, ("scale5",), 0.6, "rising", np.random.default_rng(3))
    rows = standardise(answers.columns)[0]
    chance = np.random.default_rng(4)
    weights = np.stack([np.bincount(chance.integers(0, 1_000, 1_000), minlength=1_000) for _ in range(50)]).astype(
        float
    )

    def ours():
        return fit_clusters(rows, weights, k=4, starts=10, chance=np.random.default_rng(5)).within

    def theirs():
        from sklearn.cluster import KMeans

        return [KMeans(4, n_init=10, random_state=0).fit(rows, sample_weight=w).inertia_ for w in weights]

    with threadpool_limits(1):
        benchmark.pedantic(ours if tool == "relstudy" else theirs, rounds=3, warmup_rounds=1)
