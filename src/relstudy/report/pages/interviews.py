"""Interviews: how many people voice each theme, of those asked, by target, with their own words. Counts, never shares."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from relstudy.cells import CellKey
from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.page import Note, Page, View, absent_page, show_page
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, joined, line
from relstudy.steps.interviews import Interviews
from relstudy.survey.registers import CodebookEntry

#: Quotes printed per theme; contrary ones first. The rest are cells.
QUOTES = 3
_FACETS = ("channel", "stage", "satisfaction", "expectation", "new_channel", "criterion", "emotion", "other")
_MEASURES = ("cases_unprompted", "cases_positive", "cases_negative", "cases_contrary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One exact quote, bound to its cell, and who said it."""

    key: CellKey
    text: str
    contrary: Inline
    who: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The quotes of one theme."""

    title: Inline
    cases: Inline
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The themes of one facet that have quotes. `open` = shown at once."""

    title: Inline
    themes: tuple[Theme, ...]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewsView(View):
    """The table of themes and the quotes by facet; `spoken` = the language of the quotes where it is not the report's."""

    tables: tuple[Table, ...]
    quotes_title: Inline
    facets: tuple[Facet, ...]
    spoken: str


def build_page(context: Context) -> Page:
    """Return the page of the interviews."""
    say = context.words.say
    codes = [c for c in context.study.codebook if context.book.get("interviews", c.id, "cases", "_", "all") is not None]
    if not codes:
        return absent_page(context, "interviews", title=say("steps.interviews"), reason=context.absence("interviews"))
    people = context.book.get("interviews", "_", "n", "_", "all")
    title = say("steps.interviews")
    if people is not None and people.value is not None:
        title = context.words.count("interviews.title", people.value, n=Number(people, context.lang, of_base=True))
    facets, tables, quotes_title = _facets(context, codes), (_table(context, codes),), say("interviews.quotes")
    view = InterviewsView(tables=tables, quotes_title=quotes_title, facets=facets, spoken=context.foreign)
    notes = _notes(context, codes, quoted=bool(facets))
    return show_page(context, "interviews", template="interviews.html.j2", title=title, view=view, notes=notes)


def _table(context: Context, codes: list[CodebookEntry]) -> Table:
    say, book, lang = context.words.say, context.book, context.lang
    targets = [c for c in context.book.columns("interviews") if c.startswith("target=")]
    measures = [
        m
        for m in _MEASURES
        if (m != "cases_unprompted" or context.tells_prompts)
        and any((c := book.get("interviews", e.id, m, "_", "all")) and c.value for e in codes)
    ]
    columns = [
        Column(title=say("interviews.cases"), note=say("columns.all")),
        *(Column(title=say("interviews.cases"), note=context.column_label(t)) for t in targets),
        *(Column(title=say(f"interviews.{m.removeprefix('cases_')}")) for m in measures),
    ]
    groups = []
    for facet in (*_FACETS, None):
        inside = [e for e in codes if e.facet == facet]
        rows = []
        for entry in _nested(inside):
            cells = [Number(book.get("interviews", entry.id, "cases", "_", c), lang) for c in ("all", *targets)]
            cells += [Number(book.get("interviews", entry.id, m, "_", "all"), lang, of_base=True) for m in measures]
            below = entry.parent is not None and any(e.id == entry.parent for e in inside)
            rows.append(
                Row(head=context.label("codebook", entry.id), cells=tuple(cells), role="below" if below else "")
            )
        if rows:
            groups.append(Group(title=say(f"facets.{facet or 'none'}"), rows=tuple(rows)))
    return Table(
        id="interviews-themes", caption=say("interviews.table"), stub=say("interviews.code"), columns=tuple(columns),
        groups=tuple(groups), wide=True,
    )  # fmt: skip


def _nested(entries: list[CodebookEntry]) -> list[CodebookEntry]:
    """Return the entries with each child after its parent, else in the order of the codebook."""
    ids = {e.id for e in entries}
    ordered: list[CodebookEntry] = []

    def walk(parent: str | None) -> None:
        for entry in entries:
            if (entry.parent if entry.parent in ids else None) == parent and entry not in ordered:
                ordered.append(entry)
                walk(entry.id)

    walk(None)
    return ordered


