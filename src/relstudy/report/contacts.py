"""First contacts as a figure: at each phase the channel used most, who wishes for a person or a machine, and the gap to what they had.

One row per profile, per target where there are no profiles, for everybody where there are neither. Every number is a
cell. A study without a survey has what its interviews say: the channel most cases speak of at each stage, in counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from relstudy.folding import fold
from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.legend import legend_of
from relstudy.report.marks import column_title, profile_place
from relstudy.report.numbers import format_value
from relstudy.report.page import Note
from relstudy.report.question_series import shared_words
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import (
    EMPTY,
    Caution,
    Field,
    Inline,
    Joined,
    Label,
    Number,
    Said,
    Toned,
    Turn,
    Value,
    joined,
    line,
)
from relstudy.survey.items import Code, Item
from relstudy.survey.phases import ANY_PHASE, Moment, find_moments
from relstudy.words import Lang

#: Kinds of columns, those of the short figure being the first kind there is.
_KINDS = ("profile=", "target=", "all")
_LONG_NAME = 32  # signs: two lines of a narrow column
#: As many channels are named where they tie.
_NAMED = 3
#: As many columns are told in short beside everybody.
_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstChannel:
    """The channel used most: its names, several where they tie, and the cell of its share or count."""

    names: tuple[Inline, ...]
    cell: CellRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCell:
    """One phase of one row. A number that there is not is None; `silent` is a cell that says why there is no channel."""

    first: FirstChannel | None = None
    silent: CellRow | None = None
    wish_human: CellRow | None = None
    wish_automated: CellRow | None = None
    contact_human: CellRow | None = None
    contact_wish: CellRow | None = None
    gap: CellRow | None = None
    lines: tuple[Inline, ...] = ()

    @property
    def cells(self) -> tuple[CellRow, ...]:
        """Return the cells it shows."""
        wishes = (self.wish_human, self.wish_automated, self.contact_human, self.contact_wish, self.gap)
        first = self.silent if self.first is None else self.first.cell
        return tuple(cell for cell in (first, *wishes) if cell is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One profile, target or everybody. `base` is how many they are, `profile` its place among the profiles, None for another row."""

    column: str
    title: Inline
    base: Inline
    profile: int | None
    cells: tuple[ContactCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFigure(Value):
    """First contacts by phase. `phases` are the titles over the cells; `key` are the words of the bar, empty without wishes.

    `has_long_names` tells that a row's name needs a wider column than a word or two do.
    """

    lang: Lang
    id: str
    title: Inline
    subtitle: Inline
    stub: Inline
    phases: tuple[Inline, ...]
    rows: tuple[ContactRow, ...]
    key: tuple[Inline, ...]
    notes: tuple[Note, ...]
    legend: tuple[Inline, ...]
    has_long_names: bool

    @property
    def table(self) -> Table:
        """Return the figure as a table: the lines of each cell one below the other."""
        return table_of(
            (Column(title=phase, kind="text") for phase in self.phases),
            (
                Row(head=row.title, note=row.base, cells=tuple(joined(Turn(), c.lines) for c in row.cells))
                for row in self.rows
            ),
            name=self.id,
            caption=self.title,
            subtitle=self.subtitle,
            stub=self.stub,
        )


def contact_figure(context: Context, *, full: bool) -> ContactFigure | None:
    """Return first contacts by phase; None where nothing tells them.

    `full` has every profile, every target and everybody, the bases and the notes under it; else it is what the first
    screen of a report holds: everybody, and the profiles, or the targets where there is no partition.
    """
    moments = find_moments(context.wave.items, context.study.offers) if context.study.steps.survey else ()
    surveyed = _survey_rows(context, moments, full=full) if moments else ()
    if any(cell.cells for row in surveyed for cell in row.cells):
        return _survey_figure(context, moments, surveyed, full=full)
    return _interview_figure(context, full=full)


# -- from the survey -------------------------------------------------------------------------------


def _survey_rows(context: Context, moments: Sequence[Moment], *, full: bool) -> tuple[ContactRow, ...]:
    items = {item.id for moment in moments for item, _ in moment.channels}
    known = (*(c for item in items for c in context.book.columns("survey", item)), *context.book.columns("offers"))
    return tuple(
        _row(
            context,
            column,
            tuple(_survey_cell(context, moment, column, full=full) for moment in moments),
            section="sample",
        )
        for column in _columns(known, full=full)
    )


def _columns(known: Iterable[str], *, full: bool) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(known))
    by_kind = [tuple(c for c in found if c.startswith(kind)) for kind in _KINDS]
    if full:
        profiles, targets, whole = by_kind
        return (*whole, *profiles, *targets)
    *grouped, whole = by_kind
    return (*whole, *next((columns for columns in grouped if columns), ()))


