"""`relstudy freeze`: the profiles and lines of a wave become those of the waves after it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.shell import Shell

if TYPE_CHECKING:
    from relstudy.survey.frozen import Frozen

_BUSY = 4


def freeze(study: Path, /, *, wave: str, shell: Annotated[Shell, Parameter(parse=False)]) -> int:
    """Freeze a wave; return 0 where it is frozen now or was before, 1 where it is refused, 4 where a run holds the wave."""
    refuse_empty("--wave", wave)
    missing = missing_study(study)
    from relstudy.delivery.freezing import Freezing, freeze_wave
    from relstudy.delivery.journal import Busy

    try:
        done = Freezing(status="refused", faults=(missing,)) if missing is not None else freeze_wave(study, wave)
    except Busy as busy:
        done = Freezing(status="refused", faults=busy.faults)
    if done.frozen is None:
        errors = tuple(f for f in done.faults if f.severity == "error")
        tell_faults(shell, errors)
        shell.tell(shell.word("freeze.refused"))
        return _BUSY if any(f.code == "busy" for f in errors) else 1
    shell.say(shell.word("freeze.unchanged" if done.status == "unchanged" else "freeze.done", wave=done.frozen.wave))
    for line in _contents(shell, done.frozen):
        shell.say(f"  - {line}")
    if done.status == "frozen":
        shell.say(shell.word("freeze.next"))
    return 0


def _contents(shell: Shell, frozen: "Frozen") -> list[str]:
    """Return what is frozen, a line each."""
    lines = []
    if frozen.profiles is None:
        lines.append(shell.word("freeze.no_profiles"))
    for profile in frozen.profiles.profiles if frozen.profiles is not None else ():
        name = profile.names.get(shell.lang) or next(iter(profile.names.values()), profile.id)
        lines.append(shell.pair(profile.id, name))
    if frozen.lines is None:
        lines.append(shell.word("freeze.no_lines"))
    else:
        lines += [
            shell.word(f"freeze.line.{name}", value=f"{value:.3f}".replace(".", "," if shell.lang == "fr" else "."))
            for name, value in frozen.lines.values.items()
        ]
    if frozen.hypotheses is not None:
        lines.append(shell.word("freeze.hypotheses"))
    return lines
