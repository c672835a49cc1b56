"""Answers to an open question: coded in a round, back into a table of the wave, weighted shares of the codes."""

import csv
import shutil
import tomllib
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from filled_rounds import FIRST, fill_round
from good_study import write_study
from interview_study import WAVE, call_json

from relstudy.cli import main
from relstudy.delivery.forgetting import forget_person
from relstudy.outputs.workbook import listed_answers

#: What people write where a text is not read: the word of the list, or a tick.
UNREAD = ("non lu", "x", "X", "Oui", "yes", "1", 1)
SAID = {0: "Trop d'attente au téléphone", 1: "=1+1 Le site est lent", 2: "", 3: "Rien"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("study") / "good")
    with (folder / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[items]]\nid = "remarks"\ntype = "open"\ncolumn = "REM"\nlabel = { fr = "Remarques" }\n')
    with (folder / "codebook.csv").open("a", encoding="utf-8") as file:
        file.write("voice,Voix,Voice,,\nwait,Attente,Waiting,voice,\nslow,Lent,Slow,,\nnone_given,Jamais,Never,,\n")
    answers = folder / "waves" / WAVE / "responses.csv"
    read = pd.read_csv(answers, dtype=str)
    read["REM"] = [SAID[i % 4] for i in range(len(read))]
    read.to_csv(answers, index=False)
    return folder


