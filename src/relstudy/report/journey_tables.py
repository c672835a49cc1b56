"""Journeys as tables, in counts of cases: the practices they show, channels by phase, passages between channels, what goes wrong; in their words too."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.matrix.quotes import LONGEST, SHORTEST
from relstudy.report.speakers import speakers
from relstudy.report.spoken_practices import Voice, is_told
from relstudy.report.table import COUNTS_ABREAST, SHARES_ABREAST, Column, Row, Table, table_of
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, Toned, joined, line
from relstudy.steps.journeys import MISHAPS, SHOWN, Journeys, uncoded_mishaps
from relstudy.survey.phases import PHASES
from relstudy.survey.practices import PRACTICE
from relstudy.words import load_words

#: Passages from one channel to another shown at most; the workbook has all.
_MOST = 10


def journey_row(context: Context, measure: str, row: str) -> str:
    """Return what a row of the cells of journeys stands for: a practice, a phase, the channel gone to or left aside, a reason, a situation; "" for none."""
    if measure == "practice":
        named = context.items.get(PRACTICE)
        if named is not None and not named.in_questionnaire:
            return context.code_text(PRACTICE, row)
        return str(load_words(context.lang, "questionnaire")["practice"][row])
    if measure == "phase":
        return context.words.text(f"phases.{row}")
    if measure in ("chosen_for", "refused_for", "chosen_in"):
        return context.text("codebook", row)
    return context.text("offer", row) if measure in ("to", "over") else ""


def journey_base(context: Context) -> CellRow | None:
    """Return a cell whose base are the cases that tell a journey; None where no case does."""
    cell = context.book.get("journeys", "_", "practice", SHOWN[0], "all")
    return cell if cell is not None and cell.shown and cell.base else None


def journey_tables(context: Context, *, with_rule: bool) -> tuple[Table, ...]:
    """Return what the journeys show; none where no case tells one. `with_rule`: the rule of practices stands under them."""
    base = journey_base(context)
    if base is None:
        return ()
    found = (
        _practice_table(context, with_rule=with_rule),
        _phase_table(context),
        _change_table(context),
        _mishap_table(context),
    )
    return tuple(table for table in found if table is not None)


def _practice_table(context: Context, *, with_rule: bool) -> Table:
    say, book, lang = context.words.say, context.book, context.lang
    columns = [c for c in book.columns("journeys") if c == "all" or c.startswith("target=")]
    rows = [
        Row(
            head=Label(journey_row(context, "practice", practice)),
            cells=tuple(Number(book.get("journeys", "_", "practice", practice, c), lang) for c in columns),
        )
        for practice in SHOWN
    ]
    rule = (line("{0} {1}", Toned("strong", say("notes.rule")), say("R1.rule")),) if with_rule else ()
    return table_of(
        (Column(title=context.column_label(c)) for c in columns),
        rows,
        name="R1-journeys",
        caption=say("R1.journeys.practices"),
        subtitle=say("R1.journeys.practices_subtitle"),
        stub=say("R1.journeys.practice"),
        notes=(say("R1.journeys.once"), *rule, *_coded_notes(context)),
        stacks=len(columns) > COUNTS_ABREAST,
    )


def _coded_notes(context: Context) -> Iterator[Inline]:
    """Yield by which rule codings tell the journeys, what no code tells, and how many passages nobody could place."""
    say, told = context.words.say, context.study.journeys_told
    if told == "file":
        return
    yield line("{0} {1}", Toned("strong", say("R1.journeys.coded")), say(f"R1.journeys.coded_{told}"))
    untold = uncoded_mishaps(context.study.codebook)
    if untold:
        yield say("R1.journeys.untold", names=joined(", ", [say(f"R1.journeys.{mishap}") for mishap in untold]))
    cell = context.book.get("journeys", "_", "unplaced", "_", "all")
    if cell is not None and cell.value:
        yield context.words.count("R1.journeys.unplaced", int(cell.value), n=Number(cell, context.lang))


def _phase_table(context: Context) -> Table | None:
    """Return the cases that use each channel at each phase; None where no journey tells a phase."""
    told = {(c.item, c.row): c for c in context.book.of("journeys", measure="phase") if value_of(c, 0.0)}
    titles: dict[str, Inline] = {p: Label(context.words.text(f"phases.{p}").capitalize()) for p in PHASES}
    return _by_channel(context, told, titles, name="phases", notes=("R1.journeys.blank",))


def _change_table(context: Context) -> Table | None:
    """Return the cases that go from one channel to another, the most frequent passages first; None where nobody does."""
    say, book = context.words.say, context.book
    cells = sorted(book.of("journeys", measure="to"), key=lambda c: -value_of(c, 0.0))
    if not cells:
        return None
    left = len(cells) - _MOST
    rows = (
        Row(
            head=say("R1.journeys.passage", before=context.label("offer", c.item), after=context.label("offer", c.row)),
            cells=(Number(c, context.lang),),
        )
        for c in cells[:_MOST]
    )
    return table_of(
        (Column(title=say("R1.journeys.cases")),),
        rows,
        name="R1-journeys-changes",
        caption=say("R1.journeys.changes"),
        subtitle=_of_all(context),
        stub=say("R1.journeys.change"),
        notes=(context.words.count("R1.journeys.left", left, n=Count(left, context.lang)),) if left > 0 else (),
        stacks=False,
    )


def _mishap_table(context: Context) -> Table | None:
    """Return the cases redirected, giving up, or arriving without continuity, by channel; None where nothing goes wrong."""
    told = {(c.item, m): c for m in MISHAPS for c in context.book.of("journeys", measure=m) if value_of(c, 0.0)}
    titles = {mishap: context.words.say(f"R1.journeys.{mishap}") for mishap in MISHAPS}
    return _by_channel(context, told, titles, name="mishaps")


def _by_channel(
    context: Context,
    told: Mapping[tuple[str, str], CellRow],
    titles: Mapping[str, Inline],
    *,
    name: str,
    notes: Sequence[str] = (),
) -> Table | None:
    """Return what is told of each channel, those of which most is told first; columns of which nothing is are left out."""
    say = context.words.say
    shown = [what for what in titles if any(one == what for _, one in told)]
    if not shown:
        return None
    offers = dict.fromkeys(offer for offer, _ in told)
    order = sorted(offers, key=lambda offer: -sum(value_of(told.get((offer, what)), 0.0) for what in shown))
    return table_of(
        (Column(title=titles[what]) for what in shown),
        (
            Row(
                head=context.label("offer", offer),
                cells=counts_of_base(context, [told.get((offer, one)) for one in shown]),
            )
            for offer in order
        ),
        name=f"R1-journeys-{name}",
        caption=say(f"R1.journeys.{name}"),
        subtitle=_of_all(context),
        stub=say("R1.channel"),
        notes=tuple(map(say, notes)),
        even=True,
        stacks=len(shown) > SHARES_ABREAST,
    )


def _of_all(context: Context) -> Inline:
    base = journey_base(context)
    told = 0 if base is None or base.base is None else base.base
    return context.words.count("R1.journeys.of_all", told, n=Count(told, context.lang))


def counts_of_base(context: Context, cells: Sequence[CellRow | None]) -> tuple[Inline, ...]:
    """Return counts whose base stands above the table; nobody is an empty place."""
    return tuple(EMPTY if cell is None else Number(cell, context.lang, of_base=True) for cell in cells)


def journey_voices(context: Context, *, most: int) -> tuple[Voice, ...]:
    """Return what is said where a journey goes wrong, `most` texts at most: in turns the mishaps, no case twice."""
    return tuple(islice(_voices(context), most))


def _voices(context: Context) -> Iterator[Voice]:
    result = context.result.given(Journeys)
    if result is None:
        return iter(())
    quotes = result.quotes.to_dict("records")
    queues = [[q for q in quotes if q["mishap"] == mishap] for mishap in MISHAPS]
    turns = [queue[n] for n in range(len(quotes)) for queue in queues if n < len(queue)]
    return told_voices(
        context,
        turns,
        measure="quote",
        about=lambda quote: context.words.say(
            f"R1.journeys.{quote['mishap']}_at", channel=context.label("offer", str(quote["offer"]))
        ),
    )


def told_voices(
    context: Context,
    quotes: Iterable[Mapping[Hashable, Any]],
    *,
    measure: str,
    about: Callable[[Mapping[Hashable, Any]], Inline],
    told: Sequence[Voice] = (),
) -> Iterator[Voice]:
    """Yield the quotes of a measure that are shown and fit to be read, in the order given, no case twice, none of `told` again.

    `quotes` name a case, an offer, a part, a number and a text; `about` says what each is about.
    """
    said, heard = speakers(context), set[str]()
    for quote in quotes:
        case, text = str(quote["case_id"]), str(quote["text"]).strip()
        cell = context.book.get("journeys", str(quote["offer"]), measure, f"{quote['part']}.{quote['n']}", "_")
        if cell is None or not cell.shown or not SHORTEST <= len(text) <= LONGEST or case in heard:
            continue
        if is_told(text, told):
            continue
        heard.add(case)
        yield Voice(cell=cell, about=about(quote), text=text, who=said.get(case, Label(case)))
