"""Which study a folder says it is, for those who rest on its id before anything else of it is read."""

from pathlib import Path

from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_study_toml import read_identity
from relstudy.definitions.read_toml import read_document
from relstudy.errors import DefinitionError, FaultLog


def identify_study(folder: Path) -> str:
    """Return the id of a study.

    Raises
    ------
    DefinitionError
        study.toml is not there or cannot be read, or what stands in its `[study]` is wrong.
    """
    log = FaultLog()
    files = StudyFolder(root=folder, log=log)
    source = files.source("study.toml")
    if source is None:
        files.missing("study", endings=("toml",))
        raise DefinitionError(log.faults)
    document = read_document(files, source)
    log.stop(DefinitionError)
    if document is None:
        raise DefinitionError(log.faults)
    identity, *_ = read_identity(Declaration(document.data, document, (), log), {})
    log.stop(DefinitionError)
    return identity.id
