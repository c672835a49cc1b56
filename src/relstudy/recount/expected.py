"""Expectations ranked from a survey, counted again: means of two questions, their gap, ranks, lines and the two verdicts."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from relstudy.recount.answers import Fieldwork
from relstudy.stats.chance import generator
from relstudy.stats.resampling import ONE_BY_ONE, REPLICATES
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Design, ExpectationsPlan
from relstudy.survey.registers import Expectation
from relstudy.tables.numbers import read_number

#: Tells the printed interval of a cell by its parts (expectation, measure, column); None where it has none.
Printed = Callable[[str, str, str], tuple[float, float] | None]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What is asked about the expectations in a wave. `printed` tells intervals as published: verdicts are taken from them."""

    field: Fieldwork
    plan: ExpectationsPlan
    printed: Printed

    def figure(self, expectation: str, measure: str, column: str) -> float | str | None:
        """Return a figure or a verdict of an expectation; None where it has no plain road."""
        found = next((e for e in self.field.study.expectations if e.id == expectation), None)
        if found is None or self.plan.importance != "stated":
            return None
        if measure in ("importance", "satisfaction"):
            return self._mean(self._item(found, measure), column)
        if measure in ("gap", "importance_both", "satisfaction_both"):
            return self._of_both(found, measure, column)
        if measure in ("negative", "neutral", "positive"):
            return self._side_share(self._item(found, "satisfaction"), measure, column)
        if measure == "rank":
            return self._rank(found, column)
        if measure == "tier" and self.plan.tier_rule == "importance":
            side = self._side(found, "importance", column)
            return None if side is None else {1: "primary", -1: "secondary", 0: "unsettled"}[side]
        if measure == "action":
            return self._action(found, column)
        if measure == "action_stability" or (measure == "tier_stability" and self.plan.tier_rule == "importance"):
            sides = ("importance", "satisfaction") if measure == "action_stability" else ("importance",)
            return self._kept(found, sides, column)
        return None

    def line(self, measure: str) -> float | None:
        """Return the line importance or satisfaction is set against: the frozen one, a number, or the mean of the means of everybody."""
        frozen = self.field.wave.frozen_lines
        if frozen is not None and measure in frozen.values:
            return frozen.values[measure]
        declared = self.plan.line if measure == "importance" else self.plan.satisfaction_line
        if declared != "mean":
            return float(declared)
        means = [self._mean(self._item(e, measure), "all") for e in self.field.study.expectations]
        told = [mean for mean in means if mean is not None]
        return sum(told) / len(told) if told else None

    def _item(self, expectation: Expectation, measure: str) -> Item | None:
        name = expectation.importance_item if measure == "importance" else expectation.satisfaction_item
        return self.field.items.get(ItemId(name)) if name is not None else None

    def _mean(self, item: Item | None, column: str) -> float | None:
        """Return the mean of a question, None where it may not be published: it is in no line and outranks nothing."""
        inside = self.field.column(column)
        if item is None or inside is None or item.id not in self.field.responses.missing:
            return None
        there = np.isfinite(self.field.numbers_of(item)) & inside
        if int(there.sum()) < self.field.study.disclosure.min_base:
            return None
        return self.field.figure(item, "mean", "_", column)

    def _of_both(self, expectation: Expectation, measure: str, column: str) -> float | None:
        items = [self._item(expectation, which) for which in ("importance", "satisfaction")]
        inside = self.field.column(column)
        numbers = [self.field.numbers_of(i) for i in items if i is not None and i.id in self.field.responses.missing]
        if inside is None or len(numbers) < 2:
            return None
        important, satisfied = numbers
        both = inside & np.isfinite(important) & np.isfinite(satisfied)
        taken = {"gap": important - satisfied, "importance_both": important, "satisfaction_both": satisfied}[measure]
        return self.field.mean_of(taken, both)

    def _side_share(self, item: Item | None, side: str, column: str) -> float | None:
        """Return the share of those below, on or above the middle of the declared scale, of those who gave a score."""
        inside = self.field.column(column)
        if item is None or inside is None or item.id not in self.field.responses.missing:
            return None
        points = [float(c.value) if c.value is not None else read_number(c.code) for c in item.answers]
        if not points or any(math.isnan(point) for point in points):
            return None
        middle, numbers = (min(points) + max(points)) / 2, self.field.numbers_of(item)
        beside = {"negative": numbers < middle, "neutral": numbers == middle, "positive": numbers > middle}[side]
        return self.field.mean_of(np.where(np.isfinite(numbers), beside.astype(float), np.nan), inside)

    def _rank(self, expectation: Expectation, column: str) -> float | None:
        means = {e.id: self._mean(self._item(e, "importance"), column) for e in self.field.study.expectations}
        mine = means[expectation.id]
        if mine is None:
            return None
        return 1.0 + sum(mean is not None and mean > mine + 1e-12 for mean in means.values())

    def _side(self, expectation: Expectation, measure: str, column: str) -> int | None:
        """Return on which side of its line a mean lies: 1 above, -1 below, 0 where its printed interval holds the line."""
        mean, line = self._mean(self._item(expectation, measure), column), self.line(measure)
        interval = self.printed(expectation.id, measure, column)
        if mean is None or line is None or interval is None:
            return None
        if interval[0] <= line <= interval[1]:
            return 0
        return 1 if mean > line else -1

    def _kept(self, expectation: Expectation, measures: tuple[str, ...], column: str) -> float | None:
        """Return the share of drawings in which means stay on their side of the line: respondents are drawn again, one drawing after the other.

        None where strata, clusters, replicates or raking move the weights of a drawing, or groups are drawn for respondents.
        """
        field, weight, inside = self.field, self.field.weight, self.field.column(column)
        moved = field.wave.weighting.method == "rake" or field.study.design != Design()
        if moved or weight is None or inside is None or field.responses.n > ONE_BY_ONE:
            return None
        kept = np.ones(REPLICATES, dtype=bool)
        for measure in measures:
            item, line = self._item(expectation, measure), self.line(measure)
            mean = self._mean(item, column)
            if item is None or line is None or mean is None:
                return None
            numbers = self.field.numbers_of(item)
            there = np.where(inside & np.isfinite(numbers), weight, 0.0)
            weighted = np.where(there > 0, numbers, 0.0) * there
            chance = generator(field.study.identity.seed, "expectations")
            for place in range(REPLICATES):
                drawn = (chance.random(field.responses.n) * field.responses.n).astype(np.intp)
                total = there[drawn].sum()
                kept[place] &= bool(total > 0 and (weighted[drawn].sum() / total >= line) == (mean >= line))
        return float(kept.mean())

    def _action(self, expectation: Expectation, column: str) -> str | None:
        sides = [self._side(expectation, which, column) for which in ("importance", "satisfaction")]
        if None in sides:
            return None
        if 0 in sides:
            return "unsettled"
        return {(1, -1): "improve", (1, 1): "keep", (-1, -1): "watch", (-1, 1): "do_not_overinvest"}[
            (sides[0] or 0, sides[1] or 0)
        ]
