"""What an output is: needs as a step has them, files made as bytes, checks that read those files again."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

import pandas as pd

from relstudy.errors import Fault
from relstudy.report.findings import Findings
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang

#: Files of an output by their names in the folder of the wave.
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of what was written, and what it saw."""

    name: str
    passed: bool
    detail: str


def check_nothing(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return no check, for an output that has none."""
    return ()


def in_every_study(study: Study, wave: Wave) -> str | None:
    """Return no reason to be absent."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output: some files that are made, stored, checked and listed together.

    `needs` are a step's ("study.labels", "wave.items", "profiles", "weights.weight"), a field of `Papers` ("findings",
    "langs") or of its findings ("cells"), or, of the outputs before it in the order, "files" and "checks"; a dot
    becomes an underscore in the argument of `makes`. `absent` returns the reason why a study or wave has not the
    output, else None. `checks` are given the finished files and the wave's cells. With `is_step` an output is carried
    out, stored, reused and told as a step is; without, it is so cheap that it is written anew each time. With
    `is_beside` it needs no other output and hardly any Python: it is begun first, `makes` returns at once, and its
    files are waited for in its turn.
    """

    name: str
    needs: tuple[str, ...]
    makes: Callable[..., Files | Future[Files]]
    checks: Callable[[Files, pd.DataFrame], tuple[Check, ...]] = check_nothing
    absent: Callable[[Study, Wave], str | None] = in_every_study
    is_step: bool = True
    is_beside: bool = False

    def __post_init__(self) -> None:
        """Refuse an output whose files are both kept and still to come.

        Raises
        ------
        ValueError
            The output is a step and made beside the others.
        """
        if self.is_step and self.is_beside:
            raise ValueError(f"{self.name}: what is made beside the others is no step")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTerms:
    """What a delivery says beside its papers: who reviewed it, the cells of the version before (None for the first) and why they changed.

    `reasons` are those of the cells of a step, where more is known than `reason`.
    """

    reviewer: str | None = None
    cells_before: pd.DataFrame | None = None
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What the outputs of one wave are made of.

    `packages` are the versions a number or a file may depend on, `remarks` all warnings and notes, in the order met.
    `delivery` is None for working papers. `template` is what a deck is set in (None = the built-in one), `delivered` the decks last delivered.
    """

    findings: Findings
    langs: tuple[Lang, ...]
    packages: dict[str, str]
    remarks: tuple[Fault, ...] = ()
    delivery: DeliveryTerms | None = None
    template: bytes | None = None
    delivered: Mapping[Lang, bytes] = field(default_factory=dict)
