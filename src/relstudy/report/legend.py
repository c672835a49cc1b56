"""Legends by rule: a mark is explained on a page if, and only if, one of its cells carries it."""

from collections.abc import Iterable

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.numbers import format_value
from relstudy.report.values import Inline, Trend, Unbound


def legend_of(context: Context, cells: Iterable[CellRow], *, trends: bool = False) -> tuple[Inline, ...]:
    """Return the legends of the marks these cells carry: withheld, not asked, cautious, imposed, moved, missing.

    That a figure moved since the wave before is explained where the page draws it (`trends`).
    """
    say, limits = context.words.say, context.study.disclosure
    withheld = unasked = cautious = imposed = missing = moved = False
    for cell in cells:
        withheld |= cell.status == "withheld" and not cell.unasked
        unasked |= cell.unasked
        cautious |= cell.status == "cautious"
        missing |= cell.status == "missing"
        imposed |= cell.has_mark("imposed")
        moved |= trends and bool(Trend(cell, context.lang))
    found = []
    if withheld:
        found.append(say("legend.withheld", min_base=limits.min_base))
    if unasked:
        found.append(say("legend.unasked"))
    if cautious:
        found.append(say("legend.cautious", min_base=limits.min_base, last=limits.caution_base - 1))
    if imposed:
        found.append(say("legend.imposed"))
    if moved:
        found.append(say("legend.moved"))
    if missing:
        found.append(say("legend.missing"))
    return tuple(found)


def legend_of_letters(context: Context, cells: Iterable[CellRow]) -> tuple[Inline, ...]:
    """Return what letters mean, with their levels, the test and its correction, where one of these cells bears any."""
    if not any(cell.letters for cell in cells):
        return ()
    say = context.words.say
    return (say("legend.letters", levels=levels_in_words(context), correction=correction_in_words(context)),)


def levels_in_words(context: Context) -> Inline:
    """Return the levels of confidence of upper case letters and, where there is a second one, of lower case letters."""
    upper, *lower = (format_value(level, "share", context.lang) for level in context.study.tables.levels)
    if not lower:
        return context.words.say("legend.levels_one", upper=upper)
    return context.words.say("legend.levels_two", upper=upper, lower=lower[0])


def arrows_text(context: Context) -> Inline:
    """Return what an arrow beside a number says, and at what level."""
    level = format_value(context.study.tables.levels[0], "share", context.lang)
    return context.words.say(
        "profiles.arrows_note", level=Unbound("number", level), correction=correction_in_words(context)
    )


def correction_in_words(context: Context) -> Inline:
    """Return how the tests of a question are corrected for their number."""
    return context.words.say(f"legend.correction.{context.study.tables.correction}")
