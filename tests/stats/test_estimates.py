"""Shares, means and their standard errors against R's survey, and what must hold for any data."""

import tomllib

import numpy as np
import pytest
from api_samples import PLACES, REFERENCE, SAMPLES, design, partitions
from hypothesis import given, settings
from hypothesis import strategies as st
from single_figures import estimate_mean, estimate_share

from relstudy.errors import MethodError
from relstudy.stats import folds
from relstudy.stats.design import Design, kish_effective
from relstudy.stats.estimates import (
    Z95,
    Estimates,
    ratio_estimates,
    value_estimates,
    wilson_interval,
)
from relstudy.stats.folds import Partition, States, fold_states

FIGURES = tomllib.loads((REFERENCE / "estimates.toml").read_text())["figures"]


CODES = ("E", "H", "M")


def shares(state: np.ndarray, size: int, parts: tuple[Partition, ...], by: Design) -> Estimates:
    (fold,) = fold_states([States(state=state, size=size)], parts, by)
    return ratio_estimates(fold, np.eye(size), np.ones((size, size)), by, kind="share", bounds=(0, 1))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f"{f['design']}-{f['measure']}-{f['row']}-{f['column']}")
def test_values_and_standard_errors_equal_those_of_r(figure: dict) -> None:
    # In R: figure["r"] on figure["r_design"], survey 4.1-1 (tests/reference/estimates.R).
    data = SAMPLES[figure["data"]]
    by, parts, place = design(figure["design"], data), partitions(data), PLACES[figure["column"]]
    if figure["measure"] == "mean":
        got = value_estimates(data["api00"], np.ones(by.n), parts, by, kind="mean").at(0, place)
    elif figure["measure"] == "pooled":
        got = value_estimates(data["yes"], data["asked"], parts, by, kind="share").at(0, place)
    else:
        state = np.searchsorted(CODES, data["stype"])
        got = shares(state, 3, parts, by).at(CODES.index(figure["row"]), place)
    assert got.value == pytest.approx(figure["value"], rel=1e-12)
    # R prints no zero where only rounding is left (a share of 0 or 1, or a share fixed by the strata).
    assert got.se == pytest.approx(figure["se"], rel=1e-9, abs=1e-12)


def test_a_mean_of_codes_and_a_mean_of_the_same_numbers_are_one() -> None:
    data = SAMPLES["api_strat.csv"]
    by, parts = design("strata_clusters", data), partitions(data)
    state = np.searchsorted(CODES, data["stype"])
    values = np.array([3.0, 7.0, 8.0])
    (fold,) = fold_states([States(state=state, size=3)], parts, by)
    by_code = ratio_estimates(fold, values[None], np.ones((1, 3)), by, kind="mean")
    by_number = value_estimates(values[state], np.ones(by.n), parts, by, kind="mean")
    for name in ("value", "se", "low", "high", "base", "base_weighted", "base_effective"):
        np.testing.assert_allclose(getattr(by_code, name), getattr(by_number, name), rtol=1e-11)


def test_kish_effective_number() -> None:
    # Barometer-like check by hand: weights 1, 1, 2 give 16 / 6.
    assert kish_effective(np.array([1.0, 1.0, 2.0])) == pytest.approx(16 / 6)
    assert kish_effective(np.array([])) == 0.0
    # R: apiclus1 is self-weighting: Kish equals n.
    assert kish_effective(SAMPLES["api_clus1.csv"]["pw"]) == pytest.approx(183)


def test_wilson_interval_at_the_ends_and_in_the_middle() -> None:
    # In R: prop.test(x, n, correct = FALSE)$conf.int for 0/30, 30/30, 15/30, to the digits of 1.959964.
    low, high = wilson_interval(np.array([0.0, 1.0, 0.5]), np.array([30.0, 30.0, 30.0]))
    np.testing.assert_allclose(low, [0.0, 0.886486607, 0.331541256], atol=1e-7)
    np.testing.assert_allclose(high, [0.113513393, 1.0, 0.668458744], atol=1e-7)
    assert low[0] == 0.0
    assert high[1] == 1.0


def test_a_code_nobody_chose_is_zero_with_a_wilson_interval() -> None:
    by = Design.of(np.full(40, 2.0))
    got = shares(np.zeros(40, dtype=np.int16), 2, (), by).at(1, 0)
    assert (got.value, got.se, got.low, got.interval) == (0.0, 0.0, 0.0, "wilson")
    assert got.high == pytest.approx(Z95**2 / (40 + Z95**2))
    assert got.base_effective == pytest.approx(40)


