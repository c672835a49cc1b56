"""The labels of a map: which marks have one, in how many lines, and where its lines stand once it is placed."""

from relstudy.report.map.axis import Axis
from relstudy.report.map.boxes import Box
from relstudy.report.map.columns import MapColumn, MapPoint
from relstudy.report.map.frame import ASCENT, LEADING, SIZE, Lettering, Plane
from relstudy.report.map.placement import Placement
from relstudy.report.map.places import Block, Mark, Request
from relstudy.report.map.widths import Weight, break_lines, split_long_words, text_width
from relstudy.report.palette import INK, INK_2, reach

CHIP = 9.5  # radius of the mark of a number that stands beside its point
POINT = 4.5  # radius of a point whose number stands beside it
#: What is lost by setting a label in one line, two, and so on.
_COSTS = (0.0, 0.5, 3.0, 5.0, 7.0)


def request_labels(plane: Plane, tie: str) -> tuple[list[Request], tuple[Mark, ...]]:
    """Return the labels to place and all marks; a small map names only marks that are crowded or share a number.

    Parameters
    ----------
    tie
        What is said after the label of an expectation whose rank is shared.
    """
    requests, marks = [], []
    for point in plane.column.points:
        crowded = point.verdict.id in plane.crowded
        mark = _mark(point, plane, POINT if crowded else reach(plane.column.mark.shape, plane.frame.radius))
        marks.append(mark)
        if not plane.small or crowded or point.shared:
            chip = chip_reach(plane.column) if crowded else 0.0
            requests.append(Request(mark=mark, blocks=_blocks(point, plane, tie, chip=chip), chip=chip))
    return requests, tuple(marks)


def chip_reach(column: MapColumn) -> float:
    """Return how far the mark of a number that stands beside its point reaches from its centre."""
    return reach(column.mark.shape, CHIP)


def label_lines(point: MapPoint, placed: Placement, *, chip: float) -> tuple[Lettering, ...]:
    """Return the lines of a placed label, after its number where that stands beside its point: `chip` is its reach, else 0."""
    box, align = placed.box, placed.align
    indent = chip and 2 * chip + 5
    x = {"start": box.left + indent + 1, "middle": (box.left + box.right) / 2, "end": box.right - indent - 1}[align]
    colour = INK if point.verdict.tier == "primary" else INK_2
    top = box.top + (box.bottom - box.top - len(placed.block.lines) * LEADING) / 2
    return tuple(
        Lettering(
            text=text,
            x=round(x, 1),
            y=round(top + i * LEADING + ASCENT, 1),
            anchor=align,
            colour=colour,
            weight=_weight(point),
        )
        for i, text in enumerate(placed.block.lines)
    )


def _mark(point: MapPoint, plane: Plane, radius: float) -> Mark:
    def end(value: float | None, axis: Axis, otherwise: float) -> float:
        return otherwise if value is None else axis.at(value)

    x, y = plane.at(point)
    arms = Box(
        min(end(point.satisfaction.low, plane.x, x), x - radius),
        min(end(point.importance.high, plane.y, y), y - radius),
        max(end(point.satisfaction.high, plane.x, x), x + radius),
        max(end(point.importance.low, plane.y, y), y + radius),
    )
    return Mark(id=point.verdict.id, x=x, y=y, radius=radius, arms=arms)


def _weight(point: MapPoint) -> Weight:
    return 600 if point.verdict.tier == "primary" else 400


def _blocks(point: MapPoint, plane: Plane, tie: str, *, chip: float) -> tuple[Block, ...]:
    """Return the ways to set a label, in one line up to five; more than two only where two would be too wide.

    A small map has numbers alone, save where two expectations share one. `chip` is the reach of the number that stands
    in the label, 0 without.
    """
    if plane.small and not point.shared:
        return (Block(lines=(), width=2 * chip, height=2 * chip),)
    weight, widest = _weight(point), plane.frame.label
    text = split_long_words(point.label, size=SIZE, weight=weight, width=widest)
    if point.tied and not plane.small:
        text = f"{text} {tie}"
    blocks: dict[tuple[str, ...], Block] = {}
    for count, cost in enumerate(_COSTS, start=1):
        lines = break_lines(text, size=SIZE, weight=weight, lines=count)
        width = max(text_width(line, SIZE, weight) for line in lines) + 2
        if width > widest and count < len(_COSTS):
            continue
        height = max(len(lines) * LEADING, 2 * chip)
        room = chip and 2 * chip + 5
        blocks.setdefault(lines, Block(lines=lines, width=width + room, height=height, cost=cost))
        if count >= 2 and width < widest * 0.55:
            break
    return tuple(blocks.values())
