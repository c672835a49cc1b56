"""Notices: written whole, handed to the study's own command, whose failure is noted and no more."""

import json
from pathlib import Path
from typing import Any

import pytest

from relstudy.delivery.notices import give_notice, notify_command


def declare(folder: Path, command: str) -> Path:
    (folder / "study.toml").write_text(f"[schedule]\nnotify = {command}\n", encoding="utf-8")
    return folder


def given(folder: Path, name: str = "n") -> dict[str, Any]:
    path = give_notice(folder, name, {"state": "done"})
    assert path == folder / ".relstudy" / "notices" / f"{name}.json"
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    return told


def test_the_command_is_handed_the_notice_without_a_shell(tmp_path: Path) -> None:
    script = tmp_path / "tell"
    script.write_text('#!/bin/sh\nprintf "%s|" "$@" >told\ncat "$3" >>told\n', encoding="utf-8")
    script.chmod(0o755)
    told = given(declare(tmp_path, '["./tell", "a b; c", "$HOME"]'))
    assert told["notify"] == {"command": ["./tell", "a b; c", "$HOME"], "code": 0, "error": None}
    line, notice = (tmp_path / "told").read_text(encoding="utf-8").split("{", 1)
    assert line == f"a b; c|$HOME|{tmp_path / '.relstudy/notices/n.json'}|"
    assert json.loads("{" + notice) == {"state": "done", "notify": None}


@pytest.mark.parametrize(
    ("command", "code", "error"),
    [
        ('["sh", "-c", "echo no >&2; exit 3"]', 3, "no"),
        ('["no-such-program-anywhere"]', None, "no-such-program-anywhere"),
    ],
)
def test_a_command_that_fails_is_noted(tmp_path: Path, command: str, code: int | None, error: str) -> None:
    notify = given(declare(tmp_path, command))["notify"]
    assert notify["code"] == code
    assert error in notify["error"]


@pytest.mark.parametrize("command", ["[]", '"mail"', "[1]", "["])
def test_no_command_or_a_wrong_one_is_none(tmp_path: Path, command: str) -> None:
    assert given(declare(tmp_path, command)) == {"state": "done", "notify": None}


def test_a_study_that_says_nothing_or_is_gone_has_no_command(tmp_path: Path) -> None:
    assert notify_command(tmp_path) == ()
    assert give_notice(tmp_path / "gone", "n", {}) is None


def test_the_oldest_notices_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relstudy.delivery.notices._MOST", 2)
    for name in ("1", "2", "3"):
        give_notice(tmp_path, name, {})
    assert sorted(p.name for p in (tmp_path / ".relstudy/notices").iterdir()) == ["2.json", "3.json"]
