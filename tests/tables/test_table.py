"""Columns as text, numbers and dates, with the place of each fault."""

from datetime import date

import numpy as np
import pytest


def test_a_number_that_is_none_is_told_once_with_the_number_of_further_cells(read) -> None:
    got = read("a,b\n1,x\n2,3\n3,y\n")
    assert np.array_equal(got.table.numbers("b", got.log, item="q"), [np.nan, 3, np.nan], equal_nan=True)
    (fault,) = got.faults
    assert (fault.code, fault.line, fault.column, fault.item, fault.found, fault.more) == (
        "not-a-number", 2, "b", "q", "x", 1,
    )  # fmt: skip


def test_a_thousand_with_a_comma_is_ambiguous_in_a_comma_separated_file(read) -> None:
    got = read('a,b\n1,"1,234"\n2,"0,5"\n')
    got.table.numbers("b", got.log)
    assert got.told == [("ambiguous-number", 2, "1,234")]


def test_two_conventions_in_one_column_are_both_named(read) -> None:
    got = read("a;b\n1;0,5\n2;7\n3;0.5\n")
    got.table.numbers("b", got.log)
    assert got.told == [("ambiguous-number", 4, "0,5 / 0.5")]


def test_a_decimal_comma_in_a_comma_separated_file_is_read_and_recorded(read) -> None:
    got = read('a,b\n1,"0,5"\n')
    assert got.table.numbers("b", got.log).tolist() == [0.5]
    assert [(n.code, n.line, n.found) for n in got.notes] == [("read-as", 2, "0,5")]


def test_a_file_read_otherwise_has_one_note(read) -> None:
    got = read("a;b\n1;0,5\n".encode("cp1252"))
    got.table.numbers("b", got.log)
    assert [(n.code, n.found) for n in got.notes] == [("read-as", ";")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-03-31", date(2026, 3, 31)), ("31/03/2026", date(2026, 3, 31)), ("1/3/2026", date(2026, 3, 1)), ("", None)],
)
def test_dates(read, text: str, expected: date | None) -> None:
    got = read(f"a,b\n1,{text}\n")
    assert got.table.dates("b", got.log) == [expected]
    assert not got.faults


@pytest.mark.parametrize("text", ["03-31-2026", "31/02/2026", "2026-13-01", "mars 2026", "31/03/26"])
def test_what_is_no_date(read, text: str) -> None:
    got = read(f"a,b\n1,{text}\n")
    assert got.table.dates("b", got.log) == [None]
    assert got.told == [("bad-date", 2, text)]


def test_some_rows_of_a_table_keep_their_lines_and_forget_the_faults_of_the_others(read) -> None:
    got = read("a,b\n1,x\n2,3\n3,4\n")
    some = got.table.take(np.array([False, True, True]))
    assert some.lines.tolist() == [3, 4]
    assert some.numbers("b", got.log).tolist() == [3, 4]
    assert not got.faults
