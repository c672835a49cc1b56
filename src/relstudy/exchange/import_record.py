"""What a wave keeps of a file of coded interviews it took in: `imported.toml`, beside the tables it went into.

Losses are kept by their kind alone: where one stood may be the name of somebody.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import tomlkit

from relstudy.exchange.coded_material import CodedMaterial
from relstudy.survey.imported import ImportRecord


def record_import(material: CodedMaterial, *, file: str, sha256: str, on: date | None) -> ImportRecord:
    """Return the record of a file's material."""
    losses: dict[str, int] = {}
    for loss in material.lost:
        losses[loss.what] = losses.get(loss.what, 0) + loss.n
    return ImportRecord(
        file=file,
        sha256=sha256,
        program=material.program,
        on=on,
        dialect=material.dialect,
        score=material.score,
        codings=len(material.codings),
        losses=tuple(losses.items()),
    )


def record_round(
    material: CodedMaterial, *, file: str, sha256: str, on: date | None, proposals: int, item: str = ""
) -> ImportRecord:
    """Return the record of a coding round in which a model proposed codes."""
    codings = len(material.codings)
    return ImportRecord(file=file, sha256=sha256, on=on, codings=codings, proposals=proposals, item=item, is_round=True)


def add_record(kept: Iterable[ImportRecord], made: ImportRecord) -> tuple[ImportRecord, ...]:
    """Return the records with one more; the same file read again takes its own place."""
    return (*(one for one in kept if one.sha256 != made.sha256), made)


def record_text(records: Iterable[ImportRecord]) -> bytes:
    """Return records as the bytes of their file."""
    return tomlkit.dumps({"imports": [_told(one) for one in records]}).encode()


def _told(record: ImportRecord) -> dict[str, Any]:
    told = {
        "file": record.file,
        "sha256": record.sha256,
        "program": record.program,
        "on": record.on,
        "dialect": record.dialect,
        "score": record.score,
        "codings": record.codings,
        "losses": dict(record.losses),
        "proposals": record.proposals or None,
        "item": record.item,
        "round": record.is_round if record.proposals else None,
    }
    return {key: value for key, value in told.items() if value not in (None, "", {})}
