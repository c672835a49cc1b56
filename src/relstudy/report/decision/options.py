"""Options: the offers under project by the two promises of a strategy, value and fit, and what interviewees say of them."""

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.decision.scales import per_cent
from relstudy.report.marks import column_title
from relstudy.report.table import Column, Row, Span, Table, table_of
from relstudy.report.values import EMPTY, Count, Inline, Number, Toned, Worded, joined
from relstudy.report.verdicts import read_verdicts
from relstudy.survey.registers import Offer

_HEADS = ("all", "profile=")


def options_of(context: Context) -> tuple[Offer, ...]:
    """Return the offers under project of which fit or value is known, the best fit for everybody first."""
    book = context.book
    known = (
        o
        for o in context.study.offers
        if any(c.shown for m in ("fit", "value", "enchantment") for c in book.of("strategy", o.id, measure=m))
    )
    return tuple(sorted(known, key=lambda o: (-_of_all(context, o, "fit"), -_of_all(context, o, "value"))))


def _of_all(context: Context, option: Offer, measure: str) -> float:
    return value_of(context.book.get("strategy", option.id, measure, "_", "all"))


def options_table(context: Context) -> Table | None:
    """Return value and fit of each option, fit by profile as counts of primary expectations; None where nothing is known."""
    say, book, lang = context.words.say, context.book, context.lang
    options = options_of(context)
    if not options:
        return None
    fits = [c for o in options for c in book.of("strategy", o.id, measure="fit")]
    columns = (
        [c for c in dict.fromkeys(f.column for f in fits) if c.startswith(_HEADS)] if any(f.shown for f in fits) else []
    )
    charmed = any(book.get("strategy", o.id, "enchantment", "_", "all") for o in options)
    valued = any(value_of(book.get("strategy", o.id, "value", "_", "all")) >= 0 for o in options)
    titles = [Column(title=say("R5.options.value"), note=say("R5.options.value_note"))] if valued else []
    titles += [Column(title=say("R5.options.said"), note=say("R5.options.said_note"))] if charmed else []
    fitted, alone = say("R5.options.fit"), len(columns) == 1
    titles += [Column(title=fitted if alone else column_title(context, c)) for c in columns]
    primary = {c: [v for v in read_verdicts(context, c) if v.tier == "primary"] for c in columns}
    rows = []
    for option in options:
        cells: list[Inline] = [_value(context, book.get("strategy", option.id, "value", "_", "all"))] if valued else []
        cells += [Number(book.get("strategy", option.id, "enchantment", "_", "all"), lang)] if charmed else []
        for column in columns:
            fit = book.get("strategy", option.id, "fit", "_", column)
            served = sum(v.offer == option.id for v in primary[column])
            cells.append(_fit(context, fit, served, len(primary[column])))
        rows.append(Row(head=context.label("offer", option.id), cells=tuple(cells)))
    before = len(titles) - len(columns)
    spans = (*((Span(title=EMPTY, width=before),) if before else ()), Span(title=fitted, width=len(columns)))
    return table_of(
        titles,
        rows,
        name="R5-options",
        caption=say("R5.options.table"),
        stub=say("columns.offer"),
        wide=True,
        spans=spans if len(columns) > 1 else (),
        notes=_left_out(context, options),
    )


def _value(context: Context, cell: CellRow | None) -> Inline:
    """Return how rare an option is, with how many players of the sector have it already."""
    if cell is None or cell.value is None or cell.base is None:
        return Number(cell, context.lang)
    have = Count(round((1 - cell.value) * cell.base), context.lang)
    note = context.words.say("R5.options.players", have=have, base=Count(cell.base, context.lang))
    return Toned("strong", per_cent(context, cell)) + Toned("line", Toned("note", note))


def _fit(context: Context, cell: CellRow | None, served: int, primary: int) -> Inline:
    if cell is None or not cell.shown:
        return Number(cell, context.lang)
    said = context.words.say("R5.options.of", n=Count(served, context.lang), all=Count(primary, context.lang))
    return Toned("strong", Worded(cell, said)) if served else Worded(cell, said)


def _left_out(context: Context, options: tuple[Offer, ...]) -> tuple[Inline, ...]:
    """Return, in one sentence, the options no expectation is linked to."""
    book = context.book
    unlinked = [o for o in options if all(c.status == "missing" for c in book.of("strategy", o.id, measure="fit"))]
    if not unlinked or len(unlinked) == len(options):
        return ()
    names = joined(", ", (context.label("offer", o.id) for o in unlinked))
    return (context.words.count("R5.options.unlinked", len(unlinked), names=names),)
