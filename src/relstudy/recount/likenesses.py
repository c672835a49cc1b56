"""What the members of a profile are like, counted again: mean standard scores of the questions the profiles come from, and their poles."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from relstudy.folding import fold
from relstudy.recount.answers import Fieldwork
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import ProfilesPlan

#: A profile is named by its first pole from this score on, and this far above the second.
_NAMED_FROM, _AHEAD = 0.5, 0.25
_NOBODY = "none"
_PLACES = 12


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """The members of the profiles of a wave, who are those the run kept, on the declared questions."""

    field: Fieldwork
    plan: ProfilesPlan

    def centre(self, profile: str, row: str) -> float | None:
        """Return the mean score of a profile's members on a column: the numbers of an item, or one of its answers."""
        item = self.field.items.get(ItemId(row))
        if item is not None:
            return self._mean(profile, self._numbers(item))
        name, _, code = row.rpartition(".")
        item = self.field.items.get(ItemId(name))
        gave = (
            None if item is None else self.field.chose(item, [one.code for one in item.codes if fold(one.code) == code])
        )
        return (
            None if item is None or gave is None else self._mean(profile, np.where(self._answered(item), gave, np.nan))
        )

    def pole_score(self, profile: str, pole: str) -> float | None:
        """Return the mean score on the high items of a pole, less that on its low ones."""
        declared = next((one for one in self.plan.poles if one.id == pole), None)
        if declared is None:
            return None
        sides = [[self._of_item(profile, name) for name in self._rows(side)] for side in (declared.high, declared.low)]
        if any(score is None for side in sides for score in side):
            return None
        high, low = (float(np.mean([score or 0.0 for score in side])) if side else 0.0 for side in sides)
        return high - low

    def pole(self, profile: str) -> str | None:
        """Return the pole that names a profile, "none" where none does."""
        scores = {one.id: self.pole_score(profile, one.id) for one in self.plan.poles}
        if any(score is None for score in scores.values()) or not self._members(profile).any():
            return None
        ordered = sorted(scores, key=lambda name: -(scores[name] or 0.0))
        best, *rest = (round(scores[name] or 0.0, _PLACES) for name in ordered) if ordered else (0.0,)
        ahead = best - rest[0] if rest else np.inf
        return ordered[0] if ordered and best >= _NAMED_FROM and round(ahead, _PLACES) >= _AHEAD else _NOBODY

    @cached_property
    def _entered(self) -> np.ndarray:
        return np.asarray(self.field.profile != "", dtype=bool)

    def _members(self, profile: str) -> np.ndarray:
        return np.asarray(self.field.profile == profile, dtype=bool)

    def _rows(self, names: tuple[ItemId, ...]) -> tuple[ItemId, ...]:
        """Return items with the rows of a grid in its place."""
        known = ((name, self.field.items.get(name)) for name in names)
        found = (item.row_ids if item is not None and item.rows else (name,) for name, item in known)
        return tuple(dict.fromkeys(name for rows in found for name in rows))

    def _of_item(self, profile: str, name: ItemId) -> float | None:
        item = self.field.items.get(name)
        if item is None:
            return None
        return self._mean(profile, self._numbers(item), filled=name in self._rows(self.plan.items))

    def _numbers(self, item: Item) -> np.ndarray:
        return self.field.numbers_of(item)

    def _answered(self, item: Item) -> np.ndarray:
        return self.field.responses.answered(item)

    def _mean(self, profile: str, column: np.ndarray, *, filled: bool = True) -> float | None:
        """Return the mean score of members, standardised over all who entered; where missing is filled, it is by their mean."""
        there = self._entered & np.isfinite(column)
        if not there.any():
            return None
        if filled and self.plan.missing == "mean":
            column = np.where(self._entered & ~np.isfinite(column), column[there].mean(), column)
            there = self._entered
        deviation = float(np.sqrt(np.mean((column[there] - column[there].mean()) ** 2)))
        inside = self._members(profile) & there
        if not inside.any() or deviation == 0.0:
            return None
        return float(np.mean((column[inside] - column[there].mean()) / deviation))
