"""The interviews of a wave: cases, their verbatims, how these were coded, and which matters were raised with whom.

A coding points into its verbatim by offsets in Unicode code points (from 0, end excluded). What is quoted is always cut
again from the text: a quote that a hand or another program wrote beside it must be that text.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from relstudy.errors import Fault, FaultLog, FieldworkError
from relstudy.folding import fold
from relstudy.intake.passages import cut_passages
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
from relstudy.survey.code_frame import lineage
from relstudy.survey.plan import Source, Wave
from relstudy.survey.registers import CodebookEntry
from relstudy.tables import Table

#: Codes named in one message.
_LISTED = 6
_VALENCES = (-2.0, -1.0, 0.0, 1.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """One entry per interview. `target` is folded, "" where none, `target_written` as in the file; `group` marks group interviews, each one case; `attributes` is free text."""

    file: str
    line: np.ndarray
    case_id: np.ndarray
    target: np.ndarray
    target_written: np.ndarray
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

    `start`, `end` are -1 where the whole text is coded; `quote` is the passage cut from the text, "" for a whole text.
    `valence` is float64, nan where not judged. `contrary` marks codings that say the contrary of the code.
    `tells_prompts`: the file says of at least one coding whether it was prompted.
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
    tells_prompts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One entry per case and code raised with it, as positions in the cases and the codebook."""

    case: np.ndarray
    code: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """One entry per coder and verbatim they read, as names and positions in the verbatims."""

    coder: np.ndarray
    verbatim: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewFiles:
    """The interviews of a wave as read. `asked` is None where every case was asked everything, `reads` where nobody says who read what."""

    cases: Cases
    verbatims: Verbatims
    codings: Codings
    asked: Asked | None
    reads: Reads | None = None
    faults: tuple[Fault, ...] = ()


def interviews_of(wave: Wave, codebook: tuple[CodebookEntry, ...]) -> InterviewFiles:
    """Return all files of a wave's interviews as read. A step names each file it needs; this is for who needs them all. Raises as `read_interviews`."""
    return read_interviews(
        cases=wave.cases,
        verbatims=wave.verbatims,
        codings=wave.codings,
        asked=wave.asked,
        reads=wave.reads,
        codebook=codebook,
    )