def test_equal_answers_have_a_standard_error_of_zero_in_every_design() -> None:
    rng = np.random.default_rng(5)
    weight, cluster = rng.uniform(0.2, 3.0, 200), rng.integers(0, 20, 200)
    part = (Partition(label=rng.integers(0, 2, 200).astype(np.int16), size=2),)
    values = np.where(part[0].label == 0, 0.1, 0.7)
    for by in (Design.of(weight), Design.of(weight, clusters=cluster), Design.of(weight, strata=cluster % 3)):
        got = value_estimates(values, np.ones(200), part, by, kind="mean")
        assert got.se[0, 0] > 0
        assert got.se[0, 1:].tolist() == [0.0, 0.0]
        assert got.low[0, 1] == got.high[0, 1] == got.value[0, 1]


def test_one_respondent_has_no_standard_error() -> None:
    by = Design.of(np.array([1.5]))
    got = estimate_mean(np.array([4.0]), np.array([True]), by)
    assert (got.value, got.base, got.interval) == (4.0, 1, "none")
    assert np.isnan([got.se, got.low, got.high]).all()
    share = estimate_share(np.array([True]), np.array([True]), by)
    assert (share.value, share.interval) == (1.0, "none")
    assert np.isnan([share.se, share.low, share.high]).all()


def test_nobody_in_the_base_gives_no_figure() -> None:
    by = Design.of(np.ones(5))
    got = estimate_share(np.ones(5, dtype=bool), np.zeros(5, dtype=bool), by)
    assert got.base == 0
    assert np.isnan([got.value, got.se, got.low, got.high]).all()
    assert got.base_weighted == 0.0
    assert got.base_effective == 0.0


def test_intervals_of_shares_stay_within_0_and_1() -> None:
    by = Design.of(np.array([50.0] + [1.0] * 99))
    mask = np.zeros(100, dtype=bool)
    mask[0] = True
    got = estimate_share(mask, np.ones(100, dtype=bool), by)
    assert got.low == 0.0
    assert got.interval == "taylor"
    assert got.high < 1.0


def test_a_stratum_of_one_is_refused_by_name() -> None:
    with pytest.raises(MethodError) as refused:
        Design.of(np.ones(5), strata=np.array([3, 3, 7, 9, 9]))
    (fault,) = refused.value.faults
    assert (fault.code, fault.item, fault.found) == ("lonely-stratum", "design.strata", "7")
    with pytest.raises(MethodError) as refused:
        Design.of(np.ones(5), strata=np.array([0, 0, 1, 2, 2]), names=np.array(["Nord", "Sud", "Est"]))
    assert refused.value.faults[0].found == "Sud"
    with pytest.raises(MethodError, match="lonely-stratum"):
        Design.of(np.ones(4), strata=np.array([0, 0, 1, 1]), clusters=np.array([1, 2, 3, 3]))
    with pytest.raises(MethodError, match="lonely-stratum"):
        Design.of(np.ones(4), clusters=np.zeros(4))


def test_many_strata_of_one_are_counted_beyond_the_first_twenty() -> None:
    with pytest.raises(MethodError) as refused:
        Design.of(np.ones(70), strata=np.r_[np.arange(30), np.repeat(np.arange(30, 50), 2)])
    faults = refused.value.faults
    assert (len(faults), faults[0].found, faults[0].more, faults[-1].more) == (20, "0", 0, 10)


def test_a_stratum_drawn_whole_may_be_of_one() -> None:
    # In R: svydesign(ids = ~1, strata = ~h, weights = ~1, fpc = ~N) with h = a a a b, N = 9 9 9 1: mean of 1 2 4 8.
    by = Design.of(np.ones(4), strata=np.array([0, 0, 0, 1]), fpc=np.array([9.0, 9, 9, 1]))
    assert estimate_mean(np.array([1.0, 2, 4, 8]), np.ones(4, dtype=bool), by).se == pytest.approx(
        0.5400617249, abs=1e-9
    )


@pytest.mark.parametrize(
    ("fpc", "found"),
    [
        ([10.0, 10, 0.5, 0.5], "@sizes-and-shares"),
        ([10.0, 11, 10, 10], "@varies-in-stratum"),
        ([1.5, 1.5, 10, 10], "@population-below-sample (0 @=1.5 < 2)"),
        ([0.0, 0, 1, 1], "@not-above-zero"),
        ([np.nan, np.nan, 9, 9], "@not-above-zero"),
    ],
)
def test_an_fpc_that_cannot_be_is_refused(fpc: list[float], found: str) -> None:
    with pytest.raises(MethodError) as refused:
        Design.of(np.ones(4), strata=np.array([0, 0, 1, 1]), fpc=np.array(fpc), file="waves/2026-03/responses.csv")
    told = refused.value.faults[0]
    assert (told.found, told.file, told.item) == (found, "waves/2026-03/responses.csv", "design.fpc")


