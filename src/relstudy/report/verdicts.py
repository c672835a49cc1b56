"""Expectations as pages read them: rank, importance, satisfaction and the two verdicts of one expectation in one column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.values import (
    EMPTY,
    Beside,
    Caution,
    Count,
    Disc,
    Field,
    Inline,
    Number,
    Runs,
    Toned,
    Trend,
    VerdictWord,
)
from relstudy.steps.expectations.surveyed_cells import FROZEN

TIERS = ("primary", "unsettled", "secondary", "missing")
ACTIONS = ("improve", "keep", "watch", "do_not_overinvest", "unsettled", "missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One expectation in one column of the cells; a cell that does not exist is None."""

    id: str
    column: str
    offer: str | None
    rank: CellRow | None
    importance: CellRow | None
    satisfaction: CellRow | None
    gap: CellRow | None
    tier_cell: CellRow | None
    stability: CellRow | None
    action_cell: CellRow | None

    @property
    def tier(self) -> str:
        """Return primary, secondary, unsettled or missing."""
        return _category(self.tier_cell, TIERS)

    @property
    def action(self) -> str:
        """Return improve, keep, watch, do_not_overinvest, unsettled or missing."""
        return _category(self.action_cell, ACTIONS)

    @property
    def order(self) -> tuple[float, float]:
        """Return what expectations are sorted by: rank, then falling importance; unranked last."""
        return value_of(self.rank, float("inf")), -value_of(self.importance, 0.0)


def read_verdicts(context: Context, column: str = "all") -> tuple[Verdict, ...]:
    """Return the expectations of a column by rank; equal ranks and unranked ones in the order of expectations.csv.

    Empty where the expectations step gave no cells.
    """
    known = set(context.book.items("expectations")) - {"_"}
    found = []
    for expectation in context.study.expectations:
        if expectation.id not in known:
            continue
        cells = {
            measure: context.book.get("expectations", expectation.id, measure, "_", column)
            for measure in ("rank", "importance", "satisfaction", "gap", "tier", "tier_stability", "action")
        }
        if not any(cells.values()):
            continue
        found.append(
            Verdict(
                id=expectation.id,
                column=column,
                offer=expectation.offer,
                rank=cells["rank"],
                importance=cells["importance"],
                satisfaction=cells["satisfaction"],
                gap=cells["gap"],
                tier_cell=cells["tier"],
                stability=cells["tier_stability"],
                action_cell=cells["action"],
            )
        )
    return tuple(sorted(found, key=lambda v: v.order))


def from_cases(context: Context) -> bool:
    """Tell whether the expectations were ranked from interviews."""
    plan = context.study.expecting
    return plan is not None and plan.importance == "cases"


def beside(context: Context) -> tuple[str, ...]:
    """Return the measures that stand beside importance, by the road and the rule of the study."""
    plan = context.study.expecting
    derived = ("relative_weight",) if plan is not None and plan.importance == "derived" else ()
    return (*derived, "opportunity") if plan is not None and plan.tier_rule == "opportunity" else derived


def line_cell(context: Context, measure: str) -> CellRow | None:
    """Return the cell of a line of decision, or None."""
    book = context.book
    return book.get("expectations", "_", "line", measure, "_") or book.get("expectations", "_", "line", measure, "all")


def frozen_since(context: Context) -> str | None:
    """Return the wave whose lines of decision this one keeps, None where its lines are its own."""
    frozen = context.wave.frozen_lines
    held = line_cell(context, "importance")
    return frozen.wave if frozen is not None and held is not None and held.has_mark(FROZEN) else None


def tier_line(context: Context) -> CellRow | None:
    """Return the cell of the line that tiers are taken against, or None; of a quadrant, the line of importance."""
    plan = context.study.expecting
    return line_cell(context, "opportunity" if plan is not None and plan.tier_rule == "opportunity" else "importance")


def by_tier(verdicts: Iterable[Verdict]) -> dict[str, tuple[Verdict, ...]]:
    """Return the expectations of each tier, in their order."""
    every = tuple(verdicts)
    return {tier: tuple(v for v in every if v.tier == tier) for tier in TIERS}


def by_action(verdicts: Iterable[Verdict]) -> dict[str, tuple[Verdict, ...]]:
    """Return the expectations of each action, in their order."""
    every = tuple(verdicts)
    return {action: tuple(v for v in every if v.action == action) for action in ACTIONS}


def tier_counts(context: Context, groups: dict[str, tuple[Verdict, ...]]) -> Mapping[str, Inline]:
    """Return how many expectations each tier has, in words: "7 prioritaires"; by tier, in their order."""
    return {
        tier: context.words.count(f"tier_counts.{tier}", len(groups[tier]), n=Count(len(groups[tier]), context.lang))
        for tier in ("primary", "unsettled", "secondary")
    }


def rank_disc(verdict: Verdict, context: Context) -> Inline:
    """Return the rank on a disc: full = primary, hollow = secondary, dashed = unsettled; the accent marks what to improve first."""
    improve = verdict.tier == "primary" and verdict.action == "improve"
    return Disc(Number(verdict.rank, context.lang), verdict.tier, improve)


