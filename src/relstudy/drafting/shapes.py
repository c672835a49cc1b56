"""What a column of answers looks like: its distinct texts, how often each stands there, and whether they are numbers or dates.

Everything is decided on distinct texts, so a million rows cost what their folding costs.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from relstudy.folding import is_plain, look, other_of
from relstudy.tables import Table
from relstudy.tables.dates import NAMED, read_day
from relstudy.tables.numbers import read_numbers

_AS_FLOAT = re.compile(r"[-\u2212]?[0-9]+\.0+\Z")
#: A minus sign as printers set it, before a number.
_PRINTED_MINUS = re.compile(r"\A\u2212(?=[.,]?[0-9])")
_DAY = re.compile(
    r"(?:[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2}))"
    r"(?:[T ,à]+[0-9]{1,2}[:hH.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[AaPp]\.?\s?[Mm]\.?(?![A-Za-z]))?"
    # The zone a clock stood in: "Z", "UTC+1", "GMT+5:30", "CET".
    r"(?:\s*(?:[A-Za-z]{1,5})?[+-]?[0-9:]*))?\Z"
)
#: Texts that say "other" with something behind it, from which on it is an answer with what was written.
_SEVERAL_OTHERS = 2
_TIME = re.compile(r"(?:[0-9]+ days?,? )?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\Z")


@dataclass(frozen=True, eq=False, kw_only=True)
class Shape:
    """One column of answers.

    Attributes
    ----------
    name
        Its name in the file.
    texts
        Distinct texts that are not blank, in order of first appearance, shape (k,). What a program wrote as "1.0" for a
        whole number is "1"; a number below 0 has the minus of a keyboard, whichever it has in the file.
    counts
        Rows of each distinct text, shape (k,).
    numbers
        The number of each distinct text, nan where it is none, shape (k,).
    index
        Position in `texts` for each row, -1 where blank, shape (n,).
    written_as_float
        Whole numbers stand as "1.0" in the file.
    alike
        Number of further texts that only look like one of `texts` and are counted with it.
    """

    name: str
    texts: tuple[str, ...]
    counts: np.ndarray
    numbers: np.ndarray
    index: np.ndarray = field(repr=False)
    written_as_float: bool = False
    alike: int = 0

    @property
    def rows(self) -> int:
        """Return the number of rows of the file."""
        return len(self.index)

    @property
    def values(self) -> np.ndarray:
        """Return the number of each row, 0 where it is blank, (n,)."""
        found: np.ndarray = np.append(self.numbers, 0.0)[self.index]
        return found

    @property
    def filled(self) -> int:
        """Return the number of rows that are not blank."""
        return int(self.counts.sum())

    @property
    def distinct(self) -> int:
        """Return the number of distinct texts."""
        return len(self.texts)

    @cached_property
    def is_numeric(self) -> bool:
        """Tell whether every text is a number."""
        return self.distinct > 0 and not bool(np.isnan(self.numbers).any())

    @cached_property
    def is_whole(self) -> bool:
        """Tell whether every text is a whole number."""
        return self.is_numeric and bool(np.equal(np.mod(self.numbers, 1), 0).all())

    @cached_property
    def is_time(self) -> bool:
        """Tell whether nearly every text is a date or a time."""
        return self._share(lambda text: _is_day(text) or bool(_TIME.match(text))) >= 0.95

    @cached_property
    def is_date(self) -> bool:
        """Tell whether nearly every text is a date."""
        return self._share(_is_day) >= 0.95

    def _share(self, holds: Callable[[str], bool]) -> float:
        fits = np.array([holds(text) for text in self.texts], dtype=bool)
        return float(self.counts[fits].sum() / self.filled) if self.filled else 0.0


def _is_day(text: str) -> bool:
    return bool(_DAY.match(text)) or read_day(text, NAMED) is not None


def shape_of(table: Table, name: str) -> Shape:
    """Return the shape of one column of a table."""
    column = table.column(name).merged()
    raw = [str(text) for text in column.texts.tolist()]
    read = read_numbers(np.array(raw, dtype=object), decimal_comma=table.decimal_comma)
    values = np.where(np.isnan(column.numbers), read.values, column.numbers) if raw else np.empty(0)
    if read.with_comma.any() and read.with_point.any():
        # Two conventions in one column: nobody can tell which numbers they are.
        values = np.full(len(raw), np.nan)
    as_float = any(_AS_FLOAT.match(text) for text in raw) and all(
        not text or not np.isnan(value) for text, value in zip(raw, values, strict=True)
    )
    whole = as_float and bool(np.equal(np.mod(values[~np.isnan(values)], 1), 0).all())
    place: dict[str, int] = {}
    to = []
    for text in raw:
        settled = _PRINTED_MINUS.sub("-", text.partition(".")[0] if whole else text)
        to.append(place.setdefault(settled, len(place)) if settled else -1)
    index = np.array([*to, -1], dtype=np.int32)[column.index] if raw else np.empty(0, dtype=np.int32)
    counts = np.bincount(index[index >= 0], minlength=len(place)).astype(np.int64)
    numbers = np.full(len(place), np.nan)
    for value, position in zip(values, to, strict=True):
        if position >= 0:
            numbers[position] = value
    kept = _of_looks(list(place), counts)
    if kept is not None:
        index = np.append(kept, -1)[index]
        counts = np.bincount(index[index >= 0], minlength=len(place)).astype(np.int64)
    there = counts > 0
    if not there.all():
        moved = np.append(np.where(there, np.cumsum(there) - 1, -1), -1)
        index, counts, numbers = moved[index], counts[there], numbers[there]
    texts = tuple(text for text, kept in zip(place, there.tolist(), strict=True) if kept)
    alike = sum(here != at for at, here in enumerate(kept.tolist())) if kept is not None else 0
    return Shape(
        name=name, texts=texts, counts=counts, numbers=numbers, index=index, written_as_float=whole, alike=alike
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class GatheredOthers:
    """A column in which the answer "other" is one, whatever was written behind it.

    `answer` is that answer as it stands first, `texts` how many distinct texts say it with something behind.
    """

    shape: Shape
    answer: str
    texts: int


def gather_others(shape: Shape) -> GatheredOthers | None:
    """Return a column with its answers "other" gathered; None where no text says it so, or a single one that is an answer of several."""
    said = [other_of(text) for text in shape.texts]
    others = [other for other in said if other is not None]
    if not others or (len(others) < _SEVERAL_OTHERS and not _is_written_once(shape, said.index(others[0]))):
        return None
    plain = {look(text): text for text in [*others, *shape.texts][::-1]}
    place: dict[str, int] = {}
    to = [
        place.setdefault(text if o is None else plain[look(o)], len(place))
        for text, o in zip(shape.texts, said, strict=True)
    ]
    index = np.array([*to, -1], dtype=np.int32)[shape.index]
    counts = np.bincount(index[index >= 0], minlength=len(place)).astype(np.int64)
    numbers = np.full(len(place), np.nan)
    numbers[to] = shape.numbers
    gathered = replace(shape, texts=tuple(place), counts=counts, numbers=numbers, index=index)
    return GatheredOthers(shape=gathered, answer=others[0], texts=len(others))


def _is_written_once(shape: Shape, place: int) -> bool:
    """Tell whether a text stands once among answers that all come back: one respondent wrote it."""
    others = np.delete(shape.counts, place)
    return shape.counts[place] == 1 and len(others) > 1 and bool((others > 1).all())


def _of_looks(texts: Sequence[str], counts: np.ndarray) -> np.ndarray | None:
    """Return for each distinct text the place of the plainest that looks like it, then most frequent.

    None where all look different.

    A column in which hardly any text comes back holds ids or sentences: they stay as they are.
    """
    if not texts or 2 * len(texts) > int(counts.sum()) + 1:
        return None
    by_look: dict[str, int] = {}
    for place, text in enumerate(texts):
        seen = look(text)
        best = by_look.setdefault(seen, place)
        if (is_plain(text), counts[place]) > (is_plain(texts[best]), counts[best]):
            by_look[seen] = place
    if len(by_look) == len(texts):
        return None
    return np.array([by_look[look(text)] for text in texts], dtype=np.int64)
