"""Practices through the command line: cells like those of any item, tests, workbook, book and what they wake."""

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from good_study import call, cells_of, responses, write_study
from mutations import WAVE, append, swap

DECLARED = """
[practices]
channels = ["channels"]
continuity = { item = "why", yes = ["01"], no = ["02"] }
simultaneous = { item = "sexe", yes = ["2"] }
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_study(tmp_path_factory.mktemp("practices") / "study")
    append("study.toml", DECLARED)(study)
    swap("study.toml", 'banner = ["sexe"]', 'banner = ["sexe", "practice"]')(study)
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    return study


def expected() -> pd.Series:
    """Return the practice of each respondent by the sentence of the contract, one by one."""
    told = []
    for row in responses().to_dict("records"):
        used = [column for column in ("Q5_1", "Q5_2", "Q5_3") if row[column] == "1"]
        if len(used) < 2:
            told.append("mono" if used else "none")
        elif row["SEXE"] == "2":
            told.append("omni")
        else:
            told.append({"01": "cross", "02": "multi"}.get(row["Q6"], "unsettled"))
    return pd.Series(told)


def test_shares_by_column_are_those_of_any_item(ran: Path) -> None:
    cells, frame, told = cells_of(ran), responses(), expected()
    weight = frame["poids"].astype(float)
    columns = {
        "all": np.full(len(frame), True),
        "target=client": frame["CIBLE"] == "client",
        "sexe=1": frame["SEXE"] == "1",
    }
    for column, inside in columns.items():
        for practice in ("mono", "multi", "cross", "omni", "unsettled", "none"):
            cell = cells.loc[f"survey/practice/share/{practice}/{column}"]
            share = weight[inside & (told == practice)].sum() / weight[inside].sum()
            assert cell["value"] == pytest.approx(share, abs=1e-12), (practice, column)
            assert (cell["base"], cell["base_kind"], cell["question"]) == (inside.sum(), "respondents", "practice")
    assert cells.loc["survey/practice/share/mono/all", "source"] == f"{WAVE}/responses.csv#Q5_1"
    assert "survey/practice/share/mono/profile=p1" in cells.index
    assert "survey/age/mean/_/practice=cross" in cells.index


def test_what_made_it_is_told_as_circular(ran: Path) -> None:
    tests = pd.read_parquet(ran / "out/2026-03/tests.parquet").set_index("family")
    for family in ("channels/share/practice", "practice/share/sexe", "why/share/practice"):
        assert set(tests.loc[family, "reason"].dropna()) >= {"by_construction"}, family
    assert "by_construction" not in set(tests.loc["age/mean/practice", "reason"].dropna())


def test_it_is_in_the_workbook_and_not_in_the_answers_handed_over(ran: Path) -> None:
    book = openpyxl.load_workbook(ran / "out/2026-03/tables.fr.xlsx", read_only=True)
    keys = {row[0] for sheet in book for row in sheet.iter_rows(max_col=1, values_only=True)}
    assert "survey/practice/share/mono" in keys
    frame, _ = pyreadstat.read_sav(str(ran / "out/2026-03/data.sav"))
    assert not [name for name in frame.columns if "practice" in name.lower()]


def test_the_book_of_tables_names_it(ran: Path) -> None:
    html = (ran / "out/2026-03/report.fr.html").read_text(encoding="utf-8")
    assert "survey/practice/share/omni/all" in html
    assert "Omnicanal" in html


def test_a_change_of_the_rule_wakes_no_profile(ran: Path) -> None:
    swap("study.toml", 'yes = ["01"], no = ["02"]', 'yes = ["02"], no = ["01"]')(ran)
    code, report, _ = call("run", ran, "--plain")
    assert code == 0
    woken = {s["name"] for s in report["waves"][0]["steps"] if s["state"] == "ran"}
    assert woken >= {"intake", "survey", "report"}
    assert not woken & {"weights", "profiles", "expectations", "interviews"}


def test_a_wave_without_the_questions_has_the_cells_as_missing(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    append("study.toml", DECLARED)(study)
    (study / WAVE / "questionnaire.toml").write_text('[[items]]\nid = "channels"\nasked = false\n', encoding="utf-8")
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    assert set(cells_of(study).filter(like="survey/practice/", axis=0)["status"]) == {"missing"}
