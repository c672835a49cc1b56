"""Interviews: how many people voice each theme, of those asked, by target, with their own words. Counts, never shares.

Themes stand as the codebook has them, each set in below the one above it. Where many are voiced by nobody, those that
somebody voices lead, and the others are folded.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.heard_texts import unread_texts
from relstudy.report.matrix.figure import MatrixFigure, matrix_figure
from relstudy.report.page import Note, Page, View, absent_page, show_page
from relstudy.report.quote_choice import QUOTES, Passage, read_passages, spread_quotes
from relstudy.report.saturation import SaturationFigure, saturation_figure
from relstudy.report.speakers import speakers
from relstudy.report.table import Column, Fold, Group, Row, Table, table_of
from relstudy.report.theme_tables import no_types, together_table, types_table
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, joined
from relstudy.report.verdicts import from_cases, read_verdicts
from relstudy.steps.interviews import Interviews
from relstudy.survey.code_frame import order_codes
from relstudy.survey.registers import CodebookEntry

_FACETS = ("channel", "stage", "satisfaction", "expectation", "new_channel", "criterion", "emotion", "other")
_MEASURES = ("cases_unprompted", "cases_positive", "cases_negative", "cases_contrary")
#: More themes than these that nobody voices, and the page folds them.
_FEW = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One exact quote, bound to its cell, and who said it."""

    cell: CellRow
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
    """The matrix (None where there is none, or another page has it: `lead` says so), the tables of themes by facet, the quotes by facet.

    `folded` is the table that says again what the matrix says; `silent` are the themes nobody voices, where they are
    many, None where they stand among the others; `themes` are tables over all themes, and `no_types` says
    that types of cases were looked for in vain; `spoken` = the language of the quotes where it is not
    the report's.
    """

    lead: Inline
    figure: MatrixFigure | None
    folded: Fold | None
    tables_title: Inline
    tables: tuple[Table, ...]
    silent: Fold | None
    saturation: SaturationFigure | None
    themes: tuple[Table, ...]
    no_types: Inline
    quotes_title: Inline
    facets: tuple[Facet, ...]
    spoken: str


def build_page(context: Context) -> Page:
    """Return the page of the interviews: who voices which expectation, how many voice the other themes, in their own words."""
    say = context.words.say
    codes = [c for c in context.study.codebook if context.book.get("interviews", c.id, "cases", "_", "all") is not None]
    if not codes:
        return absent_page(context, "interviews", title=say("steps.interviews"), reason=context.absence("interviews"))
    people = context.book.get("interviews", "_", "n", "_", "all")
    title = say("steps.interviews")
    if people is not None and people.value is not None:
        title = context.words.count("interviews.title", people.value, n=Number(people, context.lang, of_base=True))
    figure = _figure(context)
    found = dict(_by_facet(codes))
    expected = found.pop("expectation", None) if figure is not None else None
    again = None if expected is None else _table(context, "expectation", expected, codes)
    unheard = _unheard(context, [entry for entries in found.values() for entry in entries])
    heard = {facet: [e for e in entries if e.id not in unheard] for facet, entries in found.items()}
    facets = _facets(context, codes, figure)
    view = InterviewsView(
        lead=say("interviews.matrix_elsewhere", page=say("R3.nav"))
        if from_cases(context) and read_verdicts(context)
        else EMPTY,
        figure=figure,
        folded=None if again is None else Fold(summary=say("interviews.as_table"), tables=(again,)),
        tables_title=say("interviews.table"),
        tables=tuple(_table(context, facet, entries, codes) for facet, entries in heard.items() if entries),
        silent=_silent(context, found, unheard),
        saturation=saturation_figure(context),
        themes=tuple(t for t in (together_table(context), types_table(context)) if t is not None),
        no_types=no_types(context),
        quotes_title=say("interviews.quotes"),
        facets=facets,
        spoken=context.foreign,
    )
    notes = _notes(context, codes, figure, quoted=bool(facets))
    return show_page(context, "interviews", template="interviews.html.j2", title=title, view=view, notes=notes)


