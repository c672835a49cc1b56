"""Satisfaction with each expectation as diverging bars, by action: the dissatisfied to the left, the satisfied to the right.

In a survey the sides are those of the middle of the scale, cut by answer where the answers are published, and those on
the middle stand apart. In interviews every interview is one piece of a bar. All bars share one scale, so that lengths
compare; everything printed is a cell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from relstudy.folding import fold
from relstudy.report.book import CellRow, has_number, value_of
from relstudy.report.context import Context
from relstudy.report.map.notes import wording_of
from relstudy.report.page import Note
from relstudy.report.page_sources import sources_in_words
from relstudy.report.table import Column
from relstudy.report.values import (
    EMPTY,
    Count,
    Field,
    Inline,
    Label,
    Number,
    Toned,
    Trend,
    Unbound,
    Value,
    joined,
    line,
)
from relstudy.report.verdicts import (
    ACTIONS,
    Verdict,
    action_word,
    from_cases,
    judged_words,
    line_cell,
    measured,
    ranked_name,
)
from relstudy.steps.changes import DIFFERENCE
from relstudy.survey.items import Item, ItemId
from relstudy.words import Lang

#: More interviews than these on the longest side, and a bar is not cut.
_MOST_PIECES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of a bar, from `start` to `end` in parts of the width (0-1); `depth` 0-1 is how far its answer lies from the middle."""

    start: float
    end: float
    depth: float


@dataclass(frozen=True, slots=True)
class Diverging(Value):
    """One bar: pieces to the left and to the right of `zero`, each side's interval, and in what to improve first the accent."""

    zero: float
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    intervals: tuple[tuple[float, float], ...]
    improve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One expectation: its name, the numbers of both sides of its bar, and what stands beside it."""

    verdict: Verdict
    name: Inline
    note: Inline
    negative: Inline
    bar: Diverging
    positive: Inline
    cells: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarGroup:
    """The expectations of one action under its name."""

    title: Inline
    note: Inline
    rows: tuple[BarRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionFigure(Value):
    """All bars of a wave. `stub`, `sides` and `columns` are the titles of its table; `ends` name the two ends of the scale, `interval` an interval; empty where there is none."""

    lang: Lang
    heading: Inline
    subheading: Inline
    stub: Inline
    sides: tuple[Inline, Inline]
    columns: tuple[Column, ...]
    ends: tuple[Inline, Inline] | None
    interval: Inline
    groups: tuple[BarGroup, ...]
    notes: tuple[Note, ...]


def satisfaction_figure(context: Context, groups: Mapping[str, tuple[Verdict, ...]]) -> SatisfactionFigure | None:
    """Return the bars of everybody's expectations by action; None where no expectation has a satisfied and a dissatisfied side."""
    verdicts = tuple(v for action in ACTIONS for v in groups[action])
    known = [v for v in verdicts if all(has_number(_side(context, v, side)) for side in ("negative", "positive"))]
    if not known:
        return None
    say, cases = context.words.say, from_cases(context)
    scale = _scale(context, known)
    neutral = any(has_number(_side(context, v, "neutral")) for v in known)
    names = (
        ("voiced", "judged") if cases else (*(("neutral",) if neutral else ()), "satisfaction", "importance", "base")
    )
    return SatisfactionFigure(
        lang=context.lang,
        heading=say("R2.bars.heading"),
        subheading=say(f"R2.bars.{'counts' if cases else 'shares'}", wave=Unbound("text", context.wave_name)),
        stub=say("columns.item"),
        sides=(say("R2.negative"), say("R2.positive")),
        columns=tuple(Column(title=say(f"R2.{name}")) for name in names),
        ends=None if cases else _ends(context, known),
        interval=EMPTY if cases else say("R2.bars.interval"),
        groups=tuple(_groups(context, groups, scale, neutral=neutral)),
        notes=_notes(context, known, cut=max(scale.left, scale.right) <= _MOST_PIECES),
    )


def _groups(
    context: Context, groups: Mapping[str, tuple[Verdict, ...]], scale: "_Scale", *, neutral: bool
) -> Iterator[BarGroup]:
    say, road = context.words.say, "cases" if from_cases(context) else "stated"
    for action in ACTIONS:
        if not groups[action]:
            continue
        title: Inline = say(f"action_groups.{action}", n=Count(len(groups[action]), context.lang))
        yield BarGroup(
            title=Toned("improve", title) if action == "improve" else title,
            note=say(f"action_rules.{road}.{action}"),
            rows=tuple(_row(context, v, scale, neutral=neutral) for v in groups[action]),
        )


