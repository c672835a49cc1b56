"""Parts of keys, and texts that are alike to a reader."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.folding import count_stars, fold, look, strip_cell, what_differs


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("18 - 34", "18-34"), ("-3", "minus-3"), ("3", "3"), ("\u22123", "minus-3"), ("-0,5", "minus-0-5"), ("-.5", "minus-.5"),
        ("-3 (pas du tout)", "minus-3-pas-du-tout"), ("- aucun", "aucun"), ("- 3", "3"), ("Été", "ete"), ("?", ""),
    ],
)  # fmt: skip
def test_a_code_as_part_of_a_key(text: str, part: str) -> None:
    assert fold(text) == part


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_numbers_keep_their_sign_in_a_key(one: int, other: int) -> None:
    assert (fold(str(one)) == fold(str(other))) == (one == other)


@given(st.text(max_size=20))
def test_how_a_text_is_coded_is_not_seen(text: str) -> None:
    assert look(unicodedata.normalize("NFD", text)) == look(unicodedata.normalize("NFC", text))
    assert look(f"\u00a0{text}\u200b  ") == look(text)


def test_what_differs_is_named() -> None:
    assert what_differs("J\u2019AI\u00a0dit", "j'ai dit") == "@other-signs, @other-blanks, @capitals"
    assert what_differs("e\u0301", "é") == "@accents-apart"
    assert what_differs("e", "é") is None


def test_a_cell_that_holds_nothing_to_be_seen_is_blank() -> None:
    assert [strip_cell(text) for text in ("", " ", "\u200b", "\u00a0\ufeff ", " a\u200bb ", "é")] == [
        "",
        "",
        "",
        "",
        "a\u200bb",
        "é",
    ]


def test_stars_look_like_their_number() -> None:
    assert [count_stars(text) for text in ("\u2605\u2605\u2606", "\u2b50\ufe0f \u2b50\ufe0f", "\u2606\u2606", "\u2605 1", "**")] == [
        (2, 1), (2, 0), None, None, None,
    ]  # fmt: skip
    assert look("\u2605\u2605\u2605\u2606\u2606") == look("3") == "3"
    assert what_differs("\u2605\u2605", "2") == "@stars"
