"""Arrow and the reader row by row tell the same of the same file."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.errors import FaultLog
from relstudy.tables import Table, reading
from relstudy.tables.large_csv import read_large_csv
from relstudy.tables.rows import Layout
from relstudy.tables.text_files import open_text

CELLS = st.text(alphabet=" ab0;,\t\"'\u00a0é\n\r", max_size=4)


def written(rows: list[list[str]], delimiter: str, quoting: int, end: str) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return target.getvalue()


def content(table: Table) -> tuple:
    return (
        table.columns, table.header_line, table.lines.tolist(), [table.text(c).tolist() for c in table.columns],
    )  # fmt: skip


@settings(deadline=None)
@given(
    st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)),
    st.sampled_from(",;\t"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_where_arrow_reads_a_file_it_reads_what_goes_row_by_row(rows, delimiter, quoting, end) -> None:
    text = written([[f"q{i}" for i in range(len(rows[0]))], *rows], delimiter, quoting, end)
    source = open_text(text.encode(), "f.csv", FaultLog())
    assert source is not None
    layout = Layout(file="f.csv", decimal_comma=source.delimiter != ",")
    large = read_large_csv(source, layout=layout)
    if large is not None:
        slow = reading._read_rows(source, FaultLog(), layout=layout)
        assert content(large) == content(slow)


def test_a_plain_file_is_read_by_arrow() -> None:
    source = open_text('a;b\n1;é\n;\n\n2;"x;y"\n'.encode(), "f.csv", FaultLog())
    table = read_large_csv(source, layout=Layout(file="f.csv"))
    assert content(table) == (("a", "b"), 1, [2, 5], [["1", "2"], ["é", "x;y"]])


def test_a_large_file_goes_by_arrow_and_keeps_its_lines(read, monkeypatch) -> None:
    calls = []
    real = read_large_csv
    monkeypatch.setattr("relstudy.tables.large_csv.read_large_csv", lambda *a, **k: calls.append(1) or real(*a, **k))
    monkeypatch.setattr(reading, "_LARGE", 10)
    got = read("a,b\n1,x\n,\n2,\n3,y\n")
    assert calls
    assert got.table.lines.tolist() == [2, 4, 5]


def test_what_is_not_plain_is_left_to_the_other_reader() -> None:
    for text in ('a,b\n1,"x\ny"\n', "a,b\n1\n", "a,b\n1,2,3\n", "a,b\r1,2\r3,4\r", "a,a\n1,2\n", "a,\n1,2\n", "a,b\n"):
        source = open_text(text.encode(), "f.csv", FaultLog())
        assert read_large_csv(source, layout=Layout(file="f.csv")) is None, text
