"""Raking to five margins beside the same done respondent by respondent, and weightipy where it is installed; same weights.

Run by `make bench`.
"""

import numpy as np
import pandas as pd
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


def rake_frame(margins: list[Margin]) -> np.ndarray:
    """Rake with weightipy, to a misfit of its own measure of 1e-6."""
    weightipy = pytest.importorskip("weightipy")
    frame = pd.DataFrame({f"m{i}": margin.label for i, margin in enumerate(margins)})
    shares = [100 * margin.target / margin.target.sum() for margin in margins]
    scheme = weightipy.scheme_from_dict({f"m{i}": dict(enumerate(share)) for i, share in enumerate(shares)})
    scheme.convcrit = 1e-6
    return weightipy.weight_dataframe(frame, scheme, weight_column="weight")["weight"].to_numpy()


@pytest.mark.parametrize("n", [10_000, 100_000, 1_000_000])
@pytest.mark.parametrize("road", ["relstudy", "by respondent", "weightipy"])
def test_raking(benchmark, n: int, road: str) -> None:
    benchmark.group = f"raking, 5 margins, {n}"
    given = margins(n)
    naive = rake_respondents(given)
    roads = {
        "relstudy": (lambda: rake_weights(given, start=np.ones(n)).weight, 1e-9),
        "by respondent": (lambda: rake_respondents(given), 1e-9),
        "weightipy": (lambda: rake_frame(given), 1e-5),
    }
    run, apart = roads[road]
    np.testing.assert_allclose(benchmark(run), naive, rtol=apart)
