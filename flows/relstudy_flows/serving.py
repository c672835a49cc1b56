"""The process of a Prefect server: `python -m relstudy_flows.serving SOCKET [PARENT]`.

It is given a listening socket, so that no port can be lost between choosing it and using it. With the id of a parent it
is a temporary server (no pages) that ends when its parent does, however that ends; without, it is the kept one.
"""

import ctypes
import fcntl
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import uvicorn
from prefect.server.api.server import create_app


class OneAtATime(uvicorn.Server):
    """A server whose start waits for that of others on the same home: two that lay out one new database break each other."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Lay out or migrate the database, then begin to answer."""
        with (Path(os.environ["PREFECT_HOME"]) / "starting.lock").open("a", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            await super().startup(sockets=sockets)


def serve(descriptor: int, *, temporary: bool) -> None:
    """Serve Prefect's API on an inherited socket until told to end."""
    app = create_app(ephemeral=temporary, final=True)
    config = uvicorn.Config(app, log_level="warning", log_config=None, lifespan="on", timeout_graceful_shutdown=5)
    server = OneAtATime(config)
    server.run(sockets=[socket.socket(fileno=descriptor)])
    if not server.started:
        sys.exit(1)


def end_with(parent: int) -> None:
    """End this process when its parent ends: by the kernel on Linux, else by looking once a second."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGTERM)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        sys.exit(0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        end_with(int(sys.argv[2]))
    serve(int(sys.argv[1]), temporary=len(sys.argv) > 2)
