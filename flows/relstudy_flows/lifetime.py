"""A process that ends when its parent does, however that ends. Light."""

import ctypes
import os
import signal
import sys
import threading
import time


def end_with(parent: int, *, grace: float | None = None) -> None:
    """End this process when its parent ends: by the kernel on Linux, else by looking once a second.

    With `grace`, whatever still holds the process so many seconds later is left where it stands: a worker that takes
    leave of a server waits for an answer that a killed one never gives.
    """
    if grace is not None:
        threading.Thread(target=_leave, args=(parent, grace), daemon=True).start()
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGTERM)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        sys.exit(0)


def _leave(parent: int, grace: float) -> None:
    _outlast(parent)
    time.sleep(grace)
    os._exit(1)


def _watch(parent: int) -> None:
    _outlast(parent)
    os.kill(os.getpid(), signal.SIGTERM)


def _outlast(parent: int) -> None:
    """Wait until the parent has ended, looking once a second."""
    while os.getppid() == parent:
        time.sleep(1)
