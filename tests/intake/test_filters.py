"""Expressions over respondents, against the same rules applied respondent by respondent."""

import math
import operator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.intake.filters import evaluate
from relstudy.intake.frames import Responses
from relstudy.survey.expressions import AllOf, AnyOf, Chose, Compare, Expression, Not, parse_expression
from relstudy.survey.items import Code, Item

SINGLE = Item(id="s", type="single", codes=(Code(code="1"), Code(code="2"), Code(code="9", missing="dont_know")))
SCALE = Item(id="c", type="scale", codes=(Code(code="1", value=10), Code(code="2"), Code(code="9", missing="refused")))
MULTIPLE = Item(id="m", type="multiple", codes=(Code(code="1"), Code(code="2")))
NUMBER = Item(id="n", type="numeric", codes=(Code(code="9", missing="refused"),))
ITEMS = {item.id: item for item in (SINGLE, SCALE, MULTIPLE, NUMBER)}
#: Numbers of the scale's codes by position: declared, the code itself, none for a missing one.
SCALE_NUMBERS = {-1: math.nan, 0: 10.0, 1: 2.0, 2: math.nan}
COMPARE = {"==": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}

ROWS = st.lists(
    st.tuples(
        st.integers(-1, 2), st.integers(-1, 2), st.booleans(), st.booleans(), st.sampled_from([math.nan, 0.0, 1.0, 2.5])
    ),
    min_size=1,
    max_size=12,
)
LEAVES = st.builds(
    Chose, st.sampled_from("scmn"), st.lists(st.sampled_from(["1", "2", "9", "2.5"]), min_size=1, max_size=2).map(tuple)
) | st.builds(Compare, st.sampled_from("scmn"), st.sampled_from(list(COMPARE)), st.sampled_from([0.0, 1.0, 2.0, 10.0]))
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(AllOf, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


def holds(tree: Expression, row: tuple) -> bool:
    single, scale, one, two, number = row
    if isinstance(tree, Not):
        return not holds(tree.operand, row)
    if isinstance(tree, AllOf):
        return all(holds(o, row) for o in tree.operands)
    if isinstance(tree, AnyOf):
        return any(holds(o, row) for o in tree.operands)
    numbers = {"s": math.nan, "m": math.nan, "c": SCALE_NUMBERS[scale], "n": number}
    if isinstance(tree, Compare):
        return COMPARE[tree.operator](numbers[tree.item], tree.number)
    held = {
        "s": {SINGLE.codes[single].code} if single >= 0 else set(),
        "c": {SCALE.codes[scale].code} if scale >= 0 else set(),
        "m": {code.code for code, tick in zip(MULTIPLE.codes, (one, two), strict=True) if tick},
        "n": set(),
    }[tree.item]
    undeclared = [code for code in tree.codes if code not in {c.code for c in ITEMS[tree.item].codes}]
    return bool(held & set(tree.codes)) or any(float(code) == numbers[tree.item] for code in undeclared)


@settings(deadline=None)
@given(TREES, ROWS)
def test_the_same_as_respondent_by_respondent(tree: Expression, rows: list[tuple]) -> None:
    single, scale, one, two, number = zip(*rows, strict=True)
    responses = Responses(
        respondent_id=np.arange(len(rows)).astype(str), line=np.arange(len(rows)),
        codes={"s": np.array(single, np.int16), "c": np.array(scale, np.int16), "n": np.full(len(rows), -1, np.int16)},
        values={"n": np.array(number)}, ticked={"m": np.array([one, two]).T},
    )  # fmt: skip
    assert evaluate(tree, responses, ITEMS).tolist() == [holds(tree, row) for row in rows]


def test_a_blank_equals_nothing_so_unequal_is_true_there() -> None:
    responses = Responses(
        respondent_id=np.array(["a", "b"]), line=np.array([2, 3]), codes={"s": np.array([-1, 0], np.int16)}
    )
    assert evaluate(parse_expression("s == '1'"), responses, ITEMS).tolist() == [False, True]
    assert evaluate(parse_expression("s != '1'"), responses, ITEMS).tolist() == [True, False]
    assert evaluate(parse_expression("s > 0"), responses, ITEMS).tolist() == [False, False]
