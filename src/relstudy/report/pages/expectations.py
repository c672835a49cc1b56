"""R3, the map of ranked expectations: its figure, the ranked table by tier, the verdicts by target and profile."""

from dataclasses import dataclass

from relstudy.report.context import Context
from relstudy.report.legend import legend_of
from relstudy.report.map.figure import MapFigure, map_figure
from relstudy.report.marks import column_verdicts, profile_ids, profile_tiers
from relstudy.report.matrix.figure import MatrixFigure, matrix_figure
from relstudy.report.page import Note, Page, View, absent_page, show_page
from relstudy.report.rules import lines_rule, tier_rule
from relstudy.report.table import Column, Fold, Group, Row, Table
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, Runs, Unbound, joined
from relstudy.report.verdicts import (
    TIERS,
    Verdict,
    action_word,
    agreement,
    beside,
    by_tier,
    from_cases,
    frozen_since,
    measured,
    rank_interval,
    ranked_name,
    read_verdicts,
    tier_counts,
    tier_line,
    tier_word,
    unprompted,
)
from relstudy.steps.interviews import Interviews


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationsView(View):
    """The figure (None where nothing is drawn) and the tables of R3; the ranked one stands at the side of a map.

    What says again what a figure says is folded.
    """

    figure: MapFigure | MatrixFigure | None
    no_figure: Inline
    ranked: Table
    tables: tuple[Table, ...]
    folded: Fold | None


def build_page(context: Context) -> Page:
    """Return the page R3: from importance alone, by survey or by interviews."""
    say, lang = context.words.say, context.lang
    cases = from_cases(context)
    verdicts = read_verdicts(context)
    if not verdicts:
        return absent_page(context, "R3", reason=context.absence("expectations"))
    groups = by_tier(verdicts)
    ranked = _ranked_table(context, groups)
    figure = _figure(context, ranked, cases=cases)
    across = column_verdicts(context, verdicts, of="tier", name="R3-columns")
    folded = Fold(summary=say("R3.as_table"), tables=(ranked,)) if figure is not None and cases else None
    if across is not None and isinstance(figure, MapFigure):
        folded, across = Fold(summary=say("R3.as_words"), tables=(across,)), None
    return show_page(
        context,
        "R3",
        template="expectations.html.j2",
        eyebrow=say("R3.eyebrow_cases") if cases else None,
        title=_title(context, groups),
        subtitle=say(
            f"R3.subtitle{'_cases' if cases else ''}", n=Count(len(verdicts), lang), wave=Label(context.wave_name)
        ),
        view=ExpectationsView(
            figure=figure,
            no_figure=EMPTY if figure is not None else say("R3.no_figure"),
            ranked=ranked,
            tables=tuple(t for t in (ranked if figure is None else None, across) if t is not None),
            folded=folded,
        ),
        notes=_notes(context, verdicts) if figure is None else figure.notes,
        legend=legend_of(context, (c for c in context.book.of("expectations") if not c.unasked), trends=True),
    )


def _title(context: Context, groups: dict[str, tuple[Verdict, ...]]) -> Inline:
    """Return how many expectations are of each tier; of none that is measured no tier is told."""
    tiers = ("primary", "unsettled", "secondary")
    if not any(groups[tier] for tier in tiers):
        return context.words.say("R3.title_none")
    counts, first = tier_counts(context, groups), len(groups["primary"])
    others = (counts[tier] for tier in tiers[1:] if groups[tier] or tier == "secondary")
    return context.words.count("R3.title", first, n=Count(first, context.lang), others=joined(", ", others))


def _figure(context: Context, table: Table, *, cases: bool) -> MapFigure | MatrixFigure | None:
    """Return the figure of the page, None where there is nothing to draw; a map has the ranked table at its side."""
    if not cases:
        return map_figure(context, table)
    interviews = context.result.given(Interviews)
    return None if interviews is None else matrix_figure(context, interviews)


