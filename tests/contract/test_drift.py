"""Names that change from wave to wave, through the command line: nothing is taken over before somebody approved it."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from good_study import call, cells_of, write_study

FIRST, SECOND = "2025-03", "2026-03"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study", waves=(FIRST, SECOND))


def change(study: Path, edit: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    path = study / "waves" / SECOND / "responses.csv"
    edit(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)


def renamed(**names: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda frame: frame.rename(columns=names)


def recoded(column: str, **codes: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    changed = {code.removeprefix("_"): text for code, text in codes.items()}
    return lambda frame: frame.assign(**{column: frame[column].replace(changed)})


def test_a_renamed_column_stops_and_is_replayed_once_approved(study: Path) -> None:
    code, _, _ = call("run", study, "--wave", SECOND, "--plain")
    assert code == 0
    before = cells_of(study, SECOND)
    change(study, renamed(SEXE="genre_rep"))
    for command in ("check", "run"):
        code, report, _ = call(command, study, "--wave", SECOND, *(["--plain"] if command == "run" else []))
        assert code == 3
        (drift,) = [f for f in report["faults"] if f["severity"] == "error"]
        assert (drift["code"], drift["column"], drift["item"], drift["line"]) == ("drift", "SEXE", "sexe", 1)
        assert "genre_rep" in drift["found"]
    code, found, _ = call("map", study, "--wave", SECOND)
    assert (code, found["accepted"], found["unresolved"]) == (3, 0, [])
    (proposal,) = found["proposals"]
    assert {key: proposal[key] for key in ("kind", "item", "from", "to")} == {
        "kind": "column", "item": "sexe", "from": "genre_rep", "to": "SEXE",
    }  # fmt: skip
    assert not (study / "mapping.toml").exists()

    code, found, _ = call("map", study, "--wave", SECOND, "--accept", "--who", "Léa “x”")
    assert (code, found["accepted"]) == (0, 1)
    (line,) = tomllib.loads((study / "mapping.toml").read_text(encoding="utf-8"))["columns"]
    assert (line["wave"], line["from"], line["to"], line["approved_by"]) == (SECOND, "genre_rep", "SEXE", "Léa “x”")
    code, found, _ = call("map", study, "--wave", SECOND)
    assert (code, found["proposals"]) == (0, [])
    code, _, _ = call("run", study, "--wave", SECOND, "--plain")
    assert code == 0
    after = cells_of(study, SECOND)
    differing = before.drop(columns="source").compare(after.drop(columns="source"))
    assert differing.empty
    code, _, _ = call("run", study, "--wave", FIRST, "--plain")
    assert code == 0


def test_texts_in_place_of_codes_are_proposed_from_labels_of_any_language(study: Path) -> None:
    call("run", study, "--wave", SECOND, "--plain")
    before = cells_of(study, SECOND)
    items = tomllib.loads((study / "questionnaire.toml").read_text(encoding="utf-8"))["items"]
    labels = {c["code"]: c["label"] for item in items if item["id"] == "sexe" for c in item["codes"]}
    change(study, recoded("SEXE", _1=labels["1"]["fr"], _2=labels["2"]["en"]))
    code, report, _ = call("check", study, "--wave", SECOND)
    assert (code, {f["code"] for f in report["faults"] if f["severity"] == "error"}) == (3, {"drift"})
    code, found, _ = call("map", study, "--wave", SECOND, "--accept", "--who", "Ana")
    assert (code, found["accepted"]) == (0, 2)
    assert {(p["from"], p["to"]) for p in found["proposals"]} == {(labels["1"]["fr"], "1"), (labels["2"]["en"], "2")}
    code, _, _ = call("run", study, "--wave", SECOND, "--plain")
    assert code == 0
    assert before.drop(columns="source").compare(cells_of(study, SECOND).drop(columns="source")).empty


def test_codes_that_change_places_are_read_all_at_once(study: Path) -> None:
    call("run", study, "--wave", SECOND, "--plain")
    before = cells_of(study, SECOND)
    change(study, recoded("SEXE", _1="a", _2="1"))
    change(study, recoded("SEXE", a="2"))
    (study / "mapping.toml").write_text(
        "".join(
            f'[[codes]]\nwave = "{SECOND}"\nitem = "sexe"\nfrom = "{a}"\nto = "{b}"\napproved_by = "Ana"\napproved_on = 2026-03-30\n'
            for a, b in (("1", "2"), ("2", "1"))
        ),
        encoding="utf-8",
    )
    code, _, _ = call("run", study, "--wave", SECOND, "--plain")
    assert code == 0
    assert before.drop(columns="source").compare(cells_of(study, SECOND).drop(columns="source")).empty


def test_a_column_that_only_lacks_is_missing_and_so_is_one_of_the_first_wave(study: Path) -> None:
    change(study, lambda frame: frame.drop(columns="SEXE"))
    code, report, _ = call("check", study, "--wave", SECOND)
    assert (code, {f["code"] for f in report["faults"] if f["severity"] == "error"}) == (1, {"missing-column"})
    path = study / "waves" / FIRST / "responses.csv"
    pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns={"SEXE": "S"}).to_csv(path, index=False)
    code, report, _ = call("check", study, "--wave", FIRST)
    assert (code, {f["code"] for f in report["faults"] if f["severity"] == "error"}) == (1, {"missing-column"})


def test_a_new_code_beside_all_the_others_is_unknown_and_never_proposed(study: Path) -> None:
    change(study, lambda frame: frame.assign(SEXE=[*frame["SEXE"][:-1], "7"]))
    code, report, _ = call("check", study, "--wave", SECOND)
    assert (code, {f["code"] for f in report["faults"] if f["severity"] == "error"}) == (1, {"unknown-code"})
    code, found, _ = call("map", study, "--wave", SECOND)
    assert (code, found["proposals"]) == (0, [])
    assert [u["candidates"] for u in found["unresolved"]] == [["7"]]


def test_a_code_only_a_later_wave_declares_may_be_what_a_text_is(study: Path) -> None:
    own = """[[items]]
