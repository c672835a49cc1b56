"""The ground a template sets a layout on: what a slide writes in colours of its own must be read there.

Charts and tables bring their colours, which are made for a light ground. On any other they are set on a plate.
"""

import colorsys
from collections.abc import Iterator, Mapping
from typing import Any

from relstudy.report.palette import INK_3
from relstudy.stats.colours import contrast_on_white

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHOWN = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_COLOURS = tuple(f"{_DRAWN}{name}" for name in ("srgbClr", "sysClr", "schemeClr"))
#: WCAG's contrast for text.
_READ = 4.5
_WHOLE = 100_000


def is_light(layout: Any) -> bool:
    """Tell whether the palest ink of a slide is read on the ground of a layout; a picture, or a colour nobody can name, is no such ground."""
    sheet = next((one for one in (layout, layout.slide_master) if _background(one) is not None), None)
    if sheet is None:
        return True
    background = _background(sheet)
    if next(background.iter(f"{_DRAWN}blipFill", f"{_DRAWN}pattFill"), None) is not None:
        return False
    colours = list(_colours(background, layout))
    if None in colours:
        return False
    paints = [INK_3, *(colour for colour in colours if colour is not None)]
    ink, *grounds = contrast_on_white(paints).tolist()
    return all(ink / ground >= _READ for ground in grounds)


def _background(sheet: Any) -> Any:
    return sheet._element.cSld.find(f"{_SHOWN}bg")  # noqa: SLF001 - python-pptx tells no background of a layout


def _colours(background: Any, layout: Any) -> Iterator[str | None]:
    """Yield the colours of a background, all of them where it runs from one to another; None for one that has no name here."""
    theme = _theme_of(layout)
    for one in background.iter(*_COLOURS):
        value = one.get("lastClr") or one.get("val", "")
        if one.tag == f"{_DRAWN}schemeClr":
            value = theme.get(value, "")
        yield _toned(value, one) if len(value) == len("RRGGBB") else None


def _theme_of(layout: Any) -> Mapping[str, str]:
    """Return the colours of a theme, RRGGBB, by the names a layout calls them by."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE

    master = layout.slide_master
    theme = etree.fromstring(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    scheme = theme.find(f".//{_DRAWN}clrScheme")
    own = {
        one.tag.removeprefix(_DRAWN): paint.get("lastClr") or paint.get("val", "")
        for one in (() if scheme is None else scheme)
        for paint in one
    }
    called = next(layout._element.iter(f"{_DRAWN}overrideClrMapping"), None)  # noqa: SLF001 - likewise
    if called is None:
        called = master._element.find(f"{_SHOWN}clrMap")  # noqa: SLF001 - likewise
    mapped = {} if called is None else {name: own.get(place, "") for name, place in called.attrib.items()}
    return own | mapped


def _toned(value: str, paint: Any) -> str:
    """Return a colour, #RRGGBB, as light as it is told to be."""
    red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    for change in paint:
        share = int(change.get("val", "0")) / _WHOLE
        if change.tag == f"{_DRAWN}lumMod":
            light *= share
        elif change.tag == f"{_DRAWN}lumOff":
            light += share
    channels = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), full)
    return "#" + "".join(f"{round(channel * 255):02X}" for channel in channels)
