"""Internal audit: the client's channels, services and procedures, their KPIs against targets, their score on the grid."""

from collections.abc import Mapping

from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.numbers import bind, bind_count, bind_label
from relstudy.report.page import Page, Plain
from relstudy.report.table import Column, Group, Row, Table
from relstudy.survey.registers import Offer

_TRAITS = ("kind", "family", "purpose", "phases", "route", "relation", "status", "owner")
_TRAIT_WORDS = {
    "kind": "offer_kinds", "family": "families", "purpose": "purposes", "phases": "phases", "route": "routes",
    "relation": "relations", "status": "offer_statuses",
}  # fmt: skip


def build_page(context: Context) -> Page:
    """Return the page of the audit: KPIs and targets, the grid, the register of offers."""
    say = context.words.say
    absent = context.absence("audit")
    kpis, grid = kpi_table(context), _grid_table(context)
    shell = {"nav": say("audit.nav"), "eyebrow": say("audit.eyebrow"), "subtitle": say("audit.subtitle")}
    if kpis is None and grid is None:
        return Page(
            name="audit", template="plain.html.j2", title=say("steps.audit"), state="not-measured",
            reason=absent or say("reasons.no_cells"), nav=shell["nav"], eyebrow=shell["eyebrow"],
        )  # fmt: skip
    verdicts = [c for c in context.book.of("audit") if c.row == "verdict" and c.shown]
    unmet = sum(c.text == "not_met" for c in verdicts)
    title = say("audit.title_no_target")
    if verdicts:
        title = context.words.count(
            "audit.title", unmet, n=bind_count(unmet, context.lang), all=bind_count(len(verdicts), context.lang)
        )
    return Page(
        name="audit", template="plain.html.j2", **shell, title=title,
        state="partial" if kpis is None else "measured",
        reason=say("audit.no_audit", reason=absent or say("reasons.no_cells")) if kpis is None else Markup(""),
        view=Plain(tables=tuple(t for t in (kpis, grid, _offers_table(context)) if t is not None)),
    )  # fmt: skip


def kpi_name(kpi: str) -> Markup:
    """Return the id of a KPI as words: registers give KPIs no label."""
    return bind_label(kpi.replace("_", " "))


def kpis_of(context: Context, offer: str) -> Mapping[str, Mapping[str, CellRow]]:
    """Return the cells of an offer by KPI and row: `_` (value), target, gap, verdict, date."""
    found: dict[str, dict[str, CellRow]] = {}
    for cell in context.book.of("audit", offer):
        found.setdefault(cell.measure, {})[cell.row] = cell
    return found


def kpi_cells(context: Context, cells: Mapping[str, CellRow]) -> tuple[Markup, ...]:
    """Return value, target and gap of a KPI as printed: the digits there are, a gap of shares in points."""
    lang = context.lang
    return (
        bind(cells.get("_"), lang, natural=True),
        bind(cells.get("target"), lang, natural=True),
        bind(cells.get("gap"), lang, natural=True, signed=True),
    )


def kpi_table(context: Context, *, only: str | None = None, name: str = "audit-kpis") -> Table | None:
    """Return the KPIs of every offer, or those with one verdict (`met`, `not_met`); None where there are none."""
    say = context.words.say
    groups = []
    for offer in context.study.offers:
        rows = []
        for kpi, cells in kpis_of(context, offer.id).items():
            verdict = cells.get("verdict")
            if only is not None and (verdict is None or verdict.text != only):
                continue
            rows.append(
                Row(
                    head=kpi_name(kpi),
                    cells=(*kpi_cells(context, cells), verdict_word(context, verdict), bind(cells.get("date"), context.lang)),
                )
            )
        if rows:
            groups.append(Group(title=context.label("offer", offer.id), rows=tuple(rows)))
    if not groups:
        return None
    titles = (*(Column(title=say(f"audit.{c}")) for c in ("value", "target", "gap")),
              Column(title=say("audit.verdict"), kind="word"), Column(title=say("audit.date"), kind="word"))  # fmt: skip
    return Table(id=name, caption=say("audit.kpis"), stub=say("audit.kpi"), columns=titles, groups=tuple(groups))


def verdict_word(context: Context, cell: CellRow | None) -> Markup:
    """Return "atteint" or "non atteint" with its cell, or a dash where there is no target."""
    if cell is None or not cell.shown or cell.text not in ("met", "not_met"):
        return bind(cell if cell is not None and not cell.shown else None, context.lang)
    style = "verdict strong" if cell.text == "not_met" else "verdict muted"
    return Markup('<span class="{0}" data-cell="{1}">{2}</span>').format(style, cell.key, context.words.say(f"audit.{cell.text}"))


