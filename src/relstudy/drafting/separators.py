"""Cells that hold several answers: "1;2;3;", "a, b", "x|y", and what separates them.

A separator is believed where it takes apart cells into few parts that recur, not where it merely stands in a sentence
or between thousands. Parts that always stand side by side are one answer that holds the separator; parts met once are
what somebody wrote.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from relstudy.drafting.missing_guess import missing_word
from relstudy.drafting.shapes import Shape
from relstudy.folding import look
from relstudy.survey.items import Code, CodeId
from relstudy.survey.schema import DelimitedCodes, read_list, split_cell, strip_brackets

#: Semicolons, bars and line ends hardly stand in answers; a comma does, and a blank separates codes of one word alone.
#: Where programs join by a comma, some write a blank after it; and answers that hold commas are joined by a stroke.
_SEPARATORS = ((";",), ("|",), ("\n",), (", ", ",", " / ", "/"), (" + ", " & "), (" ",))
_MOST_PARTS = 60
_LONGEST_PART = 120
#: More distinct parts than this, answers and what was written beside them, are sentences.
_MOST_TEXTS = 600
#: Codes joined by a comma are whole numbers of two digits at most.
_CODES = re.compile(r"[0-9]{1,2}(?:,[0-9]{1,2})*\Z")
_IN_NUMBER = re.compile(r"[0-9],[0-9]{3}(?![0-9])")
#: Cells with several codes below which they may be decimals.
_LEAST_CELLS = 3
#: Signs that separate answers by themselves, beside which a blank separates none.
_SIGNS = re.compile(r"[;|,\n]")
#: Answers of several words between blanks at most, and distinct cells at least for each of them.
_MOST_WORDED, _CELLS_EACH = 15, 2
#: Rows of an answer that recurs, at least; parts met in one row are no answer of a list where there are several of
#: them.
_RECURRING = 3
_FEW = 2
#: The parts of a cell, and how many rows hold it.
_Parted = tuple[list[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Separated:
    """What separates the answers of a column, the rows that hold each, and the texts met once beside them.

    `sure` where nothing else could be meant; `codes` where the answers are numbers that could be decimals.
    """

    separator: str
    counts: dict[str, int]
    sure: bool
    written: tuple[str, ...] = ()
    codes: bool = False


def find_separator(shape: Shape) -> Separated | None:
    """Return how a column's cells are taken apart, None where each is one answer."""
    if shape.filled < _FEW:
        return None
    listed = _listed_codes(shape) or _bracketed(shape)
    if listed is not None:
        return listed
    if shape.is_numeric or shape.is_time:
        return None
    words = _words_in_order(shape)
    if words is not None:
        return words
    for separators in _SEPARATORS:
        found = [apart for separator in separators if (apart := _take_apart(shape, separator)) is not None]
        if found:
            # What is joined by the other sign falls into more kinds of pieces.
            return min(found, key=lambda apart: len(apart.counts) + len(apart.written))
    return None


def _listed_codes(shape: Shape) -> Separated | None:
    """Return the codes of cells such as "1,2" and "4": in ascending order, of more than one second code, each met elsewhere too.

    Half points ("3,5", "4,5") have one second part, other decimals parts that are no code of the list.
    """
    holding = [text for text in shape.texts if "," in text]
    if not holding or not all(map(_CODES.match, shape.texts)):
        return None
    lists = {text: [int(part) for part in text.split(",")] for text in shape.texts}
    several = [codes for codes in lists.values() if len(codes) > 1]
    if any(text != ",".join(map(str, codes)) for text, codes in lists.items()):
        return None
    ascending = sum(codes == sorted(set(codes)) for codes in several)
    rows = sum(int(n) for text, n in zip(shape.texts, shape.counts.tolist(), strict=True) if "," in text)
    first = {codes[0] for codes in lists.values()}
    later = {code for codes in several for code in codes[1:]}
    sure = any(len(codes) > _FEW for codes in several)
    if ascending < len(several) or rows < _LEAST_CELLS or (not sure and (len(later) < _FEW or len(later - first) > 1)):
        return None
    counts: Counter[str] = Counter()
    for text, n in zip(shape.texts, shape.counts.tolist(), strict=True):
        counts.update({str(code): n for code in lists[text]})
    return Separated(separator=",", counts=dict(counts), sure=sure, codes=not sure)


