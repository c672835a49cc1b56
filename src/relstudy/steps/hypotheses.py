"""Hypotheses: a figure of the survey among those for whom a condition holds, less the figure among the others asked.

The others are those of whom it is known that the condition does not hold: who was not asked a question it turns on is
neither. The difference is judged against the minimum effect declared before the fieldwork, by the errors of the sample's
design (`stats.minimum_effects`), all hypotheses of the study together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from relstudy.cells import Cell, Unit, cells_frame
from relstudy.intake.filters import evaluate
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.open_codings import CodedAnswers
from relstudy.stats.comparisons import Comparisons, compare_values
from relstudy.stats.design import Design
from relstudy.stats.estimates import Z95, Estimates, value_estimates, with_errors
from relstudy.stats.folds import Partition
from relstudy.stats.minimum_effects import ONE_SIDED, adjust_stepwise, judge_effects
from relstudy.stats.pairs import Block, Pairs
from relstudy.stats.replication import Ratio, replicate_errors
from relstudy.steps.absence import NotInStudy
from relstudy.steps.columns import is_not_asked
from relstudy.steps.layouts import BOUNDS, UNITS, estimate_of, find_base, numbers_of, points_of
from relstudy.steps.sources import with_sources
from relstudy.steps.weights import Weights, design_of
from relstudy.survey.expressions import AllOf, AnyOf, Expression, Not, parse_expression, references
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Disclosure, Study, Wave, WaveFacts
from relstudy.survey.registers import Hypothesis

Verdict = Literal["confirmed", "contradicted", "not_settled", "not_measurable"]
#: In the order a reader is told of them.
VERDICTS: tuple[Verdict, ...] = ("confirmed", "contradicted", "not_settled", "not_measurable")
FAMILY, TEST, CORRECTION = "hypotheses", "two_one_sided", "holm"
#: Rows of the figures that are compared: where the condition holds, and among the others asked.
HOLDS, OTHERS = "base", "others"
#: How `tests.parquet` says a verdict.
_IN_TESTS = {
    "confirmed": "different", "contradicted": "not_different", "not_settled": "not_settled", "not_measurable": "refused",
}  # fmt: skip
_OTHERS_PLACE, _HOLDS_PLACE = 1, 2
_UNCODED = NotInStudy("no_open_codings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypotheses:
    """Verdicts on the hypotheses of a study. `estimates`: cells before the gate; `tests`: a row of `tests.parquet` each, without its wave."""

    estimates: pd.DataFrame
    tests: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """One hypothesis measured: figures of everybody, the others, those for whom it holds, arrays (1, 3), and the difference of the last two."""

    figures: Estimates
    compared: Comparisons
    se: float

    @property
    def difference(self) -> float:
        """Return the figure where the condition holds less the one among the others."""
        return float(self.compared.difference[0, -1])

    def base(self, place: int) -> int:
        """Return how many respondents a figure is of."""
        return int(self.figures.base[0, place])


def judge_hypotheses(
    *,
    study_hypotheses: tuple[Hypothesis, ...],
    study_disclosure: Disclosure,
    wave_facts: WaveFacts,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
    intake_sample: Sample,
    weights: Weights,
    open_answers_coded: Mapping[ItemId, CodedAnswers] | NotInStudy = _UNCODED,
) -> Hypotheses:
    """Return the difference and the verdict of every hypothesis, and the two figures it is made of.

    A share is of the declared base of its item, a mean and a balance of those with a number. `confirmed`: beyond the
    minimum effect in the declared direction; `contradicted`: short of it; both by a one-sided test at 0.025 after Holm
    over the hypotheses that can be measured. `not_measurable`: one of the two figures is withheld, rests on nobody, or
    on a question not asked in the wave; of an open question also where no answer to it was given the code. A share of
    coded open answers is of those whose answer was read. Marks: `late` (declared after the fieldwork had begun), `changed` (its line
    is another one than at the freeze).

    Raises
    ------
    MethodError
        A stratum with one sampling unit, or an fpc that cannot be read (`stats.design`).
    """
    items = {item.id: item for item in wave_items}
    design = design_of(intake_sample, weights)
    coded = {} if isinstance(open_answers_coded, NotInStudy) else open_answers_coded
    found: list[_Measured | None] = []
    reasons: list[str | None] = []
    for one in study_hypotheses:
        measured = _measure(one, items, intake_responses, design, coded)
        found.append(measured)
        reasons.append(_refusal(measured, least=study_disclosure.min_base))
    tested = [m if m is not None and reason is None else None for m, reason in zip(found, reasons, strict=True)]
    tests = judge_effects(
        np.array([np.nan if m is None else m.difference for m in tested], dtype=float),
        np.array([np.nan if m is None else m.se for m in tested], dtype=float),
        least=np.array([one.least for one in study_hypotheses], dtype=float),
        sign=np.array([1.0 if one.direction == "higher" else -1.0 for one in study_hypotheses]),
    )
    adjusted = adjust_stepwise(tests.p)
    cells: list[Cell] = []
    rows: list[dict[str, Any]] = []
    for i, one in enumerate(study_hypotheses):
        verdict: Verdict = "not_measurable"
        if reasons[i] is None:
            settled: Verdict = "confirmed" if bool(tests.beyond[i]) else "contradicted"
            verdict = settled if adjusted[i] <= ONE_SIDED else "not_settled"
        marks = " ".join(_marks(one, wave_facts))
        cells += _cells(one, found[i], verdict, reasons[i], marks)
        rows.append(_row(one, tested[i], verdict, reasons[i]) | {"statistic": tests.statistic[i], "p": tests.p[i]})
    frame = pd.DataFrame(rows).assign(p_adjusted=adjusted)
    return Hypotheses(estimates=cells_frame(cells, step="hypotheses"), tests=frame)


def cells_of(result: Hypotheses, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the section `hypotheses`, before the gate."""
    return with_sources(result.estimates, wave)


