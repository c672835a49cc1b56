"""R2, what to improve first: satisfaction by action, its gap to importance, and the audit's targets not met."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.legend import legend_of
from relstudy.report.marks import column_verdicts
from relstudy.report.page import Note, Page, View, absent_page, show_page
from relstudy.report.pages.audit import as_written, kpi_table
from relstudy.report.rules import action_rule
from relstudy.report.satisfaction import SatisfactionFigure, satisfaction_figure
from relstudy.report.table import Column, Group, Row, Table, table_of
from relstudy.report.values import EMPTY, Count, Field, Inline, Number, Toned, Unbound
from relstudy.report.verdicts import (
    ACTIONS,
    Verdict,
    action_word,
    by_action,
    from_cases,
    judged,
    judged_words,
    measured,
    ranked_name,
    read_verdicts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementsView(View):
    """The bars of R2 (None where no satisfaction has two sides) and its tables."""

    figure: SatisfactionFigure | None
    tables: tuple[Table, ...]


def build_page(context: Context) -> Page:
    """Return the page R2: the actions, the gaps, the same by target and profile, the targets of the audit that are not met."""
    say, lang = context.words.say, context.lang
    verdicts = read_verdicts(context)
    unmet = kpi_table(context, only="not_met", name="R2-audit")
    known = any(v.action != "missing" for v in verdicts)
    if not known and unmet is None:
        reason = context.absence("expectations") or say("reasons.no_judgement")
        return absent_page(context, "R2", reason=reason)
    title, figure, tables = say("R2.title_audit"), None, []
    if known:
        groups = by_action(verdicts)
        first = len(groups["improve"])
        title = context.words.count("R2.title", first, n=Count(first, lang)) if first else say("R2.title_none")
        figure = satisfaction_figure(context, groups)
        tables = [
            None if figure is not None else _actions_table(context, groups),
            _gap_table(context, verdicts),
            column_verdicts(context, verdicts, of="action", name="R2-columns"),
        ]
    tables.append(
        None if unmet is None else replace(unmet, caption=say("R2.audit"), repeats=any(tables) or figure is not None)
    )
    return show_page(
        context,
        "R2",
        title=title,
        template="improvements.html.j2",
        state="measured" if known else "partial",
        reason=EMPTY if known else context.absence("expectations") or say("reasons.no_judgement"),
        view=ImprovementsView(figure=figure, tables=tuple(t for t in tables if t is not None)),
        notes=(
            *(_notes(context, verdicts, told=figure is not None) if known else ()),
            *(as_written(context) if unmet is not None else ()),
        ),
        legend=legend_of(context, _shown(context), trends=True) if known else (),
    )


def _shown(context: Context) -> Iterator[CellRow]:
    """Yield the cells whose marks a reader meets on the page."""
    for cell in context.book.of("expectations"):
        whole = cell.column == "all" and cell.measure in ("importance", "satisfaction", "gap", "negative", "positive")
        if not cell.unasked and (whole or cell.measure == "action"):
            yield cell


def _actions_table(context: Context, groups: dict[str, tuple[Verdict, ...]]) -> Table:
    """Return the expectations by action with their two measures."""
    say, lang, cases = context.words.say, context.lang, from_cases(context)
    road = "cases" if cases else "stated"
    linked = any(v.offer for vs in groups.values() for v in vs)
    figures = ("voiced", "negative", "positive") if cases else ("importance", "satisfaction", "base")
    columns = [Column(title=say(f"R2.{name}")) for name in figures]
    columns += [Column(title=say("R2.linked"), kind="word")] if linked else []
    body = []
    for action in ACTIONS:
        if not groups[action]:
            continue
        rows = []
        for verdict in groups[action]:
            cells: list[Inline] = [measured(verdict.importance, context)]
            if cases:
                cells += reversed(judged(verdict, context))
            else:
                cells += (measured(verdict.satisfaction, context), Field(verdict.satisfaction, "base", lang))
            if linked:
                cells.append(context.label("offer", verdict.offer) if verdict.offer else Number(None, lang))
            rows.append(Row(head=ranked_name(verdict, context), cells=tuple(cells)))
        title: Inline = say(f"action_groups.{action}", n=Count(len(rows), lang))
        title = Toned("improve", title) if action == "improve" else title
        body.append(Group(title=title, note=say(f"action_rules.{road}.{action}"), rows=tuple(rows)))
    caption, stub = say("R2.table"), say("columns.item")
    return Table(id="R2-actions", caption=caption, stub=stub, columns=tuple(columns), groups=tuple(body), wide=True)


def _gap_table(context: Context, verdicts: tuple[Verdict, ...]) -> Table | None:
    """Return the gaps, the widest first, each beside both means of those who gave both; None without a gap."""
    say, book, lang = context.words.say, context.book, context.lang
    shown = [v for v in verdicts if v.gap is not None and v.gap.shown]
    if not shown:
        return None
    rows = []
    for verdict in sorted(shown, key=lambda v: -value_of(v.gap)):
        both = (
            book.get("expectations", verdict.id, f"{name}_both", "_", "all") for name in ("importance", "satisfaction")
        )
        low, high = (Field(verdict.gap, end, lang) for end in ("low", "high"))
        cells = (
            *(Number(cell, lang) for cell in both),
            Toned("strong", Number(verdict.gap, lang, signed=True)),
            say("R2.interval", low=low, high=high),
            Field(verdict.gap, "base", lang),
        )
        rows.append(Row(head=ranked_name(verdict, context), cells=cells))
    named = ("importance", "satisfaction", "gap", "interval_title", "base")
    columns = [Column(title=Unbound("text", say(f"R2.{name}"))) for name in named]
    widest = max(shown, key=lambda v: value_of(v.gap))
    reading = say(
        "R2.gap_reading",
        label=context.label("expectation", widest.id),
        gap=Number(widest.gap, lang, signed=True),
        n=Field(widest.gap, "base", lang),
    )
    return table_of(
        columns,
        rows,
        name="R2-gaps",
        caption=say("R2.gaps"),
        subtitle=say("R2.gaps_of"),
        stub=say("columns.item"),
        notes=(reading,),
        stacks=False,
    )


def _notes(context: Context, verdicts: tuple[Verdict, ...], *, told: bool) -> tuple[Note, ...]:
    """Return how to read the first row where no figure has told it, then the rule with its numbers."""
    say, lang = context.words.say, context.lang
    notes = []
    first = next((v for v in verdicts if v.action not in ("missing", "unsettled")), None)
    if first is not None and not told:
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
    ) and not from_cases(context):
        notes.append(Note(title=say("notes.gap"), text=say("R2.gap_missing")))
    return (*notes, Note(title=say("notes.action_rule"), text=action_rule(context)))
