"""From the tokens after a command's name to the arguments of its function, by cyclopts; its errors said our way."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cyclopts import App, Parameter
from cyclopts.exceptions import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from relstudy.cli.command import Act, Command
from relstudy.cli.mistakes import Mistake
from relstudy.nearest import nearest

_WHOLE = re.compile(r"[-+]?[0-9]+")
_NEGATIVE = re.compile(r"-\d+(?:[.,]\d+)?")


def bind(function: Act, command: Command, tokens: Sequence[str]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the positional and the named arguments of a command's function, converted as its signature says.

    Raises
    ------
    Mistake
        The line does not fit the command: unknown option first, since it explains most of the rest.
    """
    _refuse_unknown_options(command, tokens)
    app = App(
        name=command.name,
        help_flags=(),
        version_flags=(),
        default_parameter=Parameter(negative=()),
        result_action="return_value",
    )
    app.default(function)
    try:
        _, bound, _ = app.parse_args(tokens, print_error=False, exit_on_error=False)
    except CycloptsError as error:
        raise _mistake(error, command) from error
    _refuse_broken_counts(bound.arguments, tokens)
    return bound.args, dict(bound.kwargs)


def option_names(command: Command) -> tuple[str, ...]:
    """Return the names of a command's options, without what they take."""
    return tuple(option.partition(" ")[0] for option in command.options)


def _refuse_broken_counts(arguments: Mapping[str, object], tokens: Sequence[str]) -> None:
    """Refuse a count that is written as anything but a whole number: cyclopts takes 2.5 for 2."""
    for argument, value in arguments.items():
        name = f"--{argument.replace('_', '-')}"
        if type(value) is not int:
            continue
        for given, following in zip(tokens, (*tokens[1:], ""), strict=True):
            found = (
                following if given == name else given.removeprefix(f"{name}=") if given.startswith(f"{name}=") else ""
            )
            if found and _WHOLE.fullmatch(found) is None:
                raise Mistake("bad-count", name=name, found=found)


def _refuse_unknown_options(command: Command, tokens: Sequence[str]) -> None:
    known = option_names(command)
    for given in tokens:
        if given == "--":
            return
        name = given.partition("=")[0]
        if _NEGATIVE.fullmatch(given):  # what an option takes, wrongly perhaps; the option says so
            continue
        if name.startswith("-") and name != "-" and name not in known:
            near = nearest(name, (*known, "--help", "--lang")) or ""
            raise Mistake("unknown-option", found=name, nearest=near)


def _mistake(error: CycloptsError, command: Command) -> Mistake:
    name = _argument_name(error, command)
    match error:
        case MissingArgumentError():
            given = any(token.partition("=")[0] == name for token in error.root_input_tokens or ())
            kind = "missing-argument" if not name.startswith("-") else "missing-value" if given else "missing-option"
            return Mistake(kind, name=name)
        case RepeatArgumentError():
            return Mistake("repeated-option", name=error.token.keyword or name)
        case CoercionError():
            kind = "bad-count" if error.target_type is int else "bad-value"
            return Mistake(kind, name=name, found=error.token.value if error.token else "")
        case UnusedCliTokensError():
            return Mistake("unexpected-argument", found=(error.unused_tokens or [""])[0])
        case UnknownOptionError():
            found = error.token.keyword or error.token.value
            return Mistake("unknown-option", found=found, nearest=nearest(found, option_names(command)) or "")
        case _:
            return Mistake("bad-line", found=" ".join(error.root_input_tokens or ()))


def _argument_name(error: CycloptsError, command: Command) -> str:
    """Return the name of the argument an error is about, as the usage spells it."""
    argument = error.argument
    if argument is None:
        return ""
    if argument.field_info.is_keyword:
        return str(argument.name)
    index = argument.index or 0
    return command.arguments[index] if index < len(command.arguments) else str(argument.name)
