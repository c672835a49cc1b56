"""One published cell counted again: which road its section has, what it gives, and which questions and columns it used."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

import numpy as np

from relstudy.folding import fold
from relstudy.recount.answers import Fieldwork
from relstudy.recount.cases import Interviewing
from relstudy.recount.coders import Judging
from relstudy.recount.expected import Expected, Printed
from relstudy.recount.hypothesised import Hypothesised
from relstudy.recount.journeys import Travelling
from relstudy.recount.likenesses import Likeness
from relstudy.recount.meetings import Meeting
from relstudy.recount.options import fit_of, novelty_of, pleased_by
from relstudy.recount.registers import Registers
from relstudy.recount.ruled import Ruled, registers_of
from relstudy.recount.tradeoffs import Choosing
from relstudy.steps.open_answers import OPEN
from relstudy.steps.tradeoffs import COUNTED
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Study, Wave


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyParts:
    """The parts of a cell's key."""

    section: str
    item: str
    measure: str
    row: str
    column: str

    @classmethod
    def of(cls, key: str) -> "KeyParts":
        """Return the parts of a key; raises ValueError where it has not five."""
        section, item, measure, row, column = key.split("/")
        return cls(section=section, item=item, measure=measure, row=row, column=column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted:
    """What the second road gave: `value` None where there is none.

    `files` are stems of the files that were read, each with the columns used; `earlier` those of the wave the cell's
    column names.
    """

    value: float | str | None = None
    files: tuple[tuple[str, tuple[str, ...]], ...] = ()
    earlier: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recount:
    """The files of a wave, read when first needed.

    `profile_of`, `printed` and `ends` are what a run kept: profiles, intervals of expectations, those of hypotheses by
    key. `earlier` gives the recount of another wave of the study, None where it has no such wave.
    """

    study: Study
    wave: Wave
    profile_of: Mapping[str, str] = field(default_factory=dict)
    printed: Printed
    earlier: "Callable[[str], Recount | None] | None" = None
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @cached_property
    def fieldwork(self) -> Fieldwork:
        """Return the answers of the wave."""
        return Fieldwork.read(self.study, self.wave, profile_of=self.profile_of)

    @cached_property
    def interviewing(self) -> Interviewing:
        """Return the interviews of the wave."""
        return Interviewing.read(self.study, self.wave)

    @cached_property
    def judging(self) -> Judging:
        """Return the coders of the wave."""
        return Judging(room=self.interviewing)

    @cached_property
    def travelling(self) -> Travelling:
        """Return the journeys of the wave."""
        return Travelling.read(self.study, self.wave)

    @cached_property
    def choosing(self) -> Choosing:
        """Return the trade-offs of the wave."""
        return Choosing.read(self.study, self.wave)

    @cached_property
    def registers(self) -> Registers:
        """Return the registers of the wave."""
        return Registers(study=self.study, wave=self.wave)

    def count(self, key: str) -> Recounted:
        """Return a cell counted again from the raw files.

        Raises
        ------
        FieldworkError
            A file a run would refuse.
        """
        parts = KeyParts.of(key)
        road = _ROADS.get(parts.section)
        return road(self, parts) if road is not None else Recounted()


_CODINGS = (
    ("cases", ("case_id", "target")),
    ("verbatims", ("case_id", "text")),
    ("codings", ("code_id",)),
    ("asked", ()),
)
_SCORES = (("benchmark", ("player_id", "practice", "score")),)


def _from_answers(recount: Recount, value: float | str | None, *items: Item | None) -> Recounted:
    """Return a figure with the columns that tell its questions, and what makes the weights."""
    field, plan = recount.fieldwork, recount.wave.weighting
    weight = (plan.column,) if plan.column else ()
    columns = dict.fromkeys(name for item in items if item is not None for name in field.columns_used(item))
    targets = ((PurePosixPath(plan.targets_file).stem, ()),) if plan.method == "rake" else ()
    is_coded = any(item is not None and field.given_to(item.id) for item in items)
    coded = (("open_codings", ("respondent_id", "code_id")),) if is_coded else ()
    return Recounted(value=value, files=(("responses", (*columns, *weight)), *coded, *targets))


def _sample(recount: Recount, parts: KeyParts) -> Recounted:
    inside = recount.fieldwork.column(parts.column)
    item = recount.fieldwork.items.get(ItemId(parts.item))
    if item is not None and inside is not None:
        wrote = recount.fieldwork.responses.answered(item) & inside
        value = float(wrote.sum()) if parts.measure == "written" else None
        return Recounted(value=value, files=(("responses", recount.fieldwork.columns_used(item)),))
    told = {"n": None if inside is None else float(inside.sum())}
    ids = () if recount.study.respondents.id == "row" else (recount.study.respondents.id,)
    return Recounted(value=told.get(parts.measure), files=(("responses", ids),))


def _weights(recount: Recount, parts: KeyParts) -> Recounted:
    field = recount.fieldwork
    weight = field.weight
    if weight is None or not len(weight):
        return _from_answers(recount, None)
    if parts.item != "_":
        return _margin(recount, weight, parts)
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    told = {
        "sum": float(weight.sum()),
        "n_effective": effective,
        "efficiency": effective / len(weight),
        "minimum": float(weight.min()),
        "maximum": float(weight.max()),
        "design_effect": len(weight) / effective,
        **field.moved(weight),
    }
    return _from_answers(recount, told.get(parts.measure))


def _margin(recount: Recount, weight: np.ndarray, parts: KeyParts) -> Recounted:
    """Return the share of a category that weights were raked to: of the start weights, of the weights, in the population."""
    field = recount.fieldwork
    categories = {
        (margin.name.replace("*", "."), "*".join(map(fold, codes))): (inside, target)
        for margin in recount.wave.weighting.targets
        for codes, inside, target in zip(margin.codes, field.categories(margin), field.shares(margin), strict=True)
    }
    inside, target = categories.get((parts.item, parts.row), (None, None))
    if inside is None or target is None:
        return _from_answers(recount, None)
    shares = {"before": field.start, "after": weight}
    of = shares.get(parts.measure)
    value = target if parts.measure == "target" else None if of is None else float(of[inside].sum() / of.sum())
    asked = [field.items.get(ItemId(name)) for name in parts.item.split(".")]
    return _from_answers(recount, value, *asked)


def _survey(recount: Recount, parts: KeyParts) -> Recounted:
    item = recount.fieldwork.items.get(ItemId(parts.item))
    if item is None:
        return _from_answers(recount, None)
    return _from_answers(recount, recount.fieldwork.figure(item, parts.measure, parts.row, parts.column), item)


def _quality(recount: Recount, parts: KeyParts) -> Recounted:
    grid = None if parts.row == "_" else recount.fieldwork.items.get(ItemId(parts.row))
    if parts.item != "straight_liners" or recount.study.quality.leave_out:
        return _from_answers(recount, None)
    return _from_answers(recount, recount.fieldwork.ticked_through(grid, parts.measure), grid)


def _profiles(recount: Recount, parts: KeyParts) -> Recounted:
    field, plan = recount.fieldwork, recount.study.profiles
    asked = [field.items.get(name) for name in plan.items] if plan is not None else []
    existing = field.items.get(plan.existing) if plan is not None and plan.existing is not None else None
    if parts.measure == "existing":
        told = None if existing is None else field.figure(existing, "share", parts.row, f"profile={parts.item}")
        return _from_answers(recount, told, existing, *asked)
    if parts.measure == "existing_ari":
        return _from_answers(recount, None if existing is None else _agreement(field, existing), existing, *asked)
    if parts.measure in ("centre", "pole_score", "pole"):
        return _from_answers(recount, _likeness(recount, parts), *asked)
    return _from_answers(recount, _membership(field, parts), *asked)


def _likeness(recount: Recount, parts: KeyParts) -> float | str | None:
    """Return what members of a profile are like; profiles that are frozen have the scales and the names of their own wave."""
    plan = recount.study.profiles
    if plan is None or recount.wave.frozen_profiles is not None:
        return None
    like = Likeness(field=recount.fieldwork, plan=plan)
    if parts.measure == "pole":
        return like.pole(parts.item)
    return like.centre(parts.item, parts.row) if parts.measure == "centre" else like.pole_score(parts.item, parts.row)


def _agreement(field: Fieldwork, existing: Item) -> float | None:
    """Return how far profiles and segments agree beyond chance, by pairs of respondents (adjusted Rand; Hubert and Arabie 1985)."""
    if existing.id not in field.responses.missing:
        return None
    segments = [field.chose(existing, (code.code,)) for code in existing.codes if code.missing is None]
    crossed = np.array(
        [[float((inside & (field.profile == p)).sum()) for inside in segments] for p in set(field.profile) - {""}]
    )
    if crossed.size == 0 or not crossed.sum():
        return None

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    by_profile, by_segment, every = pairs(crossed.sum(axis=1)), pairs(crossed.sum(axis=0)), pairs(crossed.sum())
    chance = by_profile * by_segment / every if every else 0.0
    most = (by_profile + by_segment) / 2
    return (pairs(crossed) - chance) / (most - chance) if most != chance else 1.0


def _membership(field: Fieldwork, parts: KeyParts) -> float | None:
    """Return how many are in a profile, or what share; the profiles themselves are those the run found."""
    entered, inside = field.profile != "", field.column(parts.column)
    if parts.measure == "k":
        return float(len(set(field.profile[entered].tolist()))) or None
    if parts.measure == "dropped":
        return float((~entered).sum()) if entered.any() else None
    if parts.measure not in ("n", "share") or inside is None or field.weight is None:
        return None
    members = inside & (field.profile == parts.item)
    if parts.measure == "n":
        return float(members.sum())
    base = float(field.weight[inside & entered].sum())
    return float(field.weight[members].sum()) / base if base > 0 else None


def _expectations(recount: Recount, parts: KeyParts) -> Recounted:
    plan = recount.study.expecting
    named = next((e for e in recount.study.expectations if e.id == parts.item), None)
    if plan is None:
        return Recounted()
    if plan.importance == "cases":
        told = None if named is None else recount.interviewing.verdict(named, parts.measure, parts.column, plan)
        return Recounted(value=told, files=_CODINGS)
    expected = Expected(field=recount.fieldwork, plan=plan, printed=recount.printed)
    value: float | str | None
    if parts.measure == "line":
        asked = [
            e.importance_item if parts.row == "importance" else e.satisfaction_item for e in recount.study.expectations
        ]
        value = expected.line(parts.row) if plan.importance == "stated" else None
    else:
        asked = [] if named is None else [named.importance_item, named.satisfaction_item]
        value = expected.figure(parts.item, parts.measure, parts.column)
    items = recount.fieldwork.items
    return _from_answers(recount, value, *(items.get(ItemId(name)) for name in asked if name is not None))


#: Of interviews, what is drawn at random or grouped: no plain road counts it again.
_DRAWN = ("saturation_", "new_themes_", "type")


def _interviews(recount: Recount, parts: KeyParts) -> Recounted:
    room = recount.interviewing
    if parts.measure == "saturation":
        return Recounted(value=room.saturation(), files=_CODINGS)
    if parts.measure == "new_themes":
        new = dict(enumerate(room.new_themes(), start=1))
        return Recounted(value=_as_number(new.get(int(parts.row))), files=_CODINGS)
    if parts.measure == "new_themes_expected":
        return Recounted(value=room.expected_themes(int(parts.row)), files=_CODINGS)
    if parts.measure == "cases_with":
        return Recounted(value=float(len(room.voicing(parts.item) & room.voicing(parts.row))), files=_CODINGS)
    if parts.measure.startswith(_DRAWN):
        return Recounted()
    counted = room.readings(parts.measure)
    if counted is not None:
        read = (("verbatims", ("verbatim_id",)), ("codings", ("coder", "verbatim_id")), ("reads", ("verbatim_id",)))
        return Recounted(value=counted, files=read)
    if parts.item == "_":
        inside = room.column(parts.column)
        sizes = {"n": None if inside is None else float(len(inside)), "groups": float(room.files.cases.group.sum())}
        return Recounted(value=sizes.get(parts.measure), files=(("cases", ("case_id", "kind")),))
    if parts.measure == "quote":
        return Recounted(value=room.quote(parts.item, parts.row), files=_CODINGS)
    if parts.measure == "cases_at":
        return Recounted(value=room.count_at(parts.item, parts.row, parts.column), files=_CODINGS)
    return Recounted(value=room.count(parts.item, parts.measure, parts.column), files=_CODINGS)


def _agreement_of_coders(recount: Recount, parts: KeyParts) -> Recounted:
    if parts.item.startswith(OPEN):
        return Recounted()
    files = (("verbatims", ("case_id",)), ("codings", ("coder", "code_id")), ("reads", ("coder", "verbatim_id")))
    return Recounted(value=recount.judging.figure(parts.item, parts.measure), files=files)


def _journeys(recount: Recount, parts: KeyParts) -> Recounted:
    if parts.measure in (*COUNTED, "choice_quote"):
        value = recount.choosing.figure(parts.item, parts.measure, parts.row, parts.column)
        told = ("case_id", "chosen", "refused", "situation", "reason")
        return Recounted(value=value, files=(("cases", ("case_id", "target")), ("tradeoffs", told)))
    value = recount.travelling.figure(parts.item, parts.measure, parts.row, parts.column)
    steps = (
        (("journeys", ("case_id", "journey_id", "step", "offer_id")),)
        if recount.study.journeys_told == "file"
        else (("verbatims", ("case_id", "text")), ("codings", ("verbatim_id", "code_id", "start", "end")))
    )
    files = (("cases", ("case_id", "target")), *steps)
    return Recounted(value=value, files=files)


def _as_number(count: int | None) -> float | None:
    return None if count is None else float(count)


def _audit(recount: Recount, parts: KeyParts) -> Recounted:
    value = recount.registers.audit(parts.item, parts.measure, parts.row)
    return Recounted(value=value, files=(("audit", ("value", "target", "date")),))


def _benchmark(recount: Recount, parts: KeyParts) -> Recounted:
    value = recount.registers.benchmark(parts.item, parts.measure, parts.column)
    return Recounted(value=value, files=_SCORES)


def _grid(recount: Recount, parts: KeyParts) -> Recounted:
    value = recount.registers.grid(parts.item, parts.measure, parts.row)
    return Recounted(value=value, files=(("grid", ("offer_id", "criterion", "score")),))


def _offers(recount: Recount, parts: KeyParts) -> Recounted:
    meeting = Meeting.of(recount.fieldwork, parts.row)
    return _from_answers(recount, meeting.figure(parts.measure, parts.column), *meeting.items)


def _strategy(recount: Recount, parts: KeyParts) -> Recounted:
    plans = recount.registers
    if parts.item.startswith("rule."):
        rule = parts.item.removeprefix("rule.")
        return Recounted(value=Ruled(registers=plans).figure(rule, parts.measure), files=registers_of(rule))
    if parts.item.startswith("maturity.") or parts.measure.startswith("maturity"):
        return Recounted(value=plans.maturity(parts.item, parts.measure), files=(("maturity", ("dimension", "score")),))
    if parts.measure in ("target", "current", "gap"):
        files = (("roadmap", ("offer_id", "kpi", "target")), ("audit", ("value", "date")))
        return Recounted(value=plans.roadmap(parts.item, parts.measure, parts.row), files=files)
    if parts.measure in ("users", "non_users", "use_gap", "clv"):
        return _of_customers(recount, parts)
    return _of_option(recount, parts)


def _of_option(recount: Recount, parts: KeyParts) -> Recounted:
    """Return the fit, the novelty or the pleased cases of a channel under project."""
    if parts.measure == "value":
        return Recounted(value=novelty_of(recount.registers, parts.item), files=_SCORES)
    if parts.measure == "enchantment":
        return Recounted(value=pleased_by(recount.interviewing, parts.item, parts.column), files=_CODINGS)
    if parts.measure == "fit":
        keys = {e.id: f"expectations/{e.id}/tier/_/{parts.column}" for e in recount.study.expectations}
        tiers = {name: recount.count(key) for name, key in keys.items()}
        value = fit_of(recount.study, parts.item, ((name, one.value) for name, one in tiers.items()))
        files: dict[str, tuple[str, ...]] = {"expectations": ("offer_id",)} if keys else {}
        files |= {stem: columns for one in tiers.values() for stem, columns in one.files}
        return Recounted(value=value, files=tuple(files.items()))
    return Recounted()


def _of_customers(recount: Recount, parts: KeyParts) -> Recounted:
    """Return what customers are worth, or what users of a channel and the others say, and how far apart they are."""
    field, plan = recount.fieldwork, recount.study.value
    if parts.measure == "clv":
        if plan is None:
            return Recounted()
        named = [field.items[ItemId(f)] if isinstance(f, str) else float(f) for f in plan.factors.values()]
        factors = [field.numbers_of(f) if isinstance(f, Item) else np.full(field.responses.n, f) for f in named]
        inside = field.column(parts.column)
        told = None if inside is None else field.mean_of(np.prod(factors, axis=0), inside)
        return _from_answers(recount, told, *(f for f in named if isinstance(f, Item)))
    judged, use = field.items.get(ItemId(parts.row)), field.items.get(ItemId(parts.column.partition("=")[0]))
    users = field.column(parts.column)
    if judged is None or use is None or users is None:
        return _from_answers(recount, None, judged, use)
    asked, numbers = field.responses.asked(use), field.numbers_of(judged)
    told, others = field.mean_of(numbers, users & asked), field.mean_of(numbers, ~users & asked)
    gap = told - others if told is not None and others is not None else None
    figures = {"users": told, "non_users": others, "use_gap": gap}
    return _from_answers(recount, figures.get(parts.measure), judged, use)


def _waves(recount: Recount, parts: KeyParts) -> Recounted:
    """Return a figure of an earlier wave, or how far this wave's is from it, both counted again."""
    before = recount.earlier(parts.column.removeprefix("wave=")) if recount.earlier is not None else None
    if before is None:
        return Recounted()
    section, _, item = parts.item.partition(".")
    measure = parts.measure.removesuffix("_difference")
    key = f"{section}/{item}/{measure}/{parts.row}/all"
    then = before.count(key)
    if measure == parts.measure:
        return Recounted(value=then.value, earlier=then.files)
    now = recount.count(key)
    difference = now.value - then.value if isinstance(now.value, float) and isinstance(then.value, float) else None
    return Recounted(value=difference, files=now.files, earlier=then.files)


def _hypotheses(recount: Recount, parts: KeyParts) -> Recounted:
    told = Hypothesised(field=recount.fieldwork, ends=recount.ends)
    one = next((h for h in recount.study.hypotheses if h.id == parts.item), None)
    item = None if one is None else recount.fieldwork.items.get(one.item)
    return _from_answers(recount, told.figure(parts.item, parts.measure, parts.row), item)


#: What counts the cells of a section again; a section without a road is said to have none.
_ROADS: Mapping[str, Callable[[Recount, KeyParts], Recounted]] = {
    "sample": _sample,
    "weights": _weights,
    "quality": _quality,
    "survey": _survey,
    "profiles": _profiles,
    "expectations": _expectations,
    "interviews": _interviews,
    "agreement": _agreement_of_coders,
    "journeys": _journeys,
    "audit": _audit,
    "benchmark": _benchmark,
    "grid": _grid,
    "offers": _offers,
    "strategy": _strategy,
    "hypotheses": _hypotheses,
    "waves": _waves,
}


def is_equal(published: float | str | None, again: float | str | None) -> bool:
    """Tell whether a figure and its recount are the same: texts letter by letter, numbers to nine digits."""
    if isinstance(published, str) or isinstance(again, str):
        return published == again
    if published is None or again is None:
        return False
    return bool(np.isclose(published, again, rtol=1e-9, atol=1e-9))
