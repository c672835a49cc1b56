"""Journeys told by codings, found again verbatim by verbatim with lists and sets: no join, no groups of rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from relstudy.recount.cases import Interviewing
from relstudy.survey.phases import PHASES
from relstudy.survey.registers import CodebookEntry

T = TypeVar("T")
#: A use at the same time is one of two channels at least.
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Travelled:
    """One step: the case, the channel, what was used beside it, and what is said of it.

    `ordered` tells that it is known to come after the step before. `said`: by mishap, the texts that tell it, each the
    position of its verbatim and the words quoted.
    """

    case: int
    offer: str
    beside: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    continued: int = -1
    ordered: bool = True
    said: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the codings tell: journeys step by step, the passages nobody could place, and the mishaps that some code tells."""

    journeys: tuple[tuple[Travelled, ...], ...]
    unplaced: int
    mishaps: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    start: int
    end: int
    words: str
    line: int
    code: CodebookEntry


@dataclass(slots=True, kw_only=True)
class _Leg:
    """A passage on a channel while what is said of it is gathered."""

    verbatim: int
    offer: str
    start: int
    end: int
    phases: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)
    continued: set[bool] = field(default_factory=set)
    said: dict[str, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))


def walk_codings(room: Interviewing, *, by: Literal["verbatim", "case"]) -> Telling:
    """Return the journeys that the codings of a wave tell, in the order of their cases and verbatims."""
    frame = {entry.id: entry for entry in room.study.codebook}
    told = [_resolved(entry, frame) for entry in room.study.codebook]
    by_id = {entry.id: entry for entry in told}
    texts, passages = room.files.verbatims, defaultdict[int, list[_Passage]](list)
    for coding, line in zip(room.codings, room.files.codings.line.tolist(), strict=True):
        if not coding.contrary:
            text = str(texts.text[coding.verbatim])
            start, end = (0, len(text)) if coding.start < 0 else (coding.start, coding.end)
            one = _Passage(start=start, end=end, words=text[start:end], line=line, code=by_id[coding.code])
            passages[coding.verbatim].append(one)
    legs, unplaced = [], 0
    for verbatim, said in passages.items():
        placed, lost = _walk(verbatim, said)
        legs += placed
        unplaced += lost
    groups: dict[tuple[str, str], list[_Leg]] = defaultdict(list)
    for leg in legs:
        case = str(room.files.cases.case_id[texts.case[leg.verbatim]])
        groups[case, str(texts.verbatim_id[leg.verbatim]) if by == "verbatim" else ""].append(leg)
    return Telling(
        journeys=tuple(
            _journey(groups[key], int(texts.case[groups[key][0].verbatim]), by=by) for key in sorted(groups)
        ),
        unplaced=unplaced,
        mishaps=frozenset({e.outcome for e in told if e.outcome} | {"broken" for e in told if e.continued is False}),
    )


def _resolved(entry: CodebookEntry, frame: Mapping[str, CodebookEntry]) -> CodebookEntry:
    """Return a code with what the codes above it say and it does not."""
    line, seen = [entry], {entry.id}
    while line[-1].parent in frame and line[-1].parent not in seen:
        line.append(frame[line[-1].parent or ""])
        seen.add(line[-1].id)
    return replace(
        entry,
        offer=_first(line, lambda e: e.offer if e.facet == "channel" else None),
        phase=_first(line, lambda e: e.phase if e.facet == "stage" else None),
        outcome=_first(line, lambda e: e.outcome),
        continued=_first(line, lambda e: e.continued),
        together=any(e.together for e in line),
    )


def _first(line: Iterable[CodebookEntry], tell: Callable[[CodebookEntry], T | None]) -> T | None:
    for entry in line:
        said = tell(entry)
        if said is not None and said != "":
            return said
    return None


