"""Numbers as printed: half up on the decimal value, by unit and language, recomputed from the attribute; withheld never."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.html import render
from relstudy.report.numbers import attribute, format_date, format_period, format_value
from relstudy.report.values import Field, Number, Runs
from relstudy.survey.plan import NO_DAY


def plain(value: object) -> str:
    """Return the text of markup; its own `striptags` would fold no-break spaces."""
    return Markup(re.sub(r"<[^>]*>", "", render(value))).unescape()


def cell(**more: object) -> CellRow:
    return CellRow(**{"key": "survey/q/share/1/all", "section": "survey", "item": "q", "measure": "share", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "more", "french", "english"),
    [
        (0.608778, "share", {}, "61\u00a0%", "61%"),
        (0.145, "share", {}, "15\u00a0%", "15%"),  # binary 0.145 lies below it; Python's round gives 14
        (0.125, "share", {}, "13\u00a0%", "13%"),  # half up, not half even
        (0.025, "share", {"natural": True}, "2,5\u00a0%", "2.5%"),
        (0.03, "share", {"natural": True}, "3\u00a0%", "3%"),
        (0.025, "per_cent", {}, "2,5\u00a0pour cent", "2.5\u00a0per cent"),
        (-0.005, "per_cent", {"signed": True}, "\u22120,5\u00a0point", "\u22120.5\u00a0points"),
        (-0.005, "share", {"natural": True, "signed": True}, "\u22120,5\u00a0point", "\u22120.5\u00a0points"),
        (0.02, "share", {"natural": True, "signed": True}, "+2\u00a0points", "+2\u00a0points"),
        (0.01, "share", {"natural": True, "signed": True}, "+1\u00a0point", "+1\u00a0point"),
        (9.02, "mean", {}, "9,0", "9.0"),
        (7.25, "mean", {}, "7,3", "7.3"),
        (-0.25, "mean", {"signed": True}, "\u22120,3", "\u22120.3"),
        (-0.04, "mean", {"signed": True}, "0,0", "0.0"),
        (7.55, "score", {}, "7,55", "7.55"),
        (2214.0, "count", {}, "2\u202f214", "2,214"),
        (1779.2678, "count", {"decimals": 1}, "1\u202f779,3", "1,779.3"),
        (1234567.5, "eur", {}, "1\u202f234\u202f567,5\u00a0€", "€1,234,567.5"),
        (-12.0, "eur", {}, "\u221212\u00a0€", "\u2212€12"),
        (1.0, "days", {}, "1\u00a0jour", "1\u00a0day"),
        (1.5, "days", {}, "1,5\u00a0jour", "1.5\u00a0days"),
        (2.0, "days", {}, "2\u00a0jours", "2\u00a0days"),
        (0.0, "days", {}, "0\u00a0jour", "0\u00a0days"),
        (100.0, "none", {}, "100", "100"),
        (0.861, "index", {}, "0,86", "0.86"),
        (1.0, "rank", {}, "1", "1"),
    ],
)
def test_a_number_reads_as_its_language_writes_it(
    value: float, unit: str, more: dict[str, bool], french: str, english: str
) -> None:
    assert format_value(value, unit, "fr", **more) == french  # type: ignore[arg-type]
    assert format_value(value, unit, "en", **more) == english  # type: ignore[arg-type]


@given(st.floats(-1e6, 1e6), st.sampled_from(["share", "mean", "score", "count"]))
def test_what_is_printed_is_recomputed_from_the_attribute(value: float, unit: str) -> None:
    assert format_value(float(attribute(value)), unit, "fr") == format_value(value, unit, "fr")


@given(st.integers(-(10**7), 10**7), st.sampled_from([1, 10, 100]))
def test_a_rounded_number_is_the_nearest_and_goes_up_at_the_half(thousandths: int, places: int) -> None:
    """An outside rule in whole numbers: floor((2 x + step) / (2 step)) on the size of the value."""
    value = thousandths / 1000
    decimals = {1: 0, 10: 1, 100: 2}[places]
    step = 1000 // places
    expected = (2 * abs(thousandths) + step) // (2 * step)
    printed = format_value(value, "none", "en", decimals=decimals)
    assert int(re.sub(r"\D", "", printed)) == expected
    assert printed.startswith("\u2212") == (thousandths < 0 and expected > 0)


@pytest.mark.parametrize(
    ("day", "french"), [(date(2026, 3, 1), "1er\u00a0mars\u00a02026"), (date(2026, 8, 11), "11\u00a0août\u00a02026")]
)
def test_the_first_of_a_month_is_an_ordinal_in_french(day: date, french: str) -> None:
    assert format_date(day, "fr") == french


def test_a_period_says_the_month_and_the_year_once() -> None:
    plain = {lang: lambda a, b, lang=lang: format_period(a, b, lang).replace("\u00a0", " ") for lang in ("fr", "en")}  # type: ignore[misc]
    assert plain["fr"](date(2026, 3, 1), date(2026, 3, 20)) == "du 1er au 20 mars 2026"
    assert plain["en"](date(2026, 3, 1), date(2026, 3, 20)) == "1 to 20 March 2026"
    assert plain["fr"](date(2026, 2, 20), date(2026, 3, 3)) == "du 20 février au 3 mars 2026"
    assert plain["fr"](date(2025, 12, 20), date(2026, 1, 3)) == "du 20 décembre 2025 au 3 janvier 2026"
    assert plain["fr"](date(2026, 3, 1), date(2026, 3, 1)) == "le 1er mars 2026"
    assert (plain["fr"](NO_DAY, NO_DAY), plain["en"](date(2026, 3, 1), NO_DAY)) == ("non daté", "not dated")


def test_a_published_number_carries_its_key_and_twelve_digits() -> None:
    got = Number(cell(value=0.60877812345678, unit="share"), "fr")
    assert render(got) == Markup('<data value="0.608778123457" data-key="survey/q/share/1/all">61\u00a0%</data>')


def test_cases_and_players_are_counts_of_those_asked_never_shares() -> None:
    cases = cell(value=8.0, unit="cases", base=22, base_kind="cases")
    assert "8 sur 22" in render(Number(cases, "fr"))
    assert "8 of 22" in render(Number(cases, "en"))
    assert plain(Number(cases, "fr", of_base=True)) == "8"
    assert plain(Number(cell(value=4.0, unit="count", base=6, base_kind="players"), "fr")) == "4 sur 6"
    assert "%" not in render(Number(cases, "fr"))


@pytest.mark.parametrize("status", ["withheld", "missing"])
def test_a_shut_cell_gives_a_word_even_if_a_value_were_left_in_it(status: str) -> None:
    got = Number(cell(value=0.314159, text="0.314159", unit="share", status=status, base=21), "fr")
    assert "314" not in render(got)
    assert "31" not in plain(got)
    assert plain(got) == {"withheld": "n. p.", "missing": "—"}[status]


def test_a_cautious_number_is_marked() -> None:
    assert plain(Number(cell(value=0.5, unit="share", status="cautious"), "fr")) == "50\u00a0%*"


@pytest.mark.parametrize(
    ("value", "french"),
    [(1.0, ">\u00a099\u00a0%"), (0.9951, ">\u00a099\u00a0%"), (0.9949, "99\u00a0%"), (0.884, "88\u00a0%")],
)
def test_a_verdict_from_resamples_is_never_certain(value: float, french: str) -> None:
    assert plain(Runs(cell(value=value, unit="share", base=812, base_kind="respondents"), "fr")) == french


def test_a_verdict_from_interviews_counts_withdrawals() -> None:
    got = render(Runs(cell(value=15 / 22, unit="share", base=22, base_kind="cases"), "en"))
    assert plain(got) == "15 of 22"
    assert 'value="0.681818181818"' in got


def test_a_base_is_bound_without_passing_for_the_value() -> None:
    got = render(Field(cell(value=0.61, unit="share", base=2214), "base", "fr"))
    assert plain(got) == "2\u202f214"
    assert 'data-field="base"' in got
    assert "data-key" not in got
    assert "<data " not in got
    assert plain(Field(None, "base", "fr")) == "—"


@pytest.mark.parametrize("measure", ["nps", "nps_difference", "nps_stated"])
def test_a_score_of_recommendation_is_printed_without_decimals_wherever_it_stands(measure: str) -> None:
    score = cell(measure=measure, unit="points", value=6.27, low=-1.52, high=14.5)
    assert plain(Number(score, "fr")) == "6\u00a0points"
    assert plain(Field(score, "low", "fr", signed=True)) == "\u22122\u00a0points"
    assert plain(Number(score, "fr", decimals=1)) == "6,3\u00a0points"
    assert (
        plain(Field(cell(measure="npsx", unit="points", value=1.0, low=-1.52), "low", "en")) == "\u22121.52\u00a0points"
    )
