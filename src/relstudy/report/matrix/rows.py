"""What the interview matrix shows: one row per expectation, one cell per interview, counts and never shares.

Up to about forty interviews each has its own cell; beyond, rows carry bars of counts. Every number is a cell of the
wave; the figure adds the order of interviews and the choice of quotes, both by rules printed under it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.matrix.quotes import MOST_OF_A_CASE, Quote, choose_quote, codes_below
from relstudy.report.matrix.seriation import Seriation, seriate_cases
from relstudy.report.verdicts import Verdict, from_cases, read_verdicts

if TYPE_CHECKING:
    from relstudy.steps.interviews import Interviews

Fill = Literal["full", "half", "empty", "none"]
TIER_ORDER = ("primary", "unsettled", "secondary", "missing")
#: Beyond so many interviews a cell would be too small to see.
MOST_CELLS = 40
#: The group of rows without verdicts, and how many of them have a quote that voices them.
HEARD, _QUOTED = "heard", 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMark:
    """One interview in one row: what it says of the expectation. `none` = not asked."""

    fill: Fill
    contrary: bool
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetBlock:
    """The interviews of one target, in the order of the columns. `column` is "all" where interviews have no targets, "" for those without one."""

    column: str
    size: CellRow | None
    cases: tuple[int, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """A quote and the cell it hangs from: block and place in the block (None where interviews have no cells)."""

    quote: Quote
    number: str
    attributes: str
    block: int | None
    place: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One expectation. `key` is the stem of its cells; `counts` say who voices it in each block, None where the block has no cells of its own.

    Where expectations are ranked elsewhere the verdict has no cell but what is voiced.
    """

    key: str
    verdict: Verdict
    marks: tuple[tuple[CaseMark, ...], ...]
    counts: tuple[CellRow | None, ...]
    bars: tuple[tuple[CellRow | None, CellRow | None], ...]
    unprompted: CellRow | None
    contrary: CellRow | None
    positive: CellRow | None
    negative: CellRow | None
    quotes: tuple[Hanging, ...]

    @property
    def judged(self) -> bool:
        """Tell whether anybody judges what the row is about."""
        if self.verdict.satisfaction is not None:
            return self.verdict.satisfaction.shown
        return value_of(self.positive, 0.0) + value_of(self.negative, 0.0) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The whole matrix as read from the cells. `groups` holds the rows of each tier that has any, in the order of the tiers.

    `ranked` tells whether expectations are ranked from interviews; where they are not, all rows are one group, by who
    voices them, and no verdict stands in the matrix.
    """

    ranked: bool
    blocks: tuple[TargetBlock, ...]
    groups: tuple[tuple[str, tuple[MatrixRow, ...]], ...]
    one_by_one: bool
    first: str | None
    last: str | None

    @property
    def rows(self) -> tuple[MatrixRow, ...]:
        """Return all rows in the order they are shown."""
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def cases(self) -> int:
        """Return the number of interviews."""
        return sum(len(block.cases) for block in self.blocks)


def build_matrix(context: Context, interviews: "Interviews") -> Matrix | None:
    """Return the matrix of the expectations that interviews voice, or None without any cell to show.

    With their verdicts where the study ranks them from interviews; elsewhere with counts alone, of those that have a
    code.
    """
    ranked = from_cases(context)
    verdicts = read_verdicts(context) if ranked else _voiced(context)
    if not verdicts:
        return None
    said = _Said(context, interviews)
    coded = [v.id for v in verdicts if v.id in said.place]
    seriation = _seriate(said, coded)
    numbers = interview_numbers(interviews.case_id.tolist())
    blocks = _blocks(context, interviews, seriation, numbers)
    place = _Placed(ranked=ranked, blocks=blocks, numbers=numbers, used=set(), spent=Counter())
    groups = []
    for name, own in _grouped(verdicts, ranked=ranked):
        rows = [_row(context, said, v, place, quoted=ranked or i < _QUOTED) for i, v in enumerate(own)]
        if rows:
            groups.append((name, tuple(rows)))
    return Matrix(
        ranked=ranked,
        blocks=blocks,
        groups=tuple(groups),
        one_by_one=len(interviews.case_id) <= MOST_CELLS,
        first=None if seriation.first is None else coded[seriation.first],
        last=None if seriation.last is None else coded[seriation.last],
    )


def _grouped(verdicts: Sequence[Verdict], *, ranked: bool) -> list[tuple[str, list[Verdict]]]:
    if not ranked:
        return [(HEARD, list(verdicts))]
    return [(tier, [v for v in verdicts if v.tier == tier]) for tier in TIER_ORDER]


def _voiced(context: Context) -> tuple[Verdict, ...]:
    """Return the expectations that have a code, the most voiced first, as verdicts that know nothing else."""
    get, found = context.book.get, []
    for expectation in context.study.expectations:
        voiced = get("interviews", expectation.code or "", "cases", "_", "all") if expectation.code else None
        if voiced is not None and voiced.shown:
            unranked = Verdict(
                id=expectation.id,
                column="all",
                offer=expectation.offer,
                rank=None,
                importance=voiced,
                satisfaction=None,
                gap=None,
                tier_cell=None,
                stability=None,
                action_cell=None,
            )
            freely = value_of(get("interviews", expectation.code or "", "cases_unprompted", "_", "all"))
            found.append((-value_of(voiced), -freely, unranked))
    return tuple(verdict for *_, verdict in sorted(found, key=lambda entry: entry[:2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """What rows share: where interviews stand, the passages quoted already and how often each interview is."""

    ranked: bool
    blocks: tuple[TargetBlock, ...]
    numbers: dict[str, str]
    used: set[str]
    spent: Counter[str]


class _Said:
    """The interviews by expectation: `code` of each, and `place` of its code among the codes of the step's result."""

    def __init__(self, context: Context, interviews: "Interviews") -> None:
        position = {code: i for i, code in enumerate(interviews.codes)}
        self.interviews = interviews
        self.code = {e.id: e.code for e in context.study.expectations if e.code}
        self.judged_by = {e.id: e.satisfaction_code for e in context.study.expectations if e.satisfaction_code}
        self.place = {e: position[code] for e, code in self.code.items() if code in position}

    def mark(self, case: int, expectation: str, number: str) -> CaseMark:
        if expectation not in self.place:
            return CaseMark(fill="none", contrary=False, number=number)
        at, found = (case, self.place[expectation]), self.interviews
        fill: Fill = (
            "full" if found.unprompted[at] else "half" if found.voiced[at] else "empty" if found.asked[at] else "none"
        )
        return CaseMark(fill=fill, contrary=bool(found.contrary[at]), number=number)


