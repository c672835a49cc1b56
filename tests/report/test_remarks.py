"""Remarks of a wave in words: each once, an accepted one with why and who."""

from dataclasses import replace

import pytest
from page_context import context_of

from relstudy.definitions.acceptance import accept
from relstudy.errors import fault
from relstudy.report.deck.said import said
from relstudy.report.remarks import remarks_table
from relstudy.study.method import StepOutcome, WaveResult
from relstudy.survey.plan import Accepted
from relstudy.words import Lang

WARNING = fault("answered-though-filtered", "waves/2026-03/responses.csv", line=12, column="Q5", item="channels")


@pytest.mark.parametrize(("lang", "why"), [("fr", "Accepté\u00a0: routage (AL)."), ("en", "Accepted: routage (AL).")])
def test_an_accepted_warning_stands_once_with_why_and_who(lang: Lang, why: str) -> None:
    context = context_of((), [], lang=lang)
    intake = StepOutcome(name="intake", state="ran", faults=(WARNING,))
    context = replace(context, result=WaveResult(wave=context.wave, outcomes={"intake": intake}))
    settled = accept([WARNING], [Accepted(code=WARNING.code, where=WARNING.file, why="routage", who="AL")])
    told = []
    for remarks in ((WARNING,), settled):
        table = remarks_table(context, remarks)
        assert table is not None
        ((row,),) = [group.rows for group in table.groups]
        told.append((said(row.head), said(row.cells[0])))
    (warned, found), (noted, accepted) = told
    assert warned != noted
    assert accepted == f"{found} {why}"
