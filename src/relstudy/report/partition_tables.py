"""Tables about a partition: sizes and stability, numbers tried, the study's existing typology beside the profiles found."""

import math

from relstudy.report.context import Context
from relstudy.report.marks import profile_name
from relstudy.report.numbers import format_value
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import Count, Inline, Label, Number, Unbound
from relstudy.steps.profiles import Profiles

#: Why no groups were looked for; every other reason is an answer.
_TOO_LITTLE = ("too_few_respondents", "item_not_asked")

#: What became of a frozen profile that is a group of its own in this wave too.
_STILL_THERE = ("same", "drifted")


def sizes_table(context: Context, ids: tuple[str, ...]) -> Table:
    """Return the size of each profile, in all and by target, its bases, its stability, and how often its members are found again."""
    say, book, lang = context.words.say, context.book, context.lang
    targets = [
        c for c in dict.fromkeys(c.column for c in book.of("profiles", measure="share")) if c.startswith("target=")
    ]
    typed = any(book.of("profiles", measure="typing_accuracy"))
    rows = []
    for i, name in enumerate(ids):
        cells = [Number(book.get("profiles", name, "share", "_", column), lang) for column in ("all", *targets)]
        stability = book.get("profiles", name, "stability") or book.get("profiles", name, "stability", "_", "all")
        cells += [Number(book.get("profiles", name, "n", "_", "all"), lang), Number(stability, lang)]
        cells += [Number(book.get("profiles", name, "typing_accuracy"), lang)] if typed else []
        rows.append(Row(head=profile_name(context, i), cells=tuple(cells)))
    columns = [Column(title=say("profiles.size"), note=say("columns.all"))]
    columns += [Column(title=say("profiles.size"), note=context.column_label(t)) for t in targets]
    columns += [
        Column(title=say(f"profiles.{name}"))
        for name in ("count", "stability_title", *(("found_again",) if typed else ()))
    ]
    return table_of(columns, rows, name="profiles-sizes", caption=say("profiles.quality"), stub=say("profiles.nav"))


def continuity_table(context: Context, ids: tuple[str, ...], *, name: str) -> Table | None:
    """Return what became of each frozen profile and how its share changed, groups only this wave has last; None where nothing is frozen."""
    say, book, lang = context.words.say, context.book, context.lang
    since = book.get("profiles", "_", "frozen")
    if since is None or not since.text or not ids:
        return None

    def row(profile: str, head: Inline) -> Row:
        cells = (
            continuity_word(context, profile),
            Number(book.get("profiles", profile, "frozen_share"), lang),
            Number(book.get("profiles", profile, "share", "_", "all"), lang),
            Number(book.get("profiles", profile, "moved_people"), lang, signed=True),
            Number(book.get("profiles", profile, "fresh_share"), lang),
            Number(book.get("profiles", profile, "moved_profile"), lang, signed=True),
        )
        return Row(head=head, cells=cells)

    new = [cell.item for cell in book.of("profiles", measure="continuity") if cell.item not in ids]
    rows = [row(profile, profile_name(context, i)) for i, profile in enumerate(ids)]
    rows += [row(profile, say("profiles.new_group", number=Unbound("text", profile))) for profile in new]
    columns = (
        Column(title=say("profiles.became"), kind="word"),
        Column(title=say("profiles.frozen_share"), note=Label(since.text)),
        Column(title=say("profiles.share_now"), note=Label(context.wave.id)),
        Column(title=say("profiles.moved_people")),
        Column(title=say("profiles.fresh_share"), note=Label(context.wave.id)),
        Column(title=say("profiles.moved_profile")),
    )
    return table_of(
        columns,
        rows,
        name=name,
        caption=say("profiles.course", wave=Label(since.text)),
        stub=say("profiles.nav"),
        notes=(say("profiles.course_note"), say("profiles.became_note")),
        wide=True,
    )


def partition_unknown(context: Context) -> bool:
    """Tell whether a wave without profiles had too little to find any in: what was found is withheld, or the questions lacked."""
    k, found = context.book.get("profiles", "_", "k"), context.result.given(Profiles)
    return (k is not None and not k.shown) or (found is not None and found.reason in _TOO_LITTLE)


