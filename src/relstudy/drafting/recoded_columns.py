"""A column under another name whose answers are written otherwise too: what speaks for it, and when that is enough to propose it.

Two things are asked for: that it is this column (its name, its wording, or its neighbours in the file), and that it holds
these answers (their labels in place of their codes, or as many answers with the shares of the wave before). Shares far
from those of the wave before speak against it, whatever else does not.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from relstudy.folding import look

#: A name or a wording from which a column is taken to be called alike, and the share of its cells that must bear labels.
ALIKE, LABELLED = 0.6, 0.8
#: A likeness of shares that speaks for a column by itself, and one that speaks against it.
CLOSE, FAR = 0.9, 0.6
#: An answer hardly anybody gave may be missing from a wave.
_RARE = 0.02
#: How like a name is to one it is the beginning of.
_LONGER = 0.9
#: Columns in the order of the questionnaire that tell that a file keeps it.
_ORDERED = 3
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")


def name_likeness(one: str, other: str, *, letters: float) -> float:
    """Return how like two names of columns are; `letters` is how like their letters are.

    Q12 and Q12_R are alike, the longer one says more; Q12 and Q13 are not, whatever letters they share.
    """
    mine, theirs = ([part.lstrip("0") for part in _PARTS.findall(name.casefold())] for name in (one, other))
    shorter = min(mine, theirs, key=len)
    if mine[: len(shorter)] == theirs[: len(shorter)] and sum(map(len, shorter)) > 1:
        return 1.0 if mine == theirs else _LONGER
    numbers = [[part for part in parts if not part.isalpha()] for parts in (mine, theirs)]
    shared = min(map(len, numbers))
    return letters if numbers[0][:shared] == numbers[1][:shared] else 0.0


def place_likeness(name: str, other: str, declared: Sequence[str], found: Sequence[str]) -> float | None:
    """Return 1 where a column stands right between those the questionnaire has around another, 0.5 beside one of them, else 0.

    None where the file does not keep the order of the questionnaire, or has too few of its columns to tell.

    Parameters
    ----------
    name, other
        The column of the questionnaire that lacks, and that of the file.
    declared, found
        The columns of the questions in the order of the questionnaire; those of the file that are of questions or unknown.
    """
    there = set(found)
    kept = [column for column in declared if column in there]
    if len(kept) < _ORDERED or kept != [column for column in found if column in set(declared)]:
        return None
    own, place = declared.index(name), found.index(other)
    before = next((column for column in reversed(declared[:own]) if column in there), None)
    after = next((column for column in declared[own + 1 :] if column in there), None)
    left = found[place - 1] if place else None
    right = found[place + 1] if place + 1 < len(found) else None
    return ((left == before) + (right == after)) / 2


def labelled_codes(counts: Mapping[str, int], likeness: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """Return the code each text of a column is the label of: its likeliest one, where no other text is likelier to be that one.

    Parameters
    ----------
    counts
        How often each text stands in the column.
    likeness
        How like a text is to the label of a code, by both; pairs that are not alike may be left out.
    """
    told: dict[str, str] = {}
    for (text, code), alike in sorted(likeness.items(), key=lambda pair: -pair[1]):
        if alike >= ALIKE and text in counts and text not in told and code not in told.values():
            told[text] = code
    return told


def beginnings(texts: Sequence[str], labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the code whose label each text begins: F for a woman in French; nothing unless every text begins one label, each another.

    Parameters
    ----------
    texts
        Texts of a file that are no codes.
    labels
        Labels of the codes nobody gave, by code, in the languages the study has.
    """
    told: dict[str, str] = {}
    for text in texts:
        start = look(text)
        begun = [code for code, said in labels.items() if any(look(label).startswith(start) for label in said)]
        if len(begun) != 1 or not start.isalpha():
            return {}
        told[text] = begun[0]
    return told if len(set(told.values())) == len(told) > 1 else {}


def shape_likeness(counts: Mapping[str, int], before: Mapping[str, float]) -> float | None:
    """Return how like the shares of the answers of a column are to those of the wave before, whatever each is called, 0-1.

    None where they are not as many: what nearly nobody gave in either wave is not counted.
    """
    total = sum(counts.values())
    now = sorted((n / total for n in counts.values()), reverse=True) if total else []
    past = sorted(before.values(), reverse=True)
    if not 1 < sum(share >= _RARE for share in now) == sum(share >= _RARE for share in past):
        return None
    apart: float = sum(abs(a - b) for a, b in zip_longest(now, past, fillvalue=0.0))
    return 1 - apart / 2


def is_enough(
    *, name: float, wording: float | None, place: float | None, labelled: float, shares: float | None
) -> bool:
    """Tell whether what speaks for a renamed and recoded column is enough to propose it; each likeness 0-1, None where unknown.

    Answers that bear the labels of the codes need one sign that it is this column; other signs for answers need two, and
    shares as before: any two questions may have as many answers.
    """
    if shares is not None and shares < FAR:
        return False
    called, said, stands = name >= ALIKE, (wording or 0.0) >= ALIKE, place == 1.0
    if labelled >= LABELLED:
        return called or said or stands
    return (shares or 0.0) >= CLOSE and (said or (called and stands))
