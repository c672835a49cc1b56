"""`relstudy index`: one page for all studies below some folders."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import refuse_absent, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy.errors import StudyError


def index(*dirs: Path, out: Path | None = None, shell: Annotated[Shell, Parameter(parse=False)]) -> int:
    """Write one page of all studies below some folders; return 0 when it lies there, 1 where it cannot be written."""
    refuse_empty("--out", None if out is None else str(out))
    if not dirs:
        raise Mistake("missing-argument", name="DIR")
    refuse_absent(dirs)
    from relstudy.delivery.index import is_replaceable, write_index
    from relstudy.delivery.index_source import INDEX

    page = out or Path(INDEX)
    if not is_replaceable(page):
        raise Mistake("not-an-index", name=str(page))
    if not page.absolute().parent.is_dir():
        raise Mistake("bad-value", name="--out", found=str(page))
    try:
        written = write_index(dirs, page, shell.lang)
    except StudyError as error:
        tell_faults(shell, error.faults)
        return 1
    shell.say(shell.plural("index.written", written))
    shell.say(str(page.absolute()))
    return 0
