"""Passages: what a coding points at in its verbatim, always cut again from the text.

Offsets are Unicode code points from 0, the end excluded. A quote written beside them by a hand or another program is a
check, never a source.
"""

from dataclasses import dataclass

import numpy as np

from relstudy.errors import FaultLog
from relstudy.intake.offset_dialects import Span, doubt_counting, find_counting, plain
from relstudy.intake.register_columns import refuse_values, texts
from relstudy.tables import Table

#: So many characters of a quote are shown in a fault.
_SHOWN = 80
_BLANK = -1
#: No text is longer than what one cell of a file may hold.
_FARTHEST = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """One entry per coding: offsets, -1 where the whole text is coded, and the passage, "" for a whole text.

    `known` marks the codings about whose passage nothing is wrong.
    """

    start: np.ndarray
    end: np.ndarray
    text: np.ndarray
    known: np.ndarray


def cut_passages(table: Table, *, verbatim: np.ndarray, sources: np.ndarray, log: FaultLog) -> Passages:
    """Return the passage of each line of codings, cut from its text.

    `verbatim` is the position of a line's text in `sources`, -1 where it is not known (nothing is said of such a line).
    A quote without offsets stands where the text has it first. Offsets that the quotes prove to be counted otherwise
    are read so, and noted (read-as). Spaces at the ends of a written quote, and how its lines end, do not matter. What
    is outside its text, or differs from it, is quote-not-in-source; one offset without the other is missing-value.
    """
    n = len(table)
    start, end = _offsets(table, "start", log), _offsets(table, "end", log)
    quotes = texts(table, "quote")
    starts, ends = np.full(n, _BLANK, dtype=np.int64), np.full(n, _BLANK, dtype=np.int64)
    passages = np.full(n, "", dtype=object)
    known = (verbatim >= 0) & ~start.unread & ~end.unread
    first_of, last_of = _counted(
        table,
        np.flatnonzero(known & ~start.blank & ~end.blank),
        (start.values, end.values),
        (verbatim, sources, quotes),
        log,
    )
    for row in np.flatnonzero(known).tolist():
        place = {"sheet": table.sheet, "line": int(table.lines[row])}
        text, written = sources[verbatim[row]], quotes[row].strip()
        if start.blank[row] != end.blank[row]:
            column = "start" if start.blank[row] else "end"
            log.add("missing-value", table.file, column=column, found="@blank", **place)
            known[row] = False
        elif not start.blank[row]:
            first, last = int(first_of[row]), int(last_of[row])
            if not 0 <= first < last <= len(text):
                log.add(
                    "quote-not-in-source",
                    table.file,
                    column="end" if first >= 0 else "start",
                    found=f"{first}-{last} (0-{len(text)})",
                    **place,
                )
                known[row] = False
                continue
            starts[row], ends[row], passages[row] = first, last, text[first:last]
            if written and plain(written) != plain(passages[row]):
                log.add(
                    "quote-not-in-source",
                    table.file,
                    column="quote",
                    found=_short(written),
                    allowed=_short(passages[row]),
                    **place,
                )
                known[row] = False
        elif written:
            first = text.find(written)
            if first < 0:
                log.add("quote-not-in-source", table.file, column="quote", found=_short(written), **place)
                known[row] = False
                continue
            starts[row], ends[row], passages[row] = first, first + len(written), written
    return Passages(start=starts, end=ends, text=passages, known=known)


def _counted(
    table: Table,
    rows: np.ndarray,
    offsets: tuple[np.ndarray, np.ndarray],
    texts_of: tuple[np.ndarray, np.ndarray, np.ndarray],
    log: FaultLog,
) -> tuple[np.ndarray, np.ndarray]:
    """Return start and end in code points, however they were counted: another counting is taken where quotes prove it, and else doubted."""
    starts, ends = offsets
    verbatim, sources, quotes = texts_of
    spans = [
        Span(text=sources[verbatim[row]], start=int(starts[row]), end=int(ends[row]), quote=quotes[row].strip())
        for row in rows.tolist()
    ]
    counting, doubt = find_counting(spans), doubt_counting(spans)
    if counting is not None:
        term, move = counting
        starts, ends = starts.copy(), ends.copy()
        moved = [move(span) for span in spans]
        starts[rows], ends[rows] = [span.start for span in moved], [span.end for span in moved]
        log.add("read-as", table.file, sheet=table.sheet, column="start", found=term)
    elif doubt is not None:
        term, odd = doubt
        first = odd[0]
        log.add(
            "doubtful-offsets",
            table.file,
            sheet=table.sheet,
            line=int(table.lines[rows[first]]),
            column="start",
            found=_short(spans[first].cut() or ""),
            allowed=term,
            more=len(odd) - 1,
        )
    return starts, ends


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offsets:
    """Whole numbers of one column; `blank` cells, and those `unread` because they hold something else."""

    values: np.ndarray
    blank: np.ndarray
    unread: np.ndarray


def _offsets(table: Table, column: str, log: FaultLog) -> _Offsets:
    written = texts(table, column)
    blank = np.equal(written, "")
    if column not in table.columns:
        return _Offsets(
            values=np.zeros(len(table), dtype=np.int64), blank=blank, unread=np.zeros(len(table), dtype=bool)
        )
    numbers = table.numbers(column, log)
    whole = ~np.isnan(numbers) & (np.floor(numbers) == numbers) & (np.abs(numbers) < _FARTHEST)
    refuse_values(table, column, written, ~np.isnan(numbers) & ~whole, log, code="bad-value", allowed="@whole-number")
    return _Offsets(values=np.where(whole, numbers, 0).astype(np.int64), blank=blank, unread=~blank & ~whole)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
