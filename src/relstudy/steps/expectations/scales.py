"""Whether importance and satisfaction are answered on one scale: only then is their difference a number.

A scale whose codes are declared has their ends. Of one declared without codes only the answers are known: they fit the
smallest usual scale that holds them, and two such scales are one where these are the same.
"""

from collections.abc import Sequence

import numpy as np

from relstudy.errors import Fault, computed, fault
from relstudy.survey.items import Item

#: Highest points of scales in use.
_TOPS = (1, 3, 4, 5, 6, 7, 10, 20, 100)


def on_one_scale(one: Item, ones: np.ndarray, other: Item, others: np.ndarray) -> bool:
    """Tell whether the numbers of two items, (n,) with nan where none, are of one scale."""
    ends = one.ends, other.ends
    if ends[0] is not None and ends[1] is not None:
        return ends[0] == ends[1]
    if ends[0] is not None or ends[1] is not None or one.type != other.type:
        return False
    return _likely(ones) == _likely(others)


def doubt_scale(one: Item, ones: np.ndarray, other: Item, others: np.ndarray) -> Fault | None:
    """Return the warning that a difference is missing because ends are not declared; None where that is not why."""
    if on_one_scale(one, ones, other, others) or (one.ends is not None and other.ends is not None):
        return None
    bare = one if one.ends is None else other
    return fault(
        "scale-without-ends",
        "questionnaire.toml",
        item=bare.id,
        found=f"{one.id} {_shown(one, ones)}, {other.id} {_shown(other, others)}",
    )


def doubt_one_line(measure: str, rated: Sequence[tuple[str, Item]]) -> Fault | None:
    """Return the warning that expectations, with the items they are rated by, are set against one line on different scales.

    None where they are on one, as far as ends are declared. A line and a ranking of means hold only among scores of one
    scale (Martilla and James 1977, J. Mark. 41(1), 77-79, who ask every attribute on the same).
    """
    by_scale: dict[tuple[float, float], list[str]] = {}
    for name, item in rated:
        if item.ends is not None:
            by_scale.setdefault(item.ends, []).append(name)
    if len(by_scale) < 2:
        return None
    told = "@apart ".join(
        f"{', '.join(names)} ({computed(low)} @up-to {computed(high)})"
        for (low, high), names in sorted(by_scale.items())
    )
    return fault("scales-differ", "questionnaire.toml", item=measure, found=told)


def _likely(values: np.ndarray) -> tuple[float, float]:
    """Return the ends of the smallest usual scale that holds the numbers, its lower end 0 (or 1) unless some are negative."""
    there = values[np.isfinite(values)]
    if not len(there):
        return 0.0, 0.0
    high, low = float(there.max()), float(there.min())
    return -_top(-low) if low < 0 else 0.0, _top(high)


def _top(value: float) -> float:
    return float(next((top for top in _TOPS if value <= top), value))


def _shown(item: Item, values: np.ndarray) -> str:
    ends = item.ends
    if ends is None:
        there = values[np.isfinite(values)]
        ends = (float(there.min()), float(there.max())) if len(there) else (0.0, 0.0)
    return f"{ends[0]:g}-{ends[1]:g}"
