"""The book of tables: one table per question, its wording, its base, shares and means by column, three bases."""

import re
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.drawing import value_bar
from relstudy.report.legend import legend_of
from relstudy.report.numbers import bind, bind_count, bind_field, bind_label
from relstudy.report.page import Page, absent_page, show_page
from relstudy.report.table import EMPTY, Column, Group, Row, Span, Table
from relstudy.report.written import hidden_items
from relstudy.survey.items import Item

#: Columns a table prints; the rest are named under the page and lie in cells.csv.
COLUMNS = 15
_BASES = ("base", "base_weighted", "base_effective")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One question: its wording, what it is based on, its tables."""

    id: str
    title: Markup
    about: tuple[Markup, ...]
    tables: tuple[Table, ...]


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
    tables = _grid_tables(context, item, columns) if item.type == "grid" else ()
    own = _item_table(context, item, columns)
    if item.type == "grid" and own is not None:
        own = replace(own, subtitle=context.words.say("survey.pooled"))
    tables = (*tables, *([own] if own is not None else []))
    if not tables:
        return None
    return Block(
        id=f"survey-{item.id}", title=bind_label(context.item_text(item.id)), about=_about(context, item), tables=tables
    )


def _about(context: Context, item: Item) -> tuple[Markup, ...]:
    """Return what the question is based on, in words."""
    say = context.words.say
    if not item.asked:
        return (say("survey.not_asked"),)
    lines = [say("survey.item_id", id=item.id)]
    if item.base in ("asked", "valid", "all"):
        lines.append(say(f"survey.base_{item.base}"))
    else:
        lines.append(say("survey.base_expression", expression=bind_label(item.base)))
    if item.filter == "unknown":
        lines.append(say("survey.filter_unknown"))
    elif item.filter:
        lines.append(say("survey.filter", expression=bind_label(item.filter)))
    if item.type == "multiple":
        lines.append(say("survey.multiple"))
    if item.type == "grid":
        lines.append(say("survey.base_rows"))
    return tuple(lines)


def _item_table(context: Context, item: Item, columns: tuple[str, ...]) -> Table | None:
    """Return the table of one item over the columns; None where it has no cells."""
    say, book = context.words.say, context.book
    shares = _rows_of(context, item.id, "share")
    means = [] if _two_ends(item) else [c for c in book.of("survey", item.id, measure="mean") if c.column == "all"]
    used = [c for c in columns if any(book.get("survey", item.id, "share", r, c) for r in shares)
            or book.get("survey", item.id, "mean", "_", c)]  # fmt: skip
    if not used or not (shares or means):
        return None
    rows = [_share_row(context, item, row, used) for row in shares]
    if means:
        cells = tuple(bind(book.get("survey", item.id, "mean", "_", c), context.lang) for c in used)
        rows.append(Row(head=say("survey.mean"), cells=cells, role="mean"))
    rows += _base_rows(context, item.id, shares, used, averaged=bool(means))
    return Table(
        id=f"survey-{item.id}-table", caption=bind_label(context.item_text(item.id)), stub=say("survey.answer"),
        columns=_titles(context, used), spans=_spans(context, used), groups=(Group(rows=tuple(rows)),),
    )  # fmt: skip


def _two_ends(item: Item) -> bool:
    """Tell whether an item's values are 0 and 1: its mean says again what its share says."""
    return bool(item.answers) and {c.value for c in item.answers} <= {0.0, 1.0}


def _rows_of(context: Context, item: str, measure: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.row for c in context.book.of("survey", item, measure=measure)))


def _share_row(context: Context, item: Item, row: str, columns: list[str]) -> Row:
    lang = context.lang
    net = row.startswith("net.")
    name = context.text("net", item.id, row.removeprefix("net.")) if net else context.code_text(item.id, row)
    cells = []
    for column in columns:
        cell = context.book.get("survey", item.id, "share", row, column)
        text = bind(cell, lang) + _marks(context, cell)
        if column == "all":
            text = Markup('<span class="barred">{0}<span>{1}</span></span>').format(
                value_bar(cell.value if cell else None), text
            )
        cells.append(text)
    return Row(head=bind_label(name), cells=tuple(cells), role="net" if net else "")


def _marks(context: Context, cell: CellRow | None) -> Markup:
    if cell is None or not cell.shown:
        return Markup("")
    say = context.words.say
    parts = Markup("")
    if cell.has_mark("imposed"):
        parts += Markup(' <abbr class="imposed" title="{0}">{1}</abbr>').format(
            say("marks.imposed_title"), say("marks.imposed")
        )
    letters = "".join(m for m in cell.marks.split() if re.fullmatch(r"[A-Za-z]", m))
    if letters:
        parts += Markup(' <span class="letters">{0}</span>').format(letters)
    return parts


