"""What respondents wrote in answer to an open question: texts by respondent, of those the study keeps."""

import numpy as np

from relstudy.errors import FaultLog, FieldworkError
from relstudy.nearest import nearest_first
from relstudy.steps.intake import Intake, intake_of
from relstudy.survey.items import ItemId
from relstudy.survey.plan import Study, Wave


def read_answers(study: Study, wave: Wave, item: str, log: FaultLog) -> dict[str, str]:
    """Return the answers to an open question by respondent, in the order of the file. Faults and errors as `take_open_item`."""
    taken, found = take_open_item(study, wave, item, log)
    return answers_to(taken, found)


def take_open_item(study: Study, wave: Wave, item: str, log: FaultLog) -> tuple[Intake, ItemId]:
    """Return the answers of a wave as the study keeps them, and the open question that is asked for.

    Faults: unknown-item, no-respondent-ids (rows have no id that another file could name).

    Raises
    ------
    FieldworkError
        The answers of the wave cannot be read.
    """
    asked = {one.id: one for one in wave.items if one.kind.answer == "text" and one.asked}
    found = next((one for id_, one in asked.items() if id_ == item), None)
    if found is None:
        log.add("unknown-item", "questionnaire.toml", item=item, found=item, allowed=nearest_first(item, asked))
    if study.respondents.id == "row":
        log.add("no-respondent-ids", "study.toml")
    log.stop(FieldworkError)
    if found is None:
        raise FieldworkError(log.faults)
    return intake_of(study, wave), found.id


def answers_to(taken: Intake, item: ItemId) -> dict[str, str]:
    """Return what the respondents kept wrote in answer to an open question, by respondent, in the order of the file."""
    answers = taken.answers_to(item)
    rows, texts = answers["row"].to_numpy(), answers["text"].tolist()
    ids = taken.responses.respondent_id[rows].tolist()
    return {ids[place]: texts[place] for place in np.argsort(taken.responses.line[rows]).tolist()}
