"""Expectations ranked from interviews: the two verdicts, their stability, and the figures of the real verbatims."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from real_studies import DATA as DATA_ROOT

from relstudy.cells import Cell
from relstudy.steps.expectations import Expectations, rank_expectations
from relstudy.steps.expectations.cases import ACTIONS, MISSING, TIERS, UNSETTLED, Tally, rank_cases, settle
from relstudy.steps.interviews import Interviews
from relstudy.survey.plan import Disclosure, ExpectationsPlan, Identity, Respondents
from relstudy.survey.registers import Expectation

PLAN = ExpectationsPlan(importance="cases")
EXAMPLES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["verdict"]


def tables(**masks: list[list[int]] | np.ndarray) -> Tally:
    """Return 0/1 tables of shape (cases, expectations); everybody is asked unless said."""
    given_tables = {name: np.asarray(mask, dtype=np.int64) for name, mask in masks.items()}
    shape = next(iter(given_tables.values())).shape
    empty = np.zeros(shape, dtype=np.int64)
    return Tally(
        **{"asked": np.ones(shape, dtype=np.int64)}
        | {n: given_tables.get(n, empty) for n in Tally.__slots__ if n != "asked" or n in given_tables}
    )


def first(n: int, of: int) -> np.ndarray:
    return (np.arange(of) < n).astype(np.int64)[:, None]


def interviews(
    *,
    codes: tuple[str, ...],
    voiced: np.ndarray,
    valence: np.ndarray | None = None,
    target: list[str] | None = None,
    **masks: np.ndarray,
) -> Interviews:
    n = len(voiced)
    voice = np.asarray(voiced, dtype=bool)
    return Interviews(
        file="waves/1/codings.csv", cases_file="waves/1/cases.csv", case_id=np.array([f"c{i}" for i in range(n)]),
        target=np.array(target or [""] * n), group=np.zeros(n, dtype=bool), attributes=np.array([""] * n), codes=codes,
        asked=masks.get("asked", np.ones_like(voice)), voiced=voice, unprompted=masks.get("unprompted", voice),
        contrary=np.zeros_like(voice), judged=masks.get("judged", voice),
        valence=valence if valence is not None else np.zeros(voice.shape, dtype=np.int64), quotes=pd.DataFrame(),
    )  # fmt: skip


def ranked(told: Interviews, plan: ExpectationsPlan) -> Expectations:
    return rank_expectations(
        study_expectations=(Expectation(id="e1", code="tri"),), study_expecting=plan, study_identity=Identity(id="s"),
        study_disclosure=Disclosure(), study_respondents=Respondents(), wave_items=(), intake_responses=None, intake_sample=None,
        weights=None, profiles=None, interviews=told,
    )  # fmt: skip


def by_place(cells: list[Cell]) -> dict[tuple[str, str, str], Cell]:
    return {(c.item, c.measure, c.column): c for c in cells}


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["name"] for e in EXAMPLES])
def test_worked_examples(example: dict) -> None:
    n = example["cases"]
    judged = example["positive"] + example["negative"]
    got = settle(
        tables(
            voiced=first(example["voiced"], n), unprompted=first(example["unprompted"], n),
            positive=first(example["positive"], n), negative=first(judged, n) - first(example["positive"], n), judged=first(judged, n),
        ),
        PLAN,
    )  # fmt: skip
    assert TIERS[got.tier[0]] == example["tier"]
    assert got.tier_stability[0] == example["tier_kept"] / n
    if "action" in example:
        assert ACTIONS[got.action[0]] == example["action"]
        assert got.action_stability[0] == example["action_kept"] / n
    else:
        assert got.action[0] == MISSING
        assert np.isnan(got.action_stability[0])


def test_other_lines_are_those_of_the_plan() -> None:
    by_case = tables(voiced=first(5, 20), unprompted=first(5, 20))
    strict = settle(by_case, PLAN)
    lenient = settle(by_case, ExpectationsPlan(importance="cases", voiced_by=(1, 10), unprompted_by=(1, 10)))
    assert (TIERS[strict.tier[0]], TIERS[lenient.tier[0]]) == ("secondary", "primary")


def test_rank_counts_the_higher_and_marks_ties() -> None:
    voiced = np.hstack([first(9, 20), first(12, 20), first(9, 20), first(2, 20)])
    got = settle(tables(voiced=voiced), PLAN)
    assert got.rank.tolist() == [2, 1, 2, 4]
    assert got.tie.tolist() == [True, False, True, False]
    # The two at nine voice in the same cases: no single case parts them.
    assert got.rank_stability.tolist() == [1.0, 1.0, 1.0, 1.0]


def test_rank_falls_when_one_case_parts_a_tie() -> None:
    voiced = np.hstack([first(5, 20), np.roll(first(5, 20), 10, axis=0)])
    got = settle(tables(voiced=voiced), PLAN)
    # Each of the five that voice the first but not the second makes it fall behind, and the other way round.
    assert got.rank_stability.tolist() == [15 / 20, 15 / 20]


def test_who_was_not_asked_is_in_no_base() -> None:
    asked = np.hstack([first(6, 20), first(0, 20)])
    voiced = np.hstack([first(5, 20), first(0, 20)])
    got = settle(tables(asked=asked, voiced=voiced, unprompted=voiced), PLAN)
    assert TIERS[got.tier[0]] == "primary"
    assert got.runs == 20
    assert (got.tier[1], got.rank[1], got.action[1]) == (MISSING, MISSING, MISSING)
    assert np.isnan(got.tier_stability[1])


def test_the_only_case_asked_carries_the_verdict_alone() -> None:
    got = settle(tables(asked=first(1, 20), voiced=first(1, 20), unprompted=first(1, 20)), PLAN)
    assert got.tier[0] == UNSETTLED
    assert got.tier_stability[0] == 19 / 20


@st.composite
def some_tables(draw: st.DrawFn) -> Tally:
    shape = (draw(st.integers(1, 9)), draw(st.integers(1, 4)))
    asked, voiced, unprompted, judged, sign = (
        draw(arrays(np.int64, shape, elements=st.integers(0, 1))) for _ in range(5)
    )  # fmt: skip
    voiced = asked & voiced
    judged = voiced & judged
    return Tally(
        asked=asked,
        voiced=voiced,
        unprompted=voiced & unprompted,
        positive=judged & sign,
        negative=judged & (1 - sign),
        judged=judged,
    )


@given(some_tables())
def test_leaving_out_by_subtraction_is_leaving_out(by_case: Tally) -> None:
    """Referee: settle the remaining cases from scratch, one case out at a time."""
    n = len(by_case.asked)
    got = settle(by_case, PLAN)
    whole = _alone(by_case)
    parts = [_alone(Tally(**{k: np.delete(getattr(by_case, k), i, axis=0) for k in Tally.__slots__})) for i in range(n)]
    for e in range(by_case.asked.shape[1]):
        for part, stability in enumerate((got.tier_stability, got.rank_stability, got.action_stability)):
            if whole[e][part] is None:
                assert np.isnan(stability[e])
            else:
                assert stability[e] == sum(p[e][part] == whole[e][part] for p in parts) / n


def _alone(by_case: Tally) -> list[tuple[str | None, int | None, str | None]]:
    """Return (tier by the two criteria, rank, action) of each expectation, in plain sentences."""
    asked, voiced, unprompted, positive, negative, judged = (getattr(by_case, k).sum(axis=0) for k in Tally.__slots__)
    verdicts: list[tuple[str | None, int | None, str | None]] = []
    for e in range(len(asked)):
        if asked[e] == 0:
            verdicts.append((None, None, None))
            continue
        holds = int(voiced[e] / asked[e] > 0.5) + int(3 * unprompted[e] >= asked[e])
        tier = ("secondary", "unsettled", "primary")[holds]
        rank = 1 + sum(voiced[f] > voiced[e] for f in range(len(asked)) if asked[f])
        action: str | None = "unsettled"
        if judged[e] == 0:
            action = None
        elif tier != "unsettled" and abs(positive[e] - negative[e]) > 1:
            happy = positive[e] > negative[e]
            action = {
                ("primary", True): "keep",
                ("primary", False): "improve",
                ("secondary", True): "do_not_overinvest",
                ("secondary", False): "watch",
            }[tier, bool(happy)]
        verdicts.append((tier, int(rank), action))
    return verdicts


@given(some_tables(), st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_nothing(by_case: Tally, random: object) -> None:
    order = list(range(len(by_case.asked)))
    random.shuffle(order)  # type: ignore[attr-defined]
    other = settle(Tally(**{k: getattr(by_case, k)[order] for k in Tally.__slots__}), PLAN)
    got = settle(by_case, PLAN)
    for name in ("rank", "tier", "action", "rank_stability", "tier_stability", "action_stability"):
        np.testing.assert_array_equal(getattr(got, name), getattr(other, name))


def test_cells_by_target() -> None:
    voiced = np.array([[1], [1], [1], [0], [0], [0]])
    valence = np.array([[2], [1], [-1], [0], [0], [0]])
    told = interviews(
        codes=("tri",), voiced=voiced, valence=valence, target=["client", "client", "client", "prospect", "prospect", ""],
    )  # fmt: skip
    cells = by_place(rank_cases(expectations=(Expectation(id="e1", code="tri"),), plan=PLAN, interviews=told))
    assert sorted({c for _, _, c in cells}) == ["all", "target=client", "target=prospect"]
    importance = cells["e1", "importance", "all"]
    assert (importance.value, importance.base, importance.base_kind, importance.unit) == (3.0, 6, "cases", "cases")
    assert (cells["e1", "importance", "target=prospect"].value, cells["e1", "importance", "target=prospect"].base) == (
        0.0,
        2,
    )
    satisfaction = cells["e1", "satisfaction", "all"]
    assert (satisfaction.value, satisfaction.base) == (1.0, 3)
    assert cells["e1", "satisfaction", "target=prospect"].missing
    assert cells["e1", "tier", "target=client"].text == "primary"
    assert cells["e1", "tier_stability", "target=client"].base == 3
    assert all(c.se is None and c.low is None and c.interval == "none" for c in cells.values())


def test_satisfaction_may_come_from_another_code() -> None:
    told = interviews(
        codes=("wish", "use"), voiced=np.array([[1, 0], [1, 1], [1, 1]]), valence=np.array([[0, 0], [0, -2], [0, -1]]),
        judged=np.array([[0, 0], [0, 1], [0, 1]], dtype=bool),
    )  # fmt: skip
    cells = by_place(
        rank_cases(
            expectations=(Expectation(id="e1", code="wish", satisfaction_code="use"),), plan=PLAN, interviews=told
        )
    )
    assert cells["e1", "importance", "all"].value == 3.0
    assert (cells["e1", "satisfaction", "all"].value, cells["e1", "satisfaction", "all"].base) == (-2.0, 2)
    assert cells["e1", "action", "all"].text == "improve"


def test_without_a_code_all_is_missing() -> None:
    told = interviews(codes=("tri",), voiced=np.array([[1], [1]]))
    cells = rank_cases(expectations=(Expectation(id="e1", importance_item="q1"),), plan=PLAN, interviews=told)
    assert len(cells) == 11
    assert all(c.missing for c in cells)


def test_dispatch_keeps_its_hands_off_the_other_road() -> None:
    told = interviews(codes=("tri",), voiced=np.array([[1], [1]]))
    got = ranked(told, PLAN)
    assert set(got.estimates["measure"]) == {
        "importance", "unprompted", "satisfaction", "positive", "negative", "rank", "rank_stability", "tier", "tier_stability",
        "action", "action_stability",
    }  # fmt: skip


DATA = DATA_ROOT / "fr-services-publics-plus-verbatims" / "balanced_dataset.csv"
FACETS = ("Accessibilité", "Information/Explication", "Relation", "Réactivité", "Simplicité/Complexité")
VALENCE = {"Positif": 1, "Neutre": 0, "Négatif": -1}


@pytest.mark.real
@pytest.mark.skipif(not DATA.exists(), reason=f"real data absent: {DATA.name}")
def test_public_service_verbatims() -> None:
    """1,200 coded texts, each one case. Counts and verdicts: truths recomputed from the file, November 2026."""
    with DATA.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    words = np.array([[row[facet].strip() for facet in FACETS] for row in rows])
    voiced = words != ""
    valence = np.vectorize(lambda w: VALENCE.get(w, 0))(words)
    codes = ("accessibility", "information", "relation", "reactivity", "simplicity")
    told = interviews(codes=codes, voiced=voiced, valence=valence)
    cells = by_place(
        rank_cases(expectations=tuple(Expectation(id=c, code=c) for c in codes), plan=PLAN, interviews=told)
    )
    assert {c: cells[c, "importance", "all"].value for c in codes} == {
        "accessibility": 787, "information": 333, "relation": 258, "reactivity": 283, "simplicity": 550,
    }  # fmt: skip
    assert [(cells[c, "positive", "all"].value, cells[c, "negative", "all"].value) for c in codes] == [
        (330, 391), (89, 228), (195, 58), (115, 163), (198, 308),
    ]  # fmt: skip
    assert [(cells[c, "tier", "all"].text, cells[c, "action", "all"].text) for c in codes] == [
        ("primary", "improve"), ("secondary", "watch"), ("secondary", "do_not_overinvest"), ("secondary", "watch"),
        ("unsettled", "unsettled"),
    ]  # fmt: skip
    assert all(cells[c, "tier_stability", "all"].value == 1.0 for c in codes)
