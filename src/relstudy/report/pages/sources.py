"""Sources: the files read, what came from each and its fingerprint; the families of cells and how many are in each state."""

from collections import Counter
from pathlib import PurePosixPath

from relstudy.report.context import Context
from relstudy.report.page import Note, Page, Plain, show_page
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import Count, Label, Toned, joined
from relstudy.survey.plan import Source

_STATES = ("published", "cautious", "withheld", "missing")
#: Characters of a fingerprint that are printed; the whole of it is in the manifest.
_PRINTED = 12


def build_page(context: Context) -> Page:
    """Return the page of the sources."""
    say = context.words.say
    tables = (_files_table(context), _families_table(context))
    return show_page(
        context,
        "sources",
        title=say("sources.title"),
        neutral=False,
        view=Plain(tables=tuple(t for t in tables if t is not None)),
        notes=(
            Note(title=say("notes.reading"), text=say("sources.key")),
            Note(
                title=say("sources.fingerprint_note"),
                text=say("sources.fingerprint_text", n=Count(_PRINTED, context.lang)),
            ),
        ),
    )


def files_read(context: Context) -> tuple[Source, ...]:
    """Return the files a wave was made of, each once: those of the study first, then the wave's own."""
    found = {source.path: source for source in context.study.sources}
    found |= {source.path: source for source in (*context.wave.files.values(), *context.wave.texts.values())}
    return tuple(sorted(found.values(), key=lambda s: (s.path.startswith("waves/"), s.path)))


def _files_table(context: Context) -> Table | None:
    say, lang = context.words.say, context.lang
    files = files_read(context)
    if not files:
        return None
    counted: Counter[str] = Counter()
    for section in context.book.by_section:
        counted.update(c.file for c in context.book.of(section) if c.file)
    rows = []
    for source in files:
        gives = context.words.first(f"sources.file.{_stem(source)}", "sources.file.other")
        number = Count(counted[source.path], lang) if counted[source.path] else "—"
        rows.append(Row(head=Label(source.path), cells=(gives, number, Toned("print", source.sha256[:_PRINTED]))))
    columns = (
        Column(title=say("sources.gives"), kind="text"),
        Column(title=say("sources.cells")),
        Column(title=say("sources.fingerprint"), kind="word"),
    )
    caption, stub = say("sources.files"), say("sources.path")
    return table_of(columns, rows, name="sources-files", caption=caption, stub=stub, wide=True)


def _stem(source: Source) -> str:
    """Return what a file is, by its name before the first point."""
    return PurePosixPath(source.path).name.partition(".")[0].replace("-", "_")


def _families_table(context: Context) -> Table | None:
    say, lang = context.words.say, context.lang
    rows = []
    for section in context.book.by_section:
        cells = tuple(context.book.of(section))
        states = Counter(c.status for c in cells)
        steps = dict.fromkeys(c.step for c in cells if c.step)
        names = joined(", ", (context.words.first(f"steps.{s}", "steps.other") for s in steps))
        rows.append(Row(head=say(f"sections.{section}"), cells=(*(Count(states[s], lang) for s in _STATES), names)))
    if not rows:
        return None
    columns = (*(Column(title=say(f"sources.{s}")) for s in _STATES), Column(title=say("sources.step"), kind="word"))
    caption, stub = say("sources.families"), say("sources.family")
    return table_of(columns, rows, name="sources-families", caption=caption, stub=stub, wide=True)
