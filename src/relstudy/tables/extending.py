"""A register with lines added, changed or taken out, in the format it has: delimiter, encoding, line ends, its other cells.

Where nothing but lines are added, every byte that stands stays. Columns that the file lacks are added behind its own;
a sign its encoding has not turns the file into UTF-8 with its mark, as Excel writes it.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from relstudy.errors import FaultLog
from relstudy.tables.extending_workbook import extend_sheet
from relstudy.tables.register_changes import Changes, Record
from relstudy.tables.table import Table
from relstudy.tables.text_files import open_text, records
from relstudy.tables.written_encoding import encoding_of


def new_text(columns: Sequence[str], lines: Iterable[Record]) -> bytes:
    """Return a register as a new CSV file: UTF-8, commas, one line a record."""
    rows = [list(columns), *([line.get(name, "") for name in columns] for line in lines)]
    return _written(rows, ",", "\n").encode()


def extend_text(content: bytes, changes: Changes) -> bytes:
    """Return a CSV register with changes carried out. The register must be one that `read_table` reads."""
    text_file = open_text(content, "", FaultLog())
    if text_file is None:
        raise ValueError("a register that cannot be read is not changed")
    mark, codec = encoding_of(content, text_file)
    found = list(records(text_file))
    head = next(i for i, record in enumerate(found) if any(cell.strip() for cell in record.cells))
    columns = [cell.strip() for cell in found[head].cells]
    more = changes.columns_beside(columns)
    ends = _line_ends(text_file.text)
    added = [[line.get(name, "") for name in (*columns, *more)] for line in changes.added]
    if not more and not changes.changed and not changes.removed and codec is not None:
        tail = _written(added, text_file.delimiter, ends)
        gap = "" if text_file.text.endswith(("\n", "\r")) else ends
        try:
            return content + (gap + tail).encode(codec)
        except UnicodeEncodeError:
            pass
    rows: list[list[str]] = []
    for place, record in enumerate(found):
        if record.line in changes.removed:
            continue
        if record.line in changes.changed:
            line = changes.changed[record.line]
            rows.append([line.get(name, "") for name in (*columns, *more)])
        elif place == head:
            rows.append([*record.cells, *more])
        elif place < head or not any(record.cells):
            rows.append(record.cells)
        else:
            rows.append([*record.cells, *([""] * (len(columns) + len(more) - len(record.cells)))])
    hint = f"sep={text_file.delimiter}{ends}" if text_file.first_line > 1 else ""
    text = hint + _written([*rows, *added], text_file.delimiter, ends)
    try:
        return mark + text.encode(codec or "utf-8")
    except UnicodeEncodeError:
        return b"\xef\xbb\xbf" + text.encode()


def _line_ends(text: str) -> str:
    return next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")


def _written(rows: Iterable[Sequence[str]], delimiter: str, ends: str) -> str:
    # Not by csv.writer, which leaves a lone carriage return outside quotes: it would be read as the end of the line.
    special = re.compile(f'[{re.escape(delimiter)}"\\r\\n]')
    lines = (
        delimiter.join('"' + cell.replace('"', '""') + '"' if special.search(cell) else cell for cell in row)
        for row in rows
    )
    return "".join(line + ends for line in lines)


def extend_table(path: Path, table: Table, changes: Changes) -> bytes:
    """Return the bytes of a register, CSV or workbook, with changes carried out; `table` is it as it was read."""
    content = path.read_bytes()
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return extend_sheet(content, table, changes)
    return extend_text(content, changes)