def tier_word(verdict: Verdict, context: Context) -> Inline:
    """Return the tier in words, with the cell it comes from and the mark of a small base."""
    return _word(verdict.tier_cell, "tiers", verdict.tier, context)


def action_word(verdict: Verdict, context: Context) -> Inline:
    """Return the action in words, with the cell it comes from and the mark of a small base.

    The accent belongs to "à améliorer en priorité" alone.
    """
    return _word(verdict.action_cell, "actions", verdict.action, context)


def agreement(verdict: Verdict, context: Context) -> Inline:
    """Return the share of resamples that keep a tier; of an unsettled one with the side it leans to."""
    runs = Runs(verdict.stability, context.lang)
    side = _leaning(verdict, context)
    if verdict.tier != "unsettled" or side is None or verdict.stability is None or not verdict.stability.shown:
        return runs
    return runs + Toned("note", context.words.say(f"R3.side.{side}"))


def _leaning(verdict: Verdict, context: Context) -> str | None:
    """Return on which side of the line an estimate lies; of a quadrant whether in the one to improve first. None where a line or a figure is missing."""
    plan, book = context.study.expecting, context.book
    rule = "importance" if plan is None else plan.tier_rule
    if rule == "quadrant":
        pairs = [
            (verdict.importance, line_cell(context, "importance")),
            (verdict.satisfaction, line_cell(context, "satisfaction")),
        ]
    elif rule == "opportunity":
        pairs = [(book.get("expectations", verdict.id, "opportunity", "_", verdict.column), tier_line(context))]
    else:
        pairs = [(verdict.importance, tier_line(context))]
    above = []
    for cell, held in pairs:
        if cell is None or held is None or cell.value is None or held.value is None:
            return None
        above.append(cell.value >= held.value)
    if rule == "quadrant":
        return "inside" if above == [True, False] else "outside"
    return "above" if above[0] else "below"


def measured(cell: CellRow | None, context: Context) -> Inline:
    """Return the number of a measure, and an arrow where it moved significantly since the wave before."""
    number, trend = Number(cell, context.lang), Trend(cell, context.lang)
    return number + trend if trend else number


def judged(verdict: Verdict, context: Context) -> tuple[Inline, Inline]:
    """Return the cases satisfied and dissatisfied with what the expectation is about."""
    positive, negative = (
        context.book.get("expectations", verdict.id, side, "_", verdict.column) for side in ("positive", "negative")
    )
    return Number(positive, context.lang, of_base=True), Number(negative, context.lang, of_base=True)


def judged_words(verdict: Verdict, context: Context) -> Mapping[str, Inline]:
    """Return the same in words: "1 satisfait", "8 insatisfaits"."""
    said = {}
    for side, word in (("positive", "satisfied"), ("negative", "dissatisfied")):
        cell = context.book.get("expectations", verdict.id, side, "_", verdict.column)
        said[side] = context.words.count(
            f"counts.{word}", value_of(cell, 0.0), n=Number(cell, context.lang, of_base=True)
        )
    return said


def unprompted(verdict: Verdict, context: Context) -> Inline:
    """Return the cases that voice the expectation unprompted."""
    return Number(
        context.book.get("expectations", verdict.id, "unprompted", "_", verdict.column), context.lang, of_base=True
    )


def ranked_name(verdict: Verdict, context: Context) -> Inline:
    """Return the name of an expectation after its rank on a disc; a shared rank says so."""
    name = context.label("expectation", verdict.id) + tie_note(verdict.rank, context)
    return Beside("ranked", (rank_disc(verdict, context), Toned("whole", name)))


def rank_interval(verdict: Verdict, context: Context) -> Inline:
    """Return the interval of a rank over resamples ("1–2"), one number where it is one."""
    rank, lang = verdict.rank, context.lang
    low = Field(rank, "low", lang)
    if rank is None or rank.low is None or rank.low == rank.high:
        return low
    return context.words.say("R3.interval", low=low, high=Field(rank, "high", lang))


def tie_note(rank: CellRow | None, context: Context) -> Inline:
    """Return "(ex æquo)" where a rank is shared."""
    if rank is None or not rank.has_mark("tie"):
        return EMPTY
    return " " + Toned("muted", context.words.say("marks.tie"))


def verdict_word(context: Context, cell: CellRow) -> Inline | None:
    """Return the words of a tier or an action, bound to its cell; None where the cell is another category."""
    table = {"tier": "tiers", "action": "actions"}.get(cell.measure)
    return None if table is None or cell.text is None else _word(cell, table, cell.text, context)


def _category(cell: CellRow | None, known: tuple[str, ...]) -> str:
    if cell is None or not cell.shown or cell.text not in known:
        return "missing"
    return cell.text


def _word(cell: CellRow | None, table: str, value: str, context: Context) -> Inline:
    if cell is None or cell.status == "withheld":
        return Number(cell, context.lang)
    word = context.words.say(f"{table}.{value}")
    told = VerdictWord(word, cell.key, named=value, tone="improve" if value == "improve" else "")
    small = Caution(cell, context.lang)
    return told + small if small else told
