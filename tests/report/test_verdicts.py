"""The agreement of resamples says its side where a tier is unsettled."""

from dataclasses import replace

import pytest
from expectation_demo import bank_context

from relstudy.report.context import Context
from relstudy.report.plain.inline import read_inline
from relstudy.report.verdicts import agreement, read_verdicts
from relstudy.survey.plan import ExpectationsPlan

BANK = bank_context("fr")


def with_rule(rule: str) -> Context:
    plan = BANK.study.expecting or ExpectationsPlan()
    return replace(BANK, study=replace(BANK.study, expecting=replace(plan, tier_rule=rule)))  # type: ignore[arg-type]


def told(context: Context) -> dict[str, str]:
    return {v.id: read_inline(agreement(v, context)) for v in read_verdicts(context) if v.tier == "unsettled"}


def test_an_unsettled_tier_leans_to_the_side_of_its_estimate() -> None:
    assert {name: text.split("\n")[1] for name, text in told(BANK).items()} == {
        "rappel": "au-dessus", "attitre": "au-dessous",
    }  # fmt: skip


def test_a_settled_tier_stands_under_its_side_already() -> None:
    settled = [v for v in read_verdicts(BANK) if v.tier != "unsettled"]
    assert settled
    assert all("au-" not in read_inline(agreement(v, BANK)) for v in settled)


def test_a_quadrant_has_an_inside() -> None:
    assert {text.split("\n")[1] for text in told(with_rule("quadrant")).values()} <= {"à améliorer", "en dehors"}


@pytest.mark.parametrize("rule", ["opportunity"])
def test_without_the_figure_there_is_no_side(rule: str) -> None:
    assert all("\n" not in text for text in told(with_rule(rule)).values())
