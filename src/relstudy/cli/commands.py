"""The commands of relstudy as data: name, usage, where the work is done. Their words lie in `templates/words/<lang>/cli.toml`.

To build a command that was announced: write `cli/<name>.py` with one function, name it in `does`, and give its options
their words. Nothing else knows the list.
"""

import re
from dataclasses import dataclass

_OPTION = re.compile(r"(?<!\S)\[?(--?[a-z-]+(?: (?![-|\[])[^\s\]]+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: `usage` names its arguments and options; `does` is "module:function" once it is built."""

    path: tuple[str, ...]
    usage: str
    does: str | None = None

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


COMMANDS: tuple[Command, ...] = (
    Command(path=("new",), usage="DIR [--from FILE|STUDY]", does="relstudy.cli.new:new"),
    Command(path=("check",), usage="STUDY [--wave W] [--json]", does="relstudy.cli.check:check"),
    Command(
        path=("run",),
        usage="STUDY [--wave W | --all] [--out DIR] [--langs fr,en] [--draft] [--plain] [--force] [--json]",
        does="relstudy.cli.run:run",
    ),
    Command(path=("show",), usage="STUDY PAGE [--wave W] [--json]", does="relstudy.cli.show:show"),
    Command(path=("explain",), usage="STUDY KEY [--wave W] [--json]"),
    Command(path=("compare",), usage="STUDY W1 W2 [--json]"),
    Command(path=("wave",), usage="STUDY W2 --from W1", does="relstudy.cli.wave:wave"),
    Command(path=("freeze",), usage="STUDY --wave W"),
    Command(path=("deliver",), usage="STUDY --wave W"),
    Command(path=("type",), usage="MODEL.json FILE -o OUT.csv"),
    Command(path=("schedule",), usage="STUDY ..."),
    Command(path=("forget",), usage="STUDY ID"),
    Command(path=("server", "start"), usage="[--json]", does="relstudy.cli.server:start"),
    Command(path=("server", "stop"), usage="[--json]", does="relstudy.cli.server:stop"),
    Command(path=("server", "status"), usage="[--json]", does="relstudy.cli.server:status"),
    Command(path=("demo",), usage="[DIR] [--no-open]", does="relstudy.cli.demo:demo"),
)


def groups() -> tuple[str, ...]:
    """Return the first words of commands, each once, in order."""
    return tuple(dict.fromkeys(c.path[0] for c in COMMANDS))


def below(group: str) -> tuple[Command, ...]:
    """Return the commands that begin with a word."""
    return tuple(c for c in COMMANDS if c.path[0] == group)
