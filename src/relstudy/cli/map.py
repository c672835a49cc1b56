"""`relstudy map`: what the names a wave's file has and the questionnaire knows not may mean, and their approval."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy.errors import Fault, StudyError

if TYPE_CHECKING:
    from relstudy.drafting.renamings import Proposal, Proposals, Unresolved

#: While proposals wait for approval.
_OPEN = 3


def map_names(
    study: Path,
    /,
    *,
    wave: str,
    accept: bool = False,
    who: str | None = None,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Propose renamings, or write them to mapping.toml as approved; return 3 while proposals are open, 1 where the study cannot be read."""
    refuse_empty("--wave", wave)
    refuse_empty("--who", who)
    if accept and who is None:
        raise Mistake("missing-option", name="--who")
    missing = missing_study(study)
    if missing is not None:
        return _say_faults(shell, (missing,), wave, json=json)
    from relstudy.drafting.accepted_renamings import accept_proposals
    from relstudy.drafting.renamings import propose_renamings

    found = propose_renamings(study, wave)
    if any(fault.severity == "error" for fault in found.faults):
        return _say_faults(shell, found.faults, wave, json=json)
    accepted = 0
    if accept and who is not None and found.proposals:
        today = datetime.now(tz=UTC).astimezone().date()
        try:
            accepted = accept_proposals(study, wave, found.proposals, who=who, on=today)
        except StudyError as error:
            return _say_faults(shell, error.faults, wave, json=json)
    if json:
        shell.answer(_as_dict(shell, found, accepted))
    else:
        _say(shell, found, accepted, study)
    return _OPEN if found.proposals and not accepted else 0


def _as_dict(shell: Shell, found: "Proposals", accepted: int) -> dict[str, Any]:
    return {
        "wave": found.wave,
        "proposals": [
            {
                "kind": p.kind,
                "item": p.item,
                "from": p.found,
                "to": p.declared,
                "evidence": _evidence(shell, p),
                "score": p.score,
            }
            for p in found.proposals
        ],
        "unresolved": [
            {"kind": u.kind, "item": u.item, "to": u.declared, "candidates": list(u.found)} for u in found.unresolved
        ],
        "accepted": accepted,
    }


def _evidence(shell: Shell, proposal: "Proposal") -> str:
    """Return what speaks for a proposal in words, each with its likeness in per cent."""
    return ", ".join(
        shell.word(f"map.evidence.{kind}", percent=round(100 * value)) for kind, value in proposal.evidence
    )


def _say(shell: Shell, found: "Proposals", accepted: int, study: Path) -> None:
    if not found.proposals and not found.unresolved:
        shell.say(shell.word("map.nothing", wave=found.wave))
        return
    if found.proposals:
        shell.say(shell.plural("map.accepted" if accepted else "map.proposed", len(found.proposals)))
        for p in found.proposals:
            shell.say(f"  - {shell.word(f'map.{p.kind}', found=p.found, declared=p.declared, item=p.item or '-')}")
            shell.say(f"      {_evidence(shell, p)}")
    if found.unresolved:
        shell.say(shell.plural("map.unresolved", len(found.unresolved)))
        for u in found.unresolved:
            shell.say(f"  - {_open_sentence(shell, u)}")
    if found.proposals and not accepted:
        shell.say(shell.word("map.accept", study=study, wave=found.wave))
    elif accepted:
        shell.say(shell.word("map.written"))


def _open_sentence(shell: Shell, unresolved: "Unresolved") -> str:
    from relstudy.drafting.renamings import KNOWN

    candidates = ", ".join(unresolved.found)
    if unresolved.kind == "code":
        return shell.word("map.unknown-code", item=unresolved.item or "-", found=unresolved.found[0])
    names = {"declared": unresolved.declared, "item": unresolved.item or "-"}
    if candidates:
        return shell.word("map.several", **names, candidates=candidates)
    if unresolved.nearest is None:
        return shell.word("map.lacks", **names)
    if unresolved.known is None:
        return shell.word("map.lacks-blank", **names, nearest=unresolved.nearest)
    # Rounded down: a share just short of what is asked for must not read as if it were enough.
    percent, needed = int(100 * unresolved.known), round(100 * KNOWN)
    return shell.word("map.lacks-answers", **names, nearest=unresolved.nearest, percent=percent, needed=needed)


def _say_faults(shell: Shell, faults: tuple[Fault, ...], wave: str, *, json: bool) -> int:
    from relstudy.fault_words import as_json

    if json:
        shell.answer(
            {
                "wave": wave,
                "proposals": [],
                "unresolved": [],
                "accepted": 0,
                "faults": [as_json(f, shell.lang) for f in faults],
            }
        )
    tell_faults(shell, faults)
    return 1
