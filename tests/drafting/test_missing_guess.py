"""Numbers of no answer, and negative numbers that are answers."""

import pytest

from relstudy.drafting.missing_guess import missing_numbers, missing_word, missing_words


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        (range(-3, 4), ()),
        (range(-2, 3), ()),
        ((-1, 0, 1), ()),
        ((-2, -1, 0, 1), ()),
        ((-1, 1, 2, 3, 4, 5), ("-1",)),
        ((-9, -8, 1, 2, 3), ("-9", "-8")),
        ((-1, *range(11)), ("-1",)),
        ((-99, *range(-3, 4)), ("-99",)),
        ((-999, -40, -8, -1, 0, 12, 60), ("-999",)),
        ((1, 2, 3, 99), ("99",)),
    ],
)
def test_numbers_of_no_answer(numbers: tuple[int, ...], missing: tuple[str, ...]) -> None:
    assert missing_numbers(map(str, numbers)) == missing


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("99 - Refus", "refused"),
        ("98. Don't know", "dont_know"),
        ("-1: NSP", "dont_know"),
        ("5 - Plus tard", None),
        ("Ne s’applique pas", "filtered"),
        ("Does not apply to me", "filtered"),
        ("Aucune réponse", "refused"),
        ("99", None),
        ("2 - 1", None),
    ],
)
def test_words_of_no_answer_behind_the_number_of_their_code(text: str, kind: str | None) -> None:
    assert missing_word(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (".", "absent"),
        ("..", "absent"),
        ("Pas d'avis", "dont_know"),
        ("Sans avis", "dont_know"),
        ("Weiß nicht", "dont_know"),
        ("Keine Angabe", "refused"),
        ("No sabe", "dont_know"),
        ("No contesta", "refused"),
        ("Question non posée", "not_asked"),
        ("Not asked", "not_asked"),
        ("Skipped", "absent"),
        ("None", None),
        ("KA", None),
        ("Avis", None),
    ],
)
def test_words_of_no_answer_in_the_languages_of_europe(text: str, kind: str | None) -> None:
    assert missing_word(text) == kind


@pytest.mark.parametrize(
    ("texts", "missing"),
    [
        (("Satisfait", "Insatisfait", "99"), ("99",)),
        (("Satisfait", "Insatisfait", "-1", "Ne sait pas"), ("-1",)),
        (("Satisfait", "Ne sait pas", "99"), ()),
        (("18 ans", "19 ans", "99"), ()),
        (("Peugeot", "Renault", "5"), ()),
    ],
)
def test_a_number_among_words_is_a_code_of_no_answer(texts: tuple[str, ...], missing: tuple[str, ...]) -> None:
    assert missing_numbers(texts) == missing


def test_a_negative_number_of_one_digit_repeated_is_no_quantity() -> None:
    ages = [str(age) for age in range(18, 60)]
    assert missing_numbers([*ages, "-77"]) == ("-77",)
    assert missing_numbers([*ages, "-66", "-99"]) == ("-99", "-66")
    assert missing_numbers([str(growth) for growth in range(-90, 60)]) == ()


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("Trifft voll zu", "Trifft eher zu", "Trifft nicht zu", "Weiß nicht"), {"Weiß nicht": "dont_know"}),
        (("Trifft zu", "Nicht zutreffend"), {"Nicht zutreffend": "filtered"}),
        (("Très concerné(e)", "Peu concerné(e)", "Non concerné(e)"), {}),
        (("Oui", "Non", "Non concerné"), {"Non concerné": "filtered"}),
        (("Applies fully", "Applies partly", "Does not apply"), {}),
        (("Good", "Bad", "Not applicable"), {"Not applicable": "filtered"}),
        (("Very sure", "Fairly sure", "Not sure"), {}),
        (("Yes", "No", "Not sure"), {"Not sure": "dont_know"}),
        (("Good opinion", "Bad opinion", "No opinion"), {"No opinion": "dont_know"}),
    ],
)
def test_who_denies_what_others_grade_gives_an_answer(texts: tuple[str, ...], said: dict[str, str]) -> None:
    assert {text: kind for text, kind in missing_words(texts).items() if kind} == said
