"""The portrait of a profile in one sentence, by rule: who is more often in it, which channel it uses more, what it does, what it expects first.

Of each, the answer most above everybody's, and only one the tests find above; then the first of its expectations. What
the profile is made of has no part: it would say twice how the profile was found.
"""

from relstudy.report.context import Context
from relstudy.report.profile_figures import Answers, Beside, channels_of, most_apart, people_of, practices_of
from relstudy.report.values import EMPTY, Inline, Label, Number, joined, line
from relstudy.report.verdicts import read_verdicts


def portrait_of(context: Context, profile: str) -> Inline:
    """Return the portrait of a profile; empty where nothing that is published tells it from everybody."""
    people = [answer for found in people_of(context, profile) for answer in found.answers]
    clauses = [
        _clause(context, "people", most_apart(people)),
        _clause(context, "practice", _most(practices_of(context, profile))),
        _clause(context, "channel", _most(channels_of(context, profile))),
        _expected(context, profile),
    ]
    said = [clause for clause in clauses if clause]
    if not said:
        return EMPTY
    *first, last = said
    text = line("{0} {1} {2}", joined(", ", first), context.words.say("profiles.portrait.and"), last) if first else last
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


def _expected(context: Context, profile: str) -> Inline:
    ranked = read_verdicts(context, f"profile={profile}")
    first = ranked[0].rank if ranked else None
    if first is None or first.value is None or first.has_mark("tie"):
        return EMPTY
    return context.words.say("profiles.portrait.expectation", label=context.label("expectation", ranked[0].id))
