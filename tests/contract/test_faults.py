"""Bad input, as an analyst meets it: a good study with one thing wrong; exact code, file and line, exit 1, `out/` untouched."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from good_study import call, write_study
from mutations import WAVE, Mutation, append, in_responses, remove, swap, widen, write_bytes


def line_of(study: Path, file: str, text: str) -> int:
    lines = (study / file).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if text in line)


def bomb(study: Path) -> None:
    """A workbook that unpacks to more than 512 MiB."""
    (study / WAVE / "responses.csv").unlink()
    with zipfile.ZipFile(study / WAVE / "responses.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for _ in range(520):
                stream.write(b"0" * 1024 * 1024)


def merged(study: Path) -> None:
    import openpyxl
    import pandas as pd

    frame = pd.read_csv(study / WAVE / "responses.csv", dtype=str, keep_default_na=False)
    (study / WAVE / "responses.csv").unlink()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(frame.columns))
    for row in frame.itertuples(index=False):
        sheet.append(list(row))
    sheet.merge_cells("C4:C5")
    book.save(study / WAVE / "responses.xlsx")


def spss_with(value: float, column: str, **options: Any) -> Mutation:
    """The answers as an SPSS file with a number for the second respondent."""

    def mutate(study: Path) -> None:
        import pandas as pd
        import pyreadstat

        frame = pd.read_csv(study / WAVE / "responses.csv", dtype=str, keep_default_na=False)
        numbers = pd.to_numeric(frame[column])
        numbers[1] = value
        (study / WAVE / "responses.csv").unlink()
        pyreadstat.write_sav(frame.assign(**{column: numbers}), str(study / WAVE / "responses.sav"), **options)

    return mutate


def spss_cut(study: Path) -> None:
    spss_with(40, "AGE")(study)
    path = study / WAVE / "responses.sav"
    path.write_bytes(path.read_bytes()[:-100])


def other_study(study: Path) -> None:
    (study / ".relstudy").mkdir()
    (study / ".relstudy" / "run.json").write_text('{"study": "banque", "waves": {}}', encoding="utf-8")


RESP = f"{WAVE}/responses.csv"
#: name: (mutation, code, file, line or the text that stands on it, further fields)
CASES: dict[str, tuple[Mutation, str, str, int | str | None, dict[str, object]]] = {
    "no answers": (remove(RESP), "missing-file", RESP, None, {}),
    "no audit": (remove(f"{WAVE}/audit.csv"), "missing-file", f"{WAVE}/audit.csv", None, {}),
    "no questionnaire": (remove("questionnaire.toml"), "missing-file", "questionnaire.toml", None, {}),
    "no codings": (remove(f"{WAVE}/codings.csv"), "missing-file", f"{WAVE}/codings.csv", None, {}),
    "misspelt key": (swap("study.toml", "banner =", "baner ="), "unknown-key", "study.toml", "baner", {"found": "baner"}),
    "misspelt key of an item": (
        swap("questionnaire.toml", 'filter = "channels', 'filtre = "channels'), "unknown-key", "questionnaire.toml", "filtre", {},
    ),
    "profile on an unknown item": (
        swap("study.toml", '"uses_chat", "prefers_desk", "wants_name"', '"uses_chatt", "prefers_desk", "wants_name"'),
        "unknown-item", "study.toml", "items = [", {"found": "uses_chatt"},
    ),
    "banner on an unknown item": (swap("study.toml", '["sexe"]', '["sex"]'), "unknown-item", "study.toml", "banner", {"found": "sex"}),
    "unknown code in a filter": (
        swap("questionnaire.toml", "channels == 'app'", "channels == 'apps'"), "unknown-code", "questionnaire.toml", "channels == 'apps'", {},
    ),
    "unknown code in the answers": (in_responses(4, "SEXE", "3"), "unknown-code", RESP, 6, {"item": "sexe", "column": "SEXE", "found": "3"}),
    "unknown offer in the audit": (swap(f"{WAVE}/audit.csv", "desk,csat", "desc,csat"), "unknown-item", f"{WAVE}/audit.csv", 4, {"found": "desc"}),
    "unknown player": (swap(f"{WAVE}/benchmark.csv", "delta,chat", "deltaa,chat"), "unknown-item", f"{WAVE}/benchmark.csv", 5, {"found": "deltaa"}),
    "unknown code in the codings": (swap(f"{WAVE}/codings.csv", "recognised", "recognisd"), "unknown-code", f"{WAVE}/codings.csv", 2, {}),
    "an offer twice": (append("offers.csv", "app,channel,digital,,,App bis,App again\n"), "duplicate-id", "offers.csv", 5, {"found": "app"}),
    "an item twice": (
        append("questionnaire.toml", '\n[[items]]\nid = "age"\ntype = "numeric"\ncolumn = "AGE"\nlabel = { fr = "x", en = "x" }\n'),
        "duplicate-id", "questionnaire.toml", None, {"found": "age"},
    ),
    "codes that fold alike": (
        swap("questionnaire.toml", '{ code = "2", label = { fr = "Femme"', '{ code = "2 ", label = { fr = "F", en = "W" } }, { code = "2", label = { fr = "Femme"'),
        "duplicate-id", "questionnaire.toml", None, {"item": "sexe"},
    ),
    "the same KPI and date twice": (
        append(f"{WAVE}/audit.csv", "app,conversion,2.6,%,3,yes,web,2026-02-01,\n"), "duplicate-id", f"{WAVE}/audit.csv", 5, {},
    ),
    "a respondent twice": (in_responses(9, "ident", "R0003"), "duplicate-respondent", RESP, 11, {"found": "R0003"}),
    "a column is missing": (swap(RESP, "SEXE", "SEX"), "missing-column", RESP, 1, {"column": "SEXE", "item": "sexe"}),
    "a column too many in a register": (widen("players.csv", "colour", "red"), "extra-column", "players.csv", 1, {"column": "colour"}),
    "a weight that is text": (in_responses(2, "poids", "lourd"), "weight-not-numeric", RESP, 4, {"column": "poids"}),
    "a blank weight": (in_responses(2, "poids", ""), "weight-not-numeric", RESP, 4, {"column": "poids"}),
    "a negative weight": (in_responses(2, "poids", "-1"), "weight-not-positive", RESP, 4, {"column": "poids"}),
    "a zero weight": (in_responses(2, "poids", "0"), "weight-not-positive", RESP, 4, {"column": "poids"}),
    "grid weights": (swap("study.toml", "weight = 0.6", "weight = 0.7"), "targets-not-one", "study.toml", "[grid.reach]", {}),
    "a filter that refers to itself": (
        swap("questionnaire.toml", '[[items]]\nid = "age"\ntype = "numeric"\n', '[[items]]\nid = "age"\ntype = "numeric"\nfilter = "age > 3"\n'),
        "cyclic-filter", "questionnaire.toml", "age > 3", {"item": "age"},
    ),
    "undecodable bytes": (write_bytes("offers.csv", b"offer_id,kind,label_fr\napp,channel,\x81pp\n"), "encoding", "offers.csv", 2, {}),
    "a thousand or a decimal": (in_responses(3, "AGE", "1,234"), "ambiguous-number", RESP, 5, {"item": "age"}),
    "a date that is none": (swap(f"{WAVE}/wave.toml", "2026-03-20", '"20 mars"'), "bad-date", f"{WAVE}/wave.toml", 2, {}),
    "an American date": (swap(f"{WAVE}/audit.csv", "2026-02-01", "02/31/2026"), "bad-date", f"{WAVE}/audit.csv", 2, {}),
    "merged cells": (merged, "merged-cells", f"{WAVE}/responses.xlsx", 4, {}),
    "no respondent": (
        lambda s: (s / RESP).write_text((s / RESP).read_text().splitlines()[0] + "\n") and None, "empty-wave", RESP, None, {},
    ),
    "an archive too large": (bomb, "archive-too-large", f"{WAVE}/responses.xlsx", None, {}),
    "the state of another study": (other_study, "wrong-study", ".relstudy/run.json", None, {"found": "banque"}),
    "a quote not in its text": (
        swap(f"{WAVE}/codings.csv", ",,1,non,voice", ",autre chose,1,non,voice"), "quote-not-in-source", f"{WAVE}/codings.csv", 2, {},
    ),
    "offsets beyond the text": (
        swap(f"{WAVE}/codings.csv", ",anna,0,", ",anna,9000,"), "quote-not-in-source", f"{WAVE}/codings.csv", 2, {},
    ),
    "strata that are ids": (
        append("study.toml", '\n[design]\nstrata = "ident"\n'), "strata-like-ids", RESP, 1, {"column": "ident", "item": "design.strata"},
    ),
    "a row that is cut": (swap(RESP, "R0001,client,", "R0001,"), "broken-row", RESP, 3, {"found": "26 cellules", "allowed": "27 cellules"}),
    "a quote never closed": (swap(f"{WAVE}/audit.csv", "desk,csat", 'desk,"csat'), "broken-row", f"{WAVE}/audit.csv", 4, {}),
    "a value SPSS declares missing and the questionnaire does not": (
        spss_with(998, "AGE", missing_ranges={"AGE": [{"lo": 997, "hi": 999}]}),
        "user-missing", f"{WAVE}/responses.sav", 3, {"item": "age", "column": "AGE", "found": "998"},
    ),
    "an unknown code in SPSS": (
        spss_with(3, "SEXE"), "unknown-code", f"{WAVE}/responses.sav", 3, {"item": "sexe", "column": "SEXE", "found": "3"},
    ),
    "an SPSS file that breaks off": (spss_cut, "unreadable-file", f"{WAVE}/responses.sav", None, {}),
    "a setting of a later version": (swap("study.toml", 'importance = "stated"', 'importance = "maxdiff"'), "not-available", "study.toml", "maxdiff", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    mutate, code, file, line, further = CASES[name]
    study = write_study(tmp_path / "study")
    before = {"out/2026-03/cells.csv": "what was there"}
    (study / "out/2026-03").mkdir(parents=True)
    (study / "out/2026-03/cells.csv").write_text("what was there")
    mutate(study)
    for command in (("check",), ("run", "--plain")):
        exit_code, report, _ = call(command[0], study, *command[1:])
        found = [f for f in report["faults"] if f["code"] == code]
        assert found, (command, report["faults"])
        fault = found[0]
        assert fault["file"] == file
        if line is not None:
            assert fault["line"] == (line if isinstance(line, int) else line_of(study, file, line))
        for field, value in further.items():
            assert fault[field] == value, field
        assert fault["fix"]
        assert exit_code == (2 if code == "not-available" else 1)
        assert report.get("ok", False) is False
        errors = {f["code"] for f in report["faults"] if f["severity"] == "error"}
        assert errors == {code}, "one thing is wrong, one kind of fault is said"
    assert {str(p.relative_to(study)): p.read_text() for p in (study / "out").rglob("*.csv")} == before


def test_all_faults_at_once(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    in_responses(4, "SEXE", "3")(study)
    in_responses(5, "poids", "lourd")(study)
    swap(f"{WAVE}/audit.csv", "desk,csat", "desc,csat")(study)
    swap(f"{WAVE}/codings.csv", "recognised", "recognisd")(study)
    _, report, _ = call("check", study)
    assert {f["code"] for f in report["faults"]} >= {"unknown-code", "weight-not-numeric", "unknown-item"}
    assert {f["file"] for f in report["faults"] if f["severity"] == "error"} == {
        RESP, f"{WAVE}/audit.csv", f"{WAVE}/codings.csv",
    }  # fmt: skip


def test_all_faults_of_the_definitions_at_once(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    swap("study.toml", "banner =", "baner =")(study)
    swap("study.toml", "weight = 0.6", "weight = 0.7")(study)
    swap("questionnaire.toml", 'filter = "channels', 'filtre = "channels')(study)
    _, report, _ = call("check", study)
    assert {f["code"] for f in report["faults"]} >= {"unknown-key", "targets-not-one"}
    assert len([f for f in report["faults"] if f["code"] == "unknown-key"]) == 2


def test_a_good_study_has_no_fault(tmp_path: Path) -> None:
    exit_code, report, _ = call("check", write_study(tmp_path / "study"))
    assert exit_code == 0
    assert report["ok"] is True
    assert not [f for f in report["faults"] if f["severity"] != "note"]


def test_warnings_and_notes_stop_nothing(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    in_responses(0, "Q5_1", "0")(study)
    in_responses(0, "Q6", "01")(study)
    swap(RESP, "ident,", "ident,")(study)
    exit_code, report, _ = call("check", study)
    assert exit_code == 0
    warned = [f for f in report["faults"] if f["code"] == "answered-though-filtered"]
    assert [(f["severity"], f["item"], f["line"]) for f in warned] == [("warning", "why", 2)]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_fault_speaks_both_languages(tmp_path: Path, lang: str) -> None:
    study = write_study(tmp_path / "study")
    in_responses(4, "SEXE", "3")(study)
    _, report, _ = call("check", study, "--lang", lang)
    fault = next(f for f in report["faults"] if f["code"] == "unknown-code")
    assert ("Corrigez" in fault["fix"] or "corrigez" in fault["fix"] or "déclarez" in fault["fix"].lower()) == (
        lang == "fr"
    )
