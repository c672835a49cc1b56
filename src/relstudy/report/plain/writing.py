"""A page in plain text: its title, what its view holds in the order of the HTML page, notes and legends under it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial, singledispatch
from itertools import compress

from relstudy.report.contacts import ContactFigure
from relstudy.report.map.figure import MapFigure, Panel
from relstudy.report.matrix.figure import MatrixFigure, RowLine
from relstudy.report.page import AgencyText, Line, Note, Page, Plain, View, Written
from relstudy.report.pages.decision import DecisionView
from relstudy.report.pages.expectations import ExpectationsView
from relstudy.report.pages.glossary import GlossaryView
from relstudy.report.pages.improvements import ImprovementsView
from relstudy.report.pages.interviews import InterviewsView, Quote
from relstudy.report.pages.method import MethodView
from relstudy.report.pages.practices import PracticesView
from relstudy.report.pages.profiles import ProfilesView
from relstudy.report.pages.survey import SurveyView
from relstudy.report.pages.synthesis import SynthesisView
from relstudy.report.plain.inline import read_flat, read_inline
from relstudy.report.plain.setting import Grid, break_lines, hang, set_grid, width_of
from relstudy.report.profile_cards import Card, Composition, Entry
from relstudy.report.satisfaction import SatisfactionFigure
from relstudy.report.saturation import SaturationFigure
from relstudy.report.spoken_practices import Voice, by_matter
from relstudy.report.table import ColumnKind, Fold, Table
from relstudy.report.values import EMPTY, Content, Inline, Turn, line
from relstudy.report.wording import Words

#: One part of a page: lines that stand together; a blank line parts it from the next.
Part = list[str]
#: Sets a part at a width.
Set = Callable[[int], Part]

_BULLET = "• "
#: Before the name of a row that stands below another one; no line is broken there.
_INDENT = "\u00a0\u00a0"
#: The word of a page that is not measured, or only in part.
_STATES = {"not-measured": "shell.not_measured", "partial": "shell.partial"}


def write_page(page: Page, words: Words, *, running: str, width: int) -> str:
    """Return a page as text in lines no wider than `width` (a single word or column apart).

    Parameters
    ----------
    running
        What stands above every page: client or study, wave, dates.
    """
    title = read_flat(page.title)
    parts: list[Part] = [
        break_lines(running, width),
        [*break_lines(title, width), "═" * min(max(map(width_of, break_lines(title, width))), width)],
    ]
    if page.subtitle:
        parts.append(break_lines(read_flat(page.subtitle), width))
    answers = isinstance(page.view, SynthesisView)
    if page.written is not None and not answers:
        parts += _written(page.written, width)
    if page.reason:
        state = _STATES.get(page.state)
        parts.append(
            break_lines(_pair(words, words.say(state), page.reason) if state else read_flat(page.reason), width)
        )
    if isinstance(page.view, SynthesisView):
        parts += [set_part(width) for set_part in _synthesis(page.view, page.written, words)]
    elif page.view is not None:
        parts += [set_part(width) for set_part in parts_of(page.view, words)]
    parts += [break_lines(_agency_text(one), width) for one in page.annex]
    if page.notes:
        parts.append([line for note in page.notes for line in _note(note, width)])
    if page.legend:
        parts.append([line for key in page.legend for line in break_lines(read_flat(key), width)])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _agency_text(one: AgencyText) -> str:
    return f"{_BULLET if one.kind == 'point' else ''}{read_flat(one.text)}"


@singledispatch
def parts_of(view: View, words: Words) -> Iterator[Set]:
    """Yield the parts of a view, each to be set at a width.

    Raises
    ------
    TypeError
        Nobody wrote how this view reads as text.
    """
    raise TypeError(f"no plain text for {type(view).__name__}")


@parts_of.register
def _(view: Plain, words: Words) -> Iterator[Set]:
    yield from map(_prose, view.lead)
    yield from _tables(view.tables)
    yield from (part for fold in view.folds for part in _fold(fold))


def _synthesis(view: SynthesisView, written: Written | None, words: Words) -> Iterator[Set]:
    """Yield the synthesis as it is read on the page: the decision asked, the figure, what is claimed, the study in short."""
    asked = written.recommendations if written is not None else ()
    if written is not None and written.title_doubt:
        yield _prose(written.title_doubt)
    if asked or view.decision:
        decision = " ".join(map(_sentence, asked)) or view.decision
        yield _lines(("", _pair(words, view.decision_title, decision)))
    if view.figure is not None:
        yield from _contacts(view.figure)
    claimed = written is not None and bool(written.claims or written.comments)
    if written is not None and claimed:
        if written.claims:
            yield partial(_numbered, written.claims)
        yield from (_prose(_sentence(told)) for told in written.comments)
    else:
        yield from _findings(view)
    yield _heading(view.facts_title)
    yield _facts(view.facts, words)
    if view.absent:
        yield _heading(view.absent_title)
        yield _facts(view.absent, words)
    if claimed and view.findings:
        yield from _findings(view)


def _findings(view: SynthesisView) -> Iterator[Set]:
    if view.findings or view.no_findings:
        yield _heading(view.findings_title)
    if not view.findings and view.no_findings:
        yield _prose(view.no_findings)
    for number, finding in enumerate(view.findings, start=1):
        points = [_point(*map(read_flat, (point.mark, point.label, point.figure))) for point in finding.points]
        yield _lines(
            (f"{number}. ", read_flat(finding.title)),
            *(("   " + _BULLET, point) for point in points),
            ("   ", read_flat(finding.proof)),
        )


@parts_of.register
def _(view: SynthesisView, words: Words) -> Iterator[Set]:
    yield from _synthesis(view, None, words)


@parts_of.register
def _(view: PracticesView, words: Words) -> Iterator[Set]:
    if view.figure is not None:
        yield from _contacts(view.figure)
    yield from _tables(view.tables)
    if view.maps:
        yield _heading(line("{0} ({1})", view.maps_title, view.maps_note))
        yield from _tables(view.maps)
    for fold in view.folds:
        yield from _fold(fold) if fold is not None else ()
    yield from _tables(view.channels)
    if view.journeys:
        yield _heading(view.journeys_title)
        yield from _tables(view.journeys)
    yield from _passages(view.breaks_title, view.breaks, words)
    if view.choices:
        yield _heading(view.choices_title)
        yield from _tables(view.choices)
    yield from _passages(view.choosing_title, view.choosing, words)
    yield from _passages(view.voices_title, view.voices, words)


@parts_of.register
def _(view: ProfilesView, words: Words) -> Iterator[Set]:
    yield from map(_prose, view.warnings)
    if view.axis is not None:
        yield _heading(view.axis.title)
        yield _lines(*(("  ", read_flat(place)) for place in view.axis.places))
        yield _prose(view.axis.note)
    yield from _tables(view.tables)
    for card in view.cards:
        yield from _card(card, view.words, words)


@parts_of.register
def _(view: ExpectationsView, words: Words) -> Iterator[Set]:
    if view.no_figure:
        yield _prose(view.no_figure)
    if isinstance(view.figure, MapFigure):
        yield _heading(view.figure.heading)
        yield _prose(view.figure.subheading)
    yield from _tables((view.ranked, *(table for table in view.tables if table is not view.ranked)))
    if isinstance(view.figure, MapFigure):
        yield from _tables(() if view.folded is None else view.folded.tables)
        yield from (_remarks(panel) for panel in view.figure.panels if panel.remarks or panel.reading)
    elif isinstance(view.figure, MatrixFigure):
        yield from (_voices(row) for row in view.figure.rows if row.quotes)


@parts_of.register
def _(view: ImprovementsView, words: Words) -> Iterator[Set]:
    if view.figure is not None:
        yield _heading(view.figure.heading)
        yield _prose(view.figure.subheading)
        yield _grid(_grid_of_bars(view.figure))
        yield _lines(*(("", f"{read_flat(note.title)} {read_flat(note.text)}") for note in view.figure.notes))
    yield from _tables(view.tables)


@parts_of.register
def _(view: DecisionView, words: Words) -> Iterator[Set]:
    if view.stages:
        yield _heading(view.roadmap_title)
    if view.order:
        yield _prose(view.order)
    for stage in view.stages:
        yield _prose(stage.title)
        for move in stage.moves:
            facts = (("  ", _pair(words, fact.title, fact.text)) for fact in move.facts)
            yield _lines(
                (_BULLET, read_flat(move.title)), *facts, *([("  ", read_flat(move.missing))] if move.missing else [])
            )
    yield from _tables(view.tables)
    yield from (part for fold in view.folds for part in _fold(fold))


@parts_of.register
def _(view: InterviewsView, words: Words) -> Iterator[Set]:
    if view.lead:
        yield _prose(view.lead)
    if view.folded is not None:
        yield from _tables(view.folded.tables)
    if view.figure is not None:
        yield from (_voices(row) for row in view.figure.rows if row.quotes)
    yield from _tables(view.tables)
    if view.saturation is not None:
        yield from _saturation(view.saturation)
    yield from _tables(view.themes)
    if view.no_types:
        yield _prose(view.no_types)
    if view.facets:
        yield _heading(view.quotes_title)
    for facet in view.facets:
        yield _heading(facet.title)
        for theme in facet.themes:
            yield _lines(
                ("", f"{read_flat(theme.title)} ({read_flat(theme.cases)})"),
                *(_quoted(words, quote) for quote in theme.quotes),
            )
    if view.silent is not None:
        yield from _fold(view.silent)


@parts_of.register
def _(view: MethodView, words: Words) -> Iterator[Set]:
    yield from _tables((*view.left, *view.right))
    yield from _fold(view.coreq) if view.coreq is not None else ()
    yield _heading(view.rules_title)
    yield from (_lines(("", _pair(words, rule.title, rule.text))) for rule in view.rules)
    yield from _tables([view.trials] if view.trials is not None else [])
    if view.limits:
        yield _heading(view.limits_title)
        yield _lines(*((_BULLET, read_flat(limit)) for limit in view.limits))
    if view.remarks is not None:
        yield from _tables([view.remarks])
    else:
        yield _heading(view.remarks_title)
        yield _prose(view.no_remarks)


@parts_of.register
def _(view: SurveyView, words: Words) -> Iterator[Set]:
    if view.under:
        yield _prose(view.under)
    for block in view.blocks:
        yield _heading(block.title)
        yield from _tables(block.tables, under=block.title)
        if block.about:
            yield _prose(" ".join(map(read_flat, block.about)))
        if block.folded is not None:
            yield from _fold(block.folded)


@parts_of.register
def _(view: GlossaryView, words: Words) -> Iterator[Set]:
    yield from (_lines(("", read_flat(term.title)), ("  ", read_flat(term.text))) for term in view.terms)


def _grid_of_bars(figure: SatisfactionFigure) -> Grid:
    """Return the numbers of diverging bars, group by group."""
    rows: list[tuple[str, ...] | str] = []
    for group in figure.groups:
        rows.append(f"{read_flat(group.title)} – {read_flat(group.note)}")
        rows += [
            (_two(row.name, row.note), *map(read_inline, (row.negative, row.positive, *row.cells)))
            for row in group.rows
        ]
    titles = (figure.stub, *figure.sides, *(column.title for column in figure.columns))
    kinds: tuple[ColumnKind, ...] = ("text", "number", "number", *(column.kind for column in figure.columns))
    return Grid(titles=tuple(map(read_inline, titles)), kinds=kinds, rows=tuple(rows))


def _saturation(figure: SaturationFigure) -> Iterator[Set]:
    """Yield new themes by case as a table, then what stands under it."""
    yield _heading(figure.heading)
    yield _prose(figure.subheading)
    yield from _tables(figure.fold.tables)
    yield from (_lines(("", f"{read_flat(note.title)} {read_flat(note.text)}")) for note in figure.notes)


def _contacts(figure: ContactFigure) -> Iterator[Set]:
    """Yield first contacts as a table, then what stands under it."""
    yield from _tables([figure.table])
    yield from (_lines(("", f"{read_flat(note.title)} {read_flat(note.text)}")) for note in figure.notes)


def _remarks(panel: Panel) -> Set:
    """Return what is said round a map: what sets it apart, bases, small bases, what has no place on it and why."""
    told = ((title, text) for title, text in ((EMPTY, panel.reading), *panel.remarks) if text)
    said = (" ".join(filter(None, (read_flat(title), read_flat(text)))) for title, text in told)
    size = f"n\u00a0=\u00a0{read_flat(panel.size)}" if panel.size else ""
    many = ", ".join(filter(None, (read_flat(panel.share), size)))
    return _lines(
        ("", f"{read_flat(panel.name)} ({many})" if many else read_flat(panel.name)), *(("  ", text) for text in said)
    )


def _voices(row: RowLine) -> Set:
    """Return the quotes of one row of the matrix, each with who says it."""
    return _lines(("", read_flat(row.label)), *(("  ", _marked(q.contrary, _said(q.text, q.who))) for q in row.quotes))


def _point(mark: str, label: str, figure: str) -> str:
    name = f"{mark} {label}" if mark else label
    return f"{name} {figure}" if figure.startswith("–") else " – ".join(filter(None, (name, figure)))


def _card(card: Card, words: Mapping[str, Inline], report: Words) -> Iterator[Set]:
    name, whole = read_flat(card.name), report.text("columns.all")
    yield _heading(name)
    size = f"{read_flat(card.share)} {read_flat(words['share_of'])}, {read_flat(card.n)} – {read_flat(card.stability)}"
    yield _lines(("", size), *([("", read_flat(card.named_by))] if card.named_by else []))
    yield from (_prose(text) for text in (card.withheld, card.portrait) if text)
    for title, found in (("people", card.people), ("practices", (card.practices,) if card.practices else ())):
        if found:
            yield _lines(("", read_flat(words[title])), *(("  ", _composed(one)) for one in found))
    if card.channels is not None:
        yield _entries((words["channels"], name, whole), card.channels.entries)
        yield _prose(" ".join(filter(None, map(read_flat, (card.channels.question, card.channels.rest)))))
    if card.contacts is not None:
        yield _entries((card.contacts.title, name, whole), card.contacts.entries)
    yield from _ends_of(card, words, report)
    if card.high or card.low:
        yield _lines(("", read_flat(words["made"])))
    for title, entries in (("high", card.high), ("low", card.low)):
        if entries:
            yield _entries((words[title], name, whole), entries)


def _ends_of(card: Card, words: Mapping[str, Inline], report: Words) -> Iterator[Set]:
    """Yield what a card comes to: the first expectations, a quote, what it implies."""
    if card.wishes:
        wishes = tuple(
            tuple(map(read_inline, (w.label + Turn() + w.tier, w.action, w.rank, w.importance, w.satisfaction)))
            for w in card.wishes
        )
        first, *others = (
            read_flat(words[key]) for key in ("expectations", "rank_interval", "importance", "satisfaction")
        )
        kinds: tuple[ColumnKind, ...] = ("text", "word", "number", "number", "number")
        yield _grid(Grid(titles=(first, "", *others), kinds=kinds, rows=wishes))
    if card.heard is not None:
        quote = report.say("plain.quoted", text=card.heard.text)
        yield _lines(("", read_flat(card.heard.about)), ("  ", _said(quote, card.heard.who)))
    if card.implies:
        yield _lines(("", read_flat(words["implies"])), *(("  ", _sentence(told)) for told in card.implies))


def _composed(found: Composition) -> str:
    note = f"({read_flat(found.note)})" if found.note else ""
    told = (" ".join(filter(None, (read_flat(found.title), note))), ", ".join(map(read_flat, found.parts)))
    return " – ".join(filter(None, told))


def _entries(titles: tuple[Inline, Inline, Inline], entries: Iterable[Entry]) -> Set:
    rows = tuple((_two(e.label, e.question), read_flat(e.number), read_flat(e.whole)) for e in entries)
    first, *others = map(read_flat, titles)
    return _grid(Grid(titles=(first, *others), kinds=("text", "number", "number"), rows=rows))


def _quoted(words: Words, quote: Quote) -> tuple[str, str]:
    return "  ", _marked(quote.contrary, _said(words.say("plain.quoted", text=quote.text), quote.who))


def _said(text: Inline, who: Inline) -> str:
    return " – ".join(filter(None, (read_flat(text), read_flat(who))))


def _marked(contrary: Inline, said: str) -> str:
    return f"[{read_flat(contrary)}] {said}" if contrary else said


def _written(written: Written, width: int) -> list[Part]:
    parts = [[read_flat(written.title_doubt)]] if written.title_doubt else []
    parts += [break_lines(_sentence(line), width) for line in written.comments]
    if written.claims:
        parts.append(_numbered(written.claims, width))
    if written.recommendations:
        parts.append([read_flat(written.recommendations_title)])
        parts.append([text for line in written.recommendations for text in hang(_sentence(line), width, first=_BULLET)])
    return parts


def _numbered(claims: Iterable[Line], width: int) -> Part:
    return [text for i, line in enumerate(claims, start=1) for text in hang(_sentence(line), width, first=f"{i}. ")]


def _sentence(line: Line) -> str:
    proof = f" – {read_flat(line.proof_text)}" if line.proof else ""
    return f"{read_flat(line.text)}{proof}{f' [{read_flat(line.doubt)}]' if line.doubt else ''}"


def _note(note: Note, width: int) -> Part:
    title = read_flat(note.title)
    return hang(f"{title} {read_flat(note.text)}".strip(), width, rest="  ")


def _facts(facts: Iterable[Note], words: Words) -> Set:
    return _lines(*(("", _pair(words, fact.title, fact.text)) for fact in facts))


def _fold(fold: Fold) -> Iterator[Set]:
    yield _heading(fold.summary)
    yield from _tables(fold.tables)


def _passages(title: Inline, voices: Iterable[Voice], words: Words) -> Iterator[Set]:
    """Yield passages under their title; nothing where there is none."""
    told = tuple(voices)
    if told:
        yield _heading(title)
    for about, group in by_matter(told):
        quotes = (("  ", _said(words.say("plain.quoted", text=voice.text), voice.who)) for voice in group)
        yield _lines(("", read_flat(about)), *quotes)


def _tables(tables: Iterable[Table], *, under: Content = "") -> Iterator[Set]:
    """Yield tables; one that has the name of what it stands under does not say it again."""
    yield from (partial(_set_table, table, read_flat(under)) for table in tables)


def _set_table(table: Table, under: str, width: int) -> Part:
    said = [text for text in map(read_flat, (table.caption, table.subtitle)) if text not in ("", under)]
    head = [line for text in said for line in break_lines(text, width)]
    notes = [line for note in table.notes for line in ("", *break_lines(read_flat(note), width))]
    return [*head, *([""] if head else ()), *set_grid(_grid_of(table), width), *notes]


def _grid_of(table: Table) -> Grid:
    """Return a table as plain texts, without the columns that hold drawings alone."""
    groups = [[tuple(map(read_inline, row.cells)) for row in group.rows] for group in table.groups]
    said = [any(cells[i] for group in groups for cells in group) for i in range(len(table.columns))]
    rows: list[tuple[str, ...] | str] = []
    for group, written in zip(table.groups, groups, strict=True):
        if group.title:
            rows.append(" – ".join(filter(None, (read_flat(group.title), read_flat(group.note)))))
        rows += [
            (_INDENT * row.steps + _two(row.head, row.note), *compress(cells, said))
            for row, cells in zip(group.rows, written, strict=True)
        ]
    owner = [read_flat(span.title) for span in table.spans for _ in range(span.width)]
    return Grid(
        titles=(read_inline(table.stub), *(_two(c.title, c.note) for c in compress(table.columns, said))),
        kinds=("text", *(c.kind for c in compress(table.columns, said))),
        rows=tuple(rows),
        over=tuple(compress(owner, said)),
    )


def _two(first: Content, second: Content) -> str:
    return "\n".join(filter(None, (read_inline(first), read_inline(second))))


def _grid(grid: Grid) -> Set:
    return lambda width: set_grid(grid, width)


def _pair(words: Words, name: Content, text: Content) -> str:
    return read_flat(words.say("plain.pair", name=read_flat(name), text=read_flat(text)))


def _heading(title: Content) -> Set:
    def set_heading(width: int) -> Part:
        lines = break_lines(read_flat(title), width)
        return [*lines, "─" * max(map(width_of, lines))]

    return set_heading


def _prose(text: Content) -> Set:
    return lambda width: break_lines(read_flat(text), width)


def _lines(*items: tuple[str, str]) -> Set:
    """Return lines that stand together, each text after its own mark."""
    return lambda width: [line for first, text in items for line in hang(text, width, first=first)]
