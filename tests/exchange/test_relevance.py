"""Relevance of forms as expressions: what can be said is said right, what cannot is not guessed.

Right means: the expression reads, and holds for the same answers as XPath says (W3C, XML Path Language 1.0; ODK XForms
Specification for `selected` and `count-selected`).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.exchange.relevance import Known, Untranslatable, translate_relevance
from relstudy.survey.expressions import AllOf, AnyOf, Chose, Compare, Expression, Not, parse_expression

KNOWN = {
    "use": Known(item="use", kind="one", codes=("yes", "no", "dk")),
    "level": Known(item="level", kind="one", codes=("1", "2", "3")),
    "Channels": Known(item="channels", kind="several", codes=("app", "desk")),
    "age": Known(item="age", kind="number"),
    "row": Known(item="table.row", kind="one", codes=("1",)),
}


@pytest.mark.parametrize(
    ("relevant", "expression"),
    [
        ("${use} = 'yes'", "use == 'yes'"),
        ('${use}="yes"', "use == 'yes'"),
        ("'yes' = ${use}", "use == 'yes'"),
        ("${use} != 'no'", "use != 'no'"),
        ("selected(${Channels}, 'app')", "channels == 'app'"),
        ("selected(${use}, 'yes')", "use == 'yes'"),
        ("not(selected(${Channels}, 'app'))", "not (channels == 'app')"),
        ("${age} >= 18", "age >= 18"),
        ("18 <= ${age}", "age >= 18"),
        ("${age} = 18", "age == 18"),
        ("${level} = 2", "level == '2'"),
        ("${level} > 1", "level in ['2', '3']"),
        ("${use} != ''", "use in ['yes', 'no', 'dk']"),
        ("${use} = ''", "not (use in ['yes', 'no', 'dk'])"),
        ("count-selected(${Channels}) > 0", "channels in ['app', 'desk']"),
        ("string-length(${use}) >= 1", "use in ['yes', 'no', 'dk']"),
        ("${row} = '1'", "table.row == '1'"),
        ("(${use} = 'yes' or ${age} > 60) and not(${level} = 1)", "(use == 'yes' or age > 60) and not (level == '1')"),
        ("${use} = 'yes' and ${age} > 60 or ${level} = 1", "(use == 'yes' and age > 60) or level == '1'"),
        ("true() and ${use} = 'yes'", "use == 'yes'"),
        ("true()", None),
    ],
)
def test_what_can_be_said(relevant: str, expression: str | None) -> None:
    assert translate_relevance(relevant, KNOWN) == expression
    if expression is not None:
        parse_expression(expression)


@pytest.mark.parametrize(
    ("relevant", "part"),
    [
        ("${other} = 'yes'", "${other}"),
        ("${use} = 'maybe'", "maybe"),
        ("${Channels} = 'app'", "${Channels}"),
        ("count-selected(${Channels}) > 1", "count-selected > 1"),
        ("regex(${use}, '[a-z]+')", "regex"),
        ("${age} + 1 > 18", "+"),
        ("${age} > ${level}", "${age}"),
        (". > 3", "."),
        ("${age} != ''", "${age}"),
        ("today() > '2026-01-01'", "today"),
        ("false()", "false()"),
        ("${use} = 'yes' and", "…"),
        ("(${use} = 'yes'", ")"),
        ("", ""),
    ],
)
def test_what_cannot_be_said_names_its_part(relevant: str, part: str) -> None:
    with pytest.raises(Untranslatable) as failed:
        translate_relevance(relevant, KNOWN)
    assert str(failed.value) == part


# -- the same answers ------------------------------------------------------------------------------


def leaves() -> st.SearchStrategy[tuple[str, object]]:
    """Yield pieces of relevance with what XPath makes of them for answers given as a dictionary."""
    return st.one_of(
        st.tuples(st.sampled_from(("yes", "no", "dk")), st.sampled_from(("=", "!="))).map(
            lambda p: (f"${{use}} {p[1]} '{p[0]}'", lambda a, p=p: (a["use"] == p[0]) == (p[1] == "="))
        ),
        st.sampled_from(("app", "desk")).map(
            lambda c: (f"selected(${{Channels}}, '{c}')", lambda a, c=c: c in a["channels"])
        ),
        st.tuples(st.integers(0, 4), st.sampled_from(("<", "<=", ">", ">="))).map(
            lambda p: (f"${{age}} {p[1]} {p[0]}", lambda a, p=p: eval(f"{a['age']} {p[1]} {p[0]}"))
        ),
    )


def trees(children: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(
        children.map(lambda c: (f"not({c[0]})", lambda a, c=c: not c[1](a))),
        st.tuples(children, children).map(
            lambda p: (f"({p[0][0]}) and ({p[1][0]})", lambda a, p=p: p[0][1](a) and p[1][1](a))
        ),
        st.tuples(children, children).map(
            lambda p: (f"({p[0][0]} or {p[1][0]})", lambda a, p=p: p[0][1](a) or p[1][1](a))
        ),
    )


def holds(tree: Expression, answers: dict) -> bool:
    match tree:
        case Chose(item, codes):
            given_ = answers[item]
            return any(code in given_ if isinstance(given_, set) else code == given_ for code in codes)
        case Compare(item, operator, number):
            return bool(eval(f"{answers[item]} {operator} {number}"))
        case Not(operand):
            return not holds(operand, answers)
        case AllOf(operands):
            return all(holds(o, answers) for o in operands)
        case AnyOf(operands):
            return any(holds(o, answers) for o in operands)


@given(
    piece=st.recursive(leaves(), trees, max_leaves=6),
    use=st.sampled_from(("yes", "no", "dk")),
    channels=st.sets(st.sampled_from(("app", "desk"))),
    age=st.integers(0, 4),
)
def test_an_expression_holds_where_the_relevance_does(piece: tuple, use: str, channels: set[str], age: int) -> None:
    relevant, meant = piece
    answers = {"use": use, "channels": channels, "age": age}
    expression = translate_relevance(relevant, KNOWN)
    assert expression is not None
    assert holds(parse_expression(expression), answers) == meant(answers)
