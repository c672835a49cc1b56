"""How far a review of personal data has come: what waits for a decision, or was decided and not carried out yet."""

from relstudy.definitions.read_folder import StudyFolder
from relstudy.delivery.redaction.answers import written_in
from relstudy.delivery.redaction.material import read_verbatims
from relstudy.errors import Fault, FaultLog, StudyError, fault
from relstudy.intake.redactions import ANSWER, STEM, read_redactions
from relstudy.survey.plan import Source, Study, Wave


def note_open(study: Study, wave: Wave) -> tuple[Fault, ...]:
    """Return what is wrong in the reviews of a wave, and a note where lines of one are open; nothing where there is no review."""
    files = StudyFolder(root=study.folder, log=FaultLog())
    source = files.one_of(f"waves/{wave.id}/{STEM}")
    table = read_verbatims(files.one_of(f"waves/{wave.id}/verbatims"), FaultLog()) if source is not None else None
    noted: tuple[Fault, ...] = ()
    if source is not None and table is not None:
        said = dict(zip(table.text("verbatim_id").tolist(), table.text("text").tolist(), strict=True))
        lines = read_redactions(source, files.log, said=said) or ()
        noted = _noted(source, sum(line.decision in ("", "yes") for line in lines))
    return (*files.log.errors, *noted, *_open_answers(study, wave))


def _open_answers(study: Study, wave: Wave) -> tuple[Fault, ...]:
    """Return a note where lines of the review of open answers are open; what is wrong in it the intake says."""
    if wave.open_redactions is None:
        return ()
    try:
        said = written_in(study, wave)
    except StudyError:
        return ()
    lines = read_redactions(wave.open_redactions, FaultLog(), said=said, by=ANSWER, partial=True) or ()
    return _noted(wave.open_redactions, sum(not line.decision for line in lines))


def _noted(source: Source, waiting: int) -> tuple[Fault, ...]:
    return (fault("open-redactions", source.path, found=str(waiting)),) if waiting else ()
