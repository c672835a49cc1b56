"""Codings of a wave that are what a model proposed, however they came into its table: what a run and a check say of them."""

from pathlib import Path

from relstudy.definitions.read_folder import StudyFolder
from relstudy.delivery.kept_proposals import find_takeovers, read_proposals
from relstudy.errors import Fault, FaultLog, StudyError, fault
from relstudy.steps.interviews import Interviews
from relstudy.study.method import WaveResult
from relstudy.survey.plan import Wave
from relstudy.tables.reading import read_table
from relstudy.tables.register_changes import Record

_TOLD = ("verbatim_id", "code_id", "coder", "start", "end", "valence", "prompted", "stance")


def doubt_proposals(folder: Path, wave: Wave, result: WaveResult) -> tuple[Fault, ...]:
    """Return a warning for each coder whose codings take over what was proposed to that coder in a round as a whole.

    An import refuses such codings; those written into the table by hand passed by no import. Only the texts are looked
    at for which something was proposed: what else a coder coded says nothing of whether these were read. Whoever coded
    before is not suspected: the model learned from these codings.
    """
    if result.given(Interviews) is None:
        return ()
    try:
        rounds = read_proposals(folder, wave.id)
    except StudyError as error:
        return error.faults
    if not rounds:
        return ()
    file, lines = _read(folder, f"waves/{wave.id}/codings", _TOLD)
    _, told = _read(folder, f"waves/{wave.id}/verbatims", ("verbatim_id", "text"))
    texts = {one["verbatim_id"]: one["text"] for one in told}
    found: dict[str, Fault] = {}
    for one in rounds:
        units = {verbatim for verbatim, _ in one.proposed}
        given = (line for line in lines if line["coder"] == one.coder and line["verbatim_id"] in units)
        for taken in find_takeovers(given, texts, [one]):
            if taken.whole:
                numbers = {"found": f"{taken.taken}", "allowed": f"{taken.proposed}"}
                said = fault("proposals-as-codings", file, column="coder", item=one.coder, **numbers)
                found.setdefault(one.coder, said)
    return tuple(found.values())


def _read(folder: Path, stem: str, columns: tuple[str, ...]) -> tuple[str, list[Record]]:
    """Return a table of the wave, which an import and a run have read before; a column it has not is blank."""
    log = FaultLog()
    source = StudyFolder(root=folder, log=log).one_of(stem)
    table = read_table(source, log) if source is not None else None
    if source is None or table is None:
        return stem, []
    blank = [""] * len(table)
    cells = [table.text(name).tolist() if name in table.columns else blank for name in columns]
    return source.path, [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]
