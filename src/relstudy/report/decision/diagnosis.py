"""The diagnosis as a table: mistakes found and good practices missed first, with what says so; what nothing speaks of is named once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relstudy.cells import CellKey
from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.pages.audit import bind_kpi
from relstudy.report.table import Column, Fold, Group, Row, Table
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Toned, Unbound, VerdictWord, joined, line
from relstudy.report.verdicts import from_cases
from relstudy.steps.strategy import Strategy
from relstudy.steps.strategy.diagnosis import RULES, Finding, Rule

#: Groups in the order they are read: kind of rule and verdict.
_GROUPS = (("mistake", "met"), ("good_practice", "not_met"), ("good_practice", "met"), ("mistake", "not_met"))
#: Those of them that call for something to be done.
_WRONG = _GROUPS[:2]
_SEVERITIES = ("high", "medium", "low")
#: How what a rule counts may be known, in the order it is told.
CLASSES = ("audit", "survey", "interviews", "strategy", "register")
#: Cells named for one rule.
_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What is wrong as a table (None where no rule has evidence), and what is well: named under it, its facts folded; how what is told is known."""

    table: Table | None = None
    rest: Fold | None = None
    classes: tuple[str, ...] = ()


def diagnose(context: Context) -> Diagnosis:
    """Return the rules that have evidence, by what became of them and how serious they are."""
    say = context.words.say
    found = context.result.given(Strategy)
    findings = {f.rule: f for f in found.findings} if found is not None else {}
    told = [(rule, findings[rule.id]) for rule in RULES if rule.id in findings]
    groups, inside = {}, {}
    for kind, verdict in _GROUPS:
        judged = [(rule, f) for rule, f in told if rule.kind == kind and f.verdict == verdict]
        judged.sort(key=lambda pair: _SEVERITIES.index(pair[0].severity))
        if judged:
            title = say(f"R5.diagnosis.{kind}_{verdict}", n=Count(len(judged), context.lang))
            groups[kind, verdict] = Group(title=title, rows=tuple(_row(context, *pair) for pair in judged))
            inside[kind, verdict] = [rule for rule, _ in judged]
    if not groups:
        return Diagnosis()
    wrong = [groups[key] for key in _WRONG if key in groups]
    well = [groups[key] for key in _GROUPS if key in groups and key not in _WRONG]
    silent = [rule for rule, f in told if f.verdict == "no_evidence"]
    notes = [
        _named_once(context, f"{kind}_{verdict}", inside[kind, verdict])
        for kind, verdict in inside
        if wrong and (kind, verdict) not in _WRONG
    ]
    notes += [_named_once(context, "silent", silent)] if silent else []
    table = _table(context, "R5-diagnosis", wrong or well, notes)
    known = {_class_of(context, f) for _, f in told if f.verdict != "no_evidence"}
    classes = tuple(name for name in CLASSES if name in known)
    if not wrong or not well:
        return Diagnosis(table=table, classes=classes)
    n = sum(len(group.rows) for group in well)
    summary = context.words.count("R5.diagnosis.rest", n, n=Count(n, context.lang))
    return Diagnosis(
        table=table,
        classes=classes,
        rest=Fold(summary=summary, tables=(_table(context, "R5-diagnosis-well", well, ()),)),
    )


def _table(context: Context, name: str, groups: Sequence[Group], notes: Sequence[Inline]) -> Table:
    say = context.words.say
    columns = (
        Column(title=say("R5.diagnosis.verdict"), kind="word"),
        Column(title=say("R5.diagnosis.severity"), note=say("R5.diagnosis.class"), kind="word"),
        Column(title=say("R5.diagnosis.evidence"), kind="text"),
    )
    return Table(
        id=name,
        caption=say("R5.diagnosis.table"),
        stub=say("R5.diagnosis.rule"),
        columns=columns,
        groups=tuple(groups),
        wide=True,
        notes=tuple(notes),
    )


def _row(context: Context, rule: Rule, finding: Finding) -> Row:
    say, book, lang = context.words.say, context.book, context.lang
    cell = book.get("strategy", f"rule.{rule.id}", "verdict")
    holding = book.get("strategy", f"rule.{rule.id}", "holding")
    word = say(f"R5.verdicts.{rule.kind}_{finding.verdict}")
    verdict: Inline = word if cell is None else VerdictWord(word, cell.key, named=finding.verdict)
    counted = context.words.first(
        f"R5.rules.{rule.id}.evidence_{finding.verdict}",
        f"R5.rules.{rule.id}.evidence",
        n=Number(holding, lang),
        all=Field(holding, "base", lang),
    )
    # A rule whose words say its threshold counts nothing that could be held against one.
    counts = context.words.find(f"R5.rules.{rule.id}.evidence") is not None
    told = line("{0} ({1})", counted, say(f"R5.needs.{rule.met_when}")) if counts else counted
    # What is wrong has its facts; of what is right the count tells enough.
    named = list(_named(context, finding.keys)) if (rule.kind, finding.verdict) in _WRONG else []
    under = Toned("line", Toned("note", joined(" · ", named[:_MOST]))) if named else EMPTY
    weighed = (say(f"R5.severities.{rule.severity}"), say(f"R5.classes.{_class_of(context, finding)}"))
    return Row(
        head=say(f"R5.rules.{rule.id}.name"),
        cells=(verdict, joined(" · ", weighed), told + under),
    )


def _class_of(context: Context, finding: Finding) -> str:
    """Return how what a rule counts is known: measured, declared, said in interviews, scored, or read in a register."""
    sections = {key.partition("/")[0] for key in finding.keys}
    if "expectations" in sections:
        return "interviews" if from_cases(context) else "survey"
    return next((name for name in ("audit", "survey", "strategy") if name in sections), "register")


def _named(context: Context, keys: tuple[CellKey, ...]) -> Iterator[Inline]:
    """Yield the cells that say so, each by its name and its number; dates say nothing by themselves."""
    for key in keys:
        cell = context.book.by_key.get(key)
        if cell is not None and cell.shown and cell.row != "date":
            yield _said(context, cell)


def _said(context: Context, cell: CellRow) -> Inline:
    say, lang = context.words.say, context.lang
    if cell.section == "audit":
        value, target = (context.book.get("audit", cell.item, cell.measure, row) for row in ("_", "target"))
        return say(
            "R5.diagnosis.kpi",
            offer=context.label("offer", cell.item),
            kpi=context.unlabelled(cell.measure),
            value=bind_kpi(context, value),
            target=bind_kpi(context, target),
        )
    if cell.section == "survey":
        return line("{0} {1}", Label(context.code_text(cell.item, cell.row)), Number(cell, lang))
    if cell.section == "strategy":
        dimension = say(f"R5.dimensions.{cell.item.partition('.')[2]}")
        return Unbound(
            "text", say("R5.diagnosis.dimension", dimension=dimension, score=Number(cell, lang, natural=True))
        )
    word = VerdictWord(
        say(f"{'actions' if cell.measure == 'action' else 'tiers'}.{cell.text}"), cell.key, named=cell.text or ""
    )
    return line("{0} ({1})", context.label("expectation", cell.item), word)


def _named_once(context: Context, how: str, rules: Sequence[Rule]) -> Inline:
    """Return the sentence that names rules of which no more is told."""
    names = joined(
        context.words.say("R5.diagnosis.join"), (context.words.inside(f"R5.rules.{rule.id}.name") for rule in rules)
    )
    n = len(rules)
    return context.words.count(f"R5.diagnosis.named_{how}", n, n=Count(n, context.lang), names=names)
