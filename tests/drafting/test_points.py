"""Numbers inside labels and scales in words: what is a scale, and what is a list that was numbered."""

import pytest

from relstudy.drafting.points import marks_of, numbered_points, starred_points, worded_points


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (("0 - Pas du tout probable", "3", "10 - Tout à fait probable"), [0, 3, 10]),
        (("1 (pas du tout)", "2", "3", "5 (tout à fait)"), [1, 2, 3, 5]),
        (("1 = Never", "2", "4"), [1, 2, 4]),
        (("Très mauvais - 1", "2", "3", "Excellent (4)"), [1, 2, 3, 4]),
        (("-3: froid", "-1", "0", "3: chaud"), [-3, -1, 0, 3]),
        (("1 - Strongly disagree", "2 - Disagree", "3 - Agree", "4 - Strongly agree"), [1, 2, 3, 4]),
    ],
)
def test_points_with_labelled_ends(texts: tuple[str, ...], numbers: list[int]) -> None:
    points = numbered_points(texts)
    assert points is not None
    assert [points[text] for text in texts] == numbers


@pytest.mark.parametrize(
    "texts",
    [
        ("1 - Homme", "2 - Femme", "3 - Autre"),
        ("18 - 34 ans", "35 - 59 ans", "60 - 99 ans"),
        ("1 enfant", "2 enfants", "3 enfants et plus"),
        ("1", "2", "3"),
        ("1 - oui", "1 - non", "3"),
        ("1-9", "10-49", "50"),
        ("1", "2 - at times", "3"),
        ("Oui", "2", "3"),
    ],
)
def test_numbered_lists_and_ranges_are_no_points(texts: tuple[str, ...]) -> None:
    assert numbered_points(texts) is None


def test_the_most_favourable_word_has_the_highest_number() -> None:
    texts = ("Très satisfait", "Plutôt satisfait", "Ni l'un ni l'autre", "Plutôt insatisfait", "Très insatisfait")
    assert worded_points(texts) == {
        "Très satisfait": 5, "Plutôt satisfait": 4, "Ni l'un ni l'autre": 3, "Plutôt insatisfait": 2, "Très insatisfait": 1,
    }  # fmt: skip


@pytest.mark.parametrize("texts", [("Agence", "Téléphone", "Site"), ("Oui", "Non", "Peut-être"), ("Very good", "Good")])
def test_words_without_two_sides_are_a_list(texts: tuple[str, ...]) -> None:
    assert worded_points(texts) is None


@pytest.mark.parametrize(
    "texts", [("7/10", "9/10"), ("7 sur 10", "9 sur 10"), ("7 out of 10", "9 Out of 10"), ("7 / 10", "9/10")]
)
def test_marks_out_of_a_highest_one(texts: tuple[str, str]) -> None:
    marks = marks_of(texts)
    assert marks is not None
    assert ([marks.numbers[text] for text in texts], marks.of) == ([7, 9], 10)
    assert list(marks.points().values()) == list(range(1, 11))
    assert list(marks.points(least=0).values()) == list(range(11))


def test_marks_nobody_gave_are_written_as_the_others_and_few_are_declared() -> None:
    marks = marks_of(("2,5 / 5", "4 / 5"))
    assert marks is not None
    assert marks.points() == {"1 / 5": 1, "2 / 5": 2, "2,5 / 5": 2.5, "3 / 5": 3, "4 / 5": 4, "5 / 5": 5}
    hundred = marks_of(("40/100", "90/100"))
    assert hundred is not None
    assert hundred.points() == {"40/100": 40, "90/100": 90}


@pytest.mark.parametrize("texts", [("7/10", "3/5"), ("7/10", "12/10")])
def test_marks_of_no_one_scale_have_no_highest(texts: tuple[str, str]) -> None:
    marks = marks_of(texts)
    assert marks is not None
    assert marks.of is None


@pytest.mark.parametrize("texts", [("7/10",), ("1/2", "2/2"), ("7/10", "bien"), ("2022/2023", "2023/2024"), ("7", "8")])
def test_other_texts_are_no_marks(texts: tuple[str, ...]) -> None:
    assert marks_of(texts) is None


def test_points_between_brackets_are_bare() -> None:
    assert numbered_points(("Not at all (1)", "(2)", "(3)", "Very (4)")) == {
        "Not at all (1)": 1,
        "(2)": 2,
        "(3)": 3,
        "Very (4)": 4,
    }


def test_stars_are_out_of_the_hollow_ones_or_of_the_usual_number() -> None:
    assert starred_points(("\u2605\u2606\u2606", "\u2605\u2605\u2606")) == {
        1: "\u2605\u2606\u2606",
        2: "\u2605\u2605\u2606",
        3: "\u2605\u2605\u2605",
    }
    assert list(starred_points(("\u2605", "\u2605\u2605")) or ()) == [1, 2, 3, 4, 5]
    assert list(starred_points(("\u2605", "\u2605" * 7)) or ()) == [1, 2, 3, 4, 5, 6, 7]
    assert starred_points(("\u2605\u2606", "\u2605\u2606\u2606")) is None
    assert starred_points(("\u2605", "none")) is None


@pytest.mark.parametrize(
    ("ends", "is_scale"),
    [
        (("1 pas du tout important", "5 très important/essentiel"), True),
        (("1 Very poor", "5 Excellent"), True),
        (("1 gar nicht zufrieden", "5 sehr zufrieden"), True),
        (("1 enfant", "5 ou plus"), False),
        (("1 visit", "5 visits"), False),
        (("1 very good", "5 excellent"), False),
    ],
)
def test_a_blank_alone_stands_between_number_and_label_at_opposed_ends(ends: tuple[str, str], is_scale: bool) -> None:
    points = numbered_points((ends[0], "2", "4", ends[1]))
    assert points == ({ends[0]: 1, "2": 2, "4": 4, ends[1]: 5} if is_scale else None)
    assert numbered_points((ends[0], "2", ends[1], "6")) is None
