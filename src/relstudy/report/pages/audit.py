"""Internal audit: the client's channels, services and procedures, their KPIs against targets, their score on the grid."""

from collections.abc import Callable, Mapping
from typing import Literal

from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.drawing import Bar, Dots
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.table import Column, Fold, Row, Table, table_of
from relstudy.report.values import EMPTY, Beside, Count, Inline, Label, Number, Toned, Turn, VerdictWord, joined, line
from relstudy.report.verdicts import tie_note
from relstudy.steps.audit import Audit
from relstudy.survey.registers import Offer

#: What the register says of an offer, in the order it is shown.
_TRAITS: dict[str, Callable[[Offer], str | tuple[str, ...] | None]] = {
    "kind": lambda o: o.kind, "family": lambda o: o.family, "purpose": lambda o: o.purpose, "phases": lambda o: o.phases,
    "route": lambda o: o.route, "relation": lambda o: o.relation, "status": lambda o: o.status, "owner": lambda o: o.owner,
}  # fmt: skip
_TRAIT_WORDS = {
    "kind": "offer_kinds", "family": "families", "purpose": "purposes", "phases": "phases", "route": "routes",
    "relation": "relations", "status": "offer_statuses",
}  # fmt: skip


def build_page(context: Context) -> Page:
    """Return the page of the audit: KPIs and targets, the grid, the register of offers."""
    say = context.words.say
    absent = context.absence("audit")
    kpis, grid = kpi_table(context), _grid_table(context)
    if kpis is None and grid is None:
        return absent_page(context, "audit", title=say("steps.audit"), reason=absent)
    verdicts = audit_verdicts(context)
    unmet = sum(c.text == "not_met" for c in verdicts)
    title = say("audit.title_no_target")
    if verdicts:
        n, every = (Count(count, context.lang) for count in (unmet, len(verdicts)))
        title = context.words.count("audit.title", unmet, n=n, all=every)
    return show_page(
        context,
        "audit",
        title=title,
        state="partial" if kpis is None else "measured",
        reason=say("audit.no_audit", reason=absent or say("reasons.no_cells")) if kpis is None else EMPTY,
        view=Plain(tables=tuple(t for t in (kpis, grid) if t is not None), folds=_register(context)),
        notes=as_written(context),
    )


def audit_verdicts(context: Context, offer: str | None = None) -> tuple[CellRow, ...]:
    """Return the verdicts on KPIs that have one, of an offer or of all."""
    return tuple(c for c in context.book.of("audit", offer) if c.row == "verdict" and c.shown)


def as_written(context: Context) -> tuple[Note, ...]:
    """Return the note that says in which language texts of the registers stand, where it is not the report's."""
    if not context.foreign:
        return ()
    say = context.words.say
    text = say("audit.as_written", language=say(f"languages.{context.foreign}"))
    return (Note(title=say("notes.language"), text=text),)


def kpis_of(context: Context, offer: str) -> Mapping[str, Mapping[str, CellRow]]:
    """Return the cells of an offer by KPI and row: `_` (value), target, gap, verdict, date."""
    found: dict[str, dict[str, CellRow]] = {}
    for cell in context.book.of("audit", offer):
        found.setdefault(cell.measure, {})[cell.row] = cell
    return found


def kpi_cells(context: Context, cells: Mapping[str, CellRow]) -> tuple[Inline, ...]:
    """Return value, target and gap of a KPI as printed: the digits there are, a gap of shares in points."""
    value, target = (bind_kpi(context, cells.get(row)) for row in ("_", "target"))
    return value, target, bind_kpi(context, cells.get("gap"), signed=True)


def bind_kpi(context: Context, cell: CellRow | None, *, signed: bool = False) -> Inline:
    """Return a number of the audit as printed. A study without a survey has no percent sign: a share's stands in words."""
    worded = cell is not None and cell.unit == "share" and not context.study.steps.survey
    return Number(cell, context.lang, natural=True, signed=signed, unit="per_cent" if worded else None)


