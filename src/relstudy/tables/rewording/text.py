"""Cells of a CSV text written anew; every other byte stays, whatever the encoding and the ends of lines."""

import re
from collections.abc import Iterator, Mapping

from relstudy.errors import FaultLog
from relstudy.tables.rewording.refusal import NotReworded
from relstudy.tables.text_files import open_text, records
from relstudy.tables.written_encoding import PHYSICAL_LINE, encoding_of

_LINE_END = re.compile(r"(?:\r\n|\r|\n)?\Z")


def reword_lines(content: bytes, texts: Mapping[tuple[int, str], str], *, header_line: int) -> bytes:
    """Return a CSV text with other texts in the cells of some lines, numbered from 1, and columns.

    Raises
    ------
    NotReworded
        The encoding has no sign for a letter of a text; the file was saved in two encodings one after the other.
    """
    text_file = open_text(content, "", FaultLog())
    if text_file is None:
        raise NotReworded
    mark, codec = encoding_of(content, text_file)
    if codec is None:
        raise NotReworded
    errors = "surrogatepass" if codec.startswith("utf-16") else "strict"
    physical = PHYSICAL_LINE.findall(content[len(mark) :].decode(codec, errors))
    starts = [record.line for record in records(text_file)]
    span = dict(zip(starts, [*starts[1:], len(physical) + 1], strict=True))
    header = "".join(physical[header_line - 1 : span[header_line] - 1])
    places = {name.strip(): at for at, name in reversed(list(enumerate(_values(header, text_file.delimiter))))}
    by_line: dict[int, dict[int, str]] = {}
    for (line, column), text in texts.items():
        if line not in span or column not in places:
            raise NotReworded
        by_line.setdefault(line, {})[places[column]] = text
    for line, cells in by_line.items():
        record = "".join(physical[line - 1 : span[line] - 1])
        physical[line - 1] = _reworded(record, cells, text_file.delimiter)
        for other in range(line, span[line] - 1):
            physical[other] = ""
    try:
        return mark + "".join(physical).encode(codec, errors)
    except UnicodeEncodeError as error:
        raise NotReworded from error


def _fields(record: str, delimiter: str) -> Iterator[tuple[int, int]]:
    """Yield where each cell of a record stands, quotes included; the line end is in none."""
    cell = re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(delimiter)}\r\n]*')
    end = _LINE_END.search(record)
    last = end.start() if end is not None else len(record)
    at = 0
    while True:
        match = cell.match(record, at)
        if match is None:
            raise NotReworded
        yield match.span()
        at = match.end()
        if at >= last:
            return
        if record[at] != delimiter:
            raise NotReworded
        at += 1


def _values(record: str, delimiter: str) -> list[str]:
    return [_plain(record[start:end]) for start, end in _fields(record, delimiter)]


def _plain(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _reworded(record: str, cells: Mapping[int, str], delimiter: str) -> str:
    pieces, end = [], 0
    for place, (first, last) in enumerate(_fields(record, delimiter)):
        if place in cells:
            pieces += [record[end:first], _written(cells[place], delimiter, quoted=record[first:last].startswith('"'))]
            end = last
    return "".join([*pieces, record[end:]])


def _written(text: str, delimiter: str, *, quoted: bool) -> str:
    needs = quoted or any(sign in text for sign in (delimiter, '"', "\r", "\n"))
    return '"' + text.replace('"', '""') + '"' if needs else text
