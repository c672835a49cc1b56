"""The pandera schema of a wave's answers, derived from its items: which columns, which texts may stand in them.

The questionnaire is the only definition; the schema is made from it and from nothing else. It is meant for the distinct
texts of each column, not for the rows: a million rows with five codes are five texts to check.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from relstudy.folding import fold, look
from relstudy.survey.items import Code, Item, Missing
from relstudy.tables.numbers import read_number

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

#: Signs of a tick and of none, each also as a picture.
TICK_SIGNS = frozenset(sign + drawn for sign in "\u2713\u2714\u2611\u2612\u2705" for drawn in ("", "\ufe0f"))
NO_TICK_SIGNS = frozenset(sign + drawn for sign in "\u2717\u2718\u2610\u274c\u2716" for drawn in ("", "\ufe0f"))
#: Texts of a column of a multiple item, in lower case.
TICKED = frozenset({"1", "oui", "yes", "true", "x"}) | TICK_SIGNS
NOT_TICKED = frozenset({"0", "2", "non", "no", "false"}) | NO_TICK_SIGNS
#: An answer denied in so many words where it was not ticked: "NO TO: Branch".
_DENIAL = re.compile(r"(?:no\s+to|not|no|non|pas|nicht|kein)(?:\s*[:–-]\s*|\s+)(?P<answer>\S.*)")
#: `yes` of an item whose every text is a tick.
ANY_TEXT = "*"


def reads_numbers(item: Item) -> bool:
    """Tell whether the answers of an item are numbers: numeric items, and scales without codes for their answers."""
    return item.kind.answer == "number" or item.is_free_number


#: What a cell of an item's column holds: one of its codes, codes between separators, a tick or the place of the code
#: the column stands for, a number, a text.
Cell = Literal["code", "codes", "tick", "place", "number", "text"]


def cell_of(item: Item) -> Cell:
    """Return what a cell of an item's columns holds."""
    if item.separator is not None:
        return "codes"
    if item.by_place:
        return "code"
    if item.kind.is_ticked:
        return "tick"
    if item.kind.answer == "order":
        return "place"
    if reads_numbers(item):
        return "number"
    return "text" if item.kind.answer == "text" else "code"


def holds_codes(item: Item) -> bool:
    """Tell whether a cell of an item's columns names its codes, so that a file may name them otherwise: no tick, no place of a rank."""
    return cell_of(item) in ("code", "codes")


def needs_columns(item: Item) -> bool:
    """Tell whether an item reads columns of the file in its wave: it was asked, is no grid's heading and not derived."""
    return item.asked and item.derived is None and not item.kind.is_heading


def schema_of(items: Iterable[Item]) -> "pa.DataFrameSchema":
    """Return the pandera schema of the distinct texts of a wave's columns.

    Every column an item needs is required; blanks are null and always allowed. Each check bears the id of its item as
    its name, since two items may read one column: declared codes for coded items, words of ticks for multiple items,
    places for a rank, declared codes between separators for delimited cells, the points of its type for an item without
    codes. Numbers of other items are read, and judged, by `relstudy.tables`.
    """
    # Pandera and pandas are loaded when answers are read, not when a study is.
    import pandera.pandas as pa

    checks: dict[str, list[Any]] = {}
    for item in items:
        if needs_columns(item):
            for place, column in enumerate(item.columns):
                checks.setdefault(column, []).extend(_checks(item, yes_of(item, place)))
    return pa.DataFrameSchema(
        {column: pa.Column(None, found, nullable=True, required=True) for column, found in checks.items()},
        strict=False,
        name="answers",
    )


def is_allowed(item: Item, yes: str | None) -> Callable[[str], bool] | None:
    """Return the test of one text of an item's column, which `yes` ticks in a set; None where every text may stand."""
    codes = frozenset(code.code for code in item.codes)
    cell = cell_of(item)
    if cell == "codes":
        cells = DelimitedCodes.of(item)
        return lambda text: codes.issuperset(cells.parts(text))
    if cell == "tick":
        why = missing_of(item)
        return lambda text: tick_of(text, yes) is not None or look(text) in why
    if cell == "place":
        return lambda text: place_of(text, len(item.codes)) is not None
    if cell == "number" and item.kind.points:
        points = frozenset(float(point) for point in item.kind.points)
        return lambda text: text in codes or _is_point(text, points)
    return codes.__contains__ if cell == "code" else None


