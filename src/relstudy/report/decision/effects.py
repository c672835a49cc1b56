"""Effects on the relation: what respondents declare, what interviewees say, how users of a channel judge beside others.

Declared or said is not observed, and a difference between users and others is no effect: each table says which it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from relstudy.folding import fold
from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.differences import way_apart
from relstudy.report.heat import COLUMNS
from relstudy.report.legend import arrows_text
from relstudy.report.marks import apart_number, column_title, imposed_mark
from relstudy.report.numbers import format_value
from relstudy.report.table import Column, Group, Row, Table, table_of
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Toned, Turn, joined
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import EffectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    head: Inline
    measure: str
    row: str


def declared_table(context: Context) -> Table | None:
    """Return the figures of the items of each effect, for everybody, by profile and target; None where there are none."""
    say, book = context.words.say, context.book
    groups: list[tuple[EffectKind, list[tuple[ItemId, _Figure]]]] = []
    for effect in context.study.effects:
        figures = [(name, figure) for name in effect.items for figure in _figures(context, name)]
        if figures:
            groups.append((effect.kind, figures))
    every = [
        cell
        for _, figures in groups
        for name, f in figures
        if (cell := book.get("survey", name, f.measure, f.row, "all"))
    ]
    if not every:
        return None
    found = dict.fromkeys(
        c.column
        for _, figures in groups
        for name, f in figures
        for c in book.of("survey", name, measure=f.measure)
        if not c.unasked
    )
    columns = [c for kind in COLUMNS for c in found if c.startswith(kind)]
    measures = {f.measure for _, figures in groups for _, f in figures}
    apart = any(
        way_apart(context.differences, book.get("survey", name, f.measure, f.row, c), book)
        for _, figures in groups
        for name, f in figures
        for c in columns
    )
    rows = {
        kind: tuple(
            Row(
                head=f.head,
                note=_told_once(context, name, f, before),
                cells=tuple(_number(context, book.get("survey", name, f.measure, f.row, c)) for c in columns),
            )
            for before, (name, f) in zip((None, *(name for name, _ in figures)), figures, strict=False)
        )
        for kind, figures in groups
    }
    return Table(
        id="R5-effects",
        caption=say("R5.effects.table"),
        subtitle=say("R5.effects.declared"),
        stub=say("R5.effects.stub"),
        columns=tuple(Column(title=column_title(context, c)) for c in columns),
        groups=tuple(Group(title=say(f"R5.effects.kinds.{kind}"), rows=rows[kind]) for kind, _ in groups),
        wide=True,
        notes=(
            *(say(f"R5.effects.scales.{m}") for m in ("mean", "nps", "share") if m in measures),
            *((arrows_text(context),) if apart else ()),
        ),
    )


def said_table(context: Context) -> Table | None:
    """Return how many interviewees speak of each effect, by target, unasked, for better or worse; None where nobody is heard."""
    say, book, lang = context.words.say, context.book, context.lang
    told = [
        (effect.kind, code)
        for effect in context.study.effects
        for code in effect.codes
        if book.get("interviews", code, "cases", "_", "all") is not None
    ]
    if not told:
        return None
    columns = ["all", *(c for c in book.columns("interviews") if c.startswith("target="))]
    measures = [
        m
        for m in ("cases_unprompted", "cases_positive", "cases_negative", "cases_contrary")
        if (m != "cases_unprompted" or context.tells_prompts)
        and any(value_of(book.get("interviews", code, m, "_", "all")) > 0 for _, code in told)
    ]
    rows = []
    for kind, code in told:
        voiced = (Number(book.get("interviews", code, "cases", "_", c), lang) for c in columns)
        judged = (Number(book.get("interviews", code, m, "_", "all"), lang, of_base=True) for m in measures)
        cells = (context.label("codebook", code), *voiced, *judged)
        rows.append(Row(head=say(f"R5.effects.kinds.{kind}"), cells=cells))
    titles = [Column(title=say("interviews.code"), kind="word")]
    titles += [Column(title=column_title(context, c)) for c in columns]
    titles += [Column(title=say(f"interviews.{m.removeprefix('cases_')}")) for m in measures]
    return table_of(
        titles,
        rows,
        name="R5-said",
        caption=say("R5.effects.said_table"),
        subtitle=say("R5.effects.said"),
        stub=say("R5.effects.effect"),
        wide=True,
    )


def _told_once(context: Context, name: ItemId, figure: _Figure, before: ItemId | None) -> Inline:
    """Return what a row says under its head and the row before it has not said: the question of its grid, the scale of its mean, its base."""
    grid, _, row = name.partition(".")
    base = _base(context, name, figure)
    if before is not None and before.partition(".")[0] == grid:
        last = _base(context, before, figure)
        same = base is None or (last is not None and base.base == last.base)
        return EMPTY if same else _size(context, base)
    asked = Label(context.item_text(ItemId(grid))) if row else EMPTY
    scale = _scale(context, context.items[name]) if figure.measure == "mean" else EMPTY
    return joined(Turn(), filter(None, (asked, joined(" · ", filter(None, (scale, _size(context, base)))))))


def _base(context: Context, name: ItemId, figure: _Figure) -> CellRow | None:
    """Return the cell of a figure of everybody that tells how many it rests on; None where it is not shown."""
    cell = context.book.get("survey", name, figure.measure, figure.row, "all")
    return cell if cell is not None and cell.shown and cell.base is not None else None


def _size(context: Context, cell: CellRow | None) -> Inline:
    return EMPTY if cell is None else context.words.say("R5.effects.base", n=Field(cell, "base", context.lang))


def _without_number(label: str, number: str) -> str:
    """Return the words of an end of a scale without the number they begin with ("0, not at all"): it stands before them."""
    said = re.sub(rf"^{re.escape(number)}\s*[,.:;=–—-]\s*(?=\D)", "", label)
    return said or label


def _scale(context: Context, item: Item, *, worded: bool = True) -> Inline:
    """Return from what to what the answers of an item go, `worded` with the words of both ends; nothing where they are not declared."""
    points = sorted((code.value, code.code) for code in item.answers if code.value is not None)
    if not points:
        return EMPTY
    ends = {}
    for name, (value, code) in zip(("low", "high"), (points[0], points[-1]), strict=True):
        number = format_value(value, "mean", context.lang, natural=True)
        label = _without_number(context.code_text(item.id, fold(code)), number)
        ends[name] = Label(f"{number} ({label})" if worded and label not in (code, number) else number)
    return context.words.say("R5.effects.ends", **ends)


def _figures(context: Context, name: ItemId) -> list[_Figure]:
    """Return the figures that tell an item: its score or mean, else the shares of its answers."""
    item = context.items.get(name)
    if item is None:
        return []
    for measure in ("nps", "mean"):
        cell = context.book.get("survey", name, measure, "_", "all")
        if cell is not None and cell.status != "missing":
            return [_Figure(head=_name(context, item), measure=measure, row="_")]
    rows = dict.fromkeys(c.row for c in context.book.of("survey", name, measure="share") if c.status != "missing")
    return [
        _Figure(head=_name(context, item) + " – " + Label(context.code_text(name, row)), measure="share", row=row)
        for row in rows
        if not row.startswith("net.")
    ]


def _number(context: Context, cell: CellRow | None) -> Inline:
    """Return a figure as printed, marked where it is significantly apart from everybody's; a score of recommendation without decimals."""
    decimals = 0 if cell is not None and cell.measure == "nps" else None
    return apart_number(context, cell, way_apart(context.differences, cell, context.book), decimals=decimals)


