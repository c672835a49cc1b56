"""The slides of a wave, in the order of the report: from the views of its pages, one claim a slide."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.deck.cells_said import cells_of
from relstudy.report.deck.long_charts import divide_chart, rows_of
from relstudy.report.deck.paragraphs import divide_text
from relstudy.report.deck.pictures import (
    channel_chart,
    importance_chart,
    map_chart,
    practice_chart,
    profile_chart,
    satisfaction_chart,
    slope_charts,
)
from relstudy.report.deck.question_charts import question_chart
from relstudy.report.deck.question_claims import question_claim
from relstudy.report.deck.said import said
from relstudy.report.deck.slide import BUILT_IN_ROOM, Body, Chart, Paragraph, Room, Slide
from relstudy.report.deck.tables import divide
from relstudy.report.map.figure import MapFigure
from relstudy.report.map.notes import source_of
from relstudy.report.map.widths import text_width
from relstudy.report.matrix.figure import MatrixFigure
from relstudy.report.page import Line, Note, Page, Plain
from relstudy.report.pages.decision import DecisionView
from relstudy.report.pages.expectations import ExpectationsView
from relstudy.report.pages.hypotheses import join_in_short
from relstudy.report.pages.improvements import ImprovementsView
from relstudy.report.pages.interviews import InterviewsView
from relstudy.report.pages.method import MethodView
from relstudy.report.pages.practices import PracticesView
from relstudy.report.pages.profiles import ProfilesView
from relstudy.report.pages.survey import Block, SurveyView
from relstudy.report.pages.synthesis import Point, SynthesisView
from relstudy.report.profile_cards import Card, Entry
from relstudy.report.spoken_practices import Voice, by_matter
from relstudy.report.table import Column, Group, Row, Table, table_of
from relstudy.report.tradeoff_tables import leading_choice
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Said, Turn, Unbound, joined, line
from relstudy.survey.items import ItemId

#: Parts of a table that have a slide each, at most; the workbook of tables holds what is left.
_PARTS = 2
#: Pages of what the method promises; a wave without any of it has a slide a question, so many at most.
_PROMISED, _QUESTIONS = ("profiles", "R1", "R2", "R3", "R4", "R5", "interviews"), 30
#: Figures of a question at least, for a slide of its own.
_TOLD = 2
#: Things said of an item of the disclosure on a slide.
_SAID = 3
#: Passages quoted on a slide.
_VOICES = 4
#: Size of what stands at the foot of a slide, and the lines names may take there.
_FOOT, _FOOT_LINES = 10.0, 1.6


def lay_slides(context: Context, pages: Sequence[Page], *, room: Room = BUILT_IN_ROOM) -> tuple[Slide, ...]:
    """Return the slides of a wave: a cover, then what each page has to show; a page without matter has none.

    `pages` are those of the report, the analysts' words in place; a table longer than its `room` has two slides. Names
    of slides are stable: the page's, then `-` and what the slide is of. Questions have slides of their own where the
    wave has nothing else of what the method promises: a first draft of a survey is no empty deck.
    """
    slides = [_cover(context)]
    layers = _LAYERS | {"R3": partial(_expectations, room=room)}
    if any(page.name in _PROMISED and page.view is not None for page in pages):
        del layers["survey"]
    for page in pages:
        lay = layers.get(page.name)
        if lay is not None and page.view is not None:
            slides += (part for slide in lay(context, page) for part in _parted(context, slide, room))
    return tuple(_with_notes(context, slide) for slide in _once(slides))


def _once(slides: Sequence[Slide]) -> Iterator[Slide]:
    """Yield slides without a table that a later one shows too: the page it proves shows it, under its own claim."""
    for place, slide in enumerate(slides):
        rows = slide.body.groups if isinstance(slide.body, Table) else ()
        later = (one.body.groups for one in slides[place + 1 :] if isinstance(one.body, Table))
        if not rows or rows not in later:
            yield slide


def _cover(context: Context) -> Slide:
    say = context.words.say
    facts: list[Inline] = [
        context.client if context.client != context.study_name else "",
        context.wave_name,
        context.field_dates,
    ]
    facts += [context.agency, say("shell.working_paper") if context.state == "working_paper" else EMPTY]
    return Slide(
        name="cover",
        layout="Cover",
        title=Label(context.study_name),
        body=tuple(Paragraph(text=Label(fact)) for fact in facts if fact),
    )


def _with_notes(context: Context, slide: Slide) -> Slide:
    """Return a slide with its foot and the notes of who presents it: question, base, source of what it shows, then the page's own."""
    if slide.layout == "Cover":
        return slide
    cells = cells_of(slide)
    say = context.words.say
    asked = dict.fromkeys(cell.question for cell in cells if cell.question is not None and cell.base)
    texts = list(dict.fromkeys(context.item_text(question) for question in asked))
    notes: list[Note] = []
    if texts:
        told: Inline = Label(texts[0])
        if len(texts) > 1:
            told = say("deck.and_more", question=told, n=Unbound("number", str(len(texts) - 1)))
        notes.append(Note(title=say("deck.question"), text=told))
    bases = tuple(_bases(context, cells))
    if bases:
        notes.append(Note(title=say("deck.base"), text=joined("  ·  ", bases)))
    source = source_of(context, cells) if cells else EMPTY
    if source:
        notes.append(Note(title=say("deck.source"), text=source))
    page = say(f"{slide.name.partition('-')[0]}.nav")
    notes.append(Note(title=say("deck.report"), text=say("deck.in_report", page=page)))
    base = say("deck.bases", bases=joined("  ·  ", bases)) if bases else EMPTY
    mark = say("shell.working_paper") if context.state == "working_paper" else EMPTY
    foot = joined("  ·  ", (part for part in (slide.foot, base, Label(context.wave_name), mark) if part))
    return replace(slide, foot=foot, notes=_said_once(notes, slide.notes))


