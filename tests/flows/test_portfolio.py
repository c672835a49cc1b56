"""Many studies on a Dask cluster of two workers: each a task, the same cells, none stopped by another."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from good_study import call, cells_of, write_study

from relstudy.cli import main
from relstudy_flows.home import ServerLost, ServerNotStarted

dask_is_there = pytest.mark.skipif(
    find_spec("prefect_dask") is None, reason="the extra [dask] is not installed: pip install relstudy[dask]"
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """Start a scheduler and two workers on this machine."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    worker = [
        sys.executable, "-m", "distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--nworkers", "2",
        "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path / "workers"),
    ]  # fmt: skip
    with (tmp_path / "cluster.log").open("wb") as log:
        started = [subprocess.Popen(line, stdout=log, stderr=log) for line in (dask, worker)]
        try:
            wait_for_workers(address, 2)
            yield address
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait(timeout=20)


def wait_for_workers(address: str, number: int) -> None:
    from distributed import Client

    deadline = time.monotonic() + 60
    while True:
        try:
            with Client(address, timeout=5, set_as_default=False) as client:
                client.wait_for_workers(number, timeout=60)
                return
        except OSError:
            assert time.monotonic() < deadline, "no scheduler came up"


@dask_is_there
@pytest.mark.flow
@pytest.mark.filterwarnings("ignore")
def test_studies_run_on_a_cluster_as_in_processes(
    tmp_path: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    sound = write_study(tmp_path / "many" / "sound")
    broken = write_study(tmp_path / "many" / "broken")
    (broken / "study.toml").write_text("[study\n", encoding="utf-8")
    code, answer, _ = call("portfolio", tmp_path / "many", "--dask", cluster)
    assert code == 1
    assert [(s["study"], s["status"]) for s in answer["studies"]] == [("broken", "refused"), ("mutuelle", "done")]
    assert [f["code"] for f in answer["studies"][0]["faults"] if f["severity"] == "error"] == ["bad-syntax"]
    alone = write_study(tmp_path / "alone")
    call("run", alone, "--plain")
    pd.testing.assert_frame_equal(cells_of(sound), cells_of(alone))


@dask_is_there
def test_a_cluster_that_does_not_answer_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    assert main(["portfolio", str(tmp_path), "--dask", address, "--lang", "en"]) == 2
    assert address in capsys.readouterr().err


@pytest.mark.skipif(find_spec("prefect_dask") is not None, reason="the extra [dask] is installed")
def test_without_the_extra_it_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["portfolio", str(tmp_path), "--dask", "tcp://x:1", "--lang", "en"]) == 2
    assert "pip install relstudy[dask]" in capsys.readouterr().err
    assert main(["portfolio", str(tmp_path), "--dask", "tcp://x:1", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["faults"][0]["code"] == "no-extra"


def test_workers_and_a_cluster_exclude_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["portfolio", str(tmp_path), "--dask", "tcp://x:1", "--workers", "2", "--lang", "en"]) == 2
    assert "--workers" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_server_that_is_lost_or_does_not_start_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    log = tmp_path / "prefect.log"
    for error, told in ((ServerLost("http://x:1/api", answering=False), "--dask"), (ServerNotStarted(log), str(log))):

        def fail(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("relstudy_flows.portfolio.run_on_dask", fail)
        assert main(["portfolio", str(tmp_path), "--dask", "tcp://x:1", "--lang", lang]) == 70
        assert told in capsys.readouterr().err
        assert main(["portfolio", str(tmp_path), "--dask", "tcp://x:1", "--json"]) == 70
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "internal"
