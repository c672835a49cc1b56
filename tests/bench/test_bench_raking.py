"""Raking to five margins beside the same done respondent by respondent; both give the same weights.

Run by `make bench`.
"""

import numpy as np
import pytest

from relstudy.stats.raking import Margin, rake_weights

LEVELS = (2, 3, 5, 8, 13)


def margins(n: int) -> list[Margin]:
    chance = np.random.default_rng(1)
    labels = [chance.integers(0, levels, n) for levels in LEVELS]
    targets = [np.bincount(label, weights=chance.uniform(0.5, 1.5, n)) for label in labels]
    return [Margin(label=label, target=t / t.sum() * n) for label, t in zip(labels, targets, strict=True)]


def rake_respondents(margins: list[Margin]) -> np.ndarray:
    """Iterative proportional fitting as it is told: over all respondents, margin by margin, to the same rest."""
    weight = np.ones(len(margins[0].label))
    moved = 1.0
    while moved > 1e-11:
        moved = 0.0
        for margin in margins:
            step = margin.target / np.bincount(margin.label, weights=weight)
            weight = weight * step[margin.label]
            moved = max(moved, float(np.abs(step - 1.0).max()))
    return weight


@pytest.mark.parametrize("n", [10_000, 100_000, 1_000_000])
@pytest.mark.parametrize("road", ["relstudy", "by respondent"])
def test_raking(benchmark, n: int, road: str) -> None:
    benchmark.group = f"raking, 5 margins, {n}"
    given = margins(n)
    naive = rake_respondents(given)
    run = (
        (lambda: rake_weights(given, start=np.ones(n)).weight)
        if road == "relstudy"
        else (lambda: rake_respondents(given))
    )
    np.testing.assert_allclose(benchmark(run), naive, rtol=1e-9)
