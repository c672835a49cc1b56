"""The maps of expectations of a study whose importance is stated: a large one for the whole, small ones by profile and by target.

Importance upwards, satisfaction across, both with their intervals; the fill tells the tier, from importance alone; the
accent marks what to improve first and nothing else. Everything printed is a cell; the figure adds places, no numbers.
"""

from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.map.columns import REASONS, MapAbsent, MapColumn, MapPoint, read_columns
from relstudy.report.map.contrasts import contrast_with_whole
from relstudy.report.map.frame import PAGE
from relstudy.report.map.layout import MapLayout, lay_out_map, lay_out_narrow
from relstudy.report.map.notes import base_limits, bases_of, map_notes
from relstudy.report.page import Note
from relstudy.report.table import Column, Table
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Value, joined, line
from relstudy.report.verdicts import TIERS, Verdict, measured, tier_word
from relstudy.report.wording import figure_words
from relstudy.words import Lang

_TOP = 3
#: Word of the legend, tier and action of the mark that explains it.
_LEGEND = (
    ("primary", "primary", "keep"),
    ("improve", "primary", "improve"),
    ("unsettled", "unsettled", "unsettled"),
    ("secondary", "secondary", "watch"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One line of the legend: a mark, by the tier and the action it tells, and its word."""

    tier: str
    action: str
    word: Inline


@dataclass(frozen=True, slots=True)
class AbsentName(Value):
    """The name of an expectation that has no place on the map of a column, bound to its verdict."""

    column: str
    verdict: Verdict
    name: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class TopRow:
    """One of the first expectations of a small map; its number is its rank in the whole, `cells` are those of its panel's columns."""

    verdict: Verdict
    number: Inline
    label: Inline
    cells: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One map with what stands round it: heading, first expectations, what is not drawn and why.

    `narrow` is the same map with numbers alone for a narrow screen, of the whole only. `reading` says what sets a small map apart from the whole; `nothing` says why there is no map; `top_columns` are those of the first expectations: rank, importance and, where
    it was asked, satisfaction.
    """

    id: str
    layout: MapLayout
    narrow: MapLayout | None
    name: Inline
    title: Inline
    reading: Inline
    nothing: Inline
    share: Inline
    size: Inline
    top_heading: Inline
    top_columns: tuple[Column, ...]
    top: tuple[TopRow, ...]
    remarks: tuple[tuple[Inline, Inline], ...]

    @property
    def column(self) -> MapColumn:
        """Return what the map shows."""
        return self.layout.column


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelGroup:
    """The small maps of one kind under their title."""

    title: Inline
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFigure(Value):
    """All maps of a wave, their legend and notes; `table` says the whole in numbers and stands beside it where there is room.

    `interval` and `point` are the legend of an interval and of a number beside its point, empty where there is none.
    """

    lang: Lang
    heading: Inline
    subheading: Inline
    across: Inline
    upwards: Inline
    whole: Panel
    groups: tuple[PanelGroup, ...]
    small_note: Inline
    legend: tuple[Key, ...]
    interval: Inline
    point: Inline
    notes: tuple[Note, ...]
    table: Table | None

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Return all maps, the whole first."""
        return (self.whole, *(panel for group in self.groups for panel in group.panels))

    @property
    def wide(self) -> bool:
        """Tell whether the map of the whole needs the width of the page."""
        return self.whole.layout.frame is PAGE


def map_figure(context: Context, table: Table | None = None) -> MapFigure | None:
    """Return the maps of a wave, laid out, with their legend and notes; None without cells of expectations."""
    columns = read_columns(context)
    if not columns:
        return None
    say = context.figure_words.say
    whole, *small = (_panel(context, lay_out_map(column, context.lang)) for column in columns)
    groups = {kind: tuple(p for p in small if p.column.kind == kind) for kind in ("profile", "target")}
    chips = any(mark.chip for panel in (whole, *small) for mark in panel.layout.marks)
    return MapFigure(
        lang=context.lang,
        heading=say("map.heading"),
        subheading=say("map.subheading"),
        across=say("map.axis.satisfaction"),
        upwards=say("map.axis.importance"),
        whole=whole,
        groups=tuple(
            PanelGroup(title=say(f"map.by_{kind}"), panels=panels) for kind, panels in groups.items() if panels
        ),
        small_note=say("map.small_note"),
        legend=tuple(Key(tier=tier, action=action, word=say(f"map.legend.{name}")) for name, tier, action in _LEGEND),
        interval=say("map.legend.interval"),
        point=say("map.legend.point") if chips else EMPTY,
        notes=map_notes(context, columns),
        table=table,
    )


def _panel(context: Context, layout: MapLayout) -> Panel:
    column, words, lang = layout.column, context.figure_words, context.lang
    whole = column.kind == "whole"
    first = () if whole else _first(column)
    measures = ("importance",) if column.unasked else ("importance", "satisfaction")
    return Panel(
        id="map-" + column.id.replace("=", "-"),
        layout=layout,
        narrow=lay_out_narrow(column, lang) if whole and layout.marks else None,
        name=Label(column.name),
        title=words.say("map.title_whole") if whole else words.say("map.title_column", name=column.name),
        reading=EMPTY if whole else contrast_with_whole(context, column),
        nothing=EMPTY if layout.marks else _nothing(context, column),
        share=Number(column.share, lang) if column.share is not None else EMPTY,
        size=Number(column.size, lang) if column.size is not None else EMPTY,
        top_heading=words.first(f"map.top.first_{len(first)}", "map.top.first_1"),
        top_columns=tuple(Column(title=words.say(f"map.top.{name}")) for name in ("rank", *measures)),
        top=tuple(_top_row(context, place, satisfied=not column.unasked) for place in first),
        remarks=_remarks(context, layout),
    )


def _nothing(context: Context, column: MapColumn) -> Inline:
    """Return why a column has no map."""
    words = context.figure_words
    if _is_withheld(column):
        return words.say("map.withheld", min_base=Count(context.study.disclosure.min_base, context.lang))
    return words.say("map.unasked" if column.unasked else "map.nothing")


def _is_withheld(column: MapColumn) -> bool:
    """Tell whether nothing of a column is published: no expectation of it needs to be named."""
    return not column.points and all(absent.reason == "withheld" for absent in column.absent)


def _first(column: MapColumn) -> tuple[MapPoint | MapAbsent, ...]:
    """Return the first expectations of a column by its own ranks, drawn or not, ties at the last place included up to two more."""
    placed: tuple[MapPoint | MapAbsent, ...] = (*column.points, *column.absent)
    ranked = sorted((p for p in placed if _ranked(p.verdict.rank) and _ranked(p.rank)), key=lambda p: p.verdict.order)
    last = ranked[_TOP - 1].verdict.order[0] if len(ranked) >= _TOP else float("inf")
    return tuple(p for p in ranked if p.verdict.order[0] <= last)[: _TOP + 2]


def _ranked(rank: CellRow | None) -> bool:
    return rank is not None and rank.shown


def _top_row(context: Context, place: MapPoint | MapAbsent, *, satisfied: bool) -> TopRow:
    verdict = place.verdict
    cells = [_rank(context, verdict.rank), measured(verdict.importance, context)]
    cells += [measured(verdict.satisfaction, context)] if satisfied else []
    return TopRow(
        verdict=verdict, number=Number(place.rank, context.lang), label=Label(place.label), cells=tuple(cells)
    )


def _rank(context: Context, rank: CellRow | None) -> Inline:
    lang = context.lang
    if rank is None or rank.low is None or rank.high is None or rank.low == rank.high:
        return Number(rank, lang)
    low, high = Field(rank, "low", lang), Field(rank, "high", lang)
    return figure_words(lang).say("map.top.interval", low=low, high=high)


def _remarks(context: Context, layout: MapLayout) -> tuple[tuple[Inline, Inline], ...]:
    """Return what stands under a map: its base, the small bases, what is not drawn and why, what has no label."""
    column, words = layout.column, context.figure_words
    limits = base_limits(context, context.study.disclosure.min_base, context.study.disclosure.caution_base)
    found: list[tuple[Inline, Inline]] = []
    shown = [c for v in column.verdicts if (c := v.importance) is not None and c.shown]
    if column.kind != "whole" and shown:
        found.append((EMPTY, words.say("map.notes.base_importance", importance=bases_of(shown, context))))
    cautious = [p for p in column.points if p.cautious]
    if cautious:
        found.append((words.say("map.absent.cautious", **limits), _numbers(context, cautious)))
    if column.unasked:
        found += _ranked_by_tier(context, column)
    for reason in REASONS:
        absent = [a for a in column.absent if a.reason == reason]
        if absent and not column.unasked and not _is_withheld(column):
            named = joined(", ", (_absent_name(context, column, a) for a in absent))
            found.append((words.say(f"map.absent.{reason}", **limits), named))
    if layout.unlabelled:
        named = joined(", ", (_numbered(context, p.rank, p.label) for p in layout.unlabelled))
        found.append((words.say("map.absent.unlabelled"), named))
    return tuple(found)


def _ranked_by_tier(context: Context, column: MapColumn) -> list[tuple[Inline, Inline]]:
    """Return the expectations of a column without a map by tier, each by its number."""
    words = figure_words(context.lang)
    found: list[tuple[Inline, Inline]] = []
    for tier in TIERS:
        inside = [a for a in column.absent if a.verdict.tier == tier]
        if inside:
            named = joined(", ", (AbsentName(column.id, a.verdict, Number(a.rank, context.lang)) for a in inside))
            found.append((words.say(f"map.absent.{tier}"), named))
    return found


def _numbers(context: Context, points: list[MapPoint]) -> Inline:
    """Return points by number; a number two points share with their label, since alone it would not tell which."""
    return joined(
        ", ", (_numbered(context, p.rank, p.label) if p.shared else Number(p.rank, context.lang) for p in points)
    )


def _numbered(context: Context, rank: CellRow, label: str) -> Inline:
    return line("{0} {1}", Number(rank, context.lang), Label(label))


def _absent_name(context: Context, column: MapColumn, absent: MapAbsent) -> AbsentName:
    """Return the name of an expectation that is not drawn; with its number and tier where importance is published."""
    verdict = absent.verdict
    named: Inline = Label(absent.label)
    if absent.reason.startswith("satisfaction"):
        if absent.rank is not None and absent.rank.shown:
            named = _numbered(context, absent.rank, absent.label)
        named = context.figure_words.say("map.absent.with_tier", label=named, tier=tier_word(verdict, context))
    return AbsentName(column.id, verdict, named)
