"""Expressions: what they say, and what is refused with its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.survey.expressions import (
    AllOf,
    AnyOf,
    Chose,
    Compare,
    Expression,
    Not,
    parse_expression,
    references,
)
from relstudy.survey.grammar import ConditionError

A, B, C = Chose("a", ("1",)), Chose("b", ("2",)), Chose("c", ("3",))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("uses_app == '1'", Chose("uses_app", ("1",))),
        ('uses_app != "1"', Not(Chose("uses_app", ("1",)))),
        ("q in ['1', \"02\"]", Chose("q", ("1", "02"))),
        ("q not in ['1']", Not(Chose("q", ("1",)))),
        ("grid.row == '1'", Chose("grid.row", ("1",))),
        ("age >= 18", Compare("age", ">=", 18.0)),
        ("age < -1.5", Compare("age", "<", -1.5)),
        ("age == 18", Compare("age", "==", 18.0)),
        ("age != 18", Not(Compare("age", "==", 18.0))),
        ("a=='1' and b=='2' or c=='3'", AnyOf((AllOf((A, B)), C))),
        ("a=='1' and (b=='2' or c=='3')", AllOf((A, AnyOf((B, C))))),
        ("not a == '1' and b == '2'", AllOf((Not(A), B))),
        ("not (a == '1')", Not(A)),
        ("q == 'Oui, \"souvent\"'", Chose("q", ('Oui, "souvent"',))),
        ("  a\n== '1'  ", A),
        ("1 == '1'", Chose("1", ("1",))),
    ],
)
def test_what_an_expression_says(text: str, tree: Expression) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "found", "allowed"),
    [
        ("", 0, "@end", "@item, not, ("),
        ("q = '1'", 2, "=", "=="),
        ("q == '1' && r == '2'", 9, "&&", "and"),
        ("q == '1' r == '2'", 9, "r", "and, or"),
        ("q == ", 4, "@end", "'…', @a-number"),
        ("q == oui", 5, "oui", "'…', @a-number"),
        ("q in ['1'", 9, "@end", "]"),
        ("q in [1]", 6, "1", "'…'"),
        ("q in []", 6, "]", "'…'"),
        ("age > '18'", 6, "18", "@a-number"),
        ("(q == '1'", 9, "@end", ")"),
        ("Q == '1'", 0, "Q", "@item, not, ("),
        ("q == ’1’", 5, "’1’", "'…'"),
        ("q == 'x", 5, "'x", "'…'"),
        ("and q == '1'", 0, "and", "@item, not, ("),
        ("a.b.c == '1'", 0, "a.b.c", "@item, not, ("),
    ],
)
def test_what_is_refused(text: str, position: int, found: str, allowed: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_expression(text)
    assert (caught.value.position, caught.value.found, caught.value.allowed) == (position, found, allowed)


@pytest.mark.parametrize(
    "text", ["(" * 10_000, "not " * 2000 + "q == '1'", "(" * 300 + "q=='1'" + ")" * 300, "x" * 10**6]
)
def test_hostile_depth_and_length_are_refused_not_crashed_on(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_expression(text)


def test_a_long_flat_expression_is_read() -> None:
    assert len(parse_expression(" or ".join(["q == '1'"] * 500)).operands) == 500


def test_references_in_the_order_met() -> None:
    tree = parse_expression("a == '1' and not (b in ['2', '3'] or age > 3) and a == '4'")
    assert references(tree) == (("a", ("1",)), ("b", ("2", "3")), ("age", ()), ("a", ("4",)))


ITEMS = st.sampled_from(["a", "q1", "grid.row", "not_asked"])
CODES = st.text(alphabet='abé 01-"', max_size=4).map(str.strip)
LEAVES = st.builds(Chose, ITEMS, st.lists(CODES, min_size=1, max_size=3).map(tuple)) | st.builds(
    Compare, ITEMS, st.sampled_from(["==", "<", "<=", ">", ">="]), st.integers(-99, 99).map(float)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(AllOf, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


QUOTED = "'{}'".format


def written(tree: Expression) -> str:
    if isinstance(tree, Chose):
        return f"{tree.item} in [{', '.join(map(QUOTED, tree.codes))}]"
    if isinstance(tree, Compare):
        return f"{tree.item} {tree.operator} {tree.number}"
    if isinstance(tree, Not):
        return f"not ({written(tree.operand)})"
    return (" and " if isinstance(tree, AllOf) else " or ").join(f"({written(o)})" for o in tree.operands)


@settings(deadline=None)
@given(TREES)
def test_what_is_written_is_read_back(tree: Expression) -> None:
    assert parse_expression(written(tree)) == tree


@settings(deadline=None)
@given(st.text(alphabet="ab1'\"=!<>()[], andornti.", max_size=30))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    refused = None
    try:
        assert references(parse_expression(text))
    except ConditionError as error:
        refused = error
    assert refused is None or (0 <= refused.position <= len(text) and refused.allowed)
