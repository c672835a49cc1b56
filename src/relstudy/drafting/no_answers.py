"""What stands in a file of answers and holds none: a table of results, questions in lines, a legend or a table beside the answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from relstudy.drafting.names import as_in_file, names_counted, names_wave
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
#: Columns that say what is counted at most, in a list of results that is no table.
_MOST_SAYING = 6
#: Share of the rows that what stands beside the answers fills at most, and of its own span at least.
_HALF, _DENSE, _QUARTER = 0.5, 0.8, 0.25
_LEAST_BLOCK = 3
_LISTED = 3


def doubt_layout(shapes: Mapping[str, Shape]) -> tuple[Remark, ...]:
    """Return what speaks against a file that has a line for each respondent: questions in lines, or a table of results."""
    filled = [shape for shape in shapes.values() if shape.filled]
    if len(filled) < 2:
        return ()
    # A number of the question may stand before it: "Q1", "How old are you?".
    at = next((at for at, shape in enumerate(filled[:2]) if _names_lines(shape)), None)
    if at is not None and (at == 0 or filled[0].distinct == filled[0].rows):
        names, others = filled[at], filled[at + 1 :]
        told = _told(names)
        if _are_answered_above(others) and _are_turned(names.rows, others, above=True):
            # What stands in the line of the headings is the first question, whose answers are the names of the columns.
            lines = {"lines": str(names.rows + 1), "first": ", ".join((names.name, *names.texts[: _LISTED - 1]))}
            return (Remark("questions-in-lines", lines),)
        if _are_turned(names.rows, others):
            return (Remark("questions-in-lines", told),)
        if at == 0 and names.rows <= _MOST_LINES and _are_results(others):
            return (Remark("table-of-results", told),)
    said = _counted_once(filled)
    return () if said is None else (Remark("table-of-results", _told(said)),)


def _told(names: Shape) -> dict[str, str]:
    return {"lines": str(names.rows), "first": ", ".join(names.texts[:_LISTED])}


def _counted_once(filled: Sequence[Shape]) -> Shape | None:
    """Return the first column of words of a list of results: a line for each answer to each question, and how many gave it; None where there is none.

    Some columns are called counts or shares and hold figures, the others hold words or years, and no two lines hold
    the same of those.
    """
    figures = [shape for shape in filled if names_counted(shape.name) and _holds_figures(shape)]
    saying = [shape for shape in filled if shape not in figures]
    words = [shape for shape in saying if not shape.is_numeric]
    if not figures or not words or len(saying) > _MOST_SAYING or filled[0].rows < _LEAST_LINES:
        return None
    if any(shape.is_numeric and not names_wave(shape.name) for shape in saying):
        return None
    lines = np.unique(np.column_stack([shape.index for shape in saying]), axis=0)
    once = len(lines) == filled[0].rows
    # Who answers alike is found among respondents, and who has a line of his own is named by one column.
    repeated = len(saying) > 1 and any(2 * shape.distinct <= shape.rows for shape in words)
    alone = len(saying) == 1 and words[0].rows <= _MOST_LINES and all(map(_is_name, words[0].texts))
    return words[0] if once and (repeated or alone) and not any(map(_names_each, saying)) else None


def _holds_figures(shape: Shape) -> bool:
    return all(_FIGURE.fullmatch(text) for text in shape.texts)


def _names_each(shape: Shape) -> bool:
    """Tell whether a column has another text in every line, none of them words: the id of a respondent."""
    return shape.distinct == shape.rows and not any(map(_is_name, shape.texts))


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


def _are_answered_above(shapes: Sequence[Shape]) -> bool:
    """Tell whether the headings of columns are answers: a few of them come again and again."""
    return len({as_in_file(shape.name) for shape in shapes}) * 2 <= len(shapes)


def _are_turned(rows: int, shapes: Sequence[Shape], *, above: bool = False) -> bool:
    """Tell whether lines hold one kind of text, numbers or words, and columns both, as where each line is a question.

    The headings `above` are a line too where they are answers.
    """
    if rows < _LEAST_LINES or len(shapes) < _LEAST_COLUMNS:
        return False
    kinds = np.array([_kinds(shape) for shape in shapes])
    if above:
        headings = np.array([int(_FIGURE.fullmatch(as_in_file(shape.name)) is not None) for shape in shapes])
        kinds = np.column_stack([headings, kinds])
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
