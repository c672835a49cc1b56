"""Numbers as a reader sees them: rounded half up on the decimal value, written by unit and language.

`format_value` writes a number; `bind` writes a cell: its number inside a `<data>` element that carries the cell's key and its
value at 12 significant digits, so that whoever reads the page can recompute what is printed. A cell that is withheld or
missing gives a word, never a number: no other function of the report writes the value of a cell.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from markupsafe import Markup, escape

from relstudy.cells import SIGNIFICANT_DIGITS
from relstudy.report.book import CellRow
from relstudy.report.wording import words_of
from relstudy.words import Lang, plural_form

Field = Literal["base", "base_weighted", "base_effective", "low", "high", "se"]

NBSP = "\u00a0"
THIN = "\u202f"
MINUS = "\u2212"

#: Decimals by unit. None = as many as the value has, two at most: what people typed stays as they typed it.
_DECIMALS: dict[str, int | None] = {
    "share": 0, "mean": 1, "count": 0, "cases": 0, "score": 2, "index": 2, "rank": 0,
    "eur": None, "days": None, "points": None, "per_cent": None, "none": None,
}  # fmt: skip
_NATURAL_DECIMALS = 2


def attribute(value: float) -> str:
    """Return a value as the attribute of an element: 12 significant digits, a point, no grouping."""
    return f"{value:.{SIGNIFICANT_DIGITS}g}"


def round_half_up(value: float, decimals: int | None, *, scale: int = 1) -> Decimal:
    """Return the value times `scale`, rounded half up on its decimal value at 12 significant digits.

    The binary value of 0.145 lies below it; its reader sees 0.145 and expects 0.15. `decimals` None keeps the digits there
    are, two at most.
    """
    exact = Decimal(attribute(value)) * scale
    step = Decimal(1).scaleb(-(_NATURAL_DECIMALS if decimals is None else decimals))
    rounded = exact.quantize(step, rounding=ROUND_HALF_UP)
    if decimals is None:
        rounded = rounded.normalize()
        if rounded.as_tuple().exponent > 0:  # type: ignore[operator]
            rounded = rounded.quantize(Decimal(1))
    return rounded or abs(rounded)


def write_decimal(number: Decimal, lang: Lang, *, signed: bool = False) -> str:
    """Return a decimal number with the marks of the language: `1 234,5` or `1,234.5`; the minus sign is U+2212."""
    text = f"{abs(number):,f}"
    if lang == "fr":
        text = text.replace(",", THIN).replace(".", ",")
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    return sign + text


def format_value(
    value: float,
    unit: str,
    lang: Lang,
    *,
    decimals: int | None = None,
    natural: bool = False,
    signed: bool = False,
) -> str:
    """Return a number as printed.

    Parameters
    ----------
    value
        In the unit of the cell; a share is 0-1.
    unit
        A unit of the cells, or `per_cent`: a share with its sign in words.
    decimals
        Instead of the unit's own; `natural` = the digits there are, two at most.
    signed
        A difference: `+` is written, and shares become points ("+0,3 point", never "+0,3 %").
    """
    places = None if natural else _DECIMALS[unit] if decimals is None else decimals
    number = round_half_up(value, places, scale=100 if unit in ("share", "per_cent") else 1)
    text = write_decimal(number, lang, signed=signed)
    if unit == "share" and not signed:
        return f"{text}{NBSP}%" if lang == "fr" else f"{text}%"
    if unit == "eur":
        return f"{text}{NBSP}€" if lang == "fr" else _before_digits(text, "€")
    if unit in ("days", "points", "share", "per_cent"):
        words = words_of(lang).table("units", "points" if signed and unit != "days" else unit)
        return f"{text}{NBSP}{words[plural_form(number, lang)]}"
    return text


def format_date(day: date, lang: Lang) -> str:
    """Return a date in full: `1er mars 2026`, `1 March 2026`. Babel writes "1 mars", which French does not."""
    from babel.dates import format_date as write

    text = write(day, "d MMMM y", locale="fr_FR" if lang == "fr" else "en_GB")
    if lang == "fr" and day.day == 1:
        text = "1er" + text[1:]
    return text.replace(" ", NBSP)


def format_period(start: date, end: date, lang: Lang) -> str:
    """Return two dates as a period, the month and the year said once: `du 1er au 20 mars 2026`."""
    say = words_of(lang).say
    first, last = format_date(start, lang), format_date(end, lang)
    if start == end:
        return str(say("dates.single", start=first))
    said = len(NBSP + str(start.year)) if start.year == end.year else 0
    if said and start.month == end.month:
        said = len(first) - len(first.partition(NBSP)[0])
    return str(say("dates.range", start=first[:-said] if said else first, end=last))


def bind(
    cell: CellRow | None,
    lang: Lang,
    *,
    decimals: int | None = None,
    natural: bool = False,
    signed: bool = False,
    of_base: bool = False,
    unit: str | None = None,
) -> Markup:
    """Return a cell as a reader sees it, bound to its key.

    Published and cautious numbers stand in `<data value data-key>`, cautious ones with a mark. Withheld and missing cells are a
    word, another one where nobody was asked. Cases and players are counts of those asked or scored ("8 sur 22"), never a share; `of_base` writes a plain number
    instead where the base stands elsewhere. None (no such cell) is a dash. `unit` writes the number as another unit would.
    """
    words = words_of(lang)
    if cell is None:
        return Markup('<span class="none" title="{0}">—</span>').format(words.say("marks.no_cell"))
    if cell.status in ("withheld", "missing"):
        word = "unasked" if cell.unasked else cell.status
        return Markup('<span class="{0}" data-cell="{1}" title="{2}">{3}</span>').format(
            cell.status, cell.key, words.say(f"marks.{word}_title"), words.say(f"marks.{word}")
        )
    if cell.kind == "date" and cell.text:
        return Markup('<time data-role="date" data-cell="{0}" datetime="{1}">{2}</time>').format(
            cell.key, cell.text, format_date(date.fromisoformat(cell.text), lang)
        )
    if cell.kind != "number" or cell.value is None:
        return Markup('<span data-role="text" data-cell="{0}" dir="auto">{1}</span>').format(cell.key, cell.text or "—")
    text = format_value(cell.value, unit or cell.unit, lang, decimals=decimals, natural=natural, signed=signed)
    counted = cell.unit == "cases" or (cell.unit == "count" and cell.base_kind == "players")
    if counted and not of_base and cell.base is not None:
        text = words.say("cases.of", n=text, base=write_decimal(Decimal(cell.base), lang))
    return _data(cell, text) + cautious_mark(cell, lang)


def bind_runs(cell: CellRow | None, lang: Lang) -> Markup:
    """Return the stability of a verdict: "> 99 %" at most for resamples of respondents, "15 sur 22" for withdrawals of a case."""
    if cell is None or cell.value is None or cell.status in ("withheld", "missing"):
        return bind(cell, lang)
    if cell.base_kind != "respondents" and cell.base:
        kept = int(round_half_up(cell.value * cell.base, 0))
        runs = (write_decimal(Decimal(number), lang) for number in (kept, cell.base))
        return _data(cell, words_of(lang).say("cases.of", n=next(runs), base=next(runs)))
    text = format_value(cell.value, "share", lang)
    if round_half_up(cell.value, 0, scale=100) >= 100:
        text = f">{NBSP}{format_value(0.99, 'share', lang)}"
    return _data(cell, text)


def bind_field(
    cell: CellRow | None, field: Field, lang: Lang, *, decimals: int | None = None, natural: bool = False
) -> Markup:
    """Return another number of a cell (its base, an end of its interval) with the cell it comes from.

    It is not the value of the cell, so it stands in an element of its own kind: `data-role="number"` with `data-cell`,
    `data-field` and `data-number`. Bases are whole numbers; ends of an interval are written as the value is.
    """
    number = None if cell is None else getattr(cell, field)
    if cell is None or number is None:
        return Markup('<span class="none">—</span>')
    unit = cell.unit if field in ("low", "high", "se") else "count"
    text = format_value(float(number), unit, lang, decimals=decimals, natural=natural)
    return Markup('<span data-role="number" data-cell="{0}" data-field="{1}" data-number="{2}">{3}</span>').format(
        cell.key, field, attribute(float(number)), text
    )


def bind_count(count: int, lang: Lang) -> Markup:
    """Return a count made while the page is built (groups of a table, steps): a number that is no cell."""
    return Markup('<span data-role="number">{0}</span>').format(write_decimal(Decimal(count), lang))


def bind_label(text: str, *, lang: str = "") -> Markup:
    """Return a text of the study (label, wording, quote): its digits are no results, its direction is its own, so may its language be."""
    if lang:
        return Markup('<span data-role="text" dir="auto" lang="{1}">{0}</span>').format(text, lang)
    return Markup('<span data-role="text" dir="auto">{0}</span>').format(text)


def cautious_mark(cell: CellRow, lang: Lang) -> Markup:
    """Return the mark of a number on a small base, or nothing."""
    if cell.status != "cautious":
        return Markup("")
    return Markup('<abbr class="cautious" title="{0}">*</abbr>').format(words_of(lang).say("marks.cautious_title"))


def _data(cell: CellRow, text: str) -> Markup:
    return Markup('<data value="{0}" data-key="{1}">{2}</data>').format(
        attribute(cell.value or 0.0), cell.key, escape(text)
    )


def _before_digits(text: str, symbol: str) -> str:
    sign, digits = (text[0], text[1:]) if text[:1] in (MINUS, "+") else ("", text)
    return f"{sign}{symbol}{digits}"