def _grid_table(context: Context) -> Table | None:
    say, book, lang = context.words.say, context.book, context.lang
    offers = [o for o in context.study.offers if book.get("grid", o.id, "score") is not None]
    if not offers:
        return None
    offers.sort(key=lambda o: _rank(context, o))
    criteria = context.study.criteria
    printed = any(book.get("grid", o.id, "printed_gap") is not None for o in offers)
    columns = [Column(title=say("audit.rank")), Column(title=say("audit.score"))]
    if printed:
        columns += [Column(title=say("audit.printed")), Column(title=say("audit.printed_gap"))]
    columns += [Column(title=context.label("criterion", c.id), note=_weight(context, c.id, c.higher_is_better)) for c in criteria]
    rows = []
    for offer in offers:
        cells = [_bind_rank(context, offer), Markup("<strong>{0}</strong>").format(bind(book.get("grid", offer.id, "score"), lang))]
        if printed:
            cells += [
                bind(book.get("grid", offer.id, "printed"), lang),
                bind(book.get("grid", offer.id, "printed_gap"), lang, signed=True),
            ]
        cells += [bind(book.get("grid", offer.id, "criterion", c.id), lang, natural=True) for c in criteria]
        rows.append(Row(head=context.label("offer", offer.id), cells=tuple(cells)))
    return Table(
        id="audit-grid", caption=say("audit.grid"), stub=say("columns.offer"), columns=tuple(columns),
        groups=(Group(rows=tuple(rows)),), notes=_printed_notes(context, offers) if printed else (),
    )  # fmt: skip


def _printed_notes(context: Context, offers: list[Offer]) -> tuple[Markup, ...]:
    """Return, in words, which totals printed by the source the weights do not give."""
    say, book, lang = context.words.say, context.book, context.lang
    gaps = {o.id: book.get("grid", o.id, "printed_gap") for o in offers}
    wrong = [name for name, cell in gaps.items() if cell is not None and cell.value is not None and abs(cell.value) >= 0.005]  # noqa: PLR2004
    if not wrong:
        return (say("audit.printed_same"),)
    listed = [
        say(
            "audit.printed_item", offer=context.label("offer", name),
            printed=bind(book.get("grid", name, "printed"), lang), score=bind(book.get("grid", name, "score"), lang),
        )
        for name in wrong
    ]  # fmt: skip
    return (context.words.count("audit.printed_differs", len(wrong), n=bind_count(len(wrong), lang)), Markup(" ").join(listed))


def _weight(context: Context, criterion: str, higher_is_better: bool) -> Markup:  # noqa: FBT001
    weight = bind(context.book.get("grid", "_", "weight", criterion), context.lang, natural=True, unit="none")
    lower = Markup("") if higher_is_better else Markup("<br>{0}").format(context.words.say("audit.lower_better"))
    return Markup("{0} {1}{2}").format(context.words.say("audit.weight"), weight, lower)


def _rank(context: Context, offer: Offer) -> float:
    cell = context.book.get("grid", offer.id, "rank")
    return cell.value if cell is not None and cell.value is not None else float("inf")


def _bind_rank(context: Context, offer: Offer) -> Markup:
    cell = context.book.get("grid", offer.id, "rank")
    tie = cell is not None and cell.has_mark("tie")
    text = bind(cell, context.lang)
    return text + Markup(' <span class="muted">{0}</span>').format(context.words.say("marks.tie")) if tie else text


def _offers_table(context: Context) -> Table | None:
    say = context.words.say
    traits = [t for t in _TRAITS if any(getattr(o, t) for o in context.study.offers)]
    if not context.study.offers:
        return None
    rows = tuple(
        Row(head=context.label("offer", o.id), cells=tuple(_trait(context, o, t) for t in traits))
        for o in context.study.offers
    )
    return Table(
        id="audit-offers", caption=say("audit.offers"), stub=say("columns.offer"), wide=True,
        columns=tuple(Column(title=say(f"audit.{t}"), kind="word") for t in traits), groups=(Group(rows=rows),),
    )  # fmt: skip


def _trait(context: Context, offer: Offer, trait: str) -> Markup:
    value = getattr(offer, trait)
    if not value:
        return bind(None, context.lang)
    if trait not in _TRAIT_WORDS:
        return bind_label(str(value))
    table = _TRAIT_WORDS[trait]
    names = value if isinstance(value, tuple) else (value,)
    return Markup(", ").join(
        context.words.say(f"{table}.{name}") if context.words.find(f"{table}.{name}") else bind_label(name) for name in names
    )
