"""The review of what respondents wrote in answer to open questions.

The file of answers stays as it was collected: what a person accepted is replaced when answers are read (`steps.intake`),
so that rounds and lists have pseudonyms.
"""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from relstudy.definitions.read_folder import StudyFolder
from relstudy.delivery import journal
from relstudy.delivery.open_answers import answers_to
from relstudy.delivery.redaction.material import (
    Material,
    names_of_firms,
    names_on_roster,
    open_study_of,
    pseudonyms_of_answers,
    texts_of_interviews,
)
from relstudy.delivery.redaction.pseudonyms import key_path
from relstudy.delivery.redaction.settling import settle_pseudonyms
from relstudy.disk import refuse_unwritable, replace_file
from relstudy.errors import FaultLog, FieldworkError
from relstudy.intake.redactions import ANSWER, OPEN_STEM, accepted_of, read_redactions
from relstudy.steps.intake import intake_of
from relstudy.survey.plan import Study, Wave


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedAnswers:
    """What a person decided of open answers: passages replaced wherever they are shown, left as they are, still open."""

    path: str
    replaced: int
    kept: int
    open: int


def settle_answers(folder: Path, wave: str) -> DecidedAnswers | None:
    """Enter what was accepted in the key of the pseudonyms, and return what was decided; None where there is no review.

    Raises
    ------
    Busy
        A run holds the wave.
    StudyError
        A line of the review is not sound; two pseudonyms are given to one person; the key cannot be written.
    """
    material = read_answers_to_review(folder, wave, partial=True)
    if material is None or material.review_source is None:
        return None
    accepted = accepted_of(material.review)
    with journal.hold_wave(folder, wave):
        log = FaultLog()
        pseudonyms = settle_pseudonyms(folder, material, accepted, log)
        log.stop(FieldworkError)
        with refuse_unwritable(key_path(folder), folder=folder):
            replace_file(key_path(folder), pseudonyms.as_bytes())
    decided = Counter(line.decision for line in material.review)
    return DecidedAnswers(
        path=material.review_path,
        replaced=sum(map(len, accepted.values())),
        kept=decided["no"],
        open=decided[""],
    )


def read_answers_to_review(folder: Path, wave: str, *, partial: bool = False) -> Material | None:
    """Return what a review of the open answers of a wave speaks of; None where it has none, or none that another file can name.

    With `partial` lines of respondents the study does not keep are passed over.

    Raises
    ------
    StudyError
        There is no such wave; a file cannot be read; a line of the review is not sound.
    """
    study = open_study_of(folder, wave)
    the_wave = next((one for one in study.waves if one.id == wave), None)
    said = written_in(study, the_wave) if the_wave is not None else {}
    if the_wave is None or the_wave.responses is None or not said:
        return None
    files = StudyFolder(root=folder, log=FaultLog())
    declared = tuple(names_on_roster(files))
    source, review = the_wave.open_redactions, None
    if source is not None:
        review = read_redactions(source, files.log, said=said, by=ANSWER, partial=partial)
    files.log.stop(FieldworkError)
    ending = the_wave.responses.path.rpartition(".")[2]
    return Material(
        wave=wave,
        study=study,
        by=ANSWER,
        said=said,
        declared=declared,
        common=names_of_firms(study),
        review_source=source,
        new_path=f"waves/{wave}/{OPEN_STEM}.{'xlsx' if ending == 'xlsx' else 'csv'}",
        review=review or (),
        elsewhere=(*texts_of_interviews(folder), *pseudonyms_of_answers(folder)),
    )


def written_in(study: Study, wave: Wave) -> dict[str, str]:
    """Return what respondents wrote as it was collected, by `item/respondent`.

    Raises
    ------
    StudyError
        The answers of the wave cannot be read.
    """
    if not study.steps.survey or wave.responses is None or study.respondents.id == "row":
        return {}
    taken = intake_of(study, replace(wave, open_redactions=None))
    items = [item.id for item in wave.items if item.kind.answer == "text" and item.asked]
    return {f"{item}/{who}": text for item in items for who, text in answers_to(taken, item).items()}
