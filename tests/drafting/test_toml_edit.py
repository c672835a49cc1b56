import tomllib

import pytest

from relstudy.drafting.toml_edit import comment_out, replace_value

TEXT = """\
# Tête.
a = 1
b = [
  1,   # un
  2,
]
# Sur c.
c = { x = "y" }

[t]
id = 'vieux' # à garder
text = '''
id = "piège"
'''
[[l]]
k = 1
[[l]]
k = 2
"""


@pytest.mark.parametrize(
    ("paths", "left"),
    [
        ([("a",)], {"b", "c", "t", "l"}),
        ([("b",)], {"a", "c", "t", "l"}),
        ([("b",), ("c",)], {"a", "t", "l"}),
        ([("t",)], {"a", "b", "c", "l"}),
        ([("l", 0), ("l", 1)], {"a", "b", "c", "t"}),
        ([("nowhere",)], {"a", "b", "c", "t", "l"}),
    ],
)
def test_keys_become_comments_and_the_rest_stays(paths: list[tuple[str | int, ...]], left: set[str]) -> None:
    changed = comment_out(TEXT, paths)
    assert set(tomllib.loads(changed)) == left
    before, after = TEXT.splitlines(), changed.splitlines()
    assert len(before) == len(after)
    assert all(new in (old, f"# {old}".rstrip()) for old, new in zip(before, after, strict=True))
    whole = tomllib.loads(TEXT)
    assert tomllib.loads(changed) == {key: whole[key] for key in left}


def test_one_value_is_replaced_where_it_stands() -> None:
    changed = replace_value(TEXT, ("t", "id"), "neuf")
    assert 'id = "neuf" # à garder' in changed
    assert 'id = "piège"' in changed
    assert replace_value('study = { id = "a", name = "b" }', ("study", "id"), "c") == 'study = { id = "c", name = "b" }'
    with pytest.raises(ValueError, match="not in the text"):
        replace_value(TEXT, ("t", "name"), "x")
