"""The book of tables, short: an index of the questions, then each with its wording, everybody's figures, who is apart, its bases."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from relstudy.report.conditions import condition_words
from relstudy.report.context import Context
from relstudy.report.item_tables import (
    ItemTables,
    answers_by_row,
    caption_under,
    is_long,
    item_tables,
    means_table,
    shown_cells,
    told_columns,
    unasked_columns,
)
from relstudy.report.legend import correction_in_words, legend_of
from relstudy.report.numbers import format_value
from relstudy.report.open_answers import about_written, find_written
from relstudy.report.page import Page, View, absent_page, show_page
from relstudy.report.question_series import Series, series_of
from relstudy.report.table import Fold, Table
from relstudy.report.values import Count, Inline, Label, Said, Unbound, joined, line
from relstudy.report.written import hidden_items
from relstudy.survey.items import Item


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
    items = shown_items(context)
    series = series_of(context, [item for item in items if item.grid is None])
    blocks = tuple(b for one in series if (b := _block(context, one)) is not None)
    if not blocks:
        return absent_page(context, "survey", title=say("steps.survey"), reason=context.absence("survey"))
    asked = sum(block.questions for block in blocks)
    return show_page(
        context,
        "survey",
        template="survey.html.j2",
        neutral=False,
        title=context.words.count(f"survey.{_claim(context)}", asked, n=Count(asked, context.lang)),
        view=SurveyView(
            index_title=say("survey.index"),
            blocks=blocks,
            under=joined(" ", (say("survey.workbook"), *hidden_items(context))),
        ),
        legend=(*_rule(context), *legend_of(context, shown_cells(context, items))),
    )


def _claim(context: Context) -> str:
    """Return which title tells of the columns there are: targets, profiles, both, or everybody alone."""
    kinds = {column.partition("=")[0] for column in told_columns(context)}
    return f"title_{kinds.pop()}" if len(kinds) == 1 else "title" if kinds else "title_totals"


def _rule(context: Context) -> tuple[Inline, ...]:
    """Return when a target or a profile is told to be apart; nothing where none was compared."""
    if not len(context.tests) or not told_columns(context):
        return ()
    level = format_value(context.study.tables.levels[0], "share", context.lang)
    return (
        context.words.say("survey.apart_rule", level=Unbound("number", level), correction=correction_in_words(context)),
    )


def shown_items(context: Context) -> tuple[Item, ...]:
    """Return the items to print: those the analyst placed first, in that order, then the questionnaire's; none that is hidden."""
    shown = context.texts.shown
    tabulated = [item for item in context.wave.items if item.tables]
    kept = [item for item in tabulated if item.id not in shown or shown[item.id].hidden is None]
    placed = {item.id: order for item in kept if (one := shown.get(item.id)) and (order := one.order) is not None}
    return tuple(sorted(kept, key=lambda item: placed.get(item.id, float("inf"))))


def column_order(context: Context) -> tuple[str, ...]:
    """Return all columns of the survey: everybody, targets and profiles before the banner's."""
    found = context.book.columns("survey")
    order = [c for kind in ("all", "target=", "profile=") for c in found if c.startswith(kind)]
    return (*order, *(c for c in found if c not in order))


def _block(context: Context, series: Series) -> Block | None:
    if len(series.items) > 1:
        return _series_block(context, series)
    item = series.items[0]
    found = item_tables(context, item)
    if not found.tables and find_written(context, item) is None:
        return None
    if not item.asked:
        found = ItemTables()
    about = about_item(context, item, unasked_columns(context, item, told_columns(context)))
    return Block(
        id=f"survey-{item.id}", title=Label(series.title), about=about, tables=found.tables, folded=found.folded
    )


def _series_block(context: Context, series: Series) -> Block:
    """Return questions of one form as one table of means with what each is based on.

    Their answers are folded under it; those of long scales are in the workbook alone, since the means sum them up.
    """
    say, first = context.words.say, series.items[0]
    title = Label(series.title)
    owners = [(Label(name), item.id) for name, item in zip(series.names, series.items, strict=True)]
    means = means_table(
        context, owners, name=f"survey-{first.id}-means", caption=caption_under(title, say("survey.means"))
    )
    told = told_columns(context)
    notes = tuple(
        line("{0} – {1}", name, joined(" ", about_item(context, item, unasked_columns(context, item, told))))
        for (name, _), item in zip(owners, series.items, strict=True)
    )
    n = len(series.items)
    count = Count(n, context.lang)
    block = Block(
        id=f"survey-{first.id}",
        title=title,
        about=(say("survey.series", n=count),),
        tables=() if means is None else (means,),
        folded=None,
        questions=n,
    )
    if means is not None and is_long(context, first):
        return replace(block, tables=(replace(means, notes=(*means.notes, *notes)),))
    answers = replace(
        answers_by_row(context, first, owners), caption=caption_under(title, say("survey.overview")), notes=notes
    )
    fold = Fold(summary=context.words.count("survey.series_fold", n, n=count), tables=(answers,))
    return replace(block, folded=fold)


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
    if _is_coded(context, item):
        lines.append(say("survey.base_coded"))
    elif item.base in ("asked", "valid", "all"):
        lines.append(say(f"survey.base_{item.base}"))
    else:
        lines.append(say("survey.base_expression", expression=condition_words(context, item.base)))
    lines += _about_answers(context, item)
    if any(context.book.of("survey", item.id, measure="nps")):
        lines.append(say("survey.nps_rule"))
    return (*lines, named)


def _is_coded(context: Context, item: Item) -> bool:
    """Tell whether answers in one's own words were given codes."""
    return item.kind.answer == "text" and any(context.book.of("survey", item.id, measure="share"))


def _about_answers(context: Context, item: Item) -> Iterator[Said]:
    """Yield what an answer to the question may be made of."""
    say = context.words.say
    written = find_written(context, item)
    if written is not None:
        yield about_written(context, written)
    if _is_coded(context, item):
        yield say("survey.open_coded")
    if item.kind.is_ticked:
        yield say("survey.multiple")
    if item.kind.answer == "order":
        yield say("survey.rank")
    if item.kind.is_heading:
        yield say("survey.base_rows")
