"""Tables as PowerPoint keeps them: widths and heights reckoned, so that a slide holds what it shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from relstudy.report.deck.letters import letters_width, lines_in
from relstudy.report.deck.said import TAGS, said, said_lines
from relstudy.report.palette import ACCENT, INK, INK_2, INK_3, RULE, WASH, mix
from relstudy.report.table import Group, Row, Table
from relstudy.report.values import Heat, Inline, Toned, VerdictWord
from relstudy.words import Lang

_EMU = 12700
_PAD = 4.0
_SIDE = 6.0
#: Sizes of text tried, from the largest; lines are so many times their size high.
_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0)
_LEADING = 1.2
_LEAST = 46.0
#: Before the name of a row that stands below another one.
_INDENT = "\u00a0\u00a0\u00a0"
#: How much of a line each row may be opened by where a slide has room left.
_OPENED = 0.9
#: What stays clear under a table whose rows are opened.
_CLEAR = 6.0
#: Shares of the height tried for parts of equal size, from the smallest.
_SHARES = tuple(0.5 + 0.05 * i for i in range(10))
#: Parts of the width tried for the heads of rows: one long head must not take the room of what all rows say.
_HEADS = (0.32, 0.26, 0.2, 0.15)
#: Parts of the width held for heads that are sentences, where the other columns have no more to say.
_SENTENCES = (0.44, 0.36, 0.3)
#: The deepest of the tints behind a share: text on it keeps its contrast.
_HEAT = "#B0C2D6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell as set: its lines, how it looks."""

    lines: tuple[str, ...]
    right: bool = False
    bold: bool = False
    colour: str = INK
    fill: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTable:
    """A table as set: sizes in points, widths of columns, heights of rows, rows of cells; whether the first is one of heads."""

    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    headed: bool = True


def divide(table: Table, width: float, height: float, *, most: int) -> tuple[Table, ...]:
    """Return the parts of a table that fit a slide each, in the largest size that needs one, and `most` at most.

    What is on none of them is in the workbook of tables.
    """
    if not _rows(table):
        return ()
    for made in _tried(table, width):
        parts = tuple(_cut(table, made, height))
        if len(parts) == 1:
            return parts
    return _evened(table, made, height, parts)[:most]


def _evened(table: Table, made: SetTable, height: float, parts: tuple[Table, ...]) -> tuple[Table, ...]:
    """Return as many parts, of heights as equal as rows allow: a last one of a row or two would be an orphan."""
    for share in _SHARES:
        even = tuple(_cut(table, made, height * share))
        if len(even) == len(parts):
            return even
    return parts


def _rows(table: Table) -> int:
    return sum(len(group.rows) for group in table.groups)


def _cut(table: Table, made: SetTable, height: float) -> Iterator[Table]:
    heads = _heads(table)
    left = room = height - sum(made.heights[:heads])
    heights = iter(made.heights[heads:])
    groups: list[Group] = []
    for group in table.groups:
        title = next(heights) if group.title else 0.0
        kept: list[Row] = []
        left -= title
        for row in group.rows:
            needed = next(heights)
            if needed > left and (kept or groups):
                if kept:
                    groups.append(replace(group, rows=tuple(kept)))
                yield replace(table, groups=tuple(groups))
                groups, kept, left = [], [], room - title
            kept.append(row)
            left -= needed
        groups.append(replace(group, rows=tuple(kept)))
    yield replace(table, groups=tuple(groups))


def fit_table(table: Table, width: float, height: float) -> SetTable:
    """Return a table set in the largest size in which it fits, its rows opened where there is room left."""
    for made in _tried(table, width):
        left = height - sum(made.heights)
        if left >= 0:
            opened = min(max(left - _CLEAR, 0.0) / len(made.heights), made.size * _OPENED)
            return replace(made, heights=tuple(one + opened for one in made.heights))
    return made


def _tried(table: Table, width: float) -> Iterator[SetTable]:
    """Yield a table set in each size, from the largest; columns that hold drawings alone are left out."""
    rows = tuple(_set_rows(table))
    headed = _heads(table) > 0
    return (replace(_set_in(rows, width, size), headed=headed) for size in _SIZES)


