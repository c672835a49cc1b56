"""A table with other texts in some cells, read again before it is believed."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from relstudy.errors import FaultLog
from relstudy.tables.reading import GivenFile, read_table
from relstudy.tables.rewording.refusal import NotReworded
from relstudy.tables.rewording.text import reword_lines
from relstudy.tables.rewording.workbook import reword_sheet
from relstudy.tables.table import Table


def with_texts(path: Path, table: Table, texts: Mapping[str, Mapping[int, str]]) -> bytes:
    """Return the bytes of a CSV file or workbook with other texts in some cells.

    Parameters
    ----------
    path
        The file, whose suffix tells its format; its header is its first row.
    table
        Its table, as it was read; the columns in `texts` keep the blanks at their ends.
    texts
        By column and row of the table (from 0), what is to stand there. What is a whole number stays one in a workbook
        where it was one.

    Raises
    ------
    NotReworded
        What would be written does not read as the same table with these texts alone.
    """
    wanted = {(int(table.lines[row]), column): text for column, rows in texts.items() for row, text in rows.items()}
    content = path.read_bytes()
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        written = reword_sheet(content, table.sheet or "", wanted, header_line=table.header_line)
    else:
        written = reword_lines(content, wanted, header_line=table.header_line)
    _refuse_other_table(written, path, table, texts)
    return written


def _refuse_other_table(written: bytes, path: Path, meant: Table, texts: Mapping[str, Mapping[int, str]]) -> None:
    with tempfile.NamedTemporaryFile(suffix=path.suffix) as file:
        file.write(written)
        file.flush()
        source = GivenFile(path=path.name, absolute=Path(file.name))
        read = read_table(source, FaultLog(), as_written=tuple(texts))
    if read is None or read.columns != meant.columns or len(read) != len(meant):
        raise NotReworded
    for name in meant.columns:
        expected = meant.shown(name).copy()
        for row, text in texts.get(name, {}).items():
            expected[row] = text
        if not np.array_equal(read.shown(name), expected):
            raise NotReworded
