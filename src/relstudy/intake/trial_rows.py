"""Rows by which somebody tried the questionnaire: their own cells say so, in an id, an address or a remark.

One column that says "test" may be an answer like another. A row is a trial where a cell can mean nothing else: an id
"TEST-2" among ids that look otherwise, "test@test.com", "ceci est un test", or the bare word in two columns of texts at
once.
"""

import re
from dataclasses import dataclass

import numpy as np

from relstudy.folding import fold
from relstudy.tables import Column, Table

#: Fewer distinct texts are answers of a list, which their own column explains.
_LISTED = 12
#: Share of a column's rows at most that are trials: more are what the column is about.
_MOST = 0.2
_MAY_SAY = ("test", "essai", "supprim", "delete", "ignor", "prendre en compte", "tenir compte")
_IDS = re.compile(r"(?:id-|resp(?:ondent)?-|r-)?(?:tests?|essais?)-?[0-9]{0,4}")
_MAIL = re.compile(r"(?i)(?:tests?|essai)[0-9]*@\S+\.[a-z]+|[^@\s]+@(?:tests?|essai)[0-9]*\.(?:com|fr|org|net|test)")
_SAID = re.compile(
    r"(?:(?:c-est|ceci-est|this-is)-(?:juste-|just-|only-)?(?:un|a)-(?:simple-)?(?:test|essai)(?:-.*)?"
    r"|(?:test|essai)-(?:interne|internal|du-questionnaire|of-the-(?:survey|questionnaire)|technique|a-(?:supprimer|ignorer))(?:-.*)?"
    r"|(?:reponse|questionnaire|entretien|ligne)-(?:de-)?(?:test|essai)|test-(?:response|entry|record|row)"
    r"|(?:reponse|ligne|test|essai)-a-supprimer|(?:please-|test-)(?:delete|ignore)(?:-(?:this|me))?(?:-(?:row|response|entry|record))?"
    r"|(?:delete|ignore)-this-(?:row|response|entry|record)"
    r"|(?:test-)?ne-pas-(?:prendre|tenir)-(?:en-)?compte(?:-.*)?)"
)
_BARE = re.compile(r"tests?-?[0-9]{0,3}|essais?-?[0-9]{0,3}|test-test|testing")
_TWICE = 2
#: Share of the distinct ids of a column that stand in one row alone: a few may repeat.
_MOSTLY_ONCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """Rows that are trials, ascending, with the first column that says so and what is said there and elsewhere."""

    rows: np.ndarray
    column: str
    texts: tuple[str, ...]


def find_trials(table: Table) -> Trials | None:
    """Return the rows of a table that say themselves to be trials of the questionnaire; None where there is none."""
    sure = np.zeros(len(table), dtype=bool)
    bare = np.zeros(len(table), dtype=np.int32)
    said: dict[str, tuple[np.ndarray, np.ndarray, Column]] = {}
    for name in table.columns:
        column = table.column(name)
        if len(column.texts) <= _LISTED:
            continue
        certain, words = _tell(column)
        rows = (certain | words)[column.index]
        if not rows.any() or rows.sum() > _MOST * len(table):
            continue
        said[name] = (certain, words, column)
        sure |= certain[column.index]
        bare += words[column.index]
    trials = sure | (bare >= _TWICE)
    found = {
        name: texts
        for name, (certain, words, column) in said.items()
        if (texts := _texts(column, (certain | words)[column.index] & trials))
    }
    if not found:
        return None
    return Trials(
        rows=np.flatnonzero(trials),
        column=next(iter(found)),
        texts=tuple(dict.fromkeys(text for texts in found.values() for text in texts)),
    )


def _tell(column: Column) -> tuple[np.ndarray, np.ndarray]:
    """Return the masks of a column's distinct texts that can only be trials, and of those that say no more than "test"."""
    certain = np.zeros(len(column.texts), dtype=bool)
    bare = certain.copy()
    texts = column.texts.tolist()
    together = "\n".join(texts).lower()  # searched at once: nearly no column says any of it
    words = [word for word in _MAY_SAY if word in together]
    if not words:
        return certain, bare
    ids = float((column.counts() == 1).mean()) >= _MOSTLY_ONCE and all(text and " " not in text for text in texts)
    for place in [place for place, text in enumerate(texts) if any(word in text.lower() for word in words)]:
        text = str(texts[place]).strip()
        word = fold(text)
        is_id = ids and _IDS.fullmatch(word) is not None
        certain[place] = is_id or _MAIL.fullmatch(text) is not None or _SAID.fullmatch(word) is not None
        bare[place] = not certain[place] and _BARE.fullmatch(word) is not None
    return certain, bare


def _texts(column: Column, rows: np.ndarray) -> list[str]:
    return [str(column.texts[place]).strip() for place in np.unique(column.index[rows]).tolist()]
