"""From a command line to an exit code: language, help, the command, and what is said when one of them goes wrong.

Light on purpose: help, a wrong line or an unchanged run import neither pandas nor Prefect.
"""

import os
import sys
from collections.abc import Sequence

from relstudy import __version__
from relstudy.cli.command import Command
from relstudy.cli.commands import below, groups
from relstudy.cli.failures import (
    INTERNAL,
    INTERRUPTED,
    WRONG_LINE,
    say_crash,
    say_interrupted,
    say_mistake,
    say_not_available,
)
from relstudy.cli.help import show_command, show_group, show_program
from relstudy.cli.interrupts import end_when_interrupted
from relstudy.cli.language import language_of, take_language
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell, soften_streams
from relstudy.collecting import collect_seldom, leave_uncollected
from relstudy.nearest import nearest

_HELP = ("--help", "-h")


def run_program() -> int:
    """Carry out the command line of this process, which ends with it, and return its exit code."""
    collect_seldom()
    code = main()
    leave_uncollected()
    return code


def main(argv: list[str] | None = None) -> int:
    """Carry out one command line and return its exit code (contract, section 1)."""
    soften_streams()
    # A study's products of matrices are small: threads that wait for each other took a twentieth of a run, and their
    # number moves last digits.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    given = list(sys.argv[1:] if argv is None else argv)
    lang, tokens, wrong = take_language(given, language_of(os.environ))
    shell = Shell(lang=lang)
    command: Command | None = None
    if wrong is not None:
        say_mistake(shell, wrong, command, tokens)
        return WRONG_LINE
    try:
        command, rest = _find(tokens)
        with end_when_interrupted(lambda: say_interrupted(shell, command, tokens), code=INTERRUPTED):
            return _carry_out(shell, command, rest)
    except Mistake as mistake:
        say_mistake(shell, mistake, command, tokens)
        return WRONG_LINE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last wall: a traceback goes to a log, never to the screen
        say_crash(shell, error, command, given)
        return INTERNAL


def _find(tokens: Sequence[str]) -> tuple[Command | None, list[str]]:
    """Return the command named by the first tokens and what follows; None where help or version is asked of the program."""
    if not tokens or tokens[0] in (*_HELP, "--version"):
        return None, list(tokens)
    first = tokens[0]
    if first.startswith("-"):
        raise Mistake("unknown-option", found=first, nearest=nearest(first, (*_HELP, "--version", "--lang")) or "")
    if first not in groups():
        raise Mistake("unknown-command", found=first, nearest=nearest(first, groups()) or "")
    family = below(first)
    if family[0].path == (first,):
        return family[0], list(tokens[1:])
    actions = tuple(c.path[1] for c in family)
    second = tokens[1] if len(tokens) > 1 else ""
    if second in _HELP:
        return None, list(tokens)
    for candidate in family:
        if candidate.path[1] == second:
            return candidate, list(tokens[2:])
    if not second or second.startswith("-"):
        raise Mistake("missing-action", command=first, allowed=", ".join(actions))
    raise Mistake("unknown-command", found=f"{first} {second}", nearest=nearest(second, actions) or "")


def _carry_out(shell: Shell, command: Command | None, tokens: list[str]) -> int:
    options = tokens[: tokens.index("--")] if "--" in tokens else tokens
    if command is None:
        if tokens[:1] == ["--version"]:
            shell.say(f"relstudy {__version__}")
        elif tokens and tokens[0] not in _HELP:
            show_group(shell, tokens[0])
        else:
            show_program(shell)
        return 0
    if any(token in _HELP for token in options):
        show_command(shell, command)
        return 0
    if command.does is None:
        say_not_available(shell, command, tokens)
        return WRONG_LINE
    from relstudy.cli.parsing import bind

    act = command.does()
    arguments, named = bind(act, command, tokens)
    return act(*arguments, **named, shell=shell)
