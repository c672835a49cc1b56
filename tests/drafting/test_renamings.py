"""Proposals: what lacks in a wave's file held against what nobody knows there."""

from pathlib import Path

import pandas as pd
import pytest

from relstudy.drafting.renamings import Proposals, propose_renamings

STUDY = """\
[study]
id = "essai"
name = "Essai"
languages = ["fr"]
[steps]
audit = false
benchmark = false
interviews = false
survey = true
[respondents]
id = "ident"
"""
QUESTIONNAIRE = """\
[[items]]
id = "canaux"
type = "multiple"
column = "Q1"
separator = ";"
label = "Quels canaux avez-vous utilisés cette année ?"
codes = [{ code = "1", label = "Agence" }, { code = "2", label = "Application mobile" }, { code = "3", label = "Courrier, lettre" }]
[[items]]
id = "avis"
type = "grid"
rows = { prix = "G1", accueil = "G2" }
row_labels = { prix = "Les prix", accueil = "L’accueil" }
label = "Que pensez-vous de"
codes = [{ code = "1", label = "Bien", value = 1 }, { code = "2", label = "Mal", value = 0 }]
[[items]]
id = "age"
type = "numeric"
column = "AGE"
label = "Votre âge"
"""


def frame(n: int = 60) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ident": [f"r{i}" for i in range(n)],
            "Q1": [("1", "1;2", "2;3")[i % 3] for i in range(n)],
            "G1": [("1", "2")[i % 2] for i in range(n)],
            "G2": [("1", "1", "2")[i % 3] for i in range(n)],
            "AGE": [str(18 + i) for i in range(n)],
        }
    )


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "questionnaire.toml").write_text(QUESTIONNAIRE, encoding="utf-8")
    for wave in ("2025", "2026"):
        (tmp_path / "waves" / wave).mkdir(parents=True)
        (tmp_path / "waves" / wave / "wave.toml").write_text(
            f"field_start = {wave}-03-01\nfield_end = {wave}-03-02\n", encoding="utf-8"
        )
        frame().to_csv(tmp_path / "waves" / wave / "responses.csv", index=False)
    return tmp_path


def propose(study: Path, answers: pd.DataFrame) -> Proposals:
    answers.to_csv(study / "waves" / "2026" / "responses.csv", index=False)
    return propose_renamings(study, "2026")


def pairs(found: Proposals) -> list[tuple[str, str | None, str, str]]:
    return [(p.kind, p.item, p.found, p.declared) for p in found.proposals]


def test_nothing_is_proposed_where_nothing_lacks(study: Path) -> None:
    found = propose(study, frame().assign(extra="x")[["extra", "AGE", "G2", "G1", "Q1", "ident"]])
    assert (found.proposals, found.unresolved, found.faults) == ((), (), ())


def test_texts_between_separators_are_matched_by_their_labels(study: Path) -> None:
    words = {"1": "agence", "2": "Application mobile", "3": "Courrier, lettre"}
    answers = frame()
    answers["Q1"] = [";".join(words[part] for part in cell.split(";")) for cell in answers["Q1"]]
    assert pairs(propose(study, answers)) == [
        ("code", "canaux", "agence", "1"),
        ("code", "canaux", "Application mobile", "2"),
        ("code", "canaux", "Courrier, lettre", "3"),
    ]


def test_what_is_the_same_in_every_row_of_a_grid_is_one_proposal(study: Path) -> None:
    answers = frame().replace({"G1": {"1": "Bien", "2": "Mal"}, "G2": {"1": "Bien", "2": "Mal"}})
    assert pairs(propose(study, answers)) == [("code", "avis", "Bien", "1"), ("code", "avis", "Mal", "2")]
    answers = frame().replace({"G1": {"1": "Bien"}})
    assert pairs(propose(study, answers)) == [("code", "avis.prix", "Bien", "1")]


def test_wordings_of_the_file_tell_columns_apart_that_hold_the_same(study: Path) -> None:
    answers = frame().rename(columns={"G1": "Que pensez-vous de l’accueil", "G2": "Que pensez-vous de : les prix"})
    assert {p[2:] for p in pairs(propose(study, answers))} == {
        ("Que pensez-vous de : les prix", "G1"),
        ("Que pensez-vous de l’accueil", "G2"),
    }


def test_two_columns_that_could_each_be_it_are_left_to_somebody(study: Path) -> None:
    answers = frame().rename(columns={"G1": "X", "G2": "Y"})
    found = propose(study, answers)
    assert found.proposals == ()
    assert {(u.declared, set(u.found) == {"X", "Y"}) for u in found.unresolved} == {("G1", True), ("G2", True)}


def test_a_column_of_other_things_is_never_proposed(study: Path) -> None:
    found = propose(study, frame().drop(columns="AGE").assign(AGEX=["vieux", "jeune"] * 30))
    assert found.proposals == ()
    assert [(u.declared, u.found) for u in found.unresolved] == [("AGE", ())]


def test_a_file_that_cannot_be_read_gives_its_faults(study: Path) -> None:
    (study / "waves" / "2026" / "responses.csv").write_bytes(b"ident,Q1\n1,2,3\n")
    assert [f.code for f in propose_renamings(study, "2026").faults] == ["broken-row"]


def test_labels_of_values_in_an_spss_file_tell_what_a_code_means(study: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    answers = frame().replace({"G1": {"1": "7", "2": "8"}}).astype({"G1": float, "G2": float, "AGE": float})
    (study / "waves" / "2026" / "responses.csv").unlink()
    pyreadstat.write_sav(
        answers,
        str(study / "waves" / "2026" / "responses.sav"),
        variable_value_labels={"G1": {7.0: "Mal", 8.0: "Bien"}},
    )
    assert pairs(propose_renamings(study, "2026")) == [("code", "avis.prix", "7", "2"), ("code", "avis.prix", "8", "1")]
