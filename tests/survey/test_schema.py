"""The pandera schema of a wave's answers, derived from its items."""

import pandas as pd
import pytest
from pandera.errors import SchemaErrors

from relstudy.survey.items import Code, Derivation, Item
from relstudy.survey.schema import DelimitedCodes, allowed_texts, schema_of, split_cell, tick_of

YES_NO = (Code(code="1"), Code(code="2"), Code(code="9", missing="dont_know"))


def refused(items: list[Item], **columns: list[str | None]) -> set[tuple[str, str]]:
    """Return (column, or "answers" for the whole frame, and what is refused)."""
    try:
        schema_of(items).validate(pd.DataFrame(columns, dtype=object), lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        return {(column, text) for column, text in zip(cases["column"], cases["failure_case"], strict=True)}
    return set()


def test_declared_codes_blanks_and_nothing_else() -> None:
    item = Item(id="q", type="single", columns=("Q",), codes=YES_NO)
    assert not refused([item], Q=["1", "2", "9", None])
    assert refused([item], Q=["1", "3", "01"]) == {("Q", "3"), ("Q", "01")}


def test_a_column_that_lacks() -> None:
    item = Item(id="q", type="single", columns=("Q",), codes=YES_NO)
    assert refused([item], R=["1"]) == {("answers", "Q")}


def test_columns_nobody_needs_are_no_matter() -> None:
    later = Item(id="q", type="single", columns=("Q",), codes=YES_NO, asked=False)
    derived = Item(id="d", type="single", codes=YES_NO, derived=Derivation(source="q"))
    heading = Item(id="g", type="grid", columns=("G1",), codes=YES_NO, rows=("r",))
    assert not refused([later, derived, heading], R=["x"])


def test_two_items_that_read_one_column_are_both_held_against_it() -> None:
    one = Item(id="a", type="single", columns=("Q",), codes=YES_NO)
    two = Item(id="b", type="single", columns=("Q",), codes=(Code(code="1"),))
    checks = schema_of([one, two]).columns["Q"].checks
    assert [check.name for check in checks] == ["a", "b"]
    assert refused([one, two], Q=["2"]) == {("Q", "2")}


def test_cells_of_several_codes() -> None:
    item = Item(id="q", type="multiple", columns=("Q",), separator=";", codes=YES_NO)
    assert refused([item], Q=["1;2;", "9", ";", "1; 7"]) == {("Q", "1; 7")}
    assert split_cell(" 1 ;;2;", ";") == ["1", "2"]


def test_a_recommendation_without_codes_goes_from_0_to_10() -> None:
    item = Item(id="q", type="nps", columns=("Q",), codes=(Code(code="99", missing="dont_know"),))
    assert refused([item], Q=["0", "10", "7.0", "99", "11", "-1", "7.5"]) == {("Q", "11"), ("Q", "-1"), ("Q", "7.5")}


@pytest.mark.parametrize(
    ("text", "yes", "says"),
    [
        ("1", None, True), ("OUI", None, True), ("Yes", None, True), ("TRUE", None, True), ("x", None, True),
        ("0", None, False), ("2", None, False), ("Non", None, False), ("no", None, False), ("false", None, False),
        ("3", None, None), ("coché", None, None),
        ("Coché", "coché", True), ("1", "coché", None), ("0", "coché", False), ("2", "2", True),
        ("0", "*", True), ("n'importe quoi", "*", True),
    ],
)  # fmt: skip
def test_words_of_ticks(text: str, yes: str | None, says: bool | None) -> None:
    assert tick_of(text, yes) is says


def test_what_may_stand_in_a_cell_is_told_by_what_cells_hold() -> None:
    one = Item(id="q", type="single", columns=("Q",), codes=YES_NO)
    ranked = Item(id="r", type="rank", columns=("R1", "R2", "R3"), codes=YES_NO)
    assert allowed_texts(one) == ("1", "2", "9")
    assert allowed_texts(ranked) == ("1", "2", "3")


def test_any_other_text_of_a_cell_is_the_code_that_takes_it() -> None:
    cells = DelimitedCodes(";", [Code(code="App"), Code(code="By post; free"), Code(code="other", yes="*")])
    assert cells.parts("App;pigeon;By post; free;") == ["App", "other", "By post; free"]
