"""The fonts a report carries inside itself, so that it looks the same on every machine and asks for nothing."""

import base64
from functools import cache

from relstudy import resources

SANS, SERIF = "Relstudy Sans", "Relstudy Serif"
#: Family, weight and style of each file of `templates/report/fonts`.
_FACES = {
    "inter-400": (SANS, 400, "normal"),
    "inter-600": (SANS, 600, "normal"),
    "serif-600": (SERIF, 600, "normal"),
    "serif-400-italic": (SERIF, 400, "italic"),
}


@cache
def font_faces() -> str:
    """Return the `@font-face` rules of the report, each with its font as data."""
    folder = resources.templates() / "report" / "fonts"
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; font-display: block; '
        f"src: url(data:font/woff2;base64,{base64.b64encode((folder / f'{name}.woff2').read_bytes()).decode()}) "
        'format("woff2"); }'
        for name, (family, weight, style) in _FACES.items()
    )
