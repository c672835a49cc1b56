"""Text set in lines of a width: paragraphs, items of lists, tables. Widths are those of a terminal: wide letters take two places."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from relstudy.report.table import ColumnKind

_GAP = "  "
#: What a table tries, the roomiest first, to stand in the fewest parts: the widest a head of rows, a column of words, a
#: title over numbers.
_TRIES = ((44, 60, 14), (44, 34, 14), (34, 26, 11), (26, 20, 9))
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060-\u2064\u2066-\u2069\ufeff]")


def width_of(text: str) -> int:
    """Return the places a text takes on a line."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in _INVISIBLE.sub("", text))


def break_lines(text: str, width: int) -> list[str]:
    """Return a text in lines no wider than `width`, broken at spaces; a word wider than that is cut."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if width_of(joined) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            *cut, line = _cut(word, width)
            lines += cut
        lines.append(line)
    return lines


def _cut(word: str, width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def hang(text: str, width: int, *, first: str = "", rest: str | None = None) -> list[str]:
    """Return a text in lines after `first`, its further lines under the first one (or after `rest`)."""
    indent = " " * width_of(first) if rest is None else rest
    lines = break_lines(text, max(width - max(width_of(first), width_of(indent)), 10))
    return [(indent if i else first) + line for i, line in enumerate(lines)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of plain texts. `rows` are one tuple of cells each, the head first, or one text: the title of the rows below it.

    `over` = what stands over each column after the first, the same text over neighbours once; empty where nothing does.
    """

    titles: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    rows: tuple[tuple[str, ...] | str, ...]
    over: tuple[str, ...] = ()


def set_grid(grid: Grid, width: int) -> list[str]:
    """Return a table in lines: numbers to the right, words to the left; columns that do not fit follow below, beside the same heads."""
    tried = (_widths(grid, *limits) for limits in _TRIES)
    widths = min(tried, key=lambda widths: len(tuple(_parts(widths, width))))
    lines: list[str] = []
    for part in _parts(widths, width):
        if lines:
            lines.append("")
        lines += _set_part(grid, widths, part)
    return lines


def _widths(grid: Grid, stub: int, words: int, title: int) -> list[int]:
    """Return the width of each column: what it holds, within limits, and never less than the longest word of its title or a number."""
    cells = [row for row in grid.rows if isinstance(row, tuple)]
    widths = []
    for i, (name, kind) in enumerate(zip(grid.titles, grid.kinds, strict=True)):
        inside = max((width_of(line) for row in cells for line in row[i].split("\n")), default=0)
        longest = max((width_of(word) for word in name.replace("\n", " ").split(" ")), default=0)
        most = stub if i == 0 else words
        shown = max(longest, min(width_of(name), most if kind != "number" or i == 0 else title))
        widths.append(max(min(inside, most), shown, 1))
    return widths


def _parts(widths: Sequence[int], width: int) -> Iterator[tuple[int, ...]]:
    """Yield the columns that stand side by side, the first one in each part."""
    part, used = [0], widths[0]
    for column in range(1, len(widths)):
        if len(part) > 1 and used + len(_GAP) + widths[column] > width:
            yield tuple(part)
            part, used = [0], widths[0]
        part.append(column)
        used += len(_GAP) + widths[column]
    yield tuple(part)


def _set_part(grid: Grid, widths: Sequence[int], part: Sequence[int]) -> list[str]:
    right = [grid.kinds[column] == "number" and column > 0 for column in part]
    sizes = [widths[column] for column in part]
    lines = _spans(grid, sizes, part) if any(grid.over) else []
    heads = [break_lines(grid.titles[column], size) for column, size in zip(part, sizes, strict=True)]
    lines += _set_row(heads, sizes, right, bottom=True)
    rule = "─" * (sum(sizes) + len(_GAP) * (len(sizes) - 1))
    lines.append(rule)
    for row in grid.rows:
        if isinstance(row, str):
            lines += ["", *break_lines(row, len(rule))] if lines[-1] != rule else break_lines(row, len(rule))
            continue
        broken = [break_lines(row[column], size) for column, size in zip(part, sizes, strict=True)]
        lines += _set_row(broken, sizes, right)
    return lines


def _spans(grid: Grid, sizes: Sequence[int], part: Sequence[int]) -> list[str]:
    """Return the line of titles that stand over several columns."""
    cells: list[tuple[str, int]] = [("", sizes[0])]
    for column, size in zip(part[1:], sizes[1:], strict=True):
        title = grid.over[column - 1]
        if len(cells) > 1 and cells[-1][0] == title:
            cells[-1] = (title, cells[-1][1] + len(_GAP) + size)
        else:
            cells.append((title, size))
    broken = [break_lines(title, size) for title, size in cells]
    return _set_row(broken, [size for _, size in cells], [False] * len(cells), bottom=True)


def _set_row(
    cells: Sequence[Sequence[str]], sizes: Sequence[int], right: Sequence[bool], *, bottom: bool = False
) -> list[str]:
    height = max(len(lines) for lines in cells)
    padded = [
        [*([""] * (height - len(lines))), *lines] if bottom else [*lines, *([""] * (height - len(lines)))]
        for lines in cells
    ]
    return [
        _GAP.join(
            _pad(lines[i], size, right=to_right) for lines, size, to_right in zip(padded, sizes, right, strict=True)
        ).rstrip(" ")
        for i in range(height)
    ]


def _pad(text: str, size: int, *, right: bool) -> str:
    blank = " " * (size - width_of(text))
    return blank + text if right else text + blank
