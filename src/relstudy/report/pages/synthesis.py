"""Synthesis: the decision asked, one figure that answers, then claims, findings no claim has told, the study in short."""

from collections.abc import Iterable
from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.contacts import ContactFigure, contact_figure
from relstudy.report.context import Context
from relstudy.report.marks import profile_ids
from relstudy.report.page import Note, Page, View, show_page
from relstudy.report.pages.audit import audit_verdicts, bind_kpi, kpis_of
from relstudy.report.partition_tables import partition_claim, partition_unknown
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, joined, line
from relstudy.report.verdicts import Verdict, by_tier, from_cases, judged_words, rank_disc, read_verdicts, tier_counts
from relstudy.steps.profiles import Profiles

#: What a finding names at most; how many more its page tells is said.
_LISTED = 4
#: The offers named as the best of the grid.
_BEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing a finding names, with its figure."""

    label: Inline
    figure: Inline
    mark: Inline = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding by rule: its sentence, what it names, the page that proves it."""

    title: Inline
    points: tuple[Point, ...]
    page: str
    proof: Inline
    accent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesisView(View):
    """The answer first, then facts, findings and gaps. `decision` is made by rule, empty where the analyst wrote one."""

    decision_title: Inline
    decision: Inline
    figure: ContactFigure | None
    more: Inline
    facts_title: Inline
    facts: tuple[Note, ...]
    findings_title: Inline
    findings: tuple[Finding, ...]
    no_findings: Inline
    absent_title: Inline
    absent: tuple[Note, ...]


def build_page(context: Context) -> Page:
    """Return the synthesis; always measured, since what a study does not measure is one of its facts."""
    say = context.words.say
    verdicts = read_verdicts(context)
    found = (_improve(context, verdicts), _primary(context, verdicts), _profiles(context), _audit(context))
    told = {claim.proof for claim in context.texts.page("synthesis").claims}
    findings = tuple(f for f in (*found, _grid(context), _benchmark(context)) if f is not None and f.page not in told)
    notes = [Note(title=say("notes.limits"), text=say("synthesis.rules_note"))] if findings else []
    return show_page(
        context,
        "synthesis",
        template="synthesis.html.j2",
        title=_title(context, verdicts) if findings or told else say("synthesis.title_nothing"),
        subtitle=EMPTY,
        view=SynthesisView(
            decision_title=say("synthesis.decision_title"),
            decision=_decision(context, verdicts),
            figure=contact_figure(context, full=False),
            more=context.figure_words.say("contacts.more", page=say("R1.nav")),
            facts_title=say("synthesis.facts"),
            facts=_facts(context, verdicts),
            findings_title=say("synthesis.findings"),
            findings=findings,
            no_findings=EMPTY if told else _no_findings(context),
            absent_title=say("synthesis.absent"),
            absent=_absent(context),
        ),
        notes=tuple(notes),
    )


def _no_findings(context: Context) -> Inline:
    """Return why no rule found anything, and where the answers are where the study asked any."""
    say = context.words.say
    asked = context.absence("survey") is None
    return say("synthesis.no_findings_survey", page=say("survey.nav")) if asked else say("synthesis.no_findings")


def _title(context: Context, verdicts: tuple[Verdict, ...]) -> Inline:
    lang = context.lang
    improve = sum(v.action == "improve" for v in verdicts)
    primary = sum(v.tier == "primary" for v in verdicts)
    for key, count in (("synthesis.title_improve", improve), ("synthesis.title_primary", primary)):
        if count:
            return context.words.count(key, count, n=Count(count, lang), all=Count(len(verdicts), lang))
    return context.words.say("synthesis.title")


def _decision(context: Context, verdicts: tuple[Verdict, ...]) -> Inline:
    """Return the decision the verdicts call for; empty where the analyst wrote one, or nothing calls for any."""
    improve = sum(v.action == "improve" for v in verdicts)
    if context.texts.page("synthesis").recommendations or not improve:
        return EMPTY
    return context.words.count("synthesis.decision", improve, n=Count(improve, context.lang))


def _facts(context: Context, verdicts: tuple[Verdict, ...]) -> tuple[Note, ...]:
    say, study = context.words.say, context.study
    asked = {
        "audit": study.steps.audit,
        "benchmark": study.steps.benchmark,
        "interviews": study.steps.interviews,
        "survey": study.steps.survey,
    }
    done = [step for step, wanted in asked.items() if wanted]
    steps = context.list_steps(done) or say("synthesis.fact.none")
    lines = [
        ("steps", steps),
        ("sample", _sample(context)),
        *([] if _lacks_survey(context, "profiles") else [("profiles", _profiles_fact(context))]),
        *([] if _lacks_survey(context, "expectations") else [("expectations", _expectations_fact(context, verdicts))]),
    ]
    return tuple(Note(title=say(f"synthesis.fact.{key}"), text=text) for key, text in lines)


