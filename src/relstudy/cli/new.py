"""`relstudy new`: draft a study."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import refuse_empty
from relstudy.cli.drafts import say_made, say_refused
from relstudy.cli.shell import Shell
from relstudy.errors import StudyError


def new(
    folder: Path,
    /,
    *,
    from_: Annotated[str | None, Parameter(name="--from")] = None,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Draft a study in a new folder; return 0 when it lies there, 1 where nothing could be made."""
    refuse_empty("--from", from_)
    from relstudy.drafting.making import make_study

    try:
        made = make_study(folder, None if from_ is None else Path(from_), shell.lang)
    except StudyError as error:
        return say_refused(shell, error, coloured=sys.stdout)
    say_made(shell, made, study=folder)
    return 0