def _said_once(made: Sequence[Note], own: Sequence[Note]) -> tuple[Note, ...]:
    """Return notes with one question, one base and one source: a figure's own says more than all its cells do, and it is told before its page's."""
    titles = [said(note.title) for note in own]
    kept = {said(note.title) for note in made}
    first = [
        note for place, note in enumerate(own) if titles[place] not in kept or titles.index(titles[place]) == place
    ]
    return (*(note for note in made if said(note.title) not in titles), *first)


def _bases(context: Context, cells: Sequence[CellRow]) -> Iterator[Inline]:
    """Yield the bases of what a slide shows, of each kind its own: respondents and cases are not counted together."""
    for kind, unit in (("respondents", "people"), ("cases", "cases"), ("players", "players")):
        based = [cell for cell in cells if cell.base is not None and cell.base_kind == kind]
        if not based:
            continue
        low, high = min(based, key=lambda c: c.base or 0), max(based, key=lambda c: c.base or 0)
        fewest, most = Field(low, "base", context.lang), Field(high, "base", context.lang)
        say = context.words.say
        yield (
            say(f"deck.base_one.{unit}", n=most)
            if low.base == high.base
            else say(f"deck.base_range.{unit}", low=fewest, high=most)
        )


# -- pages -----------------------------------------------------------------------------------------


def _synthesis(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, SynthesisView)
    written = page.written
    told: list[Paragraph] = []
    asked = written.recommendations if written is not None else ()
    decision: Inline = joined(" ", (one.text for one in asked)) if asked else view.decision
    if decision:
        told += [Paragraph(text=view.decision_title, kind="heading"), Paragraph(text=decision, kind="lead")]
    claims: tuple[Line, ...] = written.claims if written is not None else ()
    if claims:
        told += [Paragraph(text=claim.text, kind="point") for claim in claims]
    for finding in () if claims else view.findings:
        told.append(Paragraph(text=finding.title, kind="heading"))
        told += [Paragraph(text=_pointed(point), kind="point") for point in finding.points]
    if not claims and not view.findings:
        told += [
            Paragraph(text=line("{0} – {1}", fact.title, fact.text), kind="point")
            for fact in (*view.facts, *view.absent)
        ]
    yield Slide(name="synthesis", layout="Text", title=page.title, body=tuple(told), notes=page.notes)
    if view.figure is not None:
        yield from _tables(
            page,
            "contacts",
            (view.figure.table,),
            title=view.figure.title,
            subtitle=view.figure.subtitle,
            notes=view.figure.notes,
        )


