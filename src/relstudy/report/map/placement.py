"""Where the labels of a map go: beside their marks, on their side of the lines, over nothing, and none over another.

Marks are fixed. Each label has places it may take (`places`); a set without overlap is sought, most constrained label
first, then by exchanges as long as they make the whole cheaper. There is no chance in it: equal requests give equal
places. What cannot be placed is left out, for the caller to say.

References
----------
Christensen, Marks and Shieber (1995), "An empirical study of algorithms for point-feature label placement", ACM Transactions on
Graphics 14(3), for the model of candidate positions; the exchange step is a plain descent.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relstudy.report.map.boxes import Box, boxes_meet, segments_cross, segments_meet_boxes
from relstudy.report.map.places import CLEAR, Align, Block, Places, Request, Scene, propose_places

_UNPLACED = 1000.0
_ROUNDS = 12
_MOST_MOVED = 3
_MOST_PLACES = 1800
_CHUNK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a label stands. `leader` runs from the mark to the label where it stands apart."""

    id: str
    block: Block
    box: Box
    align: Align
    leader: tuple[float, float, float, float] | None
    cost: float


def place_labels(requests: Sequence[Request], scene: Scene) -> dict[str, Placement]:
    """Return a place for each label that has one, by the id of its mark; an id that is not there could not be placed."""
    most = min(max(_MOST_PLACES // max(len(requests), 1), 40), 90)
    offered = [propose_places(request, scene, most=most) for request in requests]
    counts = [len(places.costs) for places in offered]
    if not sum(counts):
        return {}
    owner = np.repeat(np.arange(len(requests)), counts)
    boxes = np.concatenate([p.boxes for p in offered])
    leaders = np.concatenate([p.leaders for p in offered])
    costs = np.concatenate([p.costs for p in offered])
    chosen = _choose(owner, costs, _conflicts(boxes, leaders, owner), len(requests))
    first = np.concatenate(([0], np.cumsum(counts)))
    return {
        request.mark.id: _placement(request, places, c - int(first[i]))
        for i, (request, places, c) in enumerate(zip(requests, offered, chosen, strict=True))
        if c >= 0
    }


def _placement(request: Request, places: Places, i: int) -> Placement:
    x1, y1, x2, y2 = places.leaders[i].tolist()
    return Placement(
        id=request.mark.id,
        block=request.blocks[int(places.blocks[i])],
        box=Box(*places.boxes[i].tolist()),
        align=places.aligns[i],
        leader=None if math.isnan(x1) else (x1, y1, x2, y2),
        cost=float(places.costs[i]),
    )


def _conflicts(boxes: np.ndarray, leaders: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return which places cannot stand together, shape (n, n): labels overlap, or a leader meets a label or a leader."""
    count = len(boxes)
    clash = np.zeros((count, count), dtype=bool)
    led = np.flatnonzero(~np.isnan(leaders[:, 0]))
    for start in range(0, count, _CHUNK):
        rows = slice(start, start + _CHUNK)
        clash[rows] |= boxes_meet(boxes[rows], boxes, CLEAR)
    for start in range(0, len(led), _CHUNK):
        part = led[start : start + _CHUNK]
        over = segments_meet_boxes(leaders[part], boxes, 1.0)
        clash[part] |= over
        clash[:, part] |= over.T
        clash[np.ix_(part, led)] |= segments_cross(leaders[part], leaders[led])
    clash &= owner[:, None] != owner
    return clash


def _choose(owner: np.ndarray, costs: np.ndarray, clash: np.ndarray, count: int) -> list[int]:
    """Return the place taken by each label, -1 for none: greedy, then exchanges while they lower the total."""
    groups = [np.flatnonzero(owner == i) for i in range(count)]
    chosen = [-1] * count
    for i in sorted(range(count), key=lambda i: (len(groups[i]), i)):
        chosen[i] = _cheapest_free(groups[i], clash, [c for c in chosen if c >= 0])
    for _ in range(_ROUNDS):
        before = tuple(chosen)
        for i in sorted(range(count), key=lambda i: (chosen[i] >= 0, i)):
            _improve(i, groups, costs, clash, chosen)
        if tuple(chosen) == before:
            break
    return chosen


def _cheapest_free(group: np.ndarray, clash: np.ndarray, taken: list[int]) -> int:
    """Return the first place of a label that meets none of those taken; places come cheapest first."""
    for candidate in group.tolist():
        row = clash[candidate]
        if not any(row[t] for t in taken):
            return int(candidate)
    return -1


def _improve(i: int, groups: list[np.ndarray], costs: np.ndarray, clash: np.ndarray, chosen: list[int]) -> None:
    """Give label i the place that makes the whole cheapest, moving a few labels out of its way."""

    def price(c: int) -> float:
        return _UNPLACED if c < 0 else float(costs[c])

    best_gain, best = 1e-9, None
    others = [j for j in range(len(chosen)) if j != i and chosen[j] >= 0]
    taken = np.array([chosen[j] for j in others], dtype=int)
    for candidate in groups[i].tolist():
        if price(chosen[i]) - price(candidate) <= best_gain:
            break  # places come cheapest first, and a label moved away gains nothing
        hit = [others[k] for k in np.flatnonzero(clash[candidate, taken])] if len(taken) else []
        if len(hit) > _MOST_MOVED:
            continue
        trial = list(chosen)
        trial[i] = candidate
        for j in hit:
            trial[j] = -1
        for j in hit:
            trial[j] = _cheapest_free(groups[j], clash, [c for c in trial if c >= 0])
        gain = sum(price(chosen[j]) - price(trial[j]) for j in (i, *hit))
        if gain > best_gain:
            best_gain, best = gain, trial
    if best is not None:
        chosen[:] = best
