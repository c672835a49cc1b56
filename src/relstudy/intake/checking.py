"""The answers held against the schema of the questionnaire: what pandera finds, told as faults with their places.

Pandera sees the distinct texts of each column, all columns side by side; where it refuses a text, the column is looked
up once more for the lines it stands on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from relstudy.errors import FaultLog
from relstudy.intake.answers import AnswerReader
from relstudy.nearest import nearest, nearest_first
from relstudy.survey.items import Item, ItemId
from relstudy.survey.schema import (
    DelimitedCodes,
    allowed_texts,
    cell_of,
    is_allowed,
    needs_columns,
    schema_of,
    yes_of,
)
from relstudy.tables import Column, Table
from relstudy.tables.date_ranges import likely_ranges

#: Distinct texts per column looked at together; a column with more is looked at in pieces.
_PIECE = 5_000
#: Distinct unknown codes told per column and item: more of them say that the column is not what was declared.
MOST = 20


@dataclass(frozen=True, slots=True)
class _Refusal:
    item: ItemId
    column: str
    text: str


def check_answers(items: Iterable[Item], reader: AnswerReader, log: FaultLog) -> None:
    """Say which columns the items lack and which texts are none of their codes (missing-column, unknown-code).

    Each distinct unknown code is said once per column, with the first line it stands on and the number of further
    cells; beyond `MOST` of them in one column, the last one counts the cells of all the others.
    """
    by_id = {item.id: item for item in items}
    _doubt_codes(by_id.values(), reader.table, log)
    missing, refused = _refusals(by_id, reader.texts)
    for column in missing:
        _say_missing(column, by_id, reader.table, log)
    by_place: dict[tuple[str, ItemId], list[str]] = {}
    for refusal in refused:
        by_place.setdefault((refusal.column, refusal.item), []).append(refusal.text)
    for (column, item), texts in by_place.items():
        _say_unknown(by_id[item], column, texts, reader, log)


def _doubt_codes(items: Iterable[Item], table: Table, log: FaultLog) -> None:
    """Warn of declared answers that a spreadsheet likely made dates of (range-turned-date), the first of each item."""
    for item in items:
        ranges = (
            likely_ranges(code.code for code in item.answers)
            if item.kind.answer in ("choice", "choices", "order")
            else {}
        )
        if ranges:
            text, meant = next(iter(ranges.items()))
            log.add(
                "range-turned-date",
                table.file,
                sheet=table.sheet,
                column=item.columns[0],
                item=item.id,
                found=text,
                allowed=meant,
                more=len(ranges) - 1,
            )


def _refusals(items: Mapping[ItemId, Item], texts: Mapping[str, np.ndarray]) -> tuple[list[str], list[_Refusal]]:
    """Return the columns that lack and the texts refused, in the order of the items."""
    # The import of pandera alone takes longer than to see that there is nothing to tell.
    if _are_sound(items.values(), texts):
        return [], []
    import pandas as pd
    from pandera.errors import SchemaErrors

    schema = schema_of(items.values())
    missing: list[str] = []
    refused: list[_Refusal] = []
    # A column of numbers is there or not; its texts are judged where they are read.
    looked_at = {name: column if schema.columns[name].checks else column[:1] for name, column in texts.items()}
    for first, frame in enumerate(_pieces(looked_at)):
        whole = schema if first == 0 else schema.select_columns(list(frame.columns))
        try:
            whole.validate(pd.DataFrame(frame, dtype=object), lazy=True)
        except SchemaErrors as errors:
            cases = errors.failure_cases
            for column, number, text in zip(cases["column"], cases["check_number"], cases["failure_case"], strict=True):
                if pd.isna(number):
                    missing.append(str(text))
                else:
                    check = schema.columns[column].checks[int(number)]
                    refused.append(_Refusal(ItemId(str(check.name)), column, str(text)))
    order = {column: place for place, column in enumerate(schema.columns)}
    return sorted(missing, key=order.__getitem__), sorted(refused, key=lambda r: order[r.column])


def _are_sound(items: Iterable[Item], texts: Mapping[str, np.ndarray]) -> bool:
    """Tell whether every column is there and every text allowed, by the tests that the schema is made of."""
    for item in items:
        for place, column in enumerate(item.columns if needs_columns(item) else ()):
            if column not in texts:
                return False
            allowed = is_allowed(item, yes_of(item, place))
            if allowed is not None and not all(allowed(text) for text in texts[column].tolist() if text):
                return False
    return True


class _Piece(dict[str, list[str | None]]):
    """Distinct texts by column, filled with nulls to one length."""

    @property
    def columns(self) -> Iterable[str]:
        return self.keys()


def _pieces(texts: Mapping[str, np.ndarray]) -> Iterator[_Piece]:
    """Yield the distinct texts of all columns side by side, then those of the columns that have more."""
    start = 0
    while start == 0 or any(len(column) > start for column in texts.values()):
        parts = {
            name: column[start : start + _PIECE] for name, column in texts.items() if start == 0 or len(column) > start
        }
        height = max((len(part) for part in parts.values()), default=0)
        yield _Piece(
            {
                name: [*(text or None for text in part.tolist()), *[None] * (height - len(part))]
                for name, part in parts.items()
            }
        )
        start += _PIECE


def _say_missing(column: str, items: Mapping[ItemId, Item], table: Table, log: FaultLog) -> None:
    known = {name for item in items.values() for name in item.columns}
    for item in items.values():
        if column in item.columns:
            log.add(
                "missing-column",
                table.file,
                sheet=table.sheet,
                line=table.header_line,
                column=column,
                item=item.id,
                found=nearest(column, [name for name in table.columns if name not in known]),
            )
            return


def _say_unknown(item: Item, column: str, cells: list[str], reader: AnswerReader, log: FaultLog) -> None:
    """Say each unknown code of one item in one column; a delimited cell is taken apart first."""
    folded = reader.column(column)
    counts, first = folded.counts(), folded.first_rows()
    found: dict[str, tuple[int, int]] = {}
    place = _places(folded)
    for cell in dict.fromkeys(cells):
        for code in _unknown_parts(item, cell):
            cells_before, row_before = found.get(code, (0, len(folded.index)))
            at = place[cell]
            found[code] = (
                cells_before + int(sum(counts[i] for i in at)),
                min(row_before, *(int(first[i]) for i in at)),
            )
    # Values that only rows left out hold do not count.
    told = sorted(((row, code, n) for code, (n, row) in found.items() if n), key=lambda t: (t[0], t[1]))
    for place_, (row, code, n) in enumerate(told[:MOST]):
        rest = sum(n for _, _, n in told[MOST:]) if place_ == MOST - 1 else 0
        log.add(
            "unknown-code",
            reader.table.file,
            sheet=reader.table.sheet,
            line=int(reader.table.lines[row]),
            column=column,
            item=item.id,
            found=code,
            allowed=_allowed(item, code),
            more=n - 1 + rest,
        )


def _places(folded: Column) -> dict[str, list[int]]:
    place: dict[str, list[int]] = {}
    for i, text in enumerate(folded.texts.tolist()):
        place.setdefault(text, []).append(i)
    return place


def _unknown_parts(item: Item, cell: str) -> list[str]:
    if cell_of(item) == "codes":
        codes = {code.code for code in item.codes}
        return [part for part in dict.fromkeys(DelimitedCodes.of(item).parts(cell)) if part not in codes]
    return [cell]


def _allowed(item: Item, code: str) -> str:
    """Return what may stand in the item's column, the nearest first; how another word for a tick is declared, or columns that hold answers by their place."""
    nearest = nearest_first(code, allowed_texts(item))
    if cell_of(item) == "place" and code in {one.code for one in item.codes}:
        return f"{nearest}; @places"
    return f"{nearest}; @yes-names" if cell_of(item) == "tick" else nearest
