"""Taguette's database: highlights counted in bytes of the text between tags, paragraphs told apart, hostile files given up."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import CodedMaterial
from relstudy.exchange.taguette import read_database

TABLES = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, contents TEXT, project_id INTEGER);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
CREATE TABLE commands (id INTEGER PRIMARY KEY, user_login TEXT, payload TEXT);
"""
HTML = "<h1>Entretien 😡</h1><p>J’ai été <b>déçue</b>.</p><ul><li>Un&nbsp;appel</li><li>deux</li></ul><img src='x'>"
GLUED = "Entretien 😡J’ai été déçue.Un\u00a0appeldeux"
READABLE = "Entretien 😡\nJ’ai été déçue.\nUn\u00a0appel\ndeux"


def database(path: Path, documents: Sequence[tuple[str, str]], quotes: Sequence[str], *, projects: int = 1) -> bytes:
    """A database of documents (name, HTML), each with the same quotes highlighted under one tag."""
    base = sqlite3.connect(path)
    base.executescript(TABLES)
    for project in range(1, projects + 1):
        base.execute("INSERT INTO projects VALUES (?, ?)", (project, f"projet {project}"))
    base.execute("INSERT INTO tags VALUES (7, 1, 'canal.tel', 'Au téléphone')")
    number = 0
    for place, (name, html) in enumerate(documents, start=1):
        project = min(place, projects)
        base.execute("INSERT INTO documents VALUES (?, ?, 'Femme, 62 ans', ?, ?)", (place, name, html, project))
        for quote in quotes:
            number += 1
            start = len(GLUED[: GLUED.index(quote)].encode())
            row = (number, place, start, start + len(quote.encode()), f"<p>{quote}</p>")
            base.execute("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)", row)
            base.execute("INSERT INTO highlight_tags VALUES (?, 7)", (number,))
            told = json.dumps({"type": "highlight_add", "highlight_id": number})
            base.execute("INSERT INTO commands (user_login, payload) VALUES ('claire', ?)", (told,))
    base.commit()
    base.close()
    return path.read_bytes()


def read(content: bytes) -> tuple[CodedMaterial | None, list[str]]:
    log = FaultLog()
    return read_database(content, log, file="t"), [fault.code for fault in log.faults]


def test_highlights_are_found_in_readable_text(tmp_path: Path) -> None:
    quotes = ["Entretien 😡", "déçue", "Un\u00a0appel", "deux", "été déçue.Un"]
    material, faults = read(database(tmp_path / "t", [("E1", HTML)], quotes))
    assert faults == []
    assert material is not None
    assert [(v.text, v.case) for v in material.verbatims] == [(READABLE, "E1")]
    assert [one.quote for one in material.codings] == [*quotes[:4], "été déçue.\nUn"]
    assert all(READABLE[one.start : one.end] == one.quote for one in material.codings)
    assert {one.coder for one in material.codings} == {"claire"}
    assert [(c.name, c.definition) for c in material.codes] == [("canal.tel", "Au téléphone")]
    assert [(c.id, c.attributes) for c in material.cases] == [("E1", "Femme, 62 ans")]
    assert (material.dialect, [(one.what, one.n) for one in material.losses]) == ("utf-8", [("image", 1)])


def tags_of(path: Path, tags: Sequence[tuple[int, str, int | None]], *, column: bool) -> dict[str, str | None]:
    """What stands above each tag of a database with these tags: id, path, and the tag it names above itself."""
    database(path, [("E1", HTML)], [])
    base = sqlite3.connect(path)
    base.execute("DELETE FROM tags")
    if column:
        base.execute("ALTER TABLE tags ADD COLUMN parent_id INTEGER")
    for key, name, above in tags:
        base.execute("INSERT INTO tags (id, project_id, path, description) VALUES (?, 1, ?, '')", (key, name))
        if column:
            base.execute("UPDATE tags SET parent_id = ? WHERE id = ?", (above, key))
    base.commit()
    base.close()
    material, _ = read(path.read_bytes())
    assert material is not None
    names = {code.key: code.name for code in material.codes}
    return {code.name: names.get(code.parent or "") for code in material.codes}


def test_a_tag_stands_under_the_one_its_path_begins_with(tmp_path: Path) -> None:
    paths = ["canal.tel.attente", "canal", "canal.tel", "canaliser", "prix.haut", "M", "M. Petit", ".canal", "canal."]
    tags = [(key, path, None) for key, path in enumerate(paths, start=1)]
    assert tags_of(tmp_path / "t", tags, column=False) == {
        **dict.fromkeys(paths),
        "canal.tel": "canal",
        "canal.tel.attente": "canal.tel",
    }


def test_the_tag_a_database_names_above_another_goes_before_paths(tmp_path: Path) -> None:
    tags = [(1, "canal", None), (2, "canal.tel", 4), (3, "attente", 2), (4, "voix", None), (5, "a", 6), (6, "b", 5)]
    assert tags_of(tmp_path / "t", tags, column=True) == {
        "canal": None,
        "canal.tel": "voix",
        "attente": "canal.tel",
        "voix": None,
        "a": None,
        "b": None,
    }


def test_documents_of_one_name_stay_two(tmp_path: Path) -> None:
    material, _ = read(database(tmp_path / "t", [("E1", HTML), ("E1", HTML), ("vide", "<p> </p>")], ["déçue"]))
    assert material is not None
    assert [case.id for case in material.cases] == ["E1", "E1 (2)"]
    assert ("empty-document", "vide") in [(one.what, one.where) for one in material.losses]


def test_several_projects_are_refused(tmp_path: Path) -> None:
    assert read(database(tmp_path / "t", [("E1", HTML), ("E2", HTML)], ["déçue"], projects=2)) == (
        None,
        ["several-projects"],
    )


def test_markup_is_text_and_nothing_else(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script><style>p{}</style><p onclick='x'>&lt;b&gt; J’ai</p>"
    material, _ = read(database(tmp_path / "t", [("E1", hostile)], []))
    assert material is not None
    assert [one.text for one in material.verbatims] == ["<b> J’ai"]


def test_other_and_broken_databases_are_said(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "o")
    base.execute("CREATE TABLE documents (id INTEGER)")
    base.commit()
    base.close()
    assert read((tmp_path / "o").read_bytes()) == (None, ["unreadable-file"])
    content = database(tmp_path / "t", [("E1", HTML)], ["déçue"])
    assert read(content[:5000]) == (None, ["unreadable-file"])
    assert read(b"SQLite format 3\0" + bytes(200)) == (None, ["unreadable-file"])


def test_a_view_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relstudy.exchange.taguette._MOST_STEPS", 3)
    base = sqlite3.connect(tmp_path / "v")
    base.executescript(TABLES.replace("CREATE TABLE tags", "CREATE TABLE tags_"))
    base.execute(
        "CREATE VIEW tags AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
        "SELECT id, 1 AS project_id, 'x' AS path, '' AS description FROM n"
    )
    base.commit()
    base.close()
    assert read((tmp_path / "v").read_bytes()) == (None, ["unreadable-file"])
