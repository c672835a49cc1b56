"""Diverging bars as HTML: a table with one bar of SVG in each row, which says nothing that its numbers do not."""

from collections.abc import Iterator

from markupsafe import Markup

from relstudy.report.html.environment import make_environment
from relstudy.report.html.inline import render
from relstudy.report.palette import ACCENT, INK, INK_2, deepen
from relstudy.report.satisfaction import Diverging, Piece, SatisfactionFigure
from relstudy.report.wording import figure_words

_WIDTH, _TOP, _FOOT, _MIDDLE = 400.0, 3, 17, 10
_LEFT, _RIGHT = "#8A95A0", INK_2


@render.register
def _(value: SatisfactionFigure) -> Markup:
    text = (
        make_environment()
        .get_template("satisfaction.html.j2")
        .render(
            figure=value,
            words=figure_words(value.lang),
            ramps=(_ramp(_LEFT), _ramp(_RIGHT)),
        )
    )
    return Markup(text)  # noqa: S704  escaped by the template


@render.register
def _(value: Diverging) -> Markup:
    zero = value.zero * _WIDTH
    parts = [
        '<g stroke="#fff" stroke-width=".8">',
        *_pieces(value.left, ACCENT if value.improve else _LEFT),
        *_pieces(value.right, _RIGHT),
        "</g>",
        *(
            f'<path d="M{a * _WIDTH:g} {_MIDDLE}H{b * _WIDTH:g}" stroke="{INK}" stroke-width="1"/>'
            for a, b in value.intervals
        ),
        f'<path d="M{zero:g} 0V{_TOP + _FOOT}" stroke="{INK}" stroke-width="1.2"/>',
    ]
    head = (
        f'<svg class="diverging" viewBox="0 0 {_WIDTH:g} {_TOP + _FOOT}" preserveAspectRatio="none" aria-hidden="true">'
    )
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704  made of our own numbers and colours


def _pieces(pieces: tuple[Piece, ...], colour: str) -> Iterator[str]:
    for piece in pieces:
        start, end = piece.start * _WIDTH, piece.end * _WIDTH
        tint = deepen(colour, piece.depth)
        yield f'<path d="M{start:.4g} {_TOP}H{end:.4g}V{_FOOT}H{start:.4g}Z" fill="{tint}"/>'


def _ramp(colour: str) -> tuple[str, ...]:
    """Return the tints of the legend, from the middle outwards."""
    return tuple(deepen(colour, depth / 3) for depth in range(1, 4))