def yes_of(item: Item, place: int) -> str | None:
    """Return what ticks a column of an item: what its own code says, else the item."""
    return (item.codes[place].yes if cell_of(item) == "tick" else None) or item.yes


def missing_of(item: Item) -> dict[str, Missing]:
    """Return why there is no tick, by the look of the texts that say so in the columns of a multiple item."""
    return {look(text): kind for text, kind in item.missing_texts}


def denied_by(text: str) -> str | None:
    """Return the answer that a text denies in so many words, as it looks: "branch" of "NO TO: Branch"; None where it denies none."""
    denied = _DENIAL.fullmatch(look(text))
    return denied["answer"] if denied is not None else None


def tick_of(text: str, yes: str | None) -> bool | None:
    """Return what a text that is not blank says in a column of a multiple item: ticked, not ticked, or neither (None)."""
    if yes == ANY_TEXT:
        return True
    word = look(text)
    if yes is not None:
        if word == look(yes):
            return True
        return False if word in NOT_TICKED or denied_by(text) == look(yes) else None
    if word in TICKED:
        return True
    return False if word in NOT_TICKED else None


_PLACE = re.compile(
    r"(?:(?:rang|rank|choix|choice|place|position)-)?(?P<place>[0-9]{1,2})(?:-?(?:er|ere|re|nde?|e|eme|ieme|st|rd|th))?"
    r"(?:-(?:rang|rank|choix|choice|place|position))?"
)


def place_of(text: str, codes: int) -> int | None:
    """Return the place a text gives a code among so many, from 1, 0 where it gives none; None where it is no place.

    A place is a number, or one as it is said: "1st", « 2e », « Rang 3 ».
    """
    said = _PLACE.fullmatch(fold(text))
    value = read_number(said["place"] if said else text, decimal_comma=True)
    return int(value) if value.is_integer() and 0 <= value <= codes else None


#: A list as programs write it: '["Branch", "By phone, free"]', "['a', 'b']", "[1, 2]".
_PART = r"""\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[-+]?[0-9]+)\s*"""
_LIST = re.compile(rf"\[(?:{_PART}(?:,{_PART})*|\s*)\]")
#: One in brackets alone: "[branch, web]".
_BRACKETED = re.compile(r"\[([^\[\]{}]*)\]|\{([^\[\]{}]*)\}")


def read_list(text: str) -> list[str] | None:
    """Return the parts of a cell that is a list with every part in quotes, or a number; None where it is none."""
    if not text.startswith("[") or _LIST.fullmatch(text) is None:
        return None
    return [_unquoted(part.strip()) for part in re.findall(_PART, text[1:-1])]


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    inside = part[1:-1].replace('"', '\\"').replace("\\'", "'") if part[0] == "'" else part[1:-1]
    try:
        return str(json.loads(f'"{inside}"')).strip()
    except ValueError:
        return inside.strip()


def strip_brackets(text: str) -> str:
    """Return a cell without the brackets around all of it."""
    found = _BRACKETED.fullmatch(text)
    return text if found is None else (found[1] if found[1] is not None else found[2])


def split_cell(text: str, separator: str) -> list[str]:
    """Return the parts of a delimited cell, also of one written as a list; empty parts ("1;2;") are none."""
    listed = read_list(text)
    parts = listed if listed is not None else strip_brackets(text).split(separator)
    return [part.strip() for part in parts if part.strip()]


