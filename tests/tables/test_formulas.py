"""Formulas of a workbook: those that Excel computed are values, those that nobody did are faults."""

import io
import re
import zipfile

import openpyxl
import pytest

from relstudy.fault_words import explain
from relstudy.tables.formulas import as_said, inert
from relstudy.tables.sheet_cells import error_cells, uncomputed_formulas


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_formulas() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = "Réponses"
    for row in (["a", "b"], [1, 2], [3, '=A2&" <x>"'], ["=1+1", 4]):
        book.active.append(row)
    return book


def test_a_formula_never_computed_is_no_blank(read) -> None:
    got = read(saved(with_formulas()), "t.xlsx")
    assert got.table is None
    assert [(f.code, f.sheet, f.line, f.column, f.found, f.more) for f in got.faults] == [
        ("bad-value", "Réponses", 3, "B", '=A2&" <x>"', 1)
    ]
    assert "open the file in Excel, let it compute" in explain(got.faults[0], "en").message
    assert "ouvrez le fichier dans Excel, laissez-le calculer" in explain(got.faults[0], "fr").message


def test_formulas_and_errors_are_said_at_once(read) -> None:
    book = with_formulas()
    book.active["A2"] = "#N/A"
    book.active["A2"].data_type = "e"
    assert read(saved(book), "t.xlsx").told == [("bad-value", 2, "#N/A"), ("bad-value", 3, '=A2&" <x>"')]


def test_formulas_outside_the_table_and_in_other_sheets_do_no_harm(read) -> None:
    book = openpyxl.Workbook()
    for row in (["=TODAY()"], ["a"], [1], ["=SUM(A3)"]):
        book.active.append(row)
    book.create_sheet("Calculs").append(["=1+1"])
    assert read(saved(book), "t.xlsx", header_row=2, skip_rows=(4,)).table.text("a").tolist() == ["1"]


def test_a_formula_with_its_value_is_its_value(read) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(with_formulas()))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if "worksheets/" in name:
                text = re.sub(r"<f>1\+1</f><v ?(?:/>|></v>)", "<f>1+1</f><v>2</v>", text)
                text = re.sub(r'<c r="B3"><f>(.*?)</f><v ?(?:/>|></v>)', r'<c r="B3" t="str"><f>\1</f><v></v>', text)
            new.writestr(name, text)
    got = read(target.getvalue(), "t.xlsx")
    assert got.table.text("a").tolist() == ["1", "3", "2"]
    assert got.table.text("b").tolist() == ["2", "", "4"]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('<c r="B2"><f>1+1</f></c>', "=1+1"),
        ('<c r="B2" s="3"><f>1+1</f><v/></c>', "=1+1"),
        ('<c r="B2" t="str"><f>1+1</f></c>', "=1+1"),
        ('<c r="B2">\n <f t="array" ref="B2">A1:A2 &amp; "é"</f>\n <v> </v>\n</c>', '=A1:A2 & "é"'),
        ('<c r="B2"><f t="shared" si="4"/></c>', "=A1*2"),
        ('<c r="B2"><f t="shared" si="5"></f><v></v></c>', "=…"),
        (f'<c r="B2"><f>{"1+" * 500}1</f></c>', "=" + "1+" * 99 + "…"),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', None),
        ('<c r="B2"><f>1+1</f><v>0</v></c>', None),
        ('<c r="B2"><f/></c>', None),
        ('<c r="B2"><v/></c>', None),
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_formula_cells_as_programs_write_them(cell: str, found: str | None, prefix: str) -> None:
    shared = '<c r="A1"><f t="shared" ref="A1:B2" si="4">A1*2</f><v>2</v></c>'
    sheet = f'<worksheet><sheetData><row r="1">{shared}</row><row r="2">{cell}</row></sheetData></worksheet>'
    xml = re.sub(r"<(/?)(?=[a-z])", rf"<\1{prefix}", sheet).encode()
    assert uncomputed_formulas(xml) == ([(2, "B", found)] if found else [])


def test_cells_without_a_place_follow_the_one_before() -> None:
    xml = (
        b'<worksheet><row><c><v>1</v></c></row><row r="5"><c/><c r="Z5"/><c><f>1</f></c></row>'
        b'<row><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row></worksheet>'
    )
    assert uncomputed_formulas(xml) == [(5, "AA", "=1")]
    assert error_cells(xml) == [(6, "A", "#DIV/0!")]
    assert error_cells(xml.replace(b"<", b"<x:").replace(b"<x:/", b"</x:")) == [(6, "A", "#DIV/0!")]


@pytest.mark.parametrize("text", ["=1+1", "+33 6 12", "-3", "@jane", "\tx", "Zoé", "'=1", ""])
def test_a_text_made_inert_is_read_as_it_was_said(text: str) -> None:
    assert as_said(inert(text)) in (text, text.removeprefix("'"))
    assert not inert(text).startswith(("=", "+", "-", "@"))
