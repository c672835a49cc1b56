"""R4, new channels and services: what respondents choose among them, ranked; beside it what the other steps say of each."""

from collections.abc import Sequence

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.heat import COLUMNS
from relstudy.report.legend import legend_of
from relstudy.report.new_offers import OfferMatter, gather_offers, offers_table, reactions_to
from relstudy.report.offer_views import grid_note
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import EMPTY, Field, Inline, Label, Number
from relstudy.report.wanted_offers import Choice, choices_of, wanted_table
from relstudy.survey.offered import is_new
from relstudy.survey.registers import CodebookEntry

_MEASURES = ("cases_unprompted", "cases_positive", "cases_negative")


def build_page(context: Context) -> Page:
    """Return the page R4: a ranking where the survey asked for a choice, else what is known of new offers, else the reason."""
    say = context.words.say
    choices = choices_of(context)
    matters = _in_order(gather_offers(context, [o for o in context.study.offers if is_new(o)]), choices)
    beside = offers_table(context, matters, caption=say("R4.table" if choices else "R4.table_unranked"))
    said = _interviews_table(context)
    if not choices and beside is None and said is None:
        return absent_page(context, "R4", reason=say("reasons.no_offers_test"))
    wanted = [wanted_table(context, choice) for choice in choices]
    reason = say("R4.partial" if context.study.steps.survey else "R4.partial_no_survey")
    return show_page(
        context,
        "R4",
        title=_title(context, choices),
        subtitle=say("R4.subtitle" if choices else "R4.subtitle_unranked"),
        state="measured" if choices else "partial",
        reason=EMPTY if choices else reason,
        view=Plain(tables=tuple(t for t in (*wanted, beside, said) if t is not None)),
        notes=_notes(context, choices) if choices else (),
        legend=legend_of(
            context,
            (
                c
                for choice in choices
                for i in choice.items
                for c in context.book.of("survey", i.id)
                if c.column.startswith(COLUMNS) and not c.unasked
            ),
        ),
    )


def _in_order(matters: Sequence[OfferMatter], choices: Sequence[Choice]) -> tuple[OfferMatter, ...]:
    """Return the offers as the first choice ranks them; those nobody was asked about in the order of offers.csv."""
    place = {offer: n for n, (_, offer) in enumerate(pair for choice in choices for pair in choice.rows)}
    if not choices:
        return tuple(sorted(matters, key=lambda m: not m.known))
    return tuple(sorted(matters, key=lambda m: place.get(m.offer.id, len(place))))


def _title(context: Context, choices: Sequence[Choice]) -> Inline:
    """Return the offer most often chosen first, named with its share; a neutral title where there is no ranking."""
    if not choices or not choices[0].rows:
        return context.words.say("R4.title")
    choice = choices[0]
    (row, _), item = choice.rows[0], choice.first
    share = context.book.get("survey", item.id, "share", row, "all")
    name = Label(context.code_text(item.id, row))
    return context.words.count("R4.title_wanted", len(choice.items), offer=name, share=Number(share, context.lang))


def _interviews_table(context: Context) -> Table | None:
    """Return how many cases speak of each new channel of the code frame that no offer's row tells; None where none does.

    Sides nobody takes have no column.
    """
    say, book, lang = context.words.say, context.book, context.lang
    told = {entry.id for offer in context.study.offers if is_new(offer) for entry in reactions_to(context, offer)}
    entries = [e for e in _leaves(context) if e.id not in told and _cases(context, e) is not None]
    if not entries:
        return None
    entries.sort(key=lambda e: -value_of(_cases(context, e)))
    targets = [c for c in book.columns("interviews") if c.startswith("target=")]
    cells = {m: [book.get("interviews", e.id, m, "_", "all") for e in entries] for m in _MEASURES}
    taken = [m for m in _MEASURES if any(value_of(c, 0.0) > 0 for c in cells[m])]
    measures = [m for m in taken if m != "cases_unprompted" or context.tells_prompts]
    columns = [Column(title=say("interviews.cases"), note=context.column_label(c)) for c in ("all", *targets)]
    columns += [Column(title=say(f"R4.{m}")) for m in measures]
    rows = [
        Row(
            head=context.label("codebook", entry.id),
            cells=(
                *(Number(book.get("interviews", entry.id, "cases", "_", c), lang) for c in ("all", *targets)),
                *(Number(cells[m][place], lang, of_base=True) for m in measures),
            ),
        )
        for place, entry in enumerate(entries)
    ]
    return table_of(
        columns,
        rows,
        name="R4-interviews",
        caption=say("R4.interviews"),
        stub=say("interviews.code"),
        wide=True,
    )


def _cases(context: Context, entry: CodebookEntry) -> CellRow | None:
    return context.book.get("interviews", entry.id, "cases", "_", "all")


def _leaves(context: Context) -> list[CodebookEntry]:
    parents = {e.parent for e in context.study.codebook}
    return [e for e in context.study.codebook if e.facet == "new_channel" and e.id not in parents]


def _notes(context: Context, choices: Sequence[Choice]) -> tuple[Note, ...]:
    say, lang, choice = context.words.say, context.lang, choices[0]
    row, item = choice.rows[0][0], choice.first
    share = context.book.get("survey", item.id, "share", row, "all")
    named = {"offer": Label(context.code_text(item.id, row)), "share": Number(share, lang)}
    reading = context.words.count("R4.reading", len(choice.items), **named, n=Field(share, "base", lang))
    notes = [Note(title=say("notes.reading"), text=reading), Note(title=say("notes.rule"), text=say("R4.rule"))]
    notes.append(Note(title=say("notes.order"), text=say("R4.order")))
    if any(len(c.items) > 1 for c in choices):
        notes.append(Note(title=say("notes.base"), text=say("R4.bases")))
    notes += grid_note(context)
    return tuple(notes)
