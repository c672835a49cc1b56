"""What a wave may know of the wave before it: what was published of it, and what was asked in it; never its respondents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relstudy.survey.frozen import FrozenProfiles
from relstudy.survey.items import Item, ItemId
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Wave, WaveFacts, Weighting

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How the figures of a wave were weighted: the method, and its margins, each by the parts of the ids it crosses."""

    method: str
    margins: frozenset[frozenset[str]] = frozenset()


def margin_of(ids: str) -> frozenset[str]:
    """Return a margin from the ids it crosses, joined by points: in which order is of no account."""
    return frozenset(ids.split("."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms the figures of a wave were had: what was asked in which words, of whom, how, and weighted to what.

    `same_as_before` are the items declared to be comparable with the wave before in spite of what differs. `weighed` is
    how the published figures were weighted, which `weighting`, as it is declared now, may no longer be; None where that
    is not known. `units` stood beside the numbers of an item in the wave's file; an item without one may have any.
    """

    wave: str
    items: tuple[Item, ...]
    labels: Labels
    facts: WaveFacts
    weighting: Weighting
    same_as_before: tuple[ItemId, ...] = ()
    weighed: Weighed | None = None
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """A number or verdict of a wave that is another one now. `reason` names the files that changed; None where nothing may be told."""

    wave: str
    key: str
    before: float | str | None
    after: float | str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An earlier wave: its cells past the gate, one row per cell (`cells.COLUMNS`), its terms, and those of the waves between.

    `restated` are the numbers of it that are not what was first said of them beside a later wave; `frozen` is the model
    of the profiles that is frozen in the study, if one is. `called` has the labels of the waves before it, by language.
    """

    cells: "pd.DataFrame"
    terms: Terms
    between: tuple[Terms, ...] = ()
    restated: tuple[Restated, ...] = ()
    frozen: FrozenProfiles | None = None
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def terms_of(wave: Wave) -> Terms:
    """Return the terms of a wave."""
    return Terms(
        wave=wave.id,
        items=wave.items,
        labels=wave.labels,
        facts=wave.facts,
        weighting=wave.weighting,
        same_as_before=wave.same_as_before,
    )
