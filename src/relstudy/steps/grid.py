"""Weighted scoring grid: each offer's score on the study's criteria, recomputed and set against the total its source printed.

A score is the weighted sum of the criteria's scores. A criterion on which less is better counts from the other end of
its scale.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame, round_significant
from relstudy.errors import Fault
from relstudy.intake.grid import GridLines, read_grid
from relstudy.stats.ranks import find_ties, rank_descending
from relstudy.survey.plan import Source, Study, Wave
from relstudy.survey.registers import Criterion, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Scores of the offers.

    `offers`: one row per offer that stands in grid.csv, in the order of offers.csv: offer_id, score (nan where a
    criterion is not scored), rank (nan likewise), tie, printed (nan where no total was printed), printed_gap, line.
    `scores`: one row per offer and criterion: offer_id, criterion, score as given (nan where missing), line (0 where no
    line).
    """

    file: str
    offers: pd.DataFrame
    scores: pd.DataFrame
    faults: tuple[Fault, ...] = ()


def score_offers(
    *, wave_grid: Source | None, study_criteria: tuple[Criterion, ...], study_offers: tuple[Offer, ...]
) -> Grid:
    """Return each offer's weighted score, its rank and its distance to the printed total, one row per offer.

    An offer of the study without any line in the file is outside the grid: it has no row. One that lacks the score of a
    criterion has a row and no score; it takes no rank.

    Raises
    ------
    FieldworkError
        All faults of grid.csv.

    Notes
    -----
    score = sum of weight x s, where s is the score given, or low + high - score where less is better.
    rank = 1 + number of offers with a higher score. printed_gap = printed total - score.
    """
    return _grid_of(read_grid(wave_grid, criteria=study_criteria, offers=study_offers), study_criteria, study_offers)


def weighted_scores(scores: np.ndarray, criteria: tuple[Criterion, ...]) -> np.ndarray:
    """Return one score per offer, shape (offers,), from scores of shape (offers, criteria); nan where one is missing."""
    weight = np.array([c.weight for c in criteria], dtype=float)
    ends = np.array([c.low + c.high for c in criteria], dtype=float)
    turned = np.array([not c.higher_is_better for c in criteria], dtype=bool)
    return round_significant(np.where(turned, ends - scores, scores) @ weight)


def _grid_of(lines: GridLines, criteria: tuple[Criterion, ...], offers: tuple[Offer, ...]) -> Grid:
    present = np.unique(lines.offer)
    row = np.searchsorted(present, lines.offer)
    scores = np.full((len(present), len(criteria)), np.nan)
    at_line = np.zeros((len(present), len(criteria)), dtype=np.int64)
    scores[row, lines.criterion] = lines.score
    at_line[row, lines.criterion] = lines.line
    printed = np.full(len(present), np.nan)
    told = ~np.isnan(lines.printed_total)
    printed[row[told]] = lines.printed_total[told]
    total = weighted_scores(scores, criteria)
    rank = rank_descending(total)
    names = np.array([offers[i].id for i in present], dtype=object)
    by_offer = pd.DataFrame(
        {
            "offer_id": names,
            "score": total,
            "rank": rank,
            "tie": find_ties(rank),
            "printed": printed,
            "printed_gap": printed - total,
            "line": [int(lines.line[row == i].min()) for i in range(len(present))],
        }
    )
    by_criterion = pd.DataFrame(
        {
            "offer_id": np.repeat(names, len(criteria)),
            "criterion": [c.id for c in criteria] * len(present),
            "score": scores.ravel(),
            "line": at_line.ravel(),
        }
    )
    return Grid(file=lines.file, offers=by_offer, scores=by_criterion, faults=lines.faults)


def cells_of(result: Grid, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the grid's cells before the gate: one row per offer and measure, per offer and criterion, per weight."""
    cells = [
        Cell(section="grid", measure="weight", row=c.id, value=c.weight, unit="share", source=f"study.toml#grid.{c.id}")
        for c in study.criteria
    ]
    for offer in result.offers.to_dict("records"):
        cells += _offer_cells(offer, f"{result.file}#L{offer['line']}")
    cells += [
        Cell(
            section="grid",
            item=score["offer_id"],
            measure="criterion",
            row=score["criterion"],
            value=score["score"],
            unit="score",
            missing=bool(np.isnan(score["score"])),
            source=f"{result.file}#L{score['line']}" if score["line"] else f"{result.file}#criterion",
        )
        for score in result.scores.to_dict("records")
    ]
    return cells_frame(cells, step="grid")


def _offer_cells(offer: dict[Hashable, Any], source: str) -> list[Cell]:
    lacking = bool(np.isnan(offer["score"]))
    place: dict[str, Any] = {"section": "grid", "item": offer["offer_id"], "source": source}
    cells = [
        Cell(**place, measure="score", value=offer["score"], unit="score", missing=lacking),
        Cell(
            **place,
            measure="rank",
            value=offer["rank"],
            unit="rank",
            missing=lacking,
            marks="tie" if offer["tie"] else "",
        ),
    ]
    if not np.isnan(offer["printed"]):
        cells += [
            Cell(**place, measure="printed", value=offer["printed"], unit="score"),
            Cell(**place, measure="printed_gap", value=offer["printed_gap"], unit="score", missing=lacking),
        ]
    return cells
