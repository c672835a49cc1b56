"""The cells of a wave as pages look them up: by key, by section, by item, in the order of the table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from relstudy.cells import CellKey
from relstudy.stats.comparisons import letter_of

if TYPE_CHECKING:
    import pandas as pd


#: Numbers of a cell beside its value.
FieldName = Literal["base", "base_weighted", "base_effective", "low", "high", "se"]
#: The bases of a figure, in the order they are told.
BASES: tuple[FieldName, ...] = ("base", "base_weighted", "base_effective")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """One row of the table of cells, with None for every null."""

    key: CellKey
    section: str
    item: str
    measure: str
    row: str = "_"
    column: str = "_"
    kind: str = "number"
    value: float | None = None
    text: str | None = None
    unit: str = "none"
    se: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = "none"
    base: int | None = None
    base_kind: str = "none"
    base_weighted: float | None = None
    base_effective: float | None = None
    marks: str = ""
    status: str = "published"
    question: str | None = None
    step: str | None = None
    source: str | None = None

    @property
    def shown(self) -> bool:
        """Tell whether the cell has something to show: it is neither withheld nor missing."""
        return self.status in ("published", "cautious")

    @property
    def file(self) -> str:
        """Return the first file the cell was made from, "" where it names none."""
        return (self.source or "").partition("#")[0]

    @property
    def unasked(self) -> bool:
        """Tell whether nobody of the column has the question in its base: it was not put there, whatever the limits are."""
        return self.status == "withheld" and self.base_kind == "respondents" and self.base == 0

    @property
    def letters(self) -> tuple[str, ...]:
        """Return the letters of the columns the cell is significantly above."""
        return tuple(m for m in self.marks.split() if m.isupper() or (m.islower() and len(m) <= 2 and m != "up"))

    def number(self, field: FieldName) -> float | None:
        """Return a number of the cell beside its value; None where it has none."""
        numbers: dict[FieldName, float | None] = {
            "base": self.base,
            "base_weighted": self.base_weighted,
            "base_effective": self.base_effective,
            "low": self.low,
            "high": self.high,
            "se": self.se,
        }
        return numbers[field]

    @property
    def is_apart_from_zero(self) -> bool:
        """Tell whether its interval leaves 0 out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    def has_mark(self, mark: str) -> bool:
        """Tell whether the cell carries a mark."""
        return mark in self.marks.split()


def has_number(cell: CellRow | None) -> bool:
    """Tell whether a cell has a number that may be shown."""
    return cell is not None and cell.shown and cell.value is not None


def value_of(cell: CellRow | None, otherwise: float = -1.0) -> float:
    """Return the value of a cell, to sort by it; `otherwise` where there is none to show."""
    return cell.value if cell is not None and cell.value is not None else otherwise


_FIELDS = tuple(f.name for f in fields(CellRow))


@dataclass(frozen=True, kw_only=True)
class Book:
    """All cells of a wave. `by_section` holds, in the order of the table, the cells of each section by item.

    `letters` are those of the survey's columns, where a column has others of its block beside it.
    """

    by_key: Mapping[CellKey, CellRow] = field(default_factory=dict)
    by_section: Mapping[str, Mapping[str, tuple[CellRow, ...]]] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)

    def get(
        self, section: str, item: str = "_", measure: str = "_", row: str = "_", column: str = "_"
    ) -> CellRow | None:
        """Return the cell of these parts, or None."""
        return self.by_key.get(CellKey(f"{section}/{item}/{measure}/{row}/{column}"))

    def items(self, section: str) -> tuple[str, ...]:
        """Return the items of a section, in the order of the table."""
        return tuple(self.by_section.get(section, {}))

    def of(self, section: str, item: str | None = None, *, measure: str | None = None) -> Iterator[CellRow]:
        """Yield the cells of a section, of one item or of all, of one measure or of all."""
        items = self.by_section.get(section, {})
        groups = items.values() if item is None else (items.get(item, ()),)
        for group in groups:
            for cell in group:
                if measure is None or cell.measure == measure:
                    yield cell

    def columns(self, section: str, item: str | None = None) -> tuple[str, ...]:
        """Return the columns met in a section, in the order met."""
        if item is None:
            return self._columns_by_section.get(section, ())
        return tuple(dict.fromkeys(cell.column for cell in self.of(section, item)))

    @cached_property
    def _columns_by_section(self) -> Mapping[str, tuple[str, ...]]:
        return {section: tuple(dict.fromkeys(cell.column for cell in self.of(section))) for section in self.by_section}


def open_book(cells: "pd.DataFrame") -> Book:
    """Return the table of cells as a book. The frame has the columns of `cells.COLUMNS`, one row per cell."""
    names = [name for name in _FIELDS if name in cells.columns]
    columns = {name: cells[name].to_numpy(dtype=object, na_value=None).tolist() for name in names}  # type: ignore[call-overload]  # None is taken
    if "base" in columns:
        columns["base"] = [None if base is None else int(base) for base in columns["base"]]
    if "marks" in columns:
        columns["marks"] = [marks or "" for marks in columns["marks"]]
    by_key: dict[CellKey, CellRow] = {}
    grouped: dict[str, dict[str, list[CellRow]]] = {}
    for values in zip(*columns.values(), strict=True):
        cell = CellRow(**dict(zip(names, values, strict=True)))
        by_key[cell.key] = cell
        grouped.setdefault(cell.section, {}).setdefault(cell.item, []).append(cell)
    by_section = {section: {item: tuple(group) for item, group in items.items()} for section, items in grouped.items()}
    return Book(by_key=by_key, by_section=by_section, letters=_letters_of(by_section.get("survey", {})))


def _letters_of(survey: Mapping[str, tuple[CellRow, ...]]) -> dict[str, str]:
    blocks: dict[str, list[str]] = {}
    for column in dict.fromkeys(cell.column for group in survey.values() for cell in group):
        blocks.setdefault(column.partition("=")[0], []).append(column)
    return {c: letter_of(i) for block in blocks.values() if len(block) > 1 for i, c in enumerate(block)}
