"""Files moved into view as a whole, and the CSV a spreadsheet may open."""

from pathlib import Path

import pandas as pd
import pytest

from relstudy.cells import Cell, assemble, cells_frame
from relstudy.delivery.files import replace_folder, write_cells


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


def test_cells_csv_reads_back_and_runs_no_formula(tmp_path: Path) -> None:
    quote = Cell(section="interviews", item="c", measure="quote", row="v1.1", kind="quote", text='=HYPERLINK("x")')
    share = Cell(section="survey", item="q", measure="share", row="1", column="all", value=1 / 3, unit="share")
    cells = assemble([cells_frame([quote, share], step="x")], study="s", wave="w", min_base=30, caution_base=100)
    write_cells(cells, tmp_path)
    raw = (tmp_path / "cells.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfstudy,wave,key,")
    back = pd.read_csv(tmp_path / "cells.csv", encoding="utf-8-sig").set_index("key")
    assert back.loc["survey/q/share/1/all", "value"] == 0.333333333333
    assert back.loc["interviews/c/quote/v1.1/_", "text"] == '\'=HYPERLINK("x")'
    exact = pd.read_parquet(tmp_path / "cells.parquet").set_index("key")
    assert exact.loc["interviews/c/quote/v1.1/_", "text"] == '=HYPERLINK("x")'
