"""What a due run says where its data drifted, and where the program itself fails: in the state of the flow and beside the study."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from good_study import responses
from quick_study import write_study

pytestmark = pytest.mark.flow

NOW = Path(__file__).with_name("due_now.py")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's home, whose database Prefect makes once: that takes longer than the runs."""
    return tmp_path_factory.mktemp("home")


def run_now(how: str, study: Path, home: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Carry out a due run; return the state of its flow and the one notice beside the study."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "XDG", "LC_"))}
    ended = subprocess.run(
        [sys.executable, str(NOW), how, str(study), "mutuelle"],
        env={**kept, "HOME": str(home), "LANG": "en_GB.UTF-8"}, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    (notice,) = (study / ".relstudy" / "notices").iterdir()
    return json.loads(ended.stdout.splitlines()[-1]), json.loads(notice.read_text(encoding="utf-8"))


def test_data_that_drifted_is_refused_and_named(home: Path, tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=("2026-03", "2026-09"))
    responses(60, seed=3).rename(columns={"poids": "weights"}).to_csv(
        study / "waves/2026-09/responses.csv", index=False
    )
    told, notice = run_now("well", study, home)
    assert told["state"] == ["FAILED", "Refused"]
    assert "drift waves/2026-09/responses.csv" in told["message"]
    assert (notice["state"], notice["message"]) == ("refused", told["message"])
    assert (study / "out/2026-03/report.fr.html").exists()
    assert not (study / "out/2026-09").exists()


def test_an_error_of_the_program_is_failed_and_told_beside_the_study(home: Path, tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=("2026-03",))
    told, notice = run_now("defect", study, home)
    assert told["state"] == ["FAILED", "Failed"]
    assert notice["state"] == "failed"
    assert "ZeroDivisionError: division by zero" in notice["message"]
    assert not (study / "out").exists()
