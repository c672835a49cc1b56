"""The study plan: what study.toml declares, the registers and the waves, in frozen types.

Every field is a slice a step may need: a step's fingerprint is made of the slices it needs and of
nothing else, so a change elsewhere in study.toml recomputes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from relstudy.survey.brand import NO_BRAND, Block, Brand
from relstudy.survey.frozen import Frozen, FrozenLines, FrozenProfiles
from relstudy.survey.imported import ImportRecord
from relstudy.survey.items import CodeId, Item, ItemId, PracticeRule
from relstudy.survey.labels import Labels
from relstudy.survey.mapping import Renamings
from relstudy.survey.redaction import RedactionReview
from relstudy.survey.registers import (
    CodebookEntry,
    Criterion,
    Expectation,
    Hypothesis,
    MaturityScore,
    Offer,
    Player,
    Quota,
    RoadmapLine,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Which of the four steps of the method this study has."""

    audit: bool
    benchmark: bool
    interviews: bool
    survey: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondents:
    """How respondents are recognised in the file of answers. `id` is a column or "row"; `skip_rows` are file rows, from 1."""

    id: str = "row"
    panel: bool = False
    target: ItemId | None = None
    keep: str | None = None
    sheet: str | None = None
    header_row: int = 1
    skip_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Columns of the sample design, and the replicate weights that standard errors are taken from, if any.

    `resamples` are those of a bootstrap, `seed` where their chance starts: the study's.
    """

    strata: str | None = None
    clusters: str | None = None
    fpc: str | None = None
    replicates: Literal["jackknife", "bootstrap"] | None = None
    resamples: int = 1_000
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMargin:
    """One margin of the population: `targets` of the categories `codes`, each a code by item; shares, or counts where `counted`.

    `lines` are those of the file of targets.
    """

    items: tuple[ItemId, ...]
    codes: tuple[tuple[CodeId, ...], ...]
    targets: tuple[float, ...]
    counted: bool
    lines: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Return the items as the file of targets names them."""
        return "*".join(self.items)

    @property
    def column(self) -> str:
        """Return the column of the file of targets it stands in."""
        return "count" if self.counted else "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """How weights are had. `column` is the wave's own where the wave declares one; where weights are raked, those they start from.

    `targets` are the margins to rake to, `bounds` the lowest and highest ratio to a start weight, `trim` the highest
    ratio to the mean weight. `targets_file` and `answers_file` are the paths that faults name.
    """

    method: Literal["none", "column", "rake"] = "none"
    column: str | None = None
    zero: Literal["refuse", "drop"] = "refuse"
    targets: tuple[TargetMargin, ...] = ()
    bounds: tuple[float, float] | None = None
    trim: float | None = None
    targets_file: str = "targets.csv"
    answers_file: str = "responses.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pole:
    """A named direction: profiles high on some items and low on others."""

    id: str
    high: tuple[ItemId, ...] = ()
    low: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesPlan:
    """What the profiles are made of. `k` is the smallest and largest number tried."""

    items: tuple[ItemId, ...]
    k: tuple[int, int] = (2, 8)
    missing: Literal["drop", "mean"] = "drop"
    min_share: float = 0.05
    poles: tuple[Pole, ...] = ()
    existing: ItemId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationsPlan:
    """How expectations are ranked. A line is "mean" or a number; `voiced_by`, `unprompted_by` are (numerator, denominator).

    `overall` is the item from which importance is derived. `tier_rule` tells what a tier is taken from: importance
    alone, importance raised by what satisfaction lacks of it, or the quadrant of the two.
    """

    importance: Literal["stated", "cases", "derived"]
    overall: ItemId | None = None
    tier_rule: Literal["importance", "opportunity", "quadrant"] = "importance"
    line: float | Literal["mean"] = "mean"
    satisfaction_line: float | Literal["mean"] = "mean"
    voiced_by: tuple[int, int] = (1, 2)
    unprompted_by: tuple[int, int] = (1, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesPlan:
    """Banner items of the tables and the family of their tests."""

    banner: tuple[ItemId, ...] = ()
    correction: Literal["fdr", "bonferroni", "none"] = "fdr"
    levels: tuple[float, ...] = (0.95, 0.90)


#: Checks of the fieldwork, in the order they are told.
QualityCheck = Literal["duplicates", "straight_liners", "speeders", "contradictions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPlan:
    """How interviews are checked. `duration` is a column of the file; `fastest` the share of the median below which one was hurried.

    `contradictions` are pairs of an id and an expression. `leave_out` names the checks whose finds do not count as
    respondents.
    """

    duration: str | None = None
    fastest: tuple[int, int] = (1, 3)
    contradictions: tuple[tuple[str, str], ...] = ()
    leave_out: tuple[QualityCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticesPlan:
    """What tells the practices of respondents, and the items that ask why they choose a channel."""

    rule: PracticeRule
    criteria: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Unweighted bases of respondents below which a number is withheld, or marked."""

    min_base: int = 30
    caution_base: int = 100


