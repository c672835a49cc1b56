"""What the XML of a sheet says of its cells beyond the values a reader gives: its span, errors, formulas, formats.

Only the tags that are asked for are looked at, in linear time whatever the bytes are, since a sheet may hold millions
of cells. The prefix that the root gives to its names is part of every tag.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape

from relstudy.tables.archives import CELLS_LIMIT
from relstudy.unnamed import column_letters

_ROOT = re.compile(rb"<([A-Za-z_][\w.-]{0,60}:)?worksheet[\s>]")
_FAR_COLUMN = re.compile(rb"r=[\"'][A-Z]{3}[0-9]")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([0-9]{1,7})[\"']")
_HIDDEN = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true)[\"']")
_STYLE = re.compile(rb"\ss=[\"']([0-9]{1,6})[\"']")
_TEXT_TYPE = re.compile(rb"\st\s*=\s*[\"']str[\"']")
_SHARED = re.compile(rb"\ssi\s*=\s*[\"']([0-9]{1,9})[\"']")
#: Of so many styles each is named in the pattern; of more every styled cell is looked at.
_NAMED_STYLES = 20
#: No more of a formula is told.
_LONGEST_FORMULA = 200
#: No start tag of a cell is longer.
_LONGEST_TAG = 1000


@dataclass(frozen=True, slots=True)
class _Tags:
    """Patterns for the tags of a sheet under the prefix of its root."""

    prefix: bytes
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    row_or_cell: re.Pattern[bytes]
    error: re.Pattern[bytes]
    no_value: re.Pattern[bytes]
    formula: re.Pattern[bytes]


@cache
def _tags_under(prefix: bytes) -> _Tags:
    p = re.escape(prefix)
    formula = rb"<%sf(?:\s[^<>]*)?(?:/>|>[^<]*</%sf>)" % (p, p)
    return _Tags(
        prefix=prefix,
        row=re.compile(rb"<%srow\s(?:[^<>]*?\s)?r\s*=\s*[\"']([0-9]{1,7})[\"']" % p),
        cell=re.compile(rb"<%sc((?:\s[^<>]*)?)/?>" % p),
        row_or_cell=re.compile(rb"<%s(row|c)((?:\s[^<>]*)?)/?>" % p),
        error=re.compile(
            rb"<%sc\s(?:[^<>]{0,300}?\s)?t=[\"']e[\"'][^<>]{0,300}>\s*(?:%s\s*)?<%sv>([^<]*)</%sv>" % (p, formula, p, p)
        ),
        no_value=re.compile(
            rb"<%sf((?:\s[^<>]*)?)(?:/>|>([^<]*)</%sf>)\s*(<%sv(?:\s[^<>]*)?(?:/>|>\s*</%sv>)\s*)?</%sc>"
            % (p, p, p, p, p)
        ),
        formula=re.compile(rb"<%sf(\s[^<>]*)>([^<]+)</%sf>" % (p, p)),
    )


def _tags_of(sheet: bytes) -> _Tags:
    root = _ROOT.search(sheet, 0, 2**16)
    return _tags_under((root[1] or b"") if root else b"")


def prefix_of(part: bytes) -> bytes:
    """Return the prefix that the root of a sheet gives to its names, with its colon; nothing where it gives none."""
    return _tags_of(part).prefix


def sheet_span(sheet: bytes) -> tuple[int, int]:
    """Return how many rows and columns a sheet spans up to the last cell that holds something; (0, 0) where their product cannot exceed `CELLS_LIMIT`."""
    tags = _tags_of(sheet)
    height = max(map(int, tags.row.findall(sheet)), default=0)
    # The exact width costs a look at every cell: it is had only where columns from AAA on, or many rows, may matter.
    if height * 16_384 <= CELLS_LIMIT or (height * 702 <= CELLS_LIMIT and not _FAR_COLUMN.search(sheet)):
        return 0, 0
    # A cell that is coloured and holds nothing is a tag without content.
    filled = [
        m.start()
        for m in tags.cell.finditer(sheet)
        if not m[0].endswith(b"/>") and sheet[m.end() : m.end() + 2] != b"</"
    ]
    places = _places(sheet, tags, filled)
    return max((line for line, _ in places), default=0), max((column for _, column in places), default=0)


def filled_cells(sheet: bytes) -> int:
    """Return how many cells of a sheet hold something."""
    prefix = _tags_of(sheet).prefix
    return sheet.count(b"</%sv>" % prefix) + sheet.count(b"</%sis>" % prefix)


def hidden_lines(sheet: bytes) -> frozenset[int]:
    """Return the lines of the rows that Excel hides, by a filter or by hand."""
    if b"hidden=" not in sheet:
        return frozenset()
    rows = (m[2] for m in _tags_of(sheet).row_or_cell.finditer(sheet) if m[1] == b"row" and _HIDDEN.search(m[2]))
    return frozenset(int(number[1]) for row in rows if (number := _ROW_NUMBER.search(row)))


def error_cells(sheet: bytes) -> list[tuple[int, str, str]]:
    """Return (line, column, text) of every cell that holds an Excel error such as #N/A."""
    if b't="e"' not in sheet and b"t='e'" not in sheet:
        return []
    tags = _tags_of(sheet)
    found = [(m.start(), m[1].decode("utf-8", "replace")) for m in tags.error.finditer(sheet)]
    places = _places(sheet, tags, [start for start, _ in found])
    return [(line, column_letters(column), text) for (line, column), (_, text) in zip(places, found, strict=True)]


