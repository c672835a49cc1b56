"""`relstudy template check`: what a deck template lacks."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relstudy.cli.fault_list import tell_faults
from relstudy.cli.shell import Shell


def check_template(file: Path, /, *, json: bool = False, shell: Annotated[Shell, Parameter(parse=False)]) -> int:
    """Say what a deck template lacks, and what is doubtful in it; return 1 where slides could not be set in it."""
    from relstudy.delivery.deck_sources import doubt_file
    from relstudy.fault_words import as_json

    faults = doubt_file(file)
    lacks = any(fault.severity == "error" for fault in faults)
    if json:
        shell.answer({"ok": not lacks, "faults": [as_json(fault, shell.lang) for fault in faults]})
    tell_faults(shell, faults)
    if not lacks and not json:
        shell.say(shell.word("template.whole", file=file.name))
    return 1 if lacks else 0
