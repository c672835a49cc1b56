"""Numbers of a page read again: as a parser of HTML reads them, and none that goes unseen."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
import report_example as example
from report_example import Example

from relstudy.report import render_report
from relstudy.report.html.bindings import Binding, read_bindings


class Reader(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[Binding] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        key, value = named.get("data-key"), named.get("value" if tag == "data" else "data-value")
        if key and value is not None:
            self.found.append(Binding(key=key, value=value, is_field="data-field" in named))


@pytest.mark.parametrize("made", [example.full_example, example.cases_example])
def test_a_report_is_read_as_a_parser_of_html_reads_it(made: Callable[[], Example]) -> None:
    markup = render_report(made().context())
    assert read_bindings(markup) == tuple(Reader(markup).found) != ()


def test_what_is_read_is_the_key_and_the_value_not_their_escapes() -> None:
    markup = '<p>data-key=&#34;no/tag&#34; <data value="0.5" data-key="a/b&amp;c">50 %</data><g data-key="a"></g></p>'
    assert read_bindings(markup) == (Binding(key="a/b&c", value="0.5", is_field=False),)


def test_a_number_that_would_go_unseen_is_an_error() -> None:
    with pytest.raises(ValueError, match="no tag"):
        read_bindings("<data value='0.5' data-key=\"a/b\">50 %</data>")
