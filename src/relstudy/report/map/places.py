"""Where one label might stand: beside its mark after the whisker, round the disc, or farther off with a leader.

Proposed are only places within the plot and on the label's own side of every line that cover no mark, no title and none
of the mark's own whiskers. Each has a cost: what a reader loses by finding the label there.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from relstudy.report.map.boxes import (
    Box,
    boxes_meet,
    distances,
    rows,
    segment_distances,
    segments_meet_boxes,
    segments_meet_their_boxes,
)

Align = Literal["start", "middle", "end"]

GAP = 4.0  # between a mark or whisker and its label
CLEAR = 3.0  # between two labels
CLEAR_OF_LINE = 5.0
_LEADER_FROM = 9.0  # a label farther than this from its mark gets a leader
_ANGLES = tuple(i * math.pi / 8 for i in range(16))
_REACHES = (12.0, 24.0, 38.0, 55.0, 75.0, 98.0, 125.0, 160.0, 200.0)
_STRAIGHT = 0.3  # a direction nearer than this to an axis counts as along it


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One way to set a label: its lines and the room they take. `cost` is what is lost by setting it so."""

    lines: tuple[str, ...]
    width: float
    height: float
    cost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark no label may cover. `arms` is its extent with its whiskers, which other labels had better not cross."""

    id: str
    x: float
    y: float
    radius: float
    arms: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One label to place. `chip` is the radius of the number that stands in the label, at the end that faces the mark, 0 without.

    A label with its number always has a leader, from the mark to the number.
    """

    mark: Mark
    blocks: tuple[Block, ...]
    chip: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What labels share: the plot, the lines of decision, the titles standing in it, all marks."""

    bounds: Box
    vertical: float | None
    horizontal: float | None
    titles: tuple[Box, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Places for one label, cheapest first. `leaders` has nan where there is none. Shapes (n, 4), (n, 4), (n,), (n,), (n,)."""

    boxes: np.ndarray
    leaders: np.ndarray
    costs: np.ndarray
    blocks: np.ndarray
    aligns: tuple[Align, ...]


def propose_places(request: Request, scene: Scene, *, most: int) -> Places:
    """Return the places a label may take, at most `most`: the cheapest ones, then the cheapest of each neighbourhood."""
    raw = [
        (*_into(box, region), align, cost + block.cost, b)
        for region in _regions(request.mark, scene)
        for b, block in enumerate(request.blocks)
        if block.width <= region.right - region.left and block.height <= region.bottom - region.top
        for box, align, cost in _proposals(request.mark, block)
    ]
    boxes = np.array([r[:4] for r in raw], dtype=float).reshape(-1, 4)
    costs = np.array([r[5] for r in raw], dtype=float)
    aligns: list[Align] = [r[4] for r in raw]
    if request.chip:
        # The number stands at the end of the label that faces the mark.
        aligns = ["end" if (left + right) / 2 < request.mark.x else "start" for left, _, right, _ in boxes.tolist()]
    leaders, kept, extra = _judge(request, scene, boxes, np.array([a == "end" for a in aligns], dtype=bool))
    costs = costs + extra
    order = [i for i in np.lexsort((boxes[:, 1], boxes[:, 0], costs)).tolist() if kept[i]]
    chosen = _spread(order, boxes, most)
    return Places(
        boxes=boxes[chosen],
        leaders=leaders[chosen],
        costs=costs[chosen],
        blocks=np.array([raw[i][6] for i in chosen], dtype=int),
        aligns=tuple(aligns[i] for i in chosen),
    )


