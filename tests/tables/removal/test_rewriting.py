"""Rows taken out of files of every format: the person's are gone to the last byte, everything else is as it was."""

import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
import xlsxwriter
from hypothesis import assume, given
from hypothesis import strategies as st

from relstudy.errors import FaultLog
from relstudy.tables import GivenFile, Table, read_table
from relstudy.tables.encodings import find_misreading
from relstudy.tables.removal import NotRemovable, Place, without_rows

IDS = [f"R{i}" for i in range(20)]


def read(path: Path, place: Place) -> Table:
    table = read_table(
        GivenFile(path=path.name, absolute=path),
        FaultLog(),
        sheet=place.sheet,
        header_row=place.header_row,
        skip_rows=place.skip_rows,
        numbered=True,
    )
    assert table is not None
    return table


def cut(path: Path, *ids: str, place: Place | None = None, named_lines: tuple[int, ...] = ()) -> bytes:
    place = place or Place()
    table = read(path, place)
    return without_rows(path, table, np.isin(table.text("id").astype(str), ids), place=place, named_lines=named_lines)


def frame() -> pd.DataFrame:
    """Return twenty rows of numbers, blanks, long and short texts and days."""
    made = pd.DataFrame({"id": IDS, "x": np.arange(20) * 1.0, "t": ["a", "b", "only R2 said this", "d"] * 5})
    made.loc[made["id"] != "R2", "t"] = made["t"].replace("only R2 said this", "c")
    made.loc[3, "x"], made.loc[4, "x"] = np.nan, 1234.5
    made["day"] = pd.to_datetime("2024-01-01") + pd.to_timedelta(np.arange(20), "D")
    made["long"] = ["y" * (i * 30) for i in range(20)]
    return made


LINES = ("id{s}text é", 'R1{s}"two\nlines"', "R10{s}c", "", "R2{s}é")


@pytest.mark.parametrize(
    ("codec", "separator", "end"),
    [("utf-8", ",", "\n"), ("cp1252", ";", "\r\n"), ("utf-16", "\t", "\r\n"), ("utf-8-sig", ";", "\r")],
)
def test_a_csv_file_keeps_its_other_lines_byte_for_byte(tmp_path: Path, codec: str, separator: str, end: str) -> None:
    lines = [line.format(s=separator) for line in LINES]
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(lines).encode(codec))
    assert end.join([lines[0], *lines[2:]]).encode(codec) == cut(path, "R1")
    assert (end.join([*lines[:2], lines[3]]) + end).encode(codec) == cut(path, "R10", "R2")


@given(
    cells=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=5), min_size=1, max_size=8
    ),
    gone=st.integers(0, 7),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_row_of_any_text_goes_as_it_came(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str], gone: int, end: str
) -> None:
    rows = ['"{}"'.format(cell.replace('"', '""')) for cell in cells]
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    whole = [f"i{n},{cell}{end}" for n, cell in enumerate(rows)]
    path.write_bytes(("id,text" + end + "".join(whole)).encode())
    left = "".join(line for n, line in enumerate(whole) if n != gone)
    # A file whose texts look as if saved in another encoding is not read at all: there is no table to take a row out of.
    assume(not any(find_misreading("".join(lines)) for lines in (whole, left)))
    assert ("id,text" + end + left).encode() == cut(path, f"i{gone}")


def test_rows_leave_blank_lines_where_a_line_below_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,x\nR1,"a\nb"\nR2,c\nR3,d\n')
    assert cut(path, "R1", named_lines=(5,)) == b"id,x\n\n\nR2,c\nR3,d\n"
    assert cut(path, "R1", named_lines=(2,)) == b"id,x\nR2,c\nR3,d\n"


