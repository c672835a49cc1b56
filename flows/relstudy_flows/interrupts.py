"""An interrupt that was swallowed is raised again: on a busy machine Prefect may catch the one that falls while it starts a step."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class Interrupts:
    """Whether an interrupt came in since one looks."""

    came: bool = False

    def raise_missed(self) -> None:
        """Raise the interrupt that came in and ended nothing.

        Raises
        ------
        KeyboardInterrupt
            One came in.
        """
        if self.came:
            raise KeyboardInterrupt


@contextmanager
def remember_interrupts() -> Iterator[Interrupts]:
    """Note each interrupt before it does what it did; outside the main thread, where none can arrive, nothing is noted."""
    seen = Interrupts()
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield seen
        return

    def note(number: int, frame: FrameType | None) -> None:
        seen.came = True
        usual(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, usual)
