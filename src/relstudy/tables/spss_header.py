"""The records at the head of an SPSS file: whether they hold together, and what its reader does not tell, the weight and the sets of answers.

Layout: PSPP developers' guide, "System file format". Records of types 2 (variables), 3 and 4 (labels of values), 6
(documents) and 7 (extensions: 7 and 19 hold sets, 13 long names) follow each other up to record 999. ReadStat, which
reads the data, takes the process down where labels do not fit their variables: a head that does not hold together is
refused before it is asked.
"""

import re
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from relstudy.tables.dictionary import AnswerSet

_HEAD = 176
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION, _END = 2, 3, 4, 6, 7, 999
_SETS, _LONG_NAMES, _SETS_OF_VALUES = 7, 13, 19
#: Formats of texts: A and AHEX. All others are of numbers.
_TEXT_FORMATS = (1, 2)
#: Bytes of a cell, of which a case is made, and of the widest variable of the head.
_CELL, _WIDEST = 8, 255
#: A longer record was not written by SPSS.
_LONGEST = 2**26


class BrokenFile(Exception):
    """A file breaks off, or its records do not fit each other."""


@dataclass(slots=True)
class Header:
    """Records of a file: its variables by the number of their first cell (from 1) in a case, and its extensions.

    `ends` is the place of record 999, behind which the cases stand.
    """

    weighted_by: int
    names: dict[int, bytes] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    extensions: dict[int, bytes] = field(default_factory=dict)
    cells: int = 0
    ends: int = 0

    def weight(self, encoding: str) -> str | None:
        """Return the column of the weights, None where the file is not weighted."""
        raw = self.names.get(self.weighted_by)
        return None if raw is None else self._known(encoding)[_text(raw, encoding).casefold()]

    def sets(self, encoding: str) -> tuple[AnswerSet, ...]:
        """Return the sets of answers, columns by their long names."""
        known = self._known(encoding)
        lines = (line for kind in (_SETS, _SETS_OF_VALUES) for line in self.extensions.get(kind, b"").split(b"\n"))
        return tuple(made for line in lines if (made := _set(line, encoding, known)) is not None)

    def places(self, encoding: str) -> dict[str, tuple[int, str]]:
        """Return, by the long name of a variable, the number of its first cell and its short name."""
        long = _long_names(self.extensions.get(_LONG_NAMES, b""), encoding)
        short = {cell: _text(raw, encoding) for cell, raw in self.names.items()}
        return {long.get(name.casefold(), name): (cell, name) for cell, name in short.items()}

    def _known(self, encoding: str) -> dict[str, str]:
        """Return the long names by short and by long names, both in lower case."""
        places = self.places(encoding)
        return {spelling.casefold(): name for name, (_, short) in places.items() for spelling in (short, name)}


def read_header(path: Path) -> Header:
    """Return the head of an SPSS file.

    Raises
    ------
    BrokenFile
        It breaks off, or its records do not fit each other.
    """
    with path.open("rb") as file:
        return read_head(file)


def read_head(file: BinaryIO) -> Header:
    """Return the head of an SPSS file open at its beginning; raises as `read_header` does."""
    head = _exactly(file, _HEAD)
    order = "<" if head[64:68] in (b"\2\0\0\0", b"\3\0\0\0") else ">"
    header = Header(weighted_by=struct.unpack(f"{order}i", head[76:80])[0])
    while (kind := _whole(file, order)[0]) != _END:
        if kind == _VARIABLE:
            _read_variable(file, order, header)
        elif kind == _LABELS:
            _read_labels(file, order)
        elif kind == _LABELLED:
            _read_labelled(file, order, header)
        elif kind == _DOCUMENT:
            _exactly(file, 80 * _whole(file, order)[0])
        elif kind == _EXTENSION:
            subtype, size, count = _whole(file, order, 3)
            content = _exactly(file, size * count)
            header.extensions[subtype] = header.extensions.get(subtype, b"") + content
        else:
            raise BrokenFile
    header.ends = file.tell() - 4
    if not header.names:
        raise BrokenFile
    return header


