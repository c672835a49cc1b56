"""Markup and style sheets of ours in a brand's colours: swapped last, where a tag or a rule paints, never in what people wrote."""

import re

from relstudy.report.brand import Colours, colours_of
from relstudy.survey.brand import Brand

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")
#: A tag, and the attributes of one in which colours stand.
_TAG, _PAINTED = re.compile(r"<[a-z][^<>]*>"), re.compile(r'(?<= )(?:fill|stroke|style)="[^"]*"')
#: Tags whose colour is written, or written upon.
_LETTERED = re.compile(r'<(?:text|tspan)\b|<path class="(?:mark|chip)"|<(?:h4|span)\b[^>]* style="color:')


def repaint(markup: str, brand: Brand) -> str:
    """Return markup of ours with the brand's colours in its tags; what people wrote in a text or a title stays as it is."""
    colours = colours_of(brand)
    if not colours.swaps:
        return markup

    def paint(tag: re.Match[str]) -> str:
        lettered = _LETTERED.match(tag[0]) is not None
        return _PAINTED.sub(lambda attribute: _swapped(attribute[0], colours, lettered=lettered), tag[0])

    return _TAG.sub(paint, markup)


def repaint_style(css: str, brand: Brand) -> str:
    """Return a style sheet of ours in the brand's colours."""
    return _swapped(css, colours_of(brand), lettered=False)


def _swapped(text: str, colours: Colours, *, lettered: bool) -> str:
    return _COLOUR.sub(lambda colour: colours.of(colour[0], lettered=lettered), text)
