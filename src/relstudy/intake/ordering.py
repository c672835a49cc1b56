"""The order of respondents: by id, or by what they answered where the file has no id of its own.

The order of a file must change no result: resamples and starts are drawn by row.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from relstudy.intake.answers import Answers
from relstudy.intake.frames import Sample
from relstudy.survey.items import Item, ItemId

_ROOM = 2**62


def order_by_id(ids: np.ndarray) -> np.ndarray:
    """Return the rows in the order of their ids as text, shape (n,)."""
    if (ids[1:] >= ids[:-1]).all():
        return np.arange(len(ids))
    return np.argsort(ids, kind="stable")


def order_by_content(items: Iterable[Item], answers: Mapping[ItemId, Answers], sample: Sample) -> np.ndarray:
    """Return the rows in the order of their answers, item after item as in the questionnaire, then weight and design.

    Rows that are equal in all of them keep the order of the file: they are the same to every computation. Items come in
    the order of the questionnaire, so that one added at its end does not reorder those that differ before it.
    """
    digits = [digit for item in items if item.id in answers for digit in _digits(item, answers[item.id])]
    digits += [
        (column, None)
        for column in (sample.weight, sample.strata, sample.clusters, sample.fpc, sample.duration)
        if len(column)
    ]
    keys = list(_packed(digits))
    if not keys:
        return np.arange(len(sample.weight))
    return np.lexsort(keys[::-1])


#: A column of small non-negative integers and the number of values it may take, or any column (None).
_Digit = tuple[np.ndarray, int | None]


def _digits(item: Item, answers: Answers) -> Iterator[_Digit]:
    if answers.codes is not None:
        yield answers.codes + 1, len(item.codes) + 1
    if answers.values is not None:
        yield answers.values, None
    if answers.ranks is not None:
        for j in range(answers.ranks.shape[1]):
            yield answers.ranks[:, j], len(item.codes) + 1
    elif answers.ticked is not None:
        for j in range(answers.ticked.shape[1]):
            yield answers.ticked[:, j], 2
    yield answers.layer + 1, 8


def _packed(digits: Iterable[_Digit]) -> Iterator[np.ndarray]:
    """Yield sort keys, the first the most significant: neighbouring small columns share one 64-bit integer."""
    packed: np.ndarray | None = None
    room = 1
    for column, size in digits:
        if size is None or (packed is not None and room * size > _ROOM):
            if packed is not None:
                yield packed
            packed, room = None, 1
        if size is None:
            yield column
            continue
        packed = column.astype(np.int64) if packed is None else packed * size + column
        room *= size
    if packed is not None:
        yield packed
