"""`relstudy deliver`: a reviewed wave becomes a numbered delivery, or every reason against it is named."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.progress import Progress
from relstudy.cli.shell import Shell

if TYPE_CHECKING:
    from relstudy.delivery.delivering import Delivery

_NOT_THERE, _REFUSED, _BUSY = 1, 3, 4


def deliver(
    study: Path,
    /,
    *,
    wave: str,
    who: str | None = None,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Deliver a wave; return 0 where its delivery stands, 1 where there is no such wave, 3 where it is refused, 4 where a run holds it."""
    refuse_empty("--wave", wave)
    refuse_empty("--who", who)
    missing = missing_study(study)
    from relstudy.delivery.delivering import Delivery, deliver_wave

    progress = Progress(shell)
    try:
        if missing is not None:
            done = Delivery(status="refused", reasons=(missing,))
        else:
            done = deliver_wave(study, wave, who=who, on_step=progress.on_step)
    finally:
        progress.close()
    if json:
        shell.answer(done.as_dict(shell.lang))
    _tell(shell, done, quiet=json)
    return 0 if done.status == "delivered" else _exit_code(done, study, wave)


def _exit_code(done: "Delivery", study: Path, wave: str) -> int:
    if any(f.code == "busy" for f in done.reasons):
        return _BUSY
    there = (str(study), f"waves/{wave}/wave.toml")
    return _NOT_THERE if any(f.code == "missing-file" and f.file in there for f in done.reasons) else _REFUSED


def _tell(shell: Shell, done: "Delivery", *, quiet: bool) -> None:
    """Say what became of a delivery: reasons beside the result; where it lies, what changed, who reviewed it."""
    if done.status == "refused":
        tell_faults(shell, done.reasons)
        shell.tell(shell.word("deliver.refused"))
        return
    tell_faults(shell, done.notes)
    if quiet:
        return
    shell.say(shell.word("deliver.done" if done.is_new else "deliver.unchanged", version=done.version, path=done.path))
    is_first = done.version == "v1"
    shell.say(shell.word("deliver.first") if is_first else shell.plural("deliver.errata", done.errata))
    named = done.reviewer is not None
    shell.say(shell.word("deliver.reviewer" if named else "deliver.no_reviewer", who=done.reviewer))
