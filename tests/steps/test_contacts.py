"""Contacts by phase: who had a person, who wishes for one, and the gap among those of whom both are known."""

from dataclasses import replace

import pandas as pd
import pytest
from answers import codes, responses_of, sample_of

from relstudy.cells import assemble
from relstudy.steps.absence import NotInStudy
from relstudy.steps.contacts import compare_contacts
from relstudy.steps.survey import tabulate_survey
from relstudy.steps.weights import describe_weights
from relstudy.survey.items import Code, Item, ItemId, Net
from relstudy.survey.plan import Respondents, TablesPlan
from relstudy.survey.registers import Offer

OFFERS = (
    Offer(id="desk", kind="channel", relation="human", phases=("purchase",)),
    Offer(id="app", kind="channel", relation="automated", phases=("purchase", "after_sales")),
)
USED = (Code(code="desk", offer="desk"), Code(code="app", offer="app"), Code(code="none"))
WISHED = (
    Code(code="1", relation="automated"),
    Code(code="2"),
    Code(code="3", relation="human"),
    Code(code="98", missing="dont_know"),
)
TARGET = Item(id=ItemId("who"), type="single", columns=("T",), codes=codes("c", "p"))
BUYING = Item(id=ItemId("buying"), type="multiple", columns=("B",), codes=USED, phase="purchase",
              nets=(Net(id="human", codes=("desk",)),))  # fmt: skip
WISH = Item(id=ItemId("wish"), type="single", columns=("W",), codes=WISHED, phase="purchase")
ANSWERS: dict[str, object] = {
    "who": ["c", "c", "c", "p", "p", "p"],
    "buying": [["desk"], ["desk", "app"], ["app"], ["app"], ["none"], "-"],
    "wish": ["3", "1", "3", "98", "3", "2"],
}
WEIGHT = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def contacts(
    items: tuple[Item, ...], answers: dict[str, object] = ANSWERS
) -> dict[tuple[str, str, str], tuple[float, int]]:
    sample = sample_of(WEIGHT)
    found = compare_contacts(
        wave_items=items, study_offers=OFFERS, intake_responses=responses_of(items, answers), intake_sample=sample,
        weights=describe_weights(sample.weight), study_respondents=Respondents(target=ItemId("who")),
        profiles=NotInStudy(reason="no_profiles"),
    ).estimates  # fmt: skip
    return {(r["measure"], r["row"], r["column"]): (r["value"], r["base"]) for r in found.to_dict("records")}


def test_the_gap_is_of_those_who_used_a_channel_and_were_asked_their_wish() -> None:
    got = contacts((TARGET, BUYING, WISH))
    assert {m: got[m, "purchase", "all"] for m, _, column in got if column == "all"} == {
        "wish_human": (pytest.approx(9 / 21), 6),
        "wish_automated": (pytest.approx(2 / 21), 6),
        "contact_human": (pytest.approx(3 / 10), 4),
        "contact_wish": (pytest.approx(4 / 10), 4),
        "contact_gap": (pytest.approx(-1 / 10), 4),
    }
    assert got["contact_gap", "purchase", "target=c"] == (pytest.approx(-1 / 6), 3)
    assert got["contact_gap", "purchase", "target=p"] == (0.0, 1)


def test_who_was_not_asked_a_wish_lacks_nobody() -> None:
    wish = replace(WISH, filter="who == 'c'")
    got = contacts((TARGET, BUYING, wish), {**ANSWERS, "wish": ["3", "1", "3", "-", "-", "-"]})
    assert got["contact_human", "purchase", "all"] == (pytest.approx(3 / 10), 4)
    assert got["contact_wish", "purchase", "all"] == (pytest.approx(4 / 6), 3)
    assert got["contact_gap", "purchase", "all"] == (pytest.approx(-1 / 6), 3)


def test_a_wish_is_the_share_that_the_survey_publishes() -> None:
    items = (TARGET, BUYING, WISH)
    sample = sample_of(WEIGHT)
    tables = tabulate_survey(
        wave_items=items, intake_responses=responses_of(items, ANSWERS), intake_sample=sample, intake_left_out=0,
        weights=describe_weights(sample.weight), study_respondents=Respondents(target=ItemId("who")),
        study_tables=TablesPlan(), profiles=NotInStudy(reason="no_profiles"),
    ).estimates  # fmt: skip
    wished = tables[(tables["item"] == "wish") & (tables["measure"] == "share") & (tables["row"] == "3")]
    got = contacts(items)
    for column, value in zip(wished["column"], wished["value"], strict=True):
        assert got["wish_human", "purchase", column][0] == pytest.approx(value)


def test_questions_put_to_different_people_about_one_phase_are_read_together() -> None:
    to_clients = Item(id=ItemId("a"), type="multiple", columns=("A",), codes=USED, phase="purchase")
    to_others = Item(id=ItemId("b"), type="single", columns=("C",), codes=USED, phase="purchase")
    answers = {
        **ANSWERS,
        "a": [["desk"], ["app"], ["none"], "-", "-", "-"],
        "b": ["-", "-", "-", "desk", "app", "none"],
    }
    got = contacts((TARGET, to_clients, to_others), answers)
    assert got["contact_human", "purchase", "all"] == (pytest.approx((1 + 4) / (1 + 2 + 4 + 5)), 4)
    assert ("contact_gap", "purchase", "all") not in got


def test_without_a_phase_channels_count_at_the_phases_they_serve() -> None:
    used = Item(id=ItemId("buying"), type="multiple", columns=("B",), codes=USED)
    got = contacts((TARGET, used))
    assert got["contact_human", "purchase", "all"] == (pytest.approx(3 / 10), 4)
    # Nobody serves after sales but a machine: there is no contact with a person to measure.
    assert {row for _, row, _ in got} == {"purchase"}


def test_an_item_not_asked_in_the_wave_gives_nothing() -> None:
    assert contacts((TARGET, BUYING, WISH), {"who": ANSWERS["who"]}) == {}


def test_small_bases_do_not_pass_the_gate() -> None:
    items = (TARGET, BUYING, WISH)
    sample = sample_of(WEIGHT)
    frame: pd.DataFrame = compare_contacts(
        wave_items=items, study_offers=OFFERS, intake_responses=responses_of(items, ANSWERS), intake_sample=sample,
        weights=describe_weights(sample.weight), study_respondents=Respondents(), profiles=NotInStudy(reason="no_profiles"),
    ).estimates  # fmt: skip
    assert set(assemble([frame], study="s", wave="w", min_base=30, caution_base=100)["status"]) == {"withheld"}
