"""The book of tables: an index of the questions, then each with its wording, its tables by column, its bases."""

from dataclasses import dataclass

from markupsafe import Markup

from relstudy.report.conditions import condition_words
from relstudy.report.context import Context
from relstudy.report.item_tables import ItemTables, crossed_with, item_tables, unasked_columns
from relstudy.report.legend import legend_of
from relstudy.report.numbers import bind_count, bind_label
from relstudy.report.page import Page, absent_page, show_page
from relstudy.report.table import Fold, Table
from relstudy.report.written import hidden_items
from relstudy.survey.items import Item

#: Columns a table prints; the rest are named under the page and lie in cells.csv.
COLUMNS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One question: its wording, what it is based on, its tables and those it folds."""

    id: str
    title: Markup
    about: tuple[Markup, ...]
    tables: tuple[Table, ...]
    folded: Fold | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyView:
    """All questions, and an index of them."""

    index_title: Markup
    blocks: tuple[Block, ...]
    under: Markup


def build_page(context: Context) -> Page:
    """Return the page of the survey's tables."""
    say = context.words.say
    columns, left = printed_columns(context)
    blocks = tuple(b for item in shown_items(context) if (b := _block(context, item, columns)) is not None)
    if not blocks:
        return absent_page(context, "survey", title=say("steps.survey"), reason=context.absence("survey"))
    under = Markup("")
    if left:
        names = Markup(", ").join(_column_name(context, c) for c in left)
        under = context.words.count(
            "survey.columns_left", len(left), n=bind_count(len(left), context.lang), names=names
        )
    return show_page(
        context, "survey", template="survey.html.j2", neutral=False,
        title=context.words.count("survey.title", len(blocks), n=bind_count(len(blocks), context.lang)),
        view=SurveyView(
            index_title=say("survey.index"), blocks=blocks, under=Markup(" ").join((under, *hidden_items(context))).strip()
        ),
        legend=legend_of(context, context.book.of("survey")),
    )  # fmt: skip


def shown_items(context: Context) -> tuple[Item, ...]:
    """Return the items to print: those the analyst placed first, in that order, then the questionnaire's; none that is hidden."""
    shown = context.texts.shown
    kept = [item for item in context.wave.items if item.id not in shown or shown[item.id].hidden is None]
    placed = {item.id: order for item in kept if (one := shown.get(item.id)) and (order := one.order) is not None}
    return tuple(sorted(kept, key=lambda item: placed.get(item.id, float("inf"))))


def printed_columns(context: Context) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns a table prints and those left out: all, targets and profiles before the banner's."""
    found = context.book.columns("survey")
    order = [c for kind in ("all", "target=", "profile=") for c in found if c.startswith(kind)]
    order += [c for c in found if c not in order]
    return tuple(order[:COLUMNS]), tuple(order[COLUMNS:])


def _block(context: Context, item: Item, columns: tuple[str, ...]) -> Block | None:
    if item.grid is not None:
        return None
    unasked = unasked_columns(context, item, columns)
    found = item_tables(context, item, tuple(c for c in columns if c not in unasked))
    if not found.tables:
        return None
    if not item.asked:
        found = ItemTables()
    return Block(
        id=f"survey-{item.id}", title=bind_label(context.item_text(item.id)), about=_about(context, item, unasked),
        tables=found.tables, folded=found.folded,
    )  # fmt: skip


def _about(context: Context, item: Item, unasked: tuple[str, ...]) -> tuple[Markup, ...]:
    """Return what the question is based on, in words, then the id by which its cells are found."""
    say = context.words.say
    named = say("survey.item_id", id=bind_label(item.id))
    if not item.asked:
        return (say("survey.not_asked"), named)
    lines = []
    if item.filter == "unknown":
        lines.append(say("survey.filter_unknown"))
    elif item.filter:
        lines.append(say("survey.filter", expression=condition_words(context, item.filter)))
    if unasked:
        lines.append(say("survey.unasked", names=Markup(", ").join(context.column_label(c) for c in unasked)))
    if item.base in ("asked", "valid", "all"):
        lines.append(say(f"survey.base_{item.base}"))
    else:
        lines.append(say("survey.base_expression", expression=condition_words(context, item.base)))
    if item.type == "multiple":
        lines.append(say("survey.multiple"))
    if item.type == "grid":
        lines.append(say("survey.base_rows"))
    if any(context.book.of("survey", item.id, measure="nps")):
        lines.append(say("survey.nps_rule"))
    return (*lines, named)


def _column_name(context: Context, column: str) -> Markup:
    banner = crossed_with(context, column.partition("=")[0])
    text = bind_label(context.column_text(column))
    return Markup("{0} ({1})").format(text, banner) if banner else text
