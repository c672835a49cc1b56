"""An interruption ends a command that would go on, and is left to whoever handles interruptions already."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from relstudy.cli.interrupts import end_when_interrupted

pytestmark = pytest.mark.usefixtures("usual_interrupts")

_SWALLOWS = """
import sys, time
from relstudy.cli import entry, interrupts
interrupts.PATIENCE = 0.1

def go_on(*_):
    while True:
        try:
            print("waiting", file=sys.stderr, flush=True)
            time.sleep(120)
        except KeyboardInterrupt:
            continue

entry._carry_out = go_on
sys.exit(entry.main(["--lang", "en", "run", "study", "--json"]))
"""


def test_a_command_that_swallows_an_interruption_is_ended_and_says_so_once() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _SWALLOWS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        assert process.stderr.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert err.splitlines() == ["waiting", "relstudy: interrupted."]
    assert json.loads(out)["error"]["code"] == "interrupted"


def test_an_interruption_is_raised_and_said_once_and_the_handler_is_as_before() -> None:
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt), end_when_interrupted(lambda: said.append("stopped"), code=130):
        raise KeyboardInterrupt
    assert said == ["stopped"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_handles_interruptions_keeps_them() -> None:
    taken: list[int] = []

    def take(number: int, frame: object) -> None:
        taken.append(number)

    signal.signal(signal.SIGINT, take)
    try:
        with end_when_interrupted(lambda: pytest.fail("said"), code=130):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    assert taken == [signal.SIGINT]


def test_another_thread_is_left_alone() -> None:
    seen: list[object] = []

    def look() -> None:
        with end_when_interrupted(lambda: None, code=130):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
