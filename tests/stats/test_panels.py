"""Two samples that share persons: against R's survey, by hand, and what must hold for any data."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.stats.calibration import Calibration
from relstudy.stats.comparisons import TwoSamples, compare_samples
from relstudy.stats.design import Design
from relstudy.stats.estimates import value_estimates
from relstudy.stats.folds import Partition
from relstudy.stats.panels import Links, correlate, link_units
from relstudy.stats.raking import Margin, rake_weights

REFERENCE = Path(__file__).parents[1] / "reference"
STORED = tomllib.loads((REFERENCE / "panels.toml").read_text())
ROWS = {"every": (slice(0, 200), slice(0, 200)), "part": (slice(0, 140), slice(60, 200))}
YEARS = (("pw", "api99"), ("pw2", "api00"))
MARGINS = (("stype", ("E", "H", "M"), (4421.0, 755.0, 1018.0)), ("sch.wide", ("No", "Yes"), (1072.0, 5122.0)))


def schools() -> dict[str, np.ndarray]:
    with (REFERENCE / "api_panel.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    texts = {"stype", "sch.wide", "comp.imp"}
    return {c: np.array([r[c] for r in rows], dtype=str if c in texts else float) for c in rows[0]}


SCHOOLS = schools()


def design_of(name: str, data: dict[str, np.ndarray], weight: np.ndarray, *, raked: bool) -> Design:
    options = {}
    if name.startswith("strata"):
        options["strata"] = np.unique(data["stype"], return_inverse=True)[1]
    if name.endswith("clusters"):
        options["clusters"] = data["dnum"]
    if not raked:
        return Design.of(weight, **options)
    margins = [Margin(label=np.searchsorted(codes, data[item]), target=np.array(t)) for item, codes, t in MARGINS]
    calibration = Calibration.of([m.label for m in margins], weight)
    return Design.of(rake_weights(margins, start=weight).weight, calibration=calibration, **options)


def figure(y: np.ndarray, inside: np.ndarray, design: Design) -> tuple[float, float, np.ndarray]:
    """Return the mean of y of those inside, its error, and the weighted influences."""
    column = Partition(label=np.where(inside, 0, -1).astype(np.int16), size=1)
    found = value_estimates(y, np.ones(design.n), (column,), design, kind="mean").at(0, 1)
    return found.value, found.se, (design.weight * inside * (y - found.value))[:, None]


@pytest.mark.parametrize(
    "stored", STORED["figures"], ids=lambda s: f"{s['design']}-{s['data']}-{s['raked']}-{s['measure']}"
)
def test_the_covariance_is_that_of_r(stored: dict) -> None:
    samples, designs, found = [], [], []
    for rows, (weight, outcome) in zip(ROWS[stored["data"]], YEARS, strict=True):
        data = {name: values[rows] for name, values in SCHOOLS.items()}
        design = design_of(stored["design"], data, data[weight], raked=stored["raked"])
        y = data[outcome] if stored["measure"] == "mean" else (data[outcome] > 650).astype(float)
        inside = np.ones(design.n, dtype=bool) if stored["column"] == "all" else data["comp.imp"] == "Yes"
        samples.append(data["snum"])
        designs.append(design)
        found.append(figure(y, inside, design))
    persons = np.stack(np.intersect1d(*samples, return_indices=True)[1:])
    links = link_units(persons, *designs)
    together = correlate(found[0][2], found[1][2], links, tuple(designs))[0]
    covariance = together * found[0][1] * found[1][1]
    expected, variances = stored["covariance"], (stored["variance_first"], stored["variance_second"])
    if stored["data"] == "part":
        # R counts the schools of both years in one sample: n / (n - 1) of 200 in place of the two of 140.
        one, each = 200 / 199, 140 / 139
        expected, variances = expected / one * each, tuple(v / one * each for v in variances)
    tolerance = 1e-6 if stored["raked"] else 1e-9
    assert (found[0][0], found[1][0]) == pytest.approx((stored["first"], stored["second"]), rel=tolerance)
    assert (found[0][1] ** 2, found[1][1] ** 2) == pytest.approx(variances, rel=tolerance)
    assert covariance == pytest.approx(expected, rel=tolerance)


def two_shares(first: float, second: float, *, base: float = 200.0) -> TwoSamples:
    value = np.array([[first, second]])
    return TwoSamples(value=value, se=np.sqrt(value * (1 - value) / base), base_effective=np.full((1, 2), base))


def test_without_correlation_samples_are_apart() -> None:
    samples, share, design = two_shares(0.4, 0.5), np.array([True]), np.array([False])
    apart = compare_samples(samples, is_share=share, by_design=design)
    none = compare_samples(samples, is_share=share, by_design=design, correlation=np.zeros(1))
    for name in ("difference", "low", "high", "statistic", "p"):
        assert getattr(none, name) == pytest.approx(getattr(apart, name), rel=1e-15)
    more = compare_samples(samples, is_share=share, by_design=design, correlation=np.array([0.6]))
    assert more.p[0] < apart.p[0]
    assert more.high - more.low < apart.high - apart.low


def test_the_same_answers_of_the_same_persons_are_no_difference() -> None:
    found = compare_samples(
        two_shares(0.4, 0.4), is_share=np.array([True]), by_design=np.array([False]), correlation=np.ones(1)
    )
    assert (found.difference[0], found.low[0], found.high[0], found.p[0]) == (0.0, 0.0, 0.0, 1.0)


def test_a_change_that_is_the_same_for_everybody_has_no_statistic() -> None:
    samples = TwoSamples(value=np.array([[3.0, 4.0]]), se=np.full((1, 2), 0.1), base_effective=np.full((1, 2), 100.0))
    found = compare_samples(samples, is_share=np.array([False]), by_design=np.array([False]), correlation=np.ones(1))
    assert np.isnan(found.p[0])
    assert found.low[0] == found.high[0] == 1.0


def test_shares_of_one_panel_are_tested_as_mcnemar_does() -> None:
    """McNemar 1947, Psychometrika 12, 153-157: (b - c)^2 / (b + c), of those who moved the one way and the other."""
    both, left, came, neither = 2_000, 140, 180, 3_000
    before = np.repeat([1.0, 1.0, 0.0, 0.0], [both, left, came, neither])
    after = np.repeat([1.0, 0.0, 1.0, 0.0], [both, left, came, neither])
    design = Design.of(np.ones(len(before)))
    persons = np.tile(np.arange(len(before)), (2, 1))
    inside = np.ones(len(before), dtype=bool)
    (a, _, u), (b, _, v) = figure(before, inside, design), figure(after, inside, design)
    correlation = correlate(u, v, link_units(persons, design, design), (design, design))
    found = compare_samples(
        two_shares(a, b, base=len(before)),
        is_share=np.array([True]),
        by_design=np.array([False]),
        correlation=correlation,
    )
    assert found.statistic[0] ** 2 == pytest.approx((left - came) ** 2 / (left + came), rel=2e-3)


def test_clusters_are_the_same_where_most_of_their_persons_are() -> None:
    persons = np.array([[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]])
    one = Design.of(np.ones(5), clusters=np.array([0, 0, 0, 1, 1]))
    # Numbered the other way round, and one person of the first cluster stands in the second.
    other = Design.of(np.ones(5), clusters=np.array([1, 1, 0, 0, 0]))
    links = link_units(persons, one, other)
    assert sorted(zip(*links.units.tolist(), strict=True)) == [(0, 1), (1, 0)]
    assert links.moved.tolist() == [[2], [2]]


@given(
    st.integers(0, 2**32 - 1),
    st.integers(8, 40),
    st.sampled_from(["persons", "strata", "clusters", "raked"]),
)
@settings(max_examples=80)
def test_the_order_of_rows_is_of_no_account_and_the_same_sample_goes_with_itself(seed: int, n: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    ids, weight = np.arange(n), rng.uniform(0.5, 2.0, n)
    group = np.arange(n) % 2
    y, z = rng.normal(size=n), rng.normal(size=n)

    def side(order: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, Design]:
        options: dict = {}
        if kind == "strata":
            options["strata"] = group[order]
        if kind == "clusters":
            options["clusters"] = ids[order] // 2
        if kind == "raked":
            options["calibration"] = Calibration.of([group[order]], weight[order])
        design = Design.of(weight[order], **options)
        value = np.average(values[order], weights=weight[order])
        return (weight[order] * (values[order] - value))[:, None], design

    def together(first: np.ndarray, second: np.ndarray, other: np.ndarray) -> float:
        (u, one), (v, two) = side(first, y), side(second, other)
        persons = np.stack(np.intersect1d(ids[first], ids[second], return_indices=True)[1:])
        return float(correlate(u, v, link_units(persons, one, two), (one, two))[0])

    plain, mixed = np.arange(n), rng.permutation(n)
    assert together(plain, mixed, y) == pytest.approx(1.0, abs=1e-9)
    assert together(mixed, rng.permutation(n), z) == pytest.approx(together(plain, plain, z), abs=1e-9)
    assert abs(together(plain[: n - 2], plain[2:], z)) <= 1.0


def test_what_does_not_vary_goes_with_nothing() -> None:
    design = Design.of(np.ones(3))
    links = Links(units=np.array([[0, 1, 2], [0, 1, 2]]), moved=np.empty((2, 0), dtype=np.intp))
    assert correlate(np.zeros((3, 1)), np.ones((3, 1)), links, (design, design)).tolist() == [0.0]
