"""SPSS files written: the head by ReadStat, with what it cannot write put into it; the cases by us, many at a time.

ReadStat writes no sets of answers, names no weight, stamps the file with the clock and takes its cases one by one. The
sets are one record before the last of the head, the weight a number in its first record, the date is given: the same
columns give the same bytes. Layout: PSPP developers' guide, "System file format".
"""

import errno
import io
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from relstudy.tables.dictionary import AnswerSet, Dictionary, MissingRange, Variable
from relstudy.tables.spss_blocks import AS_IT_IS, CELL, pack_blocks
from relstudy.tables.spss_header import Header, read_head

#: Longest texts of SPSS, in bytes: the name of a file, the wording of a column, the label of a value.
FILE_LABEL, WORDING, VALUE_LABEL = 64, 255, 120
#: Bytes of a head at which stand: the variable of the weight; the number of cases; the day and the time of day it was
#: made.
_WEIGHT, _CASES, _MADE = slice(76, 80), slice(80, 84), slice(92, 109)
#: Record 999 and its filler, behind which the cases stand.
_LAST_RECORD = 8
#: A cell is eight bytes. Whole numbers from -99 to 151 are one byte of a block, the number and this bias; other bytes
#: say what a cell is.
_BIAS, _LEAST, _MOST = 100, -99, 151
_BLANK, _UNKNOWN = 254, 255
_SPACES = np.frombuffer(b" " * CELL, dtype=np.uint64)[0]
#: Cases written at a time, a multiple of eight, so that blocks end where they do.
_AT_ONCE = 65_536
#: With so few bytes left a disk is full for the head of a file.
_ROOM = 2**18
_EXTENSION, _SETS = 7, 7
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write_spss(
    columns: Mapping[str, np.ndarray], said: Dictionary, *, name: str, made_on: date, order: np.ndarray | None = None
) -> bytes:
    """Return an SPSS file (.sav, compressed by rows).

    Parameters
    ----------
    columns
        By the name of a variable, in their order, each (n,): float64 with nan where nothing is known, or texts (object)
        of at most 255 bytes, "" for none. A name is one SPSS takes.
    said
        What the file says of each column, its sets, its weight. Keys of `Variable.labels` are texts as `number_text`
        writes them. Texts too long for SPSS end in "…". A set is of ticks; `counted` is the number that is one.
    name
        The name the file bears inside.
    made_on
        The day the file says it was made.
    order
        The places (n,) of the cases in the columns, in the order they are written; as they stand where it is None.
    """
    # Loaded only where a file is written.
    import pandas as pd
    import pyreadstat

    variables = [said.variables[column] for column in columns]
    formats = {v.name: _format(v, columns[v.name]) for v in variables}
    widths = {v.name: int(formats[v.name][1:]) for v in variables if v.kind == "text"}
    # One case, which is not kept: ReadStat takes the width of a text from the longest it meets.
    frame = pd.DataFrame({v.name: ["x" * widths[v.name] if v.kind == "text" else 0.0] for v in variables})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "head.sav"
        try:
            pyreadstat.write_sav(
                frame,
                path,
                file_label=_cut(name, FILE_LABEL),
                row_compress=True,
                column_labels={v.name: _cut(v.label, WORDING) for v in variables},
                variable_value_labels={v.name: _value_labels(v) for v in variables if v.labels},
                missing_ranges={v.name: [_missing(range_) for range_ in v.missing] for v in variables if v.missing},
                variable_measure={v.name: v.measure for v in variables if v.measure is not None},
                variable_format=formats,
            )
        except pyreadstat.ReadstatError as error:
            if shutil.disk_usage(folder).free > _ROOM:
                raise
            # ReadStat tells no reason.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), folder) from error
        written = path.read_bytes()
    if order is None:
        order = np.arange(len(next(iter(columns.values()))))
    return _head(written, said, made_on, len(order)) + b"".join(_cases(columns, widths, order))