def _pointed(point: Point) -> Inline:
    """Return a point of a finding in one line, a dash before its figure."""
    name = joined(" ", (one for one in (point.mark, point.label) if one))
    sign = " " if said(point.figure).startswith("–") else " – "
    return joined(sign, (one for one in (name, point.figure) if one))


def _profiles(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, ProfilesView)
    chart = profile_chart(context)
    if chart is not None:
        yield _shown(page, "", chart, subtitle=page.subtitle, foot=joined(" ", view.warnings))
    elif view.warnings:
        yield Slide(
            name="profiles",
            layout="Text",
            title=page.title,
            body=tuple(Paragraph(text=one) for one in view.warnings),
            notes=page.notes,
        )
    for card in view.cards:
        if not card.withheld:
            yield _card(context, page, card, view.words)
    silent = tuple(card for card in view.cards if card.withheld)
    if silent:
        yield _silent_cards(context, page, silent, view.words)


def _card_name(context: Context, card: Card) -> Inline:
    return _begun(card.name) if context.profile_names[card.id].by_rule else card.name


def _silent_cards(context: Context, page: Page, cards: Sequence[Card], words: Mapping[str, Inline]) -> Slide:
    """Return the profiles that have no figures, all on one slide: their sizes, and why there is nothing more."""
    rows = [
        Row(
            head=_card_name(context, card),
            note=line("{0} {1}, {2}", card.share, words["share_of"], card.n),
            cells=(card.withheld,),
        )
        for card in cards
    ]
    table = table_of((Column(title=EMPTY, kind="text"),), rows, name="cards-withheld", caption=page.title, stub=EMPTY)
    return Slide(name="profiles-withheld", layout="Table", title=page.title, body=table, notes=page.notes)


def _card(context: Context, page: Page, card: Card, words: Mapping[str, Inline]) -> Slide:
    rows: list[Row] = []
    whole = context.words.say("deck.whole")
    measures = line("{0} / {1}", words["importance"], words["satisfaction"])
    for head, found in (("people", card.people), ("practices", (card.practices,) if card.practices else ())):
        rows += [
            Row(
                head=words[head] if place == 0 else EMPTY,
                cells=(
                    line(
                        "{0} – {1}" if one.title else "{0}{1}",
                        one.title,
                        # A question of many answers of which none sets the profile apart says so.
                        joined(" · ", one.parts) if one.parts else one.note,
                    ),
                ),
            )
            for place, one in enumerate(found)
        ]
    if card.channels is not None:
        rows.append(Row(head=words["channels"], note=whole, cells=(_entries(card.channels.entries[:6]),)))
    if card.contacts is not None:
        rows.append(Row(head=card.contacts.title, note=whole, cells=(_entries(card.contacts.entries),)))
    for place, wish in enumerate(card.wishes):
        judged = line("{0} / {1}", wish.importance, wish.satisfaction)
        told = context.words.say(
            "plain.pair", name=line("{0} ({1}, {2})", wish.label, wish.tier, wish.action), text=judged
        )
        heads = (words["expectations"], measures) if place == 0 else (EMPTY, EMPTY)
        rows.append(Row(head=heads[0], note=heads[1], cells=(told,)))
    if card.heard is not None:
        quote = context.words.say("plain.quoted", text=Label(card.heard.text))
        rows.append(Row(head=card.heard.about, cells=(line("{0} – {1}", quote, card.heard.who),)))
    rows += [
        Row(head=words["implies"] if place == 0 else EMPTY, cells=(one.text,)) for place, one in enumerate(card.implies)
    ]
    table = table_of((Column(title=EMPTY, kind="text"),), rows, name=f"card-{card.id}", caption=card.name, stub=EMPTY)
    size = line("{0} {1}, {2}", card.share, words["share_of"], card.n)
    title: Inline = line("{0} – {1}", _card_name(context, card), size)
    return Slide(
        name=f"profiles-{card.id}", layout="Table", title=title, subtitle=card.portrait, body=table, notes=page.notes
    )


