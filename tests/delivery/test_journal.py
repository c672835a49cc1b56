"""One run at a time holds a wave; the journal remembers the last good run."""

import subprocess
import sys
from pathlib import Path

import pytest

from relstudy.delivery.journal import Busy, hold_wave, read_journal, write_journal


def test_a_held_wave_is_busy_and_names_its_holder(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from relstudy.delivery.journal import hold_wave
with hold_wave(Path({str(tmp_path)!r}), "w1"):
    print("held", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy) as busy, hold_wave(tmp_path, "w1"):
            pass
        assert busy.value.faults[0].found == str(other.pid)
        with hold_wave(tmp_path, "w2"):
            pass
        other.kill()
    with hold_wave(tmp_path, "w1"):
        pass


def test_an_error_inside_is_not_taken_for_a_busy_wave(tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError), hold_wave(tmp_path, "w1"):
        raise BlockingIOError


def test_the_journal_remembers_each_wave(tmp_path: Path) -> None:
    write_journal(tmp_path, "s", "w1", {"inputs": "a"})
    write_journal(tmp_path, "s", "w2", {"inputs": "b"})
    journal = read_journal(tmp_path)
    assert journal["study"] == "s"
    assert {w: r["inputs"] for w, r in journal["waves"].items()} == {"w1": "a", "w2": "b"}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"waves": 3}'])
def test_a_damaged_journal_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / ".relstudy").mkdir()
    (tmp_path / ".relstudy" / "run.json").write_text(text)
    assert read_journal(tmp_path) == {"study": None, "waves": {}}
