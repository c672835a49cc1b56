"""One run at a time holds a wave; the journal remembers the last good run."""

import subprocess
import sys
from pathlib import Path

import pytest

from relstudy.delivery.journal import Busy, hold_wave, read_journal, recall_run, results_in_use, write_journal


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


def test_the_journal_remembers_each_wave_and_each_folder(tmp_path: Path) -> None:
    out, elsewhere = str(tmp_path / "out"), str(tmp_path / "elsewhere")
    (tmp_path / "out" / "w1").mkdir(parents=True)
    write_journal(tmp_path, "s", "w1", out, {"inputs": "a", "results": ["x"]})
    write_journal(tmp_path, "s", "w2", out, {"inputs": "b", "results": ["y"]})
    journal = write_journal(tmp_path, "s", "w1", elsewhere, {"inputs": "c", "results": ["z"]})
    assert journal == read_journal(tmp_path)
    assert journal["study"] == "s"
    found = [recall_run(journal, *where) for where in (("w1", out), ("w2", out), ("w1", elsewhere), ("w2", elsewhere))]
    assert [r and r["inputs"] for r in found] == ["a", "b", "c", None]
    assert results_in_use(journal) == {"x", "y", "z"}


def test_a_folder_that_is_gone_is_forgotten_at_the_next_run(tmp_path: Path) -> None:
    gone, out = str(tmp_path / "gone"), str(tmp_path / "out")
    write_journal(tmp_path, "s", "w1", gone, {"inputs": "a"})
    journal = write_journal(tmp_path, "s", "w1", out, {"inputs": "a"})
    assert recall_run(journal, "w1", gone) is None


def test_a_journal_of_another_form_knows_no_run(tmp_path: Path) -> None:
    assert recall_run({"waves": {"w1": {"inputs": "a", "target": "out"}}}, "w1", "target") is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"waves": 3}'])
def test_a_damaged_journal_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / ".relstudy").mkdir()
    (tmp_path / ".relstudy" / "run.json").write_text(text)
    assert read_journal(tmp_path) == {"study": None, "waves": {}}