class DelimitedCodes:
    """The declared codes of an item whose answers stand together in one cell, found in such cells.

    What stands in cells is a code or its `yes`. A code that holds the separator itself is found before the cell is cut, and a part that only looks like a code is
    that code; so is a text approved to be one. Any other part is the code whose own `yes` is any text, where there is one.
    """

    def __init__(self, separator: str, codes: Sequence[Code], recoded: Sequence[tuple[str, str]] = ()) -> None:
        self.separator = separator
        # A code goes before one that merely looks like it, and what was approved before all.
        written = {code.yes: code.code for code in codes if code.yes not in (None, ANY_TEXT)}
        self.codes: dict[str, str] = {look(code.code): code.code for code in reversed(codes)}
        self.codes |= {code.code: code.code for code in codes}
        self.codes |= {look(str(text)): code for text, code in written.items()}
        self.codes |= {look(text): code for text, code in recoded} | dict(recoded)
        self.most = 1 + max(
            (text.count(separator) for text in (*(c.yes or c.code for c in codes), *dict(recoded))), default=0
        )
        self.rest = next((code.code for code in codes if code.yes == ANY_TEXT), None)

    @classmethod
    def of(cls, item: Item) -> "DelimitedCodes":
        """Return those of an item with a separator."""
        return cls(item.separator or "|", item.codes, item.recoded)

    def parts(self, text: str) -> list[str]:
        """Return the codes of a cell in their order, and what is none of them as it stands between separators.

        A cell written as a list says itself where its parts end.
        """
        listed = None if text in self.codes else read_list(text)
        if listed is not None:
            return [self._code(part) or self.rest or part for part in listed if part]
        pieces = (text if text in self.codes else strip_brackets(text)).split(self.separator)
        return self._covered(pieces) or self._with_others(pieces)

    def _with_others(self, pieces: list[str]) -> list[str]:
        """Return the codes of pieces some of which are of no code, the longest first, those as they stand."""
        parts: list[str] = []
        at = 0
        while at < len(pieces):
            runs = range(min(self.most, len(pieces) - at), 0, -1)
            taken = next((n for n in runs if self._code(self.separator.join(pieces[at : at + n])) is not None), 1)
            together = self.separator.join(pieces[at : at + taken])
            if together.strip():
                parts.append(self._code(together) or together.strip())
            at += taken
        return parts

    def _code(self, piece: str) -> str | None:
        return self.codes.get(piece.strip()) or self.codes.get(look(piece))

    def _covered(self, pieces: list[str]) -> list[str] | None:
        """Return the codes that pieces are made of, the longest first; None where some are of no code."""
        ways: list[list[str] | None] = [[]]
        for last in range(len(pieces) - 1, -1, -1):
            ways.append(self._from(pieces[last:], ways))
        return ways[-1]

    def _from(self, pieces: list[str], ways: list[list[str] | None]) -> list[str] | None:
        """Return the codes of the first pieces and those after them; `ways[i]` are the codes of the last i pieces."""
        for taken in range(min(self.most, len(pieces)), 0, -1):
            rest = ways[len(pieces) - taken]
            together = self.separator.join(pieces[:taken])
            code = self._code(together) or (self.rest if taken == 1 and together.strip() else None)
            if rest is not None and (code is not None or not together.strip()):
                return [code, *rest] if code is not None else rest
        return None


def allowed_texts(item: Item) -> tuple[str, ...]:
    """Return what may stand in an item's column, as an analyst would list it."""
    cell = cell_of(item)
    if cell == "tick":
        ticks = [item.yes] if item.yes else ["1", "oui", "yes", "true", "x"]
        return (*ticks, "0", "2", "non", "no", "false", *(text for text, _ in item.missing_texts))
    if cell == "place":
        return tuple(str(place) for place in range(1, len(item.codes) + 1))
    if cell == "number" and item.kind.points:
        return (*item.kind.points, *(code.code for code in item.codes))
    return tuple(code.code for code in item.codes)


def _checks(item: Item, yes: str | None) -> list[Any]:
    import pandera.pandas as pa

    allowed = is_allowed(item, yes)
    if allowed is None:
        return []
    if cell_of(item) == "code":
        return [pa.Check.isin([code.code for code in item.codes], name=item.id)]

    def every_text(texts: "pd.Series[Any]") -> "pd.Series[Any]":
        return texts.map(allowed).astype(bool)

    return [pa.Check(every_text, name=item.id)]


def _is_point(text: str, points: frozenset[float]) -> bool:
    """Tell whether a text is the number of a point; what is no number at all is told elsewhere."""
    value = read_number(text, decimal_comma=True)
    return math.isnan(value) or value in points