def _figure(context: Context) -> MatrixFigure | None:
    """Return the matrix where the page of expectations has none: there the study ranks them from its survey."""
    interviews = context.result.given(Interviews)
    return None if interviews is None or from_cases(context) else matrix_figure(context, interviews)


def _by_facet(codes: list[CodebookEntry]) -> Iterator[tuple[str, list[CodebookEntry]]]:
    """Yield the themes of each facet that has any, each after the one above it."""
    for facet in (*_FACETS, None):
        inside = {e.id: e for e in codes if e.facet == facet}
        if inside:
            yield facet or "none", [inside[id_] for id_, _ in order_codes({e.id: e.parent for e in inside.values()})]


def _table(context: Context, facet: str, entries: list[CodebookEntry], codes: list[CodebookEntry]) -> Table:
    """Return how many voice the themes of a facet; what is judged of a theme is not added up over the ones below it."""
    say, book, lang = context.words.say, context.book, context.lang
    parents = {e.parent for e in codes}
    measures = [
        m
        for m in _MEASURES
        if (m != "cases_unprompted" or context.tells_prompts)
        and any(value_of(book.get("interviews", e.id, m, "_", "all")) > 0 for e in entries if e.id not in parents)
    ]
    columns = [
        *_voiced(context),
        *(Column(title=say(f"interviews.{m.removeprefix('cases_')}")) for m in measures),
    ]
    depths, rows = dict(order_codes({e.id: e.parent for e in entries})), []
    for entry in entries:
        cells = _counts(context, entry)
        own = [Number(book.get("interviews", entry.id, m, "_", "all"), lang, of_base=True) for m in measures]
        cells += [EMPTY] * len(own) if entry.id in parents else own
        rows.append(Row(head=context.label("codebook", entry.id), cells=tuple(cells), depth=depths[entry.id]))
    return table_of(
        columns,
        rows,
        name=f"interviews-{facet}",
        caption=say(f"facets.{facet}"),
        stub=say("interviews.code"),
        wide=True,
    )


def _targets(context: Context) -> list[str]:
    return [c for c in context.book.columns("interviews") if c.startswith("target=")]


def _voiced(context: Context) -> list[Column]:
    """Return the columns of how many voice a theme: of all, of each target."""
    title = context.words.say("interviews.cases")
    notes = (context.words.say("columns.all"), *map(context.column_label, _targets(context)))
    return [Column(title=title, note=note) for note in notes]


def _counts(context: Context, entry: CodebookEntry) -> list[Inline]:
    """Return how many voice a theme, in the order of the columns."""
    columns = ("all", *_targets(context))
    return [Number(context.book.get("interviews", entry.id, "cases", "_", c), context.lang) for c in columns]


def _unheard(context: Context, entries: list[CodebookEntry]) -> frozenset[str]:
    """Return the themes that nobody voices nor contradicts, where there are many of them; none where nobody voices any."""
    cells = {
        e.id: [context.book.get("interviews", e.id, m, "_", "all") for m in ("cases", "cases_contrary")]
        for e in entries
    }
    found = frozenset(id_ for id_, told in cells.items() if all(c is None or c.value == 0 for c in told))
    return found if _FEW < len(found) < len(entries) else frozenset()


def _silent(context: Context, found: Mapping[str, list[CodebookEntry]], unheard: frozenset[str]) -> Fold | None:
    """Return the themes that nobody voices, by facet, each under the themes above it that somebody voices."""
    if not unheard:
        return None
    tables = []
    for facet, entries in found.items():
        groups = _below_heard(context, entries, unheard)
        if groups:
            caption, stub = context.words.say(f"facets.{facet}"), context.words.say("interviews.code")
            table = table_of(
                _voiced(context), (), name=f"interviews-{facet}-silent", caption=caption, stub=stub, wide=True
            )
            tables.append(replace(table, groups=groups))
    n = Count(len(unheard), context.lang)
    return Fold(summary=context.words.count("interviews.silent", len(unheard), n=n), tables=tuple(tables))


