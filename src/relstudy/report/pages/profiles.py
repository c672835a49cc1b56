"""Profiles: one card each, or "no clear partition" said as the answer it is, with the numbers of profiles tried."""

from collections.abc import Mapping
from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.distinction import Trait, traits_of
from relstudy.report.drawing import Dots, Gradation, Parts, Swatch
from relstudy.report.legend import legend_of
from relstudy.report.marks import profile_ids
from relstudy.report.numbers import format_value
from relstudy.report.page import Note, Page, View, absent_page, show_page
from relstudy.report.partition_tables import existing_table, sizes_table, trials_table
from relstudy.report.table import Table
from relstudy.report.values import EMPTY, Field, Glyph, Inline, Label, Number, Toned, line
from relstudy.report.verdicts import Verdict, action_word, read_verdicts
from relstudy.steps.profiles import Profiles

_FIRST = 3
#: From this part of the scatter between profiles on, an axis is said to be the only one.
_ONE_AXIS = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a card: an answer, its question, its number, the number of the whole, a drawing."""

    label: Inline
    question: str
    number: Inline
    whole: Inline
    drawing: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One of the first expectations of a profile."""

    label: Inline
    action: Inline
    rank: Inline
    importance: Inline
    satisfaction: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One profile; `place` = its place among the profiles, which its colour follows."""

    id: str
    place: int
    shape: Inline
    name: Inline
    named_by: Inline
    share: Inline
    n: Inline
    stability: Inline
    high: tuple[Line, ...]
    low: tuple[Line, ...]
    bar: Inline
    parts: tuple[Inline, ...]
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A gradation: the drawing of its axis, and the profiles in the order they stand there."""

    title: Inline
    drawing: Inline
    places: tuple[Inline, ...]
    note: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesView(View):
    """Cards, or none with the explanation; warnings; the axis of a gradation; tables of sizes and trials."""

    axis: Axis | None
    cards: tuple[Card, ...]
    warnings: tuple[Inline, ...]
    words: Mapping[str, Inline]
    tables: tuple[Table, ...]


def build_page(context: Context) -> Page:
    """Return the page of the profiles."""
    say, lang, book = context.words.say, context.lang, context.book
    k = book.get("profiles", "_", "k")
    if k is None:
        return absent_page(context, "profiles", title=say("steps.profiles"), reason=context.absence("profiles"))
    ids = profile_ids(context)
    found = context.result.given(Profiles)
    warnings = []
    if not ids:
        cause = found.reason if found is not None and found.reason else "other"
        warnings += [
            say("profiles.none_text"),
            context.words.first(f"profiles.none_reason.{cause}", "profiles.none_reason.other"),
        ]
    axis = _axis(context, ids)
    if axis is not None:
        warnings.append(say("profiles.continuum"))
    tables = [sizes_table(context, ids)] if ids else []
    existing = existing_table(context, ids)
    tables += [existing] if existing is not None else []
    trials = trials_table(context, name="profiles-trials")
    tables += [trials] if trials is not None and not ids else []
    title = say("profiles.title_none")
    subtitle = None
    if axis is not None and k.value is not None:
        title = say("profiles.title_gradation")
        subtitle = context.words.count("profiles.subtitle_gradation", k.value, n=Number(k, lang))
    elif ids and k.value is not None:
        title = context.words.count("profiles.title", k.value, n=Number(k, lang))
    words = {name: say(f"profiles.{name}") for name in ("share_of", "high", "low", "mark", "targets", "expectations")}
    words |= {name: say(f"R3.{name}") for name in ("rank", "importance", "satisfaction")}
    words |= {name: say(f"profiles.{name}") for name in ("importance_short", "satisfaction_short")}
    cards = tuple(_card(context, name, i) for i, name in enumerate(ids))
    return show_page(
        context, "profiles", template="profiles.html.j2", title=title, subtitle=subtitle,
        view=ProfilesView(axis=axis, cards=cards, warnings=tuple(warnings), words=words, tables=tuple(tables)),
        notes=_notes(context, ids),
        legend=legend_of(context, book.of("profiles")),
    )  # fmt: skip


def _axis(context: Context, ids: tuple[str, ...]) -> Axis | None:
    """Return the axis of a gradation; None where the profiles are groups, or there are none."""
    found = context.result.given(Profiles)
    if not ids or found is None or not found.continuum:
        return None
    say = context.words.say
    order = sorted(range(len(ids)), key=lambda i: float(found.places[i]))
    return Axis(
        title=say("profiles.axis"), drawing=Gradation(tuple(float(place) for place in found.places)),
        places=tuple(line("{0} {1}", Glyph(i), Label(context.profile_text(ids[i]))) for i in order),
        note=say("profiles.axis_one" if found.one_axis >= _ONE_AXIS else "profiles.axis_first"),
    )  # fmt: skip


