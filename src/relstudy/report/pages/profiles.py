"""Profiles: one card each, or "no clear partition" said as the answer it is, with the numbers of profiles tried."""

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.distinction import Trait, traits_of
from relstudy.report.drawing import dot_and_tick, parts_bar, tints
from relstudy.report.legend import legend_of
from relstudy.report.marks import PROFILE_COLOURS, profile_ids, shape
from relstudy.report.numbers import bind, bind_field, bind_label, format_value
from relstudy.report.page import Note, Page, absent_page, show_page
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.verdicts import Verdict, action_word, read_verdicts

_FIRST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a card: an answer, its question, its number, the number of the whole, a drawing."""

    label: Markup
    question: str
    number: Markup
    whole: Markup
    drawing: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a bar: its colour, its label, its number."""

    colour: str
    label: Markup
    number: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One of the first expectations of a profile."""

    label: Markup
    action: Markup
    rank: Markup
    importance: Markup
    satisfaction: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One profile."""

    id: str
    colour: str
    shape: Markup
    name: Markup
    named_by: Markup
    share: Markup
    n: Markup
    stability: Markup
    high: tuple[Line, ...]
    low: tuple[Line, ...]
    bar: Markup
    parts: tuple[Part, ...]
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesView:
    """Cards, or none with the explanation; warnings; tables of sizes and trials."""

    cards: tuple[Card, ...]
    warnings: tuple[Markup, ...]
    words: dict[str, Markup]
    tables: tuple[Table, ...]


def build_page(context: Context) -> Page:
    """Return the page of the profiles."""
    say, lang, book = context.words.say, context.lang, context.book
    k = book.get("profiles", "_", "k")
    if k is None:
        return absent_page(context, "profiles", title=say("steps.profiles"), reason=context.absence("profiles"))
    ids = profile_ids(context)
    result = context.result_of("profiles")
    warnings = []
    if not ids:
        warnings.append(say("profiles.none_text"))
    elif getattr(result, "continuum", False):
        warnings.append(say("profiles.continuum"))
    tables = [_sizes_table(context, ids)] if ids else []
    trials = trials_table(context, name="profiles-trials")
    tables += [trials] if trials is not None and not ids else []
    title = say("profiles.title_none")
    if ids and k.value is not None:
        title = context.words.count("profiles.title", k.value, n=bind(k, lang))
    words = {name: say(f"profiles.{name}") for name in ("share_of", "high", "low", "mark", "targets", "expectations")}
    words |= {name: say(f"R3.{name}") for name in ("rank", "importance", "satisfaction")}
    cards = tuple(_card(context, name, i) for i, name in enumerate(ids))
    return show_page(
        context, "profiles", template="profiles.html.j2", title=title,
        view=ProfilesView(cards=cards, warnings=tuple(warnings), words=words, tables=tuple(tables)),
        notes=_notes(context, ids),
        legend=legend_of(context, book.of("profiles")),
    )  # fmt: skip


def _card(context: Context, profile: str, index: int) -> Card:
    say, book, lang = context.words.say, context.book, context.lang
    pole = book.get("profiles", profile, "pole")
    named = pole is not None and pole.text not in (None, "none")
    traits = traits_of(context, profile)
    stability = bind(book.get("profiles", profile, "stability") or book.get("profiles", profile, "stability", "_", "all"), lang)
    bar, parts = _targets(context, profile, index)
    return Card(
        id=profile,
        colour=PROFILE_COLOURS[index % len(PROFILE_COLOURS)],
        shape=shape(index),
        name=bind_label(context.profile_text(profile)),
        named_by=say("profiles.pole", pole=context.label("pole", pole.text or "")) if named and pole else say("profiles.no_pole"),
        share=bind(book.get("profiles", profile, "share", "_", "all"), lang),
        n=say("profiles.base", n=bind(book.get("profiles", profile, "n", "_", "all"), lang)),
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
        label=bind_label(trait.answer),
        question=trait.question,
        number=bind(trait.cell, lang),
        whole=bind(trait.whole, lang),
        drawing=dot_and_tick(trait.cell.value, trait.whole.value, index=index, low=trait.low, high=trait.high),
    )


def _targets(context: Context, profile: str, index: int) -> tuple[Markup, tuple[Part, ...]]:
    """Return the bar of a profile's targets and its legend, from the survey's table of the target item."""
    target = context.study.respondents.target
    if target is None:
        return Markup(""), ()
    column = f"profile={profile}"
    cells = [c for c in context.book.of("survey", target, measure="share") if c.column == column and not c.row.startswith("net.")]
    shown = [c for c in cells if c.value]
    if not shown:
        return Markup(""), ()
    colours = tints(index, len(shown))
    parts = tuple(
        Part(colour=colour, label=bind_label(context.code_text(target, c.row)), number=bind(c, context.lang))
        for c, colour in zip(shown, colours, strict=True)
    )
    return parts_bar([c.value or 0.0 for c in shown], colours), parts


