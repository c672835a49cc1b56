"""Derived importance and the two other rules of tiers: what is explained is found again, doubt is said, nothing is filled in."""

import numpy as np
import pandas as pd
import pytest
from answers import codes, responses_of, sample_of

from relstudy.cells import assemble, cells_frame
from relstudy.steps.expectations.surveyed import rank_surveyed
from relstudy.steps.expectations.surveyed_cells import cells_of_ranking
from relstudy.steps.weights import describe_weights
from relstudy.survey.items import Item
from relstudy.survey.plan import Disclosure, ExpectationsPlan, Identity, Respondents
from relstudy.survey.registers import Expectation

N = 600
TEN = tuple(str(i) for i in range(1, 11))
NAMES = ("strong", "middling", "weak", "unasked")
CHANCE = np.random.default_rng(21)
LATENT = CHANCE.normal(size=(N, 3)) + 0.6 * CHANCE.normal(size=(N, 1))
OVERALL = LATENT @ [1.0, 0.5, 0.05] + 0.8 * CHANCE.normal(size=N)
WEIGHT = CHANCE.uniform(0.5, 2.0, N)


def ten(values: np.ndarray, middle: float) -> list[str]:
    return [str(int(v)) for v in np.clip(np.rint(middle + 1.4 * values), 1, 10)]


def scale(item_id: str) -> Item:
    return Item(
        id=item_id, type="scale", columns=(item_id,), codes=codes(*TEN, "dk", **{f"v{i}": float(i) for i in TEN})
    )


ANSWERS: dict[str, list[str]] = {
    "s_strong": ten(LATENT[:, 0], 4.0),
    "s_middling": ten(LATENT[:, 1], 7.0),
    "s_weak": ten(LATENT[:, 2], 5.5),
    "overall": ten(OVERALL, 6.0),
    "i_strong": ten(CHANCE.normal(size=N), 8.0),
    "i_middling": ten(CHANCE.normal(size=N), 6.0),
    "i_weak": ten(CHANCE.normal(size=N), 4.0),
    "cible": ["client"] * 400 + ["prospect"] * 200,
}
TARGET = Item(id="cible", type="single", columns=("c",), codes=codes("client", "prospect"))
ITEMS = (TARGET, *(scale(name) for name in ANSWERS if name != "cible"))
EXPECTATIONS = tuple(
    Expectation(
        id=e,
        importance_item=f"i_{e}" if e != "unasked" else None,
        satisfaction_item=f"s_{e}" if e != "unasked" else None,
    )
    for e in NAMES
)
DERIVED = ExpectationsPlan(importance="derived", overall="overall")


def rank(
    plan: ExpectationsPlan = DERIVED,
    *,
    answers: dict[str, list[str]] = ANSWERS,
    weight: np.ndarray = WEIGHT,
    min_base: int = 30,
    **design: np.ndarray,
) -> pd.DataFrame:
    ranking = rank_surveyed(
        expectations=EXPECTATIONS, plan=plan, identity=Identity(id="s", seed=1), disclosure=Disclosure(min_base=min_base),
        respondents=Respondents(target="cible"), items=ITEMS, responses=responses_of(ITEMS, answers),
        sample=sample_of(weight, **design), weights=describe_weights(weight), profiles=None,
    )  # fmt: skip
    frame = assemble(
        [cells_frame(cells_of_ranking(EXPECTATIONS, ranking), step="expectations")],
        study="s", wave="1", min_base=min_base, caution_base=100,
    )  # fmt: skip
    frame.index = frame["key"].str.removeprefix("expectations/")
    return frame


GOT = rank()


def fit_of(names: tuple[str, ...], inside: slice = slice(None)) -> float:
    """Return R^2 by weighted least squares."""
    numbers = {name: np.array([float(v) for v in ANSWERS[name]])[inside] for name in (*names, "overall")}
    root = np.sqrt(WEIGHT[inside])
    table = np.column_stack([np.ones(len(root)), *(numbers[name] for name in names)])
    overall = numbers["overall"]
    left = root * (overall - table @ np.linalg.lstsq(table * root[:, None], overall * root, rcond=None)[0])
    spread = root * (overall - np.average(overall, weights=root**2))
    return 1 - float(left @ left) / float(spread @ spread)


