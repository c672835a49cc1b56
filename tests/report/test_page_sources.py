"""Under a page: the files of all it shows and when they were gathered, once; a file of no known day says none."""

import dataclasses

import pytest
import report_example as example

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.order import PAGES
from relstudy.report.page import Note, Page, Plain
from relstudy.report.page_sources import cases_in_words, dates_of_interviews, set_sources, sources_in_words
from relstudy.report.plain.inline import read_flat
from relstudy.report.rendering import shown_keys
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import Number, cells_in
from relstudy.words import Lang


def dated(context: Context, dates: str | None) -> Context:
    facts = dataclasses.replace(context.wave.facts, facts={"interviews_dates": dates} if dates else {})
    return dataclasses.replace(context, wave=dataclasses.replace(context.wave, facts=facts))


def sources_of(notes: tuple[Note, ...]) -> list[str]:
    return [read_flat(n.text) for n in notes if read_flat(n.title) == "Source."]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("made", [example.full_example, example.cases_example], ids=["survey", "interviews"])
def test_a_page_names_once_every_file_its_cells_name(made: object, lang: Lang) -> None:
    context: Context = made().context(lang)  # type: ignore[operator]
    named = 0
    for entry in PAGES:
        page = set_sources(entry.build(context), context)
        files = {c.source.partition("#")[0] for c in cells_in(page.view) if c.shown and c.source}
        told = sources_of(page.notes)
        assert len(told) == bool(files), entry.name
        assert all(told[0].count(name) == 1 for name in files), entry.name
        named += len(files)
    assert named


def test_interviews_have_the_dates_that_were_declared_never_those_of_a_survey() -> None:
    context = example.full_example().context("en")
    assert context.study.steps.survey
    assert dates_of_interviews(dated(context, None)) == ""
    assert dates_of_interviews(dated(context, "From 11 to 20 January.")) == "From 11 to 20 January"
    alone = example.cases_example().context("en")
    assert dates_of_interviews(dated(alone, None)) == alone.field_dates
    assert read_flat(cases_in_words(alone, "c.csv")) == f"Cases: c.csv, fieldwork {alone.field_dates}."
    assert read_flat(cases_in_words(dated(alone, "In May."), "c.csv")) == "Cases: c.csv, in May."
    assert read_flat(cases_in_words(dated(alone, "Lyon, in May"), "c.csv")) == "Cases: c.csv. Lyon, in May."
    assert read_flat(cases_in_words(dated(alone, "In May. In June"), "c.csv")) == "Cases: c.csv. In May. In June."
    assert read_flat(cases_in_words(dated(context, None), "c.csv")) == "Cases: c.csv."


def test_respondents_come_first_then_cases_then_other_files_then_waves_before() -> None:
    context = dated(example.full_example().context("en"), None)
    cells = [
        dataclasses.replace(CellRow(key=key, section=section, item="x", measure="y"), base_kind=kind, source=source)  # type: ignore[arg-type]
        for key, section, kind, source in (
            ("a", "waves", "respondents", "out/1/cells.parquet"), ("b", "grid", "none", "grid.csv"),
            ("c", "interviews", "cases", "codings.csv#code_id"), ("d", "survey", "respondents", "answers.csv#q1"),
            ("e", "survey", "respondents", "answers.csv#q2"),
        )
    ]  # fmt: skip
    book = dataclasses.replace(context.book, by_key={c.key: c for c in cells})
    context = dataclasses.replace(context, book=book)
    said = read_flat(sources_in_words(context, cells)).replace("\u00a0", " ")
    assert said == (
        f"Survey: answers.csv, fieldwork {context.field_dates}. Cases: codings.csv. Other files: grid.csv. "
        "Earlier waves: out/1/cells.parquet."
    ).replace("\u00a0", " ")
    assert read_flat(sources_in_words(context, cells[1:2])) == "Files: grid.csv."
    assert not sources_in_words(context, [dataclasses.replace(cells[0], status="withheld")])


def shown(key: str, source: str, kind: str) -> CellRow:
    return CellRow(key=key, section="x", item="x", measure="y", base_kind=kind, source=source, value=1.0)  # type: ignore[arg-type]


def test_tables_of_a_page_of_several_files_say_theirs_the_last_of_those_alike_for_all() -> None:
    context = example.full_example().context("en")
    cells = [shown("a", "waves/1/answers.csv#q1", "respondents"), shown("b", "waves/1/codings.csv", "cases")]
    book = dataclasses.replace(context.book, by_key={c.key: c for c in cells})
    context = dataclasses.replace(context, book=book)
    tables = tuple(
        table_of((Column(title="n"),), (Row(head="r", cells=(Number(cell, "en"),)),), name=name, caption=name, stub="s")
        for name, cell in (("one", cells[0]), ("two", cells[0]), ("three", cells[1]))
    )

    def notes(*shown_tables: Table) -> list[list[str]]:
        page = Page(name="R4", template="", nav="", eyebrow="", title="", view=Plain(tables=shown_tables))
        view = set_sources(page, context).view
        assert isinstance(view, Plain)
        return [[read_flat(note) for note in table.notes] for table in view.tables]

    assert notes(*tables) == [[], ["Source of these 2 tables: survey (answers.csv)."], ["Source: cases (codings.csv)."]]
    assert notes(*tables[:2]) == [[], []]
    past = dataclasses.replace(shown("w", "out/0/cells.parquet", "respondents"), section="waves")
    context = dataclasses.replace(context, book=dataclasses.replace(book, by_key={c.key: c for c in (*cells, past)}))
    row = Row(head="r", cells=(Number(cells[0], "en"), Number(past, "en")))
    both = table_of((Column(title="n"), Column(title="m")), (row,), name="four", caption="four", stub="s")
    assert notes(both) == [["Source: survey (answers.csv), earlier waves (cells.parquet)."]]


@pytest.mark.parametrize("made", [example.full_example, example.cases_example], ids=["survey", "interviews"])
def test_every_file_a_printed_cell_comes_from_is_one_its_page_names(made: object) -> None:
    context: Context = made().context("fr")  # type: ignore[operator]
    printed = 0
    for entry in PAGES:
        page = entry.build(context)
        keys = shown_keys(entry.name, context)
        files = {cell.file for key in keys if (cell := context.book.by_key.get(key)) is not None and cell.shown}
        assert files <= {cell.file for cell in cells_in(page)}, entry.name
        printed += len(keys)
    assert printed
