"""CSV files as people save them."""

import numpy as np
import pytest

BARE = "ident,libellé\n1,déçue\n"


@pytest.mark.parametrize(
    ("content", "reading"),
    [
        (BARE.encode(), None),
        (BARE.encode("utf-8-sig"), "UTF-8 BOM"),
        (BARE.encode("cp1252"), "cp1252"),
        (BARE.replace(",", ";").encode("cp1252"), "cp1252, ;"),
        (BARE.replace(",", "\t").encode(), "TAB"),
        (BARE.replace("\n", "\r\n").encode(), None),
        (BARE.encode("utf-16"), "UTF-16"),
        (BARE.encode("utf-16-le"), "UTF-16"),
        (BARE.encode("utf-16-be"), "UTF-16"),
        (b"\xfe\xff" + BARE.replace(",", "\t").replace("\n", "\r\n").encode("utf-16-be"), "UTF-16, TAB"),
        (BARE.replace(",", "|").encode(), "|"),
        (b"sep=|\r\n" + BARE.replace(",", "|").encode(), "|"),
        (b"sep=;\r\n" + BARE.replace(",", ";").encode(), ";"),
    ],
)
def test_what_is_unambiguous_is_read_and_recorded(read, content: bytes, reading: str | None) -> None:
    got = read(content)
    assert got.table.columns == ("ident", "libellé")
    assert got.table.text("libellé").tolist() == ["déçue"]
    assert [n.found for n in got.notes] == ([reading] if reading else [])
    assert not got.faults


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_no_encoding_has(read, byte: int) -> None:
    got = read(b"a,b\n1,2\n3,\xe9" + bytes([byte]) + b"\n")
    assert got.table is None
    assert got.told == [("encoding", 3, f"0x{byte:02X}")]


def test_two_encodings_in_one_file(read) -> None:
    got = read("a,b\n1,déçue\n".encode() + "2,déçue\n".encode("cp1252"))
    assert got.told == [("encoding", 3, "0xE9")]


@pytest.mark.parametrize(
    ("content", "line", "found"),
    [
        (b"a,b\n1,2\n3,\x004\n", 3, "NUL"),
        (BARE.encode("utf-16") + b"2", 3, "UTF-16"),
        (BARE.encode("utf-16") + b"2,x\n" * 20, 3, "UTF-16"),
        (BARE.encode("utf-16") + "2,\0\n".encode("utf-16-le"), 3, "UTF-16"),
        (b"a,b\n" * 20 + BARE.encode("utf-16"), 21, "NUL"),
    ],
)
def test_utf16_that_breaks_off_and_nul(read, content: bytes, line: int, found: str) -> None:
    assert read(content).told == [("encoding", line, found)]


def test_control_characters_inside_utf8_are_text(read) -> None:
    got = read("a,b\n1,l\u0092accueil\n")
    assert got.table.text("b").tolist() == ["l\u0092accueil"]
    assert not got.log.faults


def test_the_line_is_the_one_a_record_starts_on(read) -> None:
    got = read('a,b\r\n1,"x\r\ny"\r\n\r\n,\r\n2,z\r\n')
    assert got.table.lines.tolist() == [2, 6]


def test_a_header_may_hold_the_other_delimiters(read) -> None:
    got = read("ident;Taux, en %, de réponse, net;n\n1;0,5;3\n")
    assert got.table.columns == ("ident", "Taux, en %, de réponse, net", "n")


def test_blank_ends_of_the_header_are_no_columns(read) -> None:
    got = read("a,b,,\n1,,,\n2,3,,\n")
    assert got.table.columns == ("a", "b")
    assert got.table.text("b").tolist() == ["", "3"]


def test_a_column_without_a_name_that_holds_something_is_named_by_its_place(read) -> None:
    assert read(",a\n0,1\n1,2\n").table.columns == ("#1", "a")


def test_a_name_that_repeats(read) -> None:
    got = read("a,b,a\n1,2,3\n")
    assert got.table is None
    assert [(f.code, f.line, f.column) for f in got.faults] == [("duplicate-id", 1, "a")]


def test_header_row_and_rows_left_out(read) -> None:
    got = read("Enquête 2026\n\na,b\nQ1,Q2\n1,2\n", header_row=3, skip_rows=(4,))
    assert got.table.columns == ("a", "b")
    assert (got.table.header_line, got.table.lines.tolist()) == (3, [5])


def test_an_empty_file_is_a_table_without_columns(read) -> None:
    got = read("")
    assert (got.table.columns, len(got.table)) == ((), 0)


def test_a_file_that_is_not_there(tmp_path) -> None:
    from relstudy.errors import FaultLog
    from relstudy.survey.plan import Source
    from relstudy.tables import read_table

    log = FaultLog()
    assert read_table(Source(path="x.csv", sha256="", absolute=tmp_path / "x.csv"), log) is None
    assert [f.code for f in log.faults] == ["missing-file"]


def test_spaces_around_cells_are_no_part_of_them(read) -> None:
    got = read("a,b\n 01 ,\u00a0x\u202f\n")
    assert got.table.text("a").tolist() == ["01"]
    assert got.table.text("b").tolist() == ["x"]
    assert np.array_equal(got.table.column("a").blank(), [False])


def test_a_bar_that_does_not_cut_every_line_alike_cuts_none(read) -> None:
    assert read(b"channel a|b\nx|y|z\nx\n").table.columns == ("channel a|b",)
