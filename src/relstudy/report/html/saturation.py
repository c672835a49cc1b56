"""New themes by case as one SVG: bars over the band of other orders, and their mean; its words and its table stand around it."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from relstudy.report.book import value_of
from relstudy.report.html.environment import make_environment
from relstudy.report.html.inline import render
from relstudy.report.palette import GRID, INK, INK_2, INK_3, RULE, SANS
from relstudy.report.plain.inline import read_flat
from relstudy.report.saturation import SaturationFigure

_WIDTH, _HEIGHT = 640.0, 190.0
_LEFT, _RIGHT, _TOP, _FLOOR = 26.0, 634.0, 14.0, 168.0
#: Ticks on each axis, at most, and the steps between them.
_ACROSS, _UPWARDS, _STEPS = 12, 5, (1, 2, 5, 10, 20, 50, 100, 200, 500)
#: Part of a place that a bar fills.
_BAR = 0.55


@render.register
def _(value: SaturationFigure) -> Markup:
    drawing = Markup(draw_saturation(value))  # noqa: S704  made of our own numbers, its sentence escaped
    template = make_environment().get_template("saturation.html.j2")
    return Markup(template.render(figure=value, drawing=drawing, colours=(INK, GRID, INK_3)))  # noqa: S704  escaped by the template


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axes:
    """Where places and numbers of themes lie on the drawing: `step` is the width of a place, `top` the largest number."""

    step: float
    top: float

    def along(self, place: float) -> str:
        return f"{_LEFT + self.step * place:.4g}"

    def up(self, value: float) -> str:
        return f"{_FLOOR - (_FLOOR - _TOP) * value / self.top:.4g}"


def draw_saturation(figure: SaturationFigure) -> str:
    """Return the figure alone as SVG, for whoever does not set a page."""
    new, expected, low, high = (
        [value_of(getattr(place, name), 0.0) for place in figure.places] for name in ("new", "expected", "low", "high")
    )
    axes = _Axes(step=(_RIGHT - _LEFT) / len(new), top=max(1.0, *new, *high))
    along, up = axes.along, axes.up
    places = range(len(new))
    band = "".join(f"M{along(i)} {up(low[i])}H{along(i + 1)}V{up(high[i])}H{along(i)}Z" for i in places)
    bars = "".join(f"M{along(i + 0.5)} {_FLOOR:g}V{up(new[i])}" for i in places if new[i])
    mean = "L".join(f"{along(i + 0.5)} {up(expected[i])}" for i in places)
    said, font = escape(read_flat(figure.said)), f'font-family="{escape(SANS)}" font-size="11" fill="{INK_2}"'
    parts = [
        f'<svg class="new-themes" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{said}" {font} data-role="tick">',
        f'<path d="{band}" fill="{GRID}" stroke="{GRID}" stroke-width="1.5"/>',
    ]
    for n in range(0, int(axes.top) + 1, _apart(axes.top, _UPWARDS)):
        parts.append(f'<path d="M{_LEFT:g} {up(n)}H{_RIGHT:g}" stroke="{RULE}" stroke-width=".6"/>')
        parts.append(f'<text x="{_LEFT - 5:g}" y="{up(n)}" dy="4" text-anchor="end">{n}</text>')
    parts.append(f'<path d="{bars}" stroke="{INK}" stroke-width="{axes.step * _BAR:.3g}"/>')
    parts.append(f'<path d="M{mean}" fill="none" stroke="{INK_3}" stroke-width="1.4" stroke-dasharray="4 2"/>')
    if figure.reached is not None:
        parts.append(f'<path d="M{along(figure.reached)} 0V{_FLOOR:g}" stroke="{INK}" stroke-width="1.2"/>')
    ticks = {1, *range(0, len(new) + 1, _apart(len(new), _ACROSS))} - {0}
    parts += [f'<text x="{along(n - 0.5)}" y="{_HEIGHT - 6:g}" text-anchor="middle">{n}</text>' for n in sorted(ticks)]
    return "".join([*parts, "</svg>"])


def _apart(most: float, ticks: int) -> int:
    """Return the smallest round step that needs no more than so many ticks."""
    return next((step for step in _STEPS if most / step <= ticks), _STEPS[-1])
