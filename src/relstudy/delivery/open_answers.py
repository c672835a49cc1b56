"""What respondents wrote in answer to an open question: texts by respondent, of those the study keeps."""

from dataclasses import replace

from relstudy.errors import FaultLog, FieldworkError, fault
from relstudy.intake.frames import Responses
from relstudy.intake.sample import read_ids
from relstudy.nearest import nearest_first
from relstudy.steps.intake import intake_of
from relstudy.survey.items import Item
from relstudy.survey.plan import Study, Wave
from relstudy.tables.reading import read_table


def read_answers(study: Study, wave: Wave, item: str, log: FaultLog) -> dict[str, str]:
    """Return the answers to an open question by respondent, in the order of the file.

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
    kept = intake_of(study, wave).responses
    if found is None:
        raise FieldworkError(log.faults)
    return answers_to(study, wave, found, kept)


def answers_to(study: Study, wave: Wave, item: Item, kept: Responses) -> dict[str, str]:
    """Return what those of `kept` who answered an open question wrote, by respondent, in the order of the file.

    Raises
    ------
    FieldworkError
        The file of the answers cannot be read.
    """
    if wave.responses is None:
        raise FieldworkError([fault("missing-file", "responses.csv")])
    told = study.respondents
    names = wave.renamings.found_by_column
    noted = FaultLog()
    table = read_table(
        wave.responses,
        noted,
        sheet=told.sheet,
        header_row=told.header_row,
        skip_rows=told.skip_rows,
        numbered=True,
    )
    if table is None:
        raise FieldworkError(noted.faults)
    ids = read_ids(table, replace(told, id=names.get(told.id, told.id)), noted).tolist()
    answered = set(kept.respondent_id[kept.answered(item)].tolist())
    texts = table.text(item.columns[0]).tolist()
    return {who: text for who, text in zip(ids, texts, strict=True) if who in answered}
