"""What the study knows of each new offer beside the choice of respondents: interviews, feasibility, sector, audit, expectations.

A view that knows nothing of any offer has no column: it is named once under the table.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from relstudy.report.book import CellRow, has_number, value_of
from relstudy.report.context import Context
from relstudy.report.offer_views import say_audit, say_expectations, say_sector, verdicts_by_offer
from relstudy.report.table import Column, ColumnKind, Row, Table, table_of
from relstudy.report.values import EMPTY, Count, Inline, Number, Toned, joined, line
from relstudy.report.verdicts import tie_note
from relstudy.steps.interviews import Interviews
from relstudy.survey.registers import CodebookEntry, Offer
from relstudy.words import Lang

#: In the order of the columns.
VIEWS = ("interviews", "feasibility", "sector", "audit", "expectations")
_KINDS: dict[str, ColumnKind] = {"interviews": "text", "sector": "text", "expectations": "text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMatter:
    """What the study knows of one offer, by view of `VIEWS`; a view is empty where it knows nothing. `graded`: it has a score."""

    offer: Offer
    views: Mapping[str, Inline]
    graded: bool

    @property
    def known(self) -> bool:
        """Tell whether anything was found out: that an offer is planned, its register says."""
        return self.graded or any(said for view, said in self.views.items() if view != "feasibility")


def gather_offers(context: Context, offers: Sequence[Offer]) -> tuple[OfferMatter, ...]:
    """Return what is known of these offers, in their order."""
    verdicts = verdicts_by_offer(context)
    return tuple(
        OfferMatter(
            offer=offer,
            views={
                "interviews": _interviews(context, offer),
                "feasibility": _feasibility(context, offer),
                "sector": say_sector(context, offer),
                "audit": say_audit(context, offer),
                "expectations": say_expectations(context, verdicts.get(offer.id, ())),
            },
            graded=has_number(context.book.get("grid", offer.id, "score")),
        )
        for offer in offers
    )


def offers_table(context: Context, matters: Sequence[OfferMatter], *, caption: Inline) -> Table | None:
    """Return the views of these offers side by side; None where nothing is known of any."""
    say = context.words.say
    if not any(m.known for m in matters):
        return None
    views = [v for v in VIEWS if any(m.views[v] for m in matters)]
    nothing = Toned("none", "—")
    rows = [
        Row(
            head=context.label("offer", m.offer.id),
            note=say(f"offer_kinds.{m.offer.kind}"),
            cells=tuple(m.views[v] or nothing for v in views),
        )
        for m in matters
    ]
    absent = [say(f"R4.named.{v}") for v in VIEWS if v not in views]
    notes = [say("R4.views_none", views=joined(", ", absent))] if absent else []
    if any(not m.views[v] for m in matters for v in views):
        notes.append(say("R4.views_dash"))
    if any(_has_contrary(context, m.offer) for m in matters):
        notes.append(say("R4.sides_rule"))
    columns = [Column(title=say(f"R4.views.{v}"), kind=_KINDS.get(v, "word")) for v in views]
    return table_of(columns, rows, name="R4-offers", caption=caption, stub=say("columns.offer"), notes=notes, wide=True)


def reactions_to(context: Context, offer: Offer) -> tuple[CodebookEntry, ...]:
    """Return the codes that say what interviews make of an offer: those declared of it, else those of the expectations it serves."""
    declared = tuple(e for e in context.study.codebook if e.offer == offer.id)
    if declared:
        return declared
    linked = {e.code for e in context.study.expectations if e.offer == offer.id}
    return tuple(e for e in context.study.codebook if e.id in linked)


def _interviews(context: Context, offer: Offer) -> Inline:
    """Return how many cases speak of the offer, and how many are for it and against it; sides nobody takes are not told.

    Judgements under an expectation are of what exists today, and say nothing for or against the offer.
    """
    entries = reactions_to(context, offer)
    several = len(entries) > 1
    return joined("", (Toned("line", text) for entry in entries for text in _voiced(context, entry, is_named=several)))


def _voiced(context: Context, entry: CodebookEntry, *, is_named: bool) -> Iterator[Inline]:
    """Yield how many cases voice a code, and for and against what; which expectation it is where there are others."""
    cases = context.book.get("interviews", entry.id, "cases", "_", "all")
    if cases is None or not cases.shown:
        return
    told = "R4.raised" if entry.offer is not None else "R4.raised_expectation"
    if is_named:
        told += "_named"
    sides = tuple(_sides(context, entry)) if entry.offer is not None else ()
    name = context.label("codebook", entry.id)
    said = context.words.say(told, name=name, cases=Number(cases, context.lang))
    yield said + Toned("note", joined(", ", sides)) if sides else said


def _sides(context: Context, entry: CodebookEntry) -> Iterator[Inline]:
    """Yield how many judge an offer well and badly, who of them say the contrary of it, and who say that without judging.

    Each case is told once: those who say the contrary stand inside the side they take.
    """
    words, lang = context.words, context.lang
    contrary = context.book.get("interviews", entry.id, "cases_contrary", "_", "all")
    every = round(value_of(contrary, 0.0))
    left, judged, inside = every, False, _contrary_by_side(context, entry)
    for side, sign in (("positive", 1), ("negative", -1)):
        cell = context.book.get("interviews", entry.id, f"cases_{side}", "_", "all")
        if value_of(cell, 0.0) <= 0:
            continue
        said: Inline = words.count(f"R4.sides.{side}", value_of(cell), n=Number(cell, lang, of_base=True))
        both = inside.get(sign, 0)
        if both:
            said = line("{0} {1}", said, words.count("R4.sides.of_which", both, n=_part(contrary, both, every, lang)))
            left -= both
        judged = True
        yield said
    if left > 0:
        other = "contrary_also" if judged else "contrary"
        yield words.count(f"R4.sides.{other}", left, n=_part(contrary, left, every, lang))


def _has_contrary(context: Context, offer: Offer) -> bool:
    """Tell whether a case says the contrary of an offer."""
    told = (e.id for e in reactions_to(context, offer) if e.offer is not None)
    return any(value_of(context.book.get("interviews", id_, "cases_contrary", "_", "all"), 0.0) > 0 for id_ in told)


def _part(cell: CellRow | None, number: int, every: int, lang: Lang) -> Inline:
    """Return the number of a cell where it is meant whole, else a count of the page's own."""
    return Number(cell, lang, of_base=True) if number == every else Count(number, lang)


def _contrary_by_side(context: Context, entry: CodebookEntry) -> Counter[int]:
    """Return how many of the cases that say the contrary judge well (1) or badly (-1)."""
    heard = context.result.given(Interviews)
    if heard is None or entry.id not in heard.codes:
        return Counter()
    place = heard.codes.index(entry.id)
    judging = heard.contrary[:, place] & heard.judged[:, place]
    return Counter(
        (1 if valence > 0 else -1 if valence < 0 else 0) for valence in heard.valence[judging, place].tolist()
    )


def _feasibility(context: Context, offer: Offer) -> Inline:
    """Return where the offer stands and its score on the grid, with its rank; a shared rank says so."""
    say, lang = context.words.say, context.lang
    rank, score = (context.book.get("grid", offer.id, measure) for measure in ("rank", "score"))
    status: Inline = say(f"offer_statuses.{offer.status}") if offer.status else EMPTY
    if not has_number(score):
        return status
    scored = say("R4.grid", score=Number(score, lang), rank=Number(rank, lang) + tie_note(rank, context))
    return status + Toned("note", scored) if status else scored
