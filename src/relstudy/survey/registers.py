"""Registers: what exists around a study. Offers, players, expectations, codebook, grid criteria, quotas.

One value per line of a register; `line` is where it stands, for the source of a cell.
"""

from dataclasses import dataclass
from typing import Literal

from relstudy.survey.items import ItemId

OfferKind = Literal["channel", "service", "procedure"]
PlayerKind = Literal["client", "competitor", "adjacent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One channel, service or procedure of the client. Empty attributes are unknown."""

    id: str
    kind: OfferKind
    family: str | None = None
    purpose: str | None = None
    phases: tuple[str, ...] = ()
    route: str | None = None
    relation: str | None = None
    owner: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """The client, a competitor or an adjacent player."""

    id: str
    kind: PlayerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One expectation and what measures it: items of the survey, codes of the interviews. `satisfaction_code` is `code` unless declared."""

    id: str
    offer: str | None = None
    code: str | None = None
    satisfaction_code: str | None = None
    importance_item: ItemId | None = None
    satisfaction_item: ItemId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookEntry:
    """One code of the interviews' code frame, possibly below a parent."""

    id: str
    parent: str | None = None
    facet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of the scoring grid. `low`, `high` are the ends of its scale."""

    id: str
    weight: float
    higher_is_better: bool = True
    low: float = 0.0
    high: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Planned number of respondents for one code of an item."""

    item: str
    code: str
    planned: int
