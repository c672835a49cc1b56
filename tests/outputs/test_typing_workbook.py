"""`typing.xlsx`: what LibreOffice computes is what `type` says; texts stay texts; two builds are equal."""

import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from typing_example import HOSTILE, ITEMS, hand_model

from relstudy.delivery.typing import type_file
from relstudy.outputs.typing_model import TypingModel, write_model
from relstudy.outputs.typing_workbook import render_typing
from relstudy.report.wording import words_of
from relstudy.survey.labels import Labels

WORDS = {lang: words_of(lang) for lang in ("fr", "en")}
SHEETS = {"fr": "Français", "en": "English"}
YES = {"fr": ("Oui", "Non"), "en": ("Yes", "No")}
OFFICE = shutil.which("soffice")


def render(model: TypingModel) -> bytes:
    return render_typing(model, WORDS, made_on=date(2026, 3, 20))


def people(n: int, seed: int) -> pd.DataFrame:
    """Return random people, some of whom leave questions out or do not know."""
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "ident": [f"r{i}" for i in range(n)],
            "Q1": chance.choice(["1", "2", "3", "4", "5", "9", ""], n, p=[0.18] * 5 + [0.05, 0.05]),
            "Q2": chance.choice(["01", "02", "03", ""], n, p=[0.3, 0.3, 0.35, 0.05]),
            "Q3_1": chance.choice(["0", "1"], n), "Q3_2": chance.choice(["0", "1"], n),
            "Q4": [str(v) for v in chance.uniform(0, 9, n).round(2)],
            "AGE": chance.choice(["20", "70"], n),
        }
    )  # fmt: skip
    frame.loc[chance.random(n) < 0.1, ["Q3_1", "Q3_2"]] = ""
    frame.loc[chance.random(n) < 0.1, "Q4"] = ""
    return frame


