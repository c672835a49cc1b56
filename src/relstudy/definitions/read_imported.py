"""The record of what was imported into a wave, `waves/<w>/imported.toml`, which `relstudy import` writes."""

from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_toml import read_document
from relstudy.survey.imported import ImportRecord

FILE = "imported.toml"
_KEYS = ("file", "sha256", "program", "on", "dialect", "score", "codings", "losses", "proposals", "item", "round")


def read_imports(folder: StudyFolder, under: str) -> tuple[ImportRecord, ...]:
    """Return what the record of a wave tells, in its order; what is not sound in it is said."""
    source = folder.source(f"{under}/{FILE}")
    document = read_document(folder, source) if source is not None else None
    if document is None:
        return ()
    root = Declaration(document.data, document, (), folder.log)
    root.only(("imports",))
    found = [_read_one(one) for one in root.tables("imports", item="imports") or ()]
    return tuple(one for one in found if one is not None)


def _read_one(told: Declaration) -> ImportRecord | None:
    told.only(_KEYS)
    file, sha256 = told.text("file", required=True), told.text("sha256", required=True)
    losses = told.table("losses", item="losses")
    if file is None or sha256 is None:
        return None
    proposals = told.whole("proposals", 0, least=0)
    return ImportRecord(
        file=file,
        sha256=sha256,
        program=told.text("program") or "",
        on=told.day("on"),
        dialect=told.text("dialect"),
        score=told.number("score"),
        codings=told.whole("codings", 0, least=0),
        losses=tuple((what, losses.whole(what, 0, least=0)) for what in losses.data) if losses is not None else (),
        proposals=proposals,
        item=told.text("item") or "",
        # At first rounds alone were kept with proposals, and did not say so.
        is_round=told.boolean("round", default=proposals > 0),
    )
