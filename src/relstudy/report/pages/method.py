"""Method: steps, fieldwork, bases, weights, the rules of the verdicts with their numbers, remarks noted at reading."""

from dataclasses import dataclass, replace
from datetime import date

from relstudy.errors import Fault
from relstudy.folding import fold
from relstudy.report.agreement_table import agreement_tables
from relstudy.report.book import value_of
from relstudy.report.context import Context
from relstudy.report.heard_texts import unread_texts
from relstudy.report.journey_tables import journey_base
from relstudy.report.legend import correction_in_words, levels_in_words
from relstudy.report.numbers import format_date, format_value
from relstudy.report.origins import told_import
from relstudy.report.page import Note, Page, View, show_page
from relstudy.report.partition_tables import trials_table
from relstudy.report.plain.inline import read_flat
from relstudy.report.remarks import remarks_table
from relstudy.report.rules import action_rule, lines_rule, tier_rule
from relstudy.report.saturation import told_orders
from relstudy.report.table import Column, Fold, Group, Row, Table, table_of
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, Said, Toned, Unbound, joined, line
from relstudy.report.verdicts import from_cases
from relstudy.stats.replication import JACKKNIFE_GROUPS, ONE_AT_A_TIME
from relstudy.stats.resampling import ONE_BY_ONE
from relstudy.steps.intake import Intake
from relstudy.steps.interviews import Interviews
from relstudy.steps.profiles import Profiles
from relstudy.survey.disclosure import mandatory_facts
from relstudy.survey.mapping import CodeRenaming, ColumnRenaming
from relstudy.survey.sampling import sampling_of

#: The eleven items of AAPOR's disclosure (Code, III.A, 2021), each with the facts of wave.toml that tell it.
DISCLOSURE: dict[str, tuple[str, ...]] = {
    "strategy": ("strategy",),
    "sponsor": ("sponsor", "conductor"),
    "instruments": ("instruments",),
    "population": ("population", "territory"),
    "sampling": ("sample_design", "recruitment", "sampling", "sampling_frame", "quotas", "panel", "incentive"),
    "mode": ("mode", "language", "interviewers"),
    "dates": ("dates",),
    "sizes": ("sizes", "sample_size", "precision", "response_rate"),
    "weighting": ("weighting",),
    "processing": ("checks", "processing", "duration"),
    "limits": ("limits",),
}
_COREQ_FACT = "coreq_"
#: Cells that tell an item beside its facts.
_SIZES = (("sample", "n"), ("weights", "n_effective"), ("weights", "design_effect"))
#: The 32 items of COREQ (Tong, Sainsbury and Craig 2007) in their order, with the facts that tell them beside `coreq_<item>`.
COREQ: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((
        "interviewer", "credentials", "occupation", "gender", "training", "relationship", "knowledge", "bias", "theory",
    ), ()),
    "selection": ("interviews_recruitment",), "approach": (), "size": (), "refusals": (),
    "setting": ("interviews_place",), "presence": (), "description": ("interviews_population",), "guide": (),
    "repeats": (), "recording": (), "notes": (), "duration": ("interviews_duration",),
    "saturation": ("interviews_saturation",), "returned": (), "coders": ("coders",),
    **dict.fromkeys((
        "tree", "derivation", "software", "checking", "quotations", "consistency", "major_themes", "minor_themes",
    ), ()),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView(View):
    """Tables, then rules and limits as paragraphs, then remarks."""

    left: tuple[Table, ...]
    right: tuple[Table, ...]
    rules_title: Inline
    rules: tuple[Note, ...]
    limits_title: Inline
    limits: tuple[Inline, ...]
    remarks_title: Inline
    remarks: Table | None
    no_remarks: Inline
    trials: Table | None
    coreq: Fold | None = None