def _row(context: Context, column: str, cells: tuple[ContactCell, ...], *, section: str) -> ContactRow:
    size = context.book.get(section, "_", "n", "_", column)
    base: Inline = EMPTY
    if size is not None and size.value is not None:
        base = context.figure_words.say("contacts.size", n=Number(size, context.lang, of_base=True))
    place = profile_place(context, column)
    return ContactRow(column=column, title=column_title(context, column), base=base, profile=place, cells=cells)


def _survey_cell(context: Context, moment: Moment, column: str, *, full: bool) -> ContactCell:
    names = ("wish_human", "wish_automated", "contact_human", "contact_wish", "contact_gap")
    found = {name: context.book.get("offers", "_", name, moment.phase, column) for name in names}
    shown = {name: cell if cell is not None and cell.shown else None for name, cell in found.items()}
    asked = [pair for item, codes in moment.channels if (pair := _shares(context, item, codes, column))]
    shares = max(asked, key=lambda pairs: pairs[0][0].base or 0, default=[])
    first = _first([(cell, context.label("offer", offer)) for cell, offer in shares], context.lang)
    cell = ContactCell(
        first=first,
        silent=shares[0][0] if first is None and shares and not shares[0][0].shown else None,
        wish_human=shown["wish_human"],
        wish_automated=shown["wish_automated"],
        contact_human=shown["contact_human"] if full else None,
        contact_wish=shown["contact_wish"] if full else None,
        gap=shown["contact_gap"],
    )
    return _with_lines(context, cell)


def _shares(context: Context, item: Item, codes: Sequence[Code], column: str) -> list[tuple[CellRow, str]]:
    """Return the share of each channel of an item in a column, with its offer."""
    pairs = ((context.book.get("survey", item.id, "share", fold(c.code), column), c.offer) for c in codes)
    return [(cell, offer) for cell, offer in pairs if cell is not None and offer is not None]


def _first(named: Sequence[tuple[CellRow, Inline]], lang: Lang) -> FirstChannel | None:
    """Return what has the largest number; what prints the same is a tie."""
    top = max((cell for cell, _ in named if cell.value), key=value_of, default=None)
    if top is None:
        return None
    level = _printed(top, lang)
    tied = [name for cell, name in named if cell.value and _printed(cell, lang) == level]
    return FirstChannel(names=tuple(tied), cell=top)


def _printed(cell: CellRow, lang: Lang) -> str:
    return format_value(cell.value or 0.0, cell.unit, lang)


def _with_lines(context: Context, cell: ContactCell) -> ContactCell:
    """Return a phase with what it says, line by line: the channel, the wishes, the gap."""
    say, lang = context.figure_words.say, context.lang
    lines: list[Inline] = []
    if cell.first is not None:
        names: Inline = Toned("strong", joined(", ", cell.first.names[:_NAMED]))
        if len(cell.first.names) > 1:
            names = line("{0} {1}", names, say("contacts.tie"))
        lines.append(line("{0} {1}", names, Number(cell.first.cell, lang)))
    elif cell.silent is not None:
        lines.append(Number(cell.silent, lang))
    wishes = {"human": cell.wish_human, "automated": cell.wish_automated}
    if any(wishes.values()):
        said = (say(f"contacts.{name}", share=Number(one, lang)) for name, one in wishes.items() if one is not None)
        lines.append(joined(" · ", said))
    if cell.contact_human is not None:
        had = {"contact": Number(cell.contact_human, lang), "n": Field(cell.contact_human, "base", lang)}
        if cell.contact_wish is None:
            lines.append(say("contacts.had", **had))
        else:
            lines.append(say("contacts.had_and_wish", wish=Number(cell.contact_wish, lang), **had))
    if cell.gap is not None:
        gap = say("contacts.gap", gap=Number(cell.gap, lang, signed=True))
        lines.append(
            Toned("strong", gap) if cell.gap.is_apart_from_zero else line("{0} {1}", gap, say("contacts.unsettled"))
        )
    return replace(cell, lines=tuple(lines))


