"""A page on paper: its title, what its view holds in the order of the HTML page, notes and legends under it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import singledispatch
from typing import Any

from relstudy.report.brand import colours_of
from relstudy.report.contacts import ContactFigure
from relstudy.report.decision.roadmap import Stage
from relstudy.report.html.logo import drawing_of, picture_of
from relstudy.report.html.map import draw_map
from relstudy.report.html.saturation import draw_saturation
from relstudy.report.map.figure import MapFigure, Panel
from relstudy.report.matrix.figure import MatrixFigure, RowLine, Strip
from relstudy.report.page import AgencyText, Line, Page, Plain, Shell, View, Written
from relstudy.report.pages.decision import DecisionView
from relstudy.report.pages.expectations import ExpectationsView
from relstudy.report.pages.glossary import GlossaryView
from relstudy.report.pages.improvements import ImprovementsView
from relstudy.report.pages.interviews import InterviewsView, Theme
from relstudy.report.pages.method import MethodView
from relstudy.report.pages.practices import PracticesView
from relstudy.report.pages.profiles import ProfilesView
from relstudy.report.pages.survey import SurveyView
from relstudy.report.pages.synthesis import Finding, SynthesisView
from relstudy.report.palette import ACCENT, INK, INK_2, INK_3, WHOLE_MARK, profile_mark, tier_paint
from relstudy.report.paper.blocks import (
    Block,
    beside,
    boxed,
    drawing,
    folded,
    heading,
    is_narrow,
    listed,
    pairs,
    prose,
    tabled,
)
from relstudy.report.paper.inline import Run, disc, set_inline
from relstudy.report.paper.repainting import repaint_tree
from relstudy.report.paper.signs import keep_known
from relstudy.report.plain.inline import read_flat
from relstudy.report.profile_cards import Card, Composition, Entry
from relstudy.report.satisfaction import SatisfactionFigure
from relstudy.report.saturation import SaturationFigure
from relstudy.report.spoken_practices import Voice
from relstudy.report.table import Column, Group, Row, Table, table_of
from relstudy.report.values import EMPTY, Content, Inline, Toned, Turn, joined, line
from relstudy.report.wording import Words
from relstudy.survey.brand import Brand

#: Two cards, two maps or two columns of tables stand side by side.
_HALVES = (1.0, 1.0)
#: The side of a cell of the matrix and its distance to the next, in units of its drawing.
_CELL, _STEP = 8.0, 10.0
_PALE = "#8A95A0"
#: The map of everybody leaves room for its title and legend on its sheet.
_WHOLE_MAP = 0.9
#: The height in points of a logo on the cover.
_LOGO = 40.0
#: Views that begin a sheet of their own: the answer, the figure that fills one.
_FRESH = (SynthesisView, ExpectationsView)
_STATES = {"not-measured": "not_measured", "partial": "partial"}


def write_paper(shell: Shell, pages: Iterable[Page], words: Words) -> dict[str, Any]:
    """Return a whole report as plain data: what stands around its pages, then each page as blocks."""
    colours = colours_of(shell.brand)
    whole = {
        "lang": shell.lang,
        "inks": [colours.of(ink) for ink in (INK, INK_2, INK_3, ACCENT)],
        "logo": _logo(shell.brand),
        "brand": set_inline(shell.brand.name),
        "title": shell.document_title,
        "study": set_inline(shell.study),
        "client": set_inline(shell.client),
        "running": [set_inline(one) for one in _running_heads(shell)],
        "foot": set_inline(shell.footer),
        "cover": list(_said(shell.cover, headed=False)),
        "imprint": list(_said(shell.imprint)),
        "report_of": set_inline(shell.words["report_of"]),
        "contents": set_inline(shell.words["contents"]),
        "working_paper": set_inline(shell.working_paper),
        "facts": [[set_inline(fact.title), set_inline(fact.text)] for fact in shell.facts],
        "pages": [_page(page, shell, words) for page in pages],
    }
    painted: dict[str, Any] = repaint_tree(whole, shell.brand)
    return painted


def _running_heads(shell: Shell) -> Iterator[Inline]:
    """Yield what may stand above each sheet, the fullest first: the first that fits one line does."""
    if shell.header:
        yield shell.header
    else:
        yield from (shell.client + shell.running, shell.running.removeprefix(" · "), shell.study)


def _logo(brand: Brand) -> dict[str, str] | None:
    """Return the drawing of a logo with the name that stands for it; one that cannot be drawn is left out, its name is not."""
    if brand.logo is None or picture_of(brand.logo, _LOGO) is None:
        return None
    return {"svg": keep_known(drawing_of(brand.logo)), "alt": keep_known(brand.name)}


def _page(page: Page, shell: Shell, words: Words) -> Block:
    """Return one page; its `blocks` are what stands under its title."""
    blocks: list[Block] = []
    if shell.working_paper and page.view is not None and page.neutral:
        blocks.append(prose(shell.words["neutral_title"], style="neutral"))
    answers = isinstance(page.view, SynthesisView)
    if page.written is not None:
        if page.written.title_doubt:
            blocks.append(prose(page.written.title_doubt, style="doubt"))
        if not answers:
            blocks += _written(page.written)
    if page.reason:
        state = _STATES.get(page.state)
        blocks.append(
            boxed(
                [*([prose(Toned("strong", shell.words[state]))] if state else []), prose(page.reason)], style="absent"
            )
        )
    if isinstance(page.view, SynthesisView):
        blocks += _synthesis(page.view, page.written)
    elif page.view is not None:
        blocks += [*blocks_of(page.view, words), *_kept_on_screen(page.view, words)]
    blocks += _said(page.annex)
    if page.notes:
        blocks.append(pairs(page.notes, style="notes"))
    if page.legend:
        blocks.append(prose(joined(" ", page.legend), style="legend"))
    return {
        "name": page.name,
        "nav": set_inline(page.nav),
        "eyebrow": set_inline(page.eyebrow),
        "title": set_inline(page.title),
        "subtitle": set_inline(page.subtitle),
        "fresh": isinstance(page.view, _FRESH),
        "blocks": blocks,
    }


def _said(texts: Iterable[AgencyText], *, headed: bool = True) -> Iterator[Block]:
    """Yield what the agency says around the pages; before the first page (not `headed`) no heading may stand in a tagged document."""
    for one in texts:
        if one.kind == "heading":
            yield heading(one.text) if headed else prose(Toned("strong", one.text))
        elif one.kind == "point":
            yield listed([set_inline(one.text)])
        else:
            yield prose(one.text)


@singledispatch
def blocks_of(view: View, words: Words) -> Iterator[Block]:
    """Yield the blocks of a view.

    Raises
    ------
    TypeError
        Nobody wrote how this view is set on paper.
    """
    raise TypeError(f"no paper for {type(view).__name__}")


@blocks_of.register
def _(view: Plain, words: Words) -> Iterator[Block]:
    yield from map(prose, view.lead)
    yield from _tables(view.tables)


def _synthesis(view: SynthesisView, written: Written | None) -> Iterator[Block]:
    """Yield the synthesis as it is read on the page: the decision asked, the figure, what is claimed, the study in short."""
    asked = written.recommendations if written is not None else ()
    if asked or view.decision:
        said = [prose(_sentence(told)) for told in asked] or [prose(view.decision)]
        yield boxed([prose(Toned("strong", view.decision_title)), *said], style="decision")
    if view.figure is not None:
        yield from _contacts(view.figure)
    claimed = written is not None and bool(written.claims or written.comments)
    if written is not None and claimed:
        if written.claims:
            yield listed([_claim(told) for told in written.claims], style="number")
        yield from (prose(_sentence(told)) for told in written.comments)
    else:
        yield from _findings(view)
    yield heading(view.facts_title)
    yield pairs(view.facts, style="facts")
    if view.absent:
        yield heading(view.absent_title)
        yield pairs(view.absent, style="facts")
    if claimed and view.findings:
        yield from _findings(view)


def _findings(view: SynthesisView) -> Iterator[Block]:
    if view.findings or view.no_findings:
        yield heading(view.findings_title)
    if not view.findings and view.no_findings:
        yield prose(view.no_findings)
    if view.findings:
        yield listed(map(_finding, view.findings), style="number")


def _finding(finding: Finding) -> list[Run]:
    title = Toned("improve" if finding.accent else "strong", finding.title)
    points: list[Run] = []
    for point in finding.points:
        points += [{"k": "turn"}, *set_inline(point.mark), *([" "] if point.mark else [])]
        points += [
            *set_inline(point.label),
            *([" "] if point.figure else []),
            *set_inline(Toned("muted", point.figure)),
        ]
    return [*set_inline(title), *points, {"k": "turn"}, _link(finding.page, finding.proof)]


def _claim(told: Line) -> list[Run]:
    proof = [{"k": "turn"}, _link(told.proof, told.proof_text)] if told.proof else []
    return [*set_inline(told.text), *(_doubt(told.doubt) if told.doubt else ()), *proof]


def _link(page: str, text: Inline) -> Run:
    return {"k": "link", "page": page, "c": set_inline(text)}


def _doubt(doubt: Inline) -> list[Run]:
    return [" ", {"k": "tone", "tone": "strong", "c": ["[", *set_inline(doubt), "]"]}]


@blocks_of.register
def _(view: SynthesisView, words: Words) -> Iterator[Block]:
    yield from _synthesis(view, None)


@blocks_of.register
def _(view: PracticesView, words: Words) -> Iterator[Block]:
    if view.figure is not None:
        yield from _contacts(view.figure)
    yield from _tables(view.tables)
    if view.maps:
        yield heading(view.maps_title, under=view.maps_note)
        yield from _tables(view.maps)
    yield from _tables(view.channels)
    if view.journeys:
        yield heading(view.journeys_title)
        yield from _tables(view.journeys)
    yield from _voices(view.breaks_title, view.breaks, words)
    if view.choices:
        yield heading(view.choices_title)
        yield from _tables(view.choices)
    yield from _voices(view.choosing_title, view.choosing, words)
    yield from _voices(view.voices_title, view.voices, words)


@blocks_of.register
def _(view: ProfilesView, words: Words) -> Iterator[Block]:
    yield from (boxed([prose(text)], style="absent") for text in view.warnings)
    if view.axis is not None:
        yield heading(view.axis.title)
        yield prose(view.axis.drawing)
        yield listed(map(set_inline, view.axis.places), style="number")
        yield prose(view.axis.note, style="note")
    yield from _tables(view.tables)
    yield from (_card(card, view.words) for card in view.cards)


def _card(card: Card, words: Mapping[str, Inline]) -> Block:
    colour = profile_mark(card.place).colour
    size = joined(
        ", ", filter(None, (line("{0} {1}", Toned("strong", card.share), words["share_of"]), card.n, card.stability))
    )
    head = [heading(line("{0} {1}", card.shape, card.name)), prose(size)]
    if card.named_by:
        head.append(prose(card.named_by, style="note"))
    head += [prose(text) for text in (card.withheld, card.portrait) if text]
    left = [block for found in card.people for block in _composed(words["people"], found)] if card.people else []
    if card.practices:
        left += _composed(words["practices"], card.practices)
    if card.channels:
        left += [*_entries(words["channels"], card.channels.entries, under=card.channels.question)]
        left += [prose(card.channels.rest, style="note")] if card.channels.rest else []
    right = [*_entries(card.contacts.title, card.contacts.entries)] if card.contacts else []
    if card.wishes:
        right += _wishes(card, words)
    if card.heard is not None:
        right += _quote(line("« {0} »", card.heard.text), card.heard.who, about=card.heard.about)
    if card.implies:
        right += [prose(Toned("strong", words["implies"])), *(prose(_sentence(told)) for told in card.implies)]
    made = [
        block
        for title, entries in ((words["high"], card.high), (words["low"], card.low))
        if entries
        for block in _entries(line("{0} – {1}", words["made"], title), entries)
    ]
    columns = [part for part in (left, [*right, *made]) if part]
    body = [beside(columns, widths=[1.0] * len(columns))] if columns else []
    return boxed([*head, *body], style="card", colour=colour)


def _composed(title: Inline, found: Composition) -> list[Block]:
    named = found.title or title
    parts = joined("   ", found.parts)
    return [
        prose(
            joined(" ", filter(None, (Toned("strong", named), found.note and Toned("muted", found.note)))),
            style="label",
        ),
        prose(found.bar, style="label"),
        *([prose(parts, style="note")] if found.parts else []),
    ]


def _entries(title: Inline, entries: tuple[Entry, ...], *, under: Inline = EMPTY) -> Iterator[Block]:
    rows = tuple(
        Row(head=entry.label, note=entry.question, cells=(entry.drawing, entry.number, Toned("muted", entry.whole)))
        for entry in entries
    )
    columns = (Column(title="", kind="mark"), Column(title=""), Column(title=""))
    yield from tabled(table_of(columns, rows, name="", caption=title, subtitle=under, stub=""))


def _wishes(card: Card, words: Mapping[str, Inline]) -> list[Block]:
    rows = tuple(
        Row(
            head=wish.label,
            note=joined(" · ", filter(None, (wish.tier, wish.action))),
            cells=(wish.rank, wish.importance, wish.satisfaction),
        )
        for wish in card.wishes
    )
    titles = (words["rank_interval"], words["importance_short"], words["satisfaction_short"])
    columns = (Column(title=title) for title in titles)
    return tabled(table_of(columns, rows, name="", caption="", stub=words["expectations"]))


@blocks_of.register
def _(view: ExpectationsView, words: Words) -> Iterator[Block]:
    if view.no_figure:
        yield prose(view.no_figure)
    if isinstance(view.figure, MapFigure):
        yield from _maps(view.figure)
    elif isinstance(view.figure, MatrixFigure):
        yield from _matrix(view.figure)
    ranked = [] if isinstance(view.figure, MatrixFigure) else [view.ranked]
    yield from _tables((*ranked, *(table for table in view.tables if table is not view.ranked)))


def _maps(figure: MapFigure) -> Iterator[Block]:
    yield heading(figure.heading, under=figure.subheading)
    yield from _panel(figure, figure.whole, width=_WHOLE_MAP)
    legend: list[Run] = []
    for key in figure.legend:
        paint = tier_paint(key.tier, key.action, WHOLE_MARK.colour)
        legend += [disc([], paint), " ", *set_inline(key.word), "   "]
    for text in (figure.interval, figure.point):
        legend += [*set_inline(text), "   "] if text else []
    yield {"k": "prose", "style": "legend", "c": legend}
    for group in figure.groups:
        yield heading(group.title, under=figure.small_note)
        across = 2 if len(group.panels) in (1, 2, 4) else 3
        yield from _in_rows(
            [[_named(panel), *_panel(figure, panel, width=1.0)] for panel in group.panels], across=across
        )


def _named(panel: Panel) -> Block:
    size = joined(", ", filter(None, (panel.share, panel.size and line("n = {0}", panel.size))))
    return prose(joined(" – ", filter(None, (Toned("strong", panel.name), size))), style="label")


def _panel(figure: MapFigure, panel: Panel, *, width: float) -> Iterator[Block]:
    if panel.reading:
        yield prose(panel.reading, style="note")
    if panel.nothing:
        yield prose(panel.nothing)
    else:
        yield drawing(draw_map(figure, panel), said=read_flat(panel.title), width=width)
    if panel.top:
        rows = tuple(Row(head=line("{0}. {1}", row.number, row.label), cells=row.cells) for row in panel.top)
        yield from tabled(table_of(panel.top_columns, rows, name="", caption="", stub=panel.top_heading))
    for title, text in panel.remarks:
        yield prose(joined(" ", filter(None, (title and Toned("strong", title), text))), style="note")


def _saturation(figure: SaturationFigure) -> Iterator[Block]:
    """Yield new themes by case as drawn on the page, the key of its marks in words, then what is to know of it."""
    yield heading(figure.heading, under=figure.subheading)
    yield drawing(draw_saturation(figure), said=read_flat(figure.said), width=1.0)
    yield prose(figure.said, style="note")
    yield pairs(figure.notes, style="notes")


def _matrix(figure: MatrixFigure) -> Iterator[Block]:
    yield prose(
        joined(
            "   ",
            (
                Toned("strong", figure.legend_title),
                *(line("{0} {1}", _sign(key.fill, contrary=key.contrary), key.word) for key in figure.legend),
            ),
        ),
        style="legend",
    )
    most = max((sum(strip.cases for strip in row.strips) for row in figure.rows), default=1) or 1
    cell = min(7.0, 170.0 / most)
    yield {
        "k": "matrix",
        "heads": [
            set_inline(figure.stub),
            set_inline(
                joined("   ", (line("{0} {1}", Toned("strong", head.name), head.size) for head in figure.heads))
            ),
            *(
                set_inline(joined(Turn(), filter(None, (column.title, column.note))))
                for column in (figure.voiced, figure.judged, *([figure.stability] if figure.stability else []))
            ),
        ],
        "rows": [
            row
            for group in figure.groups
            for row in _matrix_rows(group.title, group.rule, group.rows, cell, stable=figure.stability is not None)
        ],
    }


def _matrix_rows(title: Inline, rule: Inline, rows: Iterable[RowLine], cell: float, *, stable: bool) -> Iterator[Block]:
    yield {"group": [*set_inline(Toned("strong", title)), " ", *set_inline(Toned("muted", rule))]}
    for row in rows:
        paint = tier_paint(row.row.verdict.tier, row.row.verdict.action, WHOLE_MARK.colour)
        rank = [disc(set_inline(row.rank), paint), " "] if row.rank else []
        name = joined(
            Turn(),
            filter(
                None,
                (joined(" ", filter(None, (row.label, row.tie))), row.action, row.hint and Toned("note", row.hint)),
            ),
        )
        strips: list[Run] = []
        for strip in row.strips:
            strips += [*set_inline(Toned("muted", strip.name)), {"k": "turn"}] if strip.name else []
            strips += [_strip(strip, cell), " ", *set_inline(strip.count), {"k": "turn"}]
        counts = joined(Turn(), filter(None, (Toned("strong", row.voiced), row.unprompted, row.contrary)))
        yield {
            "group": None,
            "cells": [
                [*rank, *set_inline(name)],
                strips,
                set_inline(counts),
                set_inline(row.judged),
                *([set_inline(row.stability)] if stable else []),
            ],
            "quotes": [
                [*set_inline(q.text), " ", *set_inline(Toned("muted", joined(" ", filter(None, (q.contrary, q.who)))))]
                for q in row.quotes
            ],
        }


def _strip(strip: Strip, cell: float) -> Run:
    """Return a cell for each interview, or a bar of those who say it: full is unprompted, half is prompted."""
    if strip.marks:
        parts = [_square(i * _STEP, mark.fill, contrary=mark.contrary) for i, mark in enumerate(strip.marks)]
    else:
        full, half = strip.full * _STEP, strip.half * _STEP
        parts = [
            f'<path d="M0 4H{strip.cases * _STEP:g}" stroke="#C9D1D9"/>',
            f'<path d="M0 1H{full:g}V8H0Z" fill="{INK}"/><path d="M{full:g} 1h{half:g}v7h-{half:g}Z" fill="{_PALE}"/>',
        ]
    return _art("".join(parts), units=max(strip.cases, 1) * _STEP, width=max(strip.cases, 1) * cell, height=cell)


def _art(parts: str, *, units: float, width: float, height: float) -> Run:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {units:g} {_STEP:g}" preserveAspectRatio="none">{parts}</svg>'
    return {"k": "drawing", "svg": svg, "w": round(width, 2), "h": round(height, 2)}


def _square(x: float, fill: str, *, contrary: bool) -> str:
    a, b = x + 0.8, x + 0.8 + _CELL
    box = f"M{a:g} .8H{b:g}V{_CELL + 0.8:g}H{a:g}Z"
    drawn = {
        "full": f'<path d="{box}" fill="{INK}"/>',
        "half": f'<path d="{box}" fill="#fff" stroke="{INK}" stroke-width=".7"/><path d="M{a:g} .8L{b:g} {_CELL + 0.8:g}H{a:g}Z" fill="{INK}"/>',
        "empty": f'<path d="{box}" fill="#fff" stroke="#C9D1D9" stroke-width=".7"/>',
    }.get(fill, "")
    cross = "#fff" if fill == "full" else INK
    return drawn + (
        f'<path d="M{a + 2:g} 2.8L{b - 2:g} 6.8M{b - 2:g} 2.8L{a + 2:g} 6.8" stroke="{cross}" stroke-width="1"/>'
        if contrary
        else ""
    )


def _sign(fill: str, *, contrary: bool) -> Inline:
    if contrary:
        return "×"
    return {"full": "■", "half": "▲", "empty": "□"}.get(fill, "")


@blocks_of.register
def _(view: ImprovementsView, words: Words) -> Iterator[Block]:
    if view.figure is not None:
        yield from tabled(_bars(view.figure))
        if view.figure.ends is not None:
            yield prose(
                joined(
                    "   ",
                    (line("← {0}", view.figure.ends[0]), line("{0} →", view.figure.ends[1]), view.figure.interval),
                ),
                style="legend",
            )
        if view.figure.notes:
            yield pairs(view.figure.notes, style="notes")
    yield from _tables(view.tables)


def _bars(figure: SatisfactionFigure) -> Table:
    """Return diverging bars as a table with a bar in each row."""
    groups = tuple(
        Group(
            title=group.title,
            note=group.note,
            rows=tuple(
                Row(head=row.name, note=row.note, cells=(row.negative, row.bar, row.positive, *row.cells))
                for row in group.rows
            ),
        )
        for group in figure.groups
    )
    columns = (
        Column(title=figure.sides[0]),
        Column(title="", kind="mark"),
        Column(title=figure.sides[1]),
        *figure.columns,
    )
    return Table(
        id="", caption=figure.heading, subtitle=figure.subheading, stub=figure.stub, columns=columns, groups=groups
    )


@blocks_of.register
def _(view: DecisionView, words: Words) -> Iterator[Block]:
    if view.stages:
        yield heading(view.roadmap_title)
        yield beside(map(_stage, view.stages), widths=[1.0] * len(view.stages))
    yield from _tables(view.tables)


def _stage(stage: Stage) -> Iterator[Block]:
    yield prose(Toned("strong", stage.title), style="label")
    for move in stage.moves:
        said = [prose(Toned("strong", move.title))]
        said += [pairs(move.facts, style="notes")] if move.facts else []
        said += [prose(move.missing, style="note")] if move.missing else []
        yield boxed(said, style="move")


@blocks_of.register
def _(view: InterviewsView, words: Words) -> Iterator[Block]:
    if view.lead:
        yield prose(view.lead)
    if view.figure is not None:
        yield from _matrix(view.figure)
    yield from _tables(view.tables)
    if view.saturation is not None:
        yield from _saturation(view.saturation)
    yield from _tables(view.themes)
    if view.no_types:
        yield prose(view.no_types)
    if view.facets:
        yield heading(view.quotes_title)
    for facet in view.facets:
        yield prose(Toned("strong", facet.title))
        yield from _in_pairs([list(_theme(theme, words)) for theme in facet.themes])


def _theme(theme: Theme, words: Words) -> Iterator[Block]:
    yield prose(line("{0} ({1})", theme.title, theme.cases), style="label")
    for quote in theme.quotes:
        who = joined(" ", filter(None, (quote.contrary, quote.who)))
        yield from _quote(words.say("plain.quoted", text=quote.text), who)


@blocks_of.register
def _(view: MethodView, words: Words) -> Iterator[Block]:
    yield from _tables((*view.left, *view.right))
    yield heading(view.rules_title)
    yield pairs(view.rules, style="terms")
    yield from _tables([view.trials] if view.trials is not None else [])
    if view.limits:
        yield heading(view.limits_title)
        yield listed(map(set_inline, view.limits))
    if view.remarks is not None:
        yield from _tables([view.remarks])
    else:
        yield heading(view.remarks_title)
        yield prose(view.no_remarks)


@blocks_of.register
def _(view: SurveyView, words: Words) -> Iterator[Block]:
    if view.under:
        yield prose(view.under)
    for block in view.blocks:
        yield heading(block.title)
        yield from _tables(block.tables, under=block.title)
        if block.about:
            yield prose(joined(" ", block.about), style="note")
        if block.folded is not None:
            yield from folded(block.folded)


@blocks_of.register
def _(view: GlossaryView, words: Words) -> Iterator[Block]:
    yield pairs(view.terms, style="terms")


def _contacts(figure: ContactFigure) -> Iterator[Block]:
    """Yield first contacts as a table, then what stands under it."""
    yield from tabled(figure.table)
    if figure.notes:
        yield pairs(figure.notes, style="notes")


def _tables(tables: Iterable[Table], *, under: Content = "") -> Iterator[Block]:
    """Yield tables one after the other, two narrow ones that follow each other side by side; those that repeat are left out."""
    waiting: Table | None = None
    for table in (table for table in tables if not table.repeats):
        narrow = is_narrow(table)
        if waiting is not None and narrow:
            pair = [tabled(one, under=under, dense=True) for one in (waiting, table)]
            yield beside(pair, widths=_HALVES, whole=waiting.short and table.short)
            waiting = None
            continue
        yield from tabled(waiting, under=under) if waiting is not None else ()
        waiting = table if narrow else None
        yield from () if narrow else tabled(table, under=under)
    yield from tabled(waiting, under=under) if waiting is not None else ()


def _kept_on_screen(view: View, words: Words) -> Iterator[Block]:
    """Yield what a page folds or repeats, by the line it stands under: paper names it and does not print it."""
    match view:
        case Plain() | DecisionView() | PracticesView():
            folds = list(view.folds)
        case InterviewsView() | ExpectationsView():
            folds = [] if view.folded is None else [view.folded]
        case MethodView():
            folds = [] if view.coreq is None else [view.coreq]
        case _:
            folds = []
    tables = view.tables if isinstance(view, ExpectationsView | ImprovementsView) else ()
    kept = [*(fold.summary for fold in folds), *(table.caption for table in tables if table.repeats)]
    if kept:
        yield prose(words.say("paper.on_screen", names=joined(" · ", kept)), style="note")


def _voices(title: Inline, voices: Sequence[Voice], words: Words) -> Iterator[Block]:
    """Yield passages under their title, two by two; nothing where there is none."""
    if voices:
        yield heading(title)
    said = [list(_quote(words.say("plain.quoted", text=v.text), v.who, about=v.about)) for v in voices]
    yield from _in_pairs(said)


def _in_pairs(columns: Sequence[list[Block]]) -> Iterator[Block]:
    """Yield columns two by two; one that is left over keeps its half."""
    yield from _in_rows(columns, across=2)


def _in_rows(columns: Sequence[list[Block]], *, across: int) -> Iterator[Block]:
    """Yield columns so many to a row; those left over keep their width."""
    for i in range(0, len(columns), across):
        row = columns[i : i + across]
        yield beside([*row, *([[]] * (across - len(row)))], widths=[1.0] * across, whole=True)


def _quote(text: Inline, who: Inline, *, about: Inline = EMPTY) -> Iterator[Block]:
    if about:
        yield prose(about, style="label")
    yield {"k": "quote", "c": set_inline(text), "who": set_inline(who)}


def _written(written: Written) -> Iterator[Block]:
    yield from (prose(_sentence(told)) for told in written.comments)
    if written.claims:
        yield listed([_claim(told) for told in written.claims], style="number")
    if written.recommendations:
        said = [prose(_sentence(told)) for told in written.recommendations]
        yield boxed([prose(Toned("strong", written.recommendations_title)), *said], style="decision")


def _sentence(told: Line) -> Inline:
    proof = (told.proof_text and Toned("muted", told.proof_text)) if told.proof else EMPTY
    doubt = told.doubt and Toned("strong", line("[{0}]", told.doubt))
    return joined(" ", filter(None, (told.text, proof, doubt)))
