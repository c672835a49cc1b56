import random

import pytest

from relstudy.drafting.ordered_words import order_of_words

SCALES = [
    ("Very likely", "Somewhat likely", "Somewhat unlikely", "Very unlikely"),
    (
        "Tout à fait d'accord",
        "Plutôt d'accord",
        "Ni d'accord ni pas d'accord",
        "Plutôt pas d'accord",
        "Pas du tout d'accord",
    ),
    ("Très satisfait", "Assez satisfait", "Peu satisfait", "Pas du tout satisfait"),
    ("Très satisfait(e)", "Plutôt satisfait(e)", "Plutôt insatisfait(e)", "Très insatisfait(e)"),
    ("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"),
    ("Toujours", "Souvent", "Parfois", "Rarement", "Jamais"),
    ("Excellent", "Good", "Average", "Poor", "Very poor"),
]


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale[0])
def test_a_scale_in_words_is_put_in_its_order(scale: tuple[str, ...]) -> None:
    mixed = list(scale)
    random.Random(3).shuffle(mixed)
    places = order_of_words(mixed)
    assert places is not None
    assert sorted(mixed, key=places.__getitem__) == list(scale)


@pytest.mark.parametrize(
    "texts",
    [
        ("Agence", "Téléphone", "Site web"),
        ("Oui", "Non"),
        ("Bien", "Bon", "Très bien"),
        ("Local TV", "Radio", "Very good friends"),
        (),
    ],
)
def test_words_that_tell_no_order(texts: tuple[str, ...]) -> None:
    assert order_of_words(texts) is None
