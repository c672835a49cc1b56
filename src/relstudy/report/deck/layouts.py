"""The layouts a deck is set in, found in a template by their names, and what a template lacks of them.

A layout is `Cover`, `Chart`, `Table` or `Text`, or so called in French. Its title, and the place for a chart or a table, are known by their kind;
of its places for text the one above the body takes the subtitle, the one below it what stands at the foot.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relstudy.report.deck.slide import LayoutName, Room

if TYPE_CHECKING:
    from pptx.presentation import Presentation

#: Places of each layout, in the order they are read.
PLACES: dict[LayoutName, tuple[str, ...]] = {
    "Cover": ("title", "subtitle"),
    "Chart": ("title", "subtitle", "chart", "foot"),
    "Table": ("title", "subtitle", "table", "foot"),
    "Text": ("title", "subtitle", "text", "foot"),
}
#: What a layout may be called: as here, or in French.
NAMES: dict[LayoutName, tuple[str, ...]] = {
    "Cover": ("Cover", "Couverture"),
    "Chart": ("Chart", "Graphique"),
    "Table": ("Table", "Tableau"),
    "Text": ("Text", "Texte"),
}
_TITLES = ("TITLE", "CENTER_TITLE")
_TEXTS = ("BODY", "SUBTITLE", "OBJECT")
_BODIES = {"Chart": ("CHART",), "Table": ("TABLE",)}
_EMU = 12700
#: Points of a text whose size nobody says.
_USUAL = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What a template has not: one place of a layout, or all of it (`place` ""), beside the names of those it `has`.

    `called` is what the template itself calls the layout.
    """

    layout: LayoutName
    called: str = ""
    place: str = ""
    has: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of a layout: which of its placeholders it is (`idx`), how wide and high in points, the size of text it asks for."""

    idx: int
    width: float
    height: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One layout of a template, its places by name. They are read once: each look at a placeholder searches its slide, layout and master."""

    name: LayoutName
    source: Any
    places: dict[str, Place]


def find_layouts(deck: "Presentation") -> tuple[dict[str, Layout], tuple[Lack, ...]]:
    """Return the layouts of a template by name, the first of that name, and what is lacking; case and spaces round a name do not matter."""
    named = {layout.name.strip().casefold(): layout for layout in reversed(list(deck.slide_layouts))}
    found: dict[str, Layout] = {}
    lacks: list[Lack] = []
    for name, wanted in PLACES.items():
        source = next((named[known] for one in NAMES[name] if (known := one.casefold()) in named), None)
        if source is None:
            lacks.append(Lack(layout=name, has=tuple(layout.name for layout in deck.slide_layouts)))
            continue
        places = {place: _read_place(source, idx) for place, idx in _places(name, source)}
        body = wanted[2:3]
        told = wanted if not body or body[0] in places else ("title", *body)  # the others are above and below the body
        lacks += [Lack(layout=name, called=source.name.strip(), place=place) for place in told if place not in places]
        found[name] = Layout(name=name, source=source, places=places)
    return found, tuple(lacks)


def read_lacks(content: bytes) -> tuple[tuple[Lack, ...], tuple[str, ...]] | None:
    """Return what a file lacks as a template, and the names of slides that several of its layouts have; None where it is no presentation."""
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    try:
        deck = Presentation(io.BytesIO(content))
    except (PythonPptxError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        return None
    wanted = {one.casefold() for names in NAMES.values() for one in names}
    named = Counter(name for layout in deck.slide_layouts if (name := layout.name.strip()).casefold() in wanted)
    folded = Counter(name.casefold() for name in named.elements())
    twice = {name.casefold(): name for name in reversed(list(named)) if folded[name.casefold()] > 1}
    return find_layouts(deck)[1], tuple(reversed(twice.values()))


def room_of(content: bytes) -> Room:
    """Return the room a template that lacks nothing has for a table, and about for a chart."""
    from pptx import Presentation

    place = find_layouts(Presentation(io.BytesIO(content)))[0]["Table"].places["table"]
    return place.width, place.height


def _places(name: LayoutName, source: Any) -> Iterator[tuple[str, int]]:
    known = [(_kind(one), one) for one in source.placeholders]
    title = next((one for kind, one in known if kind in _TITLES), None)
    if title is not None:
        yield "title", title.placeholder_format.idx
    texts = sorted((one for kind, one in known if kind in _TEXTS), key=lambda one: one.top or 0)
    if name == "Cover":
        if texts:
            yield "subtitle", texts[0].placeholder_format.idx
        return
    if name in _BODIES:
        body = next((one for kind, one in known if kind in _BODIES[name]), None)
    else:
        body = max(texts, key=lambda one: (one.width or 0) * (one.height or 0), default=None)
    if body is None:
        return
    yield PLACES[name][2], body.placeholder_format.idx
    middle = (body.top or 0) + (body.height or 0) / 2
    above = [one for one in texts if one is not body and (one.top or 0) < middle]
    below = [one for one in texts if one is not body and (one.top or 0) >= middle]
    if above:
        yield "subtitle", above[-1].placeholder_format.idx
    if below:
        yield "foot", below[0].placeholder_format.idx


def _read_place(layout: Any, idx: int) -> Place:
    """Return a place as slides have it from their layout: what that does not say, its master does."""
    place = layout.placeholders.get(idx=idx)
    held = (place, place._base_placeholder)  # noqa: SLF001 - what a place inherits has no door
    first = "a:lvl1pPr/a:defRPr"
    found = [one._element.xpath(f"./p:txBody/a:lstStyle/{first}") for one in held if one is not None]  # noqa: SLF001
    found.append(layout.slide_master._element.xpath(f"./p:txStyles/p:bodyStyle/{first}"))  # noqa: SLF001
    sizes = [one.get("sz") for told in found for one in told]
    return Place(
        idx=idx,
        width=(place.width or 0) / _EMU,
        height=(place.height or 0) / _EMU,
        size=next((int(size) / 100 for size in sizes if size is not None), _USUAL),
    )


def _kind(placeholder: Any) -> str:
    kind = placeholder.placeholder_format.type
    return "" if kind is None else str(kind.name)