def _entries(entries: Sequence[Entry]) -> Inline:
    return joined(" · ", (line("{0} {1} ({2})", one.label, one.number, one.whole) for one in entries))


def _practices(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, PracticesView)
    dots = next(((table, made) for table in view.channels if (made := channel_chart(context, table))), None)
    if dots is not None:
        yield _shown(page, "", dots[1], subtitle=dots[0].caption)
    chart = practice_chart(context)
    if chart is not None:
        table = next(iter(view.tables), None)
        yield _shown(
            page,
            "practices" if dots is not None else "",
            chart,
            title=table.caption if dots is not None and table is not None else None,
            subtitle=table.subtitle if table is not None else page.subtitle,
        )
    elif dots is None and view.figure is not None:
        yield from _tables(page, "", (view.figure.table,), title=page.title, subtitle=view.figure.subtitle)
    elif dots is None and view.tables:
        yield from _tables(page, "", view.tables[:1], title=page.title)
    everybody = view.maps[:1]
    yield from _tables(page, "phases", everybody, title=view.maps_title or None)
    if not everybody and dots is None:
        yield from _tables(page, "channels", view.channels[:1])
    yield from _tables(page, "journeys", view.journeys[:1], title=view.journeys_title or None)
    yield from _choices(context, page, view)
    if view.voices and chart is None:
        yield Slide(name="R1-voices", layout="Text", title=view.voices_title, body=tuple(_heard(context, view)))


def _choices(context: Context, page: Page, view: PracticesView) -> Iterator[Slide]:
    """Yield what is chosen over what, then why and when: what leads is the claim, and who presents it has what was said in the notes."""
    heard = tuple(
        Note(title=about, text=joined(Turn(), (_quote(context, voice) for voice in group)))
        for about, group in by_matter(view.choosing[:_VOICES])
    )
    for table in view.choices:
        told = table.id.removeprefix(f"{page.name}-")
        leads = leading_choice(context, "over" if told == "tradeoffs" else told)
        yield from _tables(page, told, (table,), title=leads or None, notes=heard)


def _heard(context: Context, view: PracticesView) -> Iterator[Paragraph]:
    for about, group in by_matter(view.voices[:_VOICES]):
        yield Paragraph(text=about, kind="heading")
        yield from (Paragraph(text=_quote(context, voice)) for voice in group)


def _quote(context: Context, voice: Voice) -> Inline:
    return line("{0} – {1}", context.words.say("plain.quoted", text=Label(voice.text)), voice.who)


def _improvements(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, ImprovementsView)
    chart = None if view.figure is None else satisfaction_chart(context, view.figure)
    if chart is not None and view.figure is not None:
        yield _shown(
            page,
            "",
            chart,
            subtitle=line("{0} – {1}", view.figure.heading, view.figure.subheading),
            more=view.figure.notes,
        )
    if chart is None:
        yield from _tables(page, "", view.tables[:1], title=page.title)


def _expectations(context: Context, page: Page, room: Room) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, ExpectationsView)
    figure = view.figure
    if isinstance(figure, MapFigure):
        yield from _mapped(context, page, view, figure, room)
    elif isinstance(figure, MatrixFigure):
        yield from _tables(
            page, "", (_matrix_table(figure),), title=page.title, subtitle=page.subtitle, notes=figure.notes
        )
    elif view.ranked is not None:
        yield from _tables(page, "", (view.ranked,), title=page.title)


