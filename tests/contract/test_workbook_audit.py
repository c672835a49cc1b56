"""An audit kept in Excel, from the file to the cells of a run."""

from pathlib import Path

import openpyxl
import pytest
from good_study import call, cells_of, write_study

ROWS = [
    ["offer_id", "kpi", "value", "unit", "target", "higher_is_better", "source", "date", "action"],
    ["app", "conversion", 0.025, "%", 0.03, "yes", "web analytics", "2026-02-01", "simplify the form"],
    ["desk", "csat", 4.5, "score", 4.2, "yes", "survey", "2026-02-01", None],
]


def with_audit(study: Path, rows: list[list[object]]) -> Path:
    wave = study / "waves/2026-03"
    (wave / "audit.csv").unlink()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active["C2"].number_format = book.active["E2"].number_format = "0.0%"
    book.save(wave / "audit.xlsx")
    return study


@pytest.mark.flow
def test_a_percent_cell_reaches_the_cells_as_a_share(tmp_path: Path) -> None:
    study = with_audit(write_study(tmp_path / "s"), ROWS)
    code, said, told = call("run", study)
    assert code == 0, (said, told)
    values = cells_of(study)["value"]
    shown = {
        key: values[key] for key in values.index if key.startswith("audit/") and "app" in key and "conversion" in key
    }
    assert any(v == pytest.approx(0.025) for v in shown.values()), shown
    assert any(v == pytest.approx(-0.005) for v in shown.values()), shown


def test_a_formula_never_computed_stops_the_check(tmp_path: Path) -> None:
    rows = [*ROWS[:2], [*ROWS[2][:2], "=4+0.5", *ROWS[2][3:]]]
    code, said, _ = call("check", with_audit(write_study(tmp_path / "s"), rows), "--lang", "en")
    assert code != 0
    faults = [f for f in said["faults"] if f["code"] == "bad-value"]
    assert [(f["line"], f["column"], f["found"]) for f in faults] == [(3, "C", "=4+0.5")]
    assert "open the file in Excel" in faults[0]["allowed"]
