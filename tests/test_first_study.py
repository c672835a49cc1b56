"""The README's first study and its next wave, followed to the letter: every command run, every output compared."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
from good_study import responses

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: Each command with the output shown below it, in the order of the page.
COMMANDS = [
    lines.splitlines()
    for block in re.findall(r"^```\n(\$ .*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    for lines in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
]
#: What stops until somebody approves.
STOPS = ("relstudy check bank", "relstudy map bank --wave 2027-03 --lang")


def follow(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *shlex.split(line)] if line.startswith("relstudy ") else ["sh", "-c", line],
        cwd=folder, capture_output=True, text=True, timeout=300,
        env={**os.environ, "LANG": "fr_FR.UTF-8", "LC_ALL": ""},
    )  # fmt: skip


def agrees(shown: list[str], said: str) -> bool:
    """Tell whether an output is the one shown: a line "…" stands for any lines, "…" inside a line for any words."""
    parts = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in shown]
    return re.fullmatch("".join(parts), said and said.rstrip("\n") + "\n") is not None


def test_what_agrees_means() -> None:
    assert agrees(["a", "…", "c (… s)"], "a\nb\nb\nc (0.1 s)\n")
    assert not agrees(["a", "c"], "a\nb\nc\n")


def test_the_readme_followed_to_the_letter(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "surveys", tmp_path / "surveys", ignore=shutil.ignore_patterns("out", ".relstudy"))
    words = [command[0].split()[1] for command in COMMANDS if command[0].startswith("relstudy ")]
    assert words == ["new", "check", "run", "run", "wave", "wave", "check", "map", "map", "run", "compare", "show"]
    for command, *shown in COMMANDS:
        done = follow(tmp_path, command)
        assert done.returncode == (3 if command.startswith(STOPS) else 0), done.stderr
        assert agrees(shown, done.stdout), (command, done.stdout)


def test_a_workbook_of_answers_to_a_report_in_french(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    frame = responses(200)
    book.active.append(list(frame.columns))
    for row in frame.itertuples(index=False):
        book.active.append(
            [float(v) if re.fullmatch(r"\d+(\.\d+)?", v) and not v.startswith("0") else v or None for v in row]
        )
    book.save(tmp_path / "responses.xlsx")
    drafted = follow(tmp_path, "relstudy new mutuelle --from responses.xlsx")
    assert drafted.returncode == 0, drafted.stderr
    assert "À RÉGLER" in drafted.stdout
    for line in ("relstudy check mutuelle", "relstudy run mutuelle --plain"):
        assert follow(tmp_path, line).returncode == 0
    assert list((tmp_path / "mutuelle/out").glob("*/report.fr.html"))


def test_the_skeleton_passes_check(tmp_path: Path) -> None:
    assert follow(tmp_path, "relstudy new squelette").returncode == 0
    assert follow(tmp_path, "relstudy check squelette").returncode == 0
