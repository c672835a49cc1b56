"""Ids as files write them: with references of web pages, with signs nobody sees, with accents in one sign or in two."""

from collections.abc import Collection

import numpy as np

from relstudy.folding import plain_id
from relstudy.tables import Table
from relstudy.tables.entities import read_entities


def written_forms(text: str) -> frozenset[str]:
    """Return how an id may stand in the files made of one that writes `text`: as written, and as a reader sees it, references read or not."""
    return frozenset({text, plain_id(text), _read(text)})


def rows_of(table: Table, column: str, wanted: Collection[str], *, entities: bool) -> tuple[np.ndarray, frozenset[str]]:
    """Return which rows of a table hold one of some ids in a column, (rows,), and the texts found there.

    An id is looked for as a run reads it (with its references where `entities`); one nobody has so, as it is with the
    references of both read. Signs nobody sees never tell two ids apart.
    """
    held = table.column(column)
    texts = held.texts.tolist()
    plain = {plain_id(one) for one in wanted} - {""}
    as_read = [_read(text) if entities else plain_id(text) for text in texts]
    found = {place for place, form in enumerate(as_read) if form in plain}
    left = {_read(one) for one in plain - {as_read[place] for place in found}}
    if left:
        found |= {place for place, text in enumerate(texts) if _read(text) in left}
    places = sorted(found)
    return np.isin(held.index, places), frozenset(texts[place] for place in places)


def _read(text: str) -> str:
    return plain_id(read_entities(text).strip())
