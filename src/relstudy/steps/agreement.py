"""Agreement: how far people who coded the same interviews gave the same codes, code by code, by facet and in all.

The unit is a verbatim, or a case where the study says so; a coder has read a case where they read all its verbatims. A
code is given to a unit where the coder gave it, or a code below it, to any passage of the unit. Krippendorff's alpha
stands first since it takes what not everybody read; its interval comes from cases drawn again. Where all judgements of
a code are alike, agreement cannot be told from chance and is missing, never 1.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.intake.readings import Readings
from relstudy.stats.agreement import agree_in_pairs, alpha_interval, alpha_of, cohen_kappa, count_disagreements
from relstudy.stats.chance import generator
from relstudy.steps.interviews import lineage
from relstudy.survey.plan import CodingPlan, Identity, Study, Wave
from relstudy.survey.registers import CodebookEntry

_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Coefficients by code, then alpha by pool of codes; nan where judgements do not vary.

    `kappa`, `ac1`, `observed`: shape (codes,), in the order of `codes`. `pools`: the codes, then `facet.<facet>`, then
    `_` for all; `alpha`, `low`, `high`: shape (pools,). `units` were read by two coders or more, of `coders` in all; where
    there are none, nothing can be said and no code is listed.
    """

    file: str
    units: int
    coders: int
    codes: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    kappa: np.ndarray
    ac1: np.ndarray
    observed: np.ndarray
    alpha: np.ndarray
    low: np.ndarray
    high: np.ndarray


def compare_coders(
    *,
    interviews_readings: Readings,
    study_codebook: tuple[CodebookEntry, ...],
    study_coding: CodingPlan,
    study_identity: Identity,
) -> Agreement:
    """Return the agreement of coders on each code, each facet and all codes, over the units that two or more of them read.

    Kappa is Cohen's where two coders read such units, over the units both read; Fleiss' where more did.
    """
    readings, above = interviews_readings, lineage(study_codebook)
    read, given, case = _units(readings, above, by_case=study_coding.unit == "case")
    shared = read.sum(axis=1) >= _PAIR
    read, given, case = read[shared], given[:, shared], case[shared]
    taking_part = read.any(axis=0)
    read, given = read[:, taking_part], given[:, :, taking_part]
    if not len(read):
        empty = np.empty(0)
        return Agreement(
            file=readings.file,
            units=0,
            coders=0,
            kappa=empty,
            ac1=empty,
            observed=empty,
            alpha=empty,
            low=empty,
            high=empty,
        )
    yes = given.sum(axis=2)
    counts = np.stack((read.sum(axis=1) - yes, yes), axis=2).astype(float)
    pairs = agree_in_pairs(counts)
    pools, belongs = _pools(study_codebook)
    disagreements = count_disagreements(counts, case, cases=readings.cases)
    low, high = alpha_interval(
        disagreements,
        belongs,
        resamples=study_coding.resamples,
        chance=generator(study_identity.seed, "agreement"),
    )
    return Agreement(
        file=readings.file,
        units=len(read),
        coders=read.shape[1],
        codes=tuple(c.id for c in study_codebook),
        pools=pools,
        kappa=cohen_kappa(_crossed(given)) if read.shape[1] == _PAIR else pairs.fleiss,
        ac1=pairs.ac1,
        observed=pairs.observed,
        alpha=alpha_of(disagreements, belongs),
        low=low,
        high=high,
    )


def _units(readings: Readings, above: np.ndarray, *, by_case: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return who read each unit (units, coders), who gave it which code (codes, units, coders), and its case (units,)."""
    verbatims, coders = readings.read.shape
    unit = readings.case if by_case else np.arange(verbatims)
    units = readings.cases if by_case else verbatims
    left = np.zeros((units, coders), dtype=np.intp)
    np.add.at(left, unit, ~readings.read)
    spoken = np.bincount(unit, minlength=units) > 0
    verbatim, code, coder = readings.given.T
    given = np.zeros((len(above), units, coders), dtype=bool)
    given[code, unit[verbatim], coder] = True
    for child, parents in enumerate(above):
        given[parents] |= given[child].copy()
    case = np.arange(units) if by_case else readings.case
    read = (left == 0) & spoken[:, None]
    return read, given & read, case


def _crossed(given: np.ndarray) -> np.ndarray:
    """Return the judgements of two coders crossed, (codes, 2, 2), from given (codes, units, coders)."""
    first, second = given[:, :, 0], given[:, :, 1]
    return np.stack(
        [
            np.stack([(~first & ~second).sum(axis=1), (~first & second).sum(axis=1)], axis=1),
            np.stack([(first & ~second).sum(axis=1), (first & second).sum(axis=1)], axis=1),
        ],
        axis=1,
    ).astype(float)


def _pools(codebook: tuple[CodebookEntry, ...]) -> tuple[tuple[str, ...], np.ndarray]:
    """Return the names of the pools and which codes belong to each, (pools, codes)."""
    facets = sorted({c.facet for c in codebook if c.facet})
    belongs = [
        *np.eye(len(codebook), dtype=bool),
        *(np.array([c.facet == facet for c in codebook]) for facet in facets),
        np.ones(len(codebook), dtype=bool),
    ]
    return (*(c.id for c in codebook), *(f"facet.{facet}" for facet in facets), "_"), np.array(belongs)


def cells_of(result: Agreement, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of agreement before the gate: per code, then per facet, then pooled; none where no unit was read twice."""
    source = f"{result.file}#coder"
    told = {"kappa": result.kappa, "ac1": result.ac1, "observed": result.observed}
    cells = []
    for place, pool in enumerate(result.pools):
        cells.append(_cell(result, pool, "alpha", result.alpha[place], place=place))
        if place >= len(result.codes):
            continue
        cells += [_cell(result, pool, measure, values[place]) for measure, values in told.items()]
        cells.append(
            Cell(
                section="agreement",
                item=pool,
                measure="coders",
                value=float(result.coders),
                unit="count",
                base=result.units,
                base_kind="rows",
                source=source,
            )
        )
    return cells_frame(cells, step="agreement")


def _cell(result: Agreement, item: str, measure: str, value: float, *, place: int | None = None) -> Cell:
    """Return the cell of one coefficient; that of alpha (`place` among the pools) has its interval, where there is one."""
    missing = bool(np.isnan(value))
    bounded = place is not None and not missing and not np.isnan(result.low[place])
    return Cell(
        section="agreement",
        item=item,
        measure=measure,
        value=None if missing else float(value),
        unit="index",
        low=float(result.low[place]) if place is not None and bounded else None,
        high=float(result.high[place]) if place is not None and bounded else None,
        interval="bootstrap" if bounded else "none",
        base=result.units,
        base_kind="rows",
        source=f"{result.file}#coder",
        missing=missing,
    )
