"""What `new` and `wave` say: what was made, what is left to settle, what to type next."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from relstudy.cli.fault_list import count_faults, describe_faults
from relstudy.cli.shell import Shell, colours
from relstudy.errors import StudyError

if TYPE_CHECKING:
    from relstudy.drafting.made import Made

#: Remarks of one kind named in full; further ones are counted.
_NAMED = 6


def say_refused(shell: Shell, error: StudyError, *, coloured: TextIO) -> int:
    """Say why nothing was made; return the exit code."""
    for line in describe_faults(shell, error.faults, coloured=colours(coloured)):
        shell.say(line)
    shell.say()
    shell.say(count_faults(shell, error.faults))
    return 2 if {f.code for f in error.faults if f.severity == "error"} == {"not-available"} else 1


def say_made(shell: Shell, made: "Made", *, study: Path) -> None:
    """Say what was made and what is left to do."""
    shell.say(shell.word("draft.made", folder=made.folder))
    for file in made.files:
        shell.say(f"  {file}")
    if made.counts:
        total = sum(number for _, number in made.counts)
        kinds = ", ".join(f"{number} {kind}" for kind, number in made.counts)
        shell.say(f"{shell.plural('draft.items', total)}{shell.word('draft.colon')} {kinds}")
    if made.left_out:
        shell.say(shell.plural("draft.left-out", made.left_out))
    _say_remarks(shell, made)
    shell.say()
    if made.awaits is not None:
        key = "draft.awaits" if made.awaits.endswith(".csv") else "draft.awaits-data"
        shell.say(shell.word(key, file=made.awaits))
    wave = f" --wave {made.wave}" if made.wave is not None else ""
    shell.say(shell.word("draft.next", command=f"relstudy check {shlex.quote(str(study))}{wave}"))


def _say_remarks(shell: Shell, made: "Made") -> None:
    from relstudy.drafting.writing import remark_sentence

    shell.say()
    if not made.remarks:
        shell.say(shell.word("draft.nothing-to-settle"))
        return
    shell.say(shell.plural("draft.to-settle", len(made.remarks)))
    by_kind: dict[tuple[str, str], list[tuple[str | None, str]]] = {}
    for file, item, remark in made.remarks:
        sentence = remark_sentence(remark, shell.lang)
        by_kind.setdefault((file, remark.key if item is not None else sentence), []).append((item, sentence))
    file_before = ""
    for (file, _), said in by_kind.items():
        if file != file_before:
            shell.say(f"  {file}")
            file_before = file
        items = list(dict.fromkeys(item for item, _ in said if item is not None))
        more = f" (+{len(items) - _NAMED})" if len(items) > _NAMED else ""
        where = f"{', '.join(items[:_NAMED])}{more}{shell.word('draft.colon')} " if items else ""
        # Of several remarks of one kind the first sentence shows what they are about; the file has each.
        shell.say(f"    - {where}{said[0][1]}")
