"""Every figure of every page, as a value: its title, what and who it is about, how to read it, on what base; and said as text too."""

import re

import pytest
import report_example as example
from report_reading import PageReader

from relstudy.report.contacts import ContactFigure
from relstudy.report.html import render
from relstudy.report.map.figure import MapFigure
from relstudy.report.matrix.figure import MatrixFigure
from relstudy.report.order import PAGES
from relstudy.report.page import Note, Page
from relstudy.report.plain.inline import read_flat
from relstudy.report.plain.writing import write_page
from relstudy.report.satisfaction import SatisfactionFigure
from relstudy.report.verdicts import from_cases

Figure = ContactFigure | MapFigure | MatrixFigure | SatisfactionFigure


def titles_of(figure: Figure) -> tuple[object, ...]:
    """Return what stands over a figure: the matrix has its page's title, a legend and a stub."""
    if isinstance(figure, ContactFigure):
        return (figure.title, figure.subtitle)
    if isinstance(figure, MatrixFigure):
        return (figure.legend_title, figure.stub)
    return (figure.heading, figure.subheading)


def notes_of(page: Page, figure: Figure) -> dict[str, str]:
    """Return the notes under a figure and those of its page, by title; the short figure of the synthesis leads to a page that has them."""
    notes: tuple[Note, ...] = (*figure.notes, *page.notes)
    return {read_flat(note.title): read_flat(note.text) for note in notes}


@pytest.mark.parametrize("made", [example.full_example, example.cases_example], ids=["survey", "interviews"])
def test_every_figure_says_what_it_is_how_to_read_it_and_on_what_base(made: object) -> None:
    context = made().context()  # type: ignore[operator]
    seen = []
    for entry in PAGES:
        page = entry.build(context)
        figure = getattr(page.view, "figure", None)
        if figure is None:
            continue
        seen.append(type(figure).__name__)
        assert all(read_flat(title) for title in titles_of(figure)), entry.name
        told = notes_of(page, figure)
        assert all(told.values()), entry.name
        assert "Lecture." in told, entry.name
        if entry.name == "synthesis":
            assert read_flat(page.view.more)  # type: ignore[union-attr]
            continue
        assert "Base." in told, entry.name
        if not from_cases(context):
            assert "Source." in told, entry.name
        if isinstance(figure, ContactFigure):
            assert "Question." in told, entry.name
    assert seen


@pytest.mark.parametrize("made", [example.full_example, example.cases_example], ids=["survey", "interviews"])
def test_what_a_figure_shows_and_says_is_shown_as_text_too(made: object) -> None:
    context = made().context()  # type: ignore[operator]
    compared = 0
    for entry in PAGES:
        page = entry.build(context)
        figure = getattr(page.view, "figure", None)
        if figure is None:
            continue
        text = squeezed(write_page(page, context.words, running="", width=100))
        drawn = PageReader(f'<section data-page="{entry.name}">{render(figure)}</section>')
        assert {b.text for b in drawn.numbers if squeezed(b.text) not in text} == set(), entry.name
        said = (*titles_of(figure), *(note.text for note in figure.notes))
        assert [one for one in map(read_flat, said) if squeezed(one) not in text] == [], entry.name
        compared += len(drawn.numbers)
    assert compared > 20


def squeezed(text: str) -> str:
    """Return a text without the spaces and the ends of lines that setting it adds or takes away."""
    return re.sub(r"[\s\u00ad]+", "", text)
