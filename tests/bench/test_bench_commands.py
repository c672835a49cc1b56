"""Whole commands, as processes, beside what they cannot be quicker than: an import, a flow that does nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from good_study import write_study


def process(*words: str | Path) -> None:
    subprocess.run([sys.executable, *map(str, words)], check=True, capture_output=True)


@pytest.mark.benchmark(group="light: help and an unchanged rerun beside import pandas")
@pytest.mark.parametrize("what", ["import pandas", "help", "unchanged"])
def test_bench_light_commands(benchmark, tmp_path: Path, what: str) -> None:
    study = write_study(tmp_path / "study")
    if what == "unchanged":
        process("-m", "relstudy", "run", study, "--plain")
    words = {
        "import pandas": ("-c", "import pandas"),
        "help": ("-m", "relstudy", "--help"),
        "unchanged": ("-m", "relstudy", "run", study, "--plain"),
    }[what]
    benchmark.pedantic(process, args=words, rounds=5, warmup_rounds=1)


BARE = """
import os, sys
os.environ.update({
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_ENABLED": "false", "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_HOME": sys.argv[1],
})
from prefect import flow
@flow
def nothing():
    return 1
nothing()
"""


@pytest.mark.benchmark(group="cold run: plain, as a flow, and a flow that does nothing")
@pytest.mark.parametrize("what", ["plain", "flow", "a flow that does nothing"])
def test_bench_cold_run(benchmark, tmp_path: Path, what: str) -> None:
    """The difference between the flow and the plain run is the orchestration's; most of it is the embedded server's start."""
    study = write_study(tmp_path / "study")
    home = tmp_path / "cache"
    home.mkdir()

    def run() -> None:
        environment = {**os.environ, "XDG_CACHE_HOME": str(home)}
        words = {
            "plain": ["-m", "relstudy", "run", str(study), "--plain", "--force"],
            "flow": ["-m", "relstudy", "run", str(study), "--force"],
            "a flow that does nothing": ["-c", BARE, str(home / "bare")],
        }[what]
        subprocess.run([sys.executable, *words], check=True, capture_output=True, env=environment)

    benchmark.pedantic(run, rounds=2, warmup_rounds=1)
