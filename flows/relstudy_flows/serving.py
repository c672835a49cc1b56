"""The process of a Prefect server: `python -m relstudy_flows.serving SOCKET [PARENT]`.

It is given a listening socket, so that no port can be lost between choosing it and using it. With the id of a parent it
is a temporary server (no pages) that ends when its parent does, however that ends; without, it is the kept one, which
has a worker for what is scheduled.
"""

import fcntl
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import uvicorn
from prefect.server.api.server import create_app

from relstudy_flows.lifetime import end_with

#: Seconds from the start of a worker to that of the one after it: one that cannot start is not tried in a rush.
_REST = 10.0


class OneAtATime(uvicorn.Server):
    """A server whose start waits for that of others on the same home: two that lay out one new database break each other."""

    def __init__(self, config: uvicorn.Config, *, temporary: bool) -> None:
        super().__init__(config)
        self._temporary = temporary

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Lay out or migrate the database, then begin to answer."""
        with (Path(os.environ["PREFECT_HOME"]) / "starting.lock").open("a", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            await super().startup(sockets=sockets)
        if self.started and not self._temporary:
            threading.Thread(target=keep_worker, daemon=True).start()


def serve(descriptor: int, *, temporary: bool) -> None:
    """Serve Prefect's API on an inherited socket until told to end."""
    app = create_app(ephemeral=temporary, final=True)
    config = uvicorn.Config(app, log_level="warning", log_config=None, lifespan="on", timeout_graceful_shutdown=5)
    server = OneAtATime(config, temporary=temporary)
    server.run(sockets=[socket.socket(fileno=descriptor)])
    if not server.started:
        sys.exit(1)


def keep_worker() -> None:
    """Keep one worker at work as long as this process lives: one that ends is followed by another.

    The kernel ties a child to the thread that began it, so this thread never ends before the process.
    """
    arguments = [sys.executable, "-m", "relstudy_flows.working", str(os.getpid())]
    while True:
        began = time.monotonic()
        subprocess.run(arguments, env=_client_environment(), stdin=subprocess.DEVNULL, check=False)  # noqa: S603 - our own interpreter and module
        time.sleep(max(0.0, began + _REST - time.monotonic()))


def _client_environment() -> dict[str, str]:
    return {**os.environ, "PREFECT_API_URL": os.environ["PREFECT_UI_API_URL"]}


if __name__ == "__main__":
    if len(sys.argv) > 2:
        end_with(int(sys.argv[2]))
    serve(int(sys.argv[1]), temporary=len(sys.argv) > 2)