def _measure(
    one: Hypothesis,
    items: Mapping[ItemId, Item],
    responses: Responses,
    design: Design,
    coded: Mapping[ItemId, CodedAnswers],
) -> _Measured | None:
    """Return a hypothesis measured; None where a question it turns on was not asked in the wave, or a code given to no answer."""
    condition = parse_expression(one.base)
    named = {one.item, *(name for name, _ in references(condition))}
    if any(name not in items or is_not_asked(items[name], responses) for name in named):
        return None
    values = _values(one, items, responses, coded)
    if values is None:
        return None
    numerator, denominator = values
    holds, fails = _known(condition, responses, items)
    label = np.where(holds, _HOLDS_PLACE - 1, np.where(fails, _OTHERS_PLACE - 1, -1)).astype(np.int16)
    partitions = (Partition(label=label, size=2),)
    pairs = Pairs.of([Block(places=np.array([_OTHERS_PLACE, _HOLDS_PLACE]), partitions=partitions)])
    kind, bounds = estimate_of(one.measure), BOUNDS[one.measure]
    figures = value_estimates(numerator, denominator, partitions, design, kind=kind, bounds=bounds)
    covariance = None
    if design.replication is not None:
        errors = replicate_errors([Ratio(numerator=numerator, denominator=denominator)], partitions, design, pairs)
        figures = with_errors(figures, errors.se, kind=kind, bounds=bounds, replication=design.replication)
        covariance = errors.covariance
    compared = compare_values(figures, numerator, denominator, pairs, design, covariance=covariance)
    return _Measured(figures=figures, compared=compared, se=_error_of(compared))


def _error_of(compared: Comparisons) -> float:
    """Return the error of the difference; where neither figure varies and they differ, the one their test has."""
    se = float(compared.high[0, -1] - compared.difference[0, -1]) / Z95
    statistic = float(compared.statistic[0, -1])
    if se == 0 and np.isfinite(statistic) and statistic != 0:
        return abs(float(compared.difference[0, -1]) / statistic)
    return se