def _seriate(said: _Said, coded: Sequence[str]) -> Seriation:
    found = said.interviews
    columns = [said.place[e] for e in coded]
    voiced, unprompted, contrary = (
        m[:, columns].astype(float) for m in (found.voiced, found.unprompted, found.contrary)
    )
    table = np.maximum(voiced * 0.5, unprompted) - 0.5 * contrary * (voiced == 0)
    return seriate_cases(table, found.asked[:, columns], found.case_id.tolist())


def interview_numbers(ids: Sequence[str]) -> dict[str, str]:
    """Return the number each interview is called by: the one inside its id where ids differ by it, else its place among the ids.

    An id may be anything, a name among others, and is never printed.
    """
    inside = [re.findall(r"\d+", i) for i in ids]
    last = [found[-1] for found in inside if found]
    if len(last) == len(ids) and len({int(n) for n in last}) == len(ids) and max(map(len, last), default=0) <= 4:
        return dict(zip(ids, last, strict=True))
    width = len(str(len(ids)))
    return {case: str(i).zfill(width) for i, case in enumerate(sorted(ids), start=1)}


def _blocks(
    context: Context, interviews: "Interviews", seriation: Seriation, numbers: dict[str, str]
) -> tuple[TargetBlock, ...]:
    target, ids = interviews.target.tolist(), interviews.case_id.tolist()
    columns = [name for name, _ in interviews.columns if name != "all"]
    named: list[tuple[str, str | None]] = [(name, name.partition("=")[2]) for name in columns] or [("all", None)]
    if columns and "" in target:
        named.append(("", ""))
    blocks = []
    for column, code in named:
        cases = tuple(i for i in seriation.order if code is None or target[i] == code)
        blocks.append(
            TargetBlock(
                column=column,
                size=context.book.get("interviews", "_", "n", "_", column) if column else None,
                cases=cases,
                numbers=tuple(numbers[ids[i]] for i in cases),
            )
        )
    # The larger target first, as the eye expects; equal ones by name.
    return tuple(sorted(blocks, key=lambda b: (b.column == "", -len(b.cases), b.column)))


