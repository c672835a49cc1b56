"""A coding round: what one coder is given to read, the codes they may give, and what they gave back.

A text longer than a row of a sheet shows is cut into passages that follow each other without a gap. Offsets are code
points from 0, end excluded, into the whole text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

#: What the hidden sheet of a round says it is, and its name.
FORMAT, ROUND_SHEET = "relstudy coding round 1", "round"
#: What the hidden sheet calls a code that a model proposed.
PROPOSED = "proposal"
#: Rows of a sheet: names of columns for the program (hidden), their heads, then the first line.
NAMES_ROW, HEADS_ROW, FIRST_ROW = range(3)
#: Signs and lines that one row shows whole.
_LONGEST, _LINES = 1200, 22
#: A label in a drop-down is no longer.
_SHOWN = 120
#: Where a passage may end, best first: an empty line, a line, a sentence, a word.
_ENDS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?…][»\"”]?\s+"), re.compile(r"\s+"))
_SPACES = re.compile(r"\s+")
#: Signs that a keyboard, Excel or a word processor puts for each other.
_ALIKE = ("'’‘ʼ′", '"“”„«»', "-‐‑–—−")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage to read: the id of its text, of the case it belongs to, and where it stands in the text."""

    unit: str
    case: str
    start: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedCode:
    """A code a coder may give, with what the codebook says of it; `depth` tells how many codes are above it."""

    id: str
    label: str
    depth: int = 0
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""

    @property
    def shown(self) -> str:
        """Return the entry of the drop-down: the label, then the id, which tells apart codes that are named alike."""
        label = _SPACES.sub(" ", self.label).strip()
        return f"{label if len(label) <= _SHOWN else label[: _SHOWN - 1] + '…'} [{self.id}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCode:
    """A code a model proposes for a text, the words that weigh in it, how sure it is (0-1). It is no coding before a person says so."""

    code: OfferedCode
    words: tuple[str, ...]
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRound:
    """What a coder is given. `total` texts there are, `given` of them stand in the round; fewer where some were drawn.

    `item` is the open question whose answers they are, "" where they are what was said in interviews. `proposed` are
    codes proposed by text, None where none were asked for.
    """

    study: str
    name: str
    wave: str
    coder: str
    passages: tuple[Passage, ...]
    codes: tuple[OfferedCode, ...]
    given: int
    total: int
    seed: int
    item: str = ""
    question: str = ""
    proposed: Mapping[str, tuple[ProposedCode, ...]] | None = None

    @property
    def is_drawn(self) -> bool:
        """Tell whether only some of the texts are given."""
        return self.given < self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLine:
    """One line a coder filled in: where it stands in the workbook, its text and passage, and what was written there as text.

    `start` is None for a line that belongs to no passage. `not_read` tells that the coder says so of the text.
    """

    sheet: str
    line: int
    unit: str
    start: int | None
    text: str
    code: str
    quote: str
    valence: str
    prompted: str
    stance: str
    not_read: str

    @property
    def is_filled(self) -> bool:
        """Tell whether anything but the code was written."""
        return any((self.quote, self.valence, self.prompted, self.stance))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRound:
    """A round as it came back: the study, wave and coder it was made for, and its lines in the order of the workbook.

    `texts` are as many as the coder was given, None where the workbook does not say; `beside` are columns somebody added
    and filled, which a round has no place for. `proposed` are the codes a model proposed, with their texts.
    """

    file: str
    study: str
    wave: str
    coder: str
    lines: tuple[GivenLine, ...]
    proposed: frozenset[tuple[str, str]] = frozenset()
    item: str = ""
    texts: int | None = None
    beside: tuple[str, ...] = ()


def cut_text(text: str) -> Iterator[tuple[int, int]]:
    """Yield the passages of a text as (start, end), each short enough to be read in one row; they follow without a gap."""
    start = 0
    while start < len(text):
        end = _end(text, start)
        yield start, end
        start = end


def _end(text: str, start: int) -> int:
    rest = text[start : start + _LONGEST + 1]
    rows = [found.end() for found in re.finditer("\n", rest)]
    limit = min(_LONGEST, rows[_LINES - 1] if len(rows) >= _LINES else _LONGEST)
    if len(rest) <= limit:
        return start + len(rest)
    for pattern in _ENDS:
        ends = [found.end() for found in pattern.finditer(rest, 0, limit) if found.end() > limit // 2]
        if ends:
            return start + ends[-1]
    return start + limit


def find_quote(text: str, quote: str, *, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Return where a text has a quote: first inside start and end, else anywhere; None where it has it nowhere.

    White space of any kind and length is one; kinds of quotation marks, apostrophes and dashes do not matter; marks of
    quotation around the quote may be the coder's own.
    """
    for wanted in dict.fromkeys((quote.strip(), quote.strip().strip(_ALIKE[1]).strip())):
        if not wanted:
            continue
        pattern = re.compile(r"\s+".join("".join(map(_sign, word)) for word in wanted.split()))
        found = pattern.search(text, start, len(text) if end is None else end) or pattern.search(text)
        if found is not None:
            return found.span()
    return None


def _sign(sign: str) -> str:
    alike = next((signs for signs in _ALIKE if sign in signs), None)
    return re.escape(sign) if alike is None else f"[{re.escape(alike)}]"


def same_words(text: str, other: str) -> bool:
    """Tell whether two texts are the same but for white space, which a workbook does not keep as it was."""
    return _SPACES.sub(" ", text).strip() == _SPACES.sub(" ", other).strip()
