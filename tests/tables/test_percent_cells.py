"""Cells that Excel shows as per cent: the number they hold, and the text they show."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from endings import must_end

from relstudy.tables import sheet_cells
from relstudy.tables.number_formats import percent_styles, shows_percent
from relstudy.tables.numbers import percent_text


def book(cells: list[tuple[Any, str]]) -> bytes:
    """Return a workbook with a column `v` of (value, number format) and a column of plain numbers."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["v", "n"])
    for line, (value, number_format) in enumerate(cells, start=2):
        sheet.append([value, line])
        sheet.cell(line, 1).number_format = number_format
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def rewritten(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """Return a workbook with its XML parts changed by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode()))
    return target.getvalue()


def prefixed(name: str, text: str) -> str:
    if not name.startswith("xl/") or name.endswith(".rels") or "theme" in name:
        return text
    return re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", text).replace("xmlns=", "xmlns:x=")


def without_places(name: str, text: str) -> str:
    return re.sub(r' (?:r|spans)="[A-Z]*[0-9:]+"', "", text) if "worksheets/" in name else text


def single_quotes(name: str, text: str) -> str:
    return text if "theme" in name else re.sub(r'="([^"\']*)"', r"='\1'", text)


MIXED = [(0.025, "0.0%"), (0.5, "0%"), (0.5, "General"), ("n. c.", "0%"), (None, "0%"), (1 / 3, "0.00%"), (2, '0"%"')]


@pytest.mark.parametrize(
    "change", [lambda _, text: text, prefixed, without_places, single_quotes], ids=["plain", "prefixed", "placeless", "quotes"]
)  # fmt: skip
def test_a_percent_cell_holds_its_number_and_shows_per_cent(read, change: Callable[[str, str], str]) -> None:
    got = read(rewritten(book(MIXED), change), "t.xlsx")
    table = got.table
    assert table.text("v").tolist() == ["0.025", "0.5", "0.5", "n. c.", "", repr(1 / 3), "2"]
    assert table.shown("v").tolist() == ["2.5 %", "50 %", "0.5", "n. c.", "", "33.3333333333 %", "2"]
    assert table.shown("n").tolist() == table.text("n").tolist() == [str(line) for line in range(2, 9)]
    numbers = table.numbers("v", got.log, percent=True)
    assert numbers[[0, 1, 2, 5, 6]].tolist() == [0.025, 0.5, 0.5, 1 / 3, 2]
    assert got.told == [("not-a-number", 5, "n. c.")]


def test_what_is_shown_follows_the_rows(read) -> None:
    table = read(book(MIXED), "t.xlsx").table.take([2, 1])
    assert table.shown("v").tolist() == ["0.5", "50 %"]
    assert table.take([0]).shown("v").tolist() == ["0.5"]
    assert sorted(table.column("v").texts.tolist()) == ["0.5", "0.5"]
    assert table.column("v").merged().texts.tolist() == ["0.5"]


def test_a_percent_cell_in_the_header_is_named_as_a_number(read) -> None:
    made = openpyxl.Workbook()
    made.active.append([1, 0.5])
    made.active.append([2, 3])
    made.active["A1"].number_format = made.active["B1"].number_format = "0%"
    target = io.BytesIO()
    made.save(target)
    assert read(target.getvalue(), "t.xlsx").table.columns == ("1", "0.5")


@pytest.mark.parametrize(
    ("code", "percent"),
    [
        ("0%", True), ("0.0 %", True), ("[Red]-0.00%", True), ("0.0%;[Red]-0.0%;0%", True), ("#,##0.0\\ %", True), ("0\u00a0%", True),
        ("0", False), ('0"%"', False), ("0\\%", False), ("0_%", False), ("0*%", False), ("[$%-40C]0", False), ('0" % of "', False),
    ],
)  # fmt: skip
def test_a_percent_sign_counts_where_it_is_neither_quoted_nor_escaped(code: str, percent: bool) -> None:
    assert shows_percent(code) is percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.025, "2.5 %"),
        (0.07, "7 %"),
        (0.29, "29 %"),
        (-0.1234, "-12.34 %"),
        (0.0, "0 %"),
        (1.5, "150 %"),
        (0.1 + 0.2, "30 %"),
    ],
)
def test_the_text_shown_has_no_trace_of_binary_fractions(value: float, text: str) -> None:
    assert percent_text(value) == text


def test_cells_that_name_no_format_have_the_first_one(read) -> None:
    def default_is_percent(name: str, text: str) -> str:
        return re.sub(r'(<cellXfs[^>]*><xf [^>]*?numFmtId=)"0"', r'\1"10"', text) if name == "xl/styles.xml" else text

    table = read(rewritten(book([(0.5, "General")]), default_is_percent), "t.xlsx").table
    assert (table.shown("v").tolist(), table.shown("n").tolist()) == (["50 %"], ["200 %"])


def test_styles_are_found_where_the_workbook_says(read) -> None:
    def moved(name: str, text: str) -> str:
        return (
            re.sub(r'"[^"]*styles\.xml"', '"../xl/looks/a.xml"', text) if name.endswith("workbook.xml.rels") else text
        )

    content = rewritten(book(MIXED), moved)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = archive.read("xl/styles.xml")
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/looks/a.xml", styles.replace(b'numFmtId="10"', b'numFmtId="2"'))
    assert len(percent_styles(target.getvalue())) == len(percent_styles(content)) - 1 > 0


BOMB = (
    '<!DOCTYPE s [<!ENTITY a "0%">'
    + "".join(f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    "hostile",
    [
        BOMB + '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="&i;"/></numFmts><cellXfs><xf numFmtId="9"/></cellXfs></styleSheet>',
        '<!DOCTYPE s SYSTEM "file:///etc/hostname"><styleSheet><cellXfs><xf numFmtId="9"/></cellXfs></styleSheet>',
        "<styleSheet><cellXfs><xf numFmtId='9'/>", "", "no XML", "<a>" * 100_000,
    ],
    ids=["bomb", "outside", "cut", "empty", "text", "deep"],
)  # fmt: skip
def test_hostile_styles_neither_hang_nor_expand(hostile: str) -> None:
    content = rewritten(book(MIXED), lambda name, text: hostile if name == "xl/styles.xml" else text)
    with must_end():
        assert percent_styles(content) == frozenset()


def test_more_formats_than_excel_knows_are_not_read_on() -> None:
    many = "<styleSheet><cellXfs>" + '<xf numFmtId="9"/>' * 200_000 + "</cellXfs></styleSheet>"
    content = rewritten(book(MIXED), lambda name, text: many if name == "xl/styles.xml" else text)
    assert len(percent_styles(content)) < 100_000


@pytest.mark.parametrize(
    "piece", [b"<c ", b'<c s="1" ', b"<f ", b"<f>", b' s="1"', b'<c t="e">', b'<c t="e"> <f>', b"<row ", b"<row r ", b" ", b"<v>", b"<c><f>"]
)  # fmt: skip
@pytest.mark.parametrize(
    "before", [b"<worksheet>", b'<worksheet><c t="e">', b'<worksheet><c r="A1"><f>1</f>', b'<worksheet><row x=" ']
)
def test_hostile_sheets_are_read_in_linear_time(before: bytes, piece: bytes) -> None:
    sheet = before + piece * (400_000 // len(piece))
    with must_end():
        sheet_cells.sheet_span(sheet)
        sheet_cells.error_cells(sheet)
        sheet_cells.uncomputed_formulas(sheet)
        sheet_cells.styled_cells(sheet, frozenset({0, 1}))