def _read_variable(file: BinaryIO, order: str, header: Header) -> None:
    """Add a variable, or one more cell of the text before it."""
    width, labelled, missing, printed, written = _whole(file, order, 5)
    name = _exactly(file, 8)
    if labelled not in (0, 1) or not -3 <= missing <= 3:
        raise BrokenFile
    if labelled:
        _exactly(file, -(-_whole(file, order)[0] // 4) * 4)
    _exactly(file, _CELL * abs(missing))
    header.cells += 1
    if width < 0:
        return
    as_text = [format_ >> 16 & 0xFF in _TEXT_FORMATS for format_ in (printed, written)]
    if width > _WIDEST or (width == 0 and any(as_text)):
        raise BrokenFile
    # Labels of a text that is shown as a number belong to nothing.
    header.names[header.cells], header.widths[header.cells] = name, width if width == 0 or all(as_text) else _WIDEST


def _read_labels(file: BinaryIO, order: str) -> None:
    for _ in range(_whole(file, order)[0]):
        _exactly(file, _CELL)
        length = _exactly(file, 1)[0]
        _exactly(file, -(-(length + 1) // 8) * 8 - 1)


def _read_labelled(file: BinaryIO, order: str, header: Header) -> None:
    """Pass the variables that bear the labels before: all numbers, or all texts of one cell."""
    count = _whole(file, order)[0]
    content = _exactly(file, 4 * count)
    widths = [header.widths.get(cell, _WIDEST) for cell in struct.unpack(f"{order}{count}i", content)]
    if any(width > _CELL for width in widths) or len({width > 0 for width in widths}) > 1:
        raise BrokenFile


def _whole(file: BinaryIO, order: str, n: int = 1) -> tuple[int, ...]:
    return struct.unpack(f"{order}{n}i", _exactly(file, 4 * n))


def _exactly(file: BinaryIO, n: int) -> bytes:
    if not 0 <= n <= _LONGEST:
        raise BrokenFile
    content = file.read(n)
    if len(content) < n:
        raise BrokenFile
    return content


def _long_names(content: bytes, encoding: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in _text(content, encoding).split("\t"))
    return {name.strip().casefold(): long.strip("\0 ") for name, _, long in pairs if long.strip("\0 ")}


def _set(line: bytes, encoding: str, known: dict[str, str]) -> AnswerSet | None:
    """Return the set a line declares.

    `$name=D<length> <counted value> <length> <label> columns` for ticks, `$name=C <length> <label> columns` for codes,
    and `$name=E <flag> <length> <counted value> ...` for ticks named by the label of the counted value.
    """
    match = re.match(rb"\s*\$?([^=]+)=(?:(C) |(D)|(E) ([0-9]+) )", line)
    if match is None:
        return None
    rest = line[match.end() :]
    counted = None
    if match[2] is None:
        counted, rest = _counted(rest)
        if counted is None:
            return None
    label, rest = _counted(rest)
    if label is None:
        return None
    columns = tuple(known[name] for name in _text(rest, encoding).casefold().split() if name in known)
    if not columns:
        return None
    return AnswerSet(
        name=_text(match[1], encoding),
        label=_text(label, encoding),
        columns=columns,
        counted=None if counted is None else _text(counted, encoding),
        labels_of_values=match[4] is not None,
    )


def _counted(content: bytes) -> tuple[bytes | None, bytes]:
    """Return the text that stands behind its length ("2 55 ..."), and what follows it."""
    match = re.match(rb"\s*([0-9]+) ", content)
    if match is None:
        return None, content
    end = match.end() + int(match[1])
    return (content[match.end() : end], content[end:]) if end <= len(content) else (None, content)


def _text(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding, errors="replace").strip("\0 ")
