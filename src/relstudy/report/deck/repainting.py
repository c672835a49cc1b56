"""Parts of a presentation in a brand's colours: swapped when it is settled, where XML paints, never in what people wrote."""

import re

from relstudy.report.brand import Colours, colours_of
from relstudy.survey.brand import Brand

#: A colour of ours in a part; what comes before it tells whether letters are written in it. A text holds no "<".
_PAINT = re.compile(r'(<a:(?:rPr|defRPr|endParaRPr)\b[^<>]*><a:solidFill>)?<a:srgbClr val="([0-9A-Fa-f]{6})"')
#: What we write into a template of the agency, whose own parts keep their colours.
_OURS = re.compile(r"ppt/(?:slides/slide|charts/chart)[^/]*\.xml")
_ANY = re.compile(r"ppt/.*\.xml")


def repaint_parts(parts: dict[str, bytes], brand: Brand, *, own_template: bool) -> dict[str, bytes]:
    """Return the parts of a presentation by name in the brand's colours; without a template of the agency, its layouts too."""
    colours = colours_of(brand)
    if not colours.swaps:
        return parts
    painted = _ANY if own_template else _OURS
    return {
        name: _repaint(content.decode(), colours).encode() if painted.fullmatch(name) else content
        for name, content in parts.items()
    }


def _repaint(xml: str, colours: Colours) -> str:
    def paint(found: re.Match[str]) -> str:
        before = found[1] or ""
        return f'{before}<a:srgbClr val="{colours.of(f"#{found[2]}", lettered=bool(before))[1:]}"'

    return _PAINT.sub(paint, xml)