def rows(study: Path) -> list[dict[str, str]]:
    with (study / "waves" / WAVE / "open_codings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_answers_are_coded_and_counted_by_weight(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = pd.read_csv(study / "waves" / WAVE / "responses.csv", dtype=str, keep_default_na=False)
    out = tmp_path / "r.xlsx"
    code, told = call_json("code", study, "--wave", WAVE, "--coder", "zoé", "--item", "remarks", "--out", out)
    assert (code, told["faults"], told["given"]) == (0, [], int((answers["REM"] != "").sum()))
    book = openpyxl.load_workbook(out)
    assert [cell.value for cell in book["codage"][1]] == [
        "verbatim_id",
        "from",
        "text",
        "code",
        "definition",
        "not_read",
    ]
    assert "Remarques" in str([cell.value for cell in book["consignes"]["A"]])
    page = book["codage"]
    given = {row[0]: row[2] for row in page.iter_rows(min_row=FIRST, values_only=True) if row[2]}
    assert set(given.values()) == {text for text in SAID.values() if text}
    coded = {"Trop d'attente au téléphone": "wait", "=1+1 Le site est lent": "slow"}
    unread = dict(zip([who for who, text in given.items() if text == "Rien"], UNREAD, strict=False))
    fill_round(
        out,
        [{"verbatim_id": who, "code": coded[text]} for who, text in given.items() if text in coded]
        + [{"verbatim_id": who, "not_read": word} for who, word in unread.items()],
    )
    code, told = call_json("import", study, out, "--wave", WAVE)
    assert (code, told["faults"]) == (0, [])
    assert told["codings"] == sum(text in coded for text in given.values())
    found = {one["respondent_id"]: one["code_id"] for one in rows(study)}
    assert found == {who: coded.get(text, "") for who, text in given.items() if who not in unread}
    before = rows(study)
    assert call_json("import", study, out, "--wave", WAVE)[0] == 0
    assert rows(study) == before
    capsys.readouterr()
    assert main(["import", str(study), str(out), "--wave", WAVE, "--lang", "fr"]) == 0
    said = capsys.readouterr().out
    assert f"  {len(set(found))} réponses lues" in said
    assert "cas" not in said.split()

    assert [f["code"] for f in call_json("check", study)[1]["faults"] if f["severity"] == "error"] == []
    code, told = call_json("run", study, "--plain")
    assert (code, told["status"]) == (0, "done")
    cells = pd.read_parquet(study / "out" / WAVE / "cells.parquet").set_index("key")
    read = answers[answers["ident"].isin(found)]
    weight = read["poids"].astype(float)
    for row, texts in {
        "wait": ["Trop d'attente au téléphone"], "voice": ["Trop d'attente au téléphone"], "slow": ["=1+1 Le site est lent"],
    }.items():  # fmt: skip
        cell = cells.loc[f"survey/remarks/share/{row}/all"]
        assert cell["value"] == pytest.approx(weight[read["REM"].isin(texts)].sum() / weight.sum(), abs=1e-9)
        assert cell["base"] == len(read)
    assert "survey/remarks/share/none_given/all" not in cells.index
    assert cells.loc["survey/remarks/answered/_/all", "base"] == len(answers)
    report = (study / "out" / WAVE / "report.fr.html").read_text(encoding="utf-8")
    assert "survey/remarks/share/wait/all" in report
    assert "Attente" in report
    for lang in ("fr",):
        book = openpyxl.load_workbook(study / "out" / WAVE / f"tables.{lang}.xlsx")
        assert "survey/remarks/share/slow" in [cell.value for cell in book["remarks"]["A"]]
    code, told = call_json("explain", study, "survey/remarks/share/wait/all")
    assert code == 0
    assert told["value"] == pytest.approx(cells.loc["survey/remarks/share/wait/all", "value"])

    data, said = pyreadstat.read_sav(study / "out" / WAVE / "data.sav")
    names = ["REM_voice", "REM_wait", "REM_slow"]
    assert (
        said.mr_sets["remarks"]["variable_list"] == [name.lower() for name in names]
        or said.mr_sets["remarks"]["variable_list"] == names
    )
    assert [said.column_names_to_labels[name] for name in names] == ["Voix", "Attente", "Lent"]
    assert data["REM_wait"].notna().sum() == len(read)
    assert (data["REM_wait"] * data["weight"]).sum() / data.loc[data["REM_wait"].notna(), "weight"].sum() == (
        pytest.approx(cells.loc["survey/remarks/share/wait/all", "value"], abs=1e-9)
    )


def test_two_coders_of_answers_have_an_agreement_and_a_code_of_nobody_is_told(study: Path) -> None:
    file = study / "waves" / WAVE / "open_codings.csv"
    before = file.read_bytes()
    mine = rows(study)
    with file.open("a", encoding="utf-8", newline="") as more:
        csv.writer(more).writerows(
            [one["respondent_id"], "remarks", "" if place % 9 == 0 else one["code_id"], "anne"]
            for place, one in enumerate(mine)
        )
        csv.writer(more).writerow(["nobody", "remarks", "wait", "anne"])
    try:
        code, told = call_json("run", study, "--plain")
        assert (code, [f["found"] for f in told["faults"] if f["code"] == "coded-nobody"]) == (0, ["1"])
        cells = pd.read_parquet(study / "out" / WAVE / "cells.parquet").set_index("key")
        alpha = cells.loc["agreement/open.remarks/alpha/_/_"]
        assert (alpha["base"], alpha["status"]) == (len(mine), "published")
        assert alpha["low"] < alpha["value"] < alpha["high"]
        report = (study / "out" / WAVE / "report.fr.html").read_text(encoding="utf-8")
        assert "agreement/open.remarks/alpha/_/_" in report
        assert "Accord entre codeurs – Remarques" in report.replace("\u00a0", " ")
        assert call_json("explain", study, "agreement/open.remarks/alpha/wait/_")[1]["text"]
    finally:
        file.write_bytes(before)


def test_codes_are_proposed_from_what_people_gave_to_answers_alone(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    code, told = call_json(
        "code", study, "--wave", WAVE, "--coder", "anne", "--item", "remarks", "--suggest", "--out", out
    )
    assert (code, told["faults"]) == (0, [])
    assert told["proposals"]["codes"] >= 2
    assert told["proposals"]["texts"] >= len(rows(study))
    page = openpyxl.load_workbook(out)["codage"]
    head = {cell.value: cell.column for cell in page[1]}
    lines = [[page.cell(row, head[name]).value for name in ("text", "proposal", "code")] for row in range(FIRST, 40)]
    proposed = {text: proposal for text, proposal, _ in lines if text}
    assert proposed["Trop d'attente au téléphone"] == "Attente [wait]"
    assert not proposed["Rien"]
    assert not any(given for _, _, given in lines)
    folder = tmp_path / "copy"
    shutil.copytree(study, folder)
    who = next(one["respondent_id"] for one in rows(study) if one["code_id"] == "wait")
    code_name = next(proposal for _, proposal, _ in lines if proposal)
    fill_round(out, [{"verbatim_id": who, "code": code_name}])
    code, told = call_json("import", folder, out, "--wave", WAVE, "--force")
    assert (code, told["codings"]) == (0, 1)
    (kept,) = tomllib.loads((folder / "waves" / WAVE / "imported.toml").read_text(encoding="utf-8"))["imports"]
    assert (kept["item"], kept["codings"]) == ("remarks", 1)
    assert kept["proposals"] >= 2


def test_a_question_that_is_not_open_is_refused(study: Path, tmp_path: Path) -> None:
    code, told = call_json(
        "code", study, "--wave", WAVE, "--coder", "x", "--item", "uses_app", "--out", tmp_path / "r.xlsx"
    )
    assert (code, [(f["code"], f["item"]) for f in told["faults"]]) == (1, [("unknown-item", "uses_app")])


def test_who_is_forgotten_leaves_the_coded_answers_too(study: Path) -> None:
    gone = rows(study)[0]["respondent_id"]
    code = main(["forget", str(study), gone])
    assert code == 0
    assert gone not in {one["respondent_id"] for one in rows(study)}
    assert rows(study)


def test_the_deliveries_that_list_an_answer_are_named_where_its_writer_is_forgotten(
    study: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "good"
    shutil.copytree(study, folder)
    assert main(["run", str(folder), "--plain", "--lang", "en", "--langs", "fr"]) == 0
    out, delivered = folder / "out" / WAVE, folder / "deliveries" / WAVE
    for version in ("v1", "v2"):
        (delivered / version).mkdir(parents=True)
    shutil.copy(out / "tables.fr.xlsx", delivered / "v1")
    answers = pd.read_csv(folder / "waves" / WAVE / "responses.csv", dtype=str, keep_default_na=False)
    writer = answers.loc[answers["REM"] == "Rien", "ident"].iloc[0]
    [done] = forget_person(folder, writer, who="", on=date(2026, 4, 1))
    assert (done.quoting, done.counting) == ((f"deliveries/{WAVE}/v1",), (f"deliveries/{WAVE}/v2",))
    listed = listed_answers((out / "tables.fr.xlsx").read_bytes())
    assert {text for text in SAID.values() if text} <= set(listed)
