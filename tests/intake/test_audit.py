"""audit.csv: everything that can be wrong with it, said at once."""

from pathlib import Path

import pytest

from relstudy.errors import FieldworkError
from relstudy.intake.audit import AuditLines, read_audit
from relstudy.survey.plan import Source
from relstudy.survey.registers import Offer

OFFERS = tuple(Offer(id=name, kind="channel") for name in ("site", "phone", "shop"))


def audit_of(tmp_path: Path, text: str) -> AuditLines:
    path = tmp_path / "audit.csv"
    path.write_text(text, encoding="utf-8")
    return read_audit(Source(path="waves/w/audit.csv", sha256="0", absolute=path), offers=OFFERS)


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = (
        "offer_id,kpi,value,unit,date\nsitee,nps,1,points,\nsite,NPS,1,points,\nsite,nps,many,points,\nsite,csat,1,stars,\n"
        "phone,csat,1,,\nphone,nps,1,points,32/01/2026\nshop,nps,1,points,2026-01-31\nshop,nps,2,points,31/01/2026\nshop,fee,3 %,eur,\n"
    )
    with pytest.raises(FieldworkError) as caught:
        audit_of(tmp_path, text)
    assert {(f.code, f.line, f.column) for f in caught.value.faults if f.severity == "error"} == {
        ("unknown-item", 2, "offer_id"), ("bad-id", 3, "kpi"), ("not-a-number", 4, "value"), ("bad-value", 5, "unit"),
        ("missing-value", 6, "unit"), ("bad-date", 7, "date"), ("duplicate-id", 9, "kpi"), ("bad-value", 10, "value"),
    }  # fmt: skip