def test_importance_is_the_share_of_what_is_explained() -> None:
    one, two, three = items = ("s_strong", "s_middling", "s_weak")
    assert GOT.loc["_/fit/_/all", "value"] == pytest.approx(fit_of(items), rel=1e-9)
    assert GOT.loc["_/fit/_/target=client", "value"] == pytest.approx(fit_of(items, slice(400)), rel=1e-9)
    # The Shapley value of the first of three: first in two orders, last in two, second after each of the others once.
    gain = 2 * fit_of((one,)) + 2 * (fit_of(items) - fit_of((two, three)))
    gain += fit_of((one, two)) - fit_of((two,)) + fit_of((one, three)) - fit_of((three,))
    assert GOT.loc["strong/importance/_/all", "value"] == pytest.approx(gain / 6 / fit_of(items), rel=1e-9)
    for column in ("all", "target=client", "target=prospect"):
        for measure in ("importance", "relative_weight"):
            assert sum(GOT.loc[f"{e}/{measure}/_/{column}", "value"] for e in NAMES[:3]) == pytest.approx(1.0)


def test_a_cell_says_its_unit_base_and_doubt() -> None:
    cell = GOT.loc["strong/importance/_/all"]
    assert (cell["unit"], cell["interval"], cell["base"], cell["question"]) == ("share", "bootstrap", N, "s_strong")
    assert 0 < cell["low"] < cell["value"] < cell["high"] < 1
    assert cell["se"] == pytest.approx((cell["high"] - cell["low"]) / 3.92, rel=0.15)
    assert GOT.loc["_/line/importance/_", "value"] == pytest.approx(1 / 3)
    assert GOT.loc["_/line/importance/_", "unit"] == "share"
    assert GOT.loc["_/line/satisfaction/_", "unit"] == "mean"


def test_ranks_tiers_and_actions_follow() -> None:
    assert [GOT.loc[f"{e}/rank/_/all", "value"] for e in NAMES[:3]] == [1, 2, 3]
    assert [GOT.loc[f"{e}/relative_weight_rank/_/all", "value"] for e in NAMES[:3]] == [1, 2, 3]
    assert GOT.loc["strong/tier/_/all", "text"] == "primary"
    assert GOT.loc["weak/tier/_/all", "text"] == "secondary"
    assert GOT.loc["strong/action/_/all", "text"] == "improve"
    assert GOT.loc["strong/rank/_/all", ["low", "high"]].tolist() == [1, 1]


def test_an_expectation_without_satisfaction_and_the_gap_are_missing() -> None:
    for measure in ("importance", "relative_weight", "rank", "tier", "action"):
        assert GOT.loc[f"unasked/{measure}/_/all", "status"] == "missing"
    assert set(GOT.loc[[f"{e}/gap/_/all" for e in NAMES], "status"]) == {"missing"}


def test_who_left_one_item_out_is_in_no_regression() -> None:
    holes = {**ANSWERS, "s_weak": ["dk"] * 50 + ANSWERS["s_weak"][50:]}
    got = rank(answers=holes)
    assert got.loc["strong/importance/_/all", "base"] == N - 50
    assert got.loc["strong/satisfaction/_/all", "base"] == N
    few = rank(answers={**ANSWERS, "s_weak": ["dk"] * (N - 20) + ANSWERS["s_weak"][N - 20 :]})
    assert set(few.loc[[f"{e}/importance/_/all" for e in NAMES[:3]], "status"]) == {"withheld"}
    assert few.loc["strong/tier/_/all", "status"] == "withheld"
    assert few.loc["_/fit/_/all", "status"] == "withheld"


def test_no_more_respondents_than_terms_is_withheld() -> None:
    answers = {name: values[:4] + ["dk"] * (N - 4) if name[0] in "so" else values for name, values in ANSWERS.items()}
    got = rank(answers=answers, min_base=1)
    assert got.loc["strong/importance/_/all", "status"] == "withheld"


