"""Registers: what exists around a study. Offers, players, expectations, codebook, grid criteria, quotas, hypotheses, maturity, roadmap.

One value per line of a register; `line` is where it stands, for the source of a cell.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from relstudy.survey.items import CodeId, ItemId

OfferKind = Literal["channel", "service", "procedure"]
PlayerKind = Literal["client", "competitor", "adjacent"]
#: What the integration of a company is judged on.
Dimension = Literal["data", "orders", "identity", "automation", "teams", "measurement"]
#: How integrated a company is, from 0 on: its score is a place here.
Level = Literal["silo", "multi", "cross", "omni"]
Horizon = Literal["now", "next", "later"]
Direction = Literal["higher", "lower"]
#: How a step of a journey ends, where that is told.
OUTCOMES = ("done", "abandoned", "redirected")
#: What registers say yes and no with, in small letters.
SAID = {"yes": True, "no": False, "oui": True, "non": False, "1": True, "0": False, "true": True, "false": False}
#: What a hypothesis compares: a mean, a share of one code, or a balance of promoters and detractors.
Compared = Literal["mean", "share", "nps"]

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
LEVELS: tuple[Level, ...] = get_args(Level)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
HORIZONS: tuple[Horizon, ...] = get_args(Horizon)


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
    file: str = "offers.csv"


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
    file: str = "expectations.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookEntry:
    """One code of the interviews' code frame, possibly below a parent; `offer` is what it is a reaction to.

    Of journeys a code tells what a line of journeys.csv would: a channel is its `offer`, a stage its `phase`; `outcome`
    and `continued` (None where it says nothing of continuity) are those of the step it is said of, `together` that
    channels are used at the same time.
    """

    id: str
    parent: str | None = None
    facet: str | None = None
    offer: str | None = None
    phase: str | None = None
    outcome: str | None = None
    continued: bool | None = None
    together: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """What the interviews let expect of the survey: a figure of an item is higher, or lower, where `base` holds.

    `measure` is what is compared, a share that of `code`. `least` is the difference from which it counts, in the unit
    of the figure. `finding` is the code of the interviews it comes from. `changed` says that its line is another
    one than at the freeze.
    """

    id: str
    finding: str | None = None
    item: ItemId
    base: str
    direction: Direction
    least: float
    measure: Compared
    code: CodeId | None = None
    declared: date
    changed: bool = False
    file: str = "hypotheses.csv"
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturityScore:
    """How integrated the client is in one dimension, 0 to 3, with what says so. Blank texts are unknown."""

    dimension: Dimension
    score: int
    evidence: str | None = None
    source: str | None = None
    day: date | None = None
    file: str = "maturity.csv"
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapLine:
    """One move of the strategy: what becomes of an offer, when, who answers for it, by which KPI it is judged.

    `target` is in the unit of the KPI, a share of 1 where it was written with a per cent sign (`per_cent`).
    """

    offer: str
    horizon: Horizon
    owner: str | None = None
    kpi: str | None = None
    target: float | None = None
    per_cent: bool = False
    day: date | None = None
    expectation: str | None = None
    file: str = "roadmap.csv"
    line: int = 0

    def serves(self, expectation: Expectation) -> bool:
        """Tell whether the line is for an expectation: the one it names, else those of its offer."""
        return expectation.id == self.expectation if self.expectation else expectation.offer == self.offer
