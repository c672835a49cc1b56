"""study.toml: what the study is, which steps it has, and how its numbers are made.

Only what stands in this one file is judged here; what it names elsewhere (items, codes, columns) is checked once all
files are read (`check_references`). A setting this version cannot follow is a fault, never ignored.
"""

import math
import re
from dataclasses import dataclass, field
from typing import Literal, cast

from relstudy.definitions.peeking import leads_outside
from relstudy.definitions.read_declaration import ID, LANGUAGE, Declaration, is_number, show
from relstudy.definitions.read_practices import DeclaredPractices, read_practices
from relstudy.definitions.read_toml import Document
from relstudy.errors import SEVERITIES, FaultLog, computed
from relstudy.nearest import nearest_first
from relstudy.survey.items import ItemId
from relstudy.survey.plan import (
    CODING_UNITS,
    EFFECT_KINDS,
    JOURNEYS_TOLD,
    Accepted,
    Break,
    CodingPlan,
    CodingUnit,
    Design,
    Disclosure,
    Effect,
    ExpectationsPlan,
    Identity,
    JourneysTold,
    Pole,
    ProfilesPlan,
    QualityCheck,
    QualityPlan,
    Respondents,
    Steps,
    TablesPlan,
    ValuePlan,
    Weighting,
)
from relstudy.survey.registers import Criterion

TABLES = (
    "study", "steps", "respondents", "design", "weighting", "profiles", "expectations", "grid", "tables", "disclosure",
    "interviews", "quality", "practices", "effects", "value", "accepted", "breaks", "schedule",
)  # fmt: skip

#: Sets of replicate weights beyond which nothing is gained.
MOST_RESAMPLES = 10_000
#: More profiles than this cannot be told apart by a reader.
MOST_PROFILES = 20

