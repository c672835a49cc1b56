"""The tables of one question: everybody's figures, and at each the targets and profiles that are significantly apart from everybody.

A long list of answers that a mean sums up (a scale of eleven points, say) is folded: the mean, the nets and the bases
stay in view. Rows of a grid share their tables: their means, then their answers row by row. All figures of all columns
stand in the workbook.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from relstudy.report.book import BASES, CellRow, FieldName
from relstudy.report.context import Context
from relstudy.report.differences import TOLD
from relstudy.report.drawing import Bar
from relstudy.report.marks import imposed_mark, marked_column
from relstudy.report.table import Column, Fold, Group, Row, Table
from relstudy.report.values import EMPTY, Beside, Count, Field, Inline, Label, Number, Toned, joined, line
from relstudy.survey.items import Item, ItemId, row_id
from relstudy.survey.kinds import Measure

#: Shares of those who placed an answer among their first ones.
_AMONG_FIRST: tuple[Measure, ...] = ("first", "top2", "top3")
#: More answers than these, and a table with a mean folds them.
LONG = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTables:
    """What one question shows at once and what it folds; both may be empty."""

    tables: tuple[Table, ...] = ()
    folded: Fold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """One figure of everybody on its way to a row: `cell` is what columns are apart from, None where there is nothing to compare."""

    head: Inline
    total: Inline
    cell: CellRow | None = None
    role: str = ""
    depth: int = 0


def told_columns(context: Context) -> tuple[str, ...]:
    """Return the columns whose differences the report tells: targets, then profiles."""
    found = context.book.columns("survey")
    return tuple(c for kind in TOLD for c in found if c.startswith(kind))


def unasked_columns(context: Context, item: Item, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns to which a question was not put at all: each of its cells there has nobody in its base."""
    owners = (item.id, *item.row_ids)
    cells = [c for owner in owners for c in context.book.of("survey", owner)]
    asked = {c.column for c in cells if not c.unasked}
    empty = {c.column for c in cells} - asked
    return tuple(c for c in columns if c in empty and c != "all")


def shown_cells(context: Context, items: Iterable[Item]) -> Iterable[CellRow]:
    """Yield the cells that tables of these items may show: everybody's, and those apart from them."""
    for item in items:
        for cell in context.book.of("survey", item.id):
            if cell.column == "all":
                yield cell
                apart = context.differences.get(cell.key)
                yield from (*apart.above, *apart.below) if apart is not None else ()


def item_tables(context: Context, item: Item) -> ItemTables:
    """Return the tables of a question; no tables where it has no cells."""
    if item.kind.is_heading:
        return _grid_tables(context, item)
    return _rank_tables(context, item) if item.kind.answer == "order" else _plain_tables(context, item)


def _plain_tables(context: Context, item: Item) -> ItemTables:
    answers, nets = _answers(context, item.id)
    summary = _summary_figures(context, item)
    if not (answers or nets or summary):
        return ItemTables()
    long = bool(summary) and len(answers) > LONG and item.kind.answer != "text"
    shown = nets if long else (*answers, *nets)
    figures = [*summary, *(_answer_figure(context, item, row) for row in shown)]
    figures += _bases(context, item.id, (*answers, *nets), averaged=not _two_ends(item))
    table = _table(context, item, f"survey-{item.id}-table", figures)
    if not long:
        return ItemTables(tables=(table,))
    folded = [_answer_figure(context, item, row) for row in answers]
    folded += _bases(context, item.id, answers, only=("base",), averaged=False)
    whole = _table(context, item, f"survey-{item.id}-answers", folded)
    say = context.words.count("survey.distribution", len(answers), n=Count(len(answers), context.lang))
    return ItemTables(tables=(table,), folded=Fold(summary=say, tables=(whole,)))


