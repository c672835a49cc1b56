"""What the papers of a wave speak of, whatever their language: the study, what its steps gave, cells and tests, the analysts' words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from relstudy.errors import Fault
from relstudy.report.book import Book, open_book
from relstudy.report.texts import Texts
from relstudy.study.method import WaveResult
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang

if TYPE_CHECKING:
    import pandas as pd

#: What the papers of a wave are: a run makes working papers.
PaperState = Literal["working_paper", "delivered"]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found in a wave.

    `cells` and `tests` have passed the gate: whatever a paper says comes from them, so that nothing withheld can be in
    it. `texts` are the analysts' words, already checked against the cells, in the languages they wrote in. `remarks`
    are all warnings and notes, in the order met. A working paper has a discreet mark on each page, and its neutral
    titles say that they are.
    """

    study: Study
    wave: Wave
    steps: WaveResult
    cells: "pd.DataFrame"
    tests: "pd.DataFrame"
    texts: Mapping[Lang, Texts] = field(default_factory=dict)
    remarks: tuple[Fault, ...] = ()
    state: PaperState = "working_paper"

    @cached_property
    def book(self) -> Book:
        """Return the cells as pages look them up: opened once for the papers of every language."""
        return open_book(self.cells)
