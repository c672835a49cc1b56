"""Faults and errors: what is wrong, where, what was found, what is allowed.

A `Fault` is one thing an analyst has to settle. It carries no sentence: the words for its code lie
in `templates/words/<lang>/faults.toml`, so that every message exists in French and English. Readers
collect faults in a `FaultLog` and raise once, so that all are said together.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]

#: Codes of the contract, then ours. The severity is the one a fault has unless it says otherwise.
SEVERITIES: dict[str, Severity] = {
    "missing-file": "error",
    "unknown-key": "error",
    "unknown-item": "error",
    "unknown-code": "error",
    "duplicate-id": "error",
    "duplicate-respondent": "error",
    "missing-column": "error",
    "extra-column": "error",
    "weight-not-numeric": "error",
    "weight-not-positive": "error",
    "empty-margin": "error",
    "missing-margin-value": "error",
    "targets-not-one": "error",
    "not-converged": "error",
    "cyclic-filter": "error",
    "answered-though-filtered": "warning",
    "encoding": "error",
    "ambiguous-number": "error",
    "bad-date": "error",
    "merged-cells": "error",
    "empty-wave": "error",
    "answers-in-other-sheet": "error",
    "no-field-dates": "note",
    "no-text": "error",
    "archive-too-large": "error",
    "wrong-study": "error",
    "quote-not-in-source": "error",
    "base-too-small": "note",
    "busy": "error",
    "not-run": "error",
    "hypothesis-changed": "warning",
    "unknown-cell": "error",
    # The second set of the contract.
    "broken-row": "error",
    "not-an-interview": "warning",
    "drift": "error",
    "unproved-claim": "warning",
    # Ours: what the first set does not name.
    "missing-key": "error",
    "missing-value": "error",
    "bad-value": "error",
    "bad-expression": "error",
    "bad-syntax": "error",
    "bad-id": "error",
    "not-a-number": "error",
    "unreadable-file": "error",
    "missing-label": "error",
    "blank-label": "error",
    "lonely-stratum": "error",
    "strata-like-ids": "error",
    "scale-without-ends": "warning",
    "scales-differ": "warning",
    "few-common-persons": "note",
    "never-asked": "warning",
    "nothing-to-rank": "warning",
    "other-format": "error",
    "direction-unsaid": "warning",
    "codes-turned": "warning",
    "waves-out-of-order": "warning",
    "changed-since-run": "note",
    "codes-misnamed": "warning",
    "doubtful-offsets": "warning",
    "range-turned-date": "warning",
    "exclusive-with-others": "warning",
    "ranked-twice": "warning",
    "far-value": "warning",
    "read-as": "note",
    "left-out": "note",
    "orphaned": "note",
    "repeated-name": "note",
    "wide-banner": "note",
    "false-claim": "warning",
    "empty-disclosure": "error",
    "open-review": "error",
    "not-available": "error",
    "already-exists": "error",
    "stands-otherwise": "error",
    "coding-left-out": "error",
    "text-changed": "error",
    "nothing-coded": "error",
    "proposals-taken-whole": "error",
    "proposals-as-codings": "warning",
    "round-sheet-gone": "error",
    "no-coding-placed": "error",
    "cases-are-respondents": "note",
    "coded-nobody": "warning",
    "coded-blank": "warning",
    "too-little-coded": "error",
    "one-coder": "error",
    "unsafe-archive": "error",
    "unsettled-offsets": "error",
    "several-projects": "error",
    "no-codes": "error",
    "unsettled-speakers": "error",
    "unnamed-turns": "error",
    "too-long-for-a-cell": "error",
    "rival-offsets": "warning",
    "interviews-off": "warning",
    "shown-nowhere": "warning",
    "figures-of-no-step": "error",
    "pale-colour": "error",
    "close-colours": "error",
    "unsafe-logo": "error",
    "heavy-font": "warning",
    "screen-font": "note",
    "unsafe-template": "error",
    "no-question": "error",
    "not-writable": "error",
    "bad-model": "error",
    "user-missing": "error",
    "frozen-broken": "error",
    "frozen-differs": "error",
    "frozen-line-differs": "warning",
    "already-frozen": "error",
    "nothing-to-freeze": "error",
    "run-outdated": "error",
    "unknown-person": "error",
    "no-respondent-ids": "error",
    "not-removable": "error",
    "still-named": "error",
    "kept-history": "warning",
    "forgetting-unfinished": "warning",
    "template-lacks": "error",
    "layout-twice": "warning",
    "overlapping-passages": "error",
    "unsure-coding": "error",
    "two-pseudonyms": "error",
    "not-reworded": "error",
    "still-said": "warning",
    "redaction-unfinished": "warning",
    "open-redactions": "note",
    "no-comparison": "error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, its place and its two sides.

    `found` and `allowed` are shown as they are, except where they begin with `@`: then the rest is a
    key of `[terms]` in the words of faults ("@blank", "@a-number"), so that they too exist in both languages.
    A number the program has computed is written by `computed`, so that each language prints it as it writes numbers; one
    quoted from a file stays as the file has it.
    `file` is relative to the study folder with `/`; `line` counts from 1 as an editor or Excel shows it.
    """

    code: str
    file: str
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    item: str | None = None
    found: str | None = None
    allowed: str | None = None
    severity: Severity = "error"
    #: Number of further places where the same fault stands (a fault is said once per column and value).
    more: int = 0
    #: What stands at the heading of a `column` that has no name of its own.
    heading: str | None = None
    #: Why a reviewer accepted the warning, and who.
    settled: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain values, in the order of the contract."""
        return asdict(self)


def computed(number: float, form: str = ".6g") -> str:
    """Return a number of our own as `found` and `allowed` of a fault hold it: "@=0.98"."""
    return f"@={number:{form}}"


def fault(code: str, file: str, **place: Any) -> Fault:
    """Return a fault with the severity of its code; an unknown code is a programming error (KeyError)."""
    place.setdefault("severity", SEVERITIES[code])
    return Fault(code=code, file=file, **place)


class StudyError(Exception):
    """Something in the study, its data or its method that stops a step; carries all faults found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.code} {f.file}" + (f":{f.line}" if f.line else "") for f in self.faults))


class DefinitionError(StudyError):
    """A fault in what a human declared: study.toml, questionnaire, registers."""


class FieldworkError(StudyError):
    """A fault in the files of a wave."""


class MethodError(StudyError):
    """A computation that cannot be done on these data."""


@dataclass(slots=True)
class FaultLog:
    """Faults met while reading, in the order met; `stop` raises them together.

    `headings` are what stands at the headings of columns without a name, by file and column: who reads a file leaves
    them here for whoever judges its columns.
    """

    faults: list[Fault] = field(default_factory=list)
    headings: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, code: str, file: str, **place: Any) -> None:
        """Record one fault."""
        heading = self.headings.get((file, place.get("column") or ""))
        if heading is not None:
            place.setdefault("heading", heading)
        self.faults.append(fault(code, file, **place))

    def extend(self, faults: Iterable[Fault]) -> None:
        """Record several faults."""
        self.faults.extend(faults)

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Return the faults that stop a run."""
        return tuple(f for f in self.faults if f.severity == "error")

    def stop(self, error: type[StudyError]) -> None:
        """Raise `error` with every fault recorded, if one of them is an error."""
        if self.errors:
            raise error(self.faults)
