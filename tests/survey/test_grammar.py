"""The one reader of conditions: whatever the language, a text is read or refused at a place in it, never crashed on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.exchange.relevance import Known, Untranslatable, translate_relevance
from relstudy.report.claims import parse_condition
from relstudy.survey.expressions import parse_expression
from relstudy.survey.grammar import ConditionError

PIECES = st.lists(
    st.sampled_from(
        "( ) [ ] , + - == != = < >= and or not in q r.s 'a' \"b\" 12 0.5 survey/q/share/1/all ${x} ${y} selected count-selected true é &".split()
    ),
    max_size=14,
).map(" ".join)
KNOWN = {"x": Known(item="x", kind="one", codes=("a", "b")), "y": Known(item="y", kind="several", codes=("a",))}


@settings(deadline=None)
@given(PIECES | st.text(max_size=20))
@pytest.mark.parametrize("parse", [parse_expression, parse_condition])
def test_a_text_is_read_or_refused_at_a_place_in_it(parse, text: str) -> None:
    refused = None
    try:
        parse(text)
    except ConditionError as error:
        refused = error
    assert refused is None or (0 <= refused.position <= len(text) and refused.found and refused.allowed)


@settings(deadline=None)
@given(PIECES | st.text(max_size=20))
def test_a_relevance_is_an_expression_or_is_not_translated(text: str) -> None:
    try:
        expression = translate_relevance(text, KNOWN)
    except Untranslatable:
        return
    assert expression is None or parse_expression(expression)


@pytest.mark.parametrize("parse", [parse_expression, parse_condition, lambda text: translate_relevance(text, KNOWN)])
@pytest.mark.parametrize("text", ["(" * 50_000, "not " * 2000, "not(" * 2000, "-" * 9000, "x" * 10**6])
def test_hostile_depth_and_length_are_refused(parse, text: str) -> None:
    with pytest.raises((ConditionError, Untranslatable)):
        parse(text)
