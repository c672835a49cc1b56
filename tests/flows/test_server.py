import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from relstudy_flows.server import KeptServer, _listen, answers, birth_of, kept_server, prefect_home, stop_server


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "relstudy").mkdir()
    return tmp_path / "relstudy"


def papers(cache: Path, pid: int, born: str) -> KeptServer:
    kept = KeptServer(pid=pid, born=born, url="http://127.0.0.1:9/api", since="2026-01-01T00:00:00+01:00", log="x")
    (cache / "server.json").write_text(json.dumps(asdict(kept)))
    return kept


def test_a_living_process_has_a_birth_and_a_dead_one_none() -> None:
    assert birth_of(os.getpid()) == birth_of(os.getpid())
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert birth_of(gone.pid) is None


def test_papers_of_a_process_that_ended_or_was_replaced_are_not_believed(cache: Path) -> None:
    born = birth_of(os.getpid())
    assert born is not None
    assert kept_server() is None
    assert kept_server() != papers(cache, os.getpid(), "1")
    assert kept_server() is None
    kept = papers(cache, os.getpid(), born)
    assert kept_server() == kept


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', "null"])
def test_damaged_papers_are_none(cache: Path, text: str) -> None:
    (cache / "server.json").write_text(text)
    assert kept_server() is None


def test_stopping_never_ends_a_process_that_is_not_ours(cache: Path) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        papers(cache, bystander.pid, "1")
        assert stop_server() is None
        assert bystander.poll() is None
        assert not (cache / "server.json").exists()
    finally:
        bystander.communicate(b"\n")


def test_nobody_answers_at_a_closed_port_or_a_strange_address() -> None:
    assert not answers("http://127.0.0.1:9/api", seconds=0.5)
    assert not answers("not an address")
    assert not answers("http://127.0.0.1:notaport/api")


def test_a_taken_port_is_left_to_its_owner() -> None:
    with _listen(0) as first:
        port = first.getsockname()[1]
        with _listen(port) as second:
            assert second.getsockname()[0] == "127.0.0.1"
            assert second.getsockname()[1] != port


def test_a_home_the_user_names_is_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    assert prefect_home() == cache / "prefect"
    monkeypatch.setenv("PREFECT_HOME", "/srv/prefect")
    assert prefect_home() == Path("/srv/prefect")


def test_a_child_that_does_not_heed_the_end_of_its_parent_is_ended_all_the_same(tmp_path: Path) -> None:
    stubborn = (
        "import os, signal, sys, time\n"
        "from relstudy_flows.lifetime import end_with\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "end_with(int(sys.argv[1]), grace=0.2)\n"
        "print(os.getpid(), flush=True)\n"
        "time.sleep(60)\n"
    )
    begin = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid())], stdout=subprocess.PIPE)\n"
        "print(child.stdout.readline().decode(), flush=True)\n"
    )
    said = subprocess.run([sys.executable, "-c", begin, stubborn], capture_output=True, text=True, timeout=60).stdout
    child = int(said)
    deadline = time.monotonic() + 30
    while birth_of(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not birth_of(child)
