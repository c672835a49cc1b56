"""Themes found in the same cases, and types of cases, as tables: counts of cases, never shares."""

from relstudy.report.book import value_of
from relstudy.report.context import Context
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import EMPTY, Count, Field, Inline, Number, Turn, joined
from relstudy.steps.themes import SOLID

#: Pairs shown at most; the workbook has all.
_PAIRS = 12
#: Themes that name a type.
_NAMED = 2


def together_table(context: Context) -> Table | None:
    """Return the pairs of themes that most cases voice both; None where no two cases share a pair."""
    say, book, lang = context.words.say, context.book, context.lang
    cells = sorted(book.of("interviews", measure="cases_with"), key=lambda c: -value_of(c, 0.0))
    if not cells:
        return None
    voiced = {c.item: c for c in book.of("interviews", measure="cases") if c.column == "all"}
    rows = (
        Row(
            head=say(
                "interviews.together.pair",
                one=context.label("codebook", c.item),
                other=context.label("codebook", c.row),
            ),
            cells=(Number(c, lang), *(Number(voiced.get(code), lang, of_base=True) for code in (c.item, c.row))),
        )
        for c in cells[:_PAIRS]
    )
    left = len(cells) - _PAIRS
    notes = [say("interviews.together.how")]
    if left > 0:
        notes.append(context.words.count("interviews.together.left", left, n=Count(left, lang)))
    return table_of(
        (Column(title=say(f"interviews.together.{name}")) for name in ("both", "first", "second")),
        rows,
        name="interviews-together",
        caption=say("interviews.together.title"),
        subtitle=say("interviews.together.subtitle"),
        stub=say("interviews.together.themes"),
        notes=tuple(notes),
        stacks=False,
    )


def types_table(context: Context) -> Table | None:
    """Return the types of cases, each with its doubt and what sets it apart; None where there is none."""
    say, book, lang = context.words.say, context.book, context.lang
    sizes = {c.item: c for c in book.of("interviews", measure="type_cases") if c.column == "all"}
    if not sizes:
        return None
    targets = [c for c in book.columns("interviews") if c.startswith("target=")]
    rows = []
    for item, size in sizes.items():
        standing = book.get("interviews", item, "type_standing")
        sketch = standing is not None and standing.text == "sketch"
        numbers = [Number(book.get("interviews", item, "type_cases", "_", t), lang) for t in targets]
        kept = book.get("interviews", item, "type_stability")
        rows.append(
            Row(
                head=type_name(context, item),
                note=say("interviews.types.sketch") if sketch else EMPTY,
                cells=(Number(size, lang), *numbers, _told(context, item), Number(kept, lang)),
            )
        )
    columns = [
        Column(title=say("interviews.types.cases"), note=say("columns.all") if targets else EMPTY),
        *(Column(title=say("interviews.types.cases"), note=context.column_label(t)) for t in targets),
        Column(title=say("interviews.types.apart"), kind="text"),
        Column(title=say("interviews.types.kept")),
    ]
    return table_of(
        columns,
        rows,
        name="interviews-types",
        caption=say("interviews.types.title"),
        subtitle=say("interviews.types.subtitle"),
        stub=say("interviews.types.type"),
        notes=(say("interviews.types.how", solid=Count(SOLID, lang)), say("interviews.types.again")),
        wide=True,
    )


def no_types(context: Context) -> Inline:
    """Return that no clear types were found, where they were looked for."""
    found = context.book.get("interviews", "_", "types")
    if found is None or found.text != "none":
        return EMPTY
    return context.words.say("interviews.types.none", n=Field(found, "base", context.lang))


def type_name(context: Context, item: str) -> Inline:
    """Return the themes that set a type apart most, or that none does."""
    codes = [c.row for c in context.book.of("interviews", item, measure="type_themes")][:_NAMED]
    if not codes:
        return context.words.say("interviews.types.unnamed")
    return joined(" + ", (context.label("codebook", code) for code in codes))


def _told(context: Context, item: str) -> Inline:
    """Return of each theme that sets a type apart how many of its cases voice it, and how many of the others."""
    say, book, lang = context.words.say, context.book, context.lang
    lines = [
        say(
            "interviews.types.theme",
            theme=context.label("codebook", cell.row),
            own=Number(cell, lang),
            others=Number(book.get("interviews", item, "type_others", cell.row), lang),
        )
        for cell in book.of("interviews", item, measure="type_themes")
    ]
    return joined(Turn(), lines)
