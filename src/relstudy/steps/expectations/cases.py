"""Expectations ranked from interviews: how many cases voice each, of those asked, and what they say of it.

Two verdicts. The tier comes from importance alone: an expectation is primary where enough of the cases asked voice it
and enough of them voice it without being prompted. The action sets the tier against the majority of positive or
negative cases. Neither is trusted if leaving out one interview overturns it: every verdict is computed again without
each case in turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from relstudy.cells import Cell
from relstudy.steps.interviews import Interviews
from relstudy.survey.plan import ExpectationsPlan
from relstudy.survey.registers import Expectation

#: Verdicts on the two criteria, as positions. Nobody asked: MISSING.
TIERS = ("primary", "secondary", "unsettled")
PRIMARY, SECONDARY, UNSETTLED, MISSING = 0, 1, 2, -1
#: Actions, as positions; `unsettled` is last, MISSING where nobody judges.
ACTIONS = ("improve", "keep", "watch", "do_not_overinvest", "unsettled")
_IMPROVE, _KEEP, _WATCH, _DO_NOT_OVERINVEST, _OPEN = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Numbers of cases, integers of one shape, the last axis being the expectations."""

    asked: np.ndarray
    voiced: np.ndarray
    unprompted: np.ndarray
    positive: np.ndarray
    negative: np.ndarray
    judged: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Verdicts of one column of cases, shape (expectations,). Stabilities are shares of `runs`, nan where there is no verdict."""

    tally: Tally
    runs: int
    rank: np.ndarray
    tie: np.ndarray
    tier: np.ndarray
    action: np.ndarray
    rank_stability: np.ndarray
    tier_stability: np.ndarray
    action_stability: np.ndarray


def rank_cases(*, expectations: tuple[Expectation, ...], plan: ExpectationsPlan, interviews: Interviews) -> list[Cell]:
    """Return the cells of the expectations ranked from interviews, for all cases and for each target.

    An expectation without a code, or whose code nobody was asked, is missing throughout.

    Notes
    -----
    importance = cases that voice `code`, of those asked. satisfaction = positive - negative cases of `satisfaction_code`, of the
    cases that judge (positive, neutral, negative). rank = 1 + number of expectations voiced by more cases.
    tier: voiced x den > asked x num (voiced_by) and unprompted x den >= asked x num (unprompted_by), in integers.
    """
    cells: list[Cell] = []
    source = f"{interviews.file}#code_id"
    for column, mask in interviews.columns:
        by_case = _by_case(expectations, interviews, mask)
        cells += _cells(expectations, settle(by_case, plan), column, source)
    return cells


def settle(by_case: Tally, plan: ExpectationsPlan) -> Verdicts:
    """Return ranks, tiers and actions from 0/1 tables of shape (cases, expectations), and how many single cases carry them.

    Every total is recomputed without each case in turn: total - row, so that n cases cost one subtraction. A run in
    which an expectation is asked of nobody has no verdict, and so does not keep it.
    """
    total = Tally(**{name: getattr(by_case, name).sum(axis=0) for name in Tally.__slots__})
    without = Tally(**{name: getattr(total, name)[None, :] - getattr(by_case, name) for name in Tally.__slots__})
    tier, tiers_without = two_criteria(total, plan), two_criteria(without, plan)
    action, actions_without = _actions(tier, total), _actions(tiers_without, without)
    rank, tie = _ranks(total)
    ranks_without, _ = _ranks(without)
    kept = tiers_without == tier
    final = np.where((tier != MISSING) & ~kept.all(axis=0), UNSETTLED, tier)
    return Verdicts(
        tally=total,
        runs=len(by_case.asked),
        rank=rank,
        tie=tie,
        tier=final,
        action=_actions(final, total),
        rank_stability=_share(ranks_without == rank, rank != MISSING),
        tier_stability=_share(kept, tier != MISSING),
        action_stability=_share(actions_without == action, action != MISSING),
    )


def two_criteria(tally: Tally, plan: ExpectationsPlan) -> np.ndarray:
    """Return the verdict of the two criteria, in the shape of the tally: both primary, neither secondary, one unsettled."""
    (voiced_num, voiced_den), (unprompted_num, unprompted_den) = plan.voiced_by, plan.unprompted_by
    voiced = tally.voiced * voiced_den > tally.asked * voiced_num
    unprompted = tally.unprompted * unprompted_den >= tally.asked * unprompted_num
    verdict = np.where(voiced & unprompted, PRIMARY, np.where(voiced | unprompted, UNSETTLED, SECONDARY))
    return np.where(tally.asked > 0, verdict, MISSING)


def _actions(tier: np.ndarray, tally: Tally) -> np.ndarray:
    satisfied = tally.positive > tally.negative
    high = np.where(satisfied, _KEEP, _IMPROVE)
    low = np.where(satisfied, _DO_NOT_OVERINVEST, _WATCH)
    settled = (tier != UNSETTLED) & (np.abs(tally.positive - tally.negative) > 1)
    action = np.where(settled, np.where(tier == PRIMARY, high, low), _OPEN)
    return np.where((tier != MISSING) & (tally.judged > 0), action, MISSING)


def _ranks(tally: Tally) -> tuple[np.ndarray, np.ndarray]:
    """Return (rank, tie) in the shape of the tally; an expectation asked of nobody has no rank and outranks none.

    One expectation is held against all at a time: runs x expectations x expectations at once would not fit for long
    lists.
    """
    asked = tally.asked > 0
    voiced = np.where(asked, tally.voiced, -1)
    higher = np.zeros(voiced.shape, dtype=np.int64)
    equal = np.zeros(voiced.shape, dtype=np.int64)
    for other in range(voiced.shape[-1]):
        beside = voiced[..., other, None]
        higher += beside > voiced
        equal += beside == voiced
    return np.where(asked, 1 + higher, MISSING), asked & (equal > 1)


def _share(kept: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the share of runs (first axis) that keep a verdict, nan where there is none or no run."""
    if not len(kept):
        return np.full(known.shape, np.nan)
    return np.where(known, kept.sum(axis=0) / len(kept), np.nan)


