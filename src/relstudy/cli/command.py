"""One command as data: its name, its usage, where the work is done."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from relstudy.cli.shell import Shell

_OPTION = re.compile(r"(?<!\S)\[?(--?[a-z-]+(?: (?![-|\[])[^\s\]]+)?)")


#: What a command does: takes what its usage says, returns the exit code.
Act = Callable[..., int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: `usage` names its arguments and options; `does` hands out its function once it is built: only then is it imported."""

    path: tuple[str, ...]
    usage: str
    does: Callable[[], Act] | None = None

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the arguments as the usage spells them."""
        return tuple(re.findall(r"[\w.]*\w", _OPTION.sub("", self.usage)))

    @property
    def options(self) -> tuple[str, ...]:
        """Return the options as the usage spells them, with what they take: "--wave W", "--json"."""
        return tuple(_OPTION.findall(self.usage))

    @property
    def name(self) -> str:
        """Return the words a person types."""
        return " ".join(self.path)

    @property
    def key(self) -> str:
        """Return the key of this command in the words."""
        return "-".join(self.path)


def usage_line(shell: Shell, command: Command) -> str:
    """Return the right usage of a command in one line."""
    return f"{shell.word('help.usage')} relstudy {command.name} {command.usage}".rstrip()


def about_key(name: str) -> str:
    """Return the key of an argument or option in the words: "--wave W" is wave, "MODEL.json" is model."""
    return name.lstrip("-").partition(" ")[0].partition(".")[0].lower()


def about(shell: Shell, command: Command, name: str) -> str:
    """Return what an argument or option of a command is."""
    return shell.word(f"commands.{command.key}.about.{about_key(name)}")