_STUDY_ID = re.compile(r"(?=.*[a-z0-9])[a-z0-9_.-]+\Z")
_FRACTION = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyToml:
    """What study.toml says. `expecting` is None where it has no `[expectations]`; `root` tells where each key stands."""

    root: Declaration
    identity: Identity
    languages: tuple[str, ...]
    steps: Steps
    client: str | None = None
    sector: str | None = None
    respondents: Respondents = field(default_factory=Respondents)
    design: Design = field(default_factory=Design)
    weighting: Weighting = field(default_factory=Weighting)
    profiles: ProfilesPlan | None = None
    expecting: ExpectationsPlan | None = None
    tables: TablesPlan = field(default_factory=TablesPlan)
    disclosure: Disclosure = field(default_factory=Disclosure)
    coding: CodingPlan = field(default_factory=CodingPlan)
    journeys_told: JourneysTold = "file"
    quality: QualityPlan = field(default_factory=QualityPlan)
    effects: tuple[Effect, ...] = ()
    value: ValuePlan | None = None
    practices: DeclaredPractices | None = None
    criteria: tuple[Criterion, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    breaks: tuple[Break, ...] = ()
    notify: tuple[str, ...] = ()
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


def read_study_toml(document: Document, log: FaultLog) -> StudyToml:
    """Return what study.toml says, faults in the log; what is wrong or absent has its default."""
    root = Declaration(document.data, document, (), log)
    root.only(TABLES)
    labels: dict[str, dict[str, str]] = {}
    identity, languages, client, sector = read_identity(root, labels)
    steps = _read_steps(root)
    return StudyToml(
        root=root,
        identity=identity,
        languages=languages,
        client=client,
        sector=sector,
        steps=steps,
        respondents=_read_respondents(root),
        design=_read_design(root, identity.seed),
        weighting=_read_weighting(root),
        profiles=_read_profiles(root, languages, labels),
        expecting=_read_expecting(root, steps),
        tables=_read_tables(root),
        disclosure=_read_disclosure(root),
        coding=_read_coding(root),
        journeys_told=_read_journeys_told(root),
        quality=_read_quality(root),
        effects=_read_effects(root),
        value=_read_value(root),
        practices=read_practices(root),
        criteria=_read_criteria(root, languages, labels),
        accepted=_read_accepted(root),
        breaks=_read_breaks(root, languages, labels),
        notify=_read_notify(root),
        labels=labels,
    )


def read_identity(
    root: Declaration, labels: dict[str, dict[str, str]]
) -> tuple[Identity, tuple[str, ...], str | None, str | None]:
    """Return what `[study]` says: identity, languages, client and sector; labels beside."""
    table = root.table("study")
    if table is None:
        if not root.has("study"):
            root.fault("missing-key", column="study", allowed="[study]")
        return Identity(id="_"), ("fr",), None, None
    table.only(("id", "name", "languages", "client", "sector", "seed"))
    study = table.text("id", required=True)
    if study is not None and not _STUDY_ID.match(study):
        table.fault("bad-id", "id", found=study, allowed="a-z 0-9 _ . -")
    languages = _read_languages(table)
    name = table.label("name", languages)
    if not name and (not table.has("name") or table.data["name"] in ("", {})):
        table.fault("missing-key", "name", column="name")
    if name:
        labels["study"] = name
        labels[f"study/{study}"] = name
    seed = table.whole("seed", 1, least=0, most=2**63 - 1)
    named = {key: table.label(key, languages) for key in ("client", "sector")}
    labels |= {f"identity/{key}": label for key, label in named.items() if label}
    client, sector = (next(iter(label.values()), None) for label in named.values())
    return Identity(id=study or "_", seed=seed), languages, client, sector


def _read_languages(table: Declaration) -> tuple[str, ...]:
    languages = table.texts("languages", required=True)
    if languages is None:
        return ("fr",)
    wrong = [lang for lang in languages if not LANGUAGE.match(lang)]
    if wrong or not languages or len(set(languages)) < len(languages):
        found = show(wrong[0]) if wrong else show(list(languages))
        table.fault("bad-value", "languages", found=found, allowed='["fr"], ["en"], ["fr", "en"]')
    return tuple(dict.fromkeys(lang for lang in languages if LANGUAGE.match(lang))) or ("fr",)


def _read_steps(root: Declaration) -> Steps:
    table = root.table("steps")
    names = ("audit", "benchmark", "interviews", "survey")
    if table is None:
        if not root.has("steps"):
            root.fault("missing-key", column="steps", allowed="[steps]")
        return Steps(audit=False, benchmark=False, interviews=False, survey=False)
    table.only(names)
    # A step whose key is misspelt is meant: what leans on it is judged as if it were there.
    declared = {name: table.boolean(name, default=name in table.misspelt, required=True) for name in names}
    return Steps(**declared)


def _read_respondents(root: Declaration) -> Respondents:
    table = root.table("respondents")
    if table is None:
        return Respondents()
    table.only(("id", "panel", "target", "keep", "sheet", "header_row", "skip_rows"))
    respondents = table.text("id") or "row"
    panel = table.boolean("panel", default=False)
    if panel and respondents == "row":
        table.fault("bad-value", "panel", found='id = "row"', allowed="@ids-of-persons")
    skip = table.numbers("skip_rows") if table.data.get("skip_rows") != [] else ()
    if skip and not all(row.is_integer() and row >= 1 for row in skip):
        table.wrong("skip_rows", ">= 1")
        skip = ()
    return Respondents(
        id=respondents,
        panel=panel,
        target=table.item_id("target"),
        keep=table.text("keep"),
        sheet=table.text("sheet"),
        header_row=table.whole("header_row", 1, least=1, most=1_048_576),
        skip_rows=tuple(sorted({int(row) for row in skip or ()})),
    )


def _read_design(root: Declaration, seed: int) -> Design:
    table = root.table("design")
    if table is None:
        return Design()
    table.only(("strata", "clusters", "fpc", "replicates", "resamples"))
    replicates = table.choice("replicates", ("none", "jackknife", "bootstrap"), "none")
    resamples = table.whole("resamples", 1_000, least=100, most=MOST_RESAMPLES)
    # A word that is none of these is said already: nobody wrote the default that stands for it.
    if table.has("resamples") and table.data.get("replicates", "none") in ("none", "jackknife"):
        table.fault("bad-value", "resamples", found=f'replicates = "{replicates}"', allowed='replicates = "bootstrap"')
    return Design(
        strata=table.text("strata"),
        clusters=table.text("clusters"),
        fpc=table.text("fpc"),
        replicates=None if replicates == "none" else cast("Literal['jackknife', 'bootstrap']", replicates),
        resamples=resamples,
        # Without replicates the seed has no part in the design, and wakes nothing.
        seed=1 if replicates == "none" else seed,
    )


def _read_weighting(root: Declaration) -> Weighting:
    table = root.table("weighting")
    if table is None:
        return Weighting()
    table.only(("method", "column", "targets", "bounds", "trim", "zero"))
    column = table.text("column")
    method = table.choice("method", ("none", "column", "rake"), "column" if column else "none")
    targets = table.text("targets")
    if targets is not None and leads_outside(targets):
        table.wrong("targets", "@file-of-study")
        targets = None
    bounds, trim = _read_bounds(table), table.number("trim")
    if trim is not None and trim <= 1:
        table.wrong("trim", "> 1")
        trim = None
    if bounds is not None and trim is not None:
        table.fault("bad-value", "trim", found="bounds, trim", allowed="@one-of-two")
    # A misspelt method is one fault: what raking alone takes may be right.
    if method != "rake" and table.data.get("method", method) == method:
        for key in ("targets", "bounds", "trim"):
            if table.has(key):
                table.fault("bad-value", key, found=f'method = "{method}"', allowed='method = "rake"')
    zero = table.choice("zero", ("refuse", "drop"), "refuse")
    return Weighting(
        method=cast("Literal['none', 'column', 'rake']", method),
        column=column,
        zero=cast("Literal['refuse', 'drop']", zero),
        bounds=bounds,
        trim=trim,
        targets_file=targets or "targets.csv",
    )


def _read_bounds(table: Declaration) -> tuple[float, float] | None:
    """Return the lowest and highest ratio of a raked weight to its start weight; they enclose 1."""
    if not table.has("bounds"):
        return None
    given = table.data["bounds"]
    numbers = given if isinstance(given, list) and len(given) == 2 and all(map(is_number, given)) else None
    if numbers is None or not 0 <= numbers[0] < 1 < numbers[1]:
        table.fault("bad-value", "bounds", found=show(given), allowed="[0.3, 3]")
        return None
    return float(numbers[0]), float(numbers[1])


def _read_profiles(
    root: Declaration, languages: tuple[str, ...], labels: dict[str, dict[str, str]]
) -> ProfilesPlan | None:
    table = root.table("profiles")
    if table is None:
        return None
    table.only(("items", "k", "method", "missing", "min_share", "poles", "existing", "axes"))
    if table.has("axes"):
        table.fault("not-available", "axes", found=f"axes = {show(table.data['axes'])}", allowed='method = "kmeans"')
    items = table.item_ids("items", required=True)
    if items is not None and not items:
        table.fault("missing-value", "items", found="[]")
    for twice in {item for item in items or () if (items or ()).count(item) > 1}:
        table.fault("duplicate-id", "items", found=twice)
    table.choice("method", ("kmeans",), "kmeans", later=("mca_ward", "latent_class"))
    missing = table.choice("missing", ("drop", "mean"), "drop")
    share = table.number("min_share")
    if share is not None and not 0 < share <= 0.5:
        table.wrong("min_share", "0 < … <= 0.5")
        share = None
    return ProfilesPlan(
        items=tuple(dict.fromkeys(items or ())),
        k=_read_k(table),
        missing=cast("Literal['drop', 'mean']", missing),
        min_share=0.05 if share is None else share,
        poles=_read_poles(table, languages, labels),
        existing=table.item_id("existing"),
    )


def _read_k(table: Declaration) -> tuple[int, int]:
    bounds = table.numbers("k", length=2)
    if bounds is None:
        return (2, 8)
    low, high = bounds
    if not (low.is_integer() and high.is_integer() and 2 <= low <= high <= MOST_PROFILES):
        table.wrong("k", f"[2, 8] (2 <= k <= {MOST_PROFILES})")
        return (2, 8)
    return int(low), int(high)


def _read_poles(table: Declaration, languages: tuple[str, ...], labels: dict[str, dict[str, str]]) -> tuple[Pole, ...]:
    poles = []
    declared = table.table("poles", item="poles")
    for name in declared.data if declared is not None else ():
        pole = cast("Declaration", declared).table(name, item=f"poles.{name}")
        if pole is None:
            continue
        if not ID.match(name) or name == "none":
            pole.fault("bad-id", found=name, allowed="a-z 0-9 _", column="poles")
        pole.only(("name", "high", "low"))
        high, low = pole.item_ids("high") or (), pole.item_ids("low") or ()
        if not high and not low and not (pole.has("high") or pole.has("low")):
            pole.fault("missing-key", column="high", allowed="high, low")
        labels[f"pole/{name}"] = pole.label("name", languages)
        poles.append(Pole(id=name, high=high, low=low))
    return tuple(poles)


def _read_expecting(root: Declaration, steps: Steps) -> ExpectationsPlan | None:
    table = root.table("expectations")
    if table is None:
        return None
    table.only(("importance", "overall", "tier_rule", "line", "satisfaction_line", "voiced_by", "unprompted_by"))
    default = "stated" if steps.survey or not steps.interviews else "cases"
    importance = table.choice("importance", ("stated", "cases", "derived"), default, later=("maxdiff",))
    return ExpectationsPlan(
        importance=cast("Literal['stated', 'cases', 'derived']", importance),
        overall=_read_overall(table, importance),
        tier_rule=_read_tier_rule(table, importance),
        line=_read_line(table, "line"),
        satisfaction_line=_read_line(table, "satisfaction_line"),
        voiced_by=_read_fraction(table, "voiced_by", (1, 2)),
        unprompted_by=_read_fraction(table, "unprompted_by", (1, 3)),
    )


def _read_overall(table: Declaration, importance: str) -> ItemId | None:
    overall = table.item_id("overall")
    if overall is not None and importance != "derived":
        table.fault("bad-value", "overall", found=f'importance = "{importance}"', allowed='importance = "derived"')
    return overall


def _read_tier_rule(table: Declaration, importance: str) -> Literal["importance", "opportunity", "quadrant"]:
    """Return the rule of the tiers: an opportunity needs both on one scale, a quadrant both as means; cases have neither."""
    rules = {"stated": ("importance", "opportunity", "quadrant"), "derived": ("importance", "quadrant")}
    fitting = rules.get(importance, ("importance",))
    rule = table.choice("tier_rule", rules["stated"], "importance")
    if rule not in fitting:
        found = f'tier_rule = "{rule}", importance = "{importance}"'
        table.fault("bad-value", "tier_rule", found=found, allowed=", ".join(fitting))
        return "importance"
    return cast("Literal['importance', 'opportunity', 'quadrant']", rule)


def _read_line(table: Declaration, key: str) -> float | Literal["mean"]:
    if isinstance(table.data.get(key), str):
        table.choice(key, ("mean",), "mean")
        return "mean"
    number = table.number(key)
    return "mean" if number is None else number


def _read_fraction(table: Declaration, key: str, default: tuple[int, int]) -> tuple[int, int]:
    text = table.text(key)
    if text is None:
        return default
    m = _FRACTION.match(text)
    if m is None or not 0 < int(m[1]) <= int(m[2]):
        table.wrong(key, '"1/2", "1/3", "2/3"')
        return default
    return int(m[1]), int(m[2])


def _read_tables(root: Declaration) -> TablesPlan:
    table = root.table("tables")
    if table is None:
        return TablesPlan()
    table.only(("banner", "correction", "levels"))
    banner = table.item_ids("banner") or ()
    for twice in {item for item in banner if banner.count(item) > 1}:
        table.fault("duplicate-id", "banner", found=twice)
    correction = table.choice("correction", ("fdr", "bonferroni", "none"), "fdr")
    levels = table.numbers("levels")
    if levels is not None and not _are_levels(levels):
        table.wrong("levels", "[0.95], [0.95, 0.90], ...: 0.5 <= … < 1")
        levels = None
    return TablesPlan(
        banner=tuple(dict.fromkeys(banner)),
        correction=cast("Literal['fdr', 'bonferroni', 'none']", correction),
        levels=levels or (0.95, 0.90),
    )


def _are_levels(levels: tuple[float, ...]) -> bool:
    """Tell whether these are one level, or two of which the second asks for less."""
    inside = all(0.5 <= level < 1 for level in levels)
    return inside and (len(levels) == 1 or (len(levels) == 2 and levels[0] > levels[1]))


def _read_disclosure(root: Declaration) -> Disclosure:
    table = root.table("disclosure")
    if table is None:
        return Disclosure()
    table.only(("min_base", "caution_base"))
    least = table.whole("min_base", 30, least=1)
    caution = table.whole("caution_base", max(100, least), least=1)
    if caution < least:
        table.wrong("caution_base", f">= {least}")
        caution = least
    return Disclosure(min_base=least, caution_base=caution)


def _read_coding(root: Declaration) -> CodingPlan:
    table = root.table("interviews")
    if table is None:
        return CodingPlan()
    table.only(("unit", "resamples", "types", "journeys"))
    return CodingPlan(
        unit=cast("CodingUnit", table.choice("unit", CODING_UNITS, "verbatim")),
        resamples=table.whole("resamples", CodingPlan().resamples, least=100, most=MOST_RESAMPLES),
        types=table.boolean("types", default=True) if table.has("types") else None,
    )


def _read_journeys_told(root: Declaration) -> JourneysTold:
    table = root.table("interviews")
    return "file" if table is None else cast("JourneysTold", table.choice("journeys", JOURNEYS_TOLD, "file"))


def _read_quality(root: Declaration) -> QualityPlan:
    table = root.table("quality")
    if table is None:
        return QualityPlan()
    table.only(("duration", "fastest", "contradictions", "leave_out"))
    contradictions = []
    declared = table.table("contradictions", item="quality.contradictions")
    for name in declared.data if declared is not None else ():
        text = cast("Declaration", declared).text(name, required=True)
        if not ID.match(name):
            cast("Declaration", declared).fault("bad-id", name, found=name, allowed="a-z 0-9 _")
        elif text is not None:
            contradictions.append((name, text))
    duration = table.text("duration")
    if table.has("fastest") and duration is None:
        table.fault("missing-key", column="duration")
    checks: dict[str, bool] = {
        "duplicates": True,
        "straight_liners": True,
        "speeders": duration is not None,
        "contradictions": table.has("contradictions"),
    }
    leave_out = dict.fromkeys(table.texts("leave_out") or ())
    for name in leave_out:
        if name not in checks:
            table.fault("bad-value", "leave_out", found=name, allowed=nearest_first(name, checks))
        elif not checks[name]:
            table.fault("missing-key", column="duration" if name == "speeders" else "contradictions")
    return QualityPlan(
        duration=duration,
        fastest=_read_fraction(table, "fastest", (1, 3)),
        contradictions=tuple(contradictions),
        leave_out=tuple(cast("QualityCheck", name) for name in leave_out if name in checks),
    )


def _read_effects(root: Declaration) -> tuple[Effect, ...]:
    table = root.table("effects")
    if table is None:
        return ()
    table.only(EFFECT_KINDS)
    named = ((kind, table.item_ids(kind)) for kind in EFFECT_KINDS)
    return tuple(Effect(kind=kind, items=tuple(dict.fromkeys(items))) for kind, items in named if items)


def _read_value(root: Declaration) -> ValuePlan | None:
    table = root.table("value")
    if table is None:
        return None
    table.only(("basket", "frequency", "years", "margin"))
    factors = {key: _read_factor(table, key) for key in ("basket", "frequency", "years")}
    margin = _read_factor(table, "margin", most=1.0) if table.has("margin") else None
    basket, frequency, years = factors.values()
    if basket is None or frequency is None or years is None or (table.has("margin") and margin is None):
        return None
    return ValuePlan(basket=basket, frequency=frequency, years=years, margin=margin)


def _read_factor(table: Declaration, key: str, *, most: float = math.inf) -> float | ItemId | None:
    """Return a number from 0 to `most`, or the id of an item; None where it is neither, which is said."""
    if isinstance(table.data.get(key), str):
        return table.item_id(key, required=True)
    number = table.number(key, required=True)
    if number is not None and not 0 <= number <= most:
        table.wrong(key, ">= 0" if math.isinf(most) else f"0 … {most:g}")
        return None
    return number


def _read_criteria(
    root: Declaration, languages: tuple[str, ...], labels: dict[str, dict[str, str]]
) -> tuple[Criterion, ...]:
    grid = root.table("grid")
    if grid is None:
        return ()
    before = len(root.log.faults)
    criteria = []
    for name in grid.data:
        table = grid.table(name, item=f"grid.{name}")
        if table is None:
            continue
        if not ID.match(name):
            table.fault("bad-id", found=name, allowed="a-z 0-9 _", column="grid")
        table.only(("weight", "higher_is_better", "scale", "label"))
        labels[f"criterion/{name}"] = table.label("label", languages)
        criteria.append(_read_criterion(name, table))
    total = sum(c.weight for c in criteria)
    sound = not any(f.column == "weight" for f in root.log.faults[before:])
    if criteria and sound and abs(total - 1) > 1e-9:
        grid.fault("targets-not-one", column="weight", item="grid", found=computed(total, ".12g"), allowed="1")
    return tuple(criteria)


def _read_criterion(name: str, table: Declaration) -> Criterion:
    weight = table.number("weight", required=True)
    if weight is not None and weight < 0:
        table.wrong("weight", ">= 0")
    low, high = table.numbers("scale", length=2) or (0.0, 10.0)
    if not low < high:
        table.wrong("scale", "@two-rising-numbers")
        low, high = 0.0, 10.0
    better = table.boolean("higher_is_better", default=True)
    return Criterion(id=name, weight=weight or 0.0, higher_is_better=better, low=low, high=high)


def _read_accepted(root: Declaration) -> tuple[Accepted, ...]:
    settled = []
    codes = [code for code, severity in SEVERITIES.items() if severity != "error"]
    for table in root.tables("accepted") or ():
        table.only(("code", "where", "why", "who"))
        code, where, why, who = (table.text(key, required=True) for key in ("code", "where", "why", "who"))
        if code is not None and code not in codes:
            table.fault("bad-value", "code", found=code, allowed=nearest_first(code, codes))
        elif code and where and why and who:
            settled.append(Accepted(code=code, where=where.removeprefix("./"), why=why, who=who))
    return tuple(settled)


def _read_breaks(root: Declaration, languages: tuple[str, ...], labels: dict[str, dict[str, str]]) -> tuple[Break, ...]:
    """Return the breaks an analyst declares; whether item and wave exist is judged with the other references."""
    breaks: dict[Break, None] = {}
    for table in root.tables("breaks") or ():
        table.only(("item", "wave", "reason"))
        item, wave = (table.text(key, required=True) for key in ("item", "wave"))
        reason = table.label("reason", languages)
        if not reason and (not table.has("reason") or table.data["reason"] in ("", {})):
            table.fault("missing-key", "reason", column="reason", allowed='reason = { fr = "", en = "" }')
        if item is None or wave is None:
            continue
        one = Break(item=ItemId(item), wave=wave)
        if one in breaks:
            table.fault("duplicate-id", "item", found=f"{item}, {wave}")
        breaks[one] = None
        if reason:
            labels[f"break/{wave}/{item}"] = reason
    return tuple(breaks)


def _read_notify(root: Declaration) -> tuple[str, ...]:
    """Return the command that is handed the notice of a due run, a program and its arguments; none is empty."""
    table = root.table("schedule")
    if table is None:
        return ()
    table.only(("notify",))
    return table.texts("notify") or ()
