"""Rules of the diagnosis judged again from the registers alone: how many of the facts a rule reads hold, and its verdict."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from relstudy.recount.registers import Registers
from relstudy.survey.registers import Offer

#: From this score of maturity on something is shared between channels; figures of a review are no older than these days.
_SHARED, _YEAR = 2, 366
_AFTER = {"delivery", "after_sales"}


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """The registers of a wave as rules read them."""

    registers: Registers

    def figure(self, rule: str, measure: str) -> float | str | None:
        """Return the verdict of a rule or how many of its facts hold; None for a rule that reads more than registers."""
        if rule not in _RULES:
            return None
        read, is_met = _RULES[rule]
        facts = list(read(self))
        if measure == "holding":
            return float(sum(facts)) if facts else None
        if measure != "verdict":
            return None
        if not facts:
            return "no_evidence"
        return "met" if is_met(sum(facts), len(facts)) else "not_met"

    def channels(self) -> Iterator[Offer]:
        """Yield the channels."""
        return (offer for offer in self.registers.study.offers if offer.kind == "channel")

    def integrated(self, *dimensions: str) -> Iterator[bool]:
        """Yield whether each dimension of maturity that has a score is shared between channels."""
        lines = self.registers.wave.maturity
        return (line.score >= _SHARED for line in lines if line.dimension in dimensions)

    def latest(self) -> Mapping[tuple[str, str], int]:
        """Return the last line of each KPI of the audit, by offer and KPI; none without an audit."""
        if self.registers.wave.audit is None:
            return {}
        lines = self.registers.audit_lines
        last: dict[tuple[str, str], int] = {}
        for i, (place, kpi) in enumerate(zip(lines.offer.tolist(), lines.kpi.tolist(), strict=True)):
            pair = self.registers.study.offers[place].id, str(kpi)
            if pair not in last or lines.day[i] >= lines.day[last[pair]]:
                last[pair] = i
        return last

    def missed(self, offers: set[str], *, costs: bool = False) -> Iterator[bool]:
        """Yield whether each KPI of some offers that has a target misses it; `costs`: those in money that are better low."""
        lines = self.registers.audit_lines if self.latest() else None
        for (offer, kpi), i in self.latest().items():
            verdict = self.registers.audit(offer, kpi, "verdict")
            is_cost = lines is not None and lines.unit[i] == "eur" and not lines.higher_is_better[i]
            if offer in offers and verdict is not None and (is_cost or not costs):
                yield verdict == "not_met"

    def all_offers(self) -> set[str]:
        """Return every offer."""
        return {offer.id for offer in self.registers.study.offers}

    def after_purchase(self) -> set[str]:
        """Return the offers that serve after the purchase and nowhere else."""
        return {o.id for o in self.registers.study.offers if o.phases and set(o.phases) <= _AFTER}

    def procedures(self) -> set[str]:
        """Return the offers that are no channel."""
        return self.all_offers() - {offer.id for offer in self.channels()}

    def without_kpi(self) -> Iterator[bool]:
        """Yield whether each channel in use has no figure in the audit."""
        last, lines = self.latest(), self.registers.audit_lines if self.latest() else None
        followed = {
            offer for (offer, _), i in last.items() if lines is not None and not np.isnan(float(lines.value[i]))
        }
        return (offer.id not in followed for offer in self.channels() if last and offer.status == "in_use")

    def recent(self) -> Iterator[bool]:
        """Yield whether each dated KPI is less than a year old at the end of the fieldwork."""
        end = self.registers.wave.facts.field_end.toordinal()
        days = (
            date.fromordinal(int(self.registers.audit_lines.day[i])).toordinal()
            for i in self.latest().values()
            if self.registers.audit_lines.day[i]
        )
        return (end - day < _YEAR for day in days)


def _any(hold: int, _: int) -> bool:
    return hold > 0


def _most(hold: int, facts: int) -> bool:
    return hold > facts - hold


def _all(hold: int, facts: int) -> bool:
    return hold == facts


#: The rules told by registers alone: what of it holds, fact by fact, and from how many on the rule is met.
_RULES: Mapping[str, tuple[Callable[[Ruled], Iterator[bool]], Callable[[int, int], bool]]] = {
    "one_channel": (lambda r: (o.status == "in_use" for o in r.channels() if o.status is not None), lambda hold, _: hold < 2),
    "emerging_ignored": (
        lambda r: (o.family == "emerging" and o.status != "retired" for o in r.channels() if o.family is not None and o.status is not None),
        lambda hold, _: hold == 0,
    ),
    "teams_in_silos": (lambda r: (not shared for shared in r.integrated("teams")), _any),
    "scattered_data": (lambda r: (not shared for shared in r.integrated("data")), _any),
    "blurred_identity": (lambda r: (not shared for shared in r.integrated("identity")), _any),
    "shared_data": (lambda r: r.integrated("data", "orders"), _all),
    "roles_named": (lambda r: (line.owner is not None for line in r.registers.wave.roadmap), _all),
    "kpis_not_followed": (Ruled.without_kpi, _any),
    "cost_underestimated": (lambda r: r.missed(r.all_offers(), costs=True), _any),
    "after_purchase_neglected": (lambda r: r.missed(r.after_purchase()), _most),
    "after_purchase_cared_for": (lambda r: (not missed for missed in r.missed(r.after_purchase())), _all),
    "complex_journeys": (lambda r: r.missed(r.procedures()), _most),
    "regular_review": (Ruled.recent, _all),
}  # fmt: skip

#: The registers these rules are told by, each with the columns used.
_CHANNELS = ("offers", ("kind", "status"))
_SERVING = ("offers", ("phases",))
_MATURITY = ("maturity", ("dimension", "score"))
_TARGETS = ("audit", ("value", "target", "date"))
_READ: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "one_channel": (_CHANNELS,),
    "emerging_ignored": (("offers", ("kind", "family", "status")),),
    "teams_in_silos": (_MATURITY,),
    "scattered_data": (_MATURITY,),
    "blurred_identity": (_MATURITY,),
    "shared_data": (_MATURITY,),
    "roles_named": (("roadmap", ("owner",)),),
    "kpis_not_followed": (_CHANNELS, ("audit", ("offer_id", "value", "date"))),
    "cost_underestimated": (_TARGETS,),
    "after_purchase_neglected": (_SERVING, _TARGETS),
    "after_purchase_cared_for": (_SERVING, _TARGETS),
    "complex_journeys": (("offers", ("kind",)), _TARGETS),
    "regular_review": (("audit", ("date",)),),
}


def registers_of(rule: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the registers a rule is judged again from, by stem, with the columns used; none for a rule that reads more than registers."""
    return _READ.get(rule, ())
