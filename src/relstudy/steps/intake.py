"""Intake: the answers of a wave, read against its questionnaire."""

from dataclasses import dataclass

import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.errors import Fault, FieldworkError, fault
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.responses import read_responses
from relstudy.survey.items import Item
from relstudy.survey.plan import Design, Respondents, Source, Study, Wave, Weighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Answers, weights and design of the respondents kept, and how many were not.

    `rows` are those of the file; of them `skipped` by the study's `skip_rows`, `left_out` by its `keep`, `dropped` for
    a weight of zero. `faults` are warnings and notes only.
    """

    responses: Responses
    sample: Sample
    skipped: int
    left_out: int
    dropped: int
    rows: int
    faults: tuple[Fault, ...]


def intake_responses(
    *,
    wave_responses: Source | None,
    wave_items: tuple[Item, ...],
    wave_weighting: Weighting,
    study_respondents: Respondents,
    study_design: Design,
) -> Intake:
    """Read the answers of one wave. One row per respondent kept.

    Raises
    ------
    FieldworkError
        With every fault of the file, if one of them is an error.
    """
    if wave_responses is None:
        raise FieldworkError([fault("missing-file", "responses.csv")])
    read = read_responses(
        wave_responses, wave_items, weighting=wave_weighting, respondents=study_respondents, design=study_design
    )
    return Intake(
        responses=read.responses,
        sample=read.sample,
        skipped=read.skipped,
        left_out=read.left_out,
        dropped=read.dropped,
        rows=read.rows,
        faults=read.faults,
    )


def cells_of(result: Intake, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the rows of the file and those `skip_rows` leaves out, where a declaration leaves any out.

    The sizes of the sample are counted, by column, in the survey step.
    """
    counts = {"rows": result.rows, "skipped": result.skipped}
    source = wave.responses.path if wave.responses is not None else None
    is_whole = not (result.skipped or result.left_out or result.dropped)
    cells = [
        Cell(
            section="sample",
            measure=measure,
            column="all",
            value=float(count),
            unit="count",
            base=count,
            base_kind="rows",
            source=source,
        )
        for measure, count in counts.items()
        if count and not is_whole
    ]
    return cells_frame(cells, step="intake")
