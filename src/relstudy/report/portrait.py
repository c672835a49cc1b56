"""The portrait of a profile in one sentence, by rule: who is more often in it, which channel it uses more, what it does, what it expects first and more than everybody.

Of each, the answer most above everybody's, and only one the tests find above; then the first of its expectations, and
of its primary ones the one it ranks furthest above everybody, if the two ranks are apart. What the profile is made of
has no part: it would say twice how the profile was found.
"""

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.profile_figures import Answers, Beside, channels_of, most_apart, people_of, practices_of
from relstudy.report.values import EMPTY, Inline, Label, Number, joined, line
from relstudy.report.verdicts import Verdict, read_verdicts

#: Expectations in an order at least, for a rank in it to say anything.
_FEWEST = 3


def portrait_of(context: Context, profile: str) -> Inline:
    """Return the portrait of a profile; empty where nothing that is published tells it from everybody."""
    people = [answer for found in people_of(context, profile) for answer in found.answers]
    first, higher = _expected(context, profile)
    clauses = [
        _clause(context, "people", most_apart(people)),
        _clause(context, "practice", _most(practices_of(context, profile))),
        _clause(context, "channel", _most(channels_of(context, profile))),
        first,
        higher,
    ]
    said = [clause for clause in clauses if clause]
    if not said:
        return EMPTY
    *before, last = said
    text = (
        line("{0} {1} {2}", joined(", ", before), context.words.say("profiles.portrait.and"), last) if before else last
    )
    return context.words.say("profiles.portrait.sentence", text=text)


def _most(found: Answers | None) -> Beside | None:
    return None if found is None else most_apart(found.answers)


def _clause(context: Context, name: str, answer: Beside | None) -> Inline:
    if answer is None:
        return EMPTY
    lang = context.lang
    return context.words.say(
        f"profiles.portrait.{name}",
        answer=Label(answer.answer),
        share=Number(answer.cell, lang),
        whole=Number(answer.whole, lang),
    )


def _expected(context: Context, profile: str) -> tuple[Inline, Inline]:
    """Return the first expectation of a profile, and the one it ranks above everybody; that there is none is told where the first is everybody's too."""
    own, whole = read_verdicts(context, f"profile={profile}"), read_verdicts(context)
    if not own or not _is_alone(own[0]):
        first: Inline = EMPTY
    else:
        shared = bool(whole) and _is_alone(whole[0]) and whole[0].id == own[0].id
        form = "expectation_shared" if shared else "expectation"
        first = context.words.say(f"profiles.portrait.{form}", label=context.label("expectation", own[0].id))
    ranks = {v.id: v.rank for v in whole if v.rank is not None and v.rank.value is not None}
    # Ranks among other expectations would not be those of one order.
    if {v.id for v in own if v.rank is not None and v.rank.value is not None} != ranks.keys() or len(ranks) < _FEWEST:
        return first, EMPTY
    above = [
        (v, rank, ranks[v.id])
        for v in own
        if v.tier == "primary" and (rank := v.rank) is not None and _is_above(rank, ranks[v.id])
    ]
    if not above:
        return first, context.words.say("profiles.portrait.none_higher") if first else EMPTY
    verdict, rank, usual = max(above, key=lambda one: value_of(one[2]) - value_of(one[1]))
    told = {"label": context.label("expectation", verdict.id), "whole": Number(usual, context.lang)}
    if first and verdict.id == own[0].id:
        return context.words.say("profiles.portrait.expectation_higher", **told), EMPTY
    return first, context.words.say("profiles.portrait.higher", rank=Number(rank, context.lang), **told)


def _is_alone(verdict: Verdict) -> bool:
    """Tell whether an expectation has a rank that no other shares."""
    return verdict.rank is not None and verdict.rank.value is not None and not verdict.rank.has_mark("tie")


def _is_above(rank: CellRow, usual: CellRow) -> bool:
    """Tell whether a rank is before another one, their intervals apart."""
    return rank.high is not None and usual.low is not None and rank.high < usual.low
