from pathlib import Path

import pytest

from relstudy_flows.home import cache_folder, make_writable


def test_the_cache_is_where_the_user_says_else_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder() == tmp_path / ".cache/relstudy"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c"))
    assert cache_folder() == tmp_path / "c/relstudy"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_folder() == tmp_path / ".cache/relstudy"


def test_a_user_without_a_home_has_a_cache_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert cache_folder().is_absolute()


def test_a_folder_that_cannot_be_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert make_writable(tmp_path / "a/b")
    assert not make_writable(tmp_path / "file/below")


def test_a_folder_on_a_full_disk_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is full")
    monkeypatch.setattr("relstudy_flows.home.tempfile.TemporaryFile", lambda **_: full.open("wb"))
    assert not make_writable(tmp_path)
