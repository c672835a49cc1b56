"""Agreement: how far people who coded the same interviews gave the same codes, code by code, by facet and in all.

The unit is a verbatim, or a case or a character where the study says so; a coder has read a case where they read all its
verbatims. A code is given to a unit where the coder gave it, or a code below it, to any passage of the unit.
Krippendorff's alpha stands first since it takes what not everybody read; its interval comes from cases drawn again. By
character, u-alpha and cu-alpha also say whether passages were cut alike (`stats.unitizing`): of one code as given or
not, of several codes as they were given, missing where a coder gave two of them to one character. Where all judgements
of a code are alike, agreement cannot be told from chance and is missing, never 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.intake.readings import Readings
from relstudy.stats.agreement import agree_in_pairs, alpha_interval, alpha_of, cohen_kappa, count_disagreements
from relstudy.stats.chance import generator
from relstudy.stats.unitizing import Unitizing, cut_stretches, unitize
from relstudy.survey.code_frame import lineage
from relstudy.survey.plan import CodingPlan, Identity, Study, Wave
from relstudy.survey.registers import CodebookEntry

_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Coefficients by code, then alpha by pool of codes; nan where judgements do not vary.

    `kappa`, `ac1`, `observed`: shape (codes,), in the order of `codes`. `pools`: the codes, then `facet.<facet>`, then
    `_` for all; `alpha`, `low`, `high`: shape (pools,), as `u_alpha` and `cu_alpha`, which are empty unless the unit is a
    character. `units` were read by two coders or more, of `coders` in all; where there are none, nothing can be said and
    no code is listed.
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
    u_alpha: np.ndarray
    cu_alpha: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Units:
    """Who read each unit (units, coders), who gave it which code (codes, units, coders), its case and its size, (units,)."""

    read: np.ndarray
    given: np.ndarray
    case: np.ndarray
    size: np.ndarray

    def of(self, chosen: np.ndarray) -> "_Units":
        return _Units(
            read=self.read[chosen], given=self.given[:, chosen], case=self.case[chosen], size=self.size[chosen]
        )


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
    units = _characters(readings, above) if study_coding.unit == "character" else _units(readings, above, study_coding)
    units = units.of(units.read.sum(axis=1) >= _PAIR)
    taking_part = units.read.any(axis=0)
    read, given = units.read[:, taking_part], units.given[:, :, taking_part]
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
            u_alpha=empty,
            cu_alpha=empty,
        )
    yes = given.sum(axis=2)
    counts = np.stack((read.sum(axis=1) - yes, yes), axis=2).astype(float)
    pairs = agree_in_pairs(counts, units.size)
    pools, belongs = _pools(study_codebook)
    disagreements = count_disagreements(counts, units.size, units.case, cases=readings.cases)
    low, high = alpha_interval(
        disagreements,
        belongs,
        resamples=study_coding.resamples,
        chance=generator(study_identity.seed, "agreement"),
    )
    cut_alike = _unitize(readings, above, belongs) if study_coding.unit == "character" else ()
    return Agreement(
        file=readings.file,
        units=int(units.size.sum()),
        coders=read.shape[1],
        codes=tuple(c.id for c in study_codebook),
        pools=pools,
        kappa=cohen_kappa(_crossed(given, units.size)) if read.shape[1] == _PAIR else pairs.fleiss,
        ac1=pairs.ac1,
        observed=pairs.observed,
        alpha=alpha_of(disagreements, belongs),
        low=low,
        high=high,
        u_alpha=np.array([one.u for one in cut_alike]),
        cu_alpha=np.array([one.cu for one in cut_alike]),
    )


def _units(readings: Readings, above: np.ndarray, plan: CodingPlan) -> _Units:
    """Return verbatims or cases as units, each of size 1."""
    by_case = plan.unit == "case"
    verbatims, coders = readings.read.shape
    unit = readings.case if by_case else np.arange(verbatims)
    units = readings.cases if by_case else verbatims
    left = np.zeros((units, coders), dtype=np.intp)
    np.add.at(left, unit, ~readings.read)
    spoken = np.bincount(unit, minlength=units) > 0
    verbatim, code, coder = readings.given.T
    given = np.zeros((len(above), units, coders), dtype=bool)
    given[code, unit[verbatim], coder] = True
    _give_to_parents(given, above)
    case = np.arange(units) if by_case else readings.case
    read = (left == 0) & spoken[:, None]
    return _Units(read=read, given=given & read, case=case, size=np.ones(units))


def _characters(readings: Readings, above: np.ndarray) -> _Units:
    """Return the stretches of text between two ends of passages as units, as large as they have characters."""
    passages = readings.passages
    cut = cut_stretches(passages, readings.length)
    read = readings.read[cut.text]
    given = np.zeros((len(above), *read.shape), dtype=bool)
    given[passages.value[cut.passage], cut.stretch, passages.reader[cut.passage]] = True
    _give_to_parents(given, above)
    return _Units(read=read, given=given & read, case=readings.case[cut.text], size=cut.length.astype(float))


def _give_to_parents(given: np.ndarray, above: np.ndarray) -> None:
    """Give each code to what has a code below it, in place."""
    for child, parents in enumerate(above):
        given[parents] |= given[child].copy()


def _unitize(readings: Readings, above: np.ndarray, belongs: np.ndarray) -> tuple[Unitizing, ...]:
    """Return u-alpha and cu-alpha of each pool of codes: a code and what is below it as one value, several codes as several."""
    told = []
    for place, pool in enumerate(belongs):
        alone = place < len(above)
        passages = readings.passages.of((above[:, place] if alone else pool)[readings.passages.value])
        value = np.ones_like(passages.value) if alone else passages.value + 1
        told.append(unitize(replace(passages, value=value), read=readings.read, lengths=readings.length))
    return tuple(told)


def _crossed(given: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return the judgements of two coders crossed, (codes, 2, 2), from given (codes, units, coders) and the sizes of units."""
    first, second = given[:, :, 0], given[:, :, 1]
    return np.stack(
        [
            np.stack([(~first & ~second) @ size, (~first & second) @ size], axis=1),
            np.stack([(first & ~second) @ size, (first & second) @ size], axis=1),
        ],
        axis=1,
    )


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
    return cells_frame(agreement_cells(result), step="agreement")


def agreement_cells(result: Agreement, *, of: str | None = None) -> Iterator[Cell]:
    """Yield the cells of an agreement; codes and pools are items, or with `of` rows of the item it names."""
    told = {"kappa": result.kappa, "ac1": result.ac1, "observed": result.observed}
    for place, pool in enumerate(result.pools):
        here: dict[str, Any] = {"item": pool} if of is None else {"item": of, "row": pool}
        yield _cell(result, here, "alpha", result.alpha[place], place=place)
        if len(result.u_alpha):
            yield _cell(result, here, "u_alpha", result.u_alpha[place])
            yield _cell(result, here, "cu_alpha", result.cu_alpha[place])
        if place >= len(result.codes):
            continue
        for measure, values in told.items():
            yield _cell(result, here, measure, values[place])
        yield Cell(
            section="agreement",
            **here,
            measure="coders",
            value=float(result.coders),
            unit="count",
            base=result.units,
            base_kind="rows",
            source=f"{result.file}#coder",
        )


def _cell(result: Agreement, here: dict[str, Any], measure: str, value: float, *, place: int | None = None) -> Cell:
    """Return the cell of one coefficient; that of alpha (`place` among the pools) has its interval, where there is one."""
    missing = bool(np.isnan(value))
    bounded = place is not None and not missing and not np.isnan(result.low[place])
    return Cell(
        section="agreement",
        **here,
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