def _row(context: Context, said: _Said, verdict: Verdict, place: _Placed, *, quoted: bool) -> MatrixRow:
    get, name, code, blocks = context.book.get, verdict.id, said.code.get(verdict.id, ""), place.blocks
    own = [b.column if b.column and b.column != "all" else "" for b in blocks]
    section, item, (voiced, freely) = ("expectations", name, ("importance", "unprompted"))
    judging, sides = name, ("positive", "negative")
    if not place.ranked:
        section, item, (voiced, freely) = ("interviews", code, ("cases", "cases_unprompted"))
        judging, sides = said.judged_by.get(name, code), ("cases_positive", "cases_negative")
    return MatrixRow(
        key=f"{section}/{item}",
        verdict=verdict,
        marks=tuple(
            tuple(said.mark(case, name, number) for case, number in zip(b.cases, b.numbers, strict=True))
            for b in blocks
        ),
        counts=tuple(get(section, item, voiced, "_", c) if c else None for c in own),
        bars=tuple(
            (get(section, item, freely, "_", b.column), get(section, item, voiced, "_", b.column)) for b in blocks
        ),
        unprompted=get(section, item, freely, "_", "all"),
        contrary=get("interviews", code, "cases_contrary", "_", "all"),
        positive=get(section, judging, sides[0], "_", "all"),
        negative=get(section, judging, sides[1], "_", "all"),
        quotes=_hanging(context, said, verdict, place, quoted=quoted),
    )


def _hanging(context: Context, said: _Said, verdict: Verdict, place: _Placed, *, quoted: bool) -> tuple[Hanging, ...]:
    """Return the quotes of a row, from the rightmost cell to the leftmost, so that no stem crosses a quote.

    Primary and unsettled rows, or the first ones of those without a verdict, have one that voices the expectation;
    every row has one that says the contrary, where there is one.
    """
    interviews, codes = said.interviews, codes_below(context.study.codebook, said.code.get(verdict.id))
    voices = quoted and (not place.ranked or verdict.tier in ("primary", "unsettled"))
    places = {case: (b, i) for b, block in enumerate(place.blocks) for i, case in enumerate(block.cases)}
    row_of = {case: i for i, case in enumerate(interviews.case_id.tolist())}
    found = []
    for contrary in [False, True] if voices else [True]:
        told = {case for case, times in place.spent.items() if times >= MOST_OF_A_CASE}
        quote = choose_quote(interviews.quotes, codes, contrary=contrary, used=place.used, told=told)
        if quote is None or quote.case_id not in row_of:
            continue
        place.used.add(quote.text)
        place.spent[quote.case_id] += 1
        case = row_of[quote.case_id]
        block, at = places[case]
        found.append(
            Hanging(
                quote=quote,
                number=place.numbers[quote.case_id],
                attributes=str(interviews.attributes[case]).strip(),
                block=block,
                place=at,
            )
        )
    return tuple(sorted(found, key=lambda h: (-(h.block or 0), -(h.place or 0))))
