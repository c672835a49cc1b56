"""A register in a workbook with lines added, changed or taken out: every other part, sheet and cell stays as it is.

New cells are texts inside the sheet, so that nothing in them can be a formula.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import python_calamine

from relstudy.tables.archives import sheet_part
from relstudy.tables.register_changes import Changes, Record
from relstudy.tables.rows import header_name
from relstudy.tables.sheet_cells import prefix_of
from relstudy.tables.table import Table
from relstudy.unnamed import column_letters

_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([0-9]{1,7})[\"']")
#: The span of a sheet, which may be left out.
_DIMENSION = re.compile(rb"<(?:[\w.-]{1,60}:)?dimension\s[^<>]*/>")
#: Signs XML has not; Excel writes them by their number, as it does a carriage return, which XML would lose.
_UNWRITTEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def extend_sheet(content: bytes, table: Table, changes: Changes) -> bytes:
    """Return a workbook with changes carried out in the sheet of a register; `table` is it as it was read."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name(table.sheet or "").to_python(skip_empty_area=False)
    names = [header_name(cell) for cell in rows[table.header_line - 1]]
    while names and not names[-1]:
        names.pop()
    more = changes.columns_beside(names)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = sheet_part(archive, book.sheet_names.index(table.sheet or ""))
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        parts[path] = _extended(parts[path], table, changes, names=names, more=more, height=len(rows))
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w") as written:
            written.comment = archive.comment
            for entry in archive.infolist():
                written.writestr(entry, parts[entry.filename], compress_type=entry.compress_type)
    return sink.getvalue()


def _extended(
    sheet: bytes, table: Table, changes: Changes, *, names: Sequence[str], more: Sequence[str], height: int
) -> bytes:
    prefix = prefix_of(sheet)
    p = re.escape(prefix)
    columns = (*names, *more)
    pieces: list[bytes] = []
    end = line = 0
    for match in re.finditer(rb"<%srow(?=[\s/>])([^<>]*?)(?:/>|>.*?</%srow>)" % (p, p), sheet, re.DOTALL):
        numbered = _ROW_NUMBER.search(match[1])
        line = int(numbered[1]) if numbered else line + 1
        pieces.append(sheet[end : match.start()])
        end = match.end()
        if line in changes.removed:
            pieces.append(b'<%srow r="%d"/>' % (prefix, line))
        elif line in changes.changed:
            pieces.append(_row(prefix, line, columns, changes.changed[line]))
        elif line == table.header_line and more:
            heads = {name: name for name in more}
            cells = _cells(prefix, line, columns, heads)
            pieces.append(match[0][: -len(b"</%srow>" % prefix)] + cells + b"</%srow>" % prefix)
        else:
            pieces.append(match[0])
    below = max(height, line)
    added = b"".join(_row(prefix, below + number, columns, one) for number, one in enumerate(changes.added, start=1))
    return _DIMENSION.sub(b"", b"".join([*pieces, added, sheet[end:]]), count=1)


def _row(prefix: bytes, line: int, columns: Sequence[str], record: Record) -> bytes:
    return b'<%srow r="%d">%s</%srow>' % (prefix, line, _cells(prefix, line, columns, record), prefix)


def _cells(prefix: bytes, line: int, columns: Sequence[str], record: Record) -> bytes:
    p = prefix.decode()
    return "".join(
        f'<{p}c r="{column_letters(place)}{line}" t="inlineStr"><{p}is><{p}t xml:space="preserve">'
        f"{_cell_text(record[name])}</{p}t></{p}is></{p}c>"
        for place, name in enumerate(columns, start=1)
        if name and record.get(name)
    ).encode()


def _cell_text(text: str) -> str:
    text = _ESCAPED.sub("_x005F_", text)
    return _UNWRITTEN.sub(lambda sign: f"_x{ord(sign[0]):04X}_", escape(text))