def _mapped(context: Context, page: Page, view: ExpectationsView, figure: MapFigure, room: Room) -> Iterator[Slide]:
    """Yield the map, then what sets the profiles apart on one slide: their importance side by side, each one's reading under it.

    A map a profile is in the report; the ranks and intervals are in the workbook, and here where no map can be drawn.
    """
    if not figure.whole.layout.marks:
        yield from _tables(page, "", (view.ranked,), title=page.title, subtitle=figure.subheading)
        return
    remarks = [line("{0} {1}", title, text) for title, text in figure.whole.remarks]
    drawn = map_chart(context, figure, figure.whole, room)
    numbered = [Label(point.name) for one in drawn.series for point in one.points if point.numbered]
    say = context.words.say
    told = say("deck.numbered", names=joined("  ·  ", numbered)) if numbered else EMPTY
    is_long = text_width(said(told), _FOOT) > room[0] * _FOOT_LINES
    yield _shown(
        page,
        "",
        drawn,
        subtitle=line("{0} – {1}", figure.heading, figure.subheading),
        foot=joined(" ", (*remarks[-1:], *((say("deck.numbers_next"),) if is_long else (told,) if numbered else ()))),
        more=figure.notes,
    )
    if is_long:
        yield from _tables(page, "ranks", (view.ranked,) if view.ranked is not None else ())
    chart = importance_chart(context, figure)
    if chart is not None:
        panels = [panel for panel in figure.panels if panel.column.kind == "profile"]
        readings = tuple(Note(title=line("{0}.", panel.name), text=panel.reading) for panel in panels if panel.reading)
        yield _shown(
            page,
            "profiles",
            chart,
            title=say("deck.by_profile"),
            subtitle=say("deck.crosses"),
            more=(*readings, *figure.notes),
        )


def _new_channels(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, Plain)
    yield from _tables(page, "", view.tables[:1], title=page.title)


def _decision(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, DecisionView)
    if view.stages:
        rows = [
            Row(
                head=stage.title if place == 0 else EMPTY,
                cells=(
                    move.title,
                    joined(Turn(), (context.words.say("plain.pair", name=f.title, text=f.text) for f in move.facts))
                    + (Turn() + move.missing if move.missing else EMPTY),
                ),
            )
            for stage in view.stages
            for place, move in enumerate(stage.moves)
        ]
        say = context.words.say
        columns = (Column(title=say("deck.move"), kind="text"), Column(title=say("deck.facts"), kind="text"))
        table = table_of(columns, rows, name="roadmap", caption=view.roadmap_title, stub=say("deck.horizon"))
        yield from _tables(page, "", (table,), title=page.title, subtitle=view.roadmap_title)
    for one in view.tables[:1]:
        yield from _tables(page, "options" if view.stages else "", (one,), title=None if view.stages else page.title)


def _hypotheses(context: Context, page: Page) -> Iterator[Slide]:
    joint = join_in_short(context)
    yield from _tables(page, "", () if joint is None else (joint,), title=page.title)


def _changes(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, Plain)
    moved = next((table for table in view.tables if table.id == "changes-moved"), None)
    charts = () if moved is None else tuple(slope_charts(context, moved))
    for place, (name, title, chart) in enumerate(charts):
        claim, told = (title, page.subtitle) if place else (page.title, title)
        yield _shown(page, name if place else "", chart, title=claim, subtitle=told)
    if charts:
        return
    if view.tables:
        yield from _tables(page, "", view.tables[:1], title=page.title)
    elif view.lead:
        yield Slide(
            name="changes",
            layout="Text",
            title=page.title,
            body=tuple(Paragraph(text=one) for one in view.lead),
            notes=page.notes,
        )


