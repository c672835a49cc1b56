"""The value of a customer and users beside others, by hand and against plain sums."""

import numpy as np
import pytest
from answers import codes, responses_of
from single_figures import estimate_mean

from relstudy.errors import MethodError
from relstudy.stats.calibration import Calibration
from relstudy.stats.design import Design
from relstudy.steps.columns import find_columns
from relstudy.steps.strategy.customers import compare_users, value_of_customers, value_of_numbers
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Effect, Respondents, ValuePlan

TARGET = Item(id="cible", type="single", columns=("t",), codes=codes("c", "p"))
SPENT = Item(id="spent", type="numeric", columns=("s",))
STAYS = Item(id="stays", type="scale", columns=("y",), codes=codes("1", "2", "3", v1=1.0, v2=2.0, v3=3.0))
USE = Item(
    id="use", type="multiple", columns=("u",), separator="|", codes=(Code(code="app", offer="app"), Code(code="none"))
)
ITEMS = (TARGET, SPENT, STAYS, USE)
ANSWERS = {
    "cible": ["c", "c", "c", "p"], "spent": [10.0, 20.0, ".", 40.0], "stays": ["1", "2", "3", "3"],
    "use": [["app"], ["app"], ["none"], ["none"]],
}  # fmt: skip
WEIGHT = np.array([1.0, 3.0, 1.0, 1.0])


def values(plan: ValuePlan) -> dict[str, tuple[float | None, int | None, bool]]:
    responses = responses_of(ITEMS, ANSWERS)
    columns = find_columns(wave_items=ITEMS, intake_responses=responses, study_respondents=Respondents(target="cible"))
    cells = value_of_customers(plan, {i.id: i for i in ITEMS}, responses, columns, Design.of(WEIGHT))
    return {c.column: (c.value, c.base, c.missing) for c in cells}


def test_the_value_of_a_customer_is_the_mean_of_products() -> None:
    """By hand: 10 x 1, 20 x 2, 40 x 3, times 12 x 0.5, weighted 1, 3, 1: (60 + 3 x 240 + 720) / 5 = 300."""
    plan = ValuePlan(basket="spent", frequency=12.0, years="stays", margin=0.5)
    assert values(plan) == {"all": (300.0, 3, False), "target=c": (195.0, 2, False), "target=p": (720.0, 1, False)}


def test_its_error_is_that_of_a_mean() -> None:
    responses = responses_of(ITEMS, ANSWERS)
    columns = find_columns(wave_items=ITEMS, intake_responses=responses, study_respondents=Respondents())
    plan = ValuePlan(basket="spent", frequency=2.0, years=1.0)
    (cell,) = value_of_customers(plan, {i.id: i for i in ITEMS}, responses, columns, Design.of(WEIGHT))
    expected = estimate_mean(2.0 * np.array([10.0, 20.0, np.nan, 40.0]), np.ones(4, dtype=bool), Design.of(WEIGHT))
    assert (cell.value, cell.se, cell.low, cell.high) == (expected.value, expected.se, expected.low, expected.high)
    assert (cell.unit, cell.interval, cell.question) == ("eur", "taylor", "spent")


def test_what_weights_were_raked_to_is_told_as_imposed() -> None:
    responses = responses_of(ITEMS, ANSWERS)
    columns = find_columns(wave_items=ITEMS, intake_responses=responses, study_respondents=Respondents())
    plan = ValuePlan(basket="spent", frequency=2.0, years=1.0)
    design = Design.of(WEIGHT, calibration=Calibration.of([np.arange(4, dtype=np.int16)], WEIGHT))
    (cell,) = value_of_customers(plan, {i.id: i for i in ITEMS}, responses, columns, design)
    assert (cell.se, cell.interval, cell.marks) == (0.0, "none", "imposed")


def test_numbers_alone_have_no_respondents() -> None:
    cell = value_of_numbers(ValuePlan(basket=50.0, frequency=4.0, years=3.0, margin=0.25))
    assert (cell.value, cell.base, cell.column) == (150.0, None, "all")


