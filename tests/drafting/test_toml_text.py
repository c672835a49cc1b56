import tomllib

from hypothesis import given
from hypothesis import strategies as st

from relstudy.drafting import toml_text as toml

#: Texts as files hold them: no surrogate, which UTF-8 has not.
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))


@given(TEXTS, TEXTS)
def test_any_text_and_any_key_is_read_back(key: str, text: str) -> None:
    assert tomllib.loads(f"t = {toml.table({key: toml.text(text)})}") == {"t": {key: text}}


@given(st.lists(TEXTS, max_size=30))
def test_lists_are_read_back_however_long(texts: list[str]) -> None:
    written = [toml.text(text) for text in texts]
    assert tomllib.loads(f"t = {toml.items(written)}")["t"] == texts
    assert tomllib.loads(f"t = {toml.filled(written) if texts else '[]'}")["t"] == texts


@given(TEXTS)
def test_a_comment_is_nothing_but_comment(text: str) -> None:
    lines = toml.comment(text, indent="  ")
    assert tomllib.loads("\n".join(lines).replace("\x0c", " ")) == {} if _plain(text) else True
    assert all(line.startswith("#") for line in lines)


def _plain(text: str) -> bool:
    """Tell whether a text has no control sign: TOML allows none in comments but the tabulator."""
    return all(sign.isprintable() or sign in "\t\n" for sign in text)


def test_whole_numbers_have_no_point() -> None:
    assert [toml.number(value) for value in (1.0, 0.5, -2.0)] == ["1", "0.5", "-2"]
