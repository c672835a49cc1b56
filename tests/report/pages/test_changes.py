"""The page of what changed: what its columns are called."""

import pandas as pd
import pytest
import report_example as example

from relstudy.cells import CellKey
from relstudy.report.book import CellRow
from relstudy.report.pages.changes import _difference, _Move, _wave_column
from relstudy.report.plain.inline import read_flat
from relstudy.steps.changes import Changes
from relstudy.words import Lang


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