def test_a_margin_is_a_share() -> None:
    with pytest.raises(MethodError) as caught:
        values(ValuePlan(basket=1.0, frequency=1.0, years=1.0, margin="spent"))
    (fault,) = caught.value.faults
    assert (fault.code, fault.item, fault.found, fault.allowed, fault.more) == (
        "bad-value",
        "value.margin",
        "spent = 10",
        "0 … 1",
        2,
    )


def test_users_stand_beside_those_who_were_asked_and_do_not_use() -> None:
    """By hand: users (1 x 1 + 2 x 3) / 4 = 1.75, others 3; the gap is -1.25 and its base the smaller of the two."""
    responses = responses_of(ITEMS, ANSWERS)
    effects = [Effect(kind="loyalty", items=("stays", "stays", "gone")), Effect(kind="image", items=("stays",))]
    cells = {c.measure: c for c in compare_users(effects, USE, {i.id: i for i in ITEMS}, responses, Design.of(WEIGHT))}
    assert {(c.item, c.row, c.column) for c in cells.values()} == {("app", "stays", "use=app")}
    assert (cells["users"].value, cells["users"].base) == (1.75, 2)
    assert (cells["non_users"].value, cells["non_users"].base) == (3.0, 2)
    gap = cells["use_gap"]
    assert (gap.value, gap.base) == (-1.25, 2)
    assert np.isclose(gap.se, np.hypot(cells["users"].se, cells["non_users"].se))
    assert gap.low < -1.25 < gap.high


def test_the_difference_of_two_imposed_means_has_no_error_and_no_interval() -> None:
    design = Design.of(WEIGHT, calibration=Calibration.of([np.arange(4, dtype=np.int16)], WEIGHT))
    effects = [Effect(kind="image", items=("stays",))]
    responses = responses_of(ITEMS, {**ANSWERS, "stays": ["1", "2", "3", "2"]})
    found = compare_users(effects, USE, {i.id: i for i in ITEMS}, responses, design)
    gap = next(c for c in found if c.measure == "use_gap")
    assert (gap.value, gap.se, gap.low, gap.high) == (-0.75, 0.0, None, None)
    assert (gap.interval, gap.marks) == ("none", "imposed")


def test_nobody_asked_gives_no_gap() -> None:
    responses = responses_of(ITEMS, {**ANSWERS, "use": [["app"]] * 4})
    cells = {
        c.measure: c
        for c in compare_users(
            [Effect(kind="image", items=("stays",))], USE, {i.id: i for i in ITEMS}, responses, Design.of(WEIGHT)
        )
    }
    assert (cells["users"].missing, cells["non_users"].missing, cells["use_gap"].missing) == (False, True, True)
    assert (cells["non_users"].interval, cells["use_gap"].interval) == ("none", "none")


def test_items_of_many_numbers_are_compared_as_those_of_few() -> None:
    rng = np.random.default_rng(3)
    n = 300
    ages = rng.integers(18, 90, n).astype(float)
    use = [["app"] if tick else ["none"] for tick in rng.random(n) < 0.4]
    many, few = Item(id="many", type="numeric", columns=("m",)), Item(id="few", type="numeric", columns=("f",))
    answers = {"many": list(ages), "few": list(np.minimum(ages, 40.0)), "use": use}
    responses = responses_of((many, few, USE), answers)
    design = Design.of(rng.random(n) + 0.5)
    effects = [Effect(kind="growth", items=("many", "few"))]
    cells = list(compare_users(effects, USE, {"many": many, "few": few, "use": USE}, responses, design))
    for item, values in (("many", ages), ("few", np.minimum(ages, 40.0))):
        users = np.array([ticks == ["app"] for ticks in use])
        found = {c.measure: c for c in cells if c.row == item}
        for measure, domain in (("users", users), ("non_users", ~users)):
            expected = estimate_mean(values, domain, design)
            assert np.isclose(found[measure].value, expected.value)
            assert np.isclose(found[measure].se, expected.se)
        assert np.isclose(found["use_gap"].value, found["users"].value - found["non_users"].value)