def _ranked_table(context: Context, groups: dict[str, tuple[Verdict, ...]]) -> Table:
    say, lang, cases = context.words.say, context.lang, from_cases(context)
    if cases:
        columns = [
            Column(title=say("R3.voiced")),
            *([Column(title=say("R3.unprompted"))] if context.tells_prompts else []),
        ]
    else:
        columns = [
            Column(title=_as_text(say("R3.rank_interval"))),
            Column(title=say("R3.importance")),
            *(Column(title=say(f"R3.{name}")) for name in beside(context)),
            Column(title=say("R3.satisfaction")),
        ]
    columns += [
        Column(title=say("R3.stability" if cases else "R3.agreement")),
        Column(title=say("R3.action"), kind="word"),
    ]
    columns += [Column(title=say("R3.by_profile"), kind="mark")] if profile_ids(context) and not cases else []
    body = []
    for tier in TIERS:
        if not groups[tier]:
            continue
        rows = tuple(_row(context, v, cases=cases) for v in groups[tier])
        title = context.words.count(f"tier_groups.{tier}", len(rows), n=Count(len(rows), lang))
        body.append(Group(title=title, note=_tier_rule(context, tier, cases=cases), rows=rows))
    return Table(
        id="R3-ranked",
        caption=say("R3.table"),
        subtitle=say("R3.table_subtitle"),
        stub=say("columns.item"),
        columns=tuple(columns),
        groups=tuple(body),
        wide=True,
    )


def _as_text(words: Inline) -> Inline:
    """Return words whose digits are no results, as a page says them."""
    return Unbound("text", words)


def _row(context: Context, verdict: Verdict, *, cases: bool) -> Row:
    lang = context.lang
    head = ranked_name(verdict, context)
    if cases:
        cells = [Number(verdict.importance, lang), *([unprompted(verdict, context)] if context.tells_prompts else [])]
    else:
        cells = [
            rank_interval(verdict, context),
            measured(verdict.importance, context),
            *(
                Number(context.book.get("expectations", verdict.id, name, "_", verdict.column), lang)
                for name in beside(context)
            ),
            measured(verdict.satisfaction, context),
        ]
    cells += [Runs(verdict.stability, lang) if cases else agreement(verdict, context), action_word(verdict, context)]
    cells += [profile_tiers(context, verdict.id)] if profile_ids(context) and not cases else []
    return Row(head=head, cells=tuple(cells))


def _tier_rule(context: Context, tier: str, *, cases: bool) -> Inline:
    say = context.words.say
    if tier == "missing":
        return say("R3.missing_note")
    if cases:
        return say(f"R3.cases_{tier}")
    line = tier_line(context)
    if line is None:
        return EMPTY
    name = {"primary": "above", "secondary": "below", "unsettled": "crossing"}[tier]
    return say(f"R3.{name}", line=Number(line, context.lang))


def _notes(context: Context, verdicts: tuple[Verdict, ...]) -> tuple[Note, ...]:
    say, lang = context.words.say, context.lang
    first = verdicts[0]
    label, importance = context.label("expectation", first.id), Number(first.importance, lang)
    if from_cases(context):
        reading = say(
            "R3.reading_cases",
            label=label,
            importance=importance,
            unprompted=unprompted(first, context),
            tier=tier_word(first, context),
        )
        stability, rank = say("method.rule.stability_cases"), say("method.rule.rank_cases")
    else:
        reading = say(
            "R3.reading_stated",
            label=label,
            rank=Number(first.rank, lang),
            importance=importance,
            tier=tier_word(first, context),
            stability=Runs(first.stability, lang),
        )
        stability, rank = say("method.rule.stability_stated"), say("method.rule.rank")
    return (
        Note(title=say("notes.reading"), text=reading),
        Note(title=say("notes.rule"), text=tier_rule(context)),
        *(
            (Note(title=say("method.rule_title.lines"), text=lines_rule(context)),)
            if frozen_since(context) is not None
            else ()
        ),
        Note(title=say("notes.rank"), text=rank),
        Note(title=say("notes.stability"), text=stability),
    )
