"""The source of what a page shows: under it the files its cells come from, with dates; under its tables which of them, where there are several."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.page import Note, Page, View
from relstudy.report.table import Table
from relstudy.report.values import EMPTY, Count, Inline, Label, Unbound, cells_in, joined

#: Whom files count, in the order they are told.
_KINDS = ("respondents", "cases", "others", "before")
#: The fact of a wave that says when its interviews were held.
_DATES = "interviews_dates"


def set_sources(page: Page, context: Context) -> Page:
    """Return a page with one note of the files and dates of all it shows; as it was where no cell of it names a file.

    The note takes the place of one that says the files of a part of the page.
    """
    cells = tuple(cells_in(page))
    told = sources_in_words(context, cells)
    if not told:
        return page
    title = context.words.say("notes.source")
    page = replace(page, notes=(*(n for n in page.notes if n.title != title), Note(title=title, text=told)))
    several = page.view is not None and len(_by_kind(context, cells)) > 1
    return replace(page, view=_under_tables(page.view, context)) if several and page.view is not None else page


def _under_tables(view: View, context: Context) -> View:
    """Return a view whose tables say their files: the last of those that follow each other with the same says it for all."""
    assert is_dataclass(view)
    tables = [t for one in fields(view) for t in _tables_in(getattr(view, one.name))]
    told = [_short(context, table) for table in tables]
    notes: dict[str, Inline] = {}
    run = 0
    for place, table in enumerate(tables):
        run += 1
        if place + 1 < len(tables) and told[place + 1] == told[place]:
            continue
        if told[place]:
            n = Count(run, context.lang)
            notes[table.id] = context.words.count("sources.under", run, n=n, files=told[place])
        run = 0
    changed: dict[str, Any] = {}
    for one in fields(view):
        held = getattr(view, one.name)
        if any(table.id in notes for table in _tables_in(held)):
            changed[one.name] = tuple(
                replace(table, notes=(*table.notes, notes[table.id])) if table.id in notes else table for table in held
            )
    return replace(view, **changed)


def _tables_in(held: object) -> tuple[Table, ...]:
    """Return the tables of a part of a view that is tables; what is folded stands under its own line."""
    return held if isinstance(held, tuple) and held and all(isinstance(one, Table) for one in held) else ()


def _short(context: Context, table: Table) -> Inline:
    """Return the names of the files of a table by whom they count, without their folders."""
    say = context.words.say
    told: list[Inline] = []
    for kind, files in _by_kind(context, cells_in(table)).items():
        named = joined(", ", (Label(name) for name in dict.fromkeys(PurePosixPath(file).name for file in files)))
        told.append(say(f"sources.short.{kind}", files=named) if kind != "others" else named)
    return joined(", ", told) if told else EMPTY


def _by_kind(context: Context, cells: Iterable[CellRow]) -> Mapping[str, list[str]]:
    """Return the files some cells come from, by whom they count; a kind without any is left out."""
    kinds = context.once.make("kinds of files", lambda: _kinds(context))
    found = sorted({cell.file for cell in cells if cell.shown and cell.file})
    by_kind = {kind: [name for name in found if kinds.get(name, "others") == kind] for kind in _KINDS}
    return {kind: files for kind, files in by_kind.items() if files}


def sources_in_words(context: Context, cells: Iterable[CellRow]) -> Inline:
    """Return the files some cells come from: those of respondents, of cases, of what counts neither, of waves before."""
    say = context.words.say
    told: list[Inline] = []
    for kind, files in _by_kind(context, cells).items():
        named = joined(", ", map(Label, files))
        if kind == "cases":
            told.append(cases_in_words(context, named))
        else:
            form = "alone" if kind == "others" and not told else kind
            told.append(say(f"sources.of.{form}", files=named, dates=Unbound("date", context.field_dates)))
    return joined(" ", told) if told else EMPTY


def cases_in_words(context: Context, files: Inline) -> Inline:
    """Return the files of cases with the dates they were held on; dates declared in other words than a date begins with stay a sentence."""
    dates, form = dates_of_interviews(context), "cases"
    if dates and not context.wave.facts.facts.get(_DATES):
        form = "cases_fielded"
    elif dates:
        form, within = "cases_dated", _within(context, dates)
        form, dates = ("cases_during", within) if within else (form, dates)
    return context.words.say(f"sources.of.{form}", files=files, dates=Unbound("date", dates))


def dates_of_interviews(context: Context) -> str:
    """Return when interviews were held, as the wave declares it, else the fieldwork of a study that has no other; else nothing."""
    if context.wave.facts.facts.get(_DATES):
        return context.fact_text(_DATES).rstrip(". ")
    return "" if context.study.steps.survey else context.field_dates


def _within(context: Context, dates: str) -> str:
    """Return declared dates as they stand within a sentence; nothing where they are no part of one, such as a name or two sentences."""
    opening = re.match(r"[^\W\d]+", dates)
    known = context.words.text("sources.of.dates_begin").split()
    if opening is None or opening[0].casefold() not in known or ". " in dates:
        return ""
    return opening[0].lower() + dates[opening.end() :]


def _kinds(context: Context) -> Mapping[str, str]:
    """Return whom each file counts, as the cells made of it say, or that it is of a wave before; no entry where neither is so."""
    kinds: dict[str, str] = {}
    for cell in context.book.by_key.values():
        if cell.file and cell.section == "waves":
            kinds.setdefault(cell.file, "before")
        elif cell.file and cell.base_kind in ("respondents", "cases"):
            kinds[cell.file] = cell.base_kind
    return kinds
