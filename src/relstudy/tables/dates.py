"""Days as people write them: which spellings a reader takes is data, a day that does not exist is none."""

import re
from collections.abc import Sequence
from datetime import date

from relstudy.folding import fold

_FRENCH = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
#: A definition is written for this program: ISO in full, or dd/mm/yyyy.
IN_DEFINITIONS = (re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"), _FRENCH)
#: A cell of a table may carry the time its program added.
IN_CELLS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[T ][0-9:.+Z]*)?"),
    _FRENCH,
)
#: Names of months in French and English; any beginning of at least three letters that only one month has is that month.
_MONTHS = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"), ("mai", "may"), ("juin", "june"),
    ("juillet", "july"), ("aout", "august"), ("septembre", "september"), ("octobre", "october"), ("novembre", "november"), ("decembre", "december"),
)  # fmt: skip
_SHORTEST = 3
_TAIL = r"(?P<year>[0-9]{4}|[0-9]{2}(?![0-9]))(?:[T ,à]+[0-9]{1,2}[:h].*)?"
#: Days whose month is a name, with or without the day of the week before: "3 févr. 2026", "12-Jan-2026", "January 12th,
#: 2026 10:05".
NAMED = tuple(
    re.compile(rf"(?:[^\W\d]{{2,10}}\.?,? )?{day}[ .,/-]+{_TAIL}")
    for day in (
        r"(?P<day>[0-9]{1,2})(?:er|st|nd|rd|th)?[ .-](?P<name>[^\W\d]{3,10}\.?)",
        r"(?P<name>[^\W\d]{3,10}\.?)[ .-](?P<day>[0-9]{1,2})(?:st|nd|rd|th)?",
    )
)
#: A year of two digits is one of this century: answers were given in it.
_CENTURY = 2000


def read_day(text: str, spellings: Sequence[re.Pattern[str]]) -> date | None:
    """Return the day a text is in the first spelling it fits; None where it fits none or the day does not exist."""
    match = next((m for spelling in spellings if (m := spelling.fullmatch(text))), None)
    if match is None:
        return None
    year = int(match["year"])
    try:
        return date(year + _CENTURY if len(match["year"]) == len("26") else year, _month_of(match), int(match["day"]))
    except ValueError:
        return None


def _month_of(match: re.Match[str]) -> int:
    """Return the number of the month, 0 where its name is that of none."""
    name = match.groupdict().get("name")
    if name is None:
        return int(match["month"])
    said = fold(name).strip(".")
    found = [number for number, names in enumerate(_MONTHS, start=1) if any(n.startswith(said) for n in names)]
    return found[0] if len(found) == 1 and len(said) >= _SHORTEST else 0
