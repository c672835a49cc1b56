"""What the agency says around the pages: its texts in every report, its numbers cells, the mark of a working paper kept."""

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_example import WITHHELD, full_example
from tagged_paper import render_paper

from relstudy.definitions.block_language import judge_block
from relstudy.report import render_report
from relstudy.report.context import Context
from relstudy.report.html.agency_blocks import doubt_blocks, fill_blocks
from relstudy.report.html.bindings import read_bindings
from relstudy.report.plain.inline import read_flat
from relstudy.report.rendering import render_text
from relstudy.survey.brand import BLOCK_NAMES, Block
from relstudy.words import LANGS, Lang

KEY = "expectations/recognised/importance/_/all"


def context(lang: Lang = "fr", **sources: str) -> Context:
    example = full_example()
    blocks = tuple(
        Block(name=name, file=f"templates/{name}.html.j2", source=source) for name, source in sources.items()
    )
    return dataclasses.replace(example, study=dataclasses.replace(example.study, blocks=blocks)).context(lang)


def told(source: str, lang: Lang = "fr") -> list[tuple[str, str]]:
    return [(one.kind, read_flat(one.text)) for one in fill_blocks(context(lang, cover=source))["cover"]]


def test_a_template_is_read_as_headings_paragraphs_and_points() -> None:
    source = '<h3>A  <em>b</em></h3>Loose\n<ul><li>one</li><li><b>two</b> !</li></ul><p></p><p>a<br>b &lt;p&gt;</p>{% if lang == "en" %}<p>no</p>{% endif %}'
    assert told(source) == [
        ("heading", "A b"), ("paragraph", "Loose"), ("point", "one"), ("point", "two\u202f!"), ("paragraph", "a – b <p>"),
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "said"), [("fr", "9,0"), ("en", "9.0")])
def test_a_number_is_its_cell_bound_and_printed_in_the_language(lang: Lang, said: str) -> None:
    made = context(lang, method=f"<p>Importance: {{{{ cell('{KEY}') }}}}</p>")
    report = render_report(made)
    annex = re.split(r'<div class="?annex"?[^>]*>', report)[1].split("</div>")[0]
    assert [(one.key, one.value) for one in read_bindings(annex)] == [(KEY, "9.02")]
    assert f">{said}<" in annex
    assert f"Importance: {said}" in render_text("method", made, width=200).replace("\u00a0:", ":")


def test_a_number_that_may_not_be_published_is_a_word() -> None:
    made = full_example()
    withheld = made.cells.loc[made.cells["status"] == "withheld", "key"]
    for key in withheld:
        ((_, said),) = told(f"{{{{ cell('{key}') }}}}")
        assert not re.search(r"\d", said)
        assert not any(str(value)[:6] in said for value in WITHHELD)


def test_a_key_of_no_cell_and_a_format_there_is_not_are_faults_with_their_line() -> None:
    block = Block(
        name="cover",
        file="f",
        source=f"\n{{{{ cell('{KEY}x') }}}}\n{{{{ cell('{KEY}', 'pc') }}}}\n{{{{ cell('no') }}}}",
    )
    faults = doubt_blocks((block,), full_example().context("fr").book)
    assert [(f.code, f.file, f.line) for f in faults] == [
        ("unknown-key", "f", 2),
        ("bad-value", "f", 3),
        ("unknown-key", "f", 4),
    ]
    assert faults[0].allowed is not None
    assert faults[0].allowed.startswith(KEY)


@pytest.mark.parametrize("lang", LANGS)
def test_every_block_has_its_place_and_the_mark_of_a_working_paper_stays(lang: Lang) -> None:
    made = context(lang, **{name: f"<h3>Titre</h3><p>Marque-{name}</p><ul><li>a</li></ul>" for name in BLOCK_NAMES})
    report = render_report(made)
    assert [name for name in BLOCK_NAMES if f"Marque-{name}" not in report] == []
    mark = read_flat(made.words.say("shell.working_paper"))
    assert report.count(mark) >= len(re.findall(r'<p class="?running', report))
    assert render_paper(made) != render_paper(context(lang))


def test_without_blocks_a_report_is_as_built_in() -> None:
    assert render_report(context()) == render_report(full_example().context("fr"))


PIECES = st.sampled_from((
    "<p>", "</p>", "<li>", "<h3>", "<br>", "<strong>", "</strong>", "</li>", "a", " ", "\n", "&lt;script&gt;", "&amp;", "{{ study }}", "é !", "<cite>7</cite>",
    "{{ cell('" + KEY + "') }}", "{% if lang == 'fr' %}x{% endif %}", "<address>", "</address>", "\ue000", "\ue001",
))  # fmt: skip


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_passes_the_judgement_is_filled_and_bound(source: str) -> None:
    if judge_block(source):
        return
    filled = fill_blocks(context(cover=source))["cover"]
    said = "".join(read_flat(one.text) for one in filled)
    assert said.count("9,0") == source.count("cell(")
