"""What interviews say of channels where there is no survey: channels, stages and criteria of choice, in counts of cases and in their own words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

import pandas as pd

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.matrix.quotes import choose_quote, codes_below
from relstudy.report.speakers import speakers
from relstudy.report.table import COUNTS_ABREAST, Column, Row, Table, table_of
from relstudy.report.values import EMPTY, Inline, Label, Number, joined
from relstudy.steps.interviews import Interviews
from relstudy.survey.registers import CodebookEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One passage on a code, bound to its cell, and who says it."""

    cell: CellRow
    about: Inline
    text: str
    who: Inline


def put_together(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Return passages with those about the same side by side, in the order in which each matter first comes."""
    told: list[list[Voice]] = []
    for voice in voices:
        alike = next((group for group in told if group[0].about == voice.about), None)
        if alike is None:
            told.append([voice])
        else:
            alike.append(voice)
    return tuple(voice for group in told for voice in group)


def by_matter(voices: Iterable[Voice]) -> Iterator[tuple[Inline, tuple[Voice, ...]]]:
    """Yield what passages that follow each other are about, with them: it is said once."""
    for about, group in groupby(voices, key=lambda voice: voice.about):
        yield about, tuple(group)


def leaves_of(context: Context, facet: str) -> tuple[CodebookEntry, ...]:
    """Return the codes of a facet that have counts and none below them: what a parent sums up is said once."""
    parents = {entry.parent for entry in context.study.codebook}
    return tuple(
        entry
        for entry in context.study.codebook
        if entry.facet == facet
        and entry.id not in parents
        and context.book.get("interviews", entry.id, "cases", "_", "all") is not None
    )


def facet_table(context: Context, facet: str, *, stub: Inline) -> Table | None:
    """Return the codes of a facet with the cases that voice each, of those asked, by target, the most voiced first.

    Codes nobody voices are named under the table; None where nobody voices any.
    """
    say, book, lang = context.words.say, context.book, context.lang
    entries = leaves_of(context, facet)
    voiced = [e for e in entries if value_of(book.get("interviews", e.id, "cases", "_", "all"), 0.0)]
    if not voiced:
        return None
    voiced.sort(key=lambda e: -value_of(book.get("interviews", e.id, "cases", "_", "all")))
    targets = [c for c in book.columns("interviews") if c.startswith("target=")]
    sides = [
        measure
        for measure in ("cases_positive", "cases_negative", "cases_contrary")
        if any(value_of(book.get("interviews", e.id, measure, "_", "all"), 0.0) for e in voiced)
    ]
    named = {c: context.column_label(c) if targets else EMPTY for c in ("all", *targets)}
    columns = [Column(title=say("interviews.cases"), note=name) for name in named.values()]
    columns += [Column(title=say(f"interviews.{side.removeprefix('cases_')}")) for side in sides]
    rows = []
    for entry in voiced:
        cells = [Number(book.get("interviews", entry.id, "cases", "_", c), lang) for c in named]
        cells += [Number(book.get("interviews", entry.id, side, "_", "all"), lang, of_base=True) for side in sides]
        rows.append(Row(head=context.label("codebook", entry.id), cells=tuple(cells)))
    silent = [context.label("codebook", e.id) for e in entries if e not in voiced]
    notes = (say("R1.unvoiced", names=joined(", ", silent)),) if silent else ()
    return table_of(
        columns,
        rows,
        name=f"R1-{facet}",
        caption=say(f"R1.spoken_{facet}"),
        subtitle=say("R1.spoken_subtitle"),
        stub=stub,
        wide=True,
        notes=notes,
        stacks=len(columns) > COUNTS_ABREAST,
    )


def stage_table(context: Context) -> Table | None:
    """Return the cases that speak of each channel at each stage; None where nobody speaks of one at one."""
    say, book, lang = context.words.say, context.book, context.lang
    told = {c.item: c for c in book.of("interviews", measure="cases_at") if c.column == "all" and c.value}
    channels = [e for e in leaves_of(context, "channel") if e.id in told]
    channels.sort(key=lambda e: -value_of(book.get("interviews", e.id, "cases", "_", "all")))
    at = {c.row for c in book.of("interviews", measure="cases_at") if c.column == "all" and c.value}
    stages = [e for e in leaves_of(context, "stage") if e.id in at]
    if not channels or not stages:
        return None
    rows = [
        Row(
            head=context.label("codebook", channel.id),
            cells=tuple(
                Number(book.get("interviews", channel.id, "cases_at", stage.id, "all"), lang) for stage in stages
            ),
        )
        for channel in channels
    ]
    columns = [Column(title=context.label("codebook", stage.id)) for stage in stages]
    return table_of(
        columns,
        rows,
        name="R1-stages",
        caption=say("R1.spoken_stages"),
        subtitle=say("R1.spoken_stages_subtitle"),
        stub=say("R1.channel"),
        wide=True,
        stacks=len(columns) > COUNTS_ABREAST,
    )


def is_told(text: str, told: Sequence[Voice]) -> bool:
    """Tell whether a text, or part of it, is quoted already."""
    return any(text in voice.text or voice.text in text for voice in told)


def voices(context: Context, facet: str, *, most: int, told: Sequence[Voice] = ()) -> tuple[Voice, ...]:
    """Return a passage for each of the most voiced codes of a facet, `most` at most, no case quoted twice, nothing that `told` says."""
    return tuple(islice(_voices(context, leaves_of(context, facet), told), most))


def _voices(context: Context, entries: Sequence[CodebookEntry], told: Sequence[Voice]) -> Iterator[Voice]:
    result = context.result.given(Interviews)
    if result is None:
        return
    said, heard = speakers(context), set[str]()
    again = pd.Series([is_told(str(text).strip(), told) for text in result.quotes["text"]], dtype=bool)
    fresh = result.quotes[~again.to_numpy()]
    ranked = sorted(entries, key=lambda e: -value_of(context.book.get("interviews", e.id, "cases", "_", "all")))
    for entry in ranked:
        free = fresh[~fresh["case_id"].astype(str).isin(heard)]
        quote = choose_quote(free, codes_below(context.study.codebook, entry.id), contrary=False)
        if quote is None:
            continue
        cell = context.book.get("interviews", quote.code, "quote", quote.row, "_")
        if cell is None or not cell.shown:
            continue
        heard.add(quote.case_id)
        yield Voice(
            cell=cell,
            about=context.label("codebook", entry.id),
            text=quote.text,
            who=said.get(quote.case_id, Label(quote.case_id)),
        )