def test_the_last_row_may_go(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,x\nR1,a\n")
    assert cut(path, "R1") == b"id,x\n"
    frame().iloc[:1].to_parquet(path.with_suffix(".parquet"))
    assert len(pd.read_parquet(io.BytesIO(cut(path.with_suffix(".parquet"), "R0")))) == 0


@pytest.mark.parametrize("compression", ["none", "blocks", "packed"])
def test_an_spss_file_keeps_head_and_cases(tmp_path: Path, compression: str) -> None:
    path = tmp_path / f"a.{'zsav' if compression == 'packed' else 'sav'}"
    pyreadstat.write_sav(
        frame(),
        path,
        column_labels={"x": "Un nombre"},
        variable_value_labels={"x": {1.0: "un"}},
        row_compress=compression == "blocks",
        compress=compression == "packed",
    )
    was, said = pyreadstat.read_sav(path)
    content = cut(path, "R2", "R4", "R17")
    path.write_bytes(content)
    now, says = pyreadstat.read_sav(path)
    pd.testing.assert_frame_equal(now, was[~was["id"].isin(["R2", "R4", "R17"])].reset_index(drop=True))
    assert says.number_rows == 17
    assert says.variable_value_labels == said.variable_value_labels
    assert says.column_names_to_labels == said.column_names_to_labels
    assert b"R17" not in content


@pytest.mark.parametrize("packing", ["snappy", "zstd", None])
@pytest.mark.parametrize("as_category", [False, True])
def test_a_parquet_file_keeps_groups_packing_types_and_loses_dictionaries(
    tmp_path: Path, packing: str | None, as_category: bool
) -> None:
    path = tmp_path / "a.parquet"
    made = frame().astype({"t": "category", "id": "category"}) if as_category else frame()
    made.to_parquet(path, compression=packing, row_group_size=7)
    content = cut(path, "R2")
    was, now = pq.ParquetFile(path), pq.ParquetFile(io.BytesIO(content))
    assert [now.metadata.row_group(i).num_rows for i in range(3)] == [6, 7, 6]
    assert was.schema_arrow.types == now.schema_arrow.types
    assert was.metadata.row_group(0).column(0).compression == now.metadata.row_group(0).column(0).compression
    left = pd.read_parquet(io.BytesIO(content))
    expected = made[made["id"] != "R2"].reset_index(drop=True)
    if as_category:
        expected = expected.assign(**{c: expected[c].cat.remove_unused_categories() for c in ("id", "t")})
        assert {"R2", "only R2 said this"}.isdisjoint([*left["id"].cat.categories, *left["t"].cat.categories])
    pd.testing.assert_frame_equal(left, expected)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("engine", ["openpyxl", "xlsxwriter"])
def test_a_workbook_closes_up_and_keeps_its_other_parts(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "a.xlsx"
    with pd.ExcelWriter(path, engine=engine) as writer:
        frame().to_excel(writer, index=False, sheet_name="data")
        frame()[["t"]].iloc[5:8].to_excel(writer, index=False, sheet_name="other")
    content = cut(path, "R2", "R5")
    was, now = parts(path.read_bytes()), parts(content)
    changed = {name for name in was if was[name] != now[name]}
    assert {"xl/worksheets/sheet1.xml"} <= changed <= {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}
    assert not [name for name, part in now.items() if b">R2<" in part or b"only R2 said this" in part]
    left = pd.read_excel(io.BytesIO(content))
    pd.testing.assert_frame_equal(left, pd.read_excel(path)[~frame()["id"].isin(["R2", "R5"])].reset_index(drop=True))
    assert openpyxl.load_workbook(io.BytesIO(content))["other"]["A2"].value == "b"


def test_a_workbook_with_formulas_keeps_every_row_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for line, row in enumerate([("id", "x"), ("R1", 1), ("R2", 2), ("R3", 3)]):
        sheet.write_row(line, 0, row)
    sheet.write_formula(3, 2, "=B4*2", None, 6)
    sheet.write(0, 2, "y")
    book.close()
    left = openpyxl.load_workbook(io.BytesIO(cut(path, "R2"))).worksheets[0]
    assert [[cell.value for cell in row] for row in left.iter_rows()] == [
        ["id", "x", "y"],
        ["R1", 1, None],
        [None, None, None],
        ["R3", 3, "=B4*2"],
    ]


def test_a_shared_formula_is_not_torn_from_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    pd.DataFrame({"id": ["R1", "R2"], "x": [1, 2]}).to_excel(path, index=False)
    sheet = parts(path.read_bytes())["xl/worksheets/sheet1.xml"]
    shared = sheet.replace(b'<c r="B2"><v>1</v>', b'<c r="B2"><f t="shared" ref="B2:B3" si="0">1+0</f><v>1</v>')
    shared = shared.replace(b'<c r="B2" t="n"><v>1</v>', b'<c r="B2"><f t="shared" ref="B2:B3" si="0">1+0</f><v>1</v>')
    assert shared != sheet
    whole = parts(path.read_bytes()) | {"xl/worksheets/sheet1.xml": shared}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in whole.items():
            archive.writestr(name, part)
    with pytest.raises(NotRemovable):
        cut(path, "R1")
    assert cut(path, "R2")


def test_the_table_may_stand_below_a_title_in_a_named_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        pd.DataFrame({"a": ["b"]}).to_excel(writer, sheet_name="first", index=False)
        frame().to_excel(writer, sheet_name="data", index=False, startrow=2)
    place = Place(sheet="data", header_row=3)
    path.write_bytes(cut(path, "R2", place=place))
    assert read(path, place).text("id").tolist() == [i for i in IDS if i != "R2"]