#: What coders are compared on.
CodingUnit = Literal["verbatim", "case", "character"]
CODING_UNITS: tuple[CodingUnit, ...] = get_args(CodingUnit)


#: What tells the journeys: journeys.csv, or the codings, where each verbatim, or each case, tells one.
JourneysTold = Literal["file", "verbatim", "case"]
JOURNEYS_TOLD: tuple[JourneysTold, ...] = get_args(JourneysTold)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingPlan:
    """How coders are held against each other: unit by unit, with so many resamples of cases for the interval of alpha.

    `types` tells whether types of cases are looked for; None leaves it to their number.
    """

    unit: CodingUnit = "verbatim"
    resamples: int = 1_000
    types: bool | None = None


#: What a new channel may do to the relation.
EffectKind = Literal["image", "preference", "loyalty", "recommendation", "growth"]
EFFECT_KINDS: tuple[EffectKind, ...] = get_args(EffectKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What tells of one effect of the channels on the relation: items, a grid standing for its rows, and codes of interviews."""

    kind: EffectKind
    items: tuple[ItemId, ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePlan:
    """What the value of a customer is made of, each a number or an item: basket x frequency x years x margin.

    Without a margin (a share of 1) the value is one of sales.
    """

    basket: float | ItemId
    frequency: float | ItemId
    years: float | ItemId
    margin: float | ItemId | None = None

    @property
    def factors(self) -> dict[str, float | ItemId]:
        """Return what is multiplied, by name, in the order of the formula."""
        whole = {"basket": self.basket, "frequency": self.frequency, "years": self.years}
        return whole if self.margin is None else {**whole, "margin": self.margin}

    @property
    def items(self) -> tuple[ItemId, ...]:
        """Return the items among what is multiplied."""
        return tuple(factor for factor in self.factors.values() if isinstance(factor, str))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A warning a reviewer accepted: its code, its place `file#item|column|line`, why, and who."""

    code: str
    where: str
    why: str
    who: str


#: In place of an item, in `[[breaks]]`: every one.
EVERY_ITEM = ItemId("*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Declared: from this wave on an item, or every one, is not comparable with the waves before."""

    item: ItemId
    wave: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the study. `path` is relative to the study folder, with `/`."""

    path: str
    sha256: str
    absolute: Path = field(compare=False)


#: The day a draft writes where nothing tells when people were asked: nobody takes it for one, and no report prints it.
NO_DAY = date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveFacts:
    """What wave.toml says for the method annex: dates and the facts a disclosure needs (absent = None)."""

    field_start: date
    field_end: date
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def is_dated(self) -> bool:
        """Tell whether both days of the fieldwork have been written."""
        return NO_DAY not in (self.field_start, self.field_end)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveFile:
    """A table a wave may have: the stem of its name, the same as the field of `Wave` that holds it.

    `wanted` tells from the steps of the study and whether it has a grid if the table is read; `required` if it must
    then be there.
    """

    stem: str
    wanted: Callable[[Steps, bool], bool]
    required: bool = True


#: In the order they are looked for.
WAVE_FILES: tuple[WaveFile, ...] = (
    WaveFile(stem="audit", wanted=lambda steps, _grid: steps.audit),
    WaveFile(stem="benchmark", wanted=lambda steps, _grid: steps.benchmark),
    WaveFile(stem="cases", wanted=lambda steps, _grid: steps.interviews),
    WaveFile(stem="verbatims", wanted=lambda steps, _grid: steps.interviews),
    WaveFile(stem="codings", wanted=lambda steps, _grid: steps.interviews),
    WaveFile(stem="grid", wanted=lambda _steps, grid: grid),
    WaveFile(stem="asked", wanted=lambda steps, _grid: steps.interviews, required=False),
    WaveFile(stem="reads", wanted=lambda steps, _grid: steps.interviews, required=False),
    WaveFile(stem="journeys", wanted=lambda steps, _grid: steps.interviews, required=False),
    WaveFile(stem="tradeoffs", wanted=lambda steps, _grid: steps.interviews, required=False),
    WaveFile(stem="open_codings", wanted=lambda steps, _grid: steps.survey, required=False),
    WaveFile(stem="open_redactions", wanted=lambda steps, _grid: steps.survey, required=False),
    WaveFile(stem="responses", wanted=lambda steps, _grid: steps.survey),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One dated fieldwork. `items` and `labels` are the study's with this wave's differences; files that do not exist are None.

    `maturity` and `roadmap` are the wave's own where its folder has such a register, else the study's.
    `same_as_before` are the items declared to stay comparable with the wave before, in spite of what differs.
    `is_first` where the study has no earlier wave. `renamings` are the approved ones that hold in this wave; `items`
    have them already. `frozen_profiles`, `frozen_lines` are those of an earlier wave by which this one is read; None in
    the frozen wave itself and in those before it. `redaction` is the record of the review of what its cases said,
    `imports` that of the files its codings came from.
    """

    id: str
    facts: WaveFacts
    is_first: bool = True
    renamings: Renamings = field(default_factory=Renamings)
    items: tuple[Item, ...] = ()
    labels: Labels = field(default_factory=Labels)
    weighting: Weighting = field(default_factory=Weighting)
    same_as_before: tuple[ItemId, ...] = ()
    responses: Source | None = None
    audit: Source | None = None
    grid: Source | None = None
    benchmark: Source | None = None
    cases: Source | None = None
    verbatims: Source | None = None
    codings: Source | None = None
    asked: Source | None = None
    reads: Source | None = None
    journeys: Source | None = None
    tradeoffs: Source | None = None
    open_codings: Source | None = None
    open_redactions: Source | None = None
    maturity: tuple[MaturityScore, ...] = ()
    roadmap: tuple[RoadmapLine, ...] = ()
    texts: dict[str, Source] = field(default_factory=dict)
    frozen_profiles: FrozenProfiles | None = None
    frozen_lines: FrozenLines | None = None
    redaction: RedactionReview | None = None
    imports: tuple[ImportRecord, ...] = ()

    @property
    def files(self) -> dict[str, Source]:
        """Return the tables the wave has, by stem."""
        return {f.stem: source for f in WAVE_FILES if (source := getattr(self, f.stem)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What distinguishes the study for its computations: its id and the seed of its chance."""

    id: str
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study folder, read once. `waves` are in the order of their names."""

    folder: Path = field(compare=False)
    identity: Identity
    languages: tuple[str, ...]
    client: str | None = None
    sector: str | None = None
    steps: Steps
    respondents: Respondents
    design: Design
    profiles: ProfilesPlan | None = None
    expecting: ExpectationsPlan | None = None
    tables: TablesPlan = field(default_factory=TablesPlan)
    disclosure: Disclosure = field(default_factory=Disclosure)
    coding: CodingPlan = field(default_factory=CodingPlan)
    journeys_told: JourneysTold = "file"
    quality: QualityPlan = field(default_factory=QualityPlan)
    effects: tuple[Effect, ...] = ()
    value: ValuePlan | None = None
    practices: PracticesPlan | None = None
    criteria: tuple[Criterion, ...] = ()
    items: tuple[Item, ...] = ()
    offers: tuple[Offer, ...] = ()
    players: tuple[Player, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    codebook: tuple[CodebookEntry, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    quotas: tuple[Quota, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    breaks: tuple[Break, ...] = ()
    labels: Labels = field(default_factory=Labels)
    renamings: Renamings = field(default_factory=Renamings)
    waves: tuple[Wave, ...] = ()
    #: How the papers look; no step needs it.
    brand: Brand = NO_BRAND
    #: Names of the interview guides that lie in the folder, for the method page; what they say is for people.
    guides: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    #: What is frozen, of whichever wave: a wave that is read by it has it of its own.
    frozen: Frozen | None = field(default=None, compare=False)
    #: Every file read, for the manifest and the page of sources; no step needs it.
    sources: tuple[Source, ...] = ()
