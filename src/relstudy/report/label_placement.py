"""Where the labels of a map go: beside their marks, on their side of the lines, over nothing.

Marks are fixed. For each label places are proposed near its mark (after the whisker) and farther off (with a leader); those
that leave the plot or the label's side of a line, or cover a mark, a title or the mark's own whiskers, are not proposed. Among
the rest a set without overlap is sought: most constrained label first, then exchanges as long as they
make the whole cheaper. There is no chance in it: equal requests give equal places. What cannot be placed is left out and said.

References
----------
Christensen, Marks and Shieber (1995), "An empirical study of algorithms for point-feature label placement", ACM Transactions on
Graphics 14(3), for the model of candidate positions; the exchange step is a plain descent.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Align = Literal["start", "middle", "end"]

_GAP = 4.0  # between a mark or whisker and its label
_CLEAR = 3.0  # between two labels, and between a label and a line
_LEADER_FROM = 9.0  # a label farther than this from its mark gets a leader
_ANGLES = tuple(i * math.pi / 8 for i in range(16))
_REACHES = (12.0, 24.0, 38.0, 55.0, 75.0, 98.0, 125.0, 160.0, 200.0)
_UNPLACED = 1000.0
_ROUNDS = 12
_KEPT = 90
_CHUNK = 512


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the units of the drawing; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box", gap: float = 0.0) -> bool:
        """Tell whether two boxes come nearer than `gap`."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, other: "Box") -> bool:
        """Tell whether another box lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def distance(self, x: float, y: float) -> float:
        """Return how far a point lies from the box, 0 inside."""
        return math.hypot(max(self.left - x, 0.0, x - self.right), max(self.top - y, 0.0, y - self.bottom))

    def moved(self, dx: float, dy: float) -> "Box":
        """Return the box shifted."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One way to set a label: its lines and the room they take. `cost` is what is lost by setting it so."""

    lines: tuple[str, ...]
    width: float
    height: float
    cost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One label to place. `arms` is the extent of the mark with its whiskers; `small` marks always want a leader."""

    id: str
    x: float
    y: float
    radius: float
    arms: Box
    blocks: tuple[Block, ...]
    small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark no label may cover, and its whiskers, which labels had better not cross."""

    x: float
    y: float
    radius: float
    arms: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What labels share: the plot, the lines of decision, the titles standing in it, all marks."""

    bounds: Box
    vertical: float | None
    horizontal: float | None
    titles: tuple[Box, ...]
    marks: tuple[Mark, ...]


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
    """Return a place for each label that has one, by id; an id that is not there could not be placed."""
    candidates = [_candidates(request, scene) for request in requests]
    flat = [c for group in candidates for c in group]
    if not flat:
        return {}
    owner = np.repeat(np.arange(len(requests)), [len(group) for group in candidates])
    cost = np.array([c.cost for c in flat])
    chosen = _choose(owner, cost, _conflicts(flat, owner), len(requests))
    return {requests[i].id: flat[c] for i, c in enumerate(chosen) if c >= 0}


def _candidates(request: Request, scene: Scene) -> list[Placement]:
    others = [m for m in scene.marks if (m.x, m.y) != (request.x, request.y)]
    found: dict[tuple[float, ...], Placement] = {}
    for region in _regions(request, scene):
        for block in request.blocks:
            if block.width > region.right - region.left or block.height > region.bottom - region.top:
                continue
            for box, align, cost in _proposals(request, block):
                placement = _settle(request, block, _into(box, region), align, cost, scene, others)
                key = () if placement is None else (placement.box.left, placement.box.top, placement.box.right)
                if placement is not None and (key not in found or placement.cost < found[key].cost):
                    found[key] = placement
    cheapest = sorted(found.values(), key=lambda p: (p.cost, p.box.left, p.box.top))
    return _spread(cheapest)


def _spread(candidates: Sequence[Placement]) -> list[Placement]:
    """Return at most `_KEPT` candidates: the cheapest half, then the cheapest of each neighbourhood, so that some lie far off."""
    kept, far, seen = list(candidates[: _KEPT // 2]), [], set()
    for candidate in candidates[_KEPT // 2 :]:
        place = (round(candidate.box.left / 12), round(candidate.box.top / 12))
        if place not in seen:
            seen.add(place)
            far.append(candidate)
    return kept + far[: _KEPT - len(kept)]


def _regions(request: Request, scene: Scene) -> Iterator[Box]:
    """Yield the parts of the plot the label may stand in: its own side of each line, both where the mark is on the line."""
    bounds = scene.bounds
    spans_x = _sides(request.x, scene.vertical, bounds.left, bounds.right)
    spans_y = _sides(request.y, scene.horizontal, bounds.top, bounds.bottom)
    for left, right in spans_x:
        for top, bottom in spans_y:
            yield Box(left, top, right, bottom)


def _sides(at: float, line: float | None, low: float, high: float) -> tuple[tuple[float, float], ...]:
    if line is None:
        return ((low, high),)
    below, above = (low, line - _CLEAR), (line + _CLEAR, high)
    if math.isclose(at, line, abs_tol=1e-6):
        return below, above
    return (below,) if at < line else (above,)


def _proposals(request: Request, block: Block) -> Iterator[tuple[Box, Align, float]]:
    x, y, arms = request.x, request.y, request.arms
    w, h = block.width, block.height
    left_x, right_x = arms.left - _GAP - w, arms.right + _GAP
    above_y, below_y = arms.top - _GAP - h, arms.bottom + _GAP
    reach = request.radius + _GAP
    yield Box(right_x, y - h / 2, right_x + w, y + h / 2), "start", 0.0
    yield Box(left_x, y - h / 2, left_x + w, y + h / 2), "end", 1.2
    for top, cost in ((above_y, 1.0), (below_y, 1.6)):
        yield Box(x - w / 2, top, x + w / 2, top + h), "middle", cost
        yield Box(x - request.radius, top, x - request.radius + w, top + h), "start", cost + 0.4
        yield Box(x + request.radius - w, top, x + request.radius, top + h), "end", cost + 0.5
    for dy in (-h / 2 - 2, h / 2 + 2, -h, h):
        cost = 1.4 + abs(dy) / 20
        yield Box(right_x, y + dy - h / 2, right_x + w, y + dy + h / 2), "start", cost
        yield Box(left_x, y + dy - h / 2, left_x + w, y + dy + h / 2), "end", cost + 0.6
        # Beside the disc, above or below the arm.
        yield Box(x + reach, y + dy - h / 2, x + reach + w, y + dy + h / 2), "start", cost + 0.2
        yield Box(x - reach - w, y + dy - h / 2, x - reach, y + dy + h / 2), "end", cost + 0.8
    yield from _far_proposals(request, w, h)


def _far_proposals(request: Request, w: float, h: float) -> Iterator[tuple[Box, Align, float]]:
    for reach in _REACHES:
        for i, angle in enumerate(_ANGLES):
            dx, dy = math.cos(angle), math.sin(angle)
            ax, ay = request.x + dx * (request.radius + reach), request.y + dy * (request.radius + reach)
            if abs(dx) < 0.3:  # noqa: PLR2004 - nearly straight up or down
                left, align = ax - w / 2, "middle"
            else:
                left, align = (ax, "start") if dx > 0 else (ax - w, "end")
            top = ay - h / 2 if abs(dy) < 0.3 else (ay if dy > 0 else ay - h)  # noqa: PLR2004
            yield Box(left, top, left + w, top + h), align, 3.0 + reach / 9 + (i % 2) * 0.1  # type: ignore[misc]


def _into(box: Box, region: Box) -> Box:
    """Return the box pushed into the region by the shortest way."""
    dx = max(region.left - box.left, 0.0) + min(region.right - box.right, 0.0)
    dy = max(region.top - box.top, 0.0) + min(region.bottom - box.bottom, 0.0)
    return box.moved(dx, dy)


def _settle(
    request: Request, block: Block, box: Box, align: Align, cost: float, scene: Scene, others: Sequence[Mark]
) -> Placement | None:
    """Return the placement if the box covers nothing it must not, with the cost of what it had better not."""
    if box.distance(request.x, request.y) < request.radius + 1.5 or _crosses_arms(box, request):
        return None
    if any(box.overlaps(title, _CLEAR) for title in scene.titles):
        return None
    if any(box.distance(m.x, m.y) < m.radius + 2.0 for m in others):
        return None
    cost += block.cost + 1.5 * sum(_crosses_arms(box, m) for m in others)
    cost += 0.02 * box.distance(request.x, request.y)
    leader = None
    if request.small or box.distance(request.x, request.y) > request.radius + _leader_distance(request, box):
        leader = _leader(request, box)
        if any(_segment_distance(leader, m.x, m.y) < m.radius + 1.0 for m in others):
            return None
        if any(_segment_meets(leader, title) for title in scene.titles):
            return None
        cost += 1.5 + 0.4 * sum(_segment_meets(leader, m.arms) for m in others)
    return Placement(id=request.id, block=block, box=box, align=align, leader=leader, cost=cost)


def _leader_distance(request: Request, box: Box) -> float:
    """A label straight after a whisker is tied to its mark by the whisker; elsewhere it must stand close."""
    beside = box.top < request.y < box.bottom
    over = box.left < request.x + request.radius and request.x - request.radius < box.right
    if beside:
        return max(request.x - request.arms.left, request.arms.right - request.x) - request.radius + _LEADER_FROM
    if over:
        return max(request.y - request.arms.top, request.arms.bottom - request.y) - request.radius + _LEADER_FROM
    return _LEADER_FROM


def _crosses_arms(box: Box, mark: Request | Mark) -> bool:
    arms = mark.arms
    across = box.top < mark.y + 1 and mark.y - 1 < box.bottom and box.left < arms.right and arms.left < box.right
    along = box.left < mark.x + 1 and mark.x - 1 < box.right and box.top < arms.bottom and arms.top < box.bottom
    return across or along


def _leader(request: Request, box: Box) -> tuple[float, float, float, float]:
    """Return the line from the rim of the mark to the nearest point of the label."""
    bx = min(max(request.x, box.left), box.right)
    by = min(max(request.y, box.top), box.bottom)
    # Towards the middle of a line of text rather than its corner, where the label stands beside.
    if bx in (box.left, box.right):
        by = min(max(request.y, box.top + 6), max(box.bottom - 6, box.top + 6))
    length = math.hypot(bx - request.x, by - request.y) or 1.0
    rim = min(request.radius, length) / length
    trim = max(length - 2.0, 0.0) / length
    return (
        request.x + (bx - request.x) * rim,
        request.y + (by - request.y) * rim,
        request.x + (bx - request.x) * trim,
        request.y + (by - request.y) * trim,
    )


def _segment_distance(segment: tuple[float, float, float, float], x: float, y: float) -> float:
    ax, ay, bx, by = segment
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else min(max(((x - ax) * dx + (y - ay) * dy) / length, 0.0), 1.0)
    return math.hypot(ax + t * dx - x, ay + t * dy - y)


def _segment_meets(segment: tuple[float, float, float, float], box: Box) -> bool:
    """Tell whether a line enters a box (Liang and Barsky 1984)."""
    ax, ay, bx, by = segment
    enter, leave = 0.0, 1.0
    for origin, delta, low, high in ((ax, bx - ax, box.left, box.right), (ay, by - ay, box.top, box.bottom)):
        if delta == 0:
            if not low <= origin <= high:
                return False
            continue
        first, last = sorted(((low - origin) / delta, (high - origin) / delta))
        enter, leave = max(enter, first), min(leave, last)
    return enter <= leave


def _conflicts(flat: Sequence[Placement], owner: np.ndarray) -> np.ndarray:
    """Return which candidates cannot stand together, shape (n, n): labels overlap, or a leader meets a label or a leader."""
    boxes = np.array([(c.box.left, c.box.top, c.box.right, c.box.bottom) for c in flat])
    leaders = np.array([c.leader or (math.nan,) * 4 for c in flat])
    clash = np.zeros((len(flat), len(flat)), dtype=bool)
    for start in range(0, len(flat), _CHUNK):
        rows = slice(start, start + _CHUNK)
        over = _segments_meet_boxes(leaders[rows], boxes)
        clash[rows] |= _boxes_meet(boxes[rows], boxes) | over | _segments_cross(leaders[rows], leaders)
        clash[:, rows] |= over.T
    clash &= owner[:, None] != owner
    return clash


def _boxes_meet(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    left, top, right, bottom = boxes.T[:, :, None]
    met: np.ndarray = (
        (left < others[:, 2] + _CLEAR)
        & (others[:, 0] < right + _CLEAR)
        & (top < others[:, 3] + _CLEAR)
        & (others[:, 1] < bottom + _CLEAR)
    )
    return met


def _segments_meet_boxes(segments: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        enter = np.zeros((len(segments), len(boxes)))
        leave = np.ones_like(enter)
        for axis in (0, 1):
            origin, delta = segments[:, axis, None], (segments[:, axis + 2] - segments[:, axis])[:, None]
            delta = np.where(delta == 0, 1e-12, delta)
            first = (boxes[:, axis] - 1.0 - origin) / delta
            last = (boxes[:, axis + 2] + 1.0 - origin) / delta
            enter = np.maximum(enter, np.minimum(first, last))
            leave = np.minimum(leave, np.maximum(first, last))
        met: np.ndarray = enter <= leave  # nan compares false: no leader, no meeting
    return met


def _segments_cross(segments: np.ndarray, others: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        crossed: np.ndarray = _apart(segments, others) & _apart(others, segments).T
    return crossed


def _apart(segments: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return which of the others have their ends on two sides of a segment, shape (segments, others)."""
    ax, ay, bx, by = segments.T[:, :, None]
    first = (bx - ax) * (others[:, 1] - ay) - (by - ay) * (others[:, 0] - ax)
    last = (bx - ax) * (others[:, 3] - ay) - (by - ay) * (others[:, 2] - ax)
    apart: np.ndarray = first * last < 0
    return apart