def _row(context: Context, verdict: Verdict, scale: "_Scale", *, neutral: bool) -> BarRow:
    lang, cases = context.lang, from_cases(context)
    negative, middle, positive = (_side(context, verdict, side) for side in ("negative", "neutral", "positive"))
    if cases:
        cells: tuple[Inline, ...] = (Number(verdict.importance, lang), Field(verdict.satisfaction, "base", lang))
    else:
        cells = (
            *((Number(middle, lang),) if neutral else ()),
            measured(verdict.satisfaction, context),
            measured(verdict.importance, context),
            Field(verdict.satisfaction, "base", lang),
        )
    offer = verdict.offer
    told = offer is None or context.text("offer", offer) == context.text("expectation", verdict.id)
    linked = EMPTY if told else context.words.say("R2.linked_to", offer=context.label("offer", offer or ""))
    return BarRow(
        verdict=verdict,
        name=ranked_name(verdict, context),
        note=linked,
        negative=Number(negative, lang, of_base=True),
        bar=_bar(context, verdict, scale),
        positive=Number(positive, lang, of_base=True),
        cells=cells,
    )


def _side(context: Context, verdict: Verdict, side: str) -> CellRow | None:
    return context.book.get("expectations", verdict.id, side, "_", verdict.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """What the longest bar of each side, its interval included, makes of the width."""

    left: float
    right: float

    @property
    def zero(self) -> float:
        """Return where the sides meet."""
        return self.left / ((self.left + self.right) or 1.0)

    def at(self, value: float) -> float:
        """Return the place of a value, negative to the left."""
        return round((self.left + value) / ((self.left + self.right) or 1.0), 5)


def _scale(context: Context, verdicts: Iterable[Verdict]) -> _Scale:
    left, right = (
        max(
            max(value_of(cell, 0.0), cell.high or 0.0)
            for v in verdicts
            if (cell := _side(context, v, side)) is not None
        )
        for side in ("negative", "positive")
    )
    return _Scale(left=left, right=right)


def _bar(context: Context, verdict: Verdict, scale: _Scale) -> Diverging:
    sides = {side: _side(context, verdict, side) for side in ("negative", "positive")}
    pieces = {side: tuple(_pieces(context, verdict, cell, side, scale)) for side, cell in sides.items()}
    return Diverging(
        zero=round(scale.zero, 5),
        left=pieces["negative"],
        right=pieces["positive"],
        intervals=tuple(
            (scale.at(sign * cell.low), scale.at(sign * cell.high))
            for sign, cell in zip((-1, 1), sides.values(), strict=True)
            if cell is not None and cell.low is not None and cell.high is not None
        ),
        improve=verdict.action == "improve",
    )


def _pieces(context: Context, verdict: Verdict, cell: CellRow | None, side: str, scale: _Scale) -> Iterator[Piece]:
    """Yield the pieces of one side, from the middle outwards."""
    whole = value_of(cell, 0.0)
    if cell is None or whole <= 0.0:
        return
    weights = _answers(context, verdict, side)
    if cell.unit == "cases":
        weights = [(1.0, 1.0)] * int(whole) if max(scale.left, scale.right) <= _MOST_PIECES else []
    weights = weights or [(1.0, 1.0)]
    total, sign, done = sum(w for w, _ in weights), -1 if side == "negative" else 1, 0.0
    for weight, depth in weights:
        ends = sorted(scale.at(sign * whole * part / total) for part in (done, done + weight))
        done += weight
        if weight:
            yield Piece(start=ends[0], end=ends[1], depth=depth)


def _answers(context: Context, verdict: Verdict, side: str) -> list[tuple[float, float]]:
    """Return the shares of the answers of one side, from the middle outwards, each with its distance from the middle (0-1).

    Empty where not all of them are published.
    """
    item = _asked(context, verdict)
    values = [] if item is None else [(c.value, c.code) for c in item.answers if c.value is not None]
    if item is None or not values:
        return []
    middle, reach = (min(values)[0] + max(values)[0]) / 2, (max(values)[0] - min(values)[0]) / 2
    inside = sorted(
        (abs(value - middle), code)
        for value, code in values
        if (value < middle if side == "negative" else value > middle)
    )
    shares = [context.book.get("survey", item.id, "share", fold(code), verdict.column) for _, code in inside]
    if not inside or not all(map(has_number, shares)) or sum(value_of(c, 0.0) for c in shares) <= 0.0:
        return []
    return [(value_of(c, 0.0), distance / reach) for c, (distance, _) in zip(shares, inside, strict=True)]


def _asked(context: Context, verdict: Verdict) -> Item | None:
    """Return the item that asks how satisfied people are with an expectation."""
    name = next((e.satisfaction_item for e in context.study.expectations if e.id == verdict.id), None)
    return None if name is None else context.items.get(ItemId(name))


def _ends(context: Context, verdicts: Sequence[Verdict]) -> tuple[Inline, Inline] | None:
    """Return the labels of the two ends of the scale; None where the bars are not cut by answer, or not all have the same."""
    found = set()
    for verdict in verdicts:
        item = _asked(context, verdict)
        if item is None or not _answers(context, verdict, "positive"):
            return None
        values = [(c.value, c.code) for c in item.answers if c.value is not None]
        found.add(tuple(context.code_text(item.id, fold(code)) for _, code in (min(values), max(values))))
    ends = found.pop() if len(found) == 1 else None
    return None if ends is None else (Label(ends[0]), Label(ends[1]))


def _notes(context: Context, verdicts: Sequence[Verdict], *, cut: bool) -> tuple[Note, ...]:
    """Return how to read the first bar, the question, the bases, the files; `cut` tells that each interview is a piece of a bar."""
    say, lang = context.words.say, context.lang
    first = next((v for v in verdicts if v.action not in ("missing", "unsettled")), verdicts[0])
    parts: dict[str, Inline] = {
        "label": context.label("expectation", first.id),
        "importance": Number(first.importance, lang),
        "action": action_word(first, context),
    }
    if from_cases(context):
        return (
            Note(title=say("notes.reading"), text=say("R2.reading_cases", **parts, **judged_words(first, context))),
            Note(title=say("notes.base"), text=say(f"R2.bars.base_cases{'_cut' if cut else ''}")),
            *_source(context, verdicts),
        )
    for side in ("negative", "positive"):
        parts[side] = Number(_side(context, first, side), lang)
    line = line_cell(context, "satisfaction")
    form = "bars.reading_line" if line is not None and line.shown else "bars.reading"
    reading = say(f"R2.{form}", **parts, satisfaction=Number(first.satisfaction, lang), line=Number(line, lang))
    asked = [item.id for v in verdicts if (item := _asked(context, v)) is not None]
    low, high = (pick(verdicts, key=_base_of) for pick in (min, max))
    bases = {
        "low": Field(low.satisfaction, "base", lang),
        "high": Field(high.satisfaction, "base", lang),
        "low_label": context.label("expectation", low.id),
        "high_label": context.label("expectation", high.id),
    }
    one = "_one" if _base_of(low) == _base_of(high) else ""
    question = wording_of(context, asked)
    return (
        Note(title=say("notes.reading"), text=reading),
        *((Note(title=say("notes.question"), text=question),) if question else ()),
        Note(title=say("notes.base"), text=say(f"R2.bars.base{one}", **bases)),
        *_moved(context, verdicts),
        *_source(context, verdicts),
    )


def _moved(context: Context, verdicts: Sequence[Verdict]) -> tuple[Note, ...]:
    """Return what fell since the wave before with what rose, and by how much, as marks say; nothing where no satisfaction moved."""
    say = context.words.say
    parts: list[Inline] = []
    for way, word in (("down", "fell"), ("up", "rose")):
        names = [_by_how_much(context, v) for v in verdicts if Trend(v.satisfaction, context.lang).way == way]
        if names:
            parts.append(say(f"R2.bars.{word}", names=joined(", ", names)))
    return (Note(title=say("notes.moved"), text=joined(" ", parts)),) if parts else ()


def _by_how_much(context: Context, verdict: Verdict) -> Inline:
    """Return an expectation with how far its satisfaction is from that of the wave before, where the waves tell."""
    name = context.label("expectation", verdict.id)
    told = [
        c for c in context.book.of("waves", f"expectations.{verdict.id}") if c.measure == f"satisfaction{DIFFERENCE}"
    ]
    return line("{0} ({1})", name, Number(told[0], context.lang, signed=True)) if len(told) == 1 else name


def _base_of(verdict: Verdict) -> int:
    return (verdict.satisfaction.base if verdict.satisfaction is not None else None) or 0


def _source(context: Context, verdicts: Sequence[Verdict]) -> tuple[Note, ...]:
    text = sources_in_words(context, [c for v in verdicts if (c := v.satisfaction) is not None])
    return (Note(title=context.words.say("notes.source"), text=text),) if text else ()
