"""Expectations ranked from a survey: lines, ranks, two verdicts, what is withheld and what is missing."""

from dataclasses import replace
from itertools import product
from math import erf, sqrt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from answers import codes, responses_of, sample_of

from relstudy.cells import assemble, cells_frame
from relstudy.stats.calibration import Calibration
from relstudy.steps.expectations.surveyed import rank_surveyed
from relstudy.steps.expectations.surveyed_cells import cells_of_ranking
from relstudy.steps.weights import describe_weights
from relstudy.survey.items import Item
from relstudy.survey.plan import Disclosure, ExpectationsPlan, Identity, Respondents
from relstudy.survey.registers import Expectation

TEN = tuple(str(i) for i in range(1, 11))
VALUED = {f"v{i}": float(i) for i in TEN}
N = 400


def scale(item_id: str, top: int = 10) -> Item:
    return Item(
        id=item_id,
        type="scale",
        columns=(item_id,),
        codes=codes(*TEN[:top], "dk", **{k: v for k, v in VALUED.items() if v <= top}),
    )


def drawn(chance: np.random.Generator, mean: float, n: int = N) -> list[str]:
    return [str(int(v)) for v in np.clip(np.rint(chance.normal(mean, 1.5, n)), 1, 10)]


TARGET = Item(id="cible", type="single", columns=("c",), codes=codes("client", "prospect"))
CHANCE = np.random.default_rng(8)
NAMES = ("fast", "kind", "open", "cheap", "twin")
ANSWERS: dict[str, list[str]] = {
    **{f"i_{e}": drawn(CHANCE, mean) for e, mean in zip(NAMES, (8.5, 6.0, 6.9, 4.0, 0.0), strict=True)},
    **{f"s_{e}": drawn(CHANCE, mean) for e, mean in zip(NAMES, (4.0, 8.0, 5.6, 4.0, 8.0), strict=True)},
    "cible": ["client"] * 300 + ["prospect"] * 100,
}
ANSWERS["i_twin"] = ANSWERS["i_kind"]
ITEMS = (TARGET, *(scale(f"{k}_{e}") for k in "is" for e in NAMES))
EXPECTATIONS = tuple(Expectation(id=e, importance_item=f"i_{e}", satisfaction_item=f"s_{e}") for e in NAMES)
WEIGHT = CHANCE.uniform(0.5, 2.0, N)
STATED = ExpectationsPlan(importance="stated")


def rank(
    expectations: tuple[Expectation, ...] = EXPECTATIONS,
    *,
    items: tuple[Item, ...] = ITEMS,
    answers: dict[str, list[str]] = ANSWERS,
    plan: ExpectationsPlan = STATED,
    min_base: int = 30,
    profiles: object = None,
    seed: int = 1,
    calibration: Calibration | None = None,
    **design: np.ndarray,
) -> pd.DataFrame:
    n = len(next(iter(answers.values())))
    weights = replace(describe_weights(WEIGHT[:n]), calibration=calibration)
    ranking = rank_surveyed(
        expectations=expectations, plan=plan, identity=Identity(id="s", seed=seed), disclosure=Disclosure(min_base=min_base),
        respondents=Respondents(target="cible"), items=items, responses=responses_of(items, answers),
        sample=sample_of(WEIGHT[:n], **design), weights=weights, profiles=profiles,
    )  # fmt: skip
    frame = assemble(
        [cells_frame(cells_of_ranking(expectations, ranking), step="expectations")],
        study="s",
        wave="1",
        min_base=min_base,
        caution_base=100,
    )
    frame.index = frame["key"].str.removeprefix("expectations/")
    return frame


GOT = rank()


def mean_of(item: str, inside: slice = slice(None)) -> float:
    values = np.array([float(v) for v in ANSWERS[item]])[inside]
    return float(np.average(values, weights=WEIGHT[inside]))


