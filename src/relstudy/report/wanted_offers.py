"""New channels respondents want: questions that ask to choose among offers in project or emerging, and nothing else.

The rule is in the questionnaire, not in its words: a single item whose answers are each linked to such an offer, one
answer ("none") and the missing ones apart. Items with the same offers are one choice, asked again (first, second,
third): their shares stand in columns, never added, since each has its own base.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.drawing import Bar
from relstudy.report.heat import base_row, heat_columns, heat_rows
from relstudy.report.marks import column_title
from relstudy.report.question_series import shared_words
from relstudy.report.table import Column, Row, Span, Table, table_of
from relstudy.report.values import EMPTY, Beside, Count, Field, Inline, Label, Number, Toned, line
from relstudy.survey.items import Item
from relstudy.survey.offered import chosen_among
from relstudy.words import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice among new offers: its items in the order asked, and the row of each offer, the most wanted first."""

    items: tuple[Item, ...]
    rows: tuple[tuple[str, str], ...]

    @property
    def first(self) -> Item:
        """Return the item that ranks the offers."""
        return self.items[0]


def choices_of(context: Context) -> tuple[Choice, ...]:
    """Return the choices among new offers that have shares in this wave, in the order of the questionnaire."""
    groups: dict[frozenset[str], list[Item]] = {}
    for item in context.wave.items:
        offers = chosen_among(item, context.study.offers)
        if offers and any(c.shown for c in context.book.of("survey", item.id, measure="share")):
            groups.setdefault(offers, []).append(item)
    return tuple(Choice(items=tuple(items), rows=_rows(context, items[0])) for items in groups.values())


def _rows(context: Context, item: Item) -> tuple[tuple[str, str], ...]:
    """Return (row, offer) of an item, the largest share of everybody first."""
    by_code = {c.code: c.offer for c in item.answers if c.offer}
    rows = dict.fromkeys(c.row for c in context.book.of("survey", item.id, measure="share"))
    linked = ((row, context.code_by_fold.get((item.id, row))) for row in rows)
    found = [(row, by_code[code]) for row, code in linked if code in by_code]
    return tuple(sorted(found, key=lambda pair: -value_of(_share(context, item, pair[0], "all"))))


def _share(context: Context, item: Item, row: str, column: str) -> CellRow | None:
    return context.book.get("survey", item.id, "share", row, column)


def wanted_table(context: Context, choice: Choice) -> Table:
    """Return the offers of a choice by rank, each time it was asked, then its first time by profile and target."""
    say, lang, item = context.words.say, context.lang, choice.first
    columns = [c for c in heat_columns(context, item.id) if c != "all"]
    shares = [_share(context, item, row, "all") for row, _ in choice.rows]
    tinted = []
    for share, (row, _) in zip(shares, choice.rows, strict=True):
        label = Label(context.code_text(item.id, row)) + _tie(context, share, shares)
        name = Beside("ranked", (Toned("place", _place(share, shares, lang)), Toned("whole", label)))
        tinted.append((name, [_share(context, item, row, c) for c in columns]))
    rows = []
    for (row, _), tints in zip(choice.rows, heat_rows(context, tinted), strict=True):
        times = [_time(context, one, row, first=one is item) for one in choice.items]
        rows.append(replace(tints, cells=(*times, *tints.cells)))
    rows += [_other_row(context, choice, row, columns) for row in _others(context, choice)]
    rows.append(_bases(context, choice, columns))
    titles = (*_times(context, choice.items), *(Column(title=column_title(context, c)) for c in columns))
    caption, stub, spans = Label(context.item_text(item.id)), say("columns.offer"), _spans(context, choice, columns)
    subtitle = say("R4.shares", wave=Label(context.wave_name))
    return table_of(
        titles,
        rows,
        name=f"R4-{item.id}",
        caption=caption,
        stub=stub,
        wide=True,
        even=True,
        spans=spans,
        subtitle=subtitle,
    )