def _values(
    one: Hypothesis, items: Mapping[ItemId, Item], responses: Responses, coded: Mapping[ItemId, CodedAnswers]
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return what is compared and on whom, (n,) float each; the first is 0 where the second is. None where no answer has the code."""
    item = items[one.item]
    if item.kind.answer == "text":
        answers = coded.get(one.item)
        # Nobody knows whether a code that no answer has was in the coders' frame.
        if answers is None or one.code not in [code.code for code in answers.item.codes]:
            return None
        item, responses = answers.item, answers.responses
    if one.measure == "share":
        base = find_base(item, items=items, responses=responses)
        place = next(i for i, code in enumerate(item.codes) if code.code == one.code)
        return (responses.chose(item, place) & base).astype(float), base.astype(float)
    values = numbers_of(item, responses)
    there = np.isfinite(values)
    if one.measure == "nps":
        values = points_of(values)
    return np.where(there, values, 0.0), there.astype(float)


def _known(condition: Expression, responses: Responses, items: Mapping[ItemId, Item]) -> tuple[np.ndarray, np.ndarray]:
    """Return of whom it is known that a condition holds, and that it does not, (n,) bool each.

    Who was not asked a question is known neither way of it; of a condition of several parts only what the parts that
    are known settle.
    """
    if isinstance(condition, Not):
        holds, fails = _known(condition.operand, responses, items)
        return fails, holds
    if isinstance(condition, AllOf | AnyOf):
        parts = [_known(part, responses, items) for part in condition.operands]
        every, some = (
            (np.logical_and, np.logical_or) if isinstance(condition, AllOf) else (np.logical_or, np.logical_and)
        )
        return every.reduce([holds for holds, _ in parts]), some.reduce([fails for _, fails in parts])
    asked = responses.asked(items[condition.item])
    held = evaluate(condition, responses, items)
    return held & asked, ~held & asked


def _refusal(measured: _Measured | None, *, least: int) -> str | None:
    """Return why a hypothesis cannot be measured, None where it can."""
    if measured is None:
        return "not_asked"
    bases = (measured.base(_HOLDS_PLACE), measured.base(_OTHERS_PLACE))
    if min(bases) == 0:
        return "missing"
    if min(bases) < least:
        return "withheld"
    if bool(measured.figures.imposed[0, 1:].all()):
        return "imposed"
    return None


def _marks(one: Hypothesis, facts: WaveFacts) -> Iterator[str]:
    if one.changed:
        yield "changed"
    if facts.is_dated and one.declared > facts.field_start:
        yield "late"


def _cells(
    one: Hypothesis, measured: _Measured | None, verdict: Verdict, reason: str | None, marks: str
) -> Iterator[Cell]:
    """Yield the two figures, their difference and the verdict."""
    unit: Unit = UNITS[one.measure]
    shared: dict[str, Any] = {"section": "hypotheses", "item": one.id, "question": one.item}
    for row, place in ((HOLDS, _HOLDS_PLACE), (OTHERS, _OTHERS_PLACE)):
        if measured is None:
            yield Cell(**shared, measure=one.measure, row=row, unit=unit, base_kind="respondents", missing=True)
            continue
        figure = measured.figures.at(0, place)
        yield Cell.of_figure(figure, **shared, measure=one.measure, row=row, unit=unit, missing=figure.base == 0)
    if measured is None or reason == "missing":
        yield Cell(**shared, measure="difference", unit=unit, base_kind="respondents", marks=marks, missing=True)
    else:
        half = Z95 * measured.se
        interval = measured.figures.at(0, _HOLDS_PLACE).interval
        both = measured.base(_HOLDS_PLACE) + measured.base(_OTHERS_PLACE)
        # Two shares of the population are apart by what the margins say, without any doubt of a sample.
        imposed = reason == "imposed"
        yield Cell(
            **shared,
            measure="difference",
            value=measured.difference,
            unit=unit,
            se=0.0 if imposed else measured.se,
            low=None if imposed else measured.difference - half,
            high=None if imposed else measured.difference + half,
            interval="none" if imposed else "taylor" if interval in ("wilson", "none") else interval,
            base=both,
            base_kind="respondents",
            base_weighted=float(measured.figures.base_weighted[0, 1:].sum()),
            marks=" ".join(sorted(filter(None, (*marks.split(), "imposed" if imposed else "")))),
            withheld=reason == "withheld",
        )
    measurable = measured is not None and reason is None
    yield Cell(
        **shared,
        measure="verdict",
        kind="category",
        text=verdict,
        base=measured.base(_HOLDS_PLACE) + measured.base(_OTHERS_PLACE)
        if measured is not None and measurable
        else None,
        base_kind="respondents" if measurable else "none",
        marks=marks,
    )


def _row(one: Hypothesis, measured: _Measured | None, verdict: Verdict, reason: str | None) -> dict[str, Any]:
    key = f"hypotheses/{one.id}/difference/_/_"
    difference, half = (np.nan, np.nan) if measured is None else (measured.difference, Z95 * measured.se)
    if reason is None and verdict == "not_settled" and measured is not None and not measured.se > 0:
        reason = "no_spread"
    return {
        "key_a": key,
        "key_b": key,
        "test": TEST,
        "family": FAMILY,
        "correction": CORRECTION,
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "verdict": _IN_TESTS[verdict],
        "reason": reason,
    }
