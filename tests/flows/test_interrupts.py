"""An interrupt that something swallows is not lost."""

import contextlib
import signal
import threading

import pytest

from relstudy_flows.interrupts import Interrupts, remember_interrupts


def test_a_swallowed_interrupt_is_raised_again() -> None:
    with remember_interrupts() as interrupts:
        interrupts.raise_missed()
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interrupts.raise_missed()


def test_an_interrupt_still_ends_what_runs_and_the_handler_is_put_back() -> None:
    usual = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), remember_interrupts():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is usual


def test_outside_the_main_thread_nothing_is_noted() -> None:
    seen: list[Interrupts] = []

    def look() -> None:
        with remember_interrupts() as interrupts:
            seen.append(interrupts)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [Interrupts(came=False)]
