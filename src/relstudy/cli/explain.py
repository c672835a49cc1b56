"""`relstudy explain`: where a number comes from."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.shell import Shell


def explain(
    study: Path,
    key: str,
    /,
    *,
    wave: str | None = None,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Say where a published number comes from and count it again; return 1 where the study has faults or has no such number."""
    refuse_empty("--wave", wave)
    missing = missing_study(study)
    from relstudy.delivery.explaining import Explanation, explain_cell

    told = (
        Explanation(key=key, wave=wave, faults=(missing,))
        if missing is not None
        else explain_cell(study, key, wave=wave, lang=shell.lang)
    )
    if json:
        shell.answer(told.as_dict(shell.lang))
    if told.faults:
        tell_faults(shell, told.faults)
        return 1
    if not json:
        shell.say(told.text)
    return 0
