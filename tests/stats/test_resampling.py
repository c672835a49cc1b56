"""Resamples: their spread is the linearised standard error, and they depend on the design and the seed alone."""

from dataclasses import replace

import numpy as np
import pytest

from relstudy.stats import resampling
from relstudy.stats.calibration import Calibration
from relstudy.stats.chance import generator
from relstudy.stats.design import Design
from relstudy.stats.estimates import value_estimates
from relstudy.stats.folds import Partition
from relstudy.stats.raking import Margin, rake_weights
from relstudy.stats.resampling import draw_counts, find_units, resample_totals, spread_of_draws


def spread_and_error(design: Design, values: np.ndarray, parts: tuple[Partition, ...]) -> tuple[np.ndarray, np.ndarray]:
    totals = resample_totals(
        np.column_stack([values, np.ones(design.n)]), parts, design, chance=generator(3, "t"), replicates=4_000
    ).drawn
    means = totals[:, :, 0] / totals[:, :, 1]
    return means.std(axis=0), value_estimates(values, np.ones(design.n), parts, design, kind="mean").se[0]


CHANCE = np.random.default_rng(11)
N = 1_200
STRATUM = CHANCE.integers(0, 8, N)
CLUSTER = CHANCE.integers(0, 5, N)
WEIGHT = CHANCE.uniform(0.3, 3.0, N)
VALUES = CHANCE.normal(0, 1, N) + 0.4 * STRATUM + CHANCE.normal(0, 0.7, (8, 5))[STRATUM, CLUSTER]
PARTS = (
    Partition(label=CHANCE.integers(-1, 2, N).astype(np.int16), size=2),
    Partition(label=CHANCE.integers(0, 3, N).astype(np.int16), size=3),
)
DESIGNS = {
    "weights": {},
    "strata": {"strata": STRATUM},
    "clusters": {"clusters": STRATUM * 5 + CLUSTER},
    "strata and clusters": {"strata": STRATUM, "clusters": CLUSTER},
    # Two units a stratum: drawing two of two would halve the variance.
    "pairs": {"strata": STRATUM, "clusters": CLUSTER % 2},
    "fpc": {"strata": STRATUM, "clusters": CLUSTER, "fpc": np.full(N, 8.0)},
    "fpc as a share": {"strata": STRATUM, "fpc": np.full(N, 0.6)},
}


@pytest.mark.parametrize("name", DESIGNS)
def test_the_spread_of_resampled_means_is_the_linearised_error(name: str) -> None:
    spread, error = spread_and_error(Design.of(WEIGHT, **DESIGNS[name]), VALUES, PARTS)
    assert spread == pytest.approx(error, rel=0.12)
    assert spread[0] == pytest.approx(error[0], rel=0.06)


def test_many_respondents_are_drawn_by_groups_with_the_same_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resampling, "ONE_BY_ONE", 1_000)
    monkeypatch.setattr(resampling, "GROUPS", 400)
    for options in ({}, {"strata": STRATUM}):
        design = Design.of(WEIGHT, **options)
        units = find_units(design, chance=generator(1, "t"))
        assert 400 <= units.size.sum() < 420
        assert np.ptp(np.bincount(units.of)) <= 1
        spread, error = spread_and_error(design, VALUES, PARTS)
        assert spread == pytest.approx(error, rel=0.2)


def test_a_resample_draws_n_of_n() -> None:
    units = find_units(Design.of(np.ones(50)), chance=generator(1, "t"))
    blocks = list(draw_counts(units, chance=generator(1, "t"), replicates=300))
    counts = np.concatenate(blocks)
    assert counts.shape == (300, 50)
    assert (counts.sum(axis=1) == 50).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(50), abs=0.3)


def test_strata_draw_one_less_and_keep_their_weight() -> None:
    design = Design.of(np.ones(10), strata=np.array([0] * 4 + [1] * 6))
    units = find_units(design, chance=generator(1, "t"))
    counts = next(draw_counts(units, chance=generator(1, "t"), replicates=200))
    weight = counts * units.factor + units.fixed
    assert (counts[:, :4].sum(axis=1) == 3).all()
    assert (counts[:, 4:].sum(axis=1) == 5).all()
    np.testing.assert_allclose(weight[:, :4].sum(axis=1), 4)
    np.testing.assert_allclose(weight[:, 4:].sum(axis=1), 6)


