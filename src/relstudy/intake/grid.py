"""grid.csv of a wave: the scores given to the offers on the criteria of the study's grid."""

from dataclasses import dataclass

import numpy as np

from relstudy.errors import Fault, FaultLog, FieldworkError
from relstudy.intake.register_columns import known_positions, open_register, refuse_repeats, texts
from relstudy.survey.plan import Source
from relstudy.survey.registers import Criterion, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLines:
    """Lines of grid.csv as arrays, one entry per line.

    `offer` and `criterion` are positions in the study's registers; `score` and `printed_total` are float64, nan where
    blank.
    """

    file: str
    line: np.ndarray
    offer: np.ndarray
    criterion: np.ndarray
    score: np.ndarray
    printed_total: np.ndarray
    faults: tuple[Fault, ...] = ()


def read_grid(source: Source | None, *, criteria: tuple[Criterion, ...], offers: tuple[Offer, ...]) -> GridLines:
    """Return the scores of a wave, one entry per line of grid.csv.

    Raises
    ------
    FieldworkError
        Every fault of the file: an unknown offer or criterion, a score outside its criterion's scale, the same offer
        and criterion twice, two different printed totals for one offer.
    """
    log = FaultLog()
    table = open_register(
        source, log, stem="grid", required=("offer_id", "criterion", "score"), optional=("printed_total",)
    )
    if table is None:
        raise FieldworkError(log.faults)
    offer = known_positions(table, "offer_id", [o.id for o in offers], log)
    criterion = known_positions(table, "criterion", [c.id for c in criteria], log)
    known = (offer >= 0) & (criterion >= 0)
    refuse_repeats(table, (texts(table, "offer_id"), texts(table, "criterion")), log, column="criterion", where=known)
    blank = np.full(len(table), np.nan)
    score = table.numbers("score", log) if "score" in table.columns else blank
    printed = table.numbers("printed_total", log) if "printed_total" in table.columns else blank
    offer_names = texts(table, "offer_id")
    for row in np.flatnonzero(known & ~np.isnan(score)).tolist():
        scale = criteria[criterion[row]]
        if not scale.low <= score[row] <= scale.high:
            log.add(
                "bad-value",
                table.file,
                sheet=table.sheet,
                line=int(table.lines[row]),
                column="score",
                item=f"{offer_names[row]} / {scale.id}",
                found=f"{score[row]:g}",
                allowed=f"{scale.low:g} … {scale.high:g}",
            )
    first: dict[int, int] = {}
    for row in np.flatnonzero((offer >= 0) & ~np.isnan(printed)).tolist():
        before = first.setdefault(int(offer[row]), row)
        if printed[row] != printed[before]:
            log.add(
                "bad-value",
                table.file,
                sheet=table.sheet,
                line=int(table.lines[row]),
                column="printed_total",
                item=offer_names[row],
                found=f"{printed[row]:g}",
                allowed=f"{printed[before]:g} (L{int(table.lines[before])})",
            )
    log.stop(FieldworkError)
    return GridLines(
        file=table.file,
        line=table.lines,
        offer=offer,
        criterion=criterion,
        score=score,
        printed_total=printed,
        faults=tuple(log.faults),
    )
