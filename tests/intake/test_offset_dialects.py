"""Offsets that another program counted otherwise: proved by quotes, doubted without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.intake.offset_dialects import Span, doubt_counting, find_counting

TEXT = "Bien 😀😀 mais\r\npersonne ne rappelle.\r\nDommage 😀, vraiment."


def counted(quote: str, how: str, text: str = TEXT) -> Span:
    """Return the span of a quote as another program counts it."""
    start = text.index(quote)
    before, inside = text[:start], quote
    size = {
        "points": len,
        "utf16": lambda t: len(t.encode("utf-16-le")) // 2,
        "line-ends": lambda t: len(t.replace("\r\n", "\n")),
        "both": lambda t: len(t.replace("\r\n", "\n").encode("utf-16-le")) // 2,
    }[how]
    return Span(text=text, start=size(before), end=size(before) + size(inside), quote=quote)


QUOTES = ("personne ne rappelle", "Dommage", "vraiment")


@pytest.mark.parametrize(
    ("how", "term"),
    [
        ("utf16", "@offsets-utf16"),
        ("line-ends", "@offsets-line-ends"),
        ("both", "@offsets-utf16, @offsets-line-ends"),
    ],
)
def test_quotes_prove_how_offsets_were_counted(how: str, term: str) -> None:
    spans = [counted(quote, how) for quote in QUOTES]
    unquoted = Span(text=TEXT, start=spans[0].start, end=spans[0].end)
    found = find_counting([*spans, unquoted])
    assert found is not None
    assert found[0] == term
    assert found[1](unquoted).cut() == QUOTES[0]


def test_offsets_in_code_points_are_left_alone() -> None:
    assert find_counting([counted(quote, "points") for quote in QUOTES]) is None
    assert doubt_counting([counted(quote, "points") for quote in QUOTES]) is None


def test_one_shift_of_all_quotes_is_taken_a_single_one_is_not() -> None:
    text = "abc def ghi abc"
    spans = [Span(text=text, start=7, end=10, quote="def"), Span(text=text, start=11, end=14, quote="ghi")]
    found = find_counting(spans)
    assert found is not None
    assert found[0] == "@offsets-shifted -3"
    assert [found[1](span).cut() for span in spans] == ["def", "ghi"]
    assert find_counting(spans[:1]) is None
    assert find_counting([spans[0], Span(text=text, start=9, end=12, quote="ghi")]) is None


def test_offsets_from_one_with_their_end_included() -> None:
    found = find_counting([Span(text="abc def", start=5, end=7, quote="def")])
    assert found is not None
    assert found[0] == "@offsets-from-one"


@pytest.mark.parametrize(("how", "term"), [("utf16", "@offsets-utf16"), ("line-ends", "@offsets-line-ends")])
def test_without_quotes_passages_inside_words_are_doubted(how: str, term: str) -> None:
    spans = [Span(text=TEXT, start=s.start, end=s.end) for s in (counted(q, how) for q in QUOTES)]
    found = doubt_counting(spans)
    assert found is not None
    assert found[0] == term


@given(st.lists(st.sampled_from(QUOTES), min_size=1))
def test_passages_at_words_are_not_doubted(quotes: list[str]) -> None:
    spans = [counted(quote, "points") for quote in quotes]
    assert doubt_counting([Span(text=s.text, start=s.start, end=s.end) for s in spans]) is None
