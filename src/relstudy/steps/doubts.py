"""What a check says of steps it does not carry out since they take long: the warnings and notes that their inputs alone give."""

from dataclasses import dataclass

import pandas as pd

from relstudy.cells import cells_frame
from relstudy.errors import Fault
from relstudy.intake.frames import Responses
from relstudy.steps.expectations.surveyed import doubt_scales
from relstudy.steps.profile_columns import build_columns
from relstudy.steps.profiles import say_left_out
from relstudy.survey.items import Item
from relstudy.survey.plan import ExpectationsPlan, ProfilesPlan, Study, Wave
from relstudy.survey.registers import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """Warnings and notes."""

    faults: tuple[Fault, ...]


def doubt_gaps(
    *,
    study_expectations: tuple[Expectation, ...],
    study_expecting: ExpectationsPlan,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
) -> Doubts:
    """Return what the ranking of the expectations will say: scales without their ends, scales that differ."""
    if study_expecting.importance == "cases":
        return Doubts(faults=())
    return Doubts(faults=doubt_scales(study_expectations, wave_items, intake_responses, study_expecting))


def doubt_profile_items(
    *, study_profiles: ProfilesPlan, wave_items: tuple[Item, ...], intake_responses: Responses
) -> Doubts:
    """Return what the search for profiles will say: items and answers that have no part in it.

    An item that does not exist is a fault of the definitions, which their reading tells.
    """
    items = tuple(item for name in study_profiles.items for item in wave_items if item.id == name)
    return Doubts(faults=say_left_out(build_columns(items, intake_responses, missing=study_profiles.missing)))


def cells_of(result: Doubts, study: Study, wave: Wave) -> pd.DataFrame:
    """Return no cell."""
    return cells_frame([], step="doubts")
