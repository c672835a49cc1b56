"""R1, relational practices: the channels respondents say they use, by profile and by target, where the survey asked."""

from markupsafe import Markup

from relstudy.report.context import Context
from relstudy.report.legend import legend_of
from relstudy.report.marks import profile_ids, shape
from relstudy.report.numbers import bind, bind_field, bind_label
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.table import Column, Group, Row, Table
from relstudy.survey.items import Item

_COLUMNS = ("all", "profile=", "target=")


def build_page(context: Context) -> Page:
    """Return the page R1: from multiple items whose codes are linked to offers; journeys are not in this version."""
    say = context.words.say
    items = channel_items(context)
    tables = tuple(_table(context, item) for item in items)
    if not tables:
        reason = context.absence("survey") or say("reasons.no_practices")
        return absent_page(context, "R1", reason=reason)
    return show_page(
        context, "R1", title=say("R1.title" if profile_ids(context) else "R1.title_no_profiles"),
        state="partial", reason=say("R1.partial"), view=Plain(tables=tables),
        notes=tuple(
            Note(title=say("notes.question"), text=Markup("{0} {1}").format(bind_label(context.item_text(i.id)), say("R1.most")))
            for i in items
        ),
        legend=legend_of(context, (c for i in items for c in context.book.of("survey", i.id, measure="share") if _in_columns(c.column))),
    )  # fmt: skip


def channel_items(context: Context) -> tuple[Item, ...]:
    """Return the multiple items whose answers are linked to offers and that have shares in this wave."""
    return tuple(
        item
        for item in context.wave.items
        if item.type == "multiple"
        and any(c.offer for c in item.codes)
        and any(c.shown for c in context.book.of("survey", item.id, measure="share"))
    )


def _table(context: Context, item: Item) -> Table:
    say, book, lang = context.words.say, context.book, context.lang
    found = context.book.columns("survey", item.id)
    columns = [c for kind in _COLUMNS for c in found if c.startswith(kind)]
    linked = {c.code for c in item.codes if c.offer}
    rows = [r for r in dict.fromkeys(c.row for c in book.of("survey", item.id, measure="share"))
            if context.code_by_fold.get((item.id, r)) in linked]  # fmt: skip
    best = {c: _most(context, item, rows, c) for c in columns}
    rows.sort(key=lambda r: -(getattr(book.get("survey", item.id, "share", r, "all"), "value", None) or 0.0))
    body = []
    for row in rows:
        cells = []
        for column in columns:
            cell = book.get("survey", item.id, "share", row, column)
            text = bind(cell, lang)
            shade = _shade(cell.value if cell is not None else None)
            style = "heat strong" if best[column] == row else "heat"
            cells.append(Markup('<span class="{0}" style="background:{1}">{2}</span>').format(style, shade, text))
        body.append(Row(head=bind_label(context.code_text(item.id, row)), cells=tuple(cells)))
    bases = tuple(bind_field(book.get("survey", item.id, "share", rows[0], c), "base", lang) for c in columns) if rows else ()
    body.append(Row(head=say("survey.base"), cells=bases, role="base first-base"))
    return Table(
        id=f"R1-{item.id}", caption=bind_label(context.item_text(item.id)), stub=say("R1.channel"),
        columns=tuple(Column(title=_titled(context, c)) for c in columns), groups=(Group(rows=tuple(body)),), wide=True,
    )  # fmt: skip


def _in_columns(column: str) -> bool:
    return column.startswith(_COLUMNS)


def _most(context: Context, item: Item, rows: list[str], column: str) -> str | None:
    values = {r: c.value for r in rows if (c := context.book.get("survey", item.id, "share", r, column)) and c.value is not None}
    return max(values, key=lambda r: values[r]) if values else None


def _shade(value: float | None) -> str:
    """Return a tint from white to pale ink by share; text on it keeps its contrast."""
    if value is None:
        return "#fff"
    part = min(max(value, 0.0), 1.0)
    low, high = (255, 255, 255), (188, 203, 220)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(low, high, strict=True))


def _titled(context: Context, column: str) -> Markup:
    kind, _, name = column.partition("=")
    ids = profile_ids(context)
    mark = shape(ids.index(name)) if kind == "profile" and name in ids else Markup("")
    return Markup('<span class="glyphs">{0}{1}</span>').format(mark, context.column_label(column))