def build_page(context: Context) -> Page:
    """Return the page of the method."""
    say = context.words.say
    left = (
        _steps_table(context),
        _sample_table(context),
        _weights_table(context),
        _margins_table(context),
        _quality_table(context),
        _renamings_table(context),
        *agreement_tables(context),
    )
    right = (_facts_table(context),)
    return show_page(
        context,
        "method",
        template="method.html.j2",
        title=say("method.title"),
        neutral=False,
        view=MethodView(
            left=tuple(t for t in left if t is not None),
            right=tuple(t for t in right if t is not None),
            rules_title=say("method.rules"),
            rules=_rules(context),
            limits_title=say("method.limits"),
            limits=_limits(context),
            remarks_title=say("method.remarks"),
            remarks=None,
            no_remarks=say("method.no_remarks"),
            trials=trials_table(context, name="method-trials"),
            coreq=_coreq(context),
        ),
    )


def set_remarks(page: Page, remarks: tuple[Fault, ...], context: Context) -> Page:
    """Return the page of the method with what was remarked, which is known once the other pages are built; others as they are."""
    if not isinstance(page.view, MethodView):
        return page
    return replace(page, view=replace(page.view, remarks=remarks_table(context, remarks)))


def _steps_table(context: Context) -> Table:
    """Return the steps in their order, then those the study has not: on one line where one thing is why several are lacking."""
    say, words = context.words.say, context.words
    reasons = {step: context.absence(step) for step in context.page_by_step}
    explained = any(reasons.values())
    rows, lacking = [], dict[str, list[str]]()
    for step, reason in reasons.items():
        outcome = context.result.outcomes.get(step)
        state = outcome.state if outcome is not None else "not_in_study"
        if state == "not_in_study":
            lacking.setdefault(read_flat(reason or ""), []).append(step)
            continue
        said = words.first(f"step_states.{state}_{step}", f"step_states.{state}")
        cells = (said, *([Unbound("text", reason or "")] if explained else []))
        rows.append(Row(head=say(f"steps.{step}"), cells=cells))
    for steps in lacking.values():
        lacks = "step_states.not_in_study"
        said = words.first(f"{lacks}_{steps[0]}", lacks) if len(steps) == 1 else say(lacks)
        rows.append(
            Row(head=context.list_steps(steps), cells=(said, Unbound("text", reasons[steps[0]] or "")), role="quiet")
        )
    columns = [Column(title=say("method.state"), kind="word")]
    columns += [Column(title=say("method.reason"), kind="text")] if explained else []
    return table_of(columns, rows, name="method-steps", caption=say("method.steps"), stub=say("method.step"))


def _facts_table(context: Context) -> Table:
    """Return the disclosure: the eleven items, what is said of each, and whatever else is said; what a delivery may not lack is named where it is not said."""
    say, facts = context.words.say, context.wave.facts.facts
    needed = ("strategy", *mandatory_facts(context.study))
    groups = []
    for number, (item, names) in enumerate(DISCLOSURE.items(), 1):
        rows = [_fact_row(context, name) for name in names if name in facts or name in needed]
        rows += _told_by_the_run(context, item)
        rows = rows or [_fact_row(context, names[0])]  # an item nobody says anything of is named as such
        groups.append(
            Group(
                title=joined("", (Unbound("number", f"{number}. "), say(f"method.disclosure.{item}"))), rows=tuple(rows)
            )
        )
    told = {name for names in DISCLOSURE.values() for name in names}
    others = dict.fromkeys((*needed, *facts))
    rest = [_fact_row(context, name) for name in others if name not in told and not name.startswith(_COREQ_FACT)]
    if rest:
        groups.append(Group(title=say("method.disclosure.rest"), rows=tuple(rest)))
    return Table(
        id="method-facts",
        caption=say("method.fieldwork"),
        stub=say("method.fact"),
        columns=(Column(title=say("method.value"), kind="text"),),
        groups=tuple(groups),
    )


def _told_by_the_run(context: Context, item: str) -> list[Row]:
    """Return what the run itself knows of an item of the disclosure: dates, sizes."""
    say, book, lang = context.words.say, context.book, context.lang
    if item == "dates":
        return [Row(head=say("facts.field_dates"), cells=(Unbound("date", context.field_dates),))]
    if item == "processing":
        return [*_files_of_codings(context), *_review_of_personal_data(context)]
    if item != "sizes":
        return []
    rows = []
    for section, measure in _SIZES:
        cell = book.get(section, "_", measure, "_", "all")
        if cell is not None:
            head = say("method.base") if section == "sample" else say(f"method.weight.{measure}")
            decimals = 1 if measure == "n_effective" else None
            number = Number(cell, lang, decimals=decimals, natural=measure == "design_effect", of_base=True)
            rows.append(Row(head=head, cells=(number,)))
    people = book.get("interviews", "_", "n", "_", "all")
    if people is not None and not rows:
        rows.append(Row(head=say("method.cases_read"), cells=(Number(people, lang, of_base=True),)))
    return rows