def _base_rows(
    context: Context, item: str, shares: tuple[str, ...], columns: list[str], *, averaged: bool
) -> list[Row]:
    """Return the rows of the three bases, and of the mean's base where it is another."""
    say, book, lang = context.words.say, context.book, context.lang
    by_share = [next((c for r in shares if (c := book.get("survey", item, "share", r, col))), None) for col in columns]
    by_mean = [book.get("survey", item, "mean", "_", col) for col in columns]
    cells = [s or m for s, m in zip(by_share, by_mean, strict=True)]
    rows = [
        Row(
            head=say(f"survey.{name}"), role="base first-base" if name == "base" else "base",
            cells=tuple(bind_field(c, name, lang) for c in cells),  # type: ignore[arg-type]
        )
        for name in _BASES
        if any(getattr(c, name, None) is not None for c in cells)
    ]  # fmt: skip
    if averaged and any(s and m and s.base != m.base for s, m in zip(by_share, by_mean, strict=True)):
        rows.append(
            Row(head=say("survey.mean_base"), role="base", cells=tuple(bind_field(m, "base", lang) for m in by_mean))
        )
    return rows


def _grid_tables(context: Context, item: Item, columns: tuple[str, ...]) -> tuple[Table, ...]:
    """Return a grid's overview (its rows by its answers, everybody) and its means by column."""
    say, book, lang = context.words.say, context.book, context.lang
    rows = [r for r in item.rows if any(book.of("survey", f"{item.id}.{r}"))]
    if not rows:
        return ()
    answers = tuple(dict.fromkeys(a for r in rows for a in _rows_of(context, f"{item.id}.{r}", "share")))
    averaged = [r for r in rows if book.get("survey", f"{item.id}.{r}", "mean", "_", "all")]
    body = []
    for row in rows:
        own = f"{item.id}.{row}"
        first = next((c for a in answers if (c := book.get("survey", own, "share", a, "all"))), None)
        cells = [bind(c := book.get("survey", own, "share", a, "all"), lang) + _marks(context, c) for a in answers]
        cells += [bind(book.get("survey", own, "mean", "_", "all"), lang)] if averaged else []
        body.append(Row(head=context.label("row", item.id, row), cells=(*cells, bind_field(first, "base", lang))))
    titles = [Column(title=_answer_name(context, item, a)) for a in answers]
    titles += [Column(title=say("survey.mean"))] if averaged else []
    overview = Table(
        id=f"survey-{item.id}-rows", caption=bind_label(context.item_text(item.id)), subtitle=say("survey.overview"),
        stub=say("survey.row"), columns=(*titles, Column(title=say("survey.base"))), groups=(Group(rows=tuple(body)),),
    )  # fmt: skip
    used = [c for c in columns if any(book.get("survey", f"{item.id}.{r}", "mean", "_", c) for r in averaged)]
    if not used:
        return (overview, *(t for r in rows if (t := _item_table(context, context.items[f"{item.id}.{r}"], columns))))
    means = tuple(
        Row(
            head=context.label("row", item.id, r),
            cells=tuple(bind(book.get("survey", f"{item.id}.{r}", "mean", "_", c), lang) for c in used),
        )
        for r in averaged
    )
    by_column = Table(
        id=f"survey-{item.id}-means", caption=bind_label(context.item_text(item.id)), subtitle=say("survey.means"),
        stub=say("survey.row"), columns=_titles(context, used), spans=_spans(context, used), groups=(Group(rows=means),),
    )  # fmt: skip
    return overview, by_column


def _answer_name(context: Context, item: Item, row: str) -> Markup:
    if row.startswith("net."):
        return context.label("net", item.id, row.removeprefix("net."))
    return bind_label(context.code_text(item.id, row))


def _titles(context: Context, columns: list[str]) -> tuple[Column, ...]:
    return tuple(Column(title=bind_label(context.column_text(c))) for c in columns)


def _spans(context: Context, columns: list[str]) -> tuple[Span, ...]:
    """Return what each run of columns crosses the answers with: target, profile, a question of the banner."""
    kinds = [c.partition("=")[0] for c in columns]
    return tuple(Span(title=_crossed_with(context, kind), width=len(tuple(run))) for kind, run in groupby(kinds))


def _crossed_with(context: Context, kind: str) -> Markup:
    if kind in ("target", "profile"):
        return context.words.say(f"survey.span_{kind}")
    return bind_label(context.item_text(kind)) if kind in context.items else EMPTY


def _column_name(context: Context, column: str) -> Markup:
    banner = _crossed_with(context, column.partition("=")[0])
    text = bind_label(context.column_text(column))
    return Markup("{0} ({1})").format(text, banner) if banner else text
