"""The source of what a page shows, said once under it: the files its cells come from, and when their matter was gathered."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.page import Note, Page
from relstudy.report.values import EMPTY, Inline, Label, Unbound, cells_in, joined

#: The fact of a wave that says when its interviews were held.
_DATES = "interviews_dates"


def set_sources(page: Page, context: Context) -> Page:
    """Return a page with one note of the files and dates of all it shows; as it was where no cell of it names a file.

    The note takes the place of one that says the files of a part of the page.
    """
    told = sources_in_words(context, cells_in(page.view))
    if not told:
        return page
    title = context.words.say("notes.source")
    return replace(page, notes=(*(n for n in page.notes if n.title != title), Note(title=title, text=told)))


def sources_in_words(context: Context, cells: Iterable[CellRow]) -> Inline:
    """Return the files some cells come from: those of respondents, of cases, of what counts neither, of waves before."""
    say = context.words.say
    kinds = context.once.make("kinds of files", lambda: _kinds(context))
    found = sorted({cell.file for cell in cells if cell.shown and cell.file})
    told: list[Inline] = []
    for kind in ("respondents", "cases", "others", "before"):
        files = [name for name in found if kinds.get(name, "others") == kind]
        if not files:
            continue
        named, form, dates = joined(", ", map(Label, files)), kind, context.field_dates
        if kind == "cases" and (held := dates_of_interviews(context)):
            form, dates = "cases_dated", held
        if kind == "others" and not told:
            form = "alone"
        told.append(say(f"sources.of.{form}", files=named, dates=Unbound("date", dates)))
    return joined(" ", told) if told else EMPTY


def dates_of_interviews(context: Context) -> str:
    """Return when interviews were held, as the wave declares it, else the fieldwork of a study that has no other; else nothing."""
    if context.wave.facts.facts.get(_DATES):
        return context.fact_text(_DATES).rstrip(". ")
    return "" if context.study.steps.survey else context.field_dates


def _kinds(context: Context) -> Mapping[str, str]:
    """Return whom each file counts, as the cells made of it say, or that it is of a wave before; no entry where neither is so."""
    kinds: dict[str, str] = {}
    for cell in context.book.by_key.values():
        if cell.file and cell.section == "waves":
            kinds.setdefault(cell.file, "before")
        elif cell.file and cell.base_kind in ("respondents", "cases"):
            kinds[cell.file] = cell.base_kind
    return kinds
