import errno
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from quick_study import WAVES, write_study

from relstudy.delivery.jobs import RunReport
from relstudy.delivery.running import run_study, run_wave_job
from relstudy.disk import refuse_no_room, refuse_unreadable, refuse_unwritable, replace_file, require_folder
from relstudy.errors import Fault, FieldworkError, StudyError


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse the bytes of a file past a size, as a full disk does."""
    before, heard = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


def run(study: Path, *, force: bool = False) -> RunReport:
    return run_study(study, all_waves=True, force=force, wave_runner=run_wave_job)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def errors(report: RunReport) -> list[tuple[str, str, str | None]]:
    return [(f.code, f.file, f.found) for f in report.faults if f.severity == "error"]


def refused(error: OSError, study: Path) -> Fault:
    with pytest.raises(StudyError) as told, refuse_unwritable(study / "out", folder=study):
        raise error
    (only,) = told.value.faults
    return only


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "@disk-full"), (errno.EDQUOT, "@disk-full"), (errno.EACCES, "@forbidden"), (errno.EROFS, "@read-only"),
     (errno.ENOTDIR, "@not-a-folder"), (errno.ENOENT, "@no-such-folder"), (errno.EBUSY, os.strerror(errno.EBUSY))],
)  # fmt: skip
def test_what_the_system_refuses_names_the_place_and_why(number: int, words: str, tmp_path: Path) -> None:
    told = refused(OSError(number, "in the words of the system"), tmp_path)
    assert (told.code, told.file, told.found) == ("not-writable", "out", words)


def test_what_the_system_does_not_number_is_an_error_of_the_device(tmp_path: Path) -> None:
    assert refused(OSError("no number"), tmp_path).found == os.strerror(errno.EIO)


def test_a_place_outside_the_study_is_named_whole(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as told, refuse_unwritable(tmp_path / "elsewhere", folder=tmp_path / "study"):
        raise OSError(errno.ENOSPC, "")
    assert told.value.faults[0].file == str(tmp_path / "elsewhere")


def test_a_file_gone_or_shut_is_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "gone.csv", "missing-file"), (tmp_path, "unreadable-file")):
        with pytest.raises(FieldworkError) as told, refuse_unreadable(tmp_path):
            path.read_bytes()
        assert [f.code for f in told.value.faults] == [code]
    assert told.value.faults[0].file == "."


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one_alone(tmp_path: Path) -> None:
    replace_file(tmp_path / "page", b"old")
    with no_file_larger_than(2), pytest.raises(OSError, match="File too large"):
        replace_file(tmp_path / "page", b"new")
    assert tree(tmp_path) == {"page": b"old"}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A study that was run, and what its run put in view."""
    study = write_study(tmp_path_factory.mktemp("full") / "study")
    assert run(study).exit_code == 0
    return study, tree(study / "out")


@pytest.mark.parametrize(
    ("size", "place"),
    [(1, ".relstudy/{wave}"), (4_000, ".relstudy/store")],
    ids=["no byte", "no result"],
)
def test_a_full_disk_is_a_fault_and_leaves_what_is_in_view(
    size: int, place: str, done: tuple[Path, dict[str, bytes]]
) -> None:
    study, before = done
    with no_file_larger_than(size):
        report = run(study, force=True)
    assert (report.exit_code, tree(study / "out")) == (1, before)
    told = {("not-writable", place.format(wave=wave), "@disk-full") for wave in WAVES}
    assert set(errors(report)) == told
    again = run(study, force=True)
    assert (again.exit_code, tree(study / "out")) == (0, before)


def test_papers_that_do_not_fit_the_disk_are_not_put_in_view(done: tuple[Path, dict[str, bytes]]) -> None:
    study, before = done
    for wave in WAVES:
        (study / "out" / wave / "cells.csv").unlink()
    lacking = tree(study / "out")
    with no_file_larger_than(50_000):
        report = run(study)
    assert (report.exit_code, tree(study / "out")) == (1, lacking)
    assert set(errors(report)) == {("not-writable", f"out/{wave}", "@disk-full") for wave in WAVES}
    assert (run(study).exit_code, tree(study / "out")) == (0, before)


def test_an_index_that_cannot_be_written_is_a_fault_of_a_run_that_was_well(done: tuple[Path, dict[str, bytes]]) -> None:
    study, before = done
    (study / "out" / "index.html").unlink()
    with no_file_larger_than(100):
        report = run(study)
    assert [wave.status for wave in report.waves] == ["unchanged"] * len(WAVES)
    assert (report.exit_code, errors(report)) == (1, [("not-writable", "out", "@disk-full")])
    assert (run(study).exit_code, tree(study / "out")) == (0, before)


@pytest.mark.parametrize(
    "name", ["study.toml", "questionnaire.toml", "waves/2026-03/responses.csv", "waves/2026-03/wave.toml"]
)
@pytest.mark.parametrize("how", ["a folder", "a link to nothing"])
def test_what_cannot_be_opened_is_named(name: str, how: str, tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=("2026-03",))
    path = study / name
    path.unlink()
    if how == "a folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nothing")
    report = run(study)
    assert report.exit_code == 1
    assert ("unreadable-file", name) in {(code, file) for code, file, _ in errors(report)}
    assert not (study / "out").exists()


def test_a_temporary_folder_without_room_is_a_fault_that_names_it() -> None:
    with pytest.raises(StudyError) as full, refuse_no_room():
        raise OSError(errno.ENOSPC, "No space left on device", "/somewhere/x")
    assert [(f.code, f.file, f.found) for f in full.value.faults] == [("not-writable", "/somewhere/x", "@disk-full")]
    with pytest.raises(StudyError) as none, refuse_no_room():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")
    assert [f.found for f in none.value.faults] == ["@no-temporary"]


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_file_where_papers_shall_go_is_told_before_anything_is_computed(tmp_path: Path, below: str) -> None:
    study = write_study(tmp_path / "study")
    out = tmp_path / "taken"
    out.write_text("somebody's")
    asked: list[object] = []
    report = run_study(study, out=out / below, wave_runner=lambda job: asked.append(job) or run_wave_job(job))
    assert report.status == "refused"
    assert errors(report) == [("not-writable", str(out / below), "@not-a-folder")]
    assert asked == []
    assert out.read_text() == "somebody's"


def test_a_folder_still_to_be_made_is_not_made_by_the_question(tmp_path: Path) -> None:
    require_folder(tmp_path / "a" / "b", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []
