"""Raking against R `survey` at standstill, and in its own terms; standard errors after it."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.stats.calibration import Calibration
from relstudy.stats.design import Design, kish_effective
from relstudy.stats.estimates import ratio_estimates, value_estimates
from relstudy.stats.folds import Partition, States, fold_states
from relstudy.stats.raking import Margin, Raking, rake_weights

REFERENCE = Path(__file__).parents[1] / "reference"
STORED = tomllib.loads((REFERENCE / "raking.toml").read_text())
#: As in raking.R: categories in R's order, population totals.
TARGETS = {
    "stype": (("E", "H", "M"), (4421.0, 755.0, 1018.0)),
    "sch.wide": (("No", "Yes"), (1072.0, 5122.0)),
    "comp.imp": (("No", "Yes"), (2094.0, 4100.0)),
}
DATA = {
    "weights": "strat",
    "equal": "clus1",
    "strata_fpc": "strat",
    "strata_clusters": "strat",
    "uneven": "strat",
    "uneven_clusters": "strat",
    "clusters_fpc": "clus1",
}
MARGINS = {"rake": ("stype", "sch.wide"), "three": ("stype", "sch.wide", "comp.imp"), "post": ("stype",), "bounded": ("stype", "sch.wide"), "trimmed": ("stype", "sch.wide", "comp.imp")}  # fmt: skip
#: The largest weights as ratios to the mean one, as in raking.R.
TRIM = {"strat": 1.45, "clus1": 1.7, "uneven": 1.75}
CODES = ("E", "H", "M")


def sample(name: str) -> dict[str, np.ndarray]:
    with (REFERENCE / f"api_{name}.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    texts = {"stype", "sch.wide", "comp.imp", "awards"}
    return {c: np.array([r[c] for r in rows], dtype=str if c in texts else float) for c in rows[0]}


SAMPLES = {name: sample(name) for name in ("strat", "clus1")}


def margins_of(data: dict[str, np.ndarray], names: tuple[str, ...]) -> list[Margin]:
    return [
        Margin(label=np.searchsorted(TARGETS[name][0], data[name]), target=np.array(TARGETS[name][1])) for name in names
    ]


def starting(design: str) -> np.ndarray:
    """Return the start weights; the uneven ones differ within the crossed cells of the margins, as in raking.R."""
    start = SAMPLES[DATA[design]]["pw"]
    return start * (1 + np.arange(1, len(start) + 1) % 5 / 5) if design.startswith("uneven") else start


def raked(design: str, name: str) -> tuple[dict[str, np.ndarray], list[Margin], Raking]:
    data = SAMPLES[DATA[design]]
    margins = margins_of(data, MARGINS[name])
    trim = TRIM["uneven" if design.startswith("uneven") else DATA[design]]
    cap = trim * 6194 / len(data["pw"]) if name == "trimmed" else None
    bounds = (0.7, 1.7) if name == "bounded" else None
    return data, margins, rake_weights(margins, start=starting(design), bounds=bounds, cap=cap)


def design_of(design: str, name: str) -> tuple[dict[str, np.ndarray], Design]:
    data, margins, found = raked(design, name)
    strata = np.unique(data["stype"], return_inverse=True)[1]
    options = {
        "weights": {}, "equal": {}, "strata_fpc": {"strata": strata, "fpc": data["fpc"]},
        "strata_clusters": {"strata": strata, "clusters": data["dnum"]},
        "uneven": {"strata": strata}, "uneven_clusters": {"strata": strata, "clusters": data["dnum"]},
        "clusters_fpc": {"clusters": data["dnum"], "fpc": data["fpc"]},
    }[design]  # fmt: skip
    calibration = Calibration.of([m.label for m in margins], starting(design))
    return data, Design.of(found.weight, calibration=calibration, **options)


@pytest.mark.parametrize("expected", STORED["weights"], ids=lambda f: f"{f['design']}-{f['name']}")
def test_weights_equal_those_of_r_at_standstill(expected: dict) -> None:
    # In R: expected["r"], survey 4.1-1 (tests/reference/raking.R).
    found = raked(expected["design"], expected["name"])[2]
    assert found.converged
    for name, value in (
        ("minimum", found.weight.min()),
        ("maximum", found.weight.max()),
        ("sum", found.weight.sum()),
        ("kish", kish_effective(found.weight)),
        ("tenth", found.weight[9]),
    ):
        assert value == pytest.approx(expected[name], rel=1e-9), name


@pytest.mark.parametrize(
    "figure", STORED["figures"], ids=lambda f: f"{f['design']}-{f['name']}-{f['measure']}-{f['row']}-{f['column']}"
)
def test_standard_errors_equal_those_of_r(figure: dict) -> None:
    # In R: svymean or svyratio on calibrate(...), survey 4.1-1 (tests/reference/raking.R).
    data, by = design_of(figure["design"], figure["name"])
    parts = (
        Partition(label=(data["comp.imp"] == "Yes").astype(np.int16), size=2),
        Partition(label=np.where(data["awards"] == "Yes", 0, -1).astype(np.int16), size=1),
    )
    place = {"all": 0, "comp.imp=No": 1, "awards=Yes": 3}[figure["column"]]
    if figure["measure"] in ("mean", "pooled"):
        a, b = (data["api00"], np.ones(by.n)) if figure["measure"] == "mean" else (data["yes"], data["asked"])
        got = value_estimates(a, b, parts, by, kind="mean").at(0, place)
    else:
        codes = CODES if figure["measure"] == "share" else ("No", "Yes")
        answers = {"share": data["stype"], "awards": data["awards"], "high": np.where(data["api00"] > 650, "Yes", "No")}
        state = np.searchsorted(codes, answers[figure["measure"]])
        (fold,) = fold_states([States(state=state, size=len(codes))], parts, by)
        every = np.ones((len(codes), len(codes)))
        got = ratio_estimates(fold, np.eye(len(codes)), every, by, kind="share", bounds=(0, 1)).at(
            codes.index(figure["row"]), place
        )
    assert got.value == pytest.approx(figure["value"], rel=1e-9)
    # R prints no zero where only rounding is left.
    assert got.se == pytest.approx(figure["se"], rel=1e-8, abs=1e-9)


def test_a_share_weighted_to_is_imposed_and_no_other() -> None:
    data, by = design_of("weights", "rake")
    parts = (Partition(label=(data["comp.imp"] == "Yes").astype(np.int16), size=2),)
    folds = fold_states(
        [States(state=np.searchsorted(CODES, data["stype"]), size=3), States(state=(data["awards"] == "Yes").astype(int), size=2)],
        parts, by,
    )  # fmt: skip
    stype, awards = (
        ratio_estimates(f, np.eye(len(f.count)), np.ones((len(f.count),) * 2), by, kind="share", bounds=(0, 1))
        for f in folds
    )
    assert stype.imposed.tolist() == [[True, False, False]] * 3
    assert not awards.imposed.any()
    assert (stype.se[:, 0] == 0).all()
    assert np.isnan(stype.low[:, 0]).all()
    assert set(stype.interval[:, 0]) == {"none"}


def test_the_published_totals_of_apiclus1() -> None:
    # Raked on stype and sch.wide: weights from 29.8706755 to 67.1255292, Kish 174.0112, mean api00 641.23, SE 23.704 (R survey 4.1-1).
    data, by = design_of("clusters_fpc", "rake")
    assert by.weight.min() == pytest.approx(29.8706755, abs=5e-8)
    assert by.weight.max() == pytest.approx(67.1255292, abs=5e-8)
    assert kish_effective(by.weight) == pytest.approx(174.0112, abs=5e-5)
    mean = value_estimates(data["api00"], np.ones(by.n), (), by, kind="mean").at(0, 0)
    assert mean.value == pytest.approx(641.23, abs=5e-3)
    assert mean.se == pytest.approx(23.704, abs=5e-4)


@st.composite
def samples(draw: st.DrawFn) -> tuple[list[Margin], np.ndarray]:
    n = draw(st.integers(20, 120))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    margins = []
    for size in draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)):
        # Every category has respondents, and a start that some population has: no cell of the crossed margins is asked to be empty.
        label = np.concatenate([np.arange(size), chance.integers(0, size, n - size)])
        margins.append(label)
    true = chance.uniform(0.5, 2.0, n)
    built = [Margin(label=label, target=np.bincount(label, weights=true)) for label in margins]
    return built, chance.uniform(0.5, 3.0, n)


@settings(deadline=None, max_examples=60)
@given(samples())
def test_targets_are_hit_whatever_the_order_and_the_scale_of_the_start(given_: tuple[list[Margin], np.ndarray]) -> None:
    margins, start = given_
    found = rake_weights(margins, start=start)
    assert found.converged
    for margin in margins:
        np.testing.assert_allclose(np.bincount(margin.label, weights=found.weight), margin.target, rtol=1e-9)
    other = np.random.default_rng(1).permutation(len(start))
    moved = [Margin(label=m.label[other], target=m.target) for m in reversed(margins)]
    np.testing.assert_allclose(rake_weights(moved, start=7 * start[other]).weight, found.weight[other], rtol=1e-8)


def test_bounds_are_kept_and_margins_still_hit() -> None:
    found = raked("weights", "bounded")[2]
    data = SAMPLES["strat"]
    ratio = found.weight / (data["pw"] * 6194 / data["pw"].sum())
    assert ratio.min() >= 0.7
    assert ratio.max() <= 1.7


@pytest.mark.parametrize("bounds", [None, (0.95, 1.05)])
def test_margins_that_cannot_be_hit_are_said_with_the_worst(bounds: tuple[float, float] | None) -> None:
    # Nobody of the second category of one margin is outside the second of the other: the two targets contradict each other.
    first, second = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])
    margins = [Margin(label=first, target=np.array([3.0, 1.0])), Margin(label=second, target=np.array([2.0, 2.0]))]
    found = rake_weights(margins, start=np.ones(4), bounds=bounds)
    assert not found.converged
    assert found.misfit > 0.01
    assert found.worst[1] in (0, 1)


def test_one_margin_is_post_stratification() -> None:
    label = np.array([0, 0, 1, 1, 1])
    found = rake_weights([Margin(label=label, target=np.array([6.0, 4.0]))], start=np.array([1.0, 3.0, 1.0, 1.0, 2.0]))
    np.testing.assert_allclose(found.weight, [1.5, 4.5, 1.0, 1.0, 2.0])


#: A population whose margins are known; answers, being drawn and the column asked for all depend on them.
POPULATION = 200_000


def population(chance: np.random.Generator) -> dict[str, np.ndarray]:
    sex, age = chance.integers(0, 2, POPULATION), chance.choice(4, POPULATION, p=[0.2, 0.35, 0.25, 0.2])
    lean = 0.8 * sex - 0.5 * age + chance.normal(0, 1.0, POPULATION)
    return {
        "sex": sex,
        "age": age,
        "share": (lean > 0).astype(float),
        "mean": np.clip(np.round(5 + 1.5 * lean + chance.normal(0, 1.5, POPULATION)), 0, 10),
        "column": (chance.random(POPULATION) < 0.3 + 0.1 * age).astype(np.int16),
        "drawn": np.exp(0.3 * sex - 0.2 * age + chance.normal(0, 0.3, POPULATION)),
    }


@pytest.mark.slow
@pytest.mark.parametrize("bounds", [None, (0.4, 2.5)])
@pytest.mark.parametrize("start", ["equal", "drawn"])
def test_of_the_intervals_after_raking_nineteen_in_twenty_hold_the_truth(
    start: str, bounds: tuple[float, float] | None
) -> None:
    chance = np.random.default_rng(13)
    people = population(chance)
    # Equal start weights: who answers depends on the margins alone, as raking assumes.
    odds = people["drawn"] if start == "drawn" else np.exp(0.3 * people["sex"] - 0.2 * people["age"])
    reach = np.cumsum(odds / odds.sum())
    targets = {margin: np.bincount(people[margin]) / POPULATION for margin in ("sex", "age")}
    truth = {
        kind: [people[kind].mean(), *(people[kind][people["column"] == column].mean() for column in (0, 1))]
        for kind in ("share", "mean")
    }
    n, rounds = 600, 10_000
    held = {kind: np.zeros(3) for kind in truth}
    for _ in range(rounds):
        rows = np.searchsorted(reach, chance.random(n))
        labels = [people[margin][rows] for margin in targets]
        before = 1.0 / odds[rows] if start == "drawn" else np.ones(n)
        margins = [Margin(label=label, target=n * share) for label, share in zip(labels, targets.values(), strict=True)]
        raked = rake_weights(margins, start=before, bounds=bounds)
        assert raked.converged
        by = Design.of(raked.weight, calibration=Calibration.of(labels, before, bounds=bounds))
        columns = (Partition(label=people["column"][rows], size=2),)
        for kind, true in truth.items():
            found = value_estimates(people[kind][rows], np.ones(n), columns, by, kind=kind)  # type: ignore[arg-type]
            held[kind] += (found.low[0] <= true) & (true <= found.high[0])
    rates = {kind: (count / rounds).round(4).tolist() for kind, count in held.items()}
    print(start, bounds, rates)
    assert all(0.94 <= rate <= 0.96 for found in rates.values() for rate in found), rates


@settings(deadline=None, max_examples=60)
@given(samples(), st.floats(1.01, 2.0))
def test_trimmed_weights_hit_the_targets_under_the_cap_and_are_the_nearest_to_do_so(
    given_: tuple[list[Margin], np.ndarray], part: float
) -> None:
    margins, start = given_
    plain = rake_weights(margins, start=start)
    cap = part * plain.weight.mean()
    found = rake_weights(margins, start=start, cap=cap)
    if not found.converged:
        # By linear programming's own terms: a cap as large as the largest raked weight is always enough.
        assert cap < plain.weight.max()
        return
    assert found.weight.max() <= cap
    for margin in margins:
        np.testing.assert_allclose(np.bincount(margin.label, weights=found.weight), margin.target, rtol=1e-9)
    if cap >= plain.weight.max():
        np.testing.assert_allclose(found.weight, plain.weight, rtol=1e-9)
    # The conditions of the nearest weights: below the cap log(w / d) is a sum of effects of the categories, at the cap
    # that sum is larger still.
    indicator = np.concatenate([np.eye(len(m.target))[m.label] for m in margins], axis=1)
    below = found.weight < cap * (1 - 1e-9)
    moved = np.log(found.weight / start)
    effects = np.linalg.lstsq(indicator[below], moved[below], rcond=None)[0]
    np.testing.assert_allclose(indicator[below] @ effects, moved[below], atol=1e-6)
    other = np.random.default_rng(1).permutation(len(start))
    shuffled = rake_weights(
        [Margin(label=m.label[other], target=m.target) for m in reversed(margins)], start=5 * start[other], cap=cap
    )
    np.testing.assert_allclose(shuffled.weight, found.weight[other], rtol=1e-6)


def test_a_cap_that_a_category_or_two_margins_together_cannot_bear_is_a_misfit() -> None:
    two = Margin(label=np.array([0, 0, 0, 1]), target=np.array([2.0, 2.0]))
    alone = rake_weights([two], start=np.ones(4), cap=1.5)
    assert (alone.converged, alone.misfit, alone.worst) == (False, pytest.approx(0.25), (0, 1))
    # Each margin can be had below 1.9; the one respondent of both small categories cannot weigh for the two.
    first = Margin(label=np.array([0, 1, 1, 1, 1, 1]), target=np.array([1.0, 5.0]))
    second = Margin(label=np.array([0, 0, 1, 1, 1, 1]), target=np.array([3.2, 2.8]))
    assert rake_weights([second], start=np.ones(6), cap=1.9).converged
    assert not rake_weights([first, second], start=np.ones(6), cap=1.9).converged
    assert rake_weights([first, second], start=np.ones(6), cap=2.3).converged
