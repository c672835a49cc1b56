"""Days as people write them: which spellings a reader takes is data, a day that does not exist is none."""

import re
from collections.abc import Sequence
from datetime import date

_FRENCH = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
#: A definition is written for this program: ISO in full, or dd/mm/yyyy.
IN_DEFINITIONS = (re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"), _FRENCH)
#: A cell of a table may carry the time its program added.
IN_CELLS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[T ][0-9:.+Z]*)?"),
    _FRENCH,
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
        return date(
            year + _CENTURY if len(match["year"]) == len("26") else year, int(match["month"]), int(match["day"])
        )
    except ValueError:
        return None
