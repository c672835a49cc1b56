"""Columns whose heading is blank are told by their letter."""

import pytest

from relstudy.errors import fault
from relstudy.fault_words import as_json, explain
from relstudy.unnamed import column_letters, number_column, tell_unnamed


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_a_place_is_told_by_its_letters(place: int, letters: str) -> None:
    assert tell_unnamed(number_column(place), str) == letters == column_letters(place + 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Q1, #2, #27 (Oui)", "Q1, <B>, <AA> (Oui)"),
        ("Q1; #3", "Q1; <C>"),
        ("Réponse #2", "Réponse #2"),
        ("#2a", "#2a"),
    ],
)
def test_names_that_a_file_gives_stay(text: str, told: str) -> None:
    assert tell_unnamed(text, lambda letters: f"<{letters}>") == told


def test_a_fault_says_the_letter_and_scripts_the_name() -> None:
    found = fault("missing-column", "waves/w1/responses.csv", line=1, column="#12")
    assert "colonne L, sans titre" in explain(found, "fr").place
    assert "column L, without a heading" in explain(found, "en").place
    assert "#12" not in explain(found, "en").message
    assert as_json(found, "fr")["column"] == "#12"


def test_a_fault_says_what_stands_at_the_heading_and_a_near_column_by_its_letter() -> None:
    found = fault("extra-column", "r.csv", line=1, column="#12", heading="Phone", allowed="#27")
    said = explain(found, "en")
    assert said.place == "r.csv, line 1, column L (Phone)"
    assert "AA (no heading)" in said.message


def test_an_answer_that_looks_like_a_column_without_a_name_stays_what_it_is() -> None:
    assert '"#12"' in explain(fault("unknown-code", "r.csv", column="Q1", item="q1", found="#12"), "en").message
