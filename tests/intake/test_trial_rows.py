"""Rows by which somebody tried the questionnaire, and answers that only sound so."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from relstudy.errors import FaultLog
from relstudy.intake.trial_rows import find_trials
from relstudy.tables import GivenFile, read_table

N = 40


@dataclass(frozen=True)
class Found:
    lines: list[int]
    texts: tuple[str, ...]


def trials(folder: Path, lines: list[str]) -> Found | None:
    path = folder / "answers.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = read_table(GivenFile(path="answers.csv", absolute=path), FaultLog())
    assert table is not None
    found = find_trials(table)
    return None if found is None else Found(table.lines[found.rows].tolist(), found.texts)


@pytest.mark.parametrize(
    "row",
    [
        "TEST-1,1,a,b",
        "essai2,1,a,b",
        "X9,1,test@test.com,b",
        "X9,1,a,Ceci est un test",
        "X9,1,a,Réponse à supprimer",
        "X9,1,test,Test 2",
    ],
)
def test_a_row_that_can_only_be_a_trial(tmp_path: Path, row: str) -> None:
    lines = ["ident,q1,avis,motif", *(f"R{i},{i % 3},avis {i},motif {i}" for i in range(N)), row]
    found = trials(tmp_path, lines)
    assert found is not None
    assert found.lines == [N + 2]


@pytest.mark.parametrize(
    "row",
    [
        "X9,1,test,b",
        "X9,1,un test gratuit,essai de la voiture",
        "TESTARD,1,a,b",
        "X9,1,jean.test@orange.fr,b",
        "X9,1,je teste,b",
        "X9,1,ignore,b",
        "X9,1,à supprimer,b",
    ],
)
def test_a_row_that_may_be_an_answer(tmp_path: Path, row: str) -> None:
    lines = ["ident,q1,avis,motif", *(f"R{i},{i % 3},avis {i},motif {i}" for i in range(N)), row]
    assert trials(tmp_path, lines) is None


def test_answers_of_a_list_and_a_column_about_tests_are_no_trials(tmp_path: Path) -> None:
    lines = [
        "ident,q1,avis",
        *(f"R{i},{'test' if i % 2 else 'achat'},{'test' if i % 2 else f'avis {i}'}" for i in range(N)),
    ]
    assert trials(tmp_path, lines) is None
    assert trials(tmp_path, ["ident,q1", *(f"test{i},{i % 3}" for i in range(N))]) is None


def test_an_id_that_repeats_does_not_hide_one_that_says_test(tmp_path: Path) -> None:
    lines = ["id,q", *(f"{i},{i % 3}" for i in range(1, N)), "5,1", "test1,2"]
    found = trials(tmp_path, lines)
    assert found is not None
    assert (found.lines, found.texts) == ([N + 2], ("test1",))
