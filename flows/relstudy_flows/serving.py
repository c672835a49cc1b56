"""The process of a Prefect server: `python -m relstudy_flows.serving SOCKET [PARENT]`.

It is given a listening socket, so that no port can be lost between choosing it and using it. With the id of a parent it is a
temporary server (no pages) that ends when its parent does, however that ends; without, it is the kept one.
"""

import ctypes
import os
import signal
import socket
import sys
import threading
import time


def serve(descriptor: int, parent: int | None) -> None:
    """Serve Prefect's API on an inherited socket until told to end."""
    if parent is not None:
        end_with(parent)
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(ephemeral=parent is not None, final=True)
    config = uvicorn.Config(app, log_level="warning", log_config=None, lifespan="on", timeout_graceful_shutdown=5)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


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
    serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
