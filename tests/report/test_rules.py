from expectation_demo import Point, bank_context, context_of, stated_cells, survey_study

from relstudy.report.plain.inline import read_flat
from relstudy.report.rules import action_rule, tier_rule
from relstudy.report.verdicts import line_cell


def test_rules_say_the_lines_of_the_study() -> None:
    context = bank_context("en")
    line = line_cell(context, "importance")
    assert line is not None
    assert line.value == 6.9
    assert "6.9" in read_flat(tier_rule(context))
    assert "6.9" in read_flat(action_rule(context))
    assert "6.1" in read_flat(action_rule(context))


def test_a_study_without_lines_says_the_rule_without_numbers() -> None:
    study, wave = survey_study({"a": "A"})
    context = context_of(
        study, wave, stated_cells({"all": [Point(id="a", importance=8, satisfaction=5)]}, lines=(None, None)), lang="en"
    )
    assert line_cell(context, "importance") is None
    for rule in (tier_rule(context), action_rule(context)):
        assert not any(c.isdigit() for c in read_flat(rule))
