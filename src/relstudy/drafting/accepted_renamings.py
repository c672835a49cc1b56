"""Proposals somebody accepted, written to mapping.toml below what stands there already."""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from relstudy.disk import not_writable
from relstudy.drafting import toml_text
from relstudy.drafting.renamings import Proposal
from relstudy.drafting.toml_edit import read_toml_text
from relstudy.errors import DefinitionError, FaultLog

FILE = "mapping.toml"


def accept_proposals(folder: Path, wave: str, proposals: Iterable[Proposal], *, who: str, on: date) -> int:
    """Add one line to mapping.toml for each proposal and return how many; the file is replaced whole or not at all.

    Raises
    ------
    DefinitionError
        mapping.toml cannot be read (`bad-syntax`, `encoding`), or not written (`not-writable`).
    """
    accepted = list(proposals)
    path = folder / FILE
    log = FaultLog()
    before = read_toml_text(path, FILE, log) if path.exists() else ""
    if before is None:
        raise DefinitionError(log.faults)
    lines = [before.rstrip("\n"), ""] if before.strip() else []
    for proposal in accepted:
        lines += [*_table(wave, proposal, who=who, on=on), ""]
    content = "\n".join(lines)
    tomllib.loads(content)
    part = folder / f".{FILE}.part"
    try:
        part.write_text(content, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DefinitionError([not_writable(FILE, error)]) from error
    return len(accepted)


def _table(wave: str, proposal: Proposal, *, who: str, on: date) -> list[str]:
    item = [f"item = {toml_text.text(proposal.item)}"] if proposal.kind == "code" and proposal.item else []
    return [
        f"[[{proposal.kind}s]]",
        f"wave = {toml_text.text(wave)}",
        *item,
        f"from = {toml_text.text(proposal.found)}",
        f"to = {toml_text.text(proposal.declared)}",
        f"approved_by = {toml_text.text(who)}",
        f"approved_on = {on.isoformat()}",
    ]
