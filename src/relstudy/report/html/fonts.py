"""The fonts a report carries inside itself, so that it looks the same on every machine and asks for nothing."""

import base64
import re
from functools import cache
from pathlib import Path

from relstudy import resources
from relstudy.survey.brand import Brand

SANS, SERIF = "Relstudy Sans", "Relstudy Serif"
#: Of each font of ours, what holds the signs few reports write.
_RARE = "-rare"
#: What a style sheet calls a kind of font file.
_FORMATS = {"font/woff2": "woff2", "font/ttf": "truetype", "font/otf": "opentype"}
#: Family, weight and style of each file of `templates/report/fonts`.
_FACES = {
    "inter-400": (SANS, 400, "normal"),
    "inter-600": (SANS, 600, "normal"),
    "serif-600": (SERIF, 600, "normal"),
    "serif-400-italic": (SERIF, 400, "italic"),
}


def font_faces(brand: Brand) -> str:
    """Return the `@font-face` rules of the report, each with its font as data, and the families a brand sets text and titles in.

    A brand's font takes the place of ours with ours behind it, for the signs it lacks. Figures keep ours: places of
    their labels are measured in it.
    """
    own = {"text": brand.text, "title": brand.title}
    faces = (
        _face(font.family, "400" if use == "text" else "600", "normal", font.media, font.data)
        for use, font in own.items()
        if font is not None and font.data
    )
    families = "".join(f'--{use}-font:"{font.family}";' for use, font in own.items() if font is not None)
    return "\n".join((_own_faces(), *faces, *([f":root{{{families}}}"] if families else [])))


def add_rare_signs(page: str) -> str:
    """Return a page with what its fonts lack for the signs few reports write, where it writes one."""
    rare = rare_signs()
    # A pattern looks through a page several times as fast as a set.
    if not re.search(f"[{re.escape(''.join(sorted(rare)))}]", page):
        return page
    signs = ",".join(f"U+{ord(sign):X}" for sign in sorted(rare))
    return page.replace("</style>", f"{_own_faces(_RARE, f' unicode-range: {signs};')}\n</style>", 1)


@cache
def rare_signs() -> frozenset[str]:
    """Return the signs of Western Europe that French and English do without."""
    return frozenset((_folder() / "rare.txt").read_text(encoding="utf-8").removesuffix("\n"))


def _face(family: str, weight: str, style: str, media: str, data: str, signs: str = "") -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; font-display: block; '
        f"src: url(data:{media};base64,{data}) "
        f'format("{_FORMATS[media]}");{signs} }}'
    )


@cache
def _own_faces(part: str = "", signs: str = "") -> str:
    files = ((_folder() / f"{name}{part}.woff2", face) for name, face in _FACES.items())
    return "\n".join(
        _face(family, str(weight), style, "font/woff2", base64.b64encode(file.read_bytes()).decode(), signs)
        for file, (family, weight, style) in files
    )


def _folder() -> Path:
    return resources.templates() / "report" / "fonts"
