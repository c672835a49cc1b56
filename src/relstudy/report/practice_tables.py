"""Practices as tables: what each is the share of, by profile and target, with the rule that tells them; continuity; criteria of choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from relstudy.folding import fold
from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.differences import way_apart
from relstudy.report.drawing import Scale, Shade
from relstudy.report.heat import COLUMNS, base_row, heat_columns, heat_rows
from relstudy.report.item_tables import unasked_columns
from relstudy.report.marks import apart_number, column_title
from relstudy.report.table import SHARES_ABREAST, Column, Group, Row, Table, table_of
from relstudy.report.values import EMPTY, Beside, Field, Inline, Label, Number, Said, Toned, Unbound, joined, line
from relstudy.survey.items import CodeId, Item, Observation
from relstudy.survey.plan import PracticesPlan
from relstudy.survey.practices import PRACTICE, Practice, channel_of

#: A share that prints as none.
_RARE = 0.005
#: From one channel to several at once; the other answers are outside this order.
SCALE: tuple[Practice, ...] = ("mono", "multi", "cross", "omni")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """The practice on which two columns are furthest apart, one significantly above everybody and one significantly below."""

    row: str
    above: CellRow
    below: CellRow


def practice_item(context: Context) -> Item | None:
    """Return the practice item where the wave has published shares of it."""
    item = context.items.get(PRACTICE)
    if item is None or item.in_questionnaire:
        return None
    return item if any(c.shown for c in context.book.of("survey", PRACTICE, measure="share")) else None


def practice_cells(context: Context) -> Iterable[CellRow]:
    """Yield the shares of practices of everybody, the profiles and the targets, those not asked left out."""
    columns = heat_columns(context, PRACTICE)
    return (c for c in context.book.of("survey", PRACTICE, measure="share") if c.column in columns)


def practice_table(context: Context, item: Item, plan: PracticesPlan) -> Table:
    """Return a line of practices for everybody, each profile and each target: a bar, then its numbers, then its base.

    The rule stands under it. A practice hardly anybody has in any line is named there and has no column.
    """
    say, lang = context.words.say, context.lang
    columns = heat_columns(context, item.id)
    by_place = {(c.column, c.row): c for c in practice_cells(context)}
    rows = tuple(dict.fromkeys(c.row for c in by_place.values()))
    rare = [r for r in rows if all(c.shown and value_of(c) < _RARE for c in by_place.values() if c.row == r)]
    scale, outside = [r for r in SCALE if r not in rare], [r for r in rows if r not in (*SCALE, *rare)]
    groups = []
    for kind in COLUMNS:
        lines = []
        for column in (c for c in columns if c.startswith(kind)):
            cells = [by_place.get((column, row)) for row in (*scale, *outside)]
            bar = Scale(
                ordered=tuple(by_place.get((column, row)) for row in SCALE),
                outside=tuple(by_place.get((column, row)) for row in outside),
            )
            numbers = [
                apart_number(context, cell, way_apart(context.differences, cell, context.book)) for cell in cells
            ]
            base = Field(next((c for c in cells if c is not None), None), "base", lang)
            lines.append(Row(head=column_title(context, column), cells=(bar, *numbers, base)))
        if lines:
            groups.append(Group(rows=tuple(lines), title=say(f"R1.by_{kind.rstrip('=')}") if kind != "all" else EMPTY))
    titles = [Column(title=_shaded(context, item, row)) for row in (*scale, *outside)]
    few = [Label(context.code_text(item.id, row)) for row in rare]
    notes = [*rule_words(context, plan), *([say("R1.rare", names=joined(", ", few))] if few else [])]
    return Table(
        id="R1-practices",
        caption=say("R1.practices"),
        subtitle=say("R1.practices_subtitle", dates=Unbound("date", context.field_dates)),
        stub=say("R1.who"),
        columns=(Column(title=say("R1.spread"), kind="text"), *titles, Column(title=say("survey.base"))),
        groups=tuple(groups),
        wide=True,
        notes=(*notes, *_unasked(context, item)),
        stacks=False,
    )


def _shaded(context: Context, item: Item, row: str) -> Inline:
    place = SCALE.index(row) if row in SCALE else None
    return Beside("glyphs", (Shade(place, len(SCALE)), Label(context.code_text(item.id, row))))


def extremes_of(context: Context) -> Extremes | None:
    """Return the practice on which profiles, else targets, are furthest apart; None where none is above and another below everybody."""
    found = []
    for kind in COLUMNS[1:]:
        for cell in practice_cells(context):
            told = context.differences.get(cell.key)
            if cell.column != "all" or cell.row not in SCALE or told is None:
                continue
            above, below = ([c for c in side if c.column.startswith(kind)] for side in (told.above, told.below))
            if above and below:
                found.append(Extremes(row=cell.row, above=max(above, key=value_of), below=min(below, key=value_of)))
        if found:
            return max(found, key=lambda e: value_of(e.above) - value_of(e.below))
    return None


# -- the rule --------------------------------------------------------------------------------------


def rule_words(context: Context, plan: PracticesPlan) -> tuple[Inline, Inline]:
    """Return the rule of practices, then the questions and answers it is read from."""
    say, rule = context.words.say, plan.rule
    items = [context.items[name] for name in rule.channels if name in context.items]
    told: list[Inline] = [say("R1.counted", questions=_quoted(context, items))]
    alone = dict.fromkeys(
        context.code_text(item.id, fold(code.code))
        for item in items
        if any(c.offer for c in item.codes)
        for code in item.codes
        if code.offer is None and channel_of(item, code) is not None
    )
    if alone:
        told.append(say("R1.unlinked", names=joined(", ", map(Label, alone))))
    if rule.continuity is None:
        told.append(say("R1.no_continuity"))
    else:
        yes, no = (_answers(context, rule.continuity, side) for side in (rule.continuity.yes, rule.continuity.no))
        told.append(say("R1.continuity", question=_question(context, rule.continuity), yes=yes, no=no))
    if rule.simultaneous is not None:
        yes = _answers(context, rule.simultaneous, rule.simultaneous.yes)
        told.append(say("R1.at_once", question=_question(context, rule.simultaneous), yes=yes))
    return line("{0} {1}", Toned("strong", say("notes.rule")), say("R1.rule")), joined(" ", told)


def _quoted(context: Context, items: Sequence[Item]) -> Inline:
    return joined(", ", (context.words.say("R1.quoted", text=Label(context.item_text(item.id))) for item in items))


def _question(context: Context, observation: Observation) -> Inline:
    return Label(context.item_text(observation.item))


def _answers(context: Context, observation: Observation, codes: Sequence[CodeId]) -> Inline:
    named = (Label(context.code_text(observation.item, fold(code))) for code in codes)
    return joined(", ", (context.words.say("R1.quoted", text=name) for name in named))


def reading_words(context: Context) -> Inline:
    """Return how to read the first published share of a profile or target, else of everybody."""
    columns = heat_columns(context, PRACTICE)
    found = [c for c in practice_cells(context) if c.shown and c.value and c.row in SCALE]
    if not found:
        return EMPTY
    cell = min(found, key=lambda c: (c.column == "all", columns.index(c.column)))
    return context.words.say(
        "R1.reading",
        who=context.column_label(cell.column),
        share=Number(cell, context.lang),
        practice=Label(context.code_text(PRACTICE, cell.row)),
        n=Field(cell, "base", context.lang),
    )


# -- questions by profile and target ---------------------------------------------------------------


def continuity_table(context: Context, plan: PracticesPlan) -> Table | None:
    """Return the answers on continuity by profile and target, each saying what the rule makes of it; None where there are none."""
    observation = plan.rule.continuity
    item = context.items.get(observation.item) if observation is not None else None
    if observation is None or item is None:
        return None
    sides = {fold(c): "continuous" for c in observation.yes} | {fold(c): "broken" for c in observation.no}
    say = context.words.say
    notes: dict[str, Inline] = {row: say(f"R1.{side}") for row, side in sides.items()}
    return shares_table(
        context, item, notes=notes, stub=say("survey.answer"), subtitle=say("R1.continuity_subtitle"), nets=True
    )


def criteria_tables(context: Context, plan: PracticesPlan) -> tuple[Table, ...]:
    """Return the answers to the questions that ask why a channel is chosen, the most given first."""
    say = context.words.say
    found = (
        shares_table(context, item, stub=say("R1.criterion"), subtitle=say("R1.criteria_subtitle"), by_size=True)
        for name in plan.criteria
        if (item := context.items.get(name)) is not None
    )
    return tuple(table for table in found if table is not None)


def channel_table(context: Context, item: Item) -> Table | None:
    """Return one question's channels by profile and target, the most named first; None where no share is published."""
    rows = {fold(code.code) for code in item.codes if channel_of(item, code) is not None}
    return shares_table(context, item, stub=context.words.say("R1.channel"), rows=rows, by_size=True)


