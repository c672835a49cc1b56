"""Rules told by registers, judged once more: from the same number of facts on as the step has it."""

from relstudy.recount.ruled import _RULES
from relstudy.steps.strategy.diagnosis import RULES, Fact, judge


def test_a_rule_is_met_as_the_step_says_for_every_number_of_facts() -> None:
    steps = {rule.id: rule for rule in RULES}
    for name, (_, is_met) in _RULES.items():
        for facts in range(1, 6):
            for hold in range(facts + 1):
                told = judge(steps[name], tuple(Fact(holds=place < hold) for place in range(facts)))
                assert is_met(hold, facts) == (told.verdict == "met"), (name, hold, facts)
