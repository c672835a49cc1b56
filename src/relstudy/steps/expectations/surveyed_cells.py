"""Cells of the expectations ranked from a survey: figures, lines, ranks and verdicts, before the gate."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from relstudy.cells import Cell
from relstudy.steps.expectations.figures import Figures
from relstudy.steps.expectations.surveyed import Ranking
from relstudy.survey.registers import Expectation

#: Mark of a line that is an earlier wave's.
FROZEN = "frozen"
ACTIONS = {(True, False): "improve", (True, True): "keep", (False, False): "watch", (False, True): "do_not_overinvest"}


def cells_of_ranking(expectations: tuple[Expectation, ...], ranking: Ranking) -> list[Cell]:
    """Return the lines, what importance is derived from, then each expectation measure by measure, columns in their order."""
    return [*_line_cells(ranking), *_fit_cells(ranking), *_expectation_cells(expectations, ranking)]


def _line_cells(ranking: Ranking) -> Iterator[Cell]:
    lines = [
        ("importance", ranking.importance_line, ranking.importance),
        ("satisfaction", ranking.satisfaction_line, ranking.satisfaction),
    ]
    if ranking.opportunity is not None:
        lines.append(("opportunity", ranking.opportunity_line, ranking.opportunity))
    for row, line, figures in lines:
        yield Cell(
            section="expectations",
            measure="line",
            row=row,
            value=_number(line),
            unit=figures.unit,
            marks=FROZEN if row in ranking.frozen else "",
            missing=bool(np.isnan(line)),
        )


def _fit_cells(ranking: Ranking) -> Iterator[Cell]:
    if ranking.derived is None:
        return
    for g, column in enumerate(ranking.columns):
        yield _figure_cell("fit", ranking.derived.fit, 0, g, {"section": "expectations", "column": column}, None)


def _expectation_cells(expectations: tuple[Expectation, ...], ranking: Ranking) -> Iterator[Cell]:
    """Yield the cells of each expectation, measure by measure, columns in their order."""
    derived = (_relative_weight, _relative_weight_rank) if ranking.derived is not None else ()
    opportunity = (_opportunity,) if ranking.opportunity is not None else ()
    builders = (
        _importance,
        *derived,
        _satisfaction,
        _negative,
        _neutral,
        _positive,
        _gap,
        _importance_both,
        _satisfaction_both,
        *opportunity,
        _rank_cell,
        _tier,
        _tier_stability,
        _action,
        _action_stability,
    )
    for i, expectation in enumerate(expectations):
        for builder in builders:
            for g, column in enumerate(ranking.columns):
                yield builder(
                    ranking, i, g, {"section": "expectations", "item": expectation.id, "column": column}, expectation
                )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _figure_cell(measure: str, figures: Figures, i: int, g: int, named: dict[str, Any], question: str | None) -> Cell:
    return Cell(
        **named,
        measure=measure,
        value=_number(figures.value[i, g]),
        unit=figures.unit,
        se=_number(figures.se[i, g]),
        low=_number(figures.low[i, g]),
        high=_number(figures.high[i, g]),
        interval=figures.interval[i, g],
        **_base(figures, i, g),
        marks="imposed" if figures.there[i] and figures.imposed[i, g] else "",
        question=question,
        missing=figures.is_missing(i, g),
        withheld=not figures.published[i, g],
    )


def _base(figures: Figures, i: int, g: int) -> dict[str, Any]:
    """Return the base of a figure; an expectation that is not there has none."""
    if not figures.there[i]:
        return {"base_kind": "respondents"}
    return {
        "base": int(figures.base[i, g]),
        "base_kind": "respondents",
        "base_weighted": float(figures.base_weighted[i, g]),
        "base_effective": float(figures.base_effective[i, g]),
    }


def _asked(ranking: Ranking, expectation: Expectation) -> str | None:
    """Return the item that importance is taken from."""
    return expectation.importance_item if ranking.derived is None else expectation.satisfaction_item


def _importance(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _figure_cell("importance", ranking.importance, i, g, named, _asked(ranking, expectation))


def _relative_weight(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    assert ranking.derived is not None
    weight = ranking.derived.relative_weight
    return _figure_cell("relative_weight", weight, i, g, named, _asked(ranking, expectation))


def _relative_weight_rank(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    assert ranking.derived is not None
    figures = ranking.derived.relative_weight
    return Cell(
        **named,
        measure="relative_weight_rank",
        value=_number(ranking.derived.weight_rank[i, g]),
        unit="rank",
        **_base(figures, i, g),
        question=_asked(ranking, expectation),
        missing=figures.is_missing(i, g),
        withheld=not figures.published[i, g],
    )


def _satisfaction(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _figure_cell("satisfaction", ranking.satisfaction, i, g, named, expectation.satisfaction_item)


def _gap(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _figure_cell("gap", ranking.gap, i, g, named, _asked(ranking, expectation))


def _importance_both(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _figure_cell("importance_both", ranking.both[0], i, g, named, _asked(ranking, expectation))


def _satisfaction_both(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _figure_cell("satisfaction_both", ranking.both[1], i, g, named, expectation.satisfaction_item)


def _negative(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _figure_cell("negative", ranking.sides.negative, i, g, named, expectation.satisfaction_item)


def _neutral(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _figure_cell("neutral", ranking.sides.neutral, i, g, named, expectation.satisfaction_item)


def _positive(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    return _figure_cell("positive", ranking.sides.positive, i, g, named, expectation.satisfaction_item)


def _opportunity(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    assert ranking.opportunity is not None
    return _figure_cell("opportunity", ranking.opportunity, i, g, named, _asked(ranking, expectation))


def _rank_cell(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    figures = ranking.importance
    return Cell(
        **named,
        measure="rank",
        value=_number(ranking.rank[i, g]),
        unit="rank",
        low=_number(ranking.rank_low[i, g]),
        high=_number(ranking.rank_high[i, g]),
        interval="bootstrap",
        **_base(figures, i, g),
        marks="tie" if ranking.tie[i, g] else "",
        question=_asked(ranking, expectation),
        missing=figures.is_missing(i, g),
        withheld=not figures.published[i, g],
    )


def _side(figures: Figures, i: int, g: int, line: float) -> bool | None:
    """Return whether a mean is above its line, None where low <= line <= high or there is no interval."""
    if figures.low[i, g] > line:
        return True
    return False if figures.high[i, g] < line else None


def _without_line(figures: Figures, i: int, g: int, line: float) -> bool:
    """Tell whether a verdict is missing.

    Nothing measures it, or its figure is published and there is no line to hold it against.
    """
    return figures.is_missing(i, g) or bool(np.isnan(line) and figures.published[i, g])


def _tier_place(ranking: Ranking, i: int, g: int, expectation: Expectation) -> dict[str, Any]:
    """Return base, question and state of a tier: of what it is taken from."""
    if ranking.tier_rule == "quadrant":
        return _action_place(ranking, i, g, expectation)
    figures, line = _held(ranking)
    return {
        **_base(figures, i, g),
        "question": _asked(ranking, expectation),
        "missing": _without_line(figures, i, g, line),
        "withheld": not figures.published[i, g],
    }


def _held(ranking: Ranking) -> tuple[Figures, float]:
    """Return the figures that tiers are taken from, and their line."""
    if ranking.opportunity is not None:
        return ranking.opportunity, ranking.opportunity_line
    return ranking.importance, ranking.importance_line


def _tier(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    if ranking.tier_rule == "quadrant":
        action = _action_word(ranking, i, g)
        tier = {"improve": "primary", "unsettled": "unsettled"}.get(action, "secondary")
    else:
        figures, line = _held(ranking)
        tier = {True: "primary", False: "secondary", None: "unsettled"}[_side(figures, i, g, line)]
    return Cell(**named, measure="tier", kind="category", text=tier, **_tier_place(ranking, i, g, expectation))


def _tier_stability(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    place = _tier_place(ranking, i, g, expectation)
    return Cell(**named, measure="tier_stability", value=float(ranking.tier_stability[i, g]), unit="share", **place)


def _action_place(ranking: Ranking, i: int, g: int, expectation: Expectation) -> dict[str, Any]:
    """Return base, question and state of what needs both figures: the smaller of the two bases, withheld with either."""
    importance, satisfaction = ranking.importance, ranking.satisfaction
    missing = importance.is_missing(i, g) or satisfaction.is_missing(i, g)
    there = importance.there[i] and satisfaction.there[i]
    smaller = importance if importance.base[i, g] <= satisfaction.base[i, g] else satisfaction
    published = bool(importance.published[i, g] and satisfaction.published[i, g])
    no_line = bool(np.isnan(ranking.importance_line) or np.isnan(ranking.satisfaction_line))
    return {
        **(_base(smaller, i, g) if there else {"base_kind": "respondents"}),
        "question": _asked(ranking, expectation),
        "missing": bool(missing or (no_line and published)),
        "withheld": not published,
    }


def _action_word(ranking: Ranking, i: int, g: int) -> str:
    high = _side(ranking.importance, i, g, ranking.importance_line)
    satisfied = _side(ranking.satisfaction, i, g, ranking.satisfaction_line)
    return "unsettled" if high is None or satisfied is None else ACTIONS[high, satisfied]


def _action(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    place = _action_place(ranking, i, g, expectation)
    return Cell(**named, measure="action", kind="category", text=_action_word(ranking, i, g), **place)


def _action_stability(ranking: Ranking, i: int, g: int, named: dict[str, Any], expectation: Expectation) -> Cell:
    place = _action_place(ranking, i, g, expectation)
    return Cell(**named, measure="action_stability", value=float(ranking.action_stability[i, g]), unit="share", **place)
