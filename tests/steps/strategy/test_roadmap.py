"""The roadmap's figures: target, today's value from the audit of the same offer and KPI, the gap; never another figure."""

from pathlib import Path

import pytest

from relstudy.steps.absence import NotInStudy
from relstudy.steps.audit import Audit, audit_channels
from relstudy.steps.strategy.roadmap import doubt_moves, roadmap_cells
from relstudy.survey.plan import Source
from relstudy.survey.registers import Offer, RoadmapLine

OFFERS = (Offer(id="phone", kind="channel"), Offer(id="app", kind="channel"))
AUDIT = (
    "offer_id,kpi,value,unit,date\nphone,lost,19,%,2026-02-28\nphone,lost,25,%,2025-02-28\nphone,wait,0.4,share,\n"
    "app,cost,6.9,eur,\napp,csat,,score,\n"
)


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    path = tmp_path / "audit.csv"
    path.write_text(AUDIT, encoding="utf-8")
    return audit_channels(wave_audit=Source(path="waves/w/audit.csv", sha256="0", absolute=path), study_offers=OFFERS)


def move(offer: str, kpi: str | None, target: float | None = None, *, per_cent: bool = False) -> RoadmapLine:
    return RoadmapLine(offer=offer, horizon="now", kpi=kpi, target=target, per_cent=per_cent, line=2)


def figures(line: RoadmapLine, audit: Audit | NotInStudy) -> dict[str, float | None]:
    return {c.measure: None if c.missing else c.value for c in roadmap_cells((line,), audit)}


def test_the_latest_value_of_the_same_offer_and_kpi_is_where_it_starts_from(audit: Audit) -> None:
    cells = list(roadmap_cells((move("phone", "lost", 0.08, per_cent=True),), audit))
    assert [(c.item, c.measure, c.row, c.column, c.unit) for c in cells] == [
        ("phone", "target", "lost", "_", "share"), ("phone", "current", "lost", "_", "share"), ("phone", "gap", "lost", "_", "share"),
    ]  # fmt: skip
    assert [c.value for c in cells] == [0.08, 0.19, 0.11]
    assert [c.source for c in cells] == ["roadmap.csv#L2", "waves/w/audit.csv#L2", "roadmap.csv#L2"]


def test_a_target_is_in_the_unit_its_kpi_is_written_in(audit: Audit) -> None:
    assert figures(move("phone", "lost", 8.0), audit)["target"] == 0.08
    assert figures(move("phone", "wait", 0.2), audit) == {"target": 0.2, "current": 0.4, "gap": 0.2}
    assert figures(move("app", "cost", 6.5), audit) == {"target": 6.5, "current": 6.9, "gap": 0.4}


def test_what_the_audit_does_not_follow_has_no_current_value(audit: Audit) -> None:
    assert figures(move("app", "lost", 8.0), audit) == {"target": 8.0, "current": None, "gap": None}
    assert figures(move("app", "csat", 4.2), audit) == {"target": 4.2, "current": None, "gap": None}
    assert figures(move("phone", "lost", 8.0), NotInStudy("no_audit")) == {"target": 8.0, "current": None, "gap": None}
    assert figures(move("phone", "lost"), audit) == {"target": None, "current": 0.19, "gap": None}
    assert list(roadmap_cells((move("phone", None),), audit)) == []


def test_targets_that_cannot_be_are_named(audit: Audit) -> None:
    moves = (move("app", "cost", 0.6, per_cent=True), move("phone", "wait", 20.0), move("phone", "losst", 1.0))
    told = [(f.code, f.severity, f.column, f.found, f.allowed) for f in doubt_moves(moves, audit)]
    assert told == [
        ("bad-value", "warning", "target", "60 %", "eur"),
        ("bad-value", "warning", "target", "20", "0 … 1"),
        ("unknown-item", "note", "kpi", "losst", "lost, wait"),
    ]
    assert figures(moves[0], audit) == {"target": None, "current": 6.9, "gap": None}
    assert doubt_moves(moves, NotInStudy("no_audit")) == ()
