"""A column whose heading is blank: `#12` where it is named to the program, its letter where a reader is told of it."""

import re
from collections.abc import Callable

#: Such a column alone or in a list of columns, what stands below its heading in parentheses behind it.
_UNNAMED = re.compile(r"(?:(?<=, )|(?<=; )|^)#([0-9]+)(?=, |; | \(|$)")

_ALONE = re.compile(r"#[0-9]+")


def number_column(place: int) -> str:
    """Return the name of the column at a place, from 0, that its file gives none."""
    return f"#{place + 1}"


def is_unnamed(column: str) -> bool:
    """Tell whether a column has no name in its file."""
    return _ALONE.fullmatch(column) is not None


def tell_unnamed(text: str, told: Callable[[str], str]) -> str:
    """Return a list of columns with what is told, of their letters in a spreadsheet, of those without a name."""
    return _UNNAMED.sub(lambda found: told(column_letters(int(found[1]))), text)


def column_letters(number: int) -> str:
    """Return the letters a spreadsheet writes above a column, the first being 1."""
    name = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name
