"""What a wave's registers say, read again and worked out line by line: audit, sector, grid of scores."""

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from relstudy.intake.audit import AuditLines, read_audit
from relstudy.intake.benchmark import BenchmarkLines, read_benchmark
from relstudy.intake.grid import read_grid
from relstudy.survey.plan import Study, Wave
from relstudy.survey.registers import RoadmapLine

#: Kinds of players around the client: what `all` counts.
SECTOR = ("competitor", "adjacent")
_KINDS = {"all": SECTOR, "kind=competitor": ("competitor",), "kind=adjacent": ("adjacent",), "kind=client": ("client",)}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Registers:
    """The registers of one wave."""

    study: Study
    wave: Wave

    @cached_property
    def audit_lines(self) -> AuditLines:
        """Return the lines of audit.csv."""
        return read_audit(self.wave.audit, offers=self.study.offers)

    @cached_property
    def benchmark_lines(self) -> BenchmarkLines:
        """Return the lines of benchmark.csv."""
        return read_benchmark(self.wave.benchmark, players=self.study.players, offers=self.study.offers)

    def audit(self, offer: str, kpi: str, row: str) -> float | str | None:
        """Return value, target, gap, verdict or date of a KPI: those of its latest line."""
        lines = self.audit_lines
        here = [
            i
            for i, (place, name) in enumerate(zip(lines.offer.tolist(), lines.kpi.tolist(), strict=True))
            if self.study.offers[place].id == offer and name == kpi
        ]
        if not here:
            return None
        last = max(here, key=lambda i: lines.day[i])
        value, target = float(lines.value[last]), float(lines.target[last])
        gap = value - target
        better = gap >= 0 if lines.higher_is_better[last] else gap <= 0
        told: dict[str, float | str] = {
            "_": value,
            "target": target,
            "gap": gap,
            "verdict": "met" if better else "not_met",
        }
        if lines.day[last]:
            told["date"] = date.fromordinal(int(lines.day[last])).isoformat()
        deciding = gap if row == "verdict" else told.get(row)
        return None if deciding is None or (isinstance(deciding, float) and math.isnan(deciding)) else told[row]

    def maturity(self, dimension: str, measure: str) -> float | str | None:
        """Return the score of a dimension of integration, the mean of all, or the level of the lowest."""
        scores = {f"maturity.{line.dimension}": line.score for line in self.wave.maturity}
        if measure == "score":
            return float(scores[dimension]) if dimension in scores else None
        if not scores:
            return None
        if measure == "maturity_mean":
            return sum(scores.values()) / len(scores)
        return ("silo", "multi", "cross", "omni")[int(min(scores.values()))] if measure == "maturity" else None

    def roadmap(self, offer: str, measure: str, kpi: str) -> float | str | None:
        """Return the target of a line of the roadmap, where its KPI stands in the audit, or what is left between them."""
        lines = [line for line in self.wave.roadmap if line.offer == offer and line.kpi == kpi]
        current = self.audit(offer, kpi, "_") if self.wave.audit is not None else None
        if measure == "current":
            return current
        target = self._in_unit(lines[0]) if lines else None
        if target is None or measure == "target":
            return target
        return current - target if isinstance(current, float) else None

    def _in_unit(self, move: RoadmapLine) -> float | None:
        """Return the target of a move in the unit of its KPI: 85 of a KPI audited in per cent is 0.85."""
        if move.target is None or move.per_cent or self.wave.audit is None:
            return move.target
        lines = self.audit_lines
        named = zip(lines.offer.tolist(), lines.kpi.tolist(), lines.per_cent.tolist(), strict=True)
        told = [share for place, kpi, share in named if (self.study.offers[place].id, kpi) == (move.offer, move.kpi)]
        return move.target / 100.0 if told and told[-1] else move.target

    def benchmark(self, practice: str, measure: str, column: str) -> float | None:
        """Return the score of a player on a practice, or how many players of a kind have it."""
        if measure == "score":
            return self.score_of(practice, column.removeprefix("player="))
        kinds = _KINDS.get(column)
        if measure != "players" or kinds is None:
            return None
        scores = [self.score_of(practice, player.id) for player in self.study.players if player.kind in kinds]
        told = [score for score in scores if score is not None]
        return float(sum(score > 0 for score in told)) if told else None

    def practices_of(self, offer: str) -> tuple[str, ...]:
        """Return the practices that were scored on a channel; none where the wave has no benchmark."""
        if self.wave.benchmark is None:
            return ()
        lines = self.benchmark_lines
        pairs = zip(lines.practice.tolist(), lines.offer.tolist(), strict=True)
        return tuple(dict.fromkeys(name for name, i in pairs if i >= 0 and self.study.offers[i].id == offer))

    def score_of(self, practice: str, player: str) -> float | None:
        """Return the best over the offers of the mean over the scorers; None where nobody scored."""
        lines = self.benchmark_lines
        by_offer: dict[int, list[float]] = {}
        for name, place, offer, score in zip(
            lines.practice.tolist(), lines.player.tolist(), lines.offer.tolist(), lines.score.tolist(), strict=True
        ):
            if name == practice and self.study.players[place].id == player:
                by_offer.setdefault(offer, []).append(score)
        return max((sum(s) / len(s) for s in by_offer.values()), default=None)

    def grid(self, offer: str, measure: str, row: str) -> float | None:
        """Return weight, criterion's score, total, rank, printed total of an offer, or how far the printed one is."""
        criteria = {criterion.id: criterion for criterion in self.study.criteria}
        if measure == "weight":
            return criteria[row].weight if row in criteria else None
        given, printed = self._grid_lines
        if measure == "criterion":
            return given.get(offer, {}).get(row)
        totals = {name: self._total(scores) for name, scores in given.items()}
        total = totals.get(offer)
        if measure == "printed":
            return printed.get(offer)
        if total is None:
            return None
        if measure == "score":
            return total
        if measure == "rank":
            return 1.0 + sum(other is not None and other > total + 1e-12 for other in totals.values())
        return printed[offer] - total if measure == "printed_gap" and offer in printed else None

    @cached_property
    def _grid_lines(self) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
        lines = read_grid(self.wave.grid, criteria=self.study.criteria, offers=self.study.offers)
        given: dict[str, dict[str, float]] = {}
        printed: dict[str, float] = {}
        for place, criterion, score, total in zip(
            lines.offer.tolist(),
            lines.criterion.tolist(),
            lines.score.tolist(),
            lines.printed_total.tolist(),
            strict=True,
        ):
            offer = self.study.offers[place].id
            scores = given.setdefault(offer, {})
            if not np.isnan(score):
                scores[self.study.criteria[criterion].id] = score
            if not np.isnan(total):
                printed[offer] = total
        return given, printed

    def _total(self, scores: dict[str, float]) -> float | None:
        if any(criterion.id not in scores for criterion in self.study.criteria):
            return None
        return sum(
            c.weight * (scores[c.id] if c.higher_is_better else c.low + c.high - scores[c.id])
            for c in self.study.criteria
        )
