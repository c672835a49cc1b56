"""Values of a page as HTML: a cell bound to its key, a label with its own direction, words escaped.

A number of a cell stands in a `<data>` element that carries the cell's key and its value at 12 significant digits, so
that whoever reads the page can recompute what is printed. No other function of the report writes the value of a cell in
HTML.
"""

import re
from datetime import date

from markupsafe import Markup, escape

from relstudy.report.book import CellRow
from relstudy.report.by_kind import ByKind
from relstudy.report.html.pattern import fill
from relstudy.report.numbers import (
    attribute,
    format_date,
    written_count,
    written_field,
    written_number,
    written_runs,
)
from relstudy.report.values import (
    Caution,
    Content,
    Count,
    Field,
    Joined,
    Label,
    Line,
    Number,
    Runs,
    Said,
    Toned,
    Turn,
    Unbound,
    Worded,
)
from relstudy.report.wording import words_of

#: A label of Latin letters and punctuation: it has no digit that could be taken for a result, and runs as the page
#: does.
_PLAIN = re.compile("[ -%'-/:;=?-~\u00a0-\u00b1\u00b4-\u00b8\u00ba\u00bb\u00bf-\u024f\u2010-\u2027\u202f\u20ac]*\\Z")
#: The element of a tone; the others are spans.
_ELEMENTS = {"imposed": "abbr", "strong": "strong"}


@ByKind
def render(value: Content) -> Markup:
    """Return a value as HTML; a text is escaped.

    Raises
    ------
    TypeError
        Nobody wrote how this value is set.
    """
    raise TypeError(f"no HTML for {type(value).__name__}")


@render.register
def _(value: str | int) -> Markup:
    return escape(value)


@render.register
def _(value: Said) -> Markup:
    text = escape(value.text)
    return fill(text, **{name: render(part) for name, part in value.parts}) if value.parts else text


@render.register
def _(value: Line) -> Markup:
    return fill(escape(value.text), *map(render, value.parts))


@render.register
def _(value: Joined) -> Markup:
    return render(value.between).join(map(render, value.parts))


@render.register
def _(value: Unbound) -> Markup:
    return fill('<span data-role="{0}">{1}</span>', value.role, render(value.content))


@render.register
def _(value: Toned) -> Markup:
    style = "" if value.tone in ("strong", "whole") else fill(' class="{0}"', value.tone)
    role = Markup(' data-role="text"') if value.tone == "print" else ""
    title = fill(' title="{0}"', render(value.title)) if value.title else ""
    element = _ELEMENTS.get(value.tone, "span")
    return fill("<{0}{1}{2}{3}>{4}</{0}>", element, style, role, title, render(value.content))


@render.register
def _(value: Turn) -> Markup:
    return Markup("<br>")


@render.register
def _(value: Label) -> Markup:
    if isinstance(value.text, str) and not value.lang and _PLAIN.match(value.text):
        return escape(value.text)
    lang = fill(' lang="{0}"', value.lang) if value.lang else ""
    return fill('<bdi data-role="text"{0}>{1}</bdi>', lang, render(value.text))


@render.register
def _(value: Count) -> Markup:
    return fill('<span data-role="number">{0}</span>', written_count(value))


@render.register
def _(value: Field) -> Markup:
    cell, number = value.cell, value.number
    if cell is None or number is None:
        return Markup('<span class="none">—</span>')
    whole, written = attribute(float(number)), written_field(value)
    told = "" if whole == written else fill(' data-number="{0}"', whole)
    return fill(
        '<span data-role="number" data-cell="{0}" data-field="{1}"{2}>{3}</span>', cell.key, value.field, told, written
    )


@render.register
def _(value: Number) -> Markup:
    cell, lang = value.cell, value.lang
    words = words_of(lang)
    if cell is None:
        return fill('<span class="none" title="{0}">—</span>', words.text("marks.no_cell"))
    if cell.status in ("withheld", "missing"):
        word = "unasked" if cell.unasked else cell.status
        return fill(
            '<span class="{0}" data-cell="{1}" title="{2}">{3}</span>',
            cell.status,
            cell.key,
            words.text(f"marks.{word}_title"),
            words.text(f"marks.{word}"),
        )
    if cell.kind == "date" and cell.text:
        return fill(
            '<time data-role="date" data-cell="{0}" datetime="{1}">{2}</time>',
            cell.key,
            cell.text,
            format_date(date.fromisoformat(cell.text), lang),
        )
    if cell.kind != "number" or cell.value is None:
        return fill('<bdi data-role="text" data-cell="{0}">{1}</bdi>', cell.key, cell.text or "—")
    return _with_caution(_data(cell, written_number(value)), Caution(cell, lang))


@render.register
def _(value: Runs) -> Markup:
    cell = value.cell
    if cell is None or cell.value is None or cell.status in ("withheld", "missing"):
        return render(Number(cell, value.lang))
    return _with_caution(_data(cell, written_runs(value)), Caution(cell, value.lang))


@render.register
def _(value: Worded) -> Markup:
    return _data(value.cell, render(value.words))


@render.register
def _(value: Caution) -> Markup:
    if not value:
        return Markup("")
    said = words_of(value.lang).text("marks.cautious_title")
    return fill('<abbr class="cautious" title="{0}">*</abbr>', said)


def _with_caution(number: Markup, caution: Caution) -> Markup:
    return number + render(caution) if caution else number


def _data(cell: CellRow, text: str) -> Markup:
    return fill('<data value="{0}" data-key="{1}">{2}</data>', attribute(cell.value or 0.0), cell.key, text)
