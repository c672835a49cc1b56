"""Who says a quote: one person's target, what the register of cases tells of the person, the interview; never a name it has not given."""

import re

from relstudy.report.context import Context
from relstudy.report.matrix.rows import interview_numbers
from relstudy.report.values import Inline, Label, joined
from relstudy.steps.interviews import Interviews


def target_of_one(context: Context, target: str) -> str:
    """Return what one person of a target is called: the label of the target, in the singular where it is one the program knows."""
    label, plural = context.column_text(f"target={target}"), context.words.find(f"targets.{target}")
    one = context.words.find(f"target_of_one.{target}")
    return one if one is not None and plural is not None and label.casefold() == plural.casefold() else label


def speakers(context: Context) -> dict[str, Inline]:
    """Return who speaks in each case, by its id: target, attributes, interview. Empty without interviews."""
    result = context.result.given(Interviews)
    if result is None:
        return {}
    numbers = interview_numbers(result.case_id.tolist())
    said: dict[str, Inline] = {}
    for case, target, told in zip(
        result.case_id.tolist(), result.target.tolist(), result.attributes.tolist(), strict=True
    ):
        place = context.words.say("interviews.quote_place", case=Label(numbers[case]))
        said[str(case)] = joined(", ", (*who_speaks(context, str(target), str(told).strip()), place))
    return said


def who_speaks(context: Context, target: str, told: str) -> tuple[Inline, ...]:
    """Return the target of one person and what is told of the person; the target is not said twice."""
    one = target_of_one(context, target) if target else ""
    said = re.sub(r"(?<=\d)-(?=\d)", "\u2011", told)
    named = [Label(one)] if one and one.casefold() not in said.casefold() else []
    return (*named, *([context.written(said)] if said else []))
