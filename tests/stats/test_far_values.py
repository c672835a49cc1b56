"""Which numbers are far from all others: few of a long tail, all of a code for no answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.stats.far_values import LEAST, split_far

AGES = np.arange(18, 91).astype(float)


@pytest.mark.parametrize("far", [999.0, -999.0, 9999.0, 12345678901234567890.0])
def test_a_number_that_cannot_be_an_age_is_far(far: float) -> None:
    assert split_far(np.append(AGES, far)) == (abs(far), 90.0)
    assert split_far(np.concatenate([AGES, [far, 0.0, np.nan], np.zeros(500)])) == (abs(far), 90.0)


def test_what_lies_beyond_a_far_value_is_far_too() -> None:
    assert split_far(np.append(AGES, [999.0, 1000.0, 99999.0])) == (999.0, 90.0)


@pytest.mark.parametrize("near", [101.0, 150.0, 900.0, 0.0, 1.0, -90.0])
def test_up_to_ten_times_the_others_is_not(near: float) -> None:
    assert split_far(np.append(AGES, near)) is None


def test_codes_held_by_a_quarter_are_answers_like_others() -> None:
    assert split_far(np.append(AGES, np.full(len(AGES), 999.0))) is None


def test_few_values_say_nothing() -> None:
    assert split_far(np.append(np.arange(1.0, LEAST - 1), 1e9)) is None
    assert split_far(np.append(np.arange(1.0, LEAST), 1e9)) is not None
    assert split_far(np.full(100, np.nan)) is None


@pytest.mark.parametrize(("name", "most"), [("lognormal", 0.02), ("counts", 0.0), ("geometric", 0.0), ("pareto", 0.03)])
def test_a_long_tail_is_hardly_ever_far(name: str, most: float) -> None:
    chance = np.random.default_rng(11)
    draw = {
        "lognormal": lambda: chance.lognormal(0, 1.5, 1000),
        "counts": lambda: chance.negative_binomial(0.3, 0.05, 1000).astype(float),
        "geometric": lambda: chance.geometric(0.2, 1000) - 1.0,
        "pareto": lambda: 1 + chance.pareto(2, 1000),
    }[name]
    assert np.mean([split_far(draw()) is not None for _ in range(300)]) <= most


@given(st.lists(st.floats(0.01, 1e6), min_size=LEAST, max_size=60), st.floats(1e-3, 1e3), st.randoms())
def test_neither_order_nor_unit_nor_sign_matters(values: list[float], unit: float, chance) -> None:
    found = split_far(np.array(values))
    chance.shuffle(values)
    assert split_far(np.array(values)) == found
    assert split_far(-np.array(values)) == found
    # A power of two keeps every digit.
    scale = 2.0 ** round(np.log2(unit))
    assert split_far(np.array(values) * scale) == (None if found is None else (found[0] * scale, found[1] * scale))