def _survey_figure(
    context: Context, moments: Sequence[Moment], rows: Sequence[ContactRow], *, full: bool
) -> ContactFigure:
    kept = [i for i in range(len(moments)) if any(row.cells[i].cells for row in rows)]
    runs = _alike([moments[i] for i in kept])
    asked = [moment for run in runs for moment in run]
    first = [kept[asked.index(run[0])] for run in runs]
    moments = [run[0] for run in runs]
    rows = [
        replace(row, cells=tuple(row.cells[i] for i in first)) for row in rows if any(cell.lines for cell in row.cells)
    ]
    say = context.figure_words.say
    wishes = any(c.wish_human or c.wish_automated for row in rows for c in row.cells)
    # Where nobody named a channel the figure still is about channels: it says so.
    channel = not wishes or any(c.first for row in rows for c in row.cells)
    matter = "_".join(name for name, there in (("channel", channel), ("wish", wishes)) if there)
    kind = _columns_of(rows)
    wished = "wish" in matter
    shown = [cell for row in rows for one in row.cells for cell in one.cells]
    return ContactFigure(
        lang=context.lang,
        id="contacts-full" if full else "contacts",
        title=say(f"contacts.title_{matter}", by=say(f"contacts.by_{kind}")),
        subtitle=say(f"contacts.subtitle_{matter}", dates=context.field_dates),
        stub=say(f"contacts.stub_{kind}"),
        phases=tuple(_phases(context, run) for run in runs),
        rows=tuple(rows),
        key=tuple(say(f"contacts.key_{name}") for name in ("human", "between", "automated")) if wished else (),
        notes=_survey_notes(context, moments, rows, asked) if full else _short_notes(context, moments, rows),
        legend=legend_of(context, shown),
        has_long_names=_has_long_names(context, rows),
    )


def _alike(moments: Sequence[Moment]) -> list[list[Moment]]:
    """Return the moments in order, those together that the register makes the same: the same channels, and no wish of their own."""
    runs: list[list[Moment]] = []
    for moment in moments:
        if runs and _is_like(runs[-1][0], moment):
            runs[-1].append(moment)
        else:
            runs.append([moment])
    return runs


def _is_like(one: Moment, other: Moment) -> bool:
    return other.by_register and one.channels == other.channels and not (one.wishes or other.wishes)


def _phases(context: Context, moments: Sequence[Moment]) -> Inline:
    """Return the names of phases that share a column, one after the other."""
    return context.figure_words.listed(f"contacts.phases.{'any' if m.phase == ANY_PHASE else m.phase}" for m in moments)


def _short_notes(context: Context, moments: Sequence[Moment], rows: Sequence[ContactRow]) -> tuple[Note, ...]:
    notes = [
        ("reading", _reading(context, moments, rows)),
        ("gap", _gap_rule(context, rows)),
        ("phase", _register_rule(context, moments)),
    ]
    return tuple(Note(title=context.figure_words.say(f"notes.{name}"), text=text) for name, text in notes if text)


def _survey_notes(
    context: Context, moments: Sequence[Moment], rows: Sequence[ContactRow], asked: Sequence[Moment]
) -> tuple[Note, ...]:
    say = context.figure_words.say
    texts = [
        ("short", _in_short(context, moments, rows)),
        ("reading", _reading(context, moments, rows)),
        ("rule", say("contacts.notes.rule") if any(c.first for row in rows for c in row.cells) else EMPTY),
        ("person", _persons(context, moments, rows)),
        ("gap", _gap_rule(context, rows)),
        ("phase", _register_rule(context, moments)),
        ("question", _questions(context, moments)),
        ("base", _bases(context, asked)),
        ("source", _source(context, rows)),
    ]
    return tuple(Note(title=say(f"notes.{name}"), text=text) for name, text in texts if text)


def _gap_rule(context: Context, rows: Sequence[ContactRow]) -> Inline:
    gaps = any(cell.gap for row in rows for cell in row.cells)
    return context.figure_words.say("contacts.notes.gap") if gaps else EMPTY


def _persons(context: Context, moments: Sequence[Moment], rows: Sequence[ContactRow]) -> Inline:
    """Name the channels of the questions that count as a contact with a person, as the register of channels declares them."""
    if not any(cell.contact_human or cell.gap for row in rows for cell in row.cells):
        return EMPTY
    named = {code.offer for moment in moments for _, codes in moment.channels for code in codes}
    human = [offer for offer in context.study.offers if offer.id in named and offer.relation == "human"]
    names = joined(", ", (context.label("offer", offer.id) for offer in human))
    return context.figure_words.say("contacts.notes.person", names=names) if human else EMPTY


def _register_rule(context: Context, moments: Sequence[Moment]) -> Inline:
    by_register = any(moment.by_register for moment in moments)
    return context.figure_words.say("contacts.notes.by_register") if by_register else EMPTY


