"""The diagnosis: mistakes a relation makes and good practices it follows, as rules on what the study established.

A rule reads facts and counts those that hold; without a fact there is no evidence and it says nothing. Facts come from
registers and from cells that may be published, so that no verdict tells what a page withholds. RULES is data: nothing
else knows a rule by its name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from relstudy.cells import Cell, CellKey, cell_key
from relstudy.survey.items import ItemId
from relstudy.survey.registers import Dimension, Expectation, MaturityScore, Offer, RoadmapLine

Verdict = Literal["met", "not_met", "no_evidence"]
#: How many of the facts must hold for a rule to be met.
MetWhen = Literal["any", "most", "all", "none", "at_most_one"]
Severity = Literal["high", "medium", "low"]

#: A channel of the customers: at least one in four uses it. A channel hardly used: fewer than one in ten.
OFTEN, HARDLY = 0.25, 0.10
#: From this score on (cross) something is shared between channels.
SHARED = 2
#: Figures older than this at the end of the fieldwork are not reviewed regularly.
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something the study knows: whether what a rule looks for holds, and the cell that says so, None for a register.

    `source` is the place of a register that says it, `asked` the item and row of the answers that do.
    """

    holds: bool
    key: CellKey | None = None
    source: str | None = None
    asked: tuple[ItemId, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A published share of the survey: of what offer or answer, for everybody; `asked` = its item and row."""

    name: str
    share: float
    key: CellKey
    asked: tuple[ItemId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What rules read. A part is empty where the study has not the matter, or nothing of it may be published.

    `audit` are the rows of `Audit.measures`, read from `audit_file`. `verdicts` are the published tiers and actions of
    the expectations: item, measure, column, text, source, question, row. `uses` are the shares of those who use an offer, `wishes` the option most often chosen by each
    question that offers some, `continuity` the shares of those who found continuity ("yes") and who did not ("no").
    """

    offers: tuple[Offer, ...]
    expectations: tuple[Expectation, ...]
    maturity: tuple[MaturityScore, ...]
    roadmap: tuple[RoadmapLine, ...]
    audit: pd.DataFrame
    verdicts: pd.DataFrame
    uses: tuple[Observed, ...]
    wishes: tuple[Observed, ...]
    continuity: tuple[Observed, ...]
    field_end: date
    audit_file: str = "audit.csv"

    @property
    def channels(self) -> tuple[Offer, ...]:
        """Return the channels known to be in use."""
        return tuple(o for o in self.offers if o.kind == "channel" and o.status == "in_use")

    @property
    def judged(self) -> pd.DataFrame:
        """Return the KPIs of the audit that have a verdict."""
        return self.audit[self.audit["verdict"] != ""]

    @property
    def planned(self) -> frozenset[str]:
        """Return the offers the roadmap has a line for, or for an expectation of."""
        named = {m.expectation for m in self.roadmap}
        return frozenset(
            {*(m.offer for m in self.roadmap), *(e.offer for e in self.expectations if e.id in named and e.offer)}
        )

    def is_planned(self, expectation: str) -> bool:
        """Tell whether a line of the roadmap serves an expectation."""
        return any(move.serves(e) for e in self.expectations if e.id == expectation for move in self.roadmap)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One mistake or good practice: where its facts are found, and how many of them make it met."""

    id: str
    kind: Literal["mistake", "good_practice"]
    severity: Severity
    facts: Callable[[Evidence], Iterable[Fact]]
    met_when: MetWhen


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of a rule: `holding` of `facts` hold; `keys` are the cells of those that made the verdict, else of all.

    `source` and `asked` are those of the first of these facts: nothing was read for a rule without any.
    """

    rule: str
    verdict: Verdict
    holding: int
    facts: int
    keys: tuple[CellKey, ...] = ()
    source: str | None = None
    asked: tuple[ItemId, str] | None = None

    @property
    def item(self) -> str:
        """Return the item of its cells."""
        return f"rule.{self.rule}"


def _channels_in_use(evidence: Evidence) -> Iterable[Fact]:
    channels = (o for o in evidence.offers if o.kind == "channel" and o.status is not None)
    return (Fact(holds=o.status == "in_use", source=f"{o.file}#status") for o in channels)


def _used_but_not_offered(evidence: Evidence) -> Iterable[Fact]:
    status = {o.id: o.status for o in evidence.offers}
    often = (use for use in evidence.uses if use.share >= OFTEN and status.get(use.name) is not None)
    return (_seen(use, holds=status[use.name] != "in_use") for use in often)


def _hardly_used(evidence: Evidence) -> Iterable[Fact]:
    open_to_all = {o.id for o in evidence.channels}
    return (_seen(use, holds=use.share < HARDLY) for use in evidence.uses if use.name in open_to_all)


def _seen(observed: Observed, *, holds: bool) -> Fact:
    return Fact(holds=holds, key=observed.key, asked=observed.asked)


def _breaks(evidence: Evidence) -> Iterable[Fact]:
    return _larger_side(evidence, "no")


def _continuity(evidence: Evidence) -> Iterable[Fact]:
    return _larger_side(evidence, "yes")


def _larger_side(evidence: Evidence, side: str) -> Iterable[Fact]:
    """Yield the shares of one side of continuity; they hold where together they are more than half."""
    mine = [o for o in evidence.continuity if o.name == side]
    holds = sum(o.share for o in mine) > 0.5
    return (_seen(o, holds=holds) for o in mine)


def _costs_missed(evidence: Evidence) -> Iterable[Fact]:
    judged = evidence.judged
    return _missed(evidence, judged[(judged["unit"] == "eur") & ~judged["higher_is_better"].astype(bool)])


def _after_purchase_missed(evidence: Evidence) -> Iterable[Fact]:
    return _missed(evidence, _after_purchase(evidence))


def _after_purchase_met(evidence: Evidence) -> Iterable[Fact]:
    return (replace(fact, holds=not fact.holds) for fact in _after_purchase_missed(evidence))


def _after_purchase(evidence: Evidence) -> pd.DataFrame:
    """Return the KPIs of the offers that serve after the purchase and nowhere else."""
    after = {o.id for o in evidence.offers if o.phases and {"delivery", "after_sales"}.issuperset(o.phases)}
    return evidence.judged[evidence.judged["offer_id"].isin(after)]


def _procedures_missed(evidence: Evidence) -> Iterable[Fact]:
    procedures = {o.id for o in evidence.offers if o.kind in ("procedure", "service")}
    return _missed(evidence, evidence.judged[evidence.judged["offer_id"].isin(procedures)])


def _missed(evidence: Evidence, kpis: pd.DataFrame) -> Iterable[Fact]:
    columns = (kpis[name] for name in ("offer_id", "kpi", "verdict", "line"))
    return (
        Fact(
            holds=verdict == "not_met",
            key=cell_key("audit", offer, kpi, "verdict", "_"),
            source=f"{evidence.audit_file}#L{line}",
        )
        for offer, kpi, verdict, line in zip(*columns, strict=True)
    )


def _channels_without_kpi(evidence: Evidence) -> Iterable[Fact]:
    if evidence.audit.empty:
        return ()
    followed = set(evidence.audit.loc[evidence.audit["value"].notna(), "offer_id"])
    return (Fact(holds=o.id not in followed, source=f"{evidence.audit_file}#offer_id") for o in evidence.channels)


def _recent_figures(evidence: Evidence) -> Iterable[Fact]:
    dated = evidence.audit[evidence.audit["date"] != ""]
    columns = (dated[name] for name in ("offer_id", "kpi", "date", "line"))
    return (
        Fact(
            holds=evidence.field_end - date.fromisoformat(day) < _YEAR,
            key=cell_key("audit", offer, kpi, "date", "_"),
            source=f"{evidence.audit_file}#L{line}",
        )
        for offer, kpi, day, line in zip(*columns, strict=True)
    )


def _emerging(evidence: Evidence) -> Iterable[Fact]:
    known = (o for o in evidence.offers if o.kind == "channel" and o.family is not None and o.status is not None)
    return (Fact(holds=o.family == "emerging" and o.status != "retired", source=f"{o.file}#family") for o in known)


def _wishes_left_out(evidence: Evidence) -> Iterable[Fact]:
    planned = evidence.planned
    return (_seen(wish, holds=wish.name not in planned) for wish in evidence.wishes if planned)


def _to_improve_left_out(evidence: Evidence) -> Iterable[Fact]:
    return (replace(fact, holds=not fact.holds) for fact in _to_improve_planned(evidence))


def _to_improve_planned(evidence: Evidence) -> Iterable[Fact]:
    if not evidence.roadmap:
        return
    found = evidence.verdicts
    found = found[(found["measure"] == "action") & (found["column"] == "all") & (found["text"] == "improve")]
    columns = (found[name] for name in ("item", "source", "question", "row"))
    for item, source, question, row in zip(*columns, strict=True):
        yield Fact(
            holds=evidence.is_planned(item),
            key=cell_key("expectations", item, "action", "_", "all"),
            source=source if isinstance(source, str) else None,
            asked=(ItemId(question), row) if isinstance(question, str) else None,
        )


def _moves_for_a_primary_expectation(evidence: Evidence) -> Iterable[Fact]:
    found = evidence.verdicts
    tiers = found[found["measure"] == "tier"]
    primary, ranked = (
        dict(zip(first["item"], first["column"], strict=True))
        for first in (tiers[tiers["text"] == "primary"].drop_duplicates("item"), tiers.drop_duplicates("item"))
    )
    for move in evidence.roadmap if len(tiers) else ():
        served = [e.id for e in evidence.expectations if move.serves(e)]
        column = primary if any(name in primary for name in served) else ranked
        first = next((name for name in served if name in column), None)
        yield Fact(
            holds=column is primary,
            key=cell_key("expectations", first, "tier", "_", column[first]) if first else None,
            source=f"{move.file}#L{move.line}",
        )


def _owners(evidence: Evidence) -> Iterable[Fact]:
    return (Fact(holds=move.owner is not None, source=f"{move.file}#L{move.line}") for move in evidence.roadmap)


def _not_shared(*dimensions: Dimension) -> Callable[[Evidence], Iterable[Fact]]:
    """Return a reader of the dimensions of maturity: they hold where nothing is shared between channels."""
    return lambda evidence: (_scored(s, holds=s.score < SHARED) for s in evidence.maturity if s.dimension in dimensions)


def _shared(*dimensions: Dimension) -> Callable[[Evidence], Iterable[Fact]]:
    """Return a reader of the dimensions of maturity: they hold where something is shared between channels."""
    return lambda evidence: (
        _scored(s, holds=s.score >= SHARED) for s in evidence.maturity if s.dimension in dimensions
    )


def _scored(score: MaturityScore, *, holds: bool) -> Fact:
    key = cell_key("strategy", f"maturity.{score.dimension}", "score", "_", "_")
    return Fact(holds=holds, key=key, source=f"{score.file}#L{score.line}")


#: In the order they are told.
RULES = (
    Rule(id="one_channel", kind="mistake", severity="high", facts=_channels_in_use, met_when="at_most_one"),
    Rule(id="not_where_customers_are", kind="mistake", severity="high", facts=_used_but_not_offered, met_when="any"),
    Rule(id="incoherent_experience", kind="mistake", severity="high", facts=_breaks, met_when="any"),
    Rule(id="cost_underestimated", kind="mistake", severity="medium", facts=_costs_missed, met_when="any"),
    Rule(id="no_adaptation", kind="mistake", severity="medium", facts=_wishes_left_out, met_when="any"),
    Rule(id="mix_too_complicated", kind="mistake", severity="low", facts=_hardly_used, met_when="most"),
    Rule(id="after_purchase_neglected", kind="mistake", severity="high", facts=_after_purchase_missed, met_when="most"),
    Rule(id="teams_in_silos", kind="mistake", severity="high", facts=_not_shared("teams"), met_when="any"),
    Rule(id="scattered_data", kind="mistake", severity="high", facts=_not_shared("data"), met_when="any"),
    Rule(id="blurred_identity", kind="mistake", severity="medium", facts=_not_shared("identity"), met_when="any"),
    Rule(id="complex_journeys", kind="mistake", severity="medium", facts=_procedures_missed, met_when="most"),
    Rule(id="emerging_ignored", kind="mistake", severity="low", facts=_emerging, met_when="none"),
    Rule(id="feedback_ignored", kind="mistake", severity="high", facts=_to_improve_left_out, met_when="most"),
    Rule(id="kpis_not_followed", kind="mistake", severity="medium", facts=_channels_without_kpi, met_when="any"),
    Rule(
        id="moves_meet_expectations", kind="good_practice", severity="high", facts=_moves_for_a_primary_expectation,
        met_when="all",
    ),
    Rule(id="coherent_experience", kind="good_practice", severity="high", facts=_continuity, met_when="any"),
    Rule(id="shared_data", kind="good_practice", severity="high", facts=_shared("data", "orders"), met_when="all"),
    Rule(id="roles_named", kind="good_practice", severity="medium", facts=_owners, met_when="all"),
    Rule(
        id="after_purchase_cared_for", kind="good_practice", severity="medium", facts=_after_purchase_met, met_when="all"
    ),
    Rule(id="feedback_used", kind="good_practice", severity="high", facts=_to_improve_planned, met_when="all"),
    Rule(id="regular_review", kind="good_practice", severity="low", facts=_recent_figures, met_when="all"),
)  # fmt: skip


def diagnose(evidence: Evidence) -> tuple[Finding, ...]:
    """Return what became of every rule, in their order."""
    return tuple(judge(rule, tuple(rule.facts(evidence))) for rule in RULES)


def judge(rule: Rule, facts: tuple[Fact, ...]) -> Finding:
    """Return the verdict of a rule on its facts; without any there is no evidence, and a rule never fires."""
    if not facts:
        return Finding(rule=rule.id, verdict="no_evidence", holding=0, facts=0)
    holding = [fact for fact in facts if fact.holds]
    met = {
        "any": len(holding) > 0,
        "most": 2 * len(holding) > len(facts),
        "all": len(holding) == len(facts),
        "none": not holding,
        "at_most_one": len(holding) <= 1,
    }[rule.met_when]
    telling = (holding if met else [fact for fact in facts if not fact.holds]) or facts
    keys = tuple(fact.key for fact in telling if fact.key is not None)
    return Finding(
        rule=rule.id,
        verdict="met" if met else "not_met",
        holding=len(holding),
        facts=len(facts),
        keys=tuple(dict.fromkeys(keys)),
        source=telling[0].source,
        asked=telling[0].asked,
    )


def finding_cells(findings: Iterable[Finding]) -> Iterable[Cell]:
    """Yield the verdict of each rule, and how many of its facts hold where it has any."""
    for finding in findings:
        item, source = finding.item, finding.source
        yield Cell(
            section="strategy", item=item, measure="verdict", kind="category", text=finding.verdict, source=source
        )
        if finding.facts:
            yield Cell(
                section="strategy",
                item=item,
                measure="holding",
                value=float(finding.holding),
                unit="count",
                base=finding.facts,
                base_kind="rows",
                source=source,
            )
