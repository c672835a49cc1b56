"""Open answers are reviewed beside the verbatims: replaced where they are shown, left as collected in their file."""

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from filled_rounds import FIRST
from good_study import write_study
from interview_study import WAVE, call_json

from relstudy.cli import main
from relstudy.delivery.redaction.answers import settle_answers
from relstudy.delivery.redaction.material import open_study_of, pseudonyms_of_answers
from relstudy.delivery.redaction.proposing import propose_redactions
from relstudy.errors import StudyError
from relstudy.steps.intake import intake_of
from relstudy.survey.items import ItemId

SAID = {
    "R0001": "Je m'appelle Paul Martin, le site est lent.",
    "R0002": "Appelez-moi au 06 12 34 56 78, merci.",
    "R0003": "Le site est lent.",
    "R0004": "Mme Martin m'a bien aidée.",
}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_study(tmp_path / "good")
    with (folder / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[items]]\nid = "remarks"\ntype = "open"\ncolumn = "REM"\nlabel = { fr = "Remarques" }\n')
    answers = folder / "waves" / WAVE / "responses.csv"
    read = pd.read_csv(answers, dtype=str, keep_default_na=False)
    read["REM"] = [SAID.get(who, "") for who in read["ident"]]
    read.to_csv(answers, index=False)
    (folder / "waves" / WAVE / "redactions.csv").unlink(missing_ok=True)
    return folder


def lines(study: Path) -> list[dict[str, str]]:
    with (study / "waves" / WAVE / "open_redactions.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def decide(study: Path, **decisions: str) -> None:
    told = [{**line, "decision": decisions.get(line["respondent_id"], line["decision"])} for line in lines(study)]
    with (study / "waves" / WAVE / "open_redactions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(told)


def given(study: Path, out: Path) -> dict[str, str]:
    """Return the texts a coder of the answers is given."""
    code, told = call_json("code", study, "--wave", WAVE, "--coder", "anne", "--item", "remarks", "--out", out)
    assert (code, told["faults"]) == (0, [])
    page = openpyxl.load_workbook(out)["codage"]
    return {row[0]: row[2] for row in page.iter_rows(min_row=FIRST, values_only=True) if row[2]}


def test_what_is_accepted_is_replaced_where_answers_are_shown_alone(study: Path, tmp_path: Path) -> None:
    answers = study / "waves" / WAVE / "responses.csv"
    collected = answers.read_bytes()
    _, review = propose_redactions(study, WAVE)
    assert (review.of_answers, review.path) == (True, f"waves/{WAVE}/open_redactions.csv")
    found = {line["respondent_id"]: line for line in lines(study)}
    assert {who: (line["item"], line["found"], line["kind"]) for who, line in found.items()} == {
        "R0001": ("remarks", "Paul Martin", "name"),
        "R0002": ("remarks", "06 12 34 56 78", "phone"),
        "R0004": ("remarks", "Martin", "name"),
    }
    assert given(study, tmp_path / "before.xlsx") == SAID

    decide(study, R0001="yes", R0002="oui", R0004="no")
    told = settle_answers(study, WAVE)
    assert told is not None
    assert (told.replaced, told.kept, told.open) == (2, 1, 0)
    assert given(study, tmp_path / "after.xlsx") == {
        **SAID,
        "R0001": f"Je m'appelle {found['R0001']['pseudonym']}, le site est lent.",
        "R0002": f"Appelez-moi au {found['R0002']['pseudonym']}, merci.",
    }
    read = open_study_of(study, WAVE)
    taken = intake_of(read, next(one for one in read.waves if one.id == WAVE))
    assert set(taken.settled_in(ItemId("remarks"))["passage"]) == {
        found["R0001"]["pseudonym"],
        found["R0002"]["pseudonym"],
        "Martin",
    }
    assert answers.read_bytes() == collected
    key = (study / ".relstudy" / "pseudonyms.csv").read_text(encoding="utf-8")
    assert f"{WAVE}/R0001" in key
    # A review is proposed again without losing what was decided.
    before = lines(study)
    propose_redactions(study, WAVE)
    assert lines(study) == before


def test_nothing_decided_exits_three_and_a_check_says_what_waits(study: Path) -> None:
    propose_redactions(study, WAVE)
    noted = [f for f in call_json("check", study)[1]["faults"] if f["code"] == "open-redactions"]
    assert [(f["file"], f["found"]) for f in noted] == [(f"waves/{WAVE}/open_redactions.csv", "3")]
    for review in (study / "waves" / WAVE).glob("redactions.*"):
        review.unlink()
    assert main(["redact", str(study), "--wave", WAVE, "--accept"]) == 3
    decide(study, R0001="yes")
    assert main(["redact", str(study), "--wave", WAVE, "--accept"]) == 0


def test_a_line_that_is_not_what_the_answer_says_is_told(study: Path) -> None:
    propose_redactions(study, WAVE)
    answers = study / "waves" / WAVE / "responses.csv"
    answers.write_bytes(answers.read_bytes().replace(b"Paul Martin", b"Paul Durand"))
    with pytest.raises(StudyError) as error:
        settle_answers(study, WAVE)
    assert [(f.code, f.found) for f in error.value.faults if f.severity == "error"] == [
        ("quote-not-in-source", "Paul Martin")
    ]


def test_who_is_forgotten_leaves_the_review_and_the_key(study: Path) -> None:
    propose_redactions(study, WAVE)
    assert main(["forget", str(study), "R0001"]) == 0
    assert {line["respondent_id"] for line in lines(study)} == {"R0002", "R0004"}
    key = (study / ".relstudy" / "pseudonyms.csv").read_text(encoding="utf-8")
    assert f"{WAVE}/R0001" not in key


def test_a_pseudonym_that_stands_in_an_interview_is_given_to_nobody_else_when_the_key_is_gone(study: Path) -> None:
    verbatims = study / "waves" / WAVE / "verbatims.csv"
    read = pd.read_csv(verbatims, dtype=str, keep_default_na=False)
    read.loc[0, "text"] += " [Personne 1]"
    read.to_csv(verbatims, index=False)
    _, review = propose_redactions(study, WAVE)
    assert {line.pseudonym for line in review.lines if line.kind == "name"} == {"[Personne 2]"}
    (study / ".relstudy" / "pseudonyms.csv").unlink()
    assert "[Personne 2]" in pseudonyms_of_answers(study)
