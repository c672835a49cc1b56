"""The README's first study, followed to the letter: draft, check, run, run again, next wave."""

import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from good_study import responses

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SHOWN = [
    line.split("#")[0].strip()
    for block in re.findall(r"^```\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    if line.startswith("relstudy ")
]


def follow(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *line.split()], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "LANG": "fr_FR.UTF-8", "LC_ALL": ""}, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of answers as an agency gets it: a workbook."""
    place = tmp_path_factory.mktemp("first")
    book = openpyxl.Workbook()
    frame = responses(200)
    book.active.append(list(frame.columns))
    for row in frame.itertuples(index=False):
        book.active.append(
            [float(v) if re.fullmatch(r"\d+(\.\d+)?", v) and not v.startswith("0") else v or None for v in row]
        )
    book.save(place / "responses.xlsx")
    return place


def test_readme_lists_the_commands_this_test_follows() -> None:
    assert [line.split()[1] for line in SHOWN] == ["new", "new", "check", "run", "run", "run", "wave"]


def test_the_first_study(folder: Path) -> None:
    new, _, check, run, run_all, run_plain, wave = SHOWN
    drafted = follow(folder, new)
    assert drafted.returncode == 0, drafted.stderr
    assert "À RÉGLER" in drafted.stdout + drafted.stderr
    checked = follow(folder, check)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    for line in (run_plain, run_plain):
        done = follow(folder, line)
        assert done.returncode == 0, done.stderr
    assert "Rien à faire" in done.stdout
    assert list((folder / "mutuelle/out").glob("*/report.fr.html"))
    first = next((folder / "mutuelle/waves").iterdir()).name
    prepared = follow(folder, wave.replace("2026-03", first))
    assert prepared.returncode == 0, prepared.stderr
    assert (folder / "mutuelle/waves/2027-03/wave.toml").is_file()
    assert run.split()[:2] == run_all.split()[:2] == ["relstudy", "run"]


def test_the_skeleton_passes_check(folder: Path) -> None:
    skeleton = SHOWN[1].replace("mutuelle", "squelette")
    assert follow(folder, skeleton).returncode == 0
    assert follow(folder, SHOWN[2].replace("mutuelle", "squelette")).returncode == 0
