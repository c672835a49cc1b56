from hypothesis import given
from hypothesis import strategies as st

from relstudy.nearest import SHOWN, nearest, nearest_first


def test_the_nearest_comes_first_and_the_others_keep_their_order() -> None:
    assert nearest_first("caution", ["min_base", "zero", "caution_base"]) == "caution_base, min_base, zero"
    assert nearest_first("xyz", ["min_base", "caution_base"]) == "min_base, caution_base"
    assert nearest_first("xyz", []) == ""


def test_of_many_the_nearest_are_shown() -> None:
    names = [f"item{i}" for i in range(100)]
    shown = nearest_first("item77", names).split(", ")
    assert shown[0] == "item77"
    assert shown[-1] == "…"
    assert len(shown) == SHOWN + 1


def test_nothing_is_near() -> None:
    assert nearest("audit.csv", ["texts.toml", "guide.md"]) is None
    assert nearest("audit.csv", ["audits.csv", "guide.md"]) == "audits.csv"


def test_letters_that_changed_places_are_near() -> None:
    assert nearest("rnu", ["new", "check", "run"]) == "run"
    assert nearest("rna", ["new", "check", "run"]) is None


def test_a_wrong_letter_is_near_and_another_number_is_not() -> None:
    assert nearest("rum", ["new", "check", "run"]) == "run"
    assert nearest("ru", ["re", "rx"]) is None
    assert nearest("q1", ["q2"]) is None
    assert nearest("s11", ["s12"]) is None


@given(st.text(max_size=8), st.lists(st.text("abc", min_size=1, max_size=4), max_size=SHOWN, unique=True))
def test_no_name_is_lost(found: str, names: list[str]) -> None:
    assert sorted(filter(None, nearest_first(found, names).split(", "))) == sorted(names)
