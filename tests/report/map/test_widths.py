"""Widths of text in a figure, and labels broken into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.report.map.widths import break_lines, plain_line, split_long_words, text_width


def test_widths_of_inter():
    # Chromium's canvas, Inter 3.19 at 600 14px with kerning: 214.42.
    assert text_width("Être reconnu d’un canal à l’autre", 14, 600) == pytest.approx(214.42, rel=0.02)
    assert text_width("", 12) == 0
    assert text_width("e\u0301", 12) == text_width("e", 12)
    assert text_width("漢", 12) > text_width("a", 12)


def test_lines_are_broken_evenly_and_never_at_a_no_break_space():
    lines = break_lines(
        "Obtenir une réponse complète à ma question dès le premier contact", size=12, weight=400, lines=2
    )
    assert lines == ("Obtenir une réponse complète à", "ma question dès le premier contact")
    assert break_lines("sous 24\u00a0h", size=12, weight=400, lines=3) == ("sous", "24\u00a0h")
    assert break_lines("", size=12, weight=400, lines=2) == ("",)


@given(st.text(alphabet="abcdefgh ijklmé’", max_size=90), st.integers(1, 5))
def test_breaking_loses_nothing(text, lines):
    text = plain_line(text)
    broken = break_lines(text, size=12, weight=400, lines=lines)
    assert " ".join(broken) == text
    assert len(broken) <= lines


def test_a_word_without_a_space_is_cut_to_width():
    pieces = split_long_words("w" * 80, size=12, weight=400, width=120).split(" ")
    assert "".join(pieces) == "w" * 80
    assert all(text_width(p, 12) <= 120 for p in pieces)


def test_a_label_cannot_turn_the_text_around_it():
    assert plain_line("\u202eabc\u202c\n\tdef  g\x00") == "abc def g"
