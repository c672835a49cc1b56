"""Spaces of French around signs: set where they were plain or forgotten, left alone where a sign is none of the sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.report.typography import set_labels, set_spaces
from relstudy.survey.labels import Labels

NB, NN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("Quel canal ?", f"Quel canal{NN}?"),
        ("Quel canal?", f"Quel canal{NN}?"),
        (f"Quel canal{NB}?", f"Quel canal{NN}?"),
        ("Vraiment ?!", f"Vraiment{NN}?!"),
        ("Vraiment?!", f"Vraiment{NN}?!"),
        ("un ; deux", f"un{NN}; deux"),
        ("Note: sur 10", f"Note{NB}: sur 10"),
        ("Note : sur 10", f"Note{NB}: sur 10"),
        ("« oui » ou «non»", f"«{NB}oui{NB}» ou «{NB}non{NB}»"),
        ("50% ou 50 % ou 3 €", f"50{NB}% ou 50{NB}% ou 3{NB}€"),
        (" ; ensuite", f"{NN}; ensuite"),
        (" : de ", f"{NB}: de "),
        ("dit « ", f"dit «{NB}"),
        ("https://exemple.fr/a?b=1", "https://exemple.fr/a?b=1"),
        ("de 8:30 à 9:00", "de 8:30 à 9:00"),
        ("L'appli", "L'appli"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_each_sign_has_its_space(written: str, set_: str) -> None:
    assert set_spaces(written, "fr") == set_


def test_other_languages_are_left_as_they_stand() -> None:
    assert set_spaces("Which channel ? 50 %", "en") == "Which channel ? 50 %"
    labels = Labels(texts={"item/q": {"fr": "Quel canal ?", "en": "Which channel ?"}})
    assert set_labels(labels).texts == {"item/q": {"fr": f"Quel canal{NN}?", "en": "Which channel ?"}}


@given(st.text(alphabet="ab1 «»;:!?%€.\u00a0\u202f", max_size=30))
def test_only_spaces_change_and_setting_twice_is_setting_once(text: str) -> None:
    once = set_spaces(text, "fr")
    assert re.sub(r"\s", "", once) == re.sub(r"\s", "", text)
    assert set_spaces(once, "fr") == once
