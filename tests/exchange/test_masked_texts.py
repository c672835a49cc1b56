"""A text in which names gave way to pseudonyms is known again, and every passage of it is found where it stands today."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.exchange.masked_texts import follow_masks

MASKS = {"[P 1]", "[T 2]", ""}


@pytest.mark.parametrize(
    ("today", "shown", "same"),
    [
        ("Merci à Mme [P 1],\n[T 2].", "Merci à Mme Duval, 06 11 22 33 44.", True),
        ("Merci à Mme [P 1].", "Merci à M. Duval.", False),
        ("Merci à Mme [P 1].", "Merci à Mme .", False),
        ("Merci à Mme [nom].", "Merci à Mme Duval.", False),
        ("Merci [P 1] [P 1]", "Merci [P 1] [P 1]", True),
        ("Merci,\r\nvous.", "Merci,\nvous. ", True),
        ("Merci.", "Merci !", False),
        ("", "", False),
    ],
)
def test_a_text_whose_names_gave_way_is_known_again(today: str, shown: str, same: bool) -> None:
    assert (follow_masks(today, shown, MASKS) is not None) == same


def test_a_passage_is_found_where_it_stands_today() -> None:
    shown, today = "Anne Duval et Bo Li, hier 😡 au guichet.", "[P 1] et [T 2],\r\nhier 😡 au guichet."
    found = follow_masks(today, shown, MASKS)
    assert found is not None

    def place(passage: str) -> str:
        start = shown.index(passage)
        return today[slice(*found.place(start, start + len(passage)))]

    assert place("hier 😡 au") == "hier 😡 au"
    assert place("Duval et") == "[P 1] et"
    assert place("et Bo") == "et [T 2]"
    assert place(shown) == today
    assert place(" guichet. "[:-1]) == "guichet."


@given(
    st.lists(st.tuples(st.text(alphabet="ab é😡\n", max_size=8), st.sampled_from(["Duval", "Li", "M. X"])), min_size=1)
)
def test_what_stands_between_names_stays_itself(parts: list[tuple[str, str]]) -> None:
    # A word of its own before each name, so that there is one way alone to read it.
    said = [(f"{text}<{number}>", name) for number, (text, name) in enumerate(parts)]
    shown, today = "".join(f"{text}{name}" for text, name in said), "".join(f"{text}[P 1]" for text, _ in said)
    found = follow_masks(today, shown, MASKS)
    assert found is not None
    at = 0
    for text, name in said:
        mark = text[text.index("<") :]
        start = at + text.index("<")
        assert today[slice(*found.place(start, start + len(mark)))] == mark
        at += len(text) + len(name)
        assert today[slice(*found.place(at - len(name), at))] == "[P 1]"


def test_a_text_that_is_another_is_told_at_once() -> None:
    # Sixty names in a row: as many ways to read them as one likes, were they tried one by one.
    today, shown = "[P 1], " * 60 + "fin", "Anne, Li, " * 60 + "faim"
    assert follow_masks(today, shown, MASKS) is None
    assert follow_masks(today, shown[:-4] + "fin", MASKS) is not None
    assert follow_masks("[P 1][P 1]", "Al", MASKS) is not None
    assert follow_masks("[P 1][P 1]", "A", MASKS) is None
