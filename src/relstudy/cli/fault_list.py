"""Faults as a person reads them: grouped by file, each with its place, what was found, what is allowed and what to do."""

import sys
from collections.abc import Sequence

from relstudy.cli.shell import Shell, colours
from relstudy.errors import Fault

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "note": "\x1b[36m"}
_PLAIN = "\x1b[0m"
#: Notes of one kind said in full.
_SAID = 3
#: Columns named that no item reads.
_NAMED = 12


def describe_faults(shell: Shell, faults: Sequence[Fault], *, coloured: bool = False) -> list[str]:
    """Return the lines that say faults: a file, then its faults from top to bottom.

    Files keep the order in which they were met; a fault without a line comes before those with one. Notes do not drown
    the rest: of many of one kind in a file the first ones are said and the others named, columns that no item reads
    have one line, and files that were all read in the same way are said together at the end.
    """
    alike = _read_alike(faults)
    lines: list[str] = []
    for file in dict.fromkeys(f.file for f in faults):
        mine = [f for f in faults if f.file == file and f not in alike]
        if mine:
            lines += [file or shell.word("faults.study"), *_file_lines(shell, mine, file, coloured=coloured), ""]
    for found in dict.fromkeys(f.found for f in faults if f in alike):
        same = [f for f in faults if f in alike and f.found == found]
        lines += [
            shell.word("faults.several", n=len(same)),
            *_fault_lines(shell, same[0], same[0].file, coloured=coloured),
            f"      {', '.join(f.file for f in same)}",
            "",
        ]
    return lines[:-1]


def tell_faults(shell: Shell, faults: Sequence[Fault]) -> None:
    """Say faults beside the result, in colours where stderr takes them."""
    for line in describe_faults(shell, faults, coloured=colours(sys.stderr)):
        shell.tell(line)


def _read_alike(faults: Sequence[Fault]) -> frozenset[Fault]:
    """Return the notes of files read otherwise than plainly, where several files were read in the same way."""
    whole = [f for f in faults if f.code == "read-as" and f.line is None and f.column is None and f.sheet is None]
    ways = [f.found for f in whole]
    return frozenset(f for f in whole if ways.count(f.found) >= _SAID)


def _file_lines(shell: Shell, faults: Sequence[Fault], file: str, *, coloured: bool) -> list[str]:
    from relstudy.fault_words import name_columns

    lines: list[str] = []
    unused = [f for f in faults if f.code == "extra-column" and f.severity == "note"]
    if len(unused) > 1:
        faults = [f for f in faults if f not in unused]
        names = name_columns(", ".join(str(f.column) for f in unused[:_NAMED]), shell.lang) + (
            ", …" if _columns(unused) > min(len(unused), _NAMED) else ""
        )
        lines.append(
            f"  {shell.word('faults.note')} [extra-column] {shell.word('faults.unused', n=_columns(unused), names=names)}"
        )
    ordered = sorted(faults, key=lambda f: (f.sheet or "", f.line or 0))
    said: dict[str, int] = {}
    for fault in ordered:
        same = [f for f in ordered if f.code == fault.code]
        said[fault.code] = said.get(fault.code, 0) + 1
        if fault.severity != "note" or len(same) <= _SAID + 1 or said[fault.code] <= _SAID:
            lines += _fault_lines(shell, fault, file, coloured=coloured)
        elif said[fault.code] == _SAID + 1:
            names = name_columns(
                ", ".join(str(f.column or f.item or f.found or f.line) for f in same[_SAID:]), shell.lang
            )
            lines.append(f"      {shell.word('faults.more', n=len(same) - _SAID, names=names)}")
    return lines


def _columns(notes: Sequence[Fault]) -> int:
    return sum(1 + note.more for note in notes)


def _fault_lines(shell: Shell, fault: Fault, file: str, *, coloured: bool) -> list[str]:
    from relstudy.fault_words import explain

    said = explain(fault, shell.lang)
    severity = shell.word(f"faults.{fault.severity}")
    if coloured:
        severity = f"{_COLOURS[fault.severity]}{severity}{_PLAIN}"
    place = said.place.removeprefix(file).lstrip(" ,:")
    at = f"{shell.word('faults.at', place=place)} " if place else ""
    first = f"  {severity} [{fault.code}] {at}{said.message}"
    return [first, f"      {said.fix}"] if said.fix else [first]


def count_faults(shell: Shell, faults: Sequence[Fault]) -> str:
    """Return one line with the number of errors, warnings and notes."""
    numbers = [sum(1 for f in faults if f.severity == severity) for severity in ("error", "warning", "note")]
    names = ("faults.errors", "faults.warnings", "faults.notes")
    return ", ".join(shell.plural(name, number) for name, number in zip(names, numbers, strict=True))
