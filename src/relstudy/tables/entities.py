"""Signs that a program of web pages left written as references: "Tr&egrave;s satisfait" is what "Très satisfait" is on a page.

A reference that names no sign of HTML is a text like any other: "R&D;" stays what it is.
"""

import re
from dataclasses import dataclass, field, replace
from html import unescape
from html.entities import html5

import numpy as np

from relstudy.errors import FaultLog
from relstudy.folding import strip_cell
from relstudy.tables.columns import Column
from relstudy.tables.table import Table

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def read_entities(text: str) -> str:
    """Return a text with the signs its references stand for, each read once."""
    return _REFERENCE.sub(lambda found: _sign(found[0]), text) if "&" in text else text


def _sign(reference: str) -> str:
    if reference[1] == "#":
        return unescape(reference)
    return html5.get(reference[1:], reference)


def with_entities_read(table: Table, log: FaultLog) -> Table:
    """Return a table whose columns are loaded with the signs their references stand for; the first column that holds one is noted (read-as)."""
    return replace(table, load=_Reading(table, log))


@dataclass(slots=True, eq=False)
class _Reading:
    """Loads columns of a table with their references read, and notes the first that holds one."""

    table: Table
    log: FaultLog
    noted: bool = False
    without: set[str] = field(default_factory=set)

    def __call__(self, name: str) -> Column:
        column = self.table.load(name)
        if name in self.without:
            return column
        texts = column.texts.tolist()
        read = {at: meant for at, text in enumerate(texts) if "&" in text and (meant := read_entities(text)) != text}
        if not read:
            self.without.add(name)
            return column
        self._note(name, column, list(read))
        texts_read = column.texts.copy()
        for at, meant in read.items():
            texts_read[at] = strip_cell(meant)
        return replace(column, texts=texts_read).merged()

    def _note(self, name: str, column: Column, read: list[int]) -> None:
        if self.noted:
            return
        self.noted = True
        first = column.first_rows()[read]
        at = read[int(np.argmin(first))]
        self.log.add(
            "read-as",
            self.table.file,
            sheet=self.table.sheet,
            line=int(self.table.lines[first.min()]),
            column=name,
            found=f"{column.texts[at]} → {read_entities(str(column.texts[at]))}",
        )
