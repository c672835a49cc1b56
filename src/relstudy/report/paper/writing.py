"""A page on paper: its title, what its view holds in the order of the HTML page, notes and legends under it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from typing import Any

from relstudy.report.brand import colours_of
from relstudy.report.contacts import ContactFigure
from relstudy.report.decision.roadmap import Stage
from relstudy.report.html.logo import drawing_of, picture_of
from relstudy.report.html.saturation import draw_saturation
from relstudy.report.map.figure import MapFigure
from relstudy.report.matrix.figure import MatrixFigure
from relstudy.report.page import Page, Plain, Shell, View, Written
from relstudy.report.pages.decision import DecisionView
from relstudy.report.pages.expectations import ExpectationsView
from relstudy.report.pages.glossary import GlossaryView
from relstudy.report.pages.improvements import ImprovementsView
from relstudy.report.pages.interviews import InterviewsView
from relstudy.report.pages.method import MethodView
from relstudy.report.pages.practices import PracticesView
from relstudy.report.pages.profiles import ProfilesView
from relstudy.report.pages.survey import SurveyView
from relstudy.report.pages.synthesis import SynthesisView
from relstudy.report.palette import ACCENT, INK, INK_2, INK_3
from relstudy.report.paper.blocks import Block, boxed, drawing, heading, listed, pairs, prose, spread
from relstudy.report.paper.cards import carded
from relstudy.report.paper.inline import set_inline
from relstudy.report.paper.map import mapped
from relstudy.report.paper.matrix import matrix_of
from relstudy.report.paper.repainting import repaint_tree
from relstudy.report.paper.said import around, claimed, commented, found, sentence, themed, voiced
from relstudy.report.paper.signs import keep_known
from relstudy.report.paper.tables import WHOLE, folded, tabled, tables_of
from relstudy.report.plain.inline import read_flat
from relstudy.report.satisfaction import SatisfactionFigure
from relstudy.report.saturation import SaturationFigure
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import Inline, Toned, Turn, joined, line
from relstudy.report.wording import Words
from relstudy.survey.brand import Brand

#: The height in points of a logo on the cover.
_LOGO = 40.0
_STATES = {"not-measured": "not_measured", "partial": "partial"}


def write_paper(shell: Shell, pages: Iterable[Page], words: Words) -> dict[str, Any]:
    """Return a whole report as plain data: what stands around its pages, then each page as blocks."""
    colours = colours_of(shell.brand)
    laid = tuple(pages)
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
        "cover": list(around(shell.cover, headed=False)),
        "imprint": list(around(shell.imprint)),
        "report_of": set_inline(shell.words["report_of"]),
        "contents": set_inline(shell.words["contents"]),
        "working_paper": set_inline(shell.working_paper),
        "facts": [[set_inline(fact.title), set_inline(fact.text)] for fact in shell.facts],
        "pages": _ended(_after_book(laid, [_page(page, shell, words) for page in laid])),
    }
    painted: dict[str, Any] = repaint_tree(whole, shell.brand)
    return painted


def _after_book(pages: Sequence[Page], blocks: list[Block]) -> list[Block]:
    """Return pages of which those after the book of tables are set closer, what stands there is looked up; the first of them begins a sheet, so that the book can be left out of what is printed."""
    book = next((place for place, page in enumerate(pages) if isinstance(page.view, SurveyView)), len(pages))
    return [
        {**block, "back": True, "fresh": place == book + 1} if place > book else block
        for place, block in enumerate(blocks)
    ]


def _ended(pages: list[Block]) -> list[Block]:
    """Return pages whose last table no sheet cuts, unless it is tall: the report does not end on a sheet of a few rows."""
    tables = [block for block in (pages[-1]["blocks"] if pages else ()) if block["k"] == "table"]
    for table in tables[-1:]:
        table["short"] = len(table["rows"]) <= WHOLE
    return pages


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
            blocks += commented(page.written)
    brief = bool(page.reason) and page.view is None and not blocks and not page.annex
    state = shell.words[_STATES[page.state]] if page.state in _STATES else ""
    if page.reason:
        blocks.append(prose(page.reason) if brief else _absence(state, page.reason))
    if isinstance(page.view, SynthesisView):
        blocks += _synthesis(page.view, page.written)
    elif page.view is not None:
        blocks += [*blocks_of(page.view, words), *_kept_on_screen(page.view, words)]
    blocks += around(page.annex)
    if page.notes:
        blocks.append(pairs(page.notes, style="notes"))
    if page.legend:
        blocks.append(prose(joined(Turn(), page.legend), style="legend"))
    return {
        "name": page.name,
        "nav": set_inline(page.nav),
        # A page with nothing but its reason is said in few lines: its state stands where its kind would.
        "eyebrow": set_inline(state if brief and state else page.eyebrow),
        "brief": brief,
        "title": set_inline(page.title),
        "subtitle": set_inline(page.subtitle),
        "fresh": answers,
        "blocks": blocks,
    }


def _absence(state: Inline, reason: Inline) -> Block:
    return boxed([*([prose(Toned("strong", state))] if state else []), prose(reason)], style="absent")


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
    yield from tables_of(view.tables)


def _synthesis(view: SynthesisView, written: Written | None) -> Iterator[Block]:
    """Yield the synthesis as it is read on the page: the decision asked, the figure, what is claimed, the study in short."""
    asked = written.recommendations if written is not None else ()
    if asked or view.decision:
        said = [prose(sentence(told)) for told in asked] or [prose(view.decision)]
        yield boxed([prose(Toned("strong", view.decision_title)), *said], style="decision")
    if view.figure is not None:
        yield from _contacts(view.figure)
    has_claims = written is not None and bool(written.claims or written.comments)
    if written is not None and has_claims:
        if written.claims:
            yield claimed(written.claims)
        yield from (prose(sentence(told)) for told in written.comments)
    else:
        yield from found(view)
    yield heading(view.facts_title)
    yield pairs(view.facts, style="facts")
    if view.absent:
        yield heading(view.absent_title)
        yield pairs(view.absent, style="facts")
    if has_claims and view.findings:
        yield from found(view)


@blocks_of.register
def _(view: SynthesisView, words: Words) -> Iterator[Block]:
    yield from _synthesis(view, None)


@blocks_of.register
def _(view: PracticesView, words: Words) -> Iterator[Block]:
    if view.figure is not None:
        yield from _contacts(view.figure)
    yield from tables_of(view.tables)
    if view.maps:
        yield heading(view.maps_title, under=view.maps_note)
        yield from tables_of(view.maps)
    yield from tables_of(view.channels)
    if view.journeys:
        yield heading(view.journeys_title)
        yield from tables_of(view.journeys)
    yield from voiced(view.breaks_title, view.breaks, words)
    if view.choices:
        yield heading(view.choices_title)
        yield from tables_of(view.choices)
    yield from voiced(view.choosing_title, view.choosing, words)
    yield from voiced(view.voices_title, view.voices, words)


@blocks_of.register
def _(view: ProfilesView, words: Words) -> Iterator[Block]:
    yield from (boxed([prose(text)], style="absent") for text in view.warnings)
    if view.axis is not None:
        yield heading(view.axis.title)
        yield prose(view.axis.drawing)
        yield listed(map(set_inline, view.axis.places), style="number")
        yield prose(view.axis.note, style="note")
    yield from tables_of(view.tables)
    yield from (carded(card, view.words, words) for card in view.cards)


@blocks_of.register
def _(view: ExpectationsView, words: Words) -> Iterator[Block]:
    if view.no_figure:
        yield prose(view.no_figure)
    if isinstance(view.figure, MapFigure):
        yield from mapped(view.figure)
    elif isinstance(view.figure, MatrixFigure):
        yield from matrix_of(view.figure)
    ranked = [] if isinstance(view.figure, MatrixFigure) else [view.ranked]
    yield from tables_of((*ranked, *(table for table in view.tables if table is not view.ranked)))


def _saturation(figure: SaturationFigure) -> Iterator[Block]:
    """Yield new themes by case as drawn on the page, the key of its marks in words, then what is to know of it."""
    yield heading(figure.heading, under=figure.subheading)
    yield drawing(draw_saturation(figure), said=read_flat(figure.said), width=0.75)
    yield prose(figure.said, style="note")
    yield pairs(figure.notes, style="notes")


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
    yield from tables_of(view.tables)


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
        if view.order:
            yield prose(view.order, style="note")
        yield {
            "k": "stages",
            "heads": [set_inline(stage.title) for stage in view.stages],
            "c": [list(_moves(stage)) for stage in view.stages],
        }
    yield from tables_of(view.tables)


def _moves(stage: Stage) -> Iterator[Block]:
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
        yield from matrix_of(view.figure)
    yield from tables_of(view.tables)
    if view.saturation is not None:
        yield from _saturation(view.saturation)
    yield from tables_of(view.themes)
    if view.no_types:
        yield prose(view.no_types)
    if view.facets:
        yield heading(view.quotes_title)
    for facet in view.facets:
        yield prose(Toned("strong", facet.title), style="label")
        yield spread(themed(theme, words) for theme in facet.themes)


@blocks_of.register
def _(view: MethodView, words: Words) -> Iterator[Block]:
    yield from tables_of((*view.left, *view.right))
    yield heading(view.rules_title)
    yield pairs(view.rules, style="terms")
    yield from tables_of([view.trials] if view.trials is not None else [])
    if view.limits:
        yield heading(view.limits_title)
        yield listed(map(set_inline, view.limits))
    if view.remarks is not None:
        yield from tables_of([view.remarks])
    else:
        yield heading(view.remarks_title)
        yield prose(view.no_remarks)


@blocks_of.register
def _(view: SurveyView, words: Words) -> Iterator[Block]:
    if view.under:
        yield prose(view.under)
    for block in view.blocks:
        yield heading(block.title)
        yield from tables_of(block.tables, under=block.title)
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


def _kept_on_screen(view: View, words: Words) -> Iterator[Block]:
    """Yield what a page folds or repeats, by the line it stands under: paper names it and does not print it."""
    match view:
        case Plain() | DecisionView() | PracticesView():
            folds = list(view.folds)
        case InterviewsView():
            folds = [fold for fold in (view.folded, view.silent) if fold is not None]
        case ExpectationsView():
            folds = [] if view.folded is None else [view.folded]
        case MethodView():
            folds = [] if view.coreq is None else [view.coreq]
        case _:
            folds = []
    tables = view.tables if isinstance(view, ExpectationsView | ImprovementsView) else ()
    kept = [*(fold.summary for fold in folds), *(table.caption for table in tables if table.repeats)]
    if kept:
        yield prose(words.say("paper.on_screen", names=joined(" · ", kept)), style="note")
