"""The tables of cells: exact for programs, harmless in a spreadsheet, empty where withheld."""

import io

import pandas as pd

from relstudy.cells import TEST_COLUMNS, Cell, assemble, cells_frame
from relstudy.outputs.cells import check_cells, write_cells

TESTS = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TEST_COLUMNS.items()})


def table(*cells: Cell) -> pd.DataFrame:
    return assemble([cells_frame(cells, step="x")], study="s", wave="w", min_base=30, caution_base=100)


def test_cells_csv_reads_back_and_runs_no_formula() -> None:
    quote = Cell(section="interviews", item="c", measure="quote", row="v1.1", kind="quote", text='=HYPERLINK("x")')
    share = Cell(section="survey", item="q", measure="share", row="1", column="all", value=1 / 3, unit="share")
    files = write_cells(cells=table(quote, share), tests=TESTS)
    assert sorted(files) == ["cells.csv", "cells.parquet", "tests.parquet"]
    assert files["cells.csv"].startswith(b"\xef\xbb\xbfstudy,wave,key,")
    back = pd.read_csv(io.BytesIO(files["cells.csv"]), encoding="utf-8-sig").set_index("key")
    assert back.loc["survey/q/share/1/all", "value"] == 0.333333333333
    assert back.loc["interviews/c/quote/v1.1/_", "text"] == '\'=HYPERLINK("x")'
    exact = pd.read_parquet(io.BytesIO(files["cells.parquet"])).set_index("key")
    assert exact.loc["interviews/c/quote/v1.1/_", "text"] == '=HYPERLINK("x")'


def test_a_withheld_number_that_was_written_is_seen() -> None:
    small = Cell(section="survey", item="q", measure="share", value=0.5, base=9, base_kind="respondents")
    shut = table(small)
    check, _ = check_cells(write_cells(cells=shut, tests=TESTS), shut)
    assert (check.name, check.passed, check.detail) == ("withheld_cells_are_empty", True, "1 withheld")
    leaking = write_cells(cells=shut.assign(value=0.5), tests=TESTS)
    assert not check_cells(leaking, shut)[0].passed


def test_a_test_of_a_withheld_number_that_was_written_is_seen() -> None:
    small = Cell(section="survey", item="q", measure="share", value=0.5, base=9, base_kind="respondents")
    shut = table(small)
    key = shut["key"].iloc[0]
    refused = pd.DataFrame([{"key_a": key, "key_b": key, "verdict": "refused", "reason": "withheld"}])
    refused = refused.reindex(columns=list(TEST_COLUMNS)).astype(TEST_COLUMNS)
    check = check_cells(write_cells(cells=shut, tests=refused), shut)[1]
    assert (check.name, check.passed, check.detail) == ("withheld_cells_are_not_tested", True, "1 refused")
    assert not check_cells(write_cells(cells=shut, tests=refused.assign(difference=0.1)), shut)[1].passed
    assert not check_cells(write_cells(cells=shut, tests=refused.assign(verdict="different")), shut)[1].passed
