"""What is proposed, before it is written: items, settings, a wave, and what the analyst has to settle.

A remark carries no sentence: its words lie in `templates/words/<lang>/draft.toml`, under `[settle]`.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from relstudy.survey.items import Blank, Missing
from relstudy.survey.kinds import KINDS, ItemType, Kind

#: A text by language.
Texts = dict[str, str]

#: Why a column is left out: a key of `[left-out]` in the words.
Reason = Literal[
    "blank",
    "date",
    "constant",
    "identifier",
    "weight",
    "personal",
    "system",
    "media",
    "repeat",
    "display",
    "spread",
    "counted",
    "aside",
]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to settle: a key of `[settle]` in the words, what fills its sentence, and a line proposed instead (TOML)."""

    key: str
    fields: dict[str, str] = field(default_factory=dict)
    instead: str | None = None


def share_text(share: float) -> str:
    """Return a share from 0 to 1 in whole per cent, without the sign; nearly all is never 100, nearly none never 0."""
    rounded = f"{100 * share:.0f}"
    if rounded == "100" and share < 1:
        return "> 99"
    return "< 1" if rounded == "0" and share > 0 else rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCode:
    """One answer.

    `yes` is what ticks its own column, where that differs from the others of its set; `exclusive` says that no other
    answer stands beside it.
    """

    code: str
    label: Texts = field(default_factory=dict)
    value: float | None = None
    missing: Missing | None = None
    yes: str | None = None
    exclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedRow:
    """One row of a grid: its id, its column and its label."""

    id: str
    column: str
    label: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedItem:
    """One item. `columns` as in `survey.items.Item`; `heading` is a title of the form above it, a comment in the file."""

    id: str
    type: ItemType
    label: Texts
    columns: tuple[str, ...] = ()
    separator: str | None = None
    by_place: bool = False
    yes: str | None = None
    missing_texts: tuple[tuple[str, Missing], ...] = ()
    shared_out: tuple[str, ...] = ()
    codes: tuple[ProposedCode, ...] = ()
    rows: tuple[ProposedRow, ...] = ()
    filter: str | None = None
    blank: Blank | None = None
    base: str | None = None
    remarks: tuple[Remark, ...] = ()
    heading: str | None = None
    tables: bool = True

    @property
    def kind(self) -> Kind:
        """Return what all items of its type have in common."""
        return KINDS[self.type]

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Return its columns, those of its rows where it has rows."""
        return (*self.columns, *(row.column for row in self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A column or question that becomes no item, and why."""

    name: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A study as proposed.

    `respondent` is the column of the ids or "row"; `weight` the column of the weights. `dates` are the first and the
    last day met in the file, None where it has none. `answers` is the file to copy into the wave, None for a form.
    `remarks` concern the study as a whole, `wave_remarks` its wave.
    """

    id: str
    name: Texts
    languages: tuple[str, ...]
    wave: str
    items: tuple[ProposedItem, ...]
    respondent: str = "row"
    weight: str | None = None
    drop_zero_weights: bool = False
    sheet: str | None = None
    header_row: int = 1
    skip_rows: tuple[int, ...] = ()
    keep: str | None = None
    dates: tuple[date, date] | None = None
    answers: Path | None = None
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[Remark, ...] = ()
    wave_remarks: tuple[Remark, ...] = ()
