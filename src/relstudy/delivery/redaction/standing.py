"""How far a review of personal data has come: what waits for a decision, or was decided and not carried out yet."""

from pathlib import Path

from relstudy.definitions.read_folder import StudyFolder
from relstudy.delivery.redaction.material import read_verbatims
from relstudy.errors import Fault, FaultLog, fault
from relstudy.intake.redactions import STEM, read_redactions


def note_open(folder: Path, wave: str) -> tuple[Fault, ...]:
    """Return what is wrong in the review of a wave, and a note where lines of it are open; nothing where there is no review."""
    files = StudyFolder(root=folder, log=FaultLog())
    source = files.one_of(f"waves/{wave}/{STEM}")
    if source is None:
        return files.log.errors
    table = read_verbatims(files.one_of(f"waves/{wave}/verbatims"), FaultLog())
    if table is None:
        return files.log.errors
    said = dict(zip(table.text("verbatim_id").tolist(), table.text("text").tolist(), strict=True))
    lines = read_redactions(source, files.log, said=said) or ()
    waiting = sum(line.decision in ("", "yes") for line in lines)
    noted = (fault("open-redactions", source.path, found=str(waiting)),) if waiting else ()
    return (*files.log.errors, *noted)
