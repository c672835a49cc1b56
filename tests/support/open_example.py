"""An open question with the answers a test gives, read as the intake reads them, in a context for pages and files."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from page_context import context_of

from relstudy.cells import Cell
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.quality import Quality
from relstudy.report.context import Context
from relstudy.steps.intake import Intake
from relstudy.study.method import StepOutcome
from relstudy.survey.items import Item
from relstudy.words import Lang

WHY = Item(id="why", type="open", columns=("Q9",))


def open_context(
    answers: list[str],
    *,
    ids: list[str] | None = None,
    settled: Sequence[tuple[int, str]] = (),
    lang: Lang = "fr",
) -> Context:
    """Return a context in which respondents gave these answers; `ids` are theirs, R0, R1 ... where none are given, `settled` the passages a review decided on, with the places of the answers."""
    n, empty = len(answers), np.empty(0)
    names = np.array(ids or [f"R{i}" for i in range(n)], dtype=object)
    rows = [place for place, text in enumerate(answers) if text]
    taken = Intake(
        responses=Responses(respondent_id=names, line=np.arange(n) + 2),
        sample=Sample(weight=np.ones(n), strata=empty, clusters=empty, fpc=empty),
        skipped=0, left_out=0, dropped=0, rows=n, quality=Quality(), faults=(),
        written=pd.DataFrame({"item": ["why"] * len(rows), "row": np.array(rows, dtype=np.intp), "text": [answers[row] for row in rows]}),
        settled=pd.DataFrame({"item": ["why"] * len(settled), "row": np.array([row for row, _ in settled], dtype=np.intp), "passage": [passage for _, passage in settled]}),
    )  # fmt: skip
    count = Cell(
        section="sample", item="why", measure="written", column="all", value=float(len(rows)), unit="count", base=n,
        base_kind="rows", question="why", source="waves/2026-03/responses.csv#Q9",
    )  # fmt: skip
    made = context_of((WHY,), [count], {"item/why": "Pourquoi ?"}, lang=lang)
    outcome = StepOutcome(name="intake", state="ran", result=taken)
    return replace(made, result=replace(made.result, outcomes={"intake": outcome}))
