"""R5, decision aid: roadmap, options, effects, the views of each channel, diagnosis, integration, worth. It decides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.decision.diagnosis import diagnose
from relstudy.report.decision.effects import compare_users, declared_table, said_table, users_table
from relstudy.report.decision.integration import maturity_table
from relstudy.report.decision.options import options_table
from relstudy.report.decision.roadmap import Stage, lacking, left_out, order_of, stages_of
from relstudy.report.decision.views import gather_matter, rank_views
from relstudy.report.decision.worth import worth_table
from relstudy.report.legend import legend_of
from relstudy.report.offer_views import grid_note
from relstudy.report.page import Note, Page, View, absent_page, show_page
from relstudy.report.table import Fold, Table
from relstudy.report.values import EMPTY, Count, Inline, cells_in, joined

#: The parts of the page a study may lack, in the order they are read.
_PARTS = ("roadmap", "options", "effects", "views", "diagnosis", "maturity")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView(View):
    """The moves by horizon and in what order they stand, then tables."""

    roadmap_title: Inline
    stages: tuple[Stage, ...]
    tables: tuple[Table, ...]
    order: Inline = EMPTY
    folds: tuple[Fold, ...] = ()


def build_page(context: Context) -> Page:
    """Return the page R5: what is decided, what it is decided on, and once, in one sentence, what there is nothing of."""
    say = context.words.say
    stages, views, users = stages_of(context), rank_views(context, gather_matter(context)), compare_users(context)
    diagnosis = diagnose(context)
    parts = {
        "roadmap": (),
        "options": (options_table(context),),
        "effects": (declared_table(context), said_table(context)),
        "views": (views.table,),
        "diagnosis": (diagnosis.table,),
        "maturity": (maturity_table(context),),
        "worth": (worth_table(context),),
    }
    tables = tuple(table for part in parts.values() for table in part if table is not None)
    beside = users_table(context, users)
    folds = (
        None if beside is None else Fold(summary=say("R5.effects.users_fold"), tables=(beside,)),
        views.rest,
        diagnosis.rest,
    )
    if not stages and not tables and beside is None:
        return absent_page(context, "R5", reason=say("reasons.no_decision"))
    told = {name for name, part in parts.items() if any(part)}
    told |= {name for name, there in (("roadmap", stages), ("effects", beside)) if there}
    missing = [name for name in _PARTS if name not in told]
    return show_page(
        context,
        "R5",
        template="decision.html.j2",
        title=_title(context),
        state="partial" if missing else "measured",
        reason=say("R5.partial", parts=joined(", ", (say(f"R5.parts.{name}") for name in missing)))
        if missing
        else EMPTY,
        view=DecisionView(
            roadmap_title=say("R5.roadmap"),
            stages=stages,
            tables=tables,
            order=joined(" ", filter(None, (order_of(context), left_out(context)))),
            folds=tuple(fold for fold in folds if fold is not None),
        ),
        notes=_notes(context, missing, views=views.views, classes=diagnosis.classes),
        legend=legend_of(context, (*_shown(context), *users.cells, *_of_survey(tables))),
    )


def _title(context: Context) -> Inline:
    """Return how many moves are decided and how many of them have all that makes them verifiable."""
    moves = context.wave.roadmap
    if not moves:
        return context.words.say("R5.title")
    whole = sum(not lacking(context, move) for move in moves)
    n, complete = (Count(number, context.lang) for number in (len(moves), whole))
    if not whole:
        return context.words.count("R5.title_moves_none", len(moves), n=n)
    return context.words.count("R5.title_moves", len(moves), n=n, whole=complete)


def _shown(context: Context) -> Iterator[CellRow]:
    """Yield the cells of options and worth that stand on the page; a column nobody was asked in has none."""
    for cell in context.book.of("strategy"):
        if cell.measure in ("fit", "clv") and cell.status != "missing":
            yield cell


def _of_survey(tables: Iterable[Table]) -> Iterator[CellRow]:
    """Yield the figures of the survey that the tables show."""
    return (cell for cell in cells_in(tables) if cell.section == "survey")


def _notes(
    context: Context, missing: list[str], *, views: tuple[str, ...], classes: tuple[str, ...]
) -> tuple[Note, ...]:
    """Return the rules behind what the page shows, and no other: not a word of a step the study does not have."""
    say, book = context.words.say, context.book
    known = [m for m in ("value", "fit", "enchantment") if any(c.shown for c in book.of("strategy", measure=m))]
    rules = {
        "options": joined(" ", (say("R5.options.rule"), *(say(f"R5.options.rule_{m}") for m in known))),
        "views": say("R5.views.rule", views=joined(", ", (say(f"R5.views.rule_{v}") for v in views))),
        "diagnosis": say(
            "R5.diagnosis.rule_text", classes=joined(", ", (say(f"R5.classes_told.{c}") for c in classes))
        ),
        "maturity": say("R5.maturity.rule"),
    }
    notes = [
        Note(title=say(f"R5.parts_titles.{name}"), text=text) for name, text in rules.items() if name not in missing
    ]
    notes += grid_note(context) if "views" not in missing else ()
    if context.wave.roadmap:
        notes.insert(0, Note(title=say("R5.parts_titles.roadmap"), text=say("R5.card.rule")))
    return tuple(notes)
