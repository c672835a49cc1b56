"""Legends by rule: a mark is explained on a page if, and only if, one of its cells carries it."""

from collections.abc import Iterable

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.values import Inline


def legend_of(context: Context, cells: Iterable[CellRow]) -> tuple[Inline, ...]:
    """Return the legends of the marks these cells carry: withheld, not asked, cautious, imposed, missing."""
    say, limits = context.words.say, context.study.disclosure
    withheld = unasked = cautious = imposed = missing = False
    for cell in cells:
        withheld |= cell.status == "withheld" and not cell.unasked
        unasked |= cell.unasked
        cautious |= cell.status == "cautious"
        missing |= cell.status == "missing"
        imposed |= cell.has_mark("imposed")
    found = []
    if withheld:
        found.append(say("legend.withheld", min_base=limits.min_base))
    if unasked:
        found.append(say("legend.unasked"))
    if cautious:
        found.append(say("legend.cautious", min_base=limits.min_base, last=limits.caution_base - 1))
    if imposed:
        found.append(say("legend.imposed"))
    if missing:
        found.append(say("legend.missing"))
    return tuple(found)
