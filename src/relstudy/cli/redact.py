"""`relstudy redact`: personal data in the verbatims and open answers of a wave, proposed for review, then replaced."""

from collections import Counter
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
    from relstudy.delivery.redaction.answers import DecidedAnswers
    from relstudy.delivery.redaction.applying import Applied
    from relstudy.delivery.redaction.proposing import Proposed

#: While a review nobody has begun waits.
_OPEN = 3


def redact(study: Path, /, *, wave: str, accept: bool = False, shell: Annotated[Shell, Parameter(parse=False)]) -> int:
    """Propose what to redact, or replace what was accepted; return 3 where nobody has decided anything, 1 where something stands against it, 4 while a run holds the wave."""
    refuse_empty("--wave", wave)
    missing = missing_study(study)
    if missing is not None:
        return _say_faults(shell, (missing,))
    return _accept(shell, study, wave) if accept else _propose(shell, study, wave)


def _propose(shell: Shell, study: Path, wave: str) -> int:
    from relstudy.delivery.redaction.applying import finish_redaction
    from relstudy.delivery.redaction.proposing import propose_redactions

    try:
        finish_redaction(study)
        proposed = propose_redactions(study, wave)
    except StudyError as error:
        return _say_faults(shell, error.faults)
    for review in proposed:
        _say_proposed(shell, review)
    waiting = any(line.decision in ("", "yes") for review in proposed for line in review.lines)
    if waiting or not any(review.lines for review in proposed):
        shell.say(shell.word("redact.accept", study=study, wave=wave))
    shell.say(shell.word("redact.key"))
    return 0


def _say_proposed(shell: Shell, proposed: "Proposed") -> None:
    if not proposed.lines:
        word = "redact.nothing-written" if proposed.of_answers else "redact.nothing"
        shell.say(shell.word(word, wave=proposed.wave, n=proposed.texts, path=proposed.path))
    else:
        shell.say(shell.plural("redact.found", len(proposed.lines)))
        for kind, number in Counter(line.kind for line in proposed.lines).items():
            shell.say(f"  - {shell.word(f'redact.kind.{kind}', n=number)}")
        shell.say(f"  {shell.plural('redact.new', len(proposed.new))}")
        shell.say(shell.plural("redact.open", len(proposed.open)))
        shell.say(shell.word("redact.table", path=proposed.path))


def _accept(shell: Shell, study: Path, wave: str) -> int:
    from relstudy.delivery.redaction.answers import settle_answers
    from relstudy.delivery.redaction.applying import apply_redactions, has_review

    progress = Progress(shell)
    today = datetime.now(tz=UTC).astimezone().date()
    try:
        answers = settle_answers(study, wave)
        applied = None
        if answers is None or has_review(study, wave):
            applied = apply_redactions(study, wave, on=today, on_step=progress.on_step)
    except StudyError as error:
        return _say_faults(shell, error.faults)
    finally:
        progress.close()
    told = _say_applied(shell, applied, wave) if applied is not None else 0
    return told or (_say_answers(shell, answers) if answers is not None else 0)


def _say_answers(shell: Shell, answers: "DecidedAnswers") -> int:
    shell.say(shell.word("redact.answers", path=answers.path))
    decided = {"replaced": answers.replaced, "kept": answers.kept, "open": answers.open}
    for key, number in decided.items():
        if number:
            shell.say(f"  {shell.plural(f'redact.{key}', number)}")
    return _OPEN if answers.open and not (answers.replaced or answers.kept) else 0


def _say_applied(shell: Shell, applied: "Applied", wave: str) -> int:
    if not applied.replaced and applied.open:
        shell.say(shell.word("redact.undecided") if not applied.kept else shell.plural("redact.kept", applied.kept))
        shell.say(shell.plural("redact.open", applied.open))
        return _OPEN
    for key in ("replaced", "kept", "codings", "open"):
        number = getattr(applied, key)
        if number or key == "replaced":
            shell.say(shell.plural(f"redact.{key}", number))
    if applied.recorded:
        shell.say(shell.word("redact.recorded", wave=wave))
    if applied.reruns:
        shell.say(shell.word("redact.reruns"))
    for rerun in applied.reruns:
        word = "left" if rerun.status == "refused" and rerun.wave != wave else rerun.status
        shell.say("  " + shell.pair(rerun.wave, shell.word(f"redact.{word}")))
    if applied.deliveries:
        shell.say(shell.word("redact.deliveries"))
    for path in applied.deliveries:
        shell.say(f"  {path}")
    tell_faults(shell, applied.still)
    return _say_faults(shell, applied.faults)


def _say_faults(shell: Shell, faults: tuple[Fault, ...]) -> int:
    """Say faults beside the result; return the exit code they call for."""
    from relstudy.delivery.jobs import exit_code

    tell_faults(shell, faults)
    return exit_code(faults)
