import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from page_context import context_of, share

from relstudy.report.page import Page, Plain, Shell, View
from relstudy.report.paper.setting import set_paper
from relstudy.report.paper.signs import keep_known
from relstudy.report.paper.writing import blocks_of, write_paper
from relstudy.report.rendering import render_paper
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import Label
from relstudy.survey.items import Code, Item
from relstudy.words import Lang

ITEMS = (Item(id="q1", type="single", columns=("c",), codes=(Code(code="1"), Code(code="2"))),)
LABELS = {"item/q1": "Quel canal ?", "code/q1/1": "Agence", "code/q1/2": "Téléphone"}
CELLS = [share("q1", "1", 0.61), share("q1", "2", 0.39)]
HOSTILE = (
    '#import "@preview/x:1.0.0": *',
    "$x$ *gras* _a_ @ref <script>alert(1)</script> \\ ` [ ] {n} #panic()",
    "אבג \u202eabc 😀 漢字 \u200b\ufeff\u0000",
    "x" * 80,
)


@cache
def paper(lang: Lang) -> bytes:
    return render_paper(context_of(ITEMS, CELLS, LABELS, lang=lang))


def text_of(made: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (folder / "paper.pdf").write_bytes(made)
    said = subprocess.run(["pdftotext", "-layout", folder / "paper.pdf", "-"], capture_output=True, check=True)
    return said.stdout.decode()


def hostile_paper() -> bytes:
    table = Table(
        id="t", caption=Label(HOSTILE[0]), stub=HOSTILE[1], columns=tuple(Column(title=text) for text in HOSTILE),
        groups=(Group(title=HOSTILE[2], rows=(Row(head=Label(HOSTILE[1]), cells=HOSTILE),)),), notes=HOSTILE,
    )  # fmt: skip
    page = Page(
        name="R1", template="plain.html.j2", nav="R1", eyebrow="R1", title=HOSTILE[1],
        view=Plain(tables=(table,), lead=tuple(map(Label, HOSTILE))),
    )  # fmt: skip
    context = context_of(ITEMS, CELLS, LABELS)
    words = {name: context.words.say(f"shell.{name}") for name in context.words.table("shell")}
    shell = Shell(
        lang="fr", document_title=HOSTILE[1], study=HOSTILE[0], client=HOSTILE[1], running=HOSTILE[2], facts=(),
        working_paper="", words=words,
    )  # fmt: skip
    return set_paper(write_paper(shell, [page], context.words), day=date(2026, 3, 1))


def test_every_view_is_set_on_paper() -> None:
    assert {view.__name__ for view in View.__subclasses__()} == {view.__name__ for view in blocks_of.registry} - {
        "object"
    }


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_paper_is_tagged_with_its_fonts_inside(lang: Lang) -> None:
    made = paper(lang)
    streams = b"".join(inflated(made))
    for tag in (b"/MarkInfo", b"/StructTreeRoot", b"/Outlines", b"/FontFile", b"/Title"):
        assert tag in made or tag in streams, tag
    assert re.search(rb"/Lang ?\(" + lang.encode(), made + streams)


def inflated(made: bytes) -> list[bytes]:
    found = []
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            found.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return found


def test_two_papers_of_one_study_are_equal() -> None:
    assert render_paper(context_of(ITEMS, CELLS, LABELS)) == paper("fr")


def test_what_people_wrote_is_text_and_nothing_else(tmp_path: Path) -> None:
    text = "".join(text_of(hostile_paper(), tmp_path).split())
    assert '#import"@preview/x:1.0.0":*'.replace('"', "") in text.replace('"', "")
    assert "$x$*gras*_a_@ref<script>alert(1)</script>" in text


def test_numbers_of_cells_stand_on_paper(tmp_path: Path) -> None:
    lines = [line.split() for line in text_of(paper("fr"), tmp_path).splitlines()]
    assert ["Agence", "61", "%"] in lines
    assert ["Téléphone", "39", "%"] in lines


def test_signs_without_a_shape_are_squares_or_gone() -> None:
    assert keep_known("a\u200bb\u202ec 😀 é\u202f% ’ א") == "abc □ é\u202f% ’ א"


def test_all_known_signs_have_a_shape() -> None:
    known = "".join(c for c in map(chr, range(0x20, 0x3000)) if keep_known(c) == c)
    context = context_of(ITEMS, CELLS, LABELS)
    page = Page(name="R1", template="", nav="", eyebrow="", title="T", view=Plain(lead=tuple(known.split(" "))))
    words = {name: context.words.say(f"shell.{name}") for name in context.words.table("shell")}
    shell = Shell(
        lang="fr", document_title="T", study="T", client="", running="", facts=(), working_paper="", words=words
    )
    assert set_paper(write_paper(shell, [replace(page, subtitle="")], context.words), day=date(2026, 3, 1))
