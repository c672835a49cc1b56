"""A table as a page shows it: caption, columns, groups of rows, notes; every text and number already written."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from relstudy.report.values import EMPTY, Inline, Toned, joined

#: Rows of a table that printing never cuts.
_SHORT = 14
#: Shares, or counts with their base, of more columns than these have no room in one line of a narrow screen.
SHARES_ABREAST, COUNTS_ABREAST = 6, 4
#: Steps a row is set in at most, however deep it stands: what is said of it needs the room.
DEEPEST = 4

ColumnKind = Literal["number", "word", "text", "mark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its title, a second line below it, and how its cells are set."""

    title: Inline
    note: Inline = EMPTY
    kind: ColumnKind = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its head (stub), a second line below it, its cells in the order of the columns.

    `role` names a style; `depth` tells how many rows of the table it stands below, as a code below others in a tree.
    """

    head: Inline
    note: Inline = EMPTY
    cells: tuple[Inline, ...] = ()
    role: str = ""
    depth: int = 0

    @property
    def steps(self) -> int:
        """Return by how many steps the row is set in."""
        return min(self.depth, DEEPEST)

    @property
    def filled(self) -> tuple[Inline, ...]:
        """Return the cells up to the last that says anything."""
        last = max((place for place, cell in enumerate(self.cells, start=1) if cell), default=0)
        return self.cells[:last]

    @property
    def blank(self) -> int:
        """Return how many cells say nothing after them: one empty cell stands for all."""
        return len(self.cells) - len(self.filled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under one title; a table without groups has one without title."""

    rows: tuple[Row, ...]
    title: Inline = EMPTY
    note: Inline = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A title over several columns; an empty title stands over nothing."""

    title: Inline
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A whole table. `id` is unique in the page; `notes` stand under it, `spans` over its columns; `even` = columns of one width.

    `stacks`: on a narrow screen a row is its head and its cells below, each beside the title of its column. `repeats`: it
    says what another table or figure of the report says, and is not printed.
    """

    id: str
    caption: Inline
    stub: Inline
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    subtitle: Inline = EMPTY
    notes: tuple[Inline, ...] = ()
    wide: bool = False
    even: bool = False
    stacks: bool = True
    spans: tuple[Span, ...] = ()
    repeats: bool = False

    @property
    def labels(self) -> tuple[Inline, ...]:
        """Return what names each column where it stands alone: its title, or its second line if two titles are alike."""
        titles = [column.title for column in self.columns]
        return tuple((c.note if titles.count(c.title) > 1 else EMPTY) or c.title for c in self.columns)

    @property
    def spanned(self) -> tuple[Inline, ...]:
        """Return, for each of the spans, the names of the columns it stands over."""
        ends = tuple(accumulate(span.width for span in self.spans))
        return tuple(joined(", ", self.labels[end - s.width : end]) for s, end in zip(self.spans, ends, strict=True))

    @property
    def heard_only(self) -> bool:
        """Tell whether the caption is for those alone who do not see that the heading above says the same."""
        return isinstance(self.caption, Toned) and self.caption.tone == "hidden"

    @property
    def short(self) -> bool:
        """Tell whether the table is kept on one printed page."""
        return sum(len(g.rows) + bool(g.title) for g in self.groups) <= _SHORT


def table_of(
    columns: Iterable[Column],
    rows: Iterable[Row],
    *,
    name: str,
    caption: Inline,
    stub: Inline,
    subtitle: Inline = EMPTY,
    notes: Iterable[Inline] = (),
    wide: bool = False,
    even: bool = False,
    stacks: bool = True,
    spans: tuple[Span, ...] = (),
) -> Table:
    """Return a table whose rows stand in no groups; `name` is its `id`."""
    return Table(
        id=name,
        caption=caption,
        stub=stub,
        columns=tuple(columns),
        groups=(Group(rows=tuple(rows)),),
        subtitle=subtitle,
        notes=tuple(notes),
        wide=wide,
        even=even,
        stacks=stacks,
        spans=spans,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Tables that open on demand on a screen and always stand on paper, under one line that says what they hold."""

    summary: Inline
    tables: tuple[Table, ...]
