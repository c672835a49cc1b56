"""Numbers as people write them: decimal comma or point, spaces between thousands, per cent.

Nothing here knows a file: texts in, numbers and verdicts out. A number that can be read in two ways is not read.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Spaces that stand between thousands: blank, no-break, narrow no-break, thin.
_THOUSANDS_SPACES = "\u0020\u00a0\u202f\u2009"
_SPACED = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[{_THOUSANDS_SPACES}][0-9]{{3}})+(?:[.,][0-9]*)?\Z")
_SPACES = re.compile(rf"[{_THOUSANDS_SPACES}]")
_POINT = re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_COMMA = re.compile(r"[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_COMMA_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+\Z")
#: Typed numbers from here on are not written as integers: not every one of them exists as floating-point number.
LARGEST_INTEGER = 1e15
#: Nobody measured more than this: its square still is a number, and so is the sum of many.
LARGEST = 1e100
_NUMBER = r"(?P<number>[-+\u2212]?[0-9](?:[0-9\s.,]*[0-9])?)"
#: How many times larger or smaller the middle one of numbers of the same unit may be.
_AS_LARGE = 2.0
_OF_NUMBERS = re.compile(_NUMBER)
_OF_UNITS = re.compile(r"[^\W\d_]|[€$£]")
#: A number and its unit: a word or a sign of money.
_BEHIND_NUMBER = re.compile(rf"{_NUMBER}\s?(?P<unit>[^\W\d_]{{2,12}}|[hgml]|[^\W\d_]{{0,3}}[€$£])\.?")
_BEFORE_NUMBER = re.compile(rf"(?P<unit>[€$£])\s?{_NUMBER}")
_BOTH = re.compile(r"[+-]?[0-9][0-9.,]*\Z")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NumberReading:
    """What distinct texts say as numbers, one entry per text.

    `values` are float64, nan for a blank and for what is no number or is ambiguous. `with_comma`, `with_point` mark
    the numbers written with a decimal comma and with a decimal point.
    """

    values: np.ndarray
    refused: np.ndarray
    ambiguous: np.ndarray
    with_comma: np.ndarray
    with_point: np.ndarray


def read_numbers(texts: Sequence[str] | np.ndarray, *, decimal_comma: bool, percent: bool = False) -> NumberReading:
    """Read distinct stripped texts as numbers.

    Parameters
    ----------
    texts
        Stripped texts; "" is a blank.
    decimal_comma
        The comma is decimal (files with semicolons or tabs, text cells of a workbook). Otherwise `1,234` may be a
        thousand or a decimal number and is ambiguous, while `0,5` and `12,75` can only be decimal.
    percent
        A number followed by `%` is a hundredth; otherwise it is no number.

    Returns
    -------
    NumberReading
        Arrays of shape (number of texts,).
    """
    n = len(texts)
    values = np.full(n, np.nan)
    refused, ambiguous, with_comma, with_point = (np.zeros(n, dtype=bool) for _ in range(4))
    for i, text in enumerate(texts):
        if not text:
            continue
        plain, hundredth = _plain(text, percent=percent)
        if _POINT.match(plain):
            with_point[i] = "." in plain
        elif _COMMA.match(plain) or _COMMA_THOUSANDS.match(plain):
            if not decimal_comma and _COMMA_THOUSANDS.match(plain):
                ambiguous[i] = True
                continue
            if plain.count(",") > 1:
                refused[i] = True
                continue
            with_comma[i] = True
            plain = plain.replace(",", ".")
        else:
            both = "." in plain and "," in plain and _BOTH.match(plain) is not None
            (ambiguous if both else refused)[i] = True
            continue
        value = float(plain)
        if abs(value) > LARGEST:
            refused[i] = True
            continue
        values[i] = value / 100 if hundredth else value
    return NumberReading(
        values=values, refused=refused, ambiguous=ambiguous, with_comma=with_comma, with_point=with_point
    )


def read_number(text: str, *, decimal_comma: bool = False) -> float:
    """Return one text as a number, nan where it is none or ambiguous."""
    return float(read_numbers([text], decimal_comma=decimal_comma).values[0])


def _plain(text: str, *, percent: bool) -> tuple[str, bool]:
    """Return the text without thousands' spaces and sign of per cent, with an ASCII minus."""
    plain = text.replace("\u2212", "-")
    hundredth = percent and plain.endswith("%")
    if hundredth:
        plain = plain[:-1].rstrip()
    if _SPACED.match(plain):
        plain = _SPACES.sub("", plain)
    return plain, hundredth


def without_unit(texts: Sequence[str]) -> tuple[list[str], str] | None:
    """Return texts without the unit that stands beside numbers of them, and that unit; blanks stay blank.

    None where a text is no number, where units differ, and for per cent: whether half is 50 or 0.5, the sign does not say.
    "1 enfant" and "2 enfants" have one unit. Numbers without a unit have it too where they are about as large as those
    that say it: of hours and minutes, of thousands and ones, they would not be.
    """
    if not _OF_UNITS.search("\n".join(texts)):
        # Most columns of numbers have no letter: nothing is to be looked for text by text.
        return None
    numbers, units, said = [], set(), []
    for text in texts:
        match = _BEHIND_NUMBER.fullmatch(text) or _BEFORE_NUMBER.fullmatch(text)
        if match is None and text and not _OF_NUMBERS.fullmatch(text):
            return None
        numbers.append(match["number"].strip() if match else text)
        said.append(match is not None)
        if match:
            units.add(match["unit"].casefold().removesuffix("s"))
    if len(units) != 1:
        return None
    bare = np.array([bool(text) and not own for text, own in zip(texts, said, strict=True)], dtype=bool)
    if bare.any():
        values = read_numbers(numbers, decimal_comma=True).values
        of_bare, of_unit = (abs(float(np.median(values[which]))) for which in (bare, np.array(said, dtype=bool)))
        if not of_unit / _AS_LARGE <= of_bare <= of_unit * _AS_LARGE:
            return None
    return numbers, units.pop()


def number_text(value: float) -> str:
    """Return a typed number of a workbook as the text of a code: 1.0 is "1", 0.5 is "0.5"."""
    if value == math.floor(value) and abs(value) < LARGEST_INTEGER:
        return str(int(value))
    return repr(value)


def percent_text(value: float) -> str:
    """Return a typed number as a cell formatted as per cent shows it, to 12 significant digits: 0.025 is "2.5 %"."""
    return f"{number_text(float(f'{value * 100:.12g}'))} %"
