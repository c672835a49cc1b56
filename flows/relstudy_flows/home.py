"""Where relstudy keeps what belongs to the user and to no study: Prefect's home, the kept server's papers, logs."""

import os
import sys
import tempfile
from pathlib import Path


class ServerNotStarted(Exception):
    """Prefect's server did not come up; `log` tells why."""

    def __init__(self, log: Path) -> None:
        self.log = log
        super().__init__(f"see {log}")


#: What Prefect's database takes at the least, in bytes.
_NEEDED = 2**20


class ServerLost(Exception):
    """The server of a run answers no more, or that it can do nothing more; what it was asked for last is the cause."""

    def __init__(self, url: str, *, answering: bool = False) -> None:
        self.url = url
        self.answering = answering
        super().__init__(f"{url} answers {'errors alone' if answering else 'no more'}")


def cache_folder() -> Path:
    """Return relstudy's folder below the user's cache; it need not exist.

    XDG_CACHE_HOME where it is an absolute path, as its specification asks; else the cache of the user's home; for a
    user without a home, as in some containers, the system's temporary folder.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named) / "relstudy"
    below = ("Library", "Caches") if sys.platform == "darwin" else (".cache",)
    try:
        return Path.home().joinpath(*below, "relstudy")
    except RuntimeError:
        return Path(tempfile.gettempdir()) / f"relstudy-{os.getuid()}"


def make_writable(folder: Path) -> bool:
    """Make a folder and return whether files can be written in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as tried:
            # An empty file finds room on a full disk too.
            tried.write(bytes(_NEEDED))
            tried.flush()
            return True
    except OSError:
        return False