def shares_table(
    context: Context,
    item: Item,
    *,
    stub: Said,
    subtitle: Inline = EMPTY,
    notes: dict[str, Inline] | None = None,
    rows: Iterable[str] | None = None,
    by_size: bool = False,
    nets: bool = False,
) -> Table | None:
    """Return the answers of an item as a heat map by profile and target.

    Parameters
    ----------
    notes
        A second line under an answer, by its row.
    rows
        The rows shown, None for all answers.
    by_size
        The largest share of everybody first; else in the order of the questionnaire.
    nets
        The nets of the item stand below its answers.
    """
    book, columns = context.book, heat_columns(context, item.id)
    wanted = None if rows is None else frozenset(rows)
    answers = [
        row
        for row in dict.fromkeys(c.row for c in book.of("survey", item.id, measure="share"))
        if not row.startswith("net.") and (wanted is None or row in wanted)
    ]
    cells = {row: [book.get("survey", item.id, "share", row, c) for c in columns] for row in answers}
    if not any(c is not None and c.shown for found in cells.values() for c in found):
        return None
    if by_size:
        answers.sort(key=lambda row: -value_of(book.get("survey", item.id, "share", row, "all")))
    body = heat_rows(context, [(Label(context.code_text(item.id, row)), cells[row]) for row in answers])
    if notes:
        body = tuple(
            Row(head=one.head, note=notes.get(row, EMPTY), cells=one.cells)
            for one, row in zip(body, answers, strict=True)
        )
    unions = _net_rows(context, item, columns) if nets else ()
    titles = [Column(title=column_title(context, c)) for c in columns]
    return table_of(
        titles,
        (*body, *unions, base_row(context, cells[answers[0]])),
        name=f"R1-{item.id}",
        caption=Label(context.item_text(item.id)),
        subtitle=subtitle,
        stub=stub,
        wide=True,
        even=True,
        notes=_unasked(context, item),
        stacks=len(titles) > SHARES_ABREAST,
    )


def _net_rows(context: Context, item: Item, columns: Sequence[str]) -> tuple[Row, ...]:
    def numbers(net: str) -> tuple[Inline, ...]:
        found = (context.book.get("survey", item.id, "share", f"net.{net}", column) for column in columns)
        return tuple(Number(cell, context.lang) for cell in found)

    return tuple(
        Row(head=context.label("net", item.id, net.id), cells=numbers(net.id), role="net") for net in item.nets
    )


def shares_shown(context: Context, items: Iterable[Item]) -> Iterable[CellRow]:
    """Yield the shares that tables of these items show."""
    for item in items:
        columns = heat_columns(context, item.id)
        yield from (c for c in context.book.of("survey", item.id, measure="share") if c.column in columns)


def _unasked(context: Context, item: Item) -> tuple[Inline, ...]:
    others = (c for c in context.book.columns("survey", item.id) if c.startswith(COLUMNS[1:]))
    unasked = [context.column_label(c) for c in unasked_columns(context, item, others)]
    return (context.words.say("survey.unasked", names=joined(", ", unasked)),) if unasked else ()
