"""Proposed codes stand beside a round, off unless asked for; nothing of them comes back that no person chose."""

import contextlib
import csv
import io
import tomllib
from pathlib import Path

import openpyxl
import pytest
from filled_rounds import FIRST, fill_round
from interview_study import WAVE, call_json, write_interview_study

from relstudy.cli import main
from relstudy.definitions.reading import read_study

SAID = {"wait": "Trop d'attente au téléphone", "slow": "Le site est lent", "": "Rien à dire"}
CASES = 12


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_interview_study(tmp_path / "s")
    wave = folder / "waves" / WAVE
    (folder / "codebook.csv").write_text("code_id,label_fr\nwait,Attente\nslow,Lent\nnever,Jamais\n", encoding="utf-8")
    ids = [
        (f"C{case}-{code}", f"C{case}", f"{text} ({case})", code)
        for case in range(CASES)
        for code, text in SAID.items()
    ]
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
    assert {*kept} == {"file", "sha256", "on", "codings", "proposals", "round"}
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


#: Tables somebody makes of the proposals of a round: the columns they keep, by the names they give them.
LAYOUTS = {
    "ids": {"verbatim_id": "verbatim_id", "case_id": "case_id", "proposal": "code"},
    "texts": {"case_id": "Cas", "text": "Texte", "proposal": "Code"},
    "whole": {"verbatim_id": "Verbatim ID", "text": "Texte", "proposal": "Code", "case_id": "Cas"},
}


def copied(path: Path, out: Path, columns: dict[str, str], *, coder: str = "", leave: int = 0) -> Path:
    """A flat table of what a round proposes, under headings of its own, saved from another workbook."""
    page = openpyxl.load_workbook(path)["codage"]
    head = {cell.value: cell.column for cell in page[1]}
    table, texts = [], {}
    for row in range(FIRST, page.max_row + 1):
        unit, text = page.cell(row, head["verbatim_id"]).value, page.cell(row, head["text"]).value
        texts[unit] = text or texts.get(unit)
        if page.cell(row, head["proposal"]).value:
            told = {name: page.cell(row, head[name]).value for name in columns}
            told |= {"text": texts[unit], "proposal": told["proposal"].rpartition("[")[2][:-1]}
            table.append([*(told[name] for name in columns), coder])
    with out.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[*columns.values(), "coder"], *table[leave:]])
    return out


@pytest.mark.parametrize(("layout", "coder"), [("ids", ""), ("texts", "yves"), ("whole", "zoé")])
def test_a_table_copied_from_proposals_is_no_reading(study: Path, tmp_path: Path, layout: str, coder: str) -> None:
    columns, out = LAYOUTS[layout], tmp_path / "r.xlsx"
    call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", out)
    table = copied(out, tmp_path / "flat.csv", columns, coder=coder)
    before = (study / "waves" / WAVE / "codings.csv").read_bytes()
    code, told = call_json("import", study, table, "--wave", WAVE)
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["proposals-taken-whole"])
    assert (study / "waves" / WAVE / "codings.csv").read_bytes() == before
    # Who insists is heard, and the record says what the codings are made of.
    code, told = call_json("import", study, table, "--wave", WAVE, "--force")
    assert code == 0
    (kept,) = tomllib.loads((study / "waves" / WAVE / "imported.toml").read_text(encoding="utf-8"))["imports"]
    assert (kept["proposals"], kept["round"]) == (told["codings"], False)
    (one,) = read_study(study).study.waves[-1].imports  # type: ignore[union-attr]
    assert (one.is_round, one.proposals) == (False, kept["proposals"])
    # Read again it brings nothing new, and nothing is said.
    assert call_json("import", study, table, "--wave", WAVE)[0] == 0


@pytest.mark.parametrize("leave", [0, 4])
def test_proposals_written_into_the_codings_by_hand_are_told(study: Path, tmp_path: Path, leave: int) -> None:
    out, wave = tmp_path / "r.xlsx", study / "waves" / WAVE
    call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", out)
    table = copied(out, tmp_path / "flat.csv", LAYOUTS["ids"], leave=leave)
    with table.open(encoding="utf-8", newline="") as file:
        proposed = [(row["verbatim_id"], row["code"]) for row in csv.DictReader(file)]
    # The same hand coded other texts before: that says nothing of these.
    lines = [*((unit, code, "zoé") for unit, code in proposed), ("C0-", "never", "zoé")]
    with (wave / "codings.csv").open("a", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)
    for told in (call_json("check", study)[1], call_json("run", study, "--plain")[1]):
        said = [(f["severity"], f["item"], f["found"]) for f in told["faults"] if f["code"] == "proposals-as-codings"]
        assert said == ([("warning", "zoé", "25")] if not leave else [])
    accepted = f'[[accepted]]\ncode = "proposals-as-codings"\nwhere = "waves/{WAVE}/codings.csv#zoé"\nwhy = "relu"\nwho = "Anne"\n'
    with (study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{accepted}")
    if not leave:
        kept = [f["severity"] for f in call_json("check", study)[1]["faults"] if f["code"] == "proposals-as-codings"]
        assert "warning" not in kept


def test_a_table_of_a_coder_who_chose_among_proposals_says_that_there_were_some(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", out)
    for coder, proposals in (("yves", None), ("zoé", 25)):
        table = copied(out, tmp_path / f"{coder}.csv", LAYOUTS["ids"], coder=coder, leave=6)
        assert call_json("import", study, table, "--wave", WAVE)[0] == 0
        kept = tomllib.loads((study / "waves" / WAVE / "imported.toml").read_text(encoding="utf-8"))["imports"]
        assert kept[-1].get("proposals") == proposals


def test_what_was_proposed_is_kept_once_and_forgotten_with_its_case(study: Path, tmp_path: Path) -> None:
    kept = study / "waves" / WAVE / "proposals.csv"
    assert call_json("run", study, "--plain", "--langs", "fr")[0] == 0
    for name in ("r.xlsx", "again.xlsx"):
        call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", tmp_path / name)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        command = ["code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", tmp_path / "r.xlsx"]
        assert main([*map(str, command), "--lang", "en"]) == 0
    assert f"waves/{WAVE}/proposals.csv" in said.getvalue()
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "round,coder,verbatim_id,code_id"
    assert len(lines) == 26
    assert call_json("run", study, "--plain", "--langs", "fr")[1]["status"] == "unchanged"
    assert any("C3-wait" in line for line in lines)
    assert main(["forget", str(study), "C3", "--who", "Anne"]) == 0
    assert kept.read_text(encoding="utf-8").splitlines() == [line for line in lines if "C3-" not in line]


def test_a_round_of_the_first_kind_told_its_proposals_beside_the_texts_alone(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--suggest", "--out", out)
    book = openpyxl.load_workbook(out)
    hidden = book["round"]
    for row in range(hidden.max_row, 0, -1):
        if hidden.cell(row, 1).value == "proposal":
            hidden.delete_rows(row)
    book.save(out)
    fill_round(out, [{"verbatim_id": "N-1", "code": "Lent [slow]"}])
    record = study / "waves" / WAVE / "imported.toml"
    assert call_json("import", study, out, "--wave", WAVE)[0] == 0
    assert tomllib.loads(record.read_text(encoding="utf-8"))["imports"][0]["proposals"] == 25
    # One that came in before records were kept says it when it is read again.
    record.unlink()
    assert call_json("import", study, out, "--wave", WAVE)[0] == 0
    assert tomllib.loads(record.read_text(encoding="utf-8"))["imports"][0]["proposals"] == 25
