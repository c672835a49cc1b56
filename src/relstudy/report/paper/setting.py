"""The tree of a report set by typst as a tagged PDF (PDF/UA-1): fonts inside, no clock, no request, no font of the machine."""

import json
import warnings
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relstudy import resources

if TYPE_CHECKING:
    from typst import Fonts


def set_paper(tree: dict[str, Any], *, day: date) -> bytes:
    """Return a report as PDF. `day` is the date the document bears: that of the study, since there is no clock.

    Raises
    ------
    typst.TypstError
        The document cannot be a tagged PDF: the tree holds what the template does not know.
    """
    # Loaded only where a paper is set: its library is large.
    import typst

    data = json.dumps({**tree, "date": (day.year, day.month, day.day)}, ensure_ascii=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)
        compiler = typst.Compiler(
            _folder() / "report.typ", root=_folder(), font_paths=_fonts(), sys_inputs={"data": data}
        )
        made = compiler.compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=datetime.combine(day, time.min, tzinfo=UTC)
        )
    if not isinstance(made, bytes):
        raise TypeError("typst made no single document")
    return made


def _folder() -> Path:
    return resources.templates() / "report" / "paper"


@cache
def _fonts() -> "Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_folder()])
