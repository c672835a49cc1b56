"""Parquet files: columns loaded one at a time and folded by Arrow, so that a million rows fit.

A typed number with an integral value is the text of its integer, as in a workbook.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from relstudy.errors import FaultLog
from relstudy.folding import UNSEEN_ALONE
from relstudy.tables.columns import Column
from relstudy.tables.numbers import LARGEST_INTEGER
from relstudy.tables.rows import Layout, empty_table, names_differ
from relstudy.tables.table import Table

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(path: Path, log: FaultLog, *, layout: Layout) -> Table | None:
    """Return the table of a Parquet file, or None where it cannot be read. `header_row` and `skip_rows` do not apply."""
    # Arrow is loaded only where a file needs it: an unchanged run, and registers, never do.
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path, memory_map=True)
        names = [name.strip() for name in file.schema_arrow.names]
    except (pa.ArrowException, OSError, ValueError):
        log.add("unreadable-file", layout.file, found="Parquet")
        return None
    if not names:
        return empty_table(layout)
    if not names_differ(names, log, layout=layout, line=1):
        return None
    stored = dict(zip(names, file.schema_arrow.names, strict=True))
    nested = [name for name in names if pa.types.is_nested(file.schema_arrow.field(stored[name]).type)]
    kept = tuple(name for name in names if name not in set(nested))
    n = file.metadata.num_rows

    def load(name: str) -> Column:
        # One column gives threads nothing to share: they would cost four times its reading.
        return fold_arrow(file.read(columns=[stored[name]], use_threads=False).column(0))

    return Table(
        file=layout.file,
        sheet=None,
        columns=kept,
        lines=np.arange(2, n + 2, dtype=np.int64),
        header_line=1,
        decimal_comma=True,
        load=load,
    )


def fold_arrow(column: "pa.ChunkedArray") -> Column:
    """Return an Arrow column of text, numbers, truth values, dates or categories, folded to its distinct values."""
    import pyarrow as pa

    array = column.combine_chunks()
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    distinct, places = array.dictionary, array.indices
    texts, numbers = _distinct(distinct)
    if places.null_count:
        places = places.fill_null(len(texts))
        texts, numbers = np.append(texts, [""]), np.append(numbers, np.nan)
    # Texts were trimmed: some may have become equal.
    return Column(texts=texts, numbers=numbers, index=places.to_numpy().astype(np.int32, copy=False)).merged()


def _distinct(distinct: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return distinct Arrow values as trimmed texts, and as numbers where they are numbers (else nan)."""
    import pyarrow as pa
    from pyarrow import compute

    kind = distinct.type
    if pa.types.is_boolean(kind):
        distinct = distinct.cast(pa.int8())
    elif pa.types.is_decimal(kind) or pa.types.is_float16(kind):
        distinct = distinct.cast(pa.float64())
    kind = distinct.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        numbers = distinct.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False).astype(float)
        return number_texts(distinct, numbers), numbers
    if pa.types.is_timestamp(kind):
        texts = compute.strftime(distinct, format="%Y-%m-%dT%H:%M:%S")
        texts = compute.replace_substring_regex(texts, pattern=r"T00:00:00(\.0+)?$", replacement="")
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        texts = compute.utf8_trim_whitespace(distinct)
        texts = compute.replace_substring_regex(texts, pattern=UNSEEN_ALONE, replacement="")
    else:
        texts = pa.array([None if v is None else str(v).strip() for v in distinct.to_pylist()], type=pa.string())
    return texts.fill_null("").to_numpy(zero_copy_only=False), np.full(len(distinct), np.nan)


def number_texts(distinct: Any, numbers: np.ndarray) -> np.ndarray:
    """Return typed numbers as texts: those with an integral value as integers, nan as a blank."""
    import pyarrow as pa

    if not pa.types.is_integer(distinct.type):
        integral = np.isfinite(numbers) & (np.abs(numbers) < LARGEST_INTEGER) & (numbers == np.floor(numbers))
        if not integral.all():
            texts: np.ndarray = distinct.cast(pa.string()).fill_null("").to_numpy(zero_copy_only=False)
            texts[np.isnan(numbers)] = ""
            texts[integral] = [str(int(v)) for v in numbers[integral].tolist()]
            return texts
        distinct = pa.array(numbers.astype(np.int64))
    whole: np.ndarray = distinct.cast(pa.string()).fill_null("").to_numpy(zero_copy_only=False)
    return whole
