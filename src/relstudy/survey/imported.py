"""The record of coded interviews that came from a file: where the codings of a wave are from, and what was lost on the way."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """One file taken in: its name and hash, the program that wrote it ("" unknown), the day (None where a study was drafted from it).

    `dialect` and `score` tell how its offsets were counted, None where it has none; `codings` how many it held;
    `losses` what it held that a study has no place for, each kind with its number. `proposals` are the codes a model
    proposed to whoever coded, `item` the open question they were of ("" the interviews), so that agreement is read for
    what it is. Of a coding round (`is_round`) nothing else is kept: its file is the coder's, and no page names it.
    """

    file: str
    sha256: str
    program: str = ""
    on: date | None = None
    dialect: str | None = None
    score: float | None = None
    codings: int = 0
    losses: tuple[tuple[str, int], ...] = ()
    proposals: int = 0
    item: str = ""
    is_round: bool = False
