"""What coders did not code alike is listed once a text and code, side by side, and nothing in it runs as a formula."""

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from good_study import write_study
from interview_study import WAVE, call_json, write_interview_study

TEXTS = {"A-1": ("A", "=1+1 dit le site, et c’est long."), "B-1": ("B", "Rien à dire."), "B-2": ("B", "Encore.")}
CODES = "code_id,label_fr,parent_id\ntel,Téléphone,\nattente,Attente,tel\nsite,=Site,\n"


def write_rows(path: Path, *rows: tuple[str, ...]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def study_of(folder: Path, *codings: tuple[str, ...]) -> Path:
    study = write_interview_study(folder)
    wave = study / "waves" / WAVE
    (study / "codebook.csv").write_text(CODES, encoding="utf-8")
    write_rows(wave / "cases.csv", ("case_id",), ("A",), ("B",))
    texts = ((id_, case, text) for id_, (case, text) in TEXTS.items())
    write_rows(wave / "verbatims.csv", ("verbatim_id", "case_id", "text"), *texts)
    write_rows(wave / "codings.csv", ("verbatim_id", "code_id", "coder", "start", "end", "stance"), *codings)
    return study


def listed(study: Path, out: Path) -> list[tuple[str | None, ...]]:
    code, told = call_json("code", study, "--wave", WAVE, "--disagreements", "--out", out)
    assert (code, told["faults"]) == (0, [])
    sheet = openpyxl.load_workbook(out).worksheets[0]
    rows = [tuple(cell.value for cell in row[:6]) for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == told["disagreements"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    return rows


def test_a_code_one_reader_gave_stands_beside_what_the_other_gave_there(tmp_path: Path) -> None:
    study = study_of(
        tmp_path / "s",
        ("A-1", "site", "anne", "0", "16", "voice"), ("A-1", "attente", "bob", "9", "30", "voice"),
        ("A-1", "tel", "anne", "18", "30", "voice"), ("B-1", "site", "anne", "", "", "contrary"), ("B-1", "site", "bob", "", "", ""),
        ("B-2", "tel", "bob", "", "", ""),
    )  # fmt: skip
    text = TEXTS["A-1"][1]
    assert listed(study, tmp_path / "list.xlsx") == [
        # Nobody disagrees on tel of A-1: what bob gave lies below it.
        ("Téléphone", "B", "B-2", "Encore.", "bob\u00a0: tout le texte", "anne\u00a0: aucun code à cet endroit"),
        ("Attente", "A", "A-1", text, f"bob\u00a0: «\u00a0{text[9:30]}\u00a0»",
         f"anne\u00a0: =Site, «\u00a0{text[:16]}\u00a0»\nanne\u00a0: Téléphone, «\u00a0{text[18:30]}\u00a0»"),
        ("=Site", "A", "A-1", text, f"anne\u00a0: «\u00a0{text[:16]}\u00a0»", f"bob\u00a0: Attente, «\u00a0{text[9:30]}\u00a0»"),
        # What says the contrary of a code does not give it.
        ("=Site", "B", "B-1", "Rien à dire.", "bob\u00a0: tout le texte", "anne\u00a0: aucun code à cet endroit"),
    ]  # fmt: skip


def test_equal_codings_are_no_disagreement_and_a_second_list_is_the_first(tmp_path: Path) -> None:
    study = study_of(tmp_path / "s", ("A-1", "site", "anne", "", "", ""), ("A-1", "site", "bob", "0", "4", ""))
    assert listed(study, tmp_path / "list.xlsx") == []
    assert listed(study, tmp_path / "list.xlsx") == []
    (tmp_path / "list.xlsx").write_bytes(b"something else")
    code, told = call_json("code", study, "--wave", WAVE, "--disagreements", "--out", tmp_path / "list.xlsx")
    assert (code, [one["code"] for one in told["faults"]]) == (1, ["already-exists"])


def test_one_coder_has_nobody_to_disagree_with(tmp_path: Path) -> None:
    study = study_of(tmp_path / "s", ("A-1", "site", "anne", "", "", ""), ("B-1", "site", "bob", "", "", ""))
    code, told = call_json("code", study, "--wave", WAVE, "--disagreements", "--out", tmp_path / "list.xlsx")
    assert (code, [one["code"] for one in told["faults"]]) == (1, ["one-coder"])
    assert not (tmp_path / "list.xlsx").exists()


@pytest.mark.parametrize("options", [(), ("--coder", "x", "--disagreements"), ("--sample", "2", "--disagreements")])
def test_a_round_is_of_a_coder_and_a_list_is_of_all(tmp_path: Path, options: tuple[str, ...]) -> None:
    code, _ = call_json("code", tmp_path, "--wave", WAVE, "--out", tmp_path / "x.xlsx", *options)
    assert code == 2


def test_answers_to_an_open_question_are_listed_as_texts_are(tmp_path: Path) -> None:
    study = write_study(tmp_path / "good")
    with (study / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[items]]\nid = "remarks"\ntype = "open"\ncolumn = "REM"\nlabel = { fr = "Remarques" }\n')
    answers = study / "waves" / WAVE / "responses.csv"
    read = pd.read_csv(answers, dtype=str)
    ids = read["ident"].tolist()[:3]
    read["REM"] = [f"=Dit {number}" if number < len(ids) else "" for number in range(len(read))]
    read.to_csv(answers, index=False)
    codes = [line.partition(",")[0] for line in (study / "codebook.csv").read_text(encoding="utf-8").splitlines()[1:3]]
    given = (
        (ids[0], codes[1], "anne"), (ids[0], "", "bob"), (ids[1], codes[1], "anne"), (ids[1], codes[0], "bob"),
        (ids[2], codes[1], "anne"),
    )  # fmt: skip
    rows = [(who, "remarks", code, coder) for who, code, coder in given]
    write_rows(study / "waves" / WAVE / "open_codings.csv", ("respondent_id", "item", "code_id", "coder"), *rows)
    out = tmp_path / "list.xlsx"
    code, told = call_json("code", study, "--wave", WAVE, "--item", "remarks", "--disagreements", "--out", out)
    assert (code, told["faults"], told["texts"], told["disagreements"]) == (0, [], 2, 2)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert (sheet["B1"].value, sheet.column_dimensions["B"].hidden) == ("Cas", True)
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [ids[0], ids[1]]
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == ["=Dit 0", "=Dit 1"]


def test_passages_that_only_touch_share_nothing(tmp_path: Path) -> None:
    study = study_of(
        tmp_path / "s", ("A-1", "site", "anne", "0", "16", "voice"), ("A-1", "attente", "bob", "16", "30", "voice")
    )
    others = {row[0]: row[-1] for row in listed(study, tmp_path / "list.xlsx")}
    assert others == {"=Site": "bob\u00a0: aucun code à cet endroit", "Attente": "anne\u00a0: aucun code à cet endroit"}