def _lacks_survey(context: Context, step: str) -> bool:
    """Tell whether a step is absent for want of a survey: that is said once, with what the study does not measure."""
    outcome = context.result.outcomes.get(step)
    return outcome is not None and outcome.state == "not_in_study" and outcome.reason == "no_survey"


def _sample(context: Context) -> Inline:
    """Return how many answered, were interviewed, were audited and compared."""
    words, book, lang = context.words, context.book, context.lang
    parts = []
    for section, counted in (("sample", "respondents"), ("interviews", "interviews")):
        cell = book.get(section, "_", "n", "_", "all")
        if cell is None or cell.value is None:
            continue
        text: Inline = words.count(f"counts.{counted}", cell.value, n=Number(cell, lang, of_base=True))
        targets = []
        for one in book.of(section, "_", measure="n"):
            if one.column.startswith("target=") and one.value is not None:
                name, n = context.column_label(one.column), Number(one, lang, of_base=True)
                targets.append(words.say("synthesis.fact.target", name=name, n=n))
        if targets:
            text = line("{0} ({1})", text, joined(", ", targets))
        parts.append(text)
    offers, players = len(context.study.offers), len(context.study.players)
    if any(book.of("audit")) or any(book.of("grid")):
        parts.append(words.count("counts.offers", offers, n=Count(offers, lang)))
    if any(book.of("benchmark")):
        parts.append(words.count("counts.players", players, n=Count(players, lang)))
    return joined("; " if lang == "en" else "\u202f; ", parts) or words.say("synthesis.fact.none")


def _profiles_fact(context: Context) -> Inline:
    ids = profile_ids(context)
    if not ids:
        if context.book.get("profiles", "_", "k") is not None:
            if partition_unknown(context):
                return context.words.say("synthesis.fact.profiles_unknown")
            return context.words.say("synthesis.claim.no_partition")
        return context.absence("profiles") or context.words.say("synthesis.fact.none")
    return joined(", ", (line("{0} {1}", Label(context.profile_text(p)), _share_of(context, p)) for p in ids))


def _share_of(context: Context, profile: str) -> Number:
    return Number(context.book.get("profiles", profile, "share", "_", "all"), context.lang)


def _expectations_fact(context: Context, verdicts: tuple[Verdict, ...]) -> Inline:
    say = context.words.say
    if not verdicts:
        return context.absence("expectations") or say("synthesis.fact.none")
    groups = by_tier(verdicts)
    told = [text for tier, text in tier_counts(context, groups).items() if groups[tier]]
    if not told:
        return say("synthesis.fact.unmeasured")
    counts = joined(", ", told)
    road = say("synthesis.fact.from_cases" if from_cases(context) else "synthesis.fact.from_survey")
    return line("{0}, {1}", counts, road)


def _finding(
    context: Context, title: Inline, points: Iterable[Point], page: str, *, most: int = _LISTED, accent: bool = False
) -> Finding:
    words, listed = context.words, tuple(points)
    name = words.say(f"{page}.nav")
    left = len(listed) - most
    more = (words.count("synthesis.more", left, n=Count(left, context.lang), page=name),) if left > 0 else ()
    return Finding(
        title=title,
        points=(*listed[:most], *(Point(label=EMPTY, figure=one) for one in more)),
        page=page,
        proof=words.say("synthesis.proof", page=name),
        accent=accent,
    )


def _improve(context: Context, verdicts: tuple[Verdict, ...]) -> Finding | None:
    say, lang = context.words.say, context.lang
    found = [v for v in verdicts if v.action == "improve"]
    if not found:
        return None
    key = "synthesis.claim.improve_cases" if from_cases(context) else "synthesis.claim.improve_stated"
    points = []
    for verdict in found:
        numbers = {"importance": Number(verdict.importance, lang), "satisfaction": Number(verdict.satisfaction, lang)}
        points.append(_wish(context, verdict, say(key, **numbers, **judged_words(verdict, context))))
    return _finding(context, say("synthesis.claim.improve"), points, "R2", accent=True)


def _wish(context: Context, verdict: Verdict, figure: Inline) -> Point:
    return Point(label=context.label("expectation", verdict.id), figure=figure, mark=rank_disc(verdict, context))


def _primary(context: Context, verdicts: tuple[Verdict, ...]) -> Finding | None:
    say = context.words.say
    improve = [v for v in verdicts if v.action == "improve"]
    found = [v for v in verdicts if v.tier == "primary" and v not in improve]
    if not found:
        return None
    key = "synthesis.claim.primary_item_cases" if from_cases(context) else "synthesis.claim.primary_item_stated"
    points = (_wish(context, v, say(key, importance=Number(v.importance, context.lang))) for v in found)
    title = say("synthesis.claim.primary_others" if improve else "synthesis.claim.primary")
    return _finding(context, title, points, "R3")


