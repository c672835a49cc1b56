"""Krippendorff's alpha of 30 codes and of all together, with 1,000 resamples of 10,000 cases, by two coders of each.

Printed, never judged; run with `make bench`. Goal of the project: 0.25 s of processor time. The peer is the definition in
plain loops over pairs, for one code and one resample of a tenth of the cases; where the package krippendorff is installed, one
code without resamples stands beside ours.
"""

import time
from itertools import permutations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from relstudy.stats.agreement import alpha_interval, alpha_of, count_disagreements

CODES, RESAMPLES = 30, 1_000


def judged(cases: int) -> np.ndarray:
    """Return what two coders gave each case, (codes, cases, 2) bool."""
    chance = np.random.default_rng(1)
    truth = chance.random((CODES, cases, 1)) < 0.1
    return truth ^ (chance.random((CODES, cases, 2)) < 0.03)


@pytest.mark.parametrize("cases", [40, 500, 10_000])
def test_interval_of_every_code(benchmark: BenchmarkFixture, cases: int) -> None:
    yes = judged(cases).sum(axis=2)
    counts = np.stack((2 - yes, yes), axis=2).astype(float)
    pools = np.vstack((np.eye(CODES, dtype=bool), np.ones((1, CODES), dtype=bool)))

    def resample() -> None:
        began = time.process_time()
        sums = count_disagreements(counts, np.ones(cases), np.arange(cases), cases=cases)
        low, high = alpha_interval(sums, pools, resamples=RESAMPLES, chance=np.random.default_rng(2))
        assert low[-1] < high[-1]
        benchmark.extra_info["processor seconds"] = round(time.process_time() - began, 3)

    benchmark.pedantic(resample, rounds=3)


def test_peer_of_one_code_and_one_resample(benchmark: BenchmarkFixture) -> None:
    units = judged(1_000)[0]
    drawn = np.random.default_rng(2).integers(len(units), size=len(units))

    def loop() -> None:
        rows = [units[case].tolist() for case in drawn]
        seen = sum(a != b for row in rows for a, b in permutations(row, 2))
        flat = [value for row in rows for value in row]
        by_chance = sum(a != b for a, b in permutations(flat, 2)) / (len(flat) - 1)
        assert seen < by_chance

    benchmark.pedantic(loop, rounds=1)


@pytest.mark.benchmark(group="alpha of one code, 10,000 cases, without resamples")
@pytest.mark.parametrize("road", ["relstudy", "krippendorff"])
def test_one_code(benchmark: BenchmarkFixture, road: str) -> None:
    peer = pytest.importorskip("krippendorff")
    judgements = judged(10_000)[0].astype(int)
    yes = judgements.sum(axis=1)
    counts = np.stack((2 - yes, yes), axis=1)[None].astype(float)

    def ours() -> float:
        sums = count_disagreements(counts, np.ones(10_000), np.arange(10_000), cases=10_000)
        return float(alpha_of(sums, np.ones((1, 1), dtype=bool)).item())

    def theirs() -> float:
        return float(peer.alpha(reliability_data=judgements.T, level_of_measurement="nominal"))

    assert benchmark(ours if road == "relstudy" else theirs) == pytest.approx(theirs(), rel=1e-9)
