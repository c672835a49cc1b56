"""The flow as a user meets it: a process, a real Prefect server, and nothing of Prefect on the screen."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from good_study import write_study

pytestmark = pytest.mark.flow

STAGED = Path(__file__).with_name("staged.py")
EMBEDDED = 'Prefect: temporary server ("relstudy server start" keeps one, which is quicker)'
PROGRESS = ["  - intake: ran", "  - weights: reused", "  - survey: failed", "  - report: ran"]
STEPS = [["intake", "Completed"], ["weights", "Reused"], ["survey", "Failed"], ["report", "Completed"]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's home that knows no Prefect yet."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def well(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, Any]]]:
    """The first flow of that home, of two waves: what it said, and what Prefect recorded."""
    folder = tmp_path_factory.mktemp("well")
    rows = folder / "rows.json"
    done = staged("well", home, "run", str(folder), "--all", "--json", STAGED_ROWS=str(rows))
    assert done.returncode == 0, done.stderr
    return done, rows_of(rows)


def surroundings(home: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "XDG", "LC_", "NO_PROXY", "no_proxy"))}
    return {**kept, "HOME": str(home), "LANG": "en_GB.UTF-8", **more}


def staged(how: str, home: Path, *line: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(STAGED), how, *line],
        env=surroundings(home, **more),
        capture_output=True,
        text=True,
        timeout=180,
    )


def relstudy(home: Path, *line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "relstudy", *line], env=surroundings(home), capture_output=True, text=True, timeout=180
    )


def servers_of(home: Path) -> list[int]:
    """Return the processes of Prefect servers that belong to this home."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                serves = b"relstudy_flows.serving" in (entry / "cmdline").read_bytes()
                if serves and f"HOME={home}\0".encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def told(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines of stderr without the seconds of steps."""
    return [re.sub(r" \(\d+\.\d s\)$", "", line) for line in done.stderr.splitlines()]


def rows_of(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text())
    return rows


def test_one_flow_run_per_wave_one_task_run_per_step_and_silence(
    home: Path, well: tuple[subprocess.CompletedProcess[str], list[dict[str, Any]]]
) -> None:
    done, runs = well
    assert told(done) == [EMBEDDED, "wave 2026-03", *PROGRESS, "wave 2026-09", *PROGRESS]
    assert done.returncode == 0
    assert [w["wave"] for w in json.loads(done.stdout)["waves"]] == ["2026-03", "2026-09"]
    assert [(r["name"], r["state"]) for r in runs] == [
        ("mutuelle-2026-03", "Completed"),
        ("mutuelle-2026-09", "Completed"),
    ]
    assert [r["steps"] for r in runs] == [STEPS, STEPS]
    for run in runs:
        assert {"relstudy", "mutuelle"} <= set(run["tags"])
        assert all(isinstance(value, str) for value in run["parameters"].values())
    assert servers_of(home) == []
    assert not (home / ".prefect").exists()
    assert (home / ".cache/relstudy/prefect/prefect.db").is_file()


def test_a_staged_run_is_told_alike_plain_and_as_a_flow(
    home: Path, well: tuple[subprocess.CompletedProcess[str], list[dict[str, Any]]]
) -> None:
    flow, _ = well
    folder = json.loads(flow.stdout)["waves"][0]["out"]
    plain = staged("plain", home, "run", folder, "--all", "--plain", "--json")
    assert json.loads(flow.stdout) == json.loads(plain.stdout)
    assert told(flow)[1:] == told(plain)


def test_a_study_run_plainly_and_as_a_flow_gives_the_same_files(home: Path, tmp_path: Path) -> None:
    said = []
    for name, how in (("plain", ("--plain",)), ("flow", ())):
        done = relstudy(home, "run", str(write_study(tmp_path / name)), *how, "--json")
        assert done.returncode == 0, done.stderr
        assert (EMBEDDED in done.stderr.splitlines()) == (name == "flow")
        report = json.loads(done.stdout)
        for wave in report["waves"]:
            wave["out"] = Path(wave["out"]).relative_to(tmp_path / name).as_posix()
            for step in wave["steps"]:
                del step["seconds"]
        said.append(report)
    assert said[0] == said[1]
    states = {step["name"]: step["state"] for step in said[0]["waves"][0]["steps"]}
    assert [states.pop(name) for name in ("hypotheses", "changes", "journeys", "tradeoffs", "open_answers")] == [
        "not_in_study"
    ] * 5
    assert set(states.values()) == {"ran"}
    names = said[0]["waves"][0]["files"]
    assert {"cells.parquet", "tests.parquet", "manifest.json", "report.fr.html", "report.en.html"} <= set(names)
    for file in names:
        plain, flow = (tmp_path / name / "out/2026-03" / file for name in ("plain", "flow"))
        assert plain.read_bytes() == flow.read_bytes(), file


def test_two_runs_in_one_process_are_both_recorded(home: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.json"
    done = staged("twice", home, "run", str(tmp_path), STAGED_ROWS=str(rows))
    assert told(done) == [EMBEDDED, "wave 2026-09", *PROGRESS] * 2
    assert [r["steps"] for r in rows_of(rows)[-2:]] == [STEPS, STEPS]


def test_a_killed_run_leaves_no_server_and_is_marked_crashed(home: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, str(STAGED), "slow", "run", str(tmp_path)], env=surroundings(home), stderr=subprocess.DEVNULL
    ) as process:
        wait_for(tmp_path / "waiting")
        assert len(servers_of(home)) == 1
        process.kill()
    deadline = time.monotonic() + 20
    while servers_of(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert servers_of(home) == []
    rows = tmp_path / "rows.json"
    assert staged("refused", home, "run", str(tmp_path), STAGED_ROWS=str(rows)).returncode == 1
    runs = rows_of(rows)
    assert [r["state"] for r in runs[-2:]] == ["Crashed", "Failed"]
    assert "Running" not in {r["state"] for r in runs}


@pytest.mark.usefixtures("usual_interrupts")
def test_an_interrupted_run_is_130_and_leaves_no_server(home: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(STAGED), "slow", "run", str(tmp_path), "--json"],
        env=surroundings(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        wait_for(tmp_path / "waiting")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert err.splitlines()[-1] == "relstudy: interrupted."
    assert "Traceback" not in err
    assert json.loads(out)["error"]["code"] == "interrupted"
    wait_until(lambda: servers_of(home) == [], "the server ended")


def test_the_kept_server_is_started_used_and_stopped(home: Path, tmp_path: Path) -> None:
    assert json.loads(relstudy(home, "server", "status", "--json").stdout) == {"running": False}
    first = relstudy(home, "server", "start", "--json")
    try:
        kept = json.loads(first.stdout)
        assert kept["started"]
        assert kept["url"].startswith("http://127.0.0.1:")
        again = relstudy(home, "server", "start")
        assert (again.returncode, again.stderr) == (0, "")
        assert again.stdout == f"The server already runs: {kept['url'].removesuffix('/api')} (since {kept['since']})\n"
        status = json.loads(relstudy(home, "server", "status", "--json").stdout)
        assert {**status, "worker": True} == {**{k: v for k, v in kept.items() if k != "started"}, "worker": True}
        with urlopen(kept["url"].removesuffix("/api")) as pages:
            assert "<title>Prefect" in pages.read().decode()
        with urlopen(kept["url"].removesuffix("/api") + "/ui-settings") as settings:
            assert json.load(settings)["api_url"] == kept["url"]
        done = staged("well", home, "run", str(tmp_path))
        assert told(done) == [f"Prefect: server running, {kept['url']}", "wave 2026-09", *PROGRESS]
        wrong = staged("defect", home, "run", str(tmp_path))
        assert wrong.returncode == 70
        assert [line for line in wrong.stderr.splitlines() if "ZeroDivisionError" in line] == wrong.stderr.splitlines()[
            -1:
        ]
        assert "Traceback" not in wrong.stderr
        assert servers_of(home) == [kept["pid"]]
    finally:
        stopped = relstudy(home, "server", "stop", "--json")
    assert json.loads(stopped.stdout) == {"running": False, "stopped": True}
    assert servers_of(home) == []
    assert relstudy(home, "server", "stop").stdout == "No server is running.\n"


def test_a_run_needs_no_network_but_loopback(home: Path, tmp_path: Path) -> None:
    alone = ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True).returncode != 0:
        pytest.skip("NOT TESTED: no network namespace can be made here (unshare -rn), so running offline is not proved")
    done = subprocess.run(
        [*alone, sys.executable, str(STAGED), "well", "run", str(tmp_path), "--json"],
        env=surroundings(home, HTTP_PROXY="http://192.0.2.1:3128", http_proxy="http://192.0.2.1:3128"),
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert told(done) == [EMBEDDED, "wave 2026-09", *PROGRESS]
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "done"


def test_a_server_that_does_not_answer_is_said_and_done_without(home: Path, tmp_path: Path) -> None:
    silent = "http://127.0.0.1:9/api"
    done = staged("well", home, "run", str(tmp_path), PREFECT_API_URL=silent)
    assert told(done)[0] == f"Prefect: {silent} does not answer, temporary server"
    assert done.returncode == 0


def wait_for(path: Path) -> None:
    wait_until(path.exists, f"{path} appeared")


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline, f"not so after two minutes: {what}"
        time.sleep(0.1)