def _files_of_codings(context: Context) -> list[Row]:
    """Return which files the codings were imported from."""
    head = context.words.say("method.imported.head")
    return [Row(head=head, cells=(told_import(context, one),)) for one in context.wave.imports if not one.is_round]


def _review_of_personal_data(context: Context) -> list[Row]:
    """Return that the interviews are pseudonymised, where a review of all their verbatims is on record."""
    review, heard = context.wave.redaction, context.result.given(Interviews)
    if review is None or heard is None or len(heard.readings.length) > review.verbatims:
        return []
    say, lang = context.words.say, context.lang
    told = say(
        "method.pseudonymised",
        day=Unbound("date", format_date(review.on, lang)),
        replaced=Count(review.replaced, lang),
        kept=Count(review.kept, lang),
    )
    return [Row(head=say("method.personal_data"), cells=(told,))]


def _fact_row(context: Context, name: str) -> Row:
    say = context.words.say
    head = say(f"facts.{name}") if context.words.find(f"facts.{name}") else Label(name.replace("_", " "))
    return Row(head=head, cells=(_fact(context, (name,)),))


def _fact(context: Context, names: tuple[str, ...], otherwise: Inline = EMPTY) -> Inline:
    """Return what the first fact said among some says, else what the data tell, else that nothing is said."""
    said = next((context.fact_text(name) for name in names if context.wave.facts.facts.get(name)), "")
    say = context.words.say
    return (
        Label(said)
        if said
        else otherwise or Toned("missing", say("method.fact_missing"), title=say("method.fact_where"))
    )


def _coreq(context: Context) -> Fold | None:
    """Return the 32 items of COREQ, each with what is said of it or the word for what is not; None without interviews."""
    say = context.words.say
    if not context.study.steps.interviews:
        return None
    known, rows = _known_of_coreq(context), []
    for number, (item, facts) in enumerate(COREQ.items(), 1):
        head = joined("", (Unbound("number", f"{number}. "), say(f"coreq.{item}")))
        said = _fact(context, (f"{_COREQ_FACT}{item}", *facts), known.get(item, EMPTY))
        if item == "coders" and item in known and isinstance(said, Label):
            # What is declared and what the codings show may differ: both are said.
            said = say("method.coreq_told.coders", declared=said, n=known[item])
        rows.append(Row(head=head, cells=(said,)))
    columns = (Column(title=say("method.value"), kind="text"),)
    table = table_of(columns, rows, name="method-coreq", caption=say("method.coreq"), stub=say("method.fact"))
    return Fold(summary=say("method.coreq"), tables=(table,))


def _known_of_coreq(context: Context) -> dict[str, Inline]:
    """Return the items of COREQ the data tell themselves, where wave.toml says nothing of them."""
    say, book, lang = context.words.say, context.book, context.lang
    told: dict[str, Inline] = {}
    people = book.get("interviews", "_", "n", "_", "all")
    if people is not None:
        told["size"] = Number(people, lang, of_base=True)
    if targets := _people_by_target(context):
        told["description"] = targets
    if context.study.guides:
        told["guide"] = say("method.coreq_told.guide", names=joined(", ", map(Label, context.study.guides)))
    if book.get("interviews", "_", "saturation") is not None:
        told["saturation"] = told_orders(context)
    readers = book.get("interviews", "_", "coders", "_", "all")
    if readers is not None:
        told["coders"] = Number(readers, lang)
    programs = dict.fromkeys(one.program for one in context.wave.imports if one.program)
    if programs:
        told["software"] = Unbound("text", ", ".join(programs))
    if book.of("interviews", measure="cases"):
        themes = Unbound("number", str(len(context.study.codebook)))
        told["tree"] = say("method.coreq_told.tree", n=themes, page=say("interviews.nav"))
        told["major_themes"] = say("method.coreq_told.major_themes", page=say("interviews.nav"))
    if any(value_of(cell, 0.0) for cell in book.of("interviews", measure="cases_contrary")):
        told["minor_themes"] = say("method.coreq_told.minor_themes", page=say("interviews.nav"))
    if book.of("interviews", measure="quote"):
        told["quotations"] = say("method.coreq_told.quotations", page=say("interviews.nav"))
    return told


