"""Expectations: the hierarchy of what people want (tier) and what to improve first (action), never mixed.

Importance is stated in the survey, derived from its satisfactions, or counted in the interviews, as the study declares;
one road is never filled from another.
"""

from dataclasses import dataclass

import pandas as pd

from relstudy.cells import cells_frame
from relstudy.errors import Fault
from relstudy.intake.frames import Responses, Sample
from relstudy.steps.absence import NotInStudy, given
from relstudy.steps.expectations.cases import rank_cases
from relstudy.steps.expectations.surveyed import doubt_scales, rank_surveyed
from relstudy.steps.expectations.surveyed_cells import cells_of_ranking
from relstudy.steps.interviews import Interviews
from relstudy.steps.profiles import Profiles
from relstudy.steps.sources import with_sources
from relstudy.steps.weights import Weights
from relstudy.survey.frozen import FrozenLines
from relstudy.survey.items import Item
from relstudy.survey.plan import Disclosure, ExpectationsPlan, Identity, Respondents, Study, Wave
from relstudy.survey.registers import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """Expectations ranked. `estimates` has one row per expectation, measure and column: cells before the gate."""

    estimates: pd.DataFrame
    faults: tuple[Fault, ...] = ()


def rank_expectations(
    *,
    study_expectations: tuple[Expectation, ...],
    study_expecting: ExpectationsPlan,
    study_identity: Identity,
    study_disclosure: Disclosure,
    study_respondents: Respondents,
    wave_items: tuple[Item, ...],
    intake_responses: Responses | NotInStudy,
    intake_sample: Sample | NotInStudy,
    weights: Weights | NotInStudy,
    profiles: Profiles | NotInStudy,
    interviews: Interviews | NotInStudy,
    wave_frozen_lines: FrozenLines | None = None,
) -> Expectations:
    """Return importance, satisfaction, rank, tier and action of every expectation, by the road the study declares.

    What the other road needs is not looked at.
    """
    if study_expecting.importance == "cases":
        cells = rank_cases(expectations=study_expectations, plan=study_expecting, interviews=given(interviews))
        return Expectations(estimates=cells_frame(cells, step="expectations"))
    responses = given(intake_responses)
    ranking = rank_surveyed(
        expectations=study_expectations,
        plan=study_expecting,
        identity=study_identity,
        disclosure=study_disclosure,
        respondents=study_respondents,
        items=wave_items,
        responses=responses,
        sample=given(intake_sample),
        weights=given(weights),
        profiles=profiles,
        frozen=wave_frozen_lines,
    )
    cells = cells_of_ranking(study_expectations, ranking)
    faults = doubt_scales(study_expectations, wave_items, responses, study_expecting)
    return Expectations(estimates=cells_frame(cells, step="expectations"), faults=faults)


def cells_of(result: Expectations, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the ranking, before the gate."""
    cells = with_sources(result.estimates, wave)
    drawn = cells[cells["measure"] != "line"].drop_duplicates("measure").set_index("measure")["source"]
    return cells.assign(source=cells["source"].where(cells["measure"] != "line", cells["row"].map(drawn)))
