"""The diagnosis: no rule fires without evidence, each fires and keeps still on facts made by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.cells import cell_key
from relstudy.steps.strategy.diagnosis import (
    RULES,
    Evidence,
    Fact,
    Finding,
    Observed,
    Rule,
    diagnose,
    finding_cells,
    judge,
)
from relstudy.survey.items import ItemId
from relstudy.survey.registers import Expectation, MaturityScore, Offer, RoadmapLine

KPIS = ["offer_id", "kpi", "value", "unit", "verdict", "higher_is_better", "date", "line"]
VERDICTS = ["item", "measure", "column", "text", "source", "question", "row"]
NOTHING = Evidence(
    offers=(), expectations=(), maturity=(), roadmap=(), audit=pd.DataFrame(columns=KPIS), verdicts=pd.DataFrame(columns=VERDICTS),
    uses=(), wishes=(), continuity=(), field_end=date(2026, 3, 31),
)  # fmt: skip


def kpis(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=pd.Index(KPIS))


def seen(name: str, share: float) -> Observed:
    key = cell_key("survey", "use", "share", name, "all")
    return Observed(name=name, share=share, key=key, asked=(ItemId("use"), name))


def offer(id_: str, **more: Any) -> Offer:
    return Offer(**{"id": id_, "kind": "channel", "status": "in_use", **more})


def missed(offer_id: str, kpi: str, verdict: str = "not_met", **more: Any) -> tuple[Any, ...]:
    row = {"value": 1.0, "unit": "share", "higher_is_better": True, "date": "2026-02-01", "line": 2, **more}
    return (offer_id, kpi, row["value"], row["unit"], verdict, row["higher_is_better"], row["date"], row["line"])


def found(rule: str, evidence: Evidence) -> Finding:
    return next(f for f in diagnose(evidence) if f.rule == rule)


def test_without_evidence_no_rule_fires() -> None:
    findings = diagnose(NOTHING)
    assert [f.rule for f in findings] == [rule.id for rule in RULES]
    assert {f.verdict for f in findings} == {"no_evidence"}
    assert [(c.measure, c.text) for c in finding_cells(findings)] == [("verdict", "no_evidence")] * len(RULES)


def test_rules_have_ids_that_are_parts_of_keys_and_differ() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(cell_key("strategy", f"rule.{id_}", "verdict", "_", "_") for id_ in ids)
    assert sum(rule.kind == "mistake" for rule in RULES) == 14
    assert sum(rule.kind == "good_practice" for rule in RULES) == 7


PROCEDURE = offer("claims", kind="procedure", phases=("after_sales",))
IMPROVE = pd.DataFrame(
    [
        ("quick", "action", "all", "improve", None, "q1", "_"),
        ("quick", "tier", "profile=p1", "primary", None, "q1", "_"),
        ("slow", "action", "all", "keep", None, "q2", "_"),
    ],
    columns=pd.Index(VERDICTS),
)
EXPECTATIONS = (Expectation(id="quick", offer="phone"), Expectation(id="slow", offer="post"))


def moves(*offers: str, owner: str | None = "Direction", expectation: str | None = None) -> tuple[RoadmapLine, ...]:
    return tuple(RoadmapLine(offer=o, horizon="now", owner=owner, expectation=expectation) for o in offers)


def maturity(**scores: int) -> tuple[MaturityScore, ...]:
    return tuple(MaturityScore(dimension=name, score=score) for name, score in scores.items())


#: rule: (what makes it met, what makes it not met)
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "one_channel": ({"offers": (offer("app"), offer("chat", status="project"))}, {"offers": (offer("app"), offer("shop"))}),
    "not_where_customers_are": (
        {"offers": (offer("chat", status="project"),), "uses": (seen("chat", 0.25),)},
        {"offers": (offer("chat"),), "uses": (seen("chat", 0.9),)},
    ),
    "incoherent_experience": ({"continuity": (seen("no", 0.3), seen("no", 0.21))}, {"continuity": (seen("no", 0.5),)}),
    "cost_underestimated": (
        {"audit": kpis(missed("app", "cost", unit="eur", higher_is_better=False))},
        {"audit": kpis(missed("app", "cost", "met", unit="eur", higher_is_better=False))},
    ),
    "no_adaptation": ({"wishes": (seen("video", 0.4),), "roadmap": moves("app")}, {"wishes": (seen("video", 0.4),), "roadmap": moves("video")}),
    "mix_too_complicated": (
        {"offers": (offer("a"), offer("b"), offer("c")), "uses": (seen("a", 0.09), seen("b", 0.02), seen("c", 0.5))},
        {"offers": (offer("a"), offer("b")), "uses": (seen("a", 0.09), seen("b", 0.10))},
    ),
    "after_purchase_neglected": (
        {"offers": (PROCEDURE,), "audit": kpis(missed("claims", "a"), missed("claims", "b"), missed("claims", "c", "met"))},
        {"offers": (PROCEDURE,), "audit": kpis(missed("claims", "a"), missed("claims", "b", "met"))},
    ),
    "teams_in_silos": ({"maturity": maturity(teams=1)}, {"maturity": maturity(teams=2)}),
    "scattered_data": ({"maturity": maturity(data=0)}, {"maturity": maturity(data=3)}),
    "blurred_identity": ({"maturity": maturity(identity=1)}, {"maturity": maturity(identity=2)}),
    "complex_journeys": (
        {"offers": (PROCEDURE,), "audit": kpis(missed("claims", "a"))},
        {"offers": (PROCEDURE,), "audit": kpis(missed("claims", "a", "met"))},
    ),
    "emerging_ignored": (
        {"offers": (offer("app", family="digital"), offer("bot", family="emerging", status="retired"))},
        {"offers": (offer("bot", family="emerging", status="project"),)},
    ),
    "feedback_ignored": (
        {"verdicts": IMPROVE, "expectations": EXPECTATIONS, "roadmap": moves("post")},
        {"verdicts": IMPROVE, "expectations": EXPECTATIONS, "roadmap": moves("phone")},
    ),
    "kpis_not_followed": (
        {"offers": (offer("app"), offer("shop")), "audit": kpis(missed("app", "a"))},
        {"offers": (offer("app"), offer("video", status="project")), "audit": kpis(missed("app", "a"))},
    ),
    "moves_meet_expectations": (
        {"verdicts": IMPROVE, "expectations": EXPECTATIONS, "roadmap": moves("phone")},
        {"verdicts": IMPROVE, "expectations": EXPECTATIONS, "roadmap": moves("phone", "post")},
    ),
    "coherent_experience": ({"continuity": (seen("yes", 0.51),)}, {"continuity": (seen("yes", 0.5),)}),
    "shared_data": ({"maturity": maturity(data=2, orders=3)}, {"maturity": maturity(data=3, orders=1)}),
    "roles_named": ({"roadmap": moves("app")}, {"roadmap": (*moves("app"), *moves("app", owner=None))}),
    "after_purchase_cared_for": (
        {"offers": (PROCEDURE,), "audit": kpis(missed("claims", "a", "met"))},
        {"offers": (PROCEDURE,), "audit": kpis(missed("claims", "a", "met"), missed("claims", "b"))},
    ),
    "feedback_used": (
        {"verdicts": IMPROVE, "expectations": EXPECTATIONS, "roadmap": moves("app", expectation="quick")},
        {"verdicts": IMPROVE, "expectations": EXPECTATIONS, "roadmap": moves("post")},
    ),
    "regular_review": (
        {"audit": kpis(missed("app", "a", date="2025-04-01"))},
        {"audit": kpis(missed("app", "a", date="2025-03-01"), missed("app", "b"))},
    ),
}  # fmt: skip


def test_every_rule_is_tried() -> None:
    assert list(CASES) == [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_is_met_by_its_facts_and_by_nothing_less(rule: str) -> None:
    met, not_met = (found(rule, replace(NOTHING, **facts)) for facts in CASES[rule])
    assert (met.verdict, not_met.verdict) == ("met", "not_met")
    assert met.facts > 0
    assert not_met.facts > 0


def test_the_cells_of_the_facts_that_made_the_verdict_are_its_evidence() -> None:
    audit = kpis(missed("claims", "a"), missed("claims", "b", "met"), missed("claims", "c"))
    finding = found("complex_journeys", replace(NOTHING, offers=(PROCEDURE,), audit=audit))
    assert (finding.holding, finding.facts) == (2, 3)
    assert finding.keys == ("audit/claims/a/verdict/_", "audit/claims/c/verdict/_")
    unmet = found("complex_journeys", replace(NOTHING, offers=(PROCEDURE,), audit=kpis(*MOST_MET)))
    assert (unmet.verdict, unmet.keys) == ("not_met", ("audit/claims/b/verdict/_", "audit/claims/c/verdict/_"))


@pytest.mark.parametrize("rule", CASES)
def test_a_verdict_has_the_place_of_the_first_fact_that_made_it(rule: str) -> None:
    """Of every rule: a line or column of a register, or the item and row of the answers; of the facts it rests on, the first."""
    for facts in CASES[rule]:
        finding = found(rule, replace(NOTHING, **facts))
        assert (finding.source is None) != (finding.asked is None)
        assert {cell.source for cell in finding_cells([finding])} == {finding.source}


def test_the_place_of_a_verdict_is_that_of_its_first_evidence() -> None:
    audit = kpis(missed("claims", "a", "met", line=2), missed("claims", "b", line=3), missed("claims", "c", line=5))
    finding = found("complex_journeys", replace(NOTHING, offers=(PROCEDURE,), audit=audit, audit_file="w/audit.xlsx"))
    assert (finding.source, finding.keys[0]) == ("w/audit.xlsx#L3", "audit/claims/b/verdict/_")
    asked = found("incoherent_experience", replace(NOTHING, continuity=(seen("no", 0.6),)))
    assert (asked.source, asked.asked) == (None, ("use", "no"))
    ranked = IMPROVE.assign(source="waves/w/codings.csv#code_id", question=None)
    told = {"verdicts": ranked, "expectations": EXPECTATIONS, "roadmap": moves("post")}
    assert found("feedback_ignored", replace(NOTHING, **told)).source == "waves/w/codings.csv#code_id"
    assert found("feedback_ignored", NOTHING).source is None


#: One KPI missed, two met.
MOST_MET = (missed("claims", "a"), missed("claims", "b", "met"), missed("claims", "c", "met"))


@given(st.lists(st.booleans(), max_size=8))
def test_how_many_facts_make_a_rule_met(holds: list[bool]) -> None:
    facts = tuple(Fact(holds=h) for h in holds)
    verdicts = {
        when: judge(Rule(id="r", kind="mistake", severity="low", facts=lambda _: facts, met_when=when), facts).verdict
        for when in ("any", "most", "all", "none", "at_most_one")
    }
    if not holds:
        assert set(verdicts.values()) == {"no_evidence"}
        return
    met = {when for when, verdict in verdicts.items() if verdict == "met"}
    assert ("any" in met) == any(holds)
    assert ("all" in met) == all(holds)
    assert ("none" in met) == (not any(holds))
    assert ("most" in met) == (sum(holds) > len(holds) / 2)
    assert ("at_most_one" in met) == (sum(holds) <= 1)
