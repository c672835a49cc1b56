"""R^2 shared out: against R's sums of squares over all orders, against published figures, and in its own terms."""

import csv
import tomllib
from itertools import permutations
from math import factorial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.stats.relative_importance import (
    MOST_ITEMS,
    RelativeImportance,
    correlations_of,
    product_columns,
    share_fit,
)

REFERENCE = Path(__file__).parents[1] / "reference"
STORED = tomllib.loads((REFERENCE / "relative_importance.toml").read_text())


def shared(values: np.ndarray, weight: np.ndarray) -> RelativeImportance:
    return share_fit(
        correlations_of(np.array([[weight @ column for column in product_columns(values, weight=weight)]]))
    )


@pytest.mark.parametrize("case", STORED["cases"], ids=lambda case: case["name"])
def test_figures_equal_those_of_r(case: dict[str, object]) -> None:
    with (REFERENCE / str(case["file"])).open() as lines:
        rows = list(csv.DictReader(lines))
    names = [*case["items"], case["overall"]]  # type: ignore[misc]
    values = np.array([[float(row[name]) for name in names] for row in rows])
    weight = np.array([float(row[str(case["weight"])]) for row in rows]) if case["weight"] else np.ones(len(rows))
    found = shared(values, weight)
    assert found.lmg[0] == pytest.approx(case["lmg"], rel=1e-9)
    assert found.relative_weight[0] == pytest.approx(case["relative_weight"], rel=1e-9)
    assert found.fit[0] == pytest.approx(case["r2"], rel=1e-9)


def test_relative_weights_equal_those_of_the_package_rwa() -> None:
    """R package rwa, article "Regression methods": mtcars, mpg on cyl, disp, hp, wt; correlations by R's cor()."""
    lower = [
        [0.902032872146999, 0.832447452721820, 0.782495794463241, -0.852161959426613],
        [0.790948586369806, 0.887979922058138, -0.847551379262479],
        [0.658747887344759, -0.776168371826586],
        [-0.867659376517228],
    ]
    correlation = np.eye(5)
    for i, row in enumerate(lower):
        correlation[i, i + 1 :] = correlation[i + 1 :, i] = row
    found = share_fit(correlation[None])
    assert found.relative_weight[0] == pytest.approx([0.2096904, 0.1883043, 0.1799590, 0.2706812], abs=5e-8)


def by_orders(correlation: np.ndarray) -> np.ndarray:
    """Return the Shapley values as they are defined: the mean gain over every order."""
    items = len(correlation) - 1

    def explained(inside: tuple[int, ...]) -> float:
        if not inside:
            return 0.0
        chosen = list(inside)
        towards = correlation[chosen, -1]
        return float(towards @ np.linalg.solve(correlation[np.ix_(chosen, chosen)], towards))

    gained = np.zeros(items)
    for order in permutations(range(items)):
        for place, one in enumerate(order):
            gained[one] += explained(order[: place + 1]) - explained(order[:place])
    return gained / factorial(items)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), items=st.integers(1, 5))
def test_lmg_is_the_mean_gain_over_every_order(seed: int, items: int) -> None:
    chance = np.random.default_rng(seed)
    correlation = np.corrcoef(chance.normal(size=(40, items + 1)) @ chance.normal(size=(items + 1,) * 2), rowvar=False)
    found = share_fit(correlation[None])
    assert found.lmg[0] == pytest.approx(by_orders(correlation), abs=1e-9)
    assert found.relative_weight[0].sum() == pytest.approx(found.fit[0], abs=1e-9)
    assert (found.lmg >= -1e-12).all()
    assert (found.relative_weight >= 0).all()


def test_independent_items_have_their_squared_correlations() -> None:
    correlation = np.eye(4)
    correlation[:3, 3] = correlation[3, :3] = (0.5, 0.3, -0.2)
    found = share_fit(correlation[None])
    for measure in (found.lmg, found.relative_weight):
        assert measure[0] == pytest.approx([0.25, 0.09, 0.04])


def test_an_item_asked_twice_shares_its_importance() -> None:
    chance = np.random.default_rng(3)
    one, other = chance.normal(size=(2, 300))
    values = np.column_stack([one, one, other, one + other + chance.normal(size=300)])
    found = shared(values, np.ones(300))
    for measure in (found.lmg[0], found.relative_weight[0]):
        assert measure[0] == pytest.approx(measure[1])
        assert measure.sum() == pytest.approx(found.fit[0])


def test_what_does_not_vary_explains_nothing_and_is_not_explained() -> None:
    chance = np.random.default_rng(4)
    values = chance.normal(size=(80, 3))
    still = values.copy()
    still[:, 0] = 7.1
    found = shared(still, np.ones(80))
    assert (found.lmg[0, 0], found.relative_weight[0, 0]) == (0.0, 0.0)
    assert found.lmg[0, 1] > 0
    values[:, 2] = 7.1
    assert np.isnan(shared(values, np.ones(80)).fit).all()


def test_who_lacks_an_answer_is_left_out_and_weights_count() -> None:
    chance = np.random.default_rng(5)
    values = chance.normal(size=(60, 3)) + 1e6
    weight = chance.integers(0, 4, 60).astype(float)
    holes = values.copy()
    holes[10:20, 1] = np.nan
    kept = np.r_[0:10, 20:60]
    repeated = np.repeat(kept, weight[kept].astype(int))
    assert shared(holes, weight).lmg == pytest.approx(shared(values[repeated], np.ones(len(repeated))).lmg, rel=1e-6)


def test_nobody_with_all_answers_gives_no_figure() -> None:
    assert np.isnan(shared(np.full((5, 3), np.nan), np.ones(5)).lmg).all()


def test_too_many_items_are_refused() -> None:
    with pytest.raises(ValueError, match=str(MOST_ITEMS)):
        share_fit(np.eye(MOST_ITEMS + 2)[None])
