"""Which of 1 and 2 is the tick of a set: what stands beside it may tell, a column that counts the ticks or a text written beside an answer.

Programs differ: 1 is yes and 2 no, or 1 is not chosen and 2 chosen. Without anything beside it the set stays to settle.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relstudy.drafting.proposal import ProposedItem, Remark
from relstudy.drafting.shapes import Shape

_DOUBT = "one-two"
_CODES = ("1", "2")
#: Rows of a column that counts the ticks, and texts beside an answer, at least.
_LEAST_COUNTED, _LEAST_WRITTEN = 10, 2
#: Who ticked an answer and wrote nothing beside it: so many, for each who wrote, at most.
_UNWRITTEN = 1.0
#: Columns beside a set that are looked at.
_BESIDE = 3


@dataclass(frozen=True, slots=True)
class SettledTicks:
    """The items, and the columns that only count the ticks of a set."""

    items: tuple[ProposedItem, ...]
    counting: tuple[str, ...]


def settle_ticks(items: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> SettledTicks:
    """Return items, sets coded 1 and 2 read as a column beside them says, where one does and none says the contrary."""
    names = list(shapes)
    made: list[ProposedItem] = []
    counting: list[str] = []
    for item in items:
        doubtful = any(remark.key == _DOUBT for remark in item.remarks)
        told = list(_told_beside(item, names, shapes)) if doubtful else []
        if len({code for code, _, _ in told}) == 1:
            made.append(_settled(item, *told[0][:2]))
            counting += [column for _, column, counts in told if counts]
        else:
            made.append(item)
    left = tuple(item for item in made if not set(item.all_columns) <= set(counting))
    return SettledTicks(left, tuple(counting))


def _told_beside(
    item: ProposedItem, names: Sequence[str], shapes: Mapping[str, Shape]
) -> Iterator[tuple[str, str, bool]]:
    """Yield the code that each column beside a set says to be the tick, the column, and whether it counts the ticks."""
    places = [names.index(column) for column in item.columns]
    options = np.array([shapes[column].values for column in item.columns])
    first, last = min(places), max(places)
    for place in range(max(0, first - _BESIDE), min(len(names), last + 1 + _BESIDE)):
        beside = shapes[names[place]]
        if names[place] in item.columns or not beside.filled:
            continue
        counted = _counted(beside, options)
        if counted is not None:
            yield counted, names[place], True
        elif place > first and not beside.is_numeric and not beside.is_time:
            written = _written(beside, options)
            if written is not None:
                yield written, names[place], False


def _counted(shape: Shape, options: np.ndarray) -> str | None:
    """Return the code whose number in each row a column holds; None where it holds another number, or either might be."""
    if not shape.is_whole or shape.distinct < len(_CODES):
        return None
    values = shape.values
    rows = (shape.index >= 0) & (options > 0).any(axis=0) & (values >= 0)
    if rows.sum() < _LEAST_COUNTED:
        return None
    fits = [code for code in _CODES if np.array_equal((options == float(code)).sum(axis=0)[rows], values[rows])]
    return fits[0] if len(fits) == 1 else None


def _written(shape: Shape, options: np.ndarray) -> str | None:
    """Return the code that one answer has wherever a text was written beside it, and hardly elsewhere; None where none has."""
    wrote = shape.index >= 0
    if wrote.sum() < _LEAST_WRITTEN:
        return None
    found = set()
    for answer in options:
        for code in _CODES:
            here = answer == float(code)
            if (wrote & ~here).any() or not (~here & (answer > 0)).any():
                continue
            if (here & ~wrote).sum() <= _UNWRITTEN * wrote.sum():
                found.add(code)
    return found.pop() if len(found) == 1 else None


def _settled(item: ProposedItem, code: str, column: str) -> ProposedItem:
    told = Remark("one-two-told", {"yes": code, "no": _CODES[_CODES[0] == code], "column": column})
    remarks = tuple(told if remark.key == _DOUBT else remark for remark in item.remarks)
    return replace(item, yes=None if code == _CODES[0] else code, remarks=remarks)
