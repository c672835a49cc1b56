"""The interview matrix: who says what, one cell per interview, with the quote hanging from the cell it comes from.

Counts, never shares: interviews are chosen for their diversity and not drawn. Nothing here writes a percent sign.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.environment import make_environment
from relstudy.report.map.columns import figure_words
from relstudy.report.matrix.notes import criteria_hint, matrix_notes
from relstudy.report.matrix.rows import CaseMark, Hanging, MatrixRow, MatrixView, TargetBlock
from relstudy.report.numbers import attribute, round_half_up
from relstudy.report.page import Note
from relstudy.report.palette import WHOLE_MARK, Paint, outline, tier_paint
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, joined
from relstudy.report.verdicts import action_word, unprompted

UNIT = 20  # one cell in the units of a strip

#: Room in rem, on screen and in print: label, numbers at the right, count and gap of one block, all of the row.
_SCREEN = {"label": 13.0, "right": 25.25, "block": 4.5, "row": 73.75, "cell": 1.1875}
_PRINT = {"label": 10.0, "right": 19.25, "block": 4.25, "row": 53.5, "cell": 0.9}
_BARS = (22.0, 13.0)  # width of all bars together, on screen and in print


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """The number of a row on its disc."""

    outline: str
    paint: Paint
    number: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One row in one block: marks at their places in units of `UNIT`, or a bar; its count in words."""

    title: Inline
    width: int
    marks: tuple[tuple[int, CaseMark], ...]
    full: float
    half: float
    count: Inline
    name: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Satisfied to the left and dissatisfied to the right of one divider, one square each; places in units of 10."""

    width: int
    divider: int
    satisfied: tuple[int, ...]
    dissatisfied: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """A quote under its row. `cells` and `blocks` are how many cells and block gaps lie left of its stem, None without cells."""

    text: Inline
    number: str
    attributes: Inline
    contrary: bool
    cells: float | None
    blocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSheet:
    """One row as printed."""

    row: MatrixRow
    disc: Disc
    label: Inline
    tie: Inline
    action: Inline
    strips: tuple[Strip, ...]
    voiced: Inline
    unprompted: Inline
    contrary: Inline
    units: Units | None
    judged: Inline
    stability: Inline
    hint: Inline
    quotes: tuple[QuoteLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSheet:
    """The rows of one tier, with the title that counts them and the rule they meet."""

    tier: str
    title: Inline
    rule: Inline
    rows: tuple[RowSheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a block: its name, how many interviews, their numbers."""

    name: Inline
    size: Inline
    numbers: tuple[str, ...]
    span: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSheet:
    """The whole figure as printed. Widths of a cell in rem, on screen and in print."""

    view: MatrixView
    heads: tuple[Head, ...]
    groups: tuple[GroupSheet, ...]
    cell: float
    cell_print: float
    widest: int
    upright: bool
    notes: tuple[Note, ...]


def draw_interview_matrix(view: MatrixView, *, notes: bool = True) -> Inline:
    """Return the matrix as markup; `notes=False` leaves what is said under it to the page (`lay_out_matrix(view).notes`)."""
    text = make_environment().get_template("interview_matrix.html.j2").render(
        sheet=lay_out_matrix(view), words=figure_words(view.context.lang), with_notes=notes, unit=UNIT,
    )  # fmt: skip
    return Markup(text)  # noqa: S704  escaped by the template


def lay_out_matrix(view: MatrixView) -> MatrixSheet:
    """Return every text and every place of the matrix."""
    context = view.context
    cell, cell_print = (_cell_width(view, room) for room in (_SCREEN, _PRINT))
    heads = tuple(_head(context, view, block) for block in view.blocks)
    longest = max((len(n) for block in view.blocks for n in block.numbers), default=1)
    return MatrixSheet(
        view=view,
        heads=heads,
        groups=tuple(_group(context, view, tier, rows) for tier, rows in view.groups),
        cell=cell,
        cell_print=cell_print,
        widest=max((len(block.cases) for block in view.blocks), default=1) or 1,
        upright=longest * 0.47 > cell,
        notes=matrix_notes(view),
    )


def _cell_width(view: MatrixView, room: dict[str, float]) -> float:
    """Return the width of a cell in rem: as wide as it may be, less where many interviews share the row."""
    if not view.one_by_one:
        return round(_BARS[room is _PRINT] / max(view.cases, 1), 4)
    free = room["row"] - room["label"] - room["right"] - room["block"] * len(view.blocks)
    return round(max(min(room["cell"], free / max(view.cases, 1)), 0.3), 4)


def _head(context: Context, view: MatrixView, block: TargetBlock) -> Head:
    say = figure_words(context.lang).say
    name = {"all": say("matrix.all"), "": say("matrix.no_target")}.get(block.column)
    size = (
        Number(block.size, context.lang, of_base=True)
        if block.size is not None
        else Count(len(block.cases), context.lang)
    )
    return Head(
        name=name if name is not None else context.column_label(block.column),
        size=figure_words(context.lang).count("matrix.size", len(block.cases), n=size),
        numbers=block.numbers if view.one_by_one else (),
        span=len(block.cases),
    )


def _group(context: Context, view: MatrixView, tier: str, rows: tuple[MatrixRow, ...]) -> GroupSheet:
    lang = context.lang
    return GroupSheet(
        tier=tier,
        title=context.words.count(f"tier_groups.{tier}", len(rows), n=Count(len(rows), lang)),
        rule=figure_words(lang).say(f"matrix.groups.{tier}"),
        rows=tuple(_row_sheet(context, view, row) for row in rows),
    )


