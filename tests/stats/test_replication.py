"""Standard errors by replicate weights against R's survey, and against linearisation where the two must meet."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.stats import replication
from relstudy.stats.calibration import Calibration
from relstudy.stats.design import Design, Replication
from relstudy.stats.estimates import Estimates, value_estimates, with_errors
from relstudy.stats.folds import Partition
from relstudy.stats.pairs import Block, Pairs
from relstudy.stats.raking import Margin, rake_weights
from relstudy.stats.replication import Ratio, estimate_shares, replicate_errors
from relstudy.stats.resampling import Units

REFERENCE = Path(__file__).parents[1] / "reference"
STORED = tomllib.loads((REFERENCE / "replicates.toml").read_text())["figures"]
#: As in replicates.R: columns of the design, and the margins with their population.
DECLARED = {
    "weights": {},
    "strata": {"strata": "stype"},
    "strata_fpc": {"strata": "stype", "fpc": "fpc"},
    "strata_clusters": {"strata": "stype", "clusters": "dnum"},
    "clusters": {"clusters": "dnum"},
}
MARGINS = {"sch.wide": {"No": 1072.0, "Yes": 5122.0}, "comp.imp": {"No": 2094.0, "Yes": 4100.0}}
JACKKNIFE, BOOTSTRAP = Replication(kind="jackknife"), Replication(kind="bootstrap", resamples=2_000, seed=3)
COLUMNS = {"all": 0, "stype=E": 1, "stype=H": 2}


def r_design(name: str, file: str, *, raked: bool, by: Replication) -> tuple[Design, dict[str, np.ndarray]]:
    with (REFERENCE / file).open() as lines:
        rows = list(csv.DictReader(lines))
    data = {column: np.array([row[column] for row in rows]) for column in rows[0]}
    start = data["pw"].astype(float)
    options = {kind: np.unique(data[c], return_inverse=True)[1] for kind, c in DECLARED[name].items() if kind != "fpc"}
    if "fpc" in DECLARED[name]:
        options["fpc"] = data["fpc"].astype(float)
    if not raked:
        return Design.of(start, replication=by, **options), data
    labels = [np.searchsorted(list(codes), data[column]) for column, codes in MARGINS.items()]
    margins = [Margin(label=label, target=np.array(list(codes.values()))) for label, codes in zip(labels, MARGINS.values(), strict=True)]  # fmt: skip
    weight = rake_weights(margins, start=start).weight
    return Design.of(weight, calibration=Calibration.of(labels, start), replication=by, **options), data


def ratio_of(data: dict[str, np.ndarray], measure: str) -> Ratio:
    one = np.ones(len(data["pw"]))
    return {
        "mean": Ratio(numerator=data["api00"].astype(float), denominator=one),
        "share": Ratio(numerator=(data["awards"] == "Yes").astype(float), denominator=one),
        "pooled": Ratio(numerator=data["yes"].astype(float), denominator=data["asked"].astype(float)),
    }[measure]


def schools(data: dict[str, np.ndarray]) -> Partition:
    return Partition(label=np.select([data["stype"] == "E", data["stype"] == "H"], [0, 1], -1).astype(np.int16), size=2)


def errors_of(figure: dict[str, object], by: Replication) -> tuple[float, float, float]:
    """Return a stored figure, its standard error, and the standard error by our own weights."""
    design, data = r_design(str(figure["design"]), str(figure["data"]), raked=bool(figure["raked"]), by=by)
    part, ratio = schools(data), ratio_of(data, str(figure["measure"]))
    pairs = Pairs.of([Block(places=np.array([1, 2]), partitions=(part,))])
    value = value_estimates(ratio.numerator, ratio.denominator, (part,), design, kind="mean").value[0]
    found = replicate_errors([ratio], (part,), design, pairs)
    if figure["column"] in COLUMNS:
        place = COLUMNS[str(figure["column"])]
        return float(figure["value"]), value[place], float(found.se[0, place])
    between = (pairs.first == 1) & (pairs.second == 2)
    (covariance,) = found.covariance[0, between]
    spread = found.se[0, 1] ** 2 + found.se[0, 2] ** 2 - 2 * covariance
    return float(figure["value"]), value[2] - value[1], float(np.sqrt(spread))


def named(figure: dict[str, object]) -> str:
    return "-".join(str(figure[name]) for name in ("design", "type", "raked", "measure", "column"))


@pytest.mark.parametrize("figure", [f for f in STORED if f["type"] in ("JK1", "JKn")], ids=named)
def test_the_jackknife_equals_that_of_r(figure: dict[str, object]) -> None:
    # In R: as.svrepdesign(type = "JK1" | "JKn"), and calibrate() of it, survey 4.1-1 (tests/reference/replicates.R).
    expected, value, se = errors_of(figure, JACKKNIFE)
    assert value == pytest.approx(expected, rel=1e-9)
    assert se == pytest.approx(figure["se"], rel=1e-8)


@pytest.mark.parametrize("figure", [f for f in STORED if f["type"] == "given"], ids=named)
def test_sets_that_are_given_have_the_errors_of_r(figure: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    """R's svrepdesign on multipliers that both programs count out alike."""
    sets, n = 60, 200
    state, multipliers = 20_261_129, []
    for _ in range(sets * n):
        state = 16_807 * state % 2_147_483_647
        multipliers.append(3 * state // 2_147_483_647)
    counts = np.array(multipliers, dtype=float).reshape(sets, n)
    as_it_is = Units(of=np.arange(n), size=np.array([n]), drawn=np.array([n]), fixed=np.zeros(n), factor=np.ones(n))

    def some_at_a_time(_units: Units, *, chance: object, replicates: int) -> Iterator[np.ndarray]:
        return iter([counts[:25], counts[25:]])

    monkeypatch.setattr(replication, "find_units", lambda _design, *, chance: as_it_is)
    monkeypatch.setattr(replication, "draw_counts", some_at_a_time)
    expected, value, se = errors_of(figure, Replication(kind="bootstrap", resamples=sets))
    assert value == pytest.approx(expected, rel=1e-9)
    # Sets are raked again to 1e-7.
    assert se == pytest.approx(figure["se"], rel=1e-6 if figure["raked"] else 1e-9)


@pytest.mark.parametrize("figure", [f for f in STORED if f["type"] == "drawn"], ids=named)
def test_bootstrap_weights_of_a_design_have_the_errors_of_r(
    figure: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R's svrepdesign, and calibrate() of it, on the weights its own lines make of the same draws within strata and clusters."""

    def count_out(units: Units, *, chance: object, replicates: int) -> Iterator[np.ndarray]:
        state, first = 20_261_129, np.cumsum(units.size) - units.size
        counts = np.zeros((replicates, int(units.size.sum())))
        for row in counts:
            for start, size, draws in zip(first.tolist(), units.size.tolist(), units.drawn.tolist(), strict=True):
                for _ in range(draws):
                    state = 16_807 * state % 2_147_483_647
                    row[start + size * state // 2_147_483_647] += 1
        yield counts

    monkeypatch.setattr(replication, "draw_counts", count_out)
    # Sets are raked again to 1e-7; nearer here, to tell a difference from what is left.
    monkeypatch.setattr(replication, "NEAR", 1e-12)
    expected, value, se = errors_of(figure, Replication(kind="bootstrap", resamples=60))
    assert value == pytest.approx(expected, rel=1e-9)
    assert se == pytest.approx(figure["se"], rel=1e-9)


@pytest.mark.parametrize("figure", [f for f in STORED if f["type"] == "subbootstrap"], ids=named)
def test_a_bootstrap_spreads_as_that_of_r(figure: dict[str, object]) -> None:
    se = errors_of(figure, BOOTSTRAP)[2]
    assert se == pytest.approx(figure["se"], rel=0.08)


CHANCE = np.random.default_rng(5)
N = 900
WEIGHT, VALUES = CHANCE.uniform(0.5, 2.0, N), CHANCE.normal(2.0, 1.0, N)
PARTS = (
    Partition(label=CHANCE.integers(-1, 3, N).astype(np.int16), size=3),
    Partition(label=CHANCE.integers(0, 2, N).astype(np.int16), size=2),
)
ONE = np.ones(N)
RATIOS = [Ratio(numerator=VALUES, denominator=ONE), Ratio(numerator=(VALUES > 2.5) * ONE, denominator=ONE)]


@pytest.mark.parametrize("by", [JACKKNIFE, BOOTSTRAP], ids=lambda by: by.kind)
def test_both_roads_lead_to_the_same_errors_on_a_large_sample(by: Replication) -> None:
    design = Design.of(WEIGHT, replication=by)
    linearised = np.concatenate(
        [value_estimates(r.numerator, r.denominator, PARTS, design, kind="mean").se for r in RATIOS]
    )
    found = replicate_errors(RATIOS, PARTS, design).se
    assert found == pytest.approx(linearised, rel=0.01 if by.kind == "jackknife" else 0.08)


def test_batches_blocks_and_columns_change_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    design = Design.of(WEIGHT, replication=BOOTSTRAP)
    whole = replicate_errors(RATIOS, PARTS, design).se
    np.testing.assert_allclose(replicate_errors(RATIOS[1:], PARTS[1:], design).se[0], whole[1, [0, 4, 5]], rtol=1e-9)
    np.testing.assert_allclose(replicate_errors(RATIOS, (), design).se[:, 0], whole[:, 0], rtol=1e-9)
    monkeypatch.setattr(replication, "_AT_ONCE", 1)
    np.testing.assert_allclose(replicate_errors(RATIOS, PARTS, design).se, whole, rtol=1e-9)
    knife = replace(design, replication=JACKKNIFE)
    one_by_one = replicate_errors(RATIOS, PARTS, knife).se
    monkeypatch.setattr(replication, "_BLOCK", 7 * N)
    np.testing.assert_allclose(replicate_errors(RATIOS, PARTS, knife).se, one_by_one, rtol=1e-9)


def test_many_units_are_left_out_by_groups_with_the_same_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    design = Design.of(WEIGHT, replication=JACKKNIFE)
    one_by_one = replicate_errors(RATIOS, PARTS, design).se
    monkeypatch.setattr(replication, "ONE_AT_A_TIME", 500)
    monkeypatch.setattr(replication, "JACKKNIFE_GROUPS", 300)
    assert replicate_errors(RATIOS, PARTS, design).se == pytest.approx(one_by_one, rel=0.25)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(3, 40))
def test_the_jackknife_of_an_unweighted_mean_is_its_own_formula(seed: int, n: int) -> None:
    """Of a mean without weights the jackknife is s / sqrt(n), exactly (Tukey 1958)."""
    values = np.random.default_rng(seed).normal(0, 1, n)
    design = Design.of(np.ones(n), replication=JACKKNIFE)
    (se,) = replicate_errors([Ratio(numerator=values, denominator=np.ones(n))], (), design).se[:, 0]
    assert se == pytest.approx(values.std(ddof=1) / np.sqrt(n), rel=1e-9)


def test_a_set_without_anybody_of_a_base_has_no_part_in_its_error() -> None:
    inside = np.zeros(N)
    inside[:2] = 1.0
    design = Design.of(WEIGHT, replication=BOOTSTRAP)
    found = replicate_errors([Ratio(numerator=VALUES * inside, denominator=inside)], (), design).se[0, 0]
    assert 0 < found < abs(VALUES[0] - VALUES[1])
    nobody = replicate_errors([Ratio(numerator=0 * ONE, denominator=0 * ONE)], (), design).se
    assert np.isnan(nobody).all()


def test_intervals_are_named_and_what_has_no_error_keeps_its_own() -> None:
    shares = [(VALUES > 2.5, ONE > 0), (ONE > 0, ONE > 0)]
    for by, name in ((JACKKNIFE, "leave_one_out"), (BOOTSTRAP, "bootstrap")):
        some, all_of = estimate_shares(shares, Design.of(WEIGHT, replication=by))
        assert (some.interval, all_of.interval, all_of.se) == (name, "wilson", 0.0)
        assert some.low == pytest.approx(some.value - 1.959964 * some.se)
    assert [one.interval for one in estimate_shares(shares, Design.of(WEIGHT))] == ["taylor", "wilson"]
    assert estimate_shares([], Design.of(WEIGHT)) == []
    plain = value_estimates(VALUES, ONE, (), Design.of(WEIGHT), kind="mean")
    imposed = Estimates.joined([replace(plain, se=0 * plain.se, imposed=plain.se > 0)], axis=0)
    kept = with_errors(imposed, plain.se, kind="mean", replication=JACKKNIFE)
    assert (kept.se[0, 0], kept.interval[0, 0]) == (0.0, "none")
    assert np.isnan(kept.low[0, 0])
