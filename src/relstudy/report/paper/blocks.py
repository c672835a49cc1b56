"""What a page of paper is made of: headings, paragraphs, tables, notes, drawings, as plain data that a template sets."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from relstudy.report.page import Note
from relstudy.report.paper.inline import Run, set_inline
from relstudy.report.paper.signs import keep_known
from relstudy.report.values import EMPTY, Content, Inline

#: An object whose `k` says what it is.
Block = dict[str, Any]

#: Points of a sheet between its margins, of half of it and of a third: columns stand 14 points apart.
SHEET, HALF, THIRD = 516.0, 251.0, 162.6
#: Three columns of which the middle one is wider.
MIDDLE, SIDE = 190.0, 149.0


def heading(title: Content, *, under: Content = "") -> Block:
    """Return a heading inside a page; `under` stands below it."""
    return {"k": "heading", "c": set_inline(title), "under": set_inline(under)}


def prose(text: Content, *, style: str = "prose") -> Block:
    """Return one paragraph in a style of the template."""
    return {"k": "prose", "style": style, "c": set_inline(text)}


def listed(items: Iterable[Sequence[Run]], *, style: str = "bullet") -> Block:
    """Return a list: of bullets, or numbered."""
    return {"k": "list", "style": style, "items": [list(item) for item in items]}


def pairs(notes: Iterable[Note], *, style: str) -> Block:
    """Return bold words with their texts: notes under a figure, facts, terms."""
    return {"k": "pairs", "style": style, "items": [[set_inline(note.title), set_inline(note.text)] for note in notes]}


def drawing(svg: str, *, said: str, width: float) -> Block:
    """Return a drawing of its own, with what stands for it; `width` is a part of the sheet's, 1 the whole."""
    return {"k": "figure", "svg": keep_known(svg), "alt": keep_known(said), "width": width}


def boxed(blocks: Iterable[Block], *, style: str, colour: str = "") -> Block:
    """Return blocks that stand together in a box."""
    return {"k": "box", "style": style, "colour": colour, "c": list(blocks)}


def beside(columns: Iterable[Iterable[Block]], *, widths: Sequence[float], whole: bool = False) -> Block:
    """Return blocks in columns of such widths; `whole`: no sheet ends inside."""
    return {"k": "beside", "widths": list(widths), "c": [list(column) for column in columns], "whole": whole}


def in_rows(columns: Sequence[list[Block]], *, across: int) -> Iterator[Block]:
    """Yield columns so many to a row; those left over keep their width."""
    for i in range(0, len(columns), across):
        row = columns[i : i + across]
        yield beside([*row, *([[]] * (across - len(row)))], widths=[1.0] * across, whole=True)


def in_layers(columns: Sequence[Sequence[list[Block]]], *, across: int) -> Iterator[Block]:
    """Yield columns so many to a row, each layer of theirs on a line with the others': what is alike stands at one height."""
    for i in range(0, len(columns), across):
        row = columns[i : i + across]
        lacking: list[list[Block]] = [[]] * (across - len(row))
        layers = [[*layer, *lacking] for layer in zip(*row, strict=True) if any(layer)]
        yield {"k": "layers", "widths": [1.0] * across, "rows": layers}


def spread(parts: Iterable[Iterable[Block]]) -> Block:
    """Return parts in two columns of about the same height, none of them parted."""
    return {"k": "spread", "c": [list(part) for part in parts]}


def quoted(text: Inline, who: Inline, *, about: Inline = EMPTY) -> Iterator[Block]:
    """Yield a passage with who says it; `about` stands above it."""
    if about:
        yield prose(about, style="label")
    yield {"k": "quote", "c": set_inline(text), "who": set_inline(who)}