def kpi_table(context: Context, *, only: str | None = None, name: str = "audit-kpis") -> Table | None:
    """Return the KPIs of every offer, or those with one verdict (`met`, `not_met`); None where there are none.

    The date of a KPI stands under its source, or alone where no source is given.
    """
    say, written = context.words.say, _written(context)
    whole = only is None
    texts = [c for c in ("action", "source") if (whole or c == "action") and any(w[c] for w in written.values())]
    dated = whole and "source" not in texts
    rows: list[Row] = []
    for offer in context.study.offers:
        kept = [
            (kpi, cells)
            for kpi, cells in kpis_of(context, offer.id).items()
            if whole or ((v := cells.get("verdict")) is not None and v.text == only)
        ]
        for place, (kpi, cells) in enumerate(kept):
            figures = [context.unlabelled(kpi), *kpi_cells(context, cells), _chart(cells)]
            figures += [verdict_word(context, cells.get("verdict"))] if whole else []
            told = written.get((offer.id, kpi), {})
            days = {"source": cells.get("date") if whole else None}
            figures += [_text(context, told.get(c, ""), days.get(c)) for c in texts]
            figures += [Number(cells.get("date"), context.lang)] if dated else []
            label = context.label("offer", offer.id)
            head, role = (Toned("hidden", label), "again") if place else (label, "opens")
            rows.append(Row(head=head, cells=tuple(figures), role=role))
    if not rows:
        return None
    titles = [Column(title=say("audit.kpi"), kind="word")]
    titles += [Column(title=say(f"audit.{c}")) for c in ("value", "target", "gap")]
    titles.append(Column(title=say("audit.chart"), note=say("audit.chart_note"), kind="word"))
    titles += [Column(title=say("audit.verdict"), kind="word")] if whole else []
    titles += [Column(title=say(f"audit.{c}"), kind="text") for c in texts]
    titles += [Column(title=say("audit.date"), kind="word")] if dated else []
    return table_of(titles, rows, name=name, caption=say("audit.kpis"), stub=say("columns.offer"), wide=True)


def _chart(cells: Mapping[str, CellRow]) -> Inline:
    """Return a KPI's value against its target, on a track that begins at zero; nothing where either is missing."""
    value, target = (cells.get(row) for row in ("_", "target"))
    held = [cell.value for cell in (value, target) if cell is not None and cell.value is not None]
    low, high = min((*held, 0.0)), max((*held, 0.0))
    drawn = len(held) == 2 and high > low
    return Dots(point=value, tick=target, low=low, high=high + (high - low) / 8) if drawn else EMPTY


def _text(context: Context, text: str, day: CellRow | None) -> Inline:
    """Return a text of audit.csv, a date under it."""
    written = context.written(text) if text else Number(None, context.lang)
    return written if day is None else joined("", (written, Toned("note", Number(day, context.lang))))


def _written(context: Context) -> dict[tuple[str, str], dict[str, str]]:
    """Return the planned action and the source of each offer's KPI as audit.csv words them."""
    found = context.result.given(Audit)
    if found is None:
        return {}
    told = found.measures.to_dict("records")
    return {
        (str(one["offer_id"]), str(one["kpi"])): {name: str(one[name] or "") for name in ("action", "source")}
        for one in told
    }


def say_source(context: Context, offer: str, kpi: str) -> Inline:
    """Return where a KPI was read and when, as audit.csv words it: on what scale a score is, it alone may tell."""
    source = _written(context).get((offer, kpi), {}).get("source", "")
    day = context.book.get("audit", offer, kpi, "date", "_")
    told = (context.written(source) if source else EMPTY, Number(day, context.lang) if day is not None else EMPTY)
    return joined(", ", tuple(filter(None, told)))


def verdict_word(context: Context, cell: CellRow | None) -> Inline:
    """Return "atteint" or "non atteint" with its cell, or a dash where there is no target."""
    if cell is None or not cell.shown or cell.text not in ("met", "not_met"):
        return Number(cell if cell is not None and not cell.shown else None, context.lang)
    tone: Literal["strong", "muted"] = "strong" if cell.text == "not_met" else "muted"
    return VerdictWord(context.words.say(f"audit.{cell.text}"), cell.key, tone=tone)