def _people_by_target(context: Context) -> Inline:
    """Return how many cases there are of each target; nothing where cases have none."""
    counted = (c for c in context.book.of("interviews", "_", measure="n") if c.column.startswith("target="))
    told = (line("{0} {1}", context.column_label(c.column), Number(c, context.lang, of_base=True)) for c in counted)
    return joined(", ", told)


def _sample_table(context: Context) -> Table | None:
    """Return respondents and interviews by column; None where there are neither."""
    say, book, lang = context.words.say, context.book, context.lang
    words = {"sample": "method.base", "interviews": "method.interviewed"}
    counted = [section for section in words if book.get(section, "_", "n", "_", "all")]
    if not counted:
        return None
    found = dict.fromkeys(c.column for section in counted for c in book.of(section, "_", measure="n"))
    rows = []
    for column in (c for c in found if c.startswith(("all", "target=", "profile="))):
        cells = tuple(Number(book.get(section, "_", "n", "_", column), lang, of_base=True) for section in counted)
        rows.append(Row(head=context.column_label(column), cells=cells))
    titles = [Column(title=say(words[section])) for section in counted]
    return table_of(titles, rows, name="method-sample", caption=say("method.sample"), stub=say("method.sample_column"))


def _weights_table(context: Context) -> Table | None:
    say, book, lang, study = context.words.say, context.book, context.lang, context.study
    if not study.steps.survey:
        return None
    weighting = context.wave.weighting
    named = {"column": Label(weighting.column or ""), "file": Label(weighting.targets_file)}
    told: dict[str, Inline] = {"method": say(f"method.weight.{weighting.method}", **named)}
    for measure in (
        "sum",
        "n_effective",
        "efficiency",
        "design_effect",
        "minimum",
        "maximum",
        "ratio_minimum",
        "ratio_maximum",
        "trimmed",
        "missed",
    ):
        cell = book.get("weights", "_", measure, "_", "all")
        if cell is not None:
            decimals = {"sum": 1, "n_effective": 1}.get(measure)
            natural = decimals is None and cell.unit != "share"
            told[measure] = Number(cell, lang, decimals=decimals, natural=natural)
    trim = None if weighting.trim is None else (weighting.trim,)
    for name, limits in (("bounds", weighting.bounds), ("trim", trim)):
        if limits is not None:
            ends = (Unbound("number", format_value(end, "none", lang, natural=True)) for end in limits)
            told[name] = joined(" – ", ends)
    design = study.design
    for name, column in (("strata", design.strata), ("clusters", design.clusters), ("fpc", design.fpc)):
        declared = say("method.weight.declared", column=Label(column)) if column else say("method.weight.undeclared")
        told[name] = declared
    for measure in ("rows", "skipped", "left_out", "dropped"):
        cell = book.get("sample", "_", measure, "_", "all") or book.get("weights", "_", measure, "_", "all")
        if cell is not None:
            told[measure] = Number(cell, lang)
    rows = [Row(head=say(f"method.weight.{name}"), cells=(value,)) for name, value in told.items()]
    columns = (Column(title=say("method.value_of"), kind="text"),)
    return table_of(columns, rows, name="method-weights", caption=say("method.weights"), stub=say("method.fact"))


