"""Cells written anew in files of every format: what stood there is gone to the last byte, everything else is as it was."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from relstudy.errors import FaultLog
from relstudy.tables import GivenFile, Table, read_table
from relstudy.tables.encodings import find_misreading
from relstudy.tables.rewording import NotReworded, with_texts


def read(path: Path) -> Table:
    table = read_table(GivenFile(path=path.name, absolute=path), FaultLog(), as_written=("text",))
    assert table is not None
    return table


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("codec", "delimiter"), [("utf-8", ","), ("cp1252", ";"), ("utf-16", "\t"), ("utf-8-sig", ";"), ("utf-16-le", ",")]
)
def test_every_other_byte_of_a_csv_file_stays(tmp_path: Path, codec: str, delimiter: str, end: str) -> None:
    lines = [
        "id{d} text {d}note", 'a{d}"dit ""Zoé""{d} ici{e}et là"{d}été', "", 'b{d}  nu {d}"x"', 'c{d}{d}"{e}"', "d{d}fin{d}",
    ]  # fmt: skip
    text = end.join(line.format(d=delimiter, e=end) for line in lines)
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(codec))
    table = read(path)
    written = with_texts(path, table, {"text": {0: f'dit ""é""{delimiter}', 1: "nu"}})
    expected = text.replace(f'"dit ""Zoé""{delimiter} ici{end}et là"', f'"dit """"é""""{delimiter}"').replace(
        "  nu ", "nu"
    )
    assert written == expected.encode(codec)


def test_a_hint_for_excel_stays_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"sep=;\r\nid;text\r\n1;Zoe\r\n")
    assert with_texts(path, read(path), {"text": {0: "X"}}) == b"sep=;\r\nid;text\r\n1;X\r\n"


@pytest.mark.parametrize("content", [b"id;text\n1;\xe9t\xe9\n", "id,text\n1,été\n".encode().decode("cp1252").encode()])
def test_letters_the_encoding_lacks_and_files_saved_twice_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(NotReworded):
        with_texts(path, read(path), {"text": {0: "\N{GRINNING FACE}"}})


def workbook(tmp_path: Path, *, formula: bool = False) -> Path:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, other = book.add_worksheet("dits"), book.add_worksheet("autre")
        for line, row in enumerate((("id", "text", "start"), ("a", "Zoé l'a dit", 3), ("b", "dit aussi", 12))):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell)
        if formula:
            sheet.write_formula(1, 1, '="Zo"&"é"', None, "Zoé")
        other.write(0, 0, "dit aussi")
    return path


def test_a_text_that_stood_in_a_sheet_is_in_no_part_of_the_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    written = with_texts(path, read(path), {"text": {0: "<[Personne 1]> & « moi »\nici"}, "start": {0: "14"}})
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert [[c.value for c in row] for row in book["dits"]] == [
        ["id", "text", "start"], ["a", "<[Personne 1]> & « moi »\nici", 14], ["b", "dit aussi", 12],
    ]  # fmt: skip
    assert book["autre"]["A1"].value == "dit aussi"
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert all("Zoé".encode() not in archive.read(part) for part in archive.namelist())


def test_a_text_other_cells_have_too_stays_theirs(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    written = with_texts(path, read(path), {"text": {1: "autre chose"}})
    assert openpyxl.load_workbook(io.BytesIO(written))["autre"]["A1"].value == "dit aussi"


def test_a_cell_with_a_formula_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, formula=True)
    with pytest.raises(NotReworded):
        with_texts(path, read(path), {"text": {0: "x"}})


CELL = st.text(alphabet='aé ",;\n\r[1]=+', max_size=12)


@given(
    cells=st.lists(CELL, min_size=1, max_size=6),
    new=CELL.filter(lambda text: text.strip() != ""),
    data=st.data(),
    delimiter=st.sampled_from(",;\t"),
)
def test_what_is_written_is_the_same_table_with_the_new_text(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str], new: str, data: st.DataObject, delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("cells") / "t.csv"
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    path.write_text(
        f"id{delimiter}text\n" + "".join(f"r{n}{delimiter}{cell}\n" for n, cell in enumerate(quoted)),
        encoding="utf-8",
        newline="",
    )
    assert find_misreading("".join(cells)) is None
    table = read(path)
    row = data.draw(st.integers(0, len(table) - 1))
    path.write_bytes(with_texts(path, table, {"text": {row: new}}))
    expected = table.text("text").tolist()
    expected[row] = new
    assert read(path).text("text").tolist() == expected