def _bracketed(shape: Shape) -> Separated | None:
    """Return the answers of cells that are all written as lists; what their parts are is sure where they stand in quotes."""
    cells = [text for text in shape.texts if missing_word(text) is None]
    if not cells or any(strip_brackets(text) == text for text in cells):
        return None
    counts: Counter[str] = Counter()
    for text, rows in zip(shape.texts, shape.counts.tolist(), strict=True):
        counts.update(dict.fromkeys(split_cell(text, ","), rows))
    if not _FEW <= len(counts) <= _MOST_PARTS or sum(counts.values()) / len(counts) < _FEW:
        return None
    sure = all(read_list(text) is not None for text in cells)
    return Separated(separator=",", counts=dict(counts), sure=sure)


def _words_in_order(shape: Shape) -> Separated | None:
    """Return the answers of several words that stand between blanks in one order, as forms write the labels of what was ticked; None where cells hold others.

    Words that are never met but side by side are one answer: "Choir Dance", "Dance Other workshops", "Choir Other workshops".
    """
    cells = [text for text in shape.texts if missing_word(text) is None]
    if len(cells) < _CELLS_EACH * _FEW or any(map(_SIGNS.search, cells)):
        return None
    split = [
        (text.split(" "), int(n)) for text, n in zip(shape.texts, shape.counts.tolist(), strict=True) if text in cells
    ]
    if len({word for words, _ in split for word in words}) > _MOST_PARTS:
        return None
    joined = _side_by_side(split)
    answers = list(dict.fromkeys(part for parts, _ in joined for part in parts))
    several = sum(n for parts, n in joined if len(parts) > 1)
    if not any(" " in answer for answer in answers) or not _FEW < len(answers) <= _MOST_WORDED:
        return None
    # Cells of as many parts each are made of attributes: "Male 18-34 urban".
    if (
        len({len(parts) for parts, _ in joined}) <= _FEW
        or len(cells) < _CELLS_EACH * len(answers)
        or several < 0.5 * shape.filled
        or not _in_one_order(parts for parts, _ in joined)
    ):
        return None
    counts: Counter[str] = Counter()
    for parts, n in joined:
        counts.update(dict.fromkeys(parts, n))
    return Separated(separator=" ", counts=dict(counts), sure=False) if min(counts.values()) >= _RECURRING else None


def _side_by_side(split: Sequence[_Parted]) -> list[_Parted]:
    """Return cells whose words that are never met but one right behind the other are joined."""
    joined = [(list(words), rows) for words, rows in split]
    while (one := next(iter(_met_together(joined)), None)) is not None:
        _join(joined, one, " ".join(one))
    return joined


def _met_together(cells: Sequence[_Parted]) -> dict[tuple[str, str], int]:
    """Return the pairs of two parts neither of which is met in a cell without the other right behind or before it, with their rows."""
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for parts, rows in cells:
        counts.update(dict.fromkeys(parts, rows))
        pairs.update(dict.fromkeys(pairwise(parts), rows))
    return {(a, b): n for (a, b), n in pairs.items() if a != b and n == counts[a] == counts[b]}


def _join(cells: Sequence[_Parted], pair: tuple[str, str], whole: str) -> None:
    """Put one part in place of a pair wherever it stands side by side."""
    for parts, _ in cells:
        for at in range(len(parts) - 2, -1, -1):
            if (parts[at], *parts[at + 1 : at + 2]) == pair:
                parts[at : at + 2] = [whole]


