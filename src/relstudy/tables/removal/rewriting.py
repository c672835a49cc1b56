"""A file without some of its rows, whatever its format, read again before it is believed."""

import tempfile
from collections.abc import Collection
from pathlib import Path

import numpy as np

from relstudy.errors import FaultLog
from relstudy.tables.reading import SPSS_ENDINGS, GivenFile, read_table
from relstudy.tables.removal.place import Place
from relstudy.tables.removal.refusal import NotRemovable
from relstudy.tables.table import Table


def without_rows(
    path: Path, table: Table, rows: np.ndarray, *, place: Place, named_lines: Collection[int] = ()
) -> bytes:
    """Return the bytes of a file without some rows of its table.

    Parameters
    ----------
    path
        The file, whose suffix tells its format.
    table
        Its table, as it was read from `place`.
    rows
        The rows to leave out, a mask of shape (rows of the table,).
    place
        Where the table lies in the file.
    named_lines
        Lines that are spoken of elsewhere by their number. Where one stands below a row that goes, rows leave blanks,
        so that no line moves; so they do in a sheet whose formulas, ranges or drawings would have to move with them.

    Raises
    ------
    NotRemovable
        What would be written does not read as the same table without these rows.
    """
    lines = frozenset(table.lines[rows].tolist())
    keeps_lines = any(line > min(lines, default=0) for line in named_lines)
    suffix = path.suffix.lower()
    content = path.read_bytes()
    if suffix == ".parquet":
        from relstudy.tables.removal.parquet import cut_row_groups

        written = cut_row_groups(content, rows)
    elif suffix in SPSS_ENDINGS:
        from relstudy.tables.removal.spss import cut_cases

        written = cut_cases(content, rows)
    elif suffix in (".xlsx", ".xlsm"):
        from relstudy.tables.removal.workbook import cut_sheet

        written = cut_sheet(content, table.sheet or "", lines, keeps_lines=keeps_lines)
    else:
        from relstudy.tables.removal.text import cut_lines

        written = cut_lines(content, lines, place=place, keeps_lines=keeps_lines)
    _refuse_other_table(written, path, table.take(~rows), place=place)
    return written


def _refuse_other_table(written: bytes, path: Path, meant: Table, *, place: Place) -> None:
    with tempfile.NamedTemporaryFile(suffix=path.suffix) as file:
        file.write(written)
        file.flush()
        source = GivenFile(path=path.name, absolute=Path(file.name))
        read = read_table(
            source,
            FaultLog(),
            sheet=place.sheet,
            header_row=place.header_row,
            skip_rows=place.skip_rows,
            numbered=True,
        )
        if read is None or len(read) != len(meant) or not set(meant.columns) >= set(read.columns):
            raise NotRemovable
        for name in meant.columns:
            # A column without a name is one only as long as something stands in it.
            now = read.shown(name) if name in read.columns else np.full(len(read), "", dtype=object)
            if not np.array_equal(now, meant.shown(name)):
                raise NotRemovable