def _by_case(expectations: tuple[Expectation, ...], interviews: Interviews, mask: np.ndarray) -> Tally:
    """Return 0/1 tables of shape (cases of the column, expectations); an expectation without a code has zeros."""
    shape = (int(mask.sum()), len(expectations))
    where = {code: i for i, code in enumerate(interviews.codes)}
    voiced_by = np.array([where.get(e.code or "", -1) for e in expectations], dtype=np.intp)
    judged_by = np.array([where.get(e.satisfaction_code or e.code or "", -1) for e in expectations], dtype=np.intp)
    positive, negative = interviews.valence > 0, interviews.valence < 0

    def pick(table: np.ndarray, codes: np.ndarray) -> np.ndarray:
        if not table.shape[1]:
            return np.zeros(shape, dtype=np.int64)
        picked: np.ndarray = table[mask][:, codes].astype(np.int64) * (codes >= 0)
        return picked

    return Tally(
        asked=pick(interviews.asked, voiced_by),
        voiced=pick(interviews.voiced, voiced_by),
        unprompted=pick(interviews.unprompted, voiced_by),
        positive=pick(interviews.judged & positive, judged_by),
        negative=pick(interviews.judged & negative, judged_by),
        judged=pick(interviews.judged, judged_by),
    )


def _cells(expectations: tuple[Expectation, ...], verdicts: Verdicts, column: str, source: str) -> list[Cell]:
    cells: list[Cell] = []
    for i, expectation in enumerate(expectations):
        place: dict[str, Any] = {
            "section": "expectations",
            "item": expectation.id,
            "column": column,
            "base_kind": "cases",
            "source": source,
        }
        cells += (Cell(**place, **told) for told in (*_counted(expectation, verdicts, i), *_judged(verdicts, i)))
    return cells


def _counted(expectation: Expectation, verdicts: Verdicts, i: int) -> Iterator[dict[str, Any]]:
    """Yield how many cases voice an expectation, of those asked, and how many are content, of those who judge it."""
    tally = verdicts.tally
    asked, judged = int(tally.asked[i]), int(tally.judged[i])
    among_asked = {"unit": "cases", "base": asked, "missing": asked == 0}
    among_judging = {"unit": "cases", "base": judged, "missing": judged == 0 or expectation.code is None}
    yield {"measure": "importance", "value": float(tally.voiced[i]), **among_asked}
    yield {"measure": "unprompted", "value": float(tally.unprompted[i]), **among_asked}
    yield {"measure": "satisfaction", "value": float(tally.positive[i] - tally.negative[i]), **among_judging}
    yield {"measure": "positive", "value": float(tally.positive[i]), **among_judging}
    yield {"measure": "negative", "value": float(tally.negative[i]), **among_judging}


def _judged(verdicts: Verdicts, i: int) -> Iterator[dict[str, Any]]:
    """Yield the rank, tier and action of an expectation, each with the share of runs in which it stays."""
    asked, tier, action = int(verdicts.tally.asked[i]), int(verdicts.tier[i]), int(verdicts.action[i])
    unasked, unsaid = asked == 0, action == MISSING
    among_asked = {"base": asked, "missing": unasked}
    of_runs = {"unit": "share", "base": verdicts.runs}
    words = {"tier": TIERS[tier] if tier != MISSING else None, "action": None if unsaid else ACTIONS[action]}
    yield {
        "measure": "rank",
        "value": float(verdicts.rank[i]),
        "unit": "rank",
        "marks": "tie" if verdicts.tie[i] else "",
        **among_asked,
    }
    yield {"measure": "rank_stability", "value": float(verdicts.rank_stability[i]), **of_runs, "missing": unasked}
    yield {"measure": "tier", "kind": "category", "text": words["tier"], **among_asked}
    yield {"measure": "tier_stability", "value": float(verdicts.tier_stability[i]), **of_runs, "missing": unasked}
    yield {"measure": "action", "kind": "category", "text": words["action"], "base": asked, "missing": unsaid}
    yield {"measure": "action_stability", "value": float(verdicts.action_stability[i]), **of_runs, "missing": unsaid}
