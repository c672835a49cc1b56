"""`relstudy type`: place further people in the profiles of a study, by the model a run left."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from relstudy.cli.drafts import say_refused
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy.errors import StudyError

if TYPE_CHECKING:
    from relstudy.delivery.typing import TypedFile


def type_respondents(
    model: Path,
    file: Path,
    /,
    *,
    o: Annotated[Path, Parameter(name="-o")],
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Write the profile of everybody in a file; return 0 when it is written, 1 where the model or the file has faults."""
    if o.suffix.lower() != ".csv" or o.resolve() in (model.resolve(), file.resolve()):
        raise Mistake("bad-value", name="-o", found=str(o))
    from relstudy.delivery.typing import type_file

    try:
        typed = type_file(model, file, o)
    except StudyError as error:
        return say_refused(shell, error, coloured=sys.stdout)
    _say(shell, typed, o)
    return 0


def _say(shell: Shell, typed: "TypedFile", out: Path) -> None:
    """Say how many are in each profile, and beside it how the file was read."""
    model = typed.model
    total = sum(typed.counts) + typed.without
    shell.say(shell.plural("type.done", total, out=out))
    for profile, count in zip(model.profiles, typed.counts, strict=True):
        name = profile.names.get(shell.lang) or next(iter(profile.names.values()), "")
        shell.say(shell.word("type.profile", id=profile.id, name=name, n=count))
    if typed.without:
        shell.say(shell.word("type.without", n=typed.without))
    if typed.incomplete:
        shell.say(shell.plural(f"type.{model.missing}", typed.incomplete))
    shell.tell(shell.word(f"type.{typed.naming}"))
    for said, key in ((typed.as_study, "study_layout"), (typed.by_row, "by_row")):
        if said:
            shell.tell(shell.word(f"type.{key}"))
    tell_faults(shell, typed.log.faults)
