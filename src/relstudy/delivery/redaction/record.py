"""The record of a review that came to its end, `waves/<w>/redacted.toml`, as it is written; it names nobody."""

from pathlib import Path

from relstudy.definitions.read_redaction import FILE
from relstudy.survey.redaction import RedactionReview


def record_text(review: RedactionReview) -> bytes:
    """Return the record as the bytes of its file."""
    return (
        f"[review]\non = {review.on.isoformat()}\nverbatims = {review.verbatims}\nreplaced = {review.replaced}\n"
        f"kept = {review.kept}\n"
    ).encode()


def record_path(folder: Path, wave: str) -> Path:
    """Return where the record of a wave's review lies."""
    return folder / "waves" / wave / FILE
