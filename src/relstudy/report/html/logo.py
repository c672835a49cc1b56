"""A logo as paper, presentations and workbooks take it: a drawing for the one, a picture of points for the others."""

import base64
from dataclasses import dataclass
from functools import cache

from relstudy.survey.brand import Logo

#: Points of a picture to the inch of its drawing: sharp on a screen that enlarges it, and in print.
SHARPNESS = 288
_ACROSS, _DOWN = 16, 20
_PNG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
    '<image width="{0}" height="{1}" href="data:image/png;base64,{2}"/></svg>'
)
#: The picture of a drawing on a sheet of its own size and no colour.
_SHEET = '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.svg), format: "svg", height: {0}pt)'


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of points as PNG, with its width and height in points of the drawing it is of."""

    png: bytes
    width: float
    height: float


def drawing_of(logo: Logo) -> str:
    """Return a logo as SVG: a picture of points stands in one."""
    content = base64.b64decode(logo.data)
    if logo.media == "image/svg+xml":
        return content.decode()
    return _PNG.format(*_size(content), logo.data)


@cache
def picture_of(logo: Logo, height: float) -> Picture | None:
    """Return a logo as a picture of a height; None where nothing can be seen of its drawing."""
    # Loaded only where a logo is drawn: its library is large.
    import typst

    try:
        made = typst.Compiler(
            _SHEET.format(height).encode(),
            sys_inputs={"svg": drawing_of(logo)},
            font_paths=typst.Fonts(include_system_fonts=False),
        ).compile(format="png", ppi=SHARPNESS)
    except typst.TypstError:
        return None
    if not isinstance(made, bytes):
        return None
    across, down = _size(made)
    return Picture(png=made, width=height * across / down, height=height)


def _size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[_ACROSS:_DOWN]), int.from_bytes(png[_DOWN : _DOWN + 4])