def partition_claim(context: Context, ids: tuple[str, ...], *, claim: str, found: str) -> Inline:
    """Return how many profiles there are, in words: `claim` where each is a group of this wave, else `found.frozen` and how many are none any more.

    Whoever is nearest to a frozen profile is counted in it, also where no group stands there now.
    """
    words, lang, k = context.words, context.lang, context.book.get("profiles", "_", "k")
    n, told = len(ids), {"n": Number(k, lang)}
    became = [cell.text for cell in context.book.of("profiles", measure="continuity") if cell.item in ids]
    kept = sum(word in _STILL_THERE for word in became)
    if kept == len(became):
        return words.count(claim, n, **told)
    if None in became:
        return words.count(f"{found}.frozen", n, **told)
    if not kept:
        return words.count(f"{found}.none_left", n, **told)
    lost = len(became) - kept
    return words.count(f"{found}.lost", lost, **told, lost=Count(lost, lang))


def is_lost(context: Context, profile: str) -> bool:
    """Tell whether a frozen profile is no distinct group of this wave."""
    cell = context.book.get("profiles", profile, "continuity")
    return cell is not None and bool(cell.text) and cell.text not in _STILL_THERE


def continuity_word(context: Context, profile: str) -> Inline:
    """Return what became of a frozen profile, as a page says it."""
    cell = context.book.get("profiles", profile, "continuity")
    said = cell.text if cell is not None and cell.text else "unknown"
    return context.words.say(f"profiles.continuity.{said}")


def existing_table(context: Context, ids: tuple[str, ...]) -> Table | None:
    """Return the existing typology in each profile, and how far the two agree; None where the study has none."""
    say, book, lang, plan = context.words.say, context.book, context.lang, context.study.profiles
    if plan is None or plan.existing is None or not ids:
        return None
    codes = tuple(dict.fromkeys(c.row for c in book.of("profiles", measure="existing")))
    if not codes:
        return None
    rows = []
    for i, name in enumerate(ids):
        cells = tuple(Number(book.get("profiles", name, "existing", code, "all"), lang) for code in codes)
        rows.append(Row(head=profile_name(context, i), cells=cells))
    agreement = book.get("profiles", "_", "existing_ari")
    notes = [say("profiles.existing_reading")]
    if agreement is not None:
        notes.append(say("profiles.existing_agreement", index=Number(agreement, lang)))
    columns = [Column(title=Label(context.code_text(plan.existing, c))) for c in codes]
    caption, subtitle, stub = Label(context.item_text(plan.existing)), say("profiles.existing"), say("profiles.nav")
    return table_of(columns, rows, name="profiles-existing", caption=caption, subtitle=subtitle, stub=stub, notes=notes)


def trials_table(context: Context, *, name: str) -> Table | None:
    """Return the numbers of profiles tried and what became of each, from the step's own trials; None where there are none.

    Trials are no cells: they are shown for the method, as numbers of the method.
    """
    found = context.result.given(Profiles)
    if found is None or found.trials.empty:
        return None
    say = context.words.say
    records = [{str(k): v for k, v in r.items()} for r in found.trials.to_dict("records")]
    names = [n for n in context.words.table("profiles", "trial") if n in records[0]]
    rows = []
    for record in records:
        cells, kept = tuple(_trial(context, n, record[n]) for n in names), record.get("verdict") == "kept"
        rows.append(Row(head=Unbound("number", int(record["k"])), cells=cells, role="mean" if kept else ""))
    columns = [Column(title=say(f"profiles.trial.{n}"), kind="word" if n == "verdict" else "number") for n in names]
    caption, stub, notes = say("profiles.trials"), say("profiles.trial_k"), (say("profiles.trials_note"),)
    return table_of(columns, rows, name=name, caption=caption, stub=stub, notes=notes)


def _trial(context: Context, name: str, value: object) -> Inline:
    if name == "verdict":
        return context.words.first(f"profiles.verdict.{value}", "profiles.verdict.other")
    number = float(str(value))
    if math.isnan(number):
        return Number(None, context.lang)
    text = format_value(number, "share" if name == "smallest_share" else "index", context.lang)
    return Unbound("number", text)
