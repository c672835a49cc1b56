"""The cells of one wave from the results of its steps, after the gate."""

import pandas as pd

from relstudy.cells import assemble
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
