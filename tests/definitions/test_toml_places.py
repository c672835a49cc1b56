"""Lines of keys: what an editor shows beside each key path."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.definitions.toml_places import line_of, toml_places

TEXT = '''\
# a comment
title = "x # not a comment"
[a]
b.c = 1
"quoted key" = """
[not.a.table]
key = 1
"""
d = [
  1,  # one
  { e = 2 },
  [
    3,
  ],
]

[[items]]
id = "first"
codes = [{ code = "1", label = { fr = "Oui" } }, { code = "2" }]
[[items]]
id = \'second\'
codes = [
  { code = "1" },
  # the next one
  { code = "2", label = { fr = "]" } },
]
[items.extra]
z = 2026-03-01 10:00:00
[[items.parts]]
n = 1
[[items.parts]]
n = 2
[deep.er]
w = true
'''

LINES = {
    ("title",): 2,
    ("a",): 3,
    ("a", "b"): 4,
    ("a", "b", "c"): 4,
    ("a", "quoted key"): 5,
    ("a", "d"): 9,
    ("a", "d", 0): 10,
    ("a", "d", 1): 11,
    ("a", "d", 1, "e"): 11,
    ("a", "d", 2): 12,
    ("a", "d", 2, 0): 13,
    ("items",): 17,
    ("items", 0): 17,
    ("items", 0, "id"): 18,
    ("items", 0, "codes", 0, "label", "fr"): 19,
    ("items", 0, "codes", 1, "code"): 19,
    ("items", 1): 20,
    ("items", 1, "id"): 21,
    ("items", 1, "codes"): 22,
    ("items", 1, "codes", 0): 23,
    ("items", 1, "codes", 1): 25,
    ("items", 1, "codes", 1, "label"): 25,
    ("items", 1, "codes", 1, "label", "fr"): 25,
    ("items", 1, "extra"): 27,
    ("items", 1, "extra", "z"): 28,
    ("items", 1, "parts", 0): 29,
    ("items", 1, "parts", 1, "n"): 32,
    ("deep",): 33,
    ("deep", "er"): 33,
    ("deep", "er", "w"): 34,
}


def test_the_text_is_toml() -> None:
    assert tomllib.loads(TEXT)["items"][1]["parts"][1]["n"] == 2


@pytest.mark.parametrize("path", LINES, ids=str)
def test_a_key_has_its_line(path: tuple[str | int, ...]) -> None:
    assert toml_places(TEXT)[path] == LINES[path]


def test_the_nearest_enclosing_path_serves() -> None:
    places = toml_places(TEXT)
    assert line_of(places, ("items", 1, "codes", 1, "offer")) == 25
    assert line_of(places, ("items", 1, "filter")) == 20
    assert line_of(places, ("nowhere",)) is None


def test_a_text_that_is_not_toml_gives_what_comes_before() -> None:
    assert toml_places("a = 1\nb = [1 2\nc = 3\n")[("a",)] == 1
    assert toml_places("= 1") == {}
    assert toml_places("a = [" * 20_000)[("a",)] == 1


KEY = st.text("abc_-9", min_size=1, max_size=4)
SCALAR = st.one_of(st.integers(), st.booleans(), st.text("ab]}#'\\\"\n é", max_size=5))
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3), max_leaves=8
)


def written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, list):
        return "[\n" + "".join(f"  {written(v)},\n" for v in value) + "]"
    assert isinstance(value, dict)
    return "{" + ", ".join(f"{k} = {written(v)}" for k, v in value.items()) + "}"


def paths(value: object, at: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, ...]] = []
    if isinstance(value, dict):
        inner = [p for k, v in value.items() for p in paths(v, (*at, k))]
    elif isinstance(value, list):
        inner = [p for i, v in enumerate(value) for p in paths(v, (*at, i))]
    return [at, *inner] if at else inner


@given(st.dictionaries(KEY, VALUE, max_size=4))
def test_every_path_of_a_document_has_a_line_and_top_keys_have_theirs(document: dict[str, object]) -> None:
    text = "".join(f"{key} = {written(value)}\n" for key, value in document.items())
    assert tomllib.loads(text) == document
    places = toml_places(text)
    assert set(places) == set(paths(document, ()))
    lines = text.split("\n")
    for key in document:
        assert lines[places[(key,)] - 1].startswith(f"{key} = ")
