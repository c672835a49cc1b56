"""The views of each offer side by side: audit, grid, benchmark, expectations; in which of them it falls short."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relstudy.report.context import Context
from relstudy.report.offer_views import linked_practices, say_audit, say_expectations, say_sector, verdicts_by_offer
from relstudy.report.pages.audit import audit_verdicts
from relstudy.report.table import Column, Fold, Row, Table, table_of
from relstudy.report.values import EMPTY, Count, Inline, Number, Toned, joined, line
from relstudy.report.verdicts import Verdict, tie_note
from relstudy.survey.registers import Offer

_VIEWS = ("audit", "grid", "benchmark", "expectations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the study knows of one offer, by view of `_VIEWS`; a view is empty where it knows nothing."""

    offer: Offer
    views: Mapping[str, Inline]


def gather_matter(context: Context) -> tuple[Matter, ...]:
    """Return what is known of every offer, in the order of offers.csv."""
    verdicts = verdicts_by_offer(context)
    return tuple(
        Matter(
            offer=offer,
            views={
                "audit": say_audit(context, offer),
                "grid": _grid(context, offer),
                "benchmark": say_sector(context, offer),
                "expectations": say_expectations(context, verdicts.get(offer.id, ())),
            },
        )
        for offer in context.study.offers
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """The offers that fall short in a view, in most views first, and the others that a view can judge, folded; the views that judge any."""

    table: Table | None = None
    rest: Fold | None = None
    views: tuple[str, ...] = ()


def rank_views(context: Context, matters: tuple[Matter, ...]) -> Ranked:
    """Return the joint table of the offers a view can judge; those that none can are named under it.

    Audit: a target is missed. Sector: the client lacks a practice that most of its players have. Customers: an
    expectation linked to the offer is to be improved first.
    """
    verdicts = verdicts_by_offer(context)
    short = {m.offer.id: _shortfalls(context, m.offer, verdicts.get(m.offer.id, ())) for m in matters}
    # A score of the grid tells no shortfall: it stands beside the views that can.
    known = [m for m in matters if short[m.offer.id]]
    falling = [m for m in known if any(short[m.offer.id].values())]
    falling.sort(key=lambda m: (-sum(short[m.offer.id].values()), len(short[m.offer.id])))
    sound = [m for m in known if m not in falling]
    unknown = [context.label("offer", m.offer.id) for m in matters if m not in known]
    notes = (context.words.count("R5.views.unknown", len(unknown), names=joined(", ", unknown)),) if unknown else ()
    judging = tuple(v for v in _VIEWS if any(v in falls for falls in short.values()))
    if not falling:
        return Ranked(table=_joint(context, sound, short, name="R5-offers", notes=notes), views=judging)
    rest = _joint(context, sound, short, name="R5-sound", notes=())
    summary = context.words.count("R5.views.sound", len(sound), n=Count(len(sound), context.lang))
    return Ranked(
        table=_joint(context, falling, short, name="R5-offers", notes=notes),
        rest=Fold(summary=summary, tables=(rest,)) if rest is not None else None,
        views=judging,
    )


def _joint(
    context: Context,
    matters: Sequence[Matter],
    short: Mapping[str, Mapping[str, bool]],
    *,
    name: str,
    notes: tuple[Inline, ...],
) -> Table | None:
    say, lang = context.words.say, context.lang
    views = [v for v in _VIEWS if any(m.views[v] for m in matters)]
    if not matters:
        return None
    rows = []
    for matter in matters:
        falls = short[matter.offer.id]
        counted = say("R5.met", met=Count(sum(falls.values()), lang), all=Count(len(falls), lang))
        first = counted if falls else Number(None, lang)
        head, note = context.label("offer", matter.offer.id), say(f"offer_kinds.{matter.offer.kind}")
        cells = (matter.views[v] or Number(None, lang) for v in views)
        rows.append(Row(head=head, note=note, cells=(Toned("strong", first) if any(falls.values()) else first, *cells)))
    columns = (Column(title=say("R5.views.short"), note=say("R5.views.short_note")), *_columns(context, views))
    caption, stub = say("R5.table"), say("columns.offer")
    return table_of(columns, rows, name=name, caption=caption, stub=stub, wide=True, notes=notes)


def _columns(context: Context, views: Sequence[str]) -> tuple[Column, ...]:
    return tuple(
        Column(title=context.words.say(f"R5.{v}"), kind="text" if v == "expectations" else "word") for v in views
    )


def _shortfalls(context: Context, offer: Offer, expected: tuple[Verdict, ...]) -> dict[str, bool]:
    """Return whether an offer falls short in each view that can tell: audit, sector, customers."""
    found: dict[str, bool] = {}
    targets = audit_verdicts(context, offer.id)
    if targets:
        found["audit"] = any(c.text == "not_met" for c in targets)
    practices = [cells for p in linked_practices(context, offer) if (cells := _counts(context, p)) is not None]
    if practices:
        found["benchmark"] = any(client == 0 and 2 * sector > scored for client, sector, scored in practices)
    judged = [v for v in expected if v.action != "missing"]
    if judged:
        found["expectations"] = any(v.action == "improve" for v in judged)
    return found


def _counts(context: Context, practice: str) -> tuple[float, float, int] | None:
    """Return how many of the client have a practice, how many of the sector, of how many scored; None where one is not known."""
    client, sector = (context.book.get("benchmark", practice, "players", "_", c) for c in ("kind=client", "all"))
    if client is None or sector is None or client.value is None or sector.value is None or not sector.base:
        return None
    return client.value, sector.value, sector.base


def _grid(context: Context, offer: Offer) -> Inline:
    rank, score = (context.book.get("grid", offer.id, measure) for measure in ("rank", "score"))
    if score is None or not score.shown:
        return EMPTY
    note = context.words.say("R5.score", score=Number(score, context.lang))
    return line("{0} {1}", Number(rank, context.lang) + tie_note(rank, context), Toned("note", note))
