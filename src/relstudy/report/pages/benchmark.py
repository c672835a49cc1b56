"""Sector benchmark: which practice is present at which player, with the counts of the sector."""

from relstudy.report.context import Context
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import Beside, Count, Inline, Number, Presence, Toned

_COUNTS = ("all", "kind=competitor", "kind=adjacent")


def build_page(context: Context) -> Page:
    """Return the page of the benchmark."""
    say = context.words.say
    practices = context.book.items("benchmark")
    if not practices:
        return absent_page(context, "benchmark", title=say("steps.benchmark"), reason=context.absence("benchmark"))
    # Without anybody beside the client nothing was compared.
    counted = (context.book.get("benchmark", p, "players", "_", "all") for p in practices)
    alone = not any(cell is not None and cell.base for cell in counted)
    form = "benchmark.title_alone" if alone else "benchmark.title"
    return show_page(
        context,
        "benchmark",
        title=context.words.count(form, len(practices), n=Count(len(practices), context.lang)),
        view=Plain(tables=(_table(context, practices),)),
        notes=(
            Note(title=say("notes.reading"), text=say("benchmark.legend")),
            Note(title=say("notes.rule"), text=say("benchmark.rule")),
            Note(title=say("notes.order"), text=say("benchmark.order")),
        ),
    )


def _table(context: Context, practices: tuple[str, ...]) -> Table:
    say = context.words.say
    counts = [c for c in _COUNTS if any(context.book.get("benchmark", p, "players", "_", c) for p in practices)]
    players = context.study.players
    ordered = sorted(practices, key=lambda p: -_spread(context, p))
    columns = [
        *(Column(title=say("benchmark.sector") if c == "all" else context.column_label(c)) for c in counts),
        *(Column(title=context.label("player", p.id), note=say(f"player_kind.{p.kind}"), kind="mark") for p in players),
    ]
    rows = tuple(
        Row(
            head=context.unlabelled(p),
            cells=(
                *(Number(context.book.get("benchmark", p, "players", "_", c), context.lang) for c in counts),
                *(_presence(context, p, player.id) for player in players),
            ),
        )
        for p in ordered
    )
    caption, stub = say("benchmark.table"), say("benchmark.practice")
    return table_of(columns, rows, name="benchmark-practices", caption=caption, stub=stub, wide=True)


def _spread(context: Context, practice: str) -> float:
    cell = context.book.get("benchmark", practice, "players", "_", "all")
    if cell is None or cell.value is None or not cell.base:
        return -1.0
    return cell.value / cell.base


def _presence(context: Context, practice: str, player: str) -> Inline:
    cell = context.book.get("benchmark", practice, "score", "_", f"player={player}")
    if cell is None or cell.value is None:
        return Toned("none", context.words.say("benchmark.not_scored"))
    present = cell.value > 0
    word = context.words.say("benchmark.present" if present else "benchmark.absent")
    score = Number(cell, context.lang, natural=True)
    return Beside("glyphs", (Presence(present), Toned("hidden", word), Toned("whole" if present else "muted", score)))
