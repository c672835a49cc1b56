"""An agency's banner tables by another program: every table, count by count, in the cells and in the workbook."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from real_studies import DATA, cells_of

EXAMPLE = DATA / "quantipy-example-a"
#: The other program's columns: the total, men and women twice (two banners), five kinds of places.
COLUMNS = ("all", *2 * ("gender=1", "gender=2"), *(f"locality={code}" for code in range(1, 6)))
OPEN_ENDS = "Open Ends"


class Count(NamedTuple):
    """A printed number: `code` is None where it is a base."""

    item: str
    code: str | None
    column: str
    n: int


def printed_counts() -> Iterator[Count]:
    """Read all tables of the other program: rows told by the labels of its own description of the file, "-" for none."""
    said = json.loads((EXAMPLE / "Example Data (A).json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(EXAMPLE / "expected_basic.xlsx", read_only=True)
    item, codes = "", {}
    for sheet in book:
        if sheet.title == OPEN_ENDS:
            continue
        for label, *numbers in sheet.iter_rows(values_only=True):
            if label is None:
                continue
            if not any(numbers):
                item = label.partition(". ")[0]
                values = said["columns"][item]["values"]
                listed = values if isinstance(values, list) else said["lib"]["values"][values.rpartition("@")[2]]
                codes = {value["text"]["en-GB"]: str(value["value"]) for value in listed}
                continue
            code = None if label == "Base" else codes[label]
            for column, n in zip(COLUMNS, numbers, strict=True):
                yield Count(item, code, column, 0 if n == "-" else n)


@pytest.fixture(scope="module")
def printed() -> tuple[Count, ...]:
    return tuple(printed_counts())


def bases_of(printed: tuple[Count, ...]) -> dict[tuple[str, str], int]:
    return {(count.item, count.column): count.n for count in printed if count.code is None}


def test_all_twelve_tables_are_compared(printed: tuple[Count, ...]) -> None:
    assert len({count.item for count in printed}) == 12
    lines = {(count.item, count.code) for count in printed}
    assert len(lines) == 12 + 2 * 8 - 1 + 3 + 9 + 2 + 6 * 7 + 7
    assert len(printed) == 10 * len(lines)


def test_every_base_and_every_count_is_the_other_programs(
    finished: dict[str, Path], printed: tuple[Count, ...]
) -> None:
    cells = cells_of(finished["banners"], "2015")
    bases = bases_of(printed)
    differ = []
    for count in printed:
        if count.code is None:
            continue
        cell = cells.loc[f"survey/{count.item}/share/{count.code}/{count.column}"]
        base = bases[count.item, count.column]
        ours = cell["value"] * base if base else 0
        if cell["base"] != base or ours != pytest.approx(count.n, abs=1e-7):
            differ.append((count, cell["base"], ours))
    assert not differ


def test_the_workbook_shows_the_same_bases_and_counts(finished: dict[str, Path], printed: tuple[Count, ...]) -> None:
    shown: dict[tuple[str, str], object] = {}
    for sheet in openpyxl.load_workbook(finished["banners"] / "out/2015/tables.en.xlsx", read_only=True):
        (_, _, *columns), *rows = sheet.iter_rows(values_only=True)
        for key, _, *numbers in rows:
            if key is not None:
                shown |= {(key, column): number for column, number in zip(columns, numbers, strict=True)}
    bases = bases_of(printed)
    first = {count.item: f"survey/{count.item}/share/{count.code}" for count in reversed(printed) if count.code}
    differ = []
    for count in printed:
        base = bases[count.item, count.column]
        if count.code is None:
            ours = shown[f"{first[count.item]}#base", count.column]
        elif base == 0:
            ours = 0 if isinstance(shown[f"survey/{count.item}/share/{count.code}", count.column], str) else None
        else:
            ours = base * shown[f"survey/{count.item}/share/{count.code}", count.column]
        if ours != pytest.approx(count.n, abs=1e-7):
            differ.append((count, ours))
    assert not differ


def test_as_many_wrote_an_answer_as_the_other_program_lists(finished: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(EXAMPLE / "expected_basic.xlsx", read_only=True)[OPEN_ENDS]
    _, *listed = sheet.iter_rows(values_only=True)
    cells = cells_of(finished["banners"], "2015")
    for place, item in enumerate(("q8a", "q9a")):
        cell = cells.loc[f"survey/{item}/answered/_/all"]
        assert cell["base"] == 8255
        assert cell["value"] * cell["base"] == pytest.approx(sum(row[place] is not None for row in listed), abs=1e-6)