def _margins_table(context: Context) -> Table | None:
    """Return the categories that weights were raked to: their share in the sample and the share imposed; None without raking."""
    say, book, lang = context.words.say, context.book, context.lang
    groups = []
    for margin in context.wave.weighting.targets:
        item = ".".join(margin.items)
        rows = []
        for codes in margin.codes:
            folded = "*".join(map(fold, codes))
            pairs = zip(margin.items, codes, strict=True)
            cells = (book.get("weights", item, measure, folded, "all") for measure in ("before", "after"))
            rows.append(
                Row(
                    head=Label(" × ".join(context.code_text(name, fold(code)) for name, code in pairs)),
                    cells=tuple(Number(cell, lang, decimals=1) for cell in cells),
                )
            )
        titles = " × ".join(context.item_text(name) for name in margin.items)
        groups.append(Group(title=Label(titles), rows=tuple(rows)))
    if not groups:
        return None
    return Table(
        id="method-margins",
        caption=say("method.margins"),
        stub=say("method.margin"),
        groups=tuple(groups),
        columns=(Column(title=say("method.margin_before")), Column(title=say("method.margin_after"))),
    )


def _quality_table(context: Context) -> Table | None:
    """Return what the checks of the fieldwork found and how many interviews the study leaves out for it; None without a survey."""
    say, book, lang = context.words.say, context.book, context.lang
    read = context.result.given(Intake)
    if read is None or not read.quality.findings:
        return None
    named = dict(context.study.quality.contradictions)
    rows = []
    for finding in read.quality.findings:
        found, share = (book.get("quality", finding.check, measure, finding.part, "all") for measure in ("n", "share"))
        left_out = book.get("quality", finding.check, "left_out", finding.part, "all")
        head: Inline = say(
            f"method.check.{finding.check}", limit=_duration(context, "limit"), median=_duration(context, "median")
        )
        if finding.part in named:
            head = Label(named[finding.part])
        elif finding.part != "_":
            head = Label(context.item_text(finding.part))
        kept = say("method.check.kept") if finding.part == "_" else EMPTY
        told = (
            (Number(found, lang), Number(share, lang, decimals=1))
            if finding.found is not None
            else (say("method.check.untold"), EMPTY)
        )
        rows.append(
            Row(
                head=head,
                cells=(*told, Number(left_out, lang) if left_out is not None else kept),
                role="quiet" if finding.part != "_" else "",
            )
        )
    whole = book.get("quality", "_", "left_out", "_", "all")
    if whole is not None:
        rows.append(Row(head=say("method.check.whole"), cells=(EMPTY, EMPTY, Number(whole, lang))))
    columns = (Column(title=say(f"method.check.{name}")) for name in ("found", "share", "left_out"))
    return table_of(columns, rows, name="method-quality", caption=say("method.quality"), stub=say("method.checked"))


def _renamings_table(context: Context) -> Table | None:
    """Return the names of the file that were approved to be names of the questionnaire; None where there are none."""
    say, renamings = context.words.say, context.wave.renamings
    meant: dict[ColumnRenaming | CodeRenaming, Inline] = {r: Label(r.declared) for r in renamings.columns}
    for r in renamings.codes:
        answer, item = Label(context.code_text(r.item, fold(r.declared))), Label(context.item_text(r.item))
        meant[r] = joined("", (Toned("line", answer), Toned("note", item)))
    rows = [
        Row(
            head=Label(r.found),
            cells=(what, joined("", (Label(r.approved_by), Toned("note", _day(context, r.approved_on))))),
        )
        for r, what in meant.items()
    ]
    if not rows:
        return None
    columns = [Column(title=say(f"method.renaming.{name}"), kind="text") for name in ("declared", "by")]
    caption, stub = say("method.renamings"), say("method.renaming.found")
    return table_of(columns, rows, name="method-renamings", caption=caption, stub=stub)


def _day(context: Context, day: date) -> Inline:
    return Unbound("date", format_date(day, context.lang))


def _duration(context: Context, measure: str) -> Number:
    cell = context.book.get("quality", "speeders", measure, "_", "all")
    return Number(cell, context.lang, natural=True)


