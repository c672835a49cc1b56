from dataclasses import replace

import pytest
from page_context import context_of, share

from relstudy.report.order import PAGE_NAMES
from relstudy.report.page import Fold, Note, Page, Plain, View, absent_page
from relstudy.report.pages import glossary, survey
from relstudy.report.plain.inline import read_flat
from relstudy.report.plain.writing import parts_of, write_page
from relstudy.report.rendering import render_text
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import Presence
from relstudy.survey.items import Code, Item
from relstudy.words import Lang

ITEMS = (Item(id="q1", type="single", columns=("c",), codes=(Code(code="1"), Code(code="2"))),)
LABELS = {"item/q1": "Quel canal ?", "code/q1/1": "Agence", "code/q1/2": "Téléphone"}
CELLS = [share("q1", "1", 0.61), share("q1", "2", 0.39)]
TABLE = Table(
    id="t", caption="Parts", stub="Canal", columns=(Column(title="Part"), Column(title="Barre", kind="mark")),
    groups=(Group(rows=(Row(head="Agence", cells=("61 %", Presence(full=True))),)),), notes=("Sous le tableau.",),
)  # fmt: skip


def written(page: Page) -> str:
    return write_page(page, context_of(ITEMS, CELLS, LABELS).words, running="Client · vague", width=80)


def page_of(view: object) -> Page:
    return Page(name="R1", template="plain.html.j2", nav="R1", eyebrow="R1", title="Le titre", view=view)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", PAGE_NAMES)
def test_every_page_reads_as_text_without_a_trace_of_markup(name: str, lang: Lang) -> None:
    text = render_text(name, context_of(ITEMS, CELLS, LABELS, lang=lang), width=100)
    assert "═" in text
    assert not any(trace in text for trace in ("</", "<span", "&#", "&amp;", "{", "None"))
    assert all(len(line) <= 100 for line in text.splitlines())


def test_every_view_reads_as_text() -> None:
    assert {view.__name__ for view in View.__subclasses__()} == {view.__name__ for view in parts_of.registry} - {
        "object"
    }


def test_a_page_without_matter_says_its_state_and_why() -> None:
    text = written(absent_page(context_of(ITEMS, CELLS, LABELS), "R3", reason="Pas d’attentes."))
    assert "Non mesuré dans cette étude\u00a0: Pas d’attentes." in text


def test_a_table_stands_with_its_notes_and_without_its_drawings() -> None:
    text = written(page_of(Plain(tables=(TABLE,))))
    assert "Parts\n\nCanal   Part\n────────────\nAgence  61 %\n\nSous le tableau.\n" in text
    assert "Barre" not in text


def test_what_is_folded_stands_under_its_summary() -> None:
    text = written(page_of(Plain(folds=(Fold(summary="Les mêmes", tables=(TABLE,)),))))
    assert "Les mêmes\n─────────\n\nParts" in text


def test_notes_and_legend_come_last() -> None:
    page = replace(page_of(Plain()), notes=(Note(title="Base.", text="812 répondants."),), legend=("* prudence",))
    assert written(page).endswith("Base. 812 répondants.\n\n* prudence\n")


def test_a_question_gives_its_name_once_and_its_answers() -> None:
    context = context_of(ITEMS, CELLS, LABELS)
    text = write_page(survey.build_page(context), context.words, running="", width=100)
    assert text.count("Quel canal ?") == 1
    assert [line.split(maxsplit=1) for line in text.splitlines() if line.startswith("Agence")] == [
        ["Agence", "61\u00a0%"]
    ]


def test_a_view_nobody_wrote_for_is_an_error() -> None:
    with pytest.raises(TypeError, match="str"):
        parts_of("a view", context_of(ITEMS, CELLS, LABELS).words)


def test_a_term_has_its_meaning_under_it() -> None:
    context = context_of(ITEMS, CELLS, LABELS)
    term = glossary.build_page(context).view.terms[0]  # type: ignore[attr-defined]
    lines = write_page(glossary.build_page(context), context.words, running="", width=500).splitlines()
    assert lines[lines.index(read_flat(term.title)) + 1].startswith("  ")
