"""Tables on paper: their pieces, the width of each column, two narrow ones side by side."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress
from math import ceil
from typing import Any

from relstudy.report.map.widths import text_width
from relstudy.report.paper.blocks import HALF, MIDDLE, SHEET, SIDE, THIRD, Block, beside, heading
from relstudy.report.paper.inline import lines_of, set_inline, width_of
from relstudy.report.paper.widths import Texts, share_room
from relstudy.report.plain.inline import read_flat
from relstudy.report.table import Fold, Group, Row, Table
from relstudy.report.values import EMPTY, Content

#: Columns that a sheet holds beside the names of rows; a wider table goes on below.
_ACROSS = 12
#: So many columns of a piece stand close enough that long titles would reach into each other.
_CROWDED = 10
#: Spaces no line ends at.
_BOUND = re.compile("[\u00a0\u202f]")
#: Signs that stand beside each other on half a sheet, in the letters of a table there.
_SIGNS = 78.0
#: The room between two columns, in signs.
_BETWEEN = 1.8
#: The room of a long title on half a sheet, where it may be divided.
_DIVIDED = 9.0
#: Lines of a table that no sheet cuts.
WHOLE = 30
#: Lines of two rows that leave no hole where they go over to the next sheet; the rows before which that is asked.
_LOW, _BEFORE_LAST = 6, 3
#: Signs of a line from which words are divided as in prose; shorter lines are parted between words.
_PROSE = 60
#: Points a column keeps clear at its sides.
_CLEAR = 7.0
#: A word wider than that, in points, may be divided.
_WIDEST = 92.0
#: A table is that much wider than its texts ask for at most: over a wider gap no eye follows a row.
_WIDER = 1.7
#: A compound of more signs is parted after its hyphens.
_COMPOUND, _PARTED = 9, re.compile(r"[^-]+-?|-")
#: Signs of a number that stands on one line with what belongs to it.
_SHORT_LINE = 11
#: What is set is that much wider than its letters are: no word is divided for a hair.
_SET = 1.06
#: Signs of a running text, or of a name, that are reckoned with: a longer one has no more room than that.
_LONGEST = 72.0
#: Points of a drawing that take the room of one sign.
_SIGN = 3.4
#: Width of a letter on the whole, in sizes of letters.
_LETTER = 0.5
#: The widest word of a title that is not divided where a table has not the whole sheet.
_NARROW = 34.0
#: Sizes of letters in a table, by how many columns it has at least; on a part of a sheet they are those.
_SIZES, _SMALL = ((10, 6.6), (7, 7.2), (0, 7.8)), {HALF: 7.2, THIRD: 6.6, MIDDLE: 6.6, SIDE: 6.6}
#: Columns of words take the room of so many columns of numbers.
_ROOM = {"number": 1.0, "word": 1.4, "mark": 1.0, "text": 2.2}


def folded(fold: Fold) -> list[Block]:
    """Return what is folded on a screen: on paper it stands open under its line."""
    return [heading(fold.summary), *(block for table in fold.tables for block in tabled(table))]


def tabled(table: Table, *, under: Content = "", room: float = SHEET) -> list[Block]:
    """Return a table, in pieces where it is wider than a sheet; it does not say again the name of what it stands under.

    `room` is how wide what it stands on is, in points: the sheet, half of it or a third.
    """
    groups = [[row.cells for row in group.rows] for group in table.groups]
    said = [
        column.kind != "mark" or any(cells[i] for group in groups for cells in group)
        for i, column in enumerate(table.columns)
    ]
    places = list(compress(range(len(table.columns)), said))
    pieces = _pieces(table, places, room)
    caption = "" if read_flat(table.caption) == read_flat(under) else table.caption
    return [
        {
            "k": "table",
            "caption": set_inline(caption) if first else [],
            "subtitle": set_inline(table.subtitle) if first else [],
            "notes": [set_inline(note) for note in table.notes] if last else [],
            **_grid(table, piece, room=room),
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
    return stub + sum(_least(table, place, rows) + _BETWEEN for place in range(len(columns))) <= _SIGNS


def _least(table: Table, place: int, rows: Sequence[Row]) -> float:
    """Return the room a column cannot do without: that of its cells, and of a title that may be divided."""
    cells = [set_inline(row.cells[place]) for row in rows if place < len(row.cells)]
    drawn = max(map(width_of, cells), default=0.0)
    texts = [max(map(len, lines_of(cell))) for cell in cells] or [1]
    return max(_typical(texts), drawn / _SIGN, min(_longest_word(table.columns[place].title), _DIVIDED))


def _height(rows: Iterable[Block], points: Sequence[float], size: float) -> int:
    """Return the lines of rows in columns as wide as that, as many to a row as its fullest cell asks for."""
    letters = [max(width - _CLEAR, size) / (size * _LETTER) for width in points]
    lines = 0
    for row in rows:
        if not row["group"]:
            head = [*lines_of(row["head"]), *(lines_of(row["note"]) if row["note"] else [])]
            cells = (head, *map(lines_of, row["cells"]))
            lines += max(
                sum(ceil(max(len(piece), 1) / fits) for piece in cell)
                for cell, fits in zip(cells, letters, strict=True)
            )
    return lines


def _goes_over_together(rows: Sequence[Block], points: Sequence[float], size: float) -> bool:
    """Tell whether the two last rows go over to the next sheet as one: low ones, of which the last would stand there alone."""
    last = rows[-_BEFORE_LAST:]
    return (
        len(rows) > _BEFORE_LAST and not any(row["group"] for row in last) and _height(last[-2:], points, size) <= _LOW
    )


def _pieces(table: Table, places: list[int], room: float) -> list[list[int]]:
    """Return the columns of each piece, about as many in each; crowded ones whose titles would not fit are more pieces."""
    needed = [_ROOM[table.columns[place].kind] for place in places]
    least = max(ceil(sum(needed) / _ACROSS), 1)
    for count in range(least, len(places) + 1):
        pieces = _evenly(places, needed, count)
        if all(sum(map(_room_of(table), piece)) <= _ACROSS and _holds(table, piece, room) for piece in pieces):
            return pieces
    return [[place] for place in places] or [[]]


def _room_of(table: Table) -> Callable[[int], float]:
    return lambda place: _ROOM[table.columns[place].kind]


def _evenly(places: Sequence[int], needed: Sequence[float], count: int) -> list[list[int]]:
    """Return places in order in as many pieces, none of which needs much more room than the others."""
    pieces: list[list[int]] = [[] for _ in range(count)]
    total, before = sum(needed), 0.0
    for place, one in zip(places, needed, strict=True):
        pieces[min(int((before + one / 2) * count / total), count - 1)].append(place)
        before += one
    return [piece for piece in pieces if piece]


def _holds(table: Table, piece: list[int], room: float) -> bool:
    """Tell whether a sheet holds the titles of many columns without one reaching into the next."""
    if room < SHEET or len(piece) < _CROWDED:
        return True
    rows = [row for group in table.groups for row in _rows(group, piece) if not row["group"]]
    size = _SIZES[0][1]
    cells = [need for _, need in _needs(table, piece, rows, size)]
    titles = [0.0, *(_undivided(table.columns[place].title, size) for place in piece)]
    needs = (min(max(title, cell), _WIDEST) + _CLEAR for title, cell in zip(titles, cells, strict=True))
    return sum(needs) <= room


def _undivided(title: Content, size: float) -> float:
    """Return the points of the widest part of a title no line can end in: words bound by no-break spaces are not divided, others may be."""
    said = set_inline(title)
    found = [0.0]
    for line in lines_of(said):
        for word in line.split(" "):
            width = text_width(word, size, 600) * _SET
            found.append(width if _BOUND.search(word) else min(width, _NARROW))
    return max(found) + width_of(said)


def _grid(table: Table, places: list[int], *, room: float) -> Block:
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
    answers = [row for row in rows if not row["group"]]
    small = room < SHEET
    size = _SMALL.get(room) or next(size for least, size in _SIZES if len(places) >= least)
    shares = _widths(table, places, answers, longest=_DIVIDED if small else _LONGEST)
    longest = _longest_lines(answers, len(places))
    signs = zip(shares, longest, strict=True)
    asked = _WIDER * sum(
        w.get("points", 0.0) + max(w.get("share", 0.0), line) * size * _LETTER + _CLEAR for w, line in signs
    )
    part = min(asked / room, 1.0)
    needs = _needs(table, places, answers, size)
    widest = _NARROW if small else _WIDEST
    kept = _kept(needs, widest)
    fixed = [width.get("points", 0.0) for width in shares]
    if sum(map(max, kept, fixed)) > room * part:
        # Too many columns for whole words: compounds are parted at their hyphens rather than reaching into the next one.
        needs = _needs(table, places, answers, size, parted=True)
        kept = _kept(needs, widest)
    names = min(shares[0]["share"] * size * _LETTER, _WIDEST) if any(fixed) else 0.0
    if sum(map(max, kept, [max(names, fixed[0]), *fixed[1:]])) > room * part:
        # Still too many, or no room for names beside drawings: titles are divided, so that each stands over its own column.
        kept = _kept(needs, _NARROW)
    widths = _kept_whole(shares, kept, room * part)
    points = _points(widths, room * part)
    if len(answers) > 0:
        heads = [(set_inline(table.stub), []), *zip(titles, below, strict=True)]
        texts = [_texts(answers, head, place, size) for place, head in enumerate(heads)]
        drawn = ["points" in width for width in shares]
        least = [
            width if fixed else min(max(keep, drawing + _CLEAR) if drawing else keep, width)
            for width, fixed, keep, drawing in zip(points, drawn, kept, _drawn(answers, len(points)), strict=True)
        ]
        points = share_room(texts, [width - _CLEAR for width in points], [width - _CLEAR for width in least])
        points = [width + _CLEAR for width in points]
        widths = [{"points": round(width, 2)} for width in points]
    fits = [width >= max(need) + _CLEAR for width, need in zip(points, needs, strict=True)]
    return {
        "size": size,
        "width": round(part, 3),
        "short": table.short and _height(answers, points, size) <= WHOLE,
        "together": _goes_over_together(rows, points, size),
        "stub": set_inline(table.stub),
        "divided": not fits[0],
        "columns": [
            {"title": title, "note": note, "kind": kind, "divided": not whole or (kind == "text" and line > _PROSE)}
            for title, note, kind, whole, line in zip(
                titles, below, (table.columns[place].kind for place in places), fits[1:], longest[1:], strict=True
            )
        ],
        "spans": spans,
        "widths": widths,
        "rows": rows,
    }


def _kept(needs: Iterable[tuple[float, float]], widest: float) -> list[float]:
    """Return the points of each column in which its words are whole, those of its title where they are no wider than `widest`."""
    return [max(min(title, widest), min(cells, _WIDEST)) + _CLEAR for title, cells in needs]


def _texts(rows: Sequence[Block], head: tuple[list[Any], list[Any]], place: int, size: float) -> Texts:
    """Return the texts of a column, its title and what stands under that first; the names of rows, with what stands under them, are column 0."""
    beside = [(row["cells"][place - 1], []) if place else (row["head"], row["note"]) for row in rows]
    return Texts(
        rows=[
            [
                *(_words(said, size, width_of(cell)) for said in lines_of(cell)),
                *(_words(said, size * 0.9, 0.0) for said in lines_of(under) if under),
            ]
            for cell, under in [head, *beside]
        ]
    )


def _words(line: str, size: float, drawn: float) -> list[float]:
    """Return the widths of the words of a line, a drawing before the first of them and a blank after each."""
    first, *others = line.split(" ")
    return [text_width(first + " ", size) * _SET + drawn, *(text_width(word + " ", size) * _SET for word in others)]


def _drawn(rows: Sequence[Block], columns: int) -> list[float]:
    """Return the width of the widest drawing in the names of rows and in each column."""
    return [max(width_of((row["head"], *row["cells"])[i]) for row in rows) for i in range(columns)]


def _longest_lines(rows: Sequence[Block], columns: int) -> list[int]:
    """Return the signs of the longest name of a row and of the longest line in each of the columns."""
    found = [[max(map(len, lines_of(cell))) for cell in (row["head"], *row["cells"])] for row in rows]
    return list(map(max, zip(*found, strict=True))) if found else [0] * (columns + 1)


def _points(widths: list[dict[str, float]], room: float) -> list[float]:
    """Return widths in points: what is left of the room is shared."""
    left = room - sum(width.get("points", 0.0) for width in widths)
    shared = sum(width.get("share", 0.0) for width in widths)
    return [width["points"] if "points" in width else left * width["share"] / shared for width in widths]


def _widths(table: Table, places: list[int], rows: Sequence[Block], *, longest: float) -> list[dict[str, float]]:
    """Return the width of the names of rows and of each column: a drawing has points of its own, texts share the rest by their length.

    A word of a title is reckoned with up to `longest` signs.
    """
    heads = [
        max(*map(len, lines_of(row["head"])), *(len(piece) * 0.6 for piece in lines_of(row["note"]))) for row in rows
    ] or [1.0]
    found = [{"share": min(max(_typical(heads), _longest_word(table.stub), 9.0), _LONGEST)}]
    for number, place in enumerate(places):
        column = table.columns[place]
        title = min(max(_longest_word(column.title), _longest_word(column.note) * 0.9), longest)
        drawn = max((width_of(row["cells"][number]) for row in rows), default=0.0)
        texts = [max(map(len, lines_of(row["cells"][number]))) for row in rows]
        if drawn and not any(texts):
            found.append({"points": drawn + 8.0})
            continue
        most = _LONGEST if column.kind == "text" else 24.0
        found.append({"share": min(max(_typical(texts or [1]) + drawn / _SIGN, title, 4.5), most)})
    return found


def _needs(
    table: Table, places: list[int], rows: Sequence[Block], size: float, *, parted: bool = False
) -> list[tuple[float, float]]:
    """Return the points that the title and the cells of each column cannot do without, those of the names of rows first.

    No number is cut or pushed out of its column by the bar before it, and no word of a name, a title or a verdict is
    cut; running text may be divided.
    """
    heads = _widest((lines_of(row["head"]) for row in rows), size, bold=False)
    needs = [(_widest([lines_of(set_inline(table.stub))], size, bold=True, parted=parted), heads)]
    for number, place in enumerate(places):
        column = table.columns[place]
        cells = [lines_of(row["cells"][number]) for row in rows]
        # A bar and the number after it stand on one line.
        drawn = max((width_of(row["cells"][number]) for row in rows), default=0.0) if column.kind == "number" else 0.0
        if column.kind == "text" and max((len(line) for cell in cells for line in cell), default=0) > _PROSE:
            cells = []  # divided as prose is
        title = set_inline(column.title)
        under = _widest([lines_of(set_inline(column.note))], size * 0.9, bold=False, parted=parted)
        needs.append(
            (
                max(_widest([lines_of(title)], size, bold=True, parted=parted) + width_of(title), under),
                _widest(cells, size, bold=column.kind == "word", numbers=column.kind == "number") + drawn,
            )
        )
    return needs


def _widest(
    texts: Iterable[Sequence[str]], size: float, *, bold: bool, numbers: bool = False, parted: bool = False
) -> float:
    """Return the width of the widest word, a no-break space inside it.

    A compound is one word, or its parts where it may be `parted`. Of `numbers`, a short line ("13 of 24") is no more parted than a word.
    """
    lines = {line for text in texts for line in text}
    words = {
        part
        for line in lines
        for word in ([line] if numbers and len(line) <= _SHORT_LINE else line.split(" "))
        for part in (_PARTED.findall(word) if parted and len(word) > _COMPOUND else [word])
    }
    return max((text_width(word, size, 600 if bold else 400) * _SET for word in words), default=0.0)


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
        yield {
            "group": True,
            "head": set_inline(group.title),
            "note": set_inline(group.note),
            "cells": [],
            "role": "",
            "steps": 0,
        }
    for row in group.rows:
        yield _row(row, places)


def _row(row: Row, places: list[int]) -> Block:
    cells = [set_inline(row.cells[place] if place < len(row.cells) else EMPTY) for place in places]
    return {
        "group": False,
        "head": set_inline(row.head),
        "note": set_inline(row.note),
        "cells": cells,
        "role": row.role,
        "steps": row.steps,
    }


def tables_of(tables: Iterable[Table], *, under: Content = "") -> Iterator[Block]:
    """Yield tables one after the other, two narrow ones that follow each other side by side; those that repeat are left out."""
    waiting: Table | None = None
    for table in (table for table in tables if not table.repeats):
        narrow = is_narrow(table)
        if waiting is not None and narrow:
            pair = [tabled(one, under=under, room=HALF) for one in (waiting, table)]
            yield beside(pair, widths=(1.0, 1.0), whole=waiting.short and table.short)
            waiting = None
            continue
        yield from tabled(waiting, under=under) if waiting is not None else ()
        waiting = table if narrow else None
        yield from () if narrow else tabled(table, under=under)
    yield from tabled(waiting, under=under) if waiting is not None else ()
