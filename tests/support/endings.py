"""Work that has to end: what would take hours is cut off and fails, however slow the machine is."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

#: Far above what the slowest machine needs, far below what time squared in a large file takes.
_SECONDS = 60.0


class Endless(AssertionError):
    """What should have ended at once was still at work."""


@contextmanager
def must_end() -> Iterator[None]:
    """Cut off what is still at work after a minute; regular expressions heed it too."""

    def cut_off(number: int, frame: object) -> None:
        raise Endless

    before = signal.signal(signal.SIGALRM, cut_off)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
