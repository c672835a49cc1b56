"""A wave's answers read again from its file, and figures of one question counted plainly: who is in the base, who said it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from relstudy.folding import fold
from relstudy.intake.filters import evaluate
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.open_codings import read_open_codings
from relstudy.intake.quality import LEAST_ROWS
from relstudy.recount.held_weights import rake_held, under, within
from relstudy.stats.resampling import ONE_BY_ONE
from relstudy.steps.intake import intake_of
from relstudy.survey.expressions import parse_expression
from relstudy.survey.items import MISSING_CODES, Item, ItemId
from relstudy.survey.plan import Study, TargetMargin, Wave

_QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}
_AMONG_FIRST = {"first": 1, "top2": 2, "top3": 3}
_PROMOTER, _DETRACTOR = 9.0, 6.0
#: Weights are raked until no category is further from its target than this share of it.
_RAKED, _MOST_ROUNDS = 1e-13, 20_000
_ROUNDED = 1e-12


@dataclass(frozen=True, kw_only=True)
class Fieldwork:
    """The answers of a wave as they were read again, one row per respondent. `profile_of` is who is in which profile, by respondent id."""

    study: Study
    wave: Wave
    responses: Responses
    sample: Sample
    profile_of: Mapping[str, str]

    @classmethod
    def read(cls, study: Study, wave: Wave, *, profile_of: Mapping[str, str]) -> "Fieldwork":
        """Return the fieldwork of a wave, read from its file.

        Raises
        ------
        FieldworkError
            What a run would refuse the file for.
        """
        again = intake_of(study, wave)
        return cls(study=study, wave=wave, responses=again.responses, sample=again.sample, profile_of=profile_of)

    @cached_property
    def items(self) -> Mapping[ItemId, Item]:
        """Return the wave's items by id, rows of grids included."""
        return {item.id: item for item in self.wave.items}

    @cached_property
    def profile(self) -> np.ndarray:
        """Return the profile of each respondent, (n,) text, "" for none."""
        return np.array([self.profile_of.get(r, "") for r in self.responses.respondent_id.tolist()], dtype=object)

    @cached_property
    def start(self) -> np.ndarray:
        """Return the weight each respondent has in the file, (n,); 1 where there is none."""
        return np.asarray(self.sample.weight, dtype=float)

    @cached_property
    def weight(self) -> np.ndarray | None:
        """Return the weight of each respondent, (n,): those of the file, or raked in turn margin by margin.

        None where they do not come to rest, or where bounds or a cap hold so many that seeking them plainly would take minutes.
        """
        plan, start = self.wave.weighting, self.start
        if plan.method != "rake":
            return start
        counted = [sum(margin.targets) for margin in plan.targets if margin.counted]
        total = counted[0] if counted else float(start.sum())
        margins = [(self.categories(m), np.array(self.shares(m)) * total) for m in plan.targets]
        if plan.bounds is None and plan.trim is None:
            return _rake(start, margins)
        if len(start) > ONE_BY_ONE:
            return None
        cap = (plan.trim or 0.0) * total / len(start)
        return rake_held(start * (total / start.sum()), margins, within(*plan.bounds) if plan.bounds else under(cap))

    def moved(self, weight: np.ndarray) -> Mapping[str, float]:
        """Return how far raking moved weights: the least and the largest ratio, how many a cap holds, what it makes a target miss."""
        plan, start = self.wave.weighting, self.start
        if plan.method != "rake":
            return {}
        ratio = weight / start * (start.sum() / weight.sum())
        told = {"ratio_minimum": float(ratio.min()), "ratio_maximum": float(ratio.max())}
        if plan.trim is not None:
            missed = [
                abs(float(weight[inside].sum() / weight.sum()) - share)
                for margin in plan.targets
                for inside, share in zip(self.categories(margin), self.shares(margin), strict=True)
            ]
            cap = plan.trim * weight.sum() / len(weight)
            told |= {"trimmed": float((weight >= cap * (1 - _ROUNDED)).sum()), "missed": round(max(missed), 12)}
        return told

    def shares(self, margin: TargetMargin) -> list[float]:
        """Return the share of each category of a margin in the population."""
        return [target / sum(margin.targets) for target in margin.targets]

    def categories(self, margin: TargetMargin) -> list[np.ndarray]:
        """Return who is in each category of a margin, (n,) each."""
        return [
            np.logical_and.reduce([self.chose(self.items[i], (c,)) for i, c in zip(margin.items, codes, strict=True)])
            for codes in margin.codes
        ]

    def column(self, name: str) -> np.ndarray | None:
        """Return who stands in a column of the tables, (n,); None for a column no respondent could stand in."""
        if name == "all":
            return np.ones(self.responses.n, dtype=bool)
        what, _, code = name.partition("=")
        if what == "profile":
            return np.asarray(self.profile == code, dtype=bool)
        item = self.items.get(ItemId(self.study.respondents.target or "" if what == "target" else what))
        if item is None:
            return None
        return self.chose(item, [one.code for one in item.codes if fold(one.code) == code])

    def chose(self, item: Item, codes: "list[str] | tuple[str, ...]") -> np.ndarray:
        """Return who gave one of some answers, (n,)."""
        gave = np.zeros(self.responses.n, dtype=bool)
        for place, code in enumerate(item.codes):
            if code.code in codes and (item.id in self.responses.ticked or item.id in self.responses.codes):
                gave |= self.responses.chose(item, place)
        return gave

    def base_of(self, item: Item) -> np.ndarray:
        """Return who is in the declared base of a question, (n,)."""
        if item.base == "asked":
            return self.responses.asked(item)
        if item.base == "valid":
            return self.responses.answered(item)
        if item.base == "all":
            return np.ones(self.responses.n, dtype=bool)
        return evaluate(parse_expression(item.base), self.responses, self.items)

    def numbers_of(self, item: Item) -> np.ndarray:
        """Return the number each respondent gave, (n,), nan for none."""
        there = self.responses.answered(item)
        if not self.responses.has_numbers(item.id):
            return np.full(len(there), np.nan)
        return np.where(there, self.responses.numbers(item.id), np.nan)

    def figure(self, item: Item, measure: str, row: str, column: str) -> float | None:
        """Return a figure of a question in a column; None where it has no plain road, or nobody is in its base."""
        inside = self.column(column)
        if inside is None or self.weight is None:
            return None
        rows = [self.items[row_id] for row_id in item.row_ids] if item.kind.is_heading else [item]
        if any(one.id not in self.responses.missing for one in rows):
            return None
        weight = np.where(inside, self.weight, 0.0)
        if measure in _QUARTILES:
            return _quantile(self.numbers_of(item), weight, _QUARTILES[measure])
        above = below = 0.0
        for one in rows:
            hits, there = self.counted(one, item, measure, row)
            above, below = above + float(hits @ weight), below + float(there @ weight)
        return above / below if below > 0 else None

    def mean_of(self, numbers: np.ndarray, inside: np.ndarray) -> float | None:
        """Return the weighted mean of numbers, (n,) with nan for none, among some respondents; None where nobody has one."""
        if self.weight is None:
            return None
        there = inside & np.isfinite(numbers)
        total = float(self.weight[there].sum())
        return float((numbers[there] * self.weight[there]).sum()) / total if total > 0 else None

    def counted(self, one: Item, heading: Item, measure: str, row: str) -> tuple[np.ndarray, np.ndarray]:
        """Return what each respondent brings to a figure and to its base, each (n,) float."""
        missing = self.responses.missing[one.id]
        answered = self.responses.answered(one)
        if measure in ("mean", "nps"):
            numbers = self.numbers_of(one)
            there = np.isfinite(numbers)
            points = 100.0 * ((numbers >= _PROMOTER) * 1.0 - (numbers <= _DETRACTOR) * 1.0)
            return np.where(there, numbers if measure == "mean" else points, 0.0), there.astype(float)
        if measure == "answered":
            put = ~np.isin(missing, [MISSING_CODES["not_asked"], MISSING_CODES["filtered"]])
            base = put if one.base == "asked" else self.base_of(one)
            return (base & answered).astype(float), base.astype(float)
        if one.kind.answer == "text":
            given = [self.given_to(one.id).get(place) for place in range(self.responses.n)]
            read = np.array([codes is not None for codes in given])
            return np.array([codes is not None and row in codes for codes in given]).astype(float), read.astype(float)
        base = self.base_of(one)
        codes = _codes_of(heading, row)
        if measure == "share":
            said = self.chose(one, codes) & base & self.responses.asked(one)
            return said.astype(float), base.astype(float)
        ranks = self.responses.ranks[one.id][:, [i for i, c in enumerate(one.codes) if c.code in codes]]
        best = np.where(ranks > 0, ranks, len(one.codes) + 1).min(axis=1)
        placed = answered & (best <= len(one.codes))
        if measure == "mean_rank":
            return np.where(placed, best, 0.0), placed.astype(float)
        return (base & placed & (best <= _AMONG_FIRST[measure])).astype(float), base.astype(float)

    def given_to(self, item: ItemId) -> Mapping[int, frozenset[str]]:
        """Return the codes people gave to each answer to an open item that they read, those above them too, by respondent."""
        return self._given.get(item, {})

    @cached_property
    def _given(self) -> Mapping[ItemId, Mapping[int, frozenset[str]]]:
        if self.wave.open_codings is None:
            return {}
        frame = self.study.codebook
        parent = {entry.id: entry.parent for entry in frame}
        read = read_open_codings(
            self.wave.open_codings, items=self.wave.items, responses=self.responses, codebook=frame
        )
        found: dict[ItemId, dict[int, frozenset[str]]] = {}
        for item, lines in read.lines.items():
            given = found.setdefault(item, {})
            for row, place in zip(lines.row.tolist(), lines.code.tolist(), strict=True):
                code = frame[place].id if place >= 0 else None
                above = set[str]()
                while code in parent:
                    above.add(str(code))
                    code = parent[code]
                given[row] = given.get(row, frozenset()) | above
        return found

    def ticked_through(self, grid: Item | None, measure: str) -> float | None:
        """Return how many gave one answer to every row of a grid, of all grids for None, or their share of those who answered enough rows."""
        grids = [grid] if grid is not None else [item for item in self.wave.items if item.row_ids]
        judged, otherwise = np.zeros(self.responses.n, dtype=bool), np.zeros(self.responses.n, dtype=bool)
        for one in grids:
            rows = [self.items[row] for row in one.row_ids if row in self.responses.codes]
            if len(rows) < LEAST_ROWS:
                continue
            answered = np.sum([self.responses.answered(row) for row in rows], axis=0)
            said = [
                np.sum([self.chose(row, (code.code,)) & self.responses.answered(row) for row in rows], axis=0)
                for code in one.codes
            ]
            enough = answered >= LEAST_ROWS
            judged |= enough
            otherwise |= enough & (np.max(said, axis=0) < answered)
        found, base = float((judged & ~otherwise).sum()), float(judged.sum())
        return {"n": found, "share": found / base}.get(measure) if base else None

    def columns_used(self, item: Item) -> tuple[str, ...]:
        """Return the columns of the file that tell a question, those it is derived from included."""
        if item.derived is None:
            return item.columns
        found = (self.columns_used(self.items[source]) for source in item.derived.sources)
        return tuple(dict.fromkeys(name for names in found for name in names))