def uncomputed_formulas(sheet: bytes) -> list[tuple[int, str, str]]:
    """Return (line, column, formula) of every formula cell that holds no value: it was written, but never computed.

    An empty value of the type text is one: Excel writes it for a formula that gives an empty text. A formula shared
    with other cells is told as its first cell has it.
    """
    tags = _tags_of(sheet)
    found: list[tuple[int, bytes]] = []
    shared: dict[bytes, bytes] | None = None
    for match in tags.no_value.finditer(sheet):
        start = sheet.rfind(b"<%sc" % tags.prefix, max(0, match.start() - _LONGEST_TAG), match.start())
        cell = tags.cell.match(sheet, start, match.start()) if start >= 0 else None
        if cell is None or sheet[cell.end() : match.start()].strip() or (match[3] and _TEXT_TYPE.search(cell[1])):
            continue
        text, group = match[2] or b"", _SHARED.search(match[1])
        if not text.strip() and group:
            shared = _shared_formulas(sheet, tags) if shared is None else shared
            text = shared.get(group[1], "…".encode())
        if text.strip():
            found.append((start, text))
    places = _places(sheet, tags, [start for start, _ in found])
    return [
        (line, column_letters(column), _formula_text(text))
        for (line, column), (_, text) in zip(places, found, strict=True)
    ]


def _shared_formulas(sheet: bytes, tags: _Tags) -> dict[bytes, bytes]:
    """Return the text of each shared formula by its number."""
    formulas = ((_SHARED.search(m[1]), m[2]) for m in tags.formula.finditer(sheet))
    return {group[1]: text for group, text in formulas if group}


def _formula_text(text: bytes) -> str:
    formula = "=" + unescape(text.decode("utf-8", "replace")).strip()
    return formula if len(formula) <= _LONGEST_FORMULA else formula[: _LONGEST_FORMULA - 1] + "…"


def styled_cells(sheet: bytes, styles: frozenset[int]) -> list[tuple[int, int]]:
    """Return (line, column number from 1) of every cell that has one of the styles; style 0 is that of cells that name none."""
    if not styles:
        return []
    tags = _tags_of(sheet)
    starts = {m.start() for m in tags.cell.finditer(sheet) if not _STYLE.search(m[1])} if 0 in styles else set()
    # A pattern that is one literal is found many times faster than one that has a choice.
    numbers = map(str, styles) if len(styles) <= _NAMED_STYLES else ["[0-9]{1,6}"]
    for attribute in (f"s={quote}{number}{quote}".encode() for number in numbers for quote in "\"'"):
        for match in re.finditer(attribute, sheet):
            start = sheet.rfind(b"<", max(0, match.start() - _LONGEST_TAG), match.start())
            cell = tags.cell.match(sheet, start, start + 2 * _LONGEST_TAG) if start >= 0 else None
            style = _STYLE.search(cell[1]) if cell else None
            if style and int(style[1]) in styles:
                starts.add(start)
    return _places(sheet, tags, sorted(starts))


def _places(sheet: bytes, tags: _Tags, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return (line, column number) of the cells whose tags start there; a cell that names no place follows the one before."""
    places: list[tuple[int, int]] = []
    columns: dict[bytes, int] = {}
    for start in starts:
        reference = _REFERENCE.search(sheet, start, sheet.find(b">", start, start + _LONGEST_TAG))
        if reference is None:
            wanted = set(starts)
            counted = {at: place for at, place in _walk(sheet, tags) if at in wanted}
            return [counted.get(at, (0, 0)) for at in starts]
        column = columns.get(reference[1])
        if column is None:
            column = columns[reference[1]] = _column_number(reference[1])
        places.append((int(reference[2]), column))
    return places


def _walk(sheet: bytes, tags: _Tags) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where each cell's tag starts, and its line and column number."""
    line = column = 0
    for match in tags.row_or_cell.finditer(sheet):
        if match[1] == b"row":
            number = _ROW_NUMBER.search(match[2])
            line, column = int(number[1]) if number else line + 1, 0
            continue
        reference = _REFERENCE.search(match[2])
        if reference:
            line, column = int(reference[2]), _column_number(reference[1])
        else:
            column += 1
        yield match.start(), (line, column)


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number