def test_importance_and_satisfaction_are_weighted_means_by_column() -> None:
    assert GOT.loc["fast/importance/_/all", "value"] == pytest.approx(mean_of("i_fast"), rel=1e-11)
    assert GOT.loc["fast/satisfaction/_/target=prospect", "value"] == pytest.approx(
        mean_of("s_fast", slice(300, None)), rel=1e-11
    )
    cell = GOT.loc["fast/importance/_/target=client"]
    assert (cell["base"], cell["unit"], cell["interval"], cell["question"]) == (300, "mean", "taylor", "i_fast")
    assert cell["low"] < cell["value"] < cell["high"]


def test_lines_are_unweighted_means_of_the_published_means_of_all() -> None:
    for measure, letter in (("importance", "i"), ("satisfaction", "s")):
        line = GOT.loc[f"_/line/{measure}/_"]
        assert line["value"] == pytest.approx(np.mean([mean_of(f"{letter}_{e}") for e in NAMES]), rel=1e-11)
        assert (line["unit"], line["interval"], line["base_kind"]) == ("mean", "none", "none")
        assert pd.isna(line["base"])


def test_declared_lines_are_printed_as_they_are() -> None:
    got = rank(plan=ExpectationsPlan(importance="stated", line=round(mean_of("i_open"), 2), satisfaction_line=5.0))
    assert got.loc["_/line/importance/_", "value"] == round(mean_of("i_open"), 2)
    assert got.loc["_/line/satisfaction/_", "value"] == 5.0
    assert got.loc["open/tier/_/all", "text"] == "unsettled"


def test_ranks_count_higher_importances_and_mark_ties() -> None:
    ranks = {e: GOT.loc[f"{e}/rank/_/all"] for e in NAMES}
    assert {e: r["value"] for e, r in ranks.items()} == {"fast": 1, "open": 2, "kind": 3, "twin": 3, "cheap": 5}
    assert {e for e, r in ranks.items() if r["marks"] == "tie"} == {"kind", "twin"}
    assert (ranks["fast"]["low"], ranks["fast"]["high"], ranks["fast"]["interval"]) == (1, 1, "bootstrap")
    # Twins are twins in every resample.
    assert (ranks["kind"]["low"], ranks["kind"]["high"]) == (ranks["twin"]["low"], ranks["twin"]["high"])


@pytest.mark.parametrize(("expectation", "column"), list(product(NAMES, ("all", "target=client", "target=prospect"))))
def test_both_verdicts_follow_from_the_printed_cells(expectation: str, column: str) -> None:
    sides = {}
    for measure in ("importance", "satisfaction"):
        cell, line = GOT.loc[f"{expectation}/{measure}/_/{column}"], GOT.loc[f"_/line/{measure}/_", "value"]
        sides[measure] = None if cell["low"] <= line <= cell["high"] else bool(cell["value"] > line)
    tier = {True: "primary", False: "secondary", None: "unsettled"}[sides["importance"]]
    assert GOT.loc[f"{expectation}/tier/_/{column}", "text"] == tier
    action = {
        (True, False): "improve", (True, True): "keep", (False, False): "watch", (False, True): "do_not_overinvest",
    }.get((sides["importance"], sides["satisfaction"]), "unsettled")  # fmt: skip
    assert GOT.loc[f"{expectation}/action/_/{column}", "text"] == action


def test_verdicts_of_a_clear_study() -> None:
    assert GOT.loc["fast/tier/_/all", "text"] == "primary"
    assert GOT.loc["fast/action/_/all", "text"] == "improve"
    assert GOT.loc["kind/tier/_/all", "text"] == "secondary"
    assert GOT.loc["kind/action/_/all", "text"] == "do_not_overinvest"
    assert GOT.loc["cheap/action/_/all", "text"] == "watch"
    assert GOT.loc["cheap/tier/_/all", "kind"] == "category"


