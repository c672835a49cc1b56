"""What is said under the maps: how to read them, the rules of the two verdicts, the questions, the bases, the sources."""

from collections.abc import Iterable, Mapping, Sequence

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.map.columns import MapColumn, MapPoint
from relstudy.report.page import Note
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Runs, joined, line
from relstudy.report.verdicts import action_word, frozen_since, line_cell, tier_word
from relstudy.words import Lang


def map_notes(context: Context, columns: Sequence[MapColumn]) -> tuple[Note, ...]:
    """Return the notes under the maps, in the order they are read; empty where there is no map."""
    if not columns:
        return ()
    whole, words = columns[0], context.figure_words
    kinds = {column.kind for column in columns}
    texts = [
        ("reading", joined(" ", filter(None, (_reading(context, whole), _relative(context, whole))))),
        ("tier", _tier_rule(context, whole)),
        ("action", _action_rule(context, whole)),
        ("stability", words.say("map.notes.stability")),
        ("small", words.say("map.notes.small") if "profile" in kinds else EMPTY),
        ("small_target", words.say("map.notes.small_target") if "target" in kinds else EMPTY),
        ("interval", words.say("map.notes.interval")),
        ("question", _question(context, whole)),
        ("base", _base(context, whole)),
        ("source", _source(context, whole)),
    ]
    return tuple(Note(title=words.say(f"notes.{name}"), text=text) for name, text in texts if text)


def _reading(context: Context, column: MapColumn) -> Inline:
    """Teach the map on the first expectation to improve, else on the first of all."""
    if not column.points:
        return EMPTY
    point = next((p for p in column.points if p.verdict.action == "improve"), column.points[0])
    lang, verdict, say = context.lang, point.verdict, context.figure_words.say
    parts = {
        "rank": Number(point.rank, lang),
        "label": Label(point.label),
        "importance": Number(point.importance, lang),
        "satisfaction": Number(point.satisfaction, lang),
        "tier": tier_word(verdict, context),
        "action": action_word(verdict, context),
    }
    if column.satisfaction_line is None or verdict.stability is None or not verdict.stability.shown:
        return say("map.notes.reading_plain", **parts)
    line = column.satisfaction_line
    side = "on" if point.x == line.value else "above" if point.x > (line.value or 0.0) else "below"
    return say(
        "map.notes.reading",
        **parts,
        stability=Runs(verdict.stability, lang),
        side=say(f"map.notes.side_{side}"),
        line=Number(line, lang),
    )


def _relative(context: Context, column: MapColumn) -> Inline:
    """Say that a line that is the mean of the expectations always has some above it; how many here. Nothing of another line or rule."""
    plan, held = context.study.expecting, column.importance_line
    if (
        frozen_since(context) is not None
        or plan is None
        or plan.line != "mean"
        or plan.tier_rule != "importance"
        or held is None
    ):
        return EMPTY
    means = [c.value for v in column.verdicts if (c := v.importance) is not None and c.shown and c.value is not None]
    above = sum(value > (held.value or 0.0) for value in means)
    n, every = Count(above, context.lang), Count(len(means), context.lang)
    return context.figure_words.say("map.notes.relative", n=n, all=every)


def _tier_rule(context: Context, column: MapColumn) -> Inline:
    say, plan = context.figure_words.say, context.study.expecting
    held = column.importance_line
    if plan is not None and plan.tier_rule == "opportunity":
        held = line_cell(context, "opportunity")
    if held is None:
        return say("map.notes.tier_no_line")
    since = frozen_since(context)
    origin = say(f"map.notes.origin_{'mean' if plan is None or plan.line == 'mean' else 'fixed'}")
    if since is not None:
        origin = say("map.notes.origin_frozen", wave=Label(since))
    return say("map.notes.tier_importance", line=Number(held, context.lang), origin=origin)


def _action_rule(context: Context, column: MapColumn) -> Inline:
    say = context.figure_words.say
    if column.importance_line is None or column.satisfaction_line is None:
        return say("map.notes.action_no_line")
    return say(
        "map.notes.action",
        line=Number(column.importance_line, context.lang),
        satisfaction_line=Number(column.satisfaction_line, context.lang),
    )


