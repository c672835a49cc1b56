"""Integration maturity of the client: a score in each of six dimensions, and the level of the lowest.

A chain is as strong as its weakest link: who shares data but not orders is recognised and still told another price.
"""

from collections.abc import Iterator

from relstudy.cells import Cell
from relstudy.survey.registers import DIMENSIONS, LEVELS, MaturityScore


def maturity_cells(scores: tuple[MaturityScore, ...]) -> Iterator[Cell]:
    """Yield the score of each dimension, the level of the lowest, and the mean; nothing without a score.

    A dimension nobody scored is missing. Level and mean are of the dimensions scored, and their base says how many.
    """
    if not scores:
        return
    by_dimension = {score.dimension: score for score in scores}
    for dimension in DIMENSIONS:
        one = by_dimension.get(dimension)
        yield Cell(
            section="strategy",
            item=f"maturity.{dimension}",
            measure="score",
            unit="score",
            value=None if one is None else float(one.score),
            missing=one is None,
            source=f"{scores[0].file}#dimension" if one is None else f"{one.file}#L{one.line}",
        )
    lowest = min(scores, key=lambda score: score.score)
    known = len(by_dimension)
    yield Cell(
        section="strategy",
        measure="maturity",
        kind="category",
        text=LEVELS[lowest.score],
        base=known,
        base_kind="rows",
        source=f"{lowest.file}#L{lowest.line}",
    )
    yield Cell(
        section="strategy",
        measure="maturity_mean",
        value=sum(s.score for s in by_dimension.values()) / known,
        unit="score",
        base=known,
        base_kind="rows",
        source=f"{lowest.file}#score",
    )
