"""The diagnosis as a table: mistakes found and good practices missed first, with what says so; what nothing speaks of is named once."""

from collections.abc import Iterator

from relstudy.cells import CellKey
from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.pages.audit import bind_kpi
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Toned, VerdictWord, joined, line
from relstudy.report.verdicts import from_cases
from relstudy.steps.strategy import Strategy
from relstudy.steps.strategy.diagnosis import RULES, Finding, Rule

#: Groups in the order they are read: kind of rule and verdict.
_GROUPS = (("mistake", "met"), ("good_practice", "not_met"), ("good_practice", "met"), ("mistake", "not_met"))
#: Those of them that call for something to be done.
_WRONG = _GROUPS[:2]
_SEVERITIES = ("high", "medium", "low")
#: Cells named for one rule.
_MOST = 3


def diagnosis_table(context: Context) -> Table | None:
    """Return the rules that have evidence, by what became of them and how serious they are; None where none has any."""
    say = context.words.say
    found = context.result.given(Strategy)
    findings = {f.rule: f for f in found.findings} if found is not None else {}
    told = [(rule, findings[rule.id]) for rule in RULES if rule.id in findings]
    groups = []
    for kind, verdict in _GROUPS:
        inside = [(rule, f) for rule, f in told if rule.kind == kind and f.verdict == verdict]
        inside.sort(key=lambda pair: _SEVERITIES.index(pair[0].severity))
        if inside:
            rows = tuple(_row(context, rule, finding) for rule, finding in inside)
            title: Inline = say(f"R5.diagnosis.{kind}_{verdict}", n=Count(len(rows), context.lang))
            groups.append(Group(title=Toned("improve", title) if (kind, verdict) == _GROUPS[0] else title, rows=rows))
    if not groups:
        return None
    columns = (
        Column(title=say("R5.diagnosis.verdict"), kind="word"),
        Column(title=say("R5.diagnosis.severity"), note=say("R5.diagnosis.class"), kind="word"),
        Column(title=say("R5.diagnosis.evidence"), kind="text"),
    )
    silent = [rule for rule, f in told if f.verdict == "no_evidence"]
    return Table(
        id="R5-diagnosis",
        caption=say("R5.diagnosis.table"),
        stub=say("R5.diagnosis.rule"),
        columns=columns,
        groups=tuple(groups),
        wide=True,
        notes=(_silent(context, silent),) if silent else (),
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
    told = line("{0} ({1})", counted, say(f"R5.needs.{rule.met_when}"))
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
        return say("R5.diagnosis.dimension", dimension=dimension, score=Number(cell, lang, natural=True))
    word = VerdictWord(
        say(f"{'actions' if cell.measure == 'action' else 'tiers'}.{cell.text}"), cell.key, named=cell.text or ""
    )
    return line("{0} ({1})", context.label("expectation", cell.item), word)


def _silent(context: Context, rules: list[Rule]) -> Inline:
    names = joined(", ", (context.words.say(f"R5.rules.{rule.id}.name") for rule in rules))
    return context.words.count("R5.diagnosis.silent", len(rules), n=Count(len(rules), context.lang), names=names)
