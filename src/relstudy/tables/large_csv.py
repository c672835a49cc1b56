"""Large CSV files that are plain: read by Arrow, with the same result as row by row.

Plain means: names on the first line, one record a line, every row as long as the header. Anything else (a line break inside a cell, a
short row, a row too long, a column that keeps its white space) is left to the reader that goes row by row and knows the line of everything.
"""

import csv

import numpy as np

from relstudy.tables.columns import Column
from relstudy.tables.parquet import fold_arrow
from relstudy.tables.rows import Layout, header_name
from relstudy.tables.table import Table
from relstudy.tables.text_files import TextFile

_BLOCK = 2**23


def read_large_csv(source: TextFile, *, layout: Layout) -> Table | None:
    """Return the table of a plain CSV text, or None where it is not plain: then nothing was read and nothing is said."""
    first, _, rest = source.text.partition("\n")
    rest = rest.rstrip("\r\n")
    if rest.count("\r") != rest.count("\r\n") or layout.as_written:
        return None
    if layout.skip_rows or layout.header_row > source.first_line or not first.strip() or not rest:
        return None
    try:
        header = next(csv.reader([first.rstrip("\r")], delimiter=source.delimiter, strict=True))
    except csv.Error:
        return None
    names = [header_name(cell) for cell in header]
    if len(set(names)) < len(names) or "" in names or "\r" in first.rstrip("\r"):
        return None
    columns = _columns(rest, source.delimiter, len(names))
    # A record that spans lines, or a line that ends otherwise, would move the numbers of all lines after it.
    if columns is None or len(columns[0].index) != rest.count("\n") + 1:
        return None
    lines = np.arange(len(columns[0].index), dtype=np.int64) + source.first_line + 1
    filled = _filled(columns)
    if not filled.all():
        lines, columns = lines[filled], [column.take(filled) for column in columns]
    by_name = dict(zip(names, columns, strict=True))
    return Table(
        file=layout.file, sheet=None, columns=tuple(names), lines=lines, header_line=source.first_line,
        decimal_comma=layout.decimal_comma, load=by_name.__getitem__,
    )  # fmt: skip


def _columns(text: str, delimiter: str, width: int) -> list[Column] | None:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    places = [str(i) for i in range(width)]
    folded = pa.dictionary(pa.int32(), pa.string())
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(column_names=places, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values='"' in text, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(places, folded), strings_can_be_null=False, check_utf8=False
            ),
        ).unify_dictionaries()
    except (pa.ArrowException, ValueError):
        return None
    return [fold_arrow(table.column(place)) for place in places]


def _filled(columns: list[Column]) -> np.ndarray:
    """Return the mask of rows that hold something."""
    blank = columns[0].blank()
    for column in columns[1:]:
        if not blank.any():
            break
        blank &= column.blank()
    return ~blank
