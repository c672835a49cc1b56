"""The roadmap as cards: what is decided now, next and later, from where it starts and where it is to go, and what is not said."""

from collections.abc import Iterator
from dataclasses import dataclass

from relstudy.report.context import Context
from relstudy.report.numbers import format_date
from relstudy.report.page import Note
from relstudy.report.pages.audit import bind_kpi, say_source
from relstudy.report.values import EMPTY, Inline, Label, Unbound, joined, line
from relstudy.report.verdicts import Verdict, action_word, read_verdicts, tier_word
from relstudy.survey.registers import HORIZONS, RoadmapLine

#: Facts without which nobody can say that a move was made: who, by which KPI, from where, how far, by when.
_SMART = ("owner", "kpi", "current", "target", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One move: its name, what is known of it, and which facts are missing."""

    title: Inline
    facts: tuple[Note, ...]
    missing: Inline = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The moves of one horizon."""

    title: Inline
    moves: tuple[Move, ...]


def stages_of(context: Context) -> tuple[Stage, ...]:
    """Return the moves of the roadmap by horizon; a horizon without any is left out."""
    say, verdicts = context.words.say, {v.id: v for v in read_verdicts(context)}
    stages = []
    for horizon in HORIZONS:
        moves = tuple(_move(context, one, verdicts) for one in context.wave.roadmap if one.horizon == horizon)
        if moves:
            stages.append(Stage(title=say(f"R5.horizons.{horizon}"), moves=moves))
    return tuple(stages)


def lacking(context: Context, move: RoadmapLine) -> tuple[str, ...]:
    """Return which of the facts of `_SMART` a move does not have."""
    current = None if move.kpi is None else context.book.get("strategy", move.offer, "current", move.kpi)
    known = {
        "owner": move.owner,
        "kpi": move.kpi,
        "current": current is not None and current.shown,
        "target": move.target is not None,
        "date": move.day,
    }
    # Without a KPI there is nothing to start from: that is one fact missing, not two.
    asked = (name for name in _SMART if move.kpi is not None or name != "current")
    return tuple(name for name in asked if not known[name])


def _move(context: Context, move: RoadmapLine, verdicts: dict[str, Verdict]) -> Move:
    say = context.words.say
    named = context.text("roadmap", move.file, str(move.line))
    labelled = named != str(move.line)
    offer = context.label("offer", move.offer)
    facts = [Note(title=say(f"R5.card.{name}"), text=text) for name, text in _facts(context, move)]
    if labelled:
        facts.insert(0, Note(title=say("R5.card.offer"), text=offer))
    facts += [Note(title=say("R5.card.serves"), text=text) for text in _served(context, move, verdicts)]
    absent = lacking(context, move)
    missing = (
        say("R5.card.missing", facts=joined(", ", (say(f"R5.fact.{name}") for name in absent))) if absent else EMPTY
    )
    return Move(title=Label(named) if labelled else offer, facts=tuple(facts), missing=missing)


def _facts(context: Context, move: RoadmapLine) -> Iterator[tuple[str, Inline]]:
    """Yield what is known of a move, in the order it is read."""
    say, book = context.words.say, context.book
    if move.kpi is not None:
        current, target, gap = (
            book.get("strategy", move.offer, name, move.kpi) for name in ("current", "target", "gap")
        )
        parts = {
            "kpi": context.unlabelled(move.kpi),
            "target": bind_kpi(context, target),
            "current": bind_kpi(context, current),
        }
        known = "".join(name for name, cell in (("c", current), ("t", target)) if cell is not None and cell.shown)
        yield "kpi", say(f"R5.card.figures.{known or 'none'}", **parts)
        if gap is not None and gap.shown:
            yield "gap", bind_kpi(context, gap, signed=True)
        measured = current is not None and current.shown
        if measured and (told := say_source(context, move.offer, move.kpi)):
            yield "source", told
    if move.owner is not None:
        yield "owner", context.written(move.owner)
    if move.day is not None:
        yield "date", Unbound("date", format_date(move.day, context.lang))


def _served(context: Context, move: RoadmapLine, verdicts: dict[str, Verdict]) -> Iterator[Inline]:
    """Yield the expectations a move serves with their two verdicts: the one it names, else those of its offer."""
    for name in (e.id for e in context.study.expectations if move.serves(e)):
        label, verdict = context.label("expectation", name), verdicts.get(name)
        if verdict is None:
            yield label
        else:
            yield line("{0} ({1} · {2})", label, tier_word(verdict, context), action_word(verdict, context))
