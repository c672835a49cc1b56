"""The cells of one wave and the tests between them, from the results of its steps, after the gate."""

import pandas as pd

from relstudy.cells import assemble, assemble_changes, assemble_judged, assemble_tests
from relstudy.delivery.identity import hash_sources
from relstudy.delivery.panel import answers_of_both
from relstudy.steps.absence import NotInStudy
from relstudy.steps.changes import Changes
from relstudy.steps.hypotheses import Hypotheses
from relstudy.study.method import Runner, Store, WaveResult, run_on_cells, run_plainly
from relstudy.study.order import CHANGES, METHOD
from relstudy.survey.past import Past
from relstudy.survey.plan import Study


def wave_cells(study: Study, result: WaveResult) -> pd.DataFrame:
    """Return the table of cells of one wave, after the gate, from the results of its steps."""
    frames = [
        step.cells(outcome.result, study, result.wave)
        for step in METHOD
        if (outcome := result.outcomes[step.name]).state in ("ran", "reused")
    ]
    return assemble(
        frames,
        study=study.identity.id,
        wave=result.wave.id,
        min_base=study.disclosure.min_base,
        caution_base=study.disclosure.caution_base,
    )


def with_changes(
    study: Study,
    result: WaveResult,
    cells: pd.DataFrame,
    *,
    past: Past | NotInStudy,
    run: Runner = run_plainly,
    store: Store | None = None,
) -> tuple[WaveResult, pd.DataFrame]:
    """Return the outcomes of a wave and its cells, both with what became of the wave before."""
    panel = answers_of_both(study, result, past, store=store)
    told = run_on_cells(
        CHANGES, study, result, cells=cells, past=past, panel=panel, run=run, store=store, sources=hash_sources()
    )
    changes = told.given(Changes)
    if changes is None:
        return told, cells
    added = assemble(
        [CHANGES.cells(changes, study, result.wave)],
        study=study.identity.id,
        wave=result.wave.id,
        min_base=study.disclosure.min_base,
        caution_base=study.disclosure.caution_base,
    )
    return told, pd.concat([cells, added], ignore_index=True) if len(added) else cells


def wave_tests(study: Study, result: WaveResult, cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table of tests of one wave, and its cells with the letters and the marks the tests give them."""
    frames = [
        step.tests(outcome.result, study, result.wave)
        for step in METHOD
        if step.tests is not None and (outcome := result.outcomes[step.name]).state in ("ran", "reused")
    ]
    plan = study.tables
    wave = result.wave.id
    tests, lettered = assemble_tests(frames, cells, wave=wave, correction=plan.correction, levels=plan.levels)
    hypotheses = result.given(Hypotheses)
    if hypotheses is not None:
        tests = pd.concat([tests, assemble_judged(hypotheses.tests, wave=wave)], ignore_index=True)
    changes = result.given(Changes)
    if changes is None:
        return tests, lettered
    changed, marked = assemble_changes(
        changes.tests, lettered, wave=wave, before=changes.before, correction=plan.correction, levels=plan.levels
    )
    return pd.concat([tests, changed], ignore_index=True), marked