def _question(context: Context, column: MapColumn) -> Inline:
    say = context.figure_words.say
    ids = {v.id for v in column.verdicts}
    known = [e for e in context.study.expectations if e.id in ids]
    overall = context.study.expecting.overall if context.study.expecting is not None else None
    asked = [overall] if overall is not None else [e.importance_item for e in known if e.importance_item]
    importance = wording_of(context, asked)
    satisfaction = wording_of(context, [e.satisfaction_item for e in known if e.satisfaction_item])
    if not importance:
        return EMPTY
    said = (
        say("map.notes.question_pair", importance=importance, satisfaction=satisfaction)
        if satisfaction
        else say("map.notes.question_importance", importance=importance)
    )
    return said + " " + say("map.notes.stated")


def wording_of(context: Context, items: Sequence[str]) -> Inline:
    """Return the question behind items: a grid's own wording once, else the first one and how many others there are."""
    words = context.figure_words
    found: dict[str, None] = {}
    for item in items:
        grid = item.partition(".")[0]
        found[context.text("item", grid) if grid != item and _has_text(context, grid) else context.item_text(item)] = (
            None
        )
    if not found:
        return EMPTY
    first, *others = found
    text = Label(first)
    if not others:
        return words.say("map.notes.question_quoted", text=text)
    return words.count("map.notes.question_more", len(others), text=text, n=Count(len(others), context.lang))


def _has_text(context: Context, item: str) -> bool:
    return f"item/{item}" in context.wave.labels.texts or f"item/{item}" in context.study.labels.texts


def _base(context: Context, column: MapColumn) -> Inline:
    words, lang = context.figure_words, context.lang
    total, effective = (
        context.book.get("sample", "_", "n", "_", "all"),
        context.book.get("weights", "_", "n_effective", "_", "all"),
    )
    parts = []
    if total is not None:
        name = "map.notes.base_total" if effective is not None else "map.notes.base_total_plain"
        parts.append(words.say(name, n=Number(total, lang), effective=Number(effective, lang)))
    measured = [c for v in column.verdicts if (c := v.importance) is not None and c.shown]
    if measured:
        parts.append(words.say("map.notes.base_importance", importance=bases_of(measured, context)))
    if column.points:
        low, high = (pick(column.points, key=lambda p: p.satisfaction.base or 0) for pick in (min, max))
        one = low.satisfaction.base == high.satisfaction.base
        parts.append(
            words.say(
                f"map.notes.base_satisfaction{'_one' if one else ''}",
                low=_field(low, lang),
                high=_field(high, lang),
                low_label=Label(low.label),
                high_label=Label(high.label),
            )
        )
    limits = context.study.disclosure
    form = "base_rule" if limits.caution_base > limits.min_base else "base_rule_alone"
    parts.append(words.say(f"map.notes.{form}", **base_limits(context, limits.min_base, limits.caution_base)))
    return joined(" ", parts)


def base_limits(context: Context, min_base: int, caution_base: int) -> Mapping[str, Inline]:
    """Return the limits of publication as parts of a sentence."""
    return {"min_base": Count(min_base, context.lang), "last": Count(caution_base - 1, context.lang)}


def bases_of(cells: Iterable[CellRow], context: Context) -> Inline:
    """Return the bases of some cells and their effective bases: one number where all are equal, else the smallest and the largest."""
    words, lang = context.figure_words, context.lang
    held = [c for c in cells if c.base is not None]
    if not held:
        return line("—")
    low, high = min(held, key=lambda c: c.base or 0), max(held, key=lambda c: c.base or 0)
    if low.base == high.base:
        return words.say(
            "map.base.importance", n=Field(low, "base", lang), effective=Field(low, "base_effective", lang)
        )
    return words.say(
        "map.base.importance_range",
        low=Field(low, "base", lang),
        high=Field(high, "base", lang),
        effective_low=Field(low, "base_effective", lang),
        effective_high=Field(high, "base_effective", lang),
    )


def _field(point: MapPoint, lang: Lang) -> Inline:
    return Field(point.satisfaction, "base", lang)


def _source(context: Context, column: MapColumn) -> Inline:
    return source_of(context, [c for p in column.points for c in (p.importance, p.satisfaction)])


def source_of(context: Context, cells: Iterable[CellRow]) -> Inline:
    """Return the files that some cells were computed from; nothing where they name none."""
    files = sorted({c.file for c in cells if c.file})
    if not files:
        return EMPTY
    return context.figure_words.say("map.notes.source", files=Label(", ".join(files)))
