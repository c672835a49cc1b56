"""How wide text on a slide may be, whatever letters an office program takes where it has not the font asked for."""

import math

from relstudy.report.map.widths import text_width

#: How much wider than Inter those letters may be.
_WIDER, _WIDER_BOLD = 1.12, 1.21


def letters_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in the widest letters, in the unit of `size`."""
    return text_width(text, size, 600) * _WIDER_BOLD if bold else text_width(text, size) * _WIDER


def lines_in(line: str, room: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a room as wide as that; a word wider than it is broken."""
    count, run = 1, 0.0
    space = letters_width(" ", size, bold=bold)
    for word in line.split(" "):
        width = letters_width(word, size, bold=bold)
        if run and run + space + width > room:
            count, run = count + 1, 0.0
        run += (space if run else 0.0) + width
        if run > room:
            count += math.ceil(run / max(room, 1.0)) - 1
            run = run % max(room, 1.0)
    return count
