"""What a page of paper is made of: headings, paragraphs, tables, notes, drawings, as plain data that a template sets."""

from collections.abc import Iterable, Sequence
from itertools import compress
from math import ceil
from typing import Any

from relstudy.report.map.widths import text_width
from relstudy.report.page import Note
from relstudy.report.paper.inline import Run, set_inline, width_of
from relstudy.report.paper.signs import keep_known
from relstudy.report.plain.inline import read_flat, read_inline
from relstudy.report.table import Fold, Group, Row, Table
from relstudy.report.values import EMPTY, Content

#: An object whose `k` says what it is.
Block = dict[str, Any]

#: Columns that a sheet holds beside the names of rows; a wider table goes on below.
_ACROSS = 12
#: Signs that stand beside each other on half a sheet, in the letters of a table there.
_HALF = 78.0
#: The room between two columns, in signs.
_BETWEEN = 1.8
#: The room of a long title on half a sheet, where it may be divided.
_DIVIDED = 9.0
#: Lines of a table that no sheet cuts.
_WHOLE = 30
#: Points of a sheet between its margins, of half a sheet, and those a column keeps clear at its sides.
_SHEET, _HALF_SHEET, _CLEAR = 516.0, 251.0, 7.0
#: A word wider than that, in points, may be divided.
_WIDEST = 92.0
#: Width of a letter on the whole, in sizes of letters.
_LETTER = 0.5
#: The same for a title on half a sheet.
_NARROW = 34.0
#: Sizes of letters in a table, by how many columns it has at least; on half a sheet they are the smallest.
_SIZES = ((10, 6.6), (7, 7.2), (0, 7.8))
#: Columns of words take the room of so many columns of numbers.
_ROOM = {"number": 1.0, "word": 1.4, "mark": 1.0, "text": 2.2}


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


def folded(fold: Fold) -> list[Block]:
    """Return what is folded on a screen: on paper it stands open under its line."""
    return [heading(fold.summary), *(block for table in fold.tables for block in tabled(table))]


def tabled(table: Table, *, under: Content = "", dense: bool = False) -> list[Block]:
    """Return a table, in pieces where it is wider than a sheet; it does not say again the name of what it stands under.

    `dense`: it stands on half a sheet.
    """
    groups = [[row.cells for row in group.rows] for group in table.groups]
    said = [
        column.kind != "mark" or any(cells[i] for group in groups for cells in group)
        for i, column in enumerate(table.columns)
    ]
    places = list(compress(range(len(table.columns)), said))
    pieces = list(_pieces(table, places))
    caption = "" if read_flat(table.caption) == read_flat(under) else table.caption
    return [
        {
            "k": "table",
            "caption": set_inline(caption) if first else [],
            "subtitle": set_inline(table.subtitle) if first else [],
            "notes": [set_inline(note) for note in table.notes] if last else [],
            **_grid(table, piece, dense=dense),
        }
        for piece, first, last in (
            (piece, number == 0, number == len(pieces) - 1) for number, piece in enumerate(pieces)
        )
    ]


def is_narrow(table: Table) -> bool:
    """Tell whether a table stands on half a sheet: none of its columns is running text, and their widths fit."""
    columns = table.columns
    if not columns or any(column.kind == "text" for column in columns) or table.spans:
        return False
    rows = [row for group in table.groups for row in group.rows]
    stub = min(_typical([len(read_flat(row.head)) for row in rows] or [1]), 26.0)
    return stub + sum(_least(table, place, rows) + _BETWEEN for place in range(len(columns))) <= _HALF


def _least(table: Table, place: int, rows: Sequence[Row]) -> float:
    """Return the room a column cannot do without: that of its cells, and of a title that may be divided."""
    cells = [row.cells[place] for row in rows if place < len(row.cells)]
    drawn = max((width_of(set_inline(cell)) for cell in cells), default=0.0)
    texts = [max(map(len, read_inline(cell).split("\n"))) for cell in cells] or [1]
    return max(_typical(texts), drawn / 3.4, min(_longest_word(table.columns[place].title), _DIVIDED))


def _height(table: Table, places: list[int], widths: list[dict[str, float]], size: float, room: float) -> int:
    """Return the lines of a table as wide as that, as many to a row as its fullest cell asks for."""
    shared = sum(width.get("share", 0.0) for width in widths)
    left = room - sum(width.get("points", 0.0) for width in widths)
    letters = [
        max((width["points"] if "points" in width else left * width["share"] / shared) - _CLEAR, size)
        / (size * _LETTER)
        for width in widths
    ]
    lines = 0
    for group in table.groups:
        for row in group.rows:
            head = f"{read_inline(row.head)}\n{read_inline(row.note)}" if row.note else read_inline(row.head)
            cells = (read_inline(row.cells[place]) for place in places if place < len(row.cells))
            lines += max(
                sum(ceil(max(len(piece), 1) / fits) for piece in cell.split("\n"))
                for cell, fits in zip((head, *cells), letters, strict=False)
            )
    return lines


def _pieces(table: Table, places: list[int]) -> Iterable[list[int]]:
    piece: list[int] = []
    room = 0.0
    for place in places:
        needed = _ROOM[table.columns[place].kind]
        if piece and room + needed > _ACROSS:
            yield piece
            piece, room = [], 0.0
        piece.append(place)
        room += needed
    yield piece


