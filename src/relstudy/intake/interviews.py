"""The interviews of a wave: cases, their verbatims, how these were coded, and which matters were raised with whom.

A coding points into its verbatim by offsets in Unicode code points (from 0, end excluded). What is quoted is always cut again from the
text: a quote that a hand or another program wrote beside it must be that text.
"""

from dataclasses import dataclass

import numpy as np

from relstudy.errors import FaultLog, FieldworkError
from relstudy.folding import fold
from relstudy.intake.register_columns import (
    choices,
    flags,
    known_positions,
    open_register,
    refuse_repeats,
    refuse_values,
    required_texts,
    texts,
)
from relstudy.survey.plan import Source
from relstudy.survey.registers import CodebookEntry
from relstudy.tables import Table

_VALENCES = ("-2", "-1", "0", "1", "2")
#: So many characters of a quote are shown in a fault.
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """One entry per interview. `target` is folded, "" where none; `group` marks group interviews, each one case; `attributes` is free text."""

    file: str
    line: np.ndarray
    case_id: np.ndarray
    target: np.ndarray
    group: np.ndarray
    attributes: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatims:
    """One entry per verbatim. `case` is a position in the cases; `text` is as in the file, spaces at its ends included."""

    file: str
    line: np.ndarray
    verbatim_id: np.ndarray
    case: np.ndarray
    text: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Codings:
    """One entry per coding. `verbatim` and `code` are positions in the verbatims and the codebook.

    `start`, `end` are -1 where the whole text is coded; `quote` is the passage cut from the text, "" for a whole text. `valence` is float64, nan
    where not judged. `contrary` marks codings that say the contrary of the code.
    """

    file: str
    line: np.ndarray
    verbatim: np.ndarray
    code: np.ndarray
    coder: np.ndarray
    start: np.ndarray
    end: np.ndarray
    quote: np.ndarray
    valence: np.ndarray
    prompted: np.ndarray
    contrary: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One entry per case and code raised with it, as positions in the cases and the codebook."""

    case: np.ndarray
    code: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewFiles:
    """The interviews of a wave as read. `asked` is None where every case was asked everything."""

    cases: Cases
    verbatims: Verbatims
    codings: Codings
    asked: Asked | None


def read_interviews(
    *,
    cases: Source | None,
    verbatims: Source | None,
    codings: Source | None,
    asked: Source | None,
    codebook: tuple[CodebookEntry, ...],
) -> InterviewFiles:
    """Return cases, verbatims, codings and matters raised, each one entry per line of its file.

    Raises
    ------
    FieldworkError
        Every fault of the four files: an unknown case, verbatim or code, an id or a coding that stands twice, a valence outside -2..2, an
        offset outside its text, a quote that is not in it.
    """
    log = FaultLog()
    codes = [c.id for c in codebook]
    the_cases = _read_cases(cases, log)
    the_verbatims = _read_verbatims(verbatims, log, the_cases)
    the_codings = _read_codings(codings, log, the_verbatims, codes)
    the_asked = _read_asked(asked, log, the_cases, codes) if asked is not None else None
    log.stop(FieldworkError)
    if the_cases is None or the_verbatims is None or the_codings is None:
        raise FieldworkError(log.faults)
    return InterviewFiles(cases=the_cases, verbatims=the_verbatims, codings=the_codings, asked=the_asked)


def _read_cases(source: Source | None, log: FaultLog) -> Cases | None:
    table = open_register(source, log, stem="cases", required=("case_id",), optional=("target", "kind", "attributes"))
    if table is None:
        return None
    if not len(table):
        log.add("empty-wave", table.file, sheet=table.sheet, line=table.header_line)
    case_id = required_texts(table, "case_id", log)
    refuse_repeats(table, (case_id,), log, column="case_id", where=np.not_equal(case_id, ""))
    written = texts(table, "target")
    target = np.array([fold(t) for t in written.tolist()], dtype=object)
    refuse_values(
        table,
        "target",
        written,
        np.equal(target, "") & np.not_equal(written, ""),
        log,
        code="bad-value",
        allowed="a-z 0-9",
    )
    kind = choices(table, "kind", ("individual", "group"), log, default="individual")
    return Cases(
        file=table.file, line=table.lines, case_id=case_id, target=target, group=np.equal(kind, "group"),
        attributes=texts(table, "attributes"),
    )  # fmt: skip


def _read_verbatims(source: Source | None, log: FaultLog, cases: Cases | None) -> Verbatims | None:
    table = open_register(
        source, log, stem="verbatims", required=("verbatim_id", "case_id", "text"), optional=("theme",)
    )
    if table is None:
        return None
    verbatim_id = required_texts(table, "verbatim_id", log)
    refuse_repeats(table, (verbatim_id,), log, column="verbatim_id", where=np.not_equal(verbatim_id, ""))
    required_texts(table, "text", log)
    return Verbatims(
        file=table.file, line=table.lines, verbatim_id=verbatim_id,
        case=_referred(table, "case_id", cases.case_id if cases is not None else None, log),
        text=texts(table, "text"),
    )  # fmt: skip


def _read_codings(
    source: Source | None, log: FaultLog, verbatims: Verbatims | None, codes: list[str]
) -> Codings | None:
    table = open_register(
        source, log, stem="codings", required=("verbatim_id", "code_id"),
        optional=("coder", "start", "end", "quote", "valence", "prompted", "stance"),
    )  # fmt: skip
    if table is None:
        return None
    verbatim = _referred(table, "verbatim_id", verbatims.verbatim_id if verbatims is not None else None, log)
    code = known_positions(table, "code_id", codes, log, code="unknown-code")
    coder = texts(table, "coder")
    start, end = _offset(table, "start", log), _offset(table, "end", log)
    contrary = np.equal(choices(table, "stance", ("voice", "contrary"), log, default="voice"), "contrary")
    valence_text = texts(table, "valence")
    valence_text = np.array([v.removeprefix("+") for v in valence_text.tolist()], dtype=object)
    judged = np.isin(valence_text, _VALENCES)
    refuse_values(
        table,
        "valence",
        valence_text,
        ~judged & np.not_equal(valence_text, ""),
        log,
        code="bad-value",
        allowed="-2 … 2",
    )
    quote = texts(table, "quote")
    if verbatims is not None:
        start, end, quote = _cut_passages(table, verbatims.text, verbatim, start, end, quote, log)
    refuse_repeats(
        table, (texts(table, "verbatim_id"), texts(table, "code_id"), coder, start, end, contrary), log,
        column="code_id", where=(verbatim >= 0) & (code >= 0),
    )  # fmt: skip
    return Codings(
        file=table.file, line=table.lines, verbatim=verbatim, code=code, coder=coder, start=start, end=end, quote=quote,
        valence=np.array([float(v) if ok else np.nan for v, ok in zip(valence_text.tolist(), judged.tolist(), strict=True)]),
        prompted=flags(table, "prompted", log, default=False), contrary=contrary,
    )  # fmt: skip


def _read_asked(source: Source, log: FaultLog, cases: Cases | None, codes: list[str]) -> Asked | None:
    table = open_register(source, log, stem="asked", required=("case_id", "code_id"), optional=())
    if table is None:
        return None
    return Asked(
        case=_referred(table, "case_id", cases.case_id if cases is not None else None, log),
        code=known_positions(table, "code_id", codes, log, code="unknown-code"),
    )


def _referred(table: Table, column: str, ids: np.ndarray | None, log: FaultLog) -> np.ndarray:
    """Return positions among the ids of another file; where that file could not be read, nothing is said about them."""
    if ids is None:
        required_texts(table, column, log)
        return np.full(len(table), -1, dtype=np.intp)
    return known_positions(table, column, ids.tolist(), log)


def _offset(table: Table, column: str, log: FaultLog) -> np.ndarray:
    """Return whole numbers, -1 where blank."""
    values = texts(table, column)
    whole = np.array([v.isascii() and v.isdigit() for v in values.tolist()], dtype=bool)
    refuse_values(table, column, values, ~whole & np.not_equal(values, ""), log, code="bad-value", allowed="0, 1, 2, …")
    return np.array(
        [int(v) if ok else -1 for v, ok in zip(values.tolist(), whole.tolist(), strict=True)], dtype=np.int64
    )


def _cut_passages(
    table: Table,
    source: np.ndarray,
    verbatim: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    quote: np.ndarray,
    log: FaultLog,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (start, end, passage) of each coding, cut again from its text; -1, -1, "" where the whole text is coded.

    A quote without offsets stands where the text has it first. Spaces at the ends of a written quote, and how its lines end, do not matter.
    """
    starts, ends = start.copy(), end.copy()
    passages = np.full(len(table), "", dtype=object)
    for row in np.flatnonzero(verbatim >= 0).tolist():
        text, written = source[verbatim[row]], quote[row].strip()
        first, last = int(start[row]), int(end[row])
        place = {"sheet": table.sheet, "line": int(table.lines[row])}
        if (first < 0) != (last < 0):
            column = "start" if first < 0 else "end"
            if not texts(table, column)[row]:
                log.add("missing-value", table.file, column=column, found="@blank", **place)
        elif first >= 0:
            if not first < last <= len(text):
                log.add(
                    "quote-not-in-source", table.file, column="end" if last > len(text) else "start",
                    found=f"{first}-{last}", allowed=f"0-{len(text)}", **place,
                )  # fmt: skip
                continue
            passages[row] = text[first:last]
            if written and _plain(written) != _plain(passages[row]):
                log.add(
                    "quote-not-in-source", table.file, column="quote", found=_short(written),
                    allowed=_short(passages[row]), **place,
                )  # fmt: skip
        elif written:
            at = text.find(written)
            if at < 0:
                log.add("quote-not-in-source", table.file, column="quote", found=_short(written), **place)
                continue
            starts[row], ends[row], passages[row] = at, at + len(written), written
    return starts, ends, passages


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
