"""Small drawings as inline SVG, hidden from assistive tools: the numbers stand in the text beside them."""

import math
from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from relstudy.report.drawing import Bar, Course, Dots, Gradation, Parts, Scale
from relstudy.report.html.inline import render
from relstudy.report.html.outlines import outline
from relstudy.report.html.pattern import fill
from relstudy.report.palette import GRID, INK_2, RULE, WHOLE_MARK, ProfileMark, profile_mark, shades, tints

_AXIS, _AXIS_INSET = 480.0, 24.0
#: Of a point on a track, and the box that holds it.
_RADIUS, _BOX = 4.7, 14.0
_PLAIN = "#8A97A5"
#: Between two waves of a line: points less far apart are drawn small.
_APART = 14.0


@render.register
def _(value: Dots) -> Markup:
    # A box with backgrounds, as a bar is: a report has a hundred tracks that differ by two places alone.
    mark = WHOLE_MARK if value.profile is None else profile_mark(value.profile)
    point, tick = map(value.place_of, (value.point, value.tick))
    places = {"p": tick if point is None else point, "t": tick}
    style = ";".join(f"--{name}:{place:.3g}" for name, place in places.items() if place is not None)
    drawn = Markup("") if point is None else _svg("point", _BOX, _BOX, [_point(mark, _BOX / 2, _BOX / 2)])
    return fill(
        '<i class="dots{0}" style="{1};color:{2}">{3}</i>', "" if tick is None else " ticked", style, mark.colour, drawn
    )


@render.register
def _(value: Course) -> Markup:
    wide, high, inset = 96.0, 26.0, 5.0
    step = (wide - 2 * inset) / max(len(value.cells) - 1, 1)
    span = (value.high - value.low) or 1.0
    parts = []
    for piece in value.stretches:
        at = [
            (inset + step * place, high - inset - (number - value.low) / span * (high - 2 * inset))
            for place, number in piece
        ]
        path = "L".join(f"{x:.4g} {y:.4g}" for x, y in at)
        parts.append(f'<path d="M{path}"/>' if len(at) > 1 else "")
        # A line of no length with round ends is a point; of many waves it is small, so that a gap between two is seen.
        points = "".join(f"M{x:.4g} {y:.4g}h0" for x, y in at)
        small = "" if step > _APART else f' style="stroke-width:{max(step * 0.36, 1.6):.2g}"'
        parts.append(f'<path class="points" d="{points}"{small}/>')
    return _svg("course", wide, high, parts)


@render.register
def _(value: Bar) -> Markup:
    length = None if value.cell is None else value.cell.value
    if length is None:
        return Markup("")
    # Boxes with backgrounds: a book of tables has hundreds of bars, and drawings would weigh more than its numbers.
    share = min(max(length / value.whole, 0.0), 1.0)
    return fill('<i class="bar" style="--w:{0}"></i>', f"{share:.3g}")


@render.register
def _(value: Parts) -> Markup:
    parts, start = [f'<path d="M0 0H300V8H0Z" fill="{GRID}"/>'], 0.0
    for cell, colour in zip(value.cells, tints(value.profile, len(value.cells)), strict=True):
        end = min(start + 300 * max(cell.value or 0.0, 0.0), 300.0)
        parts.append(
            f'<path d="M{start:.4g} 0H{end:.4g}V8H{start:.4g}Z" fill="{colour}" stroke="#fff" stroke-width=".8"/>'
        )
        start = end
    return _svg("parts", 300, 8, parts, stretch=True)


@render.register
def _(value: Scale) -> Markup:
    parts, start = [], 0.0
    for place, cell in enumerate((*value.ordered, *value.outside)):
        end = min(start + 300 * max((cell.value if cell is not None else None) or 0.0, 0.0), 300.0)
        if end - start > 0:
            inside = place < len(value.ordered)
            colour = shades(len(value.ordered))[place] if inside else "#fff"
            parts.append(f'<path d="M{start:.4g} 0H{end:.4g}V14H{start:.4g}Z" fill="{colour}" stroke="#fff"/>')
            if not inside:
                parts.append(
                    f'<path d="M{start + 1:.4g} 1H{end:.4g}V13H{start + 1:.4g}Z" fill="none" stroke="{_PLAIN}"/>'
                )
        start = end
    return _svg("scale", 300, 14, parts, stretch=True)


@render.register
def _(value: Gradation) -> Markup:
    standing = {i: place for i, place in enumerate(value.places) if not math.isnan(place)}
    low, high = min(standing.values()), max(standing.values())
    at = {i: _AXIS_INSET + (_AXIS - 2 * _AXIS_INSET) * (x - low) / ((high - low) or 1.0) for i, x in standing.items()}
    parts = [f'<path d="M0 8H{_AXIS:g}" stroke="{RULE}" stroke-width="2"/>']
    parts += [
        f'<path d="M{(a + b) / 2:.4g} 0V16" stroke="{INK_2}" stroke-width="1.2" stroke-dasharray="2.4 2"/>'
        for a, b in pairwise(sorted(at.values()))
    ]
    parts += [_point(profile_mark(i), x, 8) for i, x in at.items()]
    return _svg("gradation", _AXIS, 16, parts)


def _point(mark: ProfileMark, x: float, y: float) -> str:
    return f'<path d="{outline(mark.shape, x, y, _RADIUS)}" fill="{mark.colour}"/>'


def _svg(name: str, width: float, height: float, parts: Sequence[str], *, stretch: bool = False) -> Markup:
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    head = f'<svg class="{name}" viewBox="0 0 {width:g} {height:g}"{ratio} aria-hidden="true">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704  made of our own numbers and colours