def _interviews(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, InterviewsView)
    if view.figure is not None:
        yield from _tables(
            page,
            "",
            (_matrix_table(view.figure),),
            title=page.title,
            subtitle=page.subtitle,
            notes=view.figure.notes,
        )
    else:
        yield from _tables(page, "", view.tables[:1], title=page.title)


def _survey(context: Context, page: Page) -> Iterator[Slide]:
    """Yield a slide a question, or for several of one form: the first of them, the last one telling how many more there are."""
    view = page.view
    assert isinstance(view, SurveyView)
    slides = [slide for block in view.blocks for slide in _question(context, page, block)]
    left = len(slides) - _QUESTIONS
    if left > 0:
        rest = context.words.count("deck.more_questions", left, n=Count(left, context.lang))
        slides[_QUESTIONS - 1] = replace(slides[_QUESTIONS - 1], foot=rest)
    yield from slides[:_QUESTIONS]


def _question(context: Context, page: Page, block: Block) -> Iterator[Slide]:
    item = context.items[ItemId(block.id.removeprefix(f"{page.name}-"))]
    told = [
        c
        for owner in (item.id, *item.row_ids)
        for c in context.book.of("survey", owner)
        if c.column == "all" and c.shown
    ]
    # How many wrote something, one answer of all, figures withheld: nothing to look at.
    if sum(cell.value is not None and cell.measure != "answered" for cell in told) < _TOLD:
        return
    alone = block.questions == 1
    claim = question_claim(context, item) if alone else EMPTY
    about = joined(" ", block.about[:-1])
    # Under what came out stands what was asked.
    under = line("{0} – {1}", block.title, about) if claim else about
    chart = question_chart(context, item) if alone else None
    if chart is not None:
        yield _shown(page, item.id, chart, title=claim or block.title, subtitle=under)
    elif block.tables:
        yield from _tables(page, item.id, block.tables[:1], title=claim or block.title, subtitle=under)


def _method(context: Context, page: Page) -> Iterator[Slide]:
    view = page.view
    assert isinstance(view, MethodView)
    yield from _tables(page, "", tuple(_in_short(context, table) for table in view.right[:1]), title=page.title)


def _in_short(context: Context, table: Table) -> Table:
    """Return a disclosure a row an item: what is said of each, the first that are said where there are many."""
    rows = tuple(
        Row(head=group.title, cells=(_run_on([_fact(context, row) for row in group.rows][:_SAID]),))
        for group in table.groups
        if group.rows
    )
    columns = (Column(title=context.words.say("deck.facts"), kind="text"),)
    return table_of(columns, rows, name=table.id, caption=table.caption, stub=table.stub)


def _fact(context: Context, row: Row) -> Inline:
    """Return what is said of a fact; a bare number with its name."""
    fact = row.cells[0]
    return context.words.say("plain.pair", name=row.head, text=fact) if isinstance(fact, Number) else fact


def _run_on(facts: Sequence[Inline]) -> Inline:
    """Return facts in one line, each said once, a sign between those that end no sentence."""
    told: Inline = EMPTY
    for fact in {said(fact): fact for fact in facts}.values():
        told = joined(" " if said(told).endswith((".", "!", "?")) else " · ", (one for one in (told, fact) if one))
    return told


_LAYERS: dict[str, Callable[[Context, Page], Iterator[Slide]]] = {
    "synthesis": _synthesis,
    "profiles": _profiles,
    "R1": _practices,
    "R2": _improvements,
    "R4": _new_channels,
    "R5": _decision,
    "hypotheses": _hypotheses,
    "changes": _changes,
    "interviews": _interviews,
    "survey": _survey,
    "method": _method,
}


# -- parts -----------------------------------------------------------------------------------------


def _named(page: Page, suffix: str) -> str:
    return f"{page.name}-{suffix}" if suffix else page.name


def _shown(
    page: Page,
    suffix: str,
    chart: Chart,
    *,
    title: Inline | None = None,
    subtitle: Inline = EMPTY,
    foot: Inline = EMPTY,
    more: tuple[Note, ...] = (),
) -> Slide:
    return Slide(
        name=_named(page, suffix),
        layout="Chart",
        title=page.title if title is None else title,
        subtitle=_begun(subtitle or page.subtitle),
        body=chart,
        foot=foot,
        notes=(*more, *page.notes),
    )


