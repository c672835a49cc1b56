"""What becomes of a register: lines added at its end, changed where they stand, taken out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

#: What one cell of a workbook holds at most, in UTF-16 units.
LONGEST_CELL = 32_767
#: One line of a register: what stands in each of its columns.
Record = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What becomes of a register: lines added at its end, changed where they stand, taken out. Lines are numbered as `Table.lines`."""

    added: tuple[Record, ...] = ()
    changed: Mapping[int, Record] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.added or self.changed or self.removed)

    def columns_beside(self, columns: Collection[str]) -> list[str]:
        """Return the columns in which something new stands and that a file lacks, in the order met."""
        lines = (*self.added, *self.changed.values())
        return list(
            dict.fromkeys(name for line in lines for name, text in line.items() if text and name not in columns)
        )
