"""A questionnaire in a workbook gives the items of the same questionnaire in TOML, and faults with sheet and line."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from small_study import write_small_study

from relstudy.definitions.reading import read_study

SHEETS: dict[str, list[list[object]]] = {
    "items": [
        ["id", "type", "column", "columns", "filter", "base", "from", "bands", "rows", "label_fr", "label_en"],
        ["uses_app", "single", "Q4", None, None, None, None, None, None, "Utilisez-vous l'application ?", "Do you use the app?"],
        ["channels", "multiple", None, "app=Q5_1|desk=Q5_2", "uses_app == '1'", "all", None, None, None, "Canaux utilisés", "Channels used"],
        ["prefers_desk", "scale", "Q6", None, None, None, None, None, None, "Préfère l'agence", "Prefers the branch"],
        ["cible", "single", "CIBLE", None, None, None, None, None, None, "Cible", "Target"],
        ["age", "numeric", "AGE", None, None, None, None, None, None, "Âge", "Age"],
        ["age_class", None, None, None, None, None, "age", "18|35|60", None, "Classe d'âge", "Age group"],
        ["sat", "grid", None, None, None, None, None, None, None, "Satisfaction", "Satisfaction"],
    ],
    "codes": [
        ["item", "code", "value", "missing", "label_fr", "label_en"],
        ["uses_app", 1, 1, None, "Oui", "Yes"],
        ["uses_app", 2, 0, None, "Non", "No"],
        ["uses_app", "9", None, "dont_know", "Ne sait pas", "Don't know"],
        ["prefers_desk", 1, None, None, None, None],
        ["prefers_desk", 2, None, None, None, None],
        ["prefers_desk", 3, None, None, None, None],
        ["cible", "client", None, None, None, None],
        ["cible", "prospect", None, None, None, None],
        ["sat", 1, 1, None, "Peu", "Little"],
        ["sat", 2, 2, None, None, None],
    ],
    "rows": [
        ["item", "row", "column", "label_fr", "label_en"],
        ["sat", "price", "Q7_1", "Prix", "Price"],
        ["sat", "time", "Q7_2", "Délai", "Time"],
    ],
    "nets": [["item", "id", "codes", "label_fr", "label_en"], ["sat", "high", "2", "Satisfaits", "Satisfied"]],
}  # fmt: skip


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_small_study(tmp_path)


def spoilt(
    study: Path, sheet: str, row: int, column: int, value: object
) -> list[tuple[str, str | None, int | None, str | None]]:
    (study / "questionnaire.toml").unlink()
    sheets = {name: [list(r) for r in rows] for name, rows in SHEETS.items()}
    sheets[sheet][row][column] = value
    write_workbook(study / "questionnaire.xlsx", sheets)
    faults = [f for f in read_study(study).faults if f.severity == "error" and f.file == "questionnaire.xlsx"]
    return [(f.code, f.sheet, f.line, f.column) for f in faults]


@pytest.mark.parametrize("as_typed", [str, str.title, str.upper])
def test_a_workbook_says_the_same_as_toml(study: Path, as_typed: Callable[[str], str]) -> None:
    expected = read_study(study).study
    (study / "questionnaire.toml").unlink()
    write_workbook(study / "questionnaire.xlsx", {as_typed(name): rows for name, rows in SHEETS.items()})
    reading = read_study(study)
    assert expected is not None
    assert reading.study is not None, reading.faults
    assert {(f.code, f.severity) for f in reading.faults} == {("read-as", "note")}
    assert reading.study.items == expected.items
    assert reading.study.labels == expected.labels


def test_rankings_boxes_and_exclusive_answers_stand_in_columns_too(study: Path) -> None:
    (study / "questionnaire.toml").unlink()
    sheets = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    for row, (places, boxes) in zip(sheets["items"], [("places", "boxes")] + [(None, None)] * 7, strict=True):
        row += [places, boxes]
    sheets["items"].append(["order", "rank", *[None] * 7, "Ordre", "Order", "P1|P2", None])
    sheets["items"].append(["note", "nps", "N", *[None] * 6, "Note", "Score", None, 2])
    for row, exclusive in zip(sheets["codes"], ["exclusive"] + [None] * 10, strict=True):
        row.append(exclusive)
    sheets["codes"] += [["order", "a", *[None] * 5], ["order", "none", *[None] * 4, "oui"]]
    write_workbook(study / "questionnaire.xlsx", sheets)
    reading = read_study(study)
    assert reading.study is not None, reading.faults
    items = {item.id: item for item in reading.study.items}
    assert (items["order"].columns, items["order"].by_place) == (("P1", "P2"), True)
    assert [code.exclusive for code in items["order"].codes] == [False, True]
    assert [net.id for net in items["note"].nets] == ["top2", "bottom2"]


def test_phases_and_relations_stand_in_columns_too(study: Path) -> None:
    (study / "questionnaire.toml").unlink()
    sheets = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    for sheet, column, cells in (
        ("items", "phase", ["purchase"] + [None] * 6),
        ("codes", "relation", ["human", "automated"] + [None] * 8),
        ("rows", "phase", ["delivery", None]),
    ):
        for row, cell in zip(sheets[sheet], [column, *cells], strict=True):
            row.append(cell)
    write_workbook(study / "questionnaire.xlsx", sheets)
    reading = read_study(study)
    assert reading.study is not None, reading.faults
    items = {item.id: item for item in reading.study.items}
    assert [items[name].phase for name in ("uses_app", "sat", "sat.price", "sat.time")] == [
        "purchase", None, "delivery", None,
    ]  # fmt: skip
    assert [code.relation for code in items["uses_app"].codes] == ["human", "automated", None]
    sheets["rows"][1][-1] = "deliver"
    write_workbook(study / "questionnaire.xlsx", sheets)
    faults = [f for f in read_study(study).faults if f.severity == "error"]
    assert [(f.code, f.sheet, f.line, f.found) for f in faults] == [("bad-value", "rows", 2, "deliver")]


def test_both_are_two_truths(study: Path) -> None:
    write_workbook(study / "questionnaire.xlsx", SHEETS)
    faults = [f for f in read_study(study).faults if f.severity == "error"]
    assert [(f.code, f.file, f.allowed) for f in faults] == [
        ("duplicate-id", "questionnaire.xlsx", "questionnaire.toml"),
    ]  # fmt: skip


def test_faults_have_their_sheet_and_line(study: Path) -> None:
    assert spoilt(study, "items", 4, 1, "sngle") == [("bad-value", "items", 5, "type")]


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "fault"),
    [
        ("items", 2, 4, "use_app == '1'", ("unknown-item", "items", 3, "filter")),
        ("items", 2, 3, "app=Q5_1|desk", ("bad-value", "items", 3, "columns")),
        ("items", 6, 7, "18|x", ("bad-value", "items", 7, "bands")),
        ("items", 5, 0, "cible", ("duplicate-id", "items", 6, "id")),
        ("items", 0, 2, "colum", ("extra-column", "items", 1, "colum")),
        ("codes", 2, 0, "uses_apps", ("unknown-item", "codes", 3, "item")),
        ("codes", 2, 1, "1", ("duplicate-id", "codes", 3, "codes")),
        ("codes", 3, 3, "dk", ("bad-value", "codes", 4, "missing")),
        ("codes", 1, 2, "one", ("bad-value", "codes", 2, "value")),
        ("rows", 2, 2, None, ("missing-value", "rows", 3, "column")),
        ("rows", 2, 1, "price", ("duplicate-id", "rows", 3, "row")),
        ("nets", 1, 2, "3", ("unknown-code", "nets", 2, "codes")),
    ],
)
def test_each_sheet_is_judged(
    study: Path, sheet: str, row: int, column: int, value: object, fault: tuple[object, ...]
) -> None:
    assert fault in spoilt(study, sheet, row, column, value)


def test_a_sheet_is_missing(study: Path) -> None:
    (study / "questionnaire.toml").unlink()
    write_workbook(study / "questionnaire.xlsx", {"items": SHEETS["items"]})
    faults = [f for f in read_study(study).faults if f.severity == "error"]
    assert [(f.file, f.sheet) for f in faults] == [("questionnaire.xlsx", "codes")]
