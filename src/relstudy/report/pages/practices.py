"""R1, relational practices: the channels respondents say they use, by profile and by target, and by phase where the survey asked."""

from collections.abc import Sequence

from relstudy.report.book import value_of
from relstudy.report.context import Context
from relstudy.report.heat import COLUMNS, base_row, heat_columns, heat_rows
from relstudy.report.item_tables import unasked_columns
from relstudy.report.legend import legend_of
from relstudy.report.marks import column_title, profile_ids
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.question_series import shared_words
from relstudy.report.table import Column, Fold, Table, table_of
from relstudy.report.values import Count, Label, joined
from relstudy.survey.items import Code, Item

#: Questions that begin with as many equal words are one battery and share a table.
_EQUAL_WORDS = 4


def build_page(context: Context) -> Page:
    """Return the page R1: from multiple items whose codes are linked to offers; journeys are not in this version.

    Questions on their own come first, each by profile and target; a battery is one table of channels by question, its
    questions by profile and target folded under it.
    """
    say = context.words.say
    items = channel_items(context)
    if not items:
        return absent_page(context, "R1", reason=context.absence("survey") or say("reasons.no_practices"))
    batteries = _batteries(context, items)
    together = [item for battery in batteries for item in battery]
    alone = tuple(_item_table(context, item) for item in items if item not in together)
    return show_page(
        context, "R1", title=say("R1.title" if profile_ids(context) else "R1.title_no_profiles"), state="partial",
        reason=say("R1.partial"),
        view=Plain(
            tables=(*alone, *(_battery_table(context, battery) for battery in batteries)),
            folds=tuple(_battery_fold(context, battery) for battery in batteries),
        ),
        notes=(Note(title=say("notes.reading"), text=say("R1.most")),),
        legend=legend_of(
            context,
            (c for i in items for c in context.book.of("survey", i.id, measure="share")
             if c.column.startswith(COLUMNS) and not c.unasked),
        ),
    )  # fmt: skip


def channel_items(context: Context) -> tuple[Item, ...]:
    """Return the multiple items whose answers are linked to offers and that have shares in this wave."""
    return tuple(
        item
        for item in context.wave.items
        if item.kind.is_ticked
        and any(c.offer for c in item.codes)
        and any(c.shown for c in context.book.of("survey", item.id, measure="share"))
    )


def _batteries(context: Context, items: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """Return the groups of at least two questions that begin with the same words, in the order of the questionnaire."""
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        groups.setdefault(tuple(context.item_text(item.id).split()[:_EQUAL_WORDS]), []).append(item)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _battery_table(context: Context, items: Sequence[Item]) -> Table:
    """Return channels by question for everybody: the heat map of a battery asked phase by phase."""
    say, book = context.words.say, context.book
    texts = [context.item_text(item.id).split() for item in items]
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
        columns, (*body, bases), name=f"R1-battery-{items[0].id}", caption=caption, subtitle=subtitle, stub=say("R1.channel"),
        wide=True, even=True,
    )  # fmt: skip


def _battery_fold(context: Context, items: Sequence[Item]) -> Fold:
    count = context.words.count("R1.battery", len(items), n=Count(len(items), context.lang))
    return Fold(summary=count, tables=tuple(_item_table(context, item) for item in items))


def _item_table(context: Context, item: Item) -> Table:
    """Return one question's channels by profile and target, the most named first."""
    say, book = context.words.say, context.book
    columns = heat_columns(context, item.id)
    rows = sorted(_linked(context, item), key=lambda r: -value_of(book.get("survey", item.id, "share", r, "all")))
    cells = {row: [book.get("survey", item.id, "share", row, c) for c in columns] for row in rows}
    body = heat_rows(context, [(Label(context.code_text(item.id, row)), cells[row]) for row in rows])
    others = (c for c in book.columns("survey", item.id) if c.startswith(COLUMNS[1:]))
    unasked = [context.column_label(c) for c in unasked_columns(context, item, others)]
    notes = (say("survey.unasked", names=joined(", ", unasked)),) if unasked else ()
    titles, bases = [Column(title=column_title(context, c)) for c in columns], base_row(context, cells[rows[0]])
    return table_of(
        titles, (*body, bases), name=f"R1-{item.id}", caption=Label(context.item_text(item.id)), stub=say("R1.channel"),
        wide=True, even=True, notes=notes,
    )  # fmt: skip


def _linked(context: Context, item: Item) -> dict[str, Code]:
    """Return the answers of an item that are linked to an offer, by their row in the cells."""
    codes = {c.code: c for c in item.codes if c.offer}
    rows = dict.fromkeys(c.row for c in context.book.of("survey", item.id, measure="share"))
    found = ((row, context.code_by_fold.get((item.id, row))) for row in rows)
    return {row: codes[code] for row, code in found if code in codes}
