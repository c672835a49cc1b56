"""METHOD: the steps of a relational-strategy study in their order, as data.

The four steps of the method (audit, benchmark, interviews, survey) and what is made of them (profiles, ranked
expectations). Rendering comes after, in `relstudy.delivery`, since a report is made of cells and not of answers.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from relstudy.steps import (
    agreement,
    audit,
    benchmark,
    changes,
    contacts,
    doubts,
    expectations,
    grid,
    hypotheses,
    intake,
    interviews,
    journeys,
    open_answers,
    profiles,
    strategy,
    survey,
    themes,
    tradeoffs,
    typing,
    weights,
)
from relstudy.study.method import Step
from relstudy.survey.expressions import parse_expression, references
from relstudy.survey.items import NAMED_BASES
from relstudy.survey.offered import chosen_among, names_use
from relstudy.survey.plan import Study, Wave


def _without_survey(study: Study, wave: Wave) -> str | None:
    return None if study.steps.survey else "no_survey"


def _without_grid(study: Study, wave: Wave) -> str | None:
    return None if study.criteria or wave.grid is not None else "no_grid"


def _without_audit(study: Study, wave: Wave) -> str | None:
    return None if study.steps.audit else "no_audit"


def _without_benchmark(study: Study, wave: Wave) -> str | None:
    return None if study.steps.benchmark else "no_benchmark"


def _without_interviews(study: Study, wave: Wave) -> str | None:
    return None if study.steps.interviews else "no_interviews"


def _without_journeys(study: Study, wave: Wave) -> str | None:
    told = wave.journeys is not None or study.journeys_told != "file"
    return _without_interviews(study, wave) or (None if told else "no_journeys")


def _without_tradeoffs(study: Study, wave: Wave) -> str | None:
    return _without_interviews(study, wave) or (None if wave.tradeoffs is not None else "no_tradeoffs")


def _without_profiles(study: Study, wave: Wave) -> str | None:
    if not study.steps.survey:
        return "no_survey"
    return None if study.profiles is not None else "no_profiles"


def _without_expectations(study: Study, wave: Wave) -> str | None:
    if study.expecting is None or not study.expectations:
        return "no_expectations"
    if study.expecting.importance == "cases":
        return None if study.steps.interviews else "no_interviews"
    return None if study.steps.survey else "no_survey"


def _without_strategy(study: Study, wave: Wave) -> str | None:
    declared = (study.offers, study.effects, study.value, wave.maturity, wave.roadmap)
    return None if any(declared) else "no_strategy"


def _without_gaps(study: Study, wave: Wave) -> str | None:
    return _without_expectations(study, wave) or _without_survey(study, wave)


def _without_changes(study: Study, wave: Wave) -> str | None:
    return _without_survey(study, wave) and _without_expectations(study, wave)


def _without_hypotheses(study: Study, wave: Wave) -> str | None:
    return _without_survey(study, wave) or (None if study.hypotheses else "no_hypotheses")


_SURVEY_ROAD = frozenset(
    {"intake.responses", "intake.sample", "weights", "profiles", "wave.items", "study.respondents"}
)


def _without_open_codings(study: Study, wave: Wave) -> str | None:
    return _without_survey(study, wave) or (None if wave.open_codings is not None else "no_open_codings")


def _spared_by_expectations(study: Study, wave: Wave) -> frozenset[str]:
    """Leave out the road not taken, so that a coding does not wake a survey's ranking, nor a weight the interviews'."""
    from_cases = study.expecting is not None and study.expecting.importance == "cases"
    return _SURVEY_ROAD if from_cases else frozenset({"interviews"})


def _spared_by_journeys(study: Study, wave: Wave) -> frozenset[str]:
    """Leave out the codings where journeys.csv tells the journeys, so that a coding does not wake them."""
    return frozenset({"wave.codings", "study.codebook"}) if study.journeys_told == "file" else frozenset()


def _spared_by_hypotheses(study: Study, wave: Wave) -> frozenset[str]:
    """Leave out the coded open answers where no hypothesis is on them, so that a coding does not wake them."""
    on_answers = _open_items(study) & {one.item for one in study.hypotheses}
    return frozenset() if on_answers else frozenset({"open_answers.coded"})


def _spared_by_weights(study: Study, wave: Wave) -> frozenset[str]:
    """Leave out the answers where no weight is raked to them, so that they do not wake the weights."""
    return frozenset() if wave.weighting.method == "rake" else frozenset({"wave.items", "intake.responses"})


def _items_of_weights(study: Study) -> frozenset[str]:
    return frozenset(name for wave in study.waves for margin in wave.weighting.targets for name in margin.items)


def _items_of_profiles(study: Study) -> frozenset[str]:
    plan = study.profiles
    if plan is None:
        return frozenset()
    poles = (name for pole in plan.poles for name in (*pole.high, *pole.low))
    return frozenset({*plan.items, *poles, plan.existing or "", study.respondents.target or ""})


def _open_items(study: Study) -> frozenset[str]:
    every = (item for items in (study.items, *(wave.items for wave in study.waves)) for item in items)
    return frozenset(item.id for item in every if item.kind.answer == "text")


def _items_made_into_profiles(study: Study) -> frozenset[str]:
    return frozenset(study.profiles.items) if study.profiles is not None else frozenset()


def _items_of_expectations(study: Study) -> frozenset[str]:
    named = (name for e in study.expectations for name in (e.importance_item, e.satisfaction_item) if name is not None)
    overall = study.expecting.overall if study.expecting is not None else None
    return frozenset({*named, overall or "", study.respondents.target or ""})


def _items_of_contacts(study: Study) -> frozenset[str]:
    """Name what tells channels or wishes, and what the bases of these items are made of."""
    every = {item for items in (study.items, *(wave.items for wave in study.waves)) for item in items}
    telling = {item for item in every if any(code.offer or code.relation for code in item.codes)}
    chosen = (item.base for item in telling if item.base not in NAMED_BASES)
    behind = (name for base in chosen for name, _ in references(parse_expression(base)))
    return frozenset({*(item.id for item in telling), *behind, study.respondents.target or ""})


def _items_of_hypotheses(study: Study) -> frozenset[str]:
    """Name what is compared, what tells the groups, and what the bases of shares are made of."""
    every = (item for items in (study.items, *(wave.items for wave in study.waves)) for item in items)
    compared = {one.item for one in study.hypotheses}
    conditions = [one.base for one in study.hypotheses]
    conditions += [item.base for item in every if item.id in compared and item.base not in NAMED_BASES]
    return frozenset({*compared, *(name for text in conditions for name, _ in references(parse_expression(text)))})


def _items_of_strategy(study: Study) -> frozenset[str]:
    items = {item.id for item in study.items if names_use(item, study.offers) or chosen_among(item, study.offers)}
    effects = (name for effect in study.effects for name in effect.items)
    value = study.value.items if study.value is not None else ()
    practices = study.practices.rule.sources if study.practices is not None else ()
    return frozenset({*items, *effects, *value, *practices, study.respondents.target or ""})


#: Steps of different results stand side by side; each tells its own by `gives`.
METHOD: tuple[Step[Any], ...] = (
    Step(
        name="intake",
        does=intake.intake_responses,
        needs=(
            "wave.responses",
            "wave.items",
            "wave.weighting",
            "wave.renamings",
            "wave.is_first",
            "wave.open_redactions",
            "study.respondents",
            "study.design",
            "study.quality",
        ),
        gives=intake.Intake,
        absent=_without_survey,
        cells=intake.cells_of,
    ),
    Step(
        name="weights",
        does=weights.weigh_respondents,
        needs=("intake.sample", "intake.dropped", "wave.weighting", "wave.items", "intake.responses"),
        gives=weights.Weights,
        absent=_without_survey,
        cells=weights.cells_of,
        spares=_spared_by_weights,
        asks=_items_of_weights,
    ),
    Step(
        name="grid",
        does=grid.score_offers,
        needs=("wave.grid", "study.criteria", "study.offers"),
        gives=grid.Grid,
        absent=_without_grid,
        cells=grid.cells_of,
    ),
    Step(
        name="audit",
        does=audit.audit_channels,
        needs=("wave.audit", "study.offers"),
        gives=audit.Audit,
        absent=_without_audit,
        cells=audit.cells_of,
    ),
    Step(
        name="benchmark",
        does=benchmark.compare_players,
        needs=("wave.benchmark", "study.players", "study.offers"),
        gives=benchmark.Benchmark,
        absent=_without_benchmark,
        cells=benchmark.cells_of,
    ),
    Step(
        name="interviews",
        does=interviews.count_interviews,
        needs=("wave.cases", "wave.verbatims", "wave.codings", "wave.asked", "wave.reads", "study.codebook"),
        gives=interviews.Interviews,
        absent=_without_interviews,
        cells=interviews.cells_of,
    ),
    Step(
        name="agreement",
        does=agreement.compare_coders,
        needs=("interviews.readings", "study.codebook", "study.coding", "study.identity"),
        gives=agreement.Agreement,
        absent=_without_interviews,
        cells=agreement.cells_of,
    ),
    Step(
        name="themes",
        does=themes.compare_themes,
        needs=(
            "interviews.heard",
            "interviews.asked",
            "interviews.target",
            "interviews.file",
            "study.codebook",
            "study.coding",
            "study.identity",
        ),
        gives=themes.Themes,
        absent=_without_interviews,
        cells=themes.cells_of,
    ),
    Step(
        name="journeys",
        does=journeys.follow_journeys,
        needs=(
            "wave.cases",
            "wave.verbatims",
            "wave.codings",
            "wave.journeys",
            "study.offers",
            "study.codebook",
            "study.journeys_told",
        ),
        gives=journeys.Journeys,
        absent=_without_journeys,
        cells=journeys.cells_of,
        spares=_spared_by_journeys,
    ),
    Step(
        name="tradeoffs",
        does=tradeoffs.weigh_choices,
        needs=("wave.cases", "wave.verbatims", "wave.tradeoffs", "study.offers", "study.codebook"),
        gives=tradeoffs.Tradeoffs,
        absent=_without_tradeoffs,
        cells=tradeoffs.cells_of,
    ),
    Step(
        name="profiles",
        does=profiles.find_profiles,
        needs=(
            "study.profiles",
            "study.identity",
            "study.respondents",
            "wave.items",
            "wave.frozen_profiles",
            "intake.responses",
            "intake.sample",
            "weights",
        ),
        gives=profiles.Profiles,
        absent=_without_profiles,
        cells=profiles.cells_of,
        asks=_items_of_profiles,
        is_long=True,
    ),
    Step(
        name="typing",
        does=typing.learn_typing,
        needs=(
            "study.profiles",
            "study.identity",
            "wave.items",
            "intake.responses",
            "profiles.member",
            "profiles.k",
        ),
        gives=typing.Typing,
        absent=_without_profiles,
        cells=typing.cells_of,
        asks=_items_made_into_profiles,
        is_long=True,
    ),
    Step(
        name="open_answers",
        does=open_answers.take_codings,
        needs=(
            "wave.items",
            "wave.open_codings",
            "intake.responses",
            "study.codebook",
            "study.coding",
            "study.identity",
        ),
        gives=open_answers.OpenAnswers,
        absent=_without_open_codings,
        cells=open_answers.cells_of,
        asks=_open_items,
    ),
    Step(
        name="survey",
        does=survey.tabulate_survey,
        needs=(
            "wave.items",
            "intake.responses",
            "intake.sample",
            "intake.left_out",
            "weights",
            "study.respondents",
            "study.tables",
            "open_answers.coded",
            "profiles",
        ),
        gives=survey.SurveyTables,
        absent=_without_survey,
        cells=survey.cells_of,
        tests=survey.tests_of,
    ),
    Step(
        name="contacts",
        does=contacts.compare_contacts,
        needs=(
            "wave.items",
            "study.offers",
            "intake.responses",
            "intake.sample",
            "weights",
            "study.respondents",
            "profiles",
        ),
        gives=contacts.Contacts,
        absent=_without_survey,
        cells=contacts.cells_of,
        asks=_items_of_contacts,
    ),
    Step(
        name="expectations",
        does=expectations.rank_expectations,
        needs=(
            "study.expectations",
            "study.expecting",
            "study.identity",
            "study.disclosure",
            "study.respondents",
            "wave.items",
            "wave.frozen_lines",
            "intake.responses",
            "intake.sample",
            "weights",
            "profiles",
            "interviews",
        ),
        gives=expectations.Expectations,
        absent=_without_expectations,
        cells=expectations.cells_of,
        spares=_spared_by_expectations,
        asks=_items_of_expectations,
        is_long=True,
    ),
    Step(
        name="strategy",
        does=strategy.weigh_strategy,
        needs=(
            "study.offers",
            "study.expectations",
            "study.codebook",
            "study.disclosure",
            "study.respondents",
            "study.effects",
            "study.value",
            "study.practices",
            "wave.facts",
            "wave.maturity",
            "wave.roadmap",
            "wave.items",
            "intake.responses",
            "intake.sample",
            "weights",
            "audit",
            "benchmark",
            "interviews",
            "profiles",
            "survey.shares_of_all",
            "expectations",
        ),
        gives=strategy.Strategy,
        absent=_without_strategy,
        cells=strategy.cells_of,
        asks=_items_of_strategy,
    ),
    Step(
        name="hypotheses",
        does=hypotheses.judge_hypotheses,
        needs=(
            "study.hypotheses",
            "study.disclosure",
            "wave.facts",
            "wave.items",
            "intake.responses",
            "intake.sample",
            "weights",
            "open_answers.coded",
        ),
        gives=hypotheses.Hypotheses,
        absent=_without_hypotheses,
        cells=hypotheses.cells_of,
        spares=_spared_by_hypotheses,
        asks=_items_of_hypotheses,
    ),
)

#: What is carried out on the cells of a wave and those of the wave before it, once both are past the gate.
CHANGES: Step[changes.Changes] = Step(
    name="changes",
    does=changes.compare_waves,
    needs=(
        "past",
        "panel",
        "cells",
        "wave.id",
        "wave.items",
        "wave.labels",
        "wave.facts",
        "wave.weighting",
        "wave.same_as_before",
        "study.breaks",
        "study.design",
        "study.respondents",
        "study.expectations",
        "study.expecting",
    ),
    gives=changes.Changes,
    absent=_without_changes,
    cells=changes.cells_of,
)

#: What a check carries out in place of the long steps.
DOUBTS: tuple[Step[Any], ...] = (
    Step(
        name="doubts.profiles",
        does=doubts.doubt_profile_items,
        needs=("study.profiles", "wave.items", "intake.responses"),
        gives=doubts.Doubts,
        absent=_without_profiles,
        cells=doubts.cells_of,
        asks=_items_of_profiles,
    ),
    Step(
        name="doubts.expectations",
        does=doubts.doubt_gaps,
        needs=("study.expectations", "study.expecting", "wave.items", "intake.responses"),
        gives=doubts.Doubts,
        absent=_without_gaps,
        cells=doubts.cells_of,
        asks=_items_of_expectations,
    ),
)


def steps_before(name: str | None) -> tuple[str, ...]:
    """Return the steps a step's result is made of, in the order of the method, itself last; none for a step there is not."""
    steps = {step.name: step for step in (*METHOD, CHANGES)}
    waiting, found = [name or ""], set[str]()
    while waiting:
        step = steps.get(waiting.pop())
        if step is not None and step.name not in found:
            found.add(step.name)
            waiting += [need.partition(".")[0] for need in step.needs]
    return tuple(step for step in steps if step in found)


def files_behind(name: str | None, files: Iterable[str]) -> tuple[str, ...]:
    """Return those of some files of a study that a step's result may rest on.

    A file some step reads by its name is left out where neither the step nor one before it does, and so are the
    analysts' words, which no step reads. What plans the study (study.toml, the questionnaire) is behind every step;
    so is every file behind what compares waves.
    """
    if name == CHANGES.name:
        return tuple(files)
    needs = {step.name: set(step.needs) for step in METHOD}
    read = set().union(*needs.values())
    behind = set().union(*(needs[step] for step in steps_before(name)))

    def stays(path: str) -> bool:
        stem = PurePosixPath(path).stem
        named = {f"wave.{stem}", f"study.{stem}"}
        return not stem.startswith("texts.") and (bool(named & behind) or not named & read)

    return tuple(path for path in files if stays(path))