def _profiles(context: Context) -> Finding | None:
    say, lang, book = context.words.say, context.lang, context.book
    k = book.get("profiles", "_", "k")
    ids = profile_ids(context)
    if k is None or (not ids and partition_unknown(context)):
        return None
    if not ids or k.value is None:
        point = Point(label=say("synthesis.claim.no_partition_text"), figure=EMPTY)
        return _finding(context, say("synthesis.claim.no_partition"), (point,), "profiles")
    shares = {p: say("synthesis.claim.profile_item", share=_share_of(context, p)) for p in ids}
    points = (Point(label=Label(context.profile_text(p)), figure=share) for p, share in shares.items())
    found = context.result.given(Profiles)
    title = (
        context.words.count("synthesis.claim.gradation", k.value, n=Number(k, lang))
        if found is not None and found.continuum
        else partition_claim(context, ids, claim="synthesis.claim.profiles", found="profiles.title_of")
    )
    return _finding(context, title, points, "profiles")


def _audit(context: Context) -> Finding | None:
    say, lang = context.words.say, context.lang
    verdicts = audit_verdicts(context)
    if not verdicts:
        return None
    unmet = sorted((c for c in verdicts if c.text == "not_met"), key=lambda c: -_distance(context, c))
    if not unmet:
        return _finding(context, say("synthesis.claim.audit_all_met"), (), "audit")
    points = []
    for cell in unmet:
        cells = kpis_of(context, cell.item)[cell.measure]
        figure = say(
            "synthesis.claim.audit_item",
            kpi=context.unlabelled(cell.measure),
            value=bind_kpi(context, cells.get("_")),
            target=bind_kpi(context, cells.get("target")),
        )
        points.append(Point(label=context.label("offer", cell.item), figure=figure))
    title = context.words.count("synthesis.claim.audit", len(unmet), n=Count(len(unmet), lang))
    return _finding(context, title, points, "audit")


def _distance(context: Context, verdict: CellRow) -> float:
    """Return how far a KPI is from its target, as a part of the target."""
    cells = kpis_of(context, verdict.item)[verdict.measure]
    gap, target = cells.get("gap"), cells.get("target")
    if gap is None or gap.value is None or target is None or not target.value:
        return 0.0
    return abs(gap.value / target.value)


def _grid(context: Context) -> Finding | None:
    say, book = context.words.say, context.book
    ranked = sorted((c for c in book.of("grid", measure="rank") if c.value is not None), key=lambda c: c.value or 0.0)
    if not ranked:
        return None
    points = []
    for cell in ranked:
        score = Number(book.get("grid", cell.item, "score"), context.lang)
        figure = say("synthesis.claim.grid_item", score=score)
        points.append(Point(label=context.label("offer", cell.item), figure=figure))
    return _finding(context, say("synthesis.claim.grid"), points, "audit", most=_BEST)


def _benchmark(context: Context) -> Finding | None:
    """Return the practices at least one player of the sector has and the client has not; not scored is not lacking."""
    say, book, lang = context.words.say, context.book, context.lang
    lacking = []
    for practice in book.items("benchmark"):
        client, sector = (book.get("benchmark", practice, "players", "_", c) for c in ("kind=client", "all"))
        if client is not None and client.value == 0 and client.base and sector is not None and sector.value:
            lacking.append(sector)
    if not lacking:
        return None
    lacking.sort(key=lambda c: -(c.value or 0.0) / (c.base or 1))
    points = [
        Point(label=context.unlabelled(c.item), figure=say("synthesis.claim.benchmark_item", players=Number(c, lang)))
        for c in lacking
    ]
    return _finding(context, say("synthesis.claim.benchmark"), points, "benchmark")


def _behind(context: Context, step: str) -> str:
    """Return the step a study has not and another one needs: what would be made of interviews is not missed beside them."""
    outcome = context.result.outcomes.get(step)
    needed = ((outcome.reason if outcome is not None else None) or "").replace("-", "_").removeprefix("no_")
    return needed if needed in context.page_by_step else step


def _absent(context: Context) -> tuple[Note, ...]:
    """Return the steps of the method without a result in this wave: those the study does not have, then those that failed and why."""
    say = context.words.say
    reasons = {step: context.absence(step) for step, page in context.page_by_step.items() if page != "method"}
    failed = {
        step: reason
        for step, reason in reasons.items()
        if reason is not None and (one := context.result.outcomes.get(step)) is not None and one.state == "failed"
    }
    left = dict.fromkeys(
        _behind(context, step) for step, reason in reasons.items() if reason is not None and step not in failed
    )
    outside = (Note(title=say("synthesis.outside"), text=line("{0}.", context.list_steps(left))),) if left else ()
    return (*outside, *(Note(title=say(f"steps.{step}"), text=reason) for step, reason in failed.items()))