def _set_in(rows: tuple[tuple[Cell, ...], ...], width: float, size: float) -> SetTable:
    columns = max(sum(cell.span for cell in row) for row in rows)
    natural, words = [_LEAST] * columns, [_LEAST] * columns
    for row in rows:
        if len(row) == columns:
            for i, cell in enumerate(row):
                natural[i] = max(natural[i], *(_width(line, size, bold=cell.bold) for line in cell.lines or ("",)))
                longest = (_width(word, size, bold=cell.bold) for line in cell.lines for word in line.split(" "))
                words[i] = max(words[i], *longest, 0.0)
    shared = (
        *(_share_out((head, *natural[1:]), words, width) for head in _heads_tried(natural, width)),
        *_beside_sentences(natural, words, width),
    )
    made = (
        (widths, tuple(max(_height(cell, row, i, widths, size) for i, cell in enumerate(row)) for row in rows))
        for widths in shared
    )
    widths, heights = min(made, key=lambda one: sum(one[1]))
    return SetTable(size=size, widths=widths, heights=heights, rows=rows)


def _heads_tried(natural: Sequence[float], width: float) -> Iterator[float]:
    """Yield widths of the heads of rows: as wide as they are, then narrower ones where a table is too wide for all it says."""
    yield natural[0]
    if sum(natural) > width:
        yield from (tried for part in _HEADS if (tried := width * part) < natural[0])


def _beside_sentences(natural: Sequence[float], words: Sequence[float], width: float) -> Iterator[tuple[float, ...]]:
    """Yield widths in which heads that are sentences have a part of the slide, and the other columns share the rest."""
    for part in _SENTENCES:
        head = width * part
        if len(natural) > 1 and natural[0] > head and sum(words[1:]) <= width - head:
            yield (head, *_share_out(natural[1:], words[1:], width - head))


def _share_out(natural: Sequence[float], words: Sequence[float], width: float) -> tuple[float, ...]:
    """Return widths that fill the slide: what is wide gives way first, down to its longest word where all words have room."""
    if sum(natural) <= width:
        spare = (width - sum(natural)) / len(natural)
        return tuple(one + spare for one in natural)
    held: dict[int, float] = {}
    least = [min(pair) for pair in zip(words, natural, strict=True)]
    while True:
        cap = _cap([one for i, one in enumerate(natural) if i not in held], width - sum(held.values()))
        broken = {i: one for i, one in enumerate(least) if i not in held and one > cap}
        if not broken or sum(least) > width:
            return tuple(held.get(i, min(one, cap)) for i, one in enumerate(natural))
        held |= broken


def _cap(natural: Sequence[float], width: float) -> float:
    """Return the width none of the columns may be over so that they fill a width they are too wide for."""
    cap, left, open_columns = width / len(natural), width, len(natural)
    for one in sorted(natural):
        cap = left / open_columns
        if one > cap:
            break
        left -= one
        open_columns -= 1
    return cap


def _width(line: str, size: float, *, bold: bool) -> float:
    return letters_width(line, size, bold=bold) + 2 * _SIDE + 1


def _height(cell: Cell, row: Sequence[Cell], place: int, widths: Sequence[float], size: float) -> float:
    first = sum(one.span for one in row[:place])
    room = sum(widths[first : first + cell.span]) - 2 * _SIDE
    lines = sum(lines_in(line, room, size, bold=cell.bold) for line in cell.lines or ("",))
    return lines * size * _LEADING + 2 * _PAD


def _kept(table: Table) -> tuple[bool, ...]:
    rows = [row for group in table.groups for row in group.rows]
    return tuple(
        column.kind != "mark" and any(i < len(row.cells) and said(row.cells[i]) for row in rows)
        for i, column in enumerate(table.columns)
    )


def _heads(table: Table) -> int:
    """Return the rows of heads: spans over titles, titles alone, or none where nothing is titled."""
    titled = said(table.stub) or any(said(column.title) or said(column.note) for column in table.columns)
    return 2 if any(said(span.title) for span in table.spans) else 1 if titled else 0


def _set_rows(table: Table) -> Iterator[tuple[Cell, ...]]:
    kept = _kept(table)
    right = tuple(column.kind == "number" for column in table.columns)
    count = 1 + sum(kept)
    if _heads(table) == 2:
        yield tuple(_spans(table, kept))
    if _heads(table):
        yield (
            Cell(lines=said_lines(table.stub), colour=INK_3),
            *(
                Cell(lines=(*said_lines(column.title), *said_lines(column.note)), right=right[i], colour=INK_3)
                for i, column in enumerate(table.columns)
                if kept[i]
            ),
        )
    for group in table.groups:
        if group.title:
            accent = isinstance(group.title, Toned) and group.title.tone == "improve"
            yield (
                Cell(
                    lines=(" – ".join(filter(None, (said(group.title), said(group.note)))),),
                    bold=True,
                    colour=ACCENT if accent else INK,
                    fill=WASH,
                    span=count,
                ),
            )
        for row in group.rows:
            yield (
                Cell(
                    lines=tuple(_INDENT * row.steps + text for text in (*said_lines(row.head), *said_lines(row.note))),
                    bold=row.role == "summary",
                    colour=INK_3 if row.role in ("quiet", "base") else INK,
                ),
                *(_cell(row, i, right=right[i]) for i in range(len(table.columns)) if kept[i]),
            )


