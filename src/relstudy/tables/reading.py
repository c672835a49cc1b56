"""Reading a table whatever its format, and holding its columns against those that are known."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from relstudy.errors import FaultLog, Severity
from relstudy.nearest import nearest
from relstudy.tables.broken_rows import refuse_broken
from relstudy.tables.columns import fold_texts
from relstudy.tables.entities import with_entities_read
from relstudy.tables.rows import Layout, Row, table_of_rows
from relstudy.tables.table import Table
from relstudy.tables.text_files import OpenQuote, TextFile, open_text, records
from relstudy.unnamed import is_unnamed

SPSS_ENDINGS = (".sav", ".zsav")
#: Notes of one kind in one file beyond this number are counted, not listed.
_NOTES = 20
#: Longer CSV texts (characters) are first tried as plain ones.
_LARGE = 2**20


class InputFile(Protocol):
    """A file of the study: its path as faults name it, and where it lies."""

    @property
    def path(self) -> str:
        """Return the path relative to the study folder, with `/`."""
        ...

    @property
    def absolute(self) -> Path:
        """Return where the file lies."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A file given on the command line, which belongs to no study yet."""

    path: str
    absolute: Path


def read_table(
    source: InputFile,
    log: FaultLog,
    *,
    sheet: str | None = None,
    header_row: int = 1,
    skip_rows: Sequence[int] = (),
    as_written: Sequence[str] = (),
    wanted: Collection[str] | None = None,
    numbered: bool = False,
    entities: bool = False,
) -> Table | None:
    """Return the table of a CSV, Excel, Parquet or SPSS file; None where a fault makes it unreadable.

    Parameters
    ----------
    source
        The file; its suffix tells its format.
    log
        Takes the faults (missing-file, unreadable-file, encoding, merged-cells, archive-too-large, duplicate-id for a
        name of a column that repeats, broken-row for rows that do not fit their header) and one note read-as for what
        was read otherwise than a plain UTF-8 file with commas.
    sheet
        Name of the sheet of a workbook; the first that Excel shows by default.
    header_row, skip_rows
        Line of the names, and lines to leave out, as an editor or Excel counts them.
    as_written
        Columns of a CSV file or workbook whose text keeps the white space at its ends: texts that offsets point into.
    wanted
        Columns that will be asked for, all by default: an SPSS file is read once through, for these alone.
    numbered
        A name of a column of a CSV file or workbook that stands twice is numbered and noted (repeated-name), not
        refused.
    entities
        References of web pages in cells ("Tr&egrave;s") are read as the signs they stand for, and noted: a file of
        answers, whose texts no offset points into.
    """
    layout = Layout(
        file=source.path,
        sheet=sheet,
        header_row=header_row,
        skip_rows=tuple(skip_rows),
        as_written=tuple(as_written),
        numbered=numbered,
    )
    table = _read_laid_out(source, log, layout=layout, wanted=wanted)
    return with_entities_read(table, log) if entities and table is not None else table


def _read_laid_out(source: InputFile, log: FaultLog, *, layout: Layout, wanted: Collection[str] | None) -> Table | None:
    suffix = source.absolute.suffix.lower()
    try:
        if suffix == ".parquet":
            from relstudy.tables.parquet import read_parquet

            return read_parquet(source.absolute, log, layout=layout)
        if suffix in SPSS_ENDINGS:
            from relstudy.tables.spss import read_spss

            return read_spss(source.absolute, log, layout=layout, wanted=wanted)
        content = source.absolute.read_bytes()
    except FileNotFoundError:
        log.add("missing-file", source.path)
        return None
    except OSError:
        log.add("unreadable-file", source.path)
        return None
    if suffix in (".xlsx", ".xlsm"):
        # Only a study with a workbook pays for the reader of workbooks.
        from relstudy.tables.workbooks import read_workbook

        return read_workbook(content, log, layout=layout)
    return _read_csv(content, log, layout=layout)


def read_content(content: bytes, log: FaultLog, *, layout: Layout) -> Table | None:
    """Return the table in the bytes of a workbook or a CSV text, whatever the name of its file; None where a fault makes it unreadable."""
    if content.startswith(b"PK\x03\x04"):
        from relstudy.tables.workbooks import read_workbook

        return read_workbook(content, log, layout=layout)
    return _read_csv(content, log, layout=layout)


def _read_csv(content: bytes, log: FaultLog, *, layout: Layout) -> Table | None:
    text_file = open_text(content, layout.file, log, header_row=layout.header_row)
    if text_file is None:
        return None
    named = replace(layout, sheet=None, decimal_comma=text_file.delimiter != ",")
    table = None
    if len(text_file.text) >= _LARGE:
        from relstudy.tables.large_csv import read_large_csv

        table = read_large_csv(text_file, layout=named)
    if table is None:
        table = _read_rows(text_file, log, layout=named)
    if table is not None and text_file.readings:
        log.add("read-as", layout.file, found=", ".join(text_file.readings))
    return table


def _read_rows(text_file: TextFile, log: FaultLog, *, layout: Layout) -> Table | None:
    """Return the table of a CSV text read row by row."""
    rows: list[Row] = []
    open_quote: int | None = None
    try:
        rows.extend(
            (record.line, record.cells)
            for record in records(text_file, header_row=layout.header_row, skip_rows=layout.skip_rows)
        )
    except OpenQuote as error:
        open_quote = error.line
    broken = refuse_broken(rows, log, layout=layout)
    if open_quote is not None:
        log.add("broken-row", layout.file, line=open_quote, found="@open-quote")
    if broken or open_quote is not None:
        return None
    return table_of_rows(rows, fold_texts, log, layout=layout)


def check_columns(
    table: Table,
    log: FaultLog,
    *,
    required: Iterable[str],
    optional: Iterable[str] = (),
    extra: Literal["error", "note"] = "error",
) -> None:
    """Say which columns a table lacks and which nobody knows, with the nearest name where one is near.

    `extra` is the severity of a column nobody knows: an error in a register, a note among the answers, where a file
    holds more than a study uses.
    """
    wanted = list(dict.fromkeys(required))
    known = list(dict.fromkeys((*wanted, *optional)))
    unknown = [name for name in table.columns if name not in set(known)]
    for name in wanted:
        if name not in table.columns:
            log.add(
                "missing-column",
                table.file,
                sheet=table.sheet,
                line=table.header_line,
                column=name,
                found=_nearest_heading(name, unknown),
            )
    severity: Severity = extra
    listed = unknown if extra == "error" else unknown[:_NOTES]
    for name in listed:
        log.add(
            "extra-column",
            table.file,
            sheet=table.sheet,
            line=table.header_line,
            column=name,
            found=name,
            allowed=_nearest_heading(name, known),
            severity=severity,
            more=len(unknown) - _NOTES if len(unknown) > _NOTES and name is listed[-1] and extra == "note" else 0,
        )


def _nearest_heading(name: str, known: Sequence[str]) -> str | None:
    """Return the heading a name may have meant; a column without one is like no other, and no other like it."""
    return None if is_unnamed(name) else nearest(name, [other for other in known if not is_unnamed(other)])
