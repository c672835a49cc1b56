"""Ranges a spreadsheet made dates of, and dates that are dates."""

import pytest

from relstudy.tables.date_ranges import likely_ranges


@pytest.mark.parametrize(
    ("texts", "ranges"),
    [
        (("01-sept", "10-déc", "13-49", "50 et +"), {"01-sept": "1-9", "10-déc": "10-12"}),
        (("3-May", "Oct-12", "6+"), {"3-May": "3-5", "Oct-12": "10-12"}),
        (("2026-05-03", "2026-02-01", "6 et +"), {"2026-05-03": "3-5", "2026-02-01": "1-2"}),
        (("2026-02-01", "2026-04-03", "2026-10-06"), {"2026-02-01": "1-2", "2026-04-03": "3-4", "2026-10-06": "6-10"}),
        (("4-juin", "5-juil", "aucun"), {"4-juin": "4-6", "5-juil": "5-7"}),
        (("2020-11-01", "2026-10-05", "21+"), {"2020-11-01": "11-20", "2026-10-05": "5-10"}),
        (("2026-11-01", "2026-10-05", "21+"), {"2026-11-01": "1-11", "2026-10-05": "5-10"}),
        (("2020-11-01", "1 à 10", "21+"), {"2020-11-01": "1-11 / 11-20"}),
    ],
)
def test_dates_among_answers_were_ranges(texts: tuple[str, ...], ranges: dict[str, str]) -> None:
    assert likely_ranges(texts) == ranges


@pytest.mark.parametrize(
    "texts",
    [
        ("2026-03-02", "2026-03-03", "2026-04-01"),
        tuple(f"2026-{1 + i % 12:02d}-{1 + i:02d}" for i in range(28)),
        ("mardi", "marine", "1 mois"),
        ("mai 1968", "mars 2001"),
        ("1-9", "10-49"),
    ],
)
def test_days_of_a_fieldwork_and_other_words_are_left_alone(texts: tuple[str, ...]) -> None:
    assert likely_ranges(texts) == {}