def _reading(context: Context, moments: Sequence[Moment], rows: Sequence[ContactRow]) -> Inline:
    """Teach the figure on the cell with the largest settled gap, else on the first that has a channel."""
    say, lang = context.figure_words.say, context.lang
    told = [(row, i, cell) for row in rows for i, cell in enumerate(row.cells) if cell.first is not None]
    if not told:
        return EMPTY
    gaps = [
        one
        for one in told
        if one[2].gap is not None and one[2].wish_human is not None and one[2].gap.is_apart_from_zero
    ]
    row, i, cell = max(gaps, key=lambda one: abs(value_of(one[2].gap))) if gaps else told[0]
    if cell.first is None:
        return EMPTY
    parts: dict[str, Inline] = {
        "who": context.column_label(row.column),
        "phase": _at(context, moments[i]),
        "channel": joined(", ", cell.first.names[:_NAMED]),
        "share": Number(cell.first.cell, lang),
    }
    said: list[Inline] = [say("contacts.notes.reading", **parts)]
    if cell.wish_human is not None:
        said.append(say("contacts.notes.reading_wish", wish=Number(cell.wish_human, lang)))
    if (
        cell.gap is not None
        and cell.gap.is_apart_from_zero
        and cell.contact_human is not None
        and cell.contact_wish is not None
    ):
        side = "more" if (cell.gap.value or 0.0) > 0 else "fewer"
        had, wished = Number(cell.contact_human, lang), Number(cell.contact_wish, lang)
        gap = Number(cell.gap, lang, signed=True)
        said.append(say(f"contacts.notes.reading_{side}", had=had, wish=wished, gap=gap))
    return joined(" ", said)


def _in_short(context: Context, moments: Sequence[Moment], rows: Sequence[ContactRow]) -> Inline:
    """Say the first channel of everybody phase by phase, then of each row the phases where it has another one."""
    whole = next((row for row in rows if row.column == "all"), None)
    if whole is None or len(rows) == 1:
        return EMPTY
    say, common = context.figure_words.say, [_names(cell) for cell in whole.cells]
    said = []
    for row in rows:
        told: dict[tuple[Inline, ...], list[Inline]] = {}
        for cell, usual, moment in zip(row.cells, common, moments, strict=True):
            names = _names(cell)
            if cell.first is not None and names is not None and (row is whole or names != usual):
                phase = joined("", (_at(context, moment), Caution(cell.first.cell, context.lang)))
                told.setdefault(names, []).append(phase)
        parts = [
            say("contacts.notes.short_channel", channel=joined(", ", names[:_NAMED]), phases=joined(", ", phases))
            for names, phases in told.items()
        ]
        if parts:
            name = "short_all" if row is whole else "short_row"
            channels = joined(say("contacts.notes.short_between"), parts)
            said.append(say(f"contacts.notes.{name}", who=context.column_label(row.column), channels=channels))
    if not any(common):
        return EMPTY
    others = said[1:]
    if len(others) > _TOLD:
        # What so many columns have of their own is read in the figure, row by row.
        return joined(" ", (said[0], say("contacts.notes.short_many")))
    return joined(" ", (said[0], say(f"contacts.notes.short_{'else' if said[1:] else 'same'}"), *said[1:]))


def _at(context: Context, moment: Moment) -> Inline:
    """Return a phase as a sentence says when."""
    return context.figure_words.say(f"contacts.at.{'any' if moment.phase == ANY_PHASE else moment.phase}")


def _names(cell: ContactCell) -> tuple[Inline, ...] | None:
    return None if cell.first is None else cell.first.names


def _questions(context: Context, moments: Sequence[Moment]) -> Inline:
    asked = (
        [item for moment in moments for item, _ in moment.channels],
        [item for moment in moments for item in moment.wishes],
    )
    return joined(" ", (Label(_closed(text)) for items in asked for text in _wordings(context, items)))


def _wordings(context: Context, items: Sequence[Item]) -> tuple[str, ...]:
    """Return how questions are worded; those that begin alike stand behind their common words."""
    texts = tuple(dict.fromkeys(text for item in items if (text := context.item_text(item.id))))
    shared = shared_words([text.split(" ") for text in texts]) if len(texts) > 1 else 0
    if not shared:
        return texts
    first, *others = texts
    return (f"{first} {' '.join('… ' + ' '.join(text.split(' ')[shared:]) for text in others)}",)


def _closed(text: str) -> str:
    return text if text[-1] in ".?!…" else f"{text}."


