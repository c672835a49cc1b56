"""R2, what to improve first: expectations by action, from importance and satisfaction, and the audit's targets not met."""

from collections.abc import Iterator
from dataclasses import replace

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.legend import legend_of
from relstudy.report.marks import column_verdicts
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.pages.audit import as_written, kpi_table
from relstudy.report.rules import action_rule
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import EMPTY, Count, Field, Inline, Number, Toned
from relstudy.report.verdicts import (
    ACTIONS,
    Verdict,
    action_word,
    by_action,
    from_cases,
    judged,
    judged_words,
    ranked_name,
    read_verdicts,
)


def build_page(context: Context) -> Page:
    """Return the page R2: the actions, the same by target and profile, the targets of the audit that are not met."""
    say, lang = context.words.say, context.lang
    verdicts = read_verdicts(context)
    gaps = kpi_table(context, only="not_met", name="R2-audit")
    known = any(v.action != "missing" for v in verdicts)
    if not known and gaps is None:
        reason = context.absence("expectations") or say("reasons.no_judgement")
        return absent_page(context, "R2", reason=reason)
    tables = []
    title = say("R2.title_audit")
    if known:
        groups = by_action(verdicts)
        first = len(groups["improve"])
        title = context.words.count("R2.title", first, n=Count(first, lang)) if first else say("R2.title_none")
        tables.append(_actions_table(context, groups))
        across = column_verdicts(context, verdicts, of="action", name="R2-columns")
        tables += [across] if across is not None else []
    if gaps is not None:
        tables.append(replace(gaps, caption=say("R2.audit")))
    return show_page(
        context, "R2", title=title,
        state="measured" if known else "partial",
        reason=EMPTY if known else context.absence("expectations") or say("reasons.no_judgement"),
        view=Plain(tables=tuple(tables)),
        notes=(*(_notes(context, verdicts) if known else ()), *(as_written(context) if gaps is not None else ())),
        legend=legend_of(context, _shown(context)) if known else (),
    )  # fmt: skip


def _shown(context: Context) -> Iterator[CellRow]:
    """Yield the cells whose marks a reader meets on the page."""
    for cell in context.book.of("expectations"):
        whole = cell.column == "all" and cell.measure in ("importance", "satisfaction", "gap")
        if not cell.unasked and (whole or cell.measure == "action"):
            yield cell


def _actions_table(context: Context, groups: dict[str, tuple[Verdict, ...]]) -> Table:
    say, lang, cases = context.words.say, context.lang, from_cases(context)
    road = "cases" if cases else "stated"
    linked = any(v.offer for vs in groups.values() for v in vs)
    figures = ("voiced", "positive", "negative") if cases else ("importance", "satisfaction", "gap", "base")
    columns = [Column(title=say(f"R2.{name}")) for name in figures]
    columns += [Column(title=say("R2.linked"), kind="word")] if linked else []
    body = []
    for action in ACTIONS:
        if not groups[action]:
            continue
        rows = []
        for verdict in groups[action]:
            cells: list[Inline] = [Number(verdict.importance, lang)]
            if cases:
                cells += judged(verdict, context)
            else:
                cells += (Number(verdict.satisfaction, lang), Number(verdict.gap, lang, signed=True))
                cells.append(Field(verdict.satisfaction, "base", lang))
            if linked:
                cells.append(context.label("offer", verdict.offer) if verdict.offer else Number(None, lang))
            rows.append(Row(head=ranked_name(verdict, context), cells=tuple(cells)))
        title: Inline = say(f"action_groups.{action}", n=Count(len(rows), lang))
        title = Toned("improve", title) if action == "improve" else title
        body.append(Group(title=title, note=say(f"action_rules.{road}.{action}"), rows=tuple(rows)))
    caption, stub = say("R2.table"), say("columns.item")
    return Table(id="R2-actions", caption=caption, stub=stub, columns=tuple(columns), groups=tuple(body), wide=True)


def _notes(context: Context, verdicts: tuple[Verdict, ...]) -> tuple[Note, ...]:
    """Return how to read the first row, then the rule with its numbers."""
    say, lang = context.words.say, context.lang
    notes = []
    first = next((v for v in verdicts if v.action not in ("missing", "unsettled")), None)
    if first is not None:
        parts = {"label": context.label("expectation", first.id), "importance": Number(first.importance, lang)}
        if from_cases(context):
            text = say("R2.reading_cases", **parts, **judged_words(first, context), action=action_word(first, context))
        else:
            satisfaction = Number(first.satisfaction, lang)
            text = say("R2.reading_stated", **parts, satisfaction=satisfaction, action=action_word(first, context))
        notes.append(Note(title=say("notes.reading"), text=text))
    if any(
        v.satisfaction is not None and v.satisfaction.value is not None and (v.gap is None or v.gap.status == "missing")
        for v in verdicts
    ):
        notes.append(Note(title=say("notes.gap"), text=say("R2.gap_missing")))
    return (*notes, Note(title=say("notes.action_rule"), text=action_rule(context)))
