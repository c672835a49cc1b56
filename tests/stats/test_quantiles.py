"""Quantiles: by hand, equal to R's, and the same whatever the order of respondents and the size of weights."""

import tomllib

import numpy as np
import pytest
from api_samples import PLACES, REFERENCE, SAMPLES, design, partitions
from hypothesis import given
from hypothesis import strategies as st

from relstudy.stats.design import Design
from relstudy.stats.folds import Partition
from relstudy.stats.quantiles import quantile_estimates

FIGURES = tomllib.loads((REFERENCE / "quantiles.toml").read_text())["figures"]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f"{f['design']}-{f['variable']}-{f['p']}-{f['column']}")
def test_quantiles_and_their_intervals_equal_those_of_r(figure: dict) -> None:
    # In R: svyquantile(qrule = "math", interval.type = "mean", df = Inf) on figure["r_design"] (tests/reference/quantiles.R).
    data = SAMPLES[figure["data"]]
    by, parts, place = design(figure["design"], data), partitions(data), PLACES[figure["column"]]
    got = quantile_estimates(data[figure["variable"]], parts, by, p=(figure["p"],)).at(0, place)
    # Where R has one end only, an interval would have none.
    ends = [figure["low"], figure["high"]]
    expected = [figure["quantile"], *(ends if np.isfinite(ends).all() else [np.nan, np.nan])]
    assert [got.value, got.low, got.high] == pytest.approx(expected, rel=1e-12, nan_ok=True)
    # R takes 1.95996398..., the contract 1.959964.
    assert got.se == pytest.approx(figure["se"], rel=1e-7, nan_ok=True)


def test_the_smallest_number_the_share_does_not_exceed() -> None:
    values = np.array([4.0, 1.0, np.nan, 3.0, 2.0])
    label = np.array([0, 0, 0, 1, -1], dtype=np.int16)
    by = Design.of(np.array([1.0, 1, 9, 1, 3]))
    got = {p: quantile_estimates(values, (Partition(label=label, size=3),), by, p=(p,)) for p in (0.25, 0.5, 0.75)}
    assert got[0.5].value[0].tolist()[:3] == [2.0, 1.0, 3.0]
    assert got[0.75].value[0, 0] == 3.0
    assert got[0.25].value[0, 0] == 2.0
    assert np.isnan(got[0.5].value[0, 3])
    assert got[0.5].base.tolist() == [[4, 2, 1, 0]]
    assert got[0.5].base_weighted[0, 0] == 6.0


def test_one_number_for_all_has_no_error_and_few_respondents_no_interval() -> None:
    by = Design.of(np.ones(30))
    same = quantile_estimates(np.full(30, 7.0), (), by, p=(0.5,)).at(0, 0)
    assert (same.value, same.se, same.low, same.high) == (7.0, 0.0, 7.0, 7.0)
    few = quantile_estimates(np.array([1.0, 2.0, *[np.nan] * 28]), (), by, p=(0.5,)).at(0, 0)
    assert few.value == 1.0
    assert np.isnan([few.se, few.low, few.high]).all()
    assert few.interval == "none"


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(1, 9)), min_size=3, max_size=40), st.randoms())
def test_neither_the_order_of_rows_nor_the_size_of_weights_changes_a_quantile(rows, chance) -> None:
    def quartiles(pairs, times: float) -> list[float]:
        values, weight = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
        by = Design.of(weight * times)
        return [float(quantile_estimates(values, (), by, p=(p,)).value[0, 0]) for p in (0.25, 0.5, 0.75)]

    turned = list(rows)
    chance.shuffle(turned)
    first = quartiles(rows, 1.0)
    assert quartiles(turned, 1.0) == first
    assert quartiles(rows, 0.37) == first
    assert first == sorted(first)
    repeated = sorted(value for value, weight in rows for _ in range(weight))
    assert first[1] == repeated[(len(repeated) + 1) // 2 - 1]
