"""Days as people and programs write them."""

from datetime import date

import pytest

from relstudy.tables.dates import IN_CELLS, NAMED, read_day


@pytest.mark.parametrize(
    "text",
    [
        "3 févr. 2026", "3 février 2026", "03-Feb-2026", "3 feb 26", "Feb 3, 2026", "February 3rd, 2026 10:05 AM",
        "mardi 3 février 2026 à 10h05", "Tue, 3 Feb 2026 10:05:00 +0100", "3 fév 2026",
    ],
)  # fmt: skip
def test_months_by_name(text: str) -> None:
    assert read_day(text, NAMED) == date(2026, 2, 3)


@pytest.mark.parametrize("text", ["1er mars 2026", "1 juil. 2026", "1 Aug 2026", "1 déc. 2026", "1 mai 2026"])
def test_every_month_begins_as_no_other_does(text: str) -> None:
    months = {"mars": 3, "juil": 7, "aug": 8, "déc": 12, "mai": 5}
    day = read_day(text, NAMED)
    assert day is not None
    assert day.month == next(number for name, number in months.items() if name in text.lower())


@pytest.mark.parametrize(
    "text", ["3 jui 2026", "31 févr. 2026", "3 pommes 2026", "en mars 2026", "12 mars", "3 ma 2026"]
)
def test_what_is_no_day(text: str) -> None:
    assert read_day(text, NAMED) is None


def test_registers_take_no_names_of_months() -> None:
    assert read_day("3 mars 2026", IN_CELLS) is None
