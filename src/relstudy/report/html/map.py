"""The maps of expectations as HTML: each one SVG that looks the same outside the page, its table and its first expectations beside it."""

from markupsafe import Markup

from relstudy.report.html.environment import make_environment
from relstudy.report.html.inline import render
from relstudy.report.html.outlines import outline
from relstudy.report.html.pattern import fill
from relstudy.report.map.figure import AbsentName, MapFigure, Panel
from relstudy.report.map.labels import CHIP
from relstudy.report.map.layout import MapLayout, MarkPlace
from relstudy.report.numbers import attribute
from relstudy.report.palette import SANS, Paint, ProfileMark, tier_paint
from relstudy.report.verdicts import Verdict
from relstudy.report.wording import figure_words


@render.register
def _(value: MapFigure) -> Markup:
    return Markup(_set_template("expectations_map.html.j2", value))  # noqa: S704  escaped by the template


def draw_map(figure: MapFigure, panel: Panel) -> str:
    """Return one map alone as SVG, for whoever does not set a page."""
    return _set_template(
        "expectations_map.svg.j2", figure, panel=panel, d=panel.layout, bare=False, whole=panel is figure.whole
    )


def _set_template(template: str, figure: MapFigure, **more: object) -> str:
    """Return a template of maps filled with a figure, and `more` that it asks for."""
    return (
        make_environment()
        .get_template(template)
        .render(
            figure=figure,
            words=figure_words(figure.lang),
            sans=SANS,
            attribute=attribute,
            px=_px,
            paint=_paint,
            glyph=_glyph,
            outline=_outline,
            chip=_chip,
            whiskers=_whiskers,
            **more,
        )
    )


@render.register
def _(value: AbsentName) -> Markup:
    verdict = value.verdict
    return fill(
        '<span data-absent="expectations/{0}" data-key="expectations/{0}" data-column="{1}" data-tier="{2}" data-action="{3}">{4}</span>',
        verdict.id,
        value.column,
        verdict.tier,
        verdict.action,
        render(value.name),
    )


def _px(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _paint(verdict: Verdict, mark: ProfileMark) -> Paint:
    return tier_paint(verdict.tier, verdict.action, mark.colour)


def _glyph(mark: ProfileMark, tier: str, action: str, width: float) -> Markup:
    """Return a mark in a line of text, in a box of 16."""
    paint = tier_paint(tier, action, mark.colour)
    dash = fill(' stroke-dasharray="{0}"', paint.dash) if paint.dash else ""
    return fill(
        '<path d="{0}" fill="{1}" stroke="{2}" stroke-width="{3}"{4}/>',
        outline(mark.shape, 8, 8, 6),
        paint.fill,
        paint.stroke,
        f"{width:g}",
        dash,
    )


def _outline(layout: MapLayout, place: MarkPlace) -> str:
    return outline(layout.column.mark.shape, place.x, place.y, place.radius)


def _chip(layout: MapLayout, place: MarkPlace) -> str:
    return "" if place.chip is None else outline(layout.column.mark.shape, *place.chip, CHIP)


def _whiskers(layout: MapLayout) -> str:
    """Return the intervals of all marks as one path."""
    return "".join(map(_arms, layout.marks))


def _arms(place: MarkPlace) -> str:
    across, upwards = place.across, place.upwards
    first = "" if across is None else f"M{across[0]:.1f} {place.y:.1f}H{across[1]:.1f}"
    return first + ("" if upwards is None else f"M{place.x:.1f} {upwards[0]:.1f}V{upwards[1]:.1f}")