id = "sexe"
type = "single"
column = "SEXE"
label = { fr = "Vous êtes", en = "You are" }
codes = [{ code = "1", label = { fr = "Un homme", en = "A man" } }, { code = "2", label = { fr = "Une femme", en = "A woman" } }, { code = "x", label = { fr = "Autre", en = "Other" } }]
"""
    (study / "waves" / SECOND / "questionnaire.toml").write_text(own, encoding="utf-8")
    change(study, lambda frame: frame.assign(SEXE=[*frame["SEXE"][:-1], "Autre"]))
    code, found, _ = call("map", study, "--wave", SECOND, "--accept", "--who", "Ana")
    assert (code, [(p["from"], p["to"]) for p in found["proposals"]]) == (0, [("Autre", "x")])
    for asked in ((), ("--wave", FIRST), ("--wave", SECOND)):
        code, report, _ = call("check", study, *asked)
        assert (code, [f for f in report["faults"] if f["file"] == "mapping.toml"]) == (0, []), asked


def test_nothing_is_approved_by_nobody(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from relstudy.cli import main

    change(study, renamed(SEXE="genre_rep"))
    assert main(["map", str(study), "--wave", SECOND, "--accept"]) == 2
    assert "--who" in capsys.readouterr().err
    assert not (study / "mapping.toml").exists()


def test_faults_of_mapping_are_told_with_their_lines(study: Path) -> None:
    (study / "mapping.toml").write_text(
        '[[columns]]\nwave = "2031"\nfrom = "a"\nto = "SEX"\n\n'
        '[[codes]]\nwave = "2026-03"\nitem = "sexe"\nfrom = "H"\nto = "9"\napproved_by = "Ana"\napproved_on = 2026-03-30\n'
        '[[codes]]\nwave = "2026-03"\nitem = "sexxe"\nfrom = "H"\nto = "1"\napproved_by = "Ana"\napproved_on = 2026-03-30\n',
        encoding="utf-8",
    )
    code, report, _ = call("check", study)
    mine = [(f["code"], f["line"], f["column"]) for f in report["faults"] if f["file"] == "mapping.toml"]
    assert code == 1
    assert mine == [
        ("missing-key", 1, "approved_by"), ("missing-key", 1, "approved_on"), ("bad-value", 2, "wave"),
        ("bad-value", 4, "to"), ("unknown-code", 10, "to"), ("unknown-item", 15, "item"),
    ]  # fmt: skip
