"""Small tables of text: columns as wide as they must be, numbers to the right."""

from collections.abc import Mapping, Sequence
from typing import Any


def describe_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the lines of a table, its header first; a column that is empty everywhere is left out."""
    names = [name for name in dict.fromkeys(n for row in rows for n in row) if any(row.get(name) is not None for row in rows)]
    cells = [[_text(row.get(name)) for name in names] for row in rows]
    numeric = [all(isinstance(row.get(name), (int, float, type(None))) for row in rows) for name in names]
    widths = [max(len(line[i]) for line in (names, *cells)) for i in range(len(names))]
    return [
        "  ".join(f"{text:>{w}}" if right else f"{text:<{w}}" for text, w, right in zip(line, widths, numeric, strict=True)).rstrip()
        for line in (names, *cells)
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return "|".join(str(part) for part in value)
    return str(value)