def test_stability_is_the_chance_of_staying_on_the_same_side() -> None:
    plan = ExpectationsPlan(importance="stated", line=7.0, satisfaction_line=5.6)
    got = rank(plan=plan)
    for expectation in NAMES:
        sides = []
        for measure, line in (("importance", 7.0), ("satisfaction", 5.6)):
            cell = got.loc[f"{expectation}/{measure}/_/all"]
            sides.append(0.5 * (1 + erf(abs(cell["value"] - line) / cell["se"] / sqrt(2))))
        stability = got.loc[f"{expectation}/tier_stability/_/all"]
        assert stability["value"] == pytest.approx(sides[0], abs=0.05)
        assert (stability["unit"], stability["interval"], stability["base"]) == ("share", "none", N)
        assert round(stability["value"] * 1_000, 6) == round(stability["value"] * 1_000)
        assert got.loc[f"{expectation}/action_stability/_/all", "value"] == pytest.approx(sides[0] * sides[1], abs=0.06)


def test_another_expectation_moves_no_draw_and_another_seed_does() -> None:
    plan = ExpectationsPlan(importance="stated", line=7.0, satisfaction_line=5.6)
    keys = ["open/tier_stability/_/all", "open/action_stability/_/target=prospect", "cheap/tier_stability/_/all"]
    got, fewer, other = rank(plan=plan), rank(EXPECTATIONS[2:4], plan=plan), rank(plan=plan, seed=2)
    assert got.loc[keys, "value"].tolist() == fewer.loc[keys, "value"].tolist()
    assert got.loc[keys, "value"].tolist() != other.loc[keys, "value"].tolist()
    assert rank(plan=plan).equals(got)


def test_the_gap_is_of_those_who_answered_both_and_needs_one_scale() -> None:
    answers = {**ANSWERS, "s_fast": ["dk"] * 150 + ANSWERS["s_fast"][150:]}
    items = tuple(scale("s_kind", top=5) if item.id == "s_kind" else item for item in ITEMS)
    answers["s_kind"] = [str(min(5, int(v))) for v in ANSWERS["s_kind"]]
    got = rank(items=items, answers=answers)
    gap = got.loc["fast/gap/_/all"]
    both = slice(150, None)
    assert gap["value"] == pytest.approx(mean_of("i_fast", both) - mean_of("s_fast", both))
    assert (gap["base"], gap["unit"]) == (250, "mean")
    means = [got.loc[f"fast/{name}_both/_/all"] for name in ("importance", "satisfaction")]
    assert means[0]["value"] - means[1]["value"] == pytest.approx(gap["value"])
    assert [m["base"] for m in means] == [250, 250]
    assert got.loc["kind/importance_both/_/all", "status"] == "missing"
    assert got.loc["kind/gap/_/all", "status"] == "missing"
    assert got.loc["kind/satisfaction/_/all", "status"] == "published"
    # An action has the smaller of its two bases.
    assert got.loc["fast/action/_/all", "base"] == 250


def test_withheld_importance_withholds_its_verdicts_and_leaves_lines_and_ranks() -> None:
    answers = {**ANSWERS, "i_fast": ANSWERS["i_fast"][:29] + ["-"] * (N - 29)}
    got = rank(answers=answers)
    for measure in ("importance", "rank", "tier", "tier_stability", "action", "action_stability"):
        cell = got.loc[f"fast/{measure}/_/all"]
        assert cell["status"] == "withheld", measure
        assert pd.isna(cell["value"])
        assert pd.isna(cell["text"])
        assert cell["base"] == 29
    assert got.loc["fast/satisfaction/_/all", "status"] == "published"
    assert got.loc["_/line/importance/_", "value"] == pytest.approx(
        np.mean([mean_of(f"i_{e}") for e in NAMES[1:]]), rel=1e-11
    )
    assert got.loc["open/rank/_/all", "value"] == 1
    assert got.loc["open/rank/_/all", "low"] == 1


def test_a_withheld_satisfaction_withholds_the_action_alone() -> None:
    answers = {**ANSWERS, "s_fast": ANSWERS["s_fast"][:29] + ["-"] * (N - 29)}
    got = rank(answers=answers)
    assert got.loc["fast/action/_/all", "status"] == "withheld"
    assert got.loc["fast/tier/_/all", "status"] == "published"
    assert got.loc["_/line/satisfaction/_", "value"] == pytest.approx(
        np.mean([mean_of(f"s_{e}") for e in NAMES[1:]]), rel=1e-11
    )


