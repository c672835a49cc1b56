"""The interview matrix as a figure: who says what, one cell per interview, with the quote hanging from the cell it comes from.

Counts, never shares: interviews are chosen for their diversity and not drawn. Nothing here writes a percent sign.
"""

from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.matrix.notes import criteria_hint, matrix_notes
from relstudy.report.matrix.rows import CaseMark, Fill, Hanging, Matrix, MatrixRow, TargetBlock, build_matrix
from relstudy.report.numbers import round_half_up
from relstudy.report.page import Note
from relstudy.report.speakers import who_speaks
from relstudy.report.table import Column
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Value, Worded, joined, line
from relstudy.report.verdicts import action_word
from relstudy.steps.interviews import Interviews
from relstudy.words import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One line of the legend: a cell and what it means."""

    fill: Fill
    contrary: bool = False
    word: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One row in one block: a mark for each interview, or a bar of those who say it unprompted (`full`), then prompted; its count in words."""

    title: Inline
    cases: int
    marks: tuple[CaseMark, ...]
    full: float
    half: float
    count: Inline
    name: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """A quote under its row, who says it, and the cell it hangs from: block and place in the block, None where interviews have no cells.

    `contrary` are the words of a contrary case, empty for others.
    """

    text: Inline
    who: Inline
    contrary: Inline
    block: int | None
    place: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """One row in words. `row` holds its cells."""

    row: MatrixRow
    rank: Inline
    label: Inline
    tie: Inline
    action: Inline
    strips: tuple[Strip, ...]
    voiced: Inline
    unprompted: Inline
    contrary: Inline
    judged: Inline
    stability: Inline
    hint: Inline
    quotes: tuple[QuoteLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierGroup:
    """The rows of one tier, with the title that counts them and the rule they meet."""

    tier: str
    title: Inline
    rule: Inline
    rows: tuple[RowLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a block: its name, how many interviews, their numbers where each has a cell."""

    name: Inline
    size: Inline
    numbers: tuple[str, ...]
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixFigure(Value):
    """The matrix of a wave: `matrix` says what stands where, the rest in which words, of the `forms` of the report's.

    Without verdicts from interviews it has no stability.
    """

    lang: Lang
    forms: tuple[str, ...]
    matrix: Matrix
    legend_title: Inline
    legend: tuple[Key, ...]
    stub: Inline
    heads: tuple[Head, ...]
    voiced: Column
    judged: Column
    stability: Column | None
    groups: tuple[TierGroup, ...]
    notes: tuple[Note, ...]

    @property
    def rows(self) -> tuple[RowLine, ...]:
        """Return all rows in the order they are shown."""
        return tuple(row for group in self.groups for row in group.rows)


def matrix_figure(context: Context, interviews: Interviews) -> MatrixFigure | None:
    """Return the matrix of the expectations interviews voice, with their verdicts where they come from there; None without any cell to show."""
    matrix = build_matrix(context, interviews)
    if matrix is None:
        return None
    say = context.figure_words.say
    sides = line("□ {0} | ■ {1}", say("matrix.head_satisfied"), say("matrix.head_dissatisfied"))
    return MatrixFigure(
        lang=context.lang,
        forms=context.words.forms,
        matrix=matrix,
        legend_title=say("matrix.legend" if matrix.one_by_one else "matrix.legend_bars"),
        legend=_legend(context, matrix),
        stub=say("matrix.head_item"),
        heads=tuple(_head(context, matrix, block) for block in matrix.blocks),
        voiced=Column(title=say("matrix.head_voiced"), note=say("matrix.head_voiced_note")),
        judged=Column(title=say("matrix.head_judged"), note=sides if matrix.one_by_one else EMPTY),
        stability=Column(title=say("matrix.head_stability"), note=say("matrix.head_stability_note"))
        if matrix.ranked
        else None,
        groups=tuple(_group(context, matrix, tier, rows) for tier, rows in matrix.groups),
        notes=matrix_notes(context, matrix),
    )


def _legend(context: Context, matrix: Matrix) -> tuple[Key, ...]:
    fills: tuple[Fill, ...] = ("full", "half", "empty", "none") if matrix.one_by_one else ("full", "half")
    fills = fills if context.tells_prompts else tuple(fill for fill in fills if fill != "half")
    say = context.figure_words.say
    keys = [Key(fill=fill, word=say(f"matrix.said_{fill}")) for fill in fills]
    if matrix.one_by_one:
        keys.insert(fills.index("empty") + 1, Key(fill="empty", contrary=True, word=say("matrix.said_contrary")))
    return tuple(keys)


def _head(context: Context, matrix: Matrix, block: TargetBlock) -> Head:
    say, count = context.figure_words.say, len(block.cases)
    name = {"all": say("matrix.all"), "": say("matrix.no_target")}.get(block.column)
    size = Count(count, context.lang) if block.size is None else Number(block.size, context.lang, of_base=True)
    return Head(
        name=name if name is not None else context.column_label(block.column),
        size=context.figure_words.count("matrix.size", count, n=size),
        numbers=block.numbers if matrix.one_by_one else (),
        cases=count,
    )


def _group(context: Context, matrix: Matrix, tier: str, rows: tuple[MatrixRow, ...]) -> TierGroup:
    n = Count(len(rows), context.lang)
    if not matrix.ranked:
        title = context.figure_words.count("matrix.heard", len(rows), n=n)
    else:
        title = context.words.count(f"tier_groups.{tier}", len(rows), n=n)
    return TierGroup(
        tier=tier,
        title=title,
        rule=context.figure_words.say(f"matrix.groups.{tier}"),
        rows=tuple(_row_line(context, matrix, row) for row in rows),
    )


def _row_line(context: Context, matrix: Matrix, row: MatrixRow) -> RowLine:
    verdict, lang, words = row.verdict, context.lang, context.figure_words
    asked = verdict.importance is not None and verdict.importance.shown
    return RowLine(
        row=row,
        rank=Number(verdict.rank, lang) if matrix.ranked else EMPTY,
        label=context.label("expectation", verdict.id),
        tie=words.say("map.tie") if verdict.rank is not None and verdict.rank.has_mark("tie") else EMPTY,
        action=_action(context, matrix, row),
        strips=tuple(_strip(context, matrix, row, i) for i in range(len(matrix.blocks))),
        voiced=Number(verdict.importance, lang),
        unprompted=words.say("matrix.unprompted", n=Number(row.unprompted, lang, of_base=True))
        if asked and context.tells_prompts
        else EMPTY,
        contrary=_contrary(context, row.contrary) if not matrix.one_by_one else EMPTY,
        judged=_judged(context, row),
        stability=_stability(context, row) if matrix.ranked else EMPTY,
        hint=criteria_hint(context, row),
        quotes=tuple(_quote_line(context, matrix, hanging) for hanging in row.quotes),
    )


def _action(context: Context, matrix: Matrix, row: MatrixRow) -> Inline:
    if not matrix.ranked:
        return EMPTY
    known = row.verdict.action != "missing"
    return action_word(row.verdict, context) if known else context.figure_words.say("matrix.action_missing")


def _strip(context: Context, matrix: Matrix, row: MatrixRow, i: int) -> Strip:
    block, counted = matrix.blocks[i], row.counts[i]
    full, voiced = (_value(cell) for cell in row.bars[i])
    return Strip(
        title=context.figure_words.say("matrix.strip" if matrix.one_by_one else "matrix.strip_bar"),
        cases=len(block.cases),
        marks=row.marks[i] if matrix.one_by_one else (),
        full=full,
        half=voiced - full,
        count=Number(counted, context.lang) if counted is not None else EMPTY,
        name=context.column_label(block.column) if block.column not in ("", "all") else EMPTY,
    )


def _value(cell: CellRow | None) -> float:
    return cell.value if cell is not None and cell.shown and cell.value is not None else 0.0


def _contrary(context: Context, cell: CellRow | None) -> Inline:
    if not _value(cell):
        return EMPTY
    return context.figure_words.count("matrix.contrary", _value(cell), n=Number(cell, context.lang, of_base=True))


def _judged(context: Context, row: MatrixRow) -> Inline:
    words, lang, cell = context.figure_words, context.lang, row.verdict.satisfaction
    if not row.judged or row.positive is None or row.negative is None:
        return words.say("matrix.nobody_judges")
    sides = {
        side: words.count(f"matrix.{side}", _value(found), n=Number(found, lang, of_base=True))
        for side, found in (("satisfied", row.positive), ("dissatisfied", row.negative))
    }
    if cell is None:
        return words.say("matrix.judged_plain", **sides)
    return words.say("matrix.judged", **sides, base=Field(cell, "base", lang))


def _stability(context: Context, row: MatrixRow) -> Inline:
    cell, lang = row.verdict.stability, context.lang
    if cell is None or not cell.shown or cell.value is None or not cell.base:
        return Number(cell, lang)
    kept = int(round_half_up(cell.value * cell.base, 0))
    return Worded(cell, context.figure_words.count("matrix.stability", kept, n=kept, runs=cell.base))


def _quote_line(context: Context, matrix: Matrix, hanging: Hanging) -> QuoteLine:
    quote, say = hanging.quote, context.figure_words.say
    cell = context.book.get("interviews", quote.code, "quote", quote.row, "_")
    text = Number(cell, context.lang) if cell is not None and cell.shown else Label(quote.text)
    column = matrix.blocks[hanging.block].column if hanging.block is not None else ""
    who = who_speaks(context, column.partition("=")[2], hanging.attributes)
    return QuoteLine(
        text=say("matrix.quoted", text=text),
        who=joined(", ", (*who, say("matrix.quote_from", number=hanging.number))),
        contrary=say("matrix.quote_contrary") if quote.contrary else EMPTY,
        block=hanging.block if matrix.one_by_one else None,
        place=hanging.place if matrix.one_by_one else None,
    )