def _bases(context: Context, moments: Sequence[Moment]) -> Inline:
    """Return how many were asked, phase by phase: the channels, then the wish."""
    say, book, lang = context.figure_words.say, context.book, context.lang
    said: list[Inline] = []
    for moment in moments:
        shares = [pairs[0][0] for item, codes in moment.channels if (pairs := _shares(context, item, codes, "all"))]
        wish = book.get("offers", "_", "wish_human", moment.phase, "all")
        bases = [Field(cell, "base", lang) for cell in (*shares, *([wish] if wish is not None else []))]
        if bases:
            phase = say(f"contacts.phases.{'any' if moment.phase == ANY_PHASE else moment.phase}")
            said.append(say("contacts.notes.base_of", phase=phase, n=joined(", ", bases)))
    if not said:
        return EMPTY
    head = say("contacts.notes.base" if any(m.wishes for m in moments) else "contacts.notes.base_channels")
    return line("{0} {1}.", head, joined("; " if lang == "en" else "\u202f; ", said))


def _source(context: Context, rows: Sequence[ContactRow]) -> Inline:
    files = dict.fromkeys(c.file for row in rows for one in row.cells for c in one.cells if c.file)
    names = joined(", ", map(Label, files))
    return context.figure_words.say("contacts.notes.source", files=names, dates=context.field_dates)


# -- from interviews -------------------------------------------------------------------------------


def _interview_figure(context: Context, *, full: bool) -> ContactFigure | None:
    book, say = context.book, context.figure_words.say
    met = [cell for cell in book.of("interviews", measure="cases_at") if cell.value is not None]
    left = {entry.parent for entry in context.study.codebook} | _no_channels(context)
    met = [cell for cell in met if not {cell.item, cell.row} & left and cell.shown]
    spoken = {cell.row for cell in met if cell.value}
    stages = tuple(entry.id for entry in context.study.codebook if entry.id in spoken)
    columns = _columns((cell.column for cell in met), full=full)
    if not stages or not columns:
        return None
    by_place: dict[tuple[str, str], list[CellRow]] = {}
    for cell in met:
        by_place.setdefault((cell.column, cell.row), []).append(cell)
    by_column = (
        _row(
            context,
            column,
            tuple(_interview_cell(context, by_place.get((column, stage), [])) for stage in stages),
            section="interviews",
        )
        for column in columns
    )
    rows = tuple(row for row in by_column if any(cell.lines for cell in row.cells))
    if not rows:
        return None
    kind = _columns_of(rows)
    return ContactFigure(
        lang=context.lang,
        id="contacts-full" if full else "contacts",
        title=say("contacts.title_cases", by=say(f"contacts.by_{kind}")),
        subtitle=say("contacts.subtitle_cases"),
        stub=say(f"contacts.stub_{kind}"),
        phases=tuple(context.label("codebook", stage) for stage in stages),
        rows=rows,
        key=(),
        notes=_interview_notes(context, rows, stages) if full else (),
        legend=(),
        has_long_names=_has_long_names(context, rows),
    )


def _no_channels(context: Context) -> set[str | None]:
    """Return the codes among those of channels that name none: they say how a step went, or have no offer in a frame that gives channels theirs."""
    coded = [entry for entry in context.study.codebook if entry.facet == "channel"]
    offered = any(entry.offer for entry in coded)
    return {e.id for e in coded if not e.offer and (offered or e.outcome or e.together or e.continued is not None)}


def _has_long_names(context: Context, rows: Sequence[ContactRow]) -> bool:
    return any(len(context.column_text(row.column)) > _LONG_NAME for row in rows)


def _columns_of(rows: Sequence[ContactRow]) -> str:
    """Return what the rows of a figure are of: all and profiles, all and targets, or both ("full")."""
    kinds = dict.fromkeys(row.column.partition("=")[0] for row in rows)
    return "full" if {"profile", "target"} <= set(kinds) else list(kinds)[-1]


def _interview_cell(context: Context, cells: Sequence[CellRow]) -> ContactCell:
    named = [(cell, context.label("codebook", cell.item)) for cell in cells]
    return _with_lines(context, ContactCell(first=_first(named, context.lang)))


def _interview_notes(context: Context, rows: Sequence[ContactRow], stages: Sequence[str]) -> tuple[Note, ...]:
    say = context.figure_words.say
    row, place, first = next(
        (row, i, cell.first) for row in rows for i, cell in enumerate(row.cells) if cell.first is not None
    )
    reading: Said | Joined = say(
        "contacts.notes.reading_cases",
        who=context.column_label(row.column),
        stage=context.label("codebook", stages[place]),
        channel=joined(", ", first.names[:_NAMED]),
        n=Number(first.cell, context.lang),
    )
    texts = (("reading", reading), ("rule", say("contacts.notes.rule_cases")), ("source", _source(context, rows)))
    return tuple(Note(title=say(f"notes.{name}"), text=text) for name, text in texts)
