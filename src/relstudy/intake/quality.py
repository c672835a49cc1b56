"""Quality of the fieldwork: interviews that look copied, hurried, ticked through or at odds with themselves. Counted; left out only where the study says so.

Duplicates have every answer equal to those of another respondent; the first of them is none. They are told only where
so many answers would hardly coincide by chance. Straight-liners gave one and the same answer to every row of all grids
they were asked. Speeders took less than a share of the median time. Contradictions are what the study declares.

References
----------
AAPOR 2021, Data quality metrics for online samples; Kuriakose and Robbins 2016, Stat. J. IAOS 32, 283-291 (duplicates).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from relstudy.intake.filters import evaluate
from relstudy.intake.frames import Responses, Sample
from relstudy.survey.expressions import parse_expression
from relstudy.survey.items import MISSING_CODES, Item
from relstudy.survey.plan import QualityPlan

#: Answered rows of a grid below which the same answer to all says nothing.
LEAST_ROWS = 4
#: Pairs of respondents expected to coincide by chance, questions taken one by one, from which coinciding tells nothing.
_BY_CHANCE = 1.0
#: Respondents by whom what chance would do is reckoned.
_SOME = 10_000
#: Answers a question might have before they are numbered anew: counting is cheap up to here, sorting never is.
_DENSE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: `found` of `judged` respondents; None where it cannot tell. `part` is the grid or the contradiction, "_" for the whole check."""

    check: str
    part: str
    found: int | None
    judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What the checks of a wave found among its `respondents`, before any was left out, and how many were.

    `left_out` names the checks that leave out and how many respondents each concerns; `dropped` are the respondents
    left out in all. `median` and `limit` are durations in the unit of the file, nan without one.
    """

    respondents: int = 0
    findings: tuple[Finding, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    dropped: int = 0
    median: float = np.nan
    limit: float = np.nan


def judge_interviews(
    responses: Responses, sample: Sample, items: Sequence[Item], plan: QualityPlan
) -> tuple[Quality, np.ndarray]:
    """Return what the checks found, and which respondents the study keeps, (n,) bool."""
    findings: list[Finding] = []
    doubtful: dict[str, np.ndarray] = {}
    copied = find_duplicates(responses, items)
    findings.append(_finding("duplicates", copied, responses.n))
    doubtful["duplicates"] = np.zeros(responses.n, dtype=bool) if copied is None else copied
    straight = list(_straight_lines(responses, items))
    if straight:
        judged = np.any([asked for _, asked, _ in straight], axis=0)
        all_along = judged & np.all([~asked | same for _, asked, same in straight], axis=0)
        findings.append(_finding("straight_liners", all_along, int(judged.sum())))
        findings += [_finding("straight_liners", same, int(asked.sum()), part=grid) for grid, asked, same in straight]
        doubtful["straight_liners"] = all_along
    median = limit = np.nan
    if plan.duration is not None:
        timed = np.isfinite(sample.duration)
        median = float(np.median(sample.duration[timed])) if timed.any() else np.nan
        limit = median * plan.fastest[0] / plan.fastest[1]
        hurried = timed & (sample.duration < limit)
        findings.append(_finding("speeders", hurried, int(timed.sum())))
        doubtful["speeders"] = hurried
    if plan.contradictions:
        by_id = {item.id: item for item in items}
        held = [(name, evaluate(parse_expression(text), responses, by_id)) for name, text in plan.contradictions]
        at_odds = np.any([rows for _, rows in held], axis=0)
        findings.append(_finding("contradictions", at_odds, responses.n))
        findings += [_finding("contradictions", rows, responses.n, part=name) for name, rows in held]
        doubtful["contradictions"] = at_odds
    leaving = {name: doubtful[name] for name in plan.leave_out if name in doubtful}
    kept = ~np.any([*leaving.values(), np.zeros(responses.n, dtype=bool)], axis=0)
    quality = Quality(
        respondents=responses.n,
        findings=tuple(findings),
        left_out=tuple((name, int(rows.sum())) for name, rows in leaving.items()),
        dropped=int((~kept).sum()),
        median=median,
        limit=limit,
    )
    return quality, kept


def _finding(check: str, rows: np.ndarray | None, judged: int, *, part: str = "_") -> Finding:
    return Finding(check=check, part=part, found=None if rows is None else int(rows.sum()), judged=judged)


def find_duplicates(responses: Responses, items: Sequence[Item]) -> np.ndarray | None:
    """Return who gave all the answers of a respondent before, (n,) bool; None where answers are so few or so alike that many would by chance.

    Respondents stand in a fixed order, so that which of several equal ones is the first does not depend on the file.
    """
    if _expect_pairs(responses, items) >= _BY_CHANCE:
        return None
    mark = _mark_answers(responses, items)
    order = np.argsort(mark, kind="stable")
    alike = np.flatnonzero(mark[order][1:] == mark[order][:-1])
    before, after = order[alike], order[alike + 1]
    equal = np.ones(len(alike), dtype=bool)
    pairs = zip(_answers(responses, items, before), _answers(responses, items, after), strict=True)
    for one, other in pairs:
        for first, second in zip(one, other, strict=True):
            equal &= first == second
    copied = np.zeros(responses.n, dtype=bool)
    copied[after[equal]] = True
    return copied


def _expect_pairs(responses: Responses, items: Sequence[Item]) -> float:
    """Return how many pairs would coincide in all answers if questions had nothing to do with each other, from some of the respondents."""
    some = np.arange(0, responses.n, max(1, responses.n // _SOME))
    log_chance = 0.0
    for answer in _answers(responses, items, some):
        key, size = np.zeros(len(some), dtype=np.int64), 1
        for part in answer:
            place = np.unique(part, return_inverse=True)[1] if part.dtype.kind == "f" else part.astype(np.int64) + 1
            many = int(place.max(initial=0)) + 1
            key, size = key * many + place, size * many
            if size > _DENSE:
                key = np.unique(key, return_inverse=True)[1]
                size = int(key.max(initial=0)) + 1
        log_chance += float(np.log(np.square(np.bincount(key) / len(some)).sum()))
    return responses.n * (responses.n - 1) / 2 * float(np.exp(log_chance))


def _mark_answers(responses: Responses, items: Sequence[Item]) -> np.ndarray:
    """Return a mark of all answers of each respondent, (n,) uint64: equal where they are, seldom else.

    The sum of answers times a random odd number each, modulo 2^64: multiply-shift hashing of vectors (Thorup 2015).
    """
    chance = np.random.default_rng(0)
    mark = np.zeros(responses.n, dtype=np.uint64)
    for answer in _answers(responses, items, slice(None)):
        for part in answer:
            odd = chance.integers(0, 2**63, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
            if part.any():
                mark += _whole(part) * odd
    return mark


def _whole(part: np.ndarray) -> np.ndarray:
    if part.dtype.kind != "f":
        return part.astype(np.uint64)
    bits = part.view(np.uint64)
    # The low half of a small whole number is zero, and would be so in every multiple of it.
    return bits ^ (bits >> np.uint64(32))


def _answers(responses: Responses, items: Sequence[Item], rows: np.ndarray | slice) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield what some respondents answered, question by question: arrays of whole numbers from -1 on, of ticks, or of numbers."""
    for item in items:
        if item.id not in responses.missing or item.derived is not None:
            continue
        missing = responses.missing[item.id][rows]
        several = responses.ranks.get(item.id, responses.ticked.get(item.id))
        if several is not None:
            yield missing, *np.ascontiguousarray(several[rows].T)
            continue
        parts = [missing]
        if item.id in responses.codes:
            parts.append(responses.codes[item.id][rows])
        if item.id in responses.values:
            # A number that is no declared code stands in no other array.
            free = responses.missing[item.id] == MISSING_CODES["answered"]
            if item.id in responses.codes:
                free &= responses.codes[item.id] < 0
            if free.any():
                parts.append(np.where(free[rows], responses.values[item.id][rows], 0.0))
        yield tuple(parts)


def _straight_lines(responses: Responses, items: Sequence[Item]) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield each grid with who answered enough of its rows and who gave them all one answer, both (n,) bool."""
    for item in items:
        rows = [row for row in item.row_ids if row in responses.codes]
        if len(rows) < LEAST_ROWS:
            continue
        low, high = np.full(responses.n, np.iinfo(np.int16).max), np.full(responses.n, -1)
        answered = np.zeros(responses.n, dtype=np.int64)
        for row in rows:
            there = responses.missing[row] == MISSING_CODES["answered"]
            codes = responses.codes[row]
            answered += there
            low = np.where(there, np.minimum(low, codes), low)
            high = np.where(there, np.maximum(high, codes), high)
        asked = answered >= LEAST_ROWS
        if asked.any():
            yield item.id, asked, asked & (low == high)
