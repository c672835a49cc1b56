"""Strategy: what the steps before establish, turned towards a decision. It weighs options and finds faults; it decides nothing.

Maturity and roadmap are registers, options are the offers under project, rules are data (`diagnosis`). Nothing here
reads a number that may not be published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from relstudy.cells import Cell, cell_key, cells_frame
from relstudy.errors import Fault
from relstudy.folding import fold
from relstudy.intake.frames import Responses, Sample
from relstudy.steps.absence import NotInStudy, given
from relstudy.steps.audit import Audit
from relstudy.steps.benchmark import Benchmark
from relstudy.steps.columns import find_columns, is_not_asked
from relstudy.steps.expectations import Expectations
from relstudy.steps.interviews import Interviews
from relstudy.steps.profiles import Profiles
from relstudy.steps.sources import source_of_answers, with_sources
from relstudy.steps.strategy.customers import compare_users, value_of_customers, value_of_numbers
from relstudy.steps.strategy.diagnosis import Evidence, Finding, Observed, diagnose, finding_cells
from relstudy.steps.strategy.maturity import maturity_cells
from relstudy.steps.strategy.options import enchantment_cells, fit_cells, options_of, value_cells, with_status
from relstudy.steps.strategy.roadmap import doubt_moves, roadmap_cells
from relstudy.steps.weights import Weights, design_of
from relstudy.survey.items import CodeId, Item, ItemId
from relstudy.survey.offered import chosen_among, names_use
from relstudy.survey.plan import Disclosure, Effect, PracticesPlan, Respondents, Study, ValuePlan, Wave, WaveFacts
from relstudy.survey.registers import CodebookEntry, Expectation, MaturityScore, Offer, RoadmapLine

_NO_AUDIT = pd.DataFrame(
    {
        name: pd.Series(dtype=object)
        for name in ("offer_id", "kpi", "verdict", "unit", "value", "higher_is_better", "date", "line")
    }
)
_NO_VERDICTS = pd.DataFrame(
    {
        name: pd.Series(dtype=object)
        for name in ("item", "measure", "row", "column", "text", "status", "question", "source")
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """What helps to decide. `estimates` has one row per figure and verdict: cells before the gate; `findings` one per rule."""

    estimates: pd.DataFrame
    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...] = ()


def weigh_strategy(
    *,
    study_offers: tuple[Offer, ...],
    study_expectations: tuple[Expectation, ...],
    study_codebook: tuple[CodebookEntry, ...],
    study_disclosure: Disclosure,
    study_respondents: Respondents,
    study_effects: tuple[Effect, ...],
    study_value: ValuePlan | None,
    study_practices: PracticesPlan | None,
    wave_facts: WaveFacts,
    wave_maturity: tuple[MaturityScore, ...],
    wave_roadmap: tuple[RoadmapLine, ...],
    wave_items: tuple[Item, ...],
    intake_responses: Responses | NotInStudy,
    intake_sample: Sample | NotInStudy,
    weights: Weights | NotInStudy,
    audit: Audit | NotInStudy,
    benchmark: Benchmark | NotInStudy,
    interviews: Interviews | NotInStudy,
    profiles: Profiles | NotInStudy,
    survey_shares_of_all: pd.DataFrame | NotInStudy,
    expectations: Expectations | NotInStudy,
) -> Strategy:
    """Return maturity, fit and value of the options, the roadmap's figures, the value of customers, users beside others, the diagnosis.

    Each part is there where its matter is: a step the study has not leaves out what it alone would tell.

    Raises
    ------
    MethodError
        bad-value: the margin of a customer's value is no share of 1.
    """
    options = options_of(study_offers)
    verdicts = _verdicts(expectations, study_disclosure)
    use = _item_of_use(wave_items, study_offers, study_practices)
    shares = _published_shares(survey_shares_of_all, study_disclosure)
    evidence = Evidence(
        offers=study_offers,
        expectations=study_expectations,
        maturity=wave_maturity,
        roadmap=wave_roadmap,
        audit=_NO_AUDIT if isinstance(audit, NotInStudy) else audit.measures,
        verdicts=_shown(verdicts),
        uses=_offered(use, shares) if use is not None else (),
        wishes=_wished(wave_items, study_offers, shares),
        continuity=_continuity(study_practices, shares),
        field_end=wave_facts.field_end,
        **({} if isinstance(audit, NotInStudy) else {"audit_file": audit.file}),
    )
    findings = diagnose(evidence)
    cells = [
        *maturity_cells(wave_maturity),
        *fit_cells(options, study_expectations, verdicts),
        *value_cells(options, benchmark, profiles, disclosure=study_disclosure),
        *enchantment_cells(options, study_expectations, study_codebook, interviews),
        *roadmap_cells(wave_roadmap, audit),
        *_customer_cells(
            study_value,
            study_effects,
            use,
            study_respondents,
            wave_items,
            intake_responses,
            intake_sample,
            weights,
            profiles,
        ),
        *finding_cells(findings),
    ]
    return Strategy(
        estimates=cells_frame(cells, step="strategy"), findings=findings, faults=doubt_moves(wave_roadmap, audit)
    )


def cells_of(result: Strategy, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the section `strategy`, before the gate. A rule that rests on answers has the column of the first of them."""
    cells = with_sources(result.estimates, wave)
    asked = {one.item: source_of_answers(*one.asked, wave) for one in result.findings if one.asked is not None}
    return cells.assign(source=cells["source"].where(cells["source"].notna(), cells["item"].map(asked)))


