"""Hypotheses counted again: a figure among those for whom a condition holds, the same among the others, their difference, its verdict."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relstudy.folding import fold
from relstudy.intake.filters import evaluate
from relstudy.recount.answers import Fieldwork
from relstudy.survey.expressions import AllOf, AnyOf, Expression, Not, parse_expression
from relstudy.survey.items import ItemId
from relstudy.survey.registers import Hypothesis

_WIDTH, _ONE_SIDED = 2 * 1.959964, 0.025
_HOLDS = "base"


def settle(parts: Sequence[np.ndarray], *, every: bool) -> np.ndarray:
    """Return whether all of some conditions hold, or (not `every`) one of them: 1, 0, nan where parts not known leave it open; (n,) each."""
    stack, settling = np.array(parts), 0.0 if every else 1.0
    left_open = np.isnan(stack).any(axis=0)
    return np.where((stack == settling).any(axis=0), settling, np.where(left_open, np.nan, 1.0 - settling))


@dataclass(frozen=True, kw_only=True)
class Hypothesised:
    """The hypotheses of a study in a wave. `ends` are the printed intervals of their differences: verdicts are taken from them."""

    field: Fieldwork
    ends: Mapping[str, tuple[float, float]]

    def figure(self, name: str, measure: str, row: str) -> float | str | None:
        """Return a figure, the difference or the verdict of a hypothesis; None where it has no plain road."""
        one = next((h for h in self.field.study.hypotheses if h.id == name), None)
        if one is None:
            return None
        if measure == "verdict":
            return self._verdict(one)
        if measure == "difference":
            return self._difference(one)
        return self._side(one, holds=row == _HOLDS) if measure == one.measure else None

    def _difference(self, one: Hypothesis) -> float | None:
        sides = self._side(one, holds=True), self._side(one, holds=False)
        return None if sides[0] is None or sides[1] is None else sides[0] - sides[1]

    def _side(self, one: Hypothesis, *, holds: bool) -> float | None:
        item, weight = self.field.items.get(one.item), self.field.weight
        if item is None or weight is None or item.id not in self.field.responses.missing:
            return None
        known = self._known(parse_expression(one.base))
        if known is None:
            return None
        inside = np.where(known == (1.0 if holds else 0.0), weight, 0.0)
        row = fold(one.code) if one.code is not None else "_"
        hits, there = self.field.counted(item, item, one.measure, row)
        base = float(there @ inside)
        return float(hits @ inside) / base if base > 0 else None

    def _known(self, condition: Expression) -> np.ndarray | None:
        """Return of whom a condition holds (1), fails (0) or is not known (nan), (n,); None where a question is not there."""
        if isinstance(condition, Not):
            inner = self._known(condition.operand)
            return None if inner is None else 1.0 - inner
        if isinstance(condition, AllOf | AnyOf):
            parts = [part for part in map(self._known, condition.operands) if part is not None]
            return settle(parts, every=isinstance(condition, AllOf)) if len(parts) == len(condition.operands) else None
        item = self.field.items.get(ItemId(condition.item))
        if item is None or item.id not in self.field.responses.missing:
            return None
        held = evaluate(condition, self.field.responses, self.field.items)
        return np.where(self.field.responses.asked(item), held.astype(float), np.nan)

    def _verdict(self, one: Hypothesis) -> str | None:
        """Return the verdict by Holm's steps over the hypotheses with a printed interval; None where a margin imposes one of them."""
        imposed = {name for margin in self.field.wave.weighting.targets for name in margin.items}
        measured: dict[str, float] = {}
        for other in self.field.study.hypotheses:
            ends = self.ends.get(f"hypotheses/{other.id}/difference/_/_")
            if other.item in imposed:
                return None
            if ends is not None and ends[1] > ends[0]:
                measured[other.id] = self._statistic(other, ends)
        if one.id not in measured:
            return None
        least, rank = 0.0, len(measured)
        for name in sorted(measured, key=lambda n: -abs(measured[n])):
            least = max(least, min(rank * 0.5 * math.erfc(abs(measured[name]) / math.sqrt(2)), 1.0))
            rank -= 1
            if name == one.id:
                break
        if least > _ONE_SIDED:
            return "not_settled"
        return "confirmed" if measured[one.id] > 0 else "contradicted"

    def _statistic(self, one: Hypothesis, ends: tuple[float, float]) -> float:
        low, high = ends
        sign = 1.0 if one.direction == "higher" else -1.0
        return (sign * (low + high) / 2 - one.least) / ((high - low) / _WIDTH)
