"""CSV files as people save them: UTF-8, with or without BOM, cp1252 or UTF-16; comma, semicolon or tab.

What is unambiguous is read; what is not (a NUL, a byte no encoding has, two encodings in one file) is a fault with its
line.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from relstudy.errors import FaultLog, Severity
from relstudy.tables.encodings import Misread, find_misreading, find_pair, guess_encoding, undo_second_reading
from relstudy.tables.wide_text import read_wide

DELIMITERS = (";", "\t", ",")
#: Cuts a file only where none of those does, and every line into as many cells.
_BAR = "|"
#: Records looked at to settle the delimiter where a header holds several.
_LOOKED_AT = 40
_SAMPLE = 2**20
_FIELD_LIMIT = 2**31 - 1
_BOM = b"\xef\xbb\xbf"
#: What is read, as a message names it.
_READ = "UTF-8, cp1252, UTF-16"
_LINE_END = re.compile(rb"\r\n|\r|\n")
_TEXT_LINE_END = re.compile(r"\r\n|\r|\n")
#: Letters that French has, as UTF-8 writes them: in cp1252 text these pairs ("Ã©", "â€™") do not occur.
_UTF8_PAIRS = re.compile(rb"\xc3[\xa0-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x90-\xa6]|\xc2\xa0")
_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextFile:
    """The text of a file, how it was read, and the line its first character stands on."""

    text: str
    delimiter: str
    readings: tuple[str, ...]
    first_line: int = 1


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the line it starts on."""

    line: int
    cells: list[str]


def decode(content: bytes, file: str, log: FaultLog) -> tuple[str, str | None] | None:
    """Return the text of a file and what its encoding was other than plain UTF-8; None where it has a fault.

    UTF-8 that was read in another encoding and saved again is read as it was meant where the whole file is so; a text
    whose words show that it was saved in another encoding than it is read in is refused.
    """
    wide = read_wide(content)
    if wide is not None:
        if wide.broken_at is None:
            return wide.text, "UTF-16"
        line = len(_TEXT_LINE_END.findall(wide.text, 0, wide.broken_at)) + 1
        log.add("encoding", file, line=line, found="UTF-16", allowed=_READ)
        return None
    nul = content.find(b"\0")
    if nul >= 0:
        log.add("encoding", file, line=_line_of(content, nul), found="NUL", allowed=_READ)
        return None
    marked = content.startswith(_BOM)
    try:
        text, reading = content[len(_BOM) * marked :].decode("utf-8"), "UTF-8 BOM" if marked else None
    except UnicodeDecodeError as error:
        at = error.start + len(_BOM) * marked
        if marked or _UTF8_PAIRS.search(content):
            log.add("encoding", file, line=_line_of(content, at), found=_hex(content[at]), allowed="UTF-8")
            return None
        try:
            text, reading = content.decode("cp1252"), "cp1252"
        except UnicodeDecodeError as other:
            found = _likely(guess_encoding(content)) or _hex(content[other.start])
            log.add("encoding", file, line=_line_of(content, other.start), found=found, allowed=_READ)
            return None
    if text.isascii():
        return text, reading
    meant = undo_second_reading(text)
    if meant is not None:
        return meant.removeprefix("\ufeff"), "@utf8-twice"
    return None if _is_misread(text, file, log) else (text, reading)


def _is_misread(text: str, file: str, log: FaultLog) -> bool:
    """Tell whether the words of a text show that it was saved in another encoding than it was read in.

    Where only a cell here and there was (someone copied it from elsewhere), that is a warning: which other cells were
    nobody can tell.
    """
    misread, pair = find_misreading(text), find_pair(text)
    if misread is not None:
        found, at = _likely(misread), misread.position
    elif pair is not None:
        found, at = f"{text[pair : pair + 2]} (@utf8-twice)", pair
    else:
        return False
    line = len(_TEXT_LINE_END.findall(text, 0, at)) + 1
    severity: Severity = "error" if misread is not None else "warning"
    log.add("encoding", file, line=line, found=found, allowed=_READ, severity=severity)
    return misread is not None


def _likely(misread: Misread | None) -> str | None:
    return f"{misread.word}, @likely {misread.meant} ({misread.encoding})" if misread is not None else None


def _line_of(content: bytes, at: int) -> int:
    return len(_LINE_END.findall(content[:at])) + 1


def _hex(byte: int) -> str:
    return f"0x{byte:02X}"


def open_text(content: bytes, file: str, log: FaultLog, *, header_row: int = 1) -> TextFile | None:
    """Return the text of a CSV file, its delimiter and how it was read; None where it cannot be read.

    The delimiter is the one of the header line, outside quotes; where that line holds several, the one that cuts the
    rows that follow into as many cells as the header has. A first line `sep=;` as Excel understands it is obeyed.
    """
    decoded = decode(content, file, log)
    if decoded is None:
        return None
    text, encoding = decoded
    readings = [encoding] if encoding else []
    hint = _HINT.match(text)
    first_line = 1
    if hint and hint[1] in (*DELIMITERS, _BAR):
        text, first_line, delimiter = text[hint.end() :], 2, hint[1]
        header_row = max(header_row, 2)
    else:
        delimiter = find_delimiter(text, header_row)
    if delimiter != ",":
        readings.append("TAB" if delimiter == "\t" else delimiter)
    return TextFile(text, delimiter, tuple(readings), first_line)


def find_delimiter(text: str, header_row: int = 1) -> str:
    """Return the delimiter of a CSV text."""
    candidates: list[tuple[float, int, int, str]] = []
    for preference, delimiter in enumerate(DELIMITERS):
        widths = _widths(text, delimiter, header_row)
        if widths and widths[0] > 1:
            fit = sum(w == widths[0] for w in widths[1:]) / max(len(widths) - 1, 1)
            candidates.append((fit, widths[0], -preference, delimiter))
    if candidates:
        return max(candidates)[3]
    widths = _widths(text, _BAR, header_row)
    return _BAR if len(widths) > 1 and widths[0] > 1 and len(set(widths)) == 1 else ","


def _widths(text: str, delimiter: str, header_row: int) -> list[int]:
    """Return the numbers of cells of the header and of the rows after it."""
    widths: list[int] = []
    try:
        for record in records(TextFile(text[:_SAMPLE], delimiter, ()), header_row=header_row):
            if record.line >= header_row and any(c.strip() for c in record.cells):
                widths.append(len(record.cells))
                if len(widths) > _LOOKED_AT:
                    break
    except OpenQuote:
        # A delimiter that is none leaves quotes in the middle of cells.
        widths.append(0)
    return widths


class OpenQuote(Exception):
    """A quote that is never closed, or closes in the middle of a cell: where the record that starts on `line` ends is not known."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def records(source: TextFile, *, header_row: int = 1, skip_rows: Sequence[int] = ()) -> Iterator[Record]:
    """Yield the records of a CSV text with the line each starts on; a blank line is a record without cells.

    Raises
    ------
    OpenQuote
        Where records end is not known from some line on. A line above the header, or one to leave out, is passed over
        instead.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    reader, passed, before = _reader(source, 0), 0, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = before + source.first_line
            if line >= header_row and line not in skip_rows:
                raise OpenQuote(line) from error
            passed = before = before + 1
            reader = _reader(source, passed)
            continue
        yield Record(before + source.first_line, cells)
        before = passed + reader.line_num


def _reader(source: TextFile, first: int) -> Any:
    """Return the reader of a text from a line on, counted from 0."""
    lines = islice(io.StringIO(source.text, newline=""), first, None)
    return csv.reader(lines, delimiter=source.delimiter, strict=True)
