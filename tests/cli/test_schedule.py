"""Schedules at the command line, as far as no server is needed."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from good_study import call, write_study

from relstudy.cli import main
from relstudy.cli.schedule import local_timezone
from relstudy_flows.home import ServerLost
from relstudy_flows.scheduling import LastRun, Schedule, _client


@pytest.fixture(autouse=True)
def no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (["s"], ["--cron", "0 6 * * 1", "--off"]),
        ([], ["STUDY"]),
        (["s", "--list"], ["s"]),
        (["s", "--cron", "0 6 * * 1", "--off"], ["--cron", "--off"]),
        (["s", "--off", "--timezone", "Europe/Paris"], ["--off", "--timezone"]),
        (["s", "--cron", "61 * * * *"], ["61 * * * *", "0 6 * * 1"]),
        (["s", "--cron", "every monday"], ["every monday", "0 6 * * 1"]),
        (["s", "--cron", "0 0 6 * * 1"], ["0 0 6 * * 1", "0 6 * * 1"]),
        (["s", "--cron", " "], ["--cron"]),
        (["s", "--cron", "0 6 * * 1", "--timezone", "Europe/Pariss"], ["Europe/Pariss", 'mean "Europe/Paris"']),
        (["s", "--cron", "0 6 * * 1", "--timezone", "../etc"], ["../etc", "Europe/Paris"]),
    ],
)
def test_a_wrong_schedule_is_said_with_an_example(
    line: list[str], named: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schedule", *line, "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first, usage = said.err.splitlines()
    assert all(part in first for part in named)
    assert usage.startswith("Usage: relstudy schedule")


def test_without_a_server_it_says_how_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = write_study(tmp_path / "study")
    for line in ((study, "--cron", "0 6 * * 1"), (study, "--off"), ("--list",)):
        code, answer, said = call("schedule", *line, "--lang", "en")
        assert (code, answer["schedules"], answer["error"]["code"]) == (2, [], "no-server")
        assert "relstudy server start" in said
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    code, answer, said = call("schedule", "--list", "--lang", "en")
    assert (code, answer["error"]["code"]) == (2, "no-server")
    assert "http://127.0.0.1:9/api" in said


@pytest.mark.parametrize(("answering", "said"), [(True, "overloaded"), (False, "does not answer")])
def test_a_server_that_fails_when_asked_is_no_defect_of_ours(
    answering: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(url: str) -> None:
        raise ServerLost(url, answering=answering)

    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr("relstudy.cli.schedule.answers", lambda _url: True)
    monkeypatch.setattr("relstudy_flows.scheduling.list_schedules", lose)
    code, answer, told = call("schedule", "--list", "--lang", "en")
    assert (code, answer["error"]["code"]) == (2, "no-server")
    assert said in told


@pytest.mark.parametrize(("status", "raised"), [(503, ServerLost), (422, httpx.HTTPStatusError)])
def test_what_a_server_answers_tells_whose_mistake_it_is(status: int, raised: type[Exception]) -> None:
    request = httpx.Request("GET", "http://127.0.0.1:9/api")
    answered = httpx.HTTPStatusError("", request=request, response=httpx.Response(status, request=request))
    with pytest.raises(raised), _client("http://127.0.0.1:9/api"):
        raise answered


def test_what_is_no_study_is_a_fault(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "absent"):
        code, answer, _ = call("schedule", place, "--cron", "0 6 * * 1")
        assert (code, [f["code"] for f in answer["faults"]]) == (1, ["missing-file"])


@pytest.mark.parametrize(
    ("said", "line", "code"),
    [
        ('[study]\nid = "Bad Id"\nname = { fr = "X" }\nlanguages = ["fr"]\n', 2, "bad-id"),
        ('[study]\nname = { fr = "X" }\nlanguages = ["fr"]\n', 1, "missing-key"),
        ('[study]\nid = "x\n', 2, "bad-syntax"),
    ],
)
def test_a_study_that_does_not_say_soundly_what_it_is_is_refused_at_once(
    said: str, line: int, code: str, tmp_path: Path
) -> None:
    (tmp_path / "study.toml").write_text(said, encoding="utf-8")
    status, answer, told = call("schedule", tmp_path, "--cron", "0 6 * * 1", "--lang", "en")
    assert status == 1
    assert answer["schedules"] == []
    assert [(f["file"], f["line"], f["code"]) for f in answer["faults"]] == [("study.toml", line, code)]
    assert "study.toml" in told


@pytest.mark.parametrize(
    ("named", "expected"), [("Europe/Paris", "Europe/Paris"), (":Asia/Tokyo", "Asia/Tokyo"), ("nowhere", None)]
)
def test_the_time_zone_is_that_of_the_machine(
    named: str, expected: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = tmp_path / "zoneinfo" / "America" / "Lima"
    linked.parent.mkdir(parents=True)
    linked.write_text("")
    monkeypatch.setattr("relstudy.cli.schedule._LOCAL_TIME", linked)
    monkeypatch.setenv("TZ", named)
    assert local_timezone() == (expected or "America/Lima")
    linked.rename(tmp_path / "nothing")
    monkeypatch.setattr("relstudy.cli.schedule._LOCAL_TIME", tmp_path / "nothing")
    assert local_timezone() == (expected or "UTC")


def test_a_schedule_is_told_by_its_own_clock_and_its_last_run_in_the_words_of_the_study(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    due = datetime(2026, 7, 6, 4, 0, tzinfo=UTC)
    last = LastRun(name="r", state="Refused", message="Refusé, rien n’a été remplacé.", due=due)
    ended = LastRun(name="r", state="Cancelled", message=None, due=None)
    plan = Schedule(study="bank", folder="/b", cron="0 6 * * 1", timezone="Europe/Paris", next_due=due, last=last)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr("relstudy.cli.schedule.answers", lambda _url: True)
    monkeypatch.setattr("relstudy.cli.schedule.has_worker", lambda _url: True)
    monkeypatch.setattr("relstudy_flows.scheduling.list_schedules", lambda _url: (plan, replace(plan, last=ended)))
    assert main(["schedule", "--list", "--lang", "fr"]) == 0
    said = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert said[1:3] == ["prochaine : 2026-07-06 06:00", "dernière : 2026-07-06 06:00, Refusé, rien n’a été remplacé."]
    assert said[-1] == "dernière : -, Cancelled"
