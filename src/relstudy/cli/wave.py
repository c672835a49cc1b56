"""`relstudy wave`: prepare a wave from another one."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import refuse_empty
from relstudy.cli.drafts import say_made, say_refused
from relstudy.cli.shell import Shell
from relstudy.errors import StudyError


def wave(
    study: Path,
    name: str,
    /,
    *,
    from_: Annotated[str, Parameter(name="--from")],
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Make the folder of a new wave; return 0 when it lies there, 1 where it could not be made."""
    refuse_empty("--from", from_)
    from relstudy.drafting.next_wave import make_wave

    try:
        made = make_wave(study, name, from_, shell.lang)
    except StudyError as error:
        return say_refused(shell, error, coloured=sys.stdout)
    say_made(shell, made, study=study)
    return 0
