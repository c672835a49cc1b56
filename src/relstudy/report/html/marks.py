"""Marks as HTML: shapes of profiles, discs of ranks, tints of shares, words of verdicts, and what stands beside them."""

from markupsafe import Markup

from relstudy.report.drawing import Shade, Swatch
from relstudy.report.html.inline import render
from relstudy.report.html.outlines import fit_outline
from relstudy.report.html.pattern import fill
from relstudy.report.palette import DOWN, INK, UP, profile_mark, shades, tints
from relstudy.report.values import Arrow, Beside, Captioned, Disc, Fill, Glyph, Heat, Presence, Trend, VerdictWord
from relstudy.report.wording import words_of

#: Width and height of a mark in a line.
_SIZE = 14
#: A tint runs from white, for none, to pale ink, for all: text on it keeps its contrast.
_PALEST, _DEEPEST = (255, 255, 255), (176, 194, 214)
#: Steps of tint beyond white: finer than an eye tells apart.
_TINTS = 50
_ABSENT = "#8A97A5"
#: Outline and colour of an arrow, by the way it points.
_TRENDS = {"up": ("M7 2L12.5 11.5H1.5Z", UP), "down": ("M7 12L1.5 2.5H12.5Z", DOWN)}


@render.register
def _(value: Glyph) -> Markup:
    mark = profile_mark(value.profile)
    return _svg(fill('<path d="{0}" {1}/>', fit_outline(mark.shape, _SIZE), _paint(mark.colour, value.fill)))


@render.register
def _(value: Swatch) -> Markup:
    tint = tints(value.profile, value.count)[value.place]
    return _svg(fill('<path d="M1 1h12v12H1Z" fill="{0}"/>', tint))


@render.register
def _(value: Shade) -> Markup:
    if value.place is None:
        return _svg(fill('<path d="M2 2h10v10H2Z" fill="#fff" stroke="{0}"/>', _ABSENT), kind="shade")
    colour = shades(value.count)[value.place]
    return _svg(fill('<path d="M1 1h12v12H1Z" fill="{0}"/>', colour), kind="shade")


@render.register
def _(value: Presence) -> Markup:
    paint = f'fill="{INK}"' if value.full else f'fill="#fff" stroke="{_ABSENT}" stroke-width="1.4"'
    return _svg(fill('<circle cx="7" cy="7" r="4.6" {0}/>', Markup(paint)))  # noqa: S704  our own colours


@render.register
def _(value: Arrow) -> Markup:
    path, colour = _TRENDS["up" if value.up else "down"]
    mark = _svg(fill('<path d="{0}" fill="{1}"/>', path, colour))
    return fill(
        '<span class="arrow">{1}<span class="hidden" data-role="text"> {0}</span></span>', render(value.words), mark
    )


@render.register
def _(value: Disc) -> Markup:
    accent = " improve" if value.improve else ""
    return fill('<span class="disc {0}{1}">{2}</span>', value.tier, accent, render(value.rank))


@render.register
def _(value: Captioned) -> Markup:
    return fill(
        '<span title="{0}" data-cell="{1}">{2}<span class="hidden" data-role="text">{0}</span></span>',
        render(value.words),
        value.key,
        render(value.mark),
    )


@render.register
def _(value: Beside) -> Markup:
    lined = "line " if value.lined else ""
    parts = Markup("").join(map(render, value.parts))
    return fill('<span class="{0}{1}">{2}</span>', lined, value.how, parts)


@render.register
def _(value: Heat) -> Markup:
    most = " strong" if value.most else ""
    return fill('<span class="heat{0} t{1}">{2}</span>', most, _tint(value.share), render(value.number))


@render.register
def _(value: Trend) -> Markup:
    if value.way is None:
        return Markup("")
    drawn = _svg(fill('<path d="{0}" fill="{1}"/>', *_TRENDS[value.way]))
    said = words_of(value.lang).text(f"marks.{value.way}")
    return fill('<span class="trend">{1}<span class="hidden">{0}</span></span>', said, drawn)


@render.register
def _(value: VerdictWord) -> Markup:
    tone = f" {value.tone}" if value.tone else ""
    named = fill(' data-text="{0}"', value.named) if value.named else ""
    return fill('<span class="verdict{0}" data-cell="{1}"{2}>{3}</span>', tone, value.key, named, render(value.word))


def _svg(drawing: Markup, *, kind: str = "") -> Markup:
    names = f"glyph {kind}".strip()
    return fill('<svg class="{2}" viewBox="0 0 {0} {0}" aria-hidden="true">{1}</svg>', _SIZE, drawing, names)


def _paint(colour: str, tier_fill: Fill) -> Markup:
    if tier_fill == "full":
        return fill('fill="{0}"', colour)
    dash = Markup(' stroke-dasharray="2.2 1.6"') if tier_fill == "dashed" else ""
    return fill('fill="#fff" stroke="{0}" stroke-width="1.6"{1}', colour, dash)


def _tint(share: float | None) -> int:
    """Return the number of the tint of a share, from 0, white, to `_TINTS`; white where there is none."""
    return 0 if share is None else round(_TINTS * min(max(share, 0.0), 1.0))


def tint_rules() -> str:
    """Return the rules of the tints, one to a line: named, since a colour written at each number would weigh more than it."""
    parts = ((place, place / _TINTS) for place in range(_TINTS + 1))
    colours = (
        (place, "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(_PALEST, _DEEPEST, strict=True)))
        for place, part in parts
    )
    return "\n".join(f".heat.t{place} {{ background: #{colour}; }}" for place, colour in colours)
