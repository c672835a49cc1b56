"""What is frozen of a wave: how its profiles were found and are called, the lines of its map; later waves are read by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenItem:
    """An item profiles are made of: its answers as they stand in keys, with their values; no answers where any number is one."""

    id: str
    answers: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenColumn:
    """A column respondents are compared on: its item, its answer ("" for a column of numbers), how it is standardised."""

    item: str
    code: str
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenProfile:
    """A profile: its id, its pole or "none", its weighted share in the frozen wave, its centre in the frozen columns, its name by language.

    `by_rule` tells that its name was made by a rule.
    """

    id: str
    pole: str
    share: float
    centre: tuple[float, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    by_rule: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenProfiles:
    """The model of the profiles of a wave: whoever has the answers can tell the profile of a respondent by it.

    `model` is a hash of what is frozen: cells made with the same model have the same.
    """

    wave: str
    model: str
    missing: Literal["drop", "mean"]
    continuum: bool
    items: tuple[FrozenItem, ...]
    columns: tuple[FrozenColumn, ...]
    profiles: tuple[FrozenProfile, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the profiles, in the order they were found in the frozen wave."""
        return tuple(profile.id for profile in self.profiles)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenLines:
    """The lines of the map of a wave by measure (importance, satisfaction, opportunity), and what they are lines of.

    `scored` has, by measure, the items whose scores the line was drawn among, each with the ends of its scale, None where
    they are not declared; a file of an earlier version does not tell them.
    """

    wave: str
    importance: str
    tier_rule: str
    values: Mapping[str, float]
    scored: Mapping[str, Mapping[str, tuple[float, float] | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What `freeze` keeps of a wave. `hypotheses` is the hash of the register, None where there was none.

    `declared` has the hash of each hypothesis by its id; None where an earlier version froze the wave.
    """

    study: str
    wave: str
    profiles: FrozenProfiles | None = None
    lines: FrozenLines | None = None
    hypotheses: str | None = None
    declared: Mapping[str, str] | None = None
