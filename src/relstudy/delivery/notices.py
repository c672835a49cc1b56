"""Notices: one file for each due run, beside the study, and the agency's own command that is handed it.

`.relstudy/notices/<when it was due>-<run>.json`, written whole. The command is `[schedule] notify` of study.toml; it is
started without a shell, with the path of the notice as its last argument. What becomes of it is noted and fails nothing.
"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_study_toml import read_study_toml
from relstudy.definitions.read_toml import read_document
from relstudy.delivery.journal import state_folder
from relstudy.disk import replace_file
from relstudy.errors import FaultLog

#: Notices kept; the oldest go.
_MOST = 200
#: Seconds a command may take, and the last characters kept of what it complains of.
_PATIENCE = 60
_TAIL = 500


def give_notice(folder: Path, name: str, notice: Mapping[str, Any]) -> Path | None:
    """Write a notice, hand it to the command of the study and note what became of that; None where the study's folder is gone."""
    if not folder.is_dir():
        return None
    path = state_folder(folder) / "notices" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, {**notice, "notify": None})
    command = notify_command(folder)
    if command:
        _write(path, {**notice, "notify": _notify(command, path)})
    for old in sorted(path.parent.glob("*.json"))[:-_MOST]:
        old.unlink(missing_ok=True)
    return path


def notify_command(folder: Path) -> tuple[str, ...]:
    """Return the command a study.toml gives, as far as it can be read; its faults are told by the run."""
    log = FaultLog()
    files = StudyFolder(root=folder, log=log)
    source = files.source("study.toml")
    document = read_document(files, source) if source is not None else None
    return read_study_toml(document, log).notify if document is not None else ()


def _notify(command: tuple[str, ...], path: Path) -> dict[str, Any]:
    """Start a command and return how it ended: its exit code, or what kept it from ending by itself."""
    told: dict[str, Any] = {"command": list(command), "code": None, "error": None}
    try:
        ended = subprocess.run(  # noqa: S603 - the command of the study's own author, no shell
            [*command, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=path.parents[2],
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return {**told, "error": str(error)}
    said = ended.stderr.decode(errors="replace").strip()[-_TAIL:]
    return {**told, "code": ended.returncode, "error": said if ended.returncode else None}


def _write(path: Path, notice: Mapping[str, Any]) -> None:
    replace_file(path, json.dumps(notice, ensure_ascii=False, indent=1).encode())
