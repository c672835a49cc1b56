"""Files moved into view as a whole, and the CSV a spreadsheet may open."""

from pathlib import Path

import pytest

from relstudy.delivery.files import replace_folder


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    final = tmp_path / "out" / "w1"
    for text in ("first", "second"):
        with replace_folder(final) as part:
            (part / text).write_text(text)
    assert [p.name for p in final.iterdir()] == ["second"]
    assert [p.name for p in final.parent.iterdir()] == ["w1"]


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    final = tmp_path / "w1"
    with replace_folder(final) as part:
        (part / "kept").write_text("1")
    with pytest.raises(RuntimeError), replace_folder(final) as part:
        (part / "half").write_text("1")
        raise RuntimeError
    assert [p.name for p in final.iterdir()] == ["kept"]
    assert [p.name for p in tmp_path.iterdir()] == ["w1"]


def test_what_a_killed_run_left_is_mended(tmp_path: Path) -> None:
    final = tmp_path / "w1"
    (tmp_path / ".w1.old").mkdir()
    (tmp_path / ".w1.old" / "kept").write_text("1")
    (tmp_path / ".w1.part-1").mkdir()
    with pytest.raises(RuntimeError), replace_folder(final):
        raise RuntimeError
    assert [p.name for p in final.iterdir()] == ["kept"]
    assert [p.name for p in tmp_path.iterdir()] == ["w1"]
