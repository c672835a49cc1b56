"""`relstudy import`: coded interviews of another program into the tables of a wave."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.shell import Shell
from relstudy.errors import Fault, StudyError
from relstudy.fault_words import as_json
from relstudy.words import tell_counting

if TYPE_CHECKING:
    from relstudy.delivery.importing import Imported
    from relstudy.exchange.coded_material import Loss

#: Nothing was read.
_NOTHING: dict[str, object] = {
    "cases": 0,
    "verbatims": 0,
    "codings": 0,
    "codes": 0,
    "dialect": None,
    "score": None,
    "losses": [],
}
#: Documents named of those a loss stood in.
_NAMED = 5


def import_interviews(
    study: Path,
    file: Path,
    /,
    *,
    wave: str,
    interviewer: str | None = None,
    force: bool = False,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Import a file into a wave; return 1 where something stands against it, 4 while a run holds the wave."""
    refuse_empty("--wave", wave)
    refuse_empty("--interviewer", interviewer)
    missing = missing_study(study)
    if missing is not None:
        return _refuse(shell, (missing,), json=json)
    from relstudy.delivery.importing import import_file

    asking = None if interviewer is None else [name.strip() for name in interviewer.split(",") if name.strip()]
    try:
        today = datetime.now(tz=UTC).astimezone().date()
        done = import_file(study, file, wave=wave, on=today, asking=asking, force=force)
    except StudyError as error:
        return _refuse(shell, error.faults, json=json)
    if json:
        shell.answer({**done.as_dict(), "faults": [as_json(one, shell.lang) for one in done.faults]})
    else:
        _say(shell, done)
    tell_faults(shell, done.faults)
    return 0


def _refuse(shell: Shell, faults: tuple[Fault, ...], *, json: bool) -> int:
    from relstudy.delivery.jobs import exit_code

    if json:
        shell.answer({**_NOTHING, "faults": [as_json(one, shell.lang) for one in faults]})
    tell_faults(shell, faults)
    shell.tell(shell.word("import.refused"))
    return exit_code(faults)


def _say(shell: Shell, done: "Imported") -> None:
    material = done.material
    texts = (("cases", material.cases), ("verbatims", material.verbatims))
    if done.of_answers:
        shell.say(f"  {shell.plural('import.answers', len(material.reads))}")
    for stem, found in (
        *(() if done.of_answers else texts),
        ("codings", material.codings),
        ("codes", material.codes),
    ):
        new = done.added["codebook" if stem == "codes" else stem]
        shell.say(f"  {shell.plural(f'import.{stem}', len(found))} ({shell.plural('import.new', new)})")
    if done.replaced:
        shell.say(f"  {shell.plural('import.replaced', done.replaced)}")
    if material.dialect is not None and material.score is not None:
        score = f"{material.score:.2f}".replace(".", "," if shell.lang == "fr" else ".")
        shell.say(shell.word("import.dialect", dialect=tell_counting(material.dialect, shell.lang), score=score))
    gone, kept = material.lost, tuple(one for one in material.losses if one not in material.lost)
    shell.say(shell.word("import.losses" if gone else "import.no-losses"))
    _list(shell, gone)
    if kept:
        shell.say(shell.word("import.to-know"))
        _list(shell, kept)


def _list(shell: Shell, found: Sequence["Loss"]) -> None:
    """Say of each kind what there is of it, and where."""
    for what in dict.fromkeys(loss.what for loss in found):
        losses = [loss for loss in found if loss.what == what]
        places = ", ".join(loss.where for loss in losses[:_NAMED]) + (", …" if len(losses) > _NAMED else "")
        shell.say(
            "  - " + shell.pair(shell.word(f"import.loss.{what}"), f"{sum(loss.n for loss in losses)} ({places})")
        )
