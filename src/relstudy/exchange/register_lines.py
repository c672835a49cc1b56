"""Coded material as lines of the registers of a wave, and what these lines change in the registers that stand.

A line is known by its key: an id, or who gave which code to which passage. Nothing that stands is replaced unless it
is asked for: a line that says something else is a conflict; where it says nothing, what the file says is added.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from relstudy.exchange.code_names import SettledCodes
from relstudy.exchange.coded_material import CodedMaterial
from relstudy.survey.registers import SAID
from relstudy.tables.register_changes import Changes, Record
from relstudy.tables.table import Table

_YES_NO = {True: "yes", False: "no", None: ""}


def _answer(text: str) -> str:
    word = text.casefold()
    return _YES_NO[SAID[word]] if word in SAID else word


def _number(text: str) -> str:
    try:
        return f"{float(text.replace(',', '.')):.12g}"
    except ValueError:
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register material goes into: the stem of its file, its columns in order, those that tell a line from another.

    `derived` columns follow from the others: they are written with a new line and never held against one that stands.
    `meant` tells of columns in which several texts mean the same what a text means: "oui" and "yes", "1" and "+1".
    """

    stem: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    as_written: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    #: What a blank cell of the key means.
    defaults: Mapping[str, str] = field(default_factory=dict)
    meant: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    def meaning(self, column: str, text: str) -> str:
        """Return what a cell means: texts that mean the same are one."""
        said = text or self.defaults.get(column, "")
        given = said if column in self.as_written else said.strip()
        return self.meant[column](given) if given and column in self.meant else given


