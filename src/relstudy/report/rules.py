"""The rules of the two verdicts on an expectation, in words, with the numbers of the study."""

from relstudy.report.context import Context
from relstudy.report.matrix.notes import fraction_words
from relstudy.report.values import Label, Number, Said
from relstudy.report.verdicts import from_cases, frozen_since, line_cell, tier_line


def tier_rule(context: Context) -> Said:
    """Return what makes an expectation primary, unsettled or secondary."""
    say, plan = context.words.say, context.study.expecting
    if plan is not None and from_cases(context):
        voiced, unprompted = (fraction_words(context, ratio) for ratio in (plan.voiced_by, plan.unprompted_by))
        return say("method.rule.tier_cases", voiced=voiced, unprompted=unprompted)
    line = tier_line(context)
    if line is None:
        return say("method.rule.tier_stated_no_line")
    return say("method.rule.tier_stated", line=Number(line, context.lang))


def lines_rule(context: Context) -> Said:
    """Return where the lines of a survey come from: an earlier wave that was frozen, the study, or the means of this wave."""
    say, plan, since = context.words.say, context.study.expecting, frozen_since(context)
    if since is not None:
        return say("method.rule.lines_frozen", wave=Label(since))
    fixed = plan is not None and plan.line != "mean" and plan.satisfaction_line != "mean"
    return say("method.rule.lines_fixed" if fixed else "method.rule.lines_mean")


def action_rule(context: Context) -> Said:
    """Return what makes an expectation one to improve, to keep, to watch or not to overinvest in."""
    say, lang = context.words.say, context.lang
    if from_cases(context):
        return say("method.rule.action_cases")
    line, satisfaction = line_cell(context, "importance"), line_cell(context, "satisfaction")
    if line is None or satisfaction is None:
        return say("method.rule.action_stated_no_line")
    return say("method.rule.action_stated", line=Number(line, lang), satisfaction_line=Number(satisfaction, lang))
