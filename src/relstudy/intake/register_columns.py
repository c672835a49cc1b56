"""Columns of a wave's registers: cells that must be filled, ids that must be known, lines that must differ.

The tables of a wave (audit, grid, benchmark, cases, verbatims, codings) are registers written by people. Every reader
says all faults at once: a fault is said once per column and value, at the first line it stands on, with the number of
further lines. A column that the file lacks reads as blank; that it is lacking is said by `check_columns`.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from relstudy.errors import FaultLog, Severity
from relstudy.nearest import nearest_first
from relstudy.survey.plan import Source
from relstudy.survey.registers import SAID
from relstudy.tables import Table, check_columns, read_table

_KEY_ID = re.compile(r"[a-z0-9_]+\Z")
#: For so many distinct unknown ids the known ones are named; a file of other ids would be compared for minutes.
_NAMED = 20


def open_register(
    source: Source | None,
    log: FaultLog,
    *,
    stem: str,
    required: Sequence[str],
    optional: Sequence[str],
    as_written: Sequence[str] = (),
) -> Table | None:
    """Return the table of one register of a wave, its columns checked; None where it cannot be read."""
    if source is None:
        log.add("missing-file", f"{stem}.csv")
        return None
    table = read_table(source, log, as_written=as_written)
    if table is not None:
        check_columns(table, log, required=required, optional=optional, extra="error")
    return table


def texts(table: Table, column: str) -> np.ndarray:
    """Return the stripped texts of a column, shape (rows,), "" where blank or where the file has no such column."""
    if column not in table.columns:
        return np.full(len(table), "", dtype=object)
    return table.text(column)


def required_texts(table: Table, column: str, log: FaultLog) -> np.ndarray:
    """Return the texts of a column whose every cell must be filled; blank cells are missing-value."""
    values = texts(table, column)
    if column in table.columns:
        refuse_values(table, column, values, np.equal(values, ""), log, code="missing-value", found="@blank")
    return values


def known_positions(
    table: Table,
    column: str,
    known: Sequence[str],
    log: FaultLog,
    *,
    code: str = "unknown-item",
    required: bool = True,
) -> np.ndarray:
    """Return the position of each cell among the known ids, shape (rows,), -1 where blank or unknown."""
    values = required_texts(table, column, log) if required else texts(table, column)
    where = {name: i for i, name in enumerate(known)}
    positions = np.array([where.get(v, -1) for v in values.tolist()], dtype=np.intp)
    refuse_values(table, column, values, (positions < 0) & np.not_equal(values, ""), log, code=code, known=known)
    return positions


def listed_positions(table: Table, column: str, known: Sequence[str], log: FaultLog, *, code: str) -> pd.DataFrame:
    """Return one row per id in cells that list them (a|b): row of the table, and position among the known ones, each once.

    The first unknown id of a cell is a fault.
    """
    place = {name: position for position, name in enumerate(known)}
    named = [
        (row, name.strip())
        for row, text in enumerate(texts(table, column).tolist())
        for name in text.split("|")
        if name.strip()
    ]
    unknown = np.full(len(table), "", dtype=object)
    for row, name in named:
        if name not in place and not unknown[row]:
            unknown[row] = name
    refuse_values(table, column, unknown, np.not_equal(unknown, ""), log, code=code, known=known)
    found = sorted({(row, place[name]) for row, name in named if name in place})
    return pd.DataFrame(found, columns=pd.Index(["row", "position"]), dtype=np.intp)


def key_ids(table: Table, column: str, log: FaultLog) -> np.ndarray:
    """Return ids that become part of a cell's key: `[a-z0-9_]+`, else bad-id."""
    values = required_texts(table, column, log)
    bad = np.array([bool(v) and _KEY_ID.match(v) is None for v in values.tolist()], dtype=bool)
    refuse_values(table, column, values, bad, log, code="bad-id", allowed="a-z 0-9 _")
    return values


def choices(table: Table, column: str, allowed: Sequence[str], log: FaultLog, *, default: str = "") -> np.ndarray:
    """Return words of a closed list (lower case), `default` where blank; any other word is bad-value."""
    values = texts(table, column)
    lowered = np.array([v.casefold() for v in values.tolist()], dtype=object)
    bad = ~np.isin(lowered, [*allowed, ""])
    refuse_values(table, column, values, bad, log, code="bad-value", allowed=", ".join(allowed))
    return np.where(np.equal(lowered, "") | bad, default, lowered)


def flags(table: Table, column: str, log: FaultLog, *, default: bool) -> np.ndarray:
    """Return yes/no cells as a mask, shape (rows,): oui, yes, 1, true against non, no, 0, false."""
    told = answers(table, column, log)
    return np.where(told < 0, default, told > 0)


def answers(table: Table, column: str, log: FaultLog) -> np.ndarray:
    """Return yes/no cells as int8, shape (rows,): 1 for yes, 0 for no, -1 where blank."""
    yes, no = (sorted(word for word, means in SAID.items() if means is said) for said in (True, False))
    words = choices(table, column, (*yes, *no), log)
    return np.where(np.equal(words, ""), -1, np.isin(words, yes)).astype(np.int8)


def refuse_repeats(
    table: Table, keys: Iterable[np.ndarray], log: FaultLog, *, column: str, where: np.ndarray | None = None
) -> None:
    """Record duplicate-id for each line whose keys all stand on an earlier line too, which is named.

    `where` limits the lines compared: those whose keys are known.
    """
    rows = np.arange(len(table)) if where is None else np.flatnonzero(where)
    first: dict[tuple[object, ...], int] = {}
    columns = [k.tolist() for k in keys]
    for row in rows.tolist():
        key = tuple(values[row] for values in columns)
        if key in first:
            shown = " / ".join(part for part in key if isinstance(part, str) and part)
            log.add(
                "duplicate-id",
                table.file,
                sheet=table.sheet,
                line=int(table.lines[row]),
                column=column,
                item=shown,
                found=shown,
                allowed=f"L{int(table.lines[first[key]])}",
            )
        else:
            first[key] = row


def refuse_values(
    table: Table,
    column: str,
    values: np.ndarray,
    bad: np.ndarray,
    log: FaultLog,
    *,
    code: str,
    found: str | None = None,
    allowed: str | None = None,
    known: Sequence[str] | None = None,
    severity: Severity = "error",
) -> None:
    """Record one fault for each distinct bad value of a column, at its first line.

    `known` are the ids one may mean, of which the nearest are named; `found` stands for the value where it shows
    nothing.
    """
    rows = np.flatnonzero(bad)
    seen: dict[str, list[int]] = {}
    for row in rows.tolist():
        seen.setdefault(str(values[row]), []).append(row)
    for i, (value, lines) in enumerate(seen.items()):
        if known is not None:
            allowed = nearest_first(value, known) or None if i < _NAMED else None
        log.add(
            code,
            table.file,
            sheet=table.sheet,
            line=int(table.lines[lines[0]]),
            column=column,
            found=found if found is not None else value,
            allowed=allowed,
            more=len(lines) - 1,
            severity=severity,
        )