def test_blocks_values_and_columns_move_no_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    design = Design.of(WEIGHT)
    values = np.column_stack([VALUES, np.ones(N)])

    def totals(columns: np.ndarray, parts: tuple[Partition, ...]) -> np.ndarray:
        return resample_totals(columns, parts, design, chance=generator(3, "t"), replicates=50).drawn

    whole = totals(values, PARTS)
    np.testing.assert_allclose(totals(values, ())[:, 0], whole[:, 0], rtol=1e-12)
    np.testing.assert_allclose(totals(np.column_stack([values, VALUES**2]), PARTS)[..., :2], whole, rtol=1e-12)
    monkeypatch.setattr(resampling, "_BLOCK", 7 * N)
    np.testing.assert_allclose(totals(values, PARTS), whole, rtol=1e-12)


def test_columns_are_domains_of_the_same_resample() -> None:
    totals = resample_totals(np.ones((N, 1)), PARTS, Design.of(WEIGHT), chance=generator(3, "t"), replicates=20).drawn[
        :, :, 0
    ]
    np.testing.assert_allclose(totals[:, 3:].sum(axis=1), totals[:, 0])
    assert (totals[:, 1] + totals[:, 2] < totals[:, 0]).all()


SEX, AGE = (VALUES + CHANCE.normal(0, 1.0, N) > 1.0).astype(int), np.clip(np.rint(VALUES + 1), 0, 3).astype(int)


def raked_design(bounds: tuple[float, float] | None = None, **options: np.ndarray) -> Design:
    margins = [Margin(label=SEX, target=np.array([900.0, 1100.0])), Margin(label=AGE, target=np.array([400.0, 500.0, 500.0, 600.0]))]  # fmt: skip
    raked = rake_weights(margins, start=WEIGHT, bounds=bounds)
    assert raked.converged
    return Design.of(raked.weight, calibration=Calibration.of((SEX, AGE), WEIGHT, bounds=bounds), **options)


@pytest.mark.parametrize("name", ["weights", "strata", "strata and clusters", "bounded"])
def test_resamples_are_raked_again_and_spread_as_the_residuals(name: str) -> None:
    bounds = (0.3, 3.0) if name == "bounded" else None
    design = raked_design(bounds, **DESIGNS.get(name, {}))
    spread, error = spread_and_error(design, VALUES, PARTS)
    assert spread == pytest.approx(error, rel=0.12)
    assert spread[0] == pytest.approx(error[0], rel=0.06)
    # Age tells much of the values: without raking again the spread would be half as large again.
    kept = replace(design, calibration=None, margins=None)
    assert spread_and_error(kept, VALUES, PARTS)[0][0] > 1.3 * spread[0]


@pytest.mark.parametrize("bounds", [None, (0.3, 3.0)])
def test_every_resample_hits_the_margins(bounds: tuple[float, float] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    design = raked_design(bounds)
    inside = np.column_stack([SEX == 0, SEX == 1, *(i == AGE for i in range(4))]).astype(float)

    def totals() -> np.ndarray:
        return resample_totals(inside, PARTS, design, chance=generator(3, "t"), replicates=60).drawn

    whole = totals()
    np.testing.assert_allclose(whole[:, 0], np.tile([900, 1100, 400, 500, 500, 600], (60, 1)), rtol=1e-6)
    monkeypatch.setattr(resampling, "_BLOCK", 7 * N)
    np.testing.assert_allclose(totals(), whole, rtol=1e-6)


def test_spread_is_made_of_draws_that_occurred() -> None:
    replicates = np.array([[1.0, 1.0, np.nan]] * 30 + [[2.0, 4.0, np.nan]] * 970)
    low, high = spread_of_draws(replicates)
    np.testing.assert_array_equal(low, [1, 1, np.nan])
    np.testing.assert_array_equal(high, [2, 4, np.nan])
    # 2.5 % of 1,000 is the 25th of the sorted draws, 97.5 % the 975th.
    counted = np.repeat([[1.0], [2.0], [3.0]], [25, 950, 25], axis=0)
    assert [float(bound[0]) for bound in spread_of_draws(counted)] == [1.0, 2.0]
    assert [float(bound[0]) for bound in spread_of_draws(counted[1:])] == [2.0, 3.0]


def test_the_totals_themselves_are_those_without_resampling() -> None:
    chance = np.random.default_rng(12)
    values, weight, label = chance.normal(size=(50, 2)), chance.uniform(1, 2, 50), chance.integers(-1, 2, 50)
    totals = resample_totals(
        values, (Partition(label=label, size=2),), Design.of(weight), chance=generator(1, "t"), replicates=3
    ).whole
    inside = [np.ones(50, dtype=bool), label == 0, label == 1]
    np.testing.assert_allclose(totals, [(values * weight[:, None])[mask].sum(axis=0) for mask in inside])
