"""`relstudy check`: read everything, say every fault."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import count_faults, describe_faults
from relstudy.cli.shell import Shell, colours
from relstudy.cli.text_tables import describe_table
from relstudy.errors import Fault


def check(
    study: Path, /, *, wave: str | None = None, json: bool = False, shell: Annotated[Shell, Parameter(parse=False)]
) -> int:
    """Read a study and say every fault; return 1 if one of them is an error."""
    refuse_empty("--wave", wave)
    missing = missing_study(study)
    if missing is not None:
        from relstudy.fault_words import as_json

        if json:
            shell.answer({"ok": False, "faults": [as_json(missing, shell.lang)], "precision": [], "quotas": []})
        else:
            _say_faults(shell, (missing,))
        return 1
    from relstudy.delivery.checking import check_study

    report = check_study(study, wave=wave)
    if json:
        shell.answer(report.as_dict(shell.lang))
        return int(report.exit_code)
    _say_faults(shell, report.faults)
    facts = report.as_dict(shell.lang)
    for name in ("precision", "quotas"):
        if facts[name]:
            shell.say()
            shell.say(shell.word(f"check.{name}"))
            for line in describe_table(shell, facts[name]):
                shell.say(f"  {line}")
        for sampling in dict.fromkeys(row.get("sampling") for row in facts[name]):
            if sampling in ("quota", "unsaid"):
                shell.say(f"  {shell.word(f'check.{sampling}')}")
    return int(report.exit_code)


def _say_faults(shell: Shell, faults: tuple[Fault, ...]) -> None:
    for line in describe_faults(shell, faults, coloured=colours(sys.stdout)):
        shell.say(line)
    if faults:
        shell.say()
    shell.say(count_faults(shell, faults))
