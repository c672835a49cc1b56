"""SPSS files (.sav, .zsav): cases read some at a time and folded by Arrow, so that a million cases fit, and what the file says of them.

A number with an integral value is the text of its integer, as in a workbook; a date is ISO, a time hours, minutes and
seconds. A value the file declares to be missing stays as it is; one the system left out is a blank.
"""

import codecs
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from relstudy.errors import FaultLog
from relstudy.tables.columns import Column, object_array
from relstudy.tables.dictionary import Dictionary, Measure, MissingRange, Variable
from relstudy.tables.numbers import number_text
from relstudy.tables.parquet import number_texts
from relstudy.tables.rows import Layout, empty_table
from relstudy.tables.spss_header import BrokenFile, Header, read_header
from relstudy.tables.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

#: Cells read at a time: each is a Python object until it is folded.
_CELLS = 7_000_000
_LEAST_CASES = 1_000
#: Days of a file count from the day before the calendar of Gregory began.
_FIRST_DAY = np.datetime64("1582-10-14T00:00:00", "s")
#: Seconds beyond year 9999 are no date.
_LAST_SECOND = 265_621_334_400.0
_DATES = frozenset({"DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "YMDHMS", "QYR", "MOYR", "WKYR"})
_TIMES = frozenset({"TIME", "DTIME", "MTIME"})
_MEASURES: Mapping[str, Measure] = {"nominal": "nominal", "ordinal": "ordinal", "scale": "scale"}
#: What is no such file, by how it begins.
_OTHERS = (
    (8, b"ENCRYPTEDSAV", "@spss-protected"),
    (0, b"ASCII SPSS PORT FILE", "@spss-portable"),
    (0, b"PK\x03\x04", "XLSX"),
    (0, b"PAR1", "Parquet"),
)
_MAGIC = (b"$FL2", b"$FL3")

#: How the values of a column become texts: its SPSS format.
_Kind = Literal["text", "number", "date", "time"]


def read_spss(path: Path, log: FaultLog, *, layout: Layout, wanted: Collection[str] | None = None) -> Table | None:
    """Return the table of an SPSS file with its dictionary, or None where it cannot be read.

    The file has no lines: its cases count from 2, as if the names of its variables stood on line 1. `header_row` and
    `skip_rows` do not apply. The table names every column; only those `wanted` (by default all) are read.

    Raises
    ------
    OSError
        The file cannot be opened.
    """
    stranger = _stranger(path)
    if stranger is not None:
        log.add("unreadable-file", layout.file, found=stranger, allowed="@spss-file")
        return None
    try:
        header = read_header(path)
        meta = _ask(path, metadataonly=True)[1]
        kinds = {name: _kind(meta, name) for name in meta.column_names}
        if not kinds:
            return empty_table(layout)
        read = [name for name in kinds if wanted is None or name in wanted] or list(kinds)[:1]
        folds = {name: _Fold(kinds[name]) for name in read}
        n = _read_cases(path, folds, meta.number_rows)
    except UnicodeError:
        log.add("encoding", layout.file, found="@spss-letters", allowed="UTF-8")
        return None
    except BrokenFile:
        log.add("unreadable-file", layout.file, found="@spss-broken", allowed="@spss-file")
        return None
    return Table(
        file=layout.file,
        sheet=None,
        columns=tuple(kinds),
        lines=np.arange(2, n + 2, dtype=np.int64),
        header_line=1,
        decimal_comma=True,
        load=lambda name: folds[name].column(n),
        dictionary=_dictionary(header, meta, kinds),
    )


def _stranger(path: Path) -> str | None:
    """Return what a file is that is no SPSS file, None where it begins as one."""
    with path.open("rb") as file:
        begins = file.read(64)
    if begins.startswith(_MAGIC):
        return None
    return next((what for at, sign, what in _OTHERS if begins[at:].startswith(sign)), "@spss-none")


def _kind(meta: Any, name: str) -> _Kind:
    if meta.readstat_variable_types[name] == "string":
        return "text"
    match = re.match(r"[A-Z]+", meta.original_variable_types[name] or "")
    format_ = match[0] if match else ""
    return "date" if format_ in _DATES else "time" if format_ in _TIMES else "number"


def _ask(path: Path, **options: Any) -> tuple[Any, Any]:
    """Return what ReadStat reads: cells by column, and what is said of the columns."""
    # Loaded only where a study has such a file.
    import pyreadstat

    try:
        return pyreadstat.read_sav(
            str(path), user_missing=True, disable_datetime_conversion=True, output_format="pandas", **options
        )
    except UnicodeError:
        raise
    # In a damaged file its parser meets anything: places, numbers and names that are none.
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, LookupError, ArithmeticError, ValueError) as error:
        if "convert string" in str(error):
            raise UnicodeError from error
        raise BrokenFile from error


def _read_cases(path: Path, folds: Mapping[str, "_Fold"], told: int | None) -> int:
    """Add the cases of a file to the folds of its columns, some at a time, and return their number.

    Raises
    ------
    BrokenFile
        There are fewer than the file tells.
    """
    size = max(_LEAST_CASES, _CELLS // len(folds))
    n = 0
    while True:
        cells = _ask(path, usecols=list(folds), row_offset=n, row_limit=size)[0]
        read = len(cells)
        for name, fold in folds.items():
            fold.add(cells[name].to_numpy())
        # Given up before the next are read: the cells take eight times what their folds do.
        del cells
        n += read
        if read < size:
            break
    if told is not None and n != told:
        raise BrokenFile
    return n


@dataclass(slots=True, eq=False)
class _Fold:
    """One column on its way: for each part read, its distinct values and, in as few bytes as they need, their places."""

    kind: _Kind
    has_blanks: bool = False
    places: list[np.ndarray] = field(default_factory=list)
    distinct: list["pa.Array"] = field(default_factory=list)

    def add(self, cells: np.ndarray) -> None:
        """Add the cells of some cases, None or nan where the system left them out."""
        import pyarrow as pa

        type_ = pa.string() if self.kind == "text" else pa.float64()
        folded = pa.array(cells, type=type_, from_pandas=True).dictionary_encode()
        self.has_blanks |= folded.null_count > 0
        places = folded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        self.places.append(places.astype(np.min_scalar_type(-max(1, len(folded.dictionary)))))
        self.distinct.append(folded.dictionary)

    def column(self, n: int) -> Column:
        """Return the column of all `n` cases."""
        import pyarrow as pa

        folded = pa.concat_arrays(self.distinct).dictionary_encode()
        texts, numbers = _texts(folded.dictionary, self.kind)
        if self.has_blanks:
            texts, numbers = np.append(texts, [""]), np.append(numbers, np.nan)
        to = folded.indices.to_numpy(zero_copy_only=False)
        index = np.empty(n, dtype=np.int32)
        case = value = 0
        for places, distinct in zip(self.places, self.distinct, strict=True):
            # A blank is place -1: the last one.
            here = np.append(to[value : value + len(distinct)], len(texts) - 1)
            index[case : case + len(places)] = here[places]
            case, value = case + len(places), value + len(distinct)
        return Column(texts=texts, numbers=numbers, index=index).merged()


def _texts(distinct: "pa.Array", kind: _Kind) -> tuple[np.ndarray, np.ndarray]:
    """Return distinct values as texts, and as numbers where they are numbers (else nan)."""
    from pyarrow import compute

    if kind == "text":
        texts = compute.utf8_trim_whitespace(distinct).to_numpy(zero_copy_only=False)
        return texts, np.full(len(distinct), np.nan)
    numbers = distinct.to_numpy(zero_copy_only=False)
    if kind == "number":
        return number_texts(distinct, numbers), numbers
    return _moments(numbers, kind), np.full(len(distinct), np.nan)


def _moments(seconds: np.ndarray, kind: Literal["date", "time"]) -> np.ndarray:
    """Return seconds as ISO dates (with their time where they have one) or as times; others as the numbers they are."""
    if kind == "time":
        return object_array([_time_text(value) for value in seconds.tolist()])
    possible = np.isfinite(seconds) & (seconds >= 0) & (seconds <= _LAST_SECOND)
    whole = np.where(possible, seconds, 0).astype(np.int64)
    texts = np.datetime_as_string(_FIRST_DAY + whole, unit="s").astype(object)
    midnight = whole % 86_400 == 0
    texts[midnight] = [text.partition("T")[0] for text in texts[midnight].tolist()]
    texts[~possible] = [_number(value) for value in seconds[~possible].tolist()]
    return texts


def _number(value: float) -> str:
    return number_text(value) if np.isfinite(value) else ""


def _time_text(seconds: float) -> str:
    if not np.isfinite(seconds):
        return ""
    sign, rest = ("-", -seconds) if seconds < 0 else ("", seconds)
    whole = int(rest)
    text = f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return text if rest == whole else text + f"{rest - whole:.3f}"[1:]


def _dictionary(header: Header, meta: Any, kinds: Mapping[str, _Kind]) -> Dictionary:
    encoding = _python_encoding(meta.file_encoding)
    variables = {
        name: Variable(
            name=name,
            label=_plain(meta.column_names_to_labels.get(name)),
            labels=_labels(meta.variable_value_labels.get(name, {}), kind),
            missing=tuple(_ranges(meta.missing_ranges.get(name, ()))),
            measure=_MEASURES.get(meta.variable_measure.get(name, "")),
            kind="time" if kind in ("date", "time") else "text" if kind == "text" else "number",
        )
        for name, kind in kinds.items()
    }
    sets = (set_ for set_ in header.sets(encoding) if set(set_.columns) <= variables.keys())
    weight = header.weight(encoding)
    return Dictionary(variables=variables, sets=tuple(sets), weight=weight if weight in variables else None)


def _python_encoding(name: str | None) -> str:
    """Return the name Python knows an encoding by; cp1252 where the file names none, or one Python has not."""
    try:
        return codecs.lookup(name or "cp1252").name
    except LookupError:
        return "cp1252"


def _labels(labels: Mapping[Any, str], kind: _Kind) -> dict[str, str]:
    if kind in ("number", "text"):
        return {v.strip() if isinstance(v, str) else _number(float(v)): _plain(label) for v, label in labels.items()}
    moments = _moments(np.array(list(labels), dtype=float), "date" if kind == "date" else "time")
    return dict(zip(moments.tolist(), map(_plain, labels.values()), strict=True))


def _ranges(declared: Iterable[Mapping[str, Any]]) -> Iterable[MissingRange]:
    """Yield what is declared missing, but for a blank text: a blank is one anyway, and no code."""
    for range_ in declared:
        low, high = range_["lo"], range_["hi"]
        if isinstance(low, str) or isinstance(high, str):
            if str(low).strip():
                yield MissingRange(low=str(low).strip(), high=str(high).strip())
        else:
            yield MissingRange(low=float(low), high=float(high))


def _plain(label: str | None) -> str:
    """Return a label on one line."""
    return " ".join((label or "").split())
