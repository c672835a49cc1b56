"""`relstudy show`: one page of the report as plain text."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy.nearest import nearest

#: Places on a line where the result is no terminal, and the least and the most on one.
_WIDTH, _LEAST = 100, 60


def show(
    study: Path,
    page: str,
    /,
    *,
    wave: str | None = None,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Say one page of the report; return 1 where a run would be refused, whose faults are said instead."""
    refuse_empty("--wave", wave)
    name = _page_name(page)
    missing = missing_study(study)
    from relstudy.delivery.showing import ShownPage, show_page

    shown = (
        ShownPage(wave=wave, page=name, faults=(missing,))
        if missing is not None
        else show_page(study, name, wave=wave, lang=shell.lang, width=_width())
    )
    if json:
        shell.answer(shown.as_dict(shell.lang))
    if shown.text is None:
        errors = tuple(f for f in shown.faults if f.severity == "error")
        tell_faults(shell, errors)
        shell.tell(shell.word("show.refused"))
        return 1
    if not json:
        shell.say(shown.text.rstrip("\n"))
    return 0


def _page_name(page: str) -> str:
    """Return the name of a page as the report spells it; case does not matter."""
    from relstudy.report.order import PAGE_NAMES

    known = {name.casefold(): name for name in PAGE_NAMES}
    if page.casefold() not in known:
        raise Mistake(
            "unknown-page",
            found=page,
            allowed=", ".join(PAGE_NAMES),
            nearest=known.get(nearest(page.casefold(), known) or "", ""),
        )
    return known[page.casefold()]


def _width() -> int:
    if not sys.stdout.isatty():
        return _WIDTH
    return min(max(shutil.get_terminal_size((_WIDTH, 24)).columns, _LEAST), _WIDTH)
