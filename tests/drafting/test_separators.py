"""Cells of several answers: codes that could be decimals, answers that hold the separator, texts written beside the list."""

import numpy as np
import pytest

from relstudy.drafting.separators import find_separator
from relstudy.drafting.shapes import Shape, shape_of
from relstudy.tables.columns import fold_texts
from relstudy.tables.table import Table


def shape(*cells: str, times: int = 6, decimal_comma: bool = False) -> Shape:
    column = fold_texts([*cells] * times)
    table = Table(
        file="a.csv", sheet=None, columns=("q",), lines=np.arange(len(column.index)) + 2, header_line=1,
        decimal_comma=decimal_comma, load={"q": column}.__getitem__,
    )  # fmt: skip
    return shape_of(table, "q")


@pytest.mark.parametrize("decimal_comma", [True, False])
@pytest.mark.parametrize(
    ("cells", "sure"), [(("1,2", "1,4", "3", "2,5", "2,4", "4"), False), (("1,2,5", "2,5", "1", "12"), True)]
)
def test_codes_joined_by_a_comma_are_no_decimals(cells: tuple[str, ...], sure: bool, decimal_comma: bool) -> None:
    found = find_separator(shape(*cells, decimal_comma=decimal_comma))
    assert found is not None
    assert (found.separator, found.sure, found.codes) == (",", sure, not sure)
    assert found.counts["2"] == 6 * sum("2" in cell.split(",") for cell in cells)


@pytest.mark.parametrize(
    "cells",
    [
        ("3,5", "4,5", "5", "4"),
        ("0,5", "1,5"),
        ("1,65", "1,72", "1,80", "1,93"),
        ("4,1", "3,9", "2,7"),
        ("7", "8"),
        ("1,2", "3"),
    ],
)
def test_decimals_are_no_codes(cells: tuple[str, ...]) -> None:
    assert find_separator(shape(*cells, decimal_comma=True)) is None


def test_an_answer_may_hold_the_separator() -> None:
    cells = ("App, By phone, free of charge", "By phone, free of charge", "App, Branch", "Branch", "App")
    found = find_separator(shape(*cells))
    assert found is not None
    assert found.counts == {"App": 18, "By phone, free of charge": 12, "Branch": 12}


def test_brackets_keep_an_answer_together() -> None:
    cells = ("Debian (Ubuntu, Mint, etc.), macOS", "macOS, Windows", "Windows, Debian (Ubuntu, Mint, etc.)", "Windows")
    found = find_separator(shape(*cells))
    assert found is not None
    assert set(found.counts) == {"Debian (Ubuntu, Mint, etc.)", "macOS", "Windows"}


def test_what_single_respondents_wrote_is_told_from_the_answers() -> None:
    cells = [
        *("App;Branch;", "Branch;", "App;", "Phone;App;") * 5,
        "App;par pigeon;",
        "ma fille le fait;",
        "Branch;le facteur;",
    ]
    found = find_separator(shape(*cells, times=1))
    assert found is not None
    assert set(found.counts) == {"App", "Branch", "Phone"}
    assert sorted(found.written) == ["le facteur", "ma fille le fait", "par pigeon"]


def test_one_answer_given_once_is_an_answer() -> None:
    found = find_separator(shape(*("App;Branch;", "Branch;", "App;") * 5, "App;Phone;", times=1))
    assert found is not None
    assert found.counts["Phone"] == 1
    assert found.written == ()


def test_parts_that_look_alike_are_one() -> None:
    found = find_separator(shape("J'accepte;Oui", "J\u2019accepte;Oui", "J'accepte", "Oui"))
    assert found is not None
    assert found.counts == {"J'accepte": 18, "Oui": 18}


def test_words_may_be_joined_by_a_comma_without_a_blank_while_an_answer_holds_one_with_it() -> None:
    phone = "Phone (free, day and night)"
    cells = (f"Web,{phone}", f"{phone},Branch", "Web,Branch", phone, "Branch", f"Web,{phone},Branch")
    found = find_separator(shape(*cells))
    assert found is not None
    assert (found.separator, found.sure) == (",", False)
    assert found.counts == {"Web": 18, phone: 24, "Branch": 24}


@pytest.mark.parametrize(
    "cells",
    [
        ("Lyon,Rhône", "Paris,Seine", "Lille,Nord"),
        ("Yes,often", "No,never", "No,no need"),
        ("1,200 euros", "1,500 euros", "2,300 euros"),
    ],
)
def test_a_comma_inside_an_answer_separates_nothing(cells: tuple[str, ...]) -> None:
    assert find_separator(shape(*cells)) is None


@pytest.mark.parametrize(
    "cells",
    [
        ("Strongly agree", "Agree", "Neutral", "Disagree", "Strongly disagree"),
        ("good", "very good", "bad", "very bad"),
    ],
)
def test_words_of_one_answer_are_no_codes(cells: tuple[str, ...]) -> None:
    assert find_separator(shape(*cells)) is None


def test_codes_between_blanks_need_not_all_stand_alone() -> None:
    found = find_separator(shape("app", "branch", "app branch", "app branch phone", "app phone", "branch phone"))
    assert found is not None
    assert found.counts == {"app": 24, "branch": 24, "phone": 18}


