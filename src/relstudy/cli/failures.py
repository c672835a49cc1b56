"""What is said when a command does not come to its end: a wrong line, a command not built yet, an interruption, a defect.

One or two plain lines on stderr; with `--json` also the one object on stdout, in the shape of the command's own answer,
its `error` telling what happened. The traceback of a defect goes to a log.
"""

import contextlib
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from relstudy import __version__
from relstudy.cli.command import Command, about, usage_line
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy_flows.home import ServerLost, cache_folder

WRONG_LINE, INTERNAL, INTERRUPTED = 2, 70, 130

#: Mistakes told with what they lack.
_LACKING = ("missing-argument", "missing-option")

#: What a command answers with when it has nothing to tell.
_EMPTY: dict[str, dict[str, Any]] = {
    "check": {"ok": False, "faults": [], "precision": [], "quotas": []},
    "run": {"status": "refused", "waves": [], "faults": []},
    "show": {"wave": None, "page": None, "lang": None, "text": None, "faults": []},
    "compare": {"waves": [], "changes": [], "profiles": [], "expectations": [], "restated": []},
    "map": {"wave": None, "proposals": [], "unresolved": [], "accepted": 0},
    "deliver": {"status": "refused", "path": None, "version": None, "reasons": [], "errata": 0},
    "portfolio": {"studies": []},
    "import": {"cases": 0, "verbatims": 0, "codings": 0, "codes": 0, "dialect": None, "score": None, "losses": []},
    "code": {
        "out": None,
        "coder": None,
        "given": 0,
        "total": 0,
        "cases": 0,
        "codes": 0,
        "read_before": 0,
        "proposals": None,
    },
    "schedule": {"schedules": []},
}


def say_mistake(shell: Shell, mistake: Mistake, command: Command | None, tokens: Sequence[str]) -> None:
    """Say what is wrong with a command line, and the usage that is right."""
    place = dict(mistake.place)
    if command is not None and mistake.kind in _LACKING:
        place["what"] = about(shell, command, place["name"])
    text = shell.word(f"mistakes.{mistake.kind}", **place)
    if mistake.place.get("nearest"):
        text += " " + shell.word("mistakes.nearest", nearest=mistake.place["nearest"])
    shell.tell(f"relstudy: {text}")
    shell.tell(usage_line(shell, command) if command is not None else shell.word("mistakes.see-help"))
    _answer_error(shell, command, tokens, code="wrong-command-line", message=text)


def say_not_available(shell: Shell, command: Command, tokens: Sequence[str]) -> None:
    """Say that a command is announced and not built yet."""
    text = shell.word("later.not-available", command=command.name)
    shell.tell(f"relstudy: {text}")
    _answer_error(shell, command, tokens, code="not-available", message=text)


def say_interrupted(shell: Shell, command: Command | None, tokens: Sequence[str]) -> None:
    """Say that the user stopped the command."""
    text = shell.word("failures.interrupted")
    shell.tell(f"relstudy: {text}")
    _answer_error(shell, command, tokens, code="interrupted", message=text)


def say_crash(shell: Shell, error: Exception, command: Command | None, tokens: Sequence[str]) -> None:
    """Say in one line that the program failed and where its log lies."""
    log = _write_log(error, tokens)
    cause = " ".join(str(error).split())
    text = shell.word("failures.internal", error=type(error).__name__, cause=cause, log=log)
    shell.tell(f"relstudy: {text}")
    _answer_error(shell, command, tokens, code="internal", message=text, log=str(log))


def say_server_failure(shell: Shell, log: Path, key: str, *, json: bool) -> None:
    """Say that Prefect's server did not come up, where its log lies and what goes without it."""
    text = shell.word("server.not-started", log=log)
    _say_server(shell, text, key, log, json=json)


def say_server_loss(shell: Shell, error: ServerLost, key: str, *folders: Path, json: bool) -> None:
    """Say that Prefect's server went away or failed in mid-run, what is left of the run and where the log lies."""
    log = _write_log(error, (key, *map(str, folders)))
    kind, without = "failing" if error.answering else "lost", shell.word(f"server.without-{key}")
    text = shell.word(f"server.{kind}", url=error.url, log=log, without=without)
    _say_server(shell, text, key, log, json=json)


def _say_server(shell: Shell, text: str, key: str, log: Path, *, json: bool) -> None:
    shell.tell(f"relstudy: {text}")
    if json:
        _answer_with(shell, key, code="internal", message=text, log=str(log))


def _answer_error(
    shell: Shell, command: Command | None, tokens: Sequence[str], *, code: str, message: str, **more: str
) -> None:
    if any(given == "--json" or given.startswith("--json=") for given in tokens):
        _answer_with(shell, command.key if command is not None else "", code=code, message=message, **more)


def _answer_with(shell: Shell, key: str, **error: str) -> None:
    """Answer with what a command has where it has nothing to tell, and the error."""
    shell.answer({**_EMPTY.get(key, {}), "error": error})


def _write_log(error: Exception, tokens: Sequence[str]) -> Path:
    """Write the traceback below the user's cache, or below the system's temporary folder where that cannot be written."""
    stamp = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    text = "\n".join(
        (
            f"relstudy {__version__}, Python {sys.version.split()[0]}",
            f"arguments: {list(tokens)!r}",
            "".join(traceback.format_exception(error)),
        )
    )
    for folder in (cache_folder() / "log", Path(tempfile.gettempdir()) / "relstudy-log"):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"error-{stamp}.log"
            path.write_text(text, encoding="utf-8")
            return path
    return Path("-")
