"""Contacts: at each phase of a relation, a person or a machine, as people had it and as they wish for it.

Contact with a person is counted among those who used a channel at that phase: who had nothing to settle met nobody, and
lacks nobody. The gap between contact and wish is computed on those who used a channel and were asked what they wish.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.intake.frames import Responses, Sample
from relstudy.stats.design import Design
from relstudy.stats.estimates import value_estimates
from relstudy.steps.absence import NotInStudy
from relstudy.steps.columns import Columns, find_columns, is_not_asked
from relstudy.steps.layouts import find_base
from relstudy.steps.profiles import Profiles
from relstudy.steps.sources import with_sources
from relstudy.steps.weights import Weights, design_of
from relstudy.survey.items import Code, Item, ItemId
from relstudy.survey.phases import Moment, find_moments, relation_of
from relstudy.survey.plan import Respondents, Study, Wave
from relstudy.survey.registers import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Cells before the gate: one row per figure, columns of `cells.Cell`."""

    estimates: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """One measure of a phase: hits and base by respondent, each (n,) float; a gap takes hits from -1 to 1."""

    measure: str
    hits: np.ndarray
    base: np.ndarray
    question: ItemId
    signed: bool = False


def compare_contacts(
    *,
    wave_items: tuple[Item, ...],
    study_offers: tuple[Offer, ...],
    intake_responses: Responses,
    intake_sample: Sample,
    weights: Weights,
    study_respondents: Respondents,
    profiles: Profiles | NotInStudy,
) -> Contacts:
    """Return by phase and for everybody, each target and each profile who had a person, who wishes for one, and the gap.

    `wish_human`, `wish_automated`: shares of those asked what they wish. `contact_human`: share with at least one
    channel served by a person among those who used a channel. `contact_wish`, `contact_gap`: the wish for a person
    among those of them who were asked, and contact less wish. Shares are 0-1, the gap -1 to 1. A phase asked about by
    several items has who answered any of them. A measure that no item of the wave gives has no cells.
    """
    columns = find_columns(
        wave_items=wave_items,
        intake_responses=intake_responses,
        study_respondents=study_respondents,
        profiles=profiles,
    )
    design = design_of(intake_sample, weights)
    asked = tuple(item for item in wave_items if not is_not_asked(item, intake_responses))
    reader = _Reader(
        items={item.id: item for item in wave_items},
        offers={offer.id: offer for offer in study_offers},
        responses=intake_responses,
    )
    cells = (
        cell
        for moment in find_moments(asked, study_offers)
        for figure in reader.figures_of(moment)
        for cell in _cells(figure, moment.phase, columns, design)
    )
    return Contacts(estimates=cells_frame(cells, step="contacts"))


def cells_of(result: Contacts, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of contacts, in the section `offers`, before the gate."""
    return with_sources(result.estimates, wave)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    items: dict[ItemId, Item]
    offers: dict[str, Offer]
    responses: Responses

    def figures_of(self, moment: Moment) -> Iterator[_Figure]:
        """Yield the measures of one phase."""
        human = self._gave(moment.wishes, "human")
        wishing = self._asked(moment.wishes)
        if moment.wishes:
            question = moment.wishes[0].id
            for measure, hits in (("wish_human", human), ("wish_automated", self._gave(moment.wishes, "automated"))):
                yield _Figure(measure=measure, hits=hits * wishing, base=wishing, question=question)
        if not any(self._is(code, "human") for _, codes in moment.channels for code in codes):
            return
        question = moment.channels[0][0].id
        met = self._any((item, [c for c in codes if self._is(c, "human")]) for item, codes in moment.channels)
        used = self._any(moment.channels)
        yield _Figure(measure="contact_human", hits=met * used, base=used, question=question)
        if moment.wishes:
            both = used * wishing
            yield _Figure(measure="contact_wish", hits=human * both, base=both, question=moment.wishes[0].id)
            gap = (met - human) * both
            yield _Figure(measure="contact_gap", hits=gap, base=both, question=question, signed=True)

    def _is(self, code: Code, relation: str) -> bool:
        return relation_of(code, self.offers) == relation

    def _gave(self, items: tuple[Item, ...], relation: str) -> np.ndarray:
        return self._any((item, [c for c in item.answers if self._is(c, relation)]) for item in items)

    def _asked(self, items: tuple[Item, ...]) -> np.ndarray:
        asked = np.zeros(self.responses.n, dtype=bool)
        for item in items:
            asked |= find_base(item, items=self.items, responses=self.responses)
        return asked.astype(float)

    def _any(self, asked: Iterable[tuple[Item, Sequence[Code]]]) -> np.ndarray:
        """Return who gave one of the answers of an item, within its base, (n,) float."""
        gave = np.zeros(self.responses.n, dtype=bool)
        for item, codes in asked:
            places = [i for i, code in enumerate(item.codes) if code in codes]
            if item.id in self.responses.ticked:
                one = self.responses.ticked[item.id][:, places].any(axis=1)
            else:
                one = np.isin(self.responses.codes[item.id], places)
            answered = self.responses.missing[item.id] == 0
            gave |= one & answered & find_base(item, items=self.items, responses=self.responses)
        return gave.astype(float)


def _cells(figure: _Figure, phase: str, columns: Columns, design: Design) -> Iterator[Cell]:
    found = value_estimates(
        figure.hits,
        figure.base,
        columns.partitions,
        design,
        kind="mean" if figure.signed else "share",
        bounds=(-1.0, 1.0) if figure.signed else (0.0, 1.0),
    )
    for name, place in zip(columns.names, columns.places, strict=True):
        yield Cell.of_figure(
            found.at(0, place),
            section="offers",
            measure=figure.measure,
            row=phase,
            column=name,
            unit="share",
            question=figure.question,
        )
