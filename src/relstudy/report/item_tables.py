"""The tables of one question: its mean first where it has one, then its answers by column, then what they are based on.

A long list of answers that a mean sums up (a scale of eleven points, say) is folded: the mean, the nets and the bases stay in view. Rows of a grid
share their tables: means by column, then everybody's answers row by row, then all rows together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.drawing import Bar
from relstudy.report.table import Column, Fold, Group, Row, Span, Table, table_of
from relstudy.report.values import EMPTY, Beside, Count, Field, FieldName, Inline, Label, Number, Toned, joined, line
from relstudy.survey.items import Item, ItemId, row_id

#: More answers than these, and a table with a mean folds them.
LONG = 6
_BASES: tuple[FieldName, ...] = ("base", "base_weighted", "base_effective")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTables:
    """What one question shows at once and what it folds; both may be empty."""

    tables: tuple[Table, ...] = ()
    folded: Fold | None = None


def unasked_columns(context: Context, item: Item, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns to which a question was not put at all: each of its cells there has nobody in its base."""
    owners = (item.id, *item.row_ids)
    cells = [c for owner in owners for c in context.book.of("survey", owner)]
    asked = {c.column for c in cells if not c.unasked}
    empty = {c.column for c in cells} - asked
    return tuple(c for c in columns if c in empty and c != "all")


def item_tables(context: Context, item: Item, columns: tuple[str, ...]) -> ItemTables:
    """Return the tables of a question over the columns; no tables where it has no cells."""
    if item.kind.is_heading:
        return _grid_tables(context, item, columns)
    return (
        _rank_tables(context, item, columns) if item.kind.answer == "order" else _plain_tables(context, item, columns)
    )


def _plain_tables(context: Context, item: Item, columns: tuple[str, ...]) -> ItemTables:
    answers, nets = _answers(context, item.id)
    used = _used(context, item.id, (*answers, *nets), columns)
    summary = _summary_rows(context, item, used)
    if not used or not (answers or nets or summary):
        return ItemTables()
    long = bool(summary) and len(answers) > LONG
    shown = nets if long else (*answers, *nets)
    rows = [*summary, *(_share_row(context, item, row, used) for row in shown)]
    rows += _base_rows(context, item.id, (*answers, *nets), used, averaged=not _two_ends(item))
    table = _table(context, item, f"survey-{item.id}-table", used, rows)
    if not long:
        return ItemTables(tables=(table,))
    folded = [_share_row(context, item, row, used) for row in answers]
    folded += _base_rows(context, item.id, answers, used, only=("base",), averaged=False)
    whole = _table(context, item, f"survey-{item.id}-answers", used, folded)
    say = context.words.count("survey.distribution", len(answers), n=Count(len(answers), context.lang))
    return ItemTables(tables=(table,), folded=Fold(summary=say, tables=(whole,)))


def _rank_tables(context: Context, item: Item, columns: tuple[str, ...]) -> ItemTables:
    """Return the places of a ranking, measure by measure: first, among the first, mean; who placed an answer at all where not all did."""
    book, say = context.book, context.words.say
    answers, nets = _answers(context, item.id)
    used = _used(context, item.id, (*answers, *nets), columns)
    if not used:
        return ItemTables()
    groups = []
    for measure in item.kind.measures:
        rows = [r for r in (*answers, *nets) if any(book.get("survey", item.id, measure, r, c) for c in used)]
        if not rows or (measure == "share" and _all_placed(context, item, answers, used)):
            continue
        shown = tuple(_share_row(context, item, r, used, measure=measure) for r in rows)
        groups.append(Group(title=say(f"survey.{measure}"), rows=shown))
    bases = Group(rows=tuple(_base_rows(context, item.id, (*answers, *nets), used, averaged=False)))
    table = _table(context, item, f"survey-{item.id}-table", used, ())
    return ItemTables(tables=(replace(table, groups=(*groups, bases)),))


def _all_placed(context: Context, item: Item, answers: Sequence[str], columns: Sequence[str]) -> bool:
    """Tell whether everybody placed every answer, so that shares of who did say nothing."""
    found = (context.book.get("survey", item.id, "share", r, c) for r in answers for c in columns)
    return all(cell is None or cell.value is None or cell.value == 1.0 for cell in found)


def whole_table(context: Context, item: Item, columns: tuple[str, ...]) -> Table | None:
    """Return all a question says in one table, under its own wording; None where it has no cells."""
    answers, nets = _answers(context, item.id)
    used = _used(context, item.id, (*answers, *nets), columns)
    if not used:
        return None
    rows = [*_summary_rows(context, item, used), *(_share_row(context, item, row, used) for row in (*answers, *nets))]
    rows += _base_rows(context, item.id, (*answers, *nets), used, averaged=not _two_ends(item))
    table = _table(context, item, f"survey-{item.id}-table", used, rows)
    return replace(table, caption=Label(context.item_text(item.id)))


def is_long(context: Context, item: Item) -> bool:
    """Tell whether a question's answers are folded: a mean sums up more of them than a table shows at once."""
    averaged = any(context.book.of("survey", item.id, measure="mean")) and not _two_ends(item)
    return not item.kind.is_heading and averaged and len(_answers(context, item.id)[0]) > LONG


