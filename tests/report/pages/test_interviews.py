"""The page of interviews: the matrix first, counts by facet, quotes spread over cases; a matrix without verdicts where the survey ranks."""

import dataclasses
import re
from collections import Counter
from functools import cache

from expectation_demo import HEARD, heard_figure
from markup_reading import find, read_markup

from relstudy.cells import CellKey
from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.html.environment import make_environment
from relstudy.report.matrix.figure import MatrixFigure, matrix_figure
from relstudy.report.matrix.rows import HEARD as GROUP
from relstudy.report.page import Page
from relstudy.report.pages import interviews
from relstudy.report.pages.interviews import InterviewsView
from relstudy.report.plain.inline import read_flat
from relstudy.report.plain.writing import write_page
from relstudy.steps.interviews import Interviews
from relstudy.survey.labels import Labels
from relstudy.survey.plan import ExpectationsPlan
from relstudy.survey.registers import CodebookEntry


@cache
def surveyed(cases: int = 22) -> Context:
    """Return the interview study as part of one whose expectations are ranked from a survey."""
    context, _ = heard_figure(cases)
    plan = ExpectationsPlan(importance="stated")
    return dataclasses.replace(context, study=dataclasses.replace(context.study, expecting=plan))


def page(context: Context) -> tuple[Page, InterviewsView]:
    made = interviews.build_page(context)
    assert isinstance(made.view, InterviewsView)
    return made, made.view


def drawn(context: Context) -> MatrixFigure:
    figure = matrix_figure(context, context.result.given(Interviews))  # type: ignore[arg-type]
    assert figure is not None
    return figure


def test_a_target_no_questionnaire_names_is_called_as_the_register_of_cases_writes_it() -> None:
    context, _ = heard_figure(22)
    outcomes = dict(context.result.outcomes)
    result = outcomes["interviews"].result
    assert isinstance(result, Interviews)
    named = dataclasses.replace(result, target_names={"ancien-societaire": "Ancien sociétaire", "client": "CLIENT"})
    outcomes["interviews"] = dataclasses.replace(outcomes["interviews"], result=named)
    context = dataclasses.replace(context, result=dataclasses.replace(context.result, outcomes=outcomes))
    assert context.column_text("target=ancien-societaire") == "Ancien sociétaire"
    assert context.column_text("target=client") == "Clients"
    assert context.column_text("target=advocate") == "Prescripteurs"
    assert context.column_text("target=x9") == "x9"


def test_a_matrix_of_a_surveyed_study_counts_and_judges_no_expectation() -> None:
    figure = drawn(surveyed())
    assert [group.tier for group in figure.groups] == [GROUP]
    assert figure.stability is None
    assert not any(row.rank or row.action or row.stability or row.hint for row in figure.rows)
    found = find(read_markup(str(render(figure))), "div", data_key=True)
    assert sorted(element.get("data-key") or "" for element in found) == sorted(f"interviews/{code}" for code in HEARD)
    assert not find(read_markup(str(render(figure))), "div", data_tier=True)


def test_its_rows_stand_from_the_most_to_the_least_voiced_with_the_counts_of_the_cells() -> None:
    context = surveyed()
    voiced = [row.row.verdict.importance for row in drawn(context).rows]
    assert [c.value for c in voiced] == sorted((c.value for c in voiced), reverse=True)  # type: ignore[union-attr]
    assert all(c is context.book.by_key[f"interviews/{c.item}/cases/_/all"] for c in voiced)  # type: ignore[union-attr]


def test_a_matrix_quotes_no_case_more_than_twice() -> None:
    for figure in (drawn(surveyed()), heard_figure()[1]):
        cases = Counter(h.quote.case_id for row in figure.matrix.rows for h in row.quotes)
        assert cases
        assert max(cases.values()) <= 2


def test_without_a_verdict_no_rule_of_verdicts_is_printed_and_the_survey_is_said_to_rank() -> None:
    told = " ".join(read_flat(note.text) for note in drawn(surveyed()).notes)
    assert "Prioritaire" not in told
    assert "l’enquête dit combien de personnes le pensent" in told


def test_the_page_has_the_matrix_only_where_no_other_page_has_it() -> None:
    _, view = page(surveyed())
    assert view.figure is not None
    assert view.folded is not None
    assert view.tables == ()
    _, ranked = page(heard_figure()[0])
    assert ranked.figure is None
    assert "Attentes" in read_flat(ranked.lead)
    assert len(ranked.tables) == 1


def test_no_case_is_quoted_more_than_twice_on_the_page_and_contrary_ones_come_last() -> None:
    _, view = page(surveyed())
    assert view.figure is not None
    hanging = [h.number for row in view.figure.matrix.rows for h in row.quotes]
    quotes = [quote for facet in view.facets for theme in facet.themes for quote in theme.quotes]
    named = [re.search(r"cas (\d+)", read_flat(quote.who)) for quote in quotes]
    times = Counter([*hanging, *(found[1] for found in named if found is not None)])
    assert quotes
    assert max(times.values()) <= 2
    for facet in view.facets:
        for theme in facet.themes:
            contrary = [bool(quote.contrary) for quote in theme.quotes]
            assert contrary == sorted(contrary)


