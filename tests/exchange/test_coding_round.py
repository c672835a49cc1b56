"""Passages follow each other without a gap; quotes are found as people type them; codes stand below their parents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.exchange.coding_round import OfferedCode, cut_text, find_quote

TEXT = "On m’a dit\u00a0: « vendredi »,\r\net l'argent était là — vendredi."


@given(st.text(alphabet="ab. \n’é😡", min_size=1, max_size=6000))
def test_passages_follow_each_other_and_are_short(text: str) -> None:
    spans = list(cut_text(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= 1200 and text[start:end].count("\n") <= 22 for start, end in spans)


def test_a_passage_ends_where_a_sentence_does() -> None:
    text = "Une phrase assez longue pour cela. " * 60
    assert all(text[start:end].endswith(". ") for start, end in cut_text(text))


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("m'a dit : « vendredi »", "m’a dit\u00a0: « vendredi »"),
        ("vendredi », et l’argent", "vendredi »,\r\net l'argent"),
        ("« l'argent était là »", "l'argent était là"),
        ("  là - vendredi ", "là — vendredi"),
    ],
)
def test_a_quote_is_found_as_it_is_typed(quote: str, found: str) -> None:
    span = find_quote(TEXT, quote)
    assert span is not None
    assert TEXT[span[0] : span[1]] == found


def test_a_quote_that_stands_twice_is_that_of_its_passage() -> None:
    assert find_quote("oui non oui non", "oui", start=4, end=15) == (8, 11)
    assert find_quote("oui non", "oui", start=4, end=7) == (0, 3)
    assert find_quote("oui non", "peut-être") is None
    assert find_quote("a.c abc", "a.c") == (0, 3)


def test_an_entry_ends_with_the_id() -> None:
    assert OfferedCode(id="tel", label=" Le\ntéléphone ").shown == "Le téléphone [tel]"
    assert OfferedCode(id="x", label="é" * 500).shown.endswith("… [x]")
