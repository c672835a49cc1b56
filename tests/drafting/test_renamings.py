"""Proposals: what lacks in a wave's file held against what nobody knows there."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from relstudy.definitions.reading import read_study
from relstudy.drafting.accepted_renamings import accept_proposals
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
    assert [(u.declared, u.found, u.nearest, u.known) for u in found.unresolved] == [("AGE", (), "AGEX", 0.0)]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"AGEX": ["vieux", "40", "30"] * 20}, "66% of its answers are known to the question, 80% are needed"),
        ({"AGEX": [""] * 60}, "the nearest name is “AGEX”, but that column is not proposed: it is blank"),
        ({"ville": ["Lyon", "Brest", "Nice"] * 20}, "nothing in the file is like it"),
    ],
)
def test_the_nearest_name_is_told_with_why_it_is_not_proposed(
    study: Path, answers: dict[str, list[str]], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from relstudy.cli import main

    frame().drop(columns="AGE").assign(**answers).to_csv(study / "waves" / "2026" / "responses.csv", index=False)
    assert main(["map", str(study), "--wave", "2026", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert said in told
    assert "asked = false" in told


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


# -- renamed and recoded at once --------------------------------------------------------------------

CONTRACTS = """\
[[items]]
id = "sexe"
type = "single"
column = "Q2"
label = "Vous êtes"
codes = [{ code = "1", label = "Un homme" }, { code = "2", label = "Une femme" }]
[[items]]
id = "formule"
type = "single"
column = "Q3"
label = "Quelle formule avez-vous ?"
codes = [{ code = "1", label = "Économique" }, { code = "2", label = "Standard" }, { code = "3", label = "Premium" }, { code = "9", label = "Ne sait pas", missing = "dont_know" }]
[[items]]
id = "ville"
type = "single"
column = "Q4"
label = "Vous habitez"
codes = [{ code = "1", label = "En ville" }, { code = "2", label = "À la campagne" }]
"""
PLANS = ("1", "2", "2", "3", "2", "1", "2", "2", "3", "2")  # 20, 60 and 20 %
SPLIT = ("1", "2", "2", "3", "2", "1", "2", "2", "1", "2")  # 30, 60 and 10 %


def contracts(plans: tuple[str, ...] = SPLIT, n: int = 60) -> pd.DataFrame:
    answers = frame(n)
    answers.insert(2, "Q2", [("1", "2")[i % 2] for i in range(n)])
    answers.insert(3, "Q3", [plans[i % len(plans)] for i in range(n)])
    answers.insert(4, "Q4", [("1", "2", "2")[i % 3] for i in range(n)])
    return answers


@pytest.fixture
def plans(study: Path) -> Path:
    grid = QUESTIONNAIRE.index('[[items]]\nid = "avis"')
    (study / "questionnaire.toml").write_text(QUESTIONNAIRE[:grid] + CONTRACTS + QUESTIONNAIRE[grid:], encoding="utf-8")
    published(study, {"formule": {"1": 0.3, "2": 0.6, "3": 0.1, "9": 0.0}, "sexe": {"1": 0.5, "2": 0.5}})
    return study


def published(study: Path, shares: dict[str, dict[str, float]]) -> None:
    """Write what a run of the wave before left of the shares of its questions."""
    rows = [("survey", q, "share", code, "all", share) for q, told in shares.items() for code, share in told.items()]
    (study / "out" / "2025").mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows, columns=["section", "item", "measure", "row", "column", "value"]).to_parquet(
        study / "out" / "2025" / "cells.parquet"
    )


LABELS = {"1": "Économique", "2": "standard", "3": "PREMIUM"}
SIGNS = {"1": "A", "2": "B", "3": "C"}


@pytest.mark.parametrize("name", ["Q3_FORMULE", "q3", "FORMULE_2026"])
def test_a_column_renamed_whose_answers_are_their_labels_is_proposed_with_its_codes(plans: Path, name: str) -> None:
    answers = contracts().replace({"Q3": LABELS}).rename(columns={"Q3": name})
    found = propose(plans, answers)
    assert set(pairs(found)) == {
        ("column", "formule", name, "Q3"),
        *(("code", "formule", text, code) for code, text in LABELS.items()),
    }
    evidence = dict(found.proposals[0].evidence)
    assert (evidence["labels"], evidence["place"]) == (1.0, 1.0)
    assert "answers" not in evidence


def test_new_signs_are_proposed_where_name_place_and_shares_agree(plans: Path) -> None:
    answers = contracts().replace({"Q3": SIGNS}).rename(columns={"Q3": "Q3_FORMULE"})
    found = propose(plans, answers)
    assert set(pairs(found)) == {
        ("column", "formule", "Q3_FORMULE", "Q3"),
        *(("code", "formule", text, code) for code, text in SIGNS.items()),
    }
    evidence = dict(found.proposals[0].evidence)
    assert evidence["shares"] == pytest.approx(1.0)
    assert "labels" not in evidence


def test_answers_as_frequent_as_each_other_are_left_to_somebody(plans: Path) -> None:
    published(plans, {"formule": {"1": 0.2, "2": 0.6, "3": 0.2, "9": 0.0}})
    answers = contracts(PLANS).replace({"Q3": SIGNS}).rename(columns={"Q3": "Q3_FORMULE"})
    found = propose(plans, answers)
    assert pairs(found) == [("column", "formule", "Q3_FORMULE", "Q3"), ("code", "formule", "B", "2")]
    assert {u.found[0] for u in found.unresolved} == {"A", "C"}


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(
            contracts().drop(columns="Q3").assign(Q30=["Un homme", "Une femme"] * 30), id="labels of another question"
        ),
        pytest.param(
            contracts().replace({"Q3": LABELS}).rename(columns={"Q3": "Q5"})[[*contracts().drop(columns="Q3"), "Q5"]],
            id="labels alone, under another number at the end",
        ),
        pytest.param(contracts().replace({"Q3": SIGNS}).rename(columns={"Q3": "Q5"}), id="signs under another number"),
        pytest.param(
            contracts()
            .replace({"Q3": SIGNS})
            .rename(columns={"Q3": "Q3_FORMULE"})[[*contracts().drop(columns="Q3"), "Q3_FORMULE"]],
            id="signs in another place",
        ),
        pytest.param(contracts().drop(columns="Q3").assign(Q3_AUTRE=[f"avis {i}" for i in range(60)]), id="free texts"),
        pytest.param(
            contracts(("1", "1", "1", "1", "2", "1", "1", "3", "1", "1"))
            .replace({"Q3": LABELS})
            .rename(columns={"Q3": "Q3_FORMULE"}),
            id="labels with shares of another question",
        ),
        pytest.param(
            contracts().replace({"Q3": {"1": "A", "2": "B", "3": "B"}}).rename(columns={"Q3": "Q3_FORMULE"}),
            id="fewer answers",
        ),
        pytest.param(
            contracts().drop(columns="Q3").assign(Q3_SCORE=[str(40 + i % 30) for i in range(60)]), id="numbers"
        ),
    ],
)
def test_false_friends_are_never_proposed(plans: Path, answers: pd.DataFrame) -> None:
    found = propose(plans, answers)
    assert found.proposals == ()
    assert [u.declared for u in found.unresolved] == ["Q3"]


def test_without_shares_of_a_wave_before_signs_say_nothing(plans: Path) -> None:
    (plans / "out" / "2025" / "cells.parquet").unlink()
    answers = contracts().replace({"Q3": SIGNS}).rename(columns={"Q3": "Q3_FORMULE"})
    assert propose(plans, answers).proposals == ()


def test_what_is_proposed_together_is_read_once_accepted(plans: Path) -> None:
    answers = contracts().replace({"Q3": LABELS}).rename(columns={"Q3": "Q3_FORMULE"})
    found = propose(plans, answers)
    accept_proposals(plans, "2026", found.proposals, who="Ana", on=date(2026, 11, 30))
    assert pairs(propose_renamings(plans, "2026")) == []
    study = read_study(plans, waves=("2026",)).study
    assert study is not None
    item = next(item for item in study.waves[0].items if item.id == "formule")
    assert (item.columns, dict(item.recoded)) == (("Q3_FORMULE",), {text: code for code, text in LABELS.items()})


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ({"1": "H", "2": "F"}, {"H": "1", "F": "2"}),
        ({"1": "M", "2": "F"}, {}),
        ({"1": "H", "2": "X"}, {}),
        ({"1": "U", "2": "F"}, {}),
    ],
    ids=["letters of both labels", "letters of one", "a letter of none", "letters of two"],
)
def test_first_letters_are_answers_where_each_begins_one_label(
    plans: Path, signs: dict[str, str], told: dict[str, str]
) -> None:
    questions = (plans / "questionnaire.toml").read_text(encoding="utf-8")
    questions = questions.replace('"Un homme"', '"Homme (un)"').replace('"Une femme"', '"Femme (une)"')
    (plans / "questionnaire.toml").write_text(questions, encoding="utf-8")
    found = propose(plans, contracts().replace({"Q2": signs}))
    assert {p.found: p.declared for p in found.proposals} == told
    assert {text for u in found.unresolved for text in u.found[:1]} == set(signs.values()) - set(told)


def test_an_answer_called_like_its_code_has_no_rival_in_one_as_frequent(plans: Path) -> None:
    published(plans, {"formule": {"1": 0.4, "2": 0.3, "3": 0.3, "9": 0.0}})
    plan = ("1", "2", "3", "1", "2", "3", "1", "2", "3", "4")
    answers = contracts(plan).replace({"Q3": {"1": "Economique", "4": "Famille", "2": "2", "3": "3"}})
    found = propose(plans, answers)
    assert pairs(found) == [("code", "formule", "Economique", "1")]
    assert [u.found for u in found.unresolved] == [("Famille",)]