def test_words_may_stand_between_strokes_with_blanks() -> None:
    found = find_separator(shape("App / By post", "By post", "App", "App / Branch", "Branch / By post"))
    assert found is not None
    assert (found.separator, found.counts) == (" / ", {"App": 18, "By post": 18, "Branch": 12})


def test_what_somebody_wrote_leaves_the_answers_beside_it_whole() -> None:
    cells = [
        *("App, By phone, free", "By phone, free", "App", "App, Branch", "Branch") * 4,
        "By phone, free, my niece",
        "Branch, par pigeon, parfois",
    ]
    found = find_separator(shape(*cells, times=1))
    assert found is not None
    assert found.counts == {"App": 12, "By phone, free": 9, "Branch": 9}


def test_a_stroke_joins_answers_that_hold_commas() -> None:
    """By the comma the cells fall into more kinds of pieces, none of which is an answer."""
    cells = (
        "App",
        "Desk, counter",
        "Phone",
        "App/Phone",
        "App/Desk, counter",
        "Desk, counter/Phone",
        "App/Desk, counter/Phone",
    )
    found = find_separator(shape(*cells))
    assert found is not None
    assert (found.separator, found.counts) == ("/", {"App": 24, "Desk, counter": 24, "Phone": 24})


@pytest.mark.parametrize("cells", [("TV/radio", "Web", "None"), ("Man/woman", "Boy/girl"), ("24/7", "5/7", "Never")])
def test_a_stroke_inside_answers_joins_nothing(cells: tuple[str, ...]) -> None:
    assert find_separator(shape(*cells)) is None


def test_a_separator_inside_the_brackets_of_an_answer_does_not_cut_it() -> None:
    found = find_separator(shape("App (phone; tablet);Desk", "App (phone; tablet)", "Desk", "Letter;Desk", "Letter"))
    assert found is not None
    assert (found.separator, found.counts) == (";", {"App (phone; tablet)": 12, "Desk": 18, "Letter": 12})


@pytest.mark.parametrize(("sign", "wording"), [("|", "Ease | speed"), (";", "App; mobile")])
def test_a_separator_with_blanks_about_it_belongs_to_its_wording(sign: str, wording: str) -> None:
    cells = (f"Price{sign}{wording}", wording, f"Price{sign}Advice", f"{wording}{sign}Advice", "Price")
    found = find_separator(shape(*cells))
    assert found is not None
    assert set(found.counts) == {"Price", wording, "Advice"}


def test_no_cell_names_a_code_twice() -> None:
    assert find_separator(shape("Muy DA", "DA", "Ni DA ni DSA", "DSA", "Muy DSA")) is None


def combined(*answers: str) -> list[str]:
    """Return the cells in which some of the answers stand in their order, between blanks."""
    ways = [[a for at, a in enumerate(answers) if way >> at & 1] for way in range(1, 2 ** len(answers))]
    return [" ".join(way) for way in ways]


def test_labels_of_several_words_may_stand_between_blanks() -> None:
    answers = ("Chor", "Tanz", "Dirigieren / Chorleitung", "andere Workshops")
    found = find_separator(shape(*combined(*answers)))
    assert found is not None
    assert (found.separator, found.sure) == (" ", False)
    assert found.counts == dict.fromkeys(answers, 6 * 8)


@pytest.mark.parametrize(
    "cells",
    [
        ("Very good", "Good", "Not good", "Not very good", "Good enough", "Very very good"),
        tuple(f"{sex} {age} {place}" for sex in ("Male", "Female") for age in ("18-34", "35+") for place in ("in town", "in villages")),
        ("San Jose", "San Diego", "Santa Fe", "New York", "Los Angeles", "Las Vegas"),
    ],
)  # fmt: skip
def test_words_between_blanks_are_mostly_no_answers(cells: tuple[str, ...]) -> None:
    assert find_separator(shape(*cells)) is None


def test_answers_between_strokes_need_not_all_stand_alone_where_cells_keep_the_order_of_a_list() -> None:
    cells = (
        *("Desk", "Phone", "Desk/Phone", "Desk/Phone/Web chat", "Phone/Web chat", "Desk/Fax, letter", "Desk/Phone/Fax, letter"),
        *("Phone/Fax, letter", "Desk/Web chat"),
    )  # fmt: skip
    found = find_separator(shape(*cells))
    assert found is not None
    assert (found.separator, set(found.counts)) == ("/", {"Desk", "Phone", "Web chat", "Fax, letter"})


def test_a_word_that_comes_twice_in_a_cell_ends_no_search() -> None:
    """Two words were joined where the first of them is met first: elsewhere in the same cell they were looked for without end."""
    assert find_separator(shape("au guichet au téléphone", "guichet", "le site", "site le soir")) is None
    assert find_separator(shape("au site au guichet", "site", "site", "site", times=3)) is None


def test_parts_that_are_nowhere_written_side_by_side_are_not_joined() -> None:
    cells = ("a, a, a, sites", "a, sites, good , good , sites, good", "sites, a, a", "good , good , sites", "sites")
    found = find_separator(shape(*cells))
    assert found is None or set(found.counts) <= {"a", "sites", "good"}