def _spans(table: Table, kept: Sequence[bool]) -> Iterator[Cell]:
    yield Cell(lines=())
    place = 0
    for span in table.spans:
        width = sum(kept[place : place + span.width])
        place += span.width
        if width:
            yield Cell(lines=said_lines(span.title), colour=INK_2, bold=True, span=width)
    if sum(kept[place:]):
        yield Cell(lines=(), span=sum(kept[place:]))


def _cell(row: Row, place: int, *, right: bool) -> Cell:
    value: Inline = row.cells[place] if place < len(row.cells) else ""
    heat = value if isinstance(value, Heat) else None
    fill = (
        mix(_HEAT, 0.04 + 0.96 * min(max(heat.share, 0.0), 1.0)) if heat is not None and heat.share is not None else ""
    )
    tone = _tone(value)
    return Cell(
        lines=said_lines(value),
        right=right,
        bold=tone in ("strong", "improve") or (heat is not None and heat.most),
        colour=ACCENT if tone == "improve" else INK_3 if row.role in ("quiet", "base") else INK,
        fill=fill,
    )


def _tone(value: object) -> str:
    if isinstance(value, Toned | VerdictWord):
        return value.tone
    return ""


def table_xml(made: SetTable, lang: Lang, *, plate: str = "") -> Any:
    """Return the XML of a table as set; on a `plate` of that colour where what is behind it shines through."""
    from pptx.oxml import parse_xml

    grid = "".join(f'<a:gridCol w="{round(width * _EMU)}"/>' for width in made.widths)
    rows = "".join(
        f'<a:tr h="{round(height * _EMU)}">{"".join(_cell_xml(cell, made.size, lang, plate=plate, last=i == len(made.rows) - 1) for cell in row)}</a:tr>'
        for i, (row, height) in enumerate(zip(made.rows, made.heights, strict=True))
    )
    headed = ' firstRow="1"' if made.headed else ""
    return parse_xml(
        f'<a:tbl xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:tblPr{headed}/>'
        f"<a:tblGrid>{grid}</a:tblGrid>{rows}</a:tbl>"
    )


def _cell_xml(cell: Cell, size: float, lang: Lang, *, plate: str, last: bool) -> str:
    look = f'lang="{TAGS[lang]}" sz="{round(size * 100)}" b="{int(cell.bold)}"'
    ink = f'<a:solidFill><a:srgbClr val="{cell.colour[1:]}"/></a:solidFill>'
    align = ' algn="r"' if cell.right else ' algn="l"'
    lines = (
        "".join(
            f"<a:p><a:pPr{align}/><a:r><a:rPr {look}>{ink}</a:rPr><a:t>{escape(line)}</a:t></a:r></a:p>"
            for line in cell.lines
        )
        or f"<a:p><a:pPr{align}/><a:endParaRPr {look}/></a:p>"
    )
    none = "".join(f'<a:{side} w="0"><a:noFill/></a:{side}>' for side in ("lnL", "lnR", "lnT"))
    below = f'<a:lnB w="6350"><a:solidFill><a:srgbClr val="{(INK_2 if last else RULE)[1:]}"/></a:solidFill></a:lnB>'
    ground = cell.fill or plate
    fill = f'<a:solidFill><a:srgbClr val="{ground[1:]}"/></a:solidFill>' if ground else "<a:noFill/>"
    pad, side = round(_PAD * _EMU), round(_SIDE * _EMU)
    span = f' gridSpan="{cell.span}"' if cell.span > 1 else ""
    merged = '<a:tc hMerge="1"><a:txBody><a:bodyPr/><a:lstStyle/><a:p/></a:txBody><a:tcPr/></a:tc>' * (cell.span - 1)
    return (
        f"<a:tc{span}><a:txBody><a:bodyPr/><a:lstStyle/>{lines}</a:txBody>"
        f'<a:tcPr marL="{side}" marR="{side}" marT="{pad // 2}" marB="{pad // 2}" anchor="ctr">{none}{below}{fill}</a:tcPr></a:tc>{merged}'
    )
