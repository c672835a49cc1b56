"""Answers of a survey held in two languages: said, never merged."""

import pytest

from relstudy.drafting.answer_languages import find_translations


def test_each_answer_stands_beside_its_translation() -> None:
    twice = find_translations(
        ["Satisfait", "Very satisfied", "Satisfied", "Pas du tout satisfait", "Très satisfait", "Not at all satisfied"]
    )
    assert twice is not None
    assert twice.first == ("Très satisfait", "Satisfait", "Pas du tout satisfait")
    assert twice.second == ("Very satisfied", "Satisfied", "Not at all satisfied")
    assert twice.merge.startswith('{ c1 = ["Très satisfait", "Very satisfied"], c2 = ')


@pytest.mark.parametrize(
    ("texts", "second"),
    [
        (["Oui", "Non", "Yes"], ("Yes",)),
        (["Agence", "Autre", "Web", "Other (please specify)"], ("Other (please specify)",)),
        (["D'accord", "Pas d'accord", "Disagree", "Agree"], ("Agree", "Disagree")),
    ],
)
def test_a_list_may_hold_but_few_of_them(texts: list[str], second: tuple[str, ...]) -> None:
    twice = find_translations(texts)
    assert twice is not None
    assert twice.second == second


@pytest.mark.parametrize(
    "texts",
    [
        ["Oui", "Non"], ["Excellent", "Bon", "Mauvais"], ["Bon Marché", "Good Goût"], ["Paris", "London"], ["Oui", "No"],
        ["Email", "Téléphone", "Web"], [],
    ],
)  # fmt: skip
def test_one_language_or_no_translation_is_not_doubted(texts: list[str]) -> None:
    assert find_translations(texts) is None