def test_an_overall_judgement_that_does_not_vary_or_was_not_asked_gives_nothing() -> None:
    for answers in ({**ANSWERS, "overall": ["7"] * N}, {k: v for k, v in ANSWERS.items() if k != "overall"}):
        got = rank(answers=answers)
        for measure in ("importance", "relative_weight", "rank", "tier", "tier_stability", "action"):
            assert got.loc[f"strong/{measure}/_/all", "status"] == "missing", measure
        assert got.loc["_/line/importance/_", "status"] == "missing"
        assert got.loc["strong/satisfaction/_/all", "status"] == "published"


def test_a_tie_where_the_two_measures_rank_differently() -> None:
    chance = np.random.default_rng(1)
    found = None
    for _ in range(200):
        latent = chance.normal(size=(N, 3)) @ chance.normal(size=(3, 3))
        answers = {**ANSWERS, "overall": ten(latent.sum(axis=1) / latent.sum(axis=1).std(), 5.5)}
        for j, name in enumerate(("s_strong", "s_middling", "s_weak")):
            answers[name] = ten(latent[:, j] / latent[:, j].std(), 5.5)
        got = rank(answers=answers, weight=np.ones(N))
        ranks, weights = (
            [got.loc[f"{e}/{m}/_/all", "value"] for e in NAMES[:3]] for m in ("rank", "relative_weight_rank")
        )
        marks = ["tie" in (got.loc[f"{e}/rank/_/all", "marks"] or "") for e in NAMES[:3]]
        assert marks == [one != other for one, other in zip(ranks, weights, strict=True)]
        if any(marks):
            found = got
            break
    assert found is not None


def test_clusters_widen_the_intervals_of_importance() -> None:
    villages = np.repeat(np.arange(30), N // 30)
    alike = {**ANSWERS}
    for name in ("s_strong", "s_middling", "s_weak", "overall"):
        alike[name] = [ANSWERS[name][20 * (i // 20)] if i % 20 < 15 else ANSWERS[name][i] for i in range(N)]
    plain, clustered = rank(answers=alike), rank(answers=alike, clusters=villages)
    width = [got.loc["strong/importance/_/all", "high"] - got.loc["strong/importance/_/all", "low"] for got in (plain, clustered)]  # fmt: skip
    assert width[1] > 1.5 * width[0]


def test_opportunity_raises_importance_by_what_satisfaction_lacks() -> None:
    got = rank(ExpectationsPlan(importance="stated", tier_rule="opportunity"))
    values = {}
    for e in NAMES[:3]:
        importance, satisfaction = (got.loc[f"{e}/{m}/_/all", "value"] for m in ("importance", "satisfaction"))
        cell = got.loc[f"{e}/opportunity/_/all"]
        values[e] = importance + max(importance - satisfaction, 0)
        assert cell["value"] == pytest.approx(values[e], rel=1e-11)
        assert (cell["interval"], cell["unit"]) == ("bootstrap", "mean")
        assert cell["low"] < cell["value"] < cell["high"]
        line = got.loc["_/line/opportunity/_", "value"]
        expected = "primary" if cell["low"] > line else "secondary" if cell["high"] < line else "unsettled"
        assert got.loc[f"{e}/tier/_/all", "text"] == expected
    assert got.loc["_/line/opportunity/_", "value"] == pytest.approx(np.mean(list(values.values())), rel=1e-11)
    assert got.loc["strong/tier/_/all", "text"] == "primary"
    assert got.loc["strong/tier_stability/_/all", "value"] > 0.95
    assert got.loc["unasked/opportunity/_/all", "status"] == "missing"
    # Ranks stay those of importance.
    assert got.loc["strong/rank/_/all", "value"] == 1


def test_quadrant_calls_primary_what_is_to_improve() -> None:
    for plan in (ExpectationsPlan(importance="stated", tier_rule="quadrant"), ExpectationsPlan(importance="derived", overall="overall", tier_rule="quadrant")):  # fmt: skip
        got = rank(plan)
        for column in ("all", "target=client", "target=prospect"):
            for e in NAMES[:3]:
                action = got.loc[f"{e}/action/_/{column}", "text"]
                expected = {"improve": "primary", "unsettled": "unsettled"}.get(action, "secondary")
                assert got.loc[f"{e}/tier/_/{column}", "text"] == expected
        assert got.loc["strong/tier/_/all", "text"] == "primary"
        assert 0.9 < got.loc["strong/tier_stability/_/all", "value"] <= 1
