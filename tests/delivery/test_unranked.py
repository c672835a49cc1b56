"""A study none of whose expectations says what measures it is told so: no page counts tiers that nobody measured."""

import csv
from pathlib import Path

import pytest
from interview_study import WAVE, call_json, write_interview_study


@pytest.mark.parametrize("named", [False, True])
def test_expectations_that_nothing_measures_are_told_and_counted_nowhere(tmp_path: Path, *, named: bool) -> None:
    study = write_interview_study(tmp_path / "s", languages='"en"')
    tables = {
        "expectations": [("expectation_id", "label_en", "code_id"), ("wait", "Short waits", "wait" if named else "")],
        "codebook": [("code_id", "label_en"), ("wait", "Waiting")],
        f"waves/{WAVE}/cases": [("case_id",), *((f"C{n}",) for n in range(6))],
        f"waves/{WAVE}/verbatims": [
            ("verbatim_id", "case_id", "text"),
            *((f"V{n}", f"C{n}", "Long") for n in range(6)),
        ],
        f"waves/{WAVE}/codings": [("verbatim_id", "code_id"), *((f"V{n}", "wait") for n in range(6))],
    }
    for stem, rows in tables.items():
        with (study / f"{stem}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    doubts = [
        (f["column"], f["severity"]) for f in call_json("check", study)[1]["faults"] if f["code"] == "nothing-to-rank"
    ]
    assert doubts == ([] if named else [("code_id", "warning")])
    ranking, synthesis = (call_json("show", study, page)[1]["text"] for page in ("R3", "synthesis"))
    assert ("No expectation is measured" in ranking) is not named
    assert ("1\u00a0primary expectation" in ranking) is named
    assert "No primary expectation" not in ranking
    assert ("Expectations: none is measured" in synthesis) is not named
