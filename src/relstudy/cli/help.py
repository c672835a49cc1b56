"""Help in French or English, from the registry of commands and the words; nothing else is imported."""

import shutil
import textwrap

from relstudy.cli.command import Command, about, usage_line
from relstudy.cli.commands import COMMANDS, below
from relstudy.cli.shell import Shell

_INDENT = "  "


def show_program(shell: Shell) -> None:
    """Show what relstudy does, its commands and what every command takes."""
    shell.say(shell.word("program.summary"))
    shell.say()
    shell.say(f"{shell.word('help.usage')} relstudy {shell.word('help.command')} ...")
    shell.say()
    shell.say(shell.word("help.commands"))
    _show_rows(shell, [(f"{c.name} {c.usage}", _summary(shell, c)) for c in COMMANDS])
    shell.say()
    _show_common(shell, version=True)
    shell.say()
    _show_text(shell, shell.word("program.codes"))


def show_group(shell: Shell, group: str) -> None:
    """Show the commands that share a first word."""
    shell.say(shell.word(f"groups.{group}"))
    shell.say()
    shell.say(shell.word("help.commands"))
    _show_rows(shell, [(f"{c.name} {c.usage}", _summary(shell, c)) for c in below(group)])
    shell.say()
    _show_common(shell)


def show_command(shell: Shell, command: Command) -> None:
    """Show one command: usage, what it does, its arguments and options."""
    shell.say(usage_line(shell, command))
    shell.say()
    _show_text(shell, _summary(shell, command))
    detail = shell.word(f"commands.{command.key}.detail")
    if detail:
        _show_text(shell, detail)
    for heading, names in (("arguments", command.arguments), ("options", command.options)):
        if names:
            shell.say()
            shell.say(shell.word(f"help.{heading}"))
            _show_rows(shell, [(name, about(shell, command, name)) for name in names])
    shell.say()
    _show_common(shell)


def _summary(shell: Shell, command: Command) -> str:
    text = shell.word(f"commands.{command.key}.summary")
    return text if command.does is not None else f"{text} ({shell.word('help.later')})"


def _show_common(shell: Shell, *, version: bool = False) -> None:
    shell.say(shell.word("help.common"))
    rows = [("--lang fr|en", shell.word("program.lang")), ("--help, -h", shell.word("program.help"))]
    if version:
        rows.append(("--version", shell.word("program.version")))
    _show_rows(shell, rows)


def _show_rows(shell: Shell, rows: list[tuple[str, str]]) -> None:
    """Show names and what they mean in two columns; a name too long for its column takes a line of its own."""
    width = _width()
    column = min(max(len(name) for name, _ in rows) + 2, 26)
    for name, text in rows:
        lines = textwrap.wrap(text, max(width - column - len(_INDENT), 20)) or [""]
        if len(name) + 2 > column:
            shell.say(_INDENT + name)
        else:
            shell.say(f"{_INDENT}{name:<{column}}{lines.pop(0)}")
        for line in lines:
            shell.say(f"{_INDENT}{'':<{column}}{line}")


def _show_text(shell: Shell, text: str) -> None:
    for paragraph in text.strip().split("\n"):
        for line in textwrap.wrap(paragraph, _width()) or [""]:
            shell.say(line)


def _width() -> int:
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 100))
