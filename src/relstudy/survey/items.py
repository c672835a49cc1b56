"""Items of a questionnaire: what was asked, how a blank is read, and on which base it is published.

An item is the identity of a question over waves and languages. The name of its column in a file is an
attribute. Codes are text; a scale needs a numeric `value` for each. Labels are kept apart
(`relstudy.survey.labels`), so that a reworded label recomputes nothing.
"""

from dataclasses import dataclass
from typing import Literal, NewType

from relstudy.survey.kinds import KINDS, ItemType, Kind

#: The identity of an item: over waves and languages, in definitions, expressions and keys. A row of a grid is
#: `<grid>.<row>`.
ItemId = NewType("ItemId", str)
#: An answer as the questionnaire writes it; folded, it stands in keys.
CodeId = NewType("CodeId", str)

Missing = Literal["not_asked", "filtered", "refused", "dont_know", "absent"]
Blank = Literal["filtered", "not_asked", "absent"]
#: The moments of a relation, in their order.
Phase = Literal["awareness", "evaluation", "purchase", "delivery", "after_sales"]
#: Who serves: a person or a machine.
Relation = Literal["human", "automated"]

#: The missing layer: 0 is an answer. Refused and don't know were asked; the others were not, or are unexplained.
MISSING_CODES: dict[str, int] = {
    "answered": 0,
    "not_asked": 1,
    "filtered": 2,
    "refused": 3,
    "dont_know": 4,
    "absent": 5,
}
#: Missing kinds that leave the `asked` base.
NOT_IN_ASKED: tuple[int, ...] = (1, 2, 5)
#: Bases that are no expression.
NAMED_BASES = ("asked", "valid", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One answer. `value` is its number on a scale; `missing` says it is no answer; `offer` links it to offers.csv.

    `relation` says whether the answer asks for a person or a machine; None where it says neither, or its offer does.
    `exclusive` says that no other answer stands beside it in a set. `yes` is what ticks the answer's own column where
    it differs from the `yes` of its item: "*" for the texts of an "Other".
    """

    code: CodeId
    value: float | None = None
    missing: Missing | None = None
    offer: str | None = None
    relation: Relation | None = None
    yes: str | None = None
    exclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A union of codes of one item."""

    id: str
    codes: tuple[CodeId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """How a derived item is made: `bands` = ascending lower limits, or `merge` = (code, codes merged into it)."""

    source: ItemId
    bands: tuple[float, ...] = ()
    merge: tuple[tuple[CodeId, tuple[CodeId, ...]], ...] = ()

    @property
    def sources(self) -> tuple[ItemId, ...]:
        """Return the items it is made of."""
        return (self.source,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A fact that answers to one item tell: codes that affirm it and codes that deny it; any other answer leaves it unknown."""

    item: ItemId
    yes: tuple[CodeId, ...]
    no: tuple[CodeId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRule:
    """What tells the practice of a respondent: items that name channels, whether changes of channel were continuous, whether channels were used at once."""

    channels: tuple[ItemId, ...]
    continuity: Observation | None = None
    simultaneous: Observation | None = None

    @property
    def sources(self) -> tuple[ItemId, ...]:
        """Return the items it is made of, those that name channels first."""
        observed = (o.item for o in (self.continuity, self.simultaneous) if o is not None)
        return tuple(dict.fromkeys((*self.channels, *observed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as asked in one wave.

    `columns` are the names in the file: one for single, scale, numeric, nps and open items and for a delimited multiple
    item or rank; one per code, in the order of `codes`, for a multiple item of dichotomies and for a rank whose columns
    hold the place of their code; one per place where a rank is `by_place`, each with the code at its place, or where a
    multiple item is, each with one of the codes given; one per row, in the order of `rows`, for a grid. The rows of a grid also exist as items `<grid>.<row>` with `grid` set to
    the grid's id and the grid's codes. `filter` is an expression, "unknown", or None; `base` is "asked", "valid", "all"
    or an expression. `missing_texts` stand in the columns of a multiple item
    in place of ticks, and say why there is none. `shared_out` are the columns
    a total is shared out among: a blank of a number beside a number in another of them is 0. `recoded` are texts of the file and the codes they were approved to be. `tables` is False for an
    item that only expressions use, as the state of an interview: it has no figures. `phase` is the moment of the
    relation it asks of, None where of none in particular. A `scale`, `nps` or `numeric` item may have no codes; where
    a scale's or nps code declares no value, its value is the code read as a number.
    """

    id: ItemId
    type: ItemType
    columns: tuple[str, ...] = ()
    separator: str | None = None
    by_place: bool = False
    yes: str | None = None
    missing_texts: tuple[tuple[str, Missing], ...] = ()
    shared_out: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    recoded: tuple[tuple[str, CodeId], ...] = ()
    rows: tuple[str, ...] = ()
    grid: ItemId | None = None
    filter: str | None = None
    blank: Blank = "absent"
    base: str = "asked"
    nets: tuple[Net, ...] = ()
    derived: Derivation | PracticeRule | None = None
    asked: bool = True
    tables: bool = True
    phase: Phase | None = None

    @property
    def kind(self) -> Kind:
        """Return what all items of its type have in common."""
        return KINDS[self.type]

    @property
    def row_ids(self) -> tuple[ItemId, ...]:
        """Return the items that the rows of a grid are, in their order; none for any other item."""
        return tuple(row_id(self.id, row) for row in self.rows)

    @property
    def in_questionnaire(self) -> bool:
        """Tell whether the questionnaire has the item, asked or derived; the study adds the practice of each respondent."""
        return not isinstance(self.derived, PracticeRule)

    @property
    def answers(self) -> tuple[Code, ...]:
        """Return the codes that are answers."""
        return tuple(c for c in self.codes if c.missing is None)

    @property
    def points(self) -> tuple[float, ...]:
        """Return the numbers that answers stand for; none where they are not declared."""
        values = tuple(code.value for code in self.answers if code.value is not None)
        # A recommendation goes from 0 to 10 whether its points are declared or not.
        return values or tuple(float(point) for point in self.kind.points)

    @property
    def ends(self) -> tuple[float, float] | None:
        """Return the ends of a scale as declared; None where they are not."""
        return (min(self.points), max(self.points)) if self.points else None

    @property
    def is_free_number(self) -> bool:
        """Tell whether any number is an answer: of a type of numbers, without codes for its answers."""
        return self.kind.has_numbers and not self.answers

    @property
    def has_mean(self) -> bool:
        """Tell whether a mean exists: every code that is not missing has a value."""
        if self.is_free_number:
            return True
        valued = bool(self.answers) and all(c.value is not None for c in self.answers)
        return valued and "mean" in self.kind.measures


def row_id(grid: ItemId, row: str) -> ItemId:
    """Return the id of the item that a row of a grid is."""
    return ItemId(f"{grid}.{row}")
