"""What a command made, for it to say: files, what is left to settle, what is still awaited."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from relstudy.drafting.proposal import Remark
from relstudy.errors import Fault
from relstudy.words import Lang, load_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made.

    `files` are paths below `folder`; `wave` is the wave made of a study that was there already. `remarks` are (file,
    item or None, remark). `counts` are numbers of items by type; `awaits` is a file the study still waits for; `faults`
    are notes on what was read.
    """

    folder: Path
    files: tuple[str, ...]
    wave: str | None = None
    remarks: tuple[tuple[str, str | None, Remark], ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    left_out: int = 0
    awaits: str | None = None
    faults: tuple[Fault, ...] = ()


def remarks_in(texts: Mapping[str, str], lang: Lang) -> tuple[tuple[str, str | None, Remark], ...]:
    """Return what the comments of ready-made files ask to settle, in the order of the files."""
    mark = f"# {load_words(lang, 'draft')['mark']} "
    return tuple(
        (file, None, Remark("said", {"text": line.strip().removeprefix(mark)}))
        for file, text in texts.items()
        for line in text.splitlines()
        if line.strip().startswith(mark)
    )
