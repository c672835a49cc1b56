"""One column of a file, folded: its distinct values and, for each row, which of them stands there.

Everything that is decided about an answer is decided once per distinct value, so that a million rows cost one
look-up table. The folding is the reader's work; nothing later loops over rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from relstudy.folding import strip_cell
from relstudy.tables.numbers import percent_text


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Column:
    """One column: `texts[index]` is what stands in each row.

    Attributes
    ----------
    texts
        Distinct stripped texts, shape (k,), object; "" is a blank. One text may stand twice: typed and as text.
    numbers
        The number of a distinct value that the file holds as a number, shape (k,); nan for text.
    index
        Position in `texts` for each row, shape (n,), integer.
    percent
        Mask, shape (k,), of the typed numbers that the workbook shows as per cent; None where there is none. Such a
        number has the text of a number, "0.025", here as everywhere: only `shown` tells "2.5 %".
    """

    texts: np.ndarray
    numbers: np.ndarray
    index: np.ndarray
    percent: np.ndarray | None = None

    def text(self) -> np.ndarray:
        """Return the text of each row, shape (n,), object; "" where blank."""
        text: np.ndarray = self.texts[self.index] if len(self.texts) else np.empty(0, dtype=object)
        return text

    def shown(self) -> np.ndarray:
        """Return the text of each row as `text` does, a number that the workbook shows as per cent as "2.5 %"."""
        if self.percent is None:
            return self.text()
        texts = self.texts.copy()
        texts[self.percent] = [percent_text(number) for number in self.numbers[self.percent].tolist()]
        shown: np.ndarray = texts[self.index]
        return shown

    def blank(self) -> np.ndarray:
        """Return the mask, shape (n,), of blank cells."""
        if not len(self.texts):
            return np.zeros(0, dtype=bool)
        blank: np.ndarray = np.equal(self.texts, "").astype(bool)[self.index]
        return blank

    def counts(self) -> np.ndarray:
        """Return the number of rows of each distinct value, shape (k,)."""
        return np.bincount(self.index, minlength=len(self.texts))

    def first_rows(self) -> np.ndarray:
        """Return the first row of each distinct value, shape (k,); the number of rows for one that does not occur."""
        n = len(self.index)
        first = np.full(len(self.texts), n, dtype=np.int64)
        # Of several writes to one place the last stands: written backwards, that is the first row.
        first[self.index[::-1]] = np.arange(n - 1, -1, -1)
        return first

    def take(self, rows: np.ndarray) -> "Column":
        """Return the column of some rows, given as a mask or as positions; values that no longer occur are dropped."""
        index = self.index[rows]
        there = np.bincount(index, minlength=len(self.texts)) > 0
        if there.all():
            return Column(texts=self.texts, numbers=self.numbers, index=index, percent=self.percent)
        percent = None if self.percent is None else self.percent[there]
        position = np.cumsum(there) - 1
        index = position[index].astype(np.int32)
        return Column(texts=self.texts[there], numbers=self.numbers[there], index=index, percent=percent)

    def merged(self) -> "Column":
        """Return the column with every text once, whether it was typed or not, and in whatever format it was shown."""
        texts = self.texts.tolist()
        if len(set(texts)) == len(texts):
            return replace(self, percent=None)
        place: dict[str, int] = {}
        to = np.array([place.setdefault(text, len(place)) for text in texts], dtype=np.int32)
        numbers = np.full(len(place), np.nan)
        typed = ~np.isnan(self.numbers)
        numbers[to[typed]] = self.numbers[typed]
        return Column(texts=object_array(list(place)), numbers=numbers, index=to[self.index])


def object_array(texts: Sequence[str]) -> np.ndarray:
    """Return texts as an object array, shape (k,), whatever they are."""
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def fold_texts(cells: Sequence[str]) -> Column:
    """Return the column of text cells, stripped, distinct values in order of first appearance."""
    raw: dict[str, int] = {}
    index = np.array([raw.setdefault(cell, len(raw)) for cell in cells], dtype=np.int32)
    return from_distinct(list(raw), index)


def from_distinct(raw: Sequence[str], index: np.ndarray) -> Column:
    """Return the column of distinct raw texts, stripped; raw texts that are equal once stripped become one."""
    column = Column(
        texts=object_array([strip_cell(text) for text in raw]), numbers=np.full(len(raw), np.nan), index=index
    )
    return column.merged()
