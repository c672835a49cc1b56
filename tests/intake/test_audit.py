"""audit.csv: everything that can be wrong with it, said at once."""

from pathlib import Path

import openpyxl
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


def audit_workbook(path: Path, rows: list[list[object]], formats: dict[str, str]) -> Path:
    book = openpyxl.Workbook()
    for row in (["offer_id", "kpi", "value", "unit", "target"], *rows):
        book.active.append(row)
    for place, number_format in formats.items():
        book.active[place].number_format = number_format
    book.save(path)
    return path


def test_a_cell_that_excel_shows_as_per_cent_is_read_as_shown(tmp_path: Path) -> None:
    rows = [
        ["site", "a", 0.025, "%", 0.03], ["site", "b", 0.025, "share", 3], ["site", "c", 2.5, "%", "3 %"], ["site", "d", 1.5, "share", 0.5],
        ["site", "e", 0.025, "%", None],
    ]  # fmt: skip
    formats = {"C2": "0.0%", "E2": "0%", "C3": "#,##0.0\\ %;[Red]-0.0%", "C5": "0%", "C6": '0.0"%"'}
    path = audit_workbook(tmp_path / "audit.xlsx", rows, formats)
    lines = read_audit(Source(path="waves/w/audit.xlsx", sha256="0", absolute=path), offers=OFFERS)
    assert lines.value.tolist() == [0.025, 0.025, 0.025, 1.5, 0.00025]
    assert lines.target[:4].tolist() == [0.03, 3, 0.03, 0.5]
    assert [(f.line, f.column) for f in lines.faults if f.severity == "warning"] == [(3, "target")]


def test_a_per_cent_cell_of_a_kpi_in_another_unit_is_refused(tmp_path: Path) -> None:
    path = audit_workbook(tmp_path / "audit.xlsx", [["site", "fee", 0.025, "eur", None]], {"C2": "0.0%"})
    with pytest.raises(FieldworkError) as caught:
        read_audit(Source(path="waves/w/audit.xlsx", sha256="0", absolute=path), offers=OFFERS)
    assert [(f.code, f.line, f.found) for f in caught.value.faults if f.severity == "error"] == [
        ("bad-value", 2, "2.5 %")
    ]


def test_a_formula_never_computed_is_no_blank_target(tmp_path: Path) -> None:
    path = audit_workbook(tmp_path / "audit.xlsx", [["site", "nps", 3, "points", "=2+2"]], {})
    with pytest.raises(FieldworkError) as caught:
        read_audit(Source(path="waves/w/audit.xlsx", sha256="0", absolute=path), offers=OFFERS)
    assert [(f.code, f.line, f.column, f.found) for f in caught.value.faults] == [("bad-value", 2, "E", "=2+2")]


def test_a_target_whose_direction_nobody_says_is_doubted_where_both_are_usual(tmp_path: Path) -> None:
    text = (
        "offer_id,kpi,value,unit,target,higher_is_better\nsite,delay,12,days,5,\nsite,cost,3,eur,2,no\nshop,turnover,3,eur,2,\n"
        "shop,age,4,days,,\nphone,csat,4,score,5,\n"
    )
    read = audit_of(tmp_path, text)
    assert [(f.code, f.severity, f.line, f.found) for f in read.faults if f.code != "read-as"] == [
        ("direction-unsaid", "warning", 2, "delay"), ("direction-unsaid", "warning", 4, "turnover"),
    ]  # fmt: skip
    assert read.higher_is_better.tolist() == [True, False, True, True, True]
