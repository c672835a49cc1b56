"""The cells of one wave and the tests between them, from the results of its steps, after the gate."""

import pandas as pd

from relstudy.cells import assemble, assemble_tests
from relstudy.study.method import WaveResult
from relstudy.study.order import METHOD
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


def wave_tests(study: Study, result: WaveResult, cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table of tests of one wave, and its cells with the letters the tests give them."""
    frames = [
        step.tests(outcome.result, study, result.wave)
        for step in METHOD
        if step.tests is not None and (outcome := result.outcomes[step.name]).state in ("ran", "reused")
    ]
    plan = study.tables
    return assemble_tests(frames, cells, wave=result.wave.id, correction=plan.correction, levels=plan.levels)
