"""Small drawings beside numbers: a point against the whole's tick, a bar in parts. Inline SVG; the numbers stand in the text.

No drawing says what the text beside it does not: they are hidden from assistive tools, and a withheld cell is not drawn.
"""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from relstudy.report.palette import WHOLE_MARK, ProfileMark, outline, profile_mark
from relstudy.report.values import EMPTY, Inline

_WIDTH, _INSET = 150.0, 7.0
_AXIS, _AXIS_INSET = 480.0, 24.0
#: Of a point on a track.
_RADIUS = 4.7


def dot_and_tick(
    value: float | None, whole: float | None, *, index: int | None = None, low: float = 0.0, high: float = 1.0
) -> Inline:
    """Return a point and a tick on one track from `low` to `high`: a profile (`index`) and the whole, or a value and its target.

    What is None is not drawn.
    """
    mark = WHOLE_MARK if index is None else profile_mark(index)
    parts = [f'<path d="M{_INSET:g} 8H{_WIDTH - _INSET:g}" stroke="#E4E8EC" stroke-width="2"/>']
    if value is not None and whole is not None:
        parts.append(
            f'<path d="M{_at(value, low, high):g} 8H{_at(whole, low, high):g}" stroke="{mark.colour}" stroke-width="1.5"/>'
        )
    if whole is not None:
        parts.append(f'<path d="M{_at(whole, low, high):g} 2V14" stroke="#3F4B57" stroke-width="1.8"/>')
    if value is not None:
        parts.append(_point(mark, _at(value, low, high)))
    return _svg("dots", _WIDTH, 16, parts)


def axis_of_profiles(places: Sequence[float]) -> Inline:
    """Return the profiles, in their order, on one axis that spans their places, and a dashed line midway between neighbours."""
    low, high = min(places), max(places)
    at = [_AXIS_INSET + (_AXIS - 2 * _AXIS_INSET) * (place - low) / ((high - low) or 1.0) for place in places]
    along = sorted(at)
    parts = [f'<path d="M0 8H{_AXIS:g}" stroke="#C9D1D9" stroke-width="2"/>']
    parts += [
        f'<path d="M{(a + b) / 2:.4g} 0V16" stroke="#3F4B57" stroke-width="1.2" stroke-dasharray="2.4 2"/>'
        for a, b in pairwise(along)
    ]
    parts += [_point(profile_mark(i), x) for i, x in enumerate(at)]
    return _svg("gradation", _AXIS, 16, parts)


def parts_bar(shares: Sequence[float], colours: Sequence[str]) -> Inline:
    """Return one bar cut in parts of these shares (0-1), in these colours; the rest of the bar stays empty."""
    parts, start = ['<path d="M0 0H300V8H0Z" fill="#E4E8EC"/>'], 0.0
    for share, colour in zip(shares, colours, strict=False):
        end = min(start + 300 * max(share, 0.0), 300.0)
        parts.append(
            f'<path d="M{start:.4g} 0H{end:.4g}V8H{start:.4g}Z" fill="{colour}" stroke="#fff" stroke-width=".8"/>'
        )
        start = end
    return _svg("parts", 300, 8, parts, stretch=True)


def value_bar(value: float | None, *, colour: str = "#8A97A5", whole: float = 1.0) -> Inline:
    """Return a bar as long as a value of `whole`; nothing for None."""
    if value is None:
        return EMPTY
    width = 80 * min(max(value / whole, 0.0), 1.0)
    parts = ['<path d="M0 4H80V6H0Z" fill="#E4E8EC"/>', f'<path d="M0 2H{width:.4g}V8H0Z" fill="{colour}"/>']
    return _svg("bar", 80, 10, parts, stretch=True)


def tints(index: int, count: int) -> tuple[str, ...]:
    """Return `count` tints of a profile's colour, from full to pale."""
    colour = profile_mark(index).colour
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    steps = [0.75 * i / max(count - 1, 1) for i in range(count)]
    return tuple("#" + "".join(f"{round(c + (255 - c) * step):02X}" for c in channels) for step in steps)


def _at(value: float, low: float, high: float) -> float:
    place = (min(max(value, low), high) - low) / ((high - low) or 1.0)
    return round(_INSET + place * (_WIDTH - 2 * _INSET), 2)


def _point(mark: ProfileMark, x: float) -> str:
    return f'<path d="{outline(mark.shape, x, 8, _RADIUS)}" fill="{mark.colour}"/>'


def _svg(name: str, width: float, height: float, parts: Sequence[str], *, stretch: bool = False) -> Inline:
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    head = f'<svg class="{name}" viewBox="0 0 {width:g} {height:g}"{ratio} aria-hidden="true" focusable="false">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704  made of our own numbers and colours
