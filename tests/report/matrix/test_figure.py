"""The interview matrix in words: hints, notes, rules as they are, both languages alike; never a share."""

import dataclasses
import re

from expectation_demo import heard_figure

from relstudy import resources
from relstudy.report.html import render
from relstudy.report.matrix.figure import matrix_figure
from relstudy.report.pages.expectations import build_page
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
