"""Numbers as a reader sees them: rounded half up on the decimal value, written by unit and language.

Every renderer of a page writes its numbers with these functions, so that HTML and plain text say the same. A cell that
is withheld or missing gives a word, never a number.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from relstudy.cells import SIGNIFICANT_DIGITS
from relstudy.report.book import CellRow
from relstudy.report.values import Count, Field, Number, Runs
from relstudy.report.wording import words_of
from relstudy.survey.plan import NO_DAY
from relstudy.words import Lang, plural_form

NBSP = "\u00a0"
THIN = "\u202f"
MINUS = "\u2212"

#: Decimals by unit. None = as many as the value has, two at most: what people typed stays as they typed it.
_DECIMALS: dict[str, int | None] = {
    "share": 0, "mean": 1, "count": 0, "cases": 0, "score": 2, "index": 2, "rank": 0,
    "eur": None, "days": None, "points": None, "per_cent": None, "none": None,
}  # fmt: skip
_NATURAL_DECIMALS = 2
#: Measures printed with other decimals than their unit has; what is told of another wave has a longer name.
_OF_MEASURES: dict[str, int] = {"nps": 0}


@cache
def decimals_of(measure: str) -> int | None:
    """Return the decimals of a measure, and of its difference, that is not printed as its unit is; None for all others."""
    return next((n for name, n in _OF_MEASURES.items() if measure == name or measure.startswith(f"{name}_")), None)


def attribute(value: float) -> str:
    """Return a value as the attribute of an element: 12 significant digits, a point, no grouping."""
    return f"{value:.{SIGNIFICANT_DIGITS}g}"


def round_half_up(value: float, decimals: int | None, *, scale: int = 1) -> Decimal:
    """Return the value times `scale`, rounded half up on its decimal value at 12 significant digits.

    The binary value of 0.145 lies below it; its reader sees 0.145 and expects 0.15. `decimals` None keeps the digits
    there are, two at most.
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


#: Every paper in a language prints the same numbers: more of them than a large book has.
@lru_cache(maxsize=2**16)
def format_value(
    value: float,
    unit: str,
    lang: Lang,
    *,
    decimals: int | None = None,
    natural: bool = False,
    signed: bool = False,
    bare: bool = False,
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
    bare
        Without its unit, which the number beside it says.
    """
    places = None if natural else _DECIMALS[unit] if decimals is None else decimals
    number = round_half_up(value, places, scale=100 if unit in ("share", "per_cent") else 1)
    text = write_decimal(number, lang, signed=signed)
    if bare:
        return text
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
    """Return two dates as a period, the month and the year said once: `du 1er au 20 mars 2026`; in words that there are none where a draft has not been dated."""
    say = words_of(lang).text
    if NO_DAY in (start, end):
        return say("dates.unsaid")
    first, last = format_date(start, lang), format_date(end, lang)
    if start == end:
        return say("dates.single", start=first)
    said = len(NBSP + str(start.year)) if start.year == end.year else 0
    if said and start.month == end.month:
        said = len(first) - len(first.partition(NBSP)[0])
    return say("dates.range", start=first[:-said] if said else first, end=last)


def written_number(number: Number) -> str:
    """Return the value of a cell that has one, as printed: cases and players as counts of those asked or scored ("8 sur 22")."""
    cell, lang = number.cell, number.lang
    if cell is None or cell.value is None:
        raise ValueError("a cell without a value is a word, not a number")
    text = format_value(
        cell.value,
        number.unit or cell.unit,
        lang,
        decimals=decimals_of(cell.measure) if number.decimals is None else number.decimals,
        natural=number.natural,
        signed=number.signed,
    )
    counted = cell.unit == "cases" or (cell.unit == "count" and cell.base_kind == "players")
    if counted and not number.of_base and cell.base is not None:
        return words_of(lang).text("cases.of", n=text, base=write_decimal(Decimal(cell.base), lang))
    return text


def written_runs(runs: Runs) -> str:
    """Return the stability of a verdict as printed: "> 99 %" at most for resamples of respondents, "15 sur 22" for withdrawals of a case."""
    cell, lang = runs.cell, runs.lang
    if cell is None or cell.value is None:
        raise ValueError("a cell without a value is a word, not a number")
    if cell.base_kind != "respondents" and cell.base:
        kept = int(round_half_up(cell.value * cell.base, 0))
        n, base = (write_decimal(Decimal(number), lang) for number in (kept, cell.base))
        return words_of(lang).text("cases.of", n=n, base=base)
    if round_half_up(cell.value, 0, scale=100) >= 100:
        return f">{NBSP}{format_value(0.99, 'share', lang)}"
    return format_value(cell.value, "share", lang)


def written_field(field: Field) -> str:
    """Return another number of a cell as printed: bases are whole numbers, ends of an interval are written as the value is; a dash for none."""
    number = field.number
    if field.cell is None or number is None:
        return "—"
    is_end = field.field in ("low", "high", "se")
    return format_value(
        float(number),
        field.cell.unit if is_end else "count",
        field.lang,
        decimals=decimals_of(field.cell.measure) if is_end and field.decimals is None else field.decimals,
        natural=field.natural,
        signed=field.signed,
        bare=field.bare,
    )


def written_count(count: Count) -> str:
    """Return a count as printed."""
    return write_decimal(Decimal(count.count), count.lang)


def cell_word(cell: CellRow | None, lang: Lang) -> str | None:
    """Return what stands for a cell without a number: a dash, the word of what is withheld or missing, a text; None for a number."""
    if cell is None:
        return "—"
    if cell.status in ("withheld", "missing"):
        return words_of(lang).text(f"marks.{'unasked' if cell.unasked else cell.status}")
    if cell.kind == "date" and cell.text:
        return format_date(date.fromisoformat(cell.text), lang)
    if cell.kind != "number" or cell.value is None:
        return cell.text or "—"
    return None


def _before_digits(text: str, symbol: str) -> str:
    sign, digits = (text[0], text[1:]) if text[:1] in (MINUS, "+") else ("", text)
    return f"{sign}{symbol}{digits}"
