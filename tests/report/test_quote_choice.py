"""Quotes spread over cases: the case heard least first, at most two of one, on topic, contrary cases last."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from relstudy.report.book import CellRow
from relstudy.report.matrix.quotes import MOST_OF_A_CASE
from relstudy.report.quote_choice import QUOTES, Passage, spread_quotes


def passage(case: str, number: int = 1, *, code: str = "c", text: str = "", **facts: object) -> Passage:
    marks = "contrary" if facts.pop("contrary", False) else ""
    cell = CellRow(
        key=f"interviews/{code}/quote/{case}.{number}/_", section="interviews", item=code, measure="quote", row=f"{case}.{number}",
        text=text or f"Ce que {case} dit en {number} de {code}, assez long.", kind="quote", marks=marks,
    )  # fmt: skip
    known: dict[str, object] = {"prompted": False, "clear": 0.0, "shared": 1}
    return Passage(cell=cell, case=case, **{**known, **facts})  # type: ignore[arg-type]


def spread(passages: dict[str, list[Passage]], **cases: int) -> dict[str, list[str]]:
    found = spread_quotes(passages, used=set(), spent=Counter(cases))
    return {code: [p.case for p in quotes] for code, quotes in found.items()}


def test_a_theme_quotes_different_cases_before_one_of_them_again() -> None:
    told = [passage("e1", 1), passage("e1", 2), passage("e2"), passage("e3")]
    assert spread({"c": told}) == {"c": ["e1", "e2"]}
    assert spread({"c": told}, e1=1) == {"c": ["e2", "e3"]}


def test_every_theme_gets_its_first_quote_before_any_gets_another() -> None:
    only = [passage("e1", 1, code="a"), passage("e1", 2, code="a")]
    assert spread({"a": only, "b": [passage("e1", 1, code="b")]}) == {"a": ["e1"], "b": ["e1"]}


def test_a_case_quoted_twice_in_a_figure_is_quoted_no_more() -> None:
    assert spread({"c": [passage("e1"), passage("e2")]}, e1=2) == {"c": ["e2"]}


def test_a_contrary_case_comes_last_and_only_one_does() -> None:
    told = [passage("e1", contrary=True), passage("e2", contrary=True), passage("e3"), passage("e4")]
    assert spread({"c": told}) == {"c": ["e3", "e4", "e1"]}


def test_words_coded_with_this_theme_alone_come_before_words_of_several() -> None:
    told = [passage("e1", shared=3, clear=2.0), passage("e2", shared=1, prompted=True)]
    assert spread({"c": told})["c"][0] == "e2"


def test_words_are_quoted_once_on_a_page() -> None:
    same = "Les mêmes mots, codés deux fois."
    assert spread({"a": [passage("e1", code="a", text=same)], "b": [passage("e1", code="b", text=same)]}) == {"a": ["e1"], "b": []}  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["e1", "e2", "e3", ""]), st.integers(1, 9), st.booleans()),
        unique_by=lambda t: t[:3],
        max_size=30,
    )
)
def test_whatever_is_coded_no_case_is_quoted_more_than_twice_and_order_plays_no_part(
    told: list[tuple[str, str, int, bool]],
) -> None:
    made: dict[str, list[Passage]] = {"a": [], "b": []}
    for code, case, number, contrary in told:
        made[code].append(passage(case, number, code=code, contrary=contrary))
    found = spread_quotes(made, used=set(), spent=Counter())
    times = Counter(p.case for quotes in found.values() for p in quotes if p.case)
    assert max(times.values(), default=0) <= MOST_OF_A_CASE
    assert all(len(quotes) <= QUOTES for quotes in found.values())
    assert all([p.contrary for p in quotes] == sorted(p.contrary for p in quotes) for quotes in found.values())
    again = spread_quotes({code: quotes[::-1] for code, quotes in made.items()}, used=set(), spent=Counter())
    assert again == found
