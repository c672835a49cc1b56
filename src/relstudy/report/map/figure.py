"""The maps of expectations of a study whose importance is stated: a large one for the whole, small ones by profile and by target.

Importance upwards, satisfaction across, both with their intervals; the fill tells the tier, from importance alone; the accent marks what to
improve first and nothing else. Everything printed is a cell; the drawing adds places, no numbers.
"""

from dataclasses import dataclass

from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.environment import make_environment
from relstudy.report.map.columns import REASONS, MapAbsent, MapPoint, MapView, map_views
from relstudy.report.map.layout import PAGE, MapDrawing, lay_out_map
from relstudy.report.map.notes import base_limits, bases_of, map_notes
from relstudy.report.numbers import attribute
from relstudy.report.page import Note
from relstudy.report.palette import SANS, Paint, outline, tier_paint
from relstudy.report.values import EMPTY, Field, Inline, Label, Number, joined, line
from relstudy.report.verdicts import tier_word
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
class Glyph:
    """A mark in a line of text: its outline in a box of 16, its paint, its word."""

    outline: str
    paint: Paint
    word: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class TopRow:
    """One of the first expectations of a small map."""

    glyph: Glyph
    number: Inline
    label: Inline
    rank: Inline
    importance: Inline
    satisfaction: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One map with what stands round it: heading, drawing, first expectations, what is not drawn and why."""

    id: str
    drawing: MapDrawing
    name: Inline
    glyph: Glyph
    share: Inline
    size: Inline
    top_heading: Inline
    top: tuple[TopRow, ...]
    remarks: tuple[tuple[Inline, Inline], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFigure:
    """All maps of a wave and their notes. `views[0]` is the whole."""

    lang: Lang
    views: tuple[MapView, ...]
    panels: tuple[Panel, ...]
    legend: tuple[Glyph, ...]
    notes: tuple[Note, ...]

    @property
    def wide(self) -> bool:
        """Tell whether the map of the whole needs the width of the page."""
        return bool(self.panels) and self.panels[0].drawing.frame is PAGE


def map_figure(context: Context) -> MapFigure:
    """Return the maps of a wave, laid out, with their legend and notes.

    Without cells of expectations there are no maps: `views` and `panels` are empty, and so is what is drawn.
    """
    views = map_views(context)
    drawings = tuple(lay_out_map(view, context.lang) for view in views)
    return MapFigure(
        lang=context.lang,
        views=views,
        panels=tuple(_panel(context, d) for d in drawings),
        legend=_legend(context, drawings),
        notes=map_notes(context, views),
    )


def draw_expectations_map(figure: MapFigure, *, beside: Inline | None = None, notes: bool = True) -> Inline:
    """Return the maps as markup: the whole (with `beside` at its side where there is room), profiles, targets, notes.

    `notes=False` leaves the notes to the page (`figure.notes`).
    """
    if not figure.panels:
        return EMPTY
    text = make_environment().get_template("expectations_map.html.j2").render(
        figure=figure, beside=beside or EMPTY, with_notes=notes, words=figure_words(figure.lang), sans=SANS, attribute=attribute, px=_px,
    )  # fmt: skip
    return Markup(text)  # noqa: S704  escaped by the template


def _px(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _panel(context: Context, drawing: MapDrawing) -> Panel:
    view, words, lang = drawing.view, figure_words(context.lang), context.lang
    first = _first(view) if view.kind != "whole" else ()
    return Panel(
        id="map-" + view.column.replace("=", "-"),
        drawing=drawing,
        name=Label(view.name),
        glyph=_glyph(view, "primary", "keep", EMPTY),
        share=Number(view.share, lang) if view.share is not None else EMPTY,
        size=Number(view.size, lang) if view.size is not None else EMPTY,
        top_heading=words.first(f"map.top.first_{len(first)}", "map.top.first_1"),
        top=tuple(_top_row(context, view, point) for point in first),
        remarks=_remarks(context, drawing),
    )


def _first(view: MapView) -> tuple[MapPoint | MapAbsent, ...]:
    """Return the first expectations of a column by its own ranks, drawn or not, ties at the last place included up to two more."""
    placed: tuple[MapPoint | MapAbsent, ...] = (*view.points, *view.absent)
    ranked = sorted((p for p in placed if _ranked(p.verdict.rank) and _ranked(p.rank)), key=lambda p: p.verdict.order)
    last = ranked[_TOP - 1].verdict.order[0] if len(ranked) >= _TOP else float("inf")
    return tuple(p for p in ranked if p.verdict.order[0] <= last)[: _TOP + 2]


def _ranked(rank: CellRow | None) -> bool:
    return rank is not None and rank.shown


def _top_row(context: Context, view: MapView, place: MapPoint | MapAbsent) -> TopRow:
    verdict, lang = place.verdict, context.lang
    return TopRow(
        glyph=_glyph(view, verdict.tier, verdict.action, EMPTY),
        number=Number(place.rank, lang),
        label=Label(place.label),
        rank=_rank(context, verdict.rank),
        importance=Number(verdict.importance, lang),
        satisfaction=Number(verdict.satisfaction, lang),
    )


def _rank(context: Context, rank: CellRow | None) -> Inline:
    lang = context.lang
    if rank is None or rank.low is None or rank.high is None or rank.low == rank.high:
        return Number(rank, lang)
    low, high = Field(rank, "low", lang), Field(rank, "high", lang)
    return figure_words(lang).say("map.top.interval", low=low, high=high)


def _remarks(context: Context, drawing: MapDrawing) -> tuple[tuple[Inline, Inline], ...]:
    """Return what stands under a map: its base, the small bases, what is not drawn and why, what has no label."""
    view, words = drawing.view, figure_words(context.lang)
    limits = base_limits(context, context.study.disclosure.min_base, context.study.disclosure.caution_base)
    found: list[tuple[Inline, Inline]] = []
    shown = [c for v in view.verdicts if (c := v.importance) is not None and c.shown]
    if view.kind != "whole" and shown:
        found.append((EMPTY, words.say("map.notes.base_importance", importance=bases_of(shown, context))))
    cautious = [p for p in view.points if p.cautious]
    if cautious:
        found.append((words.say("map.absent.cautious", **limits), _numbers(context, cautious)))
    for reason in REASONS:
        absent = [a for a in view.absent if a.reason == reason]
        if absent:
            named = joined(", ", (_absent_name(context, view, a) for a in absent))
            found.append((words.say(f"map.absent.{reason}", **limits), named))
    if drawing.unlabelled:
        named = joined(", ", (_numbered(context, p.rank, p.label) for p in drawing.unlabelled))
        found.append((words.say("map.absent.unlabelled"), named))
    return tuple(found)


def _numbers(context: Context, points: list[MapPoint]) -> Inline:
    """Return points by number; a number two points share with their label, since alone it would not tell which."""
    return joined(
        ", ", (_numbered(context, p.rank, p.label) if p.shared else Number(p.rank, context.lang) for p in points)
    )


def _numbered(context: Context, rank: CellRow, label: str) -> Inline:
    return line("{0} {1}", Number(rank, context.lang), Label(label))


def _absent_name(context: Context, view: MapView, absent: MapAbsent) -> Inline:
    """Return the name of an expectation that is not drawn; with its number and tier where importance is published."""
    verdict = absent.verdict
    named: Inline = Label(absent.label)
    if absent.reason.startswith("satisfaction"):
        if absent.rank is not None and absent.rank.shown:
            named = _numbered(context, absent.rank, absent.label)
        named = figure_words(context.lang).say("map.absent.with_tier", label=named, tier=tier_word(verdict, context))
    return Markup(
        '<span data-absent="expectations/{0}" data-key="expectations/{0}" data-column="{1}" data-tier="{2}" data-action="{3}">{4}</span>'
    ).format(verdict.id, view.column, verdict.tier, verdict.action, named)


def _glyph(view: MapView, tier: str, action: str, word: Inline) -> Glyph:
    return Glyph(outline=outline(view.mark.shape, 8, 8, 6), paint=tier_paint(tier, action, view.mark.colour), word=word)


def _legend(context: Context, drawings: tuple[MapDrawing, ...]) -> tuple[Glyph, ...]:
    if not drawings:
        return ()
    view, say = drawings[0].view, figure_words(context.lang).say
    return tuple(_glyph(view, tier, action, say(f"map.legend.{name}")) for name, tier, action in _LEGEND)