def test_what_has_no_item_is_missing_and_never_filled() -> None:
    expectations = (
        *EXPECTATIONS[:2],
        Expectation(id="unasked", importance_item="i_later", satisfaction_item="s_open"),
        Expectation(id="alone", importance_item="i_open"),
        Expectation(id="spoken", code="voice"),
    )
    items = (*ITEMS, scale("i_later"))
    got = rank(expectations, items=items)
    status = {key: got.loc[key, "status"] for key in got.index}
    for measure in ("importance", "rank", "tier", "tier_stability", "action", "gap"):
        assert status[f"unasked/{measure}/_/all"] == "missing", measure
        assert status[f"spoken/{measure}/_/target=client"] == "missing", measure
    assert status["unasked/satisfaction/_/all"] == "published"
    for measure in ("satisfaction", "gap", "action", "action_stability"):
        assert status[f"alone/{measure}/_/all"] == "missing", measure
    assert status["alone/tier/_/all"] == "published"
    assert got.loc["_/line/satisfaction/_", "value"] == pytest.approx(
        np.mean([mean_of(f"s_{e}") for e in ("fast", "kind", "open")]), rel=1e-11
    )
    assert got.loc["alone/rank/_/all", "value"] == 2


def test_no_importance_anywhere_leaves_no_line() -> None:
    got = rank((Expectation(id="spoken", code="voice"),))
    assert set(got["status"]) == {"missing"}


def test_profiles_and_targets_are_judged_by_the_lines_of_the_whole() -> None:
    profiles = SimpleNamespace(member=np.where(np.arange(N) % 2, 0, 1).astype(np.int16), k=2)
    got = rank(profiles=profiles)
    assert set(got["column"]) == {"_", "all", "target=client", "target=prospect", "profile=p1", "profile=p2"}
    assert set(got.loc[got["measure"] == "line", "column"]) == {"_"}
    assert got.loc["fast/importance/_/profile=p1", "value"] == pytest.approx(
        mean_of("i_fast", slice(1, None, 2)), rel=1e-11
    )
    assert got.loc["fast/tier_stability/_/profile=p2", "value"] == 1.0


def test_ranks_are_steadier_with_more_people_of_one_mind() -> None:
    close = {"i_fast": drawn(np.random.default_rng(1), 6.9), "i_open": drawn(np.random.default_rng(2), 6.9)}
    got = rank(answers={**ANSWERS, **close})
    spread = {e: got.loc[f"{e}/rank/_/all", "high"] - got.loc[f"{e}/rank/_/all", "low"] for e in NAMES}
    assert spread["fast"] == spread["open"] == 1
    assert spread["cheap"] == 0


def test_a_design_reaches_the_resamples() -> None:
    cluster = np.arange(N) // 40
    together = {**ANSWERS, "i_open": [str(6 + (i // 40) % 3) for i in range(N)]}
    plan = ExpectationsPlan(importance="stated", line=6.7)
    plain, clustered = rank(answers=together, plan=plan), rank(answers=together, plan=plan, clusters=cluster)
    key = "open/tier_stability/_/all"
    assert clustered.loc[key, "value"] < plain.loc[key, "value"] - 0.03


def test_a_mean_that_weights_were_raked_to_is_told_as_imposed_and_settles_nothing() -> None:
    label = np.array([TEN.index(note) for note in ANSWERS["s_fast"]], dtype=np.int16)
    found = rank(calibration=Calibration.of([np.unique(label, return_inverse=True)[1].astype(np.int16)], WEIGHT))
    told, other = found.loc["fast/satisfaction/_/all"], found.loc["fast/importance/_/all"]
    assert (told["se"], told["marks"]) == (0.0, "imposed")
    assert found.loc["fast/negative/_/all", "marks"] == "imposed"
    assert other["se"] > 0
    assert other["marks"] == ""
    assert found.loc["fast/action/_/all", "text"] == "unsettled"