def _time(context: Context, item: Item, row: str, *, first: bool) -> Inline:
    """Return a share, the one that ranks with a bar and its interval."""
    cell, lang = _share(context, item, row, "all"), context.lang
    if not first or cell is None or cell.low is None or not cell.shown:
        return Number(cell, lang)
    interval = context.words.say("R4.interval", low=Field(cell, "low", lang), high=Field(cell, "high", lang))
    number = Toned("strong", Number(cell, lang))
    return Beside("barred", (Bar(cell), number)) + Toned("note", interval)


def _others(context: Context, choice: Choice) -> tuple[str, ...]:
    """Return the rows of the answers that are no offer: none, don't know."""
    linked = {row for row, _ in choice.rows}
    rows = dict.fromkeys(c.row for c in context.book.of("survey", choice.first.id, measure="share"))
    return tuple(r for r in rows if r not in linked and not r.startswith("net."))


def _other_row(context: Context, choice: Choice, row: str, columns: Sequence[str]) -> Row:
    lang, item = context.lang, choice.first
    cells = [Number(_share(context, one, row, "all"), lang) for one in choice.items]
    cells += [Number(_share(context, item, row, c), lang) for c in columns]
    return Row(head=Label(context.code_text(item.id, row)), cells=tuple(cells), role="quiet")


def _bases(context: Context, choice: Choice, columns: Sequence[str]) -> Row:
    cells = [_first_share(context, one, "all") for one in choice.items]
    return base_row(context, [*cells, *(_first_share(context, choice.first, c) for c in columns)])


def _first_share(context: Context, item: Item, column: str) -> CellRow | None:
    return next((c for c in context.book.of("survey", item.id, measure="share") if c.column == column), None)


def _times(context: Context, items: Sequence[Item]) -> tuple[Column, ...]:
    """Return the columns of a choice: what its questions do not share, "premier", "deuxième", or "Ensemble" for one alone."""
    if len(items) == 1:
        return (Column(title=context.column_label("all")),)
    texts = [context.item_text(item.id).split(" ") for item in items]
    before = shared_words(texts)
    after = shared_words([words[before:][::-1] for words in texts])
    parts = [" ".join(words[before : len(words) - after]).rstrip("?!.…\u202f\u00a0 ") for words in texts]
    whole = [context.item_text(item.id) for item in items]
    titles = parts if all(parts) else whole
    return tuple(Column(title=Label(t[:1].upper() + t[1:])) for t in titles)


def _spans(context: Context, choice: Choice, columns: Sequence[str]) -> tuple[Span, ...]:
    say, again = context.words.say, len(choice.items) > 1
    spans = [Span(title=say("R4.chosen") if again else EMPTY, width=len(choice.items))]
    for kind in ("profile", "target"):
        width, first = sum(c.startswith(f"{kind}=") for c in columns), _times(context, choice.items)[0].title
        if width:
            title = say(f"R4.by_{kind}", choice=first) if again else say(f"survey.span_{kind}")
            spans.append(Span(title=title, width=width))
    return tuple(spans)


def _place(share: CellRow | None, shares: Sequence[CellRow | None], lang: Lang) -> Inline:
    """Return the place of an offer, 1 plus the number of larger shares; the places it may have where intervals overlap."""
    if share is None or share.low is None or share.high is None:
        return Count(1 + sum(value_of(other) > value_of(share) for other in shares), lang)
    first = 1 + sum(other is not None and other.low is not None and other.low > share.high for other in shares)
    last = sum(other is not None and other.high is not None and other.high >= share.low for other in shares)
    return Count(first, lang) if first == last else line("{0}–{1}", Count(first, lang), Count(last, lang))


def _tie(context: Context, share: CellRow | None, shares: Sequence[CellRow | None]) -> Inline:
    """Return "(ex æquo)" where another offer has the same share."""
    same = sum(share is not None and other is not None and other.value == share.value for other in shares)
    return " " + Toned("muted", context.words.say("marks.tie")) if same > 1 else EMPTY
