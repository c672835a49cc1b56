"""The reviews of a wave's personal data: which passages of which texts, what takes their place, and what a person decided.

`redactions.csv` is of the verbatims of the interviews, `open_redactions.csv` of open answers of the survey. A text is
named by one part or by two, `item/respondent`.

At all times a line is a passage of its verbatim: what stands from `start` to `end` is `found`, also once the pseudonym
has taken the place of what was said.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from relstudy.errors import FaultLog, FieldworkError
from relstudy.intake.register_columns import refuse_values, required_texts, texts
from relstudy.survey.plan import Source
from relstudy.tables import Table, check_columns, read_table
from relstudy.tables.formulas import FORMULA_STARTS, as_said

#: The reviews of a wave: of the verbatims of its interviews, of the open answers of its survey.
STEM, OPEN_STEM = "redactions", "open_redactions"
#: What names a text in each of them.
VERBATIM, ANSWER = ("verbatim_id",), ("item", "respondent_id")
COLUMNS = ("start", "end", "found", "kind", "pseudonym", "decision", "reason", "context")
Decision = Literal["", "yes", "no", "applied"]
_OFFSETS: tuple[str, ...] = ("start", "end")
#: A number as a spreadsheet may show one.
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[Ee]\+?[0-9]{1,2})?\Z")
_DECISIONS: dict[str, Decision] = {
    "": "", "yes": "yes", "oui": "yes", "1": "yes", "x": "yes", "no": "no", "non": "no", "0": "no", "applied": "applied",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One line: a passage of a verbatim, what is to take its place, and what was decided of it ("" = nothing yet). `line` is where it stands, None where it is proposed only now."""

    verbatim: str
    start: int
    end: int
    found: str
    kind: str
    pseudonym: str
    decision: Decision = ""
    reason: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a review made of texts: `replaced` are those that have pseudonyms now, `settled` the passages that stand as a person decided, left or a pseudonym. `open` lines wait for a decision."""

    replaced: Mapping[str, str]
    settled: Mapping[str, tuple[str, ...]]
    open: int


def read_redactions(
    source: Source, log: FaultLog, *, said: Mapping[str, str], by: tuple[str, ...] = VERBATIM, partial: bool = False
) -> tuple[Redaction, ...] | None:
    """Return the lines of a review, in the order of the file; None where it cannot be read.

    Parameters
    ----------
    source
        The file.
    log
        Takes the faults: an unknown verbatim, a passage that is not what the line says, a decision that is none, no
        pseudonym, passages that overlap.
    said
        The texts by their names.
    by
        The columns that name a text.
    partial
        Lines of other texts than these are passed over.

    Notes
    -----
    A line somebody added without offsets stands where its verbatim has `found`; where it has it more than once, which
    is meant is not known.
    """
    table = read_table(source, log)
    if table is None:
        return None
    check_columns(table, log, required=(*by, "found", "pseudonym", "decision"), optional=COLUMNS)
    ids = _named_texts(table, log, said, by=by, partial=partial)
    decided = _decided(table, log)
    offsets: dict[str, np.ndarray] = {name: table.numbers(name, log) for name in _OFFSETS if name in table.columns}
    found, pseudonyms, reasons = (
        [as_said(text) for text in texts(table, column).tolist()] for column in ("found", "pseudonym", "reason")
    )
    kinds = texts(table, "kind").tolist()
    lines: list[Redaction] = []
    for row, verbatim in enumerate(ids.tolist()):
        if verbatim not in said or decided[row] not in _DECISIONS:
            continue
        span = _span(table, row, said[verbatim], found[row], offsets, log)
        if span is None:
            continue
        redaction = Redaction(
            verbatim=verbatim,
            start=span[0],
            end=span[1],
            found=said[verbatim][slice(*span)],
            kind=kinds[row] or "name",
            pseudonym=pseudonyms[row],
            decision=_DECISIONS[decided[row]],
            reason=reasons[row],
            line=int(table.lines[row]),
        )
        lines.append(redaction)
        if redaction.decision == "yes":
            _refuse_pseudonym(table, redaction, log)
    _refuse_overlaps(table, lines, log)
    return tuple(lines)


def _named_texts(
    table: Table, log: FaultLog, said: Mapping[str, str], *, by: tuple[str, ...], partial: bool
) -> np.ndarray:
    """Return the name of the text of each line, (lines,), "" where it has none or, of a part, one of another part."""
    parts = [required_texts(table, column, log).tolist() for column in by]
    ids = np.array(["/".join(names) if all(names) else "" for names in zip(*parts, strict=True)], dtype=object)
    if partial:
        ids[~np.isin(ids.astype(str), list(said))] = ""
    unknown = ~np.isin(ids.astype(str), list(said)) & np.not_equal(ids, "")
    refuse_values(table, by[-1], ids, unknown, log, code="unknown-item", known=sorted(said))
    return ids


def _decided(table: Table, log: FaultLog) -> np.ndarray:
    """Return the word that decides each line, (lines,), those that decide nothing refused."""
    words = texts(table, "decision")
    decided = np.array([word.casefold() for word in words.tolist()], dtype=object)
    unknown = ~np.isin(decided, list(_DECISIONS))
    refuse_values(table, "decision", words, unknown, log, code="bad-value", allowed="yes, no")
    return decided


def replace_passages(text: str, replaced: Iterable[Redaction]) -> str:
    """Return a text with the pseudonym of each passage in its place; passages do not overlap."""
    for one in sorted(replaced, key=lambda r: r.start, reverse=True):
        text = text[: one.start] + one.pseudonym + text[one.end :]
    return text


def _span(
    table: Table, row: int, text: str, found: str, offsets: dict[str, np.ndarray], log: FaultLog
) -> tuple[int, int] | None:
    """Return where the passage of a line stands, None where that is not known, which is then said."""
    place = {"sheet": table.sheet, "line": int(table.lines[row])}
    start, end = (float(offsets[name][row]) if name in offsets else np.nan for name in ("start", "end"))
    if not found:
        log.add("missing-value", table.file, column="found", found="@blank", **place)
        return None
    if np.isnan(start) and np.isnan(end):
        first = text.find(found)
        if first >= 0 and text.find(found, first + 1) < 0:
            return first, first + len(found)
        code = "quote-not-in-source" if first < 0 else "missing-value"
        column, shown = ("found", found) if first < 0 else ("start", "@blank")
        log.add(code, table.file, column=column, found=shown, **place)
        return None
    known = not (np.isnan(start) or np.isnan(end)) and 0 <= start < end
    stands = text[int(start) : int(end)] if known else ""
    if not _is_same(found, stands):
        log.add("quote-not-in-source", table.file, column="found", found=found, allowed=stands or None, **place)
        return None
    return int(start), int(end)


def _is_same(found: str, stands: str) -> bool:
    """Tell whether a cell holds a passage: as it is, or as a spreadsheet shows a row of digits, without zeros before or in powers of ten."""
    if found == stands.strip():
        return True
    number = found.replace(",", ".")
    return (
        stands.isdigit()
        and _NUMBER.match(number) is not None
        and math.isclose(float(number), float(stands), rel_tol=1e-4)
    )


def _refuse_pseudonym(table: Table, redaction: Redaction, log: FaultLog) -> None:
    place = {"sheet": table.sheet, "line": redaction.line, "column": "pseudonym"}
    if not redaction.pseudonym:
        log.add("missing-value", table.file, found="@blank", **place)
    elif redaction.pseudonym.startswith(FORMULA_STARTS) or redaction.found.casefold() in redaction.pseudonym.casefold():
        log.add("bad-value", table.file, found=redaction.pseudonym, allowed="@a-pseudonym", **place)


def _refuse_overlaps(table: Table, lines: list[Redaction], log: FaultLog) -> None:
    replaced = (line for line in lines if line.decision in ("yes", "applied"))
    ordered = sorted(replaced, key=lambda r: (r.verbatim, r.start, r.end))
    for one, other in pairwise(ordered):
        if one.verbatim == other.verbatim and other.start < one.end:
            log.add(
                "overlapping-passages",
                table.file,
                sheet=table.sheet,
                line=other.line,
                column="start",
                found=other.found,
                allowed=f"{one.found} (L{one.line})",
            )


def follow_review(source: Source, texts: Mapping[str, str]) -> Reviewed:
    """Return open answers, by `item/respondent`, as their review decided.

    Raises
    ------
    FieldworkError
        The review cannot be read; a line of it is not sound.
    """
    log = FaultLog()
    lines = read_redactions(source, log, said=texts, by=ANSWER, partial=True) or ()
    log.stop(FieldworkError)
    undecided = {(line.verbatim, line.found) for line in lines if not line.decision}
    settled: dict[str, list[str]] = {}
    for line in lines:
        if line.decision and (line.verbatim, line.found) not in undecided:
            passage = line.found if line.decision == "no" else line.pseudonym
            settled.setdefault(line.verbatim, []).append(passage)
    return Reviewed(
        replaced={name: replace_passages(texts[name], some) for name, some in accepted_of(lines).items()},
        settled={name: tuple(dict.fromkeys(passages)) for name, passages in settled.items()},
        open=sum(not line.decision for line in lines),
    )


def accepted_of(lines: Iterable[Redaction]) -> dict[str, list[Redaction]]:
    """Return the passages a person accepted, by text."""
    accepted: dict[str, list[Redaction]] = {}
    for line in lines:
        if line.decision in ("yes", "applied"):
            accepted.setdefault(line.verbatim, []).append(line)
    return accepted
