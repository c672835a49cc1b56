"""A coding round that comes back: the lines of its workbook as text; what they mean is settled against the study."""

import io
import zipfile
from collections.abc import Iterator

import python_calamine

from relstudy.errors import FaultLog
from relstudy.exchange.coding_round import (
    FIRST_ROW,
    FORMAT,
    HEADS_ROW,
    NAMES_ROW,
    PROPOSED,
    ROUND_SHEET,
    GivenLine,
    ReturnedRound,
)
from relstudy.tables import Table
from relstudy.tables.archives import archive_is_sound
from relstudy.tables.reading import check_columns
from relstudy.tables.rows import Layout
from relstudy.tables.workbooks import cell_text, read_workbook

_FILLED = ("code", "quote", "valence", "prompted", "stance", "not_read")
_NAMED = ("verbatim_id", "from", "text", "code", "not_read")
_KNOWN = ("case_id", "definition", "proposal", "words", "confidence")
#: What an answer to a question is not coded by.
_OF_VERBATIMS = ("quote", "valence", "prompted", "stance")
#: Sheets with lines.
_LINED = ("coding", "further")


def is_round(content: bytes, file: str) -> bool:
    """Tell whether a file is the workbook of a coding round."""
    if not content.startswith(b"PK") or not archive_is_sound(content, FaultLog(), file):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if f'"{ROUND_SHEET}"'.encode() not in archive.read("xl/workbook.xml"):
                return False
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError):
        return False
    return FORMAT in _told(content)


def _told(content: bytes) -> dict[str, str]:
    """Return what the hidden sheet tells of the round; nothing where it cannot be read."""
    return {row[0]: row[1] for row in _hidden_rows(content) if row[0] != PROPOSED}


def _proposed(content: bytes) -> frozenset[tuple[str, str]]:
    """Return what was proposed, as the hidden sheet tells it: a coder may have moved what stood beside the texts."""
    return frozenset((row[1], row[2]) for row in _hidden_rows(content) if row[0] == PROPOSED)


def _proposed_beside(content: bytes, sheet: str) -> frozenset[tuple[str, str]]:
    """Return what was proposed, as it stands beside the texts: the first rounds did not tell it anywhere else."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = [[*map(cell_text, row)] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
    names = rows[NAMES_ROW]
    if PROPOSED not in names:
        return frozenset()
    unit, said = names.index("verbatim_id"), names.index(PROPOSED)
    shown = ((row[unit], row[said].rpartition("[")[2].removesuffix("]")) for row in rows[FIRST_ROW:])
    return frozenset((text, code) for text, code in shown if code)


def _hidden_rows(content: bytes) -> list[tuple[str, str, str]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_name(ROUND_SHEET).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, TypeError, OSError):
        return []
    texts = ([*map(cell_text, row), "", "", ""] for row in rows if row)
    return [(first, second, third) for first, second, third, *_ in texts]


def _sheets_of_lines(content: bytes, names: list[str]) -> list[str]:
    """Return the sheets of lines by their names; one that was renamed is known by the names of its columns."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    gone = [name for name in names if name not in book.sheet_names]
    others = [name for name in book.sheet_names if name not in names] if gone else []
    lined = [name for name in others if set(_NAMED) <= _columns_of(book, name)]
    return [lined[0] if name in gone and len(gone) == len(lined) == 1 else name for name in names]


def _refuse_gone(content: bytes, sheets: list[str], log: FaultLog, *, file: str) -> None:
    """Note the sheets of lines that are no longer there."""
    here = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    for sheet in (one for one in sheets if one not in here):
        log.add("round-sheet-gone", file, found=sheet, allowed=", ".join(one for one in here if one != ROUND_SHEET))


def _columns_of(book: python_calamine.CalamineWorkbook, sheet: str) -> set[str]:
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return set(map(cell_text, rows[NAMES_ROW])) if len(rows) > NAMES_ROW else set()


def read_returned(content: bytes, log: FaultLog, *, file: str) -> ReturnedRound | None:
    """Return the lines of a round; None where one of its sheets cannot be read, every fault in the log."""
    told = _told(content)
    sheets = _sheets_of_lines(content, [told.get(f"sheet {name}", "") for name in _LINED])
    noted = FaultLog()
    tables = []
    _refuse_gone(content, sheets, noted, file=file)
    for sheet in sheets if not noted.errors else ():
        layout = Layout(
            file=file,
            sheet=sheet,
            header_row=NAMES_ROW + 1,
            skip_rows=(HEADS_ROW + 1,),
            as_written=("text", "quote"),
            unread=_KNOWN,
        )
        table = read_workbook(content, noted, layout=layout)
        if table is not None:
            more = () if told.get("item") else _OF_VERBATIMS
            check_columns(table, noted, required=(*_NAMED, *more), optional=_KNOWN, extra="note")
            tables.append(table)
    log.extend(noted.errors)
    if noted.errors:
        return None
    return ReturnedRound(
        file=file,
        study=told.get("study", ""),
        wave=told.get("wave", ""),
        coder=told.get("coder", ""),
        proposed=_proposed(content) or _proposed_beside(content, sheets[0]),
        item=told.get("item", ""),
        texts=int(told["texts"]) if told.get("texts", "").isdecimal() else None,
        lines=tuple(line for table in tables for line in _lines(table, log)),
        beside=tuple(dict.fromkeys(name for table in tables for name in _columns_beside(table))),
    )


def _columns_beside(table: Table) -> list[str]:
    """Return the columns no round has, where they hold anything."""
    own = {*_NAMED, *_OF_VERBATIMS, *_KNOWN}
    return [name for name in table.columns if name not in own and any(table.text(name).tolist())]


def _lines(table: Table, log: FaultLog) -> Iterator[GivenLine]:
    """Yield the lines of a sheet that name a text or hold anything."""
    blank = [""] * len(table)
    columns = {
        name: table.text(name).tolist() if name in table.columns else blank
        for name in ("verbatim_id", "text", *_FILLED)
    }
    starts = table.numbers("from", log).tolist()
    for place, (number, start) in enumerate(zip(table.lines.tolist(), starts, strict=True)):
        cells = {name: texts[place] for name, texts in columns.items()}
        if any(cells.values()):
            yield GivenLine(
                sheet=table.sheet or "",
                line=int(number),
                unit=cells.pop("verbatim_id"),
                start=int(start) if start >= 0 else None,
                **cells,
            )