def _row_sheet(context: Context, view: MatrixView, row: MatrixRow) -> RowSheet:
    verdict, lang, words = row.verdict, context.lang, figure_words(context.lang)
    label = context.label("expectation", verdict.id)
    asked = verdict.importance is not None and verdict.importance.shown
    contrary = row.contrary
    return RowSheet(
        row=row,
        disc=Disc(
            outline=outline("circle", 13, 13, 11.5), paint=tier_paint(verdict.tier, verdict.action, WHOLE_MARK.colour),
            number=Number(verdict.rank, lang),
        ),
        label=label,
        tie=words.say("map.tie") if verdict.rank is not None and verdict.rank.has_mark("tie") else EMPTY,
        action=action_word(verdict, context) if verdict.action != "missing" else words.say("matrix.action_missing"),
        strips=tuple(_strip(context, view, row, i) for i in range(len(view.blocks))),
        voiced=Number(verdict.importance, lang),
        unprompted=words.say("matrix.unprompted", n=unprompted(verdict, context)) if asked else EMPTY,
        contrary=_contrary(context, contrary) if not view.one_by_one else EMPTY,
        units=_units(view, row),
        judged=_judged(context, row),
        stability=_stability(context, row),
        hint=criteria_hint(context, row),
        quotes=tuple(_quote_line(context, view, hanging) for hanging in row.quotes),
    )  # fmt: skip


def _strip(context: Context, view: MatrixView, row: MatrixRow, i: int) -> Strip:
    block, counted = view.blocks[i], row.counts[i]
    name = context.column_label(block.column) if block.column not in ("", "all") else EMPTY
    unprompted_cell, voiced_cell = row.bars[i]
    full = _value(unprompted_cell)
    return Strip(
        title=figure_words(context.lang).say("matrix.strip_bar" if not view.one_by_one else "matrix.strip"),
        width=len(block.cases),
        marks=tuple((k * UNIT, mark) for k, mark in enumerate(row.marks[i])) if view.one_by_one else (),
        full=full,
        half=_value(voiced_cell) - full,
        count=Number(counted, context.lang) if counted is not None else EMPTY,
        name=name,
    )


def _value(cell: CellRow | None) -> float:
    return cell.value if cell is not None and cell.shown and cell.value is not None else 0.0


def _contrary(context: Context, cell: CellRow | None) -> Inline:
    if not _value(cell):
        return EMPTY
    return figure_words(context.lang).count("matrix.contrary", _value(cell), n=Number(cell, context.lang, of_base=True))


def _units(view: MatrixView, row: MatrixRow) -> Units | None:
    """Return the squares of a row; the divider stands at the same place in all rows. None where nobody judges or too many do."""
    left = int(max(_value(r.positive) for r in view.rows))
    right = int(max(_value(r.negative) for r in view.rows))
    judged = row.verdict.satisfaction
    if judged is None or not judged.shown or not view.one_by_one:
        return None
    positive, negative = int(_value(row.positive)), int(_value(row.negative))
    return Units(
        width=(left + right) * 10 + 4,
        divider=left * 10 + 2,
        satisfied=tuple((left - 1 - k) * 10 for k in range(positive)),
        dissatisfied=tuple(left * 10 + 4 + k * 10 for k in range(negative)),
    )


def _judged(context: Context, row: MatrixRow) -> Inline:
    words, lang, cell = figure_words(context.lang), context.lang, row.verdict.satisfaction
    if cell is None or not cell.shown or row.positive is None or row.negative is None:
        return words.say("matrix.nobody_judges")
    sides = {
        side: words.count(f"matrix.{side}", _value(found), n=Number(found, lang, of_base=True))
        for side, found in (("satisfied", row.positive), ("dissatisfied", row.negative))
    }
    return words.say("matrix.judged", **sides, base=Field(cell, "base", lang))


def _stability(context: Context, row: MatrixRow) -> Inline:
    cell, lang = row.verdict.stability, context.lang
    if cell is None or not cell.shown or cell.value is None or not cell.base:
        return Number(cell, lang)
    kept = int(round_half_up(cell.value * cell.base, 0))
    text = figure_words(lang).count("matrix.stability", kept, n=kept, runs=cell.base)
    return Markup('<data value="{0}" data-key="{1}">{2}</data>').format(attribute(cell.value), cell.key, text)


def _quote_line(context: Context, view: MatrixView, hanging: Hanging) -> QuoteLine:
    quote, say = hanging.quote, figure_words(context.lang).say
    cell = context.book.get("interviews", quote.code, "quote", quote.row, "_")
    text = Number(cell, context.lang) if cell is not None and cell.shown else Label(quote.text)
    attributes = joined(" · ", (Label(part) for part in _who(context, view, hanging)))
    cells = None
    if view.one_by_one and hanging.block is not None and hanging.place is not None:
        cells = sum(len(b.cases) for b in view.blocks[: hanging.block]) + hanging.place + 0.5
    return QuoteLine(
        text=say("matrix.quoted", text=text),
        number=hanging.number,
        attributes=attributes,
        contrary=quote.contrary,
        cells=cells,
        blocks=hanging.block or 0,
    )


def _who(context: Context, view: MatrixView, hanging: Hanging) -> tuple[str, ...]:
    column = view.blocks[hanging.block].column if hanging.block is not None else ""
    target = context.column_text(column) if column not in ("", "all") else ""
    said = re.sub(r"(?<=\d)-(?=\d)", "\u2011", hanging.attributes)
    return tuple(part for part in (said, "" if target.casefold() in said.casefold() else target) if part)
