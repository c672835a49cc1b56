"""Types of items in one table: what each reads from a file, what an answer is, which figures it has, what it may serve as.

Readers, schema, checks, tables and drafts ask these facts and never the name of a type: a new type is one entry here
and the arithmetic of an answer that no other type has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

ItemType = Literal["single", "multiple", "grid", "scale", "numeric", "nps", "rank", "open"]
#: Types of the contract that this version does not read.
LATER_TYPES = ("maxdiff", "kano")

#: Columns of the file: one; one with all answers or one for each code; one for each row.
Columns = Literal["one", "by_code", "by_row"]
#: One declared code; several codes, each ticked or not; several codes in an order; a point of a scale; a number; a
#: text; those of the rows.
Answer = Literal["choice", "choices", "order", "point", "number", "text", "rows"]
#: Whether codes must or may be declared, or only texts that say that nothing was answered.
Codes = Literal["required", "optional", "missing"]
#: `q1`, `median`, `q3` are quartiles of numbers; `first`, `top2`, `top3` are shares of those who placed a code first,
#: among the first two, the first three; `mean_rank` its mean place; `answered` the share of those it was put to who
#: wrote something.
Measure = Literal["share", "mean", "nps", "q1", "median", "q3", "first", "top2", "top3", "mean_rank", "answered"]
#: What an item of a type may serve as: a division of the respondents (target, profiles that exist), columns of a
#: banner, a margin to weigh to, something profiles are made of, a condition in an expression, a row of a grid, the
#: source of a derived item, a derived item itself.
Use = Literal["division", "banner", "margin", "profile", "condition", "row", "source", "derived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What all items of one type have in common.

    `measures` are those of the cells an item can have: a mean only where its answers have numbers. `points` are the
    answers of an item that declares no code.
    """

    type: ItemType
    columns: Columns = "one"
    answer: Answer
    codes: Codes
    measures: tuple[Measure, ...] = ()
    uses: frozenset[Use] = frozenset()
    has_nets: bool = True
    points: tuple[str, ...] = ()

    @property
    def has_numbers(self) -> bool:
        """Tell whether a code is its own number, and any number an answer where no code is declared for one."""
        return self.answer in ("point", "number")

    @property
    def is_ticked(self) -> bool:
        """Tell whether an answer is several codes, each ticked or not."""
        return self.answer == "choices"

    @property
    def has_several(self) -> bool:
        """Tell whether an answer is several codes."""
        return self.answer in ("choices", "order")

    @property
    def is_heading(self) -> bool:
        """Tell whether an item only stands above rows, which are the items that were answered."""
        return self.answer == "rows"


_KINDS = (
    Kind(
        type="single", answer="choice", codes="required", measures=("share", "mean"),
        uses=frozenset({"division", "banner", "margin", "profile", "condition", "row", "source", "derived"}),
    ),
    Kind(
        type="multiple", columns="by_code", answer="choices", codes="required", measures=("share",),
        uses=frozenset({"banner", "profile", "condition", "source", "derived"}),
    ),
    Kind(
        type="grid", columns="by_row", answer="rows", codes="required", measures=("share", "mean"),
        uses=frozenset({"profile"}),
    ),
    Kind(
        type="scale", answer="point", codes="optional", measures=("share", "mean"),
        uses=frozenset({"division", "banner", "margin", "profile", "condition", "row", "source", "derived"}),
    ),
    Kind(
        type="numeric", answer="number", codes="optional", measures=("mean", "q1", "median", "q3"), has_nets=False,
        uses=frozenset({"margin", "profile", "condition", "source"}),
    ),
    Kind(
        type="nps", answer="point", codes="optional", measures=("share", "mean", "nps"),
        points=tuple(str(n) for n in range(11)),
        uses=frozenset({"division", "banner", "margin", "profile", "condition", "source"}),
    ),
    Kind(
        type="rank", columns="by_code", answer="order", codes="required",
        measures=("share", "first", "top2", "top3", "mean_rank"),
    ),
    Kind(
        type="open", answer="text", codes="missing", measures=("answered",), has_nets=False, uses=frozenset({"condition"})
    ),
)  # fmt: skip

#: In the order messages name them.
KINDS: Mapping[ItemType, Kind] = MappingProxyType({kind.type: kind for kind in _KINDS})


def types_for(use: Use) -> tuple[ItemType, ...]:
    """Return the types whose items may serve a use."""
    return tuple(kind.type for kind in KINDS.values() if use in kind.uses)
