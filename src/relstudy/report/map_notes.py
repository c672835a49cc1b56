"""What is said under the maps: how to read them, the rules of the two verdicts, the questions, the bases, the sources."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.map_view import MapPoint, MapView, figure_words
from relstudy.report.numbers import bind, bind_count, bind_field, bind_label, bind_runs
from relstudy.report.page import Note
from relstudy.report.verdicts import action_word, tier_word
from relstudy.words import Lang


def map_notes(context: Context, views: Sequence[MapView]) -> tuple[Note, ...]:
    """Return the notes under the maps, in the order they are read; empty where there is no map."""
    if not views:
        return ()
    whole, words = views[0], figure_words(context.lang)
    kinds = {view.kind for view in views}
    texts = [
        ("reading", _reading(context, whole)),
        ("tier", _tier_rule(context, whole)),
        ("action", _action_rule(context, whole)),
        ("stability", words.say("map.notes.stability")),
        ("small", words.say("map.notes.small") if "profile" in kinds else Markup("")),
        ("small_target", words.say("map.notes.small_target") if "target" in kinds else Markup("")),
        ("interval", words.say("map.notes.interval")),
        ("question", _question(context, whole)),
        ("base", _base(context, whole)),
        ("source", _source(context, whole)),
    ]
    return tuple(Note(title=words.say(f"notes.{name}"), text=text) for name, text in texts if text)


def _reading(context: Context, view: MapView) -> Markup:
    """Teach the map on the first expectation to improve, else on the first of all."""
    if not view.points:
        return Markup("")
    point = next((p for p in view.points if p.verdict.action == "improve"), view.points[0])
    lang, verdict, say = context.lang, point.verdict, figure_words(context.lang).say
    parts = {
        "rank": bind(point.rank, lang),
        "label": bind_label(point.label),
        "importance": bind(point.importance, lang),
        "satisfaction": bind(point.satisfaction, lang),
        "tier": tier_word(verdict, context),
        "action": action_word(verdict, context),
    }
    if view.satisfaction_line is None or verdict.stability is None or not verdict.stability.shown:
        return say("map.notes.reading_plain", **parts)
    line = view.satisfaction_line
    side = "on" if point.x == line.value else "above" if point.x > (line.value or 0.0) else "below"
    return say(
        "map.notes.reading", **parts, stability=bind_runs(verdict.stability, lang), side=say(f"map.notes.side_{side}"),
        line=bind(line, lang),
    )  # fmt: skip


def _tier_rule(context: Context, view: MapView) -> Markup:
    say, plan = figure_words(context.lang).say, context.study.expecting
    if plan is not None and plan.tier_rule != "importance":
        return say("map.notes.tier_other", rule=bind_label(plan.tier_rule))
    if view.importance_line is None:
        return say("map.notes.tier_no_line")
    origin = "mean" if plan is None or plan.line == "mean" else "fixed"
    return say(
        "map.notes.tier_importance",
        line=bind(view.importance_line, context.lang),
        origin=say(f"map.notes.origin_{origin}"),
    )


def _action_rule(context: Context, view: MapView) -> Markup:
    say = figure_words(context.lang).say
    if view.importance_line is None or view.satisfaction_line is None:
        return say("map.notes.action_no_line")
    return say(
        "map.notes.action", line=bind(view.importance_line, context.lang),
        satisfaction_line=bind(view.satisfaction_line, context.lang),
    )  # fmt: skip


def _question(context: Context, view: MapView) -> Markup:
    say = figure_words(context.lang).say
    ids = {v.id for v in view.verdicts}
    known = [e for e in context.study.expectations if e.id in ids]
    importance = _wording(context, [e.importance_item for e in known if e.importance_item])
    satisfaction = _wording(context, [e.satisfaction_item for e in known if e.satisfaction_item])
    if not importance:
        return Markup("")
    said = (
        say("map.notes.question_pair", importance=importance, satisfaction=satisfaction)
        if satisfaction
        else say("map.notes.question_importance", importance=importance)
    )
    return said + " " + say("map.notes.stated")


def _wording(context: Context, items: Sequence[str]) -> Markup:
    """Return the question behind items: a grid's own wording once, else the first one and how many others there are."""
    words = figure_words(context.lang)
    found: dict[str, None] = {}
    for item in items:
        grid = item.partition(".")[0]
        found[context.text("item", grid) if grid != item and _has_text(context, grid) else context.item_text(item)] = (
            None
        )
    if not found:
        return Markup("")
    first, *others = found
    text = bind_label(first)
    if not others:
        return words.say("map.notes.question_quoted", text=text)
    return words.count("map.notes.question_more", len(others), text=text, n=bind_count(len(others), context.lang))


def _has_text(context: Context, item: str) -> bool:
    return f"item/{item}" in context.wave.labels.texts or f"item/{item}" in context.study.labels.texts


def _base(context: Context, view: MapView) -> Markup:
    words, lang = figure_words(context.lang), context.lang
    total, effective = (
        context.book.get("sample", "_", "n", "_", "all"),
        context.book.get("weights", "_", "n_effective", "_", "all"),
    )
    parts = []
    if total is not None:
        name = "map.notes.base_total" if effective is not None else "map.notes.base_total_plain"
        parts.append(words.say(name, n=bind(total, lang), effective=bind(effective, lang)))
    measured = [c for v in view.verdicts if (c := v.importance) is not None and c.shown]
    if measured:
        parts.append(words.say("map.notes.base_importance", importance=bases_of(measured, context)))
    if view.points:
        low, high = (pick(view.points, key=lambda p: p.satisfaction.base or 0) for pick in (min, max))
        one = low.satisfaction.base == high.satisfaction.base
        parts.append(
            words.say(
                f"map.notes.base_satisfaction{'_one' if one else ''}", low=_field(low, lang), high=_field(high, lang),
                low_label=bind_label(low.label), high_label=bind_label(high.label),
            )
        )  # fmt: skip
    limits = context.study.disclosure
    parts.append(words.say("map.notes.base_rule", **base_limits(context, limits.min_base, limits.caution_base)))
    return Markup(" ").join(parts)


def base_limits(context: Context, min_base: int, caution_base: int) -> dict[str, Markup]:
    """Return the limits of publication as parts of a sentence."""
    return {"min_base": bind_count(min_base, context.lang), "last": bind_count(caution_base - 1, context.lang)}


def bases_of(cells: Iterable[CellRow], context: Context) -> Markup:
    """Return the bases of some cells and their effective bases: one number where all are equal, else the smallest and the largest."""
    words, lang = figure_words(context.lang), context.lang
    held = [c for c in cells if c.base is not None]
    if not held:
        return Markup("—")
    low, high = min(held, key=lambda c: c.base or 0), max(held, key=lambda c: c.base or 0)
    if low.base == high.base:
        return words.say(
            "map.base.importance", n=bind_field(low, "base", lang), effective=bind_field(low, "base_effective", lang)
        )
    return words.say(
        "map.base.importance_range", low=bind_field(low, "base", lang), high=bind_field(high, "base", lang),
        effective_low=bind_field(low, "base_effective", lang), effective_high=bind_field(high, "base_effective", lang),
    )  # fmt: skip


def _field(point: MapPoint, lang: Lang) -> Markup:
    return bind_field(point.satisfaction, "base", lang)


def _source(context: Context, view: MapView) -> Markup:
    cells = [c for p in view.points for c in (p.importance, p.satisfaction)]
    files = sorted({c.source.partition("#")[0] for c in cells if c.source})
    if not files:
        return Markup("")
    return figure_words(context.lang).say("map.notes.source", files=bind_label(", ".join(files)))
