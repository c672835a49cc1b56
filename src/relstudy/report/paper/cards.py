"""Cards of profiles on paper: a name and its portrait, then what is known of a profile in three columns, then what it is made of."""

import math
from collections.abc import Iterator, Mapping, Sequence

from relstudy.report.map.widths import text_width
from relstudy.report.palette import profile_mark
from relstudy.report.paper.blocks import HALF, MIDDLE, SIDE, THIRD, Block, beside, boxed, heading, prose, quoted
from relstudy.report.paper.said import sentence
from relstudy.report.paper.tables import tabled
from relstudy.report.plain.inline import read_flat
from relstudy.report.profile_cards import Card, Composition, Entry
from relstudy.report.table import Column, Row, table_of
from relstudy.report.values import EMPTY, Inline, Toned, joined, line
from relstudy.report.wording import Words

#: Widths in points of the three columns of what is known; where names of channels are long, the middle one has more room.
_EVEN, _WIDE = (THIRD, THIRD, THIRD), (SIDE, MIDDLE, SIDE)
#: Names of channels in a third: their size, the points of a line, lines of one on average from which they are long.
_SIZE, _LINE, _LONG = 6.6, 65.0, 2.0


def carded(card: Card, named: Mapping[str, Inline], words: Words) -> Block:
    """Return a card; `named` are the titles of its parts."""
    colour = profile_mark(card.place).colour
    size = joined(
        ", ", filter(None, (line("{0} {1}", Toned("strong", card.share), named["share_of"]), card.n, card.stability))
    )
    head = [heading(line("{0} {1}", card.shape, card.name)), prose(size)]
    if card.named_by:
        head.append(prose(card.named_by, style="note"))
    head += [prose(text) for text in (card.withheld, card.portrait) if text]
    widths = _widths(card)
    known = (_people(card, named), _reached(card, named, widths[1]), _wanted(card, named, words, widths[2]))
    sides = ((named["high"], card.high), (named["low"], card.low))
    made = [list(_entries(line("{0} – {1}", named["made"], t), e, room=HALF)) for t, e in sides if e]
    return boxed([*head, *_columns(known, widths), *_columns(made, (1.0, 1.0))], style="card", colour=colour)


def _columns(parts: Sequence[list[Block]], widths: Sequence[float]) -> Iterator[Block]:
    """Yield parts beside each other, as wide as if none were lacking."""
    said = [part for part in parts if part]
    if said:
        yield beside([*said, *([[]] * (len(widths) - len(said)))], widths=widths)


def _widths(card: Card) -> tuple[float, float, float]:
    names = [read_flat(entry.label) for entry in card.channels.entries] if card.channels else []
    lines = sum(math.ceil(text_width(name, _SIZE) / _LINE) for name in names)
    return _WIDE if names and lines >= _LONG * len(names) else _EVEN


def _people(card: Card, named: Mapping[str, Inline]) -> list[Block]:
    told = [block for found in card.people for block in _composed(named["people"], found)]
    return [*told, *(_composed(named["practices"], card.practices) if card.practices else ())]


def _reached(card: Card, named: Mapping[str, Inline], room: float) -> list[Block]:
    """Return the channels of a profile and where it meets a person."""
    told: list[Block] = []
    if card.channels:
        told += _entries(named["channels"], card.channels.entries, under=card.channels.question, room=room)
        told += [prose(card.channels.rest, style="note")] if card.channels.rest else []
    return [*told, *(_entries(card.contacts.title, card.contacts.entries, room=room) if card.contacts else ())]


def _wanted(card: Card, named: Mapping[str, Inline], words: Words, room: float) -> list[Block]:
    """Return what a profile expects first, who says so, what it implies."""
    told = list(_wishes(card, named, room)) if card.wishes else []
    if card.heard is not None:
        said = words.say("plain.quoted", text=card.heard.text)
        told += quoted(said, card.heard.who, about=card.heard.about)
    if card.implies:
        told += [
            prose(Toned("strong", named["implies"]), style="label"),
            *(prose(sentence(one)) for one in card.implies),
        ]
    return told


def _composed(title: Inline, found: Composition) -> list[Block]:
    about = joined(
        " ", filter(None, (Toned("strong", found.title or title), found.note and Toned("muted", found.note)))
    )
    told = [prose(about, style="label"), prose(found.bar, style="label")]
    return [*told, *([prose(joined("   ", found.parts), style="note")] if found.parts else [])]


def _entries(title: Inline, entries: tuple[Entry, ...], *, under: Inline = EMPTY, room: float) -> Iterator[Block]:
    rows = tuple(
        Row(head=entry.label, note=entry.question, cells=(entry.drawing, entry.number, Toned("muted", entry.whole)))
        for entry in entries
    )
    columns = (Column(title="", kind="mark"), Column(title=""), Column(title=""))
    yield from tabled(table_of(columns, rows, name="", caption=title, subtitle=under, stub=""), room=room)


def _wishes(card: Card, named: Mapping[str, Inline], room: float) -> Iterator[Block]:
    rows = tuple(
        Row(
            head=wish.label,
            note=joined(" · ", filter(None, (wish.tier, wish.action))),
            cells=(wish.rank, wish.importance, wish.satisfaction),
        )
        for wish in card.wishes
    )
    titles = (named["rank_interval"], named["importance_short"], named["satisfaction_short"])
    columns = (Column(title=title) for title in titles)
    yield from tabled(table_of(columns, rows, name="", caption="", stub=named["expectations"]), room=room)
