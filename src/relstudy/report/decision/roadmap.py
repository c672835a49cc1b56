"""The roadmap as cards: what is decided now, next and later, from where it starts and where it is to go, what is not said, in what order."""

from collections.abc import Iterator
from dataclasses import dataclass

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.numbers import format_date
from relstudy.report.page import Note
from relstudy.report.pages.audit import bind_kpi, say_source
from relstudy.report.values import EMPTY, Inline, Label, Number, Unbound, joined, line
from relstudy.report.verdicts import Verdict, action_word, read_verdicts, tier_word
from relstudy.survey.registers import HORIZONS, Horizon, RoadmapLine

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
    """Return the moves of the roadmap by horizon; a horizon without any is left out.

    Within one, the move of the expectation that matters most comes first, then the roadmap's own order.
    """
    say, verdicts = context.words.say, {v.id: v for v in read_verdicts(context)}
    return tuple(
        Stage(title=say(f"R5.horizons.{horizon}"), moves=tuple(_move(context, move, verdicts) for move, _ in found))
        for horizon, found in _ranked(context).items()
    )


def order_of(context: Context) -> Inline:
    """Return what expectations the moves of each horizon serve, by rank, and whether any move comes before one that matters more.

    The roadmap decides the horizon: the ranks of the survey are held against it. Nothing where there is one move, or
    no rank to go by.
    """
    say, ranked = context.words.say, _ranked(context)
    moves = [pair for found in ranked.values() for pair in found]
    if len(moves) < 2 or not any(rank for _, rank in moves):
        return EMPTY
    stages = []
    for horizon, found in ranked.items():
        ranks = {rank.key: Number(rank, context.lang) for _, rank in found if rank is not None}
        served = context.words.count("R5.order.ranks", len(ranks), ranks=_listed(context, tuple(ranks.values())))
        stages.append(say("R5.order.stage", horizon=say(f"R5.horizons.{horizon}"), ranks=served))
    told = joined(" ", stages)
    if len(ranked) < 2:
        return told
    early = [
        say("R5.order.pair", first=_name(context, move), second=_name(context, best[0]))
        for place, found in enumerate(ranked.values())
        if (best := _best_after(list(ranked.values())[place + 1 :])) is not None
        for move, rank in found
        if _place(rank) > _place(best[1])
    ]
    if early:
        return say("R5.order.against", stages=told, pairs=joined(say("R5.diagnosis.join"), early))
    return say("R5.order.follows", stages=told)


def left_out(context: Context) -> Inline:
    """Return the expectations to improve first that no move of the roadmap serves, by rank; nothing where there is none."""
    moves, verdicts = context.wave.roadmap, {v.id: v for v in read_verdicts(context)}
    found = []
    for expectation in context.study.expectations:
        verdict = verdicts.get(expectation.id)
        if verdict is None or verdict.action != "improve" or verdict.rank is None or not verdict.rank.shown:
            continue
        if not any(move.serves(expectation) for move in moves):
            found.append(verdict)
    if not moves or not found:
        return EMPTY
    say = context.words.say
    names = (
        line("{0} ({1})", context.label("expectation", v.id), say("R5.card.rank", n=Number(v.rank, context.lang)))
        for v in sorted(found, key=lambda one: one.order)
    )
    return context.words.count("R5.order.unserved", len(found), names=joined(", ", names))


def _listed(context: Context, ranks: tuple[Inline, ...]) -> Inline:
    """Return ranks one after the other, the last two with a word between them."""
    *first, last = ranks or (EMPTY,)
    return line("{0} {1} {2}", joined(", ", first), context.words.say("R5.order.and"), last) if first else last


#: A move with the rank of the expectation it serves, the highest of several; None where none has one.
_Ranked = tuple[RoadmapLine, CellRow | None]


def _ranked(context: Context) -> dict[Horizon, list[_Ranked]]:
    """Return the moves of each horizon that has any, the highest rank first."""
    ranks = {v.id: v.rank for v in read_verdicts(context) if v.rank is not None and v.rank.shown}
    found: dict[Horizon, list[_Ranked]] = {}
    for horizon in HORIZONS:
        moves: list[_Ranked] = []
        for move in context.wave.roadmap:
            if move.horizon == horizon:
                served = [ranks[e.id] for e in context.study.expectations if move.serves(e) and e.id in ranks]
                moves.append((move, min(served, key=_place, default=None)))
        if moves:
            found[horizon] = sorted(moves, key=lambda pair: _place(pair[1]))
    return found


def _place(rank: CellRow | None) -> float:
    return value_of(rank, float("inf"))


def _best_after(later: list[list[_Ranked]]) -> _Ranked | None:
    """Return the move of the highest rank among later horizons; None where none of theirs has one."""
    moves = [pair for found in later for pair in found if pair[1] is not None]
    return min(moves, key=lambda pair: _place(pair[1]), default=None)


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
    name, offer = _name(context, move), context.label("offer", move.offer)
    facts = [Note(title=say(f"R5.card.{name}"), text=text) for name, text in _facts(context, move)]
    if name != offer:
        facts.insert(0, Note(title=say("R5.card.offer"), text=offer))
    facts += [Note(title=say("R5.card.serves"), text=text) for text in _served(context, move, verdicts)]
    absent = lacking(context, move)
    missing = (
        say("R5.card.missing", facts=joined(", ", (say(f"R5.fact.{name}") for name in absent))) if absent else EMPTY
    )
    return Move(title=name, facts=tuple(facts), missing=missing)


def _name(context: Context, move: RoadmapLine) -> Inline:
    """Return the label of a move, else that of its offer."""
    named = context.text("roadmap", move.file, str(move.line))
    return Label(named) if named != str(move.line) else context.label("offer", move.offer)


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
            words = (tier_word(verdict, context), action_word(verdict, context))
            ranked = verdict.rank is not None and verdict.rank.shown
            rank = (context.words.say("R5.card.rank", n=Number(verdict.rank, context.lang)),) if ranked else ()
            yield line("{0} ({1})", label, joined(" · ", (*rank, *words)))
