"""Prefect's server on loopback: the one the user keeps running, and the temporary one of a single run.

Light: Prefect itself is imported by the server's process alone.
"""

import base64
import contextlib
import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from relstudy_flows.home import ServerNotStarted, cache_folder
from relstudy_flows.settings import quiet_settings

#: Prefect's own port, taken when it is free, so that its pages are where its users look for them.
_USUAL_PORT = 4200
_LOOPBACK = "127.0.0.1"
#: The work pool of what is scheduled: the worker beside the kept server takes from it, an agency's own workers may.
POOL = "relstudy"
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptServer:
    """The server the user keeps running, as its papers tell. `born` tells its process from a later one of the same id."""

    pid: int
    born: str
    url: str
    since: str
    log: str


def answers(url: str, *, seconds: float = 2.0) -> bool:
    """Return whether a Prefect API is well at a URL such as http://127.0.0.1:4200/api."""
    return _ask(url, "GET", "/health", seconds=seconds) is not None


def known_server() -> str | None:
    """Return the API of the server to use, whether it answers or not: the one the user names, else the kept one, else None."""
    kept = kept_server()
    return os.environ.get("PREFECT_API_URL") or (kept.url if kept is not None else None)


def has_worker(url: str, *, seconds: float = 2.0) -> bool:
    """Return whether a worker of our pool is at work, as the server of an API knows from its last signs of life."""
    said = _ask(url, "POST", f"/work_pools/{POOL}/workers/filter", seconds=seconds)
    return said is not None and any(worker.get("status") == "ONLINE" for worker in json.loads(said))


def _ask(url: str, method: str, path: str, *, seconds: float) -> bytes | None:
    """Return what a Prefect API answers, None where it does not or says no."""
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"Content-Type": "application/json"}
    secret = os.environ.get("PREFECT_API_AUTH_STRING")
    if secret:
        headers["Authorization"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    try:
        connection = make(parts.hostname or _LOOPBACK, parts.port, timeout=seconds)
        with contextlib.closing(connection):
            connection.request(
                method, f"{parts.path.rstrip('/')}{path}", body="{}" if method == "POST" else None, headers=headers
            )
            answer = connection.getresponse()
            return answer.read() if answer.status == http.client.OK else None
    except (OSError, http.client.HTTPException, ValueError):
        return None


def kept_server() -> KeptServer | None:
    """Return the kept server if its process lives, else None."""
    try:
        kept = KeptServer(**json.loads(_papers().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return kept if birth_of(kept.pid) == kept.born else None


def start_server() -> tuple[KeptServer, bool]:
    """Return the kept server and whether it had to be started.

    Raises
    ------
    ServerNotStarted
        It did not answer in time.
    """
    with _papers_lock():
        kept = kept_server()
        if kept is not None:
            return kept, False
        with contextlib.closing(_listen(_USUAL_PORT)) as listening:
            log = cache_folder() / "log" / "server.log"
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_bytes(b"")
            process = _spawn(listening, home=prefect_home(), log=log, parent=None)
            url = _url_of(listening)
        kept = KeptServer(
            pid=process.pid,
            born=birth_of(process.pid) or "",
            url=url,
            since=datetime.now().astimezone().isoformat(timespec="seconds"),
            log=str(log),
        )
        _papers().write_text(json.dumps(asdict(kept)), encoding="utf-8")
        try:
            _wait_for(process, url, log)
        except BaseException:
            _end(process.pid)
            _papers().unlink(missing_ok=True)
            raise
        return kept, True


def stop_server() -> KeptServer | None:
    """End the kept server and its children; return it, or None where none was running."""
    with _papers_lock():
        kept = kept_server()
        if kept is not None:
            _end(kept.pid)
        _papers().unlink(missing_ok=True)
        return kept


class TemporaryServer:
    """A server for one run: begun at once, waited for when it is needed, gone with this process."""

    def __init__(self, home: Path, log: Path) -> None:
        self._log = log
        with contextlib.closing(_listen(0)) as listening:
            self.url = _url_of(listening)
            self._process = _spawn(listening, home=home, log=log, parent=os.getpid())

    def wait(self) -> None:
        """Return when the server answers; raise ServerNotStarted if it does not."""
        _wait_for(self._process, self.url, self._log)

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def prefect_home() -> Path:
    """Return Prefect's home: the one the user names, else below relstudy's cache."""
    named = os.environ.get("PREFECT_HOME")
    return Path(named) if named else cache_folder() / "prefect"


def birth_of(pid: int) -> str | None:
    """Return a mark of when a living process began, None for a dead one: with its id it names one process for good."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return "foreign"
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return "unknown"
    return None if after_name[0] == "Z" else after_name[19]


def _papers() -> Path:
    return cache_folder() / "server.json"


@contextlib.contextmanager
def _papers_lock() -> Iterator[None]:
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / "server.lock").open("a", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _listen(port: int) -> socket.socket:
    """Return a listening socket on loopback: at `port` if it is free, else at one the system chooses."""
    for wanted in (port, 0):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_LOOPBACK, wanted))
            listening.listen(256)
        except OSError:
            listening.close()
        else:
            return listening
    raise OSError("no free port on loopback")


def _url_of(listening: socket.socket) -> str:
    return f"http://{_LOOPBACK}:{listening.getsockname()[1]}/api"


def _spawn(listening: socket.socket, *, home: Path, log: Path, parent: int | None) -> subprocess.Popen[bytes]:
    """Start the server's process in a session of its own: Ctrl-C on the run is the run's to handle."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {
        k: v for k, v in os.environ.items() if k not in ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_PROFILE")
    }
    environment |= quiet_settings(home, log)
    # Where its pages find the API, and where they are unpacked: the installed package may be read-only.
    environment |= {"PREFECT_UI_API_URL": _url_of(listening), "PREFECT_UI_STATIC_DIRECTORY": str(home / "ui")}
    arguments = [sys.executable, "-m", "relstudy_flows.serving", str(listening.fileno())]
    with log.open("ab") as stream:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            arguments + ([str(parent)] if parent is not None else []),
            env=environment,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            pass_fds=(listening.fileno(),),
            start_new_session=True,
        )


def _wait_for(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerNotStarted(log)
        if answers(url):
            return
        time.sleep(0.05)
    raise ServerNotStarted(log)


def _end(pid: int) -> None:
    """End a server that leads its own session, with its children: first politely."""
    for sign, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(pid, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if birth_of(pid) is None:
                return
            time.sleep(0.05)