def _spread(order: Sequence[int], boxes: np.ndarray, most: int) -> list[int]:
    kept: list[int] = []
    far: list[int] = []
    seen: set[tuple[float, ...]] = set()
    for i in order:
        place = tuple(np.round(boxes[i]).tolist())
        if place in seen:
            continue
        seen.add(place)
        (kept if len(kept) < most // 2 else far).append(i)
    quarters: set[tuple[int, int]] = set()
    for i in far:
        quarter = (round(boxes[i, 0] / 12), round(boxes[i, 1] / 12))
        if quarter not in quarters and len(kept) < most:
            quarters.add(quarter)
            kept.append(i)
    return kept


def _regions(mark: Mark, scene: Scene) -> Iterator[Box]:
    """Yield the parts of the plot the label may stand in: its own side of each line, both where the mark is on the line."""
    bounds = scene.bounds
    for left, right in _sides(mark.x, scene.vertical, bounds.left, bounds.right):
        for top, bottom in _sides(mark.y, scene.horizontal, bounds.top, bounds.bottom):
            yield Box(left, top, right, bottom)


def _sides(at: float, line: float | None, low: float, high: float) -> tuple[tuple[float, float], ...]:
    if line is None:
        return ((low, high),)
    below, above = (low, line - CLEAR_OF_LINE), (line + CLEAR_OF_LINE, high)
    if math.isclose(at, line, abs_tol=1e-6):
        return below, above
    return (below,) if at < line else (above,)


def _proposals(mark: Mark, block: Block) -> Iterator[tuple[Box, Align, float]]:
    x, y, arms, w, h = mark.x, mark.y, mark.arms, block.width, block.height
    left_x, right_x = arms.left - GAP - w, arms.right + GAP
    above_y, below_y = arms.top - GAP - h, arms.bottom + GAP
    reach = mark.radius + GAP
    yield Box(right_x, y - h / 2, right_x + w, y + h / 2), "start", 0.0
    yield Box(left_x, y - h / 2, left_x + w, y + h / 2), "end", 1.2
    for top, cost in ((above_y, 1.0), (below_y, 1.6)):
        yield Box(x - w / 2, top, x + w / 2, top + h), "middle", cost
        yield Box(x - mark.radius, top, x - mark.radius + w, top + h), "start", cost + 0.4
        yield Box(x + mark.radius - w, top, x + mark.radius, top + h), "end", cost + 0.5
    for dy in (-h / 2 - 2, h / 2 + 2, -h, h):
        cost = 1.4 + abs(dy) / 20
        yield Box(right_x, y + dy - h / 2, right_x + w, y + dy + h / 2), "start", cost
        yield Box(left_x, y + dy - h / 2, left_x + w, y + dy + h / 2), "end", cost + 0.6
        # Beside the disc, above or below the arm.
        yield Box(x + reach, y + dy - h / 2, x + reach + w, y + dy + h / 2), "start", cost + 0.2
        yield Box(x - reach - w, y + dy - h / 2, x - reach, y + dy + h / 2), "end", cost + 0.8
    for reach in _REACHES:
        for i, angle in enumerate(_ANGLES):
            box, align = _at_angle(mark, angle, reach, w, h)
            yield box, align, 3.0 + reach / 9 + (i % 2) * 0.1


def _at_angle(mark: Mark, angle: float, reach: float, w: float, h: float) -> tuple[Box, Align]:
    """Return the box whose nearest point lies in a direction at a distance from the rim of the mark."""
    dx, dy = math.cos(angle), math.sin(angle)
    ax, ay = mark.x + dx * (mark.radius + reach), mark.y + dy * (mark.radius + reach)
    align: Align = "middle" if abs(dx) < _STRAIGHT else "start" if dx > 0 else "end"
    left = {"middle": ax - w / 2, "start": ax, "end": ax - w}[align]
    top = ay - h / 2 if abs(dy) < _STRAIGHT else (ay if dy > 0 else ay - h)
    return Box(left, top, left + w, top + h), align


def _into(box: Box, region: Box) -> tuple[float, float, float, float]:
    """Return the box pushed into the region by the shortest way."""
    dx = max(region.left - box.left, 0.0) + min(region.right - box.right, 0.0)
    dy = max(region.top - box.top, 0.0) + min(region.bottom - box.bottom, 0.0)
    return box.left + dx, box.top + dy, box.right + dx, box.bottom + dy


def _judge(
    request: Request, scene: Scene, boxes: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return leaders, which boxes cover nothing they must not, and what they cost beyond their position.

    `ends` tells the labels that end at their mark, and so have their number at their right.
    """
    mark = request.mark
    others = [m for m in scene.marks if m.id != mark.id]
    points = np.array([(m.x, m.y) for m in others], dtype=float).reshape(-1, 2)
    radii = np.array([m.radius for m in others], dtype=float)
    titles = rows(scene.titles)
    own = distances(boxes, np.array([(mark.x, mark.y)]))[:, 0]
    away = distances(boxes, points)
    kept = (own >= mark.radius + 1.5) & ~_cross_arms(boxes, [mark])[:, 0]
    kept &= ~boxes_meet(boxes, titles, CLEAR).any(axis=1)
    kept &= ~(away < radii + 1.5).any(axis=1)
    # Where two marks overlap, a leader cannot but start within the other's disc.
    apart = np.hypot(points[:, 0] - mark.x, points[:, 1] - mark.y) > mark.radius
    if request.chip:
        leaders = _to_chips(mark, boxes, ends, request.chip)
        kept &= ~_across_text(leaders, boxes, ends, 2 * request.chip + 2)
    else:
        far = own > mark.radius + _reach_of_mark(mark, boxes)
        leaders = np.where(far[:, None], _leaders(mark, boxes), np.nan)
    led = ~np.isnan(leaders[:, 0])
    kept &= ~(segment_distances(leaders, points) < np.where(apart, radii + 1.0, 0.0)).any(axis=1)
    kept &= ~segments_meet_boxes(leaders, titles, 0.0).any(axis=1)
    arms = rows([m.arms for m in others])
    nearest = np.where(apart, away - radii, np.inf).min(axis=1, initial=np.inf)
    doubtful = ~led & (nearest < own - mark.radius - 1.0)
    cost = 1.5 * _cross_arms(boxes, others).sum(axis=1) + 0.05 * (own - mark.radius)
    cost += np.where(led, 1.5 + 0.4 * segments_meet_boxes(leaders, arms, 0.0).sum(axis=1), 0.0) + 3.0 * doubtful
    return leaders, kept, cost


def _cross_arms(boxes: np.ndarray, marks: Sequence[Mark]) -> np.ndarray:
    """Return which boxes lie on the whiskers of which marks, shape (boxes, marks)."""
    left, top, right, bottom = boxes.T[:, :, None]
    x, y = np.array([(m.x, m.y) for m in marks], dtype=float).reshape(-1, 2).T
    arms = rows([m.arms for m in marks])
    across = (top < y + 1) & (y - 1 < bottom) & (left < arms[:, 2]) & (arms[:, 0] < right)
    along = (left < x + 1) & (x - 1 < right) & (top < arms[:, 3]) & (arms[:, 1] < bottom)
    crossed: np.ndarray = across | along
    return crossed


def _reach_of_mark(mark: Mark, boxes: np.ndarray) -> np.ndarray:
    """Return how far from the rim a label may stand without a leader: straight after a whisker the whisker ties it to its mark."""
    left, top, right, bottom = boxes.T
    beside = (top < mark.y) & (mark.y < bottom)
    over = ~beside & (left < mark.x + mark.radius) & (mark.x - mark.radius < right)
    across = max(mark.x - mark.arms.left, mark.arms.right - mark.x) - mark.radius
    along = max(mark.y - mark.arms.top, mark.arms.bottom - mark.y) - mark.radius
    return _LEADER_FROM + np.where(beside, across, 0.0) + np.where(over, along, 0.0)


def _leaders(mark: Mark, boxes: np.ndarray) -> np.ndarray:
    """Return lines from the rim of the mark to the nearest points of the boxes, short of them by 2."""
    left, top, right, bottom = boxes.T
    bx = np.clip(mark.x, left, right)
    by = np.clip(mark.y, top, bottom)
    # Towards the middle of a line of text rather than its corner, where the label stands beside.
    inner = np.clip(mark.y, np.minimum(top + 6, bottom), np.maximum(bottom - 6, np.minimum(top + 6, bottom)))
    by = np.where((bx == left) | (bx == right), inner, by)
    dx, dy = bx - mark.x, by - mark.y
    return _from_rim(mark, dx, dy, short=2.0)


def _to_chips(mark: Mark, boxes: np.ndarray, ends: np.ndarray, radius: float) -> np.ndarray:
    """Return lines from the rim of the mark to the rims of the numbers that stand in the labels."""
    left, top, right, bottom = boxes.T
    return _from_rim(
        mark, np.where(ends, right - radius, left + radius) - mark.x, (top + bottom) / 2 - mark.y, short=radius
    )


def _across_text(leaders: np.ndarray, boxes: np.ndarray, ends: np.ndarray, number: float) -> np.ndarray:
    """Return which leaders run across the words of their own label; `number` is the room its number takes. Shape (n,)."""
    words = boxes.copy()
    words[ends, 2] -= number
    words[~ends, 0] += number
    words[:, 2] = np.maximum(words[:, 2], words[:, 0])
    return segments_meet_their_boxes(leaders, words, 0.0) & (words[:, 2] > words[:, 0])


def _from_rim(mark: Mark, dx: np.ndarray, dy: np.ndarray, *, short: float) -> np.ndarray:
    """Return lines from the rim of the mark towards points that lie (dx, dy) from its centre, short of them."""
    length = np.maximum(np.hypot(dx, dy), 1e-9)
    rim, trim = np.minimum(mark.radius / length, 1.0), np.maximum(length - short, 0.0) / length
    return np.column_stack((mark.x + dx * rim, mark.y + dy * rim, mark.x + dx * trim, mark.y + dy * trim))
