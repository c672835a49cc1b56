import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relstudy.cli import main
from relstudy.delivery import running
from relstudy.delivery.jobs import RunReport, StepReport, WaveJob, WaveOutcome

STEPS = (
    StepReport(name="intake", state="ran", seconds=1.25),
    StepReport(name="weights", state="reused"),
    StepReport(name="grid", state="not_in_study", reason="no_grid"),
    StepReport(name="profiles", state="failed", reason="faults"),
    StepReport(name="expectations", state="failed", reason="needs:profiles"),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What `run_study` was asked for; it carries out one staged wave."""
    seen: dict[str, Any] = {}

    def staged(folder: Path, *, wave_runner: Callable[[WaveJob], WaveOutcome], **options: Any) -> RunReport:
        seen.update(options, folder=folder)
        job = WaveJob(folder=str(folder), study="m", wave="2026", out=str(folder / "out"), langs=("fr",))
        return RunReport(status=seen.get("status", "done"), waves=(wave_runner(job),))

    def staged_job(job: WaveJob, *, on_step: Any, **_: Any) -> WaveOutcome:
        for step in STEPS:
            if step.state != "not_in_study":
                on_step(job.wave, step.name, "running")
                on_step(job.wave, step.name, step.state)
        return WaveOutcome(
            wave=job.wave, status="done", out=job.out, files=("cells.csv", "report.fr.html"), steps=STEPS
        )

    monkeypatch.setattr(running, "run_study", staged)
    monkeypatch.setattr(running, "run_wave_job", staged_job)
    return seen


def test_options_arrive_as_they_were_given(asked: dict[str, Any], tmp_path: Path) -> None:
    line = ["run", str(tmp_path), "--plain", "--wave", "2026", "--out", str(tmp_path / "o"), "--langs", "en, fr,en"]
    assert main([*line, "--draft", "--force"]) == 0
    assert asked == {
        "folder": tmp_path, "wave": "2026", "all_waves": False, "out": tmp_path / "o", "langs": ("en", "fr"),
        "go_on": True, "force": True,
    }  # fmt: skip
    assert main(["run", str(tmp_path), "--plain", "--all"]) == 0
    assert asked == {
        "folder": tmp_path, "wave": None, "all_waves": True, "out": None, "langs": None, "go_on": False, "force": False,
    }  # fmt: skip


def test_the_result_is_on_stdout_and_progress_beside(
    asked: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(tmp_path), "--plain", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[:4] == [
        "Done: working papers.", "", f"Wave 2026: {tmp_path / 'out'}", "  cells.csv",
    ]  # fmt: skip
    assert "  intake        ran (1.2 s)" in said.out
    assert "  weights       reused\n" in said.out
    assert "  profiles      failed: see the faults" in said.out
    assert "  expectations  failed: needs the step profiles" in said.out
    assert said.err.splitlines() == [
        "wave 2026", "  - intake: ran (0.0 s)", "  - weights: reused", "  - profiles: failed", "  - expectations: failed",
    ]  # fmt: skip


def test_french_numbers_are_written_as_in_french(
    asked: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", str(tmp_path), "--plain", "--lang", "fr"])
    said = capsys.readouterr()
    assert "intake        faite (1,2 s)" in said.out
    assert "vague 2026" in said.err


def test_json_is_one_object(asked: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(tmp_path), "--plain", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "done"
    assert [s["state"] for s in answer["waves"][0]["steps"]] == [s.state for s in STEPS]


def test_exit_codes_are_those_of_the_report(asked: dict[str, Any], tmp_path: Path) -> None:
    asked["status"] = "refused"
    assert main(["run", str(tmp_path), "--plain"]) == 1


def test_a_server_that_does_not_start_is_said_with_its_log(
    asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from relstudy_flows.home import ServerNotStarted
    from relstudy_flows.launch import FlowRunner

    def fail(self: FlowRunner, job: WaveJob) -> WaveOutcome:
        raise ServerNotStarted(tmp_path / "prefect.log")

    monkeypatch.setattr(FlowRunner, "__call__", fail)
    assert main(["run", str(tmp_path), "--json", "--lang", "en"]) == 70
    said = capsys.readouterr()
    assert str(tmp_path / "prefect.log") in said.err
    assert "--plain" in said.err
    assert json.loads(said.out)["error"]["log"] == str(tmp_path / "prefect.log")


def test_a_server_that_goes_away_in_mid_run_is_said_with_what_to_do(
    asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from relstudy_flows.home import ServerLost
    from relstudy_flows.launch import FlowRunner

    def fail(self: FlowRunner, job: WaveJob) -> WaveOutcome:
        raise ServerLost("http://127.0.0.1:9/api")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(FlowRunner, "__call__", fail)
    assert main(["run", str(tmp_path), "--json", "--lang", "en"]) == 70
    said = capsys.readouterr()
    assert "http://127.0.0.1:9/api" in said.err
    assert "--plain" in said.err
    assert Path(json.loads(said.out)["error"]["log"]).is_relative_to(tmp_path / "cache")


class Terminal:
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("plainly", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_sees_steps_as_they_begin_and_no_color_is_honoured(
    plainly: dict[str, str], asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in plainly.items():
        monkeypatch.setenv(name, value)
    main(["run", str(tmp_path), "--plain", "--lang", "en"])
    assert ("\x1b" in screen.text) == (not plainly)
    assert ("… intake\r" in screen.text) == (not plainly)
    assert screen.text.endswith("\n")


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_study_that_is_not_there_is_a_missing_file(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("relstudy.fault_words")
    absent = tmp_path / "absent"
    assert main([command, str(absent), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [(f["code"], f["file"]) for f in answer["faults"]] == [("missing-file", str(absent))]
    assert main([command, str(absent)]) == 1
    said = capsys.readouterr()
    assert str(absent) in (said.out + said.err)