def _rank_tables(context: Context, item: Item) -> ItemTables:
    """Return the places of a ranking, measure by measure: first, among the first, mean; who placed an answer at all where not all did."""
    book, say = context.book, context.words.say
    answers, nets = _answers(context, item.id)
    if not answers:
        return ItemTables()
    parts: list[tuple[Inline, Sequence[_Figure]]] = []
    for measure in item.kind.measures:
        rows = [r for r in (*answers, *nets) if book.get("survey", item.id, measure, r, "all")]
        if not rows or (measure == "share" and _all_placed(context, item, answers)):
            continue
        if measure in _AMONG_FIRST and _says_again(context, item, measure, rows):
            continue
        parts.append((say(f"survey.{measure}"), [_answer_figure(context, item, r, measure=measure) for r in rows]))
    parts.append((EMPTY, _bases(context, item.id, (*answers, *nets), averaged=False)))
    return ItemTables(tables=(_grouped(context, item, f"survey-{item.id}-table", parts),))


def _all_placed(context: Context, item: Item, answers: Sequence[str]) -> bool:
    """Tell whether everybody placed every answer, so that shares of who did say nothing."""
    found = (context.book.get("survey", item.id, "share", r, "all") for r in answers)
    return all(cell is None or cell.value is None or cell.value == 1.0 for cell in found)


def _says_again(context: Context, item: Item, measure: Measure, rows: Sequence[str]) -> bool:
    """Tell whether nobody placed an answer after these first places: their shares are those of who placed it at all."""
    pairs = [(context.book.get("survey", item.id, m, r, "all") for m in (measure, "share")) for r in rows]
    return all(a is not None and b is not None and a.value == b.value and a.base == b.base for a, b in pairs)


def is_long(context: Context, item: Item) -> bool:
    """Tell whether a question's answers are folded: a mean sums up more of them than a table shows at once."""
    averaged = any(context.book.of("survey", item.id, measure="mean")) and not _two_ends(item)
    return not item.kind.is_heading and averaged and len(_answers(context, item.id)[0]) > LONG


def _table(context: Context, item: Item, name: str, figures: Sequence[_Figure]) -> Table:
    return _grouped(context, item, name, [(EMPTY, figures)])


def _grouped(
    context: Context,
    item: Item,
    name: str,
    parts: Sequence[tuple[Inline, Sequence[_Figure]]],
    *,
    caption: Inline = EMPTY,
) -> Table:
    """Return figures in groups as a table; who is apart has columns where somebody is."""
    say = context.words.say
    apart = any(
        figure.cell is not None and figure.cell.key in context.differences for _, part in parts for figure in part
    )
    columns = [Column(title=context.column_label("all"))]
    if apart:
        columns += (Column(title=say(f"survey.{side}"), kind="text") for side in ("above", "below"))
    groups = tuple(
        Group(title=title, rows=tuple(_row(context, figure, apart=apart) for figure in figures))
        for title, figures in parts
    )
    return Table(
        id=name,
        caption=caption or _caption(context, item),
        stub=say("survey.answer"),
        columns=tuple(columns),
        groups=groups,
        stacks=False,
    )


def _row(context: Context, figure: _Figure, *, apart: bool) -> Row:
    cells = (figure.total, *(_apart(context, figure.cell) if apart else ()))
    return Row(head=figure.head, cells=cells, role=figure.role, depth=figure.depth)


def _apart(context: Context, cell: CellRow | None) -> tuple[Inline, Inline]:
    """Return the targets and profiles above a figure, then those below it, each with its own figure."""
    found = None if cell is None else context.differences.get(cell.key)
    if found is None:
        return EMPTY, EMPTY
    return _named(context, found.above), _named(context, found.below)


def _named(context: Context, cells: Sequence[CellRow]) -> Inline:
    """Return columns with a number each; a profile stands after its mark, since its name may have commas of its own."""
    return joined(", ", (line("{0}\u00a0{1}", marked_column(context, c.column), _number(context, c)) for c in cells))


def _number(context: Context, cell: CellRow | None) -> Inline:
    """Return the number of a cell as tables show it: scores bear their sign, what was weighted to says so."""
    if cell is None or cell.measure != "nps":
        return Number(cell, context.lang) + imposed_mark(context, cell)
    return Number(cell, context.lang, unit="count", signed=True)


