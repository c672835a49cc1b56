"""R5, decision aid: what audit, grid, benchmark and expectations say of each offer, side by side. It decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from relstudy.report.context import Context
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.pages.audit import audit_verdicts
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import EMPTY, Beside, Count, Inline, Number, Toned, joined, line
from relstudy.report.verdicts import Verdict, action_word, rank_disc, read_verdicts, tier_word
from relstudy.steps.benchmark import Benchmark
from relstudy.survey.registers import Offer

_VIEWS = ("audit", "grid", "benchmark", "expectations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the study knows of one offer, by view of `_VIEWS`; a view is empty where it knows nothing."""

    offer: Offer
    views: Mapping[str, Inline]

    @property
    def known(self) -> bool:
        """Tell whether anything is known."""
        return any(self.views.values())


def build_page(context: Context) -> Page:
    """Return the page R5: one row per offer."""
    say = context.words.say
    matters = gather_matter(context)
    table = matter_table(context, matters, name="R5-offers", caption=say("R5.table"), by_kind=True)
    if table is None:
        return absent_page(context, "R5", reason=say("reasons.no_decision"))
    return show_page(
        context, "R5", title=say("R5.title"),
        view=Plain(tables=(table,)), notes=(Note(title=say("notes.reading"), text=say("R5.reading")),),
    )  # fmt: skip


def gather_matter(context: Context) -> tuple[Matter, ...]:
    """Return what is known of every offer, in the order of offers.csv."""
    verdicts = read_verdicts(context)
    return tuple(
        Matter(
            offer=offer,
            views={
                "audit": _audit(context, offer),
                "grid": _grid(context, offer),
                "benchmark": _benchmark(context, offer),
                "expectations": _expectations(context, [v for v in verdicts if v.offer == offer.id]),
            },
        )
        for offer in context.study.offers
    )


def matter_table(
    context: Context, matters: tuple[Matter, ...], *, name: str, caption: Inline, by_kind: bool = False
) -> Table | None:
    """Return the joint table of these offers, in their order or by kind; None where nothing is known.

    Views nobody has anything for have no column.
    """
    say = context.words.say
    views = [v for v in _VIEWS if any(m.views[v] for m in matters)]
    if not views:
        return None
    nothing = Toned("none", say("R5.no_evidence"))
    kinds = tuple(dict.fromkeys(m.offer.kind for m in matters)) if by_kind else ()
    groups = []
    for kind in kinds or (None,):
        inside = [m for m in matters if kind is None or m.offer.kind == kind]
        rows = tuple(
            Row(
                head=context.label("offer", m.offer.id),
                note=EMPTY if kind else say(f"offer_kinds.{m.offer.kind}"),
                cells=tuple(m.views[v] or nothing for v in views),
            )
            for m in (sorted(inside, key=lambda m: not m.known) if by_kind else inside)
        )
        title = say(f"R5.kinds.{kind}", n=Count(len(rows), context.lang)) if kind and len(kinds) > 1 else EMPTY
        groups.append(Group(title=title, rows=rows))
    columns = tuple(Column(title=say(f"R5.{v}"), kind="text" if v == "expectations" else "word") for v in views)
    return Table(id=name, caption=caption, stub=say("columns.offer"), columns=columns, groups=tuple(groups), wide=True)


def _audit(context: Context, offer: Offer) -> Inline:
    verdicts = audit_verdicts(context, offer.id)
    if not verdicts:
        return EMPTY
    met = sum(c.text == "met" for c in verdicts)
    lang = context.lang
    return context.words.say("R5.met", met=Count(met, lang), all=Count(len(verdicts), lang))


def _grid(context: Context, offer: Offer) -> Inline:
    rank, score = (context.book.get("grid", offer.id, measure) for measure in ("rank", "score"))
    if score is None or not score.shown:
        return EMPTY
    note = context.words.say("R5.score", score=Number(score, context.lang))
    return line("{0} {1}", Number(rank, context.lang), Toned("note", note))


def _benchmark(context: Context, offer: Offer) -> Inline:
    """Return the practices scored on this offer, with the players of the sector that have them."""
    found = context.result.given(Benchmark)
    if found is None:
        return EMPTY
    linked = [
        str(p)
        for p, offers in zip(found.scores["practice"], found.scores["offers"], strict=True)
        if offer.id in str(offers).split("|")
    ]
    lines = []
    for practice in dict.fromkeys(linked):
        cell = context.book.get("benchmark", practice, "players", "_", "all")
        if cell is not None and cell.shown:
            name, players = context.unlabelled(practice), Number(cell, context.lang)
            lines.append(Toned("line", context.words.say("R5.practice", practice=name, players=players)))
    return joined("", lines)


def _expectations(context: Context, verdicts: list[Verdict]) -> Inline:
    lines = []
    for verdict in verdicts:
        said = line("{0} · {1}", tier_word(verdict, context), action_word(verdict, context))
        name = Toned("whole", context.label("expectation", verdict.id) + Toned("note", said))
        lines.append(Beside("ranked", (rank_disc(verdict, context), name), lined=True))
    return joined("", lines)