def _choose(owner: np.ndarray, cost: np.ndarray, clash: np.ndarray, count: int) -> list[int]:
    """Return the candidate taken for each label, -1 for none: greedy, then exchanges while they lower the total."""
    groups = [np.flatnonzero(owner == i) for i in range(count)]
    chosen = [-1] * count
    for i in sorted(range(count), key=lambda i: (len(groups[i]), i)):
        chosen[i] = _cheapest_free(groups[i], cost, clash, [c for c in chosen if c >= 0])
    for _ in range(_ROUNDS):
        before = tuple(chosen)
        for i in sorted(range(count), key=lambda i: (chosen[i] >= 0, i)):
            _improve(i, groups, cost, clash, chosen)
        if tuple(chosen) == before:
            break
    return chosen


def _cheapest_free(group: np.ndarray, cost: np.ndarray, clash: np.ndarray, taken: list[int]) -> int:
    if not len(group):
        return -1
    free = group if not taken else group[~clash[np.ix_(group, taken)].any(axis=1)]
    return int(free[np.argmin(cost[free])]) if len(free) else -1


def _improve(i: int, groups: list[np.ndarray], cost: np.ndarray, clash: np.ndarray, chosen: list[int]) -> None:
    """Give label i the place that makes the whole cheapest, moving at most three labels out of its way."""

    def price(c: int) -> float:
        return _UNPLACED if c < 0 else float(cost[c])

    best_gain, best = 1e-9, None
    others = [j for j in range(len(chosen)) if j != i and chosen[j] >= 0]
    taken = np.array([chosen[j] for j in others], dtype=int)
    for candidate in groups[i].tolist():
        if price(chosen[i]) - price(candidate) <= best_gain:
            break  # candidates come cheapest first, and a label moved away gains nothing
        hit = [others[k] for k in np.flatnonzero(clash[candidate, taken])] if len(taken) else []
        if len(hit) > 3:  # noqa: PLR2004
            continue
        trial = list(chosen)
        trial[i] = candidate
        for j in hit:
            trial[j] = -1
        for j in hit:
            trial[j] = _cheapest_free(groups[j], cost, clash, [c for c in trial if c >= 0])
        gain = sum(price(chosen[j]) - price(trial[j]) for j in (i, *hit))
        if gain > best_gain:
            best_gain, best = gain, trial
    if best is not None:
        chosen[:] = best