def _grid(table: Table, places: list[int], *, dense: bool) -> Block:
    titles = [set_inline(table.columns[place].title) for place in places]
    below = [set_inline(table.columns[place].note) for place in places]
    over = [span.title for span in table.spans for _ in range(span.width)]
    spans: list[list[Any]] = []
    last: object = None
    for place in places if over else ():
        if spans and over[place] is last:
            spans[-1][1] += 1
        else:
            spans.append([set_inline(over[place]), 1])
        last = over[place]
    rows = [row for group in table.groups for row in _rows(group, places)]
    size = _SIZES[0][1] if dense else next(size for least, size in _SIZES if len(places) >= least)
    room = _HALF_SHEET if dense else _SHEET
    shares = _widths(table, places, [row["cells"] for row in rows if not row["group"]])
    widths = _kept_whole(shares, _needs(table, places, size, _NARROW if dense else _WIDEST), room)
    return {
        "size": size,
        "short": table.short and _height(table, places, widths, size, room) <= _WHOLE,
        "stub": set_inline(table.stub),
        "columns": [
            {"title": title, "note": note, "kind": table.columns[place].kind}
            for place, title, note in zip(places, titles, below, strict=True)
        ],
        "spans": spans,
        "widths": widths,
        "rows": rows,
    }


def _widths(table: Table, places: list[int], lines: list[list[list[Run]]]) -> list[dict[str, float]]:
    """Return the width of the names of rows and of each column: a drawing has points of its own, texts share the rest by their length.

    `lines` are the cells of each row as they are set, in the order of `places`.
    """
    rows = [row for group in table.groups for row in group.rows]
    heads = [max(len(read_flat(row.head)), len(read_flat(row.note)) * 0.6) for row in rows] or [1.0]
    found = [{"share": min(max(_typical(heads), _longest_word(table.stub), 9.0), 44.0)}]
    for number, place in enumerate(places):
        column = table.columns[place]
        title = max(_longest_word(column.title), _longest_word(column.note) * 0.9)
        cells = [row.cells[place] for row in rows if place < len(row.cells)]
        drawn = max((width_of(line[number]) for line in lines), default=0.0)
        texts = [max(map(len, read_inline(cell).split("\n"))) for cell in cells]
        if drawn and not any(texts):
            found.append({"points": drawn + 8.0})
            continue
        most = 40.0 if column.kind == "text" else 24.0
        found.append({"share": min(max(_typical(texts or [1]) + drawn / 3.4, title, 4.5), most)})
    return found


def _needs(table: Table, places: list[int], size: float, widest: float) -> list[float]:
    """Return the points each column cannot do without, that of the names of rows first: no number is cut, and no word of a title or a verdict.

    A word of a title wider than `widest` may be divided.
    """
    rows = [row for group in table.groups for row in group.rows]
    heads = _widest((row.head for row in rows), size, bold=False)
    needs = [max(heads, min(_widest((table.stub,), size, bold=True), widest))]
    for place in places:
        column = table.columns[place]
        cells = [row.cells[place] for row in rows if place < len(row.cells)] if column.kind != "text" else []
        title = min(_widest((column.title,), size, bold=True), widest)
        needs.append(max(title, _widest(cells, size, bold=column.kind == "word")))
    return [need + _CLEAR for need in needs]


def _widest(texts: Iterable[Content], size: float, *, bold: bool) -> float:
    """Return the width of the widest word, a no-break space inside it; one that may be divided counts as one that fits."""
    words = (word for text in texts for line in read_inline(text).split("\n") for word in line.split(" "))
    return min(max((text_width(word, size, 600 if bold else 400) for word in words), default=0.0), _WIDEST)


def _kept_whole(widths: list[dict[str, float]], needs: Sequence[float], room: float) -> list[dict[str, float]]:
    """Return widths in which a column whose share is less than it needs has its points, as long as there is room for all."""
    kept = [width.get("points", 0.0) for width in widths]
    while True:
        left = room - sum(kept)
        whole = sum(width["share"] for width, points in zip(widths, kept, strict=True) if not points)
        short = [
            place
            for place, (width, points) in enumerate(zip(widths, kept, strict=True))
            if not points and left * width["share"] < needs[place] * whole
        ]
        if not short:
            break
        if sum(needs[place] for place in short) > left or len(short) == kept.count(0.0):
            return widths
        for place in short:
            kept[place] = needs[place]
    return [{"points": points} if points else width for width, points in zip(widths, kept, strict=True)]


def _longest_word(title: Content) -> float:
    """Return the room of the longest word of a title: none is cut."""
    return 1.12 * max((len(word) for word in read_flat(title).replace("-", "- ").split()), default=0) + 1.0


def _typical(lengths: Sequence[float]) -> float:
    """Return a length that most do not pass: one long text does not take the width of a whole table."""
    ordered = sorted(lengths)
    return float(ordered[min(int(len(ordered) * 0.85), len(ordered) - 1)])


def _rows(group: Group, places: list[int]) -> Iterable[Block]:
    if group.title:
        yield {"group": True, "head": set_inline(group.title), "note": set_inline(group.note), "cells": [], "role": ""}
    for row in group.rows:
        yield _row(row, places)


def _begun(runs: list[Run]) -> list[Run]:
    """Return the runs of a cell of which the first line, if it is said to be one, is no second one."""
    first = runs[0] if runs else ""
    return [*first["c"], *runs[1:]] if not isinstance(first, str) and first.get("tone") == "line" else runs


def _row(row: Row, places: list[int]) -> Block:
    cells = [_begun(set_inline(row.cells[place] if place < len(row.cells) else EMPTY)) for place in places]
    return {
        "group": False,
        "head": set_inline(row.head),
        "note": set_inline(row.note),
        "cells": cells,
        "role": row.role,
    }
