"""New themes by case as a small figure: what each brings, against the band of other orders of the same cases, and where saturation is reached.

Everything printed is a cell; the table under the figure says what it draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.page import Note
from relstudy.report.page_sources import cases_in_words
from relstudy.report.table import Column, Fold, Row, table_of
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Unbound, Value, joined
from relstudy.stats.saturation import BASE, RUN
from relstudy.words import Lang

#: More cases than this are drawn by no figure: the sentences under it tell them.
MOST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place in the order of the cases: what was new there, what other orders would have shown."""

    new: CellRow
    expected: CellRow
    low: CellRow
    high: CellRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturationFigure(Value):
    """New themes place by place. `reached` is the number of cases held before the run that reaches saturation, None where none does.

    `keys` are the words for what is observed, the band, the mean, `saturated` that for the line there; `said` tells the drawing in one sentence.
    """

    lang: Lang
    heading: Inline
    subheading: Inline
    across: Inline
    keys: tuple[Inline, Inline, Inline]
    saturated: Inline
    said: Inline
    places: tuple[Place, ...]
    reached: int | None
    fold: Fold
    notes: tuple[Note, ...]


def saturation_figure(context: Context) -> SaturationFigure | None:
    """Return the new themes of a wave by case; None without a theme, with one case alone, or with too many cases to draw."""
    places = _places(context)
    if not 1 < len(places) <= MOST or not any(value_of(p.new, 0.0) for p in places):
        return None
    say, lang = context.words.say, context.lang
    n = Unbound("number", str(len(places)))
    reached = _reached(context)
    rows = (
        Row(
            head=Unbound("number", str(number)),
            cells=(Number(p.new, lang), Number(p.low, lang), Number(p.high, lang)),
        )
        for number, p in enumerate(places, start=1)
    )
    columns = (Column(title=say(f"interviews.new.{name}")) for name in ("observed", "low", "high"))
    table = table_of(
        columns,
        rows,
        name="interviews-new",
        caption=say("interviews.new.heading"),
        stub=say("interviews.new.across"),
        stacks=False,
    )
    return SaturationFigure(
        lang=lang,
        heading=say("interviews.new.heading"),
        subheading=say("interviews.new.subheading", n=n, wave=Label(context.wave_name)),
        across=say("interviews.new.across"),
        keys=(say("interviews.new.observed"), say("interviews.new.band"), say("interviews.new.expected")),
        saturated=say("interviews.new.saturated") if reached is not None else EMPTY,
        said=say("interviews.new.said", n=n),
        places=places,
        reached=reached,
        fold=Fold(summary=say("interviews.new.as_table"), tables=(table,)),
        notes=_notes(context, places),
    )


def _places(context: Context) -> tuple[Place, ...]:
    book = context.book
    told: dict[str, dict[str, CellRow]] = {
        name: {cell.row: cell for cell in book.of("interviews", "_", measure=measure)}
        for name, measure in (("new", "new_themes"), *((n, f"new_themes_{n}") for n in ("expected", "low", "high")))
    }
    shared = sorted((row for row in told["new"] if all(row in cells for cells in told.values())), key=int)
    return tuple(Place(**{name: cells[row] for name, cells in told.items()}) for row in shared)


def _reached(context: Context) -> int | None:
    cell = context.book.get("interviews", "_", "saturation")
    return int(cell.text.partition("+")[0]) if cell is not None and cell.text else None


def _notes(context: Context, places: Sequence[Place]) -> tuple[Note, ...]:
    say, lang = context.words.say, context.lang
    first = places[0]
    reading = say(
        "interviews.new.reading",
        new=Number(first.new, lang),
        low=Number(first.low, lang),
        high=Number(first.high, lang),
    )
    source = joined(", ", dict.fromkeys(Label(c.file) for c in (first.new, first.low) if c.file))
    found = (
        ("reading", reading),
        (
            "rule",
            joined(
                " ",
                (
                    say("interviews.new.rule", base=Unbound("number", str(BASE)), run=Unbound("number", str(RUN))),
                    told_orders(context),
                ),
            ),
        ),
        ("base", joined(" ", (say("interviews.new.base"), _outside(context, places)))),
        ("source", cases_in_words(context, source)),
    )
    return tuple(Note(title=say(f"notes.{name}"), text=text) for name, text in found)


def told_orders(context: Context) -> Inline:
    """Return whether saturation is reached in the order of the file, then in how many other orders, and after how many cases."""
    say, book, lang = context.words.say, context.book, context.lang
    reached = book.get("interviews", "_", "saturation")
    told: list[Inline] = [say("interviews.new.not_reached")]
    if reached is not None and reached.text:
        heard, more = (Unbound("number", part) for part in reached.text.split("+"))
        told = [say("interviews.new.reached", heard=heard, more=more)]
    found = book.get("interviews", "_", "saturation_orders")
    if found is None:
        return told[0]
    told.append(say("interviews.new.orders", reaching=Number(found, lang), drawn=Field(found, "base", lang)))
    ends = [book.get("interviews", "_", f"saturation_{name}") for name in ("median", "low", "high")]
    middle, low, high = ends
    if middle is not None and middle.shown:
        told.append(say("interviews.new.median", median=Number(middle, lang)))
        if low is not None and high is not None and high.shown:
            told.append(Unbound("text", say("interviews.new.ends", low=Number(low, lang), high=Number(high, lang))))
    return joined(" ", told)


def _outside(context: Context, places: Sequence[Place]) -> Inline:
    """Return at which places what was observed lies outside the band."""
    out = [
        number for number, p in enumerate(places, start=1) if not value_of(p.low) <= value_of(p.new) <= value_of(p.high)
    ]
    if not out:
        return context.words.say("interviews.new.inside")
    names = joined(", ", (Unbound("number", str(number)) for number in out))
    return context.words.count("interviews.new.outside", len(out), names=names, n=Count(len(out), context.lang))
