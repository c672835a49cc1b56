"""The review of a study, `review.csv`: what a reviewer remarked on which cell, and whether it is settled.

Nothing computed depends on it: a run does not read it, a delivery does.
"""

from collections.abc import Collection, Iterator

from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_registers import Line, records_of
from relstudy.errors import Fault, FaultLog
from relstudy.tables import check_columns, read_table
from relstudy.tables.dates import IN_DEFINITIONS, read_day

_COLUMNS = ("key", "who", "date", "remark", "state")
_STATES = ("open", "closed")
#: What is said beside the key of a cell that is none.
_UNKNOWN = " (@no-such-cell)"


def read_review(folder: StudyFolder, *, known: Collection[str] | None) -> tuple[Fault, ...]:
    """Return an open-review fault for each open line of the review of a study; what is wrong in the file goes into the log of `folder`.

    Parameters
    ----------
    folder
        The study folder; without a review there is nothing to return.
    known
        The keys of the cells of the wave, so that an open line on another one says so; None where they are not known.
    """
    source = folder.one_of("review")
    table = read_table(source, folder.log) if source is not None else None
    if source is None or table is None:
        return ()
    check_columns(table, folder.log, required=_COLUMNS, optional=(), extra="error")
    lines = tuple(records_of(folder, source, table))
    return tuple(_open_lines(lines, known))


def check_review(folder: StudyFolder, *, known: Collection[str] | None) -> tuple[Fault, ...]:
    """Return what is wrong in the review of a study: its columns, states and dates, and open lines on cells that no wave has.

    `known` are the keys of the cells of all waves, None where they are not known.
    """
    waiting = read_review(folder, known=known)
    log = FaultLog()
    for line in waiting:
        key = (line.found or "").removesuffix(_UNKNOWN)
        if known is not None and line.found != key:
            log.add("unknown-cell", line.file, sheet=line.sheet, line=line.line, column="key", found=key)
    return (*folder.log.errors, *log.faults)


def _open_lines(lines: tuple[Line, ...], known: Collection[str] | None) -> Iterator[Fault]:
    log = FaultLog()
    for line in lines:
        key, who, remark = (line.text(column, required=True) for column in ("key", "who", "remark"))
        day = line.text("date")
        if day is not None and read_day(day, IN_DEFINITIONS) is None:
            line.fault("bad-date", "date", found=day)
        if line.choice("state", _STATES, required=True) == "open":
            cell = key or "_"
            found = cell if known is None or cell in known else f"{cell}{_UNKNOWN}"
            said = " – ".join(part for part in (who, remark) if part)
            log.add("open-review", line.file, sheet=line.sheet, line=line.line, found=found, allowed=said or None)
    yield from log.faults