def _table(context: Context, item: Item, name: str, columns: Sequence[str], rows: Iterable[Row]) -> Table:
    caption, stub = _caption(context, item), context.words.say("survey.answer")
    spans = _spans(context, columns)
    return table_of(_titles(context, columns), rows, name=name, caption=caption, stub=stub, spans=spans)


def _answers(context: Context, item: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rows of an item's shares: its answers, then its nets."""
    rows = tuple(dict.fromkeys(c.row for c in context.book.of("survey", item, measure="share")))
    return tuple(r for r in rows if not r.startswith("net.")), tuple(r for r in rows if r.startswith("net."))


def _used(context: Context, item: str, rows: Sequence[str], columns: tuple[str, ...]) -> tuple[str, ...]:
    book = context.book
    return tuple(
        c
        for c in columns
        if any(book.get("survey", item, "share", r, c) for r in rows) or book.get("survey", item, "mean", "_", c)
    )


def _two_ends(item: Item) -> bool:
    """Tell whether an item's values are 0 and 1: its mean says again what its share says."""
    return bool(item.answers) and {c.value for c in item.answers} <= {0.0, 1.0}


def _summary_rows(context: Context, item: Item, columns: Sequence[str]) -> list[Row]:
    """Return the rows that sum an item up: its net promoter score, its mean."""
    say, book, lang = context.words.say, context.book, context.lang
    rows = []
    if any(book.of("survey", item.id, measure="nps")):
        cells = [book.get("survey", item.id, "nps", "_", c) for c in columns]
        scores = tuple(Number(c, lang, unit="count", signed=True) + _marks(context, c) for c in cells)
        rows.append(Row(head=say("survey.nps"), cells=scores, role="mean"))
    if any(book.of("survey", item.id, measure="mean")) and not _two_ends(item):
        found = [book.get("survey", item.id, "mean", "_", c) for c in columns]
        means = tuple(Number(c, lang) + _marks(context, c) for c in found)
        rows.append(Row(head=say("survey.mean"), cells=means, role="mean"))
    return rows


def _share_row(context: Context, item: Item, row: str, columns: Sequence[str], *, measure: str = "share") -> Row:
    """Return the figures of one answer; everybody's share has a bar."""
    lang = context.lang
    cells = []
    for column in columns:
        cell = context.book.get("survey", item.id, measure, row, column)
        text: Inline = Number(cell, lang) + _marks(context, cell)
        if column == "all" and (cell is None or cell.unit == "share"):
            text = Beside("barred", (Bar(cell), Toned("whole", text)))
        cells.append(text)
    return Row(head=_answer_name(context, item, row), cells=tuple(cells), role="net" if row.startswith("net.") else "")


def _marks(context: Context, cell: CellRow | None) -> Inline:
    if cell is None or not cell.shown:
        return EMPTY
    say = context.words.say
    parts: list[Inline] = []
    if cell.has_mark("imposed"):
        parts += (" ", Toned("imposed", say("marks.imposed"), title=say("marks.imposed_title")))
    if cell.letters:
        parts += (" ", Toned("letters", " ".join(cell.letters)))
    return joined("", parts)


def _base_rows(
    context: Context,
    item: str,
    shares: Sequence[str],
    columns: Sequence[str],
    *,
    averaged: bool,
    only: Sequence[FieldName] = _BASES,
) -> list[Row]:
    """Return the rows of the bases, and of the mean's base where a mean is shown and its base is another."""
    say, book, lang = context.words.say, context.book, context.lang
    by_share = [next((c for r in shares if (c := book.get("survey", item, "share", r, col))), None) for col in columns]
    by_mean = [book.get("survey", item, "mean", "_", col) for col in columns]
    cells = [s or m for s, m in zip(by_share, by_mean, strict=True)]
    rows = [
        Row(
            head=say(f"survey.{name}"), role="base first-base" if name == "base" else "base",
            cells=tuple(Field(c, name, lang) for c in cells),
        )
        for name in only
        if (name != "base_weighted" or context.wave.weighting.method != "none")
        and any(Field(c, name, lang).number is not None for c in cells)
    ]  # fmt: skip
    differs = any(s and m and s.base != m.base for s, m in zip(by_share, by_mean, strict=True))
    if differs and averaged:
        rows.append(
            Row(head=say("survey.mean_base"), role="base", cells=tuple(Field(m, "base", lang) for m in by_mean))
        )
    return rows


def _grid_tables(context: Context, item: Item, columns: tuple[str, ...]) -> ItemTables:
    """Return a grid's means by column, its answers row by row for everybody, and all its rows together."""
    rows = [r for r in item.rows if any(context.book.of("survey", row_id(item.id, r)))]
    together = _caption(context, item, context.words.say("survey.pooled"))
    pooled = tuple(replace(t, caption=together) for t in _plain_parts(context, item, columns))
    if not rows:
        return ItemTables(tables=pooled)
    answers = tuple(dict.fromkeys(a for r in rows for a in _answers(context, row_id(item.id, r))[0]))
    nets = tuple(dict.fromkeys(n for r in rows for n in _answers(context, row_id(item.id, r))[1]))
    means = means_table(
        context, [(context.label("row", item.id, r), row_id(item.id, r)) for r in rows], columns,
        name=f"survey-{item.id}-means", caption=_caption(context, item, context.words.say("survey.means")),
    )  # fmt: skip
    overview = _overview(context, item, rows, (*answers, *nets))
    if means is None:
        by_row = (t for r in rows for t in _plain_parts(context, context.items[row_id(item.id, r)], columns))
        return ItemTables(tables=(overview, *by_row, *pooled))
    if len(answers) > LONG:
        folded = Fold(summary=context.words.say("survey.distribution_rows"), tables=(overview, *pooled))
        return ItemTables(tables=(means,), folded=folded)
    fold = Fold(summary=context.words.say("survey.pooled_rows"), tables=pooled) if pooled else None
    return ItemTables(tables=(means, overview), folded=fold)


def _plain_parts(context: Context, item: Item, columns: tuple[str, ...]) -> tuple[Table, ...]:
    found = _plain_tables(context, item, columns)
    return (*found.tables, *(found.folded.tables if found.folded else ()))


def _overview(context: Context, item: Item, rows: Sequence[str], answers: Sequence[str]) -> Table:
    say, book, lang = context.words.say, context.book, context.lang
    averaged = any(book.get("survey", row_id(item.id, r), "mean", "_", "all") for r in rows)
    body = []
    for row in rows:
        own = row_id(item.id, row)
        first = next((c for a in answers if (c := book.get("survey", own, "share", a, "all"))), None)
        cells: list[Inline] = [
            Number(c := book.get("survey", own, "share", a, "all"), lang) + _marks(context, c) for a in answers
        ]
        cells += [Number(book.get("survey", own, "mean", "_", "all"), lang)] if averaged else []
        body.append(Row(head=context.label("row", item.id, row), cells=(*cells, Field(first, "base", lang))))
    titles = [Column(title=_answer_name(context, item, a)) for a in answers]
    titles += [Column(title=say("survey.mean"))] if averaged else []
    titles.append(Column(title=say("survey.base")))
    caption = _caption(context, item, say("survey.overview"))
    return table_of(titles, body, name=f"survey-{item.id}-rows", caption=caption, stub=say("survey.row"))


def means_table(
    context: Context, owners: Sequence[tuple[Inline, ItemId]], columns: tuple[str, ...], *, name: str, caption: Inline
) -> Table | None:
    """Return the means of several items, each under its own name, by column, with everybody's base; None where there is none."""
    say, book, lang = context.words.say, context.book, context.lang
    averaged = [(head, owner) for head, owner in owners if book.get("survey", owner, "mean", "_", "all")]
    used = [c for c in columns if any(book.get("survey", owner, "mean", "_", c) for _, owner in averaged)]
    if not used or all(_two_ends(context.items[owner]) for _, owner in averaged):
        return None
    body = []
    for head, owner in averaged:
        found = [book.get("survey", owner, "mean", "_", c) for c in used]
        means = [Number(c, lang) + _marks(context, c) for c in found]
        base = Field(book.get("survey", owner, "mean", "_", "all"), "base", lang)
        body.append(Row(head=head, cells=(*means, base)))
    titles = (*_titles(context, used), Column(title=say("survey.base_all_column")))
    spans = (*_spans(context, used), Span(title=EMPTY, width=1))
    return table_of(titles, body, name=name, caption=caption, stub=say("survey.row"), spans=spans)


def _caption(context: Context, item: Item, part: Inline = EMPTY) -> Inline:
    return caption_under(Label(context.item_text(item.id)), part)


def caption_under(question: Label, part: Inline) -> Inline:
    """Return the name of a table under its question's own heading: the question for those who hear it, the part for those who see it."""
    return Toned("hidden", line("{0} – ", question)) + part if part else Toned("hidden", question)


def _answer_name(context: Context, item: Item, row: str) -> Inline:
    if row.startswith("net."):
        return context.label("net", item.id, row.removeprefix("net."))
    return Label(context.code_text(item.id, row))


def _titles(context: Context, columns: Iterable[str]) -> tuple[Column, ...]:
    def named(column: str) -> Inline:
        label, letter = Label(context.column_text(column)), context.book.letters.get(column)
        return line("{0} {1}", label, Toned("letters", letter)) if letter is not None and tested else label

    tested = len(context.tests) > 0
    return tuple(Column(title=named(c)) for c in columns)


def _spans(context: Context, columns: Iterable[str]) -> tuple[Span, ...]:
    """Return what each run of columns crosses the answers with: target, profile, a question of the banner."""
    kinds = [c.partition("=")[0] for c in columns]
    return tuple(Span(title=crossed_with(context, kind), width=len(tuple(run))) for kind, run in groupby(kinds))


def crossed_with(context: Context, kind: str) -> Inline:
    """Return what a kind of column crosses the answers with, in words; nothing for the whole."""
    if kind in ("target", "profile"):
        return context.words.say(f"survey.span_{kind}")
    return Label(context.item_text(kind)) if kind in context.items else EMPTY
