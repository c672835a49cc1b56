from pathlib import Path

import openpyxl
import pytest

from relstudy.errors import FaultLog
from relstudy.exchange.xlsform import Form, is_form, read_form


def write_form(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(path: Path) -> Form:
    log = FaultLog()
    form = read_form(path, log)
    assert form is not None, log.faults
    return form


def test_a_workbook_of_answers_is_no_form(tmp_path: Path) -> None:
    assert not is_form(write_form(tmp_path / "a.xlsx", Sheet1=[["id", "q1"], [1, 2]]))
    assert not is_form(write_form(tmp_path / "b.xlsx", survey=[["id", "q1"], [1, 2]]))
    assert is_form(write_form(tmp_path / "c.xlsx", Survey=[["Type", "name", "label"], ["text", "a", "A"]]))
    (tmp_path / "d.xlsx").write_bytes(b"not a workbook")
    assert not is_form(tmp_path / "d.xlsx")


@pytest.mark.parametrize(
    ("column", "lang"),
    [("label", ""), ("label::English (en)", "en"), ("label::Français (fr)", "fr"), ("label:French", "fr"), ("label::french", "fr"),
     ("label::fr", "fr"), ("Label :: English", "en"), ("label::Klingon", "klingon")],
)  # fmt: skip
def test_languages_of_labels(tmp_path: Path, column: str, lang: str) -> None:
    form = read(write_form(tmp_path / "f.xlsx", survey=[["type", "name", column], ["text", "a", "Bonjour **vous**"]]))
    assert form.languages == (lang,)
    assert form.questions[0].label == {lang: "Bonjour vous"}


@pytest.mark.parametrize(
    ("written", "kind", "choices", "other"),
    [
        ("select_one yn", "select_one", "yn", False),
        ("select_one yn or_other", "select_one", "yn", True),
        ("select one from yn or specify other", "select_one", "yn", True),
        ("select all that apply from yn", "select_multiple", "yn", False),
        ("select_multiple yn", "select_multiple", "yn", False),
        ("select_one_from_file towns.csv", "select_file", "towns.csv", False),
        ("rank yn", "rank", "yn", False),
        ("int", "integer", "", False),
        ("string", "text", "", False),
        ("add note prompt", "note", "", False),
        ("Decimal", "decimal", "", False),
    ],
)
def test_types_as_forms_spell_them(tmp_path: Path, written: str, kind: str, choices: str, other: bool) -> None:
    form = read(write_form(tmp_path / "f.xlsx", survey=[["type", "name", "label"], [written, "a", "A"]]))
    assert (form.questions[0].kind, form.questions[0].choices, form.questions[0].other) == (kind, choices, other)


def test_groups_lists_settings_and_what_is_switched_off(tmp_path: Path) -> None:
    form = read(write_form(
        tmp_path / "f.xlsx",
        survey=[
            ["type", "name", "label", "relevant", "disabled", "parameters"],
            ["begin group", "g", "Groupe", "${a} = 1", None, None],
            ["begin_repeat", "r", "Boucle", None, None, None],
            ["range", "note", "Note", None, None, "start=0 end=10 step=1"],
            ["end_repeat", None, None, None, None, None],
            ["text", "b", "B", None, None, None],
            ["end group", None, None, None, None, None],
            ["text", "c", "C", None, "yes", None],
            ["text", "d", "D", None, None, None],
        ],
        choices=[["list name", "name", "label"], ["yn", 1, "Oui"], ["yn", 0, "Non"], [None, None, None]],
        settings=[["form_title", "default_language"], ["Enquête", "Français (fr)"]],
    ))  # fmt: skip
    assert [(q.name, [g.name for g in q.groups]) for q in form.questions] == [
        ("note", ["g", "r"]),
        ("b", ["g"]),
        ("d", []),
    ]
    assert form.questions[0].parameters == {"start": "0", "end": "10", "step": "1"}
    assert form.questions[0].groups[1].repeat
    assert [(c.name, c.label) for c in form.choices["yn"]] == [("1", {"": "Oui"}), ("0", {"": "Non"})]
    assert (form.title, form.default_language) == ("Enquête", "fr")
