"""Maturity: a score by dimension, the level of the lowest, the mean of those scored."""

from hypothesis import given
from hypothesis import strategies as st

from relstudy.steps.strategy.maturity import maturity_cells
from relstudy.survey.registers import DIMENSIONS, LEVELS, MaturityScore


def scored(**scores: int) -> dict[str, object]:
    lines = tuple(
        MaturityScore(dimension=name, score=score, line=i) for i, (name, score) in enumerate(scores.items(), 2)
    )
    cells = list(maturity_cells(lines))
    return {f"{c.item}/{c.measure}": c.text if c.kind == "category" else c.value for c in cells if not c.missing}


def test_the_level_is_the_lowest_and_the_mean_stands_beside_it() -> None:
    got = scored(data=1, orders=2, identity=3, automation=2, teams=1, measurement=3)
    assert got == {
        "maturity.data/score": 1.0, "maturity.orders/score": 2.0, "maturity.identity/score": 3.0,
        "maturity.automation/score": 2.0, "maturity.teams/score": 1.0, "maturity.measurement/score": 3.0,
        "_/maturity": "multi", "_/maturity_mean": 2.0,
    }  # fmt: skip


def test_a_dimension_nobody_scored_is_missing_and_counts_in_no_base() -> None:
    cells = list(maturity_cells((MaturityScore(dimension="teams", score=3, line=2),)))
    assert [c.missing for c in cells] == [True, True, True, True, False, True, False, False]
    assert [(c.measure, c.base) for c in cells[-2:]] == [("maturity", 1), ("maturity_mean", 1)]
    assert cells[4].source == "maturity.csv#L2"


def test_without_scores_nothing_is_said() -> None:
    assert list(maturity_cells(())) == []


@given(st.dictionaries(st.sampled_from(DIMENSIONS), st.integers(0, 3), min_size=1))
def test_no_dimension_is_below_the_level(scores: dict[str, int]) -> None:
    got = scored(**scores)
    assert LEVELS.index(got["_/maturity"]) == min(scores.values())
    assert min(scores.values()) <= got["_/maturity_mean"] <= max(scores.values())