def _card(context: Context, profile: str, index: int) -> Card:
    say, book, lang = context.words.say, context.book, context.lang
    pole = book.get("profiles", profile, "pole")
    named = pole is not None and pole.text not in (None, "none")
    unnamed = "profiles.named_by_rule" if context.profile_names[profile].by_rule else "profiles.no_pole"
    traits = traits_of(context, profile)
    stability = Number(
        book.get("profiles", profile, "stability") or book.get("profiles", profile, "stability", "_", "all"), lang
    )
    bar, parts = _targets(context, profile, index)
    return Card(
        id=profile,
        place=index,
        shape=Glyph(index),
        name=Label(context.profile_text(profile)),
        named_by=EMPTY if named else say(unnamed),
        share=Number(book.get("profiles", profile, "share", "_", "all"), lang),
        n=say("profiles.base", n=Number(book.get("profiles", profile, "n", "_", "all"), lang)),
        stability=say("profiles.stability", stability=stability),
        high=tuple(_line(context, t, index) for t in traits if t.distance > 0),
        low=tuple(_line(context, t, index) for t in traits if t.distance < 0),
        bar=bar,
        parts=parts,
        wishes=_wishes(context, profile),
    )


def _line(context: Context, trait: Trait, index: int) -> Line:
    lang = context.lang
    return Line(
        label=Label(trait.answer),
        question=trait.question,
        number=Number(trait.cell, lang),
        whole=Number(trait.whole, lang),
        drawing=Dots(point=trait.cell, tick=trait.whole, profile=index, low=trait.low, high=trait.high),
    )


def _targets(context: Context, profile: str, index: int) -> tuple[Inline, tuple[Inline, ...]]:
    """Return the bar of a profile's targets and its legend, from the survey's table of the target item."""
    target = context.study.respondents.target
    if target is None:
        return EMPTY, ()
    column = f"profile={profile}"
    cells = [
        c
        for c in context.book.of("survey", target, measure="share")
        if c.column == column and not c.row.startswith("net.")
    ]
    shown = [c for c in cells if c.value]
    if not shown:
        return EMPTY, ()
    parts = []
    for place, cell in enumerate(shown):
        number, label = Toned("strong", Number(cell, context.lang)), Label(context.code_text(target, cell.row))
        parts.append(line("{0} {1} {2}", Swatch(index, place, len(shown)), label, number))
    return Parts(tuple(shown), index), tuple(parts)


def _wishes(context: Context, profile: str) -> tuple[Wish, ...]:
    def wish(verdict: Verdict) -> Wish:
        lang = context.lang
        return Wish(
            label=context.label("expectation", verdict.id), action=action_word(verdict, context),
            rank=Number(verdict.rank, lang), importance=Number(verdict.importance, lang), satisfaction=Number(verdict.satisfaction, lang),
        )  # fmt: skip

    ranked = [
        v for v in read_verdicts(context, f"profile={profile}") if v.rank is not None and v.rank.value is not None
    ]
    return tuple(wish(v) for v in ranked[:_FIRST])


def _notes(context: Context, ids: tuple[str, ...]) -> tuple[Note, ...]:
    say, book, lang = context.words.say, context.book, context.lang
    notes = []
    if ids:
        reading = say(
            "profiles.reading", share=Number(book.get("profiles", ids[0], "share", "_", "all"), lang),
            profile=Label(context.profile_text(ids[0])), n=Number(book.get("profiles", ids[0], "n", "_", "all"), lang),
        )  # fmt: skip
        notes += [
            Note(title=say("notes.reading"), text=reading),
            Note(title=say("notes.stability"), text=say("profiles.stability_note")),
            Note(title=say("notes.rule"), text=say("profiles.distinct_note")),
        ]
    plan = context.study.profiles
    if plan is not None and not ids:
        notes.append(
            Note(
                title=say("notes.rule"),
                text=say("method.rule.profiles", min_share=format_value(plan.min_share, "share", lang)),
            )
        )
    k: CellRow | None = book.get("profiles", "_", "k")
    if k is not None and k.base is not None:
        entered: Inline = context.words.count("profiles.entered", k.base, n=Field(k, "base", lang))
        dropped = book.get("profiles", "_", "dropped")
        if dropped is not None and dropped.value:
            entered = line(
                "{0}, {1}", entered, context.words.count("profiles.dropped", dropped.value, n=Number(dropped, lang))
            )
        notes.append(Note(title=say("notes.base"), text=line("{0}.", entered)))
    return tuple(notes)
