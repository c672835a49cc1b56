"""Many studies: found below folders, run in processes of their own, none stopped by another."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest
from good_study import call, cells_of, write_study

from relstudy.delivery.portfolio import StudyRun, exit_code, find_studies


def test_studies_are_found_once_and_none_inside_another(tmp_path: Path) -> None:
    for name in ("b", "a/deep", "a/deep/waves/inner", "c/out/copy", ".hidden/x"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "study.toml").write_text("", encoding="utf-8")
    assert find_studies([tmp_path, tmp_path / "b"]) == (tmp_path / "a" / "deep", tmp_path / "b")


def test_one_broken_study_stops_no_other_and_cells_are_those_of_a_single_run(tmp_path: Path) -> None:
    sound = write_study(tmp_path / "many" / "sound")
    broken = write_study(tmp_path / "many" / "broken")
    (broken / "study.toml").write_text("[study\n", encoding="utf-8")
    code, answer, _ = call("portfolio", tmp_path / "many", "--workers", "2")
    assert code == 1
    assert [(s["study"], s["status"]) for s in answer["studies"]] == [("broken", "refused"), ("mutuelle", "done")]
    assert [f["code"] for f in answer["studies"][0]["faults"] if f["severity"] == "error"] == ["bad-syntax"]
    assert all(set(s) == {"study", "folder", "status", "seconds", "faults"} for s in answer["studies"])
    alone = write_study(tmp_path / "alone")
    call("run", alone, "--plain")
    pd.testing.assert_frame_equal(cells_of(sound), cells_of(alone))
    code, answer, _ = call("portfolio", sound)
    assert (code, answer["studies"][0]["status"]) == (0, "unchanged")


def test_a_process_that_ends_without_an_answer_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = write_study(tmp_path / "one")
    monkeypatch.setattr("sys.executable", "/bin/false")
    code, answer, _ = call("portfolio", study)
    assert (code, answer["studies"][0]["status"]) == (1, "failed")


def test_a_run_that_met_a_defect_failed_and_was_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = write_study(tmp_path / "one")
    (tmp_path / "staged").mkdir()
    staged = (
        "import relstudy.delivery.running as r\n\ndef broken(*_, **__): raise RuntimeError\n\nr.run_study = broken\n"
    )
    (tmp_path / "staged" / "sitecustomize.py").write_text(staged, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "staged"), prepend=os.pathsep)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    code, answer, _ = call("portfolio", study)
    assert (code, answer["studies"][0]["status"], answer["studies"][0]["faults"]) == (1, "failed", [])


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((), 0), ((("done", 0), ("unchanged", 0)), 0), ((("refused", 3), ("done", 0)), 3), ((("refused", 3), ("refused", 1)), 1), ((("draft", 1),), 1)],
)  # fmt: skip
def test_exit_codes(ends: tuple[tuple[str, int], ...], expected: int) -> None:
    runs = [StudyRun(study="s", folder="f", status=status, seconds=0.0, code=code) for status, code in ends]
    assert exit_code(runs) == expected


def test_a_portfolio_of_nothing_is_a_wrong_line(capsys: pytest.CaptureFixture[str]) -> None:
    from relstudy.cli import main

    assert main(["portfolio", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)