def _in_one_order(cells: Iterable[Sequence[str]]) -> bool:
    """Tell whether no cell holds a part twice, and no two parts stand in both orders."""
    before: set[tuple[str, str]] = set()
    for parts in cells:
        if len(set(parts)) < len(parts):
            return False
        before |= {(first, second) for at, first in enumerate(parts) for second in parts[at + 1 :]}
    return not any((second, first) in before for first, second in before)


def _take_apart(shape: Shape, separator: str) -> Separated | None:
    if not any(separator in text for text in shape.texts):
        return None
    cells = _cells(shape, separator)
    if cells is None:
        return None
    read = DelimitedCodes(separator, [Code(code=CodeId(answer)) for answer in cells.answers]).parts
    parts: Counter[str] = Counter()
    alone: set[str] = set()
    several = trailing = 0
    for text, rows in zip(shape.texts, shape.counts.tolist(), strict=True):
        split = list(dict.fromkeys(read(text)))
        if len(split) == 1:
            alone.add(split[0])
        several += rows * (len(split) > 1)
        trailing += rows * text.endswith(separator)
        parts.update(dict.fromkeys(split, rows))
    if len(parts) < _FEW or several < max(_FEW, 0.02 * shape.filled) or max(map(len, parts)) > _LONGEST_PART:
        return None
    if separator not in (";", "|", "\n") and any(
        part.count("(") != part.count(")") for part in parts if part not in cells.written
    ):
        # Half of what stands in brackets is no answer.
        return None
    always = trailing >= 0.95 * shape.filled
    usual = {part: n for part, n in parts.items() if part not in cells.written}
    sure = separator in (";", "|", "\n")
    if not (always and separator in (";", "|", ",")) and not _recurs(shape, separator, usual, alone, read):
        return None
    return Separated(
        separator=separator, counts=usual, sure=sure or (always and separator == ","), written=tuple(cells.written)
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The answers cells are made of, and what was written beside them by single respondents."""

    answers: tuple[str, ...]
    written: frozenset[str]


def _cells(shape: Shape, separator: str) -> _Cells | None:
    """Return the answers of cells: parts that look alike as one, parts that always stand side by side together."""
    split: list[tuple[list[str], int]] = []
    name: dict[str, str] = {}
    for text, rows in zip(shape.texts, shape.counts.tolist(), strict=True):
        parts = [name.setdefault(look(part), part) for part in split_cell(text, separator)]
        split.append((parts, rows))
        if len(name) > _MOST_TEXTS:
            return None
    if separator in (", ", ",", ";", "|"):
        split = _joined(split, separator, shape.texts)
    counts: Counter[str] = Counter()
    for parts, rows in split:
        counts.update(dict.fromkeys(parts, rows))
    once = {part for part, n in counts.items() if n == 1 and not part.isdigit()}
    recurring = [n for part, n in counts.items() if part not in once]
    spoken = len(once) >= _FEW and len(recurring) >= _FEW and min(recurring) >= _RECURRING
    written = frozenset(once) if spoken and len(once) <= sum(recurring) * 0.2 else frozenset()
    answers = [part for part in counts if part not in written]
    return _Cells(tuple(answers), written) if len(answers) <= _MOST_PARTS else None


def _joined(split: Sequence[_Parted], separator: str, texts: Sequence[str]) -> list[_Parted]:
    """Return the cells with parts joined that are never met but side by side: "by phone, free of charge" is one answer."""
    joined = [(list(parts), rows) for parts, rows in split]
    while True:
        several = len({part for parts, _ in joined for part in parts}) > _FEW
        found = (
            ((a, b), whole)
            for (a, b), n in _met_together(joined).items()
            if several
            and n >= _RECURRING
            and (_is_continued(a, b, separator) or _is_spaced(a, b, separator, texts))
            and (whole := _as_written(a, b, separator, texts)) is not None
        )
        one = next(found, None)
        if one is None:
            return joined
        _join(joined, *one)


def _as_written(text: str, following: str, separator: str, texts: Sequence[str]) -> str | None:
    """Return two parts with what stands between them in the cells; None where they are nowhere written side by side."""
    sign = separator.strip()
    between = dict.fromkeys((separator, f"{separator} ", f" {separator} ", ", ", f"{sign} ", f" {sign} ", sign))
    ways = (f"{text}{one}{following}" for one in between)
    return next((way for way in ways if any(way in cell for cell in texts)), None)


def _is_continued(text: str, following: str, separator: str) -> bool:
    """Tell whether what follows a separator may go on with the text before it: inside its brackets, or in small letters behind a comma."""
    return text.count("(") > text.count(")") or (separator.startswith(",") and following[:1].islower())


def _is_spaced(text: str, following: str, separator: str, texts: Sequence[str]) -> bool:
    """Tell whether blanks about a separator stand between two parts alone, and about no other separator of the cells."""
    sign = re.escape(separator.strip())
    if not sign or separator != separator.strip():
        return False
    pair = re.compile(rf"{re.escape(text)}(?:\s+{sign}\s*|{sign}\s+){re.escape(following)}")
    rest = [pair.sub("", cell) for cell in texts]
    between = re.compile(rf"\S{sign}\S")
    is_between = any(map(between.search, rest)) and not any(re.search(rf"\s{sign}|{sign}\s+\S", cell) for cell in rest)
    return is_between and any(map(pair.search, texts))


def _are_codes(shape: Shape, parts: Mapping[str, int], alone: set[str], read: Callable[[str], list[str]]) -> bool:
    """Tell whether words between blanks may be codes: each stands alone somewhere, or some cells hold more than two.

    "Strongly" of "Strongly agree" and "Strongly disagree" never does. No cell names a code twice: "ni DA ni DSA" is said.
    """
    cells = [[look(part) for part in split_cell(text, " ")] for text in shape.texts]
    if any(len(set(cell)) < len(cell) for cell in cells):
        return False
    return set(parts) <= alone or any(len(read(text)) > _FEW for text in shape.texts)


def _recurs(
    shape: Shape, separator: str, parts: Mapping[str, int], alone: set[str], read: Callable[[str], list[str]]
) -> bool:
    """Tell whether parts are answers: they recur in several combinations, or stand alone too."""
    codes = all(re.fullmatch(r"[A-Za-z0-9_.-]{1,20}", part) for part in parts)
    if separator == " " and not (codes and len(parts) < shape.distinct and _are_codes(shape, parts, alone, read)):
        return False
    # "TV/radio" is one answer, but where each part is given alone too, or several together in the order of a list, and
    # in many ways with others.
    if separator == "/" and not codes:
        cells = [read(text) for text in shape.texts if separator in text]
        listed = any(len(cell) > _FEW for cell in cells) and _in_one_order(cells)
        if not (listed or set(parts) <= alone) or len(parts) * _FEW > shape.distinct:
            return False
    if separator == "," and any(_IN_NUMBER.search(text) for text in shape.texts):
        return False
    if not parts or sum(parts.values()) / len(parts) < _FEW:
        return False
    combinations = {tuple(read(text)) for text in shape.texts if separator in text}
    mates: dict[str, set[str]] = {}
    for combination in combinations:
        for part in combination:
            mates.setdefault(part, set()).update(p for p in combination if p != part)
    usual = {part: others for part, others in mates.items() if part in parts}
    mixed = sum(len(others) > 1 or part in alone for part, others in usual.items())
    # "Yes, often" and "No, never": a part that always has the same companion is half an answer.
    if mixed < (0.5 if separator in (";", "|", "\n") else 0.8) * len(usual):
        return False
    return len(parts) < shape.distinct or len(alone) >= 0.5 * len(parts)
