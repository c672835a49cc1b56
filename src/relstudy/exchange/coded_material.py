"""Coded material as another program hands it over: cases, what was said, which codes it was given, and what was lost.

The ids of codes are the file's own (`Code.key`): which code of a study each one is, is settled where the material
enters the study. Offsets are code points from 0, end excluded, into `Verbatim.text`, whatever the file counted in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

CaseKind = Literal["individual", "group"]
Stance = Literal["voice", "contrary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One interview. `attributes` is free text; "" where the file says nothing."""

    id: str
    target: str = ""
    kind: CaseKind | Literal[""] = ""
    attributes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """One text of a case, as it was written, line ends included."""

    id: str
    case: str
    text: str
    theme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code: the key by which this file names it, its name, and the key of the code above it.

    `id` is the id it has in a study of this program, where the file tells it.
    """

    key: str
    name: str
    parent: str | None = None
    definition: str = ""
    id: str | None = None
    facet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One code given to a passage, or to the whole text where `start` and `end` are None. What a coder did not say is None or ""."""

    verbatim: str
    code: str
    coder: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    valence: int | None = None
    prompted: bool | None = None
    stance: Stance = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A coding of which the file has the passage but not the text it stands in: the name of its document, the quote, offsets as the file counts them.

    `coding` tells the rest; its verbatim is the document, its own offsets are None.
    """

    coding: Coding
    quote: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One verbatim a coder read, whether or not it was given a code."""

    coder: str
    verbatim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a file held that a study has no place for: a kind of thing, where it stood, how many of them."""

    what: str
    where: str
    n: int


#: Losses that are codings; those of pictures, sounds and pages are the selections in them.
UNPLACED = ("selection-outside-text", "coding-without-text", "unknown-code")

#: What is told beside losses and is none: nothing of the file was left behind.
NOT_LOST = ("found-by-quotes", "found-by-text", "text-kept", "proposal-set-aside")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedMaterial:
    """What a file holds of coded interviews.

    `in_full` are the readings whose codings are all here: what else that coder gave there no longer holds.
    `excerpts` have no place yet: `settle_excerpts` finds it in the texts of the wave.

    `dialect` tells how its offsets were counted, `score` how well that fits, 0-1, the lowest of its texts; None where
    it has no offsets. `program` is the one that wrote the file, "" where it does not say.
    """

    cases: tuple[Case, ...] = ()
    verbatims: tuple[Verbatim, ...] = ()
    codings: tuple[Coding, ...] = ()
    codes: tuple[Code, ...] = ()
    reads: tuple[Reading, ...] = ()
    in_full: tuple[Reading, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    dialect: str | None = None
    score: float | None = None
    losses: tuple[Loss, ...] = ()
    program: str = ""

    @property
    def lost(self) -> tuple[Loss, ...]:
        """Return the losses without what is told beside them and is none."""
        return tuple(loss for loss in self.losses if loss.what not in NOT_LOST)

    @property
    def unplaced(self) -> tuple[Loss, ...]:
        """Return the losses that are codings: of passages that no text here has."""
        return tuple(loss for loss in self.losses if loss.what in UNPLACED or loss.what.endswith("-selection"))


def count_losses(found: Iterable[tuple[str, str]]) -> tuple[Loss, ...]:
    """Return losses from what was met one by one as (what, where), in the order first met."""
    counted: dict[tuple[str, str], int] = {}
    for one in found:
        counted[one] = counted.get(one, 0) + 1
    return tuple(Loss(what=what, where=where, n=n) for (what, where), n in counted.items())


def own_ids(names: Mapping[str, str]) -> dict[str, str]:
    """Return a name of its own for each key: the name given, numbered where it stood before ("Anna", "Anna (2)")."""
    taken: set[str] = set(names.values())
    seen: set[str] = set()
    given: dict[str, str] = {}
    for key, name in names.items():
        made, number = name, 1
        while made in seen or (number > 1 and made in taken):
            number += 1
            made = f"{name} ({number})"
        seen.add(made)
        given[key] = made
    return given
