"""Where the table of a file lies in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How the table of a file is found in it, as `read_table` is told."""

    sheet: str | None = None
    header_row: int = 1
    skip_rows: tuple[int, ...] = ()
