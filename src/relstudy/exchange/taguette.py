"""Taguette's own database (.sqlite3) as coded material.

Documents are stored as HTML; highlights point into the text between its tags, counted in UTF-8 bytes. How they were
counted is judged here too, by the snippet stored beside each highlight. Source: Taguette 1.5, taguette/database/models.py.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Case, Code, CodedMaterial, Coding, Verbatim, count_losses, own_ids
from relstudy.exchange.markup_text import MarkupText, read_markup
from relstudy.exchange.offset_counting import Counting, Selection, count_documents, told_countings
from relstudy.exchange.offset_faults import say_countings

#: Where the head of a database says how it is journalled: a copy in memory has no journal beside it.
_JOURNAL = slice(18, 20)
#: A database whose views never end is given up after so many steps of so many instructions.
_MOST_STEPS, _STEP = 2_000, 1_000_000
#: Between a tag and the one above it in a path.
_POINT = re.compile(r"(?<=\S)\.(?=\S)")
_NEEDED = {
    "documents": ("id", "name", "contents", "project_id"),
    "highlights": ("id", "document_id", "start_offset", "end_offset"),
    "tags": ("id", "project_id", "path"),
    "highlight_tags": ("highlight_id", "tag_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """One document: its key, its name, what is said of it, its text."""

    key: str
    name: str
    about: str
    text: MarkupText


def read_database(content: bytes, log: FaultLog, *, file: str) -> CodedMaterial | None:
    """Return the coded material of a Taguette database; None where it cannot be read, or holds several projects."""
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            base.deserialize(content[: _JOURNAL.start] + b"\1\1" + content[_JOURNAL.stop :])
            base.execute("PRAGMA query_only = ON")
            steps = iter(range(_MOST_STEPS))
            base.set_progress_handler(lambda: next(steps, None) is None, _STEP)
            lacking = [
                f"{table}.{column}"
                for table, columns in _NEEDED.items()
                for column in columns
                if column not in _columns(base, table)
            ]
            if lacking:
                log.add("unreadable-file", file, found="SQLite", allowed="Taguette")
                return None
            return _read(base, log, file)
    except (sqlite3.Error, OverflowError, ValueError):
        log.add("unreadable-file", file, found="SQLite")
        return None


def _columns(base: sqlite3.Connection, table: str) -> set[str]:
    return {row[0] for row in base.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _rows(base: sqlite3.Connection, table: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """Yield rows of a table as texts; a column the table lacks is blank. The names are ours, never the file's."""
    there = _columns(base, table)
    asked = ", ".join(name if name in there else "''" for name in columns)
    for row in base.execute(f"SELECT {asked} FROM {table} ORDER BY 1"):  # noqa: S608  names of ours
        yield tuple("" if cell is None else str(cell) for cell in row)


def _read(base: sqlite3.Connection, log: FaultLog, file: str) -> CodedMaterial | None:
    rows = list(_rows(base, "documents", "id", "name", "description", "contents", "project_id"))
    projects = {row[4] for row in rows}
    if len(projects) > 1:
        names = {row[0]: row[1] for row in _rows(base, "projects", "id", "name")}
        log.add("several-projects", file, found=", ".join(sorted(names.get(one, one) for one in projects)))
        return None
    lost: list[tuple[str, str]] = []
    documents: list[_Stored] = []
    for key, name, about, contents, _ in rows:
        text = read_markup(contents.replace("\0", "\ufffd"))
        lost += [("image", name)] * text.images
        if text.text.strip():
            documents.append(_Stored(key=key, name=" ".join(name.split()) or key, about=about, text=text))
        else:
            lost.append(("empty-document", name))
    names = own_ids({one.key: one.name for one in documents})
    tags = [
        row
        for row in _rows(base, "tags", "id", "path", "description", "project_id", "parent_id")
        if row[3] in projects or not projects
    ]
    parents = _parents({row[0]: row[1] for row in tags}, {row[0]: row[4] for row in tags})
    codings, counted = _read_highlights(base, documents, names, lost)
    say_countings(counted, names, log, file=file)
    if log.errors:
        return None
    dialect, score = told_countings(counted)
    return CodedMaterial(
        cases=tuple(Case(id=names[one.key], attributes=" ".join(one.about.split())) for one in documents),
        verbatims=tuple(Verbatim(id=names[one.key], case=names[one.key], text=one.text.text) for one in documents),
        codes=tuple(
            Code(key=key, name=path, parent=parents.get(key), definition=about.strip()) for key, path, about, *_ in tags
        ),
        codings=codings,
        dialect=dialect,
        score=score,
        losses=count_losses(lost),
        program="Taguette",
    )


