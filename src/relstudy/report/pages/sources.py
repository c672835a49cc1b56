"""Sources: from which files of the study each family of cells comes, and how many cells it has in each state."""

from collections import Counter

from markupsafe import Markup

from relstudy.report.context import Context
from relstudy.report.numbers import bind_count, bind_label
from relstudy.report.page import Note, Page, Plain, show_page
from relstudy.report.table import Column, Group, Row, Table

_STATES = ("published", "cautious", "withheld", "missing")


def build_page(context: Context) -> Page:
    """Return the page of the sources."""
    say, lang = context.words.say, context.lang
    rows = []
    for section in context.book.by_section:
        cells = tuple(context.book.of(section))
        states = Counter(c.status for c in cells)
        files = dict.fromkeys(c.source.partition("#")[0] for c in cells if c.source)
        steps = dict.fromkeys(c.step for c in cells if c.step)
        rows.append(
            Row(
                head=say(f"sections.{section}"),
                cells=(
                    *(bind_count(states[s], lang) for s in _STATES),
                    Markup(", ").join(context.words.first(f"steps.{s}", "steps.other") for s in steps),
                    Markup("<br>").join(bind_label(f) for f in files) or Markup("—"),
                ),
            )
        )
    columns = (
        *(Column(title=say(f"sources.{s}")) for s in _STATES),
        Column(title=say("sources.step"), kind="word"), Column(title=say("sources.files"), kind="text"),
    )  # fmt: skip
    table = Table(
        id="sources-families", caption=say("sources.families"), stub=say("sources.family"), columns=columns,
        groups=(Group(rows=tuple(rows)),), wide=True,
    )  # fmt: skip
    return show_page(
        context, "sources", title=say("sources.title"),
        neutral=False, view=Plain(tables=(table,) if rows else ()),
        notes=(Note(title=say("notes.reading"), text=say("sources.key")),),
    )  # fmt: skip
