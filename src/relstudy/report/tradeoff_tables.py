"""Trade-offs as tables, in counts of cases: what is chosen over what, why, and in what situation; in their words too."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.journey_tables import counts_of_base, told_voices
from relstudy.report.spoken_practices import Voice, put_together
from relstudy.report.table import COUNTS_ABREAST, SHARES_ABREAST, Column, Row, Table, table_of
from relstudy.report.values import EMPTY, Count, Inline, Number, joined
from relstudy.steps.tradeoffs import Tradeoffs

#: Choices shown at most; the workbook has all.
_MOST = 10
#: Cases that tell the same, at least, for it to be what leads.
_SEVERAL = 2


def tradeoff_tables(context: Context) -> tuple[Table, ...]:
    """Return what is chosen over what, then for and against what reasons, then in what situation; none where no case tells a choice."""
    found = (
        choice_table(context),
        _by_code(context, "chosen_for"),
        _by_code(context, "refused_for"),
        _by_code(context, "chosen_in"),
    )
    return tuple(table for table in found if table is not None)


def choice_table(context: Context) -> Table | None:
    """Return the cases that choose one channel over another, by target, the most frequent choices first; None where nobody does."""
    say, book = context.words.say, context.book
    cells = sorted(
        (c for c in book.of("journeys", measure="over") if c.column == "all"), key=lambda c: -value_of(c, 0.0)
    )
    if not cells:
        return None
    columns = list(dict.fromkeys(c.column for c in book.of("journeys", measure="over")))
    rows = (
        Row(
            head=say("R1.tradeoffs.pair", chosen=context.label("offer", c.item), refused=context.label("offer", c.row)),
            cells=tuple(
                Number(book.get("journeys", c.item, "over", c.row, column), context.lang) for column in columns
            ),
        )
        for c in cells[:_MOST]
    )
    left = len(cells) - _MOST
    return table_of(
        (Column(title=context.column_label(column)) for column in columns),
        rows,
        name="R1-tradeoffs",
        caption=say("R1.tradeoffs.choices"),
        subtitle=say("R1.tradeoffs.choices_subtitle"),
        stub=say("R1.tradeoffs.choice"),
        notes=(context.words.count("R1.tradeoffs.left", left, n=Count(left, context.lang)),) if left > 0 else (),
        stacks=len(columns) > COUNTS_ABREAST,
    )


def leading_choice(context: Context, measure: str) -> Inline:
    """Return what most cases tell of choices, as a sentence with its count: a pair of channels, or a reason or a situation and its channel.

    Nothing where two lead alike, or nobody but one case tells it.
    """
    cells = sorted(
        (c for c in context.book.of("journeys", measure=measure) if c.column == "all" and c.shown),
        key=lambda c: -value_of(c, 0.0),
    )
    counts = [value_of(c, 0.0) for c in (*cells[:2], None)]
    if counts[0] < _SEVERAL or counts[0] == counts[1]:
        return EMPTY
    first = cells[0]
    told = context.label("offer" if measure == "over" else "codebook", first.row)
    return context.words.say(
        f"R1.tradeoffs.lead.{measure}",
        channel=context.label("offer", first.item),
        told=told,
        n=Number(first, context.lang),
    )


def _by_code(context: Context, measure: str) -> Table | None:
    """Return the cases that give each reason, or tell each situation, by the channel it is told of; None where nobody does."""
    say, book = context.words.say, context.book
    told: dict[tuple[str, str], CellRow] = {(c.row, c.item): c for c in book.of("journeys", measure=measure)}
    if not told:
        return None
    codes, offers = (dict.fromkeys(key[part] for key in told) for part in (0, 1))
    first, second = (
        sorted(names, key=lambda name: -sum(value_of(c, 0.0) for key, c in told.items() if key[part] == name))
        for part, names in ((0, codes), (1, offers))
    )
    base = next(iter(told.values())).base or 0
    return table_of(
        (Column(title=context.label("offer", offer)) for offer in second),
        (
            Row(
                head=context.label("codebook", code),
                cells=counts_of_base(context, [told.get((code, o)) for o in second]),
            )
            for code in first
        ),
        name=f"R1-{measure}",
        caption=say(f"R1.tradeoffs.{measure}"),
        subtitle=context.words.count("R1.tradeoffs.of_all", base, n=Count(base, context.lang)),
        stub=say("R1.tradeoffs.situation" if measure == "chosen_in" else "R1.criterion"),
        even=True,
        stacks=len(second) > SHARES_ABREAST,
    )


def choice_voices(context: Context, *, most: int, told: Sequence[Voice] = ()) -> tuple[Voice, ...]:
    """Return what is said of choices, `most` texts at most, no case twice, nothing that `told` says; the same choice together."""
    return put_together(islice(_voices(context, told), most))


def _voices(context: Context, told: Sequence[Voice]) -> Iterator[Voice]:
    result = context.result.given(Tradeoffs)
    if result is None:
        return iter(())

    def about(quote: Mapping[Hashable, Any]) -> Inline:
        refused = [context.label("offer", offer) for offer in str(quote["refused"]).split("|")]
        chosen = context.label("offer", str(quote["offer"]))
        return context.words.say("R1.tradeoffs.pair", chosen=chosen, refused=joined(", ", refused))

    return told_voices(context, result.quotes.to_dict("records"), measure="choice_quote", about=about, told=told)
