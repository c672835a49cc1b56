import random

import pytest

from relstudy.drafting.ordered_words import order_of_words
from relstudy.drafting.points import worded_points

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
    ("Excellent", "Très bon", "Bon", "Passable", "Mauvais"),
    ("Excellent", "Very good", "Good", "Fair", "Poor"),
    ("Très bien", "Bien", "Assez bien", "Passable", "Insuffisant"),
    ("Parfait", "Bien", "Moyen", "Médiocre", "Mauvais"),
    ("Outstanding", "Great", "Good", "Okay", "Bad", "Terrible"),
    ("High", "Medium", "Low"),
    ("Élevé", "Moyen", "Faible"),
    ("Well above average", "Average", "Below average"),
    ("Extremely satisfied", "Very satisfied", "Moderately satisfied", "Slightly satisfied", "Not at all satisfied"),
    ("Extrêmement important", "Très important", "Moyennement important", "Un peu important", "Pas du tout important"),
    (
        "Strongly agree",
        "Moderately agree",
        "Slightly agree",
        "Slightly disagree",
        "Moderately disagree",
        "Strongly disagree",
    ),
    ("Beaucoup mieux", "Un peu mieux", "Pareil", "Un peu moins bien", "Beaucoup moins bien"),
    ("Much better", "Somewhat better", "About the same", "Somewhat worse", "Much worse"),
    ("Always", "Usually", "Often", "Sometimes", "Rarely", "Never"),
    ("Oui, tout à fait", "Plutôt oui", "Plutôt non", "Non, pas du tout"),
    ("Pas du tout difficile", "Peu difficile", "Difficile", "Très difficile"),
    ("Very fast", "Fairly fast", "Not very fast", "Not at all fast"),
    ("Beaucoup", "Un peu", "Pas du tout"),
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
        ("Très satisfait", "Very satisfied", "Satisfait", "Insatisfait"),
        ("Toujours en agence", "Souvent au téléphone", "Jamais sur internet"),
        ("Moins de 5 ans", "De 5 à 10 ans", "Plus de 10 ans"),
        ("Yes", "No", "Sometimes"),
    ],
)
def test_words_that_tell_no_order(texts: tuple[str, ...]) -> None:
    assert order_of_words(texts) is None


@pytest.mark.parametrize(
    "names",
    [
        ("Bon Marché", "Bonne Maman", "Mauvais Garçons", "Excellence"),
        ("Best Western", "Great Clips", "Low Cost", "Bad Boy"),
        ("Low Moor", "High Wycombe", "Great Yarmouth"),
        ("Bonneville", "Fort-de-France", "Bon-Encontre"),
        ("Le Bien Public", "Le Bon Coin", "Très Chic", "Jamais sans mon Bio"),
        ("Bon de commande", "Très haut débit", "Courrier"),
        ("Petit", "Moyen", "Grand"),
        ("Small", "Medium", "Large"),
    ],
    ids=lambda names: names[0],
)
def test_names_of_brands_towns_and_channels_are_no_scale(names: tuple[str, ...]) -> None:
    assert worded_points(names) is None


def test_moderately_stands_above_somewhat() -> None:
    asked = ["Not at all", "Slightly", "Somewhat", "Moderately", "Very"]
    places = order_of_words(f"{word} concerned" for word in asked)
    assert places is not None
    assert sorted(places, key=places.__getitem__, reverse=True) == [f"{word} concerned" for word in asked]


def test_support_and_opposition_are_an_order() -> None:
    places = order_of_words(["Strongly support", "Support", "Neither support nor oppose", "Oppose", "Strongly oppose"])
    assert places is not None
    assert sorted(places, key=places.__getitem__)[::4] == ["Strongly support", "Strongly oppose"]
