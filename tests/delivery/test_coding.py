"""A coding round goes out and comes back: what was drawn, what may be written, what it becomes in the tables of the wave."""

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled_rounds import FIRST, fill_round
from interview_study import WAVE, call_json, tables_of, write_interview_study

TEXTS = {
    "A-1": ("A", "Au téléphone, personne.\nEt j’ai rappelé deux fois."),
    "A-2": ("A", "=1+1 dit le site 😡, et c'est tout."),
    "B-1": ("B", "Rien à dire du téléphone."),
    "B-2": ("B", "+33 ou @ ou -3 : le numéro."),
    "C-1": ("C", "Le conseiller est venu."),
}
CODES = "code_id,label_fr,parent_id,definition\ntel,Téléphone,,Ce qui passe par la voix\nattente,Attente,tel,=HYPERLINK(1)\nsite,=Site,,\n"


def write_rows(path: Path, *rows: tuple[str, ...]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_interview_study(tmp_path / "s")
    wave = folder / "waves" / WAVE
    (folder / "codebook.csv").write_text(CODES, encoding="utf-8")
    write_rows(wave / "cases.csv", ("case_id",), ("A",), ("B",), ("C",))
    texts = ((id_, case, text) for id_, (case, text) in TEXTS.items())
    write_rows(wave / "verbatims.csv", ("verbatim_id", "case_id", "text"), *texts)
    write_rows(wave / "codings.csv", ("verbatim_id", "code_id", "coder"), ("A-1", "tel", "anne"), ("B-1", "tel", "bob"))
    return folder


def prepared(study: Path, out: Path, *options: str, coder: str = "zoé") -> dict[str, Any]:
    code, told = call_json("code", study, "--wave", WAVE, "--coder", coder, "--out", out, *options)
    assert (code, told["faults"]) == (0, [])
    return told


def rows(study: Path, stem: str) -> list[dict[str, str]]:
    with (study / "waves" / WAVE / f"{stem}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of_coder(study: Path, coder: str = "zoé") -> list[dict[str, str]]:
    return [one for one in rows(study, "codings") if one["coder"] == coder]


FILLED = (
    {"verbatim_id": "A-1", "code": "Attente [attente]", "quote": "j'ai rappelé deux fois", "valence": -2},
    {"verbatim_id": "A-1", "code": "Téléphone [tel]", "prompted": "oui"},
    {"verbatim_id": "A-2", "code": "site", "quote": "=1+1 dit le site 😡", "stance": "dit le contraire"},
    {"verbatim_id": "B-2", "not_read": "non lu"},
)


def test_a_round_goes_out_and_comes_back(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    told = prepared(study, out)
    assert {key: told[key] for key in ("coder", "given", "total", "cases", "codes", "read_before")} == {
        "coder": "zoé", "given": 5, "total": 5, "cases": 3, "codes": 3, "read_before": 0,
    }  # fmt: skip
    fill_round(out, FILLED)
    fill_round(out, [{"verbatim_id": "C-1", "code": "Téléphone [tel]", "quote": "conseiller"}], sheet="suite")
    code, answer = call_json("import", study, out, "--wave", WAVE)
    assert (code, answer["faults"]) == (0, [])
    assert {key: answer[key] for key in ("cases", "verbatims", "codings", "codes", "losses")} == {
        "cases": 3, "verbatims": 4, "codings": 4, "codes": 3, "losses": [],
    }  # fmt: skip
    found = [
        tuple(
            one[name] for name in ("verbatim_id", "code_id", "start", "end", "quote", "valence", "prompted", "stance")
        )
        for one in of_coder(study)
    ]
    assert found == [
        ("A-1", "attente", "27", "49", "j’ai rappelé deux fois", "-2", "", ""),
        ("A-1", "tel", "", "", "", "", "yes", ""),
        ("A-2", "site", "0", "18", "=1+1 dit le site 😡", "", "", "contrary"),
        ("C-1", "tel", "3", "13", "conseiller", "", "", ""),
    ]
    # What the others read by their cases until now stands beside what this coder was given.
    assert [(one["coder"], one["verbatim_id"]) for one in rows(study, "reads")] == [
        ("anne", "A-1"), ("anne", "A-2"), ("bob", "B-1"), ("bob", "B-2"),
        ("zoé", "A-1"), ("zoé", "A-2"), ("zoé", "B-1"), ("zoé", "C-1"),
    ]  # fmt: skip
    assert [one["text"] for one in rows(study, "verbatims")] == [text for _, text in TEXTS.values()]
    assert call_json("check", study)[1]["faults"] == []
    before = tables_of(study)
    assert call_json("import", study, out, "--wave", WAVE)[0] == 0
    assert tables_of(study) == before


def test_what_a_coder_gave_before_gives_way_only_when_asked(study: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "r.xlsx", tmp_path / "again.xlsx"
    prepared(study, out)
    shutil.copy(out, again)
    fill_round(out, FILLED[:2])
    assert call_json("import", study, out, "--wave", WAVE)[0] == 0
    before = tables_of(study)
    fill_round(again, [FILLED[1], FILLED[2]])
    code, told = call_json("import", study, again, "--wave", WAVE)
    assert (code, [(f["code"], f["file"], f["line"], f["item"]) for f in told["faults"]]) == (
        1,
        [("coding-left-out", f"waves/{WAVE}/codings.csv", 4, "zoé")],
    )
    assert tables_of(study) == before
    assert call_json("import", study, again, "--wave", WAVE, "--force")[0] == 0
    assert [(one["verbatim_id"], one["code_id"]) for one in of_coder(study)] == [("A-1", "tel"), ("A-2", "site")]
    assert [one["coder"] for one in rows(study, "codings")][:2] == ["anne", "bob"]


def test_everything_wrong_is_said_with_its_line_and_nothing_is_written(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    fill_round(
        out,
        [
            {"verbatim_id": "A-1", "code": "Fax", "quote": "téléphone"},
            {"verbatim_id": "A-1", "code": "tel", "quote": "mon adresse"},
            {"verbatim_id": "A-1", "quote": "personne"},
            {"verbatim_id": "A-2", "code": "site", "valence": 3, "prompted": "peut-être"},
            {"verbatim_id": "A-2", "code": "Attente [attente]; Téléphone [tel]"},
        ],
    )
    fill_round(out, [{"verbatim_id": "Z-9", "code": "tel"}], sheet="suite")
    before = tables_of(study)
    code, told = call_json("import", study, out, "--wave", WAVE)
    assert code == 1
    assert sorted((f["code"], f["sheet"], f["line"], f["column"]) for f in told["faults"]) == [
        ("bad-value", "codage", 7, "prompted"),
        ("bad-value", "codage", 7, "valence"),
        ("missing-value", "codage", 5, "code"),
        ("quote-not-in-source", "codage", 4, "quote"),
        ("unknown-code", "codage", 3, "code"),
        ("unknown-code", "codage", 8, "code"),
        ("unknown-item", "suite", FIRST, "verbatim_id"),
    ]
    assert tables_of(study) == before


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        ("Telephone", "Téléphone [tel]"),
        ("Téléphone fixe [fixe]", "Téléphone [tel]"),
        ("Attentes", "Attente [attente]"),
        ("atente", "Attente [attente]"),
        ("sites", "=Site [site]"),
        ("Fax", "tel, attente, site"),
        ("Attente [attente]; Téléphone [tel]", "attente, tel"),
    ],
)
def test_a_code_that_is_unknown_is_proposed_by_its_label_as_by_its_id(
    study: Path, tmp_path: Path, written: str, allowed: str
) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    fill_round(out, [{"verbatim_id": "A-1", "code": written}])
    faults = call_json("import", study, out, "--wave", WAVE)[1]["faults"]
    assert [(f["code"], f["found"], f["allowed"]) for f in faults] == [("unknown-code", written, allowed)]


@pytest.mark.parametrize("written", ["téléphone", "TEL", " Te\u0301le\u0301phone", "Téléphone [TEL]"])
def test_a_code_that_looks_like_one_alone_is_that_one(study: Path, tmp_path: Path, written: str) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    fill_round(out, [{"verbatim_id": "A-1", "code": written}])
    told = call_json("import", study, out, "--wave", WAVE)[1]
    assert told["faults"] == []
    assert "A-1,tel," in (study / "waves" / WAVE / "codings.csv").read_text(encoding="utf-8")


def test_a_column_somebody_added_is_told_as_lost(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    fill_round(out, FILLED)
    book = openpyxl.load_workbook(out)
    page = book["codage"]
    page.cell(1, page.max_column + 1).value = "doubt"
    page.cell(FIRST, page.max_column).value = "hesitated"
    book.save(out)
    told = call_json("import", study, out, "--wave", WAVE)[1]
    assert [(one["what"], one["n"]) for one in told["losses"]] == [("column", 1)]


def test_a_sheet_that_was_renamed_is_known_by_its_columns(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    fill_round(out, FILLED)
    book = openpyxl.load_workbook(out)
    book["codage"].title = "Zoé, fini"
    book.save(out)
    assert call_json("import", study, out, "--wave", WAVE)[0] == 0
    assert len(of_coder(study)) == sum("code" in line for line in FILLED)
    book["Zoé, fini"].delete_rows(FIRST, 4)
    book.save(out)
    told = call_json("import", study, out, "--wave", WAVE, "--force")[1]
    assert told["losses"] == [{"what": "text-not-returned", "where": "r.xlsx", "n": 1}]
    del book["Zoé, fini"]
    book.save(out)
    faults = call_json("import", study, out, "--wave", WAVE)[1]["faults"]
    assert [(f["code"], f["found"]) for f in faults] == [("round-sheet-gone", "codage")]


def test_a_round_of_another_study_wave_or_text_is_refused(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    assert [f["code"] for f in call_json("import", study, out, "--wave", WAVE)[1]["faults"]] == ["nothing-coded"]
    fill_round(out, FILLED)
    other = tmp_path / "other"
    shutil.copytree(study, other)
    toml = other / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"voix"', '"autre"'), encoding="utf-8")
    assert [f["code"] for f in call_json("import", other, out, "--wave", WAVE)[1]["faults"]] == ["wrong-study"]
    verbatims = study / "waves" / WAVE / "verbatims.csv"
    verbatims.write_text(verbatims.read_text(encoding="utf-8").replace("personne", "[nom]"), encoding="utf-8")
    faults = call_json("import", study, out, "--wave", WAVE)[1]["faults"]
    assert [(f["code"], f["line"], f["item"]) for f in faults] == [("text-changed", FIRST, "A-1")]
    assert call_json("import", study, out, "--wave", WAVE, "--force")[0] == 0
    assert rows(study, "verbatims")[0]["text"].startswith("Au téléphone, [nom].")
    assert of_coder(study)[0]["quote"] == "j’ai rappelé deux fois"


def test_a_sample_is_spread_the_same_for_all_and_what_was_read_comes_last(study: Path, tmp_path: Path) -> None:
    def given(coder: str, n: int) -> list[str]:
        out = tmp_path / f"{coder}{n}.xlsx"
        assert prepared(study, out, "--sample", str(n), coder=coder)["given"] == n
        page = openpyxl.load_workbook(out)["codage"]
        return list(dict.fromkeys(row[0] for row in page.iter_rows(min_row=FIRST, values_only=True)))

    three = given("zoé", 3)
    assert {id_[0] for id_ in three} >= {"A", "B"}
    assert given("max", 3) == three
    assert set(three) < set(given("zoé", 4))
    # anne read the case A.
    assert set(given("anne", 3)) == {"B-1", "B-2", "C-1"}
    assert prepared(study, tmp_path / "all.xlsx", "--sample", "99", coder="anne")["read_before"] == 2


def test_a_workbook_that_is_there_is_never_replaced(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    content = out.read_bytes()
    prepared(study, out)
    assert out.read_bytes() == content
    fill_round(out, FILLED)
    filled = out.read_bytes()
    code, told = call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--out", out)
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["already-exists"])
    assert out.read_bytes() == filled


def test_texts_are_inert_and_locked(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    book = openpyxl.load_workbook(out)
    assert [(page.title, page.sheet_state) for page in book] == [
        ("consignes", "visible"), ("codage", "visible"), ("suite", "visible"), ("codes", "visible"), ("round", "hidden"),
    ]  # fmt: skip
    assert all(page.protection.sheet for page in book)
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    formulas = [cell for cell in cells if cell.data_type == "f"]
    assert {cell.column_letter for cell in formulas} == {"F"}
    assert all(str(cell.value).startswith("=IF(E") for cell in formulas)
    assert all(cell.protection.locked for cell in cells)
    assert {"=1+1 dit le site 😡, et c'est tout.", "=HYPERLINK(1)", "=Site [site]"} <= {
        cell.value for cell in cells if cell.data_type == "s"
    }
    lists = {str(one.sqref): one.formula1 for one in book["codage"].data_validations.dataValidation}
    assert lists["E3:E22"] == "='codes'!$A$3:$A$5".removeprefix("=")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_saves_what_comes_back(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    fill_round(out, FILLED)
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "xlsx", "--outdir",
         tmp_path / "saved", out],
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = openpyxl.load_workbook(tmp_path / "saved" / "r.xlsx", data_only=True)["codage"]
    assert [shown.cell(row, 6).value for row in (3, 4, 7)] == ["=HYPERLINK(1)", "Ce qui passe par la voix", None]
    code, told = call_json("import", study, tmp_path / "saved" / "r.xlsx", "--wave", WAVE)
    assert (code, told["faults"], told["codings"]) == (0, [], 3)
    assert [one["quote"] for one in of_coder(study)] == ["j’ai rappelé deux fois", "", "=1+1 dit le site 😡"]


def test_a_printed_round_has_its_heads_on_each_sheet_and_nothing_beyond_its_edge(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    book = openpyxl.load_workbook(out)
    assert [book[name].print_title_rows for name in ("codage", "suite", "codes")] == ["$2:$2"] * 3
    assert book["consignes"].column_dimensions["A"].width < 76
    looks = [book["codes"].cell(row, 1).alignment for row in range(FIRST, FIRST + 2)]
    assert [(one.horizontal, one.indent) for one in looks] == [("left", 0), ("left", 1)]


def test_a_round_that_was_out_while_names_gave_way_comes_back_as_it_is(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    fill_round(out, FILLED)
    verbatims = study / "waves" / WAVE / "verbatims.csv"
    verbatims.write_text(verbatims.read_text(encoding="utf-8").replace("personne", "[Personne 1]"), encoding="utf-8")
    write_rows(
        study / "waves" / WAVE / "redactions.csv",
        ("verbatim_id", "start", "end", "found", "kind", "pseudonym", "decision"),
        ("A-1", "14", "26", "[Personne 1]", "name", "[Personne 1]", "applied"),
    )
    assert call_json("import", study, out, "--wave", WAVE)[0] == 0
    assert rows(study, "verbatims")[0]["text"].startswith("Au téléphone, [Personne 1].")
    found = of_coder(study)[0]
    text = rows(study, "verbatims")[0]["text"]
    assert text[int(found["start"]) : int(found["end"])] == found["quote"] == "j’ai rappelé deux fois"


def test_a_long_text_whose_names_gave_way_since_takes_what_was_given_to_its_passages(
    study: Path, tmp_path: Path
) -> None:
    begin = "Mme Duval-Lefranc m’a reçu, puis Mme Duval-Lefranc est partie. "
    text = begin + "Une phrase assez longue pour cela. " * 80 + "Mme Duval-Lefranc n’a pas rappelé 😡 ce jour-là."
    place = study / "waves" / WAVE / "verbatims.csv"
    write_rows(place, ("verbatim_id", "case_id", "text"), ("A-1", "A", text), ("B-1", "B", "Rien à dire."))
    out = tmp_path / "r.xlsx"
    prepared(study, out)
    page = openpyxl.load_workbook(out)["codage"]
    head = {cell.value: cell.column for cell in page[1]}
    lines = [row for row in range(FIRST, page.max_row + 1) if page.cell(row, head["text"]).value]
    passages = [str(page.cell(row, head["text"]).value) for row in lines]
    assert len(passages) == 4
    book = openpyxl.load_workbook(out)
    given = (
        (0, "Attente [attente]", "Duval-Lefranc est partie"),
        (1, "Téléphone [tel]", None),
        (2, "Attente [attente]", "n'a pas rappelé 😡"),
        (2, "Téléphone [tel]", None),
    )
    taken: dict[int, int] = {}
    for passage, code, quote in given:
        row = lines[passage] + taken.setdefault(passage, 0)
        taken[passage] += 1
        book["codage"].cell(row, head["code"]).value = code
        book["codage"].cell(row, head["quote"]).value = quote
    book.save(out)
    shorter = text.replace("Duval-Lefranc", "[P 1]")
    write_rows(place, ("verbatim_id", "case_id", "text"), ("A-1", "A", shorter), ("B-1", "B", "Rien à dire."))
    write_rows(
        place.with_name("redactions.csv"),
        ("verbatim_id", "start", "end", "found", "kind", "pseudonym", "decision", "reason", "context"),
        ("A-1", "4", "9", "[P 1]", "name", "[P 1]", "applied", "", ""),
    )
    code, told = call_json("import", study, out, "--wave", WAVE)
    assert (code, told["faults"]) == (0, [])
    found = {(one["code_id"], one["quote"]) for one in of_coder(study)}
    assert found == {
        ("attente", "[P 1] est partie"),
        ("tel", passages[1].strip()),
        ("attente", "n’a pas rappelé 😡"),
        ("tel", passages[2].strip().replace("Duval-Lefranc", "[P 1]")),
    }
    assert all(shorter[int(one["start"]) : int(one["end"])] == one["quote"] for one in of_coder(study))
    # Another change is still refused.
    write_rows(place.with_name("codings.csv"), ("verbatim_id", "code_id", "coder"), ("B-1", "tel", "bob"))
    other = [("A-1", "A", shorter.replace("rappelé", "répondu")), ("B-1", "B", "Rien à dire.")]
    write_rows(place, ("verbatim_id", "case_id", "text"), *other)
    faults = call_json("import", study, out, "--wave", WAVE)[1]["faults"]
    assert {f["code"] for f in faults} >= {"text-changed"}