def _parents(paths: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """Return the tag above each: the one the database names, else the nearest whose path this one begins with before a point.

    "canal.tel" stands under "canal" where the project has both, as Taguette gathers them; a point followed by a blank is
    one of a sentence. Tags that would stand above themselves have none above.
    """
    by_path = {path: key for key, path in paths.items()}
    above: dict[str, str] = {}
    for key, path in paths.items():
        stems = (path[: match.start()] for match in reversed([*_POINT.finditer(path)]))
        named = told[key] if told[key] in paths else next((by_path[one] for one in stems if one in by_path), "")
        if named:
            above[key] = named
    return {key: named for key, named in above.items() if not _is_circular(key, above)}


def _is_circular(key: str, above: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while key in above and key not in seen:
        seen.add(key)
        key = above[key]
    return key in seen


def _read_highlights(
    base: sqlite3.Connection, documents: Sequence[_Stored], names: dict[str, str], lost: list[tuple[str, str]]
) -> tuple[tuple[Coding, ...], dict[str, Counting]]:
    texts = {one.key: one.text for one in documents}
    found: dict[str, list[tuple[str, Selection]]] = {}
    for key, document, start, end, snippet in _rows(
        base, "highlights", "id", "document_id", "start_offset", "end_offset", "snippet"
    ):
        if document in texts:
            selection = Selection(start=int(start), end=int(end), name=read_markup(snippet).glued)
            found.setdefault(document, []).append((key, selection))
    counted = count_documents(
        {key: (text.glued, False) for key, text in texts.items()},
        {key: [selection for _, selection in some] for key, some in found.items()},
    )
    tags: dict[str, list[str]] = {}
    for highlight, tag in _rows(base, "highlight_tags", "highlight_id", "tag_id"):
        tags.setdefault(highlight, []).append(tag)
    coders = _coders(base)
    codings: dict[tuple[object, ...], Coding] = {}
    for document, some in found.items():
        for (highlight, _), passage in zip(some, counted[document].passages, strict=True):
            given = tags.get(highlight, [])
            if not given:
                lost.append(("selection-without-code", names[document]))
            if passage is None:
                lost += [("selection-outside-text", names[document])] * len(given)
                continue
            first, last = texts[document].carried(*passage)
            for tag in given:
                made = Coding(
                    verbatim=names[document],
                    code=tag,
                    coder=coders.get(highlight, ""),
                    start=first,
                    end=last,
                    quote=texts[document].text[first:last],
                )
                if codings.setdefault((document, tag, made.coder, first, last), made) is not made:
                    lost.append(("repeated-coding", names[document]))
    return tuple(codings.values()), counted


def _coders(base: sqlite3.Connection) -> dict[str, str]:
    """Return who made each highlight, where the history of the project still tells."""
    if not {"payload", "user_login"} <= _columns(base, "commands"):
        return {}
    made: dict[str, str] = {}
    for _, payload, user in _rows(base, "commands", "id", "payload", "user_login"):
        try:
            told = json.loads(payload)
        except ValueError:
            continue
        if isinstance(told, dict) and told.get("type") == "highlight_add":
            made.setdefault(str(told.get("highlight_id", told.get("id"))), user)
    return made