def _tables(
    page: Page,
    suffix: str,
    tables: Sequence[Table],
    *,
    title: Inline | None = None,
    subtitle: Inline = EMPTY,
    notes: tuple[Note, ...] = (),
) -> Iterator[Slide]:
    """Yield a slide a table; a table without a title of its own takes the caption as its claim."""
    for table in tables:
        told = subtitle or (table.caption if title and table.caption is not title else EMPTY) or table.subtitle
        yield Slide(
            name=_named(page, suffix),
            layout="Table",
            title=title or table.caption or page.title,
            subtitle=_begun(told),
            body=table,
            notes=(*notes, *page.notes),
        )


def _parted(context: Context, slide: Slide, room: Room) -> Iterator[Slide]:
    """Yield a slide, or a few where its body is long: each then says which it is, the last one also where the rest of it is."""
    say = context.words.say
    parts: list[Body]
    if isinstance(slide.body, Table):
        tables = divide(slide.body, *room, most=_PARTS)
        parts, is_cut = [*tables], sum(map(_rows_of, tables)) < _rows_of(slide.body)
    elif isinstance(slide.body, tuple):
        texts = divide_text(slide.body, *room, most=_PARTS) if slide.layout == "Text" else (slide.body,)
        parts, is_cut = [*texts], sum(map(len, texts)) < len(slide.body)
    else:
        charts = divide_chart(slide.body, room[1], most=_PARTS, width=room[0])
        parts, is_cut = [*charts], sum(map(rows_of, charts)) < rows_of(slide.body)
    for place, part in enumerate(parts, start=1):
        numbers = {"n": Unbound("number", str(place)), "of": Unbound("number", str(len(parts)))}
        which = say("deck.part", **numbers) if len(parts) > 1 else EMPTY
        left = "deck.rest_of_text" if isinstance(part, tuple) else "deck.rest"
        rest = say(left) if is_cut and place == len(parts) else EMPTY
        yield replace(
            slide,
            name=slide.name + (f"-{place}" if place > 1 else ""),
            subtitle=joined(
                " – ", (one for one in (slide.subtitle, which if slide.subtitle else _begun(which), rest) if one)
            ),
            body=part,
        )


def _rows_of(table: Table) -> int:
    return sum(len(group.rows) for group in table.groups)


def _begun(text: Inline) -> Inline:
    """Return a text with a capital: under a table it goes on from a caption, as a name it stands among others, on a slide it begins a line."""
    if isinstance(text, Said | Label) and isinstance(text.text, str) and text.text[:1].islower():
        return replace(text, text=text.text[0].upper() + text.text[1:])
    return text


def _matrix_table(figure: MatrixFigure) -> Table:
    """Return the interviews as counts, without their squares: who voices what in each target, unprompted, satisfied or not, and how sure."""
    heads = [Column(title=head.name, note=head.size) for head in figure.heads]
    columns = (
        *heads,
        figure.voiced,
        replace(figure.judged, note=EMPTY),
        *((figure.stability,) if figure.stability is not None else ()),
    )
    groups = tuple(
        Group(
            title=group.title,
            note=group.rule,
            rows=tuple(
                Row(
                    head=line("{0} {1}", row.rank, row.label) if row.rank else row.label,
                    note=row.action,
                    cells=(
                        *(strip.count for strip in row.strips),
                        joined(" · ", (part for part in (row.voiced, row.unprompted, row.contrary) if part)),
                        row.judged,
                        *((row.stability,) if figure.stability is not None else ()),
                    ),
                )
                for row in group.rows
            ),
        )
        for group in figure.groups
    )
    return Table(id="matrix", caption=figure.legend_title, stub=figure.stub, columns=columns, groups=groups)
