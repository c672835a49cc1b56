"""Parquet files: typed values as texts of codes, columns loaded one at a time."""

import io
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet


def packed(**columns: pa.Array) -> bytes:
    target = io.BytesIO()
    parquet.write_table(pa.table(columns), target, row_group_size=2)
    return target.getvalue()


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([1, None, 2, 1]), ["1", "", "2", "1"]),
        (pa.array([1.0, None, 2.0, float("nan")]), ["1", "", "2", ""]),
        (pa.array([0.5, 1.0, 1e20, -3.0]), ["0.5", "1", "1e+20", "-3"]),
        (pa.array([True, False, None, True]), ["1", "0", "", "1"]),
        (pa.array([" 01", "01", "", None]), ["01", "01", "", ""]),
        (pa.array(["a", "b", None, "a"]).dictionary_encode(), ["a", "b", "", "a"]),
        (pa.array([date(2026, 3, 31)] * 4), ["2026-03-31"] * 4),
        (pa.array([datetime(2026, 3, 31)] * 4), ["2026-03-31"] * 4),
        (pa.array([Decimal("1.00"), Decimal("2.50"), None, Decimal("1.00")]), ["1", "2.5", "", "1"]),
    ],
)
def test_values_as_texts(read, values: pa.Array, texts: list[str]) -> None:
    table = read(packed(a=values), "t.parquet").table
    assert table.text("a").tolist() == texts
    assert table.column("a").blank().tolist() == [text == "" for text in texts]
    assert len(set(table.column("a").merged().texts)) == len(table.column("a").merged().texts)


def test_typed_numbers_are_never_ambiguous(read) -> None:
    got = read(packed(w=pa.array([1.234, 0.5])), "t.parquet")
    assert got.table.numbers("w", got.log).tolist() == [1.234, 0.5]
    assert not got.log.faults


def test_rows_count_from_two_as_if_the_names_stood_on_line_one(read) -> None:
    got = read(packed(a=pa.array(["1", "x", "3"])), "t.parquet")
    assert got.table.lines.tolist() == [2, 3, 4]
    got.table.numbers("a", got.log)
    assert got.told == [("not-a-number", 3, "x")]


def test_a_name_with_a_dot_and_a_nested_column(read) -> None:
    table = read(packed(**{"grid.row": pa.array([1]), "list": pa.array([[1, 2]])}), "t.parquet").table
    assert table.columns == ("grid.row",)
    assert table.text("grid.row").tolist() == ["1"]


def test_what_is_no_parquet(read) -> None:
    assert [f.code for f in read(b"PAR1junk", "t.parquet").faults] == ["unreadable-file"]


def test_some_rows_forget_values_of_the_others(read) -> None:
    table = read(packed(a=pa.array(["x", "y", "x"])), "t.parquet").table.take(np.array([0, 2]))
    assert table.column("a").texts.tolist() == ["x"]
