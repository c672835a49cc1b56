"""Coders held against each other again: unit by unit and pair by pair of their judgements, no table of counts."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, permutations

from relstudy.recount.cases import Interviewing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """What a coder gave a code to: a text, as its position, from `start` to `end`."""

    text: int
    coder: str
    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """What is judged as one: its size and place, and the codes that each of its readers gave, as they stand."""

    size: int
    text: int
    start: int
    given: Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Judging:
    """The interviews of a wave, and what is one unit: a verbatim, a case or a character."""

    room: Interviewing

    @property
    def _unit(self) -> str:
        return self.room.study.coding.unit

    def figure(self, item: str, measure: str) -> float | None:
        """Return a coefficient of a code, `facet.<facet>` or `_` for all codes; None without variation."""
        if measure == "coders":
            return float(len({coder for unit in self.units for coder in unit.given})) or None
        judged = [self._judged(code) for code in self._codes(item)]
        if measure == "alpha":
            return _alpha(judged)
        if measure == "kappa":
            first = sorted({coder for unit in self.units for coder in unit.given})
            return _cohen(judged[0], *first) if len(first) == 2 else _fleiss(judged[0])
        if measure in ("ac1", "observed"):
            return _gwet(judged[0]) if measure == "ac1" else _observed(judged[0])
        return self._unitized(item, covered=measure == "cu_alpha") if measure in ("u_alpha", "cu_alpha") else None

    def _codes(self, item: str) -> list[str]:
        book = self.room.study.codebook
        facet = item.removeprefix("facet.") if item.startswith("facet.") else None
        return [entry.id for entry in book if item in ("_", entry.id) or (facet and entry.facet == facet)]

    def _judged(self, code: str) -> "list[_Judged]":
        """Return whether each reader of each unit gave a code or one below it."""
        family = self.room.family(code)
        return [
            _Judged(size=unit.size, by={coder: bool(codes & family) for coder, codes in unit.given.items()})
            for unit in self.units
        ]

    # -- who read and gave what --------------------------------------------------------------------

    @cached_property
    def _passages(self) -> tuple[_Passage, ...]:
        """Return what coders who have a name gave, the contrary of a code left out."""
        files = self.room.files
        lengths = [len(text) for text in files.verbatims.text.tolist()]
        named = zip(self.room.codings, files.codings.coder.tolist(), strict=True)
        return tuple(
            _Passage(
                text=coding.verbatim,
                coder=str(coder),
                code=coding.code,
                start=max(coding.start, 0),
                end=lengths[coding.verbatim] if coding.start < 0 else coding.end,
            )
            for coding, coder in named
            if coder and not coding.contrary
        )

    @cached_property
    def _readers(self) -> dict[int, set[str]]:
        """Return who read each text: whom reads.csv names or who coded it; without that file, who coded any text of its case."""
        files = self.room.files
        case_of = files.verbatims.case.tolist()
        readers: dict[int, set[str]] = {text: set() for text in range(len(case_of))}
        coded = [
            (coding.verbatim, str(coder))
            for coding, coder in zip(self.room.codings, files.codings.coder.tolist(), strict=True)
            if coder
        ]
        if files.reads is not None:
            coded += zip(files.reads.verbatim.tolist(), map(str, files.reads.coder.tolist()), strict=True)
            for text, coder in coded:
                readers[text].add(coder)
            return readers
        by_case: dict[int, set[str]] = {}
        for text, coder in coded:
            by_case.setdefault(case_of[text], set()).add(coder)
        return {text: set(by_case.get(case, ())) for text, case in enumerate(case_of)}

    @cached_property
    def units(self) -> tuple[_Unit, ...]:
        """Return the units that two coders or more read."""
        made = {"verbatim": self._texts, "case": self._cases, "character": self._stretches}[self._unit]
        return tuple(unit for unit in made() if len(unit.given) > 1)

    def _texts(self) -> Iterator[_Unit]:
        given: dict[tuple[int, str], set[str]] = {}
        for passage in self._passages:
            given.setdefault((passage.text, passage.coder), set()).add(passage.code)
        for text, readers in self._readers.items():
            codes = {coder: frozenset(given.get((text, coder), ())) for coder in readers}
            yield _Unit(size=1, text=text, start=0, given=codes)

    def _cases(self) -> Iterator[_Unit]:
        spoken: dict[int, list[_Unit]] = {}
        case_of = self.room.files.verbatims.case.tolist()
        for unit in self._texts():
            spoken.setdefault(case_of[unit.text], []).append(unit)
        for units in spoken.values():
            readers = set.intersection(*(set(unit.given) for unit in units))
            codes = {coder: frozenset[str]().union(*(unit.given[coder] for unit in units)) for coder in readers}
            yield replace(units[0], given=codes)

    def _stretches(self) -> Iterator[_Unit]:
        """Yield the stretches of each text between two ends of passages."""
        here: dict[int, list[_Passage]] = {}
        for passage in self._passages:
            here.setdefault(passage.text, []).append(passage)
        lengths = [len(text) for text in self.room.files.verbatims.text.tolist()]
        for text, readers in self._readers.items():
            passages = here.get(text, [])
            edges = sorted({0, lengths[text], *(p.start for p in passages), *(p.end for p in passages)})
            for start, end in pairwise(edges):
                over = [p for p in passages if p.start <= start and end <= p.end]
                codes = {coder: frozenset(p.code for p in over if p.coder == coder) for coder in readers}
                yield _Unit(size=end - start, text=text, start=start, given=codes)

    # -- passages cut alike ------------------------------------------------------------------------

    def _unitized(self, item: str, *, covered: bool) -> float | None:
        """Return u-alpha, or cu-alpha of what is `covered`: one code and what is below it is one value, several codes are several."""
        codes = set(self._codes(item))
        alone = item in codes
        counted = self.room.family(item) if alone else codes
        valued: list[tuple[_Unit, dict[str, str]]] = []
        here: dict[int, list[tuple[_Unit, dict[str, str]]]] = {}
        for unit in self.units:
            kept = {coder: given & counted for coder, given in unit.given.items()}
            if not alone and any(len(given) > 1 for given in kept.values()):
                return None
            valued.append((unit, {c: (item if alone else next(iter(g))) if g else "" for c, g in kept.items()}))
            here.setdefault(unit.text, []).append(valued[-1])
        seen, given, pieces = 0.0, defaultdict[str, float](float), 0.0
        for unit, values in valued:
            others = len(values) - 1
            told = [value for value in values.values() if value or not covered]
            seen += unit.size * sum(a != b for a, b in permutations(told, 2)) / others
            for value in told:
                given[value] += unit.size * ((len(told) - 1) / others if covered else 1)
            pieces += 0.0 if covered else unit.size * told.count("")
        for passage in self._merged(counted, item if alone else ""):
            within = [one for one in here.get(passage.text, ()) if passage.start <= one[0].start < passage.end]
            beside = (
                unit.size * sum(bool(v) for c, v in values.items() if c != passage.coder) / (len(values) - 1)
                for unit, values in within
            )
            pieces += (sum(beside) if covered else sum(unit.size for unit, _ in within)) ** 2
        total = sum(given.values())
        unlike = total**2 - sum(n**2 for n in given.values())
        if unlike <= 0 or total**2 <= pieces:
            return None
        return 1.0 - seen * (total - pieces / total) / unlike

    def _merged(self, codes: set[str], value: str) -> list[_Passage]:
        """Return the passages of some codes, all of one `value` where it is told; those of a coder and value that overlap are one."""
        told = [replace(p, code=value or p.code) for p in self._passages if p.code in codes and p.start < p.end]
        merged: list[_Passage] = []
        for passage in sorted(told, key=lambda p: (p.coder, p.code, p.text, p.start, p.end)):
            last = merged[-1] if merged else None
            told_by = (passage.coder, passage.code, passage.text)
            if last is not None and (last.coder, last.code, last.text) == told_by and passage.start < last.end:
                merged[-1] = replace(last, end=max(last.end, passage.end))
            else:
                merged.append(passage)
        return merged


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """One unit and one code: its size, and whether each reader gave the code."""

    size: int
    by: Mapping[str, bool]

    @property
    def pairs(self) -> int:
        """Return the pairs of its readers."""
        return len(self.by) * (len(self.by) - 1)

    @property
    def unlike(self) -> int:
        """Return the pairs of its readers that judge otherwise."""
        return sum(a != b for a, b in permutations(self.by.values(), 2))


def _alpha(codes: list[list[_Judged]]) -> float | None:
    """Return 1 - Do / De, disagreements of all codes together."""
    seen = by_chance = 0.0
    for units in codes:
        seen += sum(unit.size * unit.unlike / (len(unit.by) - 1) for unit in units)
        given = sum(unit.size * sum(unit.by.values()) for unit in units)
        every = sum(unit.size * len(unit.by) for unit in units)
        by_chance += 2 * given * (every - given) / (every - 1) if every > 1 else 0.0
    return 1.0 - seen / by_chance if by_chance > 0 else None


def _cohen(units: list[_Judged], one: str, other: str) -> float | None:
    table = Counter[tuple[bool, bool]]()
    for unit in units:
        table[unit.by[one], unit.by[other]] += unit.size
    n = sum(table.values())
    by_chance = sum(
        sum(table[value, b] for b in (True, False)) * sum(table[a, value] for a in (True, False)) / n**2
        for value in (True, False)
    )
    seen = (table[True, True] + table[False, False]) / n
    return (seen - by_chance) / (1.0 - by_chance) if by_chance < 1 else None


def _share_given(units: list[_Judged]) -> float:
    """Return the share of judgements that give the code, each unit weighing as many pairs as it has."""
    every = sum(unit.size * unit.pairs for unit in units)
    return sum(unit.size * unit.pairs * sum(unit.by.values()) / len(unit.by) for unit in units) / every


def _observed(units: list[_Judged]) -> float | None:
    every = sum(unit.size * unit.pairs for unit in units)
    if _share_given(units) in (0.0, 1.0):
        return None
    return 1.0 - sum(unit.size * unit.unlike for unit in units) / every


def _beyond(units: list[_Judged], by_chance: float) -> float | None:
    seen = _observed(units)
    return None if seen is None else (seen - by_chance) / (1.0 - by_chance)


def _fleiss(units: list[_Judged]) -> float | None:
    p = _share_given(units)
    return _beyond(units, p**2 + (1 - p) ** 2) if 0 < p < 1 else None


def _gwet(units: list[_Judged]) -> float | None:
    p = _share_given(units)
    return _beyond(units, 2 * p * (1 - p))
