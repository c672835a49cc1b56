"""The records at the head of an SPSS file that say what its reader does not: the weight and the sets of answers.

Layout: PSPP developers' guide, "System file format". Records of types 2 (variables), 3 and 4 (labels of values), 6 (documents)
and 7 (extensions: 7 and 19 hold sets, 13 long names) follow each other up to record 999. What a file has in another way than
written there gives nothing here: whether it is sound is judged by who reads its data.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from relstudy.tables.dictionary import AnswerSet

_HEAD = 176
_VARIABLE, _LABELS, _EXTENSION = 2, 3, 7
#: Records of which nothing is taken: bytes of one entry.
_SIZES = {4: 4, 6: 80}
_SETS, _LONG_NAMES, _SETS_OF_VALUES = 7, 13, 19
#: A longer record was not written by SPSS.
_LONGEST = 2**26


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The column of the weights and the sets a file declares, columns by their long names."""

    weight: str | None = None
    sets: tuple[AnswerSet, ...] = ()


def read_header(path: Path, *, encoding: str) -> Header:
    """Return weight and sets of an SPSS file whose texts are in an encoding."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if len(head) < _HEAD:
            return Header()
        order = "<" if head[64:68] in (b"\2\0\0\0", b"\3\0\0\0") else ">"
        weighted_by = struct.unpack(f"{order}i", head[76:80])[0]
        short: dict[int, bytes] = {}
        extensions: dict[int, bytes] = {}
        for record in _records(file, order):
            if isinstance(record, _Name):
                short[record.place] = record.name
            else:
                extensions[record.kind] = extensions.get(record.kind, b"") + record.content
    long = _long_names(extensions.get(_LONG_NAMES, b""), encoding)
    names = {name: long.get(name.casefold(), name) for name in (_text(raw, encoding) for raw in short.values())}
    weight = short.get(weighted_by)
    known = {
        spelling.casefold(): name for pair in names.items() for spelling, name in ((pair[0], pair[1]), (pair[1],) * 2)
    }
    sets = [
        made
        for kind in (_SETS, _SETS_OF_VALUES)
        for line in extensions.get(kind, b"").split(b"\n")
        if (made := _set(line, encoding, known)) is not None
    ]
    return Header(weight=names[_text(weight, encoding)] if weight is not None else None, sets=tuple(sets))


@dataclass(frozen=True, slots=True)
class _Name:
    place: int
    name: bytes


@dataclass(frozen=True, slots=True)
class _Extension:
    kind: int
    content: bytes


def _records(file: BinaryIO, order: str) -> Iterator[_Name | _Extension]:
    """Yield the names of the variables with their place among the cells of a case, and the extensions, as far as they go."""
    place = 0
    try:
        while True:
            kind = _whole(file, order)[0]
            if kind == _VARIABLE:
                width, name = _variable(file, order)
                place += 1
                # The further cells of a text stand as variables of width -1.
                if width >= 0:
                    yield _Name(place, name)
            elif kind == _EXTENSION:
                subtype, size, count = _whole(file, order, 3)
                yield _Extension(subtype, _exactly(file, size * count))
            elif kind == _LABELS:
                _pass_labels(file, order)
            elif kind in _SIZES:
                _exactly(file, _SIZES[kind] * _whole(file, order)[0])
            else:
                return
    except _Broken:
        return


def _variable(file: BinaryIO, order: str) -> tuple[int, bytes]:
    """Return the width and the short name of a variable."""
    width, labelled, missing, _, _ = _whole(file, order, 5)
    name = _exactly(file, 8)
    if labelled:
        _exactly(file, -(-_whole(file, order)[0] // 4) * 4)
    _exactly(file, 8 * abs(missing))
    return width, name


def _pass_labels(file: BinaryIO, order: str) -> None:
    for _ in range(_whole(file, order)[0]):
        _exactly(file, 8)
        length = _exactly(file, 1)[0]
        _exactly(file, -(-(length + 1) // 8) * 8 - 1)


def _whole(file: BinaryIO, order: str, n: int = 1) -> tuple[int, ...]:
    return struct.unpack(f"{order}{n}i", _exactly(file, 4 * n))


class _Broken(Exception):
    """A record breaks off."""


def _exactly(file: BinaryIO, n: int) -> bytes:
    if not 0 <= n <= _LONGEST:
        raise _Broken
    content = file.read(n)
    if len(content) < n:
        raise _Broken
    return content


def _long_names(content: bytes, encoding: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in _text(content, encoding).split("\t"))
    return {name.strip().casefold(): long.strip("\0 ") for name, _, long in pairs if long.strip("\0 ")}


def _set(line: bytes, encoding: str, known: dict[str, str]) -> AnswerSet | None:
    """Return the set a line declares.

    `$name=D<length> <counted value> <length> <label> columns` for ticks, `$name=C <length> <label> columns` for codes, and
    `$name=E <flag> <length> <counted value> ...` for ticks named by the label of the counted value.
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
        name=_text(match[1], encoding), label=_text(label, encoding), columns=columns,
        counted=None if counted is None else _text(counted, encoding), labels_of_values=match[4] is not None,
    )  # fmt: skip


def _counted(content: bytes) -> tuple[bytes | None, bytes]:
    """Return the text that stands behind its length ("2 55 ..."), and what follows it."""
    match = re.match(rb"\s*([0-9]+) ", content)
    if match is None:
        return None, content
    end = match.end() + int(match[1])
    return (content[match.end() : end], content[end:]) if end <= len(content) else (None, content)


def _text(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding, errors="replace").strip("\0 ")
