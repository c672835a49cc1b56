"""R1, relational practices: one channel or several, with continuity or not, by profile and target; which channel at which phase; why.

From the survey where there is one, with the journeys interviews tell beside it, else from the interviews, in counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.contacts import ContactFigure, contact_figure
from relstudy.report.context import Context
from relstudy.report.differences import way_apart
from relstudy.report.heat import base_row, heat_rows
from relstudy.report.journey_tables import journey_base, journey_tables, journey_voices
from relstudy.report.legend import arrows_text, legend_of
from relstudy.report.marks import profile_ids
from relstudy.report.page import Note, Page, State, View, absent_page, show_page
from relstudy.report.phase_maps import phase_columns, phase_items, phase_map, phase_moments
from relstudy.report.practice_tables import (
    channel_table,
    continuity_table,
    criteria_tables,
    extremes_of,
    practice_cells,
    practice_item,
    practice_table,
    reading_words,
    shares_shown,
)
from relstudy.report.question_series import shared_words
from relstudy.report.spoken_practices import Voice, facet_table, stage_table, voices
from relstudy.report.table import SHARES_ABREAST, Column, Fold, Table, table_of
from relstudy.report.tradeoff_tables import choice_voices, tradeoff_tables
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, joined
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import PracticesPlan
from relstudy.survey.practices import PRACTICE

#: Passages quoted where interviews are all there is, and beside a survey.
_VOICES, _BESIDE = 6, 3
#: Passages quoted where journeys go wrong, and of trade-offs.
_BREAKS = 6
#: Questions that begin with as many equal words are one battery and share a table.
_EQUAL_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticesView(View):
    """First contacts, then practices, then channels by phase as small maps, then channels by question; or what interviews say, and their voices.

    `journeys` are tables of what cases tell step by step, `breaks` what they say where a journey goes wrong; `choices`
    and `choosing` those of the trade-offs they tell.

    `spoken` is the language of the quotes where it is not the report's.
    """

    figure: ContactFigure | None = None
    tables: tuple[Table, ...] = ()
    maps_title: Inline = EMPTY
    maps_note: Inline = EMPTY
    maps: tuple[Table, ...] = ()
    channels: tuple[Table, ...] = ()
    folds: tuple[Fold, ...] = ()
    journeys_title: Inline = EMPTY
    journeys: tuple[Table, ...] = ()
    breaks_title: Inline = EMPTY
    breaks: tuple[Voice, ...] = ()
    choices_title: Inline = EMPTY
    choices: tuple[Table, ...] = ()
    choosing_title: Inline = EMPTY
    choosing: tuple[Voice, ...] = ()
    voices_title: Inline = EMPTY
    voices: tuple[Voice, ...] = ()
    spoken: str = ""


def build_page(context: Context) -> Page:
    """Return the page R1: from the survey where it tells channels or practices, else from the interviews, else the reason."""
    if context.study.steps.survey:
        page = _survey_page(context)
        if page is not None:
            return page
    spoken = _spoken_page(context)
    if spoken is not None:
        return spoken
    return absent_page(context, "R1", reason=context.absence("survey") or context.words.say("reasons.no_practices"))


# -- from the survey -------------------------------------------------------------------------------


def _survey_page(context: Context) -> Page | None:
    say, plan = context.words.say, context.study.practices
    practice = practice_item(context)
    moments = phase_moments(context)
    by_phase = phase_items(moments)
    items = [item for item in _channel_questions(context, plan) if item not in by_phase]
    if practice is None and not items and not moments:
        return None
    tables = [practice_table(context, practice, plan)] if practice is not None and plan is not None else []
    if plan is not None:
        continuity = continuity_table(context, plan)
        tables += [*([continuity] if continuity is not None else []), *criteria_tables(context, plan)]
    maps = {c: t for c in phase_columns(context, moments) if (t := phase_map(context, moments, c)) is not None}
    # Where there are profiles, the channels of the targets stand with the first contacts and in the workbook.
    told = tuple(t for c, t in maps.items() if not (c.startswith("target=") and profile_ids(context)))
    batteries = _batteries(context, items)
    together = [item for battery in batteries for item in battery]
    alone = (channel_table(context, item) for item in items if item not in together)
    heat = bool(moments or items)
    untold = practice is None or plan is None
    journeys, breaks = journey_tables(context, with_rule=untold), journey_voices(context, most=_BREAKS)
    choices, choosing = tradeoff_tables(context), choice_voices(context, most=_BREAKS, told=breaks)
    quoted = voices(context, "criterion", most=_BESIDE, told=(*breaks, *choosing))
    return show_page(
        context,
        "R1",
        template="practices.html.j2",
        title=_title(context, practice),
        subtitle=say("R1.subtitle_practices" if practice is not None else "R1.subtitle"),
        state=_state(practice, plan),
        reason=_lacking(context, practice, plan),
        view=PracticesView(
            figure=contact_figure(context, full=True),
            tables=tuple(tables),
            maps_title=say("R1.maps") if told else EMPTY,
            maps_note=say("R1.maps_subtitle", dates=context.field_dates) if told else EMPTY,
            maps=told,
            channels=(*(t for t in alone if t is not None), *(_battery_table(context, b) for b in batteries)),
            folds=tuple(_battery_fold(context, battery) for battery in batteries),
            journeys_title=say("R1.journeys.title") if journeys else EMPTY,
            journeys=journeys,
            breaks_title=say("R1.journeys.breaks") if breaks else EMPTY,
            breaks=breaks,
            choices_title=say("R1.tradeoffs.title") if choices else EMPTY,
            choices=choices,
            choosing_title=say("R1.tradeoffs.voices") if choosing else EMPTY,
            choosing=choosing,
            voices_title=say("R1.voices_criterion") if quoted else EMPTY,
            voices=quoted,
            spoken=context.foreign,
        ),
        notes=tuple(_notes(context, practice, plan, heat=heat)),
        legend=legend_of(context, _shown(context, practice, plan, (*by_phase, *items))),
    )


def _title(context: Context, practice: Item | None) -> Inline:
    """Return the practice on which profiles or targets differ most, with both ends; a neutral title where none differs."""
    say, lang = context.words.say, context.lang
    ends = extremes_of(context) if practice is not None else None
    if ends is not None:
        return say(
            "R1.title_apart",
            practice=Label(context.code_text(PRACTICE, ends.row)),
            above=Number(ends.above, lang),
            of_above=context.column_label(ends.above.column),
            below=Number(ends.below, lang),
            of_below=context.column_label(ends.below.column),
        )
    if practice is not None:
        return say("R1.title_practices")
    return say("R1.title" if profile_ids(context) else "R1.title_no_profiles")


def _state(practice: Item | None, plan: PracticesPlan | None) -> State:
    return "measured" if practice is not None and plan is not None and plan.criteria else "partial"


def _lacking(context: Context, practice: Item | None, plan: PracticesPlan | None) -> Inline:
    """Return what the study has no data for, in words; nothing where it lacks nothing."""
    say = context.words.say
    lacks = []
    if practice is None:
        unplanned = "R1.lacks_asked_practices" if journey_base(context) is not None else "R1.lacks_practices"
        lacks.append(say(unplanned if plan is None else "R1.lacks_answers"))
    lacks += [] if plan is not None and plan.criteria else [say("R1.lacks_criteria")]
    return joined(" ", lacks)


def _notes(context: Context, practice: Item | None, plan: PracticesPlan | None, *, heat: bool) -> Iterator[Note]:
    say = context.words.say
    if practice is not None and plan is not None:
        yield Note(title=say("notes.reading"), text=reading_words(context))
        if any(way_apart(context.differences, cell, context.book) for cell in practice_cells(context)):
            yield Note(title=say("notes.arrows"), text=arrows_text(context))
    if heat:
        yield Note(title=say("notes.heat"), text=say("R1.most"))


def _shown(
    context: Context, practice: Item | None, plan: PracticesPlan | None, items: Sequence[Item]
) -> Iterator[CellRow]:
    if practice is not None:
        yield from practice_cells(context)
    named = (*plan.criteria, *([plan.rule.continuity.item] if plan.rule.continuity else [])) if plan is not None else ()
    told = [context.items[name] for name in named if name in context.items]
    yield from shares_shown(context, (*told, *items))


def channel_items(context: Context) -> tuple[Item, ...]:
    """Return the multiple items whose answers are linked to offers and that have shares in this wave."""
    return tuple(
        item
        for item in context.wave.items
        if item.kind.is_ticked
        and any(c.offer for c in item.codes)
        and any(c.shown for c in context.book.of("survey", item.id, measure="share"))
    )


def _channel_questions(context: Context, plan: PracticesPlan | None) -> tuple[Item, ...]:
    """Return the questions that tell channels: those linked to offers, else those practices are read from.

    What practices are read from is told by the practices already, where another question tells the channels.
    """
    named = plan.rule.channels if plan is not None else ()
    linked = channel_items(context)
    others = tuple(item for item in context.wave.items if item in linked and item.id not in named)
    return others or tuple(item for item in context.wave.items if item in linked or item.id in named)


def _batteries(context: Context, items: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """Return the groups of at least two questions that begin with the same words, in the order of the questionnaire."""
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        if any(c.offer for c in item.codes):
            groups.setdefault(tuple(context.item_text(item.id).split(" ")[:_EQUAL_WORDS]), []).append(item)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _battery_table(context: Context, items: Sequence[Item]) -> Table:
    """Return channels by question for everybody: the heat map of a battery."""
    say, book = context.words.say, context.book
    texts = [context.item_text(item.id).split(" ") for item in items]
    shared = shared_words(texts)
    offers = tuple(dict.fromkeys(c.offer for item in items for c in item.codes if c.offer))
    by_offer = {
        item.id: {
            c.offer: book.get("survey", item.id, "share", row, "all") for row, c in _linked(context, item).items()
        }
        for item in items
    }
    columns = tuple(Column(title=Label(" ".join(words[shared:]) or " ".join(words))) for words in texts)
    cells = {offer: [by_offer[item.id].get(offer) for item in items] for offer in offers}
    body = heat_rows(context, [(context.label("offer", offer), cells[offer]) for offer in offers])
    bases = base_row(context, (next((c for c in by_offer[item.id].values() if c), None) for item in items))
    caption, subtitle = say("R1.matrix", prefix=Label(" ".join(texts[0][:shared]))), say("R1.matrix_subtitle")
    return table_of(
        columns,
        (*body, bases),
        name=f"R1-battery-{items[0].id}",
        caption=caption,
        subtitle=subtitle,
        stub=say("R1.channel"),
        wide=True,
        even=True,
        stacks=len(columns) > SHARES_ABREAST,
    )


def _battery_fold(context: Context, items: Sequence[Item]) -> Fold:
    count = context.words.count("R1.battery", len(items), n=Count(len(items), context.lang))
    return Fold(summary=count, tables=tuple(t for i in items if (t := channel_table(context, i)) is not None))


def _linked(context: Context, item: Item) -> dict[str, Code]:
    """Return the answers of an item that are linked to an offer, by their row in the cells."""
    codes = {c.code: c for c in item.codes if c.offer}
    rows = dict.fromkeys(c.row for c in context.book.of("survey", item.id, measure="share"))
    found = ((row, context.code_by_fold.get((item.id, row))) for row in rows)
    return {row: codes[code] for row, code in found if code in codes}


# -- from interviews -------------------------------------------------------------------------------


def _spoken_page(context: Context) -> Page | None:
    say = context.words.say
    tables = (
        facet_table(context, "channel", stub=say("R1.channel")),
        stage_table(context),
        facet_table(context, "criterion", stub=say("R1.criterion")),
    )
    told = tuple(t for t in tables if t is not None)
    journeys, breaks = journey_tables(context, with_rule=True), journey_voices(context, most=_BREAKS)
    choices, choosing = tradeoff_tables(context), choice_voices(context, most=_BREAKS, told=breaks)
    if not told and not journeys and not choices:
        return None
    facet = "criterion" if tables[2] is not None else "channel"
    quoted = voices(context, facet, most=_VOICES, told=(*breaks, *choosing))
    lacks = [] if journeys else [say("R1.lacks_changes")]
    lacks += [] if tables[2] is not None or choices else [say("R1.lacks_spoken_criteria")]
    return show_page(
        context,
        "R1",
        template="practices.html.j2",
        title=say("R1.title_spoken"),
        subtitle=say("R1.subtitle_spoken"),
        state="partial" if lacks else "measured",
        reason=joined(" ", lacks),
        view=PracticesView(
            figure=contact_figure(context, full=True),
            tables=told,
            journeys_title=say("R1.journeys.title") if journeys else EMPTY,
            journeys=journeys,
            breaks_title=say("R1.journeys.breaks") if breaks else EMPTY,
            breaks=breaks,
            choices_title=say("R1.tradeoffs.title") if choices else EMPTY,
            choices=choices,
            choosing_title=say("R1.tradeoffs.voices") if choosing else EMPTY,
            choosing=choosing,
            voices_title=say(f"R1.voices_{facet}") if quoted else EMPTY,
            voices=quoted,
            spoken=context.foreign,
        ),
        notes=(Note(title=say("notes.base"), text=say("interviews.base")),),
    )