def _wishes(context: Context, profile: str) -> tuple[Wish, ...]:
    def wish(verdict: Verdict) -> Wish:
        lang = context.lang
        return Wish(
            label=context.label("expectation", verdict.id), action=action_word(verdict, context),
            rank=bind(verdict.rank, lang), importance=bind(verdict.importance, lang), satisfaction=bind(verdict.satisfaction, lang),
        )  # fmt: skip

    ranked = [v for v in read_verdicts(context, f"profile={profile}") if v.rank is not None and v.rank.value is not None]
    return tuple(wish(v) for v in ranked[:_FIRST])


def _sizes_table(context: Context, ids: tuple[str, ...]) -> Table:
    say, book, lang = context.words.say, context.book, context.lang
    targets = [c for c in dict.fromkeys(c.column for c in book.of("profiles", measure="share")) if c.startswith("target=")]
    rows = []
    for i, name in enumerate(ids):
        share = book.get("profiles", name, "share", "_", "all")
        cells = [bind(share, lang), *(bind(book.get("profiles", name, "share", "_", t), lang) for t in targets)]
        stability = book.get("profiles", name, "stability") or book.get("profiles", name, "stability", "_", "all")
        cells += [bind(book.get("profiles", name, "n", "_", "all"), lang), bind_field(share, "base_effective", lang), bind(stability, lang)]
        head = Markup('<span class="glyphs">{0}{1}</span>').format(shape(i), bind_label(context.profile_text(name)))
        rows.append(Row(head=head, cells=tuple(cells)))
    columns = [Column(title=say("profiles.size"), note=say("columns.all"))]
    columns += [Column(title=say("profiles.size"), note=context.column_label(t)) for t in targets]
    columns += [Column(title=say(f"profiles.{name}")) for name in ("count", "effective")]
    columns += [Column(title=say("profiles.stability_title"))]
    return Table(
        id="profiles-sizes", caption=say("profiles.quality"), stub=say("profiles.nav"), columns=tuple(columns),
        groups=(Group(rows=tuple(rows)),),
    )  # fmt: skip


def trials_table(context: Context, *, name: str) -> Table | None:
    """Return the numbers of profiles tried and what became of each, from the step's own trials; None where there are none.

    Trials are no cells: they are shown for the method, as numbers of the method.
    """
    trials = getattr(context.result_of("profiles"), "trials", None)
    records = _records(trials)
    if not records:
        return None
    say = context.words.say
    names = [n for n in records[0] if n != "k" and any(r.get(n) not in (None, "") for r in records)]
    rows = tuple(
        Row(
            head=Markup('<span data-role="number">{0}</span>').format(record.get("k", "")),
            cells=tuple(_trial(context, n, record.get(n)) for n in names),
        )
        for record in records
    )
    columns = tuple(
        Column(
            title=context.words.first(f"profiles.trial.{n}", f"profiles.trial_{n}", "profiles.trial_other", name=n.replace("_", " ")),
            kind="word" if any(isinstance(r.get(n), (str, bool)) for r in records) else "number",
        )
        for n in names
    )
    return Table(
        id=name, caption=say("profiles.trials"), stub=say("profiles.trial_k"), columns=columns, groups=(Group(rows=rows),)
    )


def _records(trials: Any) -> list[dict[str, Any]]:
    if trials is None:
        return []
    if hasattr(trials, "to_dict"):
        return list(trials.astype(object).where(trials.notna(), None).to_dict("records"))
    return [{f.name: getattr(t, f.name) for f in fields(t)} for t in trials if is_dataclass(t)]


def _trial(context: Context, name: str, value: Any) -> Markup:
    if value is None or value == "":
        return bind(None, context.lang)
    if isinstance(value, str):
        return context.words.first(f"profiles.verdict.{value}", "profiles.verdict_other", name=bind_label(value.replace("_", " ")))
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return context.words.say("profiles.chosen" if value else "profiles.rejected")
    unit = "share" if "share" in name else "index"
    text = format_value(float(value), unit if float(value) != int(value) or unit == "share" else "none", context.lang)
    return Markup('<span data-role="number">{0}</span>').format(text)


def _notes(context: Context, ids: tuple[str, ...]) -> tuple[Note, ...]:
    say, book, lang = context.words.say, context.book, context.lang
    notes = []
    if ids:
        reading = say(
            "profiles.reading", share=bind(book.get("profiles", ids[0], "share", "_", "all"), lang),
            profile=bind_label(context.profile_text(ids[0])), n=bind(book.get("profiles", ids[0], "n", "_", "all"), lang),
        )  # fmt: skip
        notes += [
            Note(title=say("notes.reading"), text=reading),
            Note(title=say("notes.stability"), text=say("profiles.stability_note")),
            Note(title=say("notes.rule"), text=say("profiles.distinct_note")),
        ]
    plan = context.study.profiles
    if plan is not None and plan.existing:
        notes.append(Note(title=say("notes.source"), text=say("profiles.existing", item=bind_label(context.item_text(plan.existing)))))
    if plan is not None and not ids:
        notes.append(Note(title=say("notes.rule"), text=say("method.rule.profiles", min_share=format_value(plan.min_share, "share", lang))))
    k: CellRow | None = book.get("profiles", "_", "k")
    if k is not None and k.base is not None:
        notes.append(Note(title=say("notes.base"), text=say("profiles.entered", n=bind_field(k, "base", lang))))
    return tuple(notes)
