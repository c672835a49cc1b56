"""Large CSV files that are plain: read by Arrow, with the same result as row by row.

Plain means: names on the first line, one record a line, every row as long as the header, quotes only around whole
cells. Anything else (a line break inside a cell, a broken row, a column that keeps its white space) is left to the
reader that goes row by row and knows the line of everything.
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
    content = rest.encode("utf-8")
    if not _quotes_fit(content, source.delimiter):
        return None
    columns = _columns(content, source.delimiter, len(names))
    # A record that spans lines, or a line that ends otherwise, would move the numbers of all lines after it.
    if columns is None or len(columns[0].index) != rest.count("\n") + 1:
        return None
    lines = np.arange(len(columns[0].index), dtype=np.int64) + source.first_line + 1
    filled = _filled(columns)
    if not filled.all():
        lines, columns = lines[filled], [column.take(filled) for column in columns]
    by_name = dict(zip(names, columns, strict=True))
    return Table(
        file=layout.file,
        sheet=None,
        columns=tuple(names),
        lines=lines,
        header_line=source.first_line,
        decimal_comma=layout.decimal_comma,
        load=by_name.__getitem__,
    )


def _quotes_fit(content: bytes, delimiter: str) -> bool:
    """Tell whether every quote opens a cell, closes one, or is one of two that stand for one."""
    if b'"' not in content:
        return True
    ends = np.zeros(256, dtype=bool)
    ends[list(f"{delimiter}\r\n".encode())] = True
    # A line end on both sides stands for the ends of the text.
    text = np.frombuffer(b"\n" + content + b"\n", dtype=np.uint8)
    quotes = np.flatnonzero(text == ord('"'))
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing):
        return False
    doubled = opening[1:] == closing[:-1] + 1
    begins, finishes = ends[text[opening - 1]], ends[text[closing + 1]]
    begins[1:] |= doubled
    finishes[:-1] |= doubled
    return bool(begins.all() and finishes.all())


def _columns(content: bytes, delimiter: str, width: int) -> list[Column] | None:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    places = [str(i) for i in range(width)]
    folded = pa.dictionary(pa.int32(), pa.string())
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(column_names=places, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=b'"' in content, ignore_empty_lines=False
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