def fill(content: bytes, answers: dict[str, pd.Series], model: TypingModel) -> bytes:
    """Answer on the sheets of a workbook as a person would: an answer of the list, a number."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for lang, person in answers.items():
        sheet, (yes, no) = book[SHEETS[lang]], YES[lang]
        row = {str(sheet.cell(r, 1).value): r for r in range(1, sheet.max_row + 1)}

        def put(question: str, value: object, sheet=sheet, row=row, lang=lang) -> None:
            cell = sheet.cell(row[model.labels.get("item", question, lang=lang)], 2)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # as Excel keeps what is chosen in a cell of text

        for question, column in (("app", "Q1"), ("desk", "Q2")):
            if person[column]:
                put(question, model.labels.get("code", question, person[column], lang=lang))
        if person["AGE"]:
            put("young", model.labels.get("code", "young", {"20": "18-34", "70": "35+"}[person["AGE"]], lang=lang))
        put("visits", float(person["Q4"]) if person["Q4"] else None)
        for code, column in (("web", "Q3_1"), ("fax", "Q3_2")):
            label = model.labels.get("code", "tools", code, lang=lang)
            sheet.cell(row[label], 2).value = {"1": yes, "0": no, "": None}[person[column]]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(path: Path, lang: str, model: TypingModel) -> tuple[str, list[float | str | None]]:
    """Return the profile and the chances a computed sheet shows."""
    sheet = openpyxl.load_workbook(path, data_only=True)[SHEETS[lang]]
    shown = {str(sheet.cell(r, 1).value): sheet.cell(r, 2).value for r in range(1, sheet.max_row + 1)}
    names = [profile.names[lang] for profile in model.profiles]
    return shown[WORDS[lang].text("typing.sheet.found")], [shown[name] for name in names]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed: the formulas are not computed here")
@pytest.mark.parametrize("missing", ["drop", "mean"])
def test_libreoffice_places_people_as_type_does(tmp_path: Path, missing: str) -> None:
    model = hand_model(missing=missing)
    content, crowd = render(model), people(40, seed=len(missing))
    crowd.loc[0, ["Q1", "Q2", "Q3_1", "Q3_2", "Q4", "AGE"]] = ""
    folder = tmp_path / "sheets"
    folder.mkdir()
    for place in range(0, len(crowd), 2):
        answers = {"fr": crowd.loc[place], "en": crowd.loc[place + 1]}
        (folder / f"{place}.xlsx").write_bytes(fill(content, answers, model))
    subprocess.run(
        [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "xlsx", "--outdir",
         str(tmp_path / "out"), *map(str, sorted(folder.glob("*.xlsx")))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (tmp_path / "typing.json").write_bytes(write_model(model))
    crowd.to_csv(tmp_path / "people.csv", index=False)
    type_file(tmp_path / "typing.json", tmp_path / "people.csv", tmp_path / "typed.csv")
    typed = pd.read_csv(tmp_path / "typed.csv")
    placed = 0
    for place, expected in typed.iterrows():
        lang = "fr" if int(place) % 2 == 0 else "en"
        profile, chances = read(tmp_path / "out" / f"{int(place) // 2 * 2}.xlsx", lang, model)
        if pd.isna(expected["profile"]):
            assert profile == WORDS[lang].text(f"typing.sheet.open_{missing}")
            assert all(chance in (None, "") for chance in chances)
            continue
        placed += 1
        assert profile == next(p.names[lang] for p in model.profiles if p.id == expected["profile"])
        assert chances == pytest.approx(expected[["profile_p1", "profile_p2", "profile_p3"]].tolist(), abs=1e-6)
    assert 15 < placed < 40


def test_every_text_is_a_text_and_formulas_are_our_own() -> None:
    content = render(hand_model())
    book = openpyxl.load_workbook(io.BytesIO(content))
    texts = [cell for row in book["model"].iter_rows() for cell in row if cell.value in HOSTILE]
    assert len(texts) == 2 * len(HOSTILE)
    assert {cell.data_type for cell in texts} == {"s"}
    assert book["model"].sheet_state == "hidden"
    assert not any(cell.data_type == "f" for row in book["model"].iter_rows() for cell in row)
    assert not any("xl/externalLinks" in name for name in zipfile.ZipFile(io.BytesIO(content)).namelist())


def test_answers_are_chosen_from_lists_and_only_they_may_be_written() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render(hand_model())))["English"]
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    validated = {str(one.sqref) for one in sheet.data_validations.dataValidation}
    assert open_cells == validated
    assert len(open_cells) == 6  # two boxes of one question, four other questions
    assert sheet.protection.sheet
    kinds = [one.type for one in sheet.data_validations.dataValidation]
    assert (kinds.count("list"), kinds.count("decimal")) == (5, 1)


def test_before_anything_is_answered_it_says_what_to_do() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render(hand_model())), data_only=True)["English"]
    assert "Answer every question" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_answers_that_read_alike_are_told_apart() -> None:
    model = hand_model()
    alike = {f"code/desk/0{i}": {"fr": "Pareil", "en": "Same"} for i in (1, 2)}
    alike |= {"code/desk/03": {"fr": "Pareil (01)", "en": "Other"}}
    model = hand_model(labels=Labels(texts={**model.labels.texts, **alike}))
    page = openpyxl.load_workbook(io.BytesIO(render(model)))["model"]
    rows = [row for row in page.iter_rows(values_only=True) if row[:2] == ("desk", "choice")]
    assert [row[2] for row in rows] == ["1. Pareil", "2. Pareil", "3. Pareil (01)"]
    assert [row[3] for row in rows] == ["Same (01)", "Same (02)", "Other"]


def test_two_builds_are_equal() -> None:
    assert render(hand_model()) == render(hand_model())


def test_all_questions_of_the_example_are_asked() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render(hand_model())))["English"]
    asked = {cell.value for cell in sheet["A"]}
    assert {f"Question {item.id}?" for item in ITEMS if item.id != "age"} <= asked
