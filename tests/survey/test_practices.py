"""The rule of practices, and which answers name a channel."""

import itertools

import pytest

from relstudy.survey.items import Code, Item
from relstudy.survey.practices import PRACTICES, channel_of, is_observed, names_channels, practice_of


@pytest.mark.parametrize(
    ("channels", "together", "continuous", "practice"),
    [
        (0, False, None, "none"), (0, True, True, "none"), (1, False, None, "mono"), (1, True, True, "mono"),
        (2, False, False, "multi"), (5, False, False, "multi"), (2, False, True, "cross"), (2, False, None, "unsettled"),
        (2, True, None, "omni"), (2, True, False, "omni"), (3, True, True, "omni"),
    ],
)  # fmt: skip
def test_the_rule(channels: int, together: bool, continuous: bool | None, practice: str) -> None:
    assert practice_of(channels=channels, together=together, continuous=continuous) == practice


def test_every_practice_has_its_case_and_every_case_a_practice() -> None:
    cases = itertools.product(range(4), (False, True), (None, False, True))
    assert {practice_of(channels=n, together=t, continuous=c) for n, t, c in cases} == set(PRACTICES)


def of(type_: str, **code: object) -> str | None:
    one = Code(code="c", **code)
    return channel_of(Item(id="q", type=type_, codes=(one,)), one)


def test_a_code_is_its_offer_else_itself_in_a_set() -> None:
    assert of("multiple", offer="app") == "app"
    assert of("multiple") == "c"
    assert of("multiple", exclusive=True) is None
    assert of("multiple", exclusive=True, offer="desk") == "desk"
    assert of("multiple", missing="dont_know") is None
    assert of("single", offer="app") == "app"
    assert of("single") is None


def test_what_may_name_channels_and_tell_facts() -> None:
    plain, linked = (Code(code="1"),), (Code(code="1", offer="app"), Code(code="2"))
    assert names_channels(Item(id="q", type="multiple", codes=plain))
    assert names_channels(Item(id="q", type="single", codes=linked))
    assert not names_channels(Item(id="q", type="single", codes=plain))
    assert not names_channels(Item(id="q", type="rank", codes=linked))
    assert is_observed(Item(id="q", type="single", codes=plain))
    assert is_observed(Item(id="q", type="multiple", codes=plain))
    assert not is_observed(Item(id="q", type="numeric"))
    assert not is_observed(Item(id="q", type="rank", codes=plain))
