"""A template of the agency says what is allowed and nothing else; whatever it holds, it is judged with the line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.definitions.block_language import LONGEST, Reference, judge_block, references_in

WORDS, ELEMENTS, NUMBERS = "@block-words", "@block-elements", "@block-numbers"
ALLOWED = """{# a remark 3 #}
<h3>{{ study }} – {{ client | upper }}</h3>
{% if lang == "fr" %}<p>Bonjour &amp; <strong>{{ cell("survey/a/share/1/all", "pct") }}</strong></p>
{% elif not is_draft %}<ul><li>Hello{{ " you" if brand else "" }}</li></ul>{% endif %}
<address>12, rue de l'Essai, 75001 Paris<br>Tél. 01 02 03 04 05</address>
<p>Étude conforme à <cite>ISO 20252:2019</cite>.</p>
"""


def test_what_is_allowed_passes_and_its_cells_are_known() -> None:
    assert judge_block(ALLOWED) == ()
    assert references_in(ALLOWED) == (Reference(key="survey/a/share/1/all", form="pct", line=3),)


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("<script>alert(1)</script>", ELEMENTS), ("<style>p { display: none }</style>", ELEMENTS), ("<p onclick='x'>a</p>", ELEMENTS),
        ("<p class='hidden'>a</p>", ELEMENTS), ("<!-- unseen -->", ELEMENTS), ("<img src=x>", ELEMENTS), ("<scr{{ study }}ipt>", ELEMENTS),
        ("<{{ study }}>", ELEMENTS), ("<p {{ study }}>", ELEMENTS), ("{% raw %}<iframe>{% endraw %}", ELEMENTS), ("<a", ELEMENTS),
        ("<?php ?>", ELEMENTS), ("<!DOCTYPE html>", ELEMENTS), ("<![CDATA[x]]>", ELEMENTS), ("</section>", ELEMENTS),
        ("{{ study.__class__ }}", WORDS), ("{{ study['x'] }}", WORDS), ("{{ study | attr('x') }}", WORDS), ("{{ self }}", WORDS),
        ("{% for i in study %}{% endfor %}", WORDS), ("{% set a = study %}", WORDS), ("{% include 'x' %}", WORDS),
        ("{% macro a() %}{{ a() }}{% endmacro %}", WORDS), ("{{ study * 9 }}", WORDS), ("{{ study ~ study }}", WORDS),
        ("{{ range(9) }}", WORDS), ("{{ cell(study) }}", WORDS), ("{{ cell() }}", WORDS), ("{{ cell('k', 'pct', 'x') }}", WORDS),
        ("{{ unknown }}", WORDS), ("{{ study", WORDS), ("<cite>\ue0000\ue001</cite>", WORDS), ("<cite>&#xe000;0&#xe001;</cite>", WORDS), ("{% if study %}", WORDS), ("{% call study() %}{% endcall %}", WORDS),
        ("78 % des clients", NUMBERS), ("&#55;&#56;", NUMBERS), ("{{ 78 }}", NUMBERS), ("{{ '78' }}", NUMBERS),
        ("{{ study or '78' }}", NUMBERS), ("{{ '78' if study else 'a' }}", NUMBERS), ("<cite>78 % des clients</cite>", NUMBERS),
        ("<address>78 €</address>", NUMBERS), ("٧٨", NUMBERS),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_named_with_its_line(line: str, allowed: str) -> None:
    offences = judge_block(f"<p>First</p>\n\n{line}\n")
    assert allowed in {one.allowed for one in offences}
    assert all(one.line >= 3 for one in offences)
    assert any(one.found == line for one in offences if one.line == 3) or allowed == WORDS


@pytest.mark.parametrize(
    "source", ["{{ " + "(" * 5000 + "study", "{% if lang %}" * 200 + "{% endif %}" * 200, "a" * (LONGEST + 1)]
)
def test_what_cannot_be_carried_out_is_refused(source: str) -> None:
    assert judge_block(source)


TOKENS = st.sampled_from((
    "{{", "}}", "{%", "%}", "{#", "#}", " study ", " cell(", "'k'", ")", "|", ".x", "if ", "endif", "for i in ", "<", ">", "<p>", "</p>",
    "<script", "7", "%", '"', "\n", "é", "\ue000", "&lt;", "&#x3c;", "raw", "endraw", "-",
))  # fmt: skip


@settings(max_examples=60)
@given(st.lists(TOKENS, max_size=14).map("".join))
def test_no_template_breaks_the_judgement(source: str) -> None:
    for one in judge_block(source):
        assert 1 <= one.line <= source.count("\n") + 1
