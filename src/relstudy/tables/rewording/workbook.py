"""Cells of a sheet of a workbook written anew: every other part and cell stays as it is, and the texts that stood in these cells alone go."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

import python_calamine

from relstudy.tables.archives import SHARED_TEXTS, part_name, sheet_part
from relstudy.tables.removal.workbook import archived, shared_texts, without_texts
from relstudy.tables.rewording.refusal import NotReworded
from relstudy.tables.sheet_cells import prefix_of
from relstudy.unnamed import column_letters

_WHOLE = re.compile(r"-?[0-9]{1,15}\Z")
_TEXT_TYPE = re.compile(rb"\st\s*=\s*[\"'](?:s|str|inlineStr)[\"']")
_TYPE = re.compile(rb"\st\s*=\s*[\"'][^\"']*[\"']")


def reword_sheet(content: bytes, sheet: str, texts: Mapping[tuple[int, str], str], *, header_line: int) -> bytes:
    """Return a workbook with other texts in the cells of some rows, as Excel numbers them, and columns.

    Raises
    ------
    NotReworded
        A cell holds a formula, or is not where the workbook says.
    """
    try:
        return _reworded(content, sheet, texts, header_line=header_line)
    except (KeyError, IndexError, StopIteration) as error:
        raise NotReworded from error


def _reworded(content: bytes, sheet: str, texts: Mapping[tuple[int, str], str], *, header_line: int) -> bytes:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    letters = {
        str(name).strip(): column_letters(at) for at, name in reversed(list(enumerate(rows[header_line - 1], 1)))
    }
    cells = {f"{letters[column]}{line}".encode(): text for (line, column), text in texts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = sheet_part(archive, book.sheet_names.index(sheet))
        shared = part_name(archive, SHARED_TEXTS, default="xl/sharedStrings.xml")
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        before = shared_texts(parts[path])
        parts[path] = b"".join(_rewritten(parts[path], cells))
        if shared in parts:
            sheets = (part for name, part in parts.items() if name.startswith("xl/worksheets/"))
            used = frozenset[int]().union(*map(shared_texts, sheets))
            parts[shared] = without_texts(parts[shared], before - used)
        return archived(archive, parts)


def _rewritten(sheet: bytes, cells: Mapping[bytes, str]) -> Iterator[bytes]:
    """Yield a sheet in pieces, with other cells in the place of some."""
    prefix = prefix_of(sheet)
    p = re.escape(prefix)
    cell = re.compile(rb"<%sc(\s[^<>]*?)(?:/>|>(.*?)</%sc>)" % (p, p), re.DOTALL)
    reference = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
    left, end = dict(cells), 0
    for match in cell.finditer(sheet):
        named = reference.search(match[1])
        text = left.pop(named[1], None) if named is not None else None
        if text is None:
            continue
        if b"<%sf" % prefix in (match[2] or b""):
            raise NotReworded
        yield sheet[end : match.start()]
        yield _cell(match[1], text, prefix)
        end = match.end()
    if left:
        raise NotReworded
    yield sheet[end:]


def _cell(attributes: bytes, text: str, prefix: bytes) -> bytes:
    if _WHOLE.match(text) and not _TEXT_TYPE.search(attributes):
        inner = b"<%sv>%s</%sv>" % (prefix, text.encode(), prefix)
        return b"<%sc%s>%s</%sc>" % (prefix, _TYPE.sub(b"", attributes), inner, prefix)
    said = escape(text).replace("\r", "_x000D_").encode()
    inner = b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (prefix, prefix, said, prefix, prefix)
    return b'<%sc%s t="inlineStr">%s</%sc>' % (prefix, _TYPE.sub(b"", attributes), inner, prefix)