def _head(written: bytes, said: Dictionary, made_on: date, n: int) -> bytes:
    """Return the head of a file with its sets, its weight, its day and the number of its cases."""
    header = read_head(io.BytesIO(written))
    places = header.places("utf-8")
    head = bytearray(written[: header.ends])
    if said.weight is not None:
        head[_WEIGHT] = struct.pack("<i", places[said.weight][0])
    head[_CASES] = struct.pack("<i", n)
    head[_MADE] = f"{made_on.day:02d} {_MONTHS[made_on.month - 1]} {made_on.year % 100:02d}00:00:00".encode()
    if said.sets:
        lines = b"".join(_set_line(set_, header) for set_ in said.sets)
        head += struct.pack("<4i", _EXTENSION, _SETS, 1, len(lines)) + lines
    return bytes(head) + written[header.ends : header.ends + _LAST_RECORD]


def _cases(columns: Mapping[str, np.ndarray], widths: Mapping[str, int], order: np.ndarray) -> Iterator[bytes]:
    """Yield the cases, compressed: blocks of eight bytes, one for each of eight cells, and behind them the cells that no byte can say."""
    texts = {name: _text_cells(columns[name], width) for name, width in widths.items()}
    for first in range(0, len(order), _AT_ONCE):
        rows = order[first : first + _AT_ONCE]
        parts = [
            _number_cells(cells[rows]) if name not in texts else texts[name].taken(rows)
            for name, cells in columns.items()
        ]
        said = np.concatenate([said for said, _ in parts], axis=1).ravel()
        whole = np.concatenate([whole for _, whole in parts], axis=1).ravel()
        yield pack_blocks(said, whole)


def _number_cells(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for numbers (n,) the byte that says each, (n, 1), and its eight bytes, (n, 1) uint64."""
    fits = (numbers >= _LEAST) & (numbers <= _MOST) & (numbers == np.floor(numbers))
    said = np.where(fits, np.where(fits, numbers, 0) + _BIAS, np.where(np.isnan(numbers), _UNKNOWN, AS_IT_IS))
    return said.astype(np.uint8)[:, None], np.ascontiguousarray(numbers, dtype="<f8").view(np.uint64)[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class _TextCells:
    """A column of texts: the cells of each distinct one, (distinct, cells of a text), and the place of each respondent's, (n,)."""

    said: np.ndarray
    whole: np.ndarray
    place: np.ndarray

    def taken(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the cells of some respondents."""
        return self.said[self.place[rows]], self.whole[self.place[rows]]


def _text_cells(texts: np.ndarray, width: int) -> _TextCells:
    import pandas as pd

    place, distinct = pd.factorize(texts)
    size = -(-width // CELL) * CELL
    raw = b"".join(text.encode().ljust(size) for text in distinct.tolist())
    whole = np.frombuffer(raw, dtype=np.uint64).reshape(len(distinct), size // CELL)
    return _TextCells(np.where(whole == _SPACES, _BLANK, AS_IT_IS).astype(np.uint8), whole, place)


def _set_line(set_: AnswerSet, header: Header) -> bytes:
    """Return the line that declares a set of ticks; its columns stand there by their short names, ASCII in lower case."""
    places = header.places("utf-8")
    counted, label = (text.encode() for text in (set_.counted or "1", _cut(set_.label, WORDING)))
    columns = " ".join(places[name][1] for name in set_.columns)
    line = b"$%s=D%d %s %d %s %s\n"
    return line % (set_.name.encode(), len(counted), counted, len(label), label, columns.encode().lower())


def _value_labels(variable: Variable) -> dict[Any, str]:
    as_number = variable.kind == "number"
    return {float(v) if as_number else v: _cut(label, VALUE_LABEL) for v, label in variable.labels.items()}


def _missing(range_: MissingRange) -> Any:
    return range_.low if range_.low == range_.high else {"lo": range_.low, "hi": range_.high}


def _format(variable: Variable, cells: np.ndarray) -> str:
    """Return how SPSS shows a column: texts in as many bytes as their longest, whole numbers whole, others with two decimals."""
    if variable.kind == "text":
        longest = max((len(text.encode()) for text in {*variable.labels, *cells.tolist()}), default=1)
        return f"A{max(1, longest)}"
    known = cells[np.isfinite(cells)]
    return "F8.0" if bool((known == np.floor(known)).all()) else "F8.2"


def _cut(text: str, most: int) -> str:
    """Return a text on one line, of at most so many bytes, without half a sign."""
    plain = " ".join(text.split())
    raw = plain.encode()
    if len(raw) <= most:
        return plain
    return raw[: most - len("…".encode())].decode(errors="ignore").rstrip() + "…"
