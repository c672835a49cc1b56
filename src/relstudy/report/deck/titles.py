"""Titles somebody typed over, read from a delivered deck: each beside the title that was made there."""

import io
import zipfile
from collections.abc import Mapping

_TITLES = ("TITLE", "CENTER_TITLE")


def typed_titles(content: bytes | None) -> Mapping[str, str]:
    """Return the titles of a deck that are not those made there, by the names of their slides.

    A slide without a name, or whose title bears no mark of what was made, was added by hand: it has no counterpart. A
    file that is no presentation has no titles.
    """
    if content is None or not zipfile.is_zipfile(io.BytesIO(content)):
        return {}
    from pptx import Presentation

    found = {}
    for slide in Presentation(io.BytesIO(content)).slides:
        title = slide.shapes.title
        if title is None or not slide.name:
            continue
        made = title._element.nvSpPr.cNvPr.get("descr", "")  # noqa: SLF001 - python-pptx reads no description
        typed = " ".join(title.text_frame.text.split("\n")).strip()
        if made and typed and typed != made:
            found[slide.name] = typed
    return found
