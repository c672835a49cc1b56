import os
import socket
import subprocess
import sys

from relstudy_flows.bookkeeping import is_dead, process_tags


def test_a_run_of_a_living_process_is_left_alone() -> None:
    assert not is_dead(["relstudy", *process_tags()])


def test_a_run_of_a_process_that_ended_is_dead() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    host = f"host:{socket.gethostname()}"
    assert is_dead([host, f"process:{gone.pid}-1"])
    assert is_dead([host, f"process:{os.getpid()}-1"]), "another process has taken its id"


def test_nothing_is_said_of_other_machines_nor_of_runs_without_a_process() -> None:
    assert not is_dead(["host:elsewhere", "process:1-1"])
    assert not is_dead([f"host:{socket.gethostname()}"])