def read_interviews(
    *,
    cases: Source | None,
    verbatims: Source | None,
    codings: Source | None,
    asked: Source | None,
    reads: Source | None = None,
    codebook: tuple[CodebookEntry, ...],
) -> InterviewFiles:
    """Return cases, verbatims, codings, matters raised and what was read by whom, each one entry per line of its file.

    Raises
    ------
    FieldworkError
        Every fault of the files: an unknown case, verbatim or code, an id or a coding that stands twice, a valence
        outside -2..2, an offset outside its text, a quote that is not in it.
    """
    read = _read_once(_stamped(cases), _stamped(verbatims), _stamped(codings), codebook)
    log = FaultLog()
    log.extend(read.faults)
    codes = [c.id for c in codebook]
    the_asked = _read_asked(asked, log, read.cases, codes) if asked is not None else None
    the_reads = _read_reads(reads, log, read.verbatims) if reads is not None else None
    log.stop(FieldworkError)
    if read.cases is None or read.verbatims is None or read.codings is None:
        raise FieldworkError(log.faults)
    if asked is not None and the_asked is not None:
        _say_never_asked(asked.path, the_asked, read.codings, codebook, log)
    return InterviewFiles(
        cases=read.cases,
        verbatims=read.verbatims,
        codings=read.codings,
        asked=the_asked,
        reads=the_reads,
        faults=tuple(log.faults),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Cases, verbatims and codings as far as they could be read, and what was said of them."""

    cases: Cases | None
    verbatims: Verbatims | None
    codings: Codings | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Stamped:
    """A file as it stands on the disk now: where it lies counts too, and when it was written."""

    source: Source | None
    stamp: tuple[str, int, int] | None


def _stamped(source: Source | None) -> _Stamped:
    if source is None or not source.absolute.exists():
        return _Stamped(source, None)
    stat = source.absolute.stat()
    return _Stamped(source, (str(source.absolute), stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=1)
def _read_once(
    of_cases: _Stamped, of_verbatims: _Stamped, of_codings: _Stamped, codebook: tuple[CodebookEntry, ...]
) -> _Read:
    """Return the files as read: counts, coded journeys and the export of one wave take the same reading."""
    cases, verbatims, codings = of_cases.source, of_verbatims.source, of_codings.source
    log = FaultLog()
    the_cases = read_cases(cases, log)
    the_verbatims = read_verbatims(verbatims, log, the_cases)
    the_codings = _read_codings(codings, log, the_verbatims, [c.id for c in codebook])
    return _Read(cases=the_cases, verbatims=the_verbatims, codings=the_codings, faults=tuple(log.faults))


def read_cases(source: Source | None, log: FaultLog) -> Cases | None:
    """Return the cases of a wave, faults in the log; None where the file cannot be read."""
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
        file=table.file,
        line=table.lines,
        case_id=case_id,
        target=target,
        target_written=written,
        group=np.equal(kind, "group"),
        attributes=texts(table, "attributes"),
    )


def read_verbatims(source: Source | None, log: FaultLog, cases: Cases | None) -> Verbatims | None:
    """Return the verbatims of a wave, faults in the log; None where the file cannot be read."""
    table = open_register(
        source,
        log,
        stem="verbatims",
        required=("verbatim_id", "case_id", "text"),
        optional=("theme",),
        as_written=("text",),
    )
    if table is None:
        return None
    verbatim_id = required_texts(table, "verbatim_id", log)
    refuse_repeats(table, (verbatim_id,), log, column="verbatim_id", where=np.not_equal(verbatim_id, ""))
    required_texts(table, "text", log)
    return Verbatims(
        file=table.file,
        line=table.lines,
        verbatim_id=verbatim_id,
        case=referred(table, "case_id", cases.case_id if cases is not None else None, log),
        text=texts(table, "text"),
    )


def _read_codings(
    source: Source | None, log: FaultLog, verbatims: Verbatims | None, codes: list[str]
) -> Codings | None:
    table = open_register(
        source,
        log,
        stem="codings",
        required=("verbatim_id", "code_id"),
        optional=("coder", "start", "end", "quote", "valence", "prompted", "stance"),
        as_written=("quote",),
    )
    if table is None:
        return None
    verbatim = referred(table, "verbatim_id", verbatims.verbatim_id if verbatims is not None else None, log)
    code = known_positions(table, "code_id", codes, log, code="unknown-code")
    coder = texts(table, "coder")
    contrary = np.equal(choices(table, "stance", ("voice", "contrary"), log, default="voice"), "contrary")
    passages = cut_passages(
        table,
        verbatim=verbatim,
        sources=verbatims.text if verbatims is not None else np.empty(0, dtype=object),
        log=log,
    )
    start, end = passages.start, passages.end
    refuse_repeats(
        table,
        (texts(table, "verbatim_id"), texts(table, "code_id"), coder, start, end, contrary),
        log,
        column="code_id",
        where=passages.known & (code >= 0),
    )
    return Codings(
        file=table.file,
        line=table.lines,
        verbatim=verbatim,
        code=code,
        coder=coder,
        start=start,
        end=end,
        quote=passages.text,
        valence=_valences(table, log),
        prompted=flags(table, "prompted", log, default=False),
        contrary=contrary,
        tells_prompts=bool((texts(table, "prompted") != "").any()),
    )


def _valences(table: Table, log: FaultLog) -> np.ndarray:
    """Return whole numbers from -2 to 2 as float64, nan where blank."""
    if "valence" not in table.columns:
        return np.full(len(table), np.nan)
    values = table.numbers("valence", log, code="bad-value")
    bad = ~np.isnan(values) & ~np.isin(values, _VALENCES)
    refuse_values(table, "valence", table.text("valence"), bad, log, code="bad-value", allowed="-2 … 2")
    return values


def _read_asked(source: Source, log: FaultLog, cases: Cases | None, codes: list[str]) -> Asked | None:
    table = open_register(source, log, stem="asked", required=("case_id", "code_id"), optional=())
    if table is None:
        return None
    return Asked(
        case=referred(table, "case_id", cases.case_id if cases is not None else None, log),
        code=known_positions(table, "code_id", codes, log, code="unknown-code"),
    )


def _say_never_asked(
    file: str, asked: Asked, codings: Codings, codebook: tuple[CodebookEntry, ...], log: FaultLog
) -> None:
    """Say which codes were voiced and are raised with nobody, neither they nor what stands below them: whoever voices one would be all that is counted."""
    raised = lineage(codebook)[np.unique(asked.code)].any(axis=0)
    voiced = np.unique(codings.code[~codings.contrary])
    unsaid = [codebook[code].id for code in voiced.tolist() if not raised[code]]
    if unsaid:
        log.add(
            "never-asked", file, column="code_id", found=", ".join(unsaid[:_LISTED]), more=max(0, len(unsaid) - _LISTED)
        )


def _read_reads(source: Source, log: FaultLog, verbatims: Verbatims | None) -> Reads | None:
    table = open_register(source, log, stem="reads", required=("coder", "verbatim_id"), optional=())
    if table is None:
        return None
    coder = required_texts(table, "coder", log)
    return Reads(
        coder=coder,
        verbatim=referred(table, "verbatim_id", verbatims.verbatim_id if verbatims is not None else None, log),
    )


def referred(table: Table, column: str, ids: np.ndarray | None, log: FaultLog) -> np.ndarray:
    """Return positions among the ids of another file; where that file could not be read, nothing is said about them."""
    if ids is None:
        required_texts(table, column, log)
        return np.full(len(table), -1, dtype=np.intp)
    return known_positions(table, column, ids.tolist(), log)
