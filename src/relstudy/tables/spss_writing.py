"""SPSS files written: by ReadStat, then what it cannot write is put into their head, as the PSPP developers' guide lays it out.

ReadStat writes no sets of answers, names no weight, and stamps the file with the clock. The sets are one record before the last of
the head, the weight a number in its first record, the date is given: the same columns give the same bytes.
"""

import io
import struct
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from relstudy.tables.dictionary import AnswerSet, Dictionary, MissingRange, Variable
from relstudy.tables.spss_header import Header, read_head

if TYPE_CHECKING:
    import pandas as pd

#: Longest texts of SPSS, in bytes: the name of a file, the wording of a column, the label of a value.
FILE_LABEL, WORDING, VALUE_LABEL = 64, 255, 120
#: Bytes of a head at which stand: the variable of the weight; the day and the time of day it was made.
_WEIGHT, _MADE = slice(76, 80), slice(92, 109)
_EXTENSION, _SETS = 7, 7
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write_spss(columns: Mapping[str, np.ndarray], said: Dictionary, *, name: str, made_on: date) -> bytes:
    """Return an SPSS file (.sav, compressed by rows).

    Parameters
    ----------
    columns
        By the name of a variable, in their order, each (n,): float64 with nan where nothing is known, or texts (object), "" for none.
        A name is one SPSS takes.
    said
        What the file says of each column, its sets, its weight. Keys of `Variable.labels` are texts as `number_text` writes them.
        Texts too long for SPSS end in "…". A set is of ticks; `counted` is the number that is one.
    name
        The name the file bears inside.
    made_on
        The day the file says it was made.
    """
    # Loaded only where a file is written.
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame(columns, copy=False)
    variables = [said.variables[column] for column in columns]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "written.sav"
        pyreadstat.write_sav(
            frame, path, file_label=_cut(name, FILE_LABEL), row_compress=True,
            column_labels={v.name: _cut(v.label, WORDING) for v in variables},
            variable_value_labels={v.name: _value_labels(v) for v in variables if v.labels},
            missing_ranges={v.name: [_missing(range_) for range_ in v.missing] for v in variables if v.missing},
            variable_measure={v.name: v.measure for v in variables if v.measure is not None},
            variable_format={v.name: _format(v, frame[v.name]) for v in variables},
        )  # fmt: skip
        written = path.read_bytes()
    return _completed(written, said, made_on)


def _completed(written: bytes, said: Dictionary, made_on: date) -> bytes:
    """Return a file with its sets, its weight and its day."""
    header = read_head(io.BytesIO(written))
    places = header.places("utf-8")
    head = bytearray(written[: header.ends])
    if said.weight is not None:
        head[_WEIGHT] = struct.pack("<i", places[said.weight][0])
    head[_MADE] = f"{made_on.day:02d} {_MONTHS[made_on.month - 1]} {made_on.year % 100:02d}00:00:00".encode()
    if said.sets:
        lines = b"".join(_set_line(set_, header) for set_ in said.sets)
        head += struct.pack("<4i", _EXTENSION, _SETS, 1, len(lines)) + lines
    return bytes(head) + written[header.ends :]


def _set_line(set_: AnswerSet, header: Header) -> bytes:
    """Return the line that declares a set of ticks; its columns stand there by their short names, in lower case."""
    places = header.places("utf-8")
    counted, label = (text.encode() for text in (set_.counted or "1", _cut(set_.label, WORDING)))
    columns = " ".join(places[name][1].lower() for name in set_.columns)
    line = b"$%s=D%d %s %d %s %s\n"
    return line % (set_.name.encode(), len(counted), counted, len(label), label, columns.encode())


def _value_labels(variable: Variable) -> dict[Any, str]:
    as_number = variable.kind == "number"
    return {float(v) if as_number else v: _cut(label, VALUE_LABEL) for v, label in variable.labels.items()}


def _missing(range_: MissingRange) -> Any:
    return range_.low if range_.low == range_.high else {"lo": range_.low, "hi": range_.high}


def _format(variable: Variable, cells: "pd.Series[Any]") -> str:
    """Return how SPSS shows a column: texts in as many bytes as their longest, whole numbers whole, others with two decimals."""
    if variable.kind == "text":
        longest = max((len(str(text).encode()) for text in (*variable.labels, *cells.unique())), default=1)
        return f"A{max(1, longest)}"
    known = cells.to_numpy(dtype=float)
    known = known[np.isfinite(known)]
    return "F8.0" if bool((known == np.round(known)).all()) else "F8.2"


def _cut(text: str, most: int) -> str:
    """Return a text on one line, of at most so many bytes, without half a sign."""
    plain = " ".join(text.split())
    raw = plain.encode()
    if len(raw) <= most:
        return plain
    return raw[: most - len("…".encode())].decode(errors="ignore").rstrip() + "…"
