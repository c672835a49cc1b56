"""Parquet files: columns loaded one at a time and folded by Arrow, so that a million rows fit.

A typed number with an integral value is the text of its integer, as in a workbook.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from relstudy.errors import FaultLog
from relstudy.tables.columns import Column, from_distinct, object_array
from relstudy.tables.numbers import number_texts
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
        return fold_arrow(file.read(columns=[stored[name]], use_threads=True).column(0))

    return Table(
        file=layout.file, sheet=None, columns=kept, lines=np.arange(2, n + 2, dtype=np.int64), header_line=1,
        decimal_comma=True, load=load,
    )  # fmt: skip


def fold_arrow(column: "pa.ChunkedArray") -> Column:
    """Return an Arrow column of text, numbers, truth values, dates or categories, folded to its distinct values."""
    import pyarrow as pa

    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    distinct, index = array.dictionary, array.indices
    index_array = (
        index.fill_null(len(distinct)).to_numpy(zero_copy_only=False) if index.null_count else index.to_numpy()
    )
    texts, numbers = _distinct(distinct)
    if index.null_count:
        texts, numbers = [*texts, ""], np.append(numbers, np.nan)
    index_array = index_array.astype(np.int32, copy=False)
    if not np.isnan(numbers).all():
        return Column(texts=object_array(texts), numbers=numbers, index=index_array)
    return from_distinct(texts, index_array)


def _distinct(distinct: Any) -> tuple[list[str], np.ndarray]:
    """Return distinct Arrow values as texts, and as numbers where they are numbers."""
    import pyarrow as pa
    from pyarrow import compute

    kind = distinct.type
    if pa.types.is_boolean(kind):
        distinct = distinct.cast(pa.int8())
        kind = distinct.type
    if pa.types.is_integer(kind):
        texts = distinct.cast(pa.string()).fill_null("").to_pylist()
        return texts, distinct.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = distinct.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        return number_texts(numbers.tolist()), numbers
    if pa.types.is_timestamp(kind):
        texts = compute.strftime(distinct, format="%Y-%m-%dT%H:%M:%S").fill_null("").to_pylist()
        return [t.removesuffix("T00:00:00").removesuffix("T00:00:00.000000") for t in texts], np.full(
            len(texts), np.nan
        )
    texts = ["" if v is None else v if isinstance(v, str) else str(v) for v in distinct.to_pylist()]
    return texts, np.full(len(texts), np.nan)
