"""The book of tables: an index of the questions, then each with its wording, its tables by column, its bases."""

from dataclasses import dataclass, replace

from relstudy.report.conditions import condition_words
from relstudy.report.context import Context
from relstudy.report.item_tables import (
    ItemTables,
    caption_under,
    crossed_with,
    item_tables,
    means_table,
    unasked_columns,
    whole_table,
)  # fmt: skip
from relstudy.report.legend import legend_of, legend_of_letters
from relstudy.report.page import Page, View, absent_page, show_page
from relstudy.report.question_series import Series, series_of
from relstudy.report.table import Fold, Table
from relstudy.report.values import EMPTY, Count, Inline, Label, joined, line
from relstudy.report.written import hidden_items
from relstudy.survey.items import Item

#: Columns a table prints; the rest are named under the page and lie in cells.csv.
COLUMNS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One question, or several of one form: the wording, what it is based on, its tables and those it folds."""

    id: str
    title: Inline
    about: tuple[Inline, ...]
    tables: tuple[Table, ...]
    folded: Fold | None
    questions: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyView(View):
    """All questions, and an index of them."""

    index_title: Inline
    blocks: tuple[Block, ...]
    under: Inline


def build_page(context: Context) -> Page:
    """Return the page of the survey's tables."""
    say = context.words.say
    columns, left = printed_columns(context)
    series = series_of(context, [item for item in shown_items(context) if item.grid is None])
    blocks = tuple(b for one in series if (b := _block(context, one, columns)) is not None)
    if not blocks:
        return absent_page(context, "survey", title=say("steps.survey"), reason=context.absence("survey"))
    under: Inline = EMPTY
    if left:
        names = joined(", ", (_column_name(context, c) for c in left))
        under = context.words.count("survey.columns_left", len(left), n=Count(len(left), context.lang), names=names)
    asked = sum(block.questions for block in blocks)
    return show_page(
        context, "survey", template="survey.html.j2", neutral=False,
        title=context.words.count("survey.title", asked, n=Count(asked, context.lang)),
        view=SurveyView(
            index_title=say("survey.index"), blocks=blocks, under=joined(" ", filter(None, (under, *hidden_items(context))))
        ),
        legend=(*legend_of(context, context.book.of("survey")), *legend_of_letters(context, context.book.of("survey"))),
    )  # fmt: skip


def shown_items(context: Context) -> tuple[Item, ...]:
    """Return the items to print: those the analyst placed first, in that order, then the questionnaire's; none that is hidden."""
    shown = context.texts.shown
    tabulated = [item for item in context.wave.items if item.tables]
    kept = [item for item in tabulated if item.id not in shown or shown[item.id].hidden is None]
    placed = {item.id: order for item in kept if (one := shown.get(item.id)) and (order := one.order) is not None}
    return tuple(sorted(kept, key=lambda item: placed.get(item.id, float("inf"))))


def printed_columns(context: Context) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns a table prints and those left out: all, targets and profiles before the banner's."""
    order = column_order(context)
    return order[:COLUMNS], order[COLUMNS:]


def column_order(context: Context) -> tuple[str, ...]:
    """Return all columns of the survey: everybody, targets and profiles before the banner's."""
    found = context.book.columns("survey")
    order = [c for kind in ("all", "target=", "profile=") for c in found if c.startswith(kind)]
    return (*order, *(c for c in found if c not in order))


def _block(context: Context, series: Series, columns: tuple[str, ...]) -> Block | None:
    if len(series.items) > 1:
        return _series_block(context, series, columns)
    item = series.items[0]
    unasked = unasked_columns(context, item, columns)
    found = item_tables(context, item, tuple(c for c in columns if c not in unasked))
    if not found.tables:
        return None
    if not item.asked:
        found = ItemTables()
    return Block(
        id=f"survey-{item.id}", title=Label(series.title), about=about_item(context, item, unasked), tables=found.tables,
        folded=found.folded,
    )  # fmt: skip


def _series_block(context: Context, series: Series, columns: tuple[str, ...]) -> Block:
    """Return questions of one form as one table of means; their own tables, each with what it is based on, are folded."""
    say, first = context.words.say, series.items[0]
    title = Label(series.title)
    unasked = {item.id: unasked_columns(context, item, columns) for item in series.items}
    used = tuple(c for c in columns if any(c not in left for left in unasked.values()))
    means = means_table(
        context, [(Label(name), item.id) for name, item in zip(series.names, series.items, strict=True)], used,
        name=f"survey-{first.id}-means", caption=caption_under(title, say("survey.means")),
    )  # fmt: skip
    own = []
    for item in series.items:
        table = whole_table(context, item, tuple(c for c in columns if c not in unasked[item.id]))
        if table is not None:
            own.append(replace(table, notes=(joined(" ", about_item(context, item, unasked[item.id])),)))
    count = Count(len(own), context.lang)
    nobody = [context.column_label(c) for c in columns if c not in used]
    left = (say("survey.unasked", names=joined(", ", nobody)),) if nobody else ()
    return Block(
        id=f"survey-{first.id}", title=title, about=(*left, say("survey.series", n=count)), tables=() if means is None else (means,),
        folded=Fold(summary=context.words.count("survey.series_fold", len(own), n=count), tables=tuple(own)),
        questions=len(own),
    )  # fmt: skip


def about_item(context: Context, item: Item, unasked: tuple[str, ...]) -> tuple[Inline, ...]:
    """Return what the question is based on, in words, then the id by which its cells are found."""
    say = context.words.say
    named = say("survey.item_id", id=Label(item.id))
    if not item.asked:
        return (say("survey.not_asked"), named)
    lines = []
    if item.filter == "unknown":
        lines.append(say("survey.filter_unknown"))
    elif item.filter:
        lines.append(say("survey.filter", expression=condition_words(context, item.filter)))
    if unasked:
        lines.append(say("survey.unasked", names=joined(", ", (context.column_label(c) for c in unasked))))
    if item.base in ("asked", "valid", "all"):
        lines.append(say(f"survey.base_{item.base}"))
    else:
        lines.append(say("survey.base_expression", expression=condition_words(context, item.base)))
    if item.kind.is_ticked:
        lines.append(say("survey.multiple"))
    if item.kind.answer == "order":
        lines.append(say("survey.rank"))
    if item.kind.is_heading:
        lines.append(say("survey.base_rows"))
    if any(context.book.of("survey", item.id, measure="nps")):
        lines.append(say("survey.nps_rule"))
    return (*lines, named)


def _column_name(context: Context, column: str) -> Inline:
    banner = crossed_with(context, column.partition("=")[0])
    text = Label(context.column_text(column))
    return line("{0} ({1})", text, banner) if banner else text
