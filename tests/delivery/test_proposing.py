"""Proposed codes stand beside a round, off unless asked for; nothing of them comes back that no person chose."""

import csv
import tomllib
from pathlib import Path

import openpyxl
import pytest
from filled_rounds import FIRST, fill_round
from interview_study import WAVE, call_json, write_interview_study

from relstudy.definitions.reading import read_study

SAID = {"wait": "Trop d'attente au téléphone", "slow": "Le site est lent", "": "Rien à dire"}
CASES = 12


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_interview_study(tmp_path / "s")
    wave = folder / "waves" / WAVE
    (folder / "codebook.csv").write_text("code_id,label_fr\nwait,Attente\nslow,Lent\nnever,Jamais\n", encoding="utf-8")
    ids = [(f"C{case}-{code}", f"C{case}", text, code) for case in range(CASES) for code, text in SAID.items()]
    tables = {
        "cases": [("case_id",), *((f"C{case}",) for case in range(CASES + 1))],
        "verbatims": [
            ("verbatim_id", "case_id", "text"),
            *(row[:3] for row in ids),
            ("N-1", f"C{CASES}", "Toujours l'attente au téléphone"),
        ],
        "codings": [
            ("verbatim_id", "code_id", "coder"),
            *((id_, code, "anne") for id_, _, _, code in ids if code),
            *((id_, code, "bob") for id_, _, _, code in ids[:9] if code == "wait"),
        ],
    }
    for stem, rows in tables.items():
        with (wave / f"{stem}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    return folder


def test_a_proposal_nobody_takes_over_is_no_coding(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    code, told = call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", out)
    assert (code, told["faults"]) == (0, [])
    assert told["proposals"] == {
        "texts": 36, "codes": 2, "precision": 1.0, "recall": 1.0, "f1": 1.0, "human_f1": pytest.approx(2 / 3),
    }  # fmt: skip
    page = openpyxl.load_workbook(out)["codage"]
    head = {cell.value: cell.column for cell in page[1]}
    line = next(row for row in range(FIRST, page.max_row) if page.cell(row, head["verbatim_id"]).value == "N-1")
    assert page.cell(line, head["proposal"]).value == "Attente [wait]"
    assert "attente" in page.cell(line, head["words"]).value
    assert 0.3 <= page.cell(line, head["confidence"]).value <= 1
    assert page.cell(line, head["code"]).value is None
    fill_round(out, [{"verbatim_id": "N-1", "code": "Lent [slow]"}])
    code, told = call_json("import", study, out, "--wave", WAVE)
    assert (code, told["codings"]) == (0, 1)
    with (study / "waves" / WAVE / "codings.csv").open(encoding="utf-8", newline="") as file:
        mine = [(one["verbatim_id"], one["code_id"]) for one in csv.DictReader(file) if one["coder"] == "zoé"]
    assert mine == [("N-1", "slow")]
    # That a model proposed is kept, so that agreement is read for what it is; no page names the coder's file.
    (kept,) = tomllib.loads((study / "waves" / WAVE / "imported.toml").read_text(encoding="utf-8"))["imports"]
    assert kept["proposals"] >= 2
    assert {*kept} == {"file", "sha256", "on", "codings", "proposals"}
    (one,) = read_study(study).study.waves[-1].imports  # type: ignore[union-attr]
    assert (one.is_round, one.item, one.codings) == (True, "", 1)
    assert call_json("run", study, "--plain", "--langs", "fr")[0] == 0
    page = (study / "out" / WAVE / "report.fr.html").read_text(encoding="utf-8")
    assert out.name not in page
    assert "Codages importés" not in page


def test_nothing_is_proposed_unasked_or_of_too_little(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    assert call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--out", out)[1]["proposals"] is None
    assert "proposal" not in [cell.value for cell in openpyxl.load_workbook(out)["codage"][1]]
    codings = study / "waves" / WAVE / "codings.csv"
    codings.write_text("verbatim_id,code_id,coder\nC0-wait,wait,anne\n", encoding="utf-8")
    code, told = call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", tmp_path / "few.xlsx")
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["too-little-coded"])
    assert not (tmp_path / "few.xlsx").exists()
    fill_round(out, [{"verbatim_id": "N-1", "code": "Lent [slow]"}])
    assert call_json("import", study, out, "--wave", WAVE)[0] == 0
    assert not (study / "waves" / WAVE / "imported.toml").exists()


def taken_over(path: Path, *, leave: int = 0, quotes: int = 0) -> None:
    """Give every proposal as a code but some, as somebody does who copies a column."""
    book = openpyxl.load_workbook(path)
    page = book["codage"]
    head = {cell.value: cell.column for cell in page[1]}
    lines = [row for row in range(FIRST, page.max_row + 1) if page.cell(row, head["proposal"]).value]
    for place, row in enumerate(lines[leave:]):
        page.cell(row, head["code"]).value = page.cell(row, head["proposal"]).value
        if place < quotes:
            page.cell(row, head["quote"]).value = page.cell(row, head["text"]).value
    # What stood beside the texts is hidden or moved: what was proposed is known all the same.
    page.cell(1, head["proposal"]).value = "old"
    book.save(path)


def test_proposals_taken_over_as_a_whole_are_no_reading(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", out)
    made = out.read_bytes()
    taken_over(out)
    code, told = call_json("import", study, out, "--wave", WAVE)
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["proposals-taken-whole"])
    assert (told["faults"][0]["found"], told["faults"][0]["allowed"]) == ("25", "25")
    assert not any(row.startswith("zoé") for row in (study / "waves" / WAVE / "codings.csv").read_text().splitlines())
    for options in ({"leave": 4}, {"quotes": 3}):
        out.write_bytes(made)
        taken_over(out, **options)
        code, told = call_json("import", study, out, "--wave", WAVE, "--force")
        assert (code, told["codings"]) == (0, 25 - options.get("leave", 0))
        aside = [loss["n"] for loss in told["losses"] if loss["what"] == "proposal-set-aside"]
        assert aside == ([4] if "leave" in options else [])
        assert call_json("import", study, out, "--wave", WAVE)[0] == 0
