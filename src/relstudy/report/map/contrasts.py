"""What sets a profile or a target apart from the whole, in a sentence by rule: what comes first there, and what changes tier."""

from collections.abc import Sequence

from relstudy.report.context import Context
from relstudy.report.map.columns import MapColumn
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, joined, line
from relstudy.report.verdicts import Verdict, read_verdicts

#: More expectations than these are counted, not named.
_MOST_NAMED = 4


def contrast_with_whole(context: Context, column: MapColumn) -> Inline:
    """Return the sentence of a small map; nothing where no rank of its column is published.

    Only settled tiers differ: an expectation is said to be primary here where it is not so in the whole, or secondary
    here where it is primary in the whole.
    """
    say = context.figure_words.say
    whole = {v.id: v for v in read_verdicts(context)}
    here = sorted(column.verdicts, key=lambda v: v.order)
    first, first_of_all = _first(here), _first(list(whole.values()))
    if not first or not first_of_all:
        return EMPTY
    same = {v.id for v in first} == {v.id for v in first_of_all}
    names = {"first": _scored(context, first), "whole": _scored(context, first_of_all)}
    parts: list[Inline] = [say(f"map.contrast.{'same_first' if same else 'other_first'}", **names)]
    others = {
        "raised": [v for v in here if v.tier == "primary" and whole[v.id].tier in ("secondary", "unsettled")],
        "lowered": [v for v in here if v.tier == "secondary" and whole[v.id].tier == "primary"],
    }
    parts += [_listed(context, way, found) for way, found in others.items() if found]
    if not any(others.values()):
        parts.append(say("map.contrast.same_tiers"))
    return joined(" ", parts)


def _first(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [v for v in verdicts if v.rank is not None and v.rank.shown and v.rank.value == 1.0]


def _scored(context: Context, verdicts: Sequence[Verdict]) -> Inline:
    """Return expectations by name, each with its importance."""
    told = (
        line("{0} ({1})", Label(context.text("expectation", v.id)), Number(v.importance, context.lang))
        for v in verdicts
    )
    return joined(", ", told)


def _listed(context: Context, way: str, verdicts: Sequence[Verdict]) -> Inline:
    words, n = context.figure_words, len(verdicts)
    if n > _MOST_NAMED:
        return words.say(f"map.contrast.{way}_many", n=Count(n, context.lang))
    return words.count(f"map.contrast.{way}", n, names=_named(context, verdicts))


def _named(context: Context, verdicts: Sequence[Verdict]) -> Inline:
    return joined(", ", (Label(context.text("expectation", v.id)) for v in verdicts))