CODEBOOK = Register(
    stem="codebook",
    columns=("code_id", "parent_id", "facet", "definition"),
    key=("code_id",),
    derived=("parent_id", "facet", "definition"),
)
CASES = Register(stem="cases", columns=("case_id", "target", "kind", "attributes"), key=("case_id",))
VERBATIMS = Register(
    stem="verbatims", columns=("verbatim_id", "case_id", "theme", "text"), key=("verbatim_id",), as_written=("text",)
)
CODINGS = Register(
    stem="codings",
    columns=("verbatim_id", "code_id", "coder", "start", "end", "quote", "valence", "prompted", "stance"),
    key=("verbatim_id", "code_id", "coder", "start", "end", "stance"),
    as_written=("quote",),
    derived=("quote",),
    defaults={"stance": "voice"},
    meant={"start": _number, "end": _number, "valence": _number, "prompted": _answer, "stance": str.casefold},
)
READS = Register(stem="reads", columns=("coder", "verbatim_id"), key=("coder", "verbatim_id"))
OPEN_CODINGS = Register(
    stem="open_codings",
    columns=("respondent_id", "item", "code_id", "coder"),
    key=("respondent_id", "item", "code_id", "coder"),
)
#: Of a wave, in the order in which they may be written one by one: no line refers to one that comes later.
WAVE_REGISTERS = (CASES, VERBATIMS, CODINGS, READS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A line that stands and says something else than the file: where, in which column, what each says."""

    line: int
    column: str
    key: str
    stands: str
    given: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What lines change in a register, and what stands against it. With `replaced` lines standing lines gave way."""

    changes: Changes
    conflicts: tuple[Conflict, ...] = ()
    replaced: tuple[str, ...] = ()


def lay_lines(material: CodedMaterial, codes: SettledCodes, *, lang: str) -> dict[str, tuple[Record, ...]]:
    """Return the lines of the registers, by the stem of their file; a new code has its name as its label in a language."""
    known = {code.key for code in material.codes}
    return {
        CODEBOOK.stem: tuple(
            {
                "code_id": codes.ids[code.key],
                f"label_{lang}": code.name,
                "parent_id": codes.ids[code.parent] if code.parent in known else "",
                "facet": code.facet,
                "definition": code.definition,
            }
            for code in codes.new
        ),
        CASES.stem: tuple(
            {"case_id": case.id, "target": case.target, "kind": case.kind, "attributes": case.attributes}
            for case in material.cases
        ),
        VERBATIMS.stem: tuple(
            {"verbatim_id": one.id, "case_id": one.case, "theme": one.theme, "text": one.text}
            for one in material.verbatims
        ),
        CODINGS.stem: tuple(
            {
                "verbatim_id": one.verbatim,
                "code_id": codes.ids[one.code],
                "coder": one.coder,
                "start": "" if one.start is None else str(one.start),
                "end": "" if one.end is None else str(one.end),
                "quote": one.quote,
                "valence": "" if one.valence is None else str(one.valence),
                "prompted": _YES_NO[one.prompted],
                "stance": "" if one.stance == "voice" else one.stance,
            }
            for one in material.codings
        ),
        READS.stem: tuple({"coder": one.coder, "verbatim_id": one.verbatim} for one in material.reads),
    }


def merge_lines(register: Register, table: Table | None, lines: Sequence[Record], *, replace: bool) -> Merged:
    """Return what lines change in a register that stands; with `replace` the lines win over what stands."""
    if table is None:
        return Merged(changes=Changes(added=tuple(lines)))
    standing = _records(table)
    places = {_key(register, record): place for place, record in enumerate(standing)}
    added: dict[tuple[str, ...], Record] = {}
    changed: dict[int, Record] = {}
    conflicts: list[Conflict] = []
    replaced: list[str] = []
    for line in lines:
        key = _key(register, line)
        place = places.get(key)
        if place is None:
            added.setdefault(key, line)
            continue
        stands = standing[place]
        told = {
            name: text
            for name, text in line.items()
            if text
            and name not in (*register.key, *register.derived)
            and register.meaning(name, stands.get(name, "")) != register.meaning(name, text)
        }
        unlike = [name for name in told if stands.get(name)]
        if unlike and not replace:
            conflicts += [
                Conflict(
                    line=int(table.lines[place]),
                    column=name,
                    key=" / ".join(part for part in key if part),
                    stands=stands[name],
                    given=told[name],
                )
                for name in unlike
            ]
        elif told:
            changed[int(table.lines[place])] = {**stands, **told}
            replaced += [key[0]] if unlike else []
    return Merged(
        changes=Changes(added=tuple(added.values()), changed=changed),
        conflicts=tuple(conflicts),
        replaced=tuple(replaced),
    )


def lines_about(table: Table | None, column: str, values: Iterable[str]) -> frozenset[int]:
    """Return the lines of a register whose cell in a column is one of some values."""
    wanted = frozenset(values)
    if table is None or not wanted or column not in table.columns:
        return frozenset()
    return frozenset(
        line for line, text in zip(table.lines.tolist(), table.text(column).tolist(), strict=True) if text in wanted
    )


def lines_left_out(
    register: Register, table: Table | None, lines: Sequence[Record], told: Mapping[str, Iterable[str]]
) -> frozenset[int]:
    """Return the lines of codings that stand for what a file tells in full and are none of those given.

    `told` are the values of columns that a line has to have, all of them, to be told of.
    """
    if table is None or not told:
        return frozenset()
    wanted = {name: frozenset(values) for name, values in told.items()}
    given = {_key(register, line) for line in lines}
    return frozenset(
        line
        for line, record in zip(table.lines.tolist(), _records(table), strict=True)
        if all(record.get(name, "") in values for name, values in wanted.items())
        and _key(register, record) not in given
    )


def without_lines(table: Table, lines: frozenset[int]) -> Table:
    """Return a register without some of its lines."""
    return table.take(~np.isin(table.lines, sorted(lines))) if lines else table


def _records(table: Table) -> list[dict[str, str]]:
    columns = {name: table.text(name).tolist() for name in table.columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _key(register: Register, record: Record) -> tuple[str, ...]:
    return tuple(register.meaning(name, record.get(name, "")) for name in register.key)
