"""Numbers as people write them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.tables.numbers import read_numbers


def one(text: str, *, decimal_comma: bool = False, percent: bool = False) -> float | str:
    reading = read_numbers([text], decimal_comma=decimal_comma, percent=percent)
    if reading.ambiguous[0]:
        return "ambiguous"
    return "refused" if reading.refused[0] else float(reading.values[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12.0), ("-3.5", -3.5), ("\u22123.5", -3.5), (".5", 0.5), ("1e-05", 1e-05),
        ("0,5", 0.5), ("12,75", 12.75), ("0,123", 0.123), ("1,2345", 1.2345), ("1234,5", 1234.5),
        ("1 234", 1234.0), ("1\u202f234\u00a0567,5", 1234567.5), ("12 34", "refused"), ("1 2", "refused"),
        ("1,234", "ambiguous"), ("-12,345,678", "ambiguous"), ("1,234.5", "ambiguous"), ("1.234,5", "ambiguous"),
        ("abc", "refused"), ("nan", "refused"), ("inf", "refused"), ("1e999", "refused"), ("12%", "refused"),
        ("1,2,3", "refused"), ("٣", "refused"), ("1.2.3", "refused"),
    ],
)  # fmt: skip
def test_a_comma_separated_file(text: str, expected: float | str) -> None:
    assert one(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,234", 1.234), ("1.234", 1.234), ("1.234,5", "ambiguous"), ("1,234,567", "refused"), ("0,5", 0.5)],
)
def test_a_file_where_the_comma_is_decimal(text: str, expected: float | str) -> None:
    assert one(text, decimal_comma=True) == expected


def test_a_blank_is_no_number_and_no_fault() -> None:
    assert math.isnan(one(""))


def test_per_cent_only_where_it_is_meant() -> None:
    assert one("48 %", percent=True) == pytest.approx(0.48)
    assert one("12,5%", percent=True) == pytest.approx(0.125)


@settings(deadline=None)
@given(st.floats(-1e100, 1e100), st.booleans())
def test_what_is_written_with_a_point_or_a_comma_is_read_back(value: float, decimal_comma: bool) -> None:
    assert one(repr(value), decimal_comma=decimal_comma) == value
    assert one(repr(value).replace(".", ","), decimal_comma=True) == value


@settings(deadline=None)
@given(st.lists(st.text(max_size=8), max_size=20), st.booleans())
def test_every_text_is_exactly_one_thing(texts: list[str], decimal_comma: bool) -> None:
    texts = [text.strip() for text in texts]
    reading = read_numbers(texts, decimal_comma=decimal_comma)
    verdicts = np.array([~np.isnan(reading.values), reading.refused, reading.ambiguous, [not t for t in texts]])
    assert (verdicts.sum(axis=0) == 1).all()


@pytest.mark.parametrize("text", ["1e101", "-2e300", "1e308", "9" * 102, "1e999"])
def test_a_number_whose_square_is_none_is_refused(text: str) -> None:
    read = read_numbers([text, "1e99"], decimal_comma=False)
    assert read.refused.tolist() == [True, False]
    assert np.isnan(read.values[0])
