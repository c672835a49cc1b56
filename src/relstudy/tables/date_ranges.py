"""Ranges that a spreadsheet made dates of: "1-9" saved as "01-sept", "10-12" as "10-déc" or 2026-12-10.

A few days or months among answers that are no dates, or as the whole of a short list, were mostly typed as ranges.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from relstudy.folding import fold

_MONTHS = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"), ("mai", "may"), ("juin", "june"),
    ("juillet", "july"), ("aout", "august"), ("septembre", "september"), ("octobre", "october"), ("novembre", "november"),
    ("decembre", "december"),
)  # fmt: skip
_JUNE, _JULY = 6, 7
_SHORTEST = 3
_WORDED = re.compile(r"(?:(?P<before>[0-9]{1,2})[-./ ]+)?(?P<month>[a-z]{3,9})\.?(?:[-./ ]+(?P<after>[0-9]{1,4}))?\Z")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[T ]00:00(?::00)?)?\Z")
_CENTURY = 100
_MOST_MONTHS = 12
_MOST_ANSWERS = 12


def likely_ranges(texts: Iterable[str]) -> dict[str, str]:
    """Return the range that each text which is a date was likely typed as; nothing where the texts are dates indeed.

    Dates are doubted where other answers stand beside them, or where they are a short list; the lower number comes
    first.
    """
    answers = list(texts)
    years = {iso["year"] for iso in map(_ISO.match, answers) if iso is not None and iso["day"] != "01"}
    ranges = {text: range_ for text in answers if (range_ := _range(text, years)) is not None}
    alone = len(ranges) == len(answers)
    iso = sum(_ISO.match(text) is not None for text in ranges)
    if not ranges or len(answers) > _MOST_ANSWERS or (alone and len(set(ranges.values())) < len(answers)):
        return {}
    # A day or two of fieldwork are dates; so are days that follow one another.
    return {} if alone and iso and _follow(sorted(ranges)) else ranges


def _range(text: str, years: AbstractSet[str]) -> str | None:
    """Return the range a text may have been; `years` are those of the other days, the year in which they were typed.

    "11-20" became the first of November 2020, "1-11" the first of November of the year of typing: without another day
    either may have been.
    """
    iso = _ISO.match(text)
    if iso is not None:
        day, month, year = int(iso["day"]), int(iso["month"]), int(iso["year"])
        of_month = f"{month}-{year % _CENTURY}"
        if day > 1 or year % _CENTURY <= _MOST_MONTHS or years == {iso["year"]}:
            return _ascending(day, month)
        return of_month if years else f"{_ascending(day, month)} / {of_month}"
    match = _WORDED.match(fold(text).replace(".", "-"))
    worded = _month(match["month"]) if match is not None else None
    if match is None or worded is None or (match["before"] is None) == (match["after"] is None):
        return None
    number = int(match["before"] or match["after"])
    return None if number >= _CENTURY else _ascending(number, worded)


def _ascending(one: int, other: int) -> str:
    return f"{min(one, other)}-{max(one, other)}"


def _month(word: str) -> int | None:
    for number, names in enumerate(_MONTHS, start=1):
        for name in names:
            shortest = 4 if number in (_JUNE, _JULY) and name.startswith("jui") else _SHORTEST
            if len(word) >= shortest and name.startswith(word):
                return number
    return None


def _follow(days: list[str]) -> bool:
    """Tell whether days lie in one month or in two that follow each other, as those of a fieldwork do."""
    months = sorted({int(day[:4]) * 12 + int(day[5:7]) for day in days})
    return months[-1] - months[0] <= 1
