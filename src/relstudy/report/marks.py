"""Marks beside words: the mark of a profile, filled by tier; the table of verdicts by column."""

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import (
    EMPTY,
    Arrow,
    Beside,
    Captioned,
    Caution,
    Fill,
    Glyph,
    Inline,
    Label,
    Number,
    Toned,
    Value,
    joined,
    line,
)
from relstudy.report.verdicts import Verdict, action_word, read_verdicts, tier_word

#: Caption of the table of a verdict by its columns: profiles (p), targets (t), both.
_CAPTIONS = {
    "tier": {"pt": "R3.columns_title", "p": "R3.columns_profile", "t": "R3.columns_target"},
    "action": {"pt": "R2.by_column", "p": "R2.by_profile", "t": "R2.by_target"},
}
#: What is said of the columns nobody was asked in, in place of a column without an answer.
_UNASKED = {"tier": "R3.unasked", "action": "R2.unasked"}
_FILLS: dict[str, Fill] = {"primary": "full", "secondary": "hollow", "unsettled": "dashed"}


def profile_ids(context: Context) -> tuple[str, ...]:
    """Return the profiles of the wave in their order; none without a partition."""
    return context.profile_ids


def profile_name(context: Context, index: int) -> Inline:
    """Return the name of a profile, by its place, after its mark."""
    return Beside("glyphs", (Glyph(index), Label(context.profile_text(profile_ids(context)[index]))))


def column_title(context: Context, column: str) -> Inline:
    """Return the title of a column of cells, a profile's after its mark."""
    index = profile_place(context, column)
    return Beside("glyphs", (EMPTY if index is None else Glyph(index), context.column_label(column)))


def marked_column(context: Context, column: str) -> Inline:
    """Return a column among others in a line, a profile after its mark, which no end of a line parts from the first word."""
    index = profile_place(context, column)
    if index is None:
        return context.column_label(column)
    first, *rest = context.column_text(column).split(" ", 1)
    held = Beside("glyphs", (Glyph(index), Label(first)))
    return line("{0} {1}", held, Label(rest[0])) if rest else held


def profile_place(context: Context, column: str) -> int | None:
    """Return the place of the profile whose column it is; None for any other column."""
    kind, _, name = column.partition("=")
    profiles = profile_ids(context)
    return profiles.index(name) if kind == "profile" and name in profiles else None


def apart_number(context: Context, cell: CellRow | None, way: int, *, decimals: int | None = None) -> Inline:
    """Return a number, with an arrow where it is significantly above (`way` 1) or below (-1) everybody's."""
    number = Number(cell, context.lang, decimals=decimals)
    if not way:
        return number
    return line(
        "{0}\u00a0{1}", Arrow(way > 0, context.words.say(f"profiles.{'above' if way > 0 else 'below'}")), number
    )


def imposed_mark(context: Context, cell: CellRow | None) -> Inline:
    """Return what stands after a number that the weighting imposes; empty for any other."""
    if cell is None or not cell.shown or not cell.has_mark("imposed"):
        return EMPTY
    say = context.words.say
    return joined("", (" ", Toned("imposed", say("marks.imposed"), title=say("marks.imposed_title"))))


def tier_mark(verdict: Verdict, context: Context) -> Inline:
    """Return the tier as the profile's mark with its word: full = primary, hollow = secondary, dashed = unsettled."""
    index, fill = profile_place(context, verdict.column), _FILLS.get(verdict.tier)
    word = tier_word(verdict, context)
    return word if fill is None or index is None else Beside("glyphs", (Glyph(index, fill), word))


def profile_tiers(context: Context, expectation: str) -> Inline:
    """Return the tier of an expectation in each profile as a row of marks, each with its words for those who do not see it."""
    say = context.words.say
    marks: list[Inline] = []
    for index, profile in enumerate(profile_ids(context)):
        column = f"profile={profile}"
        verdict = next((v for v in read_verdicts(context, column) if v.id == expectation), None)
        fill = None if verdict is None else _FILLS.get(verdict.tier)
        if verdict is None or verdict.tier_cell is None or fill is None:
            marks.append(Toned("muted", "—"))
            continue
        said = say("synthesis.fact.target", name=context.column_text(column), n=say(f"tiers.{verdict.tier}"))
        mark: Value = Glyph(index, fill)
        small = Caution(verdict.tier_cell, context.lang)
        marks.append(Captioned(mark + small if small else mark, said, verdict.tier_cell.key))
    return Beside("glyphs", tuple(marks))


def column_verdicts(context: Context, verdicts: tuple[Verdict, ...], *, of: str, name: str) -> Table | None:
    """Return the tier or the action (`of`) of each expectation by target and profile; None where the cells have no such column.

    Its caption says what the columns are; those to whom nothing was put are named under it.
    """
    say = context.words.say
    columns = [c for c in context.book.columns("expectations") if c.startswith(("target=", "profile="))]
    by_column = {c: {v.id: v for v in read_verdicts(context, c)} for c in columns}
    columns = [c for c in columns if any(_known(v, of) for v in by_column[c].values())]
    unasked = [c for c in columns if all(_unasked(v, of) for v in by_column[c].values() if _known(v, of))]
    columns = [c for c in columns if c not in unasked]
    if not columns:
        return None
    kinds = "".join(dict.fromkeys(c[0] for c in sorted(columns)))
    write = tier_mark if of == "tier" else action_word
    rows = []
    for verdict in verdicts:
        found = [by_column[c].get(verdict.id) for c in columns]
        cells = tuple("—" if v is None else write(v, context) for v in found)
        rows.append(Row(head=context.label("expectation", verdict.id), cells=cells))
    titles = tuple(Column(title=column_title(context, c), kind="word") for c in columns)
    notes = (say(_UNASKED[of], columns=joined(", ", map(context.column_label, unasked))),) if unasked else ()
    caption, stub = say(_CAPTIONS[of][kinds]), say("columns.item")
    return table_of(titles, rows, name=name, caption=caption, stub=stub, notes=notes, wide=True)


def _known(verdict: Verdict, of: str) -> bool:
    """Tell whether a verdict exists, be it withheld: a column of "n. p." is an answer, one of dashes is none."""
    cell = _cell(verdict, of)
    return cell is not None and cell.status != "missing"


def _unasked(verdict: Verdict, of: str) -> bool:
    cell = _cell(verdict, of)
    return cell is not None and cell.unasked


def _cell(verdict: Verdict, of: str) -> CellRow | None:
    return verdict.tier_cell if of == "tier" else verdict.action_cell
