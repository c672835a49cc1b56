"""The interview matrix in words: hints, notes, rules as they are, both languages alike; never a share."""

import dataclasses
import re

from expectation_demo import heard_figure

from relstudy import resources
from relstudy.report.book import Book, CellRow
from relstudy.report.html import render
from relstudy.report.matrix.figure import matrix_figure
from relstudy.report.pages.expectations import build_page
from relstudy.report.plain.inline import read_flat
from relstudy.steps.interviews import Interviews
from relstudy.words import load_words


def test_style_sheet_and_words_have_no_percent_sign_either():
    assert "%" not in (resources.templates() / "report" / "interview_matrix.css").read_text(encoding="utf-8")
    for lang in ("fr", "en"):
        assert "%" not in str(load_words(lang, "figures")["matrix"])


def test_both_languages_say_the_same_things():
    def keys(table: dict, path: str = "") -> list[str]:
        return [
            k
            for name, value in table.items()
            for k in (keys(value, f"{path}{name}.") if isinstance(value, dict) else [path + name])
        ]

    def places(table: dict) -> list[list[str]]:
        return [
            p
            for value in table.values()
            for p in (places(value) if isinstance(value, dict) else [sorted(re.findall(r"{(\w+)}", value))])
        ]

    french, english = (load_words(lang, "figures") for lang in ("fr", "en"))
    assert keys(french) == keys(english)
    assert places(french) == places(english)


def test_french_typography():
    texts = re.findall(r'"([^"]*)"', (resources.templates() / "words/fr/figures.toml").read_text(encoding="utf-8"))
    for text in texts:
        assert not re.search(r" [:;!?%»]|« |[^\u00a0]:|[^\u202f][;?!]|\'", text), text


def test_unsettled_rows_say_why():
    _, figure = heard_figure()
    hints = load_words("fr", "figures")["matrix"]["hint"]
    for r in figure.rows:
        voiced, freely = r.row.verdict.importance, r.row.unprompted
        often, unasked = 2 * voiced.value > voiced.base, 3 * freely.value >= voiced.base
        if r.row.verdict.tier != "unsettled":
            assert not r.hint
        elif often == unasked:
            assert render(r.hint) == hints["overturned"]
        else:
            assert render(r.hint) == hints["prompted-prompts" if often else "rare-prompts"]


def test_notes_say_how_to_read_the_rules_and_why_there_are_no_shares():
    _, figure = heard_figure()
    titles = [render(n.title) for n in figure.notes]
    assert titles == [
        "Lecture.", "Hiérarchie (règle).", "Action (règle).", "Ordre.", "Stabilité.", "Pas de part\u00a0: pourquoi.", "Base.", "Citations.",
        "Source.",
    ]  # fmt: skip
    rule = render(figure.notes[1].text)
    assert "la moitié" in rule
    assert "un tiers" in rule


def test_other_criteria_are_printed_as_they_are():
    context, _ = heard_figure()
    plan = dataclasses.replace(context.study.expecting, voiced_by=(2, 3), unprompted_by=(3, 7))
    changed = dataclasses.replace(context, study=dataclasses.replace(context.study, expecting=plan))
    rule = render(matrix_figure(changed, context.result.given(Interviews)).notes[1].text)
    assert "deux tiers" in rule
    assert "3/7" in rule


def test_r3_of_interviews_shows_the_matrix_and_its_notes():
    page = build_page(heard_figure()[0])
    assert page.view.figure
    assert not page.view.no_figure
    assert page.notes
    assert page.view.folded is not None


def test_the_matrix_is_read_on_its_first_row_with_who_judges_it_and_its_ends_are_named():
    _, figure = heard_figure()
    first = figure.rows[0].row
    said = {render(n.title): read_flat(n.text) for n in figure.notes}
    voiced, freely, judged = first.verdict.importance, first.unprompted, first.verdict.satisfaction
    assert f"{voiced.value:.0f} interviewés sur {voiced.base}, dont {freely.value:.0f} spontanément" in said["Lecture."]
    assert f"jugée par {judged.base} d’entre eux" in said["Lecture."]
    sides = f"{first.positive.value:.0f} satisfait, {first.negative.value:.0f} insatisfaits"
    assert sides in said["Lecture."].replace("\u00a0", " ")
    assert "à gauche plutôt «\u00a0Application mobile complète\u00a0»" in said["Ordre."]
    assert "à droite plutôt «\u00a0Être reconnu d’un canal à l’autre\u00a0»" in said["Ordre."]


def test_words_of_interviewees_are_bound_to_the_cell_that_holds_them():
    context, figure = heard_figure()
    quoted = [(line, hanging) for row in figure.rows for line, hanging in zip(row.quotes, row.row.quotes, strict=True)]
    assert quoted
    for line, hanging in quoted:
        key = f"interviews/{hanging.quote.code}/quote/{hanging.quote.row}/_"
        assert context.book.by_key[key].text == hanging.quote.text
        assert f'data-cell="{key}"' in render(line.text)


def test_of_an_expectation_nobody_was_asked_nothing_is_said_to_be_unprompted():
    context, figure = heard_figure()
    key = figure.rows[0].row.verdict.importance.key

    def unasked(cell: CellRow) -> CellRow:
        return dataclasses.replace(cell, status="missing", value=None) if cell.key == key else cell

    book = Book(
        by_key={name: unasked(cell) for name, cell in context.book.by_key.items()},
        by_section={
            section: {item: tuple(map(unasked, cells)) for item, cells in items.items()}
            for section, items in context.book.by_section.items()
        },
    )
    changed = matrix_figure(dataclasses.replace(context, book=book), context.result.given(Interviews))
    said = {row.row.verdict.id: read_flat(row.unprompted) for row in changed.rows}
    assert [name for name, text in said.items() if not text] == [figure.rows[0].row.verdict.id]