def _grid_table(context: Context) -> Table | None:
    say, book, lang = context.words.say, context.book, context.lang
    offers = [o for o in context.study.offers if book.get("grid", o.id, "score") is not None]
    if not offers:
        return None
    ranks = {o.id: book.get("grid", o.id, "rank") for o in offers}
    offers.sort(key=lambda o: value_of(ranks[o.id], float("inf")))
    criteria = context.study.criteria
    printed = any(book.get("grid", o.id, "printed_gap") is not None for o in offers)
    columns = [Column(title=say("audit.rank")), Column(title=say("audit.score"))]
    if printed:
        columns += [Column(title=say("audit.printed")), Column(title=say("audit.printed_gap"))]
    columns += [
        Column(title=context.label("criterion", c.id), note=_weight(context, c.id, c.higher_is_better))
        for c in criteria
    ]
    rows = []
    top = sum(c.weight * max(c.high, c.low) for c in criteria) or 10.0
    for offer in offers:
        score = book.get("grid", offer.id, "score")
        cells = [
            Number(ranks[offer.id], lang) + tie_note(ranks[offer.id], context),
            Beside("barred", (Bar(score, whole=top), Toned("strong", Number(score, lang)))),
        ]
        if printed:
            cells += [
                Number(book.get("grid", offer.id, "printed"), lang),
                Number(book.get("grid", offer.id, "printed_gap"), lang, signed=True),
            ]
        cells += [Number(book.get("grid", offer.id, "criterion", c.id), lang, natural=True) for c in criteria]
        rows.append(Row(head=context.label("offer", offer.id), cells=tuple(cells)))
    notes = _printed_notes(context, offers) if printed else ()
    caption, stub = say("audit.grid"), say("columns.offer")
    return table_of(columns, rows, name="audit-grid", caption=caption, stub=stub, wide=True, notes=notes)


def _printed_notes(context: Context, offers: list[Offer]) -> tuple[Inline, ...]:
    """Return, in words, which totals printed by the source the weights do not give."""
    say, book, lang = context.words.say, context.book, context.lang
    gaps = {o.id: book.get("grid", o.id, "printed_gap") for o in offers}
    wrong = [
        name for name, cell in gaps.items() if cell is not None and cell.value is not None and abs(cell.value) >= 0.005
    ]
    if not wrong:
        return (say("audit.printed_same"),)
    listed = [
        say(
            "audit.printed_item",
            offer=context.label("offer", name),
            printed=Number(book.get("grid", name, "printed"), lang),
            score=Number(book.get("grid", name, "score"), lang),
        )
        for name in wrong
    ]
    return (context.words.count("audit.printed_differs", len(wrong), n=Count(len(wrong), lang)), joined(" ", listed))


def _weight(context: Context, criterion: str, higher_is_better: bool) -> Inline:  # noqa: FBT001
    weight = Number(context.book.get("grid", "_", "weight", criterion), context.lang, natural=True, unit="none")
    lower = EMPTY if higher_is_better else Turn() + context.words.say("audit.lower_better")
    return line("{0} {1}{2}", context.words.say("audit.weight"), weight, lower)


def _register(context: Context) -> tuple[Fold, ...]:
    """Return the register of offers, folded: what it says is known before the study."""
    table, count = _offers_table(context), len(context.study.offers)
    if table is None:
        return ()
    summary = context.words.count("audit.register", count, n=Count(count, context.lang))
    return (Fold(summary=summary, tables=(table,)),)


def _offers_table(context: Context) -> Table | None:
    say = context.words.say
    traits = [t for t, of in _TRAITS.items() if any(map(of, context.study.offers))]
    if not context.study.offers:
        return None
    rows = tuple(
        Row(head=context.label("offer", o.id), cells=tuple(_trait(context, o, t) for t in traits))
        for o in context.study.offers
    )
    columns = (Column(title=say(f"audit.{t}"), kind="word") for t in traits)
    return table_of(
        columns, rows, name="audit-offers", caption=say("audit.offers"), stub=say("columns.offer"), wide=True
    )


def _trait(context: Context, offer: Offer, trait: str) -> Inline:
    value = _TRAITS[trait](offer)
    if not value:
        return Number(None, context.lang)
    if trait not in _TRAIT_WORDS:
        return context.written(str(value))
    table = _TRAIT_WORDS[trait]
    names = value if isinstance(value, tuple) else (value,)
    return joined(
        ", ",
        (
            context.words.say(f"{table}.{name}") if context.words.find(f"{table}.{name}") else Label(name)
            for name in names
        ),
    )