def quotes_of(context: Context, code: str) -> tuple[CellRow, ...]:
    """Return the quotes of a theme, contrary ones first, else in the order of the cells; the same words once."""
    cells = [c for c in context.book.of("interviews", code, measure="quote") if c.shown and c.text]
    unique = {c.text: c for c in reversed(cells)}
    kept = [c for c in cells if unique[c.text] is c]
    return tuple(sorted(kept, key=lambda c: not c.has_mark("contrary")))


def _facets(context: Context, codes: list[CodebookEntry]) -> tuple[Facet, ...]:
    """Return the quoted themes by facet, in the order of the table; expectations are open, the only facet too."""
    found, said = [], speakers(context)
    for facet in (*_FACETS, None):
        inside = _nested([e for e in codes if e.facet == facet])
        themes = tuple(t for e in inside if (t := _theme(context, e, said)) is not None)
        if themes:
            title = context.words.count(
                "interviews.facet", len(themes), facet=context.words.say(f"facets.{facet or 'none'}"),
                n=Count(len(themes), context.lang),
            )  # fmt: skip
            found.append(Facet(title=title, themes=themes, open=facet == "expectation"))
    if not any(f.open for f in found):
        return tuple(replace(f, open=True) for f in found)
    return tuple(found)


def _theme(context: Context, entry: CodebookEntry, said: Mapping[tuple[str, str], Inline]) -> Theme | None:
    found = quotes_of(context, entry.id)
    if not found:
        return None
    contrary = context.words.say("interviews.quote_contrary")
    return Theme(
        title=context.label("codebook", entry.id),
        cases=Number(context.book.get("interviews", entry.id, "cases", "_", "all"), context.lang),
        quotes=tuple(
            Quote(
                key=c.key,
                text=(c.text or "").strip(),
                contrary=contrary if c.has_mark("contrary") else EMPTY,
                who=said.get((c.item, c.row), EMPTY),
            )
            for c in found[:QUOTES]
        ),
    )


def speakers(context: Context) -> dict[tuple[str, str], Inline]:
    """Return who said each quote, by code and row of its cell: attributes, target, interview; never a name the study has not given."""
    result = context.result.given(Interviews)
    if result is None:
        return {}
    who = {}
    for case, target, attributes in zip(result.case_id, result.target, result.attributes, strict=True):
        known = str(attributes).strip()
        parts = [context.written(known)] if known else []
        parts += [context.column_label(f"target={target}")] if target else []
        parts.append(context.words.say("interviews.quote_place", case=Label(str(case))))
        who[str(case)] = joined(", ", parts)
    prompted = context.words.say("interviews.quote_prompted")
    return {
        (str(q["code_id"]), f"{q['part']}.{q['n']}"): line("{0}, {1}", who[str(q["case_id"])], prompted)
        if q["prompted"]
        else who[str(q["case_id"])]
        for q in result.quotes.to_dict("records")
    }


def _base(context: Context) -> Inline:
    """Return what a count of interviews means, and how many of them were held in a group."""
    text = context.words.say("interviews.base")
    groups = context.book.get("interviews", "_", "groups", "_", "all")
    if groups is None or not groups.value:
        return text
    number = Number(groups, context.lang, of_base=True)
    return text + " " + context.words.count("interviews.groups", groups.value, n=number)


def _notes(context: Context, codes: list[CodebookEntry], *, quoted: bool) -> tuple[Note, ...]:
    say, book, lang = context.words.say, context.book, context.lang
    leaves = [c for c in codes if all(c.id != other.parent for other in codes)]
    first = max(leaves or codes, key=lambda c: value_of(book.get("interviews", c.id, "cases", "_", "all")))
    reading = say(
        "interviews.reading",
        label=Label(context.text("codebook", first.id)),
        cases=Number(book.get("interviews", first.id, "cases", "_", "all"), lang),
        unprompted=Number(book.get("interviews", first.id, "cases_unprompted", "_", "all"), lang, of_base=True),
    )
    notes = [Note(title=say("notes.reading"), text=reading), Note(title=say("notes.base"), text=_base(context))]
    if quoted:
        notes.append(Note(title=say("notes.limits"), text=say("interviews.all_quotes", n=Count(QUOTES, lang))))
    return tuple(notes)
