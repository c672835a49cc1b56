"""The tree of a report set by typst as a tagged PDF (PDF/UA-1): fonts inside, no clock, no request, no font of the machine."""

import base64
import json
import tempfile
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relstudy import resources
from relstudy.survey.brand import NO_BRAND, Brand

if TYPE_CHECKING:
    from typst import Fonts


#: How a kind of font file ends, so that it is known as one.
_ENDINGS = {"font/woff2": ".woff2", "font/ttf": ".ttf", "font/otf": ".otf"}


def set_paper(tree: dict[str, Any], *, day: date, brand: Brand = NO_BRAND) -> bytes:
    """Return a report as PDF, in the fonts of a brand with ours behind them.

    `day` is the date the document bears: that of the study, since there is no clock.

    Raises
    ------
    typst.TypstError
        The document cannot be a tagged PDF: its tree holds what the template does not know.
    """
    # Loaded only where a paper is set: its library is large.
    import typst

    with tempfile.TemporaryDirectory() as own:
        families, fonts = _brand_fonts(brand, Path(own))
        data = {**tree, "date": (day.year, day.month, day.day), "families": families}
        compiler = typst.Compiler(
            _folder() / "report.typ",
            root=_folder(),
            font_paths=fonts,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
        # What typst warns of (a family of the brand that is not there) is handed back, not said: other threads are at work.
        made, _ = compiler.compile_with_warnings(
            format="pdf", pdf_standards=["ua-1"], timestamp=datetime.combine(day, time.min, tzinfo=UTC)
        )
    if not isinstance(made, bytes):
        raise TypeError("typst made no single document")
    return made


def _folder() -> Path:
    return resources.templates() / "report" / "paper"


def _brand_fonts(brand: Brand, folder: Path) -> "tuple[dict[str, list[str]], Fonts]":
    """Return the families of texts and titles, "" left out, and all fonts; those of a brand are laid in a folder of the moment.

    A font that typst cannot read, as one packed for screens, is not there.
    """
    import typst

    families: dict[str, list[str]] = {}
    laid = []
    for use, font in (("text", brand.text), ("title", brand.title)):
        families[use] = [] if font is None or font.data else [font.family]
        if font is None or not font.data:
            continue
        place = folder / use
        place.mkdir()
        (place / "font").with_suffix(_ENDINGS[font.media]).write_bytes(base64.b64decode(font.data))
        families[use] = sorted(
            set(typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[place]).families())
        )
        laid.append(place)
    if not laid:
        return families, _fonts()
    paths = [*laid, _folder()]
    return families, typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)


@cache
def _fonts() -> "Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_folder()])
