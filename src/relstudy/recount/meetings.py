"""Contacts at one phase of a relation, counted again: who met a person, who wishes for one, and the gap among those of whom both are known."""

from dataclasses import dataclass

import numpy as np

from relstudy.recount.answers import Fieldwork
from relstudy.survey.items import Item
from relstudy.survey.phases import Moment, find_moments, relation_of


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What a wave asks of a phase; None where it asks nothing."""

    field: Fieldwork
    moment: Moment | None

    @classmethod
    def of(cls, field: Fieldwork, phase: str) -> "Meeting":
        """Return what is asked of a phase."""
        asked = [item for item in field.wave.items if item.asked and item.id in field.responses.missing]
        moments = find_moments(asked, field.study.offers)
        return cls(field=field, moment=next((m for m in moments if m.phase == phase), None))

    @property
    def items(self) -> tuple[Item, ...]:
        """Return the questions it is told by."""
        if self.moment is None:
            return ()
        return (*(item for item, _ in self.moment.channels), *self.moment.wishes)

    def figure(self, measure: str, column: str) -> float | None:
        """Return a share of contacts or wishes in a column, or contact less wish; None for any other measure."""
        inside, weight = self.field.column(column), self.field.weight
        if self.moment is None or inside is None or weight is None:
            return None
        offers = {offer.id: offer for offer in self.field.study.offers}
        used = self._gave([(item, {c.code for c in codes}) for item, codes in self.moment.channels])
        met = self._gave(
            [
                (item, {c.code for c in codes if relation_of(c, offers) == "human"})
                for item, codes in self.moment.channels
            ]
        )
        wished = {
            relation: self._gave(
                [
                    (item, {c.code for c in item.answers if relation_of(c, offers) == relation})
                    for item in self.moment.wishes
                ]
            )
            for relation in ("human", "automated")
        }
        asked = np.zeros(self.field.responses.n, dtype=bool)
        for item in self.moment.wishes:
            asked |= self.field.base_of(item)
        human = wished["human"]
        told = {
            "wish_human": (human & asked, asked),
            "wish_automated": (wished["automated"] & asked, asked),
            "contact_human": (met & used, used),
            "contact_wish": (human & used & asked, used & asked),
            "contact_gap": ((met.astype(float) - human.astype(float)) * (used & asked), used & asked),
        }
        if measure not in told:
            return None
        hits, base = told[measure]
        held = np.where(inside, weight, 0.0)
        total = float(base.astype(float) @ held)
        return float(hits.astype(float) @ held) / total if total > 0 else None

    def _gave(self, answers: list[tuple[Item, set[str]]]) -> np.ndarray:
        """Return who gave one of some answers to questions they were in the base of, (n,)."""
        gave = np.zeros(self.field.responses.n, dtype=bool)
        for item, codes in answers:
            answered = self.field.responses.answered(item)
            gave |= self.field.chose(item, tuple(codes)) & answered & self.field.base_of(item)
        return gave