@st.composite
def surveys(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """States 0-3, weights, labels of a partition and a design in which every stratum has two units or more."""
    n = draw(st.integers(8, 60))
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    kind = draw(st.sampled_from(["weights", "strata", "clusters", "both"]))
    cluster = np.arange(n) // 2
    stratum = cluster // 2 % 2
    options = {
        "weights": {},
        "strata": {"strata": stratum},
        "clusters": {"clusters": cluster},
        "both": {"strata": stratum, "clusters": cluster},
    }[kind]
    state = chance.integers(0, draw(st.integers(1, 4)), n)
    return state, chance.uniform(0.1, 5.0, n), chance.integers(-1, 3, n), options


def by_survey(state: np.ndarray, weight: np.ndarray, label: np.ndarray, options: dict[str, np.ndarray]) -> Estimates:
    return shares(state, 4, (Partition(label=label, size=3),), Design.of(weight, **options))


def assert_equal(a: Estimates, b: Estimates, *, rows: list[int] | None = None) -> None:
    for name in ("value", "se", "low", "high", "base", "base_effective"):
        mine = getattr(a, name) if rows is None else getattr(a, name)[rows]
        np.testing.assert_allclose(mine, getattr(b, name), rtol=1e-9, atol=1e-12)


@settings(deadline=None)
@given(surveys(), st.integers(0, 1_000))
def test_row_order_changes_nothing(survey: tuple, seed: int) -> None:
    state, weight, label, options = survey
    order = np.random.default_rng(seed).permutation(len(state))
    moved = {name: values[order] for name, values in options.items()}
    assert_equal(by_survey(state[order], weight[order], label[order], moved), by_survey(*survey))


@settings(deadline=None)
@given(surveys(), st.permutations(range(4)))
def test_relabelling_codes_only_moves_the_rows(survey: tuple, order: list[int]) -> None:
    state, weight, label, options = survey
    got = by_survey(np.array(order)[state], weight, label, options)
    assert_equal(got, by_survey(*survey), rows=list(order))


@settings(deadline=None)
@given(surveys(), st.sampled_from([0.001, 0.5, 3.0, 1e6]))
def test_scaling_weights_leaves_shares_and_errors_alone(survey: tuple, factor: float) -> None:
    state, weight, label, options = survey
    assert_equal(by_survey(state, weight * factor, label, options), by_survey(*survey))


@settings(deadline=None)
@given(surveys())
def test_shares_of_a_single_item_sum_to_1(survey: tuple) -> None:
    got = by_survey(*survey)
    there = got.base[0] > 0
    np.testing.assert_allclose(got.value[:, there].sum(axis=0), 1.0)


@settings(deadline=None)
@given(surveys())
def test_equal_weights_are_no_weights(survey: tuple) -> None:
    state, weight, label, options = survey
    got = by_survey(state, np.full(len(weight), 7.5), label, options)
    for g in range(3):
        inside = label == g
        if inside.any():
            np.testing.assert_allclose(got.value[:, g + 1], np.bincount(state[inside], minlength=4) / inside.sum())
            assert got.base_effective[0, g + 1] == pytest.approx(inside.sum())


@settings(deadline=None)
@given(surveys())
def test_a_column_is_a_domain_of_the_whole_sample(survey: tuple) -> None:
    """Values are those of the subset; the error is that of the influence of the whole sample, written out."""
    state, weight, label, options = survey
    got = by_survey(*survey)
    n = len(state)
    stratum = options.get("strata", np.zeros(n, dtype=int))
    unit = options.get("clusters", np.arange(n))
    for g in range(3):
        inside = label == g
        if not inside.any():
            continue
        total = weight[inside].sum()
        share = weight[inside & (state == 0)].sum() / total
        influence = weight * inside * ((state == 0) - share) / total
        variance = 0.0
        for h in np.unique(stratum):
            sums = np.array([influence[(stratum == h) & (unit == u)].sum() for u in np.unique(unit[stratum == h])])
            variance += len(sums) / (len(sums) - 1) * ((sums - sums.mean()) ** 2).sum()
        assert got.value[0, g + 1] == pytest.approx(share, abs=1e-12)
        assert got.se[0, g + 1] == pytest.approx(np.sqrt(variance), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(surveys(), st.integers(1, 5))
def test_counting_items_together_or_alone_is_the_same(survey: tuple, items: int) -> None:
    state, weight, label, options = survey
    by = Design.of(weight, **options)
    parts = (Partition(label=label, size=3), Partition(label=state % 2, size=2))
    moved = [States(state=(state + i) % 4, size=4) for i in range(items)]
    for one, together in zip(moved, fold_states(moved, parts, by), strict=True):
        (alone,) = fold_states([one], parts, by)
        for name in ("count", "weight", "square", "by_stratum", "squares_by_stratum", "cross", "bulk"):
            np.testing.assert_allclose(getattr(together, name), getattr(alone, name), rtol=1e-12, atol=1e-12)


def test_units_counted_in_blocks_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = SAMPLES["api_strat.csv"]
    by, parts = design("strata_clusters", data), partitions(data)
    state = np.searchsorted(CODES, data["stype"])
    whole = shares(state, 3, parts, by)
    monkeypatch.setattr(folds, "_BY_UNIT", 60)
    assert_equal(shares(state, 3, parts, by), whole)
