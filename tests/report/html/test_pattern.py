"""A pattern filled is what markupsafe's own formatter makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from relstudy.report.html.pattern import fill

PARTS = st.one_of(st.text(), st.integers(), st.text().map(Markup.escape))


@given(st.lists(PARTS, min_size=2, max_size=2), PARTS)
def test_it_is_markup_format(parts: list[object], named: object) -> None:
    pattern = '<b title="{0}">{1}{0}</b>{pattern}{{}} 100 %'
    assert fill(pattern, *parts, pattern=named) == Markup(pattern).format(*parts, pattern=named)


def test_a_part_is_escaped_unless_it_is_markup() -> None:
    assert fill("<b>{0}{1}</b>", "<i>&", Markup("<br>")) == "<b>&lt;i&gt;&amp;<br></b>"


def test_a_place_without_a_part_is_an_error() -> None:
    with pytest.raises(IndexError):
        fill("{0}{1}", "a")
