"""Rows taken out of a Parquet file: the other rows in the row groups, with the packing and the metadata the file had."""

import io
import json
from typing import TYPE_CHECKING

import numpy as np

from relstudy.tables.removal.refusal import NotRemovable

if TYPE_CHECKING:
    import pyarrow as pa


def cut_row_groups(content: bytes, rows: np.ndarray) -> bytes:
    """Return a Parquet file without some rows, a mask; no page, statistic or dictionary tells what stood in them alone.

    Raises
    ------
    NotRemovable
        It has columns that are read and cannot be written.
    """
    import pyarrow as pa

    try:
        return _cut(content, rows)
    except pa.ArrowException as error:
        raise NotRemovable from error


def _cut(content: bytes, rows: np.ndarray) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    file = parquet.ParquetFile(pa.BufferReader(content))
    keep = ~rows
    schema = file.schema_arrow.with_metadata(_index_of(file.schema_arrow.metadata, int(keep.sum())))
    lost = {
        place: _lost(file.read(columns=[field.name]).column(0), keep)
        for place, field in enumerate(schema)
        if pa.types.is_dictionary(field.type)
    }
    sink = io.BytesIO()
    with parquet.ParquetWriter(
        sink, schema, compression=_packing(file), version=file.metadata.format_version
    ) as writer:
        first = 0
        for number in range(file.num_row_groups):
            group = file.read_row_group(number)
            kept = keep[first : first + len(group)]
            first += len(group)
            if not kept.any():
                continue
            columns = [
                _of_kept(column, kept, lost[place]) if place in lost else column.filter(pa.array(kept))
                for place, column in enumerate(group.columns)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=max(int(kept.sum()), 1))
    return sink.getvalue()


def _packing(file: "pa.parquet.ParquetFile") -> dict[str, str] | str:
    """Return how each column is packed, as the writer is told."""
    meta = file.metadata
    if not meta.num_row_groups:
        return "snappy"
    group = meta.row_group(0)
    chunks = [group.column(i) for i in range(group.num_columns)]
    return {c.path_in_schema: "none" if c.compression == "UNCOMPRESSED" else c.compression.lower() for c in chunks}


def _index_of(metadata: dict[bytes, bytes] | None, n: int) -> dict[bytes, bytes] | None:
    """Return the metadata of a schema with the number of rows that pandas notes there, where it does."""
    if metadata is None or b"pandas" not in metadata:
        return metadata
    told = json.loads(metadata[b"pandas"])
    for index in told.get("index_columns", ()):
        if isinstance(index, dict) and index.get("kind") == "range":
            index["stop"] = index.get("start", 0) + n * index.get("step", 1)
    return {**metadata, b"pandas": json.dumps(told).encode()}


def _lost(column: "pa.ChunkedArray", keep: np.ndarray) -> "pa.Array":
    """Return the categories of a column that only rows left out had."""
    whole = column.unify_dictionaries().combine_chunks()
    places = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    lost = np.setdiff1d(places[~keep], places[keep])
    return whole.dictionary.take(lost[lost >= 0])


def _of_kept(column: "pa.ChunkedArray", kept: np.ndarray, lost: "pa.Array") -> "pa.Array":
    """Return some rows of a column of categories, without the categories that are lost."""
    import pyarrow as pa
    from pyarrow import compute

    whole = column.unify_dictionaries().combine_chunks()
    stays = ~compute.is_in(whole.dictionary, value_set=lost).to_numpy(zero_copy_only=False)
    places = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)[kept]
    moved = np.cumsum(stays) - 1
    indices = pa.array(np.where(places < 0, 0, moved[places]), mask=places < 0, type=whole.type.index_type)
    return pa.DictionaryArray.from_arrays(indices, whole.dictionary.filter(pa.array(stays)), ordered=whole.type.ordered)
