"""How far a review of personal data has come: what waits for a decision, or was decided and not carried out yet."""

from relstudy.definitions.read_folder import StudyFolder
from relstudy.delivery.redaction.material import read_verbatims
from relstudy.errors import Fault, FaultLog, fault
from relstudy.intake.redactions import STEM, read_redactions
from relstudy.steps.intake import Intake
from relstudy.survey.plan import Source, Study, Wave


def note_open(study: Study, wave: Wave, taken: Intake | None) -> tuple[Fault, ...]:
    """Return what is wrong in the reviews of a wave, and a note where lines of one are open; nothing where there is no review.

    `taken` are the answers as read: what is wrong in their review was said then.
    """
    files = StudyFolder(root=study.folder, log=FaultLog())
    source = files.one_of(f"waves/{wave.id}/{STEM}")
    table = read_verbatims(files.one_of(f"waves/{wave.id}/verbatims"), FaultLog()) if source is not None else None
    noted: tuple[Fault, ...] = ()
    if source is not None and table is not None:
        said = dict(zip(table.text("verbatim_id").tolist(), table.text("text").tolist(), strict=True))
        lines = read_redactions(source, files.log, said=said) or ()
        noted = _noted(source, sum(line.decision in ("", "yes") for line in lines))
    answers = wave.open_redactions
    if answers is not None and taken is not None and study.respondents.id != "row":
        noted = (*noted, *_noted(answers, taken.undecided))
    return (*files.log.errors, *noted)


def _noted(source: Source, waiting: int) -> tuple[Fault, ...]:
    return (fault("open-redactions", source.path, found=str(waiting)),) if waiting else ()
