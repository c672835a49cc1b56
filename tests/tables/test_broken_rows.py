"""Rows that do not fit their header are faults with their lines, in small files and in large ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.errors import FaultLog
from relstudy.tables import reading
from relstudy.tables.large_csv import read_large_csv
from relstudy.tables.rows import Layout
from relstudy.tables.text_files import open_text


@pytest.fixture(params=["small", "large"])
def size(request, monkeypatch) -> str:
    if request.param == "large":
        monkeypatch.setattr(reading, "_LARGE", 0)
    return str(request.param)


def broken(got) -> list[tuple[int | None, str | None, str | None, int]]:
    assert got.table is None
    assert {f.code for f in got.faults} == {"broken-row"}
    return [(f.line, f.found, f.allowed, f.more) for f in got.faults]


def test_a_row_too_long_and_a_row_too_short_are_said_together(read, size) -> None:
    got = read("a,b,c\n1,2,3\n1,2\n4,5,6\n1,2,3,4\n7,8,9\n7,8,9\n")
    assert broken(got) == [(3, "2 @cells", "3 @cells", 0), (5, "4 @cells", "3 @cells", 0)]


def test_a_line_break_in_a_cell_without_quotes_breaks_two_rows(read, size) -> None:
    assert [line for line, *_ in broken(read("a,b,c\n1,x\ny,3\n4,5,6\n4,5,6\n4,5,6\n"))] == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_an_editor_after_quoted_line_breaks(read, size, end: str) -> None:
    text = 'a,b\n1,"x\ny\nz"\n\n2\n3,4\n'.replace("\n", end)
    assert [line for line, *_ in broken(read(text))] == [6]


@pytest.mark.parametrize(
    ("row", "follows"),
    [
        ('2,"x', "3,4\n"),  # nothing closes it
        ('2,"x', '3,"y"\n4,z\n'),  # the quote of another row closes it
        ('2,"x"y', "3,4\n"),
        ('"2,x', "3,4\n"),
    ],
)
def test_a_quote_left_open_is_said_where_it_is_opened(read, size, row: str, follows: str) -> None:
    assert broken(read(f"a,b\n1,2\n{row}\n{follows}")) == [(3, "@open-quote", None, 0)]


def test_rows_before_an_open_quote_are_said_too(read, size) -> None:
    assert [line for line, *_ in broken(read('a,b\n1\n1,2\n1,2\n2,"x\n3,4\n'))] == [2, 5]


def test_a_header_that_fits_no_row_is_one_fault(read, size) -> None:
    assert broken(read("Enquête 2026\na,b\n1,2\n3,4\n")) == [(2, "2 @cells", "@one-cell", 2)]


def test_a_thousand_broken_rows_are_counted(read, size) -> None:
    told = broken(read("a,b,c\n" + "1,2,3\n1,2\n" * 1000))
    assert len(told) == 10
    assert [more for *_, more in told] == [0] * 9 + [990]


def test_rows_and_quotes_on_lines_left_out_are_not_looked_at(read, size) -> None:
    got = read('"Titre" de\na,b\n1\n"x"y\n1,2\n', header_row=2, skip_rows=(3, 4))
    assert got.table.lines.tolist() == [5]
    assert not got.faults


def test_a_blank_row_of_any_length_is_no_row(read, size) -> None:
    assert read("a,b,c\n,\n1,2,3\n\n,,,,\n").table.lines.tolist() == [3]


def test_a_quote_inside_a_cell_without_quotes_is_a_character(read, size) -> None:
    assert read('a,b\n1,5" x\n2,"z ""q"""\n').table.text("b").tolist() == ['5" x', 'z "q"']


def as_excel_saves(rows: list[list[str]]) -> str:
    """Each block of 16 rows is as wide as the widest row in it."""
    lines = []
    for first in range(0, len(rows), 16):
        block = rows[first : first + 16]
        width = max((i for row in block for i, cell in enumerate(row, 1) if cell), default=0)
        lines += [";".join((row + [""] * width)[:width]) for row in block]
    return "\n".join(lines) + "\n"


def test_rows_that_excel_saves_without_their_blank_end_are_whole(read, size) -> None:
    rows = [["a", "b", "c"], *([str(i), "x", "y" if i < 20 else ""] for i in range(40))]
    text = as_excel_saves(rows)
    assert text.splitlines()[-1] == "39;x"
    got = read(text)
    assert got.table.text("c").tolist() == [row[2] for row in rows[1:]]
    wide = [*rows, ["40", "x", "", ""], ["41", "", "z", " "]]
    assert read(as_excel_saves(wide)).table.text("c").tolist() == [row[2] for row in wide[1:]]


def test_a_row_of_such_a_file_that_is_cut_is_broken_all_the_same(read, size) -> None:
    lines = as_excel_saves([["a", "b", "c"], *([str(i), "x", "" if i > 13 else "y"] for i in range(40))]).splitlines()
    lines[20] = "19"
    assert broken(read("\n".join(lines)))


def test_blank_cells_that_end_every_row_are_no_cells(read, size) -> None:
    assert read("a,b\n1,2,,\n3,4,,\n").table.columns == ("a", "b")
    assert read("a,b,,\n1,2\n3,4\n").table.columns == ("a", "b")
    assert broken(read("a,b,c\n1,,,\n1,2,3\n1,2,3\n"))[0][0] == 2


@given(st.text(alphabet='ab,"\n', max_size=30))
def test_arrow_reads_no_text_that_is_refused_row_by_row(text: str) -> None:
    source = open_text(f"p,q\n{text}".encode(), "f.csv", FaultLog())
    layout = Layout(file="f.csv")
    large = read_large_csv(source, layout=layout)
    if large is not None:
        log = FaultLog()
        slow = reading._read_rows(source, log, layout=layout)
        assert not log.faults
        assert slow.lines.tolist() == large.lines.tolist()
        assert [slow.text(c).tolist() for c in "pq"] == [large.text(c).tolist() for c in "pq"]


def test_a_name_that_no_row_has_a_cell_for_leaves_the_other_columns_known(read, size) -> None:
    got = read("a,b,c\n1,2\n3,4\n5,6\n")
    assert [(f.code, f.line, f.found, f.allowed, f.more) for f in got.faults] == [
        ("broken-row", 2, "2 @cells", "3 @cells", 2)
    ]
    assert got.table.columns == ("a", "b", "c")
    assert got.table.text("b").tolist() == ["2", "4", "6"]