def _below_heard(context: Context, entries: list[CodebookEntry], unheard: frozenset[str]) -> tuple[Group, ...]:
    """Return the themes nobody voices, under the way to the nearest one above them that somebody voices; those without one first."""
    by_id = {e.id: e for e in entries}

    def way(entry: CodebookEntry) -> tuple[str, ...]:
        above = by_id.get(entry.parent or "")
        return () if above is None else (*way(above), above.id)

    inside: dict[tuple[str, ...], list[Row]] = {(): []}
    for entry in entries:
        inside.setdefault((*way(entry), entry.id), [])
        if entry.id in unheard:
            path = way(entry)
            heard = tuple(id_ for id_ in path if id_ not in unheard)
            head, depth = context.label("codebook", entry.id), len(path) - len(heard)
            row = Row(head=head, cells=tuple(_counts(context, entry)), depth=depth)
            inside[heard].append(row)
    return tuple(
        Group(title=joined(" › ", (context.label("codebook", id_) for id_ in path)), rows=tuple(rows))
        for path, rows in inside.items()
        if rows
    )


def _facets(context: Context, codes: list[CodebookEntry], figure: MatrixFigure | None) -> tuple[Facet, ...]:
    """Return the quoted themes by facet, in the order of the tables; expectations are open, the only facet too."""
    hanging = [h.quote for row in figure.matrix.rows for h in row.quotes] if figure is not None else []
    quotes = spread_quotes(
        read_passages(context, [e.id for _, entries in _by_facet(codes) for e in entries]),
        used={quote.text for quote in hanging},
        spent=Counter(quote.case_id for quote in hanging),
    )
    said, found = speakers(context), []
    for facet, entries in _by_facet(codes):
        themes = tuple(_theme(context, e, quotes[e.id], said) for e in entries if quotes[e.id])
        if themes:
            title = context.words.count(
                "interviews.facet",
                len(themes),
                facet=context.words.say(f"facets.{facet}"),
                n=Count(len(themes), context.lang),
            )
            found.append(Facet(title=title, themes=themes, open=facet == "expectation"))
    if not any(f.open for f in found):
        return tuple(replace(f, open=True) for f in found)
    return tuple(found)


def _theme(context: Context, entry: CodebookEntry, passages: tuple[Passage, ...], said: Mapping[str, Inline]) -> Theme:
    say = context.words.say
    return Theme(
        title=context.label("codebook", entry.id),
        cases=Number(context.book.get("interviews", entry.id, "cases", "_", "all"), context.lang),
        quotes=tuple(
            Quote(
                cell=p.cell,
                text=p.text,
                contrary=say("interviews.quote_contrary") if p.contrary else EMPTY,
                who=joined(
                    ", ",
                    filter(None, (said.get(p.case, EMPTY), say("interviews.quote_prompted") if p.prompted else EMPTY)),
                ),
            )
            for p in passages
        ),
    )


def _base(context: Context) -> Inline:
    """Return what a count of interviews means, and how many of them were held in a group."""
    text = joined(" ", filter(None, (context.words.say("interviews.base"), unread_texts(context))))
    groups = context.book.get("interviews", "_", "groups", "_", "all")
    if groups is None or not groups.value:
        return text
    number = Number(groups, context.lang, of_base=True)
    return text + " " + context.words.count("interviews.groups", groups.value, n=number)


def _notes(
    context: Context, codes: list[CodebookEntry], figure: MatrixFigure | None, *, quoted: bool
) -> tuple[Note, ...]:
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
    if figure is not None:
        notes = [*figure.notes, Note(title=say("notes.themes"), text=_base(context))]
    if quoted:
        notes.append(Note(title=say("notes.limits"), text=say("interviews.all_quotes", n=Count(QUOTES, lang))))
    return tuple(notes)
