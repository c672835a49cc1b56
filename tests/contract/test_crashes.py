"""A run killed by the system at a moment we choose: what is in view is whole, and the next run puts the same bytes there."""

import hashlib
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from quick_study import WAVES, write_study

from relstudy.cli import main

pytestmark = pytest.mark.every_output

#: The command, ended without a word when Python itself reports an event (`sys.audit`) on a path of a certain form.
KILLED = """
import os, re, signal, sys
from relstudy.cli import main

event, path, *line = sys.argv[1:]

def look(told, places):
    if told == event and any(re.search(path, str(place)) for place in places):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(look)
main(line)
"""
FIRST, LAST = WAVES


def run(study: Path, *options: str) -> int:
    return main(["run", str(study), "--all", "--plain", *options])


def killed(study: Path, event: str, path: str, *options: str) -> int:
    line = ["run", str(study), "--all", "--plain", *options]
    return subprocess.run([sys.executable, "-c", KILLED, event, path, *line], capture_output=True).returncode


def in_view(study: Path) -> dict[str, bytes]:
    out = study / "out"
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def are_whole(study: Path) -> bool:
    """Tell whether each wave in view is as its manifest says, no file more or less."""
    for wave in WAVES:
        folder = study / "out" / wave
        if folder.is_dir():
            told = {f["path"]: f["sha256"] for f in json.loads((folder / "manifest.json").read_text())["files"]}
            there = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
            if {name: hash_ for name, hash_ in there.items() if name != "manifest.json"} != told:
                return False
    return True


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run nobody disturbs puts in view."""
    study = write_study(tmp_path_factory.mktemp("good") / "study")
    assert run(study) == 0
    return in_view(study)


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("os.rename", r"\.relstudy/store/[0-9a-f]{32}$"),
        ("open", rf"\.{LAST}\.part-\d+/cells\.csv$"),
        ("os.rename", r"\.relstudy/run\.json$"),
    ],
    ids=["a first result", "the papers of the last wave", "before the journal"],
)
def test_a_run_killed_in_a_new_study_is_made_good_by_the_next(
    event: str, path: str, good: dict[str, bytes], tmp_path: Path
) -> None:
    study = write_study(tmp_path / "study")
    assert killed(study, event, path) == -signal.SIGKILL
    assert are_whole(study)
    assert run(study) == 0
    assert in_view(study) == good


@pytest.mark.slow  # a run before each kill: the same walls as above, with papers in view
@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("os.rename", rf"\.{FIRST}\.old$"),
        ("os.rename", rf"out/{LAST}$"),
        ("shutil.rmtree", rf"out/\.{LAST}\.old$"),
        ("os.rename", r"out/index\.html$"),
    ],
    ids=["before the old papers go", "between old and new", "before the old ones are deleted", "before the index"],
)
def test_a_run_killed_over_old_papers_leaves_whole_ones(
    event: str, path: str, good: dict[str, bytes], tmp_path: Path
) -> None:
    study = write_study(tmp_path / "study")
    told = (study / "study.toml").read_bytes()
    (study / "study.toml").write_bytes(told.replace(b"Relation", b"Lien"))
    assert run(study) == 0
    (study / "study.toml").write_bytes(told)
    assert killed(study, event, path) == -signal.SIGKILL
    assert are_whole(study)
    assert run(study) == 0
    assert in_view(study) == good
