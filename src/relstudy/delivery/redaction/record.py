"""The record of a review that came to its end, `waves/<w>/redacted.toml`, as it is written; it names nobody."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from relstudy.definitions.read_redaction import FILE
from relstudy.intake.redactions import Redaction
from relstudy.survey.redaction import RedactionReview


def record_text(review: RedactionReview) -> bytes:
    """Return the record as the bytes of its file."""
    return (
        f"[review]\non = {review.on.isoformat()}\nverbatims = {review.verbatims}\nreplaced = {review.replaced}\n"
        f'kept = {review.kept}\ndecisions = "{review.decisions}"\n'
    ).encode()


def seal_decisions(lines: Iterable[Redaction]) -> str:
    """Return a hash of what was decided of each passage; it is made of places, decisions and what was put there, never of what was left."""
    told = sorted(
        (line.verbatim, line.start, line.end, line.decision, line.pseudonym if line.decision == "applied" else "")
        for line in lines
    )
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def record_path(folder: Path, wave: str) -> Path:
    """Return where the record of a wave's review lies."""
    return folder / "waves" / wave / FILE