def _walk(verbatim: int, passages: list[_Passage]) -> tuple[list[_Leg], int]:
    """Return the placed passages on channels of one verbatim, with what is told of them, and how many are not placed."""
    stages = [p for p in passages if p.code.phase]
    legs, lost = [], 0
    for leg in _legs(verbatim, [p for p in passages if p.code.offer]):
        leg.phases = {p.code.phase or "" for p in stages if _overlap(leg, p)}
        every = {p.code.phase or "" for p in stages}
        if not leg.phases and len(every) == 1:
            leg.phases = every
        if leg.phases:
            legs.append(leg)
        else:
            lost += 1
    for passage in passages:
        code = passage.code
        if code.outcome or code.continued is not None or code.together:
            about = _spoken_of(passage, legs)
            if about:
                _tell(passage, about)
            else:
                lost += 1
    return legs, lost


def _legs(verbatim: int, passages: list[_Passage]) -> list[_Leg]:
    """Return the passages on channels, those on one channel that overlap as one."""
    legs: list[_Leg] = []
    for p in sorted(passages, key=lambda p: (p.code.offer or "", p.start, p.end)):
        if legs and legs[-1].offer == p.code.offer and p.start < legs[-1].end:
            legs[-1].end = max(legs[-1].end, p.end)
        else:
            legs.append(_Leg(verbatim=verbatim, offer=p.code.offer or "", start=p.start, end=p.end))
    return legs


def _overlap(leg: _Leg, passage: _Passage) -> bool:
    return leg.start < passage.end and passage.start < leg.end


def _spoken_of(passage: _Passage, legs: list[_Leg]) -> list[_Leg]:
    """Return the steps a passage speaks of: those it overlaps, else the only one; of use at the same time two channels, or none."""
    about = [leg for leg in legs if _overlap(leg, passage)]
    if not passage.code.together:
        return about or (legs if len(legs) == 1 else [])
    if len({leg.offer for leg in about}) >= _TWO:
        return about
    return legs if len({leg.offer for leg in legs}) == _TWO else []


def _tell(passage: _Passage, about: list[_Leg]) -> None:
    """Add what a passage tells to the steps it speaks of."""
    code = passage.code
    first, last = min(leg.start for leg in about), max(leg.start for leg in about)
    words = (passage.line, about[0].verbatim, passage.words)
    for leg in about:
        if code.together:
            leg.joined.add(passage.line)
        if code.together and leg.start == first:
            leg.beside |= {other.offer for other in about} - {leg.offer}
        if code.outcome and leg.start == (first if code.outcome == "redirected" else last):
            leg.outcomes.add(code.outcome)
            leg.said[code.outcome].append(words)
        if code.continued is not None and leg.start == last:
            leg.continued.add(code.continued)
            if not code.continued:
                leg.said["broken"].append(words)


def _journey(legs: list[_Leg], case: int, *, by: Literal["verbatim", "case"]) -> tuple[Travelled, ...]:
    """Return the steps of one journey in their order, one per passage and phase."""
    phased = [(leg, PHASES.index(phase)) for leg in legs for phase in leg.phases]
    places: dict[tuple[int, ...], list[_Leg]] = defaultdict(list)
    for leg, phase in phased:
        places[(leg.start, phase) if by == "verbatim" else (phase, leg.verbatim, leg.start)].append(leg)
    steps: list[Travelled] = []
    before, joined = True, set[int]()
    for place in sorted(places):
        alone = len({leg.offer for leg in places[place]}) == 1
        for leg in sorted(places[place], key=lambda leg: leg.offer):
            steps.append(
                Travelled(
                    case=case,
                    offer=leg.offer,
                    beside=frozenset(leg.beside),
                    phases=frozenset({PHASES[place[1] if by == "verbatim" else place[0]]}),
                    outcomes=frozenset(leg.outcomes),
                    continued=min(map(int, leg.continued), default=-1),
                    ordered=alone and before and not joined & leg.joined,
                    said={
                        name: tuple((text, words) for _, text, words in sorted(told)) for name, told in leg.said.items()
                    },
                )
            )
            before, joined = alone, leg.joined
    return tuple(steps)
