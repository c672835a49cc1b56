import re

import pytest
from jinja2 import UndefinedError

from relstudy import resources
from relstudy.report.html.environment import make_environment
from relstudy.report.values import Label, Toned, joined


def filled(template: str, **names: object) -> str:
    return make_environment().from_string(template).render(**names)


def test_a_template_gets_values_and_writes_them_as_html() -> None:
    assert filled("{{ x }}", x=Toned("muted", "<a>")) == '<span class="muted">&lt;a&gt;</span>'
    assert filled("{{ joined(', ', x) }}", x=("a", Toned("strong", "b"))) == "a, <strong>b</strong>"


def test_texts_are_escaped_and_numbers_stand_as_they_are() -> None:
    assert filled("{{ x }}|{{ n + 1 }}", x="<a> & b", n=1) == "&lt;a&gt; &amp; b|2"


def test_an_attribute_takes_a_value_as_plain_text() -> None:
    said = joined(" ", (Label('"A"'), Toned("hidden", "b")))
    assert filled('<p title="{{ x | plain }}">', x=said) == '<p title="&#34;A&#34; b">'


def test_a_name_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        filled("{{ nobody }}")


def test_paper_hides_no_row_of_a_table() -> None:
    sheets = re.sub(r"\s+", " ", (resources.templates() / "report" / "report.css").read_text(encoding="utf-8"))
    hidden = {
        name
        for selectors in re.findall(r"([^{}]+)\{ display: none(?: !important)?; \}", sheets)
        for name in re.findall(r"\.([a-z-]+)", selectors)
    }
    assert "repeats" in hidden
    assert not hidden & {"again", "opens", "total", "group"}
