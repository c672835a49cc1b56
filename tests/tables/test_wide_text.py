"""UTF-16 is read where it is certain, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.tables.wide_text import WideText, read_wide

ANY = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=30)
LATIN = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=("Cc",)), min_size=4, max_size=40
)


@given(ANY, st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_a_marked_text_is_read_as_it_is(text: str, codec: str) -> None:
    content = ("\ufeff" + text).encode(codec)
    found = read_wide(content)
    assert found is not None
    assert found.text == text
    assert found.broken_at is None or len(text) >= 12


@given(LATIN, st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_letters_of_latin_need_no_mark(text: str, codec: str) -> None:
    assert read_wide(text.encode(codec)) == WideText(text=text)


@given(ANY)
def test_utf8_is_never_taken_for_it(text: str) -> None:
    assert read_wide(text.encode()) is None


@pytest.mark.parametrize("tail", [b"1;2\n" * 12, b"\x00", "\ud800".encode("utf-16-le", "surrogatepass"), b"\0\0"])
def test_where_it_ceases_is_told(tail: bytes) -> None:
    found = read_wide("déçue\n".encode("utf-16") + tail)
    assert found is not None
    assert found.broken_at == 6
