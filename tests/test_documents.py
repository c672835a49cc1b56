"""Documents are true: every command is in the README and has help, every word of the glossary's code column exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from relstudy.cli.commands import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)
def test_every_command_is_in_the_readme(command) -> None:
    assert re.search(rf"[`| ]{re.escape(command.path[0])}\b", README), command.name
    listed = " ".join(re.findall(r"^\| `relstudy.*not available.*$", README, flags=re.MULTILINE))
    assert (f"`{command.path[0]}`" in listed or f"relstudy {command.path[0]}`" in listed) == (command.does is None)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_command_has_help(lang: str) -> None:
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "relstudy", *command.path, "--help", "--lang", lang], capture_output=True, text=True
        )
        assert done.returncode == 0, command.name
        assert command.path[-1] in done.stdout


def test_readme_shows_commands_that_exist() -> None:
    shown = re.findall(r"^\$ relstudy (\w+)", README, flags=re.MULTILINE)
    assert shown
    assert set(shown) <= {c.path[0] for c in COMMANDS}


@pytest.mark.parametrize("target", ["demo", "test", "install", "lint", "types", "bench", "wheel", "lock"])
def test_make_targets_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_architecture_is_short_and_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert text.count("\n") <= 200
    rooms = [p.name for p in (ROOT / "src/relstudy").iterdir() if p.is_dir() and p.name not in ("__pycache__", "_data")]
    assert [room for room in rooms if f"`{room}/`" not in text] == []


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pins = re.findall(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?)==", lock, flags=re.MULTILINE | re.IGNORECASE)
    assert len(pins) > 50
    assert lock.count("--hash=sha256:") >= len(pins)


def test_nothing_names_a_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    # Cut in two, so that this test does not find itself.
    words = ("/ro" + "ot/", "/wo" + "rk/", "pypi.or" + "g")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".j2", ".css", ".csv", ".yml", ".R", ""} and path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not [w for w in words if w in text], name
