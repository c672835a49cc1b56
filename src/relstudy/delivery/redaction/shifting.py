"""Passages after pseudonyms have taken the place of what was said: the same passages, at other offsets."""

from collections.abc import Mapping, Sequence

import numpy as np

from relstudy.errors import FaultLog
from relstudy.intake.passages import cut_passages
from relstudy.intake.redactions import Redaction, replace_passages
from relstudy.intake.register_columns import texts
from relstudy.tables import Table


def shift_span(start: int, end: int, replaced: Sequence[Redaction]) -> tuple[int, int] | None:
    """Return where a passage stands after replacements; None for one that begins or ends inside a replaced one."""
    first, last = start, end
    for one in replaced:
        longer = len(one.pseudonym) - (one.end - one.start)
        if one.end <= start:
            first, last = first + longer, last + longer
        elif start <= one.start and one.end <= end:
            last += longer
        elif one.start < end:
            return None
    return first, last


def shift_codings(
    table: Table, *, said: Mapping[str, str], replaced: Mapping[str, Sequence[Redaction]], log: FaultLog
) -> dict[str, dict[int, str]]:
    """Return what changes in the codings of a wave, by column and row: the passages stay the same ones.

    Parameters
    ----------
    table
        The codings as they stand.
    said
        The texts before the replacement, by the id of their verbatim.
    replaced
        What is replaced, by verbatim.
    log
        Takes the faults of the passages, and an unsure-coding for each line that cannot be shifted surely: its passage
        begins or ends inside a replaced one, its offsets are not counted in code points, or its quote would stand
        elsewhere too.
    """
    names = texts(table, "verbatim_id").tolist()
    touched = np.array([name in replaced for name in names], dtype=bool)
    order = {name: place for place, name in enumerate(said)}
    positions = np.array([order.get(name, -1) for name in names], dtype=np.intp)
    found = FaultLog()
    passages = cut_passages(
        table, verbatim=positions, sources=np.array([*said.values(), ""], dtype=object)[:-1], log=found
    )
    pointed = touched & (passages.start >= 0)
    if not (touched & ((passages.start >= 0) | ~passages.known)).any():
        return {}
    lines = set(table.lines[touched].tolist())
    log.extend(f for f in found.errors if f.line is None or f.line in lines)
    recounted = next((f.found or "" for f in found.faults if f.code == "read-as" and f.column == "start"), None)
    doubted = next((f.allowed or "" for f in found.faults if f.code == "doubtful-offsets"), None)
    starts, quotes = texts(table, "start"), texts(table, "quote")
    after = {name: replace_passages(said[name], some) for name, some in replaced.items()}
    changes: dict[str, dict[int, str]] = {}
    for row in np.flatnonzero(pointed & passages.known).tolist():
        name = names[row]
        start, end = int(passages.start[row]), int(passages.end[row])
        has_offsets = starts[row] != ""
        span = shift_span(start, end, replaced[name])
        why = (recounted or doubted) if has_offsets else None
        text = after[name]
        if span is None or why or (not has_offsets and text.find(text[slice(*span)]) != span[0]):
            log.add(
                "unsure-coding",
                table.file,
                sheet=table.sheet,
                line=int(table.lines[row]),
                column="start",
                item=name,
                found=said[name][start:end],
                allowed=why or None,
            )
            continue
        moved = zip(("start", "end"), (start, end), span, strict=True) if has_offsets else ()
        cells = {column: str(new) for column, old, new in moved if old != new}
        if quotes[row] and quotes[row].strip() != text[slice(*span)].strip():
            cells["quote"] = text[slice(*span)]
        for column, value in cells.items():
            changes.setdefault(column, {})[row] = value
    return changes