def _answers(context: Context, item: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rows of an item's shares: its answers, codes after the one above them, then its nets."""
    rows = tuple(dict.fromkeys((*context.code_depths(item), *_shared(context, item))))
    return tuple(r for r in rows if not r.startswith("net.")), tuple(r for r in rows if r.startswith("net."))


def _shared(context: Context, item: str) -> Iterable[str]:
    return (c.row for c in context.book.of("survey", item, measure="share"))


def _two_ends(item: Item) -> bool:
    """Tell whether an item's values are 0 and 1: its mean says again what its share says."""
    return bool(item.answers) and {c.value for c in item.answers} <= {0.0, 1.0}


def _summary_figures(context: Context, item: Item) -> list[_Figure]:
    """Return what sums an item up: its net promoter score, its mean, its quartiles, or how many wrote something."""
    measures = ("nps",) if _two_ends(item) else ("nps", "mean", "q1", "median", "q3", "answered")
    found = ((measure, context.book.get("survey", item.id, measure, "_", "all")) for measure in measures)
    return [
        _Figure(head=context.words.say(f"survey.{measure}"), total=_number(context, cell), cell=cell, role="mean")
        for measure, cell in found
        if cell is not None
    ]


def _answer_figure(context: Context, item: Item, row: str, *, measure: str = "share") -> _Figure:
    """Return the figure of one answer; a share has a bar."""
    cell = context.book.get("survey", item.id, measure, row, "all")
    total = _number(context, cell)
    if cell is None or cell.unit == "share":
        total = Beside("barred", (Bar(cell), Toned("whole", total)))
    role = "net" if row.startswith("net.") else ""
    depth = context.code_depths(item.id).get(row, 0)
    return _Figure(head=_answer_name(context, item, row), total=total, cell=cell, role=role, depth=depth)


def _bases(
    context: Context, item: str, shares: Sequence[str], *, averaged: bool, only: Sequence[FieldName] = BASES
) -> list[_Figure]:
    """Return the bases, and the mean's base where a mean is shown and its base is another."""
    say, book, lang = context.words.say, context.book, context.lang
    by_share = next((c for r in shares if (c := book.get("survey", item, "share", r, "all"))), None)
    by_mean = book.get("survey", item, "mean", "_", "all")
    cell = by_share or by_mean or book.get("survey", item, "answered", "_", "all")
    told = [
        _Figure(
            head=say(f"survey.{name}"),
            total=Field(cell, name, lang),
            role="base first-base" if name == "base" else "base",
        )
        for name in only
        if (name != "base_weighted" or context.wave.weighting.method != "none")
        and Field(cell, name, lang).number is not None
    ]
    if averaged and by_share and by_mean and by_share.base != by_mean.base:
        told.append(_Figure(head=say("survey.mean_base"), total=Field(by_mean, "base", lang), role="base"))
    return told


def _grid_tables(context: Context, item: Item) -> ItemTables:
    """Return the means of a grid's rows and everybody's answers row by row; all rows together where no row has cells.

    Answers of a long scale stand in the workbook alone: the means sum them up.
    """
    rows = [r for r in item.rows if any(context.book.of("survey", row_id(item.id, r)))]
    if not rows:
        return _plain_tables(context, item)
    owners = [(context.label("row", item.id, r), row_id(item.id, r)) for r in rows]
    means = means_table(
        context,
        owners,
        name=f"survey-{item.id}-means",
        caption=_caption(context, item, context.words.say("survey.means")),
    )
    if means is not None and len(_answers(context, owners[0][1])[0]) > LONG:
        return ItemTables(tables=(means,))
    overview = answers_by_row(context, item, owners)
    if means is None:
        apart = _apart_by_row(context, item, owners)
        # Where nobody is apart the answers one below the other would say again what they say side by side.
        return ItemTables(tables=(overview, apart) if len(apart.columns) > 1 else (overview,))
    return ItemTables(tables=(means, overview))


def _apart_by_row(context: Context, item: Item, owners: Sequence[tuple[Inline, ItemId]]) -> Table:
    """Return the answers of a grid's rows one below the other, with who is apart at each."""
    parts = [
        (head, [_answer_figure(context, context.items[own], r) for answers in _answers(context, own) for r in answers])
        for head, own in owners
    ]
    caption = _caption(context, item, context.words.say("survey.by_row"))
    return _grouped(context, item, f"survey-{item.id}-by-row", parts, caption=caption)


def answers_by_row(context: Context, item: Item, owners: Sequence[tuple[Inline, ItemId]]) -> Table:
    """Return everybody's answers to several items with the answers of one (`item`), a row for each, with their base."""
    say, book, lang = context.words.say, context.book, context.lang
    found = [_answers(context, own) for _, own in owners]
    answers = tuple(dict.fromkeys(a for part in (0, 1) for one in found for a in one[part]))
    averaged = any(book.get("survey", own, "mean", "_", "all") for _, own in owners)
    body = []
    for head, own in owners:
        shares = [book.get("survey", own, "share", a, "all") for a in answers]
        cells: list[Inline] = [_number(context, c) for c in shares]
        cells += [Number(book.get("survey", own, "mean", "_", "all"), lang)] if averaged else []
        first = next((c for c in shares if c is not None), None)
        body.append(Row(head=head, cells=(*cells, Field(first, "base", lang))))
    titles = [Column(title=_answer_name(context, item, a)) for a in answers]
    titles += [Column(title=say("survey.mean"))] if averaged else []
    return Table(
        id=f"survey-{item.id}-rows",
        caption=_caption(context, item, say("survey.overview")),
        stub=say("survey.row"),
        columns=(*titles, Column(title=say("survey.base"))),
        groups=(Group(rows=tuple(body)),),
        stacks=False,
    )


def means_table(
    context: Context, owners: Sequence[tuple[Inline, ItemId]], *, name: str, caption: Inline
) -> Table | None:
    """Return the means of several items, each under its own name, with who is apart and the base; None where there is none."""
    say, book = context.words.say, context.book
    found = [(head, owner, book.get("survey", owner, "mean", "_", "all")) for head, owner in owners]
    averaged = [(head, owner, cell) for head, owner, cell in found if cell is not None]
    if not averaged or all(_two_ends(context.items[owner]) for _, owner, _ in averaged):
        return None
    figures = [_Figure(head=head, total=_number(context, cell), cell=cell) for head, _, cell in averaged]
    table = _grouped(context, context.items[averaged[0][1]], name, [(EMPTY, figures)], caption=caption)
    (group,) = table.groups
    rows = tuple(
        replace(row, cells=(row.cells[0], Field(cell, "base", context.lang), *row.cells[1:]))
        for row, (_, _, cell) in zip(group.rows, averaged, strict=True)
    )
    columns = (table.columns[0], Column(title=say("survey.base")), *table.columns[1:])
    return replace(table, stub=say("survey.row"), columns=columns, groups=(replace(group, rows=rows),))


def _caption(context: Context, item: Item, part: Inline = EMPTY) -> Inline:
    return caption_under(Label(context.item_text(item.id)), part)


def caption_under(question: Label, part: Inline) -> Inline:
    """Return the name of a table under its question's own heading: the question for those who hear it, the part for those who see it."""
    return Toned("hidden", line("{0} – ", question)) + part if part else Toned("hidden", question)


def _answer_name(context: Context, item: Item, row: str) -> Inline:
    if row.startswith("net."):
        return context.label("net", item.id, row.removeprefix("net."))
    return Label(context.code_text(item.id, row))


def crossed_with(context: Context, kind: str) -> Inline:
    """Return what a kind of column crosses the answers with, in words; nothing for the whole."""
    if kind in ("target", "profile"):
        return context.words.say(f"survey.span_{kind}")
    return Label(context.item_text(kind)) if kind in context.items else EMPTY
