"""Excel sheets: typed cells, lines, merged cells, errors, archives that are no workbooks or too large."""

import datetime as dt
import io
import struct
import zipfile
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.styles import PatternFill

from relstudy.tables import archives, sheet_cells, workbooks


def book(rows: list[list[Any]], *, merge: str | None = None, sheets: dict[str, list[list[Any]]] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "Réponses"
    for row in rows:
        made.active.append(row)
    if merge:
        made.active.merge_cells(merge)
    for name, other in (sheets or {}).items():
        sheet = made.create_sheet(name)
        for row in other:
            sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_typed_cells_become_texts_of_codes(read) -> None:
    got = read(book([["a"], [1], [1.5], ["01"], [True], [dt.date(2026, 3, 31)], [" x "]]), "t.xlsx")
    assert got.table.text("a").tolist() == ["1", "1.5", "01", "1", "2026-03-31", "x"]
    assert (got.table.file, got.table.sheet) == ("t.xlsx", "Réponses")
    assert [n.found for n in got.notes] == ["XLSX"]


def test_a_typed_number_is_never_ambiguous_and_text_has_a_decimal_comma(read) -> None:
    got = read(book([["w"], [1234.5], ["1,234"], ["0,5"]]), "t.xlsx")
    assert got.table.numbers("w", got.log).tolist() == [1234.5, 1.234, 0.5]
    assert not got.faults


def test_dates_of_excel_are_dates(read) -> None:
    got = read(book([["d"], [dt.date(2026, 3, 31)], [dt.datetime(2026, 3, 31, 9, 30)], ["31/03/2026"]]), "t.xlsx")
    assert set(got.table.dates("d", got.log)) == {dt.date(2026, 3, 31)}


def test_lines_are_those_of_excel(read) -> None:
    got = read(book([["a", "b"], [None, None], [1, 2], [None, None], [3, "x"]]), "t.xlsx")
    assert got.table.lines.tolist() == [3, 5]
    got.table.numbers("b", got.log)
    assert got.told == [("not-a-number", 5, "x")]


def test_a_sheet_by_name_and_the_sheets_there_are(read) -> None:
    content = book([["a"], [1]], sheets={"Données": [["b"], [2]]})
    assert read(content, "t.xlsx", sheet="Données").table.columns == ("b",)
    # Excel itself tells no two sheets apart by capitals.
    assert read(content, "t.xlsx", sheet="DONNÉES").table.sheet == "Données"
    wrong = read(content, "t.xlsx", sheet="Feuil1")
    assert wrong.table is None
    assert [(f.code, f.found, f.allowed) for f in wrong.faults] == [("bad-value", "Feuil1", "Réponses, Données")]


def test_merged_cells_in_the_table_are_refused_a_merged_title_is_not(read) -> None:
    merged = read(book([["a", "b"], [1, 2], [3, 4], [5, 6]], merge="A3:A4"), "t.xlsx")
    assert merged.table is None
    assert [(f.code, f.sheet, f.line) for f in merged.faults] == [("merged-cells", "Réponses", 3)]
    title = read(book([["Titre", None], ["a", "b"], [1, 2]], merge="A1:B1"), "t.xlsx", header_row=2)
    assert title.table.columns == ("a", "b")
    skipped = read(book([["a", "b"], ["Titre", None], [1, 2]], merge="A2:B2"), "t.xlsx", skip_rows=(2,))
    assert skipped.table.lines.tolist() == [3]


def saved(made: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_an_excel_error_is_not_a_blank(read) -> None:
    made = openpyxl.Workbook()
    made.active.append(["a", "b"])
    made.active.append([1, "#N/A"])
    made.active["B2"].data_type = "e"
    target = io.BytesIO()
    made.save(target)
    got = read(target.getvalue(), "t.xlsx")
    assert [(f.code, f.line, f.column, f.found) for f in got.faults] == [("bad-value", 2, "B", "#N/A")]


def test_only_answers_that_are_not_available_are_counted(read) -> None:
    made = openpyxl.Workbook()
    for row in (["id", "q", "#N/A"], ["#N/A", "Your view", "Other"], ["a", "#N/A", "x"], ["b", 2, "y"]):
        made.active.append(row)
    for place in ("C1", "A2", "B3"):
        made.active[place].data_type = "e"
    got = read(saved(made), "t.xlsx", numbered=True, skip_rows=(2,))
    assert [n.found for n in got.notes] == ["XLSX, @not-available 1"]


def test_not_available_among_answers_is_a_blank_and_noted_and_another_error_is_not(read) -> None:
    made = openpyxl.Workbook()
    for row in (["id", "q"], ["a", "#N/A"], ["b", 2]):
        made.active.append(row)
    made.active["B2"].data_type = "e"
    got = read(saved(made), "t.xlsx", numbered=True)
    assert got.table.text("q").tolist() == ["", "2"]
    assert [n.found for n in got.notes] == ["XLSX, @not-available 1"]
    made.active["B3"] = "#DIV/0!"
    made.active["B3"].data_type = "e"
    wrong = read(saved(made), "t.xlsx", numbered=True)
    assert [(f.code, f.line, f.column, f.found) for f in wrong.faults] == [("bad-value", 3, "B", "#DIV/0!")]


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04broken", book([["a"], [1]])[:-40]])
def test_what_is_no_workbook(read, content: bytes) -> None:
    got = read(content, "t.xlsx")
    assert got.table is None
    assert [f.code for f in got.faults] == ["unreadable-file"]


def zip_without_sheets() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("x.txt", "x")
    return target.getvalue()


def test_an_archive_that_is_no_workbook(read) -> None:
    assert [f.code for f in read(zip_without_sheets(), "t.xlsx").faults] == ["unreadable-file"]


def bomb(size: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return target.getvalue()


def test_an_archive_too_large_is_refused_before_it_is_read(read, monkeypatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED_LIMIT", 2**20)
    monkeypatch.setattr(workbooks.python_calamine.CalamineWorkbook, "from_filelike", None)
    assert [f.code for f in read(bomb(2**21), "t.xlsx").faults] == ["archive-too-large"]


def test_an_archive_that_lies_about_its_size(read, monkeypatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED_LIMIT", 2**20)
    honest = bomb(2**22)
    size = struct.pack("<I", 2**22)
    assert honest.count(size) == 2
    lying = honest.replace(size, struct.pack("<I", 10))
    assert [f.code for f in read(lying, "t.xlsx").faults] == ["archive-too-large"]


def test_an_empty_sheet(read) -> None:
    got = read(book([]), "t.xlsx")
    assert (got.table.columns, len(got.table)) == ((), 0)


def test_header_numbers_are_names(read) -> None:
    got = read(book([["a", 2026], [1, 2]]), "t.xlsx")
    assert got.table.columns == ("a", "2026")
    assert np.array_equal(got.table.numbers("2026", got.log), [2])


def test_an_excel_error_in_another_sheet_does_no_harm_whatever_their_order(read) -> None:
    made = openpyxl.Workbook()
    other = made.active
    other.append(["x", "#N/A"])
    other["B1"].data_type = "e"
    sheet = made.create_sheet("Données", 0)
    sheet.append(["a"])
    sheet.append([1])
    target = io.BytesIO()
    made.save(target)
    assert read(target.getvalue(), "t.xlsx").table.columns == ("a",)
    assert [f.sheet for f in read(target.getvalue(), "t.xlsx", sheet="Sheet").faults] == ["Sheet"]


def test_a_stray_cell_at_the_end_of_the_sheet_is_refused_before_it_costs_memory(read) -> None:
    made = openpyxl.Workbook()
    made.active.append(["a"])
    made.active["XFD1048576"] = 1
    target = io.BytesIO()
    made.save(target)
    assert [f.code for f in read(target.getvalue(), "t.xlsx").faults] == ["archive-too-large"]


def test_spans_are_counted_only_where_they_may_be_large() -> None:
    far = b'<row r="200000"><c r="B200000"/><c r="T200000" t="e"><v>#REF!</v></c></row>'
    assert sheet_cells.sheet_span(far) == (200_000, 20)
    assert sheet_cells.sheet_span(far.replace(b"T2", b"AAA2")) == (200_000, 703)
    assert sheet_cells.sheet_span(far.replace(b"200000", b"6000")) == (0, 0)
    assert sheet_cells.error_cells(far) == [(200_000, "T", "#REF!")]


def test_a_question_merged_over_its_answers_in_the_header_is_one_name(read) -> None:
    rows = [["id", "Canaux", None, "Oui ?"], [None, "Appli", "Agence", None], ["R1", "Appli", None, "Oui"]]
    got = read(book(rows, merge="B1:C1"), "t.xlsx")
    assert got.table.columns == ("id", "Canaux", "#3", "Oui ?")


def made(change) -> bytes:
    """Return a workbook of two sheets, changed."""
    workbook = openpyxl.load_workbook(io.BytesIO(book([["a", "b"], [1, 2], [3, 4]], sheets={"Suite": [["c"], [5]]})))
    change(workbook)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def test_the_first_sheet_that_excel_shows_is_read_and_those_it_hides_are_noted(read) -> None:
    def hide(workbook) -> None:
        workbook["Réponses"].sheet_state = "hidden"
        workbook.active = 1

    got = read(made(hide), "t.xlsx")
    assert (got.table.sheet, got.table.columns) == ("Suite", ("c",))
    assert [n.found for n in got.notes] == ["XLSX, @hidden-sheets Réponses"]
    assert read(made(hide), "t.xlsx", sheet="Réponses").table.columns == ("a", "b")


def test_rows_that_excel_hides_are_rows_and_are_counted(read) -> None:
    got = read(made(lambda w: w["Réponses"].row_dimensions.__getitem__(3).__setattr__("hidden", True)), "t.xlsx")
    assert got.table.lines.tolist() == [2, 3]
    assert got.table.hidden == frozenset({3})
    assert got.table.take(np.array([True, False])).hidden == frozenset({3})
    assert [n.found for n in got.notes] == ["XLSX, @hidden-rows 1"]


def test_a_cell_that_is_coloured_and_holds_nothing_is_no_cell(read) -> None:
    def colour(workbook) -> None:
        workbook["Réponses"]["XFD1048576"].fill = PatternFill("solid", fgColor="FFFF00")

    got = read(made(colour), "t.xlsx")
    assert not got.faults
    assert (got.table.columns, got.table.lines.tolist()) == (("a", "b"), [2, 3])


def test_the_sheet_that_holds_far_more_than_the_first_is_told_a_hidden_one_never() -> None:
    answers = [["id", "q"], *([i, i % 3] for i in range(20))]
    assert (
        workbooks.fullest_sheet(book([["Survey 2026"], ["for Ms Martin"]], sheets={"Data": answers}), "t.xlsx")
        == "Data"
    )
    assert workbooks.fullest_sheet(book(answers, sheets={"Codes": answers[:15]}), "t.xlsx") is None
    made = openpyxl.load_workbook(io.BytesIO(book([["id"], [1]], sheets={"Lists": answers})))
    made["Lists"].sheet_state = "hidden"
    target = io.BytesIO()
    made.save(target)
    assert workbooks.fullest_sheet(target.getvalue(), "t.xlsx") is None