def _name(context: Context, item: Item) -> Inline:
    return Label(context.item_text(item.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Users of each channel less others: the first item of each effect that tells, the cells by offer, offers too small to be shown."""

    items: tuple[tuple[EffectKind, ItemId], ...]
    gaps: Mapping[str, Mapping[str, CellRow]]
    left_out: tuple[str, ...]

    @property
    def cells(self) -> tuple[CellRow, ...]:
        """Return the cells that are shown."""
        return tuple(by[item] for by in self.gaps.values() for _, item in self.items if item in by)


def compare_users(context: Context) -> Comparison:
    """Return what the cells tell of users of each channel beside others; empty where nobody tells who uses what."""
    gaps: dict[str, dict[str, CellRow]] = {}
    for cell in context.book.of("strategy", measure="use_gap"):
        gaps.setdefault(cell.item, {})[cell.row] = cell
    told = {item for by in gaps.values() for item in by}
    first = ((e.kind, next((item for item in e.items if item in told), None)) for e in context.study.effects)
    items = tuple((kind, item) for kind, item in first if item is not None)
    shown = {offer: by for offer, by in gaps.items() if any(by[item].shown for _, item in items if item in by)}
    return Comparison(items=items, gaps=shown, left_out=tuple(offer for offer in gaps if offer not in shown))


def users_table(context: Context, compared: Comparison) -> Table | None:
    """Return, for each channel, users less others on the first item of each effect; None where nobody tells who uses what."""
    say = context.words.say
    if not compared.cells:
        return None
    rows = [
        Row(head=context.label("offer", offer), cells=tuple(_gap(context, by.get(item)) for _, item in compared.items))
        for offer, by in compared.gaps.items()
    ]
    use = compared.cells[0].column.partition("=")[0]
    notes = [say("R5.effects.users_rule", question=Label(context.item_text(use)))]
    if compared.left_out:
        number = len(compared.left_out)
        notes.append(context.words.count("R5.effects.users_left", number, n=Count(number, context.lang)))
    titles = [
        Column(
            title=say(f"R5.effects.kinds.{kind}"),
            note=joined(
                Turn(),
                filter(None, (Label(context.item_text(item)), _scale(context, context.items[item], worded=False))),
            ),
        )
        for kind, item in compared.items
    ]
    return table_of(
        titles,
        rows,
        name="R5-users",
        caption=say("R5.effects.users"),
        subtitle=say("R5.effects.observed"),
        stub=say("columns.offer"),
        wide=True,
        even=True,
        notes=notes,
    )


def _gap(context: Context, cell: CellRow | None) -> Inline:
    """Return a difference, in bold where its interval leaves 0 out, or with the mark of one that the weighting imposes."""
    number = Number(cell, context.lang, signed=True) + imposed_mark(context, cell)
    return Toned("strong", number) if cell is not None and cell.is_apart_from_zero else number
