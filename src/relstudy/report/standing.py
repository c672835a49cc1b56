"""Which figures are told when they move: those that stand for their question, once each, on the page of changes and in an index."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from relstudy.folding import fold
from relstudy.report.book import CellRow
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

    def tells(self, figure: CellRow) -> bool:
        """Tell whether a figure of everybody is told; of other sections than the survey all are."""
        if figure.section != "survey":
            return True
        if figure.item in self.rated or figure.base_kind == "rows" or figure.measure not in FIGURES:
            return False
        if figure.item in self.halves:
            return figure.measure == "share" and figure.row == self.halves[figure.item]
        is_summed_up = figure.item in self.averaged
        return not is_summed_up or figure.measure in ("mean", "nps") or figure.row.startswith("net.")
