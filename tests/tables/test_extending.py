"""Registers with lines added, changed, taken out: what is not meant stays byte for byte, what is written reads as meant."""

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.errors import FaultLog
from relstudy.tables.extending import extend_table, extend_text, new_text
from relstudy.tables.reading import GivenFile, read_table
from relstudy.tables.register_changes import Changes
from relstudy.tables.table import Table

TEXTS = st.text(
    st.sampled_from("aé😡\u00a0,;\t\"'\r\n =-0") | st.characters(codec="utf-8", exclude_characters="\0\ufeff")
)
ODD = '"Oui", a-t-elle dit ;\r\npuis\t: « 😡 »\n=1+1\rfin'


def table_of(path: Path) -> Table:
    log = FaultLog()
    table = read_table(GivenFile(path=path.name, absolute=path), log, as_written=("text",))
    assert log.errors == ()
    assert table is not None
    return table


def records(path: Path) -> list[dict[str, str]]:
    table = table_of(path)
    columns = {name: table.text(name).tolist() for name in table.columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def changed(path: Path, changes: Changes) -> bytes:
    return extend_table(path, table_of(path), changes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lines_are_added_and_every_byte_stays(delimiter: str, encoding: str, ends: str, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    text = ends.join(delimiter.join(row) for row in (("id", "text"), ("1", '"été"'), ("2", "déjà")))
    path.write_bytes(text.encode(encoding))
    before = path.read_bytes()
    path.write_bytes(changed(path, Changes(added=({"id": "3", "text": 'là, ici; "oui"'},))))
    assert path.read_bytes().startswith(before)
    assert [one["text"] for one in records(path)] == ["été", "déjà", 'là, ici; "oui"']


def test_a_sign_the_encoding_has_not_makes_the_file_utf8(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes("id;text\r\n1;été\r\n".encode("cp1252"))
    path.write_bytes(changed(path, Changes(added=({"id": "2", "text": "😡"},))))
    assert path.read_bytes().decode("utf-8-sig") == "id;text\r\n1;été\r\n2;😡\r\n"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_lines_change_where_they_stand_and_new_columns_come_last(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes(b'sep=;\nid;text\n1;"a\nb"\n2;c\n\n3;d\n')
    changes = Changes(
        added=({"id": "4", "text": "e"},),
        changed={5: {"id": "2", "text": "C", "coder": "x"}},
        removed=frozenset({7}),
    )
    path.write_bytes(changed(path, changes))
    assert path.read_bytes() == b'sep=;\nid;text;coder\n1;"a\nb";\n2;C;x\n\n4;e;\n'


@given(st.lists(TEXTS.filter(lambda text: bool(text.strip())), min_size=1, max_size=4))
def test_what_is_added_reads_as_it_was_given(texts: list[str]) -> None:
    lines = [{"id": f"n{number}", "text": text} for number, text in enumerate(texts)]
    for content in (
        new_text(("id", "text"), lines),
        extend_text("id;text\r\nm;été\r\n".encode("cp1252"), Changes(added=tuple(lines))),
    ):
        assert [one["text"] for one in read_bytes(content, "v.csv")][-len(texts) :] == texts


def read_bytes(content: bytes, name: str) -> list[dict[str, str]]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        return records(Path(folder) / name)


def book(path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (("id", "text"), (1, "un"), (None, None), ("2", "deux"), ("3", "trois")):
        sheet.append(row)
    sheet["B2"].font = openpyxl.styles.Font(bold=True)
    other = made.create_sheet("Autre")
    other["A1"] = "=1+1"
    made.save(path)


def test_a_sheet_is_changed_and_the_rest_of_the_workbook_stays(tmp_path: Path) -> None:
    path = tmp_path / "v.xlsx"
    book(path)
    changes = Changes(
        added=({"id": "4", "text": ODD}, {"id": "5", "text": "_x0041_ <&>", "coder": "x"}),
        changed={4: {"id": "2", "text": "DEUX"}},
        removed=frozenset({5}),
    )
    path.write_bytes(changed(path, changes))
    assert [(one["id"], one["text"], one["coder"]) for one in records(path)] == [
        ("1", "un", ""),
        ("2", "DEUX", ""),
        ("4", ODD, ""),
        ("5", "_x0041_ <&>", "x"),
    ]
    opened = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert opened.active["B2"].font.bold
    assert opened["Autre"]["A1"].value == "=1+1"
    assert opened.active["B6"].data_type == "s"
