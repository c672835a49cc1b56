"""benchmark.csv of a wave: scores given to the client's, competitors' and adjacent players' practices, with their evidence."""

from dataclasses import dataclass

import numpy as np

from relstudy.errors import Fault, FaultLog, FieldworkError
from relstudy.intake.register_columns import (
    key_ids,
    known_positions,
    open_register,
    refuse_repeats,
    refuse_values,
    texts,
)
from relstudy.survey.plan import Source
from relstudy.survey.registers import Offer, Player


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkLines:
    """Lines of benchmark.csv as arrays, one entry per line.

    `player` and `offer` are positions in the study's registers (offer -1 where the line is about no offer in
    particular). `score` is float64 without gaps. `date` is ISO or "".
    """

    file: str
    line: np.ndarray
    player: np.ndarray
    practice: np.ndarray
    offer: np.ndarray
    scorer: np.ndarray
    score: np.ndarray
    source: np.ndarray
    date: np.ndarray
    faults: tuple[Fault, ...] = ()


def read_benchmark(source: Source | None, *, players: tuple[Player, ...], offers: tuple[Offer, ...]) -> BenchmarkLines:
    """Return the scored practices of a wave, one entry per line of benchmark.csv.

    A player that was not scored has no line; a line without score is missing-value.

    Raises
    ------
    FieldworkError
        Every fault of the file: an unknown player or offer, a score that is no number, the same player, practice, offer
        and named scorer twice (lines that name no scorer are one scorer each).
    """
    log = FaultLog()
    table = open_register(
        source,
        log,
        stem="benchmark",
        required=("player_id", "practice", "score"),
        optional=("offer_id", "source", "date", "scorer"),
    )
    if table is None:
        raise FieldworkError(log.faults)
    player = known_positions(table, "player_id", [p.id for p in players], log)
    offer = known_positions(table, "offer_id", [o.id for o in offers], log, required=False)
    practice = key_ids(table, "practice", log)
    score = np.full(len(table), np.nan)
    if "score" in table.columns:
        score = table.numbers("score", log)
        words = table.text("score")
        refuse_values(table, "score", words, np.equal(words, ""), log, code="missing-value", found="@blank")
    days = table.dates("date", log) if "date" in table.columns else [None] * len(table)
    scorer = texts(table, "scorer")
    refuse_repeats(
        table,
        (texts(table, "player_id"), practice, texts(table, "offer_id"), scorer),
        log,
        column="player_id",
        where=(player >= 0) & np.not_equal(practice, "") & np.not_equal(scorer, ""),
    )
    log.stop(FieldworkError)
    return BenchmarkLines(
        file=table.file,
        line=table.lines,
        player=player,
        practice=practice,
        offer=offer,
        scorer=scorer,
        score=score,
        source=texts(table, "source"),
        date=np.array([d.isoformat() if d else "" for d in days], dtype=object),
        faults=tuple(log.faults),
    )
