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
#: Lines for remarks of one kind whose words differ; the last one names the other items, whose words are in the file.
_SENTENCES = 3


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
        for sentence, items in _by_sentence(said):
            more = f" (+{len(items) - _NAMED})" if len(items) > _NAMED else ""
            where = f"{', '.join(items[:_NAMED])}{more}{shell.word('draft.colon')} " if items else ""
            shell.say(f"    - {where}{sentence or shell.word('draft.likewise')}")


def _by_sentence(said: list[tuple[str | None, str]]) -> list[tuple[str, list[str]]]:
    """Return the sentences of one kind with the items each is said of; those beyond the first few together, with "".

    Points or answers that one sentence names are those of its own items alone.
    """
    items_of: dict[str, dict[str, None]] = {}
    for item, sentence in said:
        items_of.setdefault(sentence, {}).update({} if item is None else {item: None})
    told = [(sentence, list(items)) for sentence, items in items_of.items()]
    if len(told) <= _SENTENCES:
        return told
    rest = list(dict.fromkeys(item for _, items in told[_SENTENCES - 1 :] for item in items))
    return [*told[: _SENTENCES - 1], ("", rest)]
