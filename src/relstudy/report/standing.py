"""Which figures are told when they move: those that stand for their question, once each, on the page of changes and in an index."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from relstudy.folding import fold
from relstudy.survey.items import Item
from relstudy.survey.registers import Expectation

#: Measures of a question that are told.
FIGURES = ("mean", "nps", "mean_rank", "share", "answered", "first")
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What tells of a figure whether it stands for its question.

    `rated` are items that measure an expectation, told in their place; `averaged` those a mean sums up; `halves` those
    of two answers, each with the answer that is told: the other one is what is left of it.
    """

    rated: Collection[str]
    averaged: Collection[str]
    halves: Mapping[str, str]

    @classmethod
    def of(cls, items: Iterable[Item], expectations: Iterable[Expectation], *, averaged: Collection[str]) -> "Standing":
        """Return it for the items and expectations of a wave, `averaged` being those with a mean."""
        measured = ((e.importance_item, e.satisfaction_item) for e in expectations)
        return cls(
            rated={item for pair in measured for item in pair if item is not None},
            averaged=averaged,
            halves={
                item.id: fold(item.answers[0].code)
                for item in items
                if not item.kind.has_several and len(item.answers) == _TWO
            },
        )

    def tells(self, section: str, item: str, measure: str, row: str, *, base_kind: str) -> bool:
        """Tell whether a figure of everybody is told; of other sections than the survey all are."""
        if section != "survey":
            return True
        if item in self.rated or base_kind == "rows" or measure not in FIGURES:
            return False
        if item in self.halves:
            return measure == "share" and row == self.halves[item]
        return item not in self.averaged or measure in ("mean", "nps") or row.startswith("net.")
