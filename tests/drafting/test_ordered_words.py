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


FURTHER_SCALES = [
    ("Stimme voll und ganz zu", "Stimme eher zu", "Teils/teils", "Stimme eher nicht zu", "Stimme überhaupt nicht zu"),
    ("Trifft voll und ganz zu", "Trifft eher zu", "Trifft eher nicht zu", "Trifft überhaupt nicht zu"),
    ("Trifft völlig zu", "Trifft weitgehend zu", "Trifft teilweise zu", "Trifft wenig zu", "Trifft gar nicht zu"),
    ("Sehr zufrieden", "Zufrieden", "Weder zufrieden noch unzufrieden", "Unzufrieden", "Sehr unzufrieden"),
    ("Sehr zufrieden", "Eher zufrieden", "Teils/teils", "Eher unzufrieden", "Sehr unzufrieden"),
    ("Immer", "Meistens", "Oft", "Manchmal", "Selten", "Nie"),
    ("Sehr wichtig", "Wichtig", "Eher unwichtig", "Völlig unwichtig"),
    ("Äußerst wichtig", "Sehr wichtig", "Ziemlich wichtig", "Wenig wichtig", "Gar nicht wichtig"),
    ("Sehr gut", "Gut", "Befriedigend", "Ausreichend", "Mangelhaft", "Ungenügend"),
    ("Sehr gut", "Gut", "Mittel", "Schlecht", "Sehr schlecht"),
    ("Sehr wahrscheinlich", "Eher wahrscheinlich", "Eher unwahrscheinlich", "Sehr unwahrscheinlich"),
    ("Viel besser", "Etwas besser", "Gleich", "Etwas schlechter", "Viel schlechter"),
    ("Ja, auf jeden Fall", "Eher ja", "Eher nein", "Nein, auf keinen Fall"),
    ("Ja", "Eher ja", "Eher nein", "Nein"),
    ("Sehr stark", "Stark", "Etwas", "Kaum", "Überhaupt nicht"),
    ("Muy satisfecho", "Satisfecho", "Ni satisfecho ni insatisfecho", "Insatisfecho", "Muy insatisfecho"),
    ("Muy satisfecho/a", "Bastante satisfecho/a", "Poco satisfecho/a", "Nada satisfecho/a"),
    ("Muy satisfecho", "Satisfecho", "Neutral", "Poco satisfecho", "Nada satisfecho"),
    (
        "Totalmente de acuerdo",
        "De acuerdo",
        "Ni de acuerdo ni en desacuerdo",
        "En desacuerdo",
        "Totalmente en desacuerdo",
    ),
    ("Muy de acuerdo", "Algo de acuerdo", "Ni de acuerdo ni en desacuerdo", "Algo en desacuerdo", "Muy en desacuerdo"),
    ("Siempre", "Casi siempre", "A veces", "Casi nunca", "Nunca"),
    ("Siempre", "Frecuentemente", "A veces", "Rara vez", "Nunca"),
    ("Excelente", "Muy bueno", "Bueno", "Regular", "Malo", "Muy malo"),
    ("Muy bien", "Bien", "Regular", "Mal", "Muy mal"),
    ("Muy importante", "Importante", "Algo importante", "Poco importante", "Nada importante"),
    ("Mucho", "Bastante", "Algo", "Poco", "Nada"),
    ("Muy probable", "Probable", "Poco probable", "Nada probable"),
    ("Mucho mejor", "Algo mejor", "Igual", "Algo peor", "Mucho peor"),
    ("Muy fácil", "Fácil", "Ni fácil ni difícil", "Difícil", "Muy difícil"),
    ("Definitivamente sí", "Probablemente sí", "Probablemente no", "Definitivamente no"),
    (
        "Molto d'accordo",
        "Abbastanza d'accordo",
        "Né d'accordo né in disaccordo",
        "Poco d'accordo",
        "Per niente d'accordo",
    ),
    ("Completamente d'accordo", "D'accordo", "Incerto", "In disaccordo", "Completamente in disaccordo"),
    ("Molto soddisfatto", "Abbastanza soddisfatto", "Poco soddisfatto", "Per niente soddisfatto"),
    ("Molto soddisfatto", "Soddisfatto", "Né soddisfatto né insoddisfatto", "Insoddisfatto", "Molto insoddisfatto"),
    ("Sempre", "Spesso", "Qualche volta", "Raramente", "Mai"),
    ("Ottimo", "Buono", "Discreto", "Sufficiente", "Insufficiente"),
    ("Molto importante", "Abbastanza importante", "Poco importante", "Per nulla importante"),
    ("Molto", "Abbastanza", "Poco", "Per niente"),
    ("Molto probabile", "Probabile", "Improbabile", "Molto improbabile"),
    ("Muito satisfeito", "Satisfeito", "Nem satisfeito nem insatisfeito", "Insatisfeito", "Muito insatisfeito"),
    (
        "Concordo totalmente",
        "Concordo parcialmente",
        "Não concordo nem discordo",
        "Discordo parcialmente",
        "Discordo totalmente",
    ),
    ("Concordo totalmente", "Concordo", "Neutro", "Discordo", "Discordo totalmente"),
    ("Sempre", "Frequentemente", "Às vezes", "Raramente", "Nunca"),
    ("Ótimo", "Bom", "Regular", "Ruim", "Péssimo"),
    ("Excelente", "Muito bom", "Bom", "Razoável", "Mau", "Muito mau"),
    ("Extremamente", "Bastante", "Mais ou menos", "Muito pouco", "Nada"),
    ("Muito importante", "Importante", "Pouco importante", "Nada importante"),
    ("Muito provável", "Provável", "Improvável", "Muito improvável"),
    ("Helemaal mee eens", "Mee eens", "Neutraal", "Mee oneens", "Helemaal mee oneens"),
    ("Helemaal mee eens", "Mee eens", "Niet mee eens, niet mee oneens", "Niet mee eens", "Helemaal niet mee eens"),
    ("Zeer tevreden", "Tevreden", "Niet tevreden, niet ontevreden", "Ontevreden", "Zeer ontevreden"),
    ("Zeer tevreden", "Tevreden", "Neutraal", "Ontevreden", "Zeer ontevreden"),
    ("Altijd", "Vaak", "Soms", "Zelden", "Nooit"),
    ("Altijd", "Vaak", "Regelmatig", "Soms", "Nooit"),
    ("Zeer goed", "Goed", "Voldoende", "Matig", "Slecht"),
    ("Heel belangrijk", "Belangrijk", "Niet zo belangrijk", "Helemaal niet belangrijk"),
    ("Zeer waarschijnlijk", "Waarschijnlijk", "Onwaarschijnlijk", "Zeer onwaarschijnlijk"),
    ("Trifft zu", "Trifft eher zu", "Teils/teils", "Trifft eher nicht zu", "Trifft nicht zu"),
    ("Stimme voll zu", "Stimme eher zu", "Weder noch", "Lehne eher ab", "Lehne voll ab"),
    ("Oui", "Plutôt oui", "Plutôt non", "Non"),
]


@pytest.mark.parametrize("scale", [*SCALES, *FURTHER_SCALES], ids=lambda scale: "/".join(scale[:2]))
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
        ("Sehr zufrieden", "Muy satisfecho", "Zufrieden", "Unzufrieden"),
        ("Filiale", "Telefon", "Webseite"),
        ("Sí", "No", "Tal vez"),
        ("Menos de 5 años", "De 5 a 10 años", "Más de 10 años"),
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
        ("Gut Aiderbichl", "Immergut", "Schlecht & Söhne"),
        ("Buen Retiro", "Mal País", "Alto Paraná"),
        ("Sempre Verde", "Buona Vita", "Poco Loco"),
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
