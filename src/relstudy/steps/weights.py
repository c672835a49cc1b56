"""Weights of the respondents, as given and never rescaled, and what they cost in precision."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from relstudy.cells import Cell, Unit, cells_frame
from relstudy.errors import MethodError, fault
from relstudy.intake.frames import Sample
from relstudy.stats.design import Design, kish_effective
from relstudy.survey.plan import Study, Wave, Weighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of one wave. `weight` has shape (n,), in the rows of the responses.

    `total` is their sum, `n_effective` Kish's effective number, `efficiency` n_effective / n. `dropped` counts the respondents of
    weight zero left out where the study says so.
    """

    weight: np.ndarray
    total: float
    n_effective: float
    efficiency: float
    minimum: float
    maximum: float
    method: str
    dropped: int


def weigh_respondents(*, intake_sample: Sample, intake_dropped: int, wave_weighting: Weighting) -> Weights:
    """Return the weight of each respondent; all are 1 where the study has none.

    Raises
    ------
    MethodError
        not-available: raking is not in this version.

    Notes
    -----
    n_effective = (sum w)^2 / sum w^2 (Kish 1965).
    """
    if wave_weighting.method == "rake":
        raise MethodError(
            [fault("not-available", "study.toml", item="weighting.method", found="rake", allowed="none, column")]
        )
    weight = np.asarray(intake_sample.weight, dtype=float)
    effective = kish_effective(weight)
    return Weights(
        weight=weight,
        total=float(weight.sum()),
        n_effective=effective,
        efficiency=effective / len(weight) if len(weight) else 0.0,
        minimum=float(weight.min(initial=np.inf)) if len(weight) else 0.0,
        maximum=float(weight.max(initial=0.0)),
        method=wave_weighting.method,
        dropped=intake_dropped,
    )


def design_of(sample: Sample, weight: np.ndarray) -> Design:
    """Return the design of a wave's sample with its weights, as standard errors and resamples need it.

    Raises
    ------
    MethodError
        A stratum with one sampling unit, or an fpc that cannot be read (`stats.design`).
    """
    return Design.of(weight, strata=sample.strata, clusters=sample.clusters, fpc=sample.fpc, names=sample.strata_names)


def cells_of(result: Weights, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the section `weights`, before the gate; their base is the number of rows of weights."""
    source = None
    if wave.responses is not None and wave.weighting.column is not None:
        source = f"{wave.responses.path}#{wave.weighting.column}"
    figures: list[tuple[str, float, Unit]] = [
        ("sum", result.total, "count"),
        ("n_effective", result.n_effective, "count"),
        ("efficiency", result.efficiency, "share"),
        ("minimum", result.minimum, "none"),
        ("maximum", result.maximum, "none"),
    ]
    if result.dropped:
        figures.append(("dropped", float(result.dropped), "count"))
    return cells_frame(
        [
            Cell(
                section="weights",
                measure=measure,
                column="all",
                value=value,
                unit=unit,
                base=len(result.weight),
                base_kind="rows",
                source=source,
            )
            for measure, value, unit in figures
        ],
        step="weights",
    )
