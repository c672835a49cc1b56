"""`relstudy forget`: a respondent or a case taken out of a study."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.progress import Progress
from relstudy.cli.shell import Shell
from relstudy.errors import Fault, StudyError

if TYPE_CHECKING:
    from relstudy.delivery.forgetting import Forgotten

_BOTH = 2


def forget(
    study: Path,
    person: Annotated[str, Parameter(name="ID")],
    /,
    *,
    who: str | None = None,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Take a person out of a study; return 1 where something stands against it or still names the person, 4 while a run holds the study."""
    refuse_empty("ID", person)
    refuse_empty("--who", who)
    missing = missing_study(study)
    if missing is not None:
        return _say_faults(shell, (missing,))
    from relstudy.delivery.forgetting import forget_person

    progress = Progress(shell)
    today = datetime.now(tz=UTC).astimezone().date()
    try:
        done = forget_person(study, person.strip(), who=who or "", on=today, on_step=progress.on_step)
    except StudyError as error:
        return _say_faults(shell, error.faults)
    finally:
        progress.close()
    code = 0
    for place, forgotten in enumerate(done):
        if place < len(done) - 1:
            shell.say(shell.word("forget.earlier"))
        _say(shell, forgotten)
        code = max(code, _say_faults(shell, forgotten.faults))
        if place < len(done) - 1:
            shell.say()
    return code


def _say(shell: Shell, forgotten: "Forgotten") -> None:
    if len(forgotten.kinds) == _BOTH:
        shell.say(shell.word("forget.both"))
    for kind in forgotten.kinds:
        parts = [part for part in forgotten.taken if part.kind == kind]
        shell.say(shell.plural(f"forget.{kind}", sum(part.rows for part in parts)))
        for part in parts:
            shell.say("  " + shell.pair(str(part.path), shell.plural("forget.file", part.rows)))
    if forgotten.reruns:
        shell.say(shell.word("forget.reruns"))
    else:
        shell.say(shell.word("forget.not-run"))
    for rerun in forgotten.reruns:
        word = "left" if rerun.status == "refused" and rerun.wave not in forgotten.waves else rerun.status
        shell.say("  " + shell.pair(rerun.wave, shell.word(f"forget.{word}")))
    for key, paths in (("quoting", forgotten.quoting), ("counting", forgotten.counting)):
        if paths:
            shell.say(shell.word(f"forget.{key}"))
        for path in paths:
            shell.say(f"  {path}")
    shell.say(shell.word("forget.entered"))
    if not forgotten.faults:
        shell.say(shell.word("forget.clean"))


def _say_faults(shell: Shell, faults: tuple[Fault, ...]) -> int:
    """Say faults beside the result; return the exit code they call for."""
    from relstudy.delivery.jobs import exit_code

    tell_faults(shell, faults)
    return exit_code(faults)
