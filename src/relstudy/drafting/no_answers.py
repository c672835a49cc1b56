"""What stands in a file of answers and holds none: a table of results, questions in lines, a legend or a table beside the answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from relstudy.drafting.proposal import ProposedItem, Remark
from relstudy.drafting.shapes import Shape
from relstudy.tables import Table

#: Lines of a table of results at most, and of one whose numbers alone tell so.
_MOST_LINES, _FEW_LINES = 60, 2
#: A figure of a table: a number or a share, with stars or the letters of the columns it is above, or a sign for none.
_FIGURE = re.compile(
    r"[<>≤≥±]?\s?[-+\u2212]?[0-9][0-9\s\u00a0\u202f.,]*\s?(?:%|€|pts?|points?)?\s?(?:\*{1,3}|[A-Za-z]{1,6})?|[-–—*]|n\.?s\.?|nd|n/?a",
    re.IGNORECASE,
)
#: A mark given by a person goes no higher; whole numbers up to it may be answers.
_HIGHEST_MARK = 10
#: Share of lines that hold one kind of text, and of columns that mix both, where questions stand in lines.
_MOSTLY = 0.8
_LEAST_LINES, _LEAST_COLUMNS = 3, 5
#: Share of the rows that what stands beside the answers fills at most, and of its own span at least.
_HALF, _DENSE, _QUARTER = 0.5, 0.8, 0.25
_LEAST_BLOCK = 3
_LISTED = 3


def doubt_layout(shapes: Mapping[str, Shape]) -> tuple[Remark, ...]:
    """Return what speaks against a file that has a line for each respondent: questions in lines, or a table of results."""
    filled = [shape for shape in shapes.values() if shape.filled]
    if len(filled) < 2:
        return ()
    names, others = filled[0], filled[1:]
    if not _names_lines(names):
        return ()
    told = {"lines": str(names.rows), "first": ", ".join(names.texts[:_LISTED])}
    if _are_turned(names.rows, others):
        return (Remark("questions-in-lines", told),)
    if names.rows <= _MOST_LINES and _are_results(others):
        return (Remark("table-of-results", told),)
    return ()


def _names_lines(shape: Shape) -> bool:
    """Tell whether each line has a name of its own in words: "Branch", "Total", "How old are you?"."""
    return (
        shape.distinct == shape.filled
        and _FEW_LINES < shape.filled >= shape.rows - 1
        and all(map(_is_name, shape.texts))
    )


def _is_name(text: str) -> bool:
    """Tell whether a text is words and not an id: letters in a row, hardly a digit beside them."""
    letters = sum(map(str.isalpha, text))
    return letters > 1 and letters > sum(map(str.isdigit, text))


def _are_results(shapes: Sequence[Shape]) -> bool:
    """Tell whether all columns hold figures, and most of them figures that no answer of a list is: shares, decimals, counts."""
    if not all(_FIGURE.fullmatch(text) for shape in shapes for text in shape.texts):
        return False
    counted = sum(
        not (shape.is_whole and shape.numbers.min() >= 0 and shape.numbers.max() <= _HIGHEST_MARK) for shape in shapes
    )
    return 2 * counted > len(shapes)


def _are_turned(rows: int, shapes: Sequence[Shape]) -> bool:
    """Tell whether lines hold one kind of text, numbers or words, and columns both, as where each line is a question."""
    if rows < _LEAST_LINES or len(shapes) < _LEAST_COLUMNS:
        return False
    kinds = np.array([_kinds(shape) for shape in shapes])
    alike = np.array([len(set(line[line >= 0].tolist())) <= 1 for line in kinds.T])
    mixed = np.array([len(set(column[column >= 0].tolist())) > 1 for column in kinds])
    return bool(alike.mean() >= _MOSTLY and mixed.mean() >= _MOSTLY)


def _kinds(shape: Shape) -> np.ndarray:
    """Return for each row whether it holds a number (1), words (0) or nothing (-1)."""
    kinds: np.ndarray = np.array([*(~np.isnan(shape.numbers)).astype(int), -1])[shape.index]
    return kinds


def columns_aside(table: Table, shapes: Mapping[str, Shape]) -> tuple[str, ...]:
    """Return the columns beyond a blank one that fill a block of lines alone: a legend, or a table of its own beside the answers."""
    return tuple(name for name in table.columns if name in table.aside and _is_block(shapes[name]))


def _is_block(shape: Shape) -> bool:
    rows = np.flatnonzero(shape.index >= 0)
    if not len(rows):
        return False
    span = int(rows[-1] - rows[0]) + 1
    return span <= _HALF * shape.rows and len(rows) >= _DENSE * span


def with_first_rows(item: ProposedItem, shapes: Mapping[str, Shape]) -> ProposedItem:
    """Return an item, with a doubt where its column holds texts in the first lines alone, each another: a legend beside the answers."""
    if len(item.all_columns) != 1:
        return item
    shape = shapes[item.all_columns[0]]
    rows = np.flatnonzero(shape.index >= 0)
    few = _LEAST_BLOCK <= len(rows) <= _QUARTER * shape.rows
    if not (few and int(rows[-1]) == len(rows) - 1 and shape.distinct == len(rows)):
        return item
    return replace(item, remarks=(*item.remarks, Remark("first-rows", {"rows": str(len(rows))})))
