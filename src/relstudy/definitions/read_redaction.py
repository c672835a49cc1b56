"""The record of a review of personal data, `waves/<w>/redacted.toml`, which `relstudy redact --accept` writes once no line is open."""

from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_toml import read_document
from relstudy.survey.redaction import RedactionReview

FILE = "redacted.toml"
_NUMBERS = ("verbatims", "replaced", "kept")


def read_redaction(folder: StudyFolder, under: str) -> RedactionReview | None:
    """Return the record of a wave's review, None where it has none or one that is not sound, which is then said."""
    source = folder.source(f"{under}/{FILE}")
    document = read_document(folder, source) if source is not None else None
    if document is None:
        return None
    root = Declaration(document.data, document, (), folder.log)
    root.only(("review",))
    review = root.table("review", item="review")
    if review is None:
        return None
    review.only(("on", *_NUMBERS, "decisions"))
    day = review.day("on", required=True)
    verbatims, replaced, kept = (review.whole(name, 0, least=0) for name in _NUMBERS)
    decisions = review.text("decisions") or ""
    if day is None:
        return None
    return RedactionReview(on=day, verbatims=verbatims, replaced=replaced, kept=kept, decisions=decisions)
