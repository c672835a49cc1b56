"""Faults as a person reads them: grouped by file, each with its place, what was found, what is allowed and what to do."""

from collections.abc import Sequence

from relstudy.cli.shell import Shell
from relstudy.errors import Fault

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "note": "\x1b[36m"}
_PLAIN = "\x1b[0m"


def describe_faults(shell: Shell, faults: Sequence[Fault], *, coloured: bool = False) -> list[str]:
    """Return the lines that say faults: a file, then its faults from top to bottom.

    Files keep the order in which they were met; a fault without a line comes before those with one.
    """
    from relstudy.fault_words import explain

    lines: list[str] = []
    for file in dict.fromkeys(f.file for f in faults):
        lines.append(file or shell.word("faults.study"))
        for fault in sorted((f for f in faults if f.file == file), key=lambda f: (f.sheet or "", f.line or 0)):
            said = explain(fault, shell.lang)
            severity = shell.word(f"faults.{fault.severity}")
            if coloured:
                severity = f"{_COLOURS[fault.severity]}{severity}{_PLAIN}"
            place = said.place.removeprefix(file).lstrip(" ,:")
            lines.append(f"  {severity} [{fault.code}] {place + ': ' if place else ''}{said.message}")
            if said.fix:
                lines.append(f"      {said.fix}")
        lines.append("")
    return lines[:-1]


def count_faults(shell: Shell, faults: Sequence[Fault]) -> str:
    """Return one line with the number of errors, warnings and notes."""
    numbers = [sum(1 for f in faults if f.severity == severity) for severity in ("error", "warning", "note")]
    names = ("faults.errors", "faults.warnings", "faults.notes")
    return ", ".join(shell.plural(name, number) for name, number in zip(names, numbers, strict=True))