def _rules(context: Context) -> tuple[Note, ...]:
    """Return the rules that apply to this study, with its numbers; no word of a survey where there is none."""
    say, study, lang = context.words.say, context.study, context.lang
    limits = study.disclosure
    rules: list[tuple[str, Inline]] = []
    if study.steps.survey:
        form = "publication" if limits.caution_base > limits.min_base else "publication_alone"
        text = say(f"method.rule.{form}", min_base=limits.min_base, last=limits.caution_base - 1)
        rules.append(("publication", text))
        rules += _interval_rules(context)
    if len(context.tests):
        levels, correction = levels_in_words(context), correction_in_words(context)
        rules.append(("tests", say("method.rule.tests", levels=levels, correction=correction)))
        if (context.tests["reason"] == "by_construction").any():
            rules.append(("construction", say("method.rule.construction")))
    if study.steps.interviews:
        rules.append(("publication_cases", say("method.rule.publication_cases", example=say("cases.of", n=8, base=22))))
    if study.expecting is not None and study.expectations:
        rules += _expectation_rules(context)
    if study.steps.survey and study.profiles is not None:
        rules.append(
            ("profiles", say("method.rule.profiles", min_share=format_value(study.profiles.min_share, "share", lang)))
        )
    for step in ("audit", "grid", "benchmark"):
        if any(context.book.of(step)):
            rules.append((step, say(f"method.rule.{step}")))
    return tuple(Note(title=say(f"method.rule_title.{name}"), text=text) for name, text in rules)


def _interval_rules(context: Context) -> list[tuple[str, Inline]]:
    say, lang, design = context.words.say, context.lang, context.study.design
    if design.replicates is None:
        return [("intervals", say("method.rule.intervals", road=say("method.rule.road_taylor")))]
    rule: Inline = say(
        f"method.rule.replicates_{design.replicates}",
        count=Count(design.resamples, lang),
        most=Count(ONE_AT_A_TIME, lang),
        groups=Count(JACKKNIFE_GROUPS, lang),
    )
    if context.wave.weighting.method == "rake":
        rule = joined(" ", (rule, say("method.rule.resamples", most=Count(ONE_BY_ONE, lang))))
    return [
        ("intervals", say("method.rule.intervals", road=say("method.rule.road_replicates"))),
        ("replicates", rule),
    ]


def _expectation_rules(context: Context) -> list[tuple[str, Said]]:
    say, plan = context.words.say, context.study.expecting
    assert plan is not None
    verdicts = [("tier", tier_rule(context)), ("action", action_rule(context))]
    if from_cases(context):
        ranks = [(name, say(f"method.rule.{name}_cases")) for name in ("stability", "rank")]
        return [*verdicts, *ranks]
    derived = []
    if plan.overall is not None:
        fit = context.book.get("expectations", "_", "fit", "_", "all")
        overall = Label(context.item_text(plan.overall))
        derived.append(("derived", say("method.rule.derived", overall=overall, fit=Number(fit, context.lang))))
    return [
        *derived,
        *verdicts,
        ("lines", lines_rule(context)),
        ("agreement", say("method.rule.stability_stated")),
        ("rank", say("method.rule.rank")),
        *(
            [("resamples", say("method.rule.resamples", most=Count(ONE_BY_ONE, context.lang)))]
            if context.wave.weighting.method == "rake"
            else []
        ),
    ]


def _limits(context: Context) -> tuple[Inline, ...]:
    say = context.words.say
    limits = [] if context.study.steps.survey else [say("method.limit.no_survey")]
    found = context.result.given(Profiles)
    if found is not None and found.continuum:
        limits.append(say("method.limit.continuum"))
    if context.study.steps.survey and sampling_of(context.study, context.wave) != "random":
        limits.append(say("method.limit.quota"))
    heard = context.result.given(Interviews)
    if heard is not None and "interviews_mode" not in context.wave.facts.facts:
        limits.append(say("method.limit.interviews_mode"))
    if heard is not None and not heard.tells_prompts:
        limits.append(say("method.limit.no_prompt"))
    if (unread := unread_texts(context)) is not None:
        limits.append(unread)
    if context.study.practices is None:
        told = journey_base(context) is not None
        if context.study.steps.survey:
            limits.append(say("R1.lacks_asked_practices" if told else "R1.lacks_practices"))
        elif not told:
            limits.append(say("R1.lacks_changes"))
    return tuple(limits)
