"""Cells and tests as tables: `cells.parquet` and `tests.parquet` for programs, `cells.csv` for spreadsheets."""

import csv
import io

import pandas as pd

from relstudy.cells import TEST_NUMBERS
from relstudy.outputs.output import Check, Files
from relstudy.tables.formulas import FORMULA_STARTS


def write_cells(*, cells: pd.DataFrame, tests: pd.DataFrame) -> Files:
    """Return `cells.parquet`, `cells.csv` (UTF-8 with BOM, comma, point) and `tests.parquet`.

    In the CSV a text that a spreadsheet would run as a formula is preceded by an apostrophe; the parquet keeps it as
    said.
    """
    plain = cells.copy()
    text = plain["text"]
    formula = text.fillna("").str.startswith(FORMULA_STARTS).astype(bool)
    plain["text"] = text.mask(formula, "'" + text)
    return {"cells.parquet": _parquet(cells), "cells.csv": _csv(plain), "tests.parquet": _parquet(tests)}


def _csv(table: pd.DataFrame) -> bytes:
    """Return a table as `to_csv` writes it, which looks at the type of each number once more."""
    content = io.StringIO(newline="")
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow(table.columns)
    columns = [table[name].to_numpy(dtype=object, na_value="").tolist() for name in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return content.getvalue().encode("utf-8-sig")


def _parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def check_cells(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return whether what is withheld has no number and no word in the tables as written, and no test."""
    said = ["value", "text", "low", "high", "se"]
    written = _read(files["cells.parquet"], ["key", "status", *said])
    shut = written.loc[written["status"] == "withheld", said]
    return (
        Check(
            name="withheld_cells_are_empty",
            passed=bool(shut.isna().to_numpy().all()),
            detail=f"{len(shut)} withheld",
        ),
        _check_tests(files, set(written.loc[written["status"] == "withheld", "key"])),
    )


def _check_tests(files: Files, withheld: set[str]) -> Check:
    tests = _read(files["tests.parquet"], ["key_a", "key_b", "verdict", *TEST_NUMBERS])
    shut = tests[tests["key_a"].isin(withheld) | tests["key_b"].isin(withheld)]
    numbers = shut[list(TEST_NUMBERS)]
    passed = bool(numbers.isna().to_numpy().all()) and bool((shut["verdict"] == "refused").all())
    return Check(name="withheld_cells_are_not_tested", passed=passed, detail=f"{len(shut)} refused")


def _read(content: bytes, columns: list[str]) -> pd.DataFrame:
    """Return some columns of a table; without pandas' own reader, which looks for data sets of many files and their systems."""
    from pyarrow.parquet import ParquetFile

    table: pd.DataFrame = ParquetFile(io.BytesIO(content)).read(columns=columns, use_threads=False).to_pandas()
    return table
