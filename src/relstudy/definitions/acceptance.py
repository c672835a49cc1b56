"""Accepted warnings: what a reviewer looked at and settled with a reason stays listed, as a note."""

import re
from collections.abc import Iterable
from dataclasses import replace

from relstudy.errors import Fault
from relstudy.survey.plan import Accepted

_LINE = re.compile(r"L?(\d+)\Z")


def accept(faults: Iterable[Fault], accepted: Iterable[Accepted]) -> tuple[Fault, ...]:
    """Return the faults, the warnings that were accepted lowered to notes that say why and by whom; errors stay errors.

    `where` is `file` or `file#place`. A place is an item, a column or a line (`12` or `L12`); with bars,
    `item|column|line`, each part must agree and an empty part agrees with anything.
    """
    settled = tuple(accepted)
    return tuple(_settle(f, settled) if f.severity == "warning" else f for f in faults)


def _settle(fault: Fault, settled: tuple[Accepted, ...]) -> Fault:
    met = next((one for one in settled if _meets(one, fault)), None)
    return fault if met is None else replace(fault, severity="note", settled=f"{met.why} ({met.who})")


def lines_named(accepted: Iterable[Accepted], file: str) -> frozenset[int]:
    """Return the lines of a file that accepted warnings name by their number."""
    places = (a.where.partition("#")[2] for a in accepted if a.where.partition("#")[0].strip() == file)
    parts = (part.strip() for place in places for part in place.split("|"))
    return frozenset(int(m[1]) for part in parts if (m := _LINE.match(part)))


def _meets(accepted: Accepted, fault: Fault) -> bool:
    if accepted.code != fault.code:
        return False
    file, _, place = accepted.where.partition("#")
    if file.strip() != fault.file:
        return False
    parts = [part.strip() for part in place.split("|")]
    if parts == [""]:
        return True
    if len(parts) == 1:
        return parts[0] in (fault.item, fault.column) or _is_line(parts[0], fault.line)
    item, column, line = (*parts, "", "")[:3]
    return item in ("", fault.item) and column in ("", fault.column) and (line == "" or _is_line(line, fault.line))


def _is_line(text: str, line: int | None) -> bool:
    m = _LINE.match(text)
    return m is not None and int(m[1]) == line
