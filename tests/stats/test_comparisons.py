"""Differences between columns against R's survey, by hand, and what must hold for any data."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.stats.calibration import Calibration
from relstudy.stats.comparisons import Comparisons, adjust, compare_states, compare_values, letter_of, two_sided
from relstudy.stats.design import Design
from relstudy.stats.estimates import ratio_estimates, value_estimates
from relstudy.stats.folds import Partition, States, fold_states
from relstudy.stats.pairs import Block, Pairs, fold_shared
from relstudy.stats.raking import Margin, rake_weights

REFERENCE = Path(__file__).parents[1] / "reference"
STORED = tomllib.loads((REFERENCE / "comparisons.toml").read_text())
TEXTS = {"stype", "sch.wide", "comp.imp", "awards"}


def sample(name: str) -> dict[str, np.ndarray]:
    with (REFERENCE / name).open() as lines:
        rows = list(csv.DictReader(lines))
    return {c: np.array([r[c] for r in rows], dtype=str if c in TEXTS else float) for c in rows[0]}


SAMPLES = {name: sample(name) for name in ("api_strat.csv", "api_clus1.csv")}
MARGINS = (("stype", ("E", "H", "M"), (4421.0, 755.0, 1018.0)), ("sch.wide", ("No", "Yes"), (1072.0, 5122.0)))


def design_of(name: str, data: dict[str, np.ndarray], *, raked: bool) -> Design:
    strata = np.unique(data["stype"], return_inverse=True)[1]
    options = {
        "weights": {},
        "strata_fpc": {"strata": strata, "fpc": data["fpc"]},
        "strata_clusters": {"strata": strata, "clusters": data["dnum"]},
        "clusters_fpc": {"clusters": data["dnum"], "fpc": data["fpc"]},
    }[name]
    if not raked:
        return Design.of(data["pw"], **options)
    margins = [Margin(label=np.searchsorted(codes, data[item]), target=np.array(t)) for item, codes, t in MARGINS]
    calibration = Calibration.of([m.label for m in margins], data["pw"])
    return Design.of(rake_weights(margins, start=data["pw"]).weight, calibration=calibration, **options)


def one_column(inside: np.ndarray) -> Partition:
    return Partition(label=np.where(inside, 0, -1).astype(np.int16), size=1)


def blocks_of(*blocks: tuple[Partition, ...]) -> tuple[tuple[Partition, ...], Pairs]:
    """Return the partitions of some blocks and their pairs."""
    partitions = tuple(partition for block in blocks for partition in block)
    found, place = [], 1
    for block in blocks:
        width = sum(partition.size for partition in block)
        found.append(Block(places=np.arange(place, place + width), partitions=block))
        place += width
    return partitions, Pairs.of(found)


def compare(
    state: np.ndarray, numerator: np.ndarray, denominator: np.ndarray, kind: str, *blocks: tuple[Partition, ...], by: Design
) -> tuple[Comparisons, Pairs]:  # fmt: skip
    partitions, pairs = blocks_of(*blocks)
    item = States(state=state, size=numerator.shape[1])
    (fold,) = fold_states([item], partitions, by)
    (shared,) = fold_shared([item], [fold], pairs, by)
    estimates = ratio_estimates(fold, numerator, denominator, by, kind=kind)
    return compare_states(estimates, numerator, denominator, item, fold, shared, pairs, by, kind=kind), pairs


def shares(state: np.ndarray, size: int, *blocks: tuple[Partition, ...], by: Design) -> tuple[Comparisons, Pairs]:
    return compare(state, np.eye(size), np.ones((size, size)), "share", *blocks, by=by)


def se_of(found: Comparisons) -> np.ndarray:
    return (found.high - found.low) / 2 / 1.959964


@pytest.mark.parametrize(
    "figure",
    STORED["figures"],
    ids=lambda f: f"{f['design']}-{f['raked']}-{f['measure']}-{f['first']}-{f['second']}",
)
def test_differences_and_their_errors_equal_those_of_r(figure: dict) -> None:
    # In R: svycontrast of four totals on figure["r_design"], survey 4.1-1 (tests/reference/comparisons.R).
    data = SAMPLES[figure["data"]]
    by = design_of(figure["design"], data, raked=figure["raked"])
    stype = Partition(label=np.searchsorted(("E", "H"), data["stype"]).astype(np.int16), size=2)
    stype.label[data["stype"] == "M"] = -1
    blocks = ((stype,), (one_column(data["comp.imp"] == "Yes"), one_column(data["awards"] == "Yes")))
    places = {"all": 0, "stype=E": 1, "stype=H": 2, "comp.imp=Yes": 3, "awards=Yes": 4}
    partitions, pairs = blocks_of(*blocks)
    row = np.flatnonzero((pairs.first == places[figure["first"]]) & (pairs.second == places[figure["second"]]))
    numbers = data["api00"] if figure["measure"] == "mean" else (data["yes"] > 0).astype(float)
    estimates = value_estimates(numbers, np.ones(by.n), partitions, by, kind="mean")
    by_value = compare_values(estimates, numbers, np.ones(by.n), pairs, by)
    codes, state = np.unique(numbers, return_inverse=True)
    by_state, _ = compare(state, codes[None], np.ones((1, len(codes))), figure["measure"], *blocks, by=by)
    for found in (by_value, by_state):
        assert found.difference[0, row[0]] == pytest.approx(figure["difference"], rel=1e-9)
        # Raking comes to a standstill in R at 1e-9 or so.
        assert se_of(found)[0, row[0]] == pytest.approx(figure["se"], rel=1e-7 if figure["raked"] else 1e-10)


@pytest.mark.parametrize("test", STORED["ttests"], ids=lambda f: f["design"])
def test_the_statistic_of_two_means_is_that_of_svyttest(test: dict) -> None:
    # In R: test["r"], survey 4.1-1.
    data = SAMPLES[test["data"]]
    by = design_of(test["design"], data, raked=False)
    partitions, pairs = blocks_of((Partition(label=(data["comp.imp"] == "Yes").astype(np.int16), size=2),))
    estimates = value_estimates(data["api00"], np.ones(by.n), partitions, by, kind="mean")
    found = compare_values(estimates, data["api00"], np.ones(by.n), pairs, by)
    assert found.difference[0, 2] == pytest.approx(test["difference"], rel=1e-10)
    assert found.statistic[0, 2] == pytest.approx(test["t"], rel=1e-8)


def test_two_shares_unweighted_are_the_test_of_proportions() -> None:
    # In R: prop.test(c(45, 30), c(120, 150), correct = FALSE).
    label = np.repeat([0, 1], [120, 150]).astype(np.int16)
    state = np.concatenate([np.repeat([1, 0], [45, 75]), np.repeat([1, 0], [30, 120])])
    found, _ = shares(state, 2, (Partition(label=label, size=2),), by=Design.of(np.ones(270)))
    stored = STORED["proportions"]
    assert found.statistic[1, 2] ** 2 == pytest.approx(stored["chi2"], rel=1e-12)
    assert found.p[1, 2] == pytest.approx(stored["p"], rel=1e-12)
    assert found.difference[1, 2] == pytest.approx(30 / 150 - 45 / 120)


def test_two_weighted_shares_are_pooled_on_effective_bases_by_hand() -> None:
    # Column a: weights 1 and 3, 20 each; column b: weights 2, 50. Effective bases 80^2 / 200 = 32 and 50.
    weight = np.concatenate([np.repeat([1.0, 3.0], 20), np.full(50, 2.0)])
    label = np.repeat([0, 1], [40, 50]).astype(np.int16)
    hit = np.zeros(90, dtype=int)
    hit[:10], hit[20:30], hit[40:50] = 1, 1, 1
    found, _ = shares(hit, 2, (Partition(label=label, size=2),), by=Design.of(weight))
    # p_a = (10 + 30) / 80 = 0.5, p_b = 0.2; together (32 x 0.5 + 50 x 0.2) / 82.
    pooled = 26 / 82
    expected = (0.2 - 0.5) / np.sqrt(pooled * (1 - pooled) * (1 / 32 + 1 / 50))
    assert found.statistic[1, 2] == pytest.approx(expected, rel=1e-12)


def test_shared_respondents_subtract_their_covariance_by_hand() -> None:
    # 60 in a, 60 in b, 30 of them in both, unweighted: 1/60 + 1/60 - 2 x 30 / 3600 = 1/60.
    a, b = np.arange(120) < 60, (np.arange(120) >= 30) & (np.arange(120) < 90)
    hit = (np.arange(120) % 3 == 0) | (np.arange(120) < 10)
    found, pairs = shares(hit.astype(int), 2, (one_column(a), one_column(b)), by=Design.of(np.ones(120)))
    p_a, p_b = hit[a].mean(), hit[b].mean()
    pooled = (p_a + p_b) / 2
    assert (pairs.first[2], pairs.second[2]) == (1, 2)
    assert found.statistic[1, 2] == pytest.approx((p_b - p_a) / np.sqrt(pooled * (1 - pooled) / 60), rel=1e-12)


def test_the_same_answers_thrice_in_a_cluster_prove_no_more_than_once() -> None:
    chance = np.random.default_rng(8)
    state, label = chance.integers(0, 2, 90), chance.integers(0, 2, 90).astype(np.int16)
    once, _ = shares(state, 2, (Partition(label=label, size=2),), by=Design.of(np.ones(90)))
    by = Design.of(np.ones(270), clusters=np.repeat(np.arange(90), 3))
    thrice, _ = shares(np.repeat(state, 3), 2, (Partition(label=np.repeat(label, 3), size=2),), by=by)
    # The variance between 90 units has 89 degrees of freedom.
    np.testing.assert_allclose(thrice.statistic[:, 2], once.statistic[:, 2] * np.sqrt(89 / 90), rtol=1e-10)


def test_columns_of_no_or_of_every_hit_are_equal() -> None:
    label = np.repeat([0, 1], 40).astype(np.int16)
    found, _ = shares(np.zeros(80, dtype=int), 2, (Partition(label=label, size=2),), by=Design.of(np.arange(1.0, 81.0)))
    assert found.p[:, 2].tolist() == [1.0, 1.0]
    assert found.difference[:, 2].tolist() == [0.0, 0.0]


def test_two_columns_of_one_number_each_are_compared_as_shares_of_none_and_all() -> None:
    label = np.repeat([0, 1], [40, 60]).astype(np.int16)
    block = (Partition(label=label, size=2),)
    partitions, pairs = blocks_of(block)
    by = Design.of(np.linspace(1.0, 2.0, 100))
    estimates = value_estimates(4.0 - label, np.ones(100), partitions, by, kind="mean")
    found = compare_values(estimates, 4.0 - label, np.ones(100), pairs, by)
    assert (found.difference[0, 2], found.low[0, 2]) == pytest.approx((-1.0, -1.0))
    assert found.statistic[0, 2] == pytest.approx(shares(label, 2, block, by=by)[0].statistic[0, 2], rel=1e-12)


def test_one_respondent_gives_no_test_of_means() -> None:
    label = np.array([0] + [1] * 40, dtype=np.int16)
    partitions, pairs = blocks_of((Partition(label=label, size=2),))
    by, numbers = Design.of(np.ones(41)), np.arange(41.0)
    estimates = value_estimates(numbers, np.ones(41), partitions, by, kind="mean")
    assert np.isnan(compare_values(estimates, numbers, np.ones(41), pairs, by).p[0, [0, 2]]).all()


def test_a_column_of_everybody_does_not_differ_from_everybody() -> None:
    chance = np.random.default_rng(3)
    state = chance.integers(0, 3, 200)
    for options in ({}, {"clusters": chance.integers(0, 20, 200)}, {"strata": chance.integers(0, 3, 200)}):
        by = Design.of(chance.uniform(0.5, 2, 200), **options)
        block = (one_column(np.ones(200, dtype=bool)), one_column(np.ones(200, dtype=bool)))
        found, _ = shares(state, 3, block, by=by)
        assert (found.p == 1).all()
        np.testing.assert_allclose(found.high - found.low, 0, atol=1e-12)


DESIGNS = st.sampled_from(["weights", "strata", "clusters", "raked", "raked_clusters"])


@st.composite
def surveys(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, tuple[Partition, ...], dict[str, np.ndarray], np.ndarray]:
    """Draw states, weights, ten columns that overlap, a design and its margin."""
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    n = draw(st.integers(40, 160))
    weight = chance.uniform(0.4, 2.5, n)
    columns = tuple(one_column(chance.random(n) < 0.4) for _ in range(10))
    name = draw(DESIGNS)
    options = {"strata": {"strata": chance.integers(0, 3, n)}, "clusters": {"clusters": chance.integers(0, 12, n)}}
    return chance.integers(0, 4, n), weight, columns, options.get(name.removeprefix("raked_"), {}), np.array(
        chance.integers(0, 3, n) if name.startswith("raked") else np.empty(0), dtype=np.intp
    )  # fmt: skip


def by_of(
    weight: np.ndarray, options: dict[str, np.ndarray], margin: np.ndarray, *, order: slice | np.ndarray
) -> Design:
    weight = weight[order]
    calibration = Calibration.of([margin[order]], weight) if len(margin) else None
    return Design.of(weight, calibration=calibration, **{k: v[order] for k, v in options.items()})


@settings(max_examples=40, deadline=None)
@given(surveys(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_size_of_weights_matters_and_a_swap_changes_the_sign(
    survey, shuffling
) -> None:
    state, weight, columns, options, margin = survey
    rows = np.array(shuffling.sample(range(len(state)), len(state)))
    numerator, denominator = np.array([[1.0, 1, 0, 0], [0, 2, 5, 0]]), np.array([[1.0, 1, 1, 0]] * 2)

    def found(kind: str, order: slice | np.ndarray, scale: float, places: list[int]) -> Comparisons:
        block = tuple(Partition(label=columns[i].label[order], size=1) for i in places)
        by = by_of(weight * scale, options, margin, order=order)
        return compare(state[order], numerator[:, :], denominator, kind, block, by=by)[0]

    for kind in ("share", "mean"):
        if kind == "share":
            numerator = np.array([[1.0, 1, 0, 0], [0, 1, 1, 0]])
        plain = found(kind, slice(None), 1.0, list(range(10)))
        for other in (found(kind, rows, 1.0, list(range(10))), found(kind, slice(None), 2.0, list(range(10)))):
            for name in ("difference", "low", "high", "p"):
                np.testing.assert_allclose(getattr(other, name), getattr(plain, name), rtol=1e-7, atol=1e-9)
        swapped = found(kind, slice(None), 1.0, list(range(9, -1, -1)))
        np.testing.assert_allclose(swapped.difference[:, 10:][:, ::-1], -_mirrored(plain.difference[:, 10:]), atol=1e-9)
        np.testing.assert_allclose(swapped.p[:, 10:][:, ::-1], _mirrored(plain.p[:, 10:]), rtol=1e-7, atol=1e-9)


def _mirrored(by_pair: np.ndarray) -> np.ndarray:
    """Return values by pair of ten columns in the order the last pairs have once the columns are counted from the other end."""
    one, other = np.triu_indices(10, k=1)
    place = {pair: i for i, pair in enumerate(zip(one.tolist(), other.tolist(), strict=True))}
    order = [place[9 - b, 9 - a] for a, b in zip(one.tolist(), other.tolist(), strict=True)]
    return by_pair[:, order[::-1]]


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_the_error_of_a_difference_is_that_of_the_difference_of_influences(survey) -> None:
    state, weight, columns, options, margin = survey
    by = by_of(weight, options, margin, order=slice(None))
    codes = np.array([1.0, 2.0, 5.0, 0.0])
    found, pairs = compare(state, codes[None], np.ones((1, 4)), "mean", columns, by=by)
    masks = [np.ones(by.n, dtype=bool), *(c.label == 0 for c in columns)]
    numbers = codes[state]
    for i, (a, b) in enumerate(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)):
        influence = np.zeros(by.n)
        for place, sign in ((a, -1.0), (b, 1.0)):
            inside, total = masks[place], weight[masks[place]].sum()
            influence += sign * inside * (numbers - numbers[inside] @ weight[inside] / total) / total
        # A total is a ratio to a base of 1: its variance is the one that R compares with above.
        assert se_of(found)[0, i] == pytest.approx(np.sqrt(_variance_of_total(influence, by)), rel=1e-6, abs=1e-12)


def _variance_of_total(influence: np.ndarray, by: Design) -> float:
    weighted = by.weight * influence
    if by.calibration is not None:
        x = by.calibration.indicator[by.calibration.cell]
        start = by.calibration.start[:, None]
        weighted = weighted - by.weight * (x @ np.linalg.lstsq(np.sqrt(start) * x, np.sqrt(start[:, 0]) * influence, rcond=None)[0])  # fmt: skip
    variance = 0.0
    for stratum in range(len(by.units)):
        inside = by.stratum_of == stratum
        units = np.bincount(by.part[inside], weights=weighted[inside])[np.bincount(by.part[inside]) > 0] if by.clustered else weighted[inside]  # fmt: skip
        variance += float(by.factor[stratum] * ((units - units.mean()) ** 2).sum())
    return variance


@pytest.mark.parametrize("stored", STORED["adjusted"], ids=lambda s: s["method"])
def test_adjusted_p_values_equal_those_of_r(stored: dict) -> None:
    # In R: stored["r"].
    p = np.array(stored["p"])
    correction = {"BH": "fdr", "bonferroni": "bonferroni"}[stored["method"]]
    twice = np.concatenate([p, [np.nan], p[::-1]])
    family = np.repeat([4, 2], [len(p) + 1, len(p)])
    found = adjust(twice, family, correction=correction)
    np.testing.assert_allclose(found[: len(p)], stored["p_adjusted"], rtol=1e-12)
    np.testing.assert_allclose(found[len(p) + 1 :][::-1], stored["p_adjusted"], rtol=1e-12)
    assert np.isnan(found[len(p)])
    np.testing.assert_array_equal(adjust(twice, family, correction="none"), twice)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3)), min_size=1, max_size=30))
def test_adjusted_p_values_never_shrink_and_keep_their_order(drawn) -> None:
    p, family = np.array([v for v, _ in drawn]), np.array([f for _, f in drawn])
    for correction in ("none", "fdr", "bonferroni"):
        found = adjust(p, family, correction=correction)
        assert (found >= p - 1e-15).all()
        assert (found <= 1).all()
        for f in np.unique(family):
            order = np.argsort(p[family == f], kind="stable")
            assert (np.diff(found[family == f][order]) >= 0).all()


def test_two_sided_probabilities_of_the_normal_distribution() -> None:
    # In R: 2 * pnorm(-abs(c(1.959964, 0, 5))).
    expected = [0.0499999981928848, 1.0, 5.73303143758388e-07]
    np.testing.assert_allclose(two_sided(np.array([-1.959964, 0.0, 5.0])), expected, rtol=1e-12)
    assert np.isnan(two_sided(np.array([np.nan]))[0])


def test_letters_go_on_after_z() -> None:
    assert [letter_of(i) for i in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]  # fmt: skip


def drawn(kind: str, chance: np.random.Generator, figure: str = "share") -> tuple[Comparisons, slice]:
    """Return comparisons of a sample in which no column differs, and the pairs of columns that are not everybody.

    Figures are two shares, the mean of a scale, or the mean of a skewed number.
    """
    n = 600
    weight = np.exp(chance.normal(0, 0.5, n))
    options: dict[str, np.ndarray] = {}
    state = chance.integers(0, 4, n)
    label = Partition(label=chance.integers(0, 3, n).astype(np.int16), size=3)
    block: tuple[Partition, ...] = (label,)
    calibration = None
    if kind == "clusters":
        # Answers and columns that respondents of one cluster share: what a test without clusters takes for differences.
        unit = np.repeat(np.arange(150), 4)
        same = chance.random(n) < 0.5
        state = np.where(same, chance.integers(0, 4, 150)[unit], state)
        block = (Partition(label=chance.integers(0, 3, 150).astype(np.int16)[unit], size=3),)
        options = {"clusters": unit}
        weight = np.exp(chance.normal(0, 0.5, 150))[unit]
    elif kind == "overlap":
        block = tuple(one_column(chance.random(n) < share) for share in (0.7, 0.5, 0.6))
    elif kind == "raked":
        region = chance.integers(0, 4, n)
        state = np.where(chance.random(n) < 0.5, region, state)
        target = np.array([0.1, 0.2, 0.3, 0.4]) * n
        calibration = Calibration.of([region], np.ones(n))
        weight = rake_weights([Margin(label=region, target=target)], start=np.ones(n)).weight
    by = Design.of(weight, calibration=calibration, **options)
    others = slice(3, None)
    if figure == "number":
        partitions, pairs = blocks_of(block)
        number, one = np.exp(0.5 * state + chance.normal(0, 0.5, n)), np.ones(n)
        estimates = value_estimates(number, one, partitions, by, kind="mean")
        return compare_values(estimates, number, one, pairs, by), others
    if figure == "mean":
        return compare(state, np.array([[1.0, 2, 3, 5]]), np.ones((1, 4)), "mean", block, by=by)[0], others
    numerator = np.array([[1.0, 0, 0, 0], [1, 1, 0, 0]])
    return compare(state, numerator, np.ones((2, 4)), "share", block, by=by)[0], others


@pytest.mark.slow
@pytest.mark.parametrize("figure", ["share", "mean", "number"])
@pytest.mark.parametrize("kind", ["weights", "clusters", "overlap", "raked"])
def test_without_a_difference_one_test_in_twenty_is_significant(kind: str, figure: str) -> None:
    chance = np.random.default_rng(7)
    found = []
    for _ in range(4_000):
        comparisons, pairs = drawn(kind, chance, figure)
        found.append(comparisons.p[:, pairs].ravel())
    rates = (np.array(found) < 0.05).mean(axis=0)
    print(kind, figure, rates.round(4))
    # Three Monte Carlo errors and what the normal distribution leaves out with 150 clusters.
    np.testing.assert_allclose(
        rates, 0.05, atol=3 * np.sqrt(0.05 * 0.95 / len(found)) + (0.005 if kind == "clusters" else 0.002)
    )


@pytest.mark.slow
@pytest.mark.parametrize("shifted", [0, 6])
def test_of_the_differences_called_so_one_in_twenty_is_none(shifted: int) -> None:
    chance = np.random.default_rng(11)
    false = []
    for _ in range(1_500):
        n = 500
        label = chance.integers(0, 3, n)
        p = np.full((12, n), 0.4)
        p[:shifted, label == 0] = 0.6
        block = (Partition(label=label.astype(np.int16), size=3),)
        by = Design.of(np.exp(chance.normal(0, 0.4, n)))
        rows = [shares((chance.random(n) < row).astype(int), 2, block, by=by)[0].p[1, 3:] for row in p]
        adjusted = adjust(np.concatenate(rows), np.zeros(36, dtype=int), correction="fdr").reshape(12, 3)
        called = adjusted < 0.05
        # The pairs of the first column differ in the shifted rows; all others are the same.
        false.append((called.sum() - called[:shifted, :2].sum()) / max(called.sum(), 1))
    print(shifted, np.mean(false))
    assert np.mean(false) < 0.05 + 3 * np.std(false) / np.sqrt(len(false))