def test_a_theme_above_others_adds_up_no_judgement() -> None:
    context, _ = heard_figure()
    first, *others = context.study.codebook
    below = tuple(dataclasses.replace(entry, parent=first.id) for entry in others)
    above = dataclasses.replace(context, study=dataclasses.replace(context.study, codebook=(first, *below)))
    (table,) = page(above)[1].tables
    (group,) = table.groups
    assert [bool(cell) for cell in group.rows[0].cells] == [i < 3 for i in range(len(table.columns))]
    assert all(all(map(bool, row.cells)) for row in group.rows[1:])


def test_a_measure_nobody_has_in_a_facet_is_no_column_of_it() -> None:
    context, _ = heard_figure()
    entries = context.study.codebook
    parted = (CodebookEntry(id=entries[0].id, facet="channel"), *entries[1:])
    silent = {f"interviews/{entries[0].id}/cases_{side}/_/all" for side in ("positive", "negative", "contrary")}
    cells = {k: dataclasses.replace(c, value=0.0) if k in silent else c for k, c in context.book.by_key.items()}
    study = dataclasses.replace(context.study, codebook=parted)
    other = dataclasses.replace(context, study=study, book=dataclasses.replace(context.book, by_key=cells))
    channel, expectation = page(other)[1].tables
    assert len(channel.columns) < len(expectation.columns)


def test_the_page_reads_as_text_with_its_quotes() -> None:
    made, _ = page(surveyed())
    text = write_page(made, surveyed().words, running="", width=100)
    assert text.count("Thème ") == 1
    assert "\u00ab\u00a0" in text


def framed(context: Context, *extra: CodebookEntry, voiced: frozenset[str] = frozenset()) -> Context:
    """Return a study with more codes, each asked of all: nobody voices them, but those in `voiced`."""
    pattern = next(c for c in context.book.by_key.values() if c.section == "interviews" and c.measure == "cases")
    cells = dict(context.book.by_key)
    for entry in extra:
        for measure in ("cases", "cases_contrary"):
            key = CellKey(f"interviews/{entry.id}/{measure}/_/all")
            value = 1.0 if entry.id in voiced and measure == "cases" else 0.0
            cells[key] = dataclasses.replace(
                pattern, key=key, item=entry.id, measure=measure, row="_", column="all", value=value
            )
    labels = {f"codebook/{entry.id}": {"fr": entry.id.upper()} for entry in extra}
    study = dataclasses.replace(context.study, codebook=(*context.study.codebook, *extra))
    study = dataclasses.replace(study, labels=Labels(texts={**study.labels.texts, **labels}))
    return dataclasses.replace(context, study=study, book=dataclasses.replace(context.book, by_key=cells))


def chain(n: int, facet: str = "emotion") -> tuple[CodebookEntry, ...]:
    return tuple(CodebookEntry(id=f"x{i}", parent=f"x{i - 1}" if i else None, facet=facet) for i in range(n))


def test_a_theme_is_set_in_by_how_many_stand_above_it() -> None:
    extra = chain(6)
    context = framed(heard_figure()[0], *extra, voiced=frozenset(e.id for e in extra))
    table = next(t for t in page(context)[1].tables if t.id == "interviews-emotion")
    rows = [row for group in table.groups for row in group.rows]
    assert [(row.depth, row.steps) for row in rows] == [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 4)]
    markup = make_environment().get_template("parts.html.j2").make_module({}).table(table)  # type: ignore[attr-defined]
    told = re.findall(r'<tr class="below"(?: style="--in:(\d)")?>', markup)
    assert told == ["", "2", "3", "4", "4"]


def test_themes_that_nobody_voices_stand_once_below_those_that_somebody_does() -> None:
    heard = CodebookEntry(id="heard", facet="emotion")
    below = tuple(CodebookEntry(id=f"y{i}", parent="heard", facet="emotion") for i in range(4))
    deeper = CodebookEntry(id="deeper", parent="y0", facet="emotion")
    apart = tuple(CodebookEntry(id=f"z{i}", facet="criterion") for i in range(2))
    context = framed(heard_figure()[0], heard, *below, deeper, *apart, voiced=frozenset({"heard"}))
    made, view = page(context)
    shown = {t.id: [read_flat(r.head) for g in t.groups for r in g.rows] for t in view.tables}
    assert shown["interviews-emotion"] == ["HEARD"]
    assert "interviews-criterion" not in shown
    assert view.silent is not None
    assert read_flat(view.silent.summary).startswith("8 thèmes")
    told = {
        t.id: [(read_flat(g.title), [(read_flat(r.head), r.depth) for r in g.rows]) for g in t.groups]
        for t in view.silent.tables
    }
    # The demo asks for one expectation that nobody voices.
    assert len(told.pop("interviews-expectation-silent")) == 1
    assert told == {
        "interviews-criterion-silent": [("", [("Z0", 0), ("Z1", 0)])],
        "interviews-emotion-silent": [("HEARD", [("Y0", 0), ("DEEPER", 1), ("Y1", 0), ("Y2", 0), ("Y3", 0)])],
    }
    text = write_page(made, context.words, running="", width=100)
    assert text.count("DEEPER") == 1


def test_a_few_themes_that_nobody_voices_stay_where_they_are() -> None:
    context = framed(heard_figure()[0], *chain(5))
    _, view = page(context)
    assert view.silent is None
    assert "interviews-emotion" in {t.id for t in view.tables}
