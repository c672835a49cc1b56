"""The page of what changed: what its columns are called."""

from dataclasses import replace
from typing import Literal

import page_context
import pandas as pd
import pytest
import report_example as example

from relstudy.cells import Cell, CellKey
from relstudy.report.book import CellRow
from relstudy.report.page import Plain
from relstudy.report.pages.changes import _difference, _lines_kept, _Move, _verdicts_table, _wave_column, build_page
from relstudy.report.plain.inline import read_flat
from relstudy.steps.changes import Changes
from relstudy.study.method import StepOutcome, WaveResult
from relstudy.survey.plan import ExpectationsPlan, Steps
from relstudy.survey.registers import Expectation
from relstudy.words import Lang

E = Expectation(id="e")


@pytest.mark.parametrize(
    ("wave", "label"),
    [
        ("before", "Vague d’avant"),
        ("old", "Première"),
        ("older", "Première de toutes"),
        ("long_ago", ""),
        ("now", "named"),
    ],
)
def test_a_column_has_the_name_of_its_wave_and_its_label_where_it_is_known(wave: str, label: str) -> None:
    context = example.full_example().context("fr")
    changes = Changes(
        before="before",
        called={"fr": "Vague d’avant"},
        earlier={"old": {"en": "First", "fr": "Première"}, "older": {"": "Première de toutes"}, "long_ago": {}},
        tests=pd.DataFrame(),
        cells=pd.DataFrame(),
    )
    asked = context.wave.id if wave == "now" else wave
    column = _wave_column(context, changes, asked)
    assert read_flat(column.title) == asked
    assert read_flat(column.note) == (context.wave_name if label == "named" else label)


def test_a_wave_without_a_label_is_named_once() -> None:
    context = example.full_example().context("fr")
    changes = Changes(before="2025", called={}, tests=pd.DataFrame(), cells=pd.DataFrame())
    assert read_flat(_wave_column(context, changes, "2025").note) == ""


@pytest.mark.parametrize(("lang", "said"), [("fr", "+0,5 [+0,2\u202f; +0,8]"), ("en", "+0.5 [+0.2; +0.8]")])
def test_a_difference_stands_with_its_interval_as_the_language_sets_it(lang: Lang, said: str) -> None:
    context = example.full_example().context(lang)
    cell = CellRow(
        key=CellKey("k"), section="waves", item="x", measure="mean", value=0.5, low=0.2, high=0.8, unit="mean"
    )
    move = _Move(head="", note="", before=cell, after=cell, difference=cell, verdict="different", statistic=1.0)
    assert read_flat(_difference(move, context)) == said


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "−15\u00a0points [−22\u202f; −9]"), ("en", "−15\u00a0points [−22; −9]")]
)
def test_the_interval_of_a_difference_does_not_repeat_its_unit(lang: Lang, said: str) -> None:
    context = example.full_example().context(lang)
    cell = CellRow(
        key=CellKey("k"), section="waves", item="x", measure="share", value=-0.15, low=-0.22, high=-0.09, unit="share"
    )
    move = _Move(head="", note="", before=cell, after=cell, difference=cell, verdict="different", statistic=1.0)
    assert read_flat(_difference(move, context)) == said


@pytest.mark.parametrize("survey", [True, False])
def test_where_nothing_could_be_compared_the_title_does_not_say_that_nothing_moved(survey: bool) -> None:
    context = page_context.context_of((), [], lang="en")
    changes = Changes(before="2025", called={}, tests=pd.DataFrame(), cells=pd.DataFrame())
    outcome = StepOutcome(name="changes", state="ran", result=changes)
    steps = Steps(audit=False, benchmark=False, interviews=not survey, survey=survey)
    page = build_page(
        replace(
            context,
            study=replace(context.study, steps=steps),
            result=WaveResult(wave=context.wave, outcomes={"changes": outcome}),
        )
    )
    assert read_flat(page.title) == "No figure could be compared with “2025”"
    assert isinstance(page.view, Plain)
    lead = " ".join(map(read_flat, page.view.lead))
    assert ("therefore not known" if survey else "are not tested from one wave to the next") in lead


@pytest.mark.parametrize(("importance", "said"), [("cases", "The rule is the same"), ("stated", "its own lines")])
def test_what_is_said_of_the_lines_of_two_waves_is_true_of_the_road_to_the_verdicts(
    importance: Literal["cases", "stated"], said: str
) -> None:
    context = page_context.context_of((), [], lang="en", expecting=ExpectationsPlan(importance=importance))
    assert said in read_flat(context.words.say(f"changes.verdicts_note{_lines_kept(context)}"))


def test_a_verdict_that_one_wave_does_not_publish_is_no_change() -> None:
    def verdicts(now: str, was: str, *, base: int) -> list[Cell]:
        told = {"kind": "category", "base": base, "base_kind": "respondents"}
        return [
            Cell(section="expectations", item="e", measure="tier", column="all", text=now, **told),  # type: ignore[arg-type]
            Cell(section="waves", item="expectations.e", measure="tier", column="wave=2025", kind="category", text=was),
        ]

    def changed(now: str, was: str, *, base: int) -> bool:
        plan = ExpectationsPlan(importance="stated")
        found = page_context.context_of((), verdicts(now, was, base=base), expectations=(E,), expecting=plan)
        before = Changes(before="2025", called={}, tests=pd.DataFrame(), cells=pd.DataFrame())
        return _verdicts_table(found, before) is not None

    assert changed("secondary", "primary", base=200)
    assert not changed("primary", "primary", base=200)
    assert not changed("secondary", "primary", base=12)