def _codes_of(item: Item, row: str) -> list[str]:
    """Return the answers a row of a table counts: those of a net, or the one that folds so."""
    if row.startswith("net."):
        return [code for net in item.nets if net.id == row.removeprefix("net.") for code in net.codes]
    return [code.code for code in item.codes if fold(code.code) == row]


def _rake(start: np.ndarray, margins: "list[tuple[list[np.ndarray], np.ndarray]]") -> np.ndarray | None:
    """Return weights that hit every margin, fitted to one after the other in turn (Deming and Stephan 1940); None where they do not settle."""
    weight = start.copy()
    for _ in range(_MOST_ROUNDS):
        furthest = 0.0
        for cells, targets in margins:
            for inside, target in zip(cells, targets.tolist(), strict=True):
                held = float(weight[inside].sum())
                if held <= 0:
                    return None
                furthest = max(furthest, abs(held / target - 1.0))
                weight[inside] *= target / held
        if furthest < _RAKED:
            return weight
    return None


def _quantile(numbers: np.ndarray, weight: np.ndarray, share: float) -> float | None:
    """Return the smallest number that a share of the weight does not exceed; None where there is no number."""
    there = np.isfinite(numbers) & (weight > 0)
    order = np.argsort(numbers[there], kind="stable")
    sorted_numbers, cumulated = numbers[there][order], np.cumsum(weight[there][order])
    if not len(cumulated):
        return None
    return float(sorted_numbers[np.searchsorted(cumulated, (share - _ROUNDED) * cumulated[-1])])
