"""Small tables of text: columns as wide as they must be, numbers to the right."""

from collections.abc import Mapping, Sequence
from typing import Any

from relstudy.cli.shell import Shell

#: Columns of shares that are written in points.
_IN_POINTS = ("half_width", "smallest_difference")


def describe_table(shell: Shell, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the lines of a table, its header first; names of columns are those of `[columns]` in the words."""
    names = tuple(name for name in rows[0] if name != "sampling")
    header = [shell.word(f"columns.{name}") for name in names]
    cells = [[_text(shell, name, row[name]) for name in names] for row in rows]
    right = [all(isinstance(row[name], (int, float, type(None))) for row in rows) for name in names]
    widths = [max(len(line[i]) for line in (header, *cells)) for i in range(len(names))]
    return [
        "  ".join(
            f"{text:>{width}}" if to_right else f"{text:<{width}}"
            for text, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in (header, *cells)
    ]


def _text(shell: Shell, name: str, value: object) -> str:
    if value is None:
        return "-"
    if name in _IN_POINTS and isinstance(value, float):
        return shell.decimal(100 * value)
    return shell.decimal(value) if isinstance(value, float) else str(value)