def _verdicts(expectations: Expectations | NotInStudy, disclosure: Disclosure) -> pd.DataFrame:
    """Return tiers and actions with their status, one row per expectation, measure and column."""
    if isinstance(expectations, NotInStudy):
        return _NO_VERDICTS
    ranked = expectations.estimates
    return with_status(ranked[ranked["measure"].isin(("tier", "action"))], disclosure)


def _shown(cells: pd.DataFrame) -> pd.DataFrame:
    return cells[cells["status"].isin(("published", "cautious"))]


def _customer_cells(
    value: ValuePlan | None,
    effects: tuple[Effect, ...],
    use: Item | None,
    respondents: Respondents,
    items: tuple[Item, ...],
    responses: Responses | NotInStudy,
    sample: Sample | NotInStudy,
    weights: Weights | NotInStudy,
    profiles: Profiles | NotInStudy,
) -> Iterable[Cell]:
    """Yield what comes from the answers: the value of a customer, and users of a channel beside others."""
    if value is not None and not value.items:
        yield value_of_numbers(value)
    if isinstance(responses, NotInStudy):
        return
    by_id = {item.id: item for item in items}
    design = design_of(given(sample), given(weights))
    if value is not None and value.items:
        columns = find_columns(
            wave_items=items, intake_responses=responses, study_respondents=respondents, profiles=profiles
        )
        yield from value_of_customers(value, by_id, responses, columns, design)
    if effects and use is not None and not is_not_asked(use, responses):
        yield from compare_users(effects, use, by_id, responses, design)


#: Shares of everybody that may be published, by item and row.
_Shares = Mapping[tuple[str, str], float]


def _item_of_use(items: tuple[Item, ...], offers: tuple[Offer, ...], practices: PracticesPlan | None) -> Item | None:
    """Return the item that tells who uses which channel.

    The first that asks of no phase in particular, else the first declared for practices, else the first that asks at all.
    """
    by_id = {item.id: item for item in items}
    asking = [item for item in items if names_use(item, offers)]
    declared = practices.rule.channels if practices is not None else ()
    known = [by_id[name] for name in declared if name in by_id and any(code.offer for code in by_id[name].codes)]
    return next(iter((*(item for item in asking if item.phase is None), *known, *asking)), None)


def _published_shares(estimates: pd.DataFrame | NotInStudy, disclosure: Disclosure) -> _Shares:
    if isinstance(estimates, NotInStudy):
        return {}
    shown = _shown(with_status(estimates, disclosure))
    return {(i, r): float(v) for i, r, v in zip(shown["item"], shown["row"], shown["value"], strict=True)}


def _observed(item: ItemId, code: CodeId, name: str, shares: _Shares) -> Iterable[Observed]:
    """Yield the share of an answer under a name, where it may be published."""
    row = fold(code)
    if (item, row) in shares:
        key = cell_key("survey", item, "share", row, "all")
        yield Observed(name=name, share=shares[item, row], key=key, asked=(item, row))


def _offered(item: Item, shares: _Shares) -> tuple[Observed, ...]:
    """Return the shares of an item's answers that are linked to offers, by offer."""
    return tuple(o for c in item.answers if c.offer is not None for o in _observed(item.id, c.code, c.offer, shares))


def _wished(items: tuple[Item, ...], offers: tuple[Offer, ...], shares: _Shares) -> tuple[Observed, ...]:
    """Return the new offer most often chosen, once for each set of offers to choose among: the first time it was asked."""
    asked: dict[frozenset[str], Item] = {}
    for item in items:
        among = chosen_among(item, offers)
        if among:
            asked.setdefault(among, item)
    chosen = (_offered(item, shares) for item in asked.values())
    return tuple(max(options, key=lambda o: o.share) for options in chosen if options)


def _continuity(practices: PracticesPlan | None, shares: _Shares) -> tuple[Observed, ...]:
    """Return the shares of those who found continuity from one channel to the next, and of those who did not."""
    told = practices.rule.continuity if practices is not None else None
    if told is None:
        return ()
    sides = (("yes", told.yes), ("no", told.no))
    return tuple(o for side, codes in sides for code in codes for o in _observed(told.item, code, side, shares))
