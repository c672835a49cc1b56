"""Profiles: one card each, or "no clear partition" said as the answer it is, with the numbers of profiles tried; too little to tell is none."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.drawing import Gradation
from relstudy.report.legend import arrows_text, legend_of
from relstudy.report.marks import profile_ids
from relstudy.report.numbers import format_value
from relstudy.report.page import Note, Page, View, absent_page, show_page
from relstudy.report.partition_tables import (
    continuity_table,
    existing_table,
    partition_claim,
    partition_unknown,
    sizes_table,
    trials_table,
)
from relstudy.report.profile_cards import PARTS, Card, build_cards
from relstudy.report.table import Table
from relstudy.report.values import Field, Glyph, Inline, Label, Number, line
from relstudy.steps.profiles import Profiles

_WORDS = (
    "share_of", "people", "practices", "channels", "made", "high", "low", "mark", "expectations", "rank_interval", "importance_short", "satisfaction_short",
    "implies",
)  # fmt: skip
#: Why there is no partition where what was found is withheld.
_TOO_FEW = "too_few_respondents"
#: From this part of the scatter between profiles on, an axis is said to be the only one.
_ONE_AXIS = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A gradation: the drawing of its axis, and the profiles in the order they stand there."""

    title: Inline
    drawing: Inline
    places: tuple[Inline, ...]
    note: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesView(View):
    """Cards, or none with the explanation; warnings; the axis of a gradation; tables of sizes and trials.

    `parts` are those any card has, `spoken` the language of quotes where it is not the report's.
    """

    axis: Axis | None
    cards: tuple[Card, ...]
    parts: tuple[str, ...]
    warnings: tuple[Inline, ...]
    words: Mapping[str, Inline]
    tables: tuple[Table, ...]
    spoken: str


def build_page(context: Context) -> Page:
    """Return the page of the profiles."""
    say, lang, book = context.words.say, context.lang, context.book
    k = book.get("profiles", "_", "k")
    if k is None:
        return absent_page(context, "profiles", title=say("steps.profiles"), reason=context.absence("profiles"))
    ids = profile_ids(context)
    found = context.result.given(Profiles)
    warnings = []
    unknown = not ids and partition_unknown(context)
    if not ids:
        cause = found.reason if found is not None and found.reason else "other"
        if not k.shown:
            cause = _TOO_FEW
        warnings += [
            say("profiles.unknown_text" if unknown else "profiles.none_text"),
            context.words.first(f"profiles.none_reason.{cause}", "profiles.none_reason.other"),
        ]
    axis = _axis(context, ids)
    if axis is not None:
        warnings.append(say("profiles.continuum"))
    tables = [sizes_table(context, ids)] if ids else []
    course = continuity_table(context, ids, name="profiles-course")
    tables += [course] if course is not None else []
    existing = existing_table(context, ids)
    tables += [existing] if existing is not None else []
    trials = trials_table(context, name="profiles-trials")
    tables += [trials] if trials is not None and not ids else []
    title: Inline = say("profiles.title_unknown" if unknown else "profiles.title_none")
    subtitle = None
    if axis is not None and k.value is not None:
        title = say("profiles.title_gradation")
        subtitle = context.words.count("profiles.subtitle_gradation", k.value, n=Number(k, lang))
    elif ids and k.value is not None:
        title = partition_claim(context, ids, claim="profiles.title", found="profiles.title_of")
    since = book.get("profiles", "_", "frozen")
    if since is not None and since.text:
        subtitle = say("profiles.subtitle_frozen", wave=Label(since.text))
    words = {name: say(f"profiles.{name}") for name in _WORDS}
    words |= {name: say(f"R3.{name}") for name in ("importance", "satisfaction")}
    cards = build_cards(context, ids)
    have = {part for card in cards for part in card.parts}
    parts = tuple(name for name in PARTS if name in have)
    return show_page(
        context,
        "profiles",
        template="profiles.html.j2",
        title=title,
        subtitle=subtitle,
        view=ProfilesView(
            axis=axis,
            cards=cards,
            parts=parts,
            warnings=tuple(warnings),
            words=words,
            tables=tuple(tables),
            spoken=context.foreign,
        ),
        notes=_notes(context, ids, cards),
        legend=legend_of(context, book.of("profiles")),
    )


def _axis(context: Context, ids: tuple[str, ...]) -> Axis | None:
    """Return the axis of a gradation; None where the profiles are groups, or there are none."""
    found = context.result.given(Profiles)
    if not ids or found is None or not found.continuum or math.isnan(found.one_axis):
        return None
    say = context.words.say
    # A frozen profile that nobody has any more stands nowhere.
    order = sorted(
        (i for i in range(len(ids)) if not math.isnan(found.places[i])), key=lambda i: float(found.places[i])
    )
    return Axis(
        title=say("profiles.axis"),
        drawing=Gradation(tuple(float(place) for place in found.places)),
        places=tuple(line("{0} {1}", Glyph(i), Label(context.profile_text(ids[i]))) for i in order),
        note=say("profiles.axis_one" if found.one_axis >= _ONE_AXIS else "profiles.axis_first"),
    )


def _notes(context: Context, ids: tuple[str, ...], cards: tuple[Card, ...]) -> tuple[Note, ...]:
    say, book, lang = context.words.say, context.book, context.lang
    notes = []
    if ids:
        reading = say(
            "profiles.reading",
            share=Number(book.get("profiles", ids[0], "share", "_", "all"), lang),
            profile=Label(context.profile_text(ids[0])),
            n=Number(book.get("profiles", ids[0], "n", "_", "all"), lang),
        )
        notes += [
            Note(title=say("notes.reading"), text=reading),
            Note(title=say("notes.stability"), text=say("profiles.stability_note")),
            *_notes_of_typing(context),
            *_notes_of_cards(context, cards),
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


def _notes_of_typing(context: Context) -> tuple[Note, ...]:
    """Return how often a few questions find the profiles again; nothing where that is not told."""
    words, book, lang = context.words, context.book, context.lang
    accuracy, kappa, questions = (book.get("profiles", "_", f"typing_{m}") for m in ("accuracy", "kappa", "questions"))
    if accuracy is None or questions is None or questions.value is None:
        return ()
    told = {"n": Number(questions, lang), "accuracy": Number(accuracy, lang), "kappa": Number(kappa, lang)}
    text = words.count("profiles.typing_note", questions.value, **told)
    return (Note(title=words.say("profiles.typing_title"), text=text),)


def _notes_of_cards(context: Context, cards: tuple[Card, ...]) -> tuple[Note, ...]:
    """Return the rules of the parts that cards have."""
    say, have = context.words.say, {part for card in cards for part in card.parts}
    texts = {
        "portrait": ("notes.portrait", say("profiles.portrait_note")),
        "channels": ("notes.arrows", arrows_text(context)),
        "wishes": ("notes.rank", say("method.rule.rank")),
        "heard": ("notes.quotes", say("profiles.heard_note")),
        "made": ("notes.made", say("profiles.made_note")),
    }
    if "channels" not in have and "people" in have:
        texts["people"] = texts["channels"]
    return tuple(Note(title=say(title), text=text) for part, (title, text) in texts.items() if part in have)
