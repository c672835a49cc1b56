"""Codes that changed places in a wave's file: a warning of check and run, and nothing mapped."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from good_study import call, write_study

FIRST, SECOND = "2025-03", "2026-03"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One wave that was run, and a second one of the same answers."""
    study = write_study(tmp_path_factory.mktemp("turned") / "study", waves=(FIRST, SECOND))
    plan = study / "study.toml"
    head, _, tail = plan.read_text(encoding="utf-8").partition("[profiles]")
    # Profiles take long, and say nothing of codes.
    plan.write_text(head + tail[tail.index("[expectations]") :], encoding="utf-8")
    code, report, _ = call("run", study, "--wave", FIRST, "--plain")
    assert code == 0, report["faults"]
    return study


def warnings_of(study: Path, command: str, *more: str) -> list[dict]:
    code, report, _ = call(command, study, "--wave", SECOND, *more)
    assert code == 0, report["faults"]
    return [f for f in report["faults"] if f["code"] == "codes-turned"]


def rewrite(study: Path, column: str, places: dict[str, str]) -> None:
    path = study / "waves" / SECOND / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.assign(**{column: frame[column].replace(places)}).to_csv(path, index=False)


def test_waves_of_the_same_questionnaire_give_no_warning(ran: Path) -> None:
    assert warnings_of(ran, "check") == []


def test_a_scale_turned_round_is_told_by_check_and_run_and_stays_as_it_is(ran: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(ran, study)
    rewrite(study, "IMP_recognised", {str(i): str(10 - i) for i in range(11)})
    for told in (warnings_of(study, "check"), warnings_of(study, "run", "--plain")):
        assert [(f["item"], f["column"], f["severity"]) for f in told] == [
            ("imp_recognised", "IMP_recognised", "warning")
        ]
        assert "10 -> 0" in told[0]["found"]
    cells = pd.read_parquet(study / "out" / SECOND / "cells.parquet").set_index("key")
    assert cells.loc["survey/imp_recognised/mean/_/all", "value"] < 2.0
