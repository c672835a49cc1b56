"""Cells that hold several answers: "1;2;3;", "a, b", "x|y", and what separates them.

A separator is believed where it takes apart cells into few parts that recur, not where it merely stands in a sentence or between
thousands.
"""

import re
from collections import Counter
from dataclasses import dataclass

from relstudy.drafting.shapes import Shape
from relstudy.survey.schema import split_cell

#: Semicolons, bars and line ends hardly stand in answers; a comma does, and a blank separates codes of one word alone.
_SEPARATORS = (";", "|", "\n", ", ", ",", "/", " ")
_MOST_PARTS = 60
_LONGEST_PART = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Separated:
    """What separates the answers of a column and the rows that hold each; `sure` where nothing else could be meant."""

    separator: str
    counts: dict[str, int]
    sure: bool


def find_separator(shape: Shape) -> Separated | None:
    """Return how a column's cells are taken apart, None where each is one answer."""
    if shape.is_numeric or shape.is_time or shape.filled < 2:
        return None
    for separator in _SEPARATORS:
        found = _take_apart(shape, separator)
        if found is not None:
            return found
    return None


def _take_apart(shape: Shape, separator: str) -> Separated | None:
    holding = [text for text in shape.texts if separator in text]
    if not holding:
        return None
    parts: Counter[str] = Counter()
    alone: set[str] = set()
    several = trailing = 0
    for text, rows in zip(shape.texts, shape.counts.tolist(), strict=True):
        split = list(dict.fromkeys(split_cell(text, separator)))
        if len(split) == 1:
            alone.add(split[0])
        several += rows * (len(split) > 1)
        trailing += rows * text.endswith(separator)
        for part in split:
            parts[part] += rows
            if len(parts) > _MOST_PARTS:
                return None
    if len(parts) < 2 or several < max(2, 0.02 * shape.filled) or max(map(len, parts)) > _LONGEST_PART:
        return None
    always = trailing >= 0.95 * shape.filled
    if always and separator in (";", "|", ","):
        return Separated(separator=separator, counts=dict(parts), sure=True)
    if not _recurs(shape, separator, parts, alone):
        return None
    return Separated(separator=separator, counts=dict(parts), sure=separator in (";", "|", "\n"))


def _recurs(shape: Shape, separator: str, parts: Counter[str], alone: set[str]) -> bool:
    """Tell whether parts are answers: they recur in several combinations, or stand alone too."""
    codes = all(re.fullmatch(r"[A-Za-z0-9_.-]{1,20}", part) for part in parts)
    if separator == " " and not (codes and len(parts) < shape.distinct):
        return False
    if separator in (",", "/") and not codes:
        return False
    if separator == "," and any(re.fullmatch(r"[0-9]{3}", part) for part in parts):
        return False
    rows_per_part = sum(parts.values()) / len(parts)
    if rows_per_part < 2:
        return False
    combinations = {tuple(split_cell(text, separator)) for text in shape.texts if separator in text}
    mates: dict[str, set[str]] = {}
    for combination in combinations:
        for part in combination:
            mates.setdefault(part, set()).update(p for p in combination if p != part)
    mixed = sum(len(others) > 1 or part in alone for part, others in mates.items())
    # "Yes, often" and "No, never": a part that always has the same companion is half an answer.
    if mixed < (0.5 if separator in (";", "|", "\n") else 0.8) * len(mates):
        return False
    return len(parts) < shape.distinct or len(alone) >= 0.5 * len(parts)
