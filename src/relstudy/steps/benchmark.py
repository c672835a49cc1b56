"""Sector benchmark: which practices the client, its competitors and adjacent players have, and how well.

A player that nobody scored on a practice is not scored: it is in no base, and never counts as lacking the practice.
"""

from dataclasses import dataclass

import pandas as pd

from relstudy.cells import Cell, cells_frame, round_significant
from relstudy.errors import Fault
from relstudy.intake.benchmark import BenchmarkLines, read_benchmark
from relstudy.survey.plan import Source, Study, Wave
from relstudy.survey.registers import Offer, Player, PlayerKind

#: Columns of the counts and the kinds of players in them. `all` is the sector around the client, never the client.
_COLUMNS: dict[str, tuple[PlayerKind, ...]] = {
    "all": ("competitor", "adjacent"),
    "kind=competitor": ("competitor",),
    "kind=adjacent": ("adjacent",),
    "kind=client": ("client",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Practices of the players.

    `scores`: one row per practice and player scored on it, by practice and then in the order of players.csv: practice,
    player_id, kind, score, present (score above 0), scores (lines it is made of), offers, scorers, sources, dates
    (distinct, joined by "|"), line (the first).
    """

    file: str
    scores: pd.DataFrame
    faults: tuple[Fault, ...] = ()

    def practices_of(self, offer: str) -> tuple[str, ...]:
        """Return the practices that were scored on an offer, in the order of the table."""
        pairs = zip(self.scores["practice"], self.scores["offers"], strict=True)
        return tuple(dict.fromkeys(str(p) for p, offers in pairs if offer in str(offers).split("|")))


def compare_players(
    *, wave_benchmark: Source | None, study_players: tuple[Player, ...], study_offers: tuple[Offer, ...]
) -> Benchmark:
    """Return each player's score on each practice it was scored on, one row per practice and player.

    Raises
    ------
    FieldworkError
        All faults of benchmark.csv.

    Notes
    -----
    score = maximum over offers of the mean over scorers; lines about no offer in particular are one offer more.
    A practice is present where its score is above 0.
    """
    lines = read_benchmark(wave_benchmark, players=study_players, offers=study_offers)
    return _benchmark_of(lines, study_players, study_offers)


def _benchmark_of(lines: BenchmarkLines, players: tuple[Player, ...], offers: tuple[Offer, ...]) -> Benchmark:
    table = pd.DataFrame(
        {
            "practice": lines.practice,
            "player": lines.player,
            "offer": lines.offer,
            "score": lines.score,
            "line": lines.line,
            "offers": [offers[i].id if i >= 0 else "" for i in lines.offer.tolist()],
            "scorers": lines.scorer,
            "sources": lines.source,
            "dates": lines.date,
        }
    )
    by_offer = table.groupby(["practice", "player", "offer"])["score"].mean()
    scores = by_offer.groupby(["practice", "player"]).max().reset_index()
    scores["score"] = round_significant(scores["score"].to_numpy(dtype=float))
    groups = table.groupby(["practice", "player"])
    scores["scores"] = groups.size().to_numpy()
    scores["line"] = groups["line"].min().to_numpy()
    for column in ("offers", "scorers", "sources", "dates"):
        scores[column] = [_joined(values) for _, values in groups[column]]
    scores["player_id"] = [players[i].id for i in scores["player"]]
    scores["kind"] = [players[i].kind for i in scores["player"]]
    scores["present"] = scores["score"] > 0
    columns = [
        "practice",
        "player_id",
        "kind",
        "score",
        "present",
        "scores",
        "offers",
        "scorers",
        "sources",
        "dates",
        "line",
    ]
    return Benchmark(file=lines.file, scores=scores[columns], faults=lines.faults)


def _joined(values: pd.Series) -> str:
    return "|".join(sorted({v for v in values if v}))


def cells_of(result: Benchmark, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the benchmark's cells before the gate: per practice a score for each player and the players who have it, by kind.

    A player not scored on a practice that others were scored on has a missing cell with base 0.
    """
    cells: list[Cell] = []
    for practice, scores in result.scores.groupby("practice", sort=False):
        scored = {s["player_id"]: s for s in scores.to_dict("records")}
        for player in study.players:
            found = scored.get(player.id)
            cells.append(
                Cell(
                    section="benchmark",
                    item=str(practice),
                    measure="score",
                    column=f"player={player.id}",
                    unit="score",
                    value=found["score"] if found else None,
                    base=1 if found else 0,
                    base_kind="players",
                    missing=found is None,
                    source=f"{result.file}#L{found['line']}" if found else f"{result.file}#player_id",
                )
            )
        for column, kinds in _COLUMNS.items():
            counted = [s for s in scored.values() if s["kind"] in kinds]
            cells.append(
                Cell(
                    section="benchmark",
                    item=str(practice),
                    measure="players",
                    column=column,
                    unit="count",
                    value=float(sum(s["present"] for s in counted)) if counted else None,
                    base=len(counted),
                    base_kind="players",
                    missing=not counted,
                    source=f"{result.file}#score",
                )
            )
    return cells_frame(cells, step="benchmark")
