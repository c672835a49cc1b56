"""An interruption that ends the command whatever stands between: a library that swallows it has some seconds, no more.

Light on purpose. Nothing is lost by ending so: a run that is killed at any moment is completed by the next.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

#: Seconds a command has to end by itself after an interruption.
PATIENCE = 10.0


@contextmanager
def end_when_interrupted(say: Callable[[], None], *, code: int) -> Iterator[None]:
    """Within it an interruption raises KeyboardInterrupt as ever; a command that has not ended soon after is ended.

    Parameters
    ----------
    say
        Tells the user that the command was stopped. Called once, by whoever comes first: the command that ends by
        itself, or the one who ends it.
    code
        The exit code of a process that had to be ended.

    Notes
    -----
    Nothing changes where interruptions are another's: outside the main thread, or where somebody handles them already.
    """
    is_main = threading.current_thread() is threading.main_thread()
    is_mine = is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    said = threading.Lock()

    def say_once() -> None:
        if said.acquire(blocking=False):
            say()

    def end() -> None:
        say_once()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    def interrupt(number: int, frame: FrameType | None) -> None:
        waiting = threading.Timer(PATIENCE, end)
        waiting.daemon = True
        waiting.start()
        signal.default_int_handler(number, frame)

    if is_mine:
        signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        say_once()
        raise
    finally:
        if is_mine:
            signal.signal(signal.SIGINT, signal.default_int_handler)
