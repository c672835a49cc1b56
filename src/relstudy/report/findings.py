"""What the papers of a wave speak of, whatever their language: the study, what its steps gave, cells and tests, the analysts' words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from relstudy.cells import no_tests
from relstudy.report.book import Book, open_book
from relstudy.report.once import Once
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
    it; `book` is the cells as pages look them up, opened once. `texts` are the analysts' words, already checked against the
    cells, in the languages they wrote in. A working paper has a discreet mark on each page, and its neutral titles say that
    they are. `once` keeps the contexts opened so far: every paper in a language reads the same one.
    """

    study: Study
    wave: Wave
    steps: WaveResult
    cells: "pd.DataFrame"
    tests: "pd.DataFrame"
    book: Book = field(repr=False, compare=False)
    texts: Mapping[Lang, Texts] = field(default_factory=dict)
    state: PaperState = "working_paper"
    once: Once = field(default_factory=Once, init=False, repr=False, compare=False)

    @classmethod
    def published(cls, study: Study, wave: Wave, cells: "pd.DataFrame") -> "Findings":
        """Return what a wave published, read again from its cells: no step's result, no test."""
        steps = WaveResult(wave=wave)
        return cls(study=study, wave=wave, steps=steps, cells=cells, tests=no_tests(), book=open_book(cells))
